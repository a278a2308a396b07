#!/usr/bin/env python3
"""Reads the corpus' findings of AWS services, Prowler and Trivy Operator with the collector.

How many findings and how bad they are comes from the corpus' own table (README.md: what the source projects' tests
assert, `T:`; what their parsers return, `A:`; what was counted by looking, `I:`). Where our documented mapping differs
on purpose, DIFFERENT says how and why. Every file is also cut at 20 places: no cut one passes as whole.
Usage: findings_cloud.py GAVEL CORPUS (the folder findings/).
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../collect"))
from corpus_table import Run, expected, levels_of  # noqa: E402
from scans_lines import collect  # noqa: E402

FOLDERS = ("asff", "aws_cli", "aws_inspector2", "awssecurityhub", "fabricated/aws", "prowler", "trivy_operator",
           "trivy/converted")
MINE = ("trivy/converted",)  # of these only what is ASFF
# Files that tell nothing of their format, and the tool that wrote them.
BARE = {"aws_inspector2/aws_inspector2_zero_vul.json": "inspector", "prowler/prowler_zero_vul.json": "ocsf"}
PASSED = "a check that passed is no finding; it is counted as passed"
# path: (findings, levels or None, why ours differs)
DIFFERENT = {
    "asff/prowler-output.asff.json": (290, {"critical": 3, "high": 29, "medium": 203, "low": 55}, PASSED),
    "awssecurityhub/config_many_findings.json": (0, {}, PASSED),
    "awssecurityhub/config_one_finding.json": (0, {}, PASSED),
    "awssecurityhub/config_repeated_findings.json": (0, {}, PASSED),
    "prowler/example_output_aws.ocsf.json": (2, {"low": 1, "medium": 1}, "one check is to be made by hand: untested"),
    "prowler/example_output_kubernetes.ocsf.json": (4, {"medium": 4}, "places are kept apart; the anchor drops repeats"),
    "aws_cli/accessanalyzer__list-findings-v2.json": (2, {"unknown": 2}, "a summary does not say whether it is public"),
    "asff/one_vuln.json": (2, {"high": 2}, "one flaw of two packages: each has its own version and fix"),
    "fabricated/aws/accessanalyzer_mixed.json": (3, {"high": 1, "medium": 2}, "told with their status and claim"),
    "fabricated/aws/ecr_basic_severities.json": (
        6, {"critical": 1, "high": 1, "medium": 1, "low": 1, "info": 1, "unknown": 1}, "UNDEFINED is unknown, not info"),
}
# path: why nothing of it is whole
BROKEN = {
    "aws_cli/securityhub__get-findings.json": "one page of a longer list",
    "fabricated/aws/ecr_page_1_of_2.json": "one page of a longer list",
    "fabricated/aws/ecr_failed_scan.json": "the image's scan is FAILED",
}
# What is no list of findings: an answer to a call that writes, an error.
REFUSED = ("aws_cli/securityhub__batch-import-findings.json", "aws_inspector2/empty_with_error.json")
STATUS = {"fabricated/aws/accessanalyzer_mixed.json": [(None, None), (None, "suppressed"), ("closed", None)]}


def check_counts(run, path, want):
    lines = collect(run.gavel, os.path.join(run.corpus, path), BARE.get(path))
    if path in REFUSED:
        run.check(path, "nothing is told", (lines.scans, lines.code != 0), ([], True))
        return
    if path in BROKEN:
        run.check(path, "whole", (len(lines.complete()), BROKEN[path] in lines.why()), (0, True))
        return
    count, levels = DIFFERENT.get(path, (*want, ""))[:2]
    found = lines.findings()
    if count is not None:
        run.check(path, "findings", len(found), count)
    if levels is not None:
        run.check(path, "levels", levels_of(lines), levels)
    run.check(path, "whole", (lines.code, len(lines.complete()) == len(lines.scans) > 0), (0, True))
    if path in STATUS:
        run.check(path, "status", [(f.get("status"), f.get("claim")) for f in found], STATUS[path])


def check_cuts(run, path):
    with open(os.path.join(run.corpus, path), "rb") as file:
        whole = file.read().rstrip()
    cut = os.path.join(run.folder, "report.json")
    for i in range(20):
        with open(cut, "wb") as file:
            file.write(whole[:len(whole) * i // 20])
        run.check(path, f"cut at {i}/20 passes", collect(run.gavel, cut, BARE.get(path)).complete(), [])


def main():
    run = Run(*sys.argv[1:3])
    table = {path: want for path, want in expected(run.corpus, FOLDERS).items() if os.path.exists(run.path(path)) and
             (not path.startswith(MINE) or ".asff." in path)}
    table.update({path: (None, None) for path in REFUSED if path not in table})
    for path, want in table.items():
        check_counts(run, path, want)
        check_cuts(run, path)
    for path, (_, _, why) in DIFFERENT.items():
        print(f"corpus: {path}: {why}")
    return run.finish(f"findings of clouds: {len(table)} files")


if __name__ == "__main__":
    sys.exit(main())
