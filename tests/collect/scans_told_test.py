#!/usr/bin/env python3
"""What a person says of a report counts: its category beside the report's own part, its target where the
report's is no other, and a word where it does not.

Each case is two files of our own, handed over one after the other, and the scans that come of them: what
the second closes of the first is all that the two have in common. Usage: scans_told_test.py GAVEL
"""
import json
import shutil
import sys

from scans_way_test import Run, put

DAYS = ("2026-11-20", "2026-11-21")
NOT_TAKEN = "says itself what it is of"


def imported(run, folder, name, document, *args):
    put(folder, {name: document})
    done = run.call(folder, "--now", "2026-11-26T08:00:00Z", "import", name, *args)
    run.check(f"{name} is read", done.returncode == 0, done.stderr)
    return done


def scans(run, folder):
    """Of each its category, its target, what it closed; in the order of their times."""
    rows = json.loads(run.call(folder, "show", "scans", "--json").stdout)["rows"]
    rows.sort(key=lambda row: (row["at"], row["tool"], row["class"], row["category"] or "", row["target"] or ""))
    return [(row["category"] or "", row["target"] or "", row["gone"]) for row in rows]


# ---- Categories ----

def conftest(found):
    def one(space):
        message = {"msg": f"{space} is bare", "metadata": {"query": f"data.{space}.deny"}}
        return {"filename": "plan.json", "namespace": space, "successes": 1, **({"failures": [message]} if found else {})}
    return [one("main"), one("tags")]


def checkov(found):
    check = {"check_id": "CKV_AWS_19", "check_name": "n", "check_result": {"result": "FAILED"}, "file_path": "/plan.json",
             "file_line_range": [1, 2], "resource": "aws_s3_bucket.b", "code_block": []}
    passed = {**check, "check_id": "CKV_AWS_1", "check_result": {"result": "PASSED"}}
    return {"check_type": "terraform_plan", "results": {
        "passed_checks": [passed], "failed_checks": [check] if found else [], "skipped_checks": [], "parsing_errors": []},
            "summary": {"passed": 1, "failed": int(found), "checkov_version": "3.2"}}


def sarif(found, automation="lint/2026", **run):
    result = {"ruleId": "R", "message": {"text": "m"}, "locations": [
        {"physicalLocation": {"artifactLocation": {"uri": "a"}, "region": {"startLine": 1}}}]}
    return {"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": "X", "rules": [{"id": "R"}]}}, "results": [result] if found else [],
        **({"automationDetails": {"id": automation}} if automation else {}), **run}]}


def licences(found):
    licence = {"Severity": "HIGH", "Category": "restricted", "PkgName": "x", "Name": "GPL"}
    return {"SchemaVersion": 2, "ArtifactName": "acme/api:1", "ArtifactType": "container_image", "Results": [
        {"Target": "OS Packages", "Class": "license", "Licenses": [licence] if found else []}]}


def plan(found):
    """`trivy config` of a file, whose name is a category."""
    return {"SchemaVersion": 2, "ArtifactName": "tfplan.json", "ArtifactType": "filesystem", "Results": [{
        "Target": "main.tf", "Class": "config", "Type": "terraform", "MisconfSummary": {"Successes": 1, "Failures": int(found)},
        "Misconfigurations": [{"ID": "AVD-AWS-0001", "Title": "t", "Severity": "HIGH", "Status": "FAIL"}] if found else []}]}


# The reader, its report, and the report's own parts of the categories.
PARTED = {
    "conftest": (conftest, ["", "tags"]),
    "checkov": (checkov, ["terraform_plan"]),
    "sarif": (sarif, ["lint"]),
    "trivy licences": (licences, ["licences"]),
    "trivy config": (plan, ["tfplan.json"]),
}


