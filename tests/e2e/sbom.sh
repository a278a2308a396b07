#!/bin/sh
# An inventory of this machine's packages goes through end to end: it has as many components as
# dpkg knows packages, versions compare as dpkg's own do, statements hit it without a new scan, and
# everything comes back from the archive. Usage: sbom.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"
gavel() { "$build/gavel" --cache "$home/cache.db" --now 2026-11-25T12:00:00Z "$@"; }
rows() { gavel show "$@" --json 2>/dev/null | python3 -c 'import json, sys
print(len(json.load(sys.stdin)["rows"]))'; }

dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' >"$home/packages"
python3 - "$home" <<'PYTHON'
import json, sys
from urllib.parse import quote
work = sys.argv[1]
digest = "sha256:" + "ab" * 32
def document(name, digest, made, packages):
    oci = "pkg:oci/host@" + quote(digest, safe="")
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"timestamp": made, "tools": [{"vendor": "aquasecurity", "name": "trivy"}],
                         "component": {"bom-ref": oci, "type": "container", "name": name, "purl": oci}},
            "components": [{"bom-ref": f"pkg:deb/debian/{quote(n)}@{quote(v)}?arch={a}", "type": "library",
                            "name": n, "version": v,
                            "purl": f"pkg:deb/debian/{quote(n)}@{quote(v)}?arch={a}"}
                           for n, v, a in packages]}
packages = [line.split() for line in open(work + "/packages")]
with open(work + "/host.json", "w") as file:
    json.dump(document("host", digest, "2026-11-20T00:00:00Z", packages), file)
# The next build: one package less, one of a later version.
later = [[n, v + "+b1" if n == "dash" else v, a] for n, v, a in packages if n != "tar"]
with open(work + "/next.json", "w") as file:
    json.dump(document("host", "sha256:" + "cd" * 32, "2026-11-21T00:00:00Z", later), file)
version = dict((n, v) for n, v, a in packages)["bash"]
with open(work + "/vex.json", "w") as file:
    json.dump({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex",
               "author": "Example", "timestamp": "2026-11-22T00:00:00Z", "version": 1, "statements": [
                   {"vulnerability": {"name": "CVE-2026-1"}, "status": "affected", "products": [
                       {"@id": "pkg:oci/host", "subcomponents": [{"@id": "pkg:deb/debian/bash"}]}]}]}, file)
with open(work + "/fixed.json", "w") as file:
    json.dump({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex-2",
               "author": "Example", "timestamp": "2026-11-23T00:00:00Z", "version": 1, "statements": [
                   {"vulnerability": {"name": "CVE-2026-1"}, "status": "not_affected",
                    "justification": "vulnerable_code_not_in_execute_path", "products": [
                       {"@id": "pkg:oci/host", "subcomponents": [{"@id": "pkg:deb/debian/bash"}]}]}]}, file)
with open(work + "/ahead.json", "w") as file:
    json.dump({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/vex-3",
               "author": "Example", "timestamp": "2026-11-22T00:00:00Z", "version": 1, "statements": [
                   {"vulnerability": {"name": "CVE-2026-1"}, "status": "not_affected", "timestamp": "2027-01-01T00:00:00Z",
                    "justification": "vulnerable_code_not_present", "products": [
                       {"@id": "pkg:oci/host", "subcomponents": [{"@id": "pkg:deb/debian/bash"}]}]}]}, file)
log4j = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"
for name in ("scanned", "listed"):
    found = document(name, "sha256:" + ("ef" if name == "scanned" else "fe") * 32, "2026-11-20T00:00:00Z", [])
    found["components"] = [{"bom-ref": "l", "type": "library", "name": "log4j-core", "version": "2.14.1", "purl": log4j}]
    if name == "scanned":
        found["vulnerabilities"] = [{"id": "GHSA-jfh8-c2jp-5v3q", "references": [{"id": "CVE-2021-44228"}],
                                     "ratings": [{"severity": "critical"}], "affects": [{"ref": "l"}]}]
    with open(f"{work}/{name}.json", "w") as file:
        json.dump(found, file)
