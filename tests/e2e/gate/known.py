"""What is known of a flaw holds of all its findings: by the catalogue of exploited ones, whatever its date
says, and by all its ids, whoever tells that they are one, in any order.

Usage: known.py GAVEL
"""
import csv
import io
import itertools
import json
import os
import subprocess
import sys
import tempfile

GAVEL = sys.argv[1]
CVE, GHSA = "CVE-2021-23337", "GHSA-35jh-r3h4-6jhm"
NOW = "2026-11-26T12:00:00Z"
DAY = "2026-11-25T08:00:00Z"
WRITTEN = 1795593600  # the same: what does not say when it was made is as old as its file


def npm(*ghsa):
    via = [{"source": 1, "name": "lodash", "title": "t", "severity": "high", "range": "<4.17.21",
            "url": f"https://github.com/advisories/{one}"} for one in ghsa]
    return {"auditReportVersion": 2, "metadata": {"vulnerabilities": {"total": 1}}, "vulnerabilities": {
        "lodash": {"name": "lodash", "severity": "high", "via": via, "effects": [], "range": "<4.17.21",
                   "nodes": ["node_modules/lodash"], "fixAvailable": True}}}


def osv(aliases):
    return {"results": [{"source": {"path": "/src/package-lock.json", "type": "lockfile"}, "packages": [
        {"package": {"name": "lodash", "version": "4.17.0", "ecosystem": "npm"}, "vulnerabilities": [
            {"id": GHSA, "aliases": aliases, "summary": "s", "database_specific": {"severity": "HIGH"}}],
         "groups": [{"ids": [GHSA], "aliases": [*aliases, GHSA], "max_severity": "7.2"}]}]}]}


def grype(related):
    return {"source": {"type": "image", "target": {"userInput": "reg.example/api:1",
                                                   "imageID": "sha256:" + "b" * 64}},
            "descriptor": {"name": "grype", "version": "1", "timestamp": DAY},
            "matches": [{"vulnerability": {"id": GHSA, "severity": "Low",
                                           "fix": {"versions": ["4.17.21"], "state": "fixed"}},
                         "relatedVulnerabilities": [{"id": one} for one in related],
                         "artifact": {"name": "lodash", "version": "4.17.0", "purl": "pkg:npm/lodash@4.17.0"}}]}


def kev(**dates):
    return {"catalogVersion": "1", "dateReleased": "2026-11-20T00:00:00Z", "count": 1, "vulnerabilities": [
        {"cveID": CVE, "vendorProject": "v", "product": "p", "dateAdded": "2026-11-10", **dates}]}


def openvex(aliases):
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x/1", "author": "X", "timestamp": DAY,
            "version": 1, "statements": [{"vulnerability": {"name": CVE, "aliases": aliases},
                                          "products": [{"@id": "pkg:maven/z/z@1"}],
                                          "status": "under_investigation"}]}


class Estate:
    def __init__(self):
        self.folder = tempfile.TemporaryDirectory()
        self.at = self.folder.name
        self.count = 0
        self.write("empty.yaml", "")
        self.write("gate.yaml", "gates:\n  g:\n    kev: block\n    kev_age: 60d\n    allow: {high: 9, low: 9}\n")
        self.write("one.yaml", "gates:\n  g:\n    kev: allow\n    allow: {high: 1}\n")

    def write(self, name, text):
        path = os.path.join(self.at, name)
        with open(path, "w") as out:
            out.write(text)
        os.utime(path, (WRITTEN, WRITTEN))
        return path

    def run(self, *words, ok=True):
        env = {**os.environ, "HOME": self.at, "XDG_CACHE_HOME": self.at, "XDG_DATA_HOME": self.at}
        done = subprocess.run([GAVEL, *words, "--cache", os.path.join(self.at, "c.db"), "--config",
                               os.path.join(self.at, "empty.yaml"), "--now", NOW],
                              capture_output=True, text=True, env=env, check=False)
        assert done.returncode == 0 or not ok, (words, done.stdout, done.stderr)
        return done

    def take(self, document, *words):
        self.count += 1
        name = self.write(f"{self.count}.json", json.dumps(document))
        return self.run("import", *words, name)

    def rows(self, view, columns):
        out = self.run("show", *view.split(), "cols:" + columns, "--csv", ok=False).stdout
        return [list(row) for row in csv.reader(io.StringIO(out))][1:]

    def gate(self, name, *words):
        return self.run("check", "findings", "--gate", os.path.join(self.at, name), *words, ok=False)


APP = ("--target", "acme/app", "--at", DAY)


