#!/bin/sh
# Bills through the real program: delivery trees, and folders whose format is found.
# Usage: deliveries.sh [BUILD-FOLDER]
set -eu
tests=$(dirname "$0")/../collect
for suite in deliveries detect; do
	python3 -B "$tests/${suite}_test.py" "${1:-${B:-build}}/gavel"
done
