#!/usr/bin/env python3
"""Writes small reports of scanners for the tests of the gate, in the tools' own forms.

Usage: reports.py FOLDER. Times are those of 2026-03-01, when the tests' clock stands.
"""
import json
import os
import sys

PACKS = ["python.fastapi.security.wildcard-cors", "python.boto3.security.hardcoded-token",
         "python.lang.security.deserialization.avoid-pickle", "rego.lang.unsafe-negation",
         "terraform.aws.security.s3-public"]
DIGEST_A = "sha256:" + "a" * 64
DIGEST_B = "sha256:" + "b" * 64
folder = sys.argv[1]


def put(name, value):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
        json.dump(value, out, indent=1)
        out.write("\n")


def sarif(results, rules=None, failed=False, tool="Semgrep OSS", end="2026-03-01T09:00:00Z",
          provenance=None, suppressions=None):
    """results: (rule, level, file, line, text[, security-severity])"""
    names = rules if rules is not None else PACKS
    names = names + [r[0] for r in results if r[0] not in names]
    scores = {r[0]: r[5] for r in results if len(r) > 5}
    run = {
        "tool": {"driver": {"name": tool, "semanticVersion": "1.100.0", "rules": [
            {"id": n, "properties": {"security-severity": scores[n]}} if n in scores
            else {"id": n} for n in names]}},
        "invocations": [{"executionSuccessful": not failed, "endTimeUtc": end}],
        "results": [{
            "ruleId": r[0], "level": r[1], "message": {"text": r[4]},
            **({"suppressions": suppressions} if suppressions else {}),
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": r[2]},
                                                "region": {"startLine": r[3]}}}],
        } for r in results],
    }
    if provenance:
        run["versionControlProvenance"] = [provenance]
    return {"version": "2.1.0", "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "runs": [run]}


def trivy(digest, vulnerabilities, name="registry.example/api", at="2026-03-01T09:00:00Z"):
    return {
        "SchemaVersion": 2, "CreatedAt": at, "ArtifactName": name + ":1.0",
        "ArtifactType": "container_image",
        "Metadata": {"ImageID": "sha256:" + "e" * 64, "RepoTags": [name + ":1.0"],
                     "RepoDigests": [name + "@" + digest]},
        "Results": [{"Target": name + ":1.0 (debian 12)", "Class": "os-pkgs", "Type": "debian",
                     "Vulnerabilities": [{
                         "VulnerabilityID": v[0], "PkgName": v[1], "InstalledVersion": v[2],
                         "FixedVersion": v[3], "Severity": v[4], "Title": v[5],
                         "PkgIdentifier": {"PURL": f"pkg:deb/debian/{v[1]}@{v[2]}"},
                         "Status": "fixed"} for v in vulnerabilities]}],
    }


OPENSSL = ("CVE-2026-0001", "openssl", "3.0.1", "3.0.9", "CRITICAL", "openssl: overflow")
ZLIB = ("CVE-2026-0002", "zlib1g", "1.2", "1.3", "LOW", "zlib: leak")
EVAL = ("python.lang.eval", "error", "app/main.py", 12, "eval of what comes from outside")
# What breaks out of where it is printed: line ends, commands, links, escapes, XML, braces.
HOSTILE = ("python.lang.x", "error", "app/a,b:c%d <e>.py", 3,
           "one\n::error::two\r\n##[group]three \x1b[31m\u202e {0} [l](http://x) ]]> & <y> 100%",
           "9.8")

put("clean.sarif", sarif([]))
put("high.sarif", sarif([EVAL]))
put("critical.sarif", sarif([EVAL + ("9.8",)]))
IN_SOURCE = [{"kind": "inSource"}]
put("held.sarif", sarif([EVAL], suppressions=IN_SOURCE))
put("held-critical.sarif", sarif([EVAL + ("9.8",)], suppressions=IN_SOURCE))
put("moved.sarif", sarif([EVAL[:3] + (40,) + EVAL[4:]]))
put("renamed.sarif", sarif([EVAL[:2] + ("lib/begin.py", 12) + EVAL[4:]]))
put("twice.sarif", sarif([EVAL[:2] + (name, 12) + EVAL[4:] for name in ("lib/a.py", "lib/b.py")]))
for level in ("HIGH", "CRITICAL"):
    found = trivy(DIGEST_A, [OPENSSL[:4] + (level,) + OPENSSL[5:]])
    put(f"asked-{level}.json", found)
    ignored = found["Results"][0].pop("Vulnerabilities")[0]
    found["Results"][0]["ExperimentalModifiedFindings"] = [
        {"Type": "vulnerability", "Status": "ignored", "Statement": "not reachable", "Source": ".trivyignore",
         "Finding": ignored}]
    put(f"applied-{level}.json", found)
with open(os.path.join(folder, ".trivyignore"), "w") as out:
    out.write("CVE-2026-0001 exp:2026-12-31\n")
put("hostile.sarif", sarif([HOSTILE]))
put("failed.sarif", sarif([], failed=True))
put("later.sarif", sarif([], end="2026-03-02T09:00:00Z"))
put("commit.sarif", sarif([], provenance={"repositoryUri": "https://git.example/app",
                                          "revisionId": "1" * 40, "branch": "main"}))
put("capitals.sarif", sarif([], provenance={"repositoryUri": "git@github.com:Acme/Shop.git"}))
put("small.sarif", sarif([EVAL], provenance={"repositoryUri": "https://github.com/acme/shop"}))
REPOSITORY = {"repositoryUri": "https://git.example/lib", "revisionId": "3" * 40}
EXEC = ("python.lang.exec", "error", "app/other.py", 5, "exec")
put("two.sarif", sarif([EVAL, EXEC]))
put("main.sarif", sarif([EVAL], provenance=dict(REPOSITORY, branch="main")))
put("holding.sarif", sarif([EVAL], provenance=dict(REPOSITORY, branch="holding"), suppressions=IN_SOURCE))
put("renaming.sarif", sarif([EVAL[:2] + ("lib/begin.py", 30) + EVAL[4:]], end="2026-03-01T09:40:00Z",
                            provenance=dict(REPOSITORY, revisionId="5" * 40, branch="renaming")))
put("feature.sarif", sarif([EVAL, EXEC], end="2026-03-01T09:30:00Z",
                           provenance=dict(REPOSITORY, revisionId="4" * 40, branch="feature")))
for at, pack in enumerate(PACKS):
    put(f"lacks-{at}.sarif", sarif([], [p for p in PACKS if p != pack]))
put("leaks.json", [{"RuleID": "aws-access-token", "Description": "AWS key", "StartLine": 3,
                    "EndLine": 3, "File": "app/settings.py", "Secret": "AKIA" + "Z" * 16,
                    "Match": "key = AKIA" + "Z" * 16, "Commit": "", "Entropy": 3.1,
                    "Fingerprint": "app/settings.py:aws-access-token:3"}])
put("no-leaks.json", [])
put("audit.json", {"dependencies": [{"name": "flask", "version": "0.5", "vulns": []}],
                   "fixes": []})
put("audit-bad.json", {"dependencies": [{"name": "flask", "version": "0.5", "vulns": [
    {"id": "PYSEC-2019-179", "fix_versions": ["1.0"], "aliases": ["CVE-2019-1010083"],
     "description": "memory"}]}], "fixes": []})
put("osv.json", {"results": [], "experimental_config": {}})
put("osv-bad.json", {"results": [{"source": {"path": "Cargo.lock", "type": "lockfile"}, "packages": [{
    "package": {"name": "smallvec", "version": "0.6.9", "ecosystem": "crates.io"},
    "vulnerabilities": [{"id": "RUSTSEC-2019-0009", "aliases": ["CVE-2019-15551"], "summary": "double free"}],
    "groups": [{"ids": ["RUSTSEC-2019-0009"], "aliases": ["CVE-2019-15551"], "max_severity": "9.8"}]}]}]})
put("checkov.json", {"check_type": "terraform", "results": {
    "passed_checks": [], "failed_checks": [], "skipped_checks": [], "parsing_errors": []},
    "summary": {"passed": 3, "failed": 0, "skipped": 0, "parsing_errors": 0,
                "resource_count": 1, "checkov_version": "3.2.0"}})
put("image-a.json", trivy(DIGEST_A, [OPENSSL, ZLIB]))
# Of the system's packages alone, twice: the same again, then of another severity.
for name, level, hour in (("again", "CRITICAL", "10"), ("lower", "LOW", "11")):
    part = trivy(DIGEST_A, [OPENSSL[:4] + (level,) + OPENSSL[5:], ZLIB], at=f"2026-03-01T{hour}:00:00Z")
    part["Results"][0]["Packages"] = [{"Name": "openssl", "Version": "3.0.1"}]
    put(f"part-{name}.json", part)
put("image-b.json", trivy(DIGEST_B, [ZLIB], at="2026-03-01T10:00:00Z"))
put("image-a-secrets.json", trivy(DIGEST_A, []))
put("image-b-secrets.json", trivy(DIGEST_B, []))
DIGEST_D = "sha256:" + "d" * 64
put("image-d.json", trivy(DIGEST_D, [ZLIB]))
for image, digest in (("a", DIGEST_A), ("b", DIGEST_B), ("d", DIGEST_D)):
    layers = trivy(digest, [])
    del layers["Results"]  # as Trivy has it when it finds no secret
    if image == "d":
        layers["Results"] = [{"Target": "/app/settings.py", "Class": "secret", "Secrets": [{
            "RuleID": "aws-access-key-id", "Category": "AWS", "Severity": "CRITICAL",
            "Title": "AWS Access Key ID", "StartLine": 3, "EndLine": 3,
            "Match": "key = ****"}]}]
    put(f"layers-{image}.json", layers)
    both = trivy(digest, [OPENSSL, ZLIB] if image == "a" else [ZLIB])
    both["Results"][0]["Packages"] = [{"ID": "tar@1.34", "Name": "tar", "Version": "1.34"}]
    both["Results"] += layers.get("Results", [])
    put(f"both-{image}.json", both)
    if image == "b":
        del both["Results"][0]["Vulnerabilities"]  # as Trivy has it when it finds none
        put("both-clean.json", both)


def catalogue(cve, released="2026-03-01T08:00:00Z", due="2026-02-22"):
    return {
        "title": "Known exploited vulnerabilities", "catalogVersion": "2026.03.01",
        "dateReleased": released, "count": 1, "vulnerabilities": [{
            "cveID": cve, "vendorProject": "zlib", "product": "zlib",
            "vulnerabilityName": "leak", "dateAdded": "2026-02-01", "shortDescription": "leaks",
            "requiredAction": "upgrade", "dueDate": due,
            "knownRansomwareCampaignUse": "Unknown", "notes": "", "cwes": []}]}


put("kev.json", catalogue("CVE-2026-0002"))
put("kev-today.json", catalogue("CVE-2026-0002", due="2026-03-01"))
put("kev-yesterday.json", catalogue("CVE-2026-0002", due="2026-02-28"))
put("kev-other.json", catalogue("CVE-2026-9999"))  # of nothing that is found here
put("kev-14d.json", catalogue("CVE-2026-9999", "2026-02-15T12:00:00Z"))
put("kev-old.json", catalogue("CVE-2026-9999", "2026-02-15T11:59:59Z"))
put("kev-later.json", catalogue("CVE-2026-9999", "2026-03-01T13:00:01Z"))
put("sbom.json", {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
                  "metadata": {"timestamp": "2026-03-01T09:00:00Z",
                               "component": {"type": "container", "name": "registry.example/api"}},
                  "components": [{"type": "library", "name": "openssl", "version": "3.0.1",
                                  "purl": "pkg:deb/debian/openssl@3.0.1"}]})
LOG4J = {"type": "library", "name": "log4j-core", "group": "org.apache.logging.log4j",
         "version": "2.14.1",
         "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"}
for name, digest in (("b", DIGEST_B), ("a", DIGEST_A)):
    put(f"sbom-{name}.json", {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": "2026-03-01T08:00:00Z", "component": {
            "type": "container", "name": "registry.example/api", "version": digest,
            "bom-ref": "x"}},
        "components": [LOG4J] if name == "b" else []})
