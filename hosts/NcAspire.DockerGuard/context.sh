#!/bin/sh
# Lays out what the guard's image is made of: the Dockerfile, the published program and the .NET runtime of this computer.
# Nothing is fetched that a build of the solution does not fetch, so all of it is under the lock files.
# Usage: context.sh FOLDER [OPTION OF dotnet publish]...
set -eu
folder=$1
shift
here=$(cd -- "$(dirname -- "$0")" && pwd)
runtime=$(dirname -- "$(readlink -f -- "$(command -v dotnet)")")
if ! [ -d "$runtime/host/fxr" ] || ! [ -d "$runtime/shared/Microsoft.AspNetCore.App" ]; then
    echo "The .NET runtime was not found beside dotnet, in $runtime." >&2
    exit 1
fi

mkdir -p "$folder"
folder=$(cd -- "$folder" && pwd)
rm -rf -- "$folder/app" "$folder/dotnet"
dotnet publish "$here" --output "$folder/app" --verbosity quiet "$@"
mkdir "$folder/dotnet"
(cd -- "$runtime" && tar -c dotnet LICENSE.txt ThirdPartyNotices.txt host/fxr/10.* shared/Microsoft.NETCore.App/10.* \
    shared/Microsoft.AspNetCore.App/10.*) | tar -x -C "$folder/dotnet"
cp -- "$here/Dockerfile" "$folder/"
