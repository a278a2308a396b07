#!/bin/sh
# The gate never fails open: what was seen in part, not at all, of something else or by nobody is no
# pass, whatever the gate file asks for. What each report says of itself is its format's.
#
# Usage: gate-open.sh [BUILD]
# shellcheck disable=SC2015 # ok cannot fail
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/gate/lib.sh
. "$here/tests/e2e/gate/lib.sh"

# report NAME TEXT: a report of 09:00
report() {
	printf '%s\n' "$2" >"$1"
	touch -d 2026-03-01T09:00:00Z "$1"
}

# judged STATUS ARGUMENT…: so from the files handed over and, imported, from a cache of their own
judged() {
	wanted=$1
	shift
	judges "$wanted" --gate "$home/gate.yaml" --scan "$@"
	cp "$home/out" "$home/handed"
	rm -rf "$home"/own.db*
	gavel --cache "$home/own.db" import --target app "$@"
	judges "$wanted" --gate "$home/gate.yaml" --cache "$home/own.db"
}

both_say() {
	grep -qF -- "$1" "$home/handed" && ok || fail "'$1' is not said of the files handed over"
	says "$1"
}

# ---- A part is no pass, though no scan is required ----

run_of='"tool":{"driver":{"name":"x"}}'
report null.sarif '{"version":"2.1.0","runs":[{'"$run_of"',"results":null}]}'
report absent.sarif '{"version":"2.1.0","runs":[{'"$run_of"'}]}'
report semgrep-error.json '{"errors":[{"code":3,"level":"error","message":"no rule","path":"a.py",
	"type":"Syntax error"}],"results":[],"paths":{"scanned":["a.py"]},"version":"1.1"}'
report checkov-error.json '{"check_type":"terraform","results":{"passed_checks":[],"failed_checks":[],
	"skipped_checks":[],"parsing_errors":["/a.tf"]},"summary":{"passed":0,"failed":0,"skipped":0,
	"parsing_errors":1,"resource_count":0,"checkov_version":"3"}}'
report checkov-failed.json '{"passed":0,"failed":7,"skipped":0,"parsing_errors":0,"resource_count":9,
	"checkov_version":"3"}'
report checkov-summary.json '{"passed":0,"failed":0,"skipped":0,"parsing_errors":0,"resource_count":0,
	"checkov_version":"3"}'
gate 'kev: allow' 'allow: {critical: 0, high: 0}'
judged 6 null.sarif
both_say 'it saw only a part: its results are null'
judged 6 absent.sarif
both_say 'it saw only a part: it has no results'
judged 6 semgrep-error.json
both_say 'it saw only a part: semgrep met an error: a.py: no rule'
judged 6 checkov-error.json
both_say 'it saw only a part: 1 files could not be parsed, such as /a.tf'
judged 6 checkov-failed.json
both_say 'it saw only a part: a summary of 7 failed checks that does not tell them'
report toolless.sarif '{"version":"2.1.0","runs":[{"results":[]}]}'
judged 6 toolless.sarif
both_say 'it saw only a part: it names no tool, so nobody knows what scanned'
judged 6 checkov-summary.json
judged 6 layers-b.json # Trivy that found nothing and tells not what it looked for
both_say 'it saw only a part: the report does not show what was looked for'
report bandit-none.json '{"errors":[],"generated_at":"2026-03-01T10:00:00Z","results":[],
	"metrics":{"_totals":{"loc":0,"nosec":0}}}'
judged 6 bandit-none.json
both_say 'it saw only a part: Bandit read no file'
judged 0 clean.sarif
# A part of the one is not made whole by the other.
judged 6 clean.sarif checkov-error.json
judged 1 critical.sarif checkov-error.json
# `partial: allow` is for a part that shows what it saw.
gate 'kev: allow' 'require:' '  any: {class: code, max_age: 26h, partial: allow}'
judged 6 null.sarif
judged 6 semgrep-error.json
sed 's|"results":\[\]|"results":[{"check_id":"r","path":"a.py","start":{"line":1},"end":{"line":1},"extra":{"message":"m","severity":"INFO"}}]|' \
	semgrep-error.json >semgrep-part.json
