#!/bin/sh
# A sync that is killed, starved of disk, run twice or watched by many loses nothing.
#
# Usage: kill.sh [BUILD]    ROUNDS=50 and SEED=1 may be set
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
gavel=$build/gavel
rounds=${ROUNDS:-50} seed=${SEED:-1}
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-kill.XXXXXX")
disk=
GAVEL_KILL_TEST=$home export GAVEL_KILL_TEST
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME 2>/dev/null || :
HOME=$home export HOME
mkdir "$home/tmp"
TMPDIR=$home/tmp export TMPDIR

finish() {
	[ -z "$disk" ] || umount "$disk" 2>/dev/null || :
	rm -rf "$home"
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() {
	echo "kill.sh: $*" >&2
	[ ! -s "$home/err" ] || sed 's/^/  /' "$home/err" >&2
	exit 1
}

# ---- A source whose stream is a file, and its sum by another program ----

# deliver VERSION CELLS: a new delivery of the month; the sum goes into sum.VERSION
deliver() {
	python3 - "$home" "$1" "$2" <<'PYTHON'
import json, random, sys
from decimal import Decimal
home, version, cells = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
pick = random.Random(version)
start, total = 1704067200, Decimal(0)
delivery = f"delivery-{version}"
with open(home + "/stream.new", "w") as out:
    say = lambda **line: print(json.dumps(line, separators=(",", ":")), file=out)
    say(t="hello", proto=1, plugin="stream", version="1")
    say(t="scope", id=1, kind="cost", key=["000000000000", "stream", "2024-01"],
        mode="replace", at=1706745600 + version, delivery=delivery)
    for i, text in enumerate(["000000000000", "Usage", "USD", "hours"], 1):
        say(t="str", id=i, v=text)
    for i in range(50):
        say(t="str", id=5 + i, v=f"service-{i}")
    for i in range(cells):
        cost = Decimal(pick.randrange(1, 10**9)).scaleb(-7)
        total += cost
        day = start + 86400 * (i % 31)
        say(t="cost", scope=1, **{"from": day, "to": day + 86400}, account=1,
            service=5 + i // 31 % 50, line_type=2, currency=3, unit=4, n=1,
            unblended=f"{cost:f}", amortized=f"{cost:f}", usage="1")
    say(t="bill", scope=1, format="stream", payer="000000000000", report="stream",
        period="2024-01", delivery=delivery, delivered=1706745600 + version, rows=cells,
        invoiced=0, first=start, last=start + 86400 * 30, columns=0, has_net=False,
        has_resource=False, has_on_demand=False, identity=True, inexact=False)
    say(t="end", scope=1, complete=True, rows=cells, rejected=0)
    say(t="done")
open(f"{home}/sum.{version}", "w").write(f"{total.normalize():f}\n")
PYTHON
	mv "$home/stream.new" "$home/stream"
}

cat > "$home/collector" <<END
#!/bin/sh
case \$1 in
describe) echo '{"plugin":"stream","version":"1","proto":1,"title":"A stream from a file","kinds":["cost"],"verbs":["describe","detect","collect"],"formats":[],"config":[]}' ;;
collect)
	sleep 1000 <&- >&- 2>&- &
	cat '$home/stream' ;;
esac
END
# The same, held up until something is written into the gate.
cat > "$home/gated" <<END
#!/bin/sh
[ "\$1" != collect ] || { echo 'W! waiting' >&2; read -r word < '$home/gate'; }
exec '$home/collector' "\$1"
END
chmod +x "$home/collector" "$home/gated"
mkfifo "$home/gate"

# configure FOLDER: archive and cache there
configure() {
	cat > "$home/gavel.yaml" <<END
archive: $1/archive
cache: $1/cache.db
sources:
  stream:
    plugin: $home/collector
    read: [$home/stream]
  gated:
    plugin: $home/gated
    read: [$home]
END
	chmod 600 "$home/gavel.yaml"
}

run() {
	"$gavel" --config "$home/gavel.yaml" "$@" 2> "$home/err"
}

# The sum that is shown, as canonical decimal text.
shown() {
	run show cost --by total --json > "$home/shown.json" || fail "show failed"
	python3 -c '
import json, sys
from decimal import Decimal
rows = json.load(open(sys.argv[1]))["rows"]
total = sum(Decimal(r["amortized"]) for r in rows).normalize()
print(format(total, "f"))
' "$home/shown.json"
}

# Processes that carry our mark, but for this shell and what it runs now.
left_behind() {
	grep -l "GAVEL_KILL_TEST=$home" /proc/[0-9]*/environ 2>/dev/null |
		while IFS=/ read -r _ _ pid _; do
			case $(readlink "/proc/$pid/exe" 2>/dev/null) in
			*/grep | '') ;;
			*) tr '\0' ' ' < "/proc/$pid/cmdline" 2>/dev/null | grep -F "$home/" || : ;;
			esac
		done
}

expect_sum() {
	[ "$(shown)" = "$(cat "$home/sum.$1")" ] || fail "$2: $(shown), not $(cat "$home/sum.$1")"
}

# ---- Killed at any moment ----

