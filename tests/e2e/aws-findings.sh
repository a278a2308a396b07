#!/bin/sh
# Findings asked of AWS services: a stub that checks signatures, and the official SDK asking it for the same.
# Usage: aws-findings.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/gavel-aws.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
peer=
if command -v npm >/dev/null && command -v node >/dev/null; then
	cp "$here/tests/aws/package.json" "$here/tests/aws/package-lock.json" "$work"
	if (cd "$work" && timeout 120 npm ci --silent --omit=dev --ignore-scripts --no-audit --no-fund \
		--fetch-retries=1 >npm.log 2>&1); then
		peer=$work/node_modules
	else
		echo "aws-findings: the SDK is left out: npm cannot install it"
	fi
else
	echo "aws-findings: the SDK is left out: no npm"
fi
python3 -B "$here/tests/aws/aws_test.py" "$build/gavel" "$work" "$peer"
