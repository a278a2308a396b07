#!/bin/sh
# The cache is a pure fold: rebuilt it gives the same bytes of every view; a damaged archive is
# found; deliveries in either order end the same.
#
# Usage: rebuild.sh [BUILD]
# shellcheck disable=SC2015 # ok cannot fail
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"
now=2026-05-20T12:00:00Z

gavel() {
	"$build/gavel" --now $now "$@"
}

# sync_estate NAME: what it says is told when it fails
sync_estate() {
	gavel --config "$home/$1/gavel.yaml" --cache "$home/$1.db" sync >/dev/null 2>"$home/err" || {
		cat "$home/err" >&2
		return 1
	}
}

# Every view as JSON, and cost by every dimension.
dump() {
	for view in bills restatements cells sources runs inputs scopes rejects log; do
		gavel --cache "$1" show $view --json || true
	done
	for by in total period day account service region line_type resource usage_type operation \
		usage_unit product entity payer report tag:Team tag:WorkflowId; do
		gavel --cache "$1" show cost --by $by --json
		gavel --cache "$1" show cost --by $by --spread --json
	done
}

estate() {
	"$build/libexec/gavel/demo-estate" --out "$home/$1" --now $now --seed 3 --stage "$2"
}

estate a 1
sync_estate a
estate a 2
sync_estate a
dump "$home/a.db" >"$home/before" 2>/dev/null
gavel --cache "$home/a.db" cache rebuild >/dev/null
dump "$home/a.db" >"$home/after" 2>/dev/null
cmp "$home/before" "$home/after" && ok || fail "rebuilt, a view differs"
gavel --cache "$home/a.db" cache verify >/dev/null && ok || fail "verify"
[ "$(sqlite3 "$home/a.db" 'PRAGMA journal_mode')" = wal ] && ok || fail "not WAL after a rebuild"
[ -z "$(find "$home" -name '*.new*')" ] && ok || fail "a rebuild left files"
[ "$(stat -c %a "$home/a.db")" = 640 ] && ok || fail "the cache's mode"

# Spread over days or as posted, the money is the same.
for measure in unblended amortized; do
	posted=$(gavel --cache "$home/a.db" sql "SELECT dec_sum($measure) FROM cost_cell" | tail -1)
	spread=$(gavel --cache "$home/a.db" sql "SELECT dec_sum(x) FROM (SELECT $measure AS x FROM cost_cell \
		WHERE id NOT IN (SELECT cell FROM cost_spread) UNION ALL SELECT $measure FROM cost_spread)" | tail -1)
	[ "$posted" = "$spread" ] && ok || fail "$measure: posted $posted, spread $spread"
done

# The second delivery first: the first is older and not shown.
estate b 2
sync_estate b
rm -r "$home/b/cur"
estate b 1
sync_estate b || true
for view in "cost --by service,day" "restatements"; do
	# shellcheck disable=SC2086 # words
	gavel --cache "$home/a.db" show $view --json >"$home/x"
	# shellcheck disable=SC2086 # words
	gavel --cache "$home/b.db" show $view --json >"$home/y"
	cmp "$home/x" "$home/y" && ok || fail "$view depends on the order of deliveries"
done

# Then, as it was before the second delivery.
gavel --cache "$home/a.db" show cost --by total --json --as-of 2026-05-20T12:00:00Z >/dev/null && ok ||
	fail "as-of"

# One flipped bit.
run=$(find "$home/a.db.archive/runs" -type f | head -1)
size=$(stat -c %s "$run")
byte=$(od -An -tu1 -j $((size / 2)) -N1 "$run")
# shellcheck disable=SC2059 # the format is the byte
printf "\\$(printf %o $((byte ^ 4)))" | dd of="$run" bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
if gavel --cache "$home/a.db" archive verify >"$home/out" 2>&1; then fail "a flipped bit was not found"; fi
grep -q "1 bad" "$home/out" && ok || fail "archive verify: $(cat "$home/out")"

# Only reading.
for sql in "DELETE FROM run" "ATTACH 'x' AS y" "PRAGMA writable_schema=1" "SELECT load_extension('x')" \
	"UPDATE run SET id=1" "DROP TABLE run" "SELECT 1; SELECT 2"; do
	if gavel --cache "$home/a.db" sql "$sql" >/dev/null 2>&1; then fail "sql allowed: $sql"; fi
	ok
done
ends
