#!/usr/bin/env python3
"""What excuses and what does not: statements of CSAF, OpenVEX and CycloneDX that fall short.

Expected values come from CSAF 2.0 (3.2.3 vulnerabilities, 4.5 profile "VEX", 6.1.32), OpenVEX 0.2
("Status Justifications") and CycloneDX 1.6 (analysis, BOM-Link). Usage: scans_vex_test.py GAVEL
"""
import json
import os
import sys
import tempfile

from stock_lines import told

LOG4J = "pkg:maven/org.apache.logging.log4j/log4j-core"
CVE = "CVE-2021-44228"


class Judge:
    def __init__(self, gavel, folder):
        self.gavel, self.path, self.good, self.bad = gavel, os.path.join(folder, "report"), 0, 0

    def read(self, document):
        with open(self.path, "w", encoding="utf-8") as file:
            json.dump(document, file)
        return told(self.gavel, self.path)

    def same(self, what, got, wanted):
        self.good += got == wanted
        if got != wanted:
            self.bad += 1
            print(f"{what}: {got}, not {wanted}")


def csaf(status=None, tree=None, tracking=None, **vulnerability):
    helper = {"product_identification_helper": {"purl": LOG4J + "@2.14.1"}}
    return {"document": {"csaf_version": "2.0", "publisher": {"namespace": "https://x"}, "tracking": {
        "id": "X-1", "current_release_date": "2026-01-02T03:04:05Z", "version": "1", **(tracking or {})}},
        "product_tree": {"full_product_names": [{"product_id": "P1", "name": "log4j", **helper},
                                                {"product_id": "P7", "name": "other"}],
                         "product_groups": [{"group_id": "G1", "product_ids": ["P1", "P9"]},
                                            {"group_id": "G7", "product_ids": ["P7"]}], **(tree or {})},
        "vulnerabilities": [{"cve": CVE, "product_status": status or {"known_not_affected": ["P1"]},
                             **vulnerability}]}


FLAG = "component_not_present"
# The reason that is told of P1: a flag's label, what an impact statement says.
REASONS = {
    "flag of the product": ({"flags": [{"label": FLAG, "product_ids": ["P1"]}]}, FLAG, None),
    "flag of its group": ({"flags": [{"label": FLAG, "group_ids": ["G1"]}]}, FLAG, None),
    "flag of another group": ({"flags": [{"label": FLAG, "group_ids": ["G7"]}]}, None, None),
    "flag of a group that is none": ({"flags": [{"label": FLAG, "group_ids": ["G9"]}]}, None, None),
    "flag of another product and its group": (
        {"flags": [{"label": FLAG, "product_ids": ["P7"], "group_ids": ["G1"]}]}, FLAG, None),
    "flag of another, then its own": (
        {"flags": [{"label": "x", "group_ids": ["G7"]}, {"label": FLAG, "product_ids": ["P1"]}]}, FLAG, None),
    "flag of no product": ({"flags": [{"label": FLAG}]}, None, None),
    "impact": ({"threats": [{"category": "impact", "details": "no", "product_ids": ["P1"]}]}, None, "no"),
    "impact of its group": ({"threats": [{"category": "impact", "details": "no", "group_ids": ["G1"]}]}, None, "no"),
    "impact of another group": ({"threats": [{"category": "impact", "details": "no", "group_ids": ["G7"]}]}, None, None),
    "impact of no product": ({"threats": [{"category": "impact", "details": "not called"}]}, None, "not called"),
    "rating of no product": ({"threats": [{"category": "impact", "details": "Important"}]}, None, None),
    "rating of the product": ({"threats": [{"category": "impact", "details": "Low", "product_ids": ["P1"]}]}, None, None),
    "exploits": ({"threats": [{"category": "exploit_status", "details": "seen", "product_ids": ["P1"]}]}, None, None),
    "targets": ({"threats": [{"category": "target_set", "details": "all", "product_ids": ["P1"]}]}, None, None),
    "no category": ({"threats": [{"details": "all", "product_ids": ["P1"]}]}, None, None),
    "exploits, then impact": ({"threats": [
        {"category": "exploit_status", "details": "seen", "product_ids": ["P1"]},
        {"category": "impact", "details": "no", "product_ids": ["P1"]}]}, None, "no"),
}


