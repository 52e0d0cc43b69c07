// Stands in for OpenClaw where a test is about processes: starts at once and does what fake-gateway.json in its state folder says.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const script = join(process.env.OPENCLAW_STATE_DIR, "fake-gateway.json");
const { exitCode, ignoresTerm, lines, numberedLines, fillsMemory, hangs } = existsSync(script) ? JSON.parse(readFileSync(script, "utf8")) : {};
const [command, ...rest] = process.argv.slice(2);

for (const line of lines ?? []) {
  console.log(line);
}

for (let number = 1; number <= (numberedLines ?? 0); number++) {
  console.log(`\u001b[32mline ${number}\u001b[0m`);
}

if (command !== "gateway") {
  console.log(JSON.stringify({ command: [command, ...rest] }));
}

if (hangs) {
  setInterval(() => {}, 1000);
}

if (fillsMemory) {
  for (const filled = []; ; ) {
    filled.push(Buffer.alloc(8 << 20, 1));
  }
}

// Ends by having nothing more to do: process.exit would lose what a pipe has not taken yet.
process.exitCode = exitCode ?? 0;

if (command === "gateway" && typeof exitCode !== "number") {
  serve(Number(rest[rest.indexOf("--port") + 1]));
}

function serve(port) {
  process.on("SIGTERM", () => ignoresTerm || process.exit(0));
  createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url === "/healthz" ? { ok: true } : { pid: process.pid, env: process.env }));
  }).listen(port, process.env.FAKE_GATEWAY_HOST ?? "127.0.0.1", () => console.log(`listening, pid ${process.pid}`));
}
