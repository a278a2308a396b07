#!/bin/sh
# Completion as the shells would ask for it: both scripts parse, and the words offered are those
# that the command line takes.
#
# Usage: completion.sh [BUILD]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"

expect() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
	passed=$((passed + 1))
}

# Names of options as --help lists them, behind those of the command itself: the peer's answer.
options_of() {
	# shellcheck disable=SC2086 # words
	"$build/gavel" $1 --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p' | sort -u | tr '\n' ' '
}

"$build/gavel" completion >"$home/gavel.bash"
"$build/gavel" completion zsh >"$home/_gavel"
expect "bash is the first of them" "$("$build/gavel" completion bash | cksum)" "$(cksum <"$home/gavel.bash")"
bash -n "$home/gavel.bash" || fail "bash does not read its completion"

cat >"$home/ask.bash" <<'END'
source "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { :; }
_gavel
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}" | sort | tr '\n' ' '
END
cat >"$home/ask.zsh" <<'END'
compdef() { : }
_describe() { print -l -- ${${(P)@[-1]}%%:*} }
_files() { print -l -- *(N) }
source $1
shift
words=("$@") CURRENT=$# PREFIX=${@[-1]}
_gavel | grep -e "^$PREFIX" | sort | tr '\n' ' '
END

ask() {
	"$shell" "$home/ask.$shell" "$script" gavel "$@"
}

ask_all() {
	expect "$shell: sh" "show " "$(ask sh)"
	expect "$shell: so" "source " "$(ask so)"
	expect "$shell: verbs" "explain list log show " "$(ask source '')"
	expect "$shell: verbs behind an option" "index rebuild verify " "$(ask --cache x.db cache '')"
	expect "$shell: show --" "$(options_of show)" "$(ask show --)"
	expect "$shell: sync --" "$(options_of sync)" "$(ask sync --)"
	expect "$shell: source show --" "$(options_of "source show")" "$(ask source show --)"
	expect "$shell: views" "cells components cost " "$(ask show c)"
	expect "$shell: views behind an option's value" "bills " "$(ask show --limit 5 b)"
	expect "$shell: choices" "bash zsh " "$(ask completion '')"
	expect "$shell: files" "a.csv b.csv " "$(cd "$home/files" && ask import '')"
	expect "$shell: files as an option's value" "a.csv " "$(cd "$home/files" && ask --config a)"
	expect "$shell: nothing known" "" "$(ask --now '')"
	expect "$shell: no such command" "" "$(ask nonsense '')"
	for noun in $("$build/gavel" help | awk '/^usage/ { next } /^Every/ { exit } NF { print $1 }' | sort -u); do
		case " $(ask "$noun") " in
		*" $noun "*) passed=$((passed + 1)) ;;
		*) fail "$shell: '$noun' is not offered" ;;
		esac
	done
}

mkdir "$home/files"
: >"$home/files/a.csv"
: >"$home/files/b.csv"
shell=bash script=$home/gavel.bash
ask_all
expect "bash: --limit=" "" "$(ask show --limit = '')"
expect "bash: --config=a" "a.csv " "$(cd "$home/files" && ask --config = a)"
if command -v zsh >/dev/null; then
	zsh -n "$home/_gavel" || fail "zsh does not read its completion"
	shell=zsh script=$home/_gavel
	ask_all
else
	echo "completion: skipped zsh: not here"
fi
if "$build/gavel" completion tcsh 2>"$home/err"; then fail "tcsh was taken"; fi
expect "an unknown shell" "gavel: 'tcsh': there is completion for bash and zsh" "$(cat "$home/err")"
ends