def check_categories(run):
    for name, (make, parts) in PARTED.items():
        folder = run.folder()
        for word, found, day in zip(("staging", "prod"), (True, False), DAYS):
            imported(run, folder, f"{word}.json", make(found), "--target", "t", "--category", word, "--at", day,
                     *(("--scanners", "license") if make is licences else ()))
        wanted = [(f"{word} {part}".strip(), 0) for word in ("staging", "prod") for part in parts]
        run.check(f"{name}: a category of a person's, and the report's part", [
            (category, gone) for category, _, gone in scans(run, folder)] == wanted, scans(run, folder))
        folder = run.folder()
        for found, day in zip((True, False), DAYS):
            imported(run, folder, f"{day}.json", make(found), "--target", "t", "--at", day,
                     *(("--scanners", "license") if make is licences else ()))
        run.check(f"{name}: the report's part alone", [(category, gone) for category, _, gone in scans(run, folder)] == [
            (part, int(not found)) for found in (True, False) for part in parts], scans(run, folder))
    folder = run.folder()
    imported(run, folder, "same.sarif", sarif(True), "--target", "t", "--category", "lint")
    run.check("what is said twice is one", [scan[0] for scan in scans(run, folder)] == ["lint"], scans(run, folder))


# ---- Targets ----

APP = "github.com/acme/app@main"


def provided(branch="main"):
    return {"versionControlProvenance": [{"repositoryUri": "https://github.com/acme/app", "revisionId": "a" * 40,
                                          **({"branch": branch} if branch else {})}]}


def image(name):
    return {**licences(True), "ArtifactName": name}


# The report, what --target says, of what the scan is, whether what is not taken is said.
TARGETS = {
    "a report without one": (sarif(True), APP, APP, False),
    "the same": (sarif(True, **provided()), APP, APP, False),
    "the same, in other letters": (sarif(True, **provided()), "GitHub.com/Acme/App@main", APP, False),
    "with its branch": (sarif(True, **provided(None)), "github.com/Acme/app@dev", "github.com/acme/app@dev", False),
    "another branch": (sarif(True, **provided()), "github.com/acme/app@dev", APP, True),
    "without its branch": (sarif(True, **provided()), "github.com/acme/app", APP, True),
    "without its host": (sarif(True, **provided()), "acme/app", APP, True),
    "another repository": (sarif(True, **provided(None)), "github.com/acme/application", "github.com/acme/app", True),
    "an image": (image("acme/api:1"), "registry.example.org/acme/api", "registry.example.org/acme/api", False),
    "an image, not its repository": (image("acme/api:1"), "github.com/acme/api", "acme/api", True),
    "an image of one name": (image("api:1"), "registry.example.org/acme/api", "api", True),
    "an image of Docker Hub": (image("nginx:1"), "docker.io/library/nginx", "nginx", False),
}


def check_targets(run):
    for name, (document, target, wanted, said) in TARGETS.items():
        folder = run.folder()
        done = imported(run, folder, "a.json", document, "--target", target)
        run.check(f"{name}: of what it is", {scan[1] for scan in scans(run, folder)} == {wanted}, scans(run, folder))
        run.check(f"{name}: said", (NOT_TAKEN in done.stderr) == said, done.stderr)
    folder = run.folder()
    put(folder, {"a.json": sarif(True, **provided()), "s/b.json": sarif(True, **provided()), "gavel.yaml": (
        "sources:\n  made:\n    plugin: scans\n    path: s\n    target: elsewhere\n"
        "  other:\n    plugin: scans\n    path: s\n")})
    done = run.call(folder, "check", "findings", "--scan", "a.json")
    run.check("what is only judged is of what it says", NOT_TAKEN not in done.stderr, done.stderr)
    done = run.call(folder, "sync", "made", config=folder + "/gavel.yaml")
    run.check("a source's target is not taken", NOT_TAKEN in done.stderr, done.stderr)
    done = run.call(folder, "sync", "other", config=folder + "/gavel.yaml")
    run.check("a source's name is no target of a person's", NOT_TAKEN not in done.stderr, done.stderr)


def main():
    run = Run(sys.argv[1])
    for part in (check_categories, check_targets):
        part(run)
    shutil.rmtree(run.root)
    print(f"scans told: {run.passed} passed, {run.failed} failed")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
