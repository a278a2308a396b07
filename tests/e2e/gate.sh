#!/bin/sh
# The gate over findings: verdicts, what they are bound to, gate files, forms, and that nothing passes
# because it was not seen. Reports are written by gate/reports.py; verdicts follow from them by hand.
#
# Usage: gate.sh [BUILD]
# shellcheck disable=SC2015 # ok cannot fail
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/gate/lib.sh
. "$here/tests/e2e/gate/lib.sh"

# ---- Files handed over: pass, fail, incomplete ----

judges 0 --scan clean.sarif
judges 0 --scan high.sarif
judges 1 --scan critical.sarif
says 'BLOCK    allow: 1 critical, 0 allowed: python.lang.eval: eval of what comes from outside (critical code, semgrep)'
says 'where  app/main.py:12'
judges 1 --scan gitleaks:leaks.json
says 'BLOCK    secrets: a secret: aws-access-token: AWS key (high secret, gitleaks)'
says_not AKIAZZZZ
judges 0 --scan gitleaks:no-leaks.json
judges 2 --scan no-leaks.json # which tool found nothing?
judges 1 --scan image-a.json kev-other.json
says 'upgrade openssl to 3.0.9'
judges 1 --scan grype-arch.json # whose distribution is no part of a name
says 'CVE-2026-0002 in zlib 1.2'
judges 6 --scan failed.sarif
says 'there is no successful scan of what is judged'
says 'the tool says that its run failed'
judges 6 --scan clean.sarif failed.sarif
says 'the tool says that its run failed'
judges 1 --scan critical.sarif failed.sarif # what is certain is certain
judges 6 --scan later.sarif # dated tomorrow
says 'it is dated in the future'
judges 2 --scan no-such-file.json
complains 'no-such-file.json: No such file or directory'
judges 2 --scan
judges 2 clean.sarif # a file, and not --scan
head -c 400 critical.sarif >cut.sarif
judges 2 --scan cut.sarif
complains 'cut.sarif:'
judges 2 --scan clean.sarif cut.sarif
printf '' >empty.json
judges 2 --scan empty.json
judges 2 --scan clean.sarif --json --sarif
[ -z "$(ls "$home/tmp")" ] && [ -z "$(ls -A "$home/person")" ] && ok || fail "something is left behind"

# A home that cannot be written is no hindrance.
chmod 500 "$home/person"
judges 0 --scan clean.sarif
chmod 700 "$home/person"

# Two reports of one tool and target: the one does not close what the other saw.
judges 1 --scan critical.sarif clean.sarif
judges 1 --scan clean.sarif critical.sarif

# Two tools that see one vulnerability count once.
judges 1 --scan image-a.json grype-a.json
says '1 critical, 0 allowed'
says 'grype, trivy'

# What a catalogue says is exploited blocks, however low the tool thinks of it.
judges 0 --scan image-b.json kev-other.json
judges 1 --scan image-b.json kev.json
says 'BLOCK    kev: known to be exploited: CVE-2026-0002 in zlib1g 1.2'

# ---- Thresholds and switches ----

gate 'allow: {critical: 0, high: 0}'
judges 1 --gate "$home/gate.yaml" --scan high.sarif
says '1 high, 0 allowed'
gate 'allow: {high: 1}'
judges 0 --gate "$home/gate.yaml" --scan high.sarif
judges 1 --gate "$home/gate.yaml" --scan two.sarif
says '2 high, 1 allowed'
gate 'allow: {high: 0, code: {high: any}}'
judges 0 --gate "$home/gate.yaml" --scan two.sarif
gate 'secrets: allow'
judges 0 --gate "$home/gate.yaml" --scan gitleaks:leaks.json
gate 'kev: allow' 'overdue: []'
judges 0 --gate "$home/gate.yaml" --scan image-b.json kev.json
gate 'kev: allow' 'overdue: [low]' # by the catalogue's day
judges 1 --gate "$home/gate.yaml" --scan image-b.json kev.json
says 'BLOCK    overdue: due 2026-02-22T'
gate 'allow: {critical: 1}'
judges 0 --gate "$home/gate.yaml" --scan critical.sarif

# ---- Gate files: all that is wrong, and nothing opened by it ----

