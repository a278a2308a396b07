#!/bin/sh
# The gate over what runs: an older build of the target that workloads run counts beside the newest, and
# the verdict names it; what is bound to a digest is judged alone. Verdicts follow from gate/reports.py.
#
# Usage: gate-running.sh [BUILD]
# shellcheck disable=SC2015 # ok cannot fail
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/gate/lib.sh
. "$here/tests/e2e/gate/lib.sh"
api=registry.example/api

# takes FILE…: into the cache of the case; what runs is told later each time
seconds=10
takes() {
	seconds=$((seconds + 1))
	touch -d "2026-03-01T11:00:${seconds}Z" pods-*.json
	gavel --cache "$home/own.db" import "$@"
	same "import $*" "$status" 0
}

# afresh FILE…: a cache that has these
afresh() {
	rm -rf "$home"/own.db* "$home/archive"
	takes "$@"
}

# on STATUS ARGUMENT…: the verdict on the case's cache
on() {
	wanted=$1
	shift
	judges "$wanted" --gate "$home/gate.yaml" --cache "$home/own.db" "$@"
}

shows() {
	"$build/gavel" --cache "$home/own.db" --now "$now" show "$@" --csv 2>/dev/null | tail -n +2 | tr -d '\r'
}

# waits KIND ROW: the docket's only row of the kind, which leads to one finding; empty: there is none
waits() {
	same "docket $1" "$(shows docket kind:"$1" cols:due,what,where,address)" "$2"
	# shellcheck disable=SC2086 # an address is words
	[ -z "$2" ] || same "findings of docket $1" "$(shows ${2##*,} cols:rule | wc -l | tr -d ' ')" 1
}

# ---- An inventory of what runs, and what advisories say of it ----

gate 'kev: block' 'allow: {critical: 0, unknown: any}'
afresh image-c.json sbom-b.json sbom-c.json affected.json kev-log4j.json
on 0 --target $api # nothing runs, and the newest build has it not
takes pods-c.json
on 0 --target $api
takes pods-bc.json
on 1 --target $api
says 'BLOCK    kev: known to be exploited: CVE-2021-44228 in org.apache.logging.log4j/log4j-core 2.14.1: '
says "; still runs as $digest_b in 1 workload"
says 'the newest build is not known to have it: deploy that'
on 1 # whatever there is
says "still runs as $digest_b in 1 workload"
on 1 --target $api --json
says '"runs_in":"'$digest_b'","workloads":"1"'
on 1 --target $api --sarif
says "still runs as $digest_b in 1 workload"
on 1 --target $api --junit
says "still runs as $digest_b in 1 workload"
on 1 --target $api --github
says "still runs as $digest_b in 1 workload"
on 0 --digest $digest_c # bound to one thing
on 1 --digest $digest_b # whether or not it runs
says_not 'still runs'
on 0 --digest $digest_c --target $api
on 1 --commit $commit --target $api # a commit binds repositories
says "still runs as $digest_b in 1 workload"
gate 'kev: allow' 'allow: {critical: 0, unknown: 0}'
on 1 --target $api
says '1 unknown, 0 allowed: CVE-2021-44228 in '
says 'told by advisories on stored inventories alone'
# What the newest one has too is of no build alone.
gate 'kev: block' 'allow: {critical: any, unknown: any}'
takes sbom-d.json
on 1 --target $api
says_not 'still runs'
# Two builds that run are one finding, and both are named.
afresh image-c.json sbom-b.json sbom-a-old.json sbom-c.json affected.json kev-log4j.json pods-ab.json
on 1 --target $api
says "still runs as $digest_a and 1 other image in 3 workloads"
says '; 1 told by advisories on stored inventories alone'
on 1 --target $api --json
says '"runs_in":"'$digest_a,\ $digest_b'","workloads":"3"'
# No longer: it passes again.
takes pods-none.json
on 0 --target $api

# ---- What a scan saw in it, which the newest build's does not have ----

gate 'kev: allow' 'allow: {critical: 0}'
afresh image-a.json image-b.json
on 0 --target $api
takes pods-c.json # what nobody looked at is not judged, and that is said
unseen="$digest_c runs in 1 workload, and there is neither a scan nor an inventory of it: what it has is not known"
on 0 --target $api
says "warn     scans: $unseen"
says 'scan what runs, or deploy a build that was scanned'
on 0
says "$unseen"
for form in json sarif junit github; do
	on 0 --target $api --$form
	says "$unseen"
	python3 "$here/tests/e2e/gate/forms.py" $form "$home/out" pass && ok || fail "$form of what nobody looked at"
done
on 0 --digest $digest_b
says_not 'what it has is not known'
on 0 --digest $digest_b --target $api
says_not 'what it has is not known'
same 'workloads that nobody looked at' "$(shows workloads scanned:no cols:image,sbom,digest)" "$api:1.0,0,$digest_c"
same 'docket of what nobody looked at' "$(shows docket kind:unscanned cols:what,where,address)" \
	"1 image runs unscanned,$api:1.0,\"workloads scanned:no sbom:no replicas>0 image:\"\"$api:1.0\"\"\""
