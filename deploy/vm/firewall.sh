#!/bin/sh
# Keeps what runs on the tenants' bridge from this host, from private networks, from cloud metadata and from each other.
# "firewall.sh --help" tells how to call it, README.md beside it where it belongs in an installation.
#
# It writes into chains of its own only, led to by one rule in INPUT and two in DOCKER-USER: the chain that the engine puts
# before its own rules and never changes itself. Each table changes in one transaction, so no packet ever meets half of the
# rules, and nothing is written when all is as it should be.
set -eu
export LC_ALL=C PATH="${PATH:+$PATH:}/usr/sbin:/sbin:/usr/bin:/bin"

usage() {
    cat <<'END'
Usage: firewall.sh [--check | --remove] [parameters]

  (none)      makes the rules, or mends them
  --check     changes nothing; one line for each rule that is missing, too much or without effect, and exit code 1 then
  --remove    takes all of it away again

Parameters, and the variables that stand for them:
  --bridge NAME              NC_BRIDGE          the tenants' bridge; nc-internal
  --gateway-port PORT        NC_GATEWAY_PORT    where gateways listen; 18789
  --control-plane ADDRESS    NC_CONTROL_PLANE   of a control plane that runs in a container on the bridge; none
  --relay ADDRESS:PORT       NC_RELAY           the one TCP service that tenants may call, 128 connections each; none
  --nameserver ADDRESS       NC_NAMESERVERS     may be repeated; those of this host
  --deny NETWORK             NC_DENY            may be repeated; also closed to tenants, beside the private networks

Exit codes: 0 all is well, 1 the check found something, 2 it could not be done.
END
}

fail() {
    echo "firewall.sh: $*" >&2
    exit 2
}

# --- Parameters -------------------------------------------------------------------------------------------------------

is_number() { # text, most
    case $1 in '' | 0?* | *[!0-9]* | ??????*) return 1 ;; esac
    [ "$1" -le "$2" ]
}

is_address() { # text
    case $1 in *[!0-9.]* | .* | *. | *..*) return 1 ;; esac
    (
        IFS=.
        # shellcheck disable=SC2086 # Split on purpose; only digits and dots are left.
        set -- $1
        [ $# = 4 ] && is_number "$1" 255 && is_number "$2" 255 && is_number "$3" 255 && is_number "$4" 255
    )
}

# An address that one machine may have. Of a nameserver on loopback the engine makes something else itself.
require_host() { # address, what it is
    is_address "$1" || fail "$2 takes an IPv4 address such as 10.210.0.2."
    case $1 in
        0.* | 127.* | 22[4-9].* | 2[3-5][0-9].*) fail "$2 takes the address of a machine; $1 is none." ;;
    esac
}

require_network() { # CIDR, what it is
    case $1 in
        */*/*) ;;
        */*) is_address "${1%/*}" && is_number "${1#*/}" 32 && return ;;
        *) is_address "$1" && return ;;
    esac
    fail "$2 takes an IPv4 network such as 203.0.113.0/24."
}

action=apply
bridge=${NC_BRIDGE:-nc-internal}
gateway_port=${NC_GATEWAY_PORT:-18789}
control_plane=${NC_CONTROL_PLANE:-}
relay=${NC_RELAY:-}
nameservers=${NC_NAMESERVERS:-}
deny=${NC_DENY:-}
given_nameservers=
given_deny=

while [ $# -gt 0 ]; do
    case $1 in
        --check | --remove) action=${1#--} ;;
        --help) usage && exit 0 ;;
        --bridge | --gateway-port | --control-plane | --relay | --nameserver | --deny)
            [ $# -ge 2 ] || fail "$1 takes a value."
            case $1 in
                --bridge) bridge=$2 ;;
                --gateway-port) gateway_port=$2 ;;
                --control-plane) control_plane=$2 ;;
                --relay) relay=$2 ;;
                --nameserver) given_nameservers="$given_nameservers $2" ;;
                --deny) given_deny="$given_deny $2" ;;
            esac
            shift
            ;;
        *) fail "There is no \"$1\"; --help tells what there is." ;;
    esac
    shift
done

set -f # What is split below is a list of words, never a pattern for files.
[ -z "$given_nameservers" ] || nameservers=$given_nameservers
[ -z "$given_deny" ] || deny=$given_deny

