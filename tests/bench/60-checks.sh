#!/bin/sh
# Checks of large files: plans and templates of 9,000 and 27,000 resources, each beside its goal (a second
# for 9,000), and manifests in one file.
# Usage: 60-checks.sh BUILD-FOLDER SCRATCH-FOLDER ROWS
set -eu
build=$1 work=$2
tools=$(cd "$build/bench" && pwd) here=$(dirname "$0")
printf '\n%-34s %8s %8s %8s %8s\n' "check" "ms" "goal" "cpu ms" "peak MB"

# take CHECK KIND COUNT GOAL
take() {
	file=$work/$2-$3.json
	[ "$2" != manifests ] || file=$work/$2-$3.yaml
	python3 -B "$here/../check/growing.py" "$2" "$3" >"$file"
	# shellcheck disable=SC2016
	"$tools/measure" "$1: $2, $3" 3 0 sh -c '"$@" >/dev/null || [ $? = 1 ]' sh \
		"$build/gavel" check "$1" "$file" >"$work/row" 2>>"$work/talk"
	awk -F'\t' -v goal="$4" '{ above = goal != "" && $2 * 1000 > goal ? "  ABOVE" : ""
		printf "%-34s %8.0f %8s %8.0f %8s%s\n", $1, $2 * 1000, goal, $3 * 1000, $4, above }' "$work/row"
	rm "$file"
}
for kind in blocks loops modules template; do
	take iac "$kind" 9000 1000
	take iac "$kind" 27000 3000
done
take hardening manifests 20000 ""
