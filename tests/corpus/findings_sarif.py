#!/usr/bin/env python3
"""Reads the corpus' SARIF reports with the collector, and re-imports them with the real program.

Counts come from the corpus' own table (README.md: what the source projects' tests assert, `T:`, and
what their parsers return, `A:`), the made-up files' from what it says of them. Where our documented
mapping differs on purpose, DIFFERENT says how and why. Usage: findings_sarif.py GAVEL CORPUS (the
folder findings/).
"""
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../collect"))
from corpus_table import Run, expected  # noqa: E402
from scans_lines import collect  # noqa: E402


# path: (findings, levels, why ours differs from the source project's)
DIFFERENT = {
    "sarif/issue_10191.json": (77, {"medium": 42, "high": 35},
                               "security-severity is no number there: the level counts"),
    "sarif/mobsfscan.json": (9, {"low": 7, "high": 1, "medium": 1},
                             "a result with several locations is one finding (§3.27.12)"),
    "sarif/njsscan.sarif": (2, {"medium": 1, "high": 1}, "likewise"),
}
# Read, and told as incomplete: the run itself says that it failed.
FAILED = {"sarif/spotbugs.sarif": "the tool says that its run failed",
          "fabricated/sarif/failed_invocation.sarif": "out of memory",
          "sarif_tutorials/ExceptionalConditions__Catastrophic_configuration_error.sarif": "failed",
          "sarif_tutorials/ExceptionalConditions__Catastrophic_execution_error.sarif": "Out of memory",
          "sarif_tutorials/Notifications.sarif": "failed"}
REFUSED = {"fabricated/sarif/empty_file.sarif": "the file is empty",
           "fabricated/sarif/truncated.sarif": "cut short",
           "fabricated/sarif/wrong_version.sarif": "SARIF version '1.0.0' is not read",
           "fabricated/sarif/deep_nesting.sarif": "nested more than 512 deep",
           "codeql_action/invalid-sarif.sarif": "'results' is no list"}
# Nothing is told of them as a scan that closes something.
CLOSES_NOTHING = ["fabricated/sarif/results_null.sarif", "fabricated/sarif/results_absent.sarif",
                  "fabricated/sarif/runs_null.sarif", "fabricated/sarif/runs_empty.sarif",
                  "semgrep/upstream/test_sarif_output_when_errors.sarif",
                  "sarif_tutorials/ExceptionalConditions__One_run_no_results.sarif",
                  "sarif_tutorials/ExceptionalConditions__No_runs.sarif"]
MADE = {"artifact_index_and_base_chain": {"medium": 1}, "bad_utf8": {"medium": 1},
        "baseline_state": {"medium": 3}, "char_offset_only": {"medium": 2},
        "control_chars": {"medium": 2}, "duplicate_keys": {"medium": 1},
        "extension_rule_with_driver_rules": {"high": 1},
        "fingerprint_requires_login": {"medium": 3}, "huge_numbers": {"medium": 3},
        # open and review wait for a judgement: no level of their own
        "kinds_and_levels": {"medium": 2, "info": 1, "low": 1, "high": 1, "unknown": 2},
        "lone_surrogate": {"medium": 1}, "many_locations": {"medium": 1},
        "message_templates": {"medium": 4}, "no_location": {"medium": 4},
        "repeated_partial_fingerprint": {"medium": 3}, "results_absent": {}, "results_empty": {},
        "results_null": {}, "rule_index_only": {"critical": 1},
        "rule_index_out_of_range": {"high": 1}, "runs_empty": {}, "runs_null": {},
        "security_severity_edges": {"critical": 2, "high": 2, "medium": 7, "low": 2},
        "suppression_statuses": {"medium": 10}, "uribase_cycle": {"medium": 1},
        "utf16le_bom": {"medium": 1}, "utf8_bom": {"medium": 1}}
