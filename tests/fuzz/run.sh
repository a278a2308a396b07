#!/bin/sh
# Runs a fuzz target that is built, with a format as that one's alone; its words go to
# build-fuzz/TARGET[-FORMAT].log, whose end is shown on a fault.
#
# Usage: run.sh TARGET SECONDS [FORMAT]
set -eu
cd "$(dirname "$0")/../.."
name=$1${3:+-$3} at=build-fuzz/$1 seeds=tests/fuzz/seeds/$1
[ -z "${3:-}" ] || export FUZZ_FORMAT="$3"
mkdir -p "build-fuzz/corpus/$name" "$seeds"
"$at" -max_total_time="$2" -print_final_stats=1 -max_len=65536 -artifact_prefix="build-fuzz/$name-" \
	"build-fuzz/corpus/$name" "$seeds" >"build-fuzz/$name.log" 2>&1 || { tail -n 40 "build-fuzz/$name.log"; exit 1; }
awk -v name="$name" '/number_of_executed_units/ { print name ": " $2 " executions, no fault" }
	index($0, name ": ") == 1' "build-fuzz/$name.log"
