#!/usr/bin/env python3
"""Reads the corpus' reports of code, secrets, web and load scanners with the collector.

How many findings and how bad they are comes from the corpus' own table (README.md: what the source
projects' tests assert, `T:`, and what their parsers return, `A:`). Where our documented mapping
differs on purpose, DIFFERENT says how and why. Usage: findings_code.py GAVEL CORPUS (the folder
findings/).
"""
import json
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../collect"))
from corpus_table import Run, expected, levels_of  # noqa: E402
from scans_lines import collect  # noqa: E402

FOLDERS = ("bandit", "detect_secrets", "fabricated/k6", "generic", "github_sast",
           "github_vulnerability", "gitleaks", "govulncheck", "hadolint", "k6", "semgrep",
           "semgrep_pro", "sslyze", "zap")
# What SARIF's reader reads, and what is no report of ours.
ELSEWHERE = (".sarif", "_sarif.json")
# Files that tell nothing of their format, and the tool that wrote them.
BARE = {"github_sast/github_sast_zero_vul.json": "github-code-scanning",
        "semgrep_pro/no_vuln.json": "semgrep-app",
        "gitleaks/no_findings.json": "gitleaks", "gitleaks/upstream/empty.json": "gitleaks"}
# path: (findings, levels or None, why ours differs from the source project's)
DIFFERENT = {
    "generic/test_import_report1.json": (4, {"critical": 4}, "the rows of one title are counted "
                                         "where findings are known again, not where they are read"),
    "generic/test_import_report2.json": (4, {"critical": 4}, "likewise"),
    "semgrep/repeated_findings.json": (2, {"medium": 2}, "likewise"),
    "semgrep/sca-deployments-vulns.json": (22, {"critical": 1, "high": 21},
                                           "likewise: an advisory in several repositories"),
    "sslyze/report_one_target_one_vuln.xml": (
        3, {"medium": 3}, "the source counts the expired certificate only; it is signed with SHA-1 "
        "too, and TLS 1.2 is spoken without forward secrecy"),
}
# Refused, and what is said. What a source's own test calls an error is one here.
REFUSED = {"generic/generic_invalid.json": "unknown field 'invalid_field'"}

# What the corpus says in words: path -> findings that must be there, each with these members.
TOLD = {
    "fabricated/k6/handle_summary_fail.json": [
        {"rule": "http_req_duration p(95)<500", "level": "high"},
        {"rule": "http_req_failed rate<0.01", "level": "high", "text": "5 of 100 requests failed"},
        {"rule": "check ::status is 200", "text": "5 of 100 failed"}],
    "fabricated/k6/zero_samples.json": [
        {"rule": "checks rate>0.99", "level": "unknown",
         "title": "threshold without data: checks rate>0.99"}],
    "fabricated/k6/machine_readable_v1.json": [{"rule": "check ::status is 200"}],
    "k6/k6-reporter-grpc.json": [{"rule": "fake_rate rate >= 0.8", "level": "high"}],
    "k6/k6-reporter-simple.json": [
        {"rule": "check ::Status is ok", "text": "349 of 439 failed"},
        {"rule": "http_req_failed", "text": "349 of 878 requests failed", "level": "info"}],
    "generic/generic_report_kev_cvssv4.json": [{"kev": True, "cvss": "7.3", "cwe": "CWE-261",
                                                "vector": "CVSS:4.0/AV:N/AC:L/PR:H/UI:R/S:C/C:L/I:L/A:N"}],
    "github_vulnerability/github_shiro.json": [{"status": "closed", "cwe": "CWE-287",
                                                "ids": "GHSA-f6jp-j6w3-w9hm CVE-2021-41303"}],
    "gitleaks/issue4336.json": [{"line": 23, "file": "README.md"}],
    "semgrep/fingerprint_test.json": [{"print": None}, {"print": None}],
    "zap/upstream/basic-traditional-json.json": [{"level": "high", "n": 2, "cwe": "CWE-123",
                                                  "places": "GET http://example.com/example_3 (Test Param)\n"}],
    "zap/upstream/basic-traditional-xml.xml": [{"level": "high", "n": 2, "cwe": "CWE-123"}],
}
ZAP_INSTANCES = ("zap/zap_2.16.1_with_req_resp.xml", [1, 5, 3, 4])
SAME = [("fabricated/k6/handle_summary_fail.json", "fabricated/k6/legacy_summary_export.json")]
CLOSES_NOTHING = ["fabricated/k6/machine_readable_v1.json"]


