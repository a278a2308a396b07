#!/usr/bin/env python3
"""Reads the corpus' reports of scanners of dependencies, images and infrastructure code, and their
exception files, with the collector.

How many findings and how bad they are comes from the corpus' own table (README.md: what the source
projects' tests assert, `T:`, and what their parsers return, `A:`), and for Trivy, Grype and Checkov
from counting the lists of the file itself. Where our documented mapping differs on purpose, DIFFERENT
says how and why. Usage: findings_deps.py GAVEL CORPUS (the folder findings/).
"""
import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from corpus_table import Run, expected, levels_of  # noqa: E402
from findings_code import changed, facts  # noqa: E402
from scans_lines import collect  # noqa: E402

FOLDERS = ("anchore_grype", "cfn_nag", "checkov", "conftest", "dependency_track", "dockerbench",
           "dockle", "ignore_files", "kubeaudit", "kubelinter", "kubescape", "npm_audit",
           "osv_scanner", "pip_audit", "safety", "tfsec", "trivy")
# Inputs of the tools and reports that other readers have.
ELSEWHERE = (".yaml", ".rego", "openvex.json", "anchore-fixture-image-simple.golden", "sbom.json")
CONVERTED = "trivy/converted/"
# Files that tell nothing of their format, and the tool that wrote them.
BARE = {"pip_audit/empty.json": "pip-audit-json", "trivy/legacy_no_vuln.json": "trivy-json"}

# path: (findings, levels or None, why ours differs from the source project's)
DIFFERENT = {
    "anchore_grype/check_all_fields.json": (
        6, {"info": 1, "high": 3, "critical": 2},
        "a flaw told twice of one package is counted where findings are known again, not where "
        "they are read"),
    "anchore_grype/same_cve_different_paths.json": (
        2, {"critical": 2}, "a path is a place of its own, as in the source's other mode"),
    "anchore_grype/issue_9618.json": (
        35, {"critical": 1, "high": 18, "medium": 13, "low": 2, "unknown": 1},
        "an unknown severity is its own level"),
    "trivy/legacy_many_vulns.json": (
        93, {"high": 18, "medium": 9, "low": 65, "unknown": 1}, "likewise"),
    "trivy/legacy_trivy_mix.json": (7, {"high": 6, "unknown": 1}, "likewise"),
    "dockle/many_findings.json": (
        4, {"medium": 1, "low": 2, "unknown": 1}, "what .dockleignore hides is kept, as a claim"),
    "npm_audit/many_vuln_npm7.json": (
        8, {"high": 1, "medium": 2, "low": 5},
        "the source cannot read it; ours are its advisories, not the packages that have one of "
        "them through another"),
    "kubelinter/kubelinter_many_vuln.json": (7, {"medium": 7}, "no severity is told: assumed"),
    "kubelinter/kubelinter_one_vuln.json": (1, {"medium": 1}, "likewise"),
    "osv_scanner/multi_cwe_fabricated.json": (1, {"unknown": 1}, "no severity is told"),
    "osv_scanner/some_findings.json": (1, {"unknown": 1}, "likewise"),
}
# Refused, and what is said.
REFUSED = {
    "osv_scanner/no_findings.json": "the file is empty",  # the source takes nothing for a clean scan
    "safety/report_invalid_decode_error.json": "json:4:9: ',' or '}' was expected",
}
# Scans that close nothing, and why.
# An audit that lists no dependency shows nothing of what it looked at.
NO_DEPENDENCY = "it lists no dependency, so nothing shows that one was audited"
PARTIAL = {
    "pip_audit/empty.json": NO_DEPENDENCY,
    "pip_audit/empty_new.json": NO_DEPENDENCY,
    "checkov/checkov-report-0-vuln.json": "no check was made: it met nothing to check",
    "checkov/checkov2-report-0-vuln.json": "a summary of a run that met nothing to check",
    "dependency_track/no_findings_because_findings_key_is_missing.json":
        "the report has no list of findings",
    "dependency_track/no_findings_because_findings_key_is_null.json":
        "the report has no list of findings",
    "kubeaudit/kubeaudit.json": "lines without an end mark",
    "trivy/golden/helm_badname.json.golden": "the report does not show what was looked for",
    "trivy/legacy_no_vuln.json": "the report does not show what was looked for",
}

