#!/bin/sh
# A million open findings in the cache, each question as a process of its own: first pages of the
# four sorts under one condition, words and parts of texts, groups, counts and measures, each beside
# its goal; then what the text index is for: a few without it, and plain sqlite3 over the same file.
# Usage: 50-pages.sh BUILD-FOLDER SCRATCH-FOLDER ROWS; BENCH_FINDINGS says how many a quarter of them
# is, BENCH_PAGE_RUNS how often each is asked, BENCH_MILLION names a cache that is there (and is changed)
set -eu
build=$1 work=$2 count=${BENCH_FINDINGS:-250000} runs=${BENCH_PAGE_RUNS:-3}
tools=$(cd "$build/bench" && pwd)
gavel=$build/gavel cache=${BENCH_MILLION:-$work/million/cache.db} row=$work/row

if ! [ -e "$cache" ]; then
	for quarter in 1 2 3 4; do
		echo "pages: importing quarter $quarter" >&2
		"$tools/gensarif" "$count" "$quarter" | sed "s#team/app#team/app$quarter#" >"$work/quarter.sarif"
		"$gavel" --cache "$cache" import "$work/quarter.sarif" >/dev/null
	done
	rm "$work/quarter.sarif"
fi
"$gavel" --cache "$cache" cache index >/dev/null # waits for what the imports started

# take GOAL LABEL RUNS COMMAND…: a row of the table, as soon as it is known
take() {
	goal=$1 label=$2 times=$3
	shift 3
	"$tools/measure" "$label" "$times" 0 sh -c '"$@" || [ $? = 1 ]' sh "$@" >"$row" 2>>"$work/talk" # 1: nothing matches
	awk -F'\t' -v goal="$goal" '{ above = goal != "" && $2 * 1000 > goal ? "  ABOVE" : ""
		printf "%-52s %8.0f %8s %8.0f %8s%s\n", $1, $2 * 1000, goal, $3 * 1000, $4, above }' "$row"
}
heading() { printf '\n%-52s %8s %8s %8s %8s\n' "$1" "ms" "goal" "cpu ms" "peak MB"; }
# page GOAL LABEL VIEW TERM…
page() {
	goal=$1 label=$2
	shift 2
	take "$goal" "$label" "$runs" "$gavel" --cache "$cache" show "$@" --json
}
# owned GOAL LABEL VIEW TERM…: where rules say who owns what
printf 'owners:\n  - target: git.example.org/*\n    codeowners: CODEOWNERS\n' >"$work/gavel.yaml"
printf '* @acme/all\n/services/app19/module_059/file_3459.py @acme/few\n/services/app19/module_139/file_0539.py\n' >"$work/CODEOWNERS"
owned() {
	goal=$1 label=$2
	shift 2
	take "$goal" "$label" "$runs" "$gavel" --config "$work/gavel.yaml" --cache "$cache" show "$@" --json
}
screen() {
	goal=$1 label=$2
	shift 2
	take "$goal" "$label" "$runs" "$gavel" --cache "$cache" show findings "$@" --screen=80x24
}
plain() { take "" "$1" 1 sqlite3 "$cache" "$2"; }
bytes() { sqlite3 "$cache" 'SELECT page_count * page_size FROM pragma_page_count, pragma_page_size'; }
# Words that nothing has, few and nearly all have; parts of titles, texts and places.
texts() {
	goal=$1
	page "$goal" "word: nothing has it" findings sanitizer limit:100
	page "$goal" "word: 1 in 8 have it" findings bucket limit:100
	page "$goal" "word: without it" findings -bucket limit:100
	page "$goal" "title:*step 247.*" findings 'title:*step 247.*' limit:100
	page "$goal" "text:*sanitizer*" findings 'text:*sanitizer*' limit:100
	page "$goal" "place:…file_3459.py:64" findings 'place:*file_3459.py:64' limit:100
}

heading "$((count * 4)) findings: first page, four sorts × one equality"
for only in sev:high class:code tool:codeql state:open rule:py/made-bucket-095 \
	target:git.example.org/team/app2@main category:/language:python package:none; do
	for sort in -severity first_seen -last_seen due; do
		page 50 "$only sort:$sort" findings "$only" "sort:$sort" limit:100
	done
done
heading "first page, any other"
page 300 "sort:title under rule:py/made-bucket-095" findings rule:py/made-bucket-095 sort:title limit:100
page 300 "file:services/app19/module_059/file_3459.py" findings \
	file:services/app19/module_059/file_3459.py limit:100
page 300 "cve:CVE-2021-44228" findings cve:CVE-2021-44228 limit:100
page 300 "cwe:CWE-101" findings cwe:CWE-101 limit:100
page 300 "owner: (nobody's)" findings owner= limit:100
owned 300 "owner: few have it" findings owner:@acme/few limit:100
owned 300 "owner: nobody's, and few are" findings owner= limit:100
owned 300 "owner: none has it" findings owner:@acme/none limit:100
page 300 "word: all have it" findings expression limit:100
page 300 "digits" findings 2024 limit:100
texts 300
heading "groups"
for by in rule package target tool class severity state file cve cwe owner upgrade; do
	page 1000 "by:$by" groups "by:$by" state:open limit:100
done
heading "measures, and screens with their counts"
page 1000 "repairs by:class,severity" repairs by:class,severity
page 1000 "trend by:week" trend by:week limit:26
screen 1000 "all"
screen 1000 "title:*step 247.*" 'title:*step 247.*'
screen 1000 "word: 1 in 8 have it" bucket
screen 1000 "word: all have it" expression
screen 1000 "digits" 2024

with=$(bytes)
sqlite3 "$cache" "UPDATE finder_state SET indexed = 0; DELETE FROM finder_block; DELETE FROM finder_phrase; DELETE FROM finder_owned;
	DELETE FROM finder_shared; DELETE FROM finder_text; VACUUM"
without=$(bytes)
runs=1
heading "without the index"
page "" "word: nothing has it" findings sanitizer limit:100
page "" "title:*step 247.*" findings 'title:*step 247.*' limit:100
page "" "by:file" groups by:file state:open limit:100
screen "" "word: 1 in 8 have it" bucket
heading "plain sqlite3"
plain "titles LIKE, unordered" "SELECT count(*) FROM finding_body WHERE title LIKE '%step 247.%'"
plain "the same of findings" "SELECT count(*) FROM finding f JOIN finding_body o ON o.id = f.body WHERE o.title LIKE '%step 247.%'"
plain "group by file" "SELECT o.file, count(*) FROM finding f JOIN bucket b ON b.id = f.bucket JOIN finding_body o ON o.id = f.body WHERE b.state = 0 GROUP BY o.file ORDER BY 2 DESC LIMIT 100"
heading "the index"
take "" "of all, made anew" 1 "$gavel" --cache "$cache" cache index
echo "text index: $((with - without)) bytes of $with"