# Of one build by two generators; the later one sees no jar.
for name, made, parts in (("syft", "2026-02-27T08:00:00Z", [LOG4J]), ("trivy", "2026-03-01T08:00:00Z", []),
                          ("also", "2026-03-01T08:00:00Z", [LOG4J])):
    put(f"sbom-{name}.json", {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": made, "tools": [{"name": name, "version": "1"}], "component": {
            "type": "container", "name": "registry.example/api", "version": DIGEST_B, "bom-ref": "x"}},
        "components": parts})
# Later builds, and older ones, which workloads may run all the same.
DIGEST_C = "sha256:" + "c" * 64
OPENSSL_PART = {"type": "library", "name": "openssl", "version": "3.0.1", "purl": "pkg:deb/debian/openssl@3.0.1"}
for name, digest, made, parts in (
        ("a-old", DIGEST_A, "2026-02-28T08:00:00Z", [LOG4J]), ("c", DIGEST_C, "2026-03-01T10:00:00Z", []),
        ("d", DIGEST_D, "2026-03-01T11:00:00Z", [LOG4J]),
        ("openssl", DIGEST_B, "2026-02-28T08:00:00Z", [OPENSSL_PART])):
    put(f"sbom-{name}.json", {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": made, "component": {
            "type": "container", "name": "registry.example/api", "version": digest, "bom-ref": "x"}},
        "components": parts})
