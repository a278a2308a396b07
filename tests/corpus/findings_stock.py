#!/usr/bin/env python3
"""Reads the corpus' inventories, statements and enrichments with the collector.

How many findings a file has comes from the corpus' own table (README.md: `T:`, what the source
projects' tests assert). How many components, statements and scores it has is counted here with
Python's own readers. Where our documented mapping differs on purpose, DIFFERENT says why.
Usage: findings_stock.py GAVEL CORPUS (the folder findings/)
"""
import csv
import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../collect"))
from corpus_table import Run, expected  # noqa: E402
from stock_lines import told  # noqa: E402

FOLDERS = ("cyclonedx", "spdx", "openvex", "csaf", "vex", "enrichment", "sbom_edge", "syft",
           "fabricated/enrichment", "trivy/converted")
ELSEWHERE = (".asff.golden", ".sarif.golden")  # other readers'

# path: what is said. What a source's own test calls an error is one here.
REFUSED = {
    "spdx/spdx_3_unsupported.json": "SPDX 3 is not read",
    "syft/identify__3.0.json": "SPDX 3 is not read",
    "openvex/openvex_not_a_document.json": "no report of a format that is known",
    "vex/trivy-unknown.json": "no report of a format that is known",
    "csaf/csaf_unsupported_version.json": "CSAF 1.2 is not read; 2.0 is",
    "sbom_edge/invalid-cyclonedx.json": "no report of a format that is known",
    "sbom_edge/invalid-spdx.json": "'2' is not read; SPDX-2.2 and SPDX-2.3 are",
}
# path: (findings, levels, why ours differs from the source project's)
DIFFERENT = {
    "spdx/spdx_one_vuln.json": (1, {"unknown": 1}, "SPDX tells no severity; the source assumes "
                                "Medium, and unknown is a level of its own here"),
    "spdx/spdx_one_vuln.spdx": (1, {"unknown": 1}, "likewise"),
    "openvex/openvex_one_vuln.json": (0, {}, "a statement on a product is no finding: it is kept "
                                      "as a statement"),
    "csaf/csaf_one_vuln.json": (0, {}, "likewise"),
    "cyclonedx/issue_9277.json": (14, {"low": 13, "medium": 1}, "of several ratings that of the "
                                  "vulnerability's own source (Ubuntu's) counts, not the first"),
}
IDS = {"cyclonedx/valid-vulnerability-1.4.json": 2,
       "cyclonedx/valid-vulnerability-1.4.xml": 2}  # the XML has one of its references twice
CLAIMED = {"cyclonedx/issue_8022.json": "not_affected"}


# ---- The files, counted by other readers ----

def nested(components):
    return sum(1 + nested(c.get("components", ())) for c in components)


def is_image(purl):
    return not purl or purl.startswith(("pkg:oci/", "pkg:docker/"))


def of_cyclonedx(d):
    """(components or None, statements on them)"""
    lists = d.get("components")
    root = d.get("metadata", {}).get("component", {})
    count = None if lists is None and "vulnerabilities" in d else \
        nested(lists or []) + (not is_image(root.get("purl", "")))
    statements = 0
    for v in d.get("vulnerabilities", []):
        if v.get("analysis", {}).get("state") or lists is None:
            statements += sum(max(1, len(a.get("versions", ()))) for a in v.get("affects", ()))
    return count, statements


def strip(tag):
    return tag.rsplit("}", 1)[-1]


def of_cyclonedx_xml(root):
    listed = [e for e in root if strip(e.tag) == "components"]
    count = sum(1 for e in listed for c in e.iter() if strip(c.tag) == "component")
    about = [c for m in root if strip(m.tag) == "metadata" for c in m if strip(c.tag) == "component"]
    for component in about:
        purls = [p.text for p in component if strip(p.tag) == "purl"]
        count += bool(purls) and not is_image(purls[0])
    return count


