#!/bin/sh
# Prints the path of DuckDB's C library for tests and benches, which it fetches when it must; gavel
# is never built against it.
#
# Usage: fetch-duckdb.sh [FOLDER]    keeps it in FOLDER (build/duckdb); $GAVEL_DUCKDB names another
# Exits 3, saying what is missing, when there is no npm or no network: callers skip then.
set -eu
package=@duckdb/node-bindings-linux-x64 version=1.5.6-r.1
sha256=3f4962cdd266eab2b479a5b5a4a6d063d279b2954ae814ed00385d553b747633
folder=${1:-$(cd "$(dirname "$0")/.." && pwd)/build/duckdb}

refuse() {
	echo "fetch-duckdb.sh: $*" >&2
	exit 3
}

is_right() {
	echo "$sha256  $1" | sha256sum --check --status
}

if [ -n "${GAVEL_DUCKDB:-}" ]; then
	echo "$GAVEL_DUCKDB"
	exit 0
fi
[ "$(uname -sm)" = "Linux x86_64" ] || refuse "only for Linux on x86_64; GAVEL_DUCKDB may name a library"
mkdir -p "$folder"
library=$(cd "$folder" && pwd)/libduckdb.so
if [ -f "$library" ] && is_right "$library"; then
	echo "$library"
	exit 0
fi
command -v npm >/dev/null || refuse "npm is not here; GAVEL_DUCKDB may name a library"
work=$(mktemp -d "${TMPDIR:-/tmp}/gavel-duckdb.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
# Packing runs none of the package's scripts.
(cd "$work" && timeout 180 npm pack --silent --ignore-scripts --fetch-retries=1 \
	"$package@$version" >/dev/null 2>"$work/log") ||
	refuse "npm cannot fetch $package $version: $(tail -n 1 "$work/log")"
tar -xzf "$work"/*.tgz -C "$work" --no-same-owner package/libduckdb.so
is_right "$work/package/libduckdb.so" || refuse "$package $version is not the one that is pinned"
chmod 755 "$work/package/libduckdb.so"
mv "$work/package/libduckdb.so" "$library.new.$$"
mv "$library.new.$$" "$library"
echo "$library"