# A trailing + would match every interface whose name begins so.
case $bridge in
    '' | [!a-z0-9]* | *[!a-z0-9_.-]* | ????????????????*)
        fail "--bridge takes 1 to 15 of a-z, 0-9, \".\", \"-\" and \"_\", the first a letter or a digit." ;;
esac
{ is_number "$gateway_port" 65535 && [ "$gateway_port" -gt 0 ]; } || fail "--gateway-port takes a number from 1 to 65535."
[ -z "$control_plane" ] || require_host "$control_plane" --control-plane
if [ -n "$relay" ]; then
    case $relay in *:*:* | *[!0-9.:]*) fail "--relay takes an IPv4 address and a port such as 10.210.0.3:8090." ;; esac
    require_host "${relay%:*}" --relay
    { is_number "${relay#*:}" 65535 && [ "${relay#*:}" -gt 0 ]; } || fail "--relay takes an address and a port such as 10.210.0.3:8090."
fi
for one in $nameservers; do require_host "$one" --nameserver; done
for one in $deny; do require_network "$one" --deny; done

# --- What this machine has --------------------------------------------------------------------------------------------

[ "$(id -u)" = 0 ] || fail "It must run as root."
for tool in iptables iptables-restore flock unshare awk; do
    command -v "$tool" >/dev/null || fail "$tool is missing; on Debian: apt-get install iptables util-linux."
done

families=iptables
if [ -e /proc/net/if_inet6 ]; then
    command -v ip6tables-restore >/dev/null || fail "This host speaks IPv6, but ip6tables is missing."
    families="iptables ip6tables"
fi

# Those that the engine hands to containers: not systemd-resolved's own address, but the ones behind it.
host_nameservers() {
    file=/etc/resolv.conf
    if grep -qsE '^nameserver[[:space:]]+127\.0\.0\.53' "$file" && [ -r /run/systemd/resolve/resolv.conf ]; then
        file=/run/systemd/resolve/resolv.conf
    fi
    [ -r "$file" ] || return 0
    awk '$1 == "nameserver" { print $2 }' "$file" | while read -r one; do
        case $one in 0.* | 127.*) ;; *) ! is_address "$one" || echo "$one" ;; esac
    done
}

[ -n "$nameservers" ] || nameservers=$(host_nameservers)

# --- The rules --------------------------------------------------------------------------------------------------------

input=NC-INPUT-$bridge
forward=NC-FORWARD-$bridge

# Private and special networks (RFC 6890), where a cloud's metadata is as well; the single one is Azure's, and public.
closed="0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
    192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4"

# A gateway has a few at once; one that opens thousands must not take the relay's connections from all others.
relay_connections=128

# What comes from the bridge to this host; answers to the host's own questions go on.
# What the bridge forwards: nothing into it but the control plane's calls, and out of it what is not closed. Answers go on.
own_rules() { # family
    if [ "$1" = ip6tables ]; then
        echo "-A $input -j DROP"
        echo "-A $forward -j DROP"
        return
    fi

    to_relay="-d ${relay%:*} -p tcp -m tcp --dport ${relay#*:} -m connlimit --connlimit-upto $relay_connections --connlimit-mask 32"
    echo "-A $input -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"
    [ -z "$relay" ] || echo "-A $input $to_relay -j ACCEPT"
    echo "-A $input -j DROP"

    echo "-A $forward -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN"
    [ -z "$relay" ] || echo "-A $forward -i $bridge $to_relay -j ACCEPT"
    [ -z "$control_plane" ] ||
        echo "-A $forward -s $control_plane -i $bridge -o $bridge -p tcp -m tcp --dport $gateway_port -j ACCEPT"
    echo "-A $forward -o $bridge -j DROP"
    for one in $nameservers; do
        echo "-A $forward -d $one -p udp -m udp --dport 53 -j RETURN"
        echo "-A $forward -d $one -p tcp -m tcp --dport 53 -j RETURN"
    done

    # Also what another rule has turned elsewhere before it came here.
    for one in $closed $deny; do
        echo "-A $forward -d $one -j DROP"
        echo "-A $forward -m conntrack --ctorigdst $one -j DROP"
    done
}

