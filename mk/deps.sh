#!/bin/sh
# Installs the Debian packages of the named parts of mk/packages.txt that are missing.
#
# Usage: deps.sh PART…    as root, or with sudo; says what to do when neither is there.
set -eu
here=$(dirname "$0")
wanted=
for part in "$@"; do
	wanted="$wanted $(awk -v part="[$part]" '/^\[/ { on = $0 == part; next } on && NF && !/^#/' "$here/packages.txt")"
done
missing=
for package in $wanted; do
	dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
		missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then
	root=
elif command -v sudo >/dev/null; then
	root=sudo
else
	echo "these Debian packages are missing, and neither root nor sudo is here:$missing" >&2
	exit 1
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
$root apt-get update -qq
# shellcheck disable=SC2086 # the list is words
$root apt-get install -y -qq --no-install-recommends $missing >&2
