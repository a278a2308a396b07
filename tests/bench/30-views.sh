#!/bin/sh
# Counts, pages and exports of a view of a million rows.
#
# Usage: 30-views.sh BUILD WORK [ROWS]
set -eu
"$1/bench/views" "$2" 1000000