# The last of them is the engine's own: it makes it when it starts, but not again when it is started anew under running
# containers ("live-restore") and somebody has flushed the rules meanwhile.
jump="FORWARD -j DOCKER-USER"

hooks() { # family
    echo "INPUT -i $bridge -j $input"

    # Older engines have no such chain for IPv6. The bridge has no IPv6 with any of them.
    chain=FORWARD
    [ "$1" = ip6tables ] || chain=DOCKER-USER
    echo "$chain -i $bridge -j $forward"
    echo "$chain -o $bridge -j $forward"
    [ "$1" = ip6tables ] || echo "$jump"
}

# The whole as this iptables spells it, which differs with its version: made in an empty network of its own, and read.
wanted() { # family
    {
        echo '*filter'
        [ "$1" = ip6tables ] || echo ':DOCKER-USER - [0:0]'
        printf ':%s - [0:0]\n' "$input" "$forward"
        own_rules "$1"
        hooks "$1" | sed 's/^/-A /'
        echo COMMIT
    } | unshare --net sh -c "$1-restore && $1 -S" || fail "$1 doesn't know the rules that are needed here."
}

present() { # family
    "$1" -w -S || fail "$1 doesn't work here."
}

# --- Check ------------------------------------------------------------------------------------------------------------

# Prints a line for each difference. Reads the wanted rules, a line "--", and those that are there.
differences() { # family
    awk -v family="$1" -v input="$input" -v forward="$forward" -v bridge="$bridge" -v jump="-A $jump" '
        function is_ours(line) {
            if (family == "iptables" && line == jump) return 1
            return line ~ ("^-A (" escaped(input) "|" escaped(forward) ") ") || line ~ (" -[jg] (" escaped(input) "|" escaped(forward) ")$")
        }
        function escaped(text) { gsub(/\./, "\\.", text); return text }

        # What follows an option, "! x" when it is negated; empty when it is not there.
        function option(line, name,    words, n, i) {
            n = split(line, words, " ")
            for (i = 3; i < n; i++) if (words[i] == name) return (words[i - 1] == "!" ? "! " : "") words[i + 1]
            return ""
        }
        function may_match(value) {
            if (value == "") return 1
            if (value ~ /^! /) return substr(value, 3) != bridge
            if (value ~ /\+$/) return index(bridge, substr(value, 1, length(value) - 1)) == 1
            return value == bridge
        }

        # Whether a rule before ours lets through what ours would stop: by itself, or in the chain that it leads to.
        function lets_through(line, side, depth,    target, state, i) {
            if (!may_match(option(line, side))) return 0
            state = option(line, "--ctstate") option(line, "--state")
            if (state != "" && state !~ /NEW|INVALID|UNTRACKED|!/) return 0
            target = option(line, "-j") option(line, "-g")
            if (target == "ACCEPT" || (target == "RETURN" && depth == 0)) return 1
            if (target == input || target == forward || depth > 8) return 0
            for (i = 1; i <= count; i++) if (index(there[i], "-A " target " ") == 1 && lets_through(there[i], side, depth + 1)) return 1
            return 0
        }
        function look_before(rule, side,    words, i) {
            split(rule, words, " ")
            for (i = 1; i <= count && there[i] != rule; i++)
                if (index(there[i], "-A " words[2] " ") == 1 && lets_through(there[i], side, 0) && !told[rule, i]++)
                    print "without effect: " family " " rule ", since before it stands " there[i]
        }

        $0 == "--" { second = 1; next }
        !second { if (is_ours($0)) { want[++wants] = $0; open[$0]++ }; next }
        { there[++count] = $0; if (is_ours($0)) { have[++haves] = $0; spare[$0]++ } }
        END {
            for (i = 1; i <= wants; i++) if (spare[want[i]]-- <= 0) { print "missing: " family " " want[i]; found = 1 }
            for (i = 1; i <= haves; i++) if (open[have[i]]-- <= 0) { print "too much: " family " " have[i]; found = 1 }
            if (found) exit
            for (i = 1; i <= haves; i++) if (have[i] ~ /^-A NC-/) order = order have[i] "\n"
            for (i = 1; i <= wants; i++) {
                split(want[i], words, " ")
                if (want[i] ~ /^-A NC-/) wanted = wanted want[i] "\n"
                else if (want[i] != jump) look_before(want[i], words[3])
                if (words[2] == "DOCKER-USER") look_before(jump, words[3])
            }
            if (wanted != order) print "out of order: " family " " input " or " forward
        }'
}

