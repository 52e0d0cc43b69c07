#!/bin/sh
# sh keep-engine.sh DATA RUN
#
# Runs a Docker engine with its store in DATA, and its socket, log and everything that passes in RUN. Ends it as soon as the
# standard input ends, which comes however the caller ends, kill -9 included; nobody else is asked. An engine that an earlier
# keeper could not end any more is ended first. Writes "ended" once the engine has ended, and exits with its code.
set -u

data=$1
run=$2
patience=30
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# A terminal sends Ctrl-C to everybody; the caller decides.
trap '' INT TERM HUP

# A pid comes back some day, so it must also be an engine with this store.
is_engine() {
  { tr '\0' '\n' <"/proc/$1/cmdline"; } 2>/dev/null | grep -Fqx -- "$data"
}

# Asks and, after a while, forces.
end() {
  kill -s TERM "$1" 2>/dev/null
  left=$((patience * 10))
  while [ "$left" -gt 0 ] && is_engine "$1"; do
    sleep 0.1
    left=$((left - 1))
  done
  ! is_engine "$1" || kill -s KILL "$1"
}

clean() {
  if read -r pid 2>/dev/null <"$run/containerd/containerd.pid" && grep -Fqs "$run" "/proc/$pid/cmdline"; then
    kill -s KILL "$pid"
  fi
  while read -r _ mount _; do
    case $mount in "$run"/*) printf '%s\n' "$mount" ;; esac
  done </proc/mounts | sort -r | while read -r mount; do umount -l "$mount"; done
  rm -rf "$run"
}

if read -r old 2>/dev/null <"$run/pid" && is_engine "$old"; then
  end "$old"
fi

# Its keeper may still be tidying up.
exec 9>"$data.keeper"
flock 9
clean
mkdir -p "$data" "$run"
chmod 711 "$data" "$run"

# Not in the group of the terminal.
setsid dockerd --host "unix://$run/docker.sock" --data-root "$data" --exec-root "$run" --pidfile "$run/pid" \
  </dev/null >"$data.log" 2>&1 9>&- &
engine=$!

# Tells the caller of an engine that ends by itself.
(
  while is_engine "$engine"; do sleep 0.2; done
  echo ended
) </dev/null 2>/dev/null 9>&- &

while read -r _; do :; done

end "$engine"
wait "$engine"
status=$?
clean
exit "$status"