same 'where it leads' "$(shows workloads scanned:no sbom:no 'replicas>0' image:"$api:1.0" cols:digest)" "$digest_c"
takes pods-other.json
on 0 --target $api # of another name, which nobody ever scanned
says_not 'what it has is not known'
same 'docket of another name' "$(shows docket kind:unscanned)" ''
takes pods-bc.json
takes sbom-c.json
on 0 --target $api
says_not 'what it has is not known'
same 'docket with an inventory' "$(shows docket kind:unscanned)" ''
afresh image-a.json pods-bc.json
on 1 --target $api
says "$digest_b and 1 other image run in 2 workloads, and there is neither a scan nor an inventory of them: what they have is not known"
afresh image-a.json image-b.json
takes pods-a.json
on 1 --target $api
says_not 'what it has is not known'
says 'allow: 1 critical, 0 allowed: CVE-2026-0001 in openssl 3.0.1: openssl: overflow (critical container, trivy); still runs as '$digest_a' in 2 workloads'
says 'the newest build is not known to have it: deploy that'
says 'counted  2 findings; 1 of them gone from the newest scan, in images that still run'
cp "$home/out" "$home/first"
on 0 --digest $digest_b
on 0 --digest $digest_b --target $api
on 1 --digest $digest_a
says_not 'still runs'
says 'upgrade openssl to 3.0.9'
gavel --cache "$home/own.db" cache rebuild
on 1 --target $api
cmp -s "$home/out" "$home/first" && ok || fail 'rebuilt, it is another verdict'
rm -rf "$home"/own.db* # in another order
takes pods-a.json
takes image-b.json
takes image-a.json
on 1 --target $api
cmp -s "$home/out" "$home/first" && ok || fail 'in another order it is another verdict'
for form in json sarif junit github; do
	on 1 --target $api --$form
	python3 "$here/tests/e2e/gate/forms.py" $form "$home/out" fail 1 && ok || fail "$form of what runs"
done
gate 'kev: allow' 'allow: {critical: 1}'
on 0 --target $api
says 'counted  2 findings; 1 of them gone from the newest scan, in images that still run'
# By the catalogue, at any severity, and by its day.
afresh image-a.json image-none.json pods-a.json kev.json
gate 'kev: block' 'allow: {critical: any}' 'overdue: []'
on 1 --target $api
says 'kev: known to be exploited: CVE-2026-0002 in zlib1g 1.2'
says "still runs as $digest_a in 2 workloads"
gate 'kev: allow' 'allow: {critical: any}' 'overdue: [low]'
on 1 --target $api
says 'overdue: due 2026-02-22T23:59:59Z: CVE-2026-0002'
waits exploited '2026-02-22T23:59:59Z,"1 running, known to be exploited",CVE-2026-0002,findings runs_as:open cve:CVE-2026-0002'
takes pods-none.json
waits exploited ''
takes pods-a.json
gate 'kev: allow' 'allow: {critical: any}' 'overdue: []'
on 0 --target $api
# By the days of its severity, from when it was first seen: a critical one has 7.
afresh image-a.json image-none.json pods-a.json
now=2026-03-08T09:00:00Z
gate 'kev: allow' 'allow: {critical: any}' 'overdue: [critical]'
on 0 --target $api
waits overdue ''
now=2026-03-08T09:00:01Z
on 1 --target $api
waits overdue "2026-03-08T09:00:00Z,\"1 critical past due, still running\",$api,findings runs_as:open sev:critical target:$api"
says 'overdue: due 2026-03-08T09:00:00Z: CVE-2026-0001'
now=2026-03-01T12:00:00Z
# What the base had is not new because it runs.
gate 'kev: allow' 'allow: {critical: 0}'
on 1 --target $api --new-since image-b.json
on 0 --target $api --new-since image-a.json
says 'before   2'
# What was claimed of it while it was there holds as long as it runs.
gate 'kev: allow' 'allow: {high: 0}'
afresh applied-HIGH.json image-none.json pods-a.json
on 0 --target $api
says 'claimed'
gate 'kev: allow' 'allow: {high: 0}' 'claims: []'
on 1 --target $api
says "still runs as $digest_a"
# An inventory of what runs lists the package of what was found in another build.
gate 'kev: allow' 'allow: {critical: 0}'
afresh image-a.json image-none.json sbom-openssl.json pods-b.json
on 1 --target $api
says "still runs as $digest_b in 1 workload"

# ---- What scans told that looked at a part of it: each flaw once, as the last that looked has it ----

gate 'kev: allow' 'allow: {critical: 0}'
afresh image-a.json part-again.json part-lower.json
on 0 --target $api
on 0 --digest $digest_a
says 'counted  2 findings'
gate 'kev: allow' 'allow: {critical: 0, low: 1}'
on 1 --digest $digest_a
says 'allow: 2 low, 1 allowed'

ends
