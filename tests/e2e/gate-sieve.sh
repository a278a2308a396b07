#!/bin/sh
# What a gate does not read changes no verdict, and what is accepted passes it until its end. Usage: gate-sieve.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
python3 -B "$here/tests/e2e/gate/accepted.py" "$build/gavel"
python3 -B "$here/tests/e2e/gate/sieve.py" "$build/gavel"
python3 -B "$here/tests/e2e/gate/known.py" "$build/gavel"
