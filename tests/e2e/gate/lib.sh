# What the suites over the gate share: a home of their own with the reports of reports.py, and words to
# hold a verdict to. Set before it is read: $here, the source tree, and $build.
# shellcheck shell=sh disable=SC2015,SC2034,SC2154 # ok cannot fail; names are the suites'
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"
HOME=$home/person TMPDIR=$home/tmp export HOME TMPDIR
mkdir "$home/person" "$home/tmp" "$home/r"
now=2026-03-01T12:00:00Z
digest_a=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
digest_b=sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
digest_c=sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
commit=1111111111111111111111111111111111111111

python3 "$here/tests/e2e/gate/reports.py" "$home/r"
find "$home/r" -type f -exec touch -d 2026-03-01T09:00:00Z {} +
cd "$home/r" || exit 1

gavel() {
	status=0
	"$build/gavel" --now "$now" "$@" >"$home/out" 2>"$home/err" || status=$?
}

# judges STATUS ARGUMENT…: `gavel check findings …` exits so
judges() {
	wanted=$1
	shift
	gavel check findings "$@"
	[ "$status" = "$wanted" ] && ok || fail "exit $status where $wanted was expected: $*"
}

says_not() {
	grep -qF -- "$1" "$home/out" && fail "'$1' is said" || ok
}

complains() {
	grep -qF -- "$1" "$home/err" && ok || fail "'$1' is not complained about"
}

# gate LINE…: a gate file with these lines below the gate
gate() {
	printf 'gates:\n  g:\n' >"$home/gate.yaml"
	[ $# = 0 ] || printf '    %s\n' "$@" >>"$home/gate.yaml"
	[ $# != 0 ] || printf '    kev: block\n' >>"$home/gate.yaml"
}
