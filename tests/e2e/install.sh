#!/bin/sh
# A staged installation runs from anywhere, without the source tree and with nothing in its
# environment; uninstall leaves nothing of it and touches nothing else.
#
# Usage: install.sh [BUILD]
set -eu
unset MAKEFLAGS MFLAGS # of the make that may run this
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-build}" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-install.XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
now=2026-05-20T12:00:00Z
passed=0

fail() {
	echo "install.sh: $*" >&2
	[ ! -s "$home/out" ] || sed 's/^/  /' "$home/out" >&2
	exit 1
}

ok() {
	passed=$((passed + 1))
}

make_here() {
	make --no-print-directory -s -C "$source" B="${1#"$source/"}" DESTDIR="$home/stage" PREFIX=/usr "$2" >"$home/out" 2>&1 ||
		fail "make $2"
}

files_of() {
	(cd "$1" && find . \( -type f -o -type l \) | sort)
}

# ---- Install ----

umask 022
make_here "$build" install
root=$home/moved/opt
mkdir -p "$home/moved"
cp -R "$home/stage/usr" "$root"
files_of "$root" >"$home/files"
for file in bin/gavel libexec/gavel/plugins/cur libexec/gavel/plugins/focus libexec/gavel/demo-estate \
	share/man/man1/gavel.1 share/man/man5/gavel-config.5 share/man/man7/gavel-plugin.7 \
	share/man/man7/gavel-architecture.7 share/zsh/site-functions/_gavel share/bash-completion/completions/gavel \
	lib/systemd/system/gavel-sync.service lib/systemd/system/gavel-sync-due.service \
	lib/systemd/system/gavel-sync.timer lib/sysusers.d/gavel.conf lib/tmpfiles.d/gavel.conf; do
	grep -qx "./$file" "$home/files" || fail "$file is not installed"
	ok
done
grep -qx 'ExecStart=/usr/bin/gavel sync --watch' "$root/lib/systemd/system/gavel-sync.service" ||
	fail "the unit does not name the program: $(grep ExecStart "$root/lib/systemd/system/gavel-sync.service")"
ok
for theme in "$source"/themes/*.theme; do
	cmp -s "$theme" "$root/share/gavel/themes/${theme##*/}" || fail "$theme is not installed"
	ok
done
[ -z "$(find "$root" -type l)" ] || fail "a link is installed: $(find "$root" -type l)"
[ -z "$(find "$root" -type f -perm /022)" ] || fail "somebody else can write what is installed"
bash -n "$root/share/bash-completion/completions/gavel" || fail "bash completion"
ok

# ---- Run it where the source tree is not ----

mkdir -p "$home/person" "$home/work"
"$build/libexec/gavel/demo-estate" --out "$home/person/estate" --now $now --seed 5 --stage 1
cat >"$home/try" <<'END'
set -eu
unset MAKEFLAGS MFLAGS # of the make that may run this
[ ! -e "$1/Makefile" ] || [ "$4" = here ]
home=$2 root=$3
cd "$home/work"
gavel() {
	env -i PATH=/usr/bin:/bin HOME="$home/person" LANG=C.UTF-8 "$root/bin/gavel" --now 2026-05-20T12:00:00Z "$@"
}
gavel demo >"$home/demo"
gavel import "$home/person/estate/cur"
gavel show cost --by service,period --json >"$home/installed.json"
gavel cache verify
gavel source list --json >"$home/collectors"
gavel doctor
END
if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
	# shellcheck disable=SC2016 # the inner shell's variables
	unshare -m sh -c 'mount -t tmpfs tmpfs "$1" && exec sh "$0" "$@"' "$home/try" "$source" "$home" "$root" gone \
		>"$home/out" 2>&1 || fail "it does not run without the source tree"
else
	echo "install: the source tree stays in place: not root"
	sh "$home/try" "$source" "$home" "$root" here >"$home/out" 2>&1 || fail "it does not run"
fi
ok
for title in "Cost by period" "What the newest deliveries restated"; do
	grep -q "$title" "$home/demo" || fail "demo: no '$title'"
	ok
done
grep -q "AmazonEC2" "$home/demo" || fail "demo: no rows"
grep -q '^problem' "$home/out" && fail "doctor finds a problem"
[ -f "$home/person/.cache/gavel/cache.db" ] || fail "the cache is not where a person's is"
python3 - "$home/collectors" <<'PYTHON' || fail "collectors: $(cat "$home/collectors")"
import json, sys
found = {c["name"]: c["fault"] for c in json.load(open(sys.argv[1]))["collectors"]}
sys.exit(0 if {"cur", "focus"} <= set(found) and not any(found.values()) else 1)
PYTHON
ok
# The build tree's program says the same of the same bill.
"$build/gavel" --now $now --cache "$home/peer.db" import "$home/person/estate/cur" >/dev/null
"$build/gavel" --now $now --cache "$home/peer.db" show cost --by service,period --json >"$home/built.json"
cmp "$home/installed.json" "$home/built.json" || fail "installed and built differ"
ok

# ---- Uninstall ----

printf '#!/bin/sh\n' >"$home/stage/usr/libexec/gavel/plugins/theirs"
make_here "$build" uninstall
[ "$(files_of "$home/stage/usr")" = ./libexec/gavel/plugins/theirs ] || fail "left: $(files_of "$home/stage/usr")"
ok
rm "$home/stage/usr/libexec/gavel/plugins/theirs"
make_here "$build" install
cmp -s "$home/files" - <<END || fail "installed again, it is something else"
$(files_of "$home/stage/usr")
END
make_here "$build" uninstall
[ -z "$(files_of "$home/stage/usr")" ] || fail "left: $(files_of "$home/stage/usr")"
[ -z "$(find "$home/stage/usr" -name gavel)" ] || fail "a folder of gavel's is left"
ok
echo "install: $passed passed, 0 failed"