touch -d 2026-03-01T09:00:00Z semgrep-part.json
judged 0 semgrep-part.json

# ---- Not scanned is not clean ----

report skipped.json '{"dependencies":[{"name":"flask","skip_reason":"Dependency not found on PyPI"}],"fixes":[]}'
report half.json '{"dependencies":[{"name":"flask","skip_reason":"Dependency not found on PyPI"},
	{"name":"rich","version":"13.0","vulns":[]}],"fixes":[]}'
report no-dependencies.json '{"dependencies":[],"fixes":[]}'
report semgrep-none.json '{"errors":[],"results":[],"paths":{"scanned":[]},"version":"1.1"}'
report semgrep-warned.json '{"errors":[{"code":3,"level":"warn","message":"x","path":"a.py","type":"Syntax error"}],
	"results":[],"paths":{"scanned":["a.py"],"skipped":[{"path":"b.py","reason":"exceeded_size_limit"},
	{"path":"c.md","reason":"semgrepignore_patterns_match"}]},"version":"1.1"}'
gate 'kev: allow' 'allow: {critical: 0}'
judged 6 skipped.json
both_say 'none of its 1 checks was made, such as flask: Dependency not found on PyPI'
judged 6 no-dependencies.json
both_say 'it lists no dependency, so nothing shows that one was audited'
judged 6 semgrep-none.json
both_say 'semgrep read no file'
judged 6 semgrep-warned.json
both_say 'it saw only a part: semgrep met an error: a.py: x'
judged 0 half.json
both_say '1 of its checks was not made'
# Where every lockfile is to be audited, all of it is.
mkdir "$home/tree"
touch "$home/tree/requirements.txt"
gate 'kev: allow' 'require:' '  locks: {class: dependency, max_age: 26h, files: ["*requirements*.txt"]}'
judges 0 --gate "$home/gate.yaml" --tree "$home/tree" --scan requirements.txt=audit.json
judges 6 --gate "$home/gate.yaml" --tree "$home/tree" --scan requirements.txt=half.json
says 'locks: pip-audit of requirements.txt'
says '1 of its checks was not made'
judges 6 --gate "$home/gate.yaml" --tree "$home/tree" --scan requirements.txt=skipped.json

# ---- SARIF: what is no failure is listed, all else is a finding (2.1.0, 3.27.9) ----

for kind in fail review open bogus; do
	sed 's|"ruleId"|"kind": "'$kind'", "ruleId"|' critical.sarif >kind.sarif
	judges 1 --scan kind.sarif
done
for kind in pass notApplicable informational; do
	sed 's|"ruleId"|"kind": "'$kind'", "ruleId"|' critical.sarif >kind.sarif
	judges 0 --scan kind.sarif
done

# ---- What a report is called is not what it is: its own classes count ----

container() {
	wanted=$1
	shift
	judges "$wanted" --gate "$here/share/policies/gates.yaml" --stage container --digest $digest_b "$@"
}
container 6 --scan image-b.json '#secrets=image-b.json'
says 'image-secrets: there is no secret scan by trivy'
container 6 --scan image-b.json '#secrets=image-b-secrets.json' # it shows packages alone
container 6 --scan image-b.json '#secrets=layers-b.json'	 # and this nothing
container 0 --scanners secret --scan image-b.json layers-b.json kev-other.json
container 6 --scanners license --scan image-b.json layers-b.json
container 6 --scanners vuln --scan layers-b.json
# One run for both: a report that lists packages and nothing more does not say what it looked for.
container 0 --scanners vuln,secret --scan both-clean.json kev-other.json
container 6 --scan both-clean.json kev-other.json
says 'it lists packages and no vulnerability'
container 6 --scanners secret --scan both-clean.json kev-other.json
says 'image: there is no container scan by trivy'
container 6 --scanners vuln --scan both-clean.json kev-other.json
says 'image-secrets: there is no secret scan by trivy'
judges 2 --scanners secret
complains "--scanners: what is in a cache was told by 'import --scanners'"
# A kind that is none would be looked for by nobody; it is named, with those that there are.
unknown() {
	container 2 --scanners "$1" --scan both-clean.json
	complains "--scanners: '$2' is none of vuln, misconfig, secret, license"
	gavel --cache "$home/unknown.db" import --scanners "$1" both-clean.json
	same "import --scanners $1" "$status $(cat "$home/err")" \
		"2 gavel: --scanners: '$2' is none of vuln, misconfig, secret, license"
}
unknown vulnz vulnz
unknown secret,VULN VULN
unknown 'vuln;secret' 'vuln;secret'
unknown ' vuln , vulns' vulns
unknown vuln,,secret ''
unknown , ''
container 0 --scanners ' vuln , secret,' --scan both-clean.json kev-other.json
printf 'sources:\n  s: {plugin: scans, path: %s, scanners: vulns}\n' "$home/r/both-clean.json" >"$home/source.yaml"
gavel --config "$home/source.yaml" --cache "$home/unknown.db" sync
same 'a source of unknown kinds' "$status $(cat "$home/err")" \
	"2 gavel: source 's': scanners: 'vulns' is none of vuln, misconfig, secret, license"
