#!/bin/sh
# The one launcher: builds the command line in tools/NcAspire.Cli when its sources changed, and becomes it.
set -eu

# With a closed standard stream, the first file that a program opens would take that stream's place.
{ true <&0; } 2>/dev/null || exec </dev/null
{ true >&1; } 2>/dev/null || exec >/dev/null
{ true >&2; } 2>/dev/null || exec 2>/dev/null

root=$(dirname -- "$(readlink -f -- "$0")")
# A place of its own: a build of the whole solution must not overwrite the program that runs it.
output=$root/artifacts/nc
program=$output/bin/NcAspire.Cli/debug/nc.dll
stamp=$output/stamp

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

if ! command -v dotnet >/dev/null; then
    echo "The .NET 10 SDK is missing; install it from https://dot.net or by your system's packages (dotnet-sdk-10.0)." >&2
    exit 1
fi

is_current() {
    [ -f "$program" ] && [ -f "$stamp" ] && [ -z "$(find "$root/tools/NcAspire.Cli" \
        "$root/providers/NcAspire.Gateway.OpenClaw" "$root/core/NcAspire.Core" "$root/global.json" \
        "$root/Directory.Build.props" "$root/Directory.Build.targets" "$root/Directory.Packages.props" \
        -newer "$stamp" -print | head -n 1)" ]
}

build() {
    if ! dotnet --list-sdks | grep -q '^10\.'; then
        echo "The .NET 10 SDK is missing, only other versions are here; install dotnet-sdk-10.0 or see https://dot.net." >&2
        return 1
    fi

    is_current && return
    echo "Building the command line." >&2
    started=$(mktemp "$output/stamp.XXXXXX")

    # No build server stays behind: Ctrl-C must leave nothing running.
    if ! dotnet build "$root/tools/NcAspire.Cli" --artifacts-path "$output" -nodeReuse:false -p:UseSharedCompilation=false \
        -verbosity:quiet -consoleLoggerParameters:NoSummary </dev/null >"$started.log" 2>&1; then
        cat "$started.log" >&2
        rm -f "$started" "$started.log"
        echo "The command line did not build; the lines above say why." >&2
        return 1
    fi

    rm -f "$started.log"
    mv "$started" "$stamp"
}

if ! is_current; then
    if ! mkdir -p "$output" 2>/dev/null || ! [ -w "$output" ]; then
        echo "$root can't be written; ./nc builds there, so make the checkout yours." >&2
        exit 1
    fi

    # One build at a time, however many start at once.
    (flock 9 && build 9>&-) 9>"$output/lock"
fi

exec dotnet "$program" "$@"
