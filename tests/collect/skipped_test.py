#!/usr/bin/env python3
"""What a report says that it did not look at is not gone: files, packages, checks, kinds of packages; nor is what
other checks found than those that it lists.

The reports are our own, in the shapes of pip-audit's, Prowler's (OCSF, version 3, table), Conftest's, cfn-nag's,
hadolint's, Semgrep's, Grype's, k6's, Trivy's, Docker Bench's, Dockle's, Kubescape's, TruffleHog's and Security
Hub's. Usage: skipped_test.py GAVEL
"""
import json
import os
import shutil
import sys

from cover_test import Test


def pip(*items):
    return {"dependencies": list(items), "fixes": []}


def flaw(name, number):
    return {"name": name, "version": "1", "vulns": [
        {"id": f"CVE-2024-000{number}", "fix_versions": ["2"], "aliases": [], "description": ""}]}


CLEAN = {"name": "clean", "version": "1", "vulns": []}


def ocsf(bucket, code, check="s3_x", **more):
    return {"metadata": {"event_code": check, "product": {"name": "Prowler", "version": "4.5"}, "version": "1.4.0"},
            "severity_id": 4, "severity": "High", "status_code": code, "class_uid": 2004, "time": 1767225600,
            "finding_info": {"uid": f"prowler-{bucket}", "title": bucket},
            "resources": [{"uid": f"arn:aws:s3:::{bucket}", "region": "eu-west-1"}],
            "cloud": {"provider": "aws", "region": "eu-west-1", "account": {"uid": "111122223333"}}, **more}


def prowler(bucket, status, check="s3_x"):
    return {"CheckID": check, "CheckTitle": bucket, "Status": status, "StatusExtended": "", "Severity": "high",
            "ResourceArn": f"arn:aws:s3:::{bucket}", "Region": "eu-west-1", "AccountId": "111122223333",
            "AssessmentStartTime": "2026-01-01T00:00:00"}


def asff(bucket, status, check="s3_x"):
    return {"SchemaVersion": "2018-10-08", "Id": f"prowler-{check}-{bucket}", "GeneratorId": f"prowler-{check}",
            "ProductArn": "arn:aws:securityhub:eu-west-1::product/prowler/prowler", "AwsAccountId": "111122223333",
            "Types": ["Software and Configuration Checks"], "UpdatedAt": "2026-01-01T00:00:00Z", "Title": bucket,
            "Severity": {"Label": "HIGH"}, "Compliance": {"Status": {"PASS": "PASSED", "FAIL": "FAILED"}[status]},
            "Resources": [{"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::{bucket}", "Region": "eu-west-1"}]}


def conftest(name, *failures, **more):
    return {"filename": name, "namespace": "main", "successes": 1, **more,
            "failures": [{"msg": text, "metadata": {"query": "data.main.deny_enc"}} for text in failures]}


EXCEPTION = 'data.main.exception[_][_] == "enc"'


def cfn_nag(name, *rules):
    return {"filename": name, "file_results": {"failure_count": 1, "violations": [
        {"id": rule, "type": "FAIL", "message": rule, "logical_resource_ids": ["A"], "line_numbers": [3]}
        for rule in rules]}}


def hadolint(code):
    return {"code": code, "column": 1, "file": "Dockerfile", "level": "warning", "line": 1, "message": code}


def hadolint_sarif(code):
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Hadolint"}}, "results": [
        {"ruleId": code, "level": "error", "message": {"text": code}, "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": "Dockerfile"}, "region": {"startLine": 1}}}]}]}]}


def semgrep(*files, errors=()):
    return {"version": "1.90.0", "errors": list(errors), "paths": {"scanned": ["a.py", "b.py"]}, "results": [
        {"check_id": "r", "path": name, "start": {"line": 7}, "end": {"line": 7},
         "extra": {"message": name, "severity": "ERROR", "lines": name}} for name in files]}


PARTLY = {"code": 3, "level": "warn", "type": ["PartialParsing", []], "message": "", "path": "a.py"}


