#!/bin/sh
# The rollups of a bill say the same as its cells, to the last digit.
set -eu
build=$(cd "${1:-build}" && pwd)
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT INT TERM
passed=0 failed=0

gavel() { "$build/gavel" --config "$home/gavel.yaml" --cache "$home/cache.db" "$@"; }

# Rows that stand on one side only: none, and there is something to compare.
same() { # NAME MONTHS-OR-DAYS CELLS
	differ=$(gavel sql "SELECT * FROM ($2) EXCEPT SELECT * FROM ($3)" | wc -l)
	other=$(gavel sql "SELECT * FROM ($3) EXCEPT SELECT * FROM ($2)" | wc -l)
	rows=$(gavel sql "$2" | wc -l)
	if [ "$differ" -le 1 ] && [ "$other" -le 1 ] && [ "$rows" -gt 10 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $1: $differ and $other rows differ of $rows" >&2
	fi
}

"$build/libexec/gavel/demo-estate" --out "$home" --now 2026-11-20T06:00:00Z --seed 7 --stage 1
gavel sync 2>/dev/null >/dev/null
"$build/libexec/gavel/demo-estate" --out "$home" --now 2026-11-20T06:00:00Z --seed 7 --stage 2
gavel sync 2>/dev/null >/dev/null

money="coalesce(dec_sum(unblended), '0'), coalesce(dec_sum(amortized), '0'),
  CASE WHEN count(net_unblended) = count(*) THEN dec_sum(net_unblended) END,
  CASE WHEN count(net_amortized) = count(*) THEN dec_sum(net_amortized) END, sum(lines)"
more="$money, coalesce(dec_sum(on_demand), '0'), coalesce(dec_sum(true_up), '0'),
  coalesce(dec_sum(upfront), '0'), coalesce(dec_sum(refund), '0')"
keys="scope, account, service, region, line_type, tags IS NOT NULL, currency"
same months "SELECT $keys, $more FROM cost_month GROUP BY 1, 2, 3, 4, 5, 6, 7" \
	"SELECT $keys, $more FROM cost_cell WHERE split = 0 GROUP BY 1, 2, 3, 4, 5, 6, 7"
same days "SELECT scope, day, currency, $money FROM cost_day WHERE spread = 1 GROUP BY 1, 2, 3" \
	"SELECT scope, day, currency, $money FROM cost_cell WHERE split = 0 GROUP BY 1, 2, 3"
long="SELECT l.scope, p.day, l.currency, p.unblended, p.amortized, p.net_unblended,
  p.net_amortized, CASE WHEN p.day = l.day THEN lines ELSE 0 END AS lines
  FROM cost_spread p JOIN cost_cell l ON l.id = p.cell
  UNION ALL SELECT scope, day, currency, unblended, amortized, net_unblended, net_amortized, lines
  FROM cost_cell c WHERE split = 0 AND NOT EXISTS (SELECT 1 FROM cost_spread WHERE cell = c.id)"
same spread "SELECT scope, day, currency, $money FROM cost_day WHERE spread = 2 GROUP BY 1, 2, 3" \
	"SELECT scope, day, currency, $money FROM ($long) GROUP BY 1, 2, 3"
# Nothing is left of deliveries that were replaced.
left=$(gavel sql "SELECT count(*) FROM scope s WHERE s.state <> 'shown' AND (EXISTS (SELECT 1 FROM
  cost_month WHERE scope = s.id) OR EXISTS (SELECT 1 FROM cost_day WHERE scope = s.id))" | tail -1)
replaced=$(gavel sql "SELECT count(*) FROM scope WHERE state = 'replaced'" | tail -1)
if [ "$left" = 0 ] && [ "$replaced" -gt 0 ]; then
	passed=$((passed + 1))
else
	failed=$((failed + 1))
	echo "FAIL replaced: $left of $replaced deliveries left sums behind" >&2
fi
echo "rollup: $passed passed, $failed failed"
[ "$failed" = 0 ]
