#!/bin/sh
# Consoles that are sent keys by chance leave on Q, by seeds that stay the same; and what looks at them
# tells one that dies, stays, ends otherwise or leaves something behind.
#
# Usage: console-keys.sh [BUILD]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"

keys() {
	python3 -B "$here/tests/soak/keys.py" "$@" --home "$home/estate"
}

estate=$build/libexec/gavel/demo-estate

# A console of the test's own, in front of gavel, that does something at a key.
stub() {
	cat >"$home/gavel" <<END
#!/bin/sh
case "\$*" in *--fresh*) ;; *) exec "$build/gavel" "\$@" ;; esac
trap '' HUP
stty raw -echo
while c=\$(dd bs=1 count=1 2>/dev/null); do
	case \$c in $1 ;; esac
done
END
	chmod +x "$home/gavel"
}

# told SECONDS WORDS STUB: with that one the run fails and says so; SECONDS are those until it counts as
# one that stays, few only where it does
told() {
	stub "$3"
	if keys "$home/gavel" "$estate" --seed 3 --patience "$1" >"$home/out" 2>"$home/err"; then
		fail "$3 is a fault"
	fi
	says "keys: seed 3: $2" "$home/err"
	says "keys: 0 passed, 1 failed"
}

told 1 'did not leave within 1 s of Q' 'Q) :'
told 30 'ended with 3' 'Q) exit 3'
told 4 "left behind: " 'Q) sleep 60 & exit 0'
told 30 'ended by SIGSEGV' 'Q) kill -SEGV $$'
says "b'Q'" "$home/err"
stub 'Q) exit 0'
keys "$home/gavel" "$estate" --seed 3 >"$home/out" || fail "one that leaves is none"
says "keys: 1 passed, 0 failed"

# What is printed does the same again, to the byte.
told 30 'ended by SIGABRT' "$(printf '\033)') kill -ABRT \$\$"
cp "$home/err" "$home/first"
again=$(sed -n 's/^  again: .*keys.py //p' "$home/first")
# shellcheck disable=SC2086 # words
if keys $again --times 3 >"$home/out" 2>"$home/err"; then fail "the same keys, no fault"; fi
same "every time" "$(grep -c 'seed 3: ended by SIGABRT' "$home/err")" 3
same "the keys" "$(sed -n 2,3p "$home/err")" "$(sed -n 2,3p "$home/first")"

keys "$build/gavel" "$estate" --first 1 --consoles 12 >"$home/out" 2>"$home/err" || fail "by chance"
says "keys: 12 passed, 0 failed"
ends