put("image-c.json", trivy(DIGEST_C, [ZLIB], at="2026-03-01T10:00:00Z"))
clean = trivy(DIGEST_C, [], at="2026-03-01T10:00:00Z")  # it looked, and there is none
clean["Results"][0]["Packages"] = [{"ID": "tar@1.34", "Name": "tar", "Version": "1.34"}]
put("image-none.json", clean)
# Deployments, each of one pod; two have what `a` is.
for name, images, of in (*((n, n, "api") for n in ("a", "b", "c", "ab", "bc")), ("none", "", "api"), ("other", "c", "other")):
    runs = [*images, *images.replace("b", "").replace("c", "")]
    put(f"pods-{name}.json", {"kind": "PodList", "items": [{
        "metadata": {"name": f"p{n}", "namespace": "ml", "ownerReferences": [
            {"kind": "ReplicaSet", "name": f"r{n}", "controller": True}]},
        "status": {"containerStatuses": [{
            "name": "api", "image": f"registry.example/{of}:1.0",
            "imageID": f"registry.example/{of}@sha256:" + image * 64, "state": {"running": {}}}]}}
        for n, image in enumerate(runs)]})
put("affected.json", {
    "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://vendor.example/1",
    "author": "vendor", "timestamp": "2026-03-01T08:30:00Z", "version": 1, "statements": [{
        "vulnerability": {"name": "CVE-2021-44228"}, "products": [{"@id": LOG4J["purl"]}],
        "status": "affected", "action_statement": "upgrade to 2.17.1\nor later"}]})
