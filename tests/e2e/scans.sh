#!/bin/sh
# Scanners' reports through the whole program: detection, folders, secrets, what a scan is of; what
# each format tells; real scanners over a tree of our own.
# Usage: scans.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-${B:-$here/build}}" && pwd)
for test in scans scans_code scans_deps scans_peers; do
	python3 -B "$here/tests/collect/${test}_test.py" "$build/gavel"
done
