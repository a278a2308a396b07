#!/bin/sh
# A shared bastion: one account collects, a group reads, others are refused; the units are sound.
# Usage: readers.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-${B:-$here/build}}
python3 -B "$here/tests/collect/readers_test.py" "$build/gavel"

if ! command -v systemd-analyze >/dev/null; then
	echo "units: skipped, systemd-analyze is not here"
	exit 0
fi
stage=$(mktemp -d "${TMPDIR:-/tmp}/gavel-units.XXXXXX")
trap 'rm -rf "$stage"' EXIT
for unit in "$here"/share/systemd/*.service "$here"/share/systemd/*.timer; do
	sed "s|@BIN@|$(cd "$build" && pwd)|" "$unit" >"$stage/$(basename "$unit")"
done
# What it says of a unit goes to stderr; it speaks of other units of the machine too.
SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no "$stage"/gavel-* 2>"$stage/said" ||
	{ cat "$stage/said" >&2; exit 1; }
if grep "gavel" "$stage/said" >&2; then exit 1; fi
echo "units: $(find "$stage" -type f -name 'gavel-*' | wc -l) verified"
