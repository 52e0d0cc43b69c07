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

# Where OpenClaw takes them for its own, as ./nc has them, too; what they need stays outside: below dist, OpenClaw takes every
# .js file for an ES module.
cd node_modules
for name in discord slack; do
  mv "@openclaw/$name" "openclaw/dist/extensions/$name"
  mkdir "@openclaw/$name"
  mv "openclaw/dist/extensions/$name/node_modules" "@openclaw/$name/node_modules"
  ln -s "../../../../@openclaw/$name/node_modules" "openclaw/dist/extensions/$name/node_modules"
done