def k6(**thresholds):
    return {"metrics": {"http_req_duration": {"type": "trend", "contains": "time", "values": {"p(95)": 550}, **thresholds}},
            "root_group": {"name": "", "path": "", "groups": [], "checks": []}, "options": {}, "state": {}}


def trivy(*results, **more):
    return {"SchemaVersion": 2, "ArtifactName": "img:1", "ArtifactType": "container_image",
            "Metadata": {"OS": {"Family": "alpine", "Name": "3.9"}}, "Results": list(results), **more}


def packages(kind, *flaws, listed=True):
    target = "img:1 (alpine 3.9)" if kind == "os-pkgs" else "Python"
    purl = "pkg:apk/alpine/" if kind == "os-pkgs" else "pkg:pypi/"
    return {"Target": target, "Class": kind, "Type": "alpine" if kind == "os-pkgs" else "python-pkg",
            **({"Packages": [{"Name": "p", "Version": "1"}]} if listed else {}),
            **({"Vulnerabilities": [{"VulnerabilityID": f"CVE-2024-000{n}", "PkgName": f"p{n}", "InstalledVersion": "1",
                                     "Severity": "CRITICAL", "Title": f"{n}", "PkgIdentifier": {"PURL": f"{purl}p{n}@1"}}
                                    for n in flaws]} if flaws else {})}


def bench(**results):
    return {"dockerbenchsecurity": "1.6", "end": 1767225600, "tests": [{"results": [
        {"id": id, "desc": id, "result": result} for id, result in results.items()]}]}


def dockle(**levels):
    return {"summary": {"fatal": 0, "warn": 0, "info": 0, "skip": 0, "pass": 1},
            "details": [{"code": code, "title": code, "level": level, "alerts": ["x"]} for code, level in levels.items()]}


def kubescape(**states):
    return {"summaryDetails": {"controls": {"C-1": {"controlID": "C-1", "scoreFactor": 7,
                                                    "statusInfo": {"status": "skipped"}}}}, "clusterName": "c",
            "results": [{"resourceID": f"apps/v1/shop/Deployment/{name}", "controls": [
                {"controlID": "C-1", "name": name, "status": {"status": state}}]} for name, state in states.items()]}


def kubescape_checks(**controls):
    return {"clusterName": "c", "summaryDetails": {"controls": {
        name: {"controlID": name, "scoreFactor": 7, "statusInfo": {"status": state}} for name, state in controls.items()}},
            "results": [{"resourceID": "apps/v1/shop/Deployment/a", "controls": [
                {"controlID": name, "name": name, "status": {"status": state}}
                for name, state in controls.items() if state != "skipped"]}]}


def kubelinter(*checks, found=()):
    return {"Checks": [{"name": name, "template": "t"} for name in checks], "Reports": [
        {"Check": name, "Diagnostic": {"Message": name}, "Object": {"Metadata": {"FilePath": "a.yaml"}, "K8sObject": {
            "Namespace": "n", "Name": "api", "GroupVersionKind": {"Kind": "Deployment"}}}} for name in found],
            "Summary": {"ChecksStatus": "Failed", "KubeLinterVersion": "0.6.8"}}


def grype(*names, exclude=()):
    return {"source": {"type": "directory", "target": "/src"},
            "descriptor": {"name": "grype", "version": "0.80.0", "configuration": {"exclude": list(exclude)}},
            "matches": [{"vulnerability": {"id": f"CVE-2024-000{n}", "severity": "High"}, "artifact": {
                "name": f"p{n}", "version": "1", "purl": f"pkg:npm/p{n}@1"}} for n in names]}