gate 'kev: allow' 'require:' '  s: {class: secret, target_kind: image, bind: digest}'
gavel --cache "$home/layers.db" import layers-b.json
judges 6 --gate "$home/gate.yaml" --cache "$home/layers.db" --digest $digest_b
gavel --cache "$home/layers.db" import --scanners secret layers-b.json
judges 6 --gate "$home/gate.yaml" --cache "$home/layers.db" --digest $digest_b # the first is still there
gavel --cache "$home/layers2.db" import --scanners secret layers-b.json
judges 0 --gate "$home/gate.yaml" --cache "$home/layers2.db" --digest $digest_b

# ---- The ledger's gate file, or a laxer one? Only one that is certainly not there falls back ----

ledger() {
	rm -rf "$home/ledger"
	mkdir -p "$home/ledger/policy"
	printf 'ledger: %s\n' "$home/ledger" >"$home/gavel.yaml"
}
strict='gates: {only: {allow: {high: 0}}}'
ledger
echo "$strict" >"$home/ledger/policy/gates.yaml"
judges 1 --config "$home/gavel.yaml" --scan high.sarif
ledger
judges 0 --config "$home/gavel.yaml" --scan high.sarif # a ledger without a gate file, and that is said
says "$home/ledger/policy/gates.yaml is not there"
judges 0 --config "$home/gavel.yaml" --show-policy
complains "$home/ledger/policy/gates.yaml: it is not there, so the built-in gate holds"
rmdir "$home/ledger/policy"
judges 0 --config "$home/gavel.yaml" --scan high.sarif
ledger
ln -s nowhere "$home/ledger/policy/gates.yaml"
judges 2 --config "$home/gavel.yaml" --scan high.sarif
complains "the ledger's gate file: $home/ledger/policy/gates.yaml: No such file or directory"
judges 2 --config "$home/gavel.yaml" --show-policy
ledger
rmdir "$home/ledger/policy"
ln -s nowhere "$home/ledger/policy"
judges 2 --config "$home/gavel.yaml" --scan high.sarif
rm "$home/ledger/policy"
ln -s policy "$home/ledger/policy" # to itself
judges 2 --config "$home/gavel.yaml" --scan high.sarif
rm "$home/ledger/policy"
touch "$home/ledger/policy" # no folder
judges 2 --config "$home/gavel.yaml" --scan high.sarif
ledger
echo "$strict" >"$home/ledger/policy/gates.yml"
judges 2 --config "$home/gavel.yaml" --scan high.sarif
complains "gates.yml: it is not read; name it gates.yaml"
rm -r "$home/ledger"
judges 2 --config "$home/gavel.yaml" --scan high.sarif
complains "ledger $home/ledger: there is no such folder"
if [ "$(id -u)" != 0 ]; then # whom nothing hinders
	ledger
	echo "$strict" >"$home/ledger/policy/gates.yaml"
	chmod 000 "$home/ledger/policy"
	judges 2 --config "$home/gavel.yaml" --scan high.sarif
	chmod 700 "$home/ledger/policy"
