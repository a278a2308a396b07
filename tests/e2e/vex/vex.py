"""VEX documents of three forms against a scan of an image. What must come out follows from OpenVEX 0.2
(a later statement replaces an earlier one, not_affected needs a reason), CSAF 2.0 (relationships),
CycloneDX 1.5 (BOM-Links) and gavel-gates(5): no claim is enough for what is critical.

Usage: vex.py GAVEL
"""
import itertools
import json
import os
import subprocess
import sys
import tempfile

NOW = "2026-03-01T12:00:00Z"
DIGEST = "sha256:" + "ab" * 32
SERIAL = "3e671687-395b-41f5-a30f-a58921a69b79"
NAME = "registry.example.com/ml/app"
FOUND = [("CVE-2026-0001", "bash", "5.1-2", "HIGH"), ("CVE-2026-0002", "zlib1g", "1.2", "CRITICAL"),
         ("CVE-2026-0003", "tar", "1.34", "MEDIUM"), ("CVE-2026-0004", "curl", "7.88", "LOW"),
         ("CVE-2026-0005", "dpkg", "1.21", "HIGH"), ("CVE-2026-0006", "perl", "5.36", "HIGH")]


def purl(package, version):
    return f"pkg:deb/debian/{package}@{version}?arch=amd64&distro=debian-12"


TRIVY = {"SchemaVersion": 2, "CreatedAt": "2026-02-20T00:00:00Z", "ArtifactName": f"{NAME}:1.0",
         "ArtifactType": "container_image",
         "Metadata": {"ImageID": "sha256:" + "e" * 64, "RepoTags": [f"{NAME}:1.0"],
                      "RepoDigests": [f"{NAME}@{DIGEST}"]},
         "Results": [{"Target": f"{NAME}:1.0 (debian 12)", "Class": "os-pkgs", "Type": "debian",
                      "Vulnerabilities": [
                          {"VulnerabilityID": flaw, "PkgName": package, "InstalledVersion": version,
                           "Severity": level, "Title": flaw, "PkgIdentifier": {"PURL": purl(package, version)}}
                          for flaw, package, version, level in FOUND]}]}


def openvex(name, at, statements, author="Example"):
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": f"https://example.com/{name}",
            "author": author, "timestamp": at, "version": 1, "statements": statements}


def says(flaw, status, product, parts=(), **more):
    thing = {"@id": product, **({"subcomponents": [{"@id": part} for part in parts]} if parts else {})}
    return {"vulnerability": {"name": flaw}, "status": status, "products": [thing], **more}


IMAGE = f"pkg:oci/app@{DIGEST.replace(':', '%3A')}?repository_url={NAME}&tag=1.0"
REASON = {"justification": "vulnerable_code_not_in_execute_path"}
OURS = openvex("ours", "2026-02-22T00:00:00Z", [
    says("CVE-2026-0001", "not_affected", IMAGE, [purl("bash", "5.1-2")], **REASON),
    says("CVE-2026-0002", "not_affected", IMAGE, ["pkg:deb/debian/zlib1g"], **REASON),
    says("CVE-2026-0003", "not_affected", IMAGE, ["pkg:deb/debian/tar"]),
    says("CVE-2026-0006", "fixed", IMAGE, ["pkg:deb/debian/perl"])])
LATER = openvex("later", "2026-02-24T00:00:00Z", [
    says("CVE-2026-0001", "affected", IMAGE, [purl("bash", "5.1-2")], action_statement="update")])