# path: findings in the order of the file, the members that are told of.
TOLD = {
    "fabricated/sarif/artifact_index_and_base_chain.sarif": [{"file": "src/x.c", "line": 7}],
    "fabricated/sarif/bad_utf8.sarif": [{"level": "medium"}],
    "fabricated/sarif/lone_surrogate.sarif": [{"title": "x \ufffd y \U0001f600"}],
    "fabricated/sarif/message_templates.sarif": [
        {"title": "y then x then y"}, {"title": "{literal} z"}, {"title": "A"},
        {"title": "{1} then only then {1}"}],
    "fabricated/sarif/rule_index_only.sarif": [{"rule": "B", "cwe": "CWE-89", "raw": "9.8"}],
    "fabricated/sarif/extension_rule_with_driver_rules.sarif": [{"rule": "EXT1", "raw": "7.5"}],
    "fabricated/sarif/huge_numbers.sarif": [{"line": None}, {"line": None}, {"line": 12}],
    "fabricated/sarif/many_locations.sarif": [{"file": "a.py", "places": "b.py:2\nc.py:3"}],
    "fabricated/sarif/fingerprint_requires_login.sarif": [{"print": None}] * 3,
    "fabricated/sarif/no_location.sarif": [{"file": None}] * 4,
    "sarif/appendix_k.sarif": [{"level": "high", "file": "collections/list.h", "line": 15}],
    "sarif/appendix_k2.sarif": [
        {"title": 'Variable "count" was used without being initialized.', "line": 15,
         "file": "src/collections/list.cpp"}],
    "sarif/appendix_k3.sarif": [
        {"title": 'The insecure method "Crypto.Sha1.Encrypt" should not be used.'}],
    "sarif/appendix_k4.sarif": [{"rule": "C2001"}],
    "sarif/SuppressionTestCurrent.sarif": [{"title": "New suppressed result."}],
    "sarif_tutorials/DefaultRuleConfiguration.sarif": [{"rule": "TUT1001", "level": "high"}],
    "sarif_tutorials/OriginalUriBaseIds.sarif": [{"file": "README.md"}, {"file": "src/io/kb.c"}],
    "sarif_tutorials/3-Beyond-basics__message-with-arguments.sarif": [{"level": "medium"}],
    "trivy/converted/alpine-310.sarif.golden": [
        {"ids": "CVE-2019-1549", "package": "libcrypto1.1", "fixed": "1.1.1d-r0"}],
    "gitleaks/upstream/sarif_simple.sarif": [{"class": "secret", "print": None}],
}
# Which results of the file are claimed as suppressed without an end that is past.
SUPPRESSED = {"fabricated/sarif/suppression_statuses.sarif": [3, 4, 9]}
NOW = 1800000000
KEY = bytes(range(32))


class Sarif(Run):
    caches = 0

    def fresh(self):
        self.caches += 1
        return os.path.join(self.folder, str(self.caches), "cache.db")

    def call(self, cache, *args):
        env = dict(os.environ, HOME=self.folder, XDG_RUNTIME_DIR=self.folder)
        return subprocess.run([self.gavel, "--cache", cache, *args], env=env, capture_output=True,
                              text=True)

    def read(self, path, **more):
        return collect(self.gavel, os.path.join(self.corpus, path), more=more)


def all_findings(lines):
    return [finding for scan in lines.scans for finding in scan["findings"]]


def levels_of(lines):
    return dict(Counter(finding["level"] for finding in all_findings(lines)))


def ours(levels):
    """The source project calls `note` Info, we call it low (SARIF 2.1.0 §3.27.10: a minor problem)."""
    mapped = Counter()
    for level, n in (levels or {}).items():
        mapped["low" if level == "info" else level] += n
    return dict(mapped) if levels else None


def check_table(run):
    for path, (count, levels) in expected(run.corpus, "sarif/").items():
        got = run.read(path)
        levels = ours(levels)
        if path in DIFFERENT:
            count, levels, _ = DIFFERENT[path]
        if count is not None:
            run.check(path, "findings", len(all_findings(got)), count)
        if levels is not None:
            run.check(path, "levels", levels_of(got), levels)
        run.check(path, "exit code", got.code, 0)


