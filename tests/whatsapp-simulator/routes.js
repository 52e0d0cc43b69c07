// The test's hand: what a phone would do, under /wa-sim with the gateway's own authentication.
import { text } from "node:stream/consumers";
import { logoutByPhone, takeOver } from "./connection.js";
import { scanAll } from "./login.js";
import { settings } from "./settings.js";

function post(path, act) {
  return {
    path,
    auth: "gateway",
    match: "exact",
    handler: async (request, response) => {
      const allowed = request.method === "POST";
      response.writeHead(allowed ? 200 : 405, { "content-type": "application/json" });
      response.end(JSON.stringify(allowed ? await act(request) : { ok: false }));
      return true;
    },
  };
}

export const routes = [
  post("/wa-sim/scan", () => ({ ok: true, scanned: scanAll() })),
  post("/wa-sim/logout-by-phone", () => {
    logoutByPhone();
    return { ok: true };
  }),
  post("/wa-sim/take-over", () => {
    takeOver();
    return { ok: true };
  }),
  post("/wa-sim/settings", async (request) => Object.assign(settings, JSON.parse(await text(request)))),
];
