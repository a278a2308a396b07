#!/bin/sh
# Bills through the real program: delivery trees, folders whose format is found, sources synced again, line items read again, names of accounts.
# Usage: deliveries.sh [BUILD-FOLDER]
set -eu
tests=$(dirname "$0")/../collect
for suite in deliveries detect sync lines names; do
	python3 -B "$tests/${suite}_test.py" "${1:-${B:-build}}/gavel"
done
