#!/bin/sh
# A collector that tries to get out: one case per rule of the sandbox, each shown to be able to fail by
# the same attempt without it; and collectors that behave, which have to work inside.
#
# Usage: sandbox.sh [BUILD-FOLDER]    the rest: a part of the names of the cases to run
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-${B:-build}}
[ $# -eq 0 ] || shift
make --no-print-directory -s -C "$here" B="$build" "$build/tests/hostile"
exec python3 "$here/tests/collect/sandbox_test.py" "$build/gavel" "$build/tests/hostile" "$@"
