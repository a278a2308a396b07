#!/bin/sh
# A large SARIF report: the collector alone, gavel's whole way, the next scan in another order and laid
# out otherwise; beside them what other tools take to read the same file, in one run.
# Usage: 40-findings.sh BUILD-FOLDER SCRATCH-FOLDER ROWS; BENCH_FINDINGS says how many results
set -eu
build=$1 work=$2 count=${BENCH_FINDINGS:-250000} runs=${BENCH_RUNS:-3}
here=$(dirname "$0")
tools=$(cd "$build/bench" && pwd)
libexec=$(cd "$build/libexec/gavel" && pwd)
gavel=$build/gavel table=$work/findings
: >"$table"

echo "findings: writing $count results" >&2
"$tools/gensarif" "$count" 7 >"$work/scan.sarif"
"$tools/gensarif" "$count" 7 shuffle >"$work/next.sarif"
bytes=$(stat -c %s "$work/scan.sarif")
printf '{"proto":1,"source":"bench","format":"sarif","config":{},"now":0,"root":"%s","files":[{"name":"%s","bytes":%s,"mtime":0}]}\n' \
	"$work" "$work/scan.sarif" "$bytes" >"$work/findings.json"

# One row of the table: name, then the command.
measure() {
	echo "findings: $1" >&2
	name=$1
	shift
	"$tools/measure" "$name" "$runs" "$bytes" "$@" >>"$table"
}

# A script that waits for what the import before builds behind it, and removes that cache.
without() {
	echo "[ ! -e '$work/$1' ] || '$gavel' --cache '$work/$1/cache.db' cache index >/dev/null; rm -rf '$work/$1'"
}

# shellcheck disable=SC2016 # the inner shell expands them
fresh='rm -rf "$0"; exec "$@"'
# shellcheck disable=SC2016
collect='exec "$0" collect <"$1"'
measure "gavel: collector" sh -c "$collect" "$libexec/plugins/scans" "$work/findings.json"
rm -rf "$work/fresh" "$work/second"
measure "gavel import" --before "$(without fresh)" \
	"$gavel" --cache "$work/fresh/cache.db" import "$work/scan.sarif"
"$gavel" --cache "$work/fresh/cache.db" cache index >/dev/null
measure "gavel import, the next scan" --before "$(without second); cp -r '$work/fresh' '$work/second'" \
	"$gavel" --cache "$work/second/cache.db" import "$work/next.sarif"
"$gavel" --cache "$work/second/cache.db" cache index >/dev/null
filter='[.runs[].results[] | select(.ruleId != null)] | length'
measure "jq, a count" jq "$filter" "$work/scan.sarif"
# Longer than one alone where the machine has less than the two whole cores that the goals are for.
# shellcheck disable=SC2016 # the inner shell expands
measure "jq, two at once" sh -c '"$@" & "$@"; wait' sh jq "$filter" "$work/scan.sarif"
measure "python3 json, a count" python3 -c \
	'import json, sys; print(sum(len(r["results"]) for r in json.load(open(sys.argv[1]))["runs"]))' \
	"$work/scan.sarif"

if library=$(sh "$here/../../mk/fetch-duckdb.sh"); then
	# shellcheck disable=SC2016 # JSON paths
	sql='CREATE TABLE finding AS SELECT r->>'\''ruleId'\'' AS rule, r->>'\''$.message.text'\'' AS title,
		r->>'\''$.locations[0].physicalLocation.artifactLocation.uri'\'' AS file,
		r->>'\''$.locations[0].physicalLocation.region.startLine'\'' AS line
		FROM (SELECT unnest(json_extract(json, '\''$.runs[0].results[*]'\'')) AS r
		FROM read_json_objects('\''FILE'\'', format = '\''unstructured'\'', maximum_object_size = 2000000000))'
	measure "duckdb, a table of four columns" sh -c "$fresh" "$work/duck.db" "$tools/duck" \
		"$library" "$work/duck.db" "$(echo "$sql" | sed "s|FILE|$work/scan.sarif|")"
else
	echo "findings: DuckDB skipped: no library here"
fi

told=$("$gavel" --cache "$work/second/cache.db" sql 'SELECT count(*) FROM finding' | tail -n 1)
printf '%-34s %8s %8s %8s %8s\n' "$count results, $((bytes / 1000000)) MB" "wall s" "cpu s" "peak MB" "MB/s"
awk -F'\t' '{ printf "%-34s %8s %8s %8s %8s\n", $1, $2, $3, $4, $5 }' "$table"
echo "findings after the second scan: $told"
