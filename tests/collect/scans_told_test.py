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
    run.check("what is said twice is two", [scan[0] for scan in scans(run, folder)] == ["lint lint"], scans(run, folder))


# ---- Targets ----

APP = "github.com/acme/app@main"


def provided(branch="main"):
    return {"versionControlProvenance": [{"repositoryUri": "https://github.com/acme/app", "revisionId": "a" * 40,
                                          **({"branch": branch} if branch else {})}]}


def image(name):
    return {**licences(True), "ArtifactName": name}


# Names that many have: a kubeconfig's contexts ("default" of every k3s), a project's versions, workloads.
K3S = {"ClusterName": "default", "Resources": [{"Namespace": "n", "Kind": "Deployment", "Name": "d", "Results": [
    {"Target": "d", "Class": "config", "Type": "kubernetes", "Misconfigurations": []}]}]}
KUBESCAPE = {"clusterName": "default", "generationTime": "2026-01-01T00:00:00Z", "results": [], "resources": [],
             "summaryDetails": {"frameworks": [], "controls": {}}, "metadata": {"targetMetadata": {}}}
TRACK = {"version": "1.2", "meta": {"application": "Dependency-Track", "version": "4.12", "timestamp": "2026-01-01T00:00:00Z"},
         "project": {"uuid": "u", "name": "app", "version": "1"}, "findings": []}
REPORT = {"apiVersion": "aquasecurity.github.io/v1alpha1", "kind": "ConfigAuditReport",
          "metadata": {"name": "r", "namespace": "n", "creationTimestamp": "2026-01-01T00:00:00Z", "labels": {
              "trivy-operator.resource.namespace": "n", "trivy-operator.resource.kind": "Deployment", "trivy-operator.resource.name": "d"}},
          "report": {"checks": [], "scanner": {"name": "Trivy"}}}

# The report, what --target says, of what the scan is, whether what is not taken is said.
TARGETS = {
    "a cluster of Trivy's": (K3S, "prod", "prod", False),
    "a cluster of Kubescape's": (KUBESCAPE, "prod", "prod", False),
    "a project of Dependency-Track's": (TRACK, "app 1", "app 1", False),
    "one report of a cluster": (REPORT, "prod", "prod", False),
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
    for name in ("d", "e"):
        report = json.loads(json.dumps(REPORT).replace('resource.name": "d"', f'resource.name": "{name}"'))
        imported(run, folder, name + ".json", report, "--target", "prod")
    run.check("reports of workloads of one cluster", sorted(scans(run, folder)) == [
        ("n/Deployment/d", "prod", 0), ("n/Deployment/e", "prod", 0)], scans(run, folder))
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


# ---- Repositories ----

SPELT = ("https://github.com/acme/app", "https://github.com/acme/app.git", "git@github.com:acme/app.git",
         "ssh://git@github.com/acme/app.git", "https://GitHub.com/Acme/App/")


def trufflehog(repository):
    return json.dumps({"SourceMetadata": {"Data": {"Git": {"repository": repository, "file": "a", "line": 1}}},
                       "DetectorName": "AWS", "Raw": "AKIA7XAMPLE4SECRET99", "Verified": True}) + "\n"


def alert(repository=None, **urls):
    flaw = {"severity": "high", "package": {"ecosystem": "pip", "name": "p"}}
    return [{"number": 1, "state": "open", "security_advisory": {"ghsa_id": "GHSA-aaaa-bbbb-cccc", "summary": "s"},
             "security_vulnerability": flaw, "created_at": "2026-01-01T00:00:00Z",
             **({"repository": repository} if repository else {}), **urls}]


def scanning(host):
    return [{"number": 1, "state": "open", "rule": {"id": "r", "description": "d", "severity": "error"},
             "url": f"https://{host}/api/v3/repos/acme/app/code-scanning/alerts/1",
             "html_url": f"https://{host}/acme/app/security/code-scanning/1",
             "most_recent_instance": {"location": {"path": "a", "start_line": 1}, "message": {"text": "m"}}}]


def graphql(**more):
    flaw = {"severity": "HIGH", "package": {"name": "p", "ecosystem": "PIP"}, "advisory": {"summary": "s"}}
    return {"data": {"repository": {"nameWithOwner": "acme/app", **more, "vulnerabilityAlerts": {
        "pageInfo": {"hasNextPage": False}, "nodes": [{"id": "x", "state": "OPEN", "securityVulnerability": flaw}]}}}}


def semgrep(link, **repository):
    return {"findings": [{"rule_name": "r", "rule_message": "m", "severity": "high", "line_of_code_url": link,
                          "repository": {"name": "acme/app", **repository}, "location": {"file_path": "a", "line": 1}}]}


def vulns(link):
    return {"vulns": [{"title": "t", "repositoryName": "acme/app", "matchedDependency": {"name": "p", "versionSpecifier": "1"},
                       "dependencyFileLocation": {"path": "a", "startLine": 1, "url": link}, "advisory": {"ruleId": "r"}}]}


def bom(name):
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "vulnerabilities": [{"id": "CVE-2024-1"}],
            "metadata": {"component": {"type": "application", "name": name}}, "components": []}


