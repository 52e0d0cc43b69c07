#!/bin/sh
# Installs what the lock file here names, as ./nc does it for its own cache.
set -eu

if [ -f /ca/extra.crt ]; then
  export NODE_EXTRA_CA_CERTS=/ca/extra.crt
fi

npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error

# OpenClaw completes an install without scripts by itself on its first start, and refuses to start where it can't: in the
# finished image nothing may be written any more (openclaw 2026.9.6, dist/index.js: completePendingPackageLifecycle).
node node_modules/openclaw/openclaw.mjs --version
