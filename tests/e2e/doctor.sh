#!/bin/sh
# `gavel doctor` finds each thing that was broken on purpose, and nothing where nothing is.
#
# Usage: doctor.sh [BUILD]
set -eu
build=$(cd "${1:-build}" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-doctor.XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME GAVEL_DUCKDB LC_ALL LC_CTYPE NO_COLOR 2>/dev/null || :
HOME=$home LANG=C.UTF-8 TERM=xterm
export HOME LANG TERM
now=2026-05-20T12:00:00Z
passed=0
umask 027

gavel() {
	"$build/gavel" --now $now "$@"
}

fail() {
	echo "doctor.sh: $*" >&2
	[ ! -s "$home/out" ] || sed 's/^/  /' "$home/out" >&2
	exit 1
}

# The doctor's exit code, its words in $home/out.
examine() {
	code=0
	gavel --config "$home/estate/gavel.yaml" --cache "$home/c.db" doctor >"$home/out" 2>"$home/err" || code=$?
}

# finds CODE PATTERN: this exit code, and a line that fits
finds() {
	[ "$code" = "$1" ] || fail "exit $code, not $1, looking for: $2"
	grep -q -e "$2" "$home/out" || fail "not found: $2"
	passed=$((passed + 1))
}

# ---- Nothing is wrong ----

"$build/libexec/gavel/demo-estate" --out "$home/estate" --now $now --seed 3 --stage 1
gavel --config "$home/estate/gavel.yaml" --cache "$home/c.db" sync >/dev/null 2>"$home/err" ||
	fail "sync: $(cat "$home/err")"
examine
finds 0 "^ok  *config  *$home/estate/gavel.yaml: read; owner $(id -un)"
finds 0 "^ok  *archive  *$home/c.db.archive (--cache)"
finds 0 "^ok  *archive  *[0-9]* runs*, the last one .* ago from "
finds 0 "^ok  *cache  *schema [0-9]*, holds every run of the archive"
finds 0 "^ok  *cache  *$home/c.db: owner $(id -un), mode 0640"
finds 0 "^ok  *cache  *$home/c.db: read by group $(id -gn)"
finds 0 "^ok  *collectors  *cur "
finds 0 "^ok  *terminal  *LANG=C.UTF-8: character set UTF-8"
finds 0 "^ok  *terminal  *TERM=xterm"
if grep -q ^problem "$home/out"; then fail "a problem where there is none"; fi
if [ -s "$home/err" ]; then fail "it says: $(cat "$home/err")"; fi

# ---- JSON: the same findings ----

lines=$(grep -c -E '^(ok|note|problem) ' "$home/out")
gavel --config "$home/estate/gavel.yaml" --cache "$home/c.db" --json doctor >"$home/json"
python3 - "$home/json" "$lines" <<'PYTHON' || fail "--json"
import json, sys
found = json.load(open(sys.argv[1]))
rows = found["rows"]
good = found["schema"] == "gavel.doctor/1" and len(rows) == int(sys.argv[2])
good = good and found["problems"] == sum(r["level"] == "problem" for r in rows) == 0
good = good and found["notes"] == sum(r["level"] == "note" for r in rows)
sys.exit(0 if good and {r["topic"] for r in rows} >= {"config", "archive", "cache", "sources"} else 1)
PYTHON
passed=$((passed + 1))

# ---- Each thing broken, one at a time ----

chmod o+w "$home/c.db.archive"
examine
finds 1 "^problem  *archive  *$home/c.db.archive: everybody can write it (mode 0752)"
finds 1 "-> chmod o-w '$home/c.db.archive'"
grep -qx "gavel: 1 problem" "$home/err" || fail "stderr: $(cat "$home/err")"
chmod o-w "$home/c.db.archive"

if [ "$(id -u)" = 0 ]; then
	chgrp 61000 "$home/c.db.archive"
	examine
	finds 0 "^note  *archive  *$home/c.db.archive: what is made in it will not belong to group 61000"
	finds 0 "-> chmod g+s '$home/c.db.archive'"
	chmod g+s "$home/c.db.archive"
	examine
	if grep -q "will not belong" "$home/out"; then fail "it says so of a setgid folder"; fi
	chgrp "$(id -g)" "$home/c.db.archive"
	chmod g-s "$home/c.db.archive"
fi

chmod 644 "$home/c.db"
examine
finds 0 "^note  *cache  *$home/c.db: everybody on this machine can read it"
chmod 660 "$home/c.db"
examine
finds 0 "^note  *cache  *$home/c.db: group $(id -gn).* can write it"
chmod 640 "$home/c.db"

finds 0 "^note  *cache  *$home: the group that may read c.db cannot enter it"
chmod 750 "$home"
examine
if grep -q "cannot enter" "$home/out"; then fail "it says so when the group can"; fi
[ -e "$home/c.db-shm" ] || fail "no -shm beside the cache"
mode=$(stat -c %a "$home/c.db-shm")
chmod 600 "$home/c.db-shm"
examine
finds 1 "^problem  *cache  *$home/c.db-shm: the group that may read c.db cannot read it"
finds 1 "-> chmod g+r '$home/c.db-shm'"
chmod "$mode" "$home/c.db-shm"

cp "$home/c.db" "$home/kept.db"
sqlite3 "$home/c.db" 'PRAGMA user_version = 9999'
examine
finds 1 "^problem  *cache  .*schema 9999"
sqlite3 "$home/c.db" 'PRAGMA user_version = 1; PRAGMA application_id = 5'
examine
finds 1 "^problem  *cache  .*not a cache of gavel"
rm -f "$home/c.db" "$home/c.db-wal" "$home/c.db-shm"
examine
finds 0 "^note  *cache  *$home/c.db: is not there yet"
echo nonsense >"$home/c.db"
examine
finds 1 "^problem  *cache  .*not a database"
finds 1 "-> nothing is lost: .gavel cache rebuild. "
cp "$home/kept.db" "$home/c.db"

index=$home/c.db.archive/index
cp "$index" "$home/index"
tail -1 "$home/index" | sed 's/"number":[0-9]*/"number":999/' >>"$index"
examine
finds 0 "^note  *cache  *holds runs up to [0-9]*, the archive has 999"
cp "$home/index" "$index"
: >"$index"
examine
finds 1 "^problem  *cache  *holds runs up to .*, the archive has 0"
echo '{"number":' >"$index"
examine
finds 1 "^problem  *archive  .*/index:.*the line ends too early"
cp "$home/index" "$index"
run=$(find "$home/c.db.archive/runs" -type f | head -1)
cp "$run" "$home/run"
echo damaged >"$run"
cp "$home/c.db" "$home/whole.db"
rm -f "$home/c.db" "$home/c.db-wal" "$home/c.db-shm"
gavel --cache "$home/c.db" --archive "$home/c.db.archive" cache rebuild >/dev/null 2>&1 || :
examine
finds 1 "^problem  *cache  .*run [0-9]"
cp "$home/run" "$run"
rm -f "$home/c.db" "$home/c.db-wal" "$home/c.db-shm"
cp "$home/whole.db" "$home/c.db"
echo 'gavel-archive 99' >"$home/c.db.archive/format"
examine
finds 1 "^problem  *archive  .*not an archive that this gavel reads"
echo 'gavel-archive 1' >"$home/c.db.archive/format"
mkdir -p "$home/c.db.archive/spool"
: >"$home/c.db.archive/spool/left"
examine
finds 0 "^note  *archive  .*spool: 1 run being written, or left by a crash"
rm "$home/c.db.archive/spool/left"

# ---- Sources ----

source=$("$build/gavel" --config "$home/estate/gavel.yaml" config show --json |
	python3 -c 'import json, sys; print(json.load(sys.stdin)["sources"][0]["source"])')
mv "$home/c.db.archive.sources/$source.json" "$home/state.json"
examine
finds 0 "^note  *sources  *$source: never ran"
echo '{' >"$home/c.db.archive.sources/$source.json"
examine
finds 1 "^problem  *sources  *$source: $home/c.db.archive.sources/$source.json:"
mv "$home/state.json" "$home/c.db.archive.sources/$source.json"
mv "$home/estate" "$home/estate.new"
mkdir "$home/estate"
printf 'sources:\n  %s:\n    plugin: cur\n    path: /nowhere/at/all\n  odd:\n    plugin: nonesuch\n' "$source" \
	>"$home/estate/gavel.yaml"
examine
finds 1 "^problem  *sources  *$source: /nowhere/at/all: is not there or you cannot read it"
finds 1 "-> mend .path:. of $home/estate/gavel.yaml:2"
finds 1 "^problem  *sources  *odd: no collector is named 'nonesuch'"
printf 'sources:\n  bad:\n    plugin: %s/failing\n    every: 1h\n' "$home" >"$home/estate/gavel.yaml"
printf '#!/bin/sh\necho "E! no such bucket" >&2\nexit 1\n' >"$home/failing"
chmod 700 "$home/failing"
gavel --config "$home/estate/gavel.yaml" --cache "$home/c.db" sync >/dev/null 2>&1 && fail "it did not fail"
examine
finds 1 "^problem  *sources  *bad: failed 1 time in a row: .*no such bucket"

# ---- Schedules, clocks, growth ----

finds 1 "^note  *schedule  *.gavel sync --watch. does not run, and 1 source has a schedule"
state=$home/c.db.archive.sources/bad.json
sed -i 's/"failures":1/"failures":0/; s/"next_try":[0-9]*/"next_try":0/' "$state"
sed -i "s/\"last_run\":[0-9]*/\"last_run\":$(date -u -d 2026-05-20T05:10:00Z +%s)/" "$state"
sed -i 's/every: 1h/&\n    jitter: 0s/' "$home/estate/gavel.yaml"
examine
# From 05:10 to 12:00: six whole hours, for the one at 12:00 is not a minute late.
finds 1 "^problem  *schedule  *bad: missed 6 runs since 2026-05-20T06:00:00Z"
finds 1 "^problem  *schedule  *.gavel sync --watch. does not run, and 1 source has a schedule"
sed -i "s/\"started\":0/\"started\":$(date -u -d 2026-05-20T11:30:00Z +%s)/" "$state"
examine
finds 1 "^note  *schedule  *bad: the run of 2026-05-20T11:30:00Z was cut short"
touch -d '+2 days' "$index"
examine
finds 1 "^problem  *archive  .*index: was written in the future"
touch "$index"
examine
finds 1 "^ok  *archive  *grew by [0-9]* bytes a day in the last 30 days; there is room for [0-9]* days"
sed '$!d; s/"number":[0-9]*/"number":999/; s/"stored":[0-9]*/"stored":900000000000000/' "$home/index" >>"$index"
examine
finds 1 "^problem  *archive  *grew by 3.* bytes a day in the last 30 days; there is room for 0 days"
cp "$home/index" "$index"

# ---- Configuration, collectors, libraries, terminal ----

printf 'cache: x\ncolour: blue\n' >"$home/estate/gavel.yaml"
examine
finds 1 "^problem  *config  *$home/estate/gavel.yaml:2: unknown key 'colour'"
finds 1 "^ok  *collectors  *cur "
rm -r "$home/estate"
mv "$home/estate.new" "$home/estate"

mkdir -p "$home/libexec/plugins"
printf '#!/bin/sh\necho nonsense\n' >"$home/libexec/plugins/junk"
chmod 755 "$home/libexec/plugins/junk"
GAVEL_LIBEXEC=$home/libexec export GAVEL_LIBEXEC
examine
finds 1 "^problem  *collectors  *$home/libexec/plugins/junk: does not say what it is"
finds 1 "^note  *collectors  *demo-estate: not found"
rm "$home/libexec/plugins/junk"
examine
finds 1 "^problem  *collectors  *there is no collector"
unset GAVEL_LIBEXEC

: >"$home/libduckdb.so"
chmod 666 "$home/libduckdb.so"
GAVEL_DUCKDB=$home/libduckdb.so export GAVEL_DUCKDB
examine
finds 1 "^problem  *libraries  *$home/libduckdb.so (GAVEL_DUCKDB): refused, because others"
chmod 644 "$home/libduckdb.so"
examine
finds 0 "^ok  *libraries  *$home/libduckdb.so (GAVEL_DUCKDB): reads Parquet"
GAVEL_DUCKDB=libduckdb.so
examine
finds 1 "^problem  *libraries  .*is not an absolute path"
unset GAVEL_DUCKDB

LANG=C TERM=nonesuch
examine
finds 0 "^note  *terminal  *LANG=C: character set ANSI_X3.4-1968"
finds 0 "^note  *terminal  *TERM=nonesuch: this machine does not know that terminal"
LANG=xx_YY.UTF-8 TERM=''
examine
finds 0 "^note  *terminal  *LANG=xx_YY.UTF-8: this machine has no such locale"
finds 0 "^note  *terminal  *TERM is not set"
TMPDIR=/nowhere/at/all export TMPDIR
examine
finds 1 "^problem  *terminal  */nowhere/at/all: temporary files cannot be made there"
unset TMPDIR
LANG=C.UTF-8 TERM=xterm

# ---- Where somebody else may not look, and a full disk, as root alone can make them ----

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	chmod 755 "$home"
	chmod 640 "$home/c.db"
	code=0
	setpriv --reuid=65534 --regid=65534 --clear-groups "$build/gavel" --now $now --cache "$home/c.db" doctor \
		>"$home/out" 2>&1 || code=$?
	finds 1 "^problem  *cache  *$home/c.db: you cannot read it"
	finds 1 "-> ask its owner root to let your group read it"
else
	echo "doctor: skipped another person: not root"
fi
mkdir "$home/disk"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=4m tmpfs "$home/disk" 2>/dev/null; then
	code=0
	gavel --cache "$home/disk/c.db" doctor >"$home/out" 2>&1 || code=$?
	umount "$home/disk"
	finds 1 "^problem  *cache  *$home/disk: 4.1 MB free on its file system"
else
	echo "doctor: skipped a small disk: no tmpfs here"
fi
echo "doctor: $passed passed, 0 failed"
