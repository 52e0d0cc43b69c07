// One attempt to link a phone: shows codes, takes the scan, and forgets itself after its lifetime.
import { randomBytes } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { renderQrPngDataUrl } from "openclaw/plugin-sdk/media-runtime";
import * as connection from "./connection.js";
import * as credentials from "./credentials.js";
import { pairingRestartMs, settings } from "./settings.js";

const failures = {
  unreachable: async () => "WhatsApp login failed: WebSocket Error (getaddrinfo EAI_AGAIN web.whatsapp.com)",
  timeout: async (timeoutMs) => {
    await new Promise((resolve) => setTimeout(resolve, timeoutMs));
    return "Failed to get QR: Error: Timed out waiting for WhatsApp QR";
  },
};

const logins = new Map();

class Login extends EventEmitter {
  connected = false;

  // WhatsApp's code is "<ref>,<noise key>,<identity key>,<advertisement secret>": the ref changes with every code.
  #keys = Array.from({ length: 3 }, () => randomBytes(32).toString("base64"));
  #startedAt = Date.now();
  #scanned = false;
  #timers = [];

  constructor(accountId) {
    super();
    this.accountId = accountId;
    this.firstCode = this.#rotate();
    this.#timers.push(setInterval(() => this.#rotate(), settings.qrRefreshMs));
    if (settings.linkAfterMs >= 0) {
      this.#timers.push(setTimeout(() => this.scan(), settings.linkAfterMs));
    }
  }

  get isFresh() {
    return Date.now() - this.#startedAt < settings.loginTtlMs;
  }

  // The phone saves the credentials at once; WhatsApp then closes the socket (515) and the login ends with the next one.
  scan() {
    if (this.#scanned || !this.isFresh) {
      return false;
    }

    this.#scanned = true;
    this.#stopTimers();
    credentials.save(this.accountId);
    this.#timers.push(setTimeout(() => {
      this.connected = true;
      this.emit("change");
    }, pairingRestartMs));
    return true;
  }

  async changeWithin(ms) {
    // A rejected wait is a wait that ran out.
    await once(this, "change", { signal: AbortSignal.timeout(ms) }).catch(() => {});
  }

  end() {
    this.#stopTimers();
    logins.delete(this.accountId);
  }

  async #rotate() {
    if (!this.isFresh) {
      this.#stopTimers();
      return;
    }

    const ref = randomBytes(69).toString("base64");
    this.qrDataUrl = await renderQrPngDataUrl([`2@${ref}`, ...this.#keys].join(","));
    this.emit("change");
  }

  #stopTimers() {
    this.#timers.splice(0).forEach(clearTimeout);
  }
}

export async function start({ accountId = "default", force, timeoutMs = 30_000 }) {
  if (!force && credentials.isLinked(accountId) && connection.isRunning(accountId)) {
    return { message: `WhatsApp is already linked (${credentials.self.e164}). Say “relink” if you want a fresh QR.` };
  }

  if (force) {
    credentials.clear(accountId);
  }

  const active = logins.get(accountId);
  if (active?.isFresh) {
    await active.firstCode;
    return { qrDataUrl: active.qrDataUrl, message: "QR already active. Scan it in WhatsApp → Linked Devices." };
  }

  active?.end();
  if (settings.fail) {
    return { message: await failures[settings.fail](Math.max(5_000, timeoutMs)) };
  }

  const login = new Login(accountId);
  logins.set(accountId, login);
  await login.firstCode;
  return { qrDataUrl: login.qrDataUrl, message: "Scan this QR in WhatsApp → Linked Devices." };
}

export async function wait({ accountId = "default", timeoutMs = 120_000, currentQrDataUrl }) {
  const login = logins.get(accountId);
  if (!login) {
    return { connected: false, message: "No active WhatsApp login in progress." };
  }

  if (!login.isFresh) {
    login.end();
    return { connected: false, message: "The login QR expired. Ask me to generate a new one." };
  }

  const deadline = Date.now() + Math.max(1_000, timeoutMs);
  while (true) {
    if (login.connected) {
      login.end();
      return { connected: true, message: "✅ Linked! WhatsApp is ready." };
    }

    if (currentQrDataUrl && currentQrDataUrl !== login.qrDataUrl) {
      const message = "QR refreshed. Scan the latest code in WhatsApp → Linked Devices.";
      return { connected: false, message, qrDataUrl: login.qrDataUrl };
    }

    const remaining = deadline - Date.now();
    if (remaining <= 0) {
      return { connected: false, message: "Still waiting for the QR scan. Let me know when you’ve scanned it." };
    }

    await login.changeWithin(remaining);
  }
}

export const scanAll = () => [...logins.values()].filter((login) => login.scan()).length;