# Of a range, and of a package whose version nobody tells.
put("ranged.json", {
    "document": {"csaf_version": "2.0", "category": "csaf_security_advisory", "title": "t",
                 "publisher": {"namespace": "https://vendor.example", "name": "vendor"},
                 "tracking": {"id": "V-2", "current_release_date": "2026-03-01T08:30:00Z"}},
    "product_tree": {"branches": [{"category": "product_version_range", "name": "vers:npm/<2.0", "product": {
        "product_id": "P", "name": "left-pad", "product_identification_helper": {"purl": "pkg:npm/left-pad"}}}]},
    "vulnerabilities": [{"cve": "CVE-2026-0077", "product_status": {"known_affected": ["P"]}}]})
for name, version in (("untold", {}), ("later", {"version": "2.0"})):
    put(f"sbom-{name}.json", {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"timestamp": "2026-03-01T08:00:00Z", "component": {
            "type": "container", "name": "registry.example/api", "version": DIGEST_B, "bom-ref": "x"}},
        "components": [{"type": "library", "name": "left-pad", "purl": "pkg:npm/left-pad", **version}]})
put("kev-log4j.json", catalogue("CVE-2021-44228"))
# One flaw that the one tool calls a trifle, and the other cannot rate.
put("unrated.json", trivy(DIGEST_B, [ZLIB[:4] + ("UNKNOWN",) + ZLIB[5:]]))
GRYPE = {
    "matches": [{"vulnerability": {"id": "CVE-2026-0002", "severity": "Negligible",
                                   "description": "leak",
                                   "fix": {"state": "fixed", "versions": ["1.3"]}},
                 "relatedVulnerabilities": [], "matchDetails": [],
                 "artifact": {"name": "zlib1g", "version": "1.2", "type": "deb", "locations": [],
                              "purl": "pkg:deb/debian/zlib1g@1.2"}}],
    "source": {"type": "image", "target": {
        "userInput": "registry.example/api:1.0", "imageID": "sha256:" + "e" * 64,
        "manifestDigest": DIGEST_B, "tags": ["registry.example/api:1.0"],
        "repoDigests": ["registry.example/api@" + DIGEST_B]}},
    "descriptor": {"name": "grype", "version": "0.90.0", "timestamp": "2026-03-01T09:00:00Z"}}
