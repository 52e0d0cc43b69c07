#!/bin/sh
# sh detach.sh OUTPUT COMMAND [ARGS...]
#
# Starts COMMAND in a session of its own, with its output appended to OUTPUT, and returns at once: neither the end of the
# caller nor a Ctrl-C at its terminal reaches COMMAND.
set -u

output=$1
shift

# What a gateway writes is nobody else's business.
umask 077
if command -v setsid >/dev/null; then
  set -- setsid "$@"
else
  set -m
fi
"$@" </dev/null >>"$output" 2>&1 &
