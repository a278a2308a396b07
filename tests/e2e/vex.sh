#!/bin/sh
# VEX statements and findings: what they hide and what not, in lists, in the gate and in history; any
# order of files gives the same, and so does the archive. Usage: vex.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
python3 -B "$here/tests/e2e/vex/vex.py" "$build/gavel"
exec python3 -B "$here/tests/e2e/vex/preview.py" "$build/gavel"