printf 'gates:\n  g:\n    alow: {}\n    kev: perhaps\n    require:\n      x: {max_age: soon}\n' >"$home/gate.yaml"
judges 2 --gate "$home/gate.yaml" --scan clean.sarif
complains "gate.yaml:3: unknown key 'alow', did you mean 'allow'?"
complains "gate.yaml:4: 'kev' is allow or block"
complains "gate.yaml:6: 'soon' is not a duration like 90s, 12h or 30d"
complains 'gate.yaml: 3 problems'
judges 2 --gate "$home/no-such.yaml" --scan clean.sarif
gate
judges 2 --gate "$home/gate.yaml" --stage other --scan clean.sarif
complains "there is no gate 'other'; there are g"
judges 0 --show-policy
cp "$home/out" "$home/policy.yaml"
judges 1 --gate "$home/policy.yaml" --scan critical.sarif # what is shown can be used

# ---- Bound to a digest and a commit ----

gate 'allow: {critical: 0}' 'require:' '  image: {class: container, bind: digest}'
judges 6 --gate "$home/gate.yaml" --scan image-b.json
says 'image: the gate binds it to a digest, and none was told'
judges 0 --gate "$home/gate.yaml" --digest $digest_b --scan image-b.json kev-other.json
judges 0 --gate "$home/gate.yaml" --digest registry.example/api@$digest_b --scan image-b.json kev-other.json
judges 6 --gate "$home/gate.yaml" --digest $digest_a --scan image-b.json
says "it is of something else: $digest_b"
judges 1 --gate "$home/gate.yaml" --digest $digest_a --scan image-a.json
for report in several.json several.sarif; do # any digest of the image that it lists, and no other one
	for digest in $digest_a mirror.example/api@$digest_b sha256:eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee; do
		judges 0 --gate "$home/gate.yaml" --digest "$digest" --scan "$report" kev-other.json
	done
	judges 6 --gate "$home/gate.yaml" --digest sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc --scan "$report" kev-other.json
	says "it is of something else: $digest_a"
done
judges 2 --gate "$home/gate.yaml" --digest registry.example/api:1.0 --scan image-a.json
complains 'a tag is no evidence'
gate 'require:' '  sast: {class: code, bind: commit}'
judges 0 --gate "$home/gate.yaml" --commit $commit --scan commit.sarif
judges 6 --gate "$home/gate.yaml" --commit $commit --scan clean.sarif # tells none
judges 6 --gate "$home/gate.yaml" --commit 2222222222222222222222222222222222222222 --scan commit.sarif
judges 2 --gate "$home/gate.yaml" --commit 1111111 --scan commit.sarif

# GitHub looks a repository up in any case: one target, whoever spells it.
gate 'allow: {high: 1}' 'require:' '  sast: {class: code, max_age: 9d, target: github.com/ACME/Shop}'
judges 0 --gate "$home/gate.yaml" --scan capitals.sarif
judges 0 --gate "$home/gate.yaml" --scan small.sarif
judges 0 --gate "$home/gate.yaml" --target GitHub.com/acme/SHOP --scan small.sarif
judges 6 --gate "$home/gate.yaml" --target git.example/acme/SHOP --scan git.example/acme/shop=clean.sarif
gate 'require:' '  sast: {class: code, max_age: 9d, target: git.example/Acme/Shop}' # where case counts
judges 6 --gate "$home/gate.yaml" --scan git.example/acme/shop=clean.sarif
judges 0 --gate "$home/gate.yaml" --scan git.example/Acme/Shop=clean.sarif

# ---- The gate file of share/policies: each pack taken away is missed ----

mkdir -p "$home/tree/app"
touch "$home/tree/app/requirements.txt" "$home/tree/poetry.lock"
stage() {
	wanted=$1
	shift
	judges "$wanted" --gate "$here/share/policies/gates.yaml" --stage pull-request \
		--tree "$home/tree" --scan gitleaks:no-leaks.json checkov.json kev-other.json "$@"
}
stage 0 clean.sarif app/requirements.txt=audit.json poetry.lock=audit.json
stage 6 clean.sarif app/requirements.txt=audit.json
says 'lockfiles: no dependency scan looked at poetry.lock'
stage 6 app/requirements.txt=audit.json poetry.lock=audit.json
says 'sast: there is no code scan by semgrep'
for lacks in lacks-*.sarif; do
	stage 6 "$lacks" app/requirements.txt=audit.json poetry.lock=audit.json
	says 'its rules lack the pack'
