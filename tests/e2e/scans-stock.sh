#!/bin/sh
# Inventories, statements, enrichments and what runs, in documents of our own.
# Usage: scans-stock.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
python3 -B "$here/tests/collect/scans_stock_test.py" "$build/gavel"
exec python3 -B "$here/tests/collect/scans_vex_test.py" "$build/gavel"