with open(work + "/kev.json", "w") as file:
    json.dump({"catalogVersion": "1", "dateReleased": "2026-11-24T00:00:00Z", "count": 1, "vulnerabilities": [
        {"cveID": "CVE-2021-44228", "vendorProject": "Apache", "product": "Log4j2", "dateAdded": "2021-12-10",
         "dueDate": "2021-12-24", "knownRansomwareCampaignUse": "Known"}]}, file)
with open(work + "/pods.json", "w") as file:
    json.dump({"kind": "PodList", "items": [{"metadata": {"name": "p", "namespace": "ml"}, "status": {
        "containerStatuses": [{"image": "host", "imageID": "host@" + digest, "state": {"running": {}}}]}}]}, file)
PYTHON
touch -d 2026-11-24T00:00:00Z "$home/pods.json" # it does not say when it was made

count=$(wc -l <"$home/packages" | tr -d ' ')
gavel import "$home/host.json" >/dev/null
same "components are dpkg's packages" "$(rows components)" "$count"
same "and the inventory says so" "$(gavel show sbom --csv | tail -1 | cut -d, -f1,4)" "host,$count"
bash=$(awk '$1 == "bash" { print $2 }' "$home/packages")
same "who has bash" "$(gavel sbom who bash --csv | tail -1 | cut -d, -f1-4)" "bash,$bash,deb,host"
for range in "<$bash" "<=$bash" ">$bash" "<$bash+b1" ">$bash~rc1" "<1:0"; do
	op=$(printf %s "$range" | tr -d '0-9a-zA-Z.:+~-') version=${range#"$op"}
	dpkg --compare-versions "$bash" "$op$([ ${#op} = 1 ] && printf %s "$op")" "$version" && want=0 || want=1
	gavel sbom who "bash$range" >/dev/null 2>&1 && got=0 || got=$?
	same "bash$range as dpkg has it" "$got" "$want"
done

# Ranges as python's packaging has them. What it leaves out of an open range beside the order, early
# and later ones of the very release, is in one of vers: and of an advisory.
/usr/bin/python3 - "$home" <<'PYTHON' # which has Debian's packages
import random, sys
from packaging.specifiers import SpecifierSet
from packaging.version import Version
dice = random.Random(440)
def version():
    parts = [str(dice.randint(0, 2)) for _ in range(dice.randint(1, 3))]
    return (dice.choice(["", "", "", "1!"]) + ".".join(parts) + dice.choice(["", "", "", "a1", "rc2"])
            + dice.choice(["", "", "", ".post1"]) + dice.choice(["", "", "", ".dev3"]))
def local(version):
    return version + dice.choice(["", "+cu124", "+cu118", "+cpu.1", "+1"])
cases = set()
while len(cases) < 2000:
    sign, named = dice.choice(["==", "!=", "<=", ">=", "<", ">"]), version()
    named = local(named) if sign in ("==", "!=") else named
    have = local(dice.choice([version(), named.split("+")[0]]))
    has, wants = Version(have), Version(named)
    if sign in "<>" and Version(has.base_version) == Version(wants.base_version) and Version(has.public) != wants:
        continue
    cases.add((have, sign + named, int(SpecifierSet(sign + named, prereleases=True).contains(has))))
rows = ",".join(f"('{have}','{range}',{holds})" for have, range, holds in sorted(cases))
with open(sys.argv[1] + "/packaging.sql", "w") as file:
    file.write(f"WITH c(have, range, holds) AS (VALUES {rows}) SELECT count(*) || ' ' || coalesce("
               "min(iif(version_in('pypi', have, range) = holds, NULL, have || ' ' || range)), 'agree') FROM c")
PYTHON
same "ranges as packaging has them" "$(gavel sql "$(cat "$home/packaging.sql")" | tail -1)" "2000 agree"

gavel import "$home/host.json" >/dev/null
same "once more changes nothing" "$(rows components)" "$count"
gavel import "$home/next.json" >/dev/null
same "digests stand side by side" "$(rows sbom)" 2
same "the later one is the newest" "$(rows sbom newest:yes digest:sha256:cd*)" 1
same "the difference" "$(gavel sbom diff sha256:abab sha256:cdcd --json | python3 -c 'import json, sys
d = json.load(sys.stdin)
print([(r["change"], r["name"]) for r in d["rows"]], d["removed"], d["upgraded"], d["added"])')" \
	"[('upgraded', 'dash'), ('removed', 'tar')] 1 1 0"

# Another generator's inventory of a build stands beside the first, whatever order they come in.
python3 - "$home" <<'PYTHON'
import json, sys
work = sys.argv[1]
for tool, made, parts in (("syft", "2026-11-20", ["left-pad", "once"]), ("trivy", "2026-11-22", ["once"])):
    with open(f"{work}/by-{tool}.json", "w") as file:
        json.dump({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {
            "timestamp": made + "T00:00:00Z", "tools": {"components": [{"name": tool, "version": "1"}]},
            "component": {"type": "container", "name": "both", "version": "sha256:" + "0d" * 32}},
            "components": [{"type": "library", "name": n, "version": "1", "purl": f"pkg:npm/{n}@1"} for n in parts]}, file)
PYTHON
both=both@sha256:$(printf '0d%.0s' $(seq 32))
for order in "syft trivy" "trivy syft"; do
	two() { XDG_DATA_HOME=$home/two-${order% *} "$build/gavel" --cache "$home/${order% *}.db" --now 2026-11-25T12:00:00Z "$@"; }
	for tool in $order; do
		two import "$home/by-$tool.json" >/dev/null
	done
	same "both are current, $order" "$(two show sbom newest:yes --csv cols:tool,components | tail -n +2 | tr -d '\r' | sort | tr '\n' ' ')" \
		"syft,2 trivy,1 "
	same "what one of them lists is listed" "$(two sbom who left-pad | awk 'NR > 1 { print $2, $6, $8 }')" "left-pad yes syft"
	same "what both list, by each" "$(two sbom who once | awk 'NR > 1 { print $8 }' | sort | tr '\n' ' ')" "syft trivy "
	same "their difference" "$(two sbom diff "$both@syft" both@trivy)" \
		"$both@syft -> $both@trivy: 0 added, 1 removed, 0 upgraded, 0 downgraded, 0 changed
removed    left-pad  1  npm"
	same "by the digest alone" "$(two sbom diff sha256:0d0d@trivy sha256:0d0d@syft | tail -1)" "added      left-pad  1  npm"
	two cache rebuild >/dev/null 2>&1
	two show components --json | sed 's/"run":[0-9]*//g' >"$home/${order% *}.json"
done
cmp -s "$home/syft.json" "$home/trivy.json" && got=same || got=differs
same "whichever came first" "$got" same

gavel import "$home/vex.json" >/dev/null
same "a statement hits what is stored" "$(rows advisory_hits component:bash)" 2
gavel import "$home/ahead.json" >/dev/null
same "what is not yet stated takes no hit away" "$(rows advisory_hits component:bash)" 2
same "and is not in force" "$(rows vex effective:yes status:affected) $(rows vex effective:yes status:not_affected)" "1 0"
same "until its day" "$("$build/gavel" --cache "$home/cache.db" --now 2027-01-02T00:00:00Z show advisory_hits \
	component:bash --csv 2>/dev/null | tail -n +2 | wc -l | tr -d ' ')" 0
gavel import "$home/pods.json" >/dev/null
same "what runs comes first" "$(gavel show advisory_hits sort:-running --csv | sed -n 2p | cut -d, -f1-3,6)" \
	"CVE-2026-1,host,bash,1"
"$build/gavel" --cache "$home/cache.db" --now 2026-11-25T18:00:00Z import "$home/fixed.json" >/dev/null
same "a later statement takes the hits away" "$(gavel show advisory_hits 2>/dev/null | wc -l | tr -d ' ')" 0
same "and as of before it they are there" "$(rows advisory_hits --as-of 2026-11-25T15:00:00Z)" 2

# What a scanner found in one image, and the catalogue then lists, hits every image with the package.
gavel import "$home/scanned.json" "$home/listed.json" >/dev/null
same "no hit before the catalogue lists it" "$(gavel show advisory_hits 2>/dev/null | wc -l | tr -d ' ')" 0
gavel import "$home/kev.json" >/dev/null
same "hits by the catalogue" "$(gavel show advisory_hits --csv cols:subject,advisory,component,due,source |
	tail -n +2 | tr -d '\r' | sort | tr '\n' ' ')" \
	"listed,CVE-2021-44228,log4j-core,2021-12-24,KEV scanned,CVE-2021-44228,log4j-core,2021-12-24,KEV "

