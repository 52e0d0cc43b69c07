#!/bin/sh
# sh end-gateways.sh DATA
#
# Stays until it is asked to end (TERM), then ends every gateway under DATA/machines and returns when all are gone. The
# stack's host runs it, so that an orderly stop leaves nothing behind; when the host is killed, watch.sh does the same.
set -u

data=$1
asked=

# DATA/machines/NAME/watcher holds "PID START". A pid comes back some day, so the start time must fit as well.
is_alive() {
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    start=$2
    # 4711 (a (name)) S 1 4711 …: the name may hold blanks and parentheses.
    # shellcheck disable=SC2086 # split on purpose
    set -- ${stat##*)}
    [ "$1" != Z ] && [ "${20}" = "$start" ]
  else
    pid=$1
    shift
    start=$*
    # shellcheck disable=SC2046 # split on purpose
    set -- $(ps -o lstart= -p "$pid" 2>/dev/null)
    [ "$*" = "$start" ]
  fi
}

# Prints the pids of the watchers that live.
watchers() {
  for file in "$data"/machines/*/watcher; do
    if read -r pid start 2>/dev/null <"$file" && is_alive "$pid" "$start"; then
      printf '%s\n' "$pid"
    fi
  done
}

trap 'asked=yes' TERM
trap '' INT HUP

while [ -z "$asked" ]; do
  sleep 3600 &
  sleeper=$!
  wait "$sleeper"
done
kill "$sleeper" 2>/dev/null

for pid in $(watchers); do
  kill -s TERM "$pid" 2>/dev/null
done
while [ -n "$(watchers)" ]; do
  sleep 0.1
done
