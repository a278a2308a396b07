#!/bin/sh
# `gavel sync --on`: events from EventBridge, S3 and queues run the sources that want them.
# Usage: events.sh [BUILD-FOLDER]
set -eu
tests=$(dirname "$0")/../collect
python3 -B "$tests/events_test.py" "${1:-${B:-build}}/gavel"
