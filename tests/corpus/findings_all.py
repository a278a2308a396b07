#!/usr/bin/env python3
"""Reads the whole corpus in one run of the collector; what is not read is what UNREAD lists, with why.

A file that is read and stands there, or is not read and does not stand there, is a fault. Usage: findings_all.py GAVEL CORPUS (the folder findings/).
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../collect"))
from corpus_table import Run  # noqa: E402
from scans_lines import collect, collect_folder  # noqa: E402

INPUT = "an input of the tool, no report"
OURS = "what `gavel check` and the ledger read"
BARE = "tells nothing of its format: --as names it"
FAILED = "the scan failed, or is one page of more: told as incomplete"
BROKEN = "broken on purpose"
OTHER = "of a version that is not read, with the remedy"
NONE = "no report of a scanner"

# What is not read: path, or a folder with its "/" -> (reason, a part of what is said).
UNREAD = {
    "MANIFEST.tsv": (NONE, "no report of a format"),
    "README.md": (NONE, "no report of a format"),
    "anchore_grype/upstream/anchore-fixture-image-simple.golden": (INPUT, "no report of a format"),
    "aws_cli/securityhub__batch-import-findings.json": (NONE, "no report of a format"),
    "aws_cli/securityhub__get-findings.json": (FAILED, "one page of a longer list"),
    "aws_inspector2/aws_inspector2_zero_vul.json": (BARE, "more than one format fits"),
    "aws_inspector2/empty_with_error.json": (NONE, "no report of a format"),
    "cfn_nag/clean.yaml": (INPUT, "no report of a format"),
    "cfn_nag/many.yaml": (INPUT, "no report of a format"),
    "cfn_nag/single.yaml": (INPUT, "no report of a format"),
    "codeql_action/invalid-sarif.sarif": (BROKEN, "'results' is no list"),
    "conftest/clean.yaml": (INPUT, "no report of a format"),
    "conftest/many.yaml": (INPUT, "no report of a format"),
    "conftest/policy/": (INPUT, "no report of a format"),
    "conftest/single.yaml": (INPUT, "no report of a format"),
    "csaf/csaf_unsupported_version.json": (OTHER, "CSAF 1.2 is not read; 2.0 is"),
    "fabricated/aws/ecr_failed_scan.json": (FAILED, "the image's scan is FAILED"),
    "fabricated/aws/ecr_page_1_of_2.json": (FAILED, "one page of a longer list"),
    "fabricated/governance/": (OURS, "no report of a format"),
    "fabricated/hardening/": (OURS, "no report of a format"),
    "fabricated/sarif/deep_nesting.sarif": (BROKEN, "nested more than 512 deep"),
    "fabricated/sarif/empty_file.sarif": (BROKEN, "the file is empty"),
    "fabricated/sarif/failed_invocation.sarif": (FAILED, "its run failed: out of memory"),
    "fabricated/sarif/truncated.sarif": (BROKEN, "cut short"),
    "fabricated/sarif/wrong_version.sarif": (OTHER, "have the tool write 2.1.0"),
    "generic/generic_invalid.json": (BROKEN, "unknown field 'invalid_field'"),
    "github_sast/github_sast_zero_vul.json": (BARE, "more than one format fits"),
    "gitleaks/no_findings.json": (BARE, "more than one format fits"),
    "gitleaks/upstream/empty.json": (BARE, "more than one format fits"),
    "kubelinter/clean.yaml": (INPUT, "no report of a format"),
    "kubelinter/many.yaml": (INPUT, "no report of a format"),
    "kubelinter/single.yaml": (INPUT, "no report of a format"),
    "openvex/openvex_not_a_document.json": (BROKEN, "no report of a format"),
    "osv_scanner/no_findings.json": (NONE, "the scanner wrote no report"),
    "pip_audit/empty.json": (BARE, "more than one format fits"),
    "prowler/prowler_zero_vul.json": (BARE, "more than one format fits"),
    "safety/report_invalid_decode_error.json": (BROKEN, "json:4:9: ',' or '}' was expected"),
    "sarif/spotbugs.sarif": (FAILED, "its run failed"),
    "sarif_tutorials/ExceptionalConditions__Catastrophic_": (FAILED, "its run failed"),
    "sarif_tutorials/Notifications.sarif": (FAILED, "its run failed"),
    "sbom_edge/invalid-cyclonedx.json": (BROKEN, "no report of a format"),
    "sbom_edge/invalid-spdx.json": (BROKEN, "SPDX-2.2 and SPDX-2.3 are"),
    "semgrep_pro/no_vuln.json": (BARE, "more than one format fits"),
    "spdx/spdx_3_unsupported.json": (OTHER, "have the tool write SPDX 2.3 or CycloneDX"),
    "syft/identify__3.0.json": (OTHER, "have the tool write SPDX 2.3 or CycloneDX"),
    "trivy/legacy_no_vuln.json": (BARE, "more than one format fits"),
    "vex/trivy-unknown.json": (BROKEN, "no report of a format"),
}


def names_in(folder):
    for where, _, names in os.walk(folder):
        for name in names:
            yield os.path.relpath(os.path.join(where, name), folder)


def reason_of(path):
    """(the row's name, reason, words), or None of a file that must be read."""
    for name, told in UNREAD.items():
        if path == name or (path.startswith(name) and name[-1] in "/_"):
            return name, *told
    return None


def check_file(run, path, told, used):
    """`told`: None where the file was passed over, else what was said of it that is not whole."""
    row = reason_of(path)
    if told == "":
        run.check(path, "is read, and stands among those that are not", row, None)
        return
    said = told or collect(run.gavel, os.path.join(run.corpus, path)).errors[0]
    run.check(path, "is not read, and stands nowhere", (row is None, said), (False, said))
    if row:
        used.add(row[0])
        run.check(path, f"says '{row[2]}'", row[2] in said, True)


def main():
    run = Run(*sys.argv[1:3])
    names = sorted(names_in(run.corpus))
    told = collect_folder(run.gavel, run.corpus, names)
    used = set()
    for path in names:
        check_file(run, path, told.get(path), used)
    run.check("the table", "rows without a file", sorted(set(UNREAD) - used), [])
    return run.finish(f"{len(names)} files in one run")


if __name__ == "__main__":
    sys.exit(main())
