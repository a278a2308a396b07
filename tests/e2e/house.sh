#!/bin/sh
# The commands about gavel itself: configuration, help, manual pages, sources, exit codes.
#
# Usage: house.sh [BUILD]
set -eu
build=$(cd "${1:-build}" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-house.XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME 2>/dev/null || :
HOME=$home LANG=C.UTF-8
export HOME LANG
passed=0
umask 022

gavel() {
	"$build/gavel" --now 2026-05-20T12:00:00Z "$@"
}

fail() {
	echo "house.sh: $*" >&2
	exit 1
}

expect() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
	passed=$((passed + 1))
}

# exits CODE COMMAND…: and says something on stderr unless the code is 0
exits() {
	want=$1 code=0
	shift
	gavel "$@" >"$home/out" 2>"$home/err" || code=$?
	[ "$code" = "$want" ] || fail "gavel $*: exit $code, not $want: $(cat "$home/err")"
	[ "$code" = 0 ] || grep -q "^gavel: " "$home/err" || fail "gavel $*: exit $code without a word"
	passed=$((passed + 1))
}

has() {
	grep -q -e "$1" "$home/out" || fail "not found: $1 in: $(cat "$home/out")"
	passed=$((passed + 1))
}

# ---- Configuration ----

"$build/libexec/gavel/demo-estate" --out "$home/estate" --now 2026-05-20T12:00:00Z --seed 3 --stage 1
printf '012345678901: "R #1: it'"'"'s"\n' >"$home/estate/accounts.yaml"
config=$home/estate/gavel.yaml
exits 0 --config "$config" config check
has "^ok: [0-9]* sources, 1 account names"
exits 0 --config "$config" config show --origin
has "^cache: .*  # "
has "plugin: cur  # $config:[0-9]"
has "^# account 012345678901: \"R #1: it's\"  # $home/estate/accounts.yaml:1"
exits 0 --config "$config" --cache /x/c.db config show --origin
has "^cache: /x/c.db  # --cache"
has "^archive: /x/c.db.archive  # --cache"
# What is shown is a configuration that shows the same; JSON has the same values and the same origins.
gavel --config "$config" config show | grep -v '^# account' >"$home/again.yaml"
expect "shown, read and shown again" "$(cat "$home/again.yaml")" "$(gavel --config "$home/again.yaml" config show)"
gavel --config "$config" config show --json >"$home/json"
gavel --config "$config" config show --origin >"$home/text"
python3 - "$home/json" "$home/text" <<'PYTHON' || fail "config show --json and --origin differ"
import json, sys
told = json.load(open(sys.argv[1]))
text = open(sys.argv[2]).read()
values = [(r["key"], r["origin"]) for part in [told] + told["sources"] for r in part["rows"]]
good = told["schema"] == "gavel.config/1" and len(values) > 5 and len(told["accounts"]) == 1
good = good and all(any(l.lstrip().startswith(k + ":") and l.endswith("# " + o) for l in text.split("\n"))
                    for k, o in values)
good = good and told["accounts"][0]["name"] == "R #1: it's"
# A file's origin names the line on which the key stands.
for key, origin in values:
    name, _, line = origin.rpartition(":")
    if name:
        good = good and open(name).read().split("\n")[int(line) - 1].lstrip().startswith(key + ":")
sys.exit(0 if good else 1)
PYTHON
passed=$((passed + 1))
exits 0 config init
has "^#archive: ~/.local/share/gavel/archive"
gavel config init | sed 's/^#\([a-z ]\)/\1/' | grep -v '^ *# ' | grep -v '^ [A-Za-z]' >"$home/init.yaml"
exits 0 --config "$home/init.yaml" config check
echo "cahce: x" >"$home/bad.yaml"
exits 2 --config "$home/bad.yaml" config check
expect "where it is wrong" "gavel: $home/bad.yaml:1: unknown key 'cahce', did you mean 'cache'?" "$(cat "$home/err")"
exits 2 --config "$home/absent.yaml" config check

# ---- Help and manual pages ----

exits 0 version
has "^gavel [0-9]*\.[0-9]*\.[0-9]*$"
for word in --version -V; do
	expect "gavel $word" "$("$build/gavel" version)" "$("$build/gavel" "$word" 2>&1)"
done
for word in version help completion; do # they need no configuration
	exits 0 --config "$home/bad.yaml" "$word"