check_family() { # family
    expected=$(wanted "$1")
    actual=$(present "$1")
    printf '%s\n--\n%s\n' "$expected" "$actual" | differences "$1"
}

bridge_filter=/proc/sys/net/bridge/bridge-nf-call-iptables

is_bridge_filtered() {
    [ "$(cat "$bridge_filter" 2>/dev/null)" = 1 ]
}

check() {
    for family in $families; do check_family "$family"; done
    if grep -q "^ *$bridge:" /proc/net/dev && ! is_bridge_filtered; then
        echo "missing: sysctl net.bridge.bridge-nf-call-iptables=1 (without it tenants reach each other on the bridge)"
    fi
}

# --- Apply and remove -------------------------------------------------------------------------------------------------

# The rules that lead to our chains, each as the line that deletes it.
unhook() { # family, the engine's own one if it shall be moved
    present "$1" | awk -v input="$input" -v forward="$forward" -v jump="-A ${2-}" \
        '$1 == "-A" && ($NF == input || $NF == forward || $0 == jump) { sub(/^-A/, "-D"); print }'
}

apply_family() { # family
    findings=$(check_family "$1")
    [ -n "$findings" ] || return 0

    # The engine takes the chain as it finds it.
    if [ "$1" = iptables ] && ! iptables -w -S DOCKER-USER >/dev/null 2>&1; then
        iptables -w -N DOCKER-USER 2>/dev/null || iptables -w -S DOCKER-USER >/dev/null || fail "The chain DOCKER-USER can't be made."
    fi

    # The engine's own rule is left where it is unless something is wrong with it.
    moved=
    ! printf '%s\n' "$findings" | grep -qe " -A $jump" || moved=$jump

    # An engine that starts just now may move that rule between the look and the change, which is refused as a whole then.
    for _ in 1 2 3; do
        old=$(unhook "$1" "$moved")
        if {
            echo '*filter'
            printf ':%s - [0:0]\n' "$input" "$forward" # Makes the chain, or empties it.
            own_rules "$1"
            [ -z "$old" ] || printf '%s\n' "$old"
            hooks "$1" | awk -v jump="$jump" -v moved="$moved" '$0 != jump || jump == moved { print "-I " $0 }'
            echo COMMIT
        } | "$1-restore" --wait --noflush; then
            return 0
        fi
    done
    fail "$1 refused the rules; nothing was changed."
}

apply() {
    for family in $families; do apply_family "$family"; done

    # Where the module can't be loaded yet, the engine does so before it makes a bridge that isolates.
    [ -e "$bridge_filter" ] || modprobe br_netfilter 2>/dev/null || true
    [ ! -e "$bridge_filter" ] || is_bridge_filtered || echo 1 >"$bridge_filter" || fail "$bridge_filter can't be written."
}

remove_family() { # family
    old=$(unhook "$1")
    chains=$(present "$1" | awk -v input="$input" -v forward="$forward" '$1 == "-N" && ($2 == input || $2 == forward) { print $2 }')
    [ -n "$old$chains" ] || return 0
    {
        echo '*filter'
        [ -z "$old" ] || printf '%s\n' "$old"
        for chain in $chains; do printf -- '-F %s\n-X %s\n' "$chain" "$chain"; done
        echo COMMIT
    } | "$1-restore" --wait --noflush || fail "$1 refused the change."
}

remove() {
    for family in $families; do remove_family "$family"; done

    # Empty, while no engine has chains of its own: it was made here.
    iptables -w -S | awk '$1 == "-A" && $2 == "DOCKER-USER" || $1 == "-N" && $2 ~ /^DOCKER/ && $2 != "DOCKER-USER" { exit 1 }' || return 0
    while iptables -w -D FORWARD -j DOCKER-USER 2>/dev/null; do :; done
    iptables -w -X DOCKER-USER 2>/dev/null || true
}

exec 9>/run/ncaspire-firewall.lock
flock 9
case $action in
    apply) apply ;;
    remove) remove ;;
    check)
        findings=$(check)
        [ -z "$findings" ] || { printf '%s\n' "$findings" && exit 1; }
        ;;
esac
