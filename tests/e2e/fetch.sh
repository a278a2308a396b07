#!/bin/sh
# Sources on a real S3 server and on web servers with TLS: fetched, resumed, killed, and the same as from a folder.
#
# Usage: fetch.sh [BUILD]    ROUNDS=20 and SEED=1 may be set; ONLY names some of the cases
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
sh "$here/mk/deps.sh" s3
server=$(mktemp -d "${TMPDIR:-/tmp}/gavel-s3.XXXXXX")
trap 'sh "$here/tests/s3/stop.sh" "$server"; rm -rf "$server"' EXIT
trap 'exit 1' INT TERM
endpoint=$(sh "$here/tests/s3/start.sh" "$server" "${S3_PORT:-$((20000 + $$ % 120 * 100))}")
python3 -B "$here/tests/collect/fetch_test.py" "$build/gavel" "$endpoint" "$server"