def check_made(run):
    for name, levels in MADE.items():
        got = run.read(f"fabricated/sarif/{name}.sarif")
        run.check(name, "levels", levels_of(got), levels)
        run.check(name, "exit code", got.code, 0)
    for path, why in FAILED.items():
        got = run.read(path)
        run.check(path, "is incomplete", (got.complete(), why in got.why()), ([], True))
    for path, why in REFUSED.items():
        got = run.read(path)
        run.check(path, "is refused", (got.code, got.done, got.complete(), why in got.why()),
                  (1, False, [], True))
    for path in CLOSES_NOTHING:
        got = run.read(path)
        closing = [scan for scan in got.complete() if not scan["scan"].get("partial")]
        run.check(path, "closes nothing", (got.code, closing), (0, []))


def check_told(run):
    for path, want in TOLD.items():
        got = all_findings(run.read(path))
        for i, members in enumerate(want):
            run.check(path, f"finding {i}", {key: got[i].get(key) for key in members}, members)
    for path, want in SUPPRESSED.items():
        got = all_findings(run.read(path))
        claimed = [i for i, f in enumerate(got) if f.get("claim") == "suppressed"
                   and not (f.get("claim_until") and f["claim_until"] < NOW)]
        run.check(path, "suppressed", claimed, want)


def check_secret(run):
    """The key's digest is sent, the secret never."""
    path = "gitleaks/upstream/sarif_simple.sarif"
    got = run.read(path, secrets_key=KEY.hex())
    finding = all_findings(got)[0]
    want = hmac.new(KEY, b"a secret", hashlib.sha256).hexdigest()
    run.check(path, "digest", bool(finding["secret"]) and want.startswith(finding["secret"]), True)
    blind = hmac.new(KEY, b"gavel-secrets-key-id", hashlib.sha256).hexdigest()[:8]
    run.check(path, "key's id", got.scans[0]["scan"]["blind"], blind)
    run.check(path, "the secret in what was said", "a secret" in got.out + got.log, False)
    run.check(path, "the key in what was said", KEY.hex() in got.out + got.log, False)


def events(run, cache):
    done = run.call(cache, "show", "finding_events", "--json", "--limit", "100000")
    return Counter(row["kind"] for row in json.loads(done.stdout)["rows"])


def bring(run, cache, path, at):
    done = run.call(cache, "import", "--target", "t", "--at", at,
                    os.path.join(run.corpus, path))
    run.check(path, "import", done.returncode, 0)


def check_moves(run):
    """The sequence of the reference, from both ends."""
    steps = ["scan1", "scan2_lines_moved", "scan3_one_fixed", "scan4_reappears",
             "scan6_copy_pasted"]
    for order in (1, -1):
        cache = run.fresh()
        for i, step in list(enumerate(steps))[::order]:
            bring(run, cache, f"fabricated/sarif/move/{step}.sarif", f"2024-01-0{i + 1}")
        run.check("move", f"events, order {order}", dict(events(run, cache)),
                  {"new": 3, "fixed": 1, "back": 1})


def shuffled(report):
    for one in report["runs"]:
        results = one.get("results") or []
        one["results"] = results[1::2] + results[::2]
    return report


def check_again(run):
    """Twice, shuffled and laid out otherwise: nothing is new, nothing is gone."""
    for path in ("sarif/DefectDojo_django-DefectDojo__2020-12-11_13_42_10__export.sarif",
                 "sarif/semgrepowasp-benchmark-sample.sarif", "sarif/bash-report.sarif",
                 "sarif/issue_10191.json", "sarif/cxf-3.4.6.sarif"):
        cache = run.fresh()
        bring(run, cache, path, "2024-01-01")
        first = events(run, cache)
        with open(os.path.join(run.corpus, path), encoding="utf-8-sig") as file:
            report = shuffled(json.load(file))
        other = os.path.join(run.folder, "other-name.json")
        with open(other, "w") as file:
            json.dump(report, file, indent=3)
        bring(run, cache, path, "2024-01-02")
        bring(run, cache, other, "2024-01-03")
        run.check(path, "imported again", dict(events(run, cache)), dict(first))


def main():
    run = Sarif(*sys.argv[1:3])
    for part in (check_table, check_made, check_told, check_secret, check_moves, check_again):
        part(run)
    return run.finish("SARIF")


if __name__ == "__main__":
    sys.exit(main())
