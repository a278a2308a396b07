"""What `import --dry-run` tells of VEX documents, KEV and EPSS lists and inventories: each finding that would
be claimed otherwise, each hit that would come or go, each package; counted by hand. Nothing is changed by it.

Usage: preview.py GAVEL
"""
import hashlib
import json
import os
import sys
import tempfile

from vex import Estate, IMAGE, OURS, REASON, SBOM, TRIVY, openvex, put, says

DPKG = "pkg:deb/debian/dpkg"
WARNS = openvex("warns", "2026-02-23T00:00:00Z", [
    says("CVE-2026-0005", "affected", DPKG, action_statement="update"),
    says("CVE-2026-0042", "under_investigation", DPKG)], author="Vendor")
QUIET = openvex("warns", "2026-02-24T00:00:00Z", [says("CVE-2026-0042", "affected", DPKG, action_statement="update")],
                author="Vendor")
KEV = {"title": "CISA Catalog of Known Exploited Vulnerabilities", "catalogVersion": "2026.02.21",
       "dateReleased": "2026-02-21T00:00:00.0000Z", "count": 2, "vulnerabilities": [
           {"cveID": flaw, "vendorProject": "v", "product": "p", "dateAdded": "2026-02-01", "dueDate": "2026-02-22",
            "knownRansomwareCampaignUse": "Known"} for flaw in ("CVE-2026-0001", "CVE-2025-9999")]}


def epss(day, *scores):
    return f"#model_version:v2025.03.14,score_date:2026-02-{day}T00:00:00+0000\ncve,epss,percentile\n" + "".join(
        f"CVE-2026-000{flaw},{score},0.5\n" for flaw, score in scores)


class Preview(Estate):
    def state(self):
        """All that lies on the disk beside the cache, and what is shown."""
        files = {}
        for folder, _, names in os.walk(self.folder):
            for name in names:
                if not name.endswith(("-shm", "-wal")):
                    with open(f"{folder}/{name}", "rb") as file:
                        files[f"{folder}/{name}"] = hashlib.sha256(file.read()).hexdigest()
        return files

    def dry(self, name):
        before = self.state()
        file = f"{self.folder}/{name}"
        rows = json.loads(self.run("import", "--dry-run", "--json", file))["rows"]
        lines = self.run("import", "--dry-run", file).splitlines()
        self.check(f"a dry run of {name} changes nothing", self.state() == before, True)
        self.check(f"{name}: as many lines as rows", len(lines), len(rows))
        return [row for row in rows if row["state"] not in ("shown", "unchanged", "older", "incomplete")], lines

    def counts(self, name):
        rows, lines = self.dry(name)
        return {f"{row['of']} {row['change']}": row["count"] for row in rows if row["state"] == "count"}, [
            row for row in rows if row["state"] != "count"], lines


def test_claims(e):
    counts, rows, lines = e.counts("ours.json")
    e.check("claims are counted", counts, {"claim not_affected": 3, "claim fixed": 1})
    told = {row["rule"][-1]: row for row in rows}
    e.check("each is told", sorted(told), ["1", "2", "3", "6"])
    for flaw, words in (("1", ["Example", REASON["justification"], "hides it"]), ("2", ["critical"]),
                        ("3", ["not honoured"]), ("6", ["deb/debian/perl"])):
        e.check(f"the reason of {flaw}", [word for word in words if word not in told[flaw]["reason"]], [])
    e.check("what is not hidden does not say so", [flaw for flaw in "236" if "hides it" in told[flaw]["reason"]], [])
    e.check("as text", [line.split()[0] for line in lines if line.startswith("    ") and "F-" in line],
            ["not_affected"] * 3 + ["fixed"])
    e.bring("ours")
    e.check("what was taken in changes nothing more", e.counts("ours.json")[0], {})


def test_hits(e):
    counts, rows, _ = e.counts("warns.json")
    e.check("what comes", counts, {"claim affected": 1, "hit comes": 2})
    e.check("each hit", sorted((row["advisory"], row["component"], row["version"], row["subject"], "Vendor" in
                                row["reason"]) for row in rows if row["state"] == "hit"),
            [(flaw, "dpkg", "1.21", SBOM["metadata"]["component"]["name"], True)
             for flaw in ("CVE-2026-0005", "CVE-2026-0042")])
    e.bring("warns")
    e.check("as many are shown", len(e.rows("advisory_hits")), 2)
    counts, rows, _ = e.counts("quiet.json")
    e.check("what goes", counts, {"claim lifted": 1, "hit goes": 1, "hit changes": 1})
    e.check("and which", sorted((row["change"], row["advisory"][-2:]) for row in rows if row["state"] == "hit"),
            [("changes", "42"), ("goes", "05")])
    e.bring("quiet")
    e.check("one is shown then", [row["status"] for row in e.rows("advisory_hits")], ["affected"])


