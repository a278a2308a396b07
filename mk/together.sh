#!/bin/sh
# Runs each line of its input as a command, so many at a time. What one says comes in one piece when it
# is over. One that fails is named and fails the whole, but not before the others had their turn.
#
# Usage: together.sh AT-ONCE <LINES
# shellcheck disable=SC2016 # the inner shell expands
set -eu
xargs -r -d '\n' -P "$1" -n 1 sh -c '
	said=$(eval "$0" 2>&1) && code=0 || code=$?
	[ -z "$said" ] || printf "%s\n" "$said"
	[ "$code" = 0 ] || { printf "failed with %s: %.100s\n" "$code" "$0"; exit 1; }'
