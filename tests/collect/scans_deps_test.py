#!/usr/bin/env python3
"""What the collector makes of reports of dependencies, images and infrastructure code, and of the
exception files of their tools.

Cases are as in scans_code_test.py: a report of our own, what its first scan and its findings must
say, and how it ends; each is read with members the other way round and cut at many places too.
Usage: scans_deps_test.py GAVEL
"""
import itertools
import json
import os
import re
import shutil
import subprocess
import sys

from scans_code_test import bandit, ESCAPE, SECRET, Test, check_bare, check_case, check_cuts
import scans_code_test
from scans_lines import collect

HOSTILE = "x" + ESCAPE + '", "t": "done"}\n{"t":"done"}'


# ---- Reports ----

def pip(*dependencies):
    return {"dependencies": list(dependencies), "fixes": []}


JINJA = {"name": "Jinja2_X", "version": "2.0+a", "vulns": [
    {"id": "PYSEC-2021-66", "fix_versions": ["2.11.3", "3.0"], "aliases": ["CVE-2020-28493", "GHSA-g3rq-g295-4j3m"],
     "description": "Slow."},
    {"id": "CVE-2019-8341", "fix_versions": [], "aliases": [], "description": HOSTILE}]}
CLEAN_PIP = {"name": "idna", "version": "3.7", "vulns": []}
SKIPPED_PIP = {"name": "own", "skip_reason": "not found on PyPI"}


def safety(*vulnerabilities, ignored=(), **meta):
    return {"report_meta": {"safety_version": "2.3.5", "timestamp": "2024-02-03 04:05:06", **meta},
            "scanned_packages": {}, "vulnerabilities": list(vulnerabilities),
            "ignored_vulnerabilities": list(ignored)}


def safety_row(**more):
    return {"vulnerability_id": "51457", "package_name": "py", "analyzed_version": "1.11.0",
            "ignored": False, "ignored_reason": None, "ignored_expires": None, "advisory": "Slow.",
            "vulnerable_spec": "<=1.11.0", "fixed_versions": [""], "CVE": None, "severity": None,
            "more_info_url": "https://s.example/51457", **more}


