// The linked device, kept where the real plugin keeps it: the link survives a restart of the gateway.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { selfNumber } from "./settings.js";

const stateDirectory =
  process.env.OPENCLAW_STATE_DIR ?? path.join(process.env.OPENCLAW_HOME ?? os.homedir(), ".openclaw");

export const authDirectory = (accountId) => path.join(stateDirectory, "credentials", "whatsapp", accountId);

const file = (accountId) => path.join(authDirectory(accountId), "creds.json");

export const isLinked = (accountId) => fs.existsSync(file(accountId));

export const linkedSince = (accountId) => fs.statSync(file(accountId)).mtimeMs;

export const self = { e164: selfNumber, jid: `${selfNumber.slice(1)}:1@s.whatsapp.net`, lid: null };

export const nobody = { e164: null, jid: null, lid: null };

export function save(accountId) {
  fs.mkdirSync(authDirectory(accountId), { recursive: true, mode: 0o700 });

  // Written aside and renamed, so that a killed gateway leaves a whole file or none.
  const aside = `${file(accountId)}.new`;
  fs.writeFileSync(aside, JSON.stringify({ registered: true, me: { id: self.jid } }), { mode: 0o600 });
  fs.renameSync(aside, file(accountId));
}

export function clear(accountId) {
  const wasLinked = isLinked(accountId);
  fs.rmSync(authDirectory(accountId), { recursive: true, force: true });
  return wasLinked;
}