BOTH = trivy(packages("os-pkgs", 1), packages("lang-pkgs", 2))
BARE = trivy(packages("os-pkgs", 1, listed=False), packages("lang-pkgs", 2, listed=False))
# name, two reports, what stays open behind the second (titles), whether the second is the whole
CASES = [
    ("pip-audit", pip(flaw("Flask.A", 1), flaw("b", 2)),
     pip({"name": "flask_a", "skip_reason": "not found"}, {**CLEAN, "name": "b"}), ["CVE-2024-0001 in Flask.A"], True),
    ("ocsf", [ocsf("a", "FAIL"), ocsf("b", "FAIL")], [ocsf("a", "MANUAL"), ocsf("b", "PASS")], ["a"], True),
    ("prowler", [prowler("a", "FAIL"), prowler("b", "FAIL"), prowler("c", "FAIL")],
     [prowler("a", "MANUAL"), prowler("b", "PASS"), prowler("c", "INFO")], ["a", "c"], True),
    ("conftest skipped", [conftest("a.tf", "one"), conftest("b.tf", "two")],
     [conftest("a.tf", skipped=[{"msg": "x"}]), conftest("b.tf")], ["one"], True),
    ("conftest exception", [conftest("a.tf", "one"), conftest("b.tf", "two")],
     [conftest("a.tf", exceptions=[{"msg": EXCEPTION, "metadata": {"query": EXCEPTION}}]), conftest("b.tf")],
     ["one"], True),
    ("cfn-nag", [cfn_nag("a.yaml", "F3")], [cfn_nag("a.yaml", "FATAL")], ["F3", "FATAL"], False),
    ("hadolint", [hadolint("DL3006")], [hadolint("DL1000")], ["DL1000", "DL3006"], False),
    ("hadolint's SARIF", hadolint_sarif("DL3006"), hadolint_sarif("DL1000"), ["DL1000", "DL3006"], False),
    ("semgrep", semgrep("a.py", "b.py"), semgrep(errors=[PARTLY]), ["a.py"], True),
    ("semgrep tells spans alone", semgrep("a.py", "b.py"), semgrep(errors=[
        {**PARTLY, "path": None, "spans": [{"file": "a.py"}, {"file": "./a.py"}]}]), ["a.py"], True),
    ("semgrep tells no file", semgrep("a.py", "b.py"), semgrep(errors=[{**PARTLY, "path": None}]), ["a.py", "b.py"], False),
    ("grype", grype(1, 2), grype(2), ["CVE-2024-0002 in p2"], True),
    ("grype with files excluded", grype(1, 2), grype(2, exclude=["./old/**"]),
     ["CVE-2024-0001 in p1", "CVE-2024-0002 in p2"], False),
    ("k6", k6(thresholds={"p(95)<500": {"ok": False}}), k6(), ["threshold crossed: http_req_duration p(95)<500"], False),
    ("docker bench", bench(a="WARN", b="WARN", c="WARN"), bench(a="NOTE", b="PASS", c="INFO"), ["a", "c"], True),
    ("dockle", dockle(a="FATAL", b="WARN"), dockle(a="SKIP", b="PASS"), ["a"], True),
    ("kubescape", kubescape(a="failed", b="failed"), kubescape(a="skipped", b="passed"), ["a"], True),
    ("trivy: library", BOTH, trivy(packages("lang-pkgs")), ["1"], None),
    ("trivy: library with a flaw", BOTH, trivy(packages("lang-pkgs", 3)), ["1", "3"], True),
    ("trivy: os", BOTH, trivy(packages("os-pkgs", 3)), ["2", "3"], True),
    ("trivy: both", BOTH, trivy(packages("os-pkgs", 3), packages("lang-pkgs")), ["3"], True),
    ("trivy without lists: library", BARE, trivy(packages("lang-pkgs", 3, listed=False)), ["1", "3"], True),
    ("trivy without lists: a clean image", BARE, trivy(packages("os-pkgs", listed=False)), [], True),
]


