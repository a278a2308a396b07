#!/bin/sh
# The demo estate's findings, and every screen of them.
# Usage: demo-findings.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-${B:-$here/build}}" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-demo-findings.XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
HOME=$home export HOME
now=2026-11-20T06:00:00Z
"$build/libexec/gavel/demo-estate" --out "$home" --now $now --seed 7 --stage 1
"$build/gavel" --config "$home/gavel.yaml" --cache "$home/cache.db" --now $now sync >"$home/said" 2>&1 ||
	{ cat "$home/said"; exit 1; }
python3 -B "$here/tests/collect/demo_findings_test.py" "$build/gavel" "$home"
