#!/bin/sh
# The console on a real pty, on the demo estate and a bill full of hostile text.
set -eu
build=$(cd "${1:-build}" && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-console.XXXXXX")
trap 'rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
HOME=$home export HOME
now=2026-11-20T06:00:00Z

gavel() { "$build/gavel" --config "$home/gavel.yaml" --cache "$home/cache.db" --now $now "$@"; }

"$build/libexec/gavel/demo-estate" --out "$home" --now $now --seed 7 --stage 1
gavel sync >/dev/null 2>&1

# Escape sequences, bidi and zero-width characters, tags, C1 and a title-setting sequence in
# every text that a screen shows.
mkdir "$home/hostile"
{
	printf 'identity/LineItemId,bill/PayerAccountId,bill/BillingPeriodStartDate,'
	printf 'bill/BillingPeriodEndDate,lineItem/UsageAccountId,lineItem/LineItemType,'
	printf 'lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/ProductCode,'
	printf 'lineItem/UsageType,lineItem/Operation,lineItem/ResourceId,lineItem/UsageAmount,'
	printf 'lineItem/CurrencyCode,lineItem/UnblendedCost,resourceTags/user:Team\n'
	for text in '\342\200\256evil' '\342\200\213zero\342\200\256' '\302\2335m\342\200\256' \
		'\363\240\201\201tag\342\200\256' '\033]0;pwned\007\342\200\256' '\033[31mred\342\200\256'; do
		# shellcheck disable=SC2059 # the text is a format on purpose
		t=$(printf "$text")
		printf 'id-%s,000000000042,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,000000000042,' "$t"
		printf 'Usage,2026-11-02T00:00:00Z,2026-11-02T01:00:00Z,%s,%s,%s,%s,1,USD,1.5,%s\n' \
			"$t" "$t" "$t" "$t" "$t"
	done
} >"$home/hostile/hostile.csv"
gavel import --as cur "$home/hostile/hostile.csv" >/dev/null 2>"$home/log" || {
	cat "$home/log" >&2
	exit 1
}
"$build/tests/console_test" "$build/gavel" "$home"