def read(run, path):
    return collect(run.gavel, os.path.join(run.corpus, path), BARE.get(path))


def check_counts(run, path, want):
    lines = read(run, path)
    count, levels = want
    if path in REFUSED:
        run.check(path, "is refused", (REFUSED[path] in lines.why(), lines.complete()), (True, []))
        return
    if path in DIFFERENT:
        count, levels, _ = DIFFERENT[path]
    if count is not None:
        run.check(path, "findings", len(lines.findings()), count)
    if levels is not None:
        run.check(path, "levels", levels_of(lines), levels)
    run.check(path, "whole", (lines.code, len(lines.complete()) == len(lines.scans) > 0), (0, True))
    for word in TOLD.get(path, []):
        held = any(all(f.get(k) == v for k, v in word.items()) for f in lines.findings())
        run.check(path, f"has {word}", held, True)


def facts(lines):
    """What must not depend on the order in the file, nor on how it is laid out."""
    findings = sorted(json.dumps({k: v for k, v in f.items() if k not in ("rows", "scope")},
                                 sort_keys=True) for f in lines.findings())
    return findings, sorted(json.dumps([scan["key"], scan["scan"].get("partial")])
                            for scan in lines.complete())


def changed(value):
    """The same report with members, and lists of objects, the other way round."""
    if isinstance(value, dict):
        return {key: changed(value[key]) for key in reversed(list(value))}
    if isinstance(value, list):
        turn = value and isinstance(value[0], dict)
        return [changed(item) for item in (reversed(value) if turn else value)]
    return value


def put(run, path, data):
    name = os.path.join(run.folder, os.path.basename(path))
    with open(name, "wb") as file:
        file.write(data)
    return collect(run.gavel, name, BARE.get(path))


# Lists whose order is a part of what they say: a certificate chain, the ids of an advisory.
ORDERED = ("sslyze/", "github_vulnerability/")


def check_order(run, path, lines):
    with open(os.path.join(run.corpus, path)) as file:
        report = json.load(file)
    if not path.startswith(ORDERED):
        again = put(run, path, json.dumps(changed(report)).encode())
        run.check(path, "the other way round", facts(again), facts(lines))
    wide = put(run, path, json.dumps(report, indent=7).encode())
    run.check(path, "laid out otherwise", facts(wide), facts(lines))


