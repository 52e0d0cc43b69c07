#!/bin/sh
# sh watch.sh OWNER_PID OWNER_START GRACE_SECONDS COMMAND [ARGS...]
#
# Runs COMMAND in its own session and ends it when its owner is gone, however the owner went (kill -9 included).
# A pid comes back some day, so the owner is its pid and its start time: field 22 of /proc/PID/stat where there is
# /proc, else `ps -o lstart=` with single blanks. TERM to this script ends COMMAND's process group: TERM, and KILL once
# GRACE_SECONDS are over. What COMMAND leaves behind in its group is killed. Exits with COMMAND's exit code.
#
# Optional environment, not handed on to COMMAND:
#   NC_WATCH_EXIT_FILE            COMMAND's exit code is put there in one step; removed at the start
#   NC_WATCH_UID, NC_WATCH_GID    COMMAND runs as these (NC_WATCH_GID: same number as NC_WATCH_UID)
#   NC_WATCH_SIGNAL               what asks COMMAND to end, instead of TERM
set -u

owner=$1
owner_start=$2
grace=$3
shift 3

exit_file=${NC_WATCH_EXIT_FILE:-}
uid=${NC_WATCH_UID:-}
gid=${NC_WATCH_GID:-$uid}
signal=${NC_WATCH_SIGNAL:-TERM}
unset NC_WATCH_EXIT_FILE NC_WATCH_UID NC_WATCH_GID NC_WATCH_SIGNAL

# A zombie counts as gone: where nobody reaps, a killed owner stays one for good.
owner_lives() {
  if [ -r /proc/self/stat ]; then
    { read -r stat <"/proc/$owner/stat"; } 2>/dev/null || return 1
    # 4711 (a (name)) S 1 4711 …: the name may hold blanks and parentheses.
    # shellcheck disable=SC2086 # split on purpose
    set -- ${stat##*)}
    [ "$1" != Z ] && [ "${20}" = "$owner_start" ]
  else
    # shellcheck disable=SC2046 # split on purpose
    set -- $(ps -o lstart= -p "$owner" 2>/dev/null)
    [ "$*" = "$owner_start" ]
  fi
}

# Subshells nap in a way that ends with them, and everybody waits for those he has started: no stray sleep stays behind,
# and no zombie where nobody reaps orphans.
end_on_term() {
  ended=
  trap 'ended=yes' TERM
}

nap() {
  sleep 1 &
  [ -n "$ended" ] || wait "$!"
  if [ -n "$ended" ]; then
    # KILL: the shell loses a TERM that comes before its child has become sleep.
    kill -s KILL "$!" 2>/dev/null
    wait
    exit
  fi
}

end_group() {
  until kill -s "$signal" -- "-$child" 2>/dev/null; do
    # No such group: COMMAND is over, or so young that it has no session of its own yet.
    kill -s 0 "$child" 2>/dev/null || return 0
    nap
  done
  left=$grace
  while [ "$left" -gt 0 ] && kill -s 0 -- "-$child" 2>/dev/null; do
    nap
    left=$((left - 1))
  done
  kill -s KILL -- "-$child" 2>/dev/null
}

# The watch also outlives this script: if that is killed, COMMAND ends too. It looks at COMMAND as well, because the end of a
# very short one can come before end_on_term.
watch() {
  while owner_lives && kill -s 0 $$ 2>/dev/null; do
    kill -s 0 "$child" 2>/dev/null || return 0
    nap
  done
  end_group
}

stop() {
  stopping=yes
  if [ -n "$child" ]; then
    trap '' TERM
    (end_on_term && end_group) </dev/null >/dev/null 2>&1 &
    ender=$!
  fi
}

child=
watcher=
ender=
stopping=
[ -z "$exit_file" ] || rm -f "$exit_file"

# A terminal sends Ctrl-C to everybody; the owner decides when and in which order COMMANDs end.
trap '' INT HUP QUIT
trap stop TERM

[ -z "$uid" ] || set -- setpriv --reuid "$uid" --regid "$gid" --clear-groups -- "$@"
if command -v setsid >/dev/null; then
  set -- setsid "$@"
else
  set -m
fi
"$@" </dev/null &
child=$!
(end_on_term && watch) </dev/null >/dev/null 2>&1 &
watcher=$!
[ -z "$stopping" ] || stop

# The redirection keeps "Terminated" out of COMMAND's log.
wait "$child" 2>/dev/null
status=$?
if [ -n "$stopping" ]; then
  # The signal may have ended the wait, not COMMAND; 127 = already collected above.
  wait "$child" 2>/dev/null
  again=$?
  [ "$again" -eq 127 ] || status=$again
fi

# shellcheck disable=SC2086 # $ender is empty or a number
kill $watcher $ender 2>/dev/null
# shellcheck disable=SC2086
wait $watcher $ender 2>/dev/null
kill -s KILL -- "-$child" 2>/dev/null

if [ -n "$exit_file" ]; then
  printf '%s\n' "$status" >"$exit_file.$$" && mv -f "$exit_file.$$" "$exit_file"
fi
exit "$status"