# The one that was scanned has a finding; the other one waits on the docket and in the report.
same "by the docket" "$(gavel show docket kind:exploited cols:due,what,where,address --csv | tail -n +2 | tr -d '\r' | sort)" \
	"2021-12-24T23:59:59Z,\"1 open, used by ransomware\",CVE-2021-44228,findings state:open cve:CVE-2021-44228
2021-12-24T23:59:59Z,\"in an inventory, ransomware\",CVE-2021-44228,advisory_hits kev:yes current:yes scanned:no advisory:CVE-2021-44228"
same "and by the report" "$(gavel report findings | grep -c '^| 2021-12-24 | CVE-2021-44228 | listed | log4j-core | 2.14.1 |')" 1

for view in sbom components vex advisory_hits workloads; do
	gavel show "$view" --json >"$home/$view.1" 2>/dev/null || :
done
gavel cache verify >/dev/null && got=0 || got=$?
same "cache verify" "$got" 0
rm -f "$home"/cache.db "$home"/cache.db-*
gavel cache rebuild >/dev/null 2>&1
for view in sbom components vex advisory_hits workloads; do
	gavel show "$view" --json >"$home/$view.2" 2>/dev/null || :
	cmp -s "$home/$view.1" "$home/$view.2" && got=same || got=differs
	same "$view from the archive" "$got" same
