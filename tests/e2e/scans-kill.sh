#!/bin/sh
# Imports of scans that are killed, starved of disk, run twice at once or read beside.
# Usage: scans-kill.sh [BUILD-FOLDER]    ROUNDS=8 and SEED=1 may be set
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-${B:-$here/build}}" && pwd)
python3 -B "$here/tests/collect/scans_kill_test.py" "$build/gavel"
