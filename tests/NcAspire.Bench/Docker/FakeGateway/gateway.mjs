// A gateway that is ready at once and weighs little: what is measured is NcAspire, not OpenClaw.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const answers = {
  "channels.status": {
    channels: { whatsapp: { configured: false, linked: false, running: false, connected: false } },
    channelAccounts: { whatsapp: [{ accountId: "default", configured: false, linked: false, running: false, connected: false }] },
  },
};

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (part) => (body += part));
  request.on("end", () => {
    response.setHeader("content-type", "application/json");

    if (request.url === "/api/v1/admin/rpc") {
      const { method } = JSON.parse(body);
      response.end(JSON.stringify({ id: "1", ok: true, payload: answers[method] ?? {} }));
    } else {
      response.end(JSON.stringify({ ok: true, status: "live", ready: true }));
    }
  });
});

// One text frame of less than 64 KiB (RFC 6455, 5.2); a server's frames are not masked.
const send = (socket, message) => {
  const payload = Buffer.from(JSON.stringify(message));
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, payload.length >> 8, payload.length & 255]);
  socket.write(Buffer.concat([head, payload]));
};

server.on("upgrade", (request, socket) => {
  const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  send(socket, { type: "event", event: "connect.challenge", payload: { nonce: "n", ts: 0 } });

  // Whatever the client says first is its greeting; then it has seen what it came for.
  socket.once("data", () => {
    send(socket, {
      type: "res",
      id: "connect",
      ok: true,
      payload: {
        type: "hello-ok",
        protocol: 4,
        server: { version: "0.0.0-bench" },
        features: { methods: ["web.login.start", "channels.status"] },
        policy: { tickIntervalMs: 30000 },
      },
    });
    socket.on("data", () => socket.end());
  });
  socket.on("error", () => socket.destroy());
});

process.on("SIGTERM", () => process.exit(0));
server.listen(18789, "0.0.0.0");