def left_open(test):
    for name, first, second, wanted, whole in CASES:
        for days in ((1, 2), (2, 1)):
            test.anew()
            for day in days:
                test.take(day, {1: first, 2: second}[day])
            states = test.states("title")
            left = sorted(title for title, state in states.items() if state in ("open", "new"))
            test.check(f"{name} {days}", left, wanted + (["2"] if whole is None else []))
            scan = test.rows("scans")[0]
            test.check(f"{name}: state", scan["state"], "whole" if whole else "partial")
            if whole:
                test.check(f"{name}: told", bool(scan["why"]), scan["uncovered"] > 0)
    test.anew()
    test.take(1, CASES[1][1])
    said = test.take(2, CASES[1][2], "--dry-run")
    test.check("previewed", "1 open finding is of checks that it does not list or did not make and stays open" in said, True)
    for more, hinted in (({}, True), ({"skipped": [{"msg": "x"}]}, False)):
        test.anew()
        test.take(1, [conftest("a.tf", "one"), conftest("b.tf", "two"), conftest("c.tf", "three")])
        said = test.take(2, [conftest("a.tf", **more), conftest("c.tf")])
        test.check(f"--whole lifts it: {hinted}", ("stay" in said, "--whole" in said), (True, hinted))


TABLE = "TIMESTAMP;CHECK_ID;STATUS;STATUS_EXTENDED;ACCOUNT_UID;REGION;RESOURCE_UID\n"
# name, a report of checks a and b that find something, one in which a alone was made and passes, and one in which
# it finds the same; what their findings are called
CHECKS = [
    ("ocsf", *[[ocsf("a", code, "a"), *more] for code, more in (
        ("FAIL", [ocsf("b", "FAIL", "b")]), ("PASS", []), ("FAIL", []))]),
    ("prowler", *[[prowler("a", code, "a"), *more] for code, more in (
        ("FAIL", [prowler("b", "FAIL", "b")]), ("PASS", []), ("FAIL", []))]),
    ("asff", *[[asff("a", code, "a"), *more] for code, more in (
        ("FAIL", [asff("b", "FAIL", "b")]), ("PASS", []), ("FAIL", []))]),
    ("docker bench", bench(a="WARN", b="WARN"), bench(a="PASS"), bench(a="WARN")),
    ("kubescape", kubescape_checks(a="failed", b="failed"), kubescape_checks(a="passed"), kubescape_checks(a="failed")),
    ("kube-linter", kubelinter("a", "b", found="ab"), kubelinter("a"), kubelinter("a", found="a")),
    ("kubescape, skipped", kubescape_checks(a="failed", b="failed"), kubescape_checks(a="passed", b="skipped"),
     kubescape_checks(a="failed", b="skipped")),
]


def some_checks(test):
    """A run of some checks closes nothing of the others."""
    words = "1 open finding is of checks that it does not list and stays open (--whole, where there are no others)"
    for name, all_of_them, passed, failed in CHECKS:
        for days in ((1, 2), (2, 1)):
            test.anew()
            said = [test.take(day, {1: all_of_them, 2: passed}[day]) for day in days]
            states = {title: state.replace("new", "open") for title, state in test.states("title").items()}
            test.check(f"{name} {days}", states, {"a": "fixed", "b": "open"})
            test.check(f"{name}: said", words in said[1], days == (1, 2))
            scan = test.rows("scans")[0]
            test.check(f"{name}: told", [scan[key] for key in ("state", "covers", "uncovered")], ["whole", "checks: 1", 1])
        test.take(3, passed, "--whole")
        test.check(f"{name}: all checks", set(test.states("title").values()), {"fixed"})
        test.anew()
        test.take(1, all_of_them)
        test.take(2, failed)
        test.check(f"{name}: which fails", len(test.rows("findings", "state:open")), 2)
    test.anew()
    test.take(1, TABLE + "2026-01-01T00:00:00;a;PASS;;1;eu-west-1;x\n2026-01-01T00:00:00;b;FAIL;;1;eu-west-1;x\n")
    test.check("the table tells them", test.rows("scans")[0]["covers"], "checks: 2")


