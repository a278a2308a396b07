#!/bin/sh
# Runs each line of its input as a command, so many at a time. What one says comes in one piece when it
# is over. One that fails fails the whole, but not before the others had their turn; each that failed is
# named once more at the end with its last words, where a log that was cut still shows them.
#
# Usage: together.sh AT-ONCE <LINES
# shellcheck disable=SC2016 # the inner shell expands
set -eu
TOGETHER_FAILED=$(mktemp)
export TOGETHER_FAILED
trap 'rm -f "$TOGETHER_FAILED"' EXIT
xargs -r -d '\n' -P "$1" -n 1 sh -c '
	said=$(eval "$0" 2>&1) && code=0 || code=$?
	[ -z "$said" ] || printf "%s\n" "$said"
	[ "$code" = 0 ] || {
		printf "failed with %s: %.100s\n" "$code" "$0"
		{ printf "failed with %s: %.100s\n" "$code" "$0"; printf "%s\n" "$said" | tail -n 4; } >>"$TOGETHER_FAILED"
		exit 1
	}' || {
	code=$?
	cat "$TOGETHER_FAILED"
	exit "$code"
}
