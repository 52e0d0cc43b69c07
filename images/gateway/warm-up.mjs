// Runs what instances run, until it is ready, and ends it in good order: that is when Node.js writes its compile cache.
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const openclaw = "/opt/openclaw/node_modules/openclaw/openclaw.mjs";
const state = `${process.env.HOME}/.openclaw`;
const limit = 180_000;

mkdirSync(state, { recursive: true, mode: 0o700 });
copyFileSync(new URL("warm-up.json", import.meta.url), `${state}/openclaw.json`);
Object.assign(process.env, { OPENCLAW_NO_RESPAWN: "1", OPENCLAW_OFFLINE: "1", OPENCLAW_NO_AUTO_UPDATE: "1" });

const valid = spawnSync(process.execPath, [openclaw, "config", "validate"], { stdio: "inherit" });
if (valid.status !== 0) {
  throw new Error(`openclaw config validate ended with ${valid.status}.`);
}

const gateway = spawn(process.execPath, [openclaw, "gateway", "run"], { stdio: "inherit" });
const ended = new Promise((resolve) => gateway.once("exit", (code, signal) => resolve(code ?? signal)));

const isReady = () => fetch("http://127.0.0.1:18789/readyz").then((answer) => answer.ok, () => false);
const started = Date.now();
while (!(await isReady())) {
  if (gateway.exitCode !== null || Date.now() - started > limit) {
    gateway.kill("SIGKILL");
    throw new Error(`The gateway did not get ready; it ended with ${await ended}.`);
  }
  await pause(250);
}

gateway.kill("SIGTERM");
const code = await ended;
if (code !== 0) {
  throw new Error(`The gateway ended with ${code}.`);
}
