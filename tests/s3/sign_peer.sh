#!/bin/sh
# Compares our signatures with those of npm's aws4 on random requests.
#
# Usage: sign_peer.sh [BUILD]    environment: SIGN_COUNT (1000), SIGN_SEED (1)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-build}" && pwd)
peer=aws4@1.13.2
skip() {
	echo "sign_peer: skipped: $*"
	exit 0
}
if ! command -v npm >/dev/null || ! command -v node >/dev/null; then skip "no npm"; fi
work=$(mktemp -d "${TMPDIR:-/tmp}/gavel-sign.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
(cd "$work" && timeout 120 npm install --silent --omit=dev --ignore-scripts --no-package-lock \
	--no-audit --no-fund --fetch-retries=1 "$peer" >npm.log 2>&1) || skip "npm cannot install $peer"
NODE_PATH=$work/node_modules node "$here/sign_peer.js" "$work" "${SIGN_COUNT:-1000}" "${SIGN_SEED:-1}"
"$build/tests/sign_tool" <"$work/requests" >"$work/ours"
count=$(wc -l <"$work/requests")
if ! cmp -s "$work/theirs" "$work/ours"; then
	diff "$work/theirs" "$work/ours" | head -n 6 >&2
	line=$(cmp "$work/theirs" "$work/ours" | sed 's/.*line //')
	sed -n "${line}p" "$work/requests" >&2
	echo "sign_peer: signatures differ" >&2
	exit 1
fi
echo "sign_peer: $count requests signed as $peer signs them"