done
# In another order of files, the same.
"$build/gavel" --cache "$home/other.db" --now 2026-11-25T12:00:00Z import "$home/ahead.json" "$home/fixed.json" \
	"$home/pods.json" "$home/next.json" "$home/vex.json" "$home/host.json" \
	"$home/kev.json" "$home/listed.json" "$home/scanned.json" >/dev/null
for view in sbom components vex advisory_hits workloads; do
	"$build/gavel" --cache "$home/other.db" --now 2026-11-25T12:00:00Z show "$view" --json 2>/dev/null |
		sed 's/"run":[0-9]*//' >"$home/$view.3" || :
	sed 's/"run":[0-9]*//' "$home/$view.2" | cmp -s - "$home/$view.3" && got=same || got=differs
	same "$view in another order" "$got" same
done

# Names of Python packages are folded (PEP 503), in whatever way an inventory or a statement spells them.
for name in Ruamel.Yaml ruamel__yaml; do
	printf '{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-11-20T00:00:00Z","component":
		{"type":"application","name":"of-%s"}},"components":[{"type":"library","name":"%s","version":"1.0",
		"purl":"pkg:pypi/%s@1.0"}]}' $name $name $name >"$home/$name.json"
	gavel import "$home/$name.json" >/dev/null
done
printf '{"@context":"https://openvex.dev/ns/v0.2.0","@id":"urn:y","author":"a","timestamp":"2026-11-21T00:00:00Z","version":1,
	"statements":[{"vulnerability":{"name":"CVE-2026-7"},"products":[{"@id":"pkg:pypi/ruamel-yaml@1.0"}],"status":"affected",
	"action_statement":"x"}]}' >"$home/yaml-vex.json"
