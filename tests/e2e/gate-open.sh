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
gate 'allow: {critical: 0, high: 0}'
judged 6 null.sarif
both_say 'it saw only a part: its results are null'
judged 6 absent.sarif
both_say 'it saw only a part: it has no results'
judged 6 semgrep-error.json
both_say 'it saw only a part: semgrep met an error: no rule'
judged 6 checkov-error.json
both_say 'it saw only a part: 1 files could not be parsed, such as /a.tf'
judged 6 checkov-failed.json
both_say 'it saw only a part: a summary of 7 failed checks that does not tell them'
judged 6 checkov-summary.json
judged 6 layers-b.json # Trivy that found nothing and tells not what it looked for
both_say 'it saw only a part: the report does not show what was looked for'
judged 0 clean.sarif
# A part of the one is not made whole by the other.
judged 6 clean.sarif checkov-error.json
judged 1 critical.sarif checkov-error.json
# `partial: allow` is for a part that shows what it saw.
gate 'require:' '  any: {class: code, max_age: 26h, partial: allow}'
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
both_say 'no file was scanned'
judged 0 semgrep-warned.json
both_say '2 of its checks were not made'
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
container 0 --scanners secret --scan image-b.json layers-b.json
container 6 --scanners license --scan image-b.json layers-b.json
container 6 --scanners vuln --scan layers-b.json
judges 2 --scanners secret
complains "--scanners: what is in a cache was told by 'import --scanners'"
gate 'kev: allow' 'require:' '  s: {class: secret, target_kind: image, bind: digest}'
gavel --cache "$home/layers.db" import layers-b.json
judges 6 --gate "$home/gate.yaml" --cache "$home/layers.db" --digest $digest_b
gavel --cache "$home/layers.db" import --scanners secret layers-b.json
judges 6 --gate "$home/gate.yaml" --cache "$home/layers.db" --digest $digest_b # the first is still there
gavel --cache "$home/layers2.db" import --scanners secret layers-b.json
judges 0 --gate "$home/gate.yaml" --cache "$home/layers2.db" --digest $digest_b

echo "gate-open: $passed passed"