RATED = {"CVE": {"name": "CVE-2022-42969", "cvssv2": None, "cvssv3": None},
         "severity": {"source": "CVE-2022-42969", "cvssv2": None, "cvssv3": {
             "base_score": 9.8, "base_severity": "CRITICAL",
             "vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}}
SAFETY_OLD = [["py", "<=1.11.0", "1.11.0", "Slow.", "51457", None, None]]
SAFETY_LOGGED = "2024 WARNING: an update\nmore\n" + json.dumps(safety(safety_row()))


def safety_scan(*projects, **meta):
    """What `safety scan --output json` writes: pyupio/safety, safety/scan/test.json."""
    return {"meta": {"scan_type": "scan", "timestamp": "2025-01-08T19:37:44.204202Z", "schema_version": "3.0",
                     "scan_locations": ["/src/shop"], "telemetry": {"safety_version": "3.2.14"}, **meta},
            "scan_results": {"files": [], "projects": list(projects)}}


def safety_known(**more):
    return {"id": "51340", "cve": None, "ignored": None, "vulnerable_spec": "<3.2.16", **more}


def safety_file(location, *known, raw="Django[argon2]==1.8.0 ; python_version<'4'"):
    return {"type": "requirements.txt", "location": location, "categories": ["python"], "results": {"dependencies": [
        {"name": "Django", "specifications": [{"raw": raw, "vulnerabilities": {
            "remediation": {"recommended": "4.2.17", "other_recommended": ["5.1.4"], "vulnerabilities_found": 1},
            "known_vulnerabilities": list(known)}}]},
        {"name": "idna", "specifications": [{"raw": "idna==3.7", "vulnerabilities": {
            "remediation": None, "known_vulnerabilities": []}}]}]}}


SCORED = {"name": "CVE-2022-41323", "advisory": "Slow " + HOSTILE, "cvssv2": {"base_score": 5.0}, "cvssv3": {
    "base_score": 7.5, "base_severity": "HIGH", "vector_string": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H"}}
SCORED_OLD = {"name": "CVE-2015-5143", "cvssv3": None,
              "cvssv2": {"base_score": 7.8, "vector_string": "AV:N/AC:L/Au:N/C:N/I:N/A:C"}}
SHOP = {"origin": "https://bot:" + SECRET + "@git.example/shop.git", "commit": "ab", "branch": "main"}


def trivy(*results, kind="container_image", name="reg.example:5000/shop/web:1.4", **more):
    return {"SchemaVersion": 2, "CreatedAt": "2024-03-04T05:06:07Z", "ArtifactName": name,
            "ArtifactType": kind, "Metadata": {
                "ImageID": "sha256:11", "RepoDigests": ["reg.example:5000/shop/web@sha256:22"]},
            "Trivy": {"Version": "0.60.0"}, "Results": list(results), **more}


PACKAGE = {"ID": "zlib@1.2", "Name": "zlib", "Version": "1.2"}


def result(target, where, **lists):
    return {"Target": target, "Class": where, "Type": lists.pop("type", "debian"), **lists}


def flaw(**more):
    return {"VulnerabilityID": "CVE-2024-1", "PkgName": "zlib", "InstalledVersion": "1.2", "FixedVersion": "1.3",
            "Status": "fixed", "Severity": "HIGH", "SeveritySource": "nvd", "Title": "zlib: bad",
            "CweIDs": ["CWE-79"], "CVSS": {
                "ghsa": {"V3Score": 5.5}, "nvd": {"V3Score": 7.5, "V3Vector": "CVSS:3.1/x"}}, **more}


def misconf(rule, status="FAIL", **more):
    return {"ID": rule, "AVDID": rule, "Title": "t", "Message": "m", "Severity": "MEDIUM",
            "Status": status, "CauseMetadata": {"StartLine": 3, "EndLine": 4}, **more}


LEAK = {"RuleID": "aws-key", "Severity": "CRITICAL", "Title": "AWS key", "StartLine": 2,
        "EndLine": 2, "Match": "key=" + SECRET}


def grype(*matches, ignored=(), source=None, **more):
    return {"matches": list(matches), "ignoredMatches": list(ignored),
            "source": source or {"type": "image", "target": {
                "userInput": "alpine:3.19@sha256:aa", "manifestDigest": "sha256:bb"}},
            "descriptor": {"name": "grype", "version": "0.90", "timestamp": "2024-05-06T07:08:09Z",
                           "configuration": {}, **more}}


def match(path="/lib/a", state="fixed", **vulnerability):
    return {"vulnerability": {"id": "GHSA-aaaa-bbbb-cccc", "severity": "Medium", "namespace": "github:python",
                              "description": "d", "dataSource": "https://g.example/1",
                              "fix": {"state": state, "versions": ["2.0"]}, **vulnerability},
            "relatedVulnerabilities": [{"id": "CVE-2024-2", "cvss": [
                {"version": "2.0", "vector": "v2", "metrics": {"baseScore": 5}},
                {"version": "3.1", "vector": "v3", "metrics": {"baseScore": 6.5}}]}],
            "artifact": {"name": "a", "version": "1.0", "purl": "pkg:pypi/a@1.0",
                         "locations": [{"path": "/z/other"}, {"path": path}]}}


def checkov(kind="terraform", failed=(), skipped=(), passed=(), broken=()):
    return {"check_type": kind, "results": {
        "passed_checks": list(passed), "failed_checks": list(failed), "skipped_checks": list(skipped),
        "parsing_errors": list(broken)}, "summary": {"checkov_version": "3.2.1"}}


def ckv(**more):
    return {"check_id": "CKV_AWS_18", "bc_check_id": "BC_S3_13", "check_name": "logging", "severity": None,
            "check_result": {"result": "FAILED"}, "file_path": "/s3.tf", "repo_file_path": "/infra/s3.tf",
            "file_line_range": [1, 5], "resource": "aws_s3_bucket.b", "guideline": "https://c.example",
            **more}


def tfsec(**more):
    return {"rule_id": "AVD-AWS-0090", "long_id": "aws-s3-enable-versioning", "severity": "MEDIUM",
            "rule_description": "versioning", "description": "Bucket has none", "status": 0,
            "resource": "aws_s3_bucket.b", "links": ["https://t.example"],
            "location": {"filename": "/home/ci/repo/s3.tf", "start_line": 1, "end_line": 3}, **more}


def nag(*violations, name="./a.yaml"):
    return [{"filename": name, "file_results": {"failure_count": 1, "violations": list(violations)}}]


def conftest(**more):
    return {"filename": "./d.yaml", "namespace": "main", "successes": 2, **more}


def docker_bench(*results, **more):
    return {"dockerbenchsecurity": "1.6.0", "start": 1, "end": 1700000100, "checks": 1, "score": 0,
            "tests": [{"id": "4", "desc": "Images", "results": list(results)}], **more}


def npm7(**packages):
    return {"auditReportVersion": 2, "vulnerabilities": packages,
            "metadata": {"vulnerabilities": {"total": len(packages)}}}


MINIMIST = {"name": "minimist", "severity": "critical", "range": "<1.2.6", "nodes": ["node_modules/minimist"],
            "effects": ["mkdirp"], "fixAvailable": {"name": "mkdirp", "version": "1.0.0"},
            "via": [{"source": 1097677, "name": "minimist", "title": "Pollution", "severity": "critical",
                     "url": "https://github.com/advisories/GHSA-xvch-5gv4-984h",
                     "cwe": ["CWE-1321"], "cvss": {"score": 9.8, "vectorString": "CVSS:3.1/y"}}]}
MKDIRP = {"name": "mkdirp", "severity": "critical", "via": ["minimist"], "nodes": ["node_modules/mkdirp"],
          "fixAvailable": True}
LOST = {"name": "lost", "severity": "low", "via": ["nowhere"], "nodes": [], "fixAvailable": False}
NPM6 = {"actions": [], "muted": [], "metadata": {}, "advisories": {"577": {
    "id": 577, "title": "Pollution", "module_name": "@a/lodash", "severity": "low", "cves": ["CVE-2018-3721"],
    "cwe": "CWE-471", "url": "https://npmjs.com/advisories/577", "patched_versions": ">=4.17.5",
    "overview": "o", "findings": [{"version": "4.17.4", "paths": ["x>@a/lodash", "y>@a/lodash"]},
                                  {"version": "3.0.0", "paths": ["z>@a/lodash"]}]}}}


def osv(*vulnerabilities, groups=(), ecosystem="PyPI"):
    return {"results": [{"source": {"path": "/src/req.txt", "type": "lockfile"}, "packages": [
        {"package": {"name": "Flask_X", "version": "1.0", "ecosystem": ecosystem},
         "vulnerabilities": list(vulnerabilities), "groups": list(groups)}]}]}


OSV_GHSA = {"id": "GHSA-1111-2222-3333", "aliases": ["CVE-2023-9"], "summary": "s",
            "database_specific": {"severity": "HIGH", "cwe_ids": ["CWE-22"]},
            "affected": [{"package": {"name": "Flask_X"}, "ranges": [
                {"events": [{"introduced": "0"}, {"fixed": "1.1"}]}]}]}
OSV_PYSEC = {"id": "PYSEC-2023-1", "aliases": ["CVE-2023-9"], "details": "d"}
OSV_GROUP = {"ids": ["GHSA-1111-2222-3333", "PYSEC-2023-1"],
             "aliases": ["CVE-2023-9", "GHSA-1111-2222-3333", "PYSEC-2023-1"], "max_severity": "9.1"}


def track(**more):
    return {"version": "1.3", "meta": {"application": "Dependency-Track", "version": "4.11",
                                       "timestamp": "2024-01-02T03:04:05Z"},
            "project": {"name": "shop", "version": "7"}, **more}


TRACKED = {"component": {"name": "log4j", "version": "2.14", "purl": "pkg:maven/o/log4j@2.14"},
           "vulnerability": {"vulnId": "CVE-2021-44228", "severity": "CRITICAL", "cwes": [{"cweId": 502}],
                             "aliases": [{"cveId": "CVE-2021-44228", "ghsaId": "GHSA-jfh8-c2jp-5v3q"}],
                             "epssScore": 0.97},
           "analysis": {"state": "NOT_SET", "isSuppressed": False}, "matrix": "a:b:c"}

KUBEAUDIT = "\n".join(json.dumps(line) for line in (
    {"AuditResultName": "RunAsNonRootPSCNilCSCNil", "level": "error", "msg": "root", "ResourceKind": "Deployment",
     "ResourceName": "web", "ResourceNamespace": "shop", "Container": "main",
     "time": "2024-01-02T03:04:05Z"},
    {"AuditResultName": "ImageTagMissing", "level": "warning", "msg": "tag", "ResourceKind": "Pod",
     "ResourceName": "p", "time": "2024-01-02T03:04:06Z"})) + "\n"
KUBEAUDIT_FAILED = KUBEAUDIT + json.dumps({"level": "fatal", "msg": "no cluster"}) + "\n"


def kubelinter(reports, **summary):
    return {"Checks": [{"name": "latest-tag", "template": "latest-tag"}], "Reports": reports,
            "Summary": {"ChecksStatus": "Failed", "CheckEndTime": "2024-01-02T03:04:05Z",
                        "KubeLinterVersion": "0.8.3", **summary}}


LINTED = {"Diagnostic": {"Message": "latest"}, "Check": "latest-tag", "Remediation": "pin it", "Object": {
    "Metadata": {"FilePath": "./m/a.yaml"}, "K8sObject": {
        "Namespace": "shop", "Name": "web", "GroupVersionKind": {"Kind": "Deployment"}}}}


def kubescape(*controls, **more):
    return {"clusterName": "prod", "generationTime": "2024-01-02T03:04:05Z",
            "summaryDetails": {"controls": {"C-1": {"controlID": "C-1", "scoreFactor": 9},
                                            "C-2": {"controlID": "C-2", "scoreFactor": 6.5}}},
            "results": [{"resourceID": "apps/v1/shop/Deployment/web", "controls": list(controls)}],
            "metadata": {"scanMetadata": {"targetNames": ["nsa", "mitre"]}}, **more}


def control(name, status, sub=""):
    return {"controlID": name, "name": "n " + name, "status": {"status": status, "subStatus": sub}}


DOCKLE = {"summary": {"fatal": 1, "warn": 0, "info": 0, "skip": 1, "pass": 12}, "details": [
    {"code": "CIS-DI-0010", "title": "No secrets", "level": "FATAL", "alerts": ["a", "b"]},
    {"code": "CIS-DI-0006", "title": "HEALTHCHECK", "level": "IGNORE", "alerts": ["c"]},
    {"code": "DKL-DI-0005", "title": "skipped", "level": "SKIP", "alerts": ["d"]}]}

# ---- Cases: report, members of its first scan, of its findings in order, True or why it is not whole

CASES = {
    "pip-audit clean": (pip(CLEAN_PIP, SKIPPED_PIP), {
        "tool": "pip-audit", "class": "dependency", "passed": 1, "untested": 1}, [], True),
    "pip-audit": (pip(JINJA, CLEAN_PIP), {"passed": 1, "findings": 2, "partial": None}, [
        {"rule": "PYSEC-2021-66", "level": "medium", "from": "assumed", "raw": None,
         "ids": "PYSEC-2021-66 CVE-2020-28493 GHSA-g3rq-g295-4j3m", "purl": "pkg:pypi/jinja2-x@2.0%2Ba",
         "package": "Jinja2_X", "version": "2.0+a", "fixed": "2.11.3, 3.0", "title": "PYSEC-2021-66 in Jinja2_X"},
        {"rule": "CVE-2019-8341", "fixed": None, "text": ...}], True),
    "pip-audit legacy": ([CLEAN_PIP, JINJA], {"passed": 1}, [
        {"rule": "PYSEC-2021-66"}, {"rule": "CVE-2019-8341"}], True),
    "pip-audit no list": ({"dependencies": {"a": 1}, "fixes": []}, {}, [], "no report of a format"),
    "safety clean": (safety(), {"tool": "safety", "version": "2.3.5", "target": None}, [], True),
    "safety": (safety(safety_row(), safety_row(**RATED), safety_row(CVE="CVE-2022-1"),
                      scan_target="files", scanned=["./req.txt"],
                      git={"origin": "https://bot:" + SECRET + "@git.example/shop.git", "commit": "ab", "branch": "main"}),
               {"target": "git.example/shop@main", "digest": "ab", "ref": "main"}, [
                   {"rule": "51457", "level": "medium", "from": "assumed", "file": "req.txt", "fixed": None,
                    "title": "51457 in py", "link": "https://s.example/51457"},
                   {"level": "critical", "raw": "CRITICAL", "from": "cvss", "cvss": "9.8", "vector": ...,
                    "ids": "CVE-2022-42969"},
                   {"level": "medium", "from": "assumed", "ids": "CVE-2022-1"}], True),
    "safety ignored": (safety(ignored=[
        safety_row(ignored=True, ignored_reason="no", ignored_expires="2024-02-03 00:00:00 UTC"),
        safety_row(ignored=True, ignored_reason="no", ignored_expires="soon"),
        safety_row(ignored=True, ignored_reason="no", ignored_expires="")]), {}, [
            {"claim": "suppressed", "claim_why": "no", "claim_until": 1706918400},
            {"claim": "suppressed", "claim_until": -1},
            {"claim": "suppressed", "claim_until": None}], True),
    "safety legacy": (SAFETY_OLD, {}, [
        {"rule": "51457", "level": "medium", "from": "assumed", "purl": "pkg:pypi/py@1.11.0"}], True),
    "safety logged": (SAFETY_LOGGED, {"version": "2.3.5"}, [{"rule": "51457"}], True),
    "safety logged, broken": (SAFETY_LOGGED[:-2] + ",", {}, [], "report:3:"),
    "safety no list": ({"report_meta": {"safety_version": "2"}, "scanned_packages": {}}, {}, [],
                       "there is no 'vulnerabilities'"),
    "safety scan clean": (safety_scan({"id": "shop", "git": SHOP, "files": [safety_file("a.txt")]}), {
        "tool": "safety", "version": "3.2.14", "passed": 2, "target": "git.example/shop@main"}, [], True),
    "safety scan": (safety_scan(
        {"id": "shop", "git": SHOP, "files": [
            safety_file("/src/shop/a/req.txt", safety_known(cve=SCORED), safety_known(id="2", cve=SCORED_OLD)),
            safety_file("b.txt", safety_known(ignored={"code": "manual", "reason": "unused", "expires": "2025-02-01"}),
                        safety_known(ignored={"code": "manual", "reason": None, "expires": "soon"}),
                        raw="django>=1.8")]}),
        {"target": "git.example/shop@main", "target_kind": "repo", "digest": "ab", "ref": "main", "passed": 2}, [
            {"rule": "51340", "level": "high", "raw": "HIGH", "from": "cvss", "cvss": "7.5", "vector": ...,
             "ids": "CVE-2022-41323", "package": "Django", "version": "1.8.0", "purl": "pkg:pypi/django@1.8.0",
             "fixed": "4.2.17, 5.1.4", "file": "a/req.txt", "title": "CVE-2022-41323 in Django", "class": "dependency"},
            {"rule": "2", "level": "high", "cvss": "7.8", "raw": None},
            {"rule": "51340", "level": "medium", "from": "assumed", "version": None, "file": "b.txt", "ids": None,
             "claim": "suppressed", "claim_why": "unused", "claim_until": 1738368000},
            {"claim": "suppressed", "claim_why": "manual", "claim_until": -1}], True),
    "safety scan of two branches": (safety_scan({"git": SHOP, "files": []}, {"git": {**SHOP, "branch": "next"}}),
                                    {"target": None}, [], True),
    "safety scan of two": (safety_scan({"git": SHOP, "files": []}, {"git": {"origin": "https://git.example/b"}}),
                           {"target": None}, [], True),
    "safety scan no list": (safety_scan() | {"scan_results": {"files": []}}, {}, [],
                            "there is no 'scan_results.projects'"),
    "trivy clean": (trivy(result("web (debian 12)", "os-pkgs")), {
        "tool": "trivy", "class": "container", "target": "reg.example:5000/shop/web", "ref": "1.4",
        "target_kind": "image", "digest": "sha256:22", "version": "0.60.0", "partial": None}, [], True),
    "trivy image": (trivy(result("web (debian 12)", "os-pkgs", Vulnerabilities=[
        flaw(), flaw(Severity="UNKNOWN", Status="will_not_fix", VendorIDs=["DSA-1"],
                     PkgIdentifier={"PURL": "pkg:deb/debian/zlib@1.2?arch=amd64"})]),
        result("Python", "lang-pkgs", type="python-pkg", Vulnerabilities=[
            flaw(PkgPath="/app/lib/x.dist-info", SeveritySource="ghsa", Severity="LOW")])), {}, [
                {"class": "container", "rule": "CVE-2024-1", "level": "high", "raw": "HIGH", "from": "nvd",
                 "cvss": "7.5", "vector": "CVSS:3.1/x", "cwe": "CWE-79", "fix": "fixed", "fixed": "1.3",
                 "purl": "pkg:deb/debian/zlib@1.2", "file": None, "places": "web (debian 12)"},
                {"level": "unknown", "fix": "will_not_fix", "ids": "CVE-2024-1 DSA-1",
                 "purl": "pkg:deb/debian/zlib@1.2?arch=amd64"},
                {"level": "low", "from": "ghsa", "cvss": "5.5", "file": "app/lib/x.dist-info",
                 "purl": "pkg:pypi/zlib@1.2"}], True),
    "trivy folder": (trivy(result("a/req.txt", "lang-pkgs", type="pip", Vulnerabilities=[flaw()]),
                           kind="filesystem", name="./services/a"),
                     {"class": "dependency", "category": "services/a", "target": None},
                     [{"file": "a/req.txt"}], True),
    "trivy here": (trivy(result("req.txt", "lang-pkgs", type="pip"), kind="filesystem", name="."),
                   {"category": None, "target": None}, [], True),
    "trivy sbom": (trivy(result("req.txt", "lang-pkgs"), kind="cyclonedx", name="sbom.json"),
                   {"category": None, "target": None}, [], True),
    "trivy repository": (trivy(result("req.txt", "lang-pkgs"), kind="repository",
                               name="https://me:" + SECRET + "@git.example/a.git"),
                         {"target": "git.example/a", "target_kind": "repo"}, [], True),
    "trivy branch": (trivy(result("req.txt", "lang-pkgs"), kind="repository", name=".", Metadata={
        "RepoURL": "git@git.example:o/a.git", "Branch": "refs/heads/v/2", "Commit": "ab"}),
                     {"target": "git.example/o/a@v/2", "ref": "v/2", "digest": "ab", "category": None}, [], True),
    "trivy branch of nothing": (trivy(result("req.txt", "lang-pkgs"), kind="filesystem", name="b",
                                      Metadata={"Branch": "main"}),
                                {"target": None, "ref": "main", "category": "b"}, [], True),
    "trivy archive": (trivy(result("x (debian 12)", "os-pkgs"), name="/tmp/image.tar.gz",
                            Metadata={"RepoTags": ["shop/web:2"], "ImageID": "sha256:33"}),
                      {"target": "shop/web", "ref": "2", "digest": "sha256:33"}, [], True),
    "trivy misconfigurations": (trivy(result(
        "d.yaml", "config", type="kubernetes", MisconfSummary={"Failures": 3}, Misconfigurations=[
            misconf("AVD-KSV-0014"), misconf("KSV014"), misconf("KSV-0014"), misconf("DS002"),
            misconf("AVD-AWS-0132"), misconf("X", "PASS"), misconf("Y", "EXCEPTION"),
            misconf("KSV-12345")]), kind="filesystem"), {"class": "iac"}, [
                *[{"rule": "KSV-0014", "alias": name, "file": "d.yaml", "line": 3, "end": 4, "text": "m"}
                  for name in ("AVD-KSV-0014", "KSV014", None)],
                {"rule": "DS-0002"}, {"rule": "AWS-0132"}, {"rule": "Y", "claim": "suppressed"},
                {"rule": "KSV-12345"}], True),
    "trivy secrets": (trivy(result("app/.env", "secret", Secrets=[LEAK]), kind="filesystem"),
                      {"class": "secret"}, [{"class": "secret", "rule": "aws-key", "line": 2, "file": "app/.env",
                                             "level": "critical"}], True),
    "trivy licences": (trivy(result("OS Packages", "license", Licenses=[
        {"Severity": "HIGH", "Category": "restricted", "PkgName": "bash", "FilePath": "", "Name": "GPL-3.0"}])),
        {"category": "licences", "class": "container"},
        [{"rule": "GPL-3.0", "package": "bash", "title": "licence GPL-3.0 (restricted)"}], True),
    "trivy modified": (trivy(result("web (debian 12)", "os-pkgs", ExperimentalModifiedFindings=[
        {"Type": "vulnerability", "Status": "ignored", "Statement": "later", "Source": ".trivyignore",
         "Finding": flaw()},
        {"Type": "vulnerability", "Status": "not_affected", "Statement": "unused", "Source": "vex.json",
         "Finding": flaw(VulnerabilityID="CVE-2024-9")}])), {"partial": None}, [
             {"rule": "CVE-2024-1", "claim": "suppressed", "claim_why": "later, .trivyignore"},
             {"rule": "CVE-2024-9", "claim": "not_affected"}], True),
    "trivy nothing shown": (trivy(), {"partial": "the report does not show what was looked for"}, [], True),
    "trivy legacy": ([{"Target": "web (alpine 3.7)", "Type": "alpine", "Vulnerabilities": [flaw()]},
                      {"Target": "app/Gemfile.lock", "Type": "bundler", "Vulnerabilities": None}],
                     {"target": "web", "class": "container"}, [{"rule": "CVE-2024-1"}], True),
    "trivy cluster": ({"ClusterName": "prod", "Resources": [
        {"Namespace": "shop", "Kind": "Deployment", "Name": "web", "Results": [
            result("reg/web:1 (debian 12)", "os-pkgs", Vulnerabilities=[flaw()])]}]},
        {"target": "prod", "target_kind": "cluster", "class": "container"}, [
            {"resource": "shop/Deployment/web", "file": "shop/Deployment/web: reg/web"}], True),
    "trivy cluster, untold image": ({"ClusterName": "prod", "Findings": [
        {"Namespace": "shop", "Kind": "Deployment", "Name": "web", "Results": [
            {"Class": "os-pkgs", "Type": "debian", "Vulnerabilities": [flaw()]}]}]},
        {"target": "prod", "target_kind": "cluster", "class": "container"}, [
            {"resource": "shop/Deployment/web"}], True),
    "trivy cluster in part": ({"ClusterName": "prod", "Resources": [
        {"Namespace": "shop", "Kind": "Pod", "Name": "a", "Error": "no access"},
        {"Namespace": "shop", "Kind": "Pod", "Name": "b", "Results": [result("x", "os-pkgs")]}]},
        {"partial": "1 objects could not be scanned"}, [], True),
    "trivy cluster, summary": ({"ClusterName": "prod", "Findings": [
        {"Namespace": "shop", "Kind": "Deployment", "Name": "web", "Results": [
            result("reg/web:1 (debian 12)", "os-pkgs", Vulnerabilities=[flaw()])]}]},
        {"target": "prod", "target_kind": "cluster", "class": "container"}, [
            {"resource": "shop/Deployment/web", "file": "shop/Deployment/web: reg/web"}], True),
    "trivy cluster, split": ({"ClusterName": "prod", "Misconfigurations": [
        {"Namespace": "", "Kind": "Node", "Name": "n", "Results": [
            result("Node/n", "config", Misconfigurations=[misconf("KCV0087")])]}]},
        {"class": "iac", "target": "prod"}, [{"rule": "KCV-0087", "resource": "/Node/n"}], True),
    "trivy wrong kind": (trivy(Results={"a": 1}), {}, [], "Results is no list"),
    "grype clean": (grype(), {"tool": "grype", "class": "container", "target": "alpine", "ref": "3.19",
                              "digest": "sha256:aa", "version": "0.90", "filter": None}, [], True),
    "grype": (grype(match(), match("/lib/b", "wont-fix", severity="Negligible", epss=[{"epss": 0.5}],
                                   knownExploited=[{"cve": "CVE-2024-2"}]),
                    match("/lib/c", "unknown", severity="Unknown")), {}, [
        {"rule": "GHSA-aaaa-bbbb-cccc", "ids": "GHSA-aaaa-bbbb-cccc CVE-2024-2", "level": "medium", "cvss": "6.5",
         "vector": "v3", "file": "lib/a", "places": "/z/other", "fix": "fixed", "fixed": "2.0", "kev": None},
        {"file": "lib/b", "level": "info", "raw": "Negligible", "fix": "will_not_fix", "epss": "0.5",
         "kev": True},
        {"file": "lib/c", "level": "unknown", "fix": None}], True),
    "grype folder": (grype(match(), source={"type": "directory", "target": "/src/app"}), {
        "class": "dependency", "target": None, "category": "src/app"}, [{"class": "dependency"}], True),
    "grype filtered": (grype(configuration={"only-fixed": True}), {"filter": "only fixed"}, [], True),
    "grype ignored": (grype(ignored=[
        {**match(), "appliedIgnoreRules": [{"vulnerability": "x", "reason": "unused"}]},
        {**match(), "appliedIgnoreRules": [{"vex-status": "not_affected", "vex-justification": "gone"}]}]), {}, [
            {"claim": "suppressed", "claim_why": "unused"},
            {"claim": "not_affected", "claim_why": "gone"}], True),
    "grype no list": ({"descriptor": {"name": "grype"}, "matches": None}, {}, [], "there is no 'matches'"),
    "checkov clean": (checkov(passed=[ckv(), ckv()]), {
        "tool": "checkov", "class": "iac", "category": "terraform", "version": "3.2.1", "passed": 2}, [], True),
    "checkov": (checkov(failed=[ckv(), ckv(severity="HIGH", repo_file_path="/../out.tf")],
                        skipped=[ckv(check_result={"result": "SKIPPED", "suppress_comment": "public"})]), {}, [
        {"rule": "CKV_AWS_18", "alias": "BC_S3_13", "level": "medium", "from": "assumed", "raw": None,
         "file": "infra/s3.tf", "line": 1, "end": 5, "resource": "aws_s3_bucket.b"},
        {"level": "high", "raw": "HIGH", "from": "tool", "file": "s3.tf"},
        {"claim": "suppressed", "claim_why": "public"}], True),
    "checkov in part": (checkov(failed=[ckv()], broken=["/a.tf", "/b.tf"]), {
        "partial": "2 files could not be parsed, such as /a.tf", "untested": 2}, [{}], True),
    "checkov packages": (checkov("sca_package", failed=[ckv(
        check_id="CKV_CVE_2024_4", severity="LOW", vulnerability_details={
            "id": "CVE-2024-4", "package_name": "a", "package_version": "1", "fix_version": "2", "cvss": 3.7})]),
        {"class": "dependency"}, [{"rule": "CVE-2024-4", "ids": "CVE-2024-4", "package": "a", "fixed": "2",
                                   "level": "low", "resource": None}], True),
    "checkov summary": ({"passed": 0, "failed": 0, "skipped": 0, "checkov_version": "2.1"},
                        {"partial": ...}, [], True),
    "checkov without results": ({"check_type": "terraform", "results": None},
                                {"partial": "the report has no results"}, [], True),
    "tfsec": ({"results": [tfsec(), tfsec(status=1), tfsec(status=2), tfsec(severity="ERROR", rule_id="AWS002"),
                           tfsec(passed=True)]}, {"tool": "tfsec", "passed": 2}, [
        {"rule": "AWS-0090", "alias": "aws-s3-enable-versioning", "level": "medium", "file": "home/ci/repo/s3.tf",
         "resource": "aws_s3_bucket.b", "line": 1, "end": 3, "link": "https://t.example"},
        {"claim": "suppressed"}, {"level": "high", "raw": "ERROR", "rule": "AWS002"}], True),
    "tfsec clean": ({"results": None}, {"tool": "tfsec"}, [], True),
    "cfn-nag clean": (nag(), {"tool": "cfn-nag", "class": "iac"}, [], True),
    "cfn-nag": (nag({"id": "F3", "type": "FAIL", "message": "wild", "logical_resource_ids": ["A", "B"],
                     "line_numbers": [4, 9]},
                    {"id": "W1", "type": "WARN", "message": "w", "logical_resource_ids": ["C"], "line_numbers": []},
                    {"id": "W2", "type": "WARN", "message": "w"}), {}, [
        {"rule": "F3", "level": "high", "resource": "A", "line": 4, "file": "a.yaml"},
        {"rule": "F3", "resource": "B", "line": 9},
        {"rule": "W1", "level": "medium", "resource": "C", "line": None}, {"rule": "W2", "resource": None}], True),
    "cfn-nag half": ([{"filename": "a", "file_results": {"violations": []}}, {"filename": "b"}], {}, [],
                     "there is no 'file_results'"),
    "conftest clean": ([conftest()], {"tool": "conftest", "passed": 2, "category": None}, [], True),
    "conftest": ([conftest(failures=[{"msg": "limit 10 is over 5", "metadata": {"query": "data.main.deny"}},
                                     {"msg": "limit 12 is over 7", "metadata": {"query": "data.main.deny"}},
                                     {"msg": "m", "metadata": {"details": {"id": "ID7"}}, "loc": {
                                         "file": "e.yaml", "line": 6}}],
                           warnings=[{"msg": "w"}], exceptions=[{"msg": "x"}], skipped=[{"msg": "s"}])],
                 {"untested": 1}, [
        {"level": "high", "raw": "failure", "rule": ..., "file": "d.yaml", "title": "limit 10 is over 5"},
        {"title": "limit 12 is over 7"}, {"rule": "ID7", "file": "e.yaml", "line": 6},
        {"level": "medium", "raw": "warning"}, {"claim": "suppressed", "level": "high"}], True),
    "conftest namespace": ([conftest(namespace="k8s")], {"category": "k8s"}, [], True),
    "docker-bench": (docker_bench({"id": "4.1", "desc": "user", "result": "WARN", "items": ["a", "b"]},
                                  {"id": "4.2", "result": "NOTE"}, {"id": "4.3", "result": "PASS"},
                                  {"id": "4.4", "result": "INFO"}), {
        "class": "hardening", "passed": 1, "untested": 2, "rules": 4, "version": "1.6.0", "partial": None}, [
            {"rule": "4.1", "level": "medium", "from": "assumed", "places": "a\nb"}], True),
    "docker-bench cut off": (docker_bench(end=None), {"partial": "the report has no end"}, [], True),
    "dockle": (DOCKLE, {"class": "hardening", "passed": 12, "untested": 1}, [
        {"rule": "CIS-DI-0010", "level": "high", "places": "a\nb"},
        {"rule": "CIS-DI-0006", "claim": "suppressed"}], True),
    "npm 7": (npm7(minimist=MINIMIST, mkdirp=MKDIRP, lost=LOST), {"tool": "npm-audit"}, [
        {"rule": "GHSA-xvch-5gv4-984h", "level": "critical", "cvss": "9.8", "cwe": "CWE-1321",
         "purl": "pkg:npm/minimist", "fixed": "mkdirp@1.0.0", "fix": "fixed", "places": "node_modules/minimist"},
        {"rule": "npm:via:nowhere", "level": "low", "package": "lost", "fix": "not_fixed"}], True),
    "npm 6": (NPM6, {}, [
        {"rule": "npm:577", "ids": "CVE-2018-3721", "purl": "pkg:npm/%40a/lodash@4.17.4", "level": "low",
         "places": "x>@a/lodash\ny>@a/lodash", "fixed": ">=4.17.5"}, {"version": "3.0.0"}], True),
    "npm clean": (npm7(), {"tool": "npm-audit"}, [], True),
    "npm failed": ({"error": {"code": "ENOLOCK", "summary": "no lock"}}, {}, [], "npm audit failed: ENOLOCK no lock"),
    "osv": (osv(OSV_GHSA, OSV_PYSEC, groups=[OSV_GROUP]), {"tool": "osv-scanner"}, [
        {"rule": "GHSA-1111-2222-3333", "level": "critical", "from": "cvss", "cvss": "9.1", "fixed": "1.1",
         "ids": "GHSA-1111-2222-3333 CVE-2023-9 PYSEC-2023-1", "purl": "pkg:pypi/flask-x@1.0", "file": "src/req.txt",
         "cwe": "CWE-22"}], True),
    "osv no groups": (osv(OSV_GHSA, OSV_PYSEC, ecosystem="Strange"), {}, [
        {"level": "high", "raw": "HIGH", "from": "tool", "purl": None, "package": "Flask_X"},
        {"rule": "PYSEC-2023-1", "level": "unknown"}], True),
    "osv uncalled": (osv(OSV_GHSA, groups=[{**OSV_GROUP, "experimentalAnalysis": {"GHSA-1": {"called": False}}}]),
                     {}, [{"claim": "not_affected", "claim_why": "the vulnerable code is not called"}], True),
    "osv clean": ({"results": [], "experimental_config": {}}, {"tool": "osv-scanner"}, [], True),
    "dependency-track": (track(findings=[TRACKED, {**TRACKED, "analysis": {
        "state": "FALSE_POSITIVE", "detail": "no"}}, {**TRACKED, "analysis": {"isSuppressed": True}}]), {
            "target": "shop", "ref": "7", "partial": None}, [
        {"rule": "CVE-2021-44228", "level": "critical", "ids": "CVE-2021-44228 GHSA-jfh8-c2jp-5v3q",
         "cwe": "CWE-502", "epss": "0.97", "uid": "a:b:c", "claim": None},
        {"claim": "false_positive", "claim_why": "no"}, {"claim": "suppressed"}], True),
    "dependency-track no list": (track(), {"partial": "the report has no list of findings"}, [], True),
    "kubeaudit": (KUBEAUDIT, {"class": "iac", "partial": "lines without an end mark"}, [
        {"rule": "RunAsNonRootPSCNilCSCNil", "level": "high", "resource": "shop/Deployment/web/main"},
        {"rule": "ImageTagMissing", "level": "medium", "resource": "/Pod/p"}], True),
    "kubeaudit failed": (KUBEAUDIT_FAILED, {}, [], "kubeaudit failed: no cluster"),
    "kubeaudit broken": (KUBEAUDIT + "{oops\n", {}, [], "report:3: no JSON line"),
    "kube-linter": (kubelinter([LINTED]), {"tool": "kube-linter", "version": "0.8.3", "rules": 1}, [
        {"rule": "latest-tag", "level": "medium", "from": "assumed", "resource": "shop/Deployment/web",
         "file": "m/a.yaml", "text": "pin it"}], True),
    "kube-linter clean": (kubelinter(None), {"tool": "kube-linter"}, [], True),
    "kubescape": (kubescape(control("C-1", "failed"), control("C-2", "failed"), control("C-3", "failed"),
                            control("C-1", "passed", "w/exceptions"), control("C-2", "skipped"),
                            control("C-2", "passed")), {
        "target": "prod", "category": "nsa,mitre", "passed": 2, "untested": 1}, [
            {"rule": "C-1", "level": "critical", "resource": "shop/Deployment/web"},
            {"rule": "C-2", "level": "medium"}, {"rule": "C-3", "level": "unknown"},
            {"rule": "C-1", "claim": "suppressed"}], True),
    "kubescape in part": (kubescape(paginationInfo={"chunkNumber": 1, "isLastChunk": True}),
                          {"partial": "a chunk of a longer report"}, [], True),
}

BARE = [("[]", "pip-audit-json", True), ("[]", "safety-json", True), ("[]", "trivy-json", True),
        ("null", "trivy-json", True), ("[]", "cfn-nag-json", True), ("[]", "conftest-json", True),
        ("[]", "checkov-json", True), ("{}", "grype-json", "nothing in it"), ("{}", "trivy-json", "nothing in it"),
        ("{}", "pip-audit-json", "nothing in it"), ("{}", "checkov-json", "nothing in it"),
        ("null", None, "--as"), ("[]", None, "--as"), ("7", "grype-json", "the document is no object"),
        ('{"results": []}', None, "--as")]

# ---- Exception files: text, what its entries must say, or why it is refused

SUPPRESSIONS = ("<suppressions xmlns='https://jeremylong.github.io/DependencyCheck/"
                "dependency-suppression.1.3.xsd'>")
EXCEPTIONS = {
    "trivyignore": ("# why\nCVE-2024-1\nCVE-2024-2 exp:2024-02-29 # late\n\nKSV014 exp:never\nDS-0002 exp:\n", [
        {"id": "CVE-2024-1", "line": 2, "until": None, "unreadable": None},
        {"id": "CVE-2024-2", "line": 3, "until": 1709164800, "told": "2024-02-29"},
        {"id": "KSV014", "line": 5, "until": None, "unreadable": True, "told": "never"},
        {"id": "DS-0002", "unreadable": True}]),
    "trivyignore yaml": ("vulnerabilities:\n  - id: CVE-2024-1\n    expired_at: 2024-02-29\n    statement: later\n"
                         "    paths:\n      - \"**/a.lock\"\n      - b\n    purls: [pkg:npm/a]\n"
                         "misconfigurations:\n  - id: AVD-KSV-0014\nsecrets:\n  - id: x\n    expired_at: soon\n", [
        {"id": "CVE-2024-1", "until": 1709164800, "reason": "later", "paths": "**/a.lock\nb",
         "purls": "pkg:npm/a", "class": None, "line": 2},
        {"id": "AVD-KSV-0014", "class": "iac"}, {"id": "x", "class": "secret", "unreadable": True}]),
    "trivyignore yaml, odd": ("vulnerabilities:\n  - id: CVE-1\nsecrets: 7\n", "report:3: 'secrets' is no list"),
    "grype": ("ignore:\n  - vulnerability: CVE-2024-1\n    fix-state: not-fixed\n    reason: later\n"
              "  - package:\n      name: a\n      location: \"/app/**\"\n", [
        {"id": "CVE-2024-1", "other": "fix-state not-fixed", "reason": "later", "line": 2},
        {"id": None, "other": "package name a", "paths": "/app/**"}]),
    "gitleaks": ("# old\n" + "a" * 40 + ":src/a.c:aws-key:7\nsrc/b.c:jwt:12\n", [
        {"id": "aws-key", "paths": "src/a.c", "class": "secret", "line": 2, "place_line": 7},
        {"id": "jwt", "paths": "src/b.c", "place_line": 12}]),
    "snyk": ("version: v1.19.0\nignore:\n  SNYK-JS-A-1:\n    - '*':\n        reason: r\n        expires: 2024-02-29T10:00:00.000Z\n"
             "    - 'a > b':\n        expires: 'a while'\n        disregardIfFixable: true\n", [
        {"id": "snyk-js-a-1", "until": 1709200800, "paths": None, "reason": "r"},
        {"paths": "a > b", "unreadable": True, "other": "until there is a fix"}]),
    "safety": ("security:\n  ignore-vulnerabilities:\n    51457:\n      reason: r\n      expires: '2024-02-29'\n    7:\n", [
        {"id": "51457", "reason": "r", "until": 1709164800, "line": 3}, {"id": "7", "until": None}]),
    "dependency-check": (
        "<?xml version='1.0'?>\n<suppressions xmlns='https://jeremylong.github.io/DependencyCheck/"
        "dependency-suppression.1.3.xsd'>\n<suppress until='2024-02-29Z'><notes><![CDATA[\n  not used ]]></notes>\n"
        "<filePath>lib/a.jar</filePath><cve>CVE-2013-1337</cve><cve>CVE-2013-1338</cve></suppress>\n"
        "<suppress until='late'>\n<packageUrl regex='true'>^pkg:maven/a@.*$</packageUrl><cpe>cpe:/a:csv:csv:1.0</cpe>"
        "</suppress><!-- <suppress><cve>CVE-1</cve></suppress> -->\n<suppress base='true'><sha1>AB</sha1>"
        "<packageUrl>pkg:maven/g/b@1</packageUrl><vulnerabilityName regex='true'>GHSA.*</vulnerabilityName></suppress>\n"
        "<suppress><cvssBelow>7</cvssBelow></suppress></suppressions>", [
            {"id": "CVE-2013-1337", "paths": "lib/a.jar", "reason": "not used", "until": 1709164800, "line": 3,
             "told": "2024-02-29", "other": None},
            {"id": "CVE-2013-1338", "until": 1709164800, "line": 3},
            {"id": None, "other": "cpe cpe:/a:csv:csv:1.0, packageUrl like ^pkg:maven/a@.*$", "unreadable": True,
             "purls": None, "line": 6},
            {"id": None, "other": "vulnerabilityName like GHSA.*, sha1 AB", "purls": "pkg:maven/g/b@1", "line": 8},
            {"id": None, "other": "cvssBelow 7", "until": None, "line": 9}]),
    "dependency-check, ends": (SUPPRESSIONS + "".join(
        f"<suppress until='{until}'><cve>CVE-{i}</cve></suppress>"
        for i, until in enumerate(("2024-02-29+01:00", "2024-02-29x", "2024-02-29Zz", ""))) + "</suppressions>", [
            {"id": "CVE-0", "until": 1709164800}, {"id": "CVE-1", "unreadable": True}, {"id": "CVE-2", "unreadable": True},
            {"id": "CVE-3", "until": None, "unreadable": None}]),
    "dependency-check, cut": (SUPPRESSIONS + "<suppress><cve>CVE-1</cve></suppress>", "cut short"),
    "suppressions of another": ("<suppressions><suppress checks='x' files='y'/></suppressions>", "no report of a format"),
    "safety floor": ("security:\n  ignore-cvss-severity-below: 7\n  ignore-vulnerabilities:\n", [
        {"id": None, "other": "CVSS below 7", "line": 2}]),
    "safety, odd": ("security:\n  ignore-vulnerabilities:\n    - 51457\n",
                    "report:3: 'ignore-vulnerabilities' is no object of ids"),
    "yaml with an anchor": ("ignore:\n  - vulnerability: &a CVE-1\n", "report:2"),
}


def check_exceptions(test):
    for name, (text, want) in EXCEPTIONS.items():
        lines = test.read(text)
        if isinstance(want, str):
            test.check(name, "is refused", (want in lines.why(), lines.complete()), (True, []))
            continue
        got = [e for scope in lines.complete() for e in scope["exceptions"]]
        test.check(name, "exceptions", (lines.code, len(got)), (0, len(want)))
        test.check(name, "scope", [s["key"][2] for s in lines.scans], ["report"])
        for i, (one, members) in enumerate(zip(got, want)):
            for key, value in members.items():
                test.check(f"{name} {i + 1}", key, one.get(key), value)


# ---- Several scans of one file

def check_several(test):
    """Each kind of finding is a scan of its own, which alone it closes."""
    report = trivy(result("web (debian 12)", "os-pkgs", Vulnerabilities=[flaw()]),
                   result("Dockerfile", "config", Misconfigurations=[misconf("DS002")]),
                   result("app/.env", "secret", Secrets=[LEAK]))
    lines = test.read(json.dumps(report))
    test.check("trivy", "scans", [(s["key"], len(s["findings"])) for s in lines.scans], [
        (["trivy", c, "", "reg.example:5000/shop/web"], 1) for c in ("container", "iac", "secret")])
    both = [checkov(failed=[ckv()]), checkov("kubernetes", failed=[ckv(), ckv()])]
    lines = test.read(json.dumps(both))
    test.check("checkov", "scans", [(s["key"][2], len(s["findings"])) for s in lines.scans],
               [("terraform", 1), ("kubernetes", 2)])


def cluster(*objects, shape="Resources"):
    """Objects as (namespace, what was found in it)."""
    return {"ClusterName": "prod", shape: [
        {"Namespace": space, "Kind": "Pod", "Name": "web", **({"Error": found} if isinstance(found, str) else {
            "Results": [result("Pod/web", "config", Misconfigurations=[misconf(rule) for rule in found])]})}
        for space, found in objects]}


def check_namespaces(test):
    """Each namespace is a scan, in every order of its objects: a report of some closes nothing of the others."""
    objects = (("shop", ["K1"]), ("", ["K2"]), ("bank", ["K3", "K4"]), ("shop", ["K5"]))
    for order in itertools.permutations(objects):
        for shape in ("Resources", "Findings", "Misconfigurations"):
            lines = test.read(json.dumps(cluster(*order, shape=shape)))
            test.check("namespaces", shape, sorted((s["key"][2], s["key"][3], sorted(f["rule"] for f in s["findings"]))
                                                   for s in lines.complete()),
                       [("", "prod", ["K2"]), ("bank", "prod", ["K3", "K4"]), ("shop", "prod", ["K1", "K5"])])
    path = os.path.join(test.folder, "report")
    with open(path, "w") as file:
        json.dump(cluster(("shop", ["K1"]), ("bank", "no access")), file)
    lines = collect(test.gavel, path, config={"category": "night"})
    test.check("namespaces", "one that failed", [(s["key"][2], s["scan"].get("partial")) for s in lines.scans],
               [("night shop", None), ("night bank", "1 objects could not be scanned")])
    lines = test.read(json.dumps({"ClusterName": "prod", "Resources": [
        {"Namespace": "shop", "Kind": "Pod", "Name": "a", "Results": [result("x", "license", Licenses=[{"Name": "GPL"}])]}]}))
    test.check("namespaces", "licences", [s["key"][2] for s in lines.scans], ["shop:licences"])
    lines = test.read(json.dumps(cluster(*((f"n{i}", []) for i in range(4001)))))
    test.check("namespaces", "too many", "objects of more than 4000 namespaces" in lines.why(), True)

    cache = os.path.join(test.folder, "spaces.db")
    for at, report in ((1, cluster(*objects)), (2, cluster(("bank", ["K4"]), ("bank", [])))):
        test.read(json.dumps(report))
        os.utime(path, (at * 86400, at * 86400))
        subprocess.run([test.gavel, "--cache", cache, "import", path], capture_output=True)
    done = subprocess.run([test.gavel, "--cache", cache, "show", "findings", "cols:rule,state", "--json"],
                          capture_output=True, text=True)
    test.check("namespaces", "states", sorted((row["rule"], row["state"]) for row in json.loads(done.stdout)["rows"]),
               [("K1", "new"), ("K2", "new"), ("K3", "fixed"), ("K4", "open"), ("K5", "new")])


def check_asked(test):
    """What the source says was looked for is a scan too, when nothing of it was found."""
    path = os.path.join(test.folder, "asked")
    old, new = (result("w (debian 12)", "os-pkgs", **more) for more in ({}, {"Packages": [PACKAGE]}))
    leak = result(".env", "secret", Secrets=[LEAK])
    # Results, what Trivy is said to have looked for, the scans that are whole, those that are not.
    for results, scanners, whole, open_ in (
            ([], "vuln, secret", ["container", "secret"], []), ([], "", [], ["container"]),
            ([old], "secret", ["container", "secret"], []), ([old], "", ["container"], []),
            ([new], "", [], ["container"]), ([new], "secret", ["secret"], []), ([new], "vuln", ["container"], []),
            ([new], "vuln,secret", ["container", "secret"], []), ([new, leak], "", ["secret"], ["container"]),
            ([leak, new], "secret", ["secret"], []), ([new, leak], "vuln,secret", ["container", "secret"], []),
            ([new, result("OS Packages", "license")], "", ["container"], ["container"]),
            ([new, old | {"Vulnerabilities": [flaw()]}], "", ["container"], []),
            ([new | {"Vulnerabilities": [flaw()]}, leak], "", ["container", "secret"], [])):
        with open(path, "w") as file:
            json.dump(trivy(*results), file)
        lines = collect(test.gavel, path, config={"scanners": scanners})
        got = [[s["key"][1] for s in lines.scans if bool(s["scan"].get("partial")) == part] for part in (False, True)]
        test.check("trivy", f"{[r['Class'] for r in results]} asked for {scanners}", got, [whole, open_])
    with open(path, "w") as file:
        json.dump(trivy(new, Metadata={"OS": {"Family": "debian", "Name": "8", "EOSL": True}}), file)
    test.check("trivy", "end of life", collect(test.gavel, path).scans[0]["scan"].get("partial"), None)


def quiet(**summary):
    """With --quiet Checkov leaves out what passed, but for its number."""
    return {"check_type": "terraform", "results": {"failed_checks": []}, "summary": summary}


NOTHING_NPM = {"auditReportVersion": 2, "vulnerabilities": {}, "metadata": {"dependencies": {"prod": 1, "total": 0}}}
# The same report twice: of a run that looked at nothing, why it is no scan, and of one that found nothing.
BLIND = {
    "bandit": (bandit() | {"metrics": {"_totals": {"loc": 0, "nosec": 0}}}, "Bandit read no file", bandit()),
    "bandit, an empty file": (bandit() | {"metrics": {"_totals": {"loc": 0, "nosec": 0}}}, "Bandit read no file", bandit() | {
        "metrics": {"_totals": {"loc": 0, "nosec": 0}, "./__init__.py": {"loc": 0, "nosec": 0}}}),
    "conftest": ([conftest(successes=0)], "no rule was tried on any file", [conftest(successes=0), conftest()]),
    "conftest of old": ([conftest(successes=[])], "no rule was tried on any file", [conftest(successes=[{"msg": ""}])]),
    "safety": (safety(), "it scanned no package", safety() | {"scanned_packages": {"py": {"name": "py"}}}),
    "safety scan": (safety_scan({"id": "shop", "git": SHOP, "files": []}), "it scanned no package",
                    safety_scan({"id": "shop", "git": SHOP, "files": [safety_file("a.txt")]})),
    "npm 7": (NOTHING_NPM, "it has no dependency to audit", npm7()),
    "npm 6": (NPM6 | {"advisories": {}, "metadata": {"totalDependencies": 0}}, "it has no dependency to audit",
              NPM6 | {"advisories": {}, "metadata": {"totalDependencies": 7, "dependencies": 7}}),
    "checkov": (checkov(), "no check was made: it met nothing to check", checkov(passed=[ckv()])),
    "checkov, quiet": (quiet(passed=0, failed=0), "no check was made: it met nothing to check", quiet(passed=7)),
    "kube-linter": (kubelinter(None) | {"Checks": []}, "it had no check", kubelinter(None)),
    "dockle": ({"summary": {"fatal": 0, "pass": 0, "skip": 0}, "details": []}, "it made no check",
               {"summary": {"fatal": 0, "pass": 9, "skip": 0}, "details": []}),
    "docker-bench": (docker_bench(), "it made no check", docker_bench({"id": "4.3", "result": "PASS"})),
    "kubescape": (kubescape(), "no control was held against any object", kubescape(control("C-1", "passed"))),
}


def check_blind(test):
    """A run that looked at nothing is no scan; one that found nothing is."""
    path = os.path.join(test.folder, "blind")
    for name, (nothing, why, clean) in BLIND.items():
        got = []
        for report in (nothing, clean):
            with open(path, "w") as file:
                json.dump(report, file)
            got += [s["scan"].get("partial") for s in collect(test.gavel, path).scans]
        test.check("blind", name, got, [why, None])
    for form in ("cfn-nag-json", "conftest-json"):
        with open(path, "w") as file:
            file.write("[]")
        test.check("blind", form, bool(collect(test.gavel, path, form).scans[0]["scan"].get("partial")), True)


def hashed(digit):
    return "sha256:" + digit * 64


OWN, FAR, MANIFEST, ID = map(hashed, "1234")
REPOS = ["else/where@" + FAR, "docker.io/library/app@" + OWN]


def digests_of_trivy(name, repos):
    return trivy(result("app (debian 12)", "os-pkgs"), name=name, Metadata={"ImageID": ID, "RepoDigests": repos})


def digests_of_grype(name, repos, manifest=MANIFEST):
    return grype(source={"type": "image", "target": {
        "userInput": name, "imageID": ID, "repoDigests": repos, **({"manifestDigest": manifest} if manifest else {})}})


# The report, what --digest says, the digest that holds; None: it is refused.
DIGESTS = {
    "grype": (digests_of_grype("app:1", REPOS), None, OWN),
    "grype, by digest": (digests_of_grype("app@" + FAR, REPOS), None, FAR),
    "grype, another name's": (digests_of_grype("app:1", REPOS[:1]), None, FAR),
    "grype, of no registry": (digests_of_grype("app:1", []), None, MANIFEST),
    "grype, of null": (digests_of_grype("app:1", None), None, MANIFEST),
    "grype, of no manifest": (digests_of_grype("app:1", [], None), None, ID),
    **{f"grype, {name}": (digests_of_grype("app:1", REPOS), digest, digest)
       for name, digest in (("another", FAR), ("the manifest", MANIFEST), ("the id", ID))},
    "grype, no such": (digests_of_grype("app:1", REPOS), hashed("5"), None),
    "trivy": (digests_of_trivy("app:1", REPOS), None, OWN),
    "trivy, by digest": (digests_of_trivy("app@" + FAR, REPOS), None, FAR),
    "trivy, another name's": (digests_of_trivy("app:1", REPOS[:1]), None, FAR),
    "trivy, of no registry": (digests_of_trivy("app:1", []), None, ID),
    **{f"trivy, {name}": (digests_of_trivy("app:1", REPOS), digest, digest) for name, digest in (("another", FAR), ("the id", ID))},
    "trivy, no such": (digests_of_trivy("app:1", REPOS), hashed("5"), None),
}


def check_digests(test):
    """The registry's digest goes before what only the machine that looked knows; --digest may be any of them."""
    path = os.path.join(test.folder, "digests")
    for name, (report, named, wanted) in DIGESTS.items():
        with open(path, "w") as file:
            json.dump(report, file)
        scan = collect(test.gavel, path, config={"digest": named} if named else None).scans[0]
        test.check("digest", name, (scan["scan"]["digest"] if scan["end"]["complete"] else None), wanted)


def check_many_digests(test):
    """Of very many digests the first are kept, which is said."""
    path = os.path.join(test.folder, "digests")
    for count, length, kept in ((64, 80, 64), (65, 80, 64), (5000, 80, 64), (20, 8192, 7)):
        repos = ["app@sha256:%064x" % i if length == 80 else "%0*d@sha256:%064x" % (length, i, i) for i in range(count)]
        with open(path, "w") as file:
            json.dump(digests_of_trivy("app:1", repos), file)
        lines = collect(test.gavel, path, config={"digest": repos[kept - 1].split("@")[1]})
        test.check("digests", f"{count} of {length}", lines.scans[0]["end"]["complete"], True)
        test.check("digests", f"{count} of {length}: said", any("only the first" in w for w in lines.warnings), count > kept)
        if count > kept:
            lines = collect(test.gavel, path, config={"digest": repos[kept].split("@")[1]})
            test.check("digests", f"{count} of {length}: beyond", lines.scans[0]["end"]["complete"], False)


def check_archives(test):
    """An image's archive is a file's name, which is no image's."""
    path = os.path.join(test.folder, "archive")
    for name in ("image.tar", "/tmp/image.tar.gz", "./i.tgz", "docker-archive:image.tar", "oci-dir:layout", "/layout"):
        for tags, target, wanted in ((["shop/web:2"], "other", "shop/web"), ([], "other", "other"), ([], None, None), (None, None, None)):
            meta = {"ImageID": ID, **({"RepoTags": tags} if tags is not None else {})}
            of_grype = grype(source={"type": "image", "target": {"userInput": name, "imageID": ID, "tags": tags}})
            for report in (trivy(result(name + " (debian 12)", "os-pkgs"), name=name, Metadata=meta), of_grype):
                with open(path, "w") as file:
                    json.dump(report, file)
                lines = collect(test.gavel, path, config={"target": target} if target else None)
                scan = lines.scans[0]["scan"]
                test.check("archive", f"{name} {tags} {target}", (scan.get("target"), scan["class"], scan["target_kind"]),
                           (wanted, "container", "image"))
                test.check("archive", f"{name} {tags} {target}: said",
                           any("--target NAME" in w for w in lines.warnings), wanted is None)


# What a look at an image by its ID calls it (`docker images -q` prints the first twelve digits): what the tags say, else
# the registry; target and digest of Trivy's and of Grype's, what --target says being "other".
SHORT = ID.split(":")[1][:12]
IDS = {
    "tag": (["shop/web:2", "shop/web:3"], [], ("shop/web", "2", ID), ("shop/web", "2", MANIFEST)),
    "tag and registry": (["app:2"], REPOS, ("app", "2", OWN), ("app", "2", OWN)),
    "registry": ([], ["shop/web@" + FAR], ("shop/web", None, FAR), ("shop/web", None, FAR)),
    "nothing": ([], [], ("other", None, ID), ("other", None, ID)),
    "null": (None, None, ("other", None, ID), ("other", None, ID)),
}


def check_ids(test):
    """An image's ID is no name, whether the whole of it stands there or its beginning; what is no ID of the image is one."""
    path = os.path.join(test.folder, "ids")
    for case, (tags, repos, of_trivy, of_grype) in IDS.items():
        for name in (SHORT, ID, ID.split(":")[1], ID[:19]):
            both = (digests_of_trivy(name, repos), of_trivy), (digests_of_grype(name, repos), of_grype)
            both[0][0]["Metadata"]["RepoTags"] = both[1][0]["source"]["target"]["tags"] = tags
            for report, wanted in both:
                with open(path, "w") as file:
                    json.dump(report, file)
                scan = collect(test.gavel, path, config={"target": "other"}).scans[0]["scan"]
                test.check("id", f"{case} {name[:24]}", (scan["target"], scan.get("ref"), scan["digest"]), wanted)
    for name in ("decade", "deadbeef0123", SHORT + ":1"):
        test.check("id", name, test.read(json.dumps(digests_of_trivy(name, []))).scans[0]["scan"]["target"], name.split(":")[0])


def check_rules(test):
    """Numbers in a message are no other rule; other words are."""
    failures = [{"msg": m, "metadata": {"query": "data.main.deny"}}
                for m in ("limit 10 is over 5", "limit 7 is over 123", "limit is missing")]
    rules = [f["rule"] for f in test.read(json.dumps([conftest(failures=failures)])).findings()]
    test.check("conftest", "rules", (rules[0] == rules[1], rules[0] == rules[2]), (True, False))
    test.check("conftest", "rule", bool(re.fullmatch(r"data\.main\.deny#[0-9a-f]{8}", rules[0])), True)


def check_memory(test):
    """A long list in a report is walked: memory stays as it is, but for a sanitizer's own."""
    peaks = []
    with open(os.path.join(os.path.dirname(test.gavel), "libexec/gavel/plugins/scans"), "rb") as file:
        if b"__asan_init" in file.read():
            return
    for count in (2000, 40000):
        path = os.path.join(test.folder, "long")
        with open(path, "w") as file:
            json.dump(grype(*[match(f"/lib/{i}") for i in range(count)]), file)
        done = subprocess.run(["/usr/bin/env", "python3", "-c", MEASURE, test.gavel, path],
                              capture_output=True, text=True)
        peaks.append(int(done.stdout or 0))
    test.check("grype", f"memory of 2000 and 40000 matches, {peaks} KB", 0 < peaks[1] < 2 * peaks[0], True)


MEASURE = ("import resource, sys; sys.path.insert(0, %r); from scans_lines import collect\n"
           "collect(*sys.argv[1:])\n"
           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
           % os.path.dirname(os.path.abspath(__file__)))


def gavel_rows(test, *words):
    done = subprocess.run([test.gavel, "--cache", os.path.join(test.folder, "c.db"), *words],
                          capture_output=True, text=True)
    return json.loads(done.stdout)["rows"] if done.stdout else []


def check_shown(test):
    """What is shown of exceptions: the second before they are over, and that second; what they cover."""
    files = {"image.json": json.dumps(trivy(result("web (debian 12)", "os-pkgs", Vulnerabilities=[flaw()]))),
             "config.json": json.dumps(trivy(result("k/d.yaml", "config", Misconfigurations=[
                 misconf("KSV-0014")]), kind="filesystem", name=".")),
             ".trivyignore": "CVE-2024-1 exp:2024-02-29\nAVD-KSV-0014\nCVE-2024-7 exp:never\n",
             ".trivyignore.yaml": "misconfigurations:\n  - id: KSV014\n    paths: [\"**/d.yaml\"]\n"
                                  "  - id: KSV-0014\n    paths: [other.yaml]\n",
             "leaks.json": json.dumps([
                 {"RuleID": "aws-key", "StartLine": line, "File": "src/a.c", "Match": f"key{line}",
                  "Secret": f"key{line}", "Fingerprint": f"src/a.c:aws-key:{line}"} for line in (4, 7)]),
             ".gitleaksignore": "src/a.c:aws-key:7\nsrc/b.c:aws-key:4\n"}
    for name, text in files.items():
        path = os.path.join(test.folder, name)
        with open(path, "w") as file:
            file.write(text)
        subprocess.run([test.gavel, "--cache", os.path.join(test.folder, "c.db"), "import", path],
                       capture_output=True)
    want = [("CVE-2024-1", 1), ("KSV-0014", 1), ("CVE-2024-7", 0), ("KSV-0014", 1), ("KSV-0014", 0),
            ("aws-key", 1), ("aws-key", 0)]
    for now, state in (("2024-02-28T23:59:59Z", "valid"), ("2024-02-29T00:00:00Z", "over")):
        rows = gavel_rows(test, "--now", now, "show", "exceptions", "--json")
        test.check(now, "exceptions", sorted((r["rule"], r["covers"]) for r in rows), sorted(want))
        test.check(now, "state", sorted(r["state"] for r in rows),
                   sorted([state, "valid", "unreadable", *["valid"] * 4]))
        end, at = " (over)" if state == "over" else "", f"file://{test.folder}"
        rows = gavel_rows(test, "--now", now, "show", "findings", "cols:rule,line,ignored_in", "--json")
        test.check(now, "beside its finding", sorted((r["rule"], r["line"], r["ignored_in"]) for r in rows), [
            ("CVE-2024-1", None, f"{at}/.trivyignore:1{end}"),
            ("KSV-0014", 3, f"{at}/.trivyignore:2, {at}/.trivyignore.yaml:2"),
            ("aws-key", 4, None), ("aws-key", 7, f"{at}/.gitleaksignore:1")])
    check_branches(test)


def check_branches(test):
    """A name alone is every branch's; a branch is that one alone."""
    found = trivy(result("poetry.lock", "lang-pkgs", Vulnerabilities=[flaw()]), kind="filesystem", name=".")
    cache, scan, ignored = (os.path.join(test.folder, name) for name in ("b.db", "scan.json", ".trivyignore"))
    with open(scan, "w") as file:
        json.dump(found, file)
    with open(ignored, "w") as file:
        file.write("CVE-2024-1\n")
    targets = {"app@main": 1, "app": 2, "app@v1@x": 1, "app@v1": 0, "ap": 0, "app@": 0, "@app": 1}
    for path, names in ((scan, ["app@main", "app@v1@x", "@app@v1"]), (ignored, targets)):
        for name in names:
            subprocess.run([test.gavel, "--cache", cache, "import", "--target", name, path], capture_output=True)
    rows = subprocess.run([test.gavel, "--cache", cache, "show", "exceptions", "--json"], capture_output=True,
                          text=True).stdout
    test.check("branches", "exceptions", {r["target"]: r["covers"] for r in json.loads(rows)["rows"]}, targets)


def main():
    test = Test(sys.argv[1])
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    scans_code_test.BARE = BARE
    for name, case in CASES.items():
        if re.search(only, name):
            check_case(test, name, case)
            check_cuts(test, name, case[0])
    if not only:
        for check in (check_bare, check_exceptions, check_several, check_namespaces, check_asked, check_blind, check_digests, check_many_digests, check_archives, check_ids, check_rules, check_memory, check_shown):
            check(test)
    shutil.rmtree(test.folder)
    for text in test.failed:
        print(f"scans_deps: {text}", file=sys.stderr)
    print(f"scans_deps: {test.held} checks hold, {len(test.failed)} do not")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
