#!/bin/sh
# Plays the VM: a network, a process tree and a /run of its own, with an engine in it and a world beyond its one interface.
# Called as "unshare --net --mount --pid --fork --kill-child --mount-proc sh vm.sh FOLDER NODE". Says "ready" on a line of
# its own when the network is there, and after each "start" and "stop" of the engine on its input. The end of its input
# ends all of it, and it comes even when the tests are killed.
set -eu
folder=$1 node=$2
here=$(dirname -- "$0")
cgroup=ncaspire-vm-${folder##*-}
trap '' INT TERM HUP

mount -t tmpfs tmpfs /run
mkdir /run/lock
echo "nameserver 10.99.0.53" >"$folder/resolv.conf"
place=$(readlink -m /etc/resolv.conf) # On some hosts a link into the /run that is hidden now.
[ -e "$place" ] || { mkdir -p "$(dirname "$place")" && : >"$place"; }
mount --bind "$folder/resolv.conf" "$place"

# The world: the internet (documentation networks), a private network, a cloud's metadata.
ip netns add world
ip link add eth0 type veth peer name wan netns world
ip address add 203.0.113.2/24 dev eth0
ip link set eth0 up
ip link set lo up
ip route add default via 203.0.113.1
ip -netns world address add 203.0.113.1/24 dev wan
for address in 198.51.100.80 10.99.0.53 192.168.77.7 172.20.7.7 100.64.7.7 169.254.169.254 168.63.129.16; do
    ip -netns world address add "$address/32" dev lo
done
ip -netns world link set lo up
ip -netns world link set wan up

# A cloud's metadata that is served by the VM itself, as some agents do.
ip address add 169.254.170.2/32 dev lo

ip netns exec world "$node" "$here/listener.js" world tcp:80 tcp:53 each:9000 dns:53 &
"$node" "$here/listener.js" host tcp:7071 tcp:8080 udp:9000 &

start() {
    dockerd --host "unix://$folder/docker.sock" --host tcp://0.0.0.0:2375 --tls=false --data-root "$folder/data" \
        --exec-root /run/docker --pidfile /run/docker.pid --bip 172.31.255.1/24 --live-restore \
        --cgroup-parent "/$cgroup" >>"$folder/log" 2>&1 </dev/null &
    engine=$!
    until docker --host "unix://$folder/docker.sock" version >/dev/null 2>&1; do
        kill -0 "$engine" 2>/dev/null || { cat "$folder/log" && exit 1; }
        sleep 0.1
    done
}

stop() {
    kill -TERM "$engine"
    wait "$engine" || true
    engine=
}

engine=
echo ready
while read -r order; do
    "$order"
    echo ready
done

if [ -n "$engine" ]; then
    docker --host "unix://$folder/docker.sock" ps --all --quiet | xargs -r docker --host "unix://$folder/docker.sock" rm --force >/dev/null
    stop
fi
find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null || true
umount "$place"
awk -v folder="$folder/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount --lazy
rm -rf "$folder"
