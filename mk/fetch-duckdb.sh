#!/bin/sh
# Puts DuckDB's library into build/duckdb for tests and benchmarks; gavel itself is built without.
#
# Usage: fetch-duckdb.sh    prints the library's path; exits 1, saying why, when it cannot be had
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
package=@duckdb/node-bindings-linux-x64
version=1.5.6-r.1
sha256=3f4962cdd266eab2b479a5b5a4a6d063d279b2954ae814ed00385d553b747633
folder=$here/build/duckdb
library=$folder/libduckdb.so

refuse() {
	echo "fetch-duckdb.sh: $*" >&2
	exit 1
}

is_right() {
	echo "$sha256  $1" | sha256sum --check --status
}

if [ -f "$library" ] && is_right "$library"; then
	echo "$library"
	exit 0
fi
[ "$(uname -sm)" = "Linux x86_64" ] || refuse "only for Linux on x86_64"
command -v npm >/dev/null || refuse "npm is not here"
work=$(mktemp -d "${TMPDIR:-/tmp}/gavel-duckdb.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
# Packing runs none of the package's scripts.
(cd "$work" && timeout 180 npm pack --silent --ignore-scripts --fetch-retries=1 \
	"$package@$version" >/dev/null 2>"$work/log") ||
	refuse "npm cannot fetch $package $version: $(tail -n 1 "$work/log")"
tar -xzf "$work"/*.tgz -C "$work" --no-same-owner package/libduckdb.so
is_right "$work/package/libduckdb.so" || refuse "$package $version is not the one that is pinned"
mkdir -p "$folder"
chmod 755 "$work/package/libduckdb.so"
mv "$work/package/libduckdb.so" "$library.new"
mv "$library.new" "$library"
echo "$library"
