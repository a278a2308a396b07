#!/bin/sh
# Fetches DuckDB's C library for tests and benches, and prints its path. gavel is never built
# against it.
#
# Usage: fetch-duckdb.sh FOLDER    keeps it below FOLDER; $GAVEL_DUCKDB names one that is here
# Exits 3, saying what is missing, when there is no npm or no network: callers skip then.
set -eu
package=@duckdb/node-bindings-linux-x64 version=1.5.6-r.1
folder=$1
library=$folder/node_modules/$package/libduckdb.so
if [ -n "${GAVEL_DUCKDB:-}" ]; then
	echo "$GAVEL_DUCKDB"
	exit 0
fi
if [ "$(uname -m)" != x86_64 ]; then
	echo "fetch-duckdb: only for x86_64; name a library with GAVEL_DUCKDB" >&2
	exit 3
fi
if [ ! -f "$library" ]; then
	if ! command -v npm >/dev/null; then
		echo "fetch-duckdb: no npm here; install Node.js, or name a library with GAVEL_DUCKDB" >&2
		exit 3
	fi
	mkdir -p "$folder"
	if ! npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-save \
		"$package@$version" >"$folder/npm.log" 2>&1; then
		echo "fetch-duckdb: npm cannot fetch $package@$version:" >&2
		tail -n 5 "$folder/npm.log" >&2
		exit 3
	fi
fi
(cd "$(dirname "$library")" && echo "$PWD/libduckdb.so")
