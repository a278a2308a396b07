#!/bin/sh
# The corpus lives outside the repository: GAVEL_CORPUS names it. Without it nothing is claimed.
# Usage: run.sh BUILD-FOLDER    environment: AT_ONCE (2) of its tests side by side
set -eu
corpus=${GAVEL_CORPUS:-../shared/corpus}
if [ ! -d "$corpus/cost" ]; then
	echo "corpus: skipped: there is no $corpus/cost (set GAVEL_CORPUS)"
	exit 0
fi
GAVEL_DUCKDB=$(sh "$(dirname "$0")/../../mk/fetch-duckdb.sh" || :)
export GAVEL_DUCKDB
here=$(dirname "$0")
{
	echo "'$1/tests/truncate' '$corpus/findings'"
	echo "python3 -B '$here/cost.py' '$1/gavel' '$corpus/cost'"
	for test in "$here"/findings_*.py; do
		echo "python3 -B '$test' '$1/gavel' '$corpus/findings'"
	done
} | sh "$here/../../mk/together.sh" "${AT_ONCE:-2}"
