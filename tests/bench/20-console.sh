#!/bin/sh
# The console's first frame and a cursor key, beside tig's and htop's, in one run at one size: on
# the demo estate's thirteen months, and on the month that 10-bill.sh took in when it is there.
# Usage: 20-console.sh BUILD-FOLDER SCRATCH-FOLDER ROWS
set -eu
build=$1 work=$2 runs=${BENCH_RUNS:-11}
tools=$(cd "$build/bench" && pwd)
gavel=$(cd "$build" && pwd)/gavel
here=$(cd "$(dirname "$0")" && pwd)
table=$work/frames
LANG=C.UTF-8 export LANG
: >"$table"

now=2026-11-20T06:00:00Z
home=$work/estate
mkdir "$home"
"$build/libexec/gavel/demo-estate" --out "$home" --now "$now" --seed 7 --stage 1
"$gavel" --config "$home/gavel.yaml" --cache "$home/cache.db" --now "$now" sync >/dev/null 2>&1

frame() { # NAME SIZE COMMAND...
	name=$1 size=$2
	shift 2
	"$tools/frame" "$name" "$runs" "$size" j "$@" >>"$table"
}

for size in 80x24 200x50; do
	frame "gavel, 13 months, $size" "$size" "$gavel" --config "$home/gavel.yaml" \
		--cache "$home/cache.db" --now "$now"
	if [ -f "$work/gz/cache.db" ]; then
		frame "gavel, the month above, $size" "$size" "$gavel" --cache "$work/gz/cache.db"
	fi
	command -v tig >/dev/null && (cd "$here" && frame "tig, this repository, $size" "$size" tig)
	command -v htop >/dev/null && frame "htop, $size" "$size" htop
done

echo
printf '%-36s %12s %8s %8s %8s %8s\n' "" "first frame" "bytes" "key ms" "bytes" "peak MB"
awk -F'\t' '{ printf "%-36s %9s ms %8s %8s %8s %8s\n", $1, $2, $3, $4, $5, $6 }' "$table"
