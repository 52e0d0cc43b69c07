# Keeps a Docker engine of its own in folder $1, by orders from standard input: start, stop, kill. Each is answered by a line.
# The end of the input, which comes however the test process ends, ends the engine and removes the folder.
trap '' INT TERM HUP
home=$1
engine=

start() {
    rm -f "$home/pid"
    dockerd --host "unix://$home/docker.sock" --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/pid" \
        --bridge none --iptables=false --ip-forward=false --ip-masq=false >>"$home/log" 2>&1 </dev/null &
    engine=$!
}

end() {
    [ -n "$engine" ] || return 0
    kill "-$1" "$engine" 2>/dev/null
    wait "$engine" 2>/dev/null
    engine=
}

while read -r order; do
    case $order in
        start) [ -n "$engine" ] || start ;;
        stop) end TERM ;;
        kill) end KILL ;;
    esac
    echo "$order"
done

# What a killed engine left running is ended by the next one as it starts.
if [ -z "$engine" ] && [ -d "$home/exec" ]; then
    rm -f "$home/docker.sock"
    start
    for _ in $(seq 100); do
        [ ! -S "$home/docker.sock" ] && kill -0 "$engine" 2>/dev/null && sleep 0.1
    done
fi
end TERM
[ ! -f "$home/exec/containerd/containerd.pid" ] || kill -KILL "$(cat "$home/exec/containerd/containerd.pid")" 2>/dev/null
while read -r _ mount _; do
    case $mount in "$home"/*) echo "$mount" ;; esac
done </proc/mounts | sort -r | while read -r mount; do umount -l "$mount"; done
rm -rf "$home"