fi
gate 'allow: {high: 0}' # named, it needs no ledger
judges 1 --config "$home/gavel.yaml" --gate "$home/gate.yaml" --scan high.sarif

# ---- What cannot be meant is refused, not passed over ----

judges 2 --config "$home/no-such.yaml" --scan clean.sarif
complains 'no-such.yaml'
judges 2 --as-of 2026-01-01T00:00:00Z --scan clean.sarif
complains '--as-of'
judges 2 --max-age 1h --scan clean.sarif
complains '--max-age'
rm -rf "$home"/own.db*
now=2026-03-01T09:00:00Z
gavel --cache "$home/own.db" import --target app clean.sarif critical.sarif
now=2026-03-01T12:00:00Z
gate 'allow: {critical: 0}'
judges 1 --gate "$home/gate.yaml" --cache "$home/own.db" --max-age 2h # what is certain is certain
gate 'allow: {critical: any}'
judges 0 --gate "$home/gate.yaml" --cache "$home/own.db" --max-age 4h
judges 3 --gate "$home/gate.yaml" --cache "$home/own.db" --max-age 2h
gate 'claims: [unknown]'
judges 2 --gate "$home/gate.yaml" --scan clean.sarif
complains 'a claim is never enough for what nobody rated'

# The gates of share/policies have one that holds where none is named: by hand, and before a commit.
ledger
cp "$here/share/policies/gates.yaml" "$home/ledger/policy/"
judges 0 --config "$home/gavel.yaml" --scan gitleaks:no-leaks.json
judges 1 --config "$home/gavel.yaml" --scan gitleaks:leaks.json
says 'default of '

# ---- Folders: what is passed over may be what matters ----

mkdir "$home/reports"
cp clean.sarif "$home/reports/"
gate 'allow: {critical: 0}'
judges 0 --gate "$home/gate.yaml" --scan "$home/reports"
ln -s clean.sarif "$home/reports/again.sarif" # what is there already
judges 0 --gate "$home/gate.yaml" --scan "$home/reports"
for form in '' --json; do
	ln -s "$home/r/critical.sarif" "$home/reports/critical.sarif"
	# shellcheck disable=SC2086 # one option or none
	judges 6 $form --gate "$home/gate.yaml" --scan "$home/reports"
	says "reports: critical.sarif leads out of the folder and was not read"
	ln -sfn nowhere "$home/reports/critical.sarif"
	# shellcheck disable=SC2086 # one option or none
	judges 6 $form --gate "$home/gate.yaml" --scan "$home/reports"
	rm "$home/reports/critical.sarif"
done
ln -s "$home/reports" "$home/link" # the folder itself may be one
judges 0 --gate "$home/gate.yaml" --scan "$home/link"

# A lockfile is one by its name, whatever is behind it.
gate 'kev: allow' 'require:' '  locks: {class: dependency, max_age: 26h, files: ["*requirements*.txt"]}'
locks() {
	wanted=$1
	shift
	judges "$wanted" --gate "$home/gate.yaml" --tree "$home/tree" --scan requirements.txt=audit.json "$@"
}
locks 0
mkdir "$home/tree/app"
echo 'flask==0.5' >"$home/tree/deps.txt"
ln -s ../deps.txt "$home/tree/app/requirements.txt"
locks 6
says 'locks: no dependency scan looked at app/requirements.txt'
locks 0 app/requirements.txt=audit.json
ln -s "$home/reports" "$home/tree/outside"
locks 6 app/requirements.txt=audit.json
says 'locks: outside leads out of the working tree, and may hide files'
rm "$home/tree/outside"
ln -s ../app "$home/tree/app/inside" # what is there already
locks 0 app/requirements.txt=audit.json
# Where nothing is to be looked at nobody was asked.
mkdir "$home/empty"
judges 6 --gate "$home/gate.yaml" --tree "$home/empty" --scan requirements.txt=audit.json
says 'locks: no file of the working tree is one of those to be looked at, such as *requirements*.txt'
says 'leave it out of the gate, where there is none to look at; else --tree names the whole working tree'
judges 6 --gate "$home/gate.yaml" --tree clean.sarif --scan requirements.txt=audit.json