def reasons(judge):
    for name, (more, label, text) in REASONS.items():
        for document in (csaf(**more), dict(reversed(csaf(**more).items()))):
            got = [(r.get("justification"), r.get("text")) for r in judge.read(document).records("vex")]
            judge.same(name, got, [(label, text)])
    groups_first = csaf(flags=[{"label": FLAG, "group_ids": ["G1"]}])
    groups_first["product_tree"] = dict(reversed(groups_first["product_tree"].items()))
    judge.same("groups first", judge.read(groups_first).records("vex")[0].get("justification"), FLAG)
    remedy = csaf({"known_affected": ["P1", "P7"]}, remediations=[{"category": "vendor_fix", "details": "go to 2",
                                                                   "group_ids": ["G1"]}])
    judge.same("remedy of a group", [r.get("text") for r in judge.read(remedy).records("vex")], ["go to 2", None])


MOST = 16384
LONG = " || ".join(f"=2.{n}" for n in range(MOST // 12))
TOO_LONG = " || ".join(f"=2.{n}.{n}" for n in range(MOST // 9))
RANGE = "a range of versions of more than 16384 bytes"


def on_range(status, words):
    helper = {"product_identification_helper": {"purl": LOG4J}}
    return csaf({status: ["R"]}, {"branches": [{"category": "product_version_range", "name": words, "product": {
        "product_id": "R", "name": "log4j", **helper}}]}, flags=[{"label": FLAG, "product_ids": ["R"]}])


def cdx(state="exploitable", versions=(), ref="urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#a", **more):
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "vulnerabilities": [{
        "id": CVE, "analysis": {"state": state, **more}, "affects": [{"ref": ref, "versions": list(versions)}]}]}


def openvex(status="not_affected", product=LOG4J, ids=(), **more):
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x/1", "author": "X",
            "timestamp": "2026-01-02T03:04:05Z", "version": 1, "statements": [
                {"vulnerability": {"name": CVE, "aliases": list(ids)}, "products": [{"@id": product}],
                 "status": status, **more}]}


def lengths(judge):
    """What is too long to be held whole excuses nothing, and accuses all that it may be of."""
    for status in ("known_affected", "known_not_affected", "fixed", "under_investigation"):
        judge.same(f"{status}: a long range", [r["versions"] for r in judge.read(on_range(status, LONG)).records("vex")],
                   [LONG])
        got = judge.read(on_range(status, TOO_LONG))
        affected = status == "known_affected"
        judge.same(f"{status}: too long", [r["versions"] for r in got.records("vex")], ["*"] if affected else [])
        judge.same(f"{status}: said", [w for s in got.scopes for w in s["rejects"]] or got.lines.warnings,
                   [f"report: {RANGE} stands for all versions, which are taken as affected"] if affected else [
                       f"{RANGE} excuses nothing"])
    for state, wanted in (("exploitable", ["*"]), ("not_affected", [])):
        got = judge.read(cdx(state, [{"range": "vers:maven/" + TOO_LONG.replace(" || =", "|")}], detail="no"))
        judge.same(f"CycloneDX, {state}: too long", [r["versions"] for r in got.records("vex")], wanted)
    for size in (1024, 1025, 5000):
        for status in ("affected", "not_affected"):
            name = f"{LOG4J}@2.14.1?a=" + "1" * (size - len(f"{LOG4J}@2.14.1?a="))
            got = judge.read(openvex(status, name, justification=FLAG))
            judge.same(f"{status}: a purl of {size} bytes", len(got.records("vex")), status == "affected" or size == 1024)
            judge.same(f"{status}: its beginning is not its name", [r["product"] for r in got.records("vex")
                                                                    if name.startswith(r["product"]) and r["product"] != name], [])
    ids = [f"GHSA-{n:04}-{n:04}-{n:04}" for n in range(2000)]
    got = judge.read(openvex(product=LOG4J, ids=ids, justification=FLAG)).records("vex")[0]["ids"].split()
    judge.same("as many ids as fit, each whole", (got, len(got) > 800), ([CVE, *ids][:len(got)], True))
    names = [{"type": "library", "name": "n" * 2000 + end} for end in "ab"]
    sbom = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "components": names}
    got = {r["name"] for r in judge.read(sbom).records("component")}
    judge.same("long names stay apart", (len(got), max(map(len, got)) <= 1024), (2, True))


def references(judge):
    """A purl for a reference is the package's: of the product that the document tells, else wherever it is."""
    part, urn, subject = LOG4J + "@2.14.1", "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b70", {"type": "application", "name": "shop"}
    image, listed = "pkg:oci/shop@sha256%3A" + "a" * 64, {"type": "library", "name": "x", "bom-ref": "x"}
    for name, more, wanted in (
            ("alone", {}, (part, None)),
            ("with a number", {"serialNumber": urn}, (part, None)),
            ("of a product", {"serialNumber": urn, "metadata": {"component": subject}}, ("shop", part)),
            ("of a purl", {"serialNumber": urn, "metadata": {"component": subject | {"purl": image}}}, (image, part)),
            ("in an inventory", {"serialNumber": urn, "components": [listed]},
             ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b70/1", part))):
        for state in ("not_affected", "exploitable"):
            got = judge.read({**cdx(state, ref=part, justification="code_not_reachable"), **more})
            judge.same(f"a purl, {name}, {state}", [(r["product"], r.get("component")) for r in got.records("vex")], [wanted])
    named = {"serialNumber": urn, "metadata": {"component": subject | {"bom-ref": "root"}}}
    for more, ref, wanted in (({"serialNumber": urn}, "a", ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b70/1", "a")),
                              (named, "a", ("urn:cdx:3e671687-395b-41f5-a30f-a58921a69b70/1", "a")),
                              (named, "root", ("shop", None))):
        got = judge.read({**cdx(ref=ref), **more}).records("vex")[0]
        judge.same(f"{ref}, {len(more)}", (got["product"], got.get("component")), wanted)


UNFOUNDED = ("report: statements of not_affected without a reason that is one, which counts for nothing: 1; "
             f"the first is on {CVE}")


def unfounded(judge):
    for name, document, wanted in (
            ("no reason", openvex(), [UNFOUNDED]),
            ("a word of its own", openvex(justification="none"), [UNFOUNDED]),
            ("a number", openvex(impact_statement=0), [UNFOUNDED]),
            ("a truth value", openvex(impact_statement=False, justification=False), [UNFOUNDED]),
            ("blanks", openvex(impact_statement=" \u200b"), [UNFOUNDED]),
            ("words", openvex(impact_statement="not called"), []),
            ("a justification", openvex(justification=FLAG), []),
            ("affected", openvex("affected"), []),
            ("CSAF, none", csaf(), [UNFOUNDED]),
            ("CSAF, a flag", csaf(flags=[{"label": FLAG, "product_ids": ["P1"]}]), []),
            ("CSAF, a flag of its own", csaf(flags=[{"label": "none", "product_ids": ["P1"]}]), [UNFOUNDED]),
            ("CSAF, a number", csaf(threats=[{"category": "impact", "details": 1, "product_ids": ["P1"]}]), [UNFOUNDED]),
            ("CycloneDX, none", cdx("not_affected"), [UNFOUNDED]),
            ("CycloneDX, its word", cdx("not_affected", justification="code_not_reachable"), []),
            ("CycloneDX, OpenVEX's word", cdx("not_affected", justification=FLAG), [UNFOUNDED]),
            ("CycloneDX, a number", cdx("not_affected", detail=3), [UNFOUNDED]),
            ("CycloneDX, false positive", cdx("false_positive"), [])):
        judge.same(name, judge.read(document).lines.warnings, wanted)


def drafts(judge):
    """CSAF 3.2.1.12.7: a draft is for review; interim and final are published."""
    flags = [{"label": FLAG, "product_ids": ["P1"]}]
    every = {"known_not_affected": ["P1"], "fixed": ["P1"], "under_investigation": ["P1"], "known_affected": ["P1"]}
    for status, wanted in (("draft", ["affected"]), ("interim", None), ("final", None), (None, None)):
        got = judge.read(csaf(every, tracking={"status": status} if status else {}, flags=flags))
        said = [r["status"] for r in got.records("vex")]
        judge.same(f"{status}", sorted(said), wanted or ["affected", "fixed", "not_affected", "under_investigation"])
        judge.same(f"{status}: said", got.lines.warnings, [
            "report: it is a draft, which excuses nothing: 3 statements that something is not affected, fixed or "
            "under investigation are left out"] if status == "draft" else [])
        judge.same(f"{status}: a draft replaces no advisory", [s["key"] for s in got.scopes], [
            ["https://x", "X-1 (draft)" if status == "draft" else "X-1"]])


PARTS = [reasons, lengths, references, unfounded, drafts]


def main(gavel):
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(gavel, folder)
        for part in PARTS:
            part(judge)
        print(f"scans_vex: {judge.good} passed, {judge.bad} failed")
        return judge.bad > 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
