#!/bin/sh
# A million open findings in the cache: pages of each sort under one condition, words and parts of
# texts with the text index and without, groups, counts, measures; each as a process of its own. Beside
# them plain sqlite3 over the same file, without the index.
# Usage: 50-pages.sh BUILD-FOLDER SCRATCH-FOLDER ROWS; BENCH_FINDINGS says how many a quarter of them is
set -eu
build=$1 work=$2 count=${BENCH_FINDINGS:-250000} runs=${BENCH_RUNS:-5}
tools=$(cd "$build/bench" && pwd)
gavel=$build/gavel table=$work/pages cache=$work/million/cache.db
: >"$table"

for quarter in 1 2 3 4; do
	echo "pages: importing quarter $quarter" >&2
	"$tools/gensarif" "$count" "$quarter" | sed "s#team/app#team/app$quarter#" >"$work/quarter.sarif"
	"$gavel" --cache "$cache" import "$work/quarter.sarif" >/dev/null
done
rm "$work/quarter.sarif"

# page LABEL VIEW TERM…
page() {
	label=$1
	shift
	echo "pages: $label" >&2
	"$tools/measure" "$label" "$runs" 0 sh -c '"$@" || [ $? = 1 ]' sh \
		"$gavel" --cache "$cache" show "$@" --json >>"$table" 2>>"$work/talk" # 1: nothing matches
}
# plain LABEL SQL
plain() {
	echo "pages: $1" >&2
	"$tools/measure" "$1" "$runs" 0 sqlite3 "$cache" "$2" >>"$table"
}
bytes() { sqlite3 "$cache" 'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size'; }

# Words that nothing has, few, many and nearly all have; parts of titles and places; what is not there.
texts() {
	page "word nothing has, $1" findings sanitizer limit:100
	page "word 1 in 8 has, $1" findings bucket limit:100
	page "word all have, $1" findings expression limit:100
	page "digits, $1" findings 2024 limit:100
	page "without a word, $1" findings -bucket limit:100
	page "title:*step 247.*, $1" findings 'title:*step 247.*' limit:100
	page "title:*sanitizer*, $1" findings 'title:*sanitizer*' limit:100
	page "place:*file_3459*, $1" findings 'place:*file_3459*' limit:100
	page "place:…file_3459.py:64, $1" findings 'place:*file_3459.py:64' limit:100
	page "cve:CVE-2021-44228, $1" findings cve:CVE-2021-44228 limit:100
}

"$gavel" --cache "$cache" cache index >/dev/null # waits for what the imports started
texts "index"
for sort in -severity first_seen -last_seen due; do
	for only in state:open class:code rule:py/made-bucket-095 sev:high; do
		page "$only sort:$sort" findings "$only" "sort:$sort" limit:100
	done
done
for by in rule package target tool class severity state file cve; do
	page "groups by $by" groups "by:$by" state:open limit:100
done
page "head: repairs" repairs by:class,severity
page "head: trend" trend by:week limit:26
screen() {
	label=$1
	shift
	"$tools/measure" "$label" "$runs" 0 "$gavel" --cache "$cache" show findings "$@" --screen=80x24 >>"$table"
}
screen "a screen with its counts"
screen "the same, title:*step 247.*" 'title:*step 247.*'
screen "the same, word 1 in 8 has" bucket

with=$(bytes)
sqlite3 "$cache" "UPDATE finder_state SET indexed = 0; DELETE FROM finder_body; DELETE FROM finder_phrase; VACUUM"
without=$(bytes)
texts "no index"
plain "sqlite3: titles LIKE, unordered" "SELECT count(*) FROM finding_body WHERE title LIKE '%step 247.%'"
plain "sqlite3: the same of findings" "SELECT count(*) FROM finding f JOIN finding_body o ON o.id = f.body WHERE o.title LIKE '%step 247.%'"
plain "sqlite3: group by rule" "SELECT t.v, count(*) FROM finding f JOIN bucket b ON b.id = f.bucket JOIN text t ON t.id = f.rule WHERE b.state = 0 GROUP BY f.rule ORDER BY 2 DESC LIMIT 100"
plain "sqlite3: group by file" "SELECT o.file, count(*) FROM finding f JOIN bucket b ON b.id = f.bucket JOIN finding_body o ON o.id = f.body WHERE b.state = 0 GROUP BY o.file ORDER BY 2 DESC LIMIT 100"
"$tools/measure" "index of all, made anew" 1 0 "$gavel" --cache "$cache" cache index >>"$table"

printf '%-62s %8s %8s %8s\n' "$((count * 4)) findings" "wall s" "cpu s" "peak MB"
awk -F'\t' '{ printf "%-62s %8s %8s %8s\n", $1, $2, $3, $4 }' "$table"
echo "text index: $((with - without)) bytes of $with"