CSAF = {"document": {"csaf_version": "2.0", "category": "csaf_vex", "title": "t",
                     "publisher": {"namespace": "https://psirt.example.com", "name": "Vendor"},
                     "tracking": {"id": "V-1", "current_release_date": "2026-02-23T00:00:00Z"}},
        "product_tree": {
            "branches": [{"category": "product_version", "name": "7.88", "product": {
                "product_id": "curl", "name": "curl 7.88",
                "product_identification_helper": {"purl": "pkg:deb/debian/curl"}}}],
            "full_product_names": [{"product_id": "app", "name": "app",
                                    "product_identification_helper": {"purl": IMAGE}}],
            "relationships": [{"product_reference": "curl", "category": "installed_on",
                               "relates_to_product_reference": "app",
                               "full_product_name": {"product_id": "app:curl", "name": "curl in app"}}]},
        "vulnerabilities": [{"cve": "CVE-2026-0004", "product_status": {"known_not_affected": ["app:curl"]},
                             "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["app:curl"]}]}]}
SBOM = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "serialNumber": f"urn:uuid:{SERIAL}",
        "metadata": {"timestamp": "2026-02-20T00:00:00Z", "component": {
            "bom-ref": "root", "type": "container", "name": NAME, "hashes": [
                {"alg": "SHA-256", "content": "ab" * 32}]}},
        "components": [{"bom-ref": "part-5", "type": "library", "name": "dpkg", "version": "1.21",
                        "purl": "pkg:deb/debian/dpkg@1.21?arch=amd64"}]}
CDX = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
       "metadata": {"timestamp": "2026-02-23T00:00:00Z", "supplier": {"name": "Vendor"}},
       "vulnerabilities": [{"id": "CVE-2026-0005", "analysis": {
           "state": "not_affected", "justification": "code_not_reachable", "detail": "no such call"},
           "affects": [{"ref": f"urn:cdx:{SERIAL}/1#part-5"}]}]}
GATE = """gates:
  default:
    allow: {critical: 0, high: 1, medium: 9, low: 0}
    overdue: []
    claims: [high, medium, low, info]
"""


class Estate:
    passed = failed = 0
    now = NOW

    def __init__(self, gavel, folder, name):
        self.gavel, self.folder, self.cache = gavel, folder, f"{folder}/{name}.db"

    def run(self, *words, status=0):
        done = subprocess.run([self.gavel, "--cache", self.cache, "--now", self.now, *words],
                              capture_output=True, text=True, check=False)
        self.check(f"exit of {' '.join(words)[:90]}: {done.stderr}", done.returncode, status)
        return done.stdout

    def rows(self, *words):
        return json.loads(self.run("show", *words, "--json"))["rows"]

    def bring(self, *names):
        for name in names:
            self.run("import", f"{self.folder}/{name}.json")

    def states(self):
        return {row["cve"][-1]: row["state"] for row in self.rows("findings", "cols:cve,state")}

    @classmethod
    def check(cls, what, got, wanted):
        if got == wanted:
            cls.passed += 1
        else:
            cls.failed += 1
            print(f"vex: {what}: {got!r}, not {wanted!r}", file=sys.stderr)


def put(folder, name, document):
    with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
        json.dump(document, file, indent=1)
    os.utime(f"{folder}/{name}.json", (1772000000, 1772000000))


def test_generators(gavel, folder):
    """What a reference names in one generator's inventory it does not name in another's of the build."""
    e = Estate(gavel, folder, "generators")
    other = json.loads(json.dumps(SBOM)) | {"serialNumber": "urn:uuid:11111111-2222-4333-8444-555555555555"}
    other["metadata"]["tools"] = [{"name": "other"}]
    other["components"][0]["bom-ref"] = "part-9"
    put(folder, "sbom-other", other)
    put(folder, "cdx-other", json.loads(json.dumps(CDX).replace("part-5", "part-9")))
    e.bring("trivy", "sbom", "sbom-other", "cdx-other")
    e.check("of another inventory", e.states()["5"], "new")
    e.bring("cdx")
    e.check("of the one that is named", e.states()["5"], "suppressed")


def test_branches(gavel, folder):
    """An inventory that tells no branch may be of any: what is said of it counts for each."""
    e = Estate(gavel, folder, "branches")
    sbom = json.loads(json.dumps(SBOM))
    sbom["metadata"]["component"] = {"bom-ref": "root", "type": "application", "name": "github.com/acme/app"}
    put(folder, "sbom-repo", sbom)
    put(folder, "vex-dpkg", openvex("dpkg", "2026-02-22T00:00:00Z", [
        says("CVE-2026-0077", "affected", "pkg:deb/debian/dpkg@1.21", action_statement="update")]))
    e.bring("sbom-repo", "vex-dpkg")
    with open(f"{folder}/any.yaml", "w", encoding="utf-8") as file:
        file.write("gates: {g: {allow: {unknown: 0}, kev: allow}}\n")
    for target, status in (("github.com/acme/app", 1), ("github.com/acme/app@main", 1), ("github.com/acme/apps@main", 6)):
        e.run("check", "findings", "--gate", f"{folder}/any.yaml", "--target", target, status=status)


def test_lists(gavel, folder):
    e = Estate(gavel, folder, "one")
    e.bring("trivy", "sbom")
    e.check("before", set(e.states().values()), {"new"})
    e.bring("ours", "csaf", "cdx")
    e.check("what is hidden", e.states(),
            {"1": "suppressed", "2": "new", "3": "new", "4": "suppressed", "5": "suppressed", "6": "new"})
    claims = {row["cve"][-1]: row for row in e.rows(
        "findings", "cols:cve,claim,claim_why,claim_by,claim_at,claim_in,vex,due")}
    with open(f"{folder}/ours.json", encoding="utf-8") as file:
        text = file.read()
    line = text[:text.index("CVE-2026-0001")].count("\n") - 1  # the statement's brace is two lines up
    one = claims["1"]
    e.check("who, when, where, why", [one[key] for key in (
        "claim", "claim_why", "claim_by", "claim_at", "claim_in", "vex", "due")],
        ["vex not_affected", REASON["justification"], "Example", "2026-02-22T00:00:00Z",
         f"file://{folder}/ours.json:{line}", "not_affected", None])
    e.check("not honoured", claims["3"]["claim"], "vex not_affected (not honoured: no reason)")
    e.check("fixed is open until a scan agrees", claims["6"]["claim"], "vex fixed")
    e.check("of CSAF", [claims["4"]["claim_by"], claims["4"]["claim_why"]],
            ["https://psirt.example.com", "vulnerable_code_not_present"])
    e.check("of CycloneDX", claims["5"]["claim_why"], "code_not_reachable: no such call")
    e.check("by default they are not listed", len(e.rows("findings", "state:open")), 3)
    e.check("what asks to leave out", sorted(
        (row["rule"][-1], row["state"], row["covers"], row["tool"]) for row in e.rows("exceptions")),
        [("1", "valid", 1, "openvex"), ("2", "valid", 1, "openvex"), ("3", "unhonoured", 1, "openvex"),
         ("4", "valid", 1, "csaf"), ("5", "valid", 1, "cyclonedx-json")])
    return e


def test_gate(e):
    with open(f"{e.folder}/gate.yaml", "w", encoding="utf-8") as file:
        file.write(GATE)
    told = json.loads(e.run("check", "findings", "--gate", f"{e.folder}/gate.yaml", "--json", status=1))
    blocked = [(row["cve"], "which is not enough" in row["message"]) for row in told["rows"]
               if row["kind"] == "block"]
    e.check("a claim is not enough for what is critical", blocked, [("CVE-2026-0002", True)])
    e.check("what was passed is listed", sorted(row["cve"][-1] for row in told["rows"]
                                                if row["kind"] == "note"), ["1", "4", "5"])


def test_later(e):
    e.bring("later")
    e.check("a later statement brings it back", e.states()["1"], "new")
    e.check("and is told", e.rows("findings", "cve:CVE-2026-0001", "cols:claim,claim_by")[0]["claim"],
            "vex affected")
    events = [(row["at"][:10], row["new"]) for row in e.rows("finding_events", "kind:claim")
              if "2026-0001" in json.dumps(e.rows("findings", f"id:{row['finding']}", "cols:cve"))]
    e.check("both are its history", sorted(events), [("2026-02-22", "vex not_affected by Example"),
                                                     ("2026-02-24", "vex affected by Example")])
    told = json.loads(e.run("check", "findings", "--gate", f"{e.folder}/gate.yaml", "--json", status=1))
    e.check("the gate counts it", told["open"], "4")
    put(e.folder, "none", openvex("later", "2026-02-25T00:00:00Z", [
        says("CVE-2026-0099", "affected", IMAGE)]))
    e.bring("none")
    e.check("a version of the document without it", e.states()["1"], "suppressed")
    put(e.folder, "ahead", openvex("ahead", "2026-02-25T00:00:00Z", [
        says("CVE-2026-0003", "not_affected", IMAGE, ["pkg:deb/debian/tar"], timestamp="2027-01-01T00:00:00Z", **REASON)]))
    e.bring("ahead")
    e.check("one with a reason, dated ahead", [e.states()["3"], e.rows(
        "findings", "cve:CVE-2026-0003", "cols:claim")[0]["claim"]], ["new", "vex not_affected (not honoured: no reason)"])
    put(e.folder, "other", openvex("other", "2026-02-26T00:00:00Z", [
        says("CVE-2026-0004", "affected", IMAGE, ["pkg:deb/debian/curl"])], author="Other"))
    e.bring("other")
    e.check("authors who disagree", e.rows("findings", "cve:CVE-2026-0004", "cols:state,claim")[0],
            {"state": "new", "claim": "vex affected (disputed)"})
    trend = e.rows("trend", "by:week")
    e.check("a claim closes nothing", [row["end"] for row in trend][:1], [6])


def pictures(e):
    """All that is shown, without the numbers of runs."""
    return [e.run("show", view, "--json") for view in ("findings", "exceptions", "finding_events", "vex", "trend")]



def test_orders(gavel, folder, first):
    names = ["trivy", "sbom", "ours", "csaf", "cdx", "later", "none", "ahead", "other"]
    plain = [strip(text) for text in pictures(first)]
    for number, order in enumerate(itertools.islice(itertools.permutations(names), 7, None, 120000)):
        e = Estate(gavel, folder, f"order-{number}")
        e.run("import", *[f"{folder}/{name}.json" for name in order])
        e.check(f"in the order {order}", [strip(text) for text in pictures(e)] == plain, True)


def strip(text):
    told = json.loads(text)
    for row in told["rows"]:
        row.pop("run", None)
    return told


def test_hostile(gavel, folder):
    e = Estate(gavel, folder, "hostile")
    bad = "pkg:deb/debian/\x1b]0;x\x07\u202ebash%1b%00?arch=\u2028&&==%"
    put(folder, "hostile", openvex("hostile", "2026-02-22T00:00:00Z", [
        says("CVE-2026-0001", "not_affected", bad, **REASON),
        says("CVE-2026-0001", "not_affected", "*", **REASON),
        says("CVE-2026-0001", "not_affected", "pkg:oci/*", ["pkg:deb/debian/bash"], **REASON),
        {"vulnerability": {"name": "CVE-2026-0001"}, "status": "not_affected", **REASON},
        {"vulnerability": {"name": "CVE-2026-0001"}, "status": "not_affected", **REASON, "products": [
            {"@id": IMAGE, "subcomponents": [{}]}]}]))
    e.bring("trivy", "hostile")
    e.check("nothing of it is hidden", e.states()["1"], "new")
    e.check("nothing of it reaches the screen", "\x1b" in e.run("show", "vex"), False)


def test_references(gavel, folder):
    """What CycloneDX's references are: parts of one version of an inventory, or a package's purl."""
    dpkg, shop = SBOM["components"][0]["purl"], {"component": {"type": "application", "name": NAME}}
    for name, ref, about, wanted in (
            ("a purl", dpkg, {}, "suppressed"), ("another", dpkg.replace("1.21", "1.22"), {}, "new"),
            ("a purl of a product", dpkg, shop, "suppressed"),
            ("of another product", dpkg, {"component": {"type": "application", "name": "other"}}, "new"),
            ("a part", f"urn:cdx:{SERIAL}/1#part-5", {}, "suppressed"),
            ("another version's part", f"urn:cdx:{SERIAL}/2#part-5", {}, "new"),
            ("another version's purl", f"urn:cdx:{SERIAL}/10#{dpkg}", {}, "new"),
            ("no version", f"urn:cdx:{SERIAL}#part-5", {}, "new")):
        e = Estate(gavel, folder, "references-" + name)
        put(folder, "reference", {**CDX, "metadata": {**CDX["metadata"], **about}, "vulnerabilities": [
            {**CDX["vulnerabilities"][0], "affects": [{"ref": ref}]}]})
        e.bring("trivy", "sbom", "reference")
        e.check(f"on {name}", e.states()["5"], wanted)
        if name == "another version's part":
            put(folder, "reference", {**CDX, "vulnerabilities": [
                {**CDX["vulnerabilities"][0], "analysis": {"state": "exploitable"}, "affects": [{"ref": ref}]}]})
            e.bring("reference")
            e.check("which is affected in all of them", [row["claim"] for row in e.rows(
                "findings", "cve:CVE-2026-0005", "cols:claim")], ["vex affected"])


def test_ahead(gavel, folder):
    """What is dated ahead changes nothing before its day, and then what it says."""
    bash, day = [purl("bash", "5.1-2")], "2026-06-01T08:00:00Z"

    def of(status, author="Example", **more):
        reason = REASON if status == "not_affected" else {}
        return openvex(f"{status}-{author}", "2026-02-25T00:00:00Z", [
            says("CVE-2026-0001", status, IMAGE, bash, **reason, **more)], author)

    plain = {"affected": ("new", "vex affected"), "not_affected": ("suppressed", "vex not_affected")}
    for name, first, then, now, later in (
            ("warns", of("not_affected"), of("affected", timestamp=day), plain["not_affected"], plain["affected"]),
            ("is fixed", of("not_affected"), of("fixed", timestamp=day), plain["not_affected"], ("new", "vex fixed")),
            ("says so again", of("not_affected"), openvex("again", "2026-02-25T00:00:00Z", [
                says("CVE-2026-0001", "not_affected", IMAGE, bash, justification="component_not_present",
                     timestamp=day)]), plain["not_affected"], plain["not_affected"]),
            ("clears", of("affected"), of("not_affected", timestamp=day), plain["affected"], plain["not_affected"]),
            ("is alone", openvex("none", "2026-02-25T00:00:00Z", [says("CVE-2026-0099", "affected", IMAGE)]),
             of("not_affected", timestamp=day), ("new", "vex not_affected (dated ahead)"), plain["not_affected"]),
            ("of another", of("not_affected"), of("affected", "Other", timestamp=day), plain["not_affected"],
             ("new", "vex affected (disputed)")),
            ("clears of another", of("not_affected", "Other"), of("fixed", "Other", timestamp=day),
             plain["not_affected"], ("new", "vex fixed"))):
        for order in (["first", "then"], ["then", "first"]):
            e = Estate(gavel, folder, f"ahead-{name}-{order[0]}")
            put(folder, "first", first)
            put(folder, "then", then)
            e.bring("trivy", *order)
            for e.now, wanted in ((NOW, now), ("2026-05-31T23:00:00Z", now), ("2026-06-01T00:00:00Z", later)):
                e.check(f"one that {name} is dated ahead, at {e.now}", [(row["state"], row["claim"]) for row in e.rows(
                    "findings", "cve:CVE-2026-0001", "cols:state,claim")], [wanted])
            e.now = NOW
            e.check(f"one that {name}: where it counts", sorted(
                (row["state"], row["covers"]) for row in e.rows("exceptions", "cols:state,covers")),
                [("ahead", int(name == "is alone"))] * (then["statements"][0]["status"] == "not_affected") +
                [("valid", 1)] * (now == plain["not_affected"]))


def main(gavel):
    with tempfile.TemporaryDirectory(prefix="gavel-vex.") as folder:
        for name, document in {"trivy": TRIVY, "ours": OURS, "later": LATER, "csaf": CSAF, "sbom": SBOM,
                               "cdx": CDX}.items():
            put(folder, name, document)
        e = test_lists(gavel, folder)
        test_gate(e)
        test_later(e)
        before = pictures(e)
        e.run("cache", "verify")
        os.remove(e.cache)
        e.run("cache", "rebuild")
        e.check("from the archive", pictures(e) == before, True)
        test_orders(gavel, folder, e)
        test_hostile(gavel, folder)
        test_references(gavel, folder)
        test_generators(gavel, folder)
        test_branches(gavel, folder)
        test_ahead(gavel, folder)
    print(f"vex: {Estate.passed} passed, {Estate.failed} failed")
    return Estate.failed > 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
