#!/bin/sh
# What to fix first: one row a package, to the version that closes all that can be closed. The
# expected rows are worked out by hand from the two images below. Usage: fixes.sh [BUILD-FOLDER]
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"
gavel() { "$build/gavel" --cache "$home/$cache/cache.db" --now 2026-11-25T12:00:00Z "$@"; }
fixes() { gavel show fixes "$@" cols:findings,targets,critical,unfixed --csv 2>/dev/null | tr -d '\r' | sed 1d; }

python3 - "$home" <<'PYTHON'
import json, sys

PURLS = {"openssl": "pkg:deb/debian/openssl@%s", "bind": "pkg:rpm/rhel/bind-libs@%s?epoch=32",
         "tomcat": "pkg:maven/org.apache.tomcat/tomcat-catalina@%s", "npm": "pkg:npm/openssl@%s",
         "php": "pkg:composer/a/b@%s", "other": "pkg:deb/debian/zlib1g@%s"}


def report(name, image, made, *flaws):
    of = [{"VulnerabilityID": f"CVE-2026-{number}", "PkgName": PURLS[what].split("/")[-1].split("@")[0],
           "PkgIdentifier": {"PURL": PURLS[what] % installed}, "InstalledVersion": installed,
           "FixedVersion": fixed, "Severity": level}
          for number, what, installed, fixed, level in flaws]
    with open(f"{sys.argv[1]}/{name}.json", "w", encoding="utf-8") as file:
        json.dump({"SchemaVersion": 2, "CreatedAt": made, "ArtifactName": image,
                   "ArtifactType": "container_image", "Results": [
                       {"Target": image, "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": of}]},
                  file)


TOMCAT = "11.0.14, 10.1.49, 9.0.112"
A = [(1001, "openssl", "3.0.9-1", "3.0.11-1~deb12u1", "HIGH"),
     (1002, "openssl", "3.0.9-1", "3.0.14-1~deb12u2", "LOW"),
     (1003, "openssl", "3.0.9-1", "", "HIGH"),
     (1010, "bind", "9.11.36-5.el8", "32:9.11.36-8.el8_8.1", "HIGH"),
     (1011, "bind", "9.11.36-5.el8", "32:9.11.36-11.el8_9", "HIGH"),
     (1020, "tomcat", "9.0.109", TOMCAT, "HIGH"),
     (1030, "npm", "1.0.0", "1.10.0", "HIGH"),
     (1031, "npm", "1.0.0", "1.9.0", "HIGH"),
     (1040, "php", "1.0", "1.1", "HIGH"),
     (1041, "php", "1.0", "1.2", "HIGH"),
     (1050, "other", "1:1.2.13", "", "CRITICAL")]
report("a-old", "img/a", "2026-11-01T00:00:00Z", *A[:5],
       (1099, "openssl", "3.0.9-1", "3.9.9-1", "HIGH"))
report("a", "img/a", "2026-11-20T00:00:00Z", *A)
report("b", "img/b", "2026-11-20T00:00:00Z",
       (1002, "openssl", "3.0.11-1~deb12u1", "3.0.14-1~deb12u2", "LOW"),
       (1003, "openssl", "3.0.11-1~deb12u1", "", "HIGH"),
       (1004, "openssl", "3.0.11-1~deb12u1", "3.0.13-1~deb12u1", "CRITICAL"),
       (1020, "tomcat", "10.1.40", TOMCAT, "HIGH"))
PYTHON

want="deb/debian/openssl to 3.0.14-1~deb12u2,4,2,1,2
maven/org.apache.tomcat/tomcat-catalina to 10.1.49,2,2,0,0
npm/openssl to 1.10.0,2,1,0,0
rpm/rhel/bind-libs to 32:9.11.36-11.el8_9,2,1,0,0
b to 1.1,1,1,0,0
b to 1.2,1,1,0,0"
for order in "a-old a b" "b a a-old" "a a-old b"; do
	cache=$(echo "$order" | tr ' ' +)
	mkdir "$home/$cache"
	for name in $order; do
		gavel import "$home/$name.json" >/dev/null
	done
	same "$order" "$(fixes)" "$want"
done

same "read from its rows" "$(gavel show groups by:upgrade state:open upgrade!= sort:-first cwe!=x \
	cols:findings,targets,critical,unfixed --csv | tr -d '\r' | sed 1d)" "$want"
same "of critical ones alone" "$(fixes sev:critical)" "deb/debian/openssl to 3.0.13-1~deb12u1,1,1,1,2"
gavel show fixes --json | python3 -c 'import json, sys
for row in json.load(sys.stdin)["rows"]: print(row["findings"], row["upgrade"], sep="\t")' >"$home/rows"
while IFS="$(printf '\t')" read -r count upgrade; do
	same "behind $upgrade" "$(gavel show findings state:open "upgrade:\"$upgrade\"" --json |
		python3 -c 'import json, sys
print(len(json.load(sys.stdin)["rows"]))')" "$count"
done <"$home/rows"
same "what one closes and what of the package stays" "$(gavel show groups by:upgrade package:openssl \
	'upgrade:"deb/debian/openssl to 3.0.13-1~deb12u1"' state:open \
	cols:findings,unfixed --csv | tr -d '\r' | sed 1d)" "deb/debian/openssl to 3.0.13-1~deb12u1,2,2"
same "versions at 80 columns" "$(gavel show fixes --screen=80x24 | grep -c ' to 10\.1\.49 \| to 1\.10\.0 ')" 2
gavel cache rebuild >/dev/null
same "rebuilt" "$(fixes)" "$want"
ends
