#!/bin/sh
# sh rootfs.sh TARBALL
#
# Makes the file system of a small Debian 12 for running Node.js, where no image can be pulled from a registry. It has the
# paths and the user of the official Node.js images (node, 1000:1000). Needs mmdebstrap, and the host's own mirrors of
# Debian 12 if its apt knows some. The packages are unpacked only: what their scripts would have done and this image
# needs, finish does.
set -eu

suite=bookworm
tarball=$1

# What node and a shell script need, and nothing that reaches the network or changes accounts.
packages=base-files,base-passwd,bash,coreutils,dash,debianutils,findutils,grep,gzip,hostname,libc-bin,libc6,libgcc-s1
packages=$packages,libstdc++6,mawk,netbase,sed,tar,tzdata

# shellcheck disable=SC2016 # apt fills the fields in
mirrors=$(apt-get indextargets --format 'deb $(REPO_URI) $(CODENAME) $(COMPONENT)' \
  'Created-By: Packages' 'Origin: Debian' 'Component: main' 2>/dev/null | grep " $suite" | sort -u) || mirrors=

# shellcheck disable=SC2016 # mmdebstrap's shell fills $1 in
finish='
set -eu
cd "$1"
cp usr/share/base-passwd/passwd.master etc/passwd
cp usr/share/base-passwd/group.master etc/group
cp usr/share/libc-bin/nsswitch.conf etc/nsswitch.conf
echo "node:x:1000:1000::/home/node:/bin/bash" >>etc/passwd
echo "node:x:1000:" >>etc/group
mkdir -p home/node
chown 1000:1000 home/node
[ -e bin/sh ] || ln -s dash bin/sh
ln -sf mawk usr/bin/awk
chroot . /sbin/ldconfig
rm -rf etc/apt/sources.list etc/hostname etc/resolv.conf usr/share/doc usr/share/info usr/share/locale usr/share/man
'

export SOURCE_DATE_EPOCH=0
set -- --variant=extract --include="$packages" --extract-hook="$finish" --skip=output/dev "$suite" "$tarball"

if [ -n "$mirrors" ]; then
  printf '%s\n' "$mirrors" | mmdebstrap "$@" -
else
  mmdebstrap "$@"
fi
