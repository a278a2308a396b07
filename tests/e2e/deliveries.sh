#!/bin/sh
# Delivery trees of bills through the real program. Usage: deliveries.sh [BUILD-FOLDER]
set -eu
exec python3 "$(dirname "$0")/../collect/deliveries_test.py" "${1:-${B:-build}}/gavel"
