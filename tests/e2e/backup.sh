#!/bin/sh
# `gavel archive backup` and `restore`: whole while sources go on, the same views after, broken ones refused.
# Usage: backup.sh [BUILD-FOLDER]
set -eu
tests=$(dirname "$0")/../collect
python3 -B "$tests/backup_test.py" "${1:-${B:-build}}/gavel"
