#!/bin/sh
# Runs the gateway, or whatever command it is given, and ends with its exit code. Exit code 78 says that the configuration
# is refused: starting again would not help, but the engine's restart policy can't tell. So 78 goes into /data/.exit-code,
# and this ends with 0, which no policy restarts.
set -u

record=/data/.exit-code
refused=78

rm -f "$record"
child=
asked=
trap 'asked=yes; [ -z "$child" ] || kill -s TERM "$child" 2>/dev/null' TERM INT

"$@" <&0 &
child=$!

# A request to end that came before there was anybody to tell.
[ -z "$asked" ] || kill -s TERM "$child" 2>/dev/null

# A signal ends the wait and not the command.
wait "$child"
status=$?
while kill -s 0 "$child" 2>/dev/null; do
  wait "$child"
  status=$?
done

if [ "$status" -eq "$refused" ] && printf '%s\n' "$status" >"$record"; then
  exit 0
fi
exit "$status"