def test_lists(e):
    counts, rows, _ = e.counts("kev.json")
    e.check("what would be exploited", counts, {"exploited listed": 1})
    e.check("which is due", ["2026-02-22" in row["reason"] and "ransomware" in row["reason"] for row in rows], [True])
    e.bring("kev")
    os.remove(f"{e.folder}/kev.json")
    put(e.folder, "kev", KEV | {"dateReleased": "2026-02-22T00:00:00.0000Z", "count": 1,
                                "vulnerabilities": KEV["vulnerabilities"][1:]})
    e.check("and no longer", e.counts("kev.json")[0], {"exploited unlisted": 1})
    with open(f"{e.folder}/epss.csv", "w", encoding="ascii") as file:
        file.write(epss(20, (1, "0.1"), (2, "0.2"), (9, "0.9")))
    counts, rows, _ = e.counts("epss.csv")
    e.check("scores", counts, {"score scored": 2})
    e.run("import", f"{e.folder}/epss.csv")
    with open(f"{e.folder}/epss.csv", "w", encoding="ascii") as file:
        file.write(epss(21, (1, "0.4"), (2, "0.2"), (9, "0.8")))
    counts, rows, _ = e.counts("epss.csv")
    e.check("of what is found here", counts, {"score scored": 1})
    e.check("from which to which", [(row["cve"], row["epss"], "0.1 before" in row["reason"]) for row in rows],
            [("CVE-2026-0001", "0.4", True)])


def test_inventory(e):
    later = json.loads(json.dumps(SBOM))
    later["metadata"]["timestamp"] = "2026-02-25T00:00:00Z"
    later["components"] = [
        {"type": "library", "name": "dpkg", "version": "1.22", "purl": f"{DPKG}@1.22"},
        {"type": "library", "name": "tar", "version": "1.34", "purl": "pkg:deb/debian/tar@1.34"}]
    put(e.folder, "sbom-later", later)
    counts, rows, _ = e.counts("sbom-later.json")
    e.check("packages", {what: count for what, count in counts.items() if not what.startswith(("hit", "claim"))},
            {"inventory replaces": 1, "package added": 1, "package changed": 1})
    e.check("the inventory that goes", [(row["subject"], "2026-02-20" in row["reason"]) for row in rows
                                        if row["state"] == "inventory"],
            [(SBOM["metadata"]["component"]["name"], True)])
    e.check("and its packages", sorted((row["package"], row["version"], row["change"]) for row in rows
                                       if row["state"] == "package"),
            [("deb/debian/dpkg", "1.22", "changed"), ("deb/debian/tar", "1.34", "added")])


def test_many(gavel, folder):
    e = Preview(gavel, folder, "many")
    trivy = json.loads(json.dumps(TRIVY))
    one = trivy["Results"][0]["Vulnerabilities"][0]
    flaws = [f"CVE-2026-1{number:03}" for number in range(25)]
    trivy["Results"][0]["Vulnerabilities"] = [one | {"VulnerabilityID": flaw} for flaw in flaws]
    put(folder, "trivy-many", trivy)
    put(folder, "many", openvex("many", "2026-02-22T00:00:00Z", [says(
        flaw, "not_affected", IMAGE, ["pkg:deb/debian/bash"], **REASON) for flaw in flaws]))
    e.check("nothing is there", e.counts("many.json")[:2], ({"claim changed": 0}, []))
    e.bring("trivy-many")
    counts, rows, lines = e.counts("many.json")
    e.check("all are counted", counts, {"claim not_affected": 25})
    e.check("some are told", [len(rows), rows[-1]["title"], "and 5 more" in lines[-1]], [21, "and 5 more", True])


def main(gavel):
    with tempfile.TemporaryDirectory(prefix="gavel-preview.") as folder:
        for name, document in {"trivy": TRIVY, "sbom": SBOM, "ours": OURS, "warns": WARNS, "quiet": QUIET,
                               "kev": KEV}.items():
            put(folder, name, document)
        e = Preview(gavel, folder, "one")
        e.bring("trivy", "sbom")
        for test in (test_claims, test_hits, test_lists, test_inventory):
            test(e)
        test_many(gavel, folder)
    print(f"preview: {Preview.passed} passed, {Preview.failed} failed")
    return Preview.failed > 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