def spaces(test):
    """A run of one name space of policies closes nothing of the others."""
    def space(name, *failures):
        return {**conftest("a.tf", *failures), "namespace": name}
    for days in ((1, 2), (2, 1)):
        test.anew()
        reports = {1: [space("main", "one"), space("more", "two"), space("main", "three")], 2: [space("main", "three")]}
        for day in days:
            test.take(day, reports[day])
        states = {title: state.replace("new", "open") for title, state in test.states("title").items()}
        test.check(f"conftest {days}", states, {"one": "fixed", "two": "open", "three": "open"})
    scans = {(row["at"][8:10], row["category"] or ""): (row["passed"], row["findings"]) for row in test.rows("scans")}
    test.check("conftest: scans", scans, {("01", ""): (2, 2), ("01", "more"): (1, 1), ("02", ""): (1, 1)})
    test.take(3, [space("more")])
    test.check("conftest: the other", test.states("title")["two"], "fixed")


def hog(kind, number, **place):
    return {"SourceMetadata": {"Data": {kind: {"file": "a.env", "line": 3, **place}}}, "SourceName": "trufflehog",
            "DetectorName": f"D{number}", "Verified": True, "Raw": f"made-up-{number}"}


def hogs(*secrets):
    ended = {"level": "info-0", "ts": "x", "logger": "trufflehog", "msg": "finished scanning"}
    return "\n".join(map(json.dumps, [*secrets, ended]))


def repositories(test):
    """Each repository or image that TruffleHog tells of is a scan; one without a secret is not told, and stays."""
    for kind, key, told, names in (
            ("Github", "repository", ("https://h.example/o/a.git", "https://h.example/o/b.git"), ("h.example/o/a", "h.example/o/b")),
            ("Docker", "image", ("reg.example/a", "reg.example/b"), ("reg.example/a", "reg.example/b"))):
        one, two, three, four = [hog(kind, number, **{key: told[number % 2]}, tag="1") for number in range(4)]
        for days in ((1, 2), (2, 1)):
            test.anew()
            for day in days:
                test.take(day, {1: hogs(one, two, three, four), 2: hogs(three)}[day])
            states = {row["rule"]: (row["state"].replace("new", "open"), row["target"]) for row in test.rows("findings")}
            test.check(f"trufflehog {kind} {days}", states, {
                "D0": ("fixed", names[0]), "D1": ("open", names[1]), "D2": ("open", names[0]), "D3": ("open", names[1])})
        scans = {(row["at"][8:10], row["target"]): (row["state"], row["findings"]) for row in test.rows("scans")}
        test.check(f"trufflehog {kind}: scans", scans, {
            ("01", names[0]): ("whole", 2), ("01", names[1]): ("whole", 2), ("02", names[0]): ("whole", 1)})
        test.take(3, "\n".join(map(json.dumps, [one, two])))
        test.check(f"trufflehog {kind}: cut", [row["state"] for row in test.rows("scans") if row["at"][8:10] == "03"],
                   ["partial"] * 2)
    test.anew()
    test.take(1, hogs(hog("Docker", 1, image="reg.example/a", tag="sha256:" + "1" * 64),
                      hog("Docker", 2, image="/tmp/image.tar", tag="")))
    test.check("trufflehog, a digest and a file", {row["target"]: row["digest"] for row in test.rows("scans")},
               {"reg.example/a": "sha256:" + "1" * 64, "repo": None})


def alone(test):
    """What one report says."""
    test.anew()
    test.take(1, {"Findings": []}, "--as", "asff")
    test.check("an empty list of Security Hub", [row["state"] for row in test.rows("scans")], ["partial"])
    test.anew()
    test.take(1, [ocsf("a", "FAIL", status="Suppressed"), ocsf("b", "FAIL", status="New")])
    test.check("muted", test.states("title"), {"a": "suppressed", "b": "new"})
    test.anew()
    test.take(1, {"ClusterName": "c1", "Resources": []})
    test.check("no object", [row["state"] for row in test.rows("scans")], ["partial"])


def main():
    test = Test(os.path.abspath(sys.argv[1]))
    try:
        left_open(test)
        some_checks(test)
        spaces(test)
        repositories(test)
        alone(test)
    finally:
        shutil.rmtree(test.home)
    print(f"skipped: {test.passed} passed, {test.failed} failed")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