# ---- Every target that is named is judged by a scan ----

gate 'kev: allow' 'allow: {critical: 0}'
rm -rf "$home"/own.db*
gavel --cache "$home/own.db" import --target app clean.sarif
gavel --cache "$home/own.db" import image-b.json
judges 0 --gate "$home/gate.yaml" --cache "$home/own.db" --target app
judges 6 --gate "$home/gate.yaml" --cache "$home/own.db" --target app,never-scanned
says 'there is no successful scan of never-scanned'
judges 0 --gate "$home/gate.yaml" --cache "$home/own.db" --digest $digest_b
judges 6 --gate "$home/gate.yaml" --cache "$home/own.db" --digest $digest_b --target never-scanned
says 'there is no successful scan of never-scanned'
judges 0 --gate "$home/gate.yaml" --cache "$home/own.db" --digest $digest_b --target app
judges 6 --gate "$home/gate.yaml" --target app,never-scanned --scan app=clean.sarif
says 'there is no successful scan of never-scanned'

# ---- Bound to a commit is what tells it ----

gate 'require:' '  sast: {class: code, bind: commit}'
rm -rf "$home"/own.db*
gavel --cache "$home/own.db" import --target app clean.sarif commit.sarif
judges 0 --gate "$home/gate.yaml" --commit $commit --scan commit.sarif
judges 6 --gate "$home/gate.yaml" --commit $commit --scan clean.sarif
says 'it tells no digest or commit'
judges 0 --gate "$home/gate.yaml" --commit $commit --cache "$home/own.db"
rm -rf "$home"/own.db*
gavel --cache "$home/own.db" import --target app clean.sarif
judges 6 --gate "$home/gate.yaml" --commit $commit --cache "$home/own.db"

# ---- What is exploited is known from a catalogue that is there, and not of long ago ----

gate 'kev: block' 'allow: {critical: 0}'
judged 6 image-b.json
both_say 'kev: nothing tells what is known to be exploited: there is no KEV catalogue'
judged 0 image-b.json kev-other.json
both_say 'kev      catalogue of 2026-03-01T08:00:00Z, 4h old'
judged 1 image-b.json kev.json
judged 0 image-b.json kev-14d.json # to the second
judged 6 image-b.json kev-old.json
both_say 'kev: the KEV catalogue is'
judged 6 image-b.json kev-later.json
both_say 'kev: the KEV catalogue is dated in the future: 2026-03-01T13:00:01Z'
judged 6 audit.json
judged 0 clean.sarif # code alone has no vulnerabilities that a catalogue knows
gate 'kev: allow' 'allow: {critical: any, unknown: any}' 'overdue: [critical, high, medium, low, unknown]'
judged 0 image-b.json kev-today.json # a day is over when it ends, as on the screen
judged 1 image-b.json kev-yesterday.json
both_say 'due 2026-02-28T23:59:59Z'
gate 'kev: block' 'kev_age: 4h' 'allow: {critical: 0}'
judged 0 image-b.json kev-other.json
gate 'kev: block' 'kev_age: 3h' 'allow: {critical: 0}'
judged 6 image-b.json kev-other.json
gate 'kev: allow' 'allow: {critical: 0}'
judged 0 image-b.json
gate 'kev_age: soon'
judges 2 --gate "$home/gate.yaml" --scan clean.sarif
# The one of the cache will do where none is handed over.
gate 'kev: block' 'allow: {critical: 0}'
rm -rf "$home"/own.db*
gavel --cache "$home/own.db" import kev-other.json
judges 0 --gate "$home/gate.yaml" --cache "$home/own.db" --scan image-b.json
says '4h old, of the cache'
rm -rf "$home"/own.db* # two catalogues of one time: which one stays is not a matter of order
gavel --cache "$home/own.db" import kev.json
judges 1 --gate "$home/gate.yaml" --cache "$home/own.db" --scan image-b.json
judges 0 --gate "$home/gate.yaml" --cache "$home/own.db" --scan image-b.json kev-other.json

