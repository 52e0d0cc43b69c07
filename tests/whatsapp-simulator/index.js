// Test double of @openclaw/whatsapp 2026.9.6. Its answers are those of the real plugin, word for word; README.md lists its knobs.
import { channel } from "./channel.js";
import { useRuntime } from "./chat.js";
import { routesOf } from "./routes.js";

export default {
  id: "whatsapp",
  name: "WhatsApp (simulator)",
  description: "Links by QR code without WhatsApp's servers.",
  register(api) {
    useRuntime(api.runtime);
    api.registerChannel({ plugin: channel });
    for (const route of routesOf(api.runtime)) {
      api.registerHttpRoute?.(route);
    }
  },
};
