#!/bin/sh
# Views from the shell: filters, what waits on the docket, how sources stand, the log, where a number
# comes from, exports and ages.
#
# Usage: views.sh [BUILD]
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

# shows STATUS TEXT ARGUMENT…: `gavel show …` exits so and prints exactly this
shows() {
	wanted=$1
	printf '%s' "$2" >"$home/wanted"
	shift 2
	gavel "$now" show "$@"
	[ "$status" = "$wanted" ] && ok || fail "exit $status where $wanted was expected: show $*"
	cmp -s "$home/wanted" "$home/out" && ok || {
		diff "$home/wanted" "$home/out" >&2 || :
		fail "show $*"
	}
}

says() {
	grep -q -- "$1" "$2" && ok || fail "'$1' is not said in: $(cat "$2")"
}

# ---- Three sources whose streams are files ----

cat >"$home/collector" <<END
#!/bin/sh
case \$1 in
describe) echo '{"plugin":"stream","version":"1","proto":1,"title":"A stream from a file","kinds":["cost"],"verbs":["describe","detect","collect"],"formats":[],"config":[{"key":"name"}]}' ;;
collect)
	read -r line
	name=\${line##*\"name\":\"} name=\${name%%\"*}
	exec cat "$home/\$name.stream" ;;
esac
END
chmod +x "$home/collector"
{
	printf 'archive: %s/archive\ncache: %s/cache.db\nsources:\n' "$home" "$home"
	for name in good bad gone; do
		printf '  %s:\n    plugin: %s/collector\n    name: %s\n    every: 6h\n    read: [%s]\n' \
			"$name" "$home" "$name" "$home"
	done
	printf '    path: %s/nowhere\n' "$home"
} >"$home/gavel.yaml"
chmod 600 "$home/gavel.yaml"

# deliver NAME AT AMOUNT REJECTED COMPLETE: a bill of one cell; its parts sum to twice its cash.
deliver() {
	python3 - "$@" >"$home/$1.stream" <<'PYTHON'
import json, sys
name, at, amount, rejected, complete = sys.argv[1:]
say = lambda **line: print(json.dumps(line, separators=(",", ":")))
say(t="hello", proto=1, plugin="stream", version="1")
say(t="input", id=1, uri=f"file:///{name}-{at}", sha256=f"{int(at):064x}", bytes=7)
say(t="scope", id=1, kind="cost", key=[name, "r", "2024-01"], mode="replace", at=int(at),
    delivery=f"d{at}")
for i, text in enumerate(["USD", "=SUM(A1)|", "S3"], 1):
    say(t="str", id=i, v=text)
say(t="cost", scope=1, **{"from": 1704067200, "to": 1704153600}, service=2, operation=3,
    currency=1, n=1, rows=[1, 2, 2], unblended=amount, amortized=amount, true_up=amount)
say(t="bill", scope=1, format="stream", payer=name, report="r", period="2024-01", rows=1,
    invoiced=0, identity=True)
for i in range(int(rejected)):
    say(t="reject", scope=1, **{"in": 1}, row=9 + i, why="no amount", text="x")
say(t="warn", scope=1, text="a \u202e warning")
say(t="end", scope=1, complete=complete == "yes", rows=1, rejected=int(rejected),
    **({} if complete == "yes" else {"why": "part 2 is torn"}))
if complete != "yes":  # a month that is whole beside it, else there is no run
    say(t="scope", id=2, kind="cost", key=[name, "r", "2024-02"], mode="replace", at=int(at),
        delivery=f"e{at}")
    say(t="bill", scope=2, format="stream", payer=name, report="r", period="2024-02", rows=0,
        invoiced=0, identity=True)
    say(t="end", scope=2, complete=True, rows=0)
say(t="done")
PYTHON
}

now=2024-02-20T00:00:00Z
deliver good 1708300000 1.5 0 yes
echo nonsense >"$home/bad.stream"
gavel $now sync good
[ "$status" = 0 ] || fail "sync good: $(cat "$home/out")"
gavel $now sync bad
[ "$status" != 0 ] || fail "a stream of nonsense is taken in"

# ---- The docket, the sources, the log ----

gavel $now show docket "cols:kind,where,address" --csv
says "^residue,good r 2024-01,bills run:1" "$home/out"
says "^failed,bad,sources source:bad" "$home/out"
says "^config,gone,sources source:gone" "$home/out"
[ "$(wc -l <"$home/out")" = 4 ] && ok || fail "docket: $(cat "$home/out")"
gavel $now show docket kind:residue cols:what --csv
says "^1.5 USD is left between cash and amortized cost" "$home/out"

gavel $now show sources "cols:source,state,rows,configured,runs" --csv
tr -d '\r' <"$home/out" >"$home/plain"
printf 'source,state,rows,configured,runs\nbad,failed,0,1,0\ngone,never ran,0,1,0\ngood,good,1,1,1\n' |
	cmp - "$home/plain" && ok || fail "sources: $(cat "$home/plain")"

# Each address of the docket leads to rows.
gavel $now show docket cols:address --csv
tail -n +2 "$home/out" | tr -d '\r' | sed 's/^"\(.*\)"$/\1/; s/""/"/g' >"$home/addresses"
while read -r address; do
	gavel $now show "$address" --json
	[ "$status" = 0 ] && ok || fail "the docket leads to '$address'"
done <"$home/addresses"

# Twice as much a month and more after it, with rejects: restated and rejected; an incomplete one.
now=2024-02-21T00:00:00Z
deliver good 1708400000 3 2 yes
gavel $now sync good
now=2024-02-22T00:00:00Z
deliver good 1708500000 4 0 no
gavel $now sync good
[ "$status" = 6 ] && ok || fail "an incomplete delivery: exit $status"
gavel $now show docket 'kind:restated,rejected,incomplete' cols:kind,what --csv
tr -d '\r' <"$home/out" | sort >"$home/plain"
printf '%s\n' 'incomplete,part 2 is torn' 'kind,what' 'rejected,2 records could not be used' \
	'restated,+100.00 % against the delivery before: 1.5 USD' | cmp - "$home/plain" && ok ||
	fail "docket: $(cat "$home/plain")"
gavel $now show docket 'changed>2024-02-21' cols:kind --csv
grep -q incomplete "$home/out" && ! grep -q rejected "$home/out" && ok || fail "changed"

# A day later nothing ran: planned runs were missed; after the source left the file nothing is late.
gavel 2024-02-24T12:00:00Z show docket 'kind:missed,late' where:good --json
[ "$status" = 0 ] && ok || fail "nothing is missed or late"
gavel $now --as-of 2024-02-20T12:00:00Z show docket cols:kind --csv
! grep -q -e failed -e missed -e config "$home/out" && ok || fail "the state of now as of then"

# The warning stands beneath its run, safe to read.
gavel $now show log "cols:level,text,via" --csv
tr -d '\r' <"$home/out" >"$home/plain"
[ "$(sed -n 2p "$home/plain" | cut -d, -f1)" = run ] && ok || fail "log: $(cat "$home/plain")"
gavel $now show log level:warn
says "a <U+202E> warning" "$home/out"

# ---- Where a number comes from ----

gavel $now show cost --provenance
says "^amortized  3.00 USD$" "$home/out"
says "^  run 2  source good, stream 1, 2024-02-21T00:00:00Z to " "$home/out"
says "^    input 1  file:///good-1708400000, rows 2-2, 7 bytes, sha256 $(printf %064x 1708400000)$" "$home/out"
! grep -q "run 1 " "$home/out" && ok || fail "a run that does not count"
gavel $now show cost --provenance --json
python3 -c '
import json, sys
rows = json.load(open(sys.argv[1]))["rows"]
assert [r["kind"] for r in rows] == ["value", "definition", "sql", "run", "input"], rows
assert rows[4]["address"] == "inputs run:2 input:1"' "$home/out" && ok || fail "as JSON"
gavel $now show cost --provenance=nothing
[ "$status" = 2 ] && ok || fail "provenance of no column"

# ---- Exports ----

cr=$(printf '\r')
shows 0 "operation,amortized$cr
S3,3$cr
" cells cols:operation,amortized --csv
shows 0 "service$cr
=SUM(A1)|$cr
" cells cols:service --csv
shows 0 "$(printf '\357\273\277')service$cr
'=SUM(A1)|$cr
" cells cols:service --csv=sheet
shows 0 '{"service":"=SUM(A1)|","amortized":"3"}
' cells cols:service,amortized --jsonl
shows 0 '| service | amortized |
| --- | ---: |
| =SUM(A1)\| | 3 |
' cells cols:service,amortized --md
shows 1 '{"schema":"gavel.cells/1","address":"cells service:x cols:service","rows":[],"more":false}
' cells service:x cols:service --json
shows 2 '' cells --csv=other
shows 2 '' cells --csv --md
shows 0 "$("$build/gavel" show)
"
says "^docket  *everything that waits" "$home/out"
# Who reads may have enough.
"$build/gavel" --config "$home/gavel.yaml" show cells --csv | head -n 1 >/dev/null && ok || fail "a pipe that ends"

# ---- The manual's examples are addresses ----

sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/s/^\.It Ic //p' "$here/man/gavel-filter.7" |
	sed 's/\\-/-/g; s/\\(dq/"/g' >"$home/examples"
[ "$(wc -l <"$home/examples")" -ge 9 ] && ok || fail "the manual has no examples"
while read -r address; do
	gavel $now show "$address"
	[ "$status" -le 1 ] && ok || fail "an example of gavel-filter(7): $address"
done <"$home/examples"

# ---- Ages ----

gavel $now show cost --max-age 3d
[ "$status" = 3 ] && ok || fail "--max-age with a source that brought nothing: $status"
says "source bad has brought nothing" "$home/err"
sed -i '/^  bad:/,$d' "$home/gavel.yaml"
gavel $now show cost --max-age 3d
[ "$status" = 0 ] && ok || fail "--max-age 3d: $status"
gavel $now show cost --max-age 12h
[ "$status" = 3 ] && ok || fail "--max-age 12h: $status"
says "the newest data of source good is 16h old, --max-age allows 12h" "$home/err"

ends
python3 -B "$here/tests/collect/filter_test.py" "$build/gavel" "${FILTERS:-150}"