def of_spdx(d):
    described = set(d.get("documentDescribes", ()))
    described |= {r["relatedSpdxElement"] for r in d.get("relationships", ())
                  if r["relationshipType"] == "DESCRIBES" and r["spdxElementId"] == "SPDXRef-DOCUMENT"}
    count = len(d.get("packages", ()))
    for package in d.get("packages", ()):
        purls = [r["referenceLocator"] for r in package.get("externalRefs", ())
                 if r["referenceType"] == "purl"]
        if len(described) == 1 and package["SPDXID"] in described and is_image("".join(purls[:1])):
            count -= 1
    return count


def of_openvex(d):
    return sum(max(1, sum(max(1, len(p.get("subcomponents", ())) if isinstance(p, dict) else 1)
                          for p in s.get("products", ()))) for s in d["statements"])


def of_csaf(d):
    kinds = ("known_affected", "first_affected", "last_affected", "known_not_affected", "fixed",
             "first_fixed", "under_investigation")
    return sum(len(v.get("product_status", {}).get(kind, ())) for v in d.get("vulnerabilities", ())
               for kind in kinds)


def of_json(d):
    if isinstance(d, list):
        return {"kev" if "cveID" in d[0] else "epss": len(d)}
    if d.get("bomFormat") == "CycloneDX":
        components, statements = of_cyclonedx(d)
        return {"component": components, "vex": statements}
    if "spdxVersion" in d:
        return {"component": of_spdx(d)}
    if "manifests" in d:
        return {"component": sum(len(m["resolved"]) for m in d["manifests"].values())}
    if "artifacts" in d:
        return {"component": len(d["artifacts"])}
    if "statements" in d:
        return {"vex": of_openvex(d)}
    if "document" in d:
        return {"vex": of_csaf(d)}
    return {"kev": len(d["vulnerabilities"])}


def counted(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if text.lstrip().startswith("<"):
        return {"component": of_cyclonedx_xml(ElementTree.fromstring(text))}
    if text.startswith("SPDXVersion"):
        return {"component": len(re.findall(r"^PackageName:", text, re.M))}
    if text.startswith("#model_version"):
        return {"epss": len(list(csv.DictReader(text.splitlines()[1:])))}
    return of_json(json.loads(text))


# ---- Judging ----

def judge_findings(run, name, got, wanted):
    count, levels = wanted
    if name in DIFFERENT:
        count, levels = DIFFERENT[name][:2]
    findings = [f for f in got.records("finding")]
    if count is not None:
        run.check(name, "findings", len(findings), count)
    if levels is not None:
        run.check(name, "levels", dict(Counter(f["level"] for f in findings)), levels)
    if name in IDS:
        run.check(name, "ids", len(findings[0]["ids"].split()), IDS[name])
    if name in CLAIMED:
        run.check(name, "claim", [f.get("claim") for f in findings], [CLAIMED[name]])


def judge_file(run, name, wanted):
    path = run.path(name)
    got = told(run.gavel, path)
    if name in REFUSED:
        run.check(name, "refused", (got.lines.code != 0, REFUSED[name] in got.lines.why()),
                   (True, True))
        return
    run.check(name, "ends", (got.lines.code, got.lines.done), (0, True))
    for kind, count in counted(path).items():
        run.check(name, kind, len(got.records(kind)), count or 0)
        if kind == "component":
            run.check(name, "inventory", got.has("sbom"), count is not None)
    if wanted[0] is not None and not name.startswith(("vex/", "sbom_edge/", "enrichment/")):
        judge_findings(run, name, got, wanted)


def main():
    run = Run(os.path.abspath(sys.argv[1]), sys.argv[2])
    table = expected(run.corpus, FOLDERS, ELSEWHERE)
    for name, wanted in sorted(table.items()):
        judge_file(run, name, wanted)
    return run.finish(f"inventories and statements: {len(table)} files, {len(DIFFERENT)} differ with a reason")


if __name__ == "__main__":
    sys.exit(main())