# ---- What an advisory says of a stored inventory counts without a new scan ----

gate 'kev: block' 'allow: {critical: 0, unknown: any}'
judged 0 image-b.json sbom-b.json kev-other.json
judged 0 image-b.json sbom-b.json affected.json kev-other.json # of a severity that nobody tells
judged 1 image-b.json sbom-b.json affected.json kev-log4j.json
both_say 'kev: known to be exploited: CVE-2021-44228 in '
judges 1 --gate "$home/gate.yaml" --cache "$home/own.db" --digest $digest_b
judges 1 --gate "$home/gate.yaml" --cache "$home/own.db" --target registry.example/api
gavel --cache "$home/own.db" import image-a.json sbom-a.json
gate 'kev: block' 'allow: {critical: 1, unknown: any}'
judges 0 --gate "$home/gate.yaml" --cache "$home/own.db" --digest $digest_a # another build has it not
judges 1 --gate "$home/gate.yaml" --cache "$home/own.db" --digest $digest_b
gate 'kev: block' 'allow: {critical: 0, unknown: 0}'
judged 1 image-b.json sbom-b.json affected.json kev-other.json
both_say '1 unknown, 0 allowed: CVE-2021-44228 in'
both_say 'do     as vendor says: upgrade to 2.17.1'
judged 0 image-b.json sbom-later.json ranged.json kev-other.json
judged 1 image-b.json sbom-untold.json ranged.json kev-other.json # a version that nobody tells may be the one
both_say '1 unknown, 0 allowed: CVE-2026-0077 in'

# Another generator's inventory of the same build replaces none; what both list is one.
judged 1 image-b.json sbom-syft.json sbom-trivy.json affected.json kev-other.json
judged 1 image-b.json sbom-trivy.json sbom-syft.json affected.json kev-other.json
judges 1 --gate "$home/gate.yaml" --cache "$home/own.db" --digest $digest_b
judges 1 --gate "$home/gate.yaml" --cache "$home/own.db" --target registry.example/api
gate 'kev: block' 'allow: {critical: 0, unknown: 1}'
judged 0 image-b.json sbom-syft.json sbom-also.json affected.json kev-other.json
gate 'kev: block' 'allow: {critical: 0, unknown: any}'
judged 1 image-b.json sbom-syft.json sbom-trivy.json affected.json kev-log4j.json

# ---- People read names of packages as they write them ----

# is_called PURL NAME
is_called() {
	sed "s|pkg:deb/debian/zlib1g@1.2|$1|" grype-critical.json >named.json
	judges 1 --gate "$home/gate.yaml" --scan named.json
	says "CVE-2026-0002 in $2 1.2"
	says "upgrade $2 to 1.3"
}
gate 'kev: allow' 'allow: {critical: 0}'
is_called pkg:npm/%40acme/nested@1.2 @acme/nested
is_called pkg:npm/@acme/nested@1.2 @acme/nested
is_called 'pkg:deb/debian/libstdc%2B%2B6@1.2?arch=amd64' libstdc++6
is_called pkg:golang/github.com/Acme/shop@1.2 github.com/Acme/shop
is_called 'pkg:npm/a%1B%0A%E2%80%AEb@1.2' 'a<U+001B><U+000A><U+202E>b'
is_called 'pkg:npm/a%FF%00%4@1.2' 'a<0xFF>%00%4'

# ---- What one tool cannot rate is not rated by another's trifle ----

gate 'kev: allow' 'allow: {critical: 0, unknown: 0}'
judged 0 negligible.json
judged 1 unrated.json
judged 1 unrated.json negligible.json
both_say '1 unknown, 0 allowed'
both_say 'grype, trivy'
judged 1 unrated.json grype-critical.json
both_say '1 critical, 0 allowed'
gate 'kev: allow' 'allow: {critical: 0, info: 0, unknown: 0}' # no worse than unknown
judged 1 unrated.json negligible.json
both_say '1 info, 0 allowed'
gate 'kev: allow' 'allow: {critical: 0, unknown: any}'
judged 0 unrated.json negligible.json

ends
