#!/bin/sh
# Ends what start.sh began, by number, and removes its folder.
#
# Usage: stop.sh DIR
set -eu
dir=$(realpath -m "${1:?usage: stop.sh DIR}")
[ -f "$dir/pids" ] || exit 0
# The gateway first; a store in memory has nothing to save, and radosgw takes seconds to leave.
tac "$dir/pids" | while read -r pid; do
	# Only a process that was started with this folder's configuration is ours.
	tr '\0' '\n' <"/proc/$pid/environ" 2>/dev/null | grep -qx "CEPH_CONF=$dir/ceph.conf" || continue
	kill -KILL "$pid" 2>/dev/null || :
	while [ -e "/proc/$pid" ] && ! grep -q '^State:.Z' "/proc/$pid/status" 2>/dev/null; do :; done
done
rm -rf "$dir"
