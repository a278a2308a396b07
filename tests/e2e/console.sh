#!/bin/sh
# The console on a real pty, on the demo estate and a bill full of hostile text; console-timed.sh has
# what is held to a time.
#
# Usage: console.sh [BUILD [timed]]
set -eu
build=$(cd "${1:-build}" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-console.XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
HOME=$home export HOME
now=2026-11-20T06:00:00Z

gavel() { "$build/gavel" --config "$home/gavel.yaml" --cache "$home/cache.db" --now $now "$@"; }

"$build/libexec/gavel/demo-estate" --out "$home" --now $now --seed 7 --stage 1
gavel sync >/dev/null 2>&1

# Every class of code points and family of escape sequences that no terminal must be given, in
# every text that a screen shows, the file's name too.
mkdir "$home/hostile"
hostile=$(printf '%s/hostile/\033]0;pwned\007\342\200\256.csv' "$home")
python3 "$here/../pty/hostile.py" "$hostile"
gavel import --as cur "$hostile" >/dev/null 2>"$home/log" || {
	cat "$home/log" >&2
	exit 1
}
"$build/tests/console_test" "$build/gavel" "$home" "${2:-untimed}"
