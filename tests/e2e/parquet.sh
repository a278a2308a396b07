#!/bin/sh
# Bills in Parquet through the real program. What needs DuckDB's library is skipped without it.
#
# Usage: parquet.sh [BUILD-FOLDER]    GAVEL_DUCKDB names the library, else it is fetched
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
library=$(sh "$here/mk/fetch-duckdb.sh" || :)
[ -n "$library" ] || echo "parquet: DuckDB's library is not here: cases that need it are skipped"
exec python3 "$here/tests/collect/parquet_test.py" "${1:-${B:-build}}/gavel" ${library:+"$library"}
