#!/bin/sh
# Pruning lets go of what nothing shows and changes no view; a damaged run is said every time,
# stops nothing, and goes only when it is named.
#
# Usage: archive.sh [BUILD]
# shellcheck disable=SC2015 # ok cannot fail
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"

# gavel NOW ARGUMENT…: what it says goes into out and err, the exit status into $status
gavel() {
	at=$1
	shift
	status=0
	"$build/gavel" --config "$home/gavel.yaml" --now "$at" "$@" >"$home/out" 2>"$home/err" ||
		status=$?
}

expect() {
	[ "$status" = "$1" ] && ok || fail "exit $status where $1 was expected: $2"
}

says() {
	grep -q -- "$1" "$2" && ok || fail "'$1' is not said in: $(cat "$2")"
}

# ---- A source whose stream is a file ----

cat >"$home/collector" <<END
#!/bin/sh
case \$1 in
describe) echo '{"plugin":"stream","version":"1","proto":1,"title":"A stream from a file","kinds":["cost"],"verbs":["describe","detect","collect"],"formats":[],"config":[]}' ;;
collect) exec cat '$home/stream' ;;
esac
END
chmod +x "$home/collector"
printf 'archive: %s/archive\ncache: %s/cache.db\nsources:\n  stream:\n    plugin: %s/collector\n    read: [%s/stream]\n' \
	"$home" "$home" "$home" "$home" >"$home/gavel.yaml"
chmod 600 "$home/gavel.yaml"

# deliver VERSION MONTH: 40 cells whose services and amounts are the version's own
deliver() {
	python3 - "$1" "$2" >"$home/stream" <<'PYTHON'
import json, random, sys
version, month = int(sys.argv[1]), sys.argv[2]
pick = random.Random(version)
start = 1704067200 if month == "2024-01" else 1706745600
say = lambda **line: print(json.dumps(line, separators=(",", ":")))
say(t="hello", proto=1, plugin="stream", version="1")
say(t="input", id=1, uri=f"file:///part-{version}", sha256=f"{version:064x}", bytes=7)
say(t="scope", id=1, kind="cost", key=["000000000000", "stream", month], mode="replace",
    at=1706745600 + version, delivery=f"delivery-{version}")
for i, text in enumerate(["USD", "EUR", '{"Team":"t%d"}' % version], 1):
    say(t="str", id=i, v=text)
for i in range(10):
    say(t="str", id=4 + i, v=f"service-{i if i % 2 else version * 100 + i}")
for i in range(40):
    amount = f"{pick.randrange(1, 10**9) / 10**7:.7f}"
    say(t="cost", scope=1, **{"from": start + 86400 * (i % 30), "to": start + 86400 * (i % 30 + 2)},
        service=4 + i % 10, currency=1 + i % 2, tags=3, n=1, rows=[1, i + 2, i + 2],
        unblended=amount, amortized=amount)
say(t="bill", scope=1, format="stream", payer="000000000000", report="stream", period=month,
    rows=40, invoiced=0, identity=False)
say(t="reject", scope=1, **{"in": 1}, row=99, why="no amount", text=f"line of {version}")
say(t="warn", scope=1, text=f"version {version} is odd")
say(t="end", scope=1, complete=True, rows=40, rejected=1)
say(t="done")
PYTHON
}

# Every view; the time of pruning, which `runs` shows, is left out, and what sources are now.
dump() {
	for view in bills restatements cells inputs scopes rejects log runs \
		"sources cols:source,run,finished,runs,scopes,rows,rejected,incomplete,delivered"; do
		gavel $now show "$view" --json
		expect 0 "show $view"
		sed 's/"pruned":[^,]*,//' "$home/out" >>"$1"
	done
	for by in total service day tag:Team; do
		gavel $now show cost --by $by --spread --json
		expect 0 "show cost --by $by"
		cat "$home/out" >>"$1"
	done
}

same() {
	rm -f "$home/now"
	dump "$home/now"
	cmp "$home/before" "$home/now" && ok || fail "$1: a view differs"
}

sync_at() {
	deliver "$2" "$3"
	gavel "$1" sync
	expect 0 "sync of version $2"
}

run_files() {
	find "$home/archive/runs" -type f | sort
}

size() {
	run_files | xargs cat | wc -c
}

# ---- Pruned ----

now=2026-05-20T12:00:00Z
sync_at 2024-02-03T00:00:00Z 1 2024-01
sync_at 2024-02-05T00:00:00Z 2 2024-01
sync_at 2024-03-03T00:00:00Z 3 2024-02
sync_at 2026-05-01T00:00:00Z 4 2024-01
sync_at 2026-05-02T00:00:00Z 5 2024-01
dump "$home/before"
grep -q delivery-2 "$home/before" && ok || fail "no restatement by version 2"
run_files >"$home/files"
whole=$(size)
cp -r "$home/archive" "$home/whole"
cp "$home/cache.db" "$home/whole.db"

