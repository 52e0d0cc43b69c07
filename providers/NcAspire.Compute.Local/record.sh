#!/bin/sh
# sh record.sh FILE COMMAND [ARGS...]
#
# Puts "PID START" of this process into FILE and becomes COMMAND. START is field 22 of /proc/PID/stat where there is
# /proc, else `ps -o lstart=` with single blanks: what watch.sh takes as its owner's start time. A FILE that is there
# already belongs to somebody who was quicker; then COMMAND is not run and the exit code is 75.
set -u

file=$1
shift

start_time() {
  if [ -r /proc/self/stat ]; then
    read -r stat <"/proc/$$/stat"
    # 4711 (a (name)) S 1 4711 …: the name may hold blanks and parentheses.
    # shellcheck disable=SC2086 # split on purpose
    set -- ${stat##*)}
    printf '%s' "${20}"
  else
    # shellcheck disable=SC2046 # split on purpose
    set -- $(ps -o lstart= -p $$)
    printf '%s' "$*"
  fi
}

printf '%s %s\n' "$$" "$(start_time)" >"$file.$$" || exit

# A link is made whole or not at all, and only where nothing is.
ln "$file.$$" "$file" 2>/dev/null
taken=$?
rm -f "$file.$$"
[ "$taken" -eq 0 ] || exit 75
exec "$@"
