# Keeps a Docker engine of its own in folder $1, by orders from standard input: start, stop, kill. Each is answered by a line.
# The end of the input, which comes however the test process ends, ends the engine and removes the folder.
trap '' INT TERM HUP
home=$1
engine=

start() {
    rm -f "$home/pid"

    # Bridges and packet filters of the machine are another engine's: this one has a network stack of its own, and nothing behind it.
    unshare --net sh -c 'ip link set lo up && exec dockerd "$@"' dockerd --host "unix://$home/docker.sock" \
        --data-root "$home/data" --exec-root "$home/exec" --pidfile "$home/pid" >>"$home/log" 2>&1 </dev/null &
    engine=$!
}

end() {
    [ -n "$engine" ] || return 0
    kill "-$1" "$engine" 2>/dev/null
    wait "$engine" 2>/dev/null
    engine=

    # The engine's containerd ends with it, but not at the same moment: the next engine would rely on the one that goes.
    [ -f "$home/exec/containerd/containerd.pid" ] || return 0
    containerd=$(cat "$home/exec/containerd/containerd.pid")
    while kill -KILL "$containerd" 2>/dev/null; do sleep 0.05; done
    rm -f "$home/exec/containerd/containerd.pid"
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
while read -r _ mount _; do
    case $mount in "$home"/*) echo "$mount" ;; esac
done </proc/mounts | sort -r | while read -r mount; do umount -l "$mount"; done
rm -rf "$home"
