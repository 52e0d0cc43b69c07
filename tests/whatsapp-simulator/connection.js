// The running connection of a linked account, and the status the gateway reports of it.
import { setTimeout as delay } from "node:timers/promises";
import * as chat from "./chat.js";
import * as credentials from "./credentials.js";
import { connectMs } from "./settings.js";

const connections = new Map();

export const isRunning = (accountId) => connections.has(accountId);

// What the real plugin makes of the code with which WhatsApp ends a connection; `forGood`: its attempts are used up.
function endingOf({ status, forGood }) {
  const ending = { lastError: `status=${status} Connection Failure`, disconnect: { status, loggedOut: status === 401 } };
  return status === 401 ? { ...ending, healthState: "logged-out" }
    : status === 440 ? { ...ending, healthState: "conflict" }
    : { ...ending, healthState: forGood ? "stopped" : "reconnecting" };
}

// Runs until the gateway stops the account or WhatsApp ends the connection for good.
export async function run(account) {
  const { accountId, abortSignal, setStatus } = account;
  const ending = new AbortController();
  const ended = AbortSignal.any([abortSignal, ending.signal]);
  const report = (patch) => setStatus({ accountId, lastEventAt: Date.now(), ...patch });
  const connected = () => {
    chat.open(account);
    report({
      connected: true, lastConnectedAt: Date.now(), lastDisconnect: null, lastError: null,
      healthState: "healthy", lifecycle: "ready", terminalDisconnect: undefined,
    });
  };
  const lost = ({ lastError, disconnect, healthState }) => {
    chat.close(accountId);
    report({
      connected: false, lastError, healthState, lifecycle: "recovering",
      lastDisconnect: { at: Date.now(), error: lastError, ...disconnect },
    });
  };
  const silent = () => report({ healthState: "stale", lifecycle: "recovering" });

  connections.set(accountId, { end: (reason) => ending.abort(reason), lost, connected, silent });
  report({ running: true, connected: false, lastError: null, healthState: "starting", lifecycle: "starting" });
  try {
    await delay(connectMs, undefined, { signal: ended });
    connected();
    await new Promise((_, reject) => ended.addEventListener("abort", reject, { once: true }));
  } catch {
    // Only an ended connection comes here.
  } finally {
    chat.close(accountId);
    connections.delete(accountId);
  }

  const { lastError, disconnect, healthState } = ending.signal.reason ?? {};
  report(healthState
    ? {
        running: false, connected: false, lastError, healthState,
        lastDisconnect: { at: Date.now(), error: lastError, ...disconnect },
        lifecycle: "blocked", terminalDisconnect: true,
      }
    : { running: false, connected: false, healthState: "stopped" });
}

export function disconnect(how) {
  const ending = endingOf(how);
  connections.forEach((connection, accountId) => {
    if (ending.disconnect.loggedOut) {
      credentials.clear(accountId);
    }
    (ending.healthState === "reconnecting" ? connection.lost : connection.end)(ending);
  });
}

export const reconnect = () => connections.forEach(({ connected }) => connected());

export const fallSilent = () => connections.forEach(({ silent }) => silent());