done
stage 1 high.sarif app/requirements.txt=audit.json poetry.lock=audit.json
judges 6 --gate "$here/share/policies/gates.yaml" --stage container --digest $digest_b \
	--scan image-b.json
says 'image-secrets: '
judges 0 --gate "$here/share/policies/gates.yaml" --stage container --digest $digest_b \
	--scanners secret --scan image-b.json layers-b.json kev-other.json
judges 6 --gate "$here/share/policies/gates.yaml" --stage container --digest $digest_b \
	--scanners secret --scan image-b.json layers-a.json

# ---- Claims: what the tool left out and says so; not a file that asks for it ----

gate 'allow: {high: 0, critical: 0}' 'claims: [info, low, medium, high]' 'kev: allow'
for level in HIGH CRITICAL; do
	judges 1 --gate "$home/gate.yaml" --scan asked-$level.json
	judges 1 --gate "$home/gate.yaml" --scan asked-$level.json .trivyignore
done
judges 0 --gate "$home/gate.yaml" --scan applied-HIGH.json
says 'claim'
judges 1 --gate "$home/gate.yaml" --scan applied-CRITICAL.json

# ---- New ones only: by identity, not by count ----

gate 'allow: {high: 0}'
judges 1 --gate "$home/gate.yaml" --scan high.sarif
judges 0 --gate "$home/gate.yaml" --new-since high.sarif --scan high.sarif
says 'before   1'
judges 0 --gate "$home/gate.yaml" --new-since high.sarif --scan moved.sarif
judges 0 --gate "$home/gate.yaml" --new-since high.sarif --scan renamed.sarif
says 'before   1'
# Which of two files is the renamed one nobody knows.
judges 1 --gate "$home/gate.yaml" --new-since high.sarif --scan twice.sarif
# What became worse counts as what it became.
gate 'allow: {high: 0, critical: 0}'
judges 1 --gate "$home/gate.yaml" --new-since high.sarif --scan critical.sarif
says '1 critical, 0 allowed'
judges 0 --gate "$home/gate.yaml" --new-since critical.sarif --scan high.sarif
# What was suppressed there was not open: it is new when the suppression is gone, and not while it stands.
gate 'allow: {high: 0, critical: 0}' 'claims: []'
judges 1 --gate "$home/gate.yaml" --scan held.sarif
judges 1 --gate "$home/gate.yaml" --new-since held.sarif --scan high.sarif
says 'python.lang.eval'
judges 0 --gate "$home/gate.yaml" --new-since held.sarif --scan held.sarif
judges 0 --gate "$home/gate.yaml" --new-since high.sarif --scan held.sarif
judges 0 --gate "$home/gate.yaml" --new-since held-critical.sarif --scan critical.sarif # never hidden
gate 'allow: {high: 0}'
judges 1 --gate "$home/gate.yaml" --new-since high.sarif --scan two.sarif
says 'python.lang.exec'
says_not 'python.lang.eval'
judges 1 --gate "$home/gate.yaml" --new-since clean.sarif --scan high.sarif
judges 2 --gate "$home/gate.yaml" --new-since cut.sarif --scan high.sarif
judges 6 --gate "$home/gate.yaml" --new-since failed.sarif --scan high.sarif
judges 2 --gate "$home/gate.yaml" --new-since no-such-ref --scan high.sarif

# ---- From the cache ----