done
exits 0 help
gavel help | sed -n '/^Every/q; s/^  \([a-z]*\( [a-z]*\)\{0,1\}\)  .*/\1/p' >"$home/commands"
[ "$(wc -l <"$home/commands")" -gt 15 ] || fail "help lists $(wc -l <"$home/commands") commands"
while read -r command; do
	# shellcheck disable=SC2086 # words
	exits 0 $command --help
	has "^usage: gavel $command"
	has "  --json "
	expect "one heading of gavel(1) for $command" 1 "$(gavel manual | grep -c "^\.Ss $command\$")"
done <"$home/commands"
gavel config init | sed -n 's/^#\([a-z]*\):.*/\1/p' | while read -r key; do
	gavel manual gavel-config | grep -qx "\.It Va $key" || exit 1
done || fail "a key without a word in gavel-config(5)"
exits 2 manual nonesuch

# ---- Sources, before and after they ran ----

exits 0 --config "$config" --cache "$home/c.db" source list
has "never ran"
exits 0 --config "$config" --cache "$home/c.db" sync
exits 0 --config "$config" --cache "$home/c.db" source list
has "^bill .* ok$"
has "^  cur  *AWS Cost and Usage Reports"
exits 0 --config "$config" --cache "$home/c.db" source show bill
has "^collector  *cur"
has "^configured  *$config:[0-9]"
has " lines  ok"
exits 0 --config "$config" --cache "$home/c.db" --json source show bill
has '"source":"bill"'
exits 0 --config "$config" --cache "$home/c.db" source log bill
exits 1 --config "$config" --cache "$home/c.db" source show nonesuch
exits 2 --config "$config" --cache "$home/c.db" source show

# ---- The demo, which leaves nothing ----

mkdir "$home/tmp"
TMPDIR=$home/tmp gavel demo >"$home/out" 2>"$home/err" || fail "demo: $(cat "$home/err")"
has "AmazonSageMaker"
expect "what the demo leaves" "" "$(ls "$home/tmp")"
TMPDIR=$home/tmp gavel demo --screen=200x50 docket >"$home/out" 2>"$home/err" || fail "demo: $(cat "$home/err")"
for kind in "config .* leases" "incomplete .* 012345678901 qd-hourly" "rejected  *2 records .* FF-2201" \
	"failed .* bill" "failed .* leases"; do
	has "$kind"
done

# ---- What was killed leaves nothing either: the next one removes it, and nothing that is held ----

rm -rf "$home/tmp"/*
TMPDIR=$home/tmp "$build/gavel" demo >"$home/out" 2>&1 &
child=$!
until [ -n "$(ls "$home/tmp")" ]; do
	kill -0 $child 2>"$home/err" || fail "the demo made no folder: $(cat "$home/out")"
done
kill -9 $child
wait $child 2>"$home/err" || :
[ -n "$(ls "$home/tmp")" ] || fail "the demo was not killed in time"
mkdir "$home/tmp/gavel-demo.abcdef" "$home/tmp/gavel-demo.mine" "$home/tmp/gavel-check.abcdef"
echo "[]" >"$home/leaks.json"
for held in "" "gavel-check.abcdef gavel-demo.abcdef "; do
	for each in $held; do mkdir -p "$home/tmp/$each"; done
	( [ -z "$held" ] || { exec 8<"$home/tmp/gavel-check.abcdef" 9<"$home/tmp/gavel-demo.abcdef" && flock 8 && flock 9; }
	TMPDIR=$home/tmp gavel demo >"$home/out" 2>"$home/err" 8<&- 9<&- || fail "demo: $(cat "$home/err")"
	TMPDIR=$home/tmp gavel check findings --scan gitleaks:"$home/leaks.json" >"$home/out" 2>&1 8<&- 9<&- || [ $? = 6 ] ||
		fail "check: $(cat "$home/out")" ) || exit 1
	expect "what is left beside '$held'" "${held}gavel-demo.mine " "$(find "$home/tmp" -mindepth 1 -maxdepth 1 -printf "%f\n" | sort | tr "\n" " ")"
done

# ---- What is not a command line ----

exits 2 nonsense
exits 2 show --nonsense
exits 2 show --limit
exits 2 show --limit many
exits 2 show --spread=yes
exits 2 --now yesterday version
exits 2 --cache
exits 1 --cache "$home/none.db" show cost
exits 3 --cache "$home/c.db" --now 2199-01-01 --max-age 1d show cost
exits 1 --cache "$home/c.db" show cost service:Nonesuch
echo "house: $passed passed, 0 failed"
