import { phone } from "./chat.js";
import * as connection from "./connection.js";
import * as credentials from "./credentials.js";
import * as login from "./login.js";
import * as outbox from "./outbox.js";

export function account(cfg, accountId = "default") {
  const section = cfg?.channels?.whatsapp ?? {};
  return {
    accountId,
    enabled: section.enabled !== false,
    authDir: credentials.authDirectory(accountId),
    dmPolicy: section.dmPolicy ?? "pairing",
    allowFrom: section.allowFrom ?? [],
    groupPolicy: section.groupPolicy ?? "allowlist",
    selfChatMode: section.selfChatMode,
  };
}

function link({ accountId }) {
  const linked = credentials.isLinked(accountId);
  return { configured: true, linked, statusState: linked ? "linked" : "not-linked" };
}

function transport(status) {
  return {
    running: status?.running ?? false,
    connected: status?.connected ?? false,
    lastConnectedAt: status?.lastConnectedAt ?? null,
    lastDisconnect: status?.lastDisconnect ?? null,
    lastError: status?.lastError ?? null,
    healthState: status?.healthState,
    lifecycle: status?.lifecycle,
    ...(status?.terminalDisconnect ? { terminalDisconnect: true } : {}),
  };
}

export const channel = {
  id: "whatsapp",
  meta: {
    id: "whatsapp",
    label: "WhatsApp",
    selectionLabel: "WhatsApp (simulator)",
    detailLabel: "WhatsApp Web (simulator)",
    docsPath: "/channels/whatsapp",
    blurb: "simulator",
    systemImage: "message",
  },
  capabilities: { chatTypes: ["direct", "group"] },
  reload: { configPrefixes: ["web"], noopPrefixes: ["channels.whatsapp"] },

  // These names make the gateway offer web.login.start and web.login.wait.
  gatewayMethodDescriptors: [
    { name: "web.login.start", scope: "operator.admin" },
    { name: "web.login.wait", scope: "operator.admin" },
  ],
  config: {
    listAccountIds: () => ["default"],
    defaultAccountId: () => "default",
    resolveAccount: account,
    isEnabled: ({ enabled }) => enabled,
    isConfigured: ({ accountId }) => credentials.isLinked(accountId),
    unconfiguredReason: () => "not linked",
    describeAccount: (it) => ({ ...it, ...link(it) }),
    resolveAllowFrom: ({ cfg, accountId }) => account(cfg, accountId).allowFrom,
  },
  outbound: {
    deliveryMode: "gateway",
    sendText: async ({ to, text }) => ({ channel: "whatsapp", messageId: outbox.add({ to: phone(to), text, kind: "send" }), to, text }),
  },
  status: {
    defaultRuntime: { accountId: "default", running: false, connected: false, lastError: null },
    buildChannelSummary: async ({ account: it, snapshot }) => {
      const state = link(it);
      return {
        ...state,
        authAgeMs: state.linked ? Date.now() - credentials.linkedSince(it.accountId) : null,
        self: state.linked ? credentials.self : credentials.nobody,
        ...transport(snapshot),
      };
    },
    buildAccountSnapshot: async ({ account: it, runtime }) => ({ ...it, ...link(it), ...transport(runtime) }),
  },
  gateway: {
    startAccount: connection.run,
    loginWithQrStart: login.start,
    loginWithQrWait: login.wait,
    logoutAccount: async ({ account: { accountId } }) => {
      const cleared = credentials.clear(accountId);
      return { cleared, loggedOut: cleared };
    },
  },
};
