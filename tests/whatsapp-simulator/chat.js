// Messages to the linked number. Admission, pairing and dispatch go the way of the real plugin, through the host's own runtime.
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { self } from "./credentials.js";
import * as outbox from "./outbox.js";

// That of the gateway's start, as the real plugin has it after one. In the context of a test's request, or of the one that linked the phone,
// the gateway would refuse the agent some tools as soon as that request has its answer.
const inOwnContext = AsyncLocalStorage.snapshot();

let runtime;
const channels = new Map();

export const useRuntime = (host) => {
  runtime = host;
};

export function open({ accountId, channelRuntime, log }) {
  channels.set(accountId, { inbox: channelRuntime ?? runtime.channel, log });
}

export const close = (accountId) => channels.delete(accountId);

// "whatsapp:+1 555…", "1555…@s.whatsapp.net" and "+1555…" are one number.
export function phone(text) {
  const digits = String(text ?? "").replace(/^whatsapp:/i, "").replace(/@.*$/, "").replace(/[^\d+]/g, "");
  return digits && (digits.startsWith("+") ? digits : `+${digits}`);
}

// Answers with the verdict at once; the agent's run goes on.
export const receive = (account, message) => inOwnContext(take, account, message);

async function take(account, { from, text, fromMe = false }) {
  const { accountId } = account;
  const channel = channels.get(accountId);
  if (!channel) {
    return { ok: false, reason: "channel-not-running" };
  }

  const { inbox, log } = channel;
  const cfg = runtime.config.current();
  const sender = phone(from ?? owner(cfg) ?? self.e164);
  const isSelf = sender === self.e164;
  const resolve = (contextBinding) => inbox.inbound.ingress.resolveStable(question(account, cfg, sender, isSelf, contextBinding));
  const access = await resolve();
  const verdict = {
    admission: access.ingress.admission,
    decision: access.senderAccess.decision,
    reasonCode: access.senderAccess.reasonCode,
  };
  if (fromMe && (account.selfChatMode === false || !isSelf)) {
    return { ok: true, dispatched: false, ...verdict, reasonCode: "from_me" };
  }

  if (verdict.decision === "pairing" && !isSelf) {
    await offerPairing(inbox, accountId, sender);
  }

  if (verdict.decision !== "allow") {
    return { ok: true, dispatched: false, ...verdict };
  }

  const messageId = randomUUID();
  const route = inbox.routing.resolveAgentRoute({ cfg, channel: "whatsapp", accountId, peer: { kind: "direct", id: sender } });
  const channelIngress = await resolve({
    agentId: route.agentId, sessionKey: route.sessionKey, messageId, inboundEventKind: "user_request",
  });
  const ctxPayload = context({ inbox, cfg, accountId, route, channelIngress, access, messageId, sender, text });
  inbox.inbound.dispatch({
    cfg,
    channel: "whatsapp",
    accountId,
    route: { agentId: route.agentId, dmScope: route.dmScope, sessionKey: route.sessionKey },
    ctxPayload,
    delivery: {
      observeMessageSent: true,
      deliver: async (payload, info) => deliver(sender, payload, info),
      onError: (error) => log?.error?.(`wa-sim: delivery failed: ${error}`),
    },
    replyOptions: { sourceReplyDeliveryMode: "automatic" },
    replyPipeline: {},
  }).catch((error) => log?.error?.(`wa-sim: run failed: ${error}`));
  return { ok: true, dispatched: true, messageId, sessionKey: route.sessionKey, ...verdict };
}

// While everybody may write, only the list of those who may command names the owner.
function owner({ channels, commands }) {
  return [...(channels?.whatsapp?.allowFrom ?? []), ...(commands?.allowFrom?.whatsapp ?? [])].find((number) => number !== "*");
}

function question(account, cfg, sender, isSelf, contextBinding) {
  // With an empty list the real plugin falls back to the linked number.
  const allowed = account.allowFrom.length > 0 ? account.allowFrom : [self.e164];
  return {
    channelId: "whatsapp",
    accountId: account.accountId,
    cfg,
    useDefaultPairingStore: true,
    identity: { key: "whatsapp-sender-phone", kind: "phone", normalize: phone, sensitivity: "pii", entryIdPrefix: "whatsapp-entry" },
    subject: { stableId: sender },
    conversation: { kind: "direct", id: sender },
    contextBinding,
    dmPolicy: account.dmPolicy,
    groupPolicy: account.groupPolicy,
    policy: { groupAllowFromFallbackToAllowFrom: false },
    allowFrom: isSelf && account.selfChatMode !== false ? [...allowed, sender] : allowed,
    groupAllowFrom: account.allowFrom,
    command: {},
  };
}

async function offerPairing(inbox, accountId, sender) {
  const { code, created } = await inbox.pairing.upsertPairingRequest({ channel: "whatsapp", id: sender, accountId });
  if (created) {
    const idLine = `Your WhatsApp phone number: ${sender}`;
    outbox.add({ to: sender, kind: "pairing", text: inbox.pairing.buildPairingReply({ channel: "whatsapp", idLine, code }) });
  }
}

function context({ inbox, cfg, accountId, route, channelIngress, access, messageId, sender, text }) {
  const timestamp = Date.now();
  const envelope = inbox.reply.resolveEnvelopeFormatOptions(cfg);
  return inbox.inbound.buildContext({
    channel: "whatsapp",
    accountId,
    messageId,
    messageIdFull: messageId,
    timestamp,
    from: sender,
    sender: { id: sender, name: sender },
    conversation: { kind: "direct", id: sender, label: sender },
    route: {
      agentId: route.agentId, dmScope: route.dmScope, accountId: route.accountId,
      routeSessionKey: route.sessionKey, dispatchSessionKey: route.sessionKey,
    },
    reply: { to: sender, originatingTo: sender },
    message: {
      body: inbox.reply.formatAgentEnvelope({ channel: "WhatsApp", from: sender, timestamp, envelope, body: text }),
      bodyForAgent: text, rawBody: text, commandBody: text,
    },
    channelIngress,
    access: { commands: { authorized: access.commandAccess.authorized } },
    extra: { SenderE164: sender },
  });
}

function deliver(to, { text, isError }, { kind }) {
  return text
    ? { visibleReplySent: true, content: text, messageIds: [outbox.add({ to, text, kind, ...(isError ? { isError } : {}) })] }
    : { visibleReplySent: false };
}
