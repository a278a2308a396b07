#!/bin/sh
# Ends what start.sh began, by number, and removes its folder; or ends the gateway alone.
#
# Usage: stop.sh DIR [gateway]
set -eu
dir=$(realpath -m "${1:?usage: stop.sh DIR [gateway]}") which=${2:-all}
[ -f "$dir/pids" ] || exit 0
# The gateway first; a store in memory has nothing to save, and radosgw takes seconds to leave.
tac "$dir/pids" | while read -r name pid; do
	[ "$which" = all ] || [ "$which" = "$name" ] || continue
	# Only a process that was started with this folder's configuration is ours.
	grep -qzx "CEPH_CONF=$dir/ceph.conf" "/proc/$pid/environ" 2>/dev/null || continue
	kill -KILL "$pid" 2>/dev/null || :
	while [ -e "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; do :; done
done
[ "$which" != all ] || rm -rf "$dir"
