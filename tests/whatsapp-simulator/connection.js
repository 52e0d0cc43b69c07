// The running connection of a linked account, and the status the gateway reports of it.
import { setTimeout as delay } from "node:timers/promises";
import * as chat from "./chat.js";
import * as credentials from "./credentials.js";
import { connectMs } from "./settings.js";

const connections = new Map();

export const isRunning = (accountId) => connections.has(accountId);

// How WhatsApp ends a connection for good, and what the real plugin then reports.
const endings = {
  removedByPhone: {
    lastError: "status=401 Unauthorized Connection Failure",
    disconnect: { status: 401, loggedOut: true },
    healthState: "logged-out",
  },
  takenOver: {
    lastError: "status=440 Unknown Stream Errored (conflict)",
    disconnect: { status: 440, loggedOut: false },
    healthState: "conflict",
  },
};

// Runs until the gateway stops the account or WhatsApp ends the connection.
export async function run(account) {
  const { accountId, abortSignal, setStatus } = account;
  const ending = new AbortController();
  const ended = AbortSignal.any([abortSignal, ending.signal]);
  const report = (patch) => setStatus({ accountId, lastEventAt: Date.now(), ...patch });

  connections.set(accountId, ending);
  report({ running: true, connected: false, lastError: null, healthState: "starting", lifecycle: "starting" });
  try {
    await delay(connectMs, undefined, { signal: ended });
    chat.open(account);
    report({
      connected: true, lastConnectedAt: Date.now(), lastDisconnect: null,
      healthState: "healthy", lifecycle: "ready", terminalDisconnect: undefined,
    });
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

export function logoutByPhone() {
  connections.forEach((ending, accountId) => {
    credentials.clear(accountId);
    ending.abort(endings.removedByPhone);
  });
}

// Another device took the session over: linked still, and WhatsApp does not want it back.
export const takeOver = () => connections.forEach((ending) => ending.abort(endings.takenOver));
