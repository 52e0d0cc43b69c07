// The test's hand: what a phone would do, under /wa-sim with the gateway's own authentication.
import { text } from "node:stream/consumers";
import { account } from "./channel.js";
import * as chat from "./chat.js";
import { disconnect, fallSilent, reconnect } from "./connection.js";
import { scanAll } from "./login.js";
import * as outbox from "./outbox.js";
import { settings } from "./settings.js";

const longestWaitMs = 60_000;

function route(method, path, act) {
  return {
    path,
    auth: "gateway",
    match: "exact",
    handler: async (request, response) => {
      const allowed = request.method === method;
      const answer = allowed ? await act(request) : { ok: false };
      response.writeHead(allowed ? 200 : 405, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
      return true;
    },
  };
}

export const routesOf = (runtime) => [
  route("POST", "/wa-sim/scan", () => ({ ok: true, scanned: scanAll() })),
  route("POST", "/wa-sim/disconnect", async (request) => {
    disconnect(JSON.parse(await text(request)));
    return { ok: true };
  }),
  route("POST", "/wa-sim/reconnect", () => {
    reconnect();
    return { ok: true };
  }),
  route("POST", "/wa-sim/fall-silent", () => {
    fallSilent();
    return { ok: true };
  }),
  route("POST", "/wa-sim/settings", async (request) => Object.assign(settings, JSON.parse(await text(request)))),
  route("POST", "/wa-sim/inbound", async (request) => chat.receive(account(runtime.config.current()), JSON.parse(await text(request)))),
  route("GET", "/wa-sim/outbox", (request) => {
    const query = new URL(request.url, "http://gateway").searchParams;
    return outbox.after(Number(query.get("after")), Math.min(longestWaitMs, Number(query.get("waitMs"))));
  }),
];
