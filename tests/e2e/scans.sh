#!/bin/sh
# Scanners' reports through the whole program: detection, folders, secrets, what a scan is of.
# Usage: scans.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-${B:-$here/build}}
python3 -B "$here/tests/collect/scans_test.py" "$build/gavel"
