#!/bin/sh
# Files judged by rules: containers, pipelines, header lines, infrastructure as code; and hostile ones.
# Usage: check-files.sh [BUILD-FOLDER]
set -eu
tests=$(dirname "$0")/../check
for suite in hardening operators planned ci systems headers iac plans links hostile growth; do
	python3 -B "$tests/${suite}_test.py" "${1:-${B:-build}}/gavel"
done
