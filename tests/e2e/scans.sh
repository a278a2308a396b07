#!/bin/sh
# Reports of scanners: the way through the whole program, what each format tells, and real scanners
# over a tree of our own.
# Usage: scans.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-${B:-$here/build}}" && pwd)
for test in way told hide sarif code deps peers; do
	python3 -B "$here/tests/collect/scans_${test}_test.py" "$build/gavel"
done