# What the files say, read by eye: path -> findings that must be there, each with these members.
TOLD = {
    "anchore_grype/many_vulns_with_epss_values.json": [
        {"rule": "CVE-2022-28391", "epss": "0.0719", "cvss": "8.8", "purl": "pkg:generic/busybox@1.32.1"}],
    "anchore_grype/fix_available.json": [{"fix": "fixed"}],
    "anchore_grype/fix_not_available.json": [{"fix": None}],
    "anchore_grype/check_all_fields.json": [
        {"rule": "CVE-2004-0971", "raw": "Negligible", "level": "info", "fix": "not_fixed"}],
    "anchore_grype/upstream/ghsa-test.json": [
        {"rule": "GHSA-cfh5-3ghh-wfjx", "ids": "GHSA-cfh5-3ghh-wfjx CVE-2014-3577", "fixed": "4.3.5",
         "file": "TwilioNotifier.hpi"}],
    "anchore_grype/same_cve_different_paths.json": [
        {"file": "usr/lib/x86_64-linux-gnu/libc.so.6"}, {"file": "lib/x86_64-linux-gnu/libc.so.6"}],
    "trivy/severity_prio.json": [{"level": "low", "from": "ubuntu"},
                                 {"level": "critical", "from": "ghsa", "cvss": "7.5"}],
    "trivy/cvssv4_severity_source.json": [{"level": "medium", "cvss": "6.3"}],
    "trivy/all_statuses.json": [
        {"claim": "not_affected"}, {"fix": "will_not_fix"}, {"fix": "end_of_life"},
        {"fix": "deferred"}, {"fix": "under_investigation"}, {"fix": "fixed"}, {"fix": "not_fixed"},
        {"purl": "pkg:deb/debian/apt@1.8.2.3", "version": "1.8.2.3"}],
    "trivy/issue_14136.json": [
        {"rule": "AWS-0143", "alias": "AVD-AWS-0143", "file": "../../aws-credentials/main.tf",
         "line": 20, "end": 24, "resource": "module.aws_credentials"}],
    "trivy/kubernetes_fabricated_internal_duplicates.json": [
        {"rule": "KSV-0014", "alias": "KSV014", "resource": "default/Deployment/redis-follower"},
        {"rule": "CVE-2020-27350", "cwe": "CWE-190", "class": "container",
         "file": "default/Deployment/redis-follower: redis"}],
    "trivy/misconfigurations_and_secrets.json": [
        {"class": "secret", "rule": "github-pat", "file": "Dockerfile", "line": 24},
        {"class": "iac", "rule": "DS-0002", "alias": "DS002", "file": "Dockerfile"},
        {"class": "dependency", "file": "requirements.txt", "purl": "pkg:pypi/urllib3@1.26.3"}],
    "trivy/license_scheme.json": [{"rule": "OpenSSL", "file": "etc/ssl/misc/CA.pl"}],
    "trivy/legacy_trivy_mix.json": [
        {"rule": "CVE-2018-16487", "file": "node-app/package-lock.json",
         "purl": "pkg:npm/lodash@4.17.4"}],
    "safety/report.json": [
        {"rule": "25853", "level": "medium", "from": "assumed", "fixed": None,
         "purl": "pkg:pypi/insecure-package@0.1.0"}],
    "safety/no_recommended_remediation_report.json": [{"file": "no_remediation.txt"}],
    "pip_audit/many_vulns.json": [
        {"rule": "PYSEC-2021-439", "package": "django", "fixed": "2.2.25, 3.1.14, 3.2.10",
         "from": "assumed"}],
    "checkov/checkov-report-multiple-check_type.json": [
        {"rule": "CKV_AWS_161", "file": "infra/terraform/aws/db-app.tf", "line": 1,
         "resource": "aws_db_instance.default", "from": "assumed"}],
    "cfn_nag/cfn_nag_one_vuln.json": [
        {"rule": "W48", "resource": "ApplicationQueue", "line": 5, "file": "single.yaml"}],
    "kubescape/with_a_failure.json": [
        {"rule": "C-0260", "resource": "/Deployment/nginx-deployment", "raw": "score factor 5"}],
    "npm_audit/one_vuln.json": [
        {"rule": "npm:146", "ids": "CVE-2017-16042", "cwe": "CWE-94", "version": "1.9.2",
         "fixed": ">=1.10.2"}],
    "dependency_track/many_findings.json": [{"claim": "false_positive", "rule": "CVE-2016-2097"}],
    "osv_scanner/multi_cwe_fabricated.json": [{"cwe": "CWE-79 CWE-89", "file": "tmp/components/yarn.lock"}],
}
# Scans that must be there: path -> members of `scan`.
SCANS = {
    "pip_audit/zero_vulns_new.json": {"passed": 2, "untested": 1},
    "trivy/golden/alpine-39.json.golden": {
        "target": "ghcr.io/aquasecurity/trivy-test-images", "ref": "alpine-39",
        "digest": "sha256:055936d3920576da37aa9bc460d70c5f212028bda1c08c0879aedf03d7a66ea1"},
    "anchore_grype/upstream/ghsa-test.json": {"target": "anchore/test_images",
                                              "target_kind": "image"},
    "conftest/conftest_no_vuln.json": {"passed": 4},
    "dockerbench/docker-bench-report-single-vuln.json": {"passed": 108, "untested": 8},
    "kubelinter/kubelinter_many_vuln.json": {"version": "0.8.3"},
    "dependency_track/many_findings.json": {"target": "Acme Example", "ref": "1.0"},
}
# Exception files: path -> (how many, some that must be there). Counted by eye and by grep.
EXCEPTIONS = {
    "ignore_files/trivy/trivyignore": (9, [
        {"id": "CVE-2019-0004", "until": 1577836800, "told": "2020-01-01", "line": 4},
        {"id": "CVE-2019-0006", "until": 253370764800}, {"id": "AVD-ID400"}]),
    "ignore_files/trivy/trivyignore.yaml": (19, [
        {"id": "CVE-2019-0005", "until": 1672531200, "line": 12},
        {"id": "ID200", "class": "iac", "paths": "app/Dockerfile"},
        {"id": "CVE-2019-0007", "purls": "pkg:golang/github.com/aquasecurity/aaa@9.9.9\n"
                                         "pkg:golang/github.com/aquasecurity/bar"}]),
    "ignore_files/grype/grype-ignore-reason.yaml": (1, [
        {"id": "CVE-2021-42385", "reason": "test reason for vulnerability being ignored"}]),
    "ignore_files/gitleaks/gitleaksignore": (None, [
        {"id": "jwt", "paths": "cmd/generate/config/rules/jwt.go", "class": "secret"},
        {"id": "aws-access-token", "paths": "testdata/repos/nogit/main.go"}]),
    "ignore_files/safety/.policy_with_ignores.yml": (5, [
        {"id": "44423", "until": 1642723200, "reason": "we don't use the vulnerable function"},
        {"id": "44741", "until": 1645538400}, {"id": "35797", "until": None}]),
    "ignore_files/safety/test_policy_file__default_policy_file.yml": (1, [
        {"id": "25853", "until": 1666310400}]),
    "ignore_files/safety/test_policy_file__default_policy_file_using_invalid_keyword.yml": (1, []),
    "ignore_files/safety/test_policy_file__v3_0__default_policy_file.yml": (0, []),
    "ignore_files/snyk/ignore-duped__snyk": (1, []),
    "ignore_files/snyk/ignore-exact__snyk": (1, [{"id": "a-vuln", "paths": "file.json > foo > bar"}]),
    "ignore_files/snyk/ignore-expired__snyk": (3, [
        {"id": "npm:hawk:20160119", "until": 951921004, "reason": "hawk got bumped"}]),
    "ignore_files/snyk/ignore-expired-no-quotes__snyk": (3, [{"until": 951921004}]),
    "ignore_files/snyk/ignore__snyk": (6, [{"other": "until there is a fix", "paths": None}]),
    "ignore_files/snyk/old-snyk-config__snyk": (5, [{"id": "npm:connect:20130701",
                                                     "paths": "express@3.0.6 > connect@2.7.2"}]),
    "ignore_files/snyk/simple__snyk": (0, []),
}