killed() {
	configure "$home"
	deliver 0 3000
	run sync stream > /dev/null || fail "the first sync failed"
	expect_sum 0 "after the first sync"
	began=$(date +%s%N)
	deliver 1 3000
	run sync stream > /dev/null || fail "the second sync failed"
	took=$((($(date +%s%N) - began) / 1000000))
	round=2
	while [ "$round" -lt $((rounds + 2)) ]; do
		deliver "$round" 3000
		pause=$(awk -v s="$seed$round" -v t="$took" 'BEGIN { srand(s); printf "%.4f", rand() * t / 1000 }')
		"$gavel" --config "$home/gavel.yaml" sync stream > /dev/null 2>&1 &
		child=$!
		sleep "$pause"
		kill -9 "$child" 2>/dev/null || :
		wait "$child" 2>/dev/null || :
		now=$(shown)
		[ "$now" = "$(cat "$home/sum.$round")" ] || [ "$now" = "$(cat "$home/sum.$((round - 1))")" ] ||
			fail "round $round, killed after $pause s: $now is neither the old nor the new sum"
		run sync stream > /dev/null || fail "round $round: the sync after the kill failed"
		expect_sum "$round" "round $round: after the next sync"
		round=$((round + 1))
	done
	[ -z "$(left_behind)" ] || fail "left behind: $(left_behind)"
	[ -z "$(ls -A "$TMPDIR")" ] || fail "left behind: $(ls -A "$TMPDIR")"
	run archive verify > /dev/null || fail "archive verify"
	run cache verify > /dev/null || fail "cache verify"
	run show cost --by day,service --json > "$home/before.json" || fail "show"
	rm -f "$home/cache.db" "$home/cache.db-wal" "$home/cache.db-shm"
	run cache rebuild > /dev/null || fail "cache rebuild"
	run show cost --by day,service --json > "$home/after.json" || fail "show"
	cmp -s "$home/before.json" "$home/after.json" || fail "a rebuilt cache shows something else"
	[ -z "$(find "$home/archive/spool" -type f 2>/dev/null)" ] || fail "the spool is not empty"
	echo "kill.sh: $rounds kills: nothing lost"
}

# ---- Two at once ----

wait_for() {
	tries=0
	while ! grep -q "$1" "$2" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] || fail "it never said $1"
		sleep 0.02
	done
}

two_at_once() {
	: > "$home/first.out"
	deliver 100 100
	"$gavel" --config "$home/gavel.yaml" sync gated > "$home/first.out" 2>&1 &
	first=$!
	wait_for waiting "$home/first.out"
	code=0
	run sync gated > /dev/null || code=$?
	[ $code -ne 0 ] || fail "a second sync of the same source was let in"
	grep -q "gated" "$home/err" || fail "the busy source is not named"
	deliver 101 100
	run sync stream > /dev/null || fail "another source could not be synced meanwhile"
	expect_sum 101 "beside a waiting sync"
	echo go > "$home/gate"
	wait $first || fail "the first sync failed: $(cat "$home/first.out")"
	expect_sum 101 "after both"
	echo "kill.sh: two at once: nobody blocked, nothing lost"
}

# ---- Disk full ----

disk_full() {
	mkdir -p "$home/disk"
	if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=6m tmpfs "$home/disk" 2>/dev/null; then
		disk=$home/disk
	else
		echo "kill.sh: no tmpfs here: file size limit instead"
	fi
	configure "$home/disk"
	deliver 200 500
	run sync stream > /dev/null || fail "the sync on the small disk failed"
	expect_sum 200 "on the small disk"
	deliver 201 20000
	code=0
	if [ -n "$disk" ]; then
		dd if=/dev/zero of="$disk/filler" bs=1k 2>/dev/null || :
		dd if=/dev/null of="$disk/filler" bs=1k seek=$(($(stat -c %s "$disk/filler") / 1024 - 64)) 2>/dev/null
		run sync stream > /dev/null || code=$?
		expect_sum 200 "with the disk full"
		rm "$disk/filler"
	else
		(ulimit -f 64; run sync stream > /dev/null) || code=$?
		expect_sum 200 "with the disk full"
	fi
	[ $code -ne 0 ] || fail "a full disk went unnoticed"
	deliver 202 1000
	run sync stream > /dev/null || fail "the sync after the disk was full failed"
	expect_sum 202 "with room again"
	run archive verify > /dev/null || fail "archive verify after a full disk"
	run cache verify > /dev/null || fail "cache verify after a full disk"
	[ -z "$disk" ] || { umount "$disk"; disk=; }
	echo "kill.sh: disk full: the last good data stayed"
}

# ---- Readers beside a writer ----

reader() {
	turn=0
	while [ $turn -lt 5 ]; do
		"$gavel" --config "$home/gavel.yaml" show cost --by total --json \
			> "$home/reader.$1.$turn" 2> "$home/reader.err.$1" || return 1
		turn=$((turn + 1))
	done
}

readers() {
	configure "$home"
	deliver 300 3000
	run sync stream > /dev/null || fail "sync before the readers"
	pids=
	for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		reader $i &
		pids="$pids $!"
	done
	for version in 301 302 303; do
		deliver $version 3000
		run sync stream > /dev/null || fail "sync $version beside 20 readers"
	done
	for pid in $pids; do
		wait "$pid" || fail "a reader was turned away: $(cat "$home"/reader.err.*)"
	done
	python3 - "$home" <<'PYTHON' || fail "a reader saw a sum that never was"
import glob, json, sys
from decimal import Decimal
home = sys.argv[1]
sums = {Decimal(open(f"{home}/sum.{v}").read()) for v in (300, 301, 302, 303)}
seen = glob.glob(home + "/reader.[0-9]*.[0-9]*")
good = all(sum(Decimal(r["amortized"]) for r in json.load(open(f))["rows"]) in sums for f in seen)
sys.exit(0 if good and len(seen) == 100 else 1)
PYTHON
	echo "kill.sh: 20 readers beside a writer: all served"
}

killed
two_at_once
disk_full
readers