def check_cuts(run, path, lines):
    """Cut anywhere it is an error, or the same, or says that it closes nothing."""
    with open(os.path.join(run.corpus, path), "rb") as file:
        data = file.read()
    for i in range(20):
        cut = put(run, path, data[:len(data) * i // 20])
        whole = [scan for scan in cut.complete() if not scan["scan"].get("partial")]
        run.check(path, f"cut at {len(data) * i // 20}", not whole or facts(cut) == facts(lines),
                  True)


def secrets_of(value):
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("Secret", "offender", "hashed_secret", "email", "Email", "line", "Match"):
                yield item
            else:
                yield from secrets_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from secrets_of(item)


def check_secrets(run, path, lines):
    with open(os.path.join(run.corpus, path)) as file:
        report = json.load(file)
    for secret in secrets_of(report):
        if isinstance(secret, str) and len(secret) > 7 and "REDACTED" not in secret:
            run.check(path, "the secret in what was said", secret in lines.out + lines.log, False)


# Reports of one thing in order, and what each changes: (new, same, gone, back).
SEQUENCES = [
    ("the same once more", ["zap/0_zap_sample.xml"] * 2, [(4, 0, 0, 0), (0, 4, 0, 0)]),
    ("one new, one gone, and back", ["zap/0_zap_sample.xml", "zap/1_zap_sample_0_and_new_absent.xml",
                                     "zap/0_zap_sample.xml"],
     [(4, 0, 0, 0), (1, 3, 1, 0), (0, 3, 1, 1)]),
    ("one place more", ["zap/0_zap_sample.xml", "zap/2_zap_sample_0_and_new_endpoint.xml"],
     [(4, 0, 0, 0), (0, 4, 0, 0)]),
    ("a moved line, then another fingerprint", [
        "semgrep/close_old_findings_report_line31.json",
        "semgrep/close_old_findings_report_second_run_line24.json",
        "semgrep/close_old_findings_report_third_run_different_unique_id.json"],
     [(1, 0, 0, 0), (0, 1, 0, 0), (1, 0, 1, 0)]),
]


class Estate:
    """A cache of its own that reports are imported into, hour by hour."""

    def __init__(self, run):
        self.run, self.hour = run, 0
        self.path = tempfile.mkdtemp(dir=run.folder)

    def call(self, *args):
        env = dict(os.environ, HOME=self.path, XDG_RUNTIME_DIR=self.path)
        return subprocess.run([self.run.gavel, "--cache", os.path.join(self.path, "c.db"), *args],
                              env=env, capture_output=True, text=True)

    def bring(self, path, data):
        """As if scanned an hour after the one before; what it changed."""
        self.hour += 1
        name = os.path.join(self.path, f"{self.hour}-{os.path.basename(path)}")
        with open(name, "wb") as file:
            file.write(data)
        form = ["--as", BARE[path]] if path in BARE else []
        done = self.call("import", *form, "--target", "shop", "--at",
                         f"2026-01-01T{self.hour:02}:00:00Z", name)
        self.run.check(path, f"import {self.hour}", (done.returncode, done.stderr and "said"),
                       (0, done.stderr and "said"))

    def scans(self):
        return json.loads(self.call("show", "scans", "--sort", "at", "--json").stdout)["rows"]

    def changes(self):
        return [tuple(scan[key] for key in ("new", "same", "gone", "back")) for scan in self.scans()]


def bytes_of(run, path):
    with open(os.path.join(run.corpus, path), "rb") as file:
        return file.read()


def check_sequences(run):
    for what, paths, want in SEQUENCES:
        estate = Estate(run)
        for path in paths:
            estate.bring(path, bytes_of(run, path))
        run.check(paths[0], what, estate.changes(), want)


def check_again(run, path):
    """Imported once more under another name, and with its objects the other way round."""
    data = bytes_of(run, path)
    estate = Estate(run)
    estate.bring(path, data)
    estate.bring(path, data)
    if path.endswith(".json") and not path.startswith(ORDERED):
        estate.bring(path, json.dumps(changed(json.loads(data))).encode())
    keys = {}
    for scan in estate.scans():
        keys.setdefault((scan["tool"], scan["class"], scan["target"]), []).append(scan)
    for key, scans in keys.items():
        for scan in scans[1:]:
            run.check(path, f"again, {key}", (scan["new"], scan["gone"], scan["back"]), (0, 0, 0))


def check_words(run):
    path, want = ZAP_INSTANCES
    run.check(path, "instances", sorted(f.get("n", 1) for f in read(run, path).findings()),
              sorted(want))
    for one, other in SAME:
        run.check(one, "says what the other says", facts(read(run, one)), facts(read(run, other)))
    for path in CLOSES_NOTHING:
        run.check(path, "closes nothing",
                  [bool(s["scan"].get("partial")) for s in read(run, path).scans], [True])


def main():
    run = Run(*sys.argv[1:3])
    for path, want in expected(run.corpus, FOLDERS, ELSEWHERE).items():
        check_counts(run, path, want)
        lines = read(run, path)
        check_cuts(run, path, lines)
        if path not in REFUSED:
            check_again(run, path)
        if path.endswith(".json") and path not in REFUSED:
            check_order(run, path, lines)
            check_secrets(run, path, lines)
    check_words(run)
    check_sequences(run)
    return run.finish("findings of code")


if __name__ == "__main__":
    sys.exit(main())
