#!/bin/sh
# A month's bill with every dimension: gavel's whole way, DuckDB's, and the inflate floor, all in
# one run on the same file.
# Usage: 10-bill.sh BUILD-FOLDER SCRATCH-FOLDER ROWS
set -eu
build=$1 work=$2 rows=$3 runs=${BENCH_RUNS:-3}
here=$(dirname "$0")
tools=$(cd "$build/bench" && pwd)
libexec=$(cd "$build/libexec/gavel" && pwd)
table=$work/table
gavel="$build/gavel"
: >"$table"

echo "bill: writing $rows rows x 125 columns" >&2
"$tools/gencur" "$rows" 7 >"$work/bill.csv"
gzip -c "$work/bill.csv" >"$work/bill.csv.gz"
bytes=$(stat -c %s "$work/bill.csv")

# One row of the table: name, then the command.
measure() {
	echo "bill: $1" >&2
	name=$1
	shift
	"$tools/measure" "$name" "$runs" "$bytes" "$@" >>"$table"
}

# The processor seconds and the wall of a row, by its name.
field() {
	awk -F'\t' -v name="$1" -v field="$2" '$1 == name { print $field }' "$table"
}

request() { # FILE
	printf '{"proto":1,"source":"bench","config":{},"now":0,"root":"%s","files":[{"name":"%s","bytes":%s,"mtime":0}]}\n' \
		"$work" "$work/$1" "$(stat -c %s "$work/$1")" >"$work/request.json"
}

# shellcheck disable=SC2016 # the inner shell expands them
fresh='rm -rf "$0"; exec "$@"'
# shellcheck disable=SC2016
collect='exec "$0" collect <"$1"'

command -v igzip >/dev/null && measure "igzip -dc" igzip -dc "$work/bill.csv.gz"
measure "gzip -dc" gzip -dc "$work/bill.csv.gz"
request bill.csv.gz
measure "gavel: inflate" "$tools/stages" inflate "$work/bill.csv.gz"
measure "gavel: inflate, scan" "$tools/stages" scan "$work/bill.csv.gz"
measure "gavel: collector" sh -c "$collect" "$libexec/plugins/cur" "$work/request.json"
measure "gavel: import --dry-run" sh -c "$fresh" "$work/dry" \
	"$gavel" --cache "$work/dry/cache.db" import --dry-run "$work/bill.csv.gz"
measure "gavel import csv.gz" sh -c "$fresh" "$work/gz" \
	"$gavel" --cache "$work/gz/cache.db" import "$work/bill.csv.gz"
measure "gavel: cache rebuild" "$gavel" --cache "$work/gz/cache.db" cache rebuild
measure "gavel import csv" sh -c "$fresh" "$work/csv" \
	"$gavel" --cache "$work/csv/cache.db" import "$work/bill.csv"

types=
for column in lineItem/UnblendedCost savingsPlan/SavingsPlanEffectiveCost reservation/EffectiveCost \
	lineItem/UsageAmount pricing/publicOnDemandCost; do
	types="$types${types:+, }'$column': 'DECIMAL(38, 18)'"
done
if library=$(sh "$here/../../mk/fetch-duckdb.sh"); then
	for kind in csv.gz csv; do
		for numbers in "DECIMAL(38, 18)" DOUBLE; do
			sql=$(sed -e '/^--/d' -e "s|FILE|$work/bill.$kind|" \
				-e "s|DECIMAL(38, 18)|$numbers|" "$here/duck-cells.sql")
			measure "duckdb $kind $numbers" sh -c "$fresh" "$work/duck.db" \
				"$tools/duck" "$library" "$work/duck.db" "$sql"
			[ "$numbers" = DOUBLE ] || "$tools/duck" "$library" "$work/duck.db" \
				"SELECT count(*) || '|' || sum(lines) || '|' || rtrim(sum(amortized)::VARCHAR, '0') FROM cell" \
				>"$work/theirs"
		done
		# The columns typed while they are read: which form suits DuckDB better, the table tells.
		sql=$(sed -e '/^--/d' -e "s|FILE|$work/bill.$kind|" \
			-e "s|all_varchar = true|types = {$types}|" "$here/duck-cells.sql")
		measure "duckdb $kind typed DECIMAL" sh -c "$fresh" "$work/duck.db" \
			"$tools/duck" "$library" "$work/duck.db" "$sql"
	done
	"$gavel" --cache "$work/gz/cache.db" sql \
		'SELECT count(*) AS cells, sum(lines) AS lines, dec_sum(amortized) AS amortized FROM cost_cell' |
		tail -n 1 | tr , '|' >"$work/ours"
	echo "cells|lines|amortized: gavel $(cat "$work/ours"), DuckDB $(cat "$work/theirs")"
	if ! cmp -s "$work/ours" "$work/theirs"; then
		echo "bill: the answers differ" >&2
		exit 1
	fi
else
	echo "bill: DuckDB skipped: no library here"
fi

printf '%-34s %8s %8s %8s %8s\n' "" "wall s" "cpu s" "peak MB" "MB/s csv"
awk -F'\t' '{ printf "%-34s %8s %8s %8s %8s\n", $1, $2, $3, $4, $5 }' "$table"

# "A is N times B", by wall time.
ratio() {
	awk -v a="$(field "$1" 2)" -v b="$(field "$2" 2)" -v name="$1 / $2" \
		'BEGIN { if (a && b) printf "%-66s %6.2f\n", name, a / b }'
}
ratio "duckdb csv.gz DECIMAL(38, 18)" "gavel import csv.gz"
ratio "duckdb csv.gz typed DECIMAL" "gavel import csv.gz"
ratio "duckdb csv.gz DOUBLE" "gavel import csv.gz"
ratio "duckdb csv DECIMAL(38, 18)" "gavel import csv"
ratio "duckdb csv typed DECIMAL" "gavel import csv"
ratio "duckdb csv DOUBLE" "gavel import csv"
ratio "gavel import csv.gz" "igzip -dc"