cache="$home/cache.db"
judges 6 --cache "$cache"
says 'there is no successful scan of what is judged'
gavel --cache "$cache" import --target app high.sarif commit.sarif
gavel --cache "$cache" import image-a.json kev-other.json
gavel --cache "$cache" import image-b.json # another build of the same image, later
[ "$status" = 0 ] && ok || fail 'import'
# What the newest build no longer has is fixed; the older build still has it.
judges 0 --cache "$cache" --digest $digest_b
judges 1 --cache "$cache" --digest $digest_a
says 'CVE-2026-0001 in openssl 3.0.1'
judges 6 --cache "$cache" --digest sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
judges 6 --cache "$cache" --target other
judges 0 --cache "$cache" --target app
gate 'allow: {high: 0}'
judges 1 --cache "$cache" --target app --gate "$home/gate.yaml"
judges 0 --cache "$cache" --target registry.example/api --gate "$home/gate.yaml"
judges 0 --cache "$cache" --commit $commit --gate "$home/gate.yaml"
judges 6 --cache "$cache" --commit 2222222222222222222222222222222222222222 --gate "$home/gate.yaml"
# Stale to the second: the scans are of 09:00:00.
gate 'require:' '  sast: {class: code, target: app, max_age: 3h}'
judges 0 --cache "$cache" --target app --gate "$home/gate.yaml"
now=2026-03-01T12:00:01Z
judges 6 --cache "$cache" --target app --gate "$home/gate.yaml"
says 'it is 1s too old, 3h at most'
now=2026-03-01T12:00:00Z
gate 'allow: {high: 0}'
gavel --cache "$cache" import main.sarif feature.sarif renaming.sarif holding.sarif
judges 0 --cache "$cache" --commit 5555555555555555555555555555555555555555 \
	--gate "$home/gate.yaml" --new-since main
says 'before   1'
judges 1 --cache "$cache" --commit 4444444444444444444444444444444444444444 \
	--gate "$home/gate.yaml" --new-since main
says 'python.lang.exec'
says_not 'python.lang.eval'
says 'before   1'
judges 0 --cache "$cache" --commit 4444444444444444444444444444444444444444 \
	--gate "$home/gate.yaml" --new-since feature
judges 1 --cache "$cache" --commit 5555555555555555555555555555555555555555 \
	--gate "$home/gate.yaml" --new-since holding
says 'python.lang.eval'
judges 2 --cache "$cache" --commit $commit --gate "$home/gate.yaml" --new-since no-such-ref
# The ledger's gate file holds where none is named.
mkdir -p "$home/ledger/policy"
printf 'gates:\n  only:\n    allow: {high: 0}\n' >"$home/ledger/policy/gates.yaml"
printf 'ledger: %s\n' "$home/ledger" >"$home/gavel.yaml"
judges 1 --config "$home/gavel.yaml" --cache "$cache" --target app
says 'only of '
judges 0 --config "$home/gavel.yaml" --show-policy
cmp -s "$home/out" "$home/ledger/policy/gates.yaml" && ok || fail 'another policy is shown'

# ---- Forms: whole and safe whatever the texts hold; the same bytes whatever the order ----

forms() {
	exit_wanted=$1 verdict=$2 items=$3
	shift 3
	for form in text json sarif junit github; do
		option=--$form
		[ "$form" != text ] || option=
		# shellcheck disable=SC2086 # one option or none
		judges "$exit_wanted" $option --scan "$@"
		python3 "$here/tests/e2e/gate/forms.py" "$form" "$home/out" "$verdict" "$items" && ok ||
			fail "$form of $*"
	done
}
forms 0 pass 0 clean.sarif
forms 1 fail 1 hostile.sarif
forms 1 fail 3 hostile.sarif critical.sarif image-a.json grype-a.json kev-other.json
forms 6 incomplete 3 failed.sarif

for form in text json sarif junit github; do
	option=--$form
	[ "$form" != text ] || option=
	# shellcheck disable=SC2086 # one option or none
	judges 1 $option --scan image-a.json hostile.sarif grype-a.json two.sarif
	cp "$home/out" "$home/first"
	for zone in UTC Pacific/Kiritimati; do
		status=0
		# shellcheck disable=SC2086 # one option or none
		TZ=$zone LC_ALL=tr_TR.UTF-8 "$build/gavel" --now "$now" check findings $option --scan \
			two.sarif grype-a.json hostile.sarif image-a.json >"$home/out" 2>"$home/err" ||
			status=$?
		[ "$status" = 1 ] && cmp -s "$home/out" "$home/first" && ok ||
			fail "$form differs by order, time zone or language"
	done
done

# ---- Interrupted: nothing is left ----

"$build/gavel" check findings --scan clean.sarif two.sarif image-a.json >/dev/null 2>&1 &
child=$!
while kill -0 $child 2>/dev/null && [ -z "$(ls "$home/tmp")" ]; do :; done
kill -TERM $child 2>/dev/null || :
wait $child || :
[ -z "$(ls "$home/tmp")" ] && ok || fail 'a temporary home is left'

ends
