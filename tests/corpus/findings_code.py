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
import shutil
import sys
import tempfile
from collections import Counter

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../collect"))
from scans_lines import collect  # noqa: E402

FOLDERS = ("bandit", "detect_secrets", "fabricated/k6", "generic", "github_sast",
           "github_vulnerability", "gitleaks", "govulncheck", "hadolint", "k6", "semgrep",
           "semgrep_pro", "sslyze", "zap")
# What SARIF's reader reads, and what is no report of ours.
ELSEWHERE = (".sarif", "_sarif.json")
# Files that tell nothing of their format, and the tool that wrote them.
BARE = {"github_sast/github_sast_zero_vul.json": "github-code-scanning",
        "gitleaks/no_findings.json": "gitleaks", "gitleaks/upstream/empty.json": "gitleaks"}
LEVELS = {"C": "critical", "H": "high", "M": "medium", "L": "low", "I": "info"}

# path: (findings, levels or None, why ours differs from the source project's)
DIFFERENT = {
}


def expected(readme):
    """path -> (count, {level: count}) as far as the table tells them."""
    table = {}
    for line in readme.splitlines():
        row = re.match(r"\| `([^`]+)` \|", line)
        if not row or not row.group(1).startswith(FOLDERS):
            continue
        said = line.replace("\\|", " ").split("|")[6]
        count = re.search(r"T:\s?(\d+)", said) or re.search(r"A:\s?(\d+)", said)
        levels = {LEVELS[letter]: int(n) for letter, n in re.findall(r"\b([CHMLI])(\d+)\b", said)}
        word = re.search(r"[TA]:1 (Low|Medium|High|Critical|Info)\b", said)
        if word:
            levels = {word.group(1).lower(): 1}
        table[row.group(1)] = (int(count.group(1)) if count else None, levels or None)
    return table


class Run:
    def __init__(self, gavel, corpus):
        self.gavel, self.corpus, self.held, self.failed = gavel, corpus, 0, []
        self.folder = tempfile.mkdtemp(prefix="gavel-corpus-")

    def check(self, where, what, got, want):
        if got == want:
            self.held += 1
        else:
            self.failed.append(f"{where}: {what}: got {got}, want {want}")


def levels_of(lines):
    return dict(Counter(finding["level"] for finding in lines.findings()))


def check_counts(run, path, want):
    lines = collect(run.gavel, os.path.join(run.corpus, path), BARE.get(path))
    count, levels = want
    if path in DIFFERENT:
        count, levels, _ = DIFFERENT[path]
    if count is not None:
        run.check(path, "findings", len(lines.findings()), count)
    if levels is not None:
        run.check(path, "levels", levels_of(lines), levels)
    run.check(path, "whole", (lines.code, len(lines.complete()) == len(lines.scans) > 0), (0, True))
    if os.environ.get("SHOW"):
        print(path, len(lines.findings()), levels_of(lines),
              [(s["key"], s["scan"] and s["scan"].get("partial")) for s in lines.scans],
              lines.why().strip(), lines.warnings)


def main():
    gavel, corpus = sys.argv[1:3]
    run = Run(gavel, corpus)
    with open(os.path.join(corpus, "README.md")) as file:
        table = expected(file.read())
    for path, want in table.items():
        if not path.endswith(ELSEWHERE):
            check_counts(run, path, want)
    shutil.rmtree(run.folder)
    for text in run.failed:
        print(f"corpus: {text}")
    print(f"corpus: findings of code: {run.held} checks hold, {len(run.failed)} do not")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
