#!/bin/sh
# Unattended operation: schedules, failures, reloads, signals and kills of `gavel sync --watch`.
# Usage: watch.sh [BUILD-FOLDER]    ROUNDS=20 and SEED=1 may be set
set -eu
tests=$(dirname "$0")/../collect
python3 -B "$tests/watch_test.py" "${1:-${B:-build}}/gavel"