def dates():
    """A record of the catalogue is one, whatever its date: without one it is due since it was added."""
    for due, day in (({"dueDate": ""}, "2026-11-10"), ({"dueDate": None}, "2026-11-10"), ({}, "2026-11-10"),
                     ({"dueDate": "2026/11/26"}, "2026-11-10"), ({"dueDate": "2026-13-01"}, "2026-11-10"),
                     ({"dueDate": "2026-11-26T00:00:00Z"}, "2026-11-26"),
                     ({"dueDate": "2026-11-26T10:00:00Z"}, "2026-11-26"),
                     ({"dueDate": "2026-11-26"}, "2026-11-26")):
        e = Estate()
        done = e.take(kev(**due))
        assert ("no date until when" in done.stdout + done.stderr) == (day == "2026-11-10"), (due, done)
        e.take(grype([CVE]))
        got = e.rows("findings", "kev,due")
        assert len(got) == 1 and got[0][0] == "1" and got[0][1].startswith(day), (due, got)
        assert len(e.rows("findings kev:yes", "id")) == 1, due
        assert e.rows("kev", "due")[0][0].startswith(day), due
        assert [row[-1] for row in e.rows("fixes", "exploited")] == ["1"], (due, e.rows("fixes", "exploited"))
        done = e.gate("gate.yaml")
        assert done.returncode == 1, (due, done)


def one_flaw():
    """Ids that anything told to be of one flaw are: in any order, and after a rebuild."""
    tells = (("another tool", grype([CVE])), ("a statement", openvex([GHSA])))
    for what, tell in tells:
        parts = ((npm(GHSA), APP), (kev(dueDate="2026-12-01"), ()), (tell, ()))
        for order in itertools.permutations(parts):
            e = Estate()
            for document, words in order:
                e.take(document, *words)
            got = e.rows("findings tool:npm-audit", "kev,due")
            assert len(got) == 1 and got[0][0] == "1" and got[0][1].startswith("2026-12-01"), (what, got)
            assert e.gate("gate.yaml", "--target", "acme/app").returncode == 1, what
        before = e.rows("findings", "id,kev,due")
        e.run("cache", "rebuild")
        assert e.rows("findings", "id,kev,due") == before, what


def shown():
    """The CVE that others tell is shown and found by; what is told comes first. Groups and words go by it too."""
    e = Estate()
    e.take(npm(GHSA), *APP)
    assert e.rows("findings cve=", "tool") == [["npm-audit"]]
    e.take(grype([CVE]))
    e.take(osv(["CVE-2020-1", "CVE-2020-2"]), "--target", "b", "--at", DAY)
    both = [["grype", CVE], ["npm-audit", CVE]]
    for view, wanted in ((f"findings cve:{CVE}", both), ("findings cve:CVE-2021-*", both),
                         (f"findings cve:{CVE} tool:npm-audit", both[1:]), ("findings cve:CVE-2020-2", []),
                         ("findings cve:CVE-2020-1", [["osv-scanner", "CVE-2020-1"]]),
                         (f"findings -cve:{CVE}", [["osv-scanner", "CVE-2020-1"]]), ("findings cve=", []),
                         ("findings cve>CVE-2020-9", both)):
        assert sorted(e.rows(view, "tool,cve")) == wanted, (view, e.rows(view, "tool,cve"))
    rows = json.loads(e.run("show", "findings", "tool:npm-audit", "--json").stdout)["rows"]
    assert [(row["cve"], row["ids"]) for row in rows] == [(CVE, GHSA)], rows
    groups = json.loads(e.run("show", "groups", "--by", "cve", "--json").stdout)["rows"]
    assert {row["cve"]: row["findings"] for row in groups} == {CVE: 2, "CVE-2020-1": 1}, groups
    words = json.loads(e.run("show", "findings", CVE, "--json").stdout)["rows"]
    assert len(words) == 2, words


def told_no_more():
    """What was told once of a finding's ids stays, whichever scan came first."""
    old, new = ("--target", "r", "--at", "2026-11-24T00:00:00Z"), ("--target", "r", "--at", DAY)
    for order in itertools.permutations(((kev(dueDate="2026-12-01"), ()), (osv([CVE]), old), (osv([]), new))):
        e = Estate()
        for document, words in order:
            e.take(document, *words)
        assert e.rows("findings", "kev") == [["1"]], e.rows("findings", "kev,ids")
        assert e.gate("gate.yaml").returncode == 1


def counted_once():
    """One flaw in one package of one target is one finding, by whichever id each tool calls it."""
    for order in itertools.permutations((npm(GHSA), osv([CVE]))):
        e = Estate()
        files = [e.write(f"s{i}.json", json.dumps(document)) for i, document in enumerate(order)]
        for name in files:
            e.run("import", *APP, name)
        done = e.gate("one.yaml")
        assert done.returncode == 0, (done.stdout, e.rows("findings", "tool,class,target,ids,purl,package"))
        done = e.gate("one.yaml", "--target", "acme/app", "--scan", *files)
        assert done.returncode == 0, (done.stdout, e.rows("findings", "tool,class,target,ids,purl,package"))


def nothing_paired():
    """An id that two CVEs are told with is of neither; nor is one told beside several."""
    e = Estate()
    e.take(kev(dueDate="2026-12-01"))
    e.take(npm(GHSA), *APP)
    e.take(grype([CVE, "CVE-2020-1"]))
    assert e.rows("findings tool:npm-audit", "kev") == [["0"]]


for test in (dates, one_flaw, shown, told_no_more, counted_once, nothing_paired):
    if sys.argv[2:] and test.__name__ not in sys.argv[2:]:
        continue
    test()
    print("ok", test.__name__)
