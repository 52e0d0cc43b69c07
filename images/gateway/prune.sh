#!/bin/sh
# Removes what no gateway reads: what is for developers, for other systems, or for tools that the configuration denies.
set -eu
cd node_modules

# Where packages came from is nobody's business.
rm -rf .package-lock.json ../.npmrc ../package-lock.json

# TypeScript reads its own declarations when it checks a program.
find . -path ./typescript -prune -o -type f \
  \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -exec rm -f {} +

# OpenClaw's own documents and skills are for agents.
find . -path ./openclaw/docs -prune -o -path ./openclaw/skills -prune -o -type f \
  \( -iname 'readme*' -o -iname 'changelog*' -o -iname 'history.md' -o -iname 'contributing.md' \) -exec rm -f {} +
find . -type d -name .github -prune -exec rm -rf {} +

# The drivers of a desktop and of a browser; both tools are off (see the gateway's configuration).
rm -rf @trycua @ubjs openclaw/node_modules/chrome-devtools-mcp openclaw/node_modules/.bin .bin

# Binaries for other systems.
rm -rf @koromix/*/musl_* @earendil-works/pi-tui/native/darwin @earendil-works/pi-tui/native/win32
rm -rf @openclaw/discord/node_modules/@snazzah/davey-android-* @openclaw/discord/node_modules/@snazzah/davey-darwin-* \
  @openclaw/discord/node_modules/@snazzah/davey-freebsd-* @openclaw/discord/node_modules/@snazzah/davey-win32-* \
  @openclaw/discord/node_modules/@snazzah/davey-*-musl
