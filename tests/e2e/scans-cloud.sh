#!/bin/sh
# Findings of AWS services, OCSF and Trivy Operator in files of our own.
# Usage: scans-cloud.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
exec python3 -B "$here/tests/collect/scans_cloud_test.py" "$build/gavel"