# ---- What the file itself counts ----

def results_of(report):
    if isinstance(report, list):
        return report
    lists = [report.get(key) or [] for key in ("Resources", "Vulnerabilities", "Misconfigurations")]
    return (report.get("Results") or []) + [r for one in sum(lists, []) for r in one.get("Results") or []]


def trivy_count(report):
    rows = [row for result in results_of(report or [])
            for key in ("Vulnerabilities", "Misconfigurations", "Secrets", "Licenses")
            for row in result.get(key) or []]
    return sum(row.get("Status") != "PASS" for row in rows) + sum(
        len(result.get("ExperimentalModifiedFindings") or []) for result in results_of(report or []))


def grype_count(report):
    return len(report["matches"]) + len(report.get("ignoredMatches") or [])


def checkov_count(report):
    reports = report if isinstance(report, list) else [report]
    return sum(len(one["results"][key]) for one in reports if "results" in one
               for key in ("failed_checks", "skipped_checks"))


COUNTED = {"trivy": trivy_count, "anchore_grype": grype_count, "checkov": checkov_count}


# ---- Checks ----

def read(run, path, form=None):
    return collect(run.gavel, path if form else os.path.join(run.corpus, path), form or BARE.get(path))


def put(run, path, data):
    name = os.path.join(run.folder, os.path.basename(path))
    with open(name, "wb") as file:
        file.write(data)
    return collect(run.gavel, name, BARE.get(path))


