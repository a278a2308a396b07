#!/bin/sh
# The text index: built behind an import, killed, behind what is there, made anew; the rows are the same.
# Usage: text-index.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-${B:-$here/build}}
python3 -B "$here/tests/e2e/text_index.py" "$build/gavel"
