#!/bin/sh
# What findings sum up to: weeks, repairs, groups, the docket and the report.
# Usage: findings-views.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-${B:-$here/build}}" && pwd)
python3 -B "$here/tests/collect/findings_views_test.py" "$build/gavel"
