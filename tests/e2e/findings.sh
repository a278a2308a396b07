#!/bin/sh
# Findings through import, killed, shuffled and in any order; the cases are in tests/collect.
# Usage: findings.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-${B:-$here/build}}
python3 -B "$here/tests/collect/findings_test.py" "$build/gavel"
python3 -B "$here/tests/collect/reports_test.py" "$build/gavel"