gavel import "$home/yaml-vex.json" >/dev/null
for name in ruamel.yaml Ruamel_yaml ruamel-yaml pkg:pypi/ruamel.yaml; do
	same "who has $name" "$(gavel sbom who "$name" --csv | tail -n +2 | cut -d, -f4 | sort | tr '\n' ' ')" "of-Ruamel.Yaml of-ruamel__yaml "
done
same "a statement on any spelling" "$(rows advisory_hits advisory:CVE-2026-7)" 2

# What an inventory says of a package besides its purl is its own: neither the order of files nor what an older one
# or another tool's said changes it.
python3 - "$home" <<'PYTHON'
import json, sys
def listed(name, day, tool, kind, properties):
    with open(f"{sys.argv[1]}/{name}.json", "w") as file:
        json.dump({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "metadata": {
            "timestamp": f"2026-11-{day}T00:00:00Z", "tools": [{"name": tool}],
            "component": {"type": "container", "name": "reg/of", "version": "sha256:" + "0c" * 32}}, "components": [
                {"type": kind, "name": "libssl3", "version": "3.0", "purl": "pkg:deb/debian/libssl3@3.0",
                 "properties": [{"name": "aquasecurity:trivy:SrcName", "value": v} for v in properties]}]}, file)
listed("of-old", "10", "trivy", "library", ["openssl"])
listed("of-new", "11", "trivy", "library", [])
listed("of-gen", "11", "cdxgen", "framework", [])
with open(f"{sys.argv[1]}/of-vex.json", "w") as file:
    json.dump({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:of", "author": "a", "version": 1,
               "timestamp": "2026-11-12T00:00:00Z", "statements": [{
                   "vulnerability": {"name": "CVE-2026-11"}, "status": "affected", "action_statement": "x",
                   "products": [{"@id": "pkg:deb/debian/openssl?arch=source"}]}]}, file)
PYTHON
of() {
	rm -rf "$home"/of.db*
	for of in "$@" of-vex; do
		"$build/gavel" --cache "$home/of.db" --now 2026-11-25T12:00:00Z import "$home/$of.json" >/dev/null
	done
	"$build/gavel" --cache "$home/of.db" show components sort:tool cols:tool,type --csv | tail -n +2 | tr -d '\r' | tr '\n' ' '
	"$build/gavel" --cache "$home/of.db" --now 2026-11-25T12:00:00Z show advisory_hits --csv | tail -n +2 | wc -l
}
for order in "of-old of-new of-gen" "of-gen of-new of-old" "of-new of-old of-gen"; do
	# shellcheck disable=SC2086 # a list of names
	same "each its own, from $order" "$(of $order)" "cdxgen,framework trivy,library 0"
done
same "and the source where it is told" "$(of of-old of-gen)" "cdxgen,framework trivy,library 1"

# Of folders of one repository each has its own inventory, and what a person tells apart too.
python3 - "$home" <<'PYTHON'
import json, sys
for name, day, folder, package, *of in (
        ("api", "10", "api", "left-pad@1.0"), ("web", "11", "web", "once@1.0"), ("api-2", "12", "api", "left-pad@1.1"),
        ("v1-api", "13", "api", "a@1", "1"), ("v1-web", "14", "web", "w@1", "1"), ("v2-web", "15", "web", "w@2", "2"),
        ("v2-api", "16", "api", "a@2", "2")):
    bare, version = package.split("@")
    with open(f"{sys.argv[1]}/mono-{name}.json", "w") as file:
        json.dump({"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {
            "timestamp": f"2026-11-{day}T00:00:00Z", "tools": {"components": [{"type": "application", "name": "trivy"}]},
            "component": {"type": "application", "name": folder, **({"version": of[0]} if of else {})}}, "components": [
                {"type": "library", "name": bare, "version": version, "purl": "pkg:npm/" + package}]}, file)