def fits(got, want):
    return all(got.get(key) == value for key, value in want.items())


def check_counts(run, path, want, lines):
    count, levels = DIFFERENT[path][:2] if path in DIFFERENT else want
    if count is not None:
        run.check(path, "findings", len(lines.findings()), count)
    if levels is not None:
        run.check(path, "levels", levels_of(lines), levels)
    run.check(path, "whole", (lines.code, len(lines.complete()) == len(lines.scans) > 0), (0, True))
    run.check(path, "closes nothing", {s["scan"].get("partial") for s in lines.scans},
              {PARTIAL.get(path)})
    for want_one in TOLD.get(path, []):
        held = any(fits(f, want_one) for f in lines.findings())
        run.check(path, f"has {want_one}", held, True)
    if path in SCANS:
        got = {key: lines.scans[0]["scan"].get(key) for key in SCANS[path]}
        run.check(path, "scan", got, SCANS[path])


def check_counted(run, path, lines):
    counted = COUNTED.get(path.split("/")[0])
    if counted:
        with open(os.path.join(run.corpus, path)) as file:
            run.check(path, "findings as counted in the file", len(lines.findings()),
                      counted(json.load(file)))


def check_order(run, path, lines):
    with open(os.path.join(run.corpus, path)) as file:
        text = file.read()
    if path.startswith("kubeaudit/"):
        other = "\n".join(reversed(text.strip().splitlines()))
    else:
        report = json.loads(text)
        other = json.dumps(changed(report))
        wide = put(run, path, json.dumps(report, indent=7).encode())
        run.check(path, "laid out otherwise", facts(wide), facts(lines))
    if path not in ORDERED:
        run.check(path, "the other way round", facts(put(run, path, other.encode())), facts(lines))


# Their lists say something by their order: the ids of a flaw, kinds of weakness.
ORDERED = {"anchore_grype/check_all_fields_different_ids_fabricated.json",
           "osv_scanner/multi_cwe_fabricated.json"}


def check_cuts(run, path, lines):
    """Cut anywhere it is an error, or the same, or says that it closes nothing."""
    with open(os.path.join(run.corpus, path), "rb") as file:
        data = file.read()
    for i in range(20):
        cut = put(run, path, data[:len(data) * i // 20])
        whole = [scan for scan in cut.complete() if not scan["scan"].get("partial")]
        run.check(path, f"cut at {len(data) * i // 20}", not whole or facts(cut) == facts(lines),
                  True)


def check_report(run, path, want):
    lines = read(run, path)
    if path in REFUSED:
        run.check(path, "is refused", (REFUSED[path] in lines.why(), lines.complete()), (True, []))
        return
    check_counts(run, path, want, lines)
    check_counted(run, path, lines)
    check_order(run, path, lines)
    check_cuts(run, path, lines)


def check_exceptions(run):
    for path, (count, some) in EXCEPTIONS.items():
        lines = read(run, path)
        got = [e for scope in lines.complete() for e in scope["exceptions"]]
        if count is None:
            with open(os.path.join(run.corpus, path)) as file:
                count = sum(bool(re.match(r"[^#\s]", line)) for line in file)
        run.check(path, "exceptions", (lines.code, len(got)), (0, count))
        for want in some:
            run.check(path, f"has {want}", any(fits(e, want) for e in got), True)


def main():
    run = Run(*sys.argv[1:3])
    for path, want in expected(run.corpus, FOLDERS, ELSEWHERE).items():
        if not path.startswith((CONVERTED, "ignore_files/")):
            check_report(run, path, want)
    check_exceptions(run)
    return run.finish("findings of dependencies and infrastructure")


if __name__ == "__main__":
    sys.exit(main())
