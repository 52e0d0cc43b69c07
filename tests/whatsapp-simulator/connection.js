// The running connection of a linked account, and the status the gateway reports of it.
import { setTimeout as delay } from "node:timers/promises";
import * as credentials from "./credentials.js";
import { connectMs } from "./settings.js";

const connections = new Map();

export const isRunning = (accountId) => connections.has(accountId);

// Runs until the gateway stops the account or the phone removes this device.
export async function run({ accountId, abortSignal, setStatus }) {
  const loggedOut = new AbortController();
  const ended = AbortSignal.any([abortSignal, loggedOut.signal]);
  const report = (patch) => setStatus({ accountId, lastEventAt: Date.now(), ...patch });

  connections.set(accountId, loggedOut);
  report({ running: true, connected: false, lastError: null, healthState: "starting", lifecycle: "starting" });
  try {
    await delay(connectMs, undefined, { signal: ended });
    report({
      connected: true, lastConnectedAt: Date.now(), lastDisconnect: null,
      healthState: "healthy", lifecycle: "ready", terminalDisconnect: undefined,
    });
    await new Promise((_, reject) => ended.addEventListener("abort", reject, { once: true }));
  } catch {
    // Only an ended connection comes here.
  } finally {
    connections.delete(accountId);
  }

  report(loggedOut.signal.aborted ? removedByPhone() : { running: false, connected: false, healthState: "stopped" });
}

function removedByPhone() {
  const error = "status=401 Unauthorized Connection Failure";
  return {
    running: false, connected: false, lastError: error,
    lastDisconnect: { at: Date.now(), status: 401, error, loggedOut: true },
    healthState: "logged-out", lifecycle: "blocked", terminalDisconnect: true,
  };
}

export function logoutByPhone() {
  for (const [accountId, loggedOut] of connections) {
    credentials.clear(accountId);
    loggedOut.abort();
  }
}