with open(sys.argv[1] + "/mono-vex.json", "w") as file:
    json.dump({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "urn:mono", "author": "a", "version": 1,
               "timestamp": "2026-11-12T00:00:00Z", "statements": [{
                   "vulnerability": {"name": "CVE-2026-12"}, "status": "affected", "action_statement": "x",
                   "products": [{"@id": "pkg:npm/left-pad"}]}]}, file)
PYTHON
repo=git.example.org/mono
for order in "api web" "web api"; do
	mono() { "$build/gavel" --cache "$home/mono-${order% *}.db" --now 2026-11-25T12:00:00Z "$@"; }
	for folder in $order vex; do
		mono import --target "$repo" "$home/mono-$folder.json" >/dev/null 2>&1
	done
	same "both folders are current, $order" "$(mono show sbom newest:yes cols:subject,part sort:part --csv | tail -n +2 | tr -d '\r' | tr '\n' ' ')" \
		"$repo,api $repo,web "
	same "what one folder has" "$(mono sbom who left-pad --csv | tail -n +2 | wc -l | tr -d ' ')" 1
	same "a statement hits it" "$(mono show advisory_hits newest:yes cols:component,part --csv | tail -n +2 | tr -d '\r')" "left-pad,api"
	same "their difference" "$(mono sbom diff "$repo@api" "$repo@web")" \
		"$repo@api -> $repo@web: 1 added, 1 removed, 0 upgraded, 0 downgraded, 0 changed
removed    left-pad  1.0  npm
added      once  1.0  npm"
	same "a folder by its generator" "$(mono sbom diff "$repo@web" "$repo@api@trivy" --json | python3 -c 'import json, sys
d = json.load(sys.stdin)
print(d["a"]["part"], d["b"]["part"], d["b"]["tool"])')" "web api trivy"
done
mono import --target "$repo" "$home/mono-api-2.json" >/dev/null
same "the folder's next one replaces its own" "$(mono show components subject:"$repo" cols:part,name,version sort:part --csv |
	tail -n +2 | tr -d '\r' | tr '\n' ' ')" "api,left-pad,1.1 web,once,1.0 "
mono import --target "$repo" --category nightly "$home/mono-api.json" >/dev/null
same "a category's is another" "$(mono sbom diff "$repo@nightly api" "$repo@api")" \
	"$repo@nightly api -> $repo@api: 0 added, 0 removed, 1 upgraded, 0 downgraded, 0 changed
upgraded   left-pad  1.0 -> 1.1  npm"
mono import --target git.example.org/two "$home"/mono-v*-*.json >/dev/null
same "of two versions the same folder" "$(mono sbom diff git.example.org/two@1 git.example.org/two@2)" \
	"git.example.org/two@1@web -> git.example.org/two@2@web: 0 added, 0 removed, 1 upgraded, 0 downgraded, 0 changed
upgraded   w  1 -> 2  npm"

# Several files of one thing in a folder: the one made last is shown.
mkdir "$home/scores"
for day in 3 1 2; do
	printf '#model_version:v1,score_date:2026-11-0%s\ncve,epss,percentile\nCVE-2021-44228,0.%s,0.5\n' \
		"$day" "$day" >"$home/scores/scores-$((4 - day)).csv"
done
gavel import "$home/scores" >/dev/null
same "the newest scores" "$(gavel show epss --csv cols:epss,scored | tail -1 | tr -d '\r')" "0.3,2026-11-03T00:00:00Z"

# A file that is cut short changes nothing.
head -c "$(($(wc -c <"$home/next.json") / 2))" "$home/next.json" >"$home/cut.json"
gavel import "$home/cut.json" >/dev/null 2>&1 && got=0 || got=$?
same "a file cut short" "$got" 2
same "changes nothing" "$(rows sbom)" 6
ends
