#!/bin/sh
# A million findings in the cache: a page of each sort under one condition, groups, measures and a word,
# each as a process of its own.
# Usage: 50-pages.sh BUILD-FOLDER SCRATCH-FOLDER ROWS; BENCH_FINDINGS says how many a quarter of them is
set -eu
build=$1 work=$2 count=${BENCH_FINDINGS:-250000} runs=${BENCH_RUNS:-5}
tools=$(cd "$build/bench" && pwd)
gavel=$build/gavel table=$work/pages cache=$work/million/cache.db
: >"$table"

for quarter in 1 2 3 4; do
	echo "pages: importing quarter $quarter" >&2
	"$tools/gensarif" "$count" "$quarter" >"$work/quarter.sarif"
	"$gavel" --cache "$cache" import --category "q$quarter" "$work/quarter.sarif" >/dev/null
done

# page ADDRESS…
page() {
	echo "pages: $*" >&2
	"$tools/measure" "$*" "$runs" 0 "$gavel" --cache "$cache" show "$@" --json >>"$table"
}

for sort in -severity first_seen -last_seen due; do
	for only in state:open class:code rule:py/made-bucket-095 sev:high; do
		page findings "$only" "sort:$sort" limit:100
	done
done
page groups by:rule state:open limit:100
page repairs by:severity
page trend by:week
page findings title:sanitizer limit:100
printf '%-62s %8s %8s %8s\n' "$(("$count" * 4)) findings" "wall s" "cpu s" "peak MB"
awk -F'\t' '{ printf "%-62s %8s %8s %8s\n", $1, $2, $3, $4 }' "$table"