gavel $now archive prune --older-than 400d --dry-run
expect 0 "a dry run"
says "^would prune run 1 of stream, finished 2024-02-03" "$home/out"
says "^would prune run 2 of stream, finished 2024-02-05" "$home/out"
says "^2 runs," "$home/out"
run_files | cmp - "$home/files" && ok || fail "a dry run changed the archive"

gavel $now archive prune --older-than 400d
expect 0 "prune"
says "^2 runs," "$home/out"
same "pruned"
[ "$(size)" -lt "$whole" ] && ok || fail "the archive is not smaller"
[ "$(run_files | wc -l)" = 5 ] && ok || fail "a file of a pruned run is left"
gavel $now archive list
[ "$(grep -c "pruned$" "$home/out")" = 2 ] && ok || fail "archive list: $(cat "$home/out")"
gavel $now archive verify
expect 0 "archive verify"
says "5 runs (2 pruned), 0 blobs, 0 bad" "$home/out"
gavel $now cache verify
expect 0 "cache verify"
rm "$home/cache.db"
gavel $now cache rebuild
expect 0 "cache rebuild"
same "rebuilt"

# The money of a version that is gone is still told; its cells are not, and not as 0.
gavel $now show cost --by total --as-of 2024-02-04T00:00:00Z
expect 6 "as of a time when a pruned run was shown"
says "as of then run 1 was shown (000000000000 stream 2024-01), and its records were pruned on 2026-05-20" "$home/err"
[ ! -s "$home/out" ] && ok || fail "something is shown as of then"
gavel $now show cost --by total --as-of 2026-05-01T12:00:00Z
expect 0 "as of a time after"

# A delivery that was pruned is known all the same.
deliver 2 2024-01
gavel $now sync
expect 0 "sync of a known version"
says "^older" "$home/out"
same "a known version"

gavel $now archive prune --older-than 400d
says "^0 runs," "$home/out"
gavel $now archive prune --run 5
expect 4 "a run that is shown"
says "run 5: is shown (000000000000 stream 2024-01)" "$home/err"
gavel $now archive prune --run 1
expect 1 "a run that was pruned"
gavel $now archive prune --run 77
expect 1 "a run that is not there"
gavel $now archive prune
expect 2 "no runs named"

# A crash between the mark and the removal leaves a file, which the next one removes.
cp -r "$home/whole/runs/." "$home/archive/runs"
[ "$(run_files | wc -l)" = 7 ] || fail "the test's own files"
gavel $now archive prune --older-than 400d
[ "$(run_files | wc -l)" = 5 ] && ok || fail "what a crash left is not swept"
same "swept"
gavel $now archive prune --run 4 --json
expect 0 "a newer run by its number"
says '"schema":"gavel.prune/1","rows":\[{"run":4,' "$home/out"
same "pruned by number"

# ---- Damaged ----

path_of() {
	gavel $now archive list --json
	python3 -c '
import json, sys
row = [r for r in json.load(open(sys.argv[1]))["rows"] if r["run"] == int(sys.argv[2])][0]
print("%s/archive/runs/%s/%s.jsonl.zst" % (sys.argv[3], row["sha256"][:2], row["sha256"]))
' "$home/out" "$1" "$home"
}

# Folded before the damage: the cache is the only place that has it, and is kept.
path=$(path_of 3)
cp "$path" "$home/good"
printf x | dd of="$path" bs=1 seek=40 conv=notrunc 2>/dev/null
gavel $now cache rebuild
expect 6 "a rebuild that would lose a run"
says "kept as it is, for it has what the archive no longer gives: run 3 of stream" "$home/err"
same "kept"

# No cache to lose: the others are shown, and the damage is said every time.
rm "$home/cache.db"
for command in "cache rebuild" sync "cache verify" sync; do
	# shellcheck disable=SC2086 # words
	gavel $now $command
	expect 6 "$command beside a damaged run"
	says "run 3 of stream cannot be used: runs/" "$home/err"
done
gavel $now show bills --json
expect 0 "show beside a damaged run"
says "warning: run 3 of stream cannot be used" "$home/err"
grep -q 2024-01 "$home/out" && ! grep -q 2024-02 "$home/out" && ok || fail "not one month: $(cat "$home/out")"
gavel $now archive prune --older-than 1d
says "^0 runs," "$home/out"
expect 6 "a damaged run is not pruned by age"

# Restored: as before.
cp "$home/good" "$path"
gavel $now cache rebuild
expect 0 "a rebuild after the archive was mended"
same "mended"

# Let go by name.
rm "$path" "$home/cache.db"
gavel $now cache rebuild
expect 6 "a rebuild without a file"
gavel $now archive prune --run 3
expect 0 "a damaged run that is named"
says "^pruned run 3 of stream.*nothing of it is kept" "$home/out"
for command in "cache rebuild" "cache verify" "archive verify" sync; do
	# shellcheck disable=SC2086 # words
	gavel $now $command
	expect 0 "$command after the damaged run was let go"
done
ends
