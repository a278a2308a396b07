#!/bin/sh
# What the console is held to a time in: leaving, Esc. Nothing else may run beside it.
#
# Usage: console-timed.sh [BUILD]
exec sh "$(dirname "$0")/console.sh" "${1:-build}" timed
