# What suites share: a home of their own that is gone at the end, a count, and words to hold output to.
# What is held to something and is not ends the suite, with what stands in $home/out and $home/err.
# shellcheck shell=sh disable=SC2015,SC2034 # ok cannot fail; names are the suites'
suite=${0##*/} suite=${suite%.sh}
home=$(mktemp -d "${TMPDIR:-/tmp}/gavel-$suite.XXXXXX")
trap 'chmod -R u+w "$home"; rm -rf "$home"' EXIT
trap 'exit 1' INT TERM
unset XDG_CONFIG_HOME XDG_DATA_HOME XDG_CACHE_HOME 2>/dev/null || :
HOME=$home export HOME
passed=0

fail() {
	echo "$suite: $*" >&2
	[ ! -s "$home/out" ] || sed 's/^/  out: /' "$home/out" >&2
	[ ! -s "$home/err" ] || sed 's/^/  err: /' "$home/err" >&2
	exit 1
}

ok() {
	passed=$((passed + 1))
}

# same WHAT GOT WANTED
same() {
	[ "$2" = "$3" ] && ok || fail "$1: $2
not $3"
}

# says TEXT [FILE]: what gavel printed has it, as it is
says() {
	grep -qF -- "$1" "${2:-$home/out}" && ok || fail "'$1' is not said"
}

ends() {
	echo "$suite: $passed passed, 0 failed"
}
