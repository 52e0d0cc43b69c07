// What would go out to WhatsApp, oldest first, each with a number that never comes again.
import { EventEmitter, once } from "node:events";

const limit = 500;
const sent = new EventEmitter();
const items = [];
let last = 0;

export function add(item) {
  items.push({ seq: ++last, at: Date.now(), ...item });
  items.splice(0, items.length - limit);
  sent.emit("item");
  return `sim-out-${last}`;
}

// What came after the number, as soon as there is something; nothing when the time is over.
export async function after(seq, waitMs) {
  const signal = AbortSignal.timeout(waitMs);
  while (last <= seq && !signal.aborted) {
    // A rejected wait is a wait that ran out.
    await once(sent, "item", { signal }).catch(() => {});
  }

  return { seq: last, items: items.filter((item) => item.seq > seq) };
}
