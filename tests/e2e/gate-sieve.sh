#!/bin/sh
# What a gate does not read changes no verdict. Usage: gate-sieve.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
exec python3 -B "$here/tests/e2e/gate/sieve.py" "$build/gavel"
