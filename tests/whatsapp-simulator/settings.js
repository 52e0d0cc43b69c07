// The environment gives the first values; POST /wa-sim/settings changes them while the gateway runs.
const number = (name, fallback) => Number(process.env[name] ?? fallback);

export const settings = {
  linkAfterMs: number("NC_WA_SIM_LINK_AFTER_MS", 8_000),
  qrRefreshMs: number("NC_WA_SIM_QR_REFRESH_MS", 20_000),
  loginTtlMs: number("NC_WA_SIM_LOGIN_TTL_MS", 180_000),
  fail: process.env.NC_WA_SIM_FAIL || null,
};

export const selfNumber = process.env.NC_WA_SIM_SELF ?? "+15550001111";

// How long WhatsApp keeps the phone's new device waiting after the scan, before the connection is up again (code 515).
export const pairingRestartMs = 1_000;
export const connectMs = 300;
