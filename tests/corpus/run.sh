#!/bin/sh
# The corpus lives outside the repository: GAVEL_CORPUS names it. Without it nothing is claimed.
# Usage: run.sh BUILD-FOLDER
set -eu
corpus=${GAVEL_CORPUS:-../shared/corpus}
if [ ! -d "$corpus/cost" ]; then
	echo "corpus: skipped: there is no $corpus/cost (set GAVEL_CORPUS)"
	exit 0
fi
GAVEL_DUCKDB=$(sh "$(dirname "$0")/../../mk/fetch-duckdb.sh" || :)
export GAVEL_DUCKDB
failed=0
python3 "$(dirname "$0")/cost.py" "$1/gavel" "$corpus/cost" || failed=1
for test in "$(dirname "$0")"/findings_*.py; do
	python3 -B "$test" "$1/gavel" "$corpus/findings" || failed=1
done
"$1/tests/truncate" "$corpus/findings" || failed=1
exit $failed