put("negligible.json", GRYPE)
GRYPE["matches"][0]["vulnerability"]["severity"] = "Critical"
put("grype-critical.json", GRYPE)
GRYPE["matches"][0]["artifact"] |= {"type": "alpm", "purl": "pkg:alpm/arch/zlib@1.2", "name": "zlib"}
put("grype-arch.json", GRYPE)
put("grype-a.json", {
    "matches": [{"vulnerability": {"id": "CVE-2026-0001", "severity": "Critical",
                                   "description": "overflow",
                                   "fix": {"state": "fixed", "versions": ["3.0.9"]}},
                 "relatedVulnerabilities": [], "matchDetails": [],
                 "artifact": {"name": "openssl", "version": "3.0.1", "type": "deb",
                              "locations": [{"path": "/var/lib/dpkg/status"}],
                              "purl": "pkg:deb/debian/openssl@3.0.1?arch=amd64"}}],
    "source": {"type": "image", "target": {
        "userInput": "registry.example/api:1.0", "imageID": "sha256:" + "e" * 64,
        "manifestDigest": DIGEST_A, "tags": ["registry.example/api:1.0"],
        "repoDigests": ["registry.example/api@" + DIGEST_A]}},
    "descriptor": {"name": "grype", "version": "0.90.0", "timestamp": "2026-03-01T09:00:00Z"}})
# An image that two registries have, each by a digest of its own.
SEVERAL = {"RepoDigests": ["registry.example/api@" + DIGEST_A, "mirror.example/api@" + DIGEST_B], "ImageID": "sha256:" + "e" * 64}
put("several.json", trivy(DIGEST_A, [ZLIB]) | {"Metadata": SEVERAL})
put("several.sarif", {"version": "2.1.0", "runs": [{
    "tool": {"driver": {"name": "Trivy", "rules": [{"id": "CVE-2026-0002", "properties": {"tags": ["vulnerability"]}}]}},
    "results": [{"ruleId": "CVE-2026-0002", "level": "note", "message": {"text": "Package: zlib1g\nInstalled Version: 1.2"}}],
    "properties": {"imageName": "registry.example/api:1.0", "repoTags": ["registry.example/api:1.0"],
                   "imageID": SEVERAL["ImageID"], "repoDigests": SEVERAL["RepoDigests"]}}]})
put("bandit.json", {"errors": [], "generated_at": "2026-03-01T09:00:00Z",
                    "metrics": {"_totals": {"CONFIDENCE.HIGH": 0, "SEVERITY.HIGH": 0, "loc": 10,
                                            "nosec": 0, "skipped_tests": 0}}, "results": []})
put("zap.json", {"@programName": "ZAP", "@version": "2.16.0",
                 "@generated": "Thu, 1 Jan 2026 09:00:00", "created": "2026-01-01T09:00:00Z",
                 "site": [{"@name": "https://staging.example.com", "@host": "staging.example.com",
                           "@port": "443", "@ssl": "true", "alerts": []}]})