HUB, OWN = "github.com/acme/app", "github.acme.example/acme/app"
# The report, what --target says, of what the scan is.
REPOSITORIES = {
    **{f"TruffleHog of {name}": (trufflehog(name), None, HUB) for name in SPELT},
    "TruffleHog, a branch": (trufflehog(SPELT[1]), HUB + "@main", HUB + "@main"),
    "TruffleHog of a folder": (trufflehog("file:///home/me/app"), None, "file:///home/me/app"),
    "TruffleHog of a folder that is named": (trufflehog("file:///home/me/app"), HUB, HUB),
    "Dependabot": (alert(html_url="https://github.com/acme/app/security/dependabot/1"), HUB + "@main", HUB + "@main"),
    "Dependabot by its API": (alert(url="https://api.github.com/repos/acme/app/dependabot/alerts/1"), None, HUB),
    "Dependabot by a name": (alert({"full_name": "Acme/app"}), None, HUB),
    "Dependabot of a host of one's own": (alert({"full_name": "acme/app", "html_url": "https://" + OWN}), None, OWN),
    "Dependabot by its host's API": (alert(url="https://github.acme.example/api/v3/repos/acme/app/dependabot/alerts/1"),
                                     None, OWN),
    "Dependabot of a tenant": (alert(url="https://api.acme.ghe.com/repos/acme/app/dependabot/alerts/1"), None,
                               "acme.ghe.com/acme/app"),
    "code scanning": (scanning("github.com"), None, HUB),
    "code scanning of a host of one's own": (scanning("github.acme.example"), None, OWN),
    "GraphQL": (graphql(), None, HUB),
    "GraphQL, an address": (graphql(url="https://" + OWN), None, OWN),
    "GraphQL, a host that is named": (graphql(), OWN, OWN),
    "GraphQL, a name alone": (graphql(nameWithOwner=None, name="app"), None, "app"),
    "GraphQL, a name alone, named": (graphql(nameWithOwner=None, name="app"), HUB + "@main", HUB + "@main"),
    "Semgrep's web": (semgrep("x", url=SPELT[0]), None, HUB),
    "Semgrep's web, a line's address": (semgrep("https://github.com/Acme/App/blob/main/a#L1"), None, HUB),
    "Semgrep's web, no address": (semgrep("x"), None, "acme/app"),
    "Semgrep's web, another's address": (semgrep("https://github.com/acme/apple/blob/main/a"), None, "acme/app"),
    "Semgrep's web, a host that is named": (semgrep("x"), "gitlab.com/acme/app", "gitlab.com/acme/app"),
    "Semgrep's web, dependencies": (vulns("https://gitlab.com/acme/app/-/blob/main/a"), None, "gitlab.com/acme/app"),
    **{f"an inventory of {name}": (bom(name), None, HUB) for name in SPELT[:3]},
}


def check_repositories(run):
    for name, (document, target, wanted) in REPOSITORIES.items():
        folder = run.folder()
        done = imported(run, folder, "a.json", document, *(("--target", target) if target else ()))
        run.check(f"{name}: of what it is", {scan[1] for scan in scans(run, folder)} == {wanted}, scans(run, folder))
        run.check(f"{name}: nothing else is said of it", NOT_TAKEN not in done.stderr, done.stderr)


# ---- Images of ECR, of which the answer tells no region ----

def ecr(flaws, repository="api"):
    return {"imageScanFindings": {"findings": [{"name": flaw, "severity": "HIGH", "attributes": [
        {"key": "package_name", "value": "openssl"}, {"key": "package_version", "value": "1"}]} for flaw in flaws]},
            "registryId": "111122223333", "repositoryName": repository, "imageScanStatus": {"status": "COMPLETE"},
            "imageId": {"imageDigest": "sha256:" + "a" * 64, "imageTag": "1"}}


def check_regions(run):
    of = "111122223333.dkr.ecr.{}.amazonaws.com/api".format
    for targets, gone in (((of("eu-central-1"), of("us-east-1")), 0), ((of("eu-central-1"), of("eu-central-1")), 1)):
        folder = run.folder()
        for target, flaws, day in zip(targets, (["CVE-2024-1"], []), DAYS):
            done = imported(run, folder, day + ".json", ecr(flaws), "--target", target, "--at", day)
            run.check("ECR of a region that is named: nothing is said", "region" not in done.stdout + done.stderr,
                      done.stdout + done.stderr)
        run.check("ECR of regions that are named", scans(run, folder) == [
            ("", targets[0], 0), ("", targets[1], gone)], scans(run, folder))
    folder = run.folder()
    for flaws, day in zip((["CVE-2024-1"], []), DAYS):
        done = imported(run, folder, day + ".json", ecr(flaws), "--at", day)
        run.check("ECR of any region: said", "region" in done.stdout and "--target" in done.stdout, done.stdout)
    run.check("ECR of any region closes nothing", scans(run, folder) == [("", "111122223333/api", 0)] * 2, scans(run, folder))
    folder = run.folder()
    for repository, flaws, day in zip(("api", "web"), (["CVE-2024-1"], []), DAYS):
        imported(run, folder, day + ".json", ecr(flaws, repository), "--target", "eu", "--at", day)
    run.check("repositories of one name that is given are told apart", scans(run, folder) == [
        ("api", "eu", 0), ("web", "eu", 0)], scans(run, folder))
    done = run.call(folder, "check", "findings", "--scan", DAYS[1] + ".json", "--json")
    run.check("ECR that is only judged is whole", "region" not in done.stdout + done.stderr, done.stdout + done.stderr)


def main():
    run = Run(sys.argv[1])
    for part in (check_categories, check_targets, check_repositories, check_regions):
        part(run)
    shutil.rmtree(run.root)
    print(f"scans told: {run.passed} passed, {run.failed} failed")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
