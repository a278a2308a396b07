#!/bin/sh
# What scans did not look at stays open; the cases are in tests/collect.
# Usage: covers.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-${B:-$here/build}}
python3 -B "$here/tests/collect/cover_test.py" "$build/gavel"
python3 -B "$here/tests/collect/skipped_test.py" "$build/gavel"
