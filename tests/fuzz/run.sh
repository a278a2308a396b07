#!/bin/sh
# Runs a fuzz target that is built; its words go to build-fuzz/TARGET.log, whose end is shown on a fault.
#
# Usage: run.sh TARGET SECONDS
set -eu
cd "$(dirname "$0")/../.."
at=build-fuzz/$1 seeds=tests/fuzz/seeds/$1
mkdir -p "build-fuzz/corpus/$1" "$seeds"
"$at" -max_total_time="$2" -print_final_stats=1 -max_len=65536 -artifact_prefix="$at-" \
	"build-fuzz/corpus/$1" "$seeds" >"$at.log" 2>&1 || { tail -n 40 "$at.log"; exit 1; }
awk -v name="$1" '/number_of_executed_units/ { print name ": " $2 " executions, no fault" }
	index($0, name ": ") == 1' "$at.log"
