#!/usr/bin/env python3
"""What the collector makes of SARIF, section by section of OASIS SARIF 2.1.0.

A case is a run (or a whole log) of our own and what its findings must say: members that are not named
are not judged. Every case is also read with the members of its objects in the opposite order, which
must not matter. Usage: scans_sarif_test.py GAVEL
"""
import itertools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile

from scans_lines import ask, collect, listed


def at(uri="a.py", line=3, base=None, **region):
    artifact = {"uri": uri, **({"uriBaseId": base} if base else {})}
    return {"physicalLocation": {"artifactLocation": artifact,
                                 "region": {"startLine": line, **region}}}


def result(**more):
    return {"ruleId": "R", "message": {"text": "m"}, "locations": [at()], **more}


def run(*results, driver=None, **more):
    extensions = {"extensions": more.pop("extensions")} if "extensions" in more else {}
    return {"tool": {"driver": {"name": "Tool", **(driver or {})}, **extensions},
            "results": list(results), **more}


def rules(*given):
    return {"rules": list(given)}


LEVEL = {"defaultConfiguration": {"level": "error"}}
SEVERE = {"properties": {"security-severity": "9.8", "tags": ["external/cwe/cwe-089", "x"]}}
OVERRIDE = {"executionSuccessful": True, "ruleConfigurationOverrides": [
    {"descriptor": {"index": 0}, "configuration": {"level": "note"}}]}



def tagged(kind):
    return {"properties": {"tags": [kind, "security", "HIGH"]}}


# As pkg/report/sarif.go writes it.
TRIVY = {"name": "Trivy", **rules({"id": "CVE-2024-1000", "shortDescription": {"text": "a flaw of memory"},
                                   **tagged("vulnerability")})}
TRIVY_RESULT = result(ruleId="CVE-2024-1000", message={"text": "Package: zlib\nInstalled Version: 1.2\nFixed Version: 1.3"})
IMAGE = {"imageName": "reg.example:5000/shop/web:1.4", "repoTags": ["shop/web:1.4"], "imageID": "sha256:33",
         "repoDigests": ["reg.example:5000/shop/web@sha256:22"]}
UNSOUGHT = ("it shows no vulnerability, as a run for secrets alone does too; --scanners vuln, or `scanners` of the "
            "source, says that they were looked for")

# name, runs, the findings' members in order, members of the first scan
CASES = [
    # §3.27.10 and §3.20.5: where the level comes from
    ("own level", [run(result(level="note"), driver=rules({"id": "R", **LEVEL}))],
     [{"level": "low", "raw": "note", "from": "level"}], {}),
    ("rule's level", [run(result(), driver=rules({"id": "R", **LEVEL}))],
     [{"level": "high", "raw": "error"}], {}),
    ("no level", [run(result())], [{"level": "medium", "raw": "warning"}], {}),
    ("overridden", [run(result(provenance={"invocationIndex": 0}),
                        driver=rules({"id": "R", **LEVEL}), invocations=[OVERRIDE])],
     [{"level": "low"}], {}),
    ("overridden elsewhere", [run(result(), driver=rules({"id": "R", **LEVEL}),
                                  invocations=[OVERRIDE])], [{"level": "high"}], {}),
    ("severity", [run(result(level="note"), driver=rules({"id": "R", **SEVERE}))],
     [{"level": "critical", "raw": "9.8", "from": "security-severity", "cwe": "CWE-89"}], {}),
    ("result's severity first", [run(result(properties={"security-severity": "4.0"}),
                                     driver=rules({"id": "R", **SEVERE}))],
     [{"level": "medium", "raw": "4.0"}], {}),
    # §3.27.9
    ("kinds", [run(result(kind="pass"), result(kind="notApplicable"), result(kind="review"),
                   result(kind="fail", level="error"))],
     [{"level": "unknown", "raw": "review", "from": "kind"}, {"level": "high"}], {}),
    # §3.27.5 to 7: which rule
    ("hierarchical id", [run(result(ruleId="R/md5"), driver=rules({"id": "R", **LEVEL}))],
     [{"rule": "R/md5", "level": "high"}], {}),
    ("by index", [run(result(ruleId=None, ruleIndex=1),
                      driver=rules({"id": "A"}, {"id": "B", **LEVEL}))],
     [{"rule": "B", "level": "high"}], {}),
    ("extension by name", [run(result(ruleId="X", rule={"index": 0, "toolComponent": {"name": "E"}}),
                               driver=rules({"id": "R"}),
                               extensions=[{"name": "E", **rules({"id": "X", **LEVEL})}])],
     [{"rule": "X", "level": "high"}], {"packs": "E", "rules": 2}),
    ("extension by index", [run(result(ruleId="X", rule={"index": 0, "toolComponent": {"index": 1}}),
                                extensions=[{"name": "D"}, {"name": "E",
                                                            **rules({"id": "X", **LEVEL})}])],
     [{"level": "high"}], {"packs": "D,E"}),
    # §3.11: messages
    ("links", [run(result(message={"text": "from [the request](1) and [site](http://x)"}))],
     [{"title": "from the request and [site](http://x)"}], {}),
    ("message of a rule", [run(result(message={"id": "d", "arguments": ["1", "2"]}), driver=rules(
        {"id": "R", "messageStrings": {"d": {"text": "{1}{{x}}{0}{7}"}}}))],
     [{"title": "2{x}1{7}"}], {}),
    ("message of the tool", [run(result(message={"id": "g"}), driver={
        "globalMessageStrings": {"g": {"text": "global"}}})], [{"title": "global"}], {}),
    ("no message", [run(result(message={}), driver=rules(
        {"id": "R", "shortDescription": {"text": "short"}}))], [{"title": "short"}], {}),
    ("lines", [run(result(message={"text": "first\nsecond"}))],
     [{"title": "first", "text": "first\nsecond"}], {}),
    # §3.4, §3.14.14 and §3.28 to 30: where
    ("decoded", [run(result(locations=[at("./a%20b/%C3%A9.py")]))], [{"file": "a b/\u00e9.py"}], {}),
    # RFC 3986, 5.2.4: dot segments; an empty one is no folder
    *[(f"folded, {uri}", [run(result(locations=[at(uri)]))], [{"file": file}], {}) for uri, file in (
        ("src/./a.c", "src/a.c"), ("src//a.c", "src/a.c"), ("src/x/../a.c", "src/a.c"), ("src/a.c", "src/a.c"),
        ("src/x/y/../../a.c", "src/a.c"), ("x/../a.c", "a.c"), ("../src/a.c", "../src/a.c"), ("../../a.c", "../../a.c"),
        ("x/../../a.c", "../a.c"), ("/x/../../a.c", "/a.c"), (".github/a.yml", ".github/a.yml"), ("a/..b/c.d./e", "a/..b/c.d./e"),
        ("src/%2e/a.c", "src/a.c"), ("src\\.\\a.c", "src/a.c"))],
    # §3.27.24
    ("occurrences", [run(*[result(occurrenceCount=n) for n in (7, 1, 0, -1, "x", None)])],
     [{"n": 7}, *[{"n": None}] * 5], {}),
    ("base without a root", [run(result(locations=[at(base="SRC")]), originalUriBaseIds={
        "SRC": {"uri": "src/", "uriBaseId": "ROOT"}, "ROOT": {}})], [{"file": "src/a.py"}], {}),
    ("base with a root", [run(result(locations=[at(base="SRC")]), originalUriBaseIds={
        "SRC": {"uri": "src/", "uriBaseId": "ROOT"}, "ROOT": {"uri": "file:///ci/"}})],
     [{"file": "a.py"}], {}),
    ("below a base", [run(result(locations=[at("file:///ci/repo/a.py")]), originalUriBaseIds={
        "R": {"uri": "file:///ci/repo/"}})], [{"file": "a.py"}], {}),
    ("absolute", [run(result(locations=[at("file:///etc/x.conf")]))], [{"file": "/etc/x.conf"}], {}),
    *[(f"below {root}", [run(result(locations=[at(root + "src/a.py")]), **more)], [{"file": "src/a.py"}], {})
      for root, more in (
          ("file:///home/runner/work/app/app/", {}), ("/github/workspace/", {}), ("/builds/x1/0/g/app/", {}),
          ("file:///builds/g/app/", {}), ("/home/vsts/work/1/s/", {}), ("file:///D:/a/app/app/", {}),
          ("/codebuild/output/src81/src/github.com/o/app/", {}), ("/var/jenkins_home/workspace/app@2/", {}),
          ("file:///srv/made/app/", {"versionControlProvenance": [
              {"repositoryUri": "https://git.example/o/app", "branch": "main"}]}),
          ("/srv/now/", {"invocations": [{"executionSuccessful": True,
                                          "workingDirectory": {"uri": "file:///srv/now/"}}]}))],
    ("a run's own folder", [run(result(locations=[at("file:///home/runner/17/repo/src/a.py")]))],
     [{"file": "repo/src/a.py"}], {}),
    ("a file of an image", [run(result(locations=[at("/tmp/x/a.py")]), driver={"name": "Trivy"})],
     [{"file": "/tmp/x/a.py"}], {}),
    # §3.14.6, §3.18.2, §3.19.8: a run names the tool that made it
    ("no tool", [{"results": [result()]}], [{}], {"partial": "it names no tool, so nobody knows what scanned"}),
    ("no tool and no result", [{"results": []}], [],
     {"partial": "it names no tool, so nobody knows what scanned"}),
    ("a tool without a driver", [{"tool": {}, "results": []}], [],
     {"partial": "it names no tool, so nobody knows what scanned"}),
    ("a driver without a name", [run(driver={"name": ""})], [],
     {"partial": "it names no tool, so nobody knows what scanned"}),
    ("an edition of a tool", [run(result(), driver={"name": "Semgrep OSS"})], [{}], {"tool": "semgrep"}),
    ("a windows path", [run(result(locations=[at("src\\a.cs")]))], [{"file": "src/a.cs"}], {}),
    ("by artifact", [run(result(locations=[{"physicalLocation": {"artifactLocation": {"index": 1}}}]),
                         artifacts=[{"location": {"uri": "x"}}, {"location": {"uri": "y.c"}}])],
     [{"file": "y.c", "line": None}], {}),
    ("logical", [run(result(locations=[{"logicalLocations": [{"index": 0}]}]),
                     logicalLocations=[{"fullyQualifiedName": "a::b"}])], [{"logical": "a::b"}], {}),
    ("region", [run(result(locations=[at(endLine=9, snippet={"text": "x = 1"})]))],
     [{"line": 3, "end": 9}], {}),
    ("request", [run(result(locations=[at("https://x.example/a?b")]))],
     [{"url": "https://x.example/a", "file": None}], {}),
    # As ZAP's places: no session, nothing of a query, whatever way it is said.
    ("sessions", [run(result(locations=[at(f"{scheme}://x.example/a;jsessionid=5E55/b%3BSID%3D5E55?sid=5E55#5E55"), at(
        "http://x.example/c;v=1;PHPSESSID=5E55?sid=5E55", 7)])) for scheme in ("http", "HTTPS")],
     [{"url": f"{scheme}://x.example/a/b", "file": None, "places": "http://x.example/c;v=1:7"} for scheme in ("http", "HTTPS")], {}),
    ("sessions below a base", [run(result(locations=[at("a;jsessionid=5E55?sid=5E55", base="SITE"), at(
        "b;jsessionid=5E55?sid=5E55", base="PART")]), originalUriBaseIds={
            "SITE": {"uri": "https://x.example/"}, "PART": {"uri": "sub/", "uriBaseId": "SITE"}})],
     [{"file": "a", "places": "b:3"}], {}),
    ("sessions of an artifact", [run(result(locations=[{"physicalLocation": {"artifactLocation": {"index": 0}}}]), artifacts=[
        {"location": {"uri": "https://x.example/a;jsessionid=5E55?sid=5E55"}}])], [{"url": "https://x.example/a"}], {}),
    ("sessions in a name", [run(result(locations=[{"logicalLocations": [
        {"fullyQualifiedName": "https://x.example/a;jsessionid=5E55?sid=5E55"}]}]))], [{"logical": "https://x.example/a"}], {}),
    ("no session", [run(result(locations=[at("a;b?c=d.py"), {"logicalLocations": [{"fullyQualifiedName": "f(a;b?c)"}]}]))],
     [{"file": "a;b?c=d.py", "places": "f(a;b?c)"}], {}),
    ("places", [run(result(locations=[at(), at("b.py", 4), at("c.py", 5)]))],
     [{"file": "a.py", "places": "b.py:4\nc.py:5"}], {}),
    # §3.27.17 and 18: fingerprints
    ("highest version", [run(result(fingerprints={"f/v1": "1", "f/v2": "2", "g": "3"}))],
     [{"print": "f/v2:2"}], {}),
    ("line hash", [run(result(partialFingerprints={"a": "1", "primaryLocationLineHash": "h:1"}))],
     [{"print": "primaryLocationLineHash:h:1"}], {}),
    ("no prints", [run(result(fingerprints={"f": "requires login"},
                              partialFingerprints={"commitSha": "1", "date": "2"}))],
     [{"print": None}], {}),
    ("correlation", [run(result(correlationGuid="c-1"))], [{"uid": "c-1"}], {}),
    # §3.27.23 and §3.35: what the report lets pass
    ("suppressed", [run(result(suppressions=[{"kind": "inSource", "justification": "test code"}]))],
     [{"claim": "suppressed", "claim_why": "test code"}], {}),
    ("half accepted", [run(result(suppressions=[{"kind": "external", "status": "accepted"},
                                                {"kind": "external", "status": "rejected"}]))],
     [{"claim": None}], {}),
    ("no suppression", [run(result(suppressions=[None]), result(suppressions=[{"kind": "inSource"}, "x"]))],
     [{"claim": None}, {"claim": None}], {}),
    ("with an end", [run(result(suppressions=[{"kind": "external", "properties": {
        "expiryUtc": "2024-01-02T00:00:00Z"}}]))], [{"claim_until": 1704153600}], {}),
    ("with a bad end", [run(result(suppressions=[{"kind": "external", "properties": {
        "expiryUtc": "soon"}}]))], [{"claim_until": -1}], {}),
    # §3.27.24: what is gone is no finding
    ("baseline", [run(result(baselineState="absent"), result(ruleId="S", baselineState="new"))],
     [{"rule": "S"}], {"findings": 1}),
    # §3.27.22, §3.49.14 and §3.19.3: CWE
    ("taxa", [run(result(taxa=[{"id": "79", "toolComponent": {"name": "CWE"}},
                               {"index": 0, "toolComponent": {"index": 1}}]),
                  taxonomies=[{"name": "Other"}, {"name": "CWE", "taxa": [{"id": "022"}]}])],
     [{"cwe": "CWE-79 CWE-22"}], {}),
    ("related", [run(result(), driver=rules({"id": "R", "relationships": [{"target": {
        "id": "CWE-327", "toolComponent": {"name": "CWE"}}}]}))], [{"cwe": "CWE-327"}], {}),
    ("vulnerability", [run(result(ruleId="cve-2024-12345-libx"))], [{"ids": "CVE-2024-12345"}], {}),
    # §3.14: what was scanned, how and when
    ("what was scanned", [run(result(), versionControlProvenance=[
        {"repositoryUri": "https://me:tok3n@git.example/a/b.git", "revisionId": "abc",
         "branch": "main"}])], [{}],
     {"target": "git.example/a/b@main", "target_kind": "repo", "digest": "abc", "ref": "main"}),
    *[(f"a repository as {address}", [run(result(), versionControlProvenance=[{"repositoryUri": address}])],
       [{}], {"target": "git.example/o/R"})
      for address in ("https://Git.Example/o/R", "git@git.example:o/R.git", "ssh://git@git.example/o/R.git/",
                      "//me:x@git.example/o/R", "https://git.example/o/R?token=x#y", "git.example/o/R")],
    *[(f"a repository of {host}", [run(result(), versionControlProvenance=[
        {"repositoryUri": f"https://{host}/Acme/Shop", "branch": "Main"}])], [{}],
       {"target": f"{host}/{'Acme/Shop' if host.startswith('git.') else 'acme/shop'}@Main", "ref": "Main"})
      for host in ("github.com", "gitlab.com", "bitbucket.org", "gitlab.example.org", "git.example.org")],
    ("a repository of a port", [run(result(), versionControlProvenance=[
        {"repositoryUri": "https://Git.Example:8443/o/r"}])], [{}], {"target": "git.example:8443/o/r"}),
    ("category", [run(result(), automationDetails={"id": "nightly/x/2024-01-02"})], [{}],
     {"category": "nightly/x"}),
    ("no category", [run(result(), automationDetails={"id": "2024-01-02"})], [{}],
     {"category": None}),
    ("an error told", [run(result(), invocations=[{"executionSuccessful": True,
                                                   "toolExecutionNotifications": [
                                                       {"level": "error", "message": {
                                                           "text": "rule broke"}}]}])],
     [{}], {"partial": "the tool told of an error: rule broke"}),
    ("a file not read", [run(result(), invocations=[{"executionSuccessful": True, "toolExecutionNotifications": [
        {"level": "warning", "descriptor": {"id": "PartialParsing"}, "message": {"text": "line 3"}},
        {"level": "warning", "descriptor": {"id": "Timeout"}, "message": {"text": "big.py"}}]}])],
     [{}], {"partial": "the tool told of an error: big.py"}),
    ("version", [run(result(), driver={"version": "1", "semanticVersion": "1.2.3"})], [{}],
     {"version": "1.2.3", "tool": "tool", "class": "code"}),
    ("Trivy of an image", [run(TRIVY_RESULT, driver=TRIVY, properties=IMAGE)], [
        {"title": "a flaw of memory in zlib", "package": "zlib", "version": "1.2", "fixed": "1.3", "class": "container",
         "text": "Package: zlib\nInstalled Version: 1.2\nFixed Version: 1.3"}],
     {"target": "reg.example:5000/shop/web", "target_kind": "image", "ref": "1.4", "digest": "sha256:22",
      "class": "container", "partial": None}),
    ("Trivy of an archive", [run(TRIVY_RESULT, driver=TRIVY, properties=IMAGE | {
        "imageName": "/tmp/a.tar", "repoDigests": None})], [{}],
     {"target": "shop/web", "ref": "1.4", "digest": "sha256:33"}),
    ("Trivy of secrets", [run(result(), driver={"name": "Trivy", **rules({"id": "R", **tagged("secret")})})],
     [{"class": "secret"}], {"class": "secret", "partial": None}),
    ("Trivy of configuration", [run(result(), driver={"name": "Trivy", **rules(
        {"id": "R", **tagged("misconfiguration")})})], [{"class": "iac"}], {"class": "iac", "partial": None}),
    ("Trivy's rules of no kind", [run(result(), driver={"name": "Trivy", **rules({"id": "R"})})],
     [{}], {"class": "container", "partial": UNSOUGHT}),
    ("Trivy of nothing", [run(driver={"name": "Trivy"})], [], {"class": "container", "partial": UNSOUGHT}),
    ("tools", [run(driver={"name": "Gitleaks"})], [], {"class": "secret"}),
    # As snyk-cli's open-source-sarif-output.ts and Docker Scout write them.
    ("Snyk Open Source", [run(result(ruleId="SNYK-JS-A-1"), result(ruleId="SNYK-JS-B-1"), driver={
        "name": "Snyk Open Source", **rules(
            {"id": "SNYK-JS-A-1", "fullDescription": {"text": "(CVE-2024-1111, CVE-2024-2222) a@1.2.0, as (CVE-2024-3333)"}},
            {"id": "SNYK-JS-B-1", "fullDescription": {"text": "b@1 (CVE-2024-4444)"}})})],
     [{"class": "dependency", "ids": "CVE-2024-1111 CVE-2024-2222"}, {"class": "dependency", "ids": None}],
     {"tool": "snyk open source", "class": "dependency"}),
    ("Docker Scout", [run(result(ruleId="CVE-2024-1111"), driver={"name": "docker scout", **rules(
        {"id": "CVE-2024-1111", "name": "OsPackageVulnerability"})})],
     [{"class": "container", "ids": "CVE-2024-1111"}], {"class": "container"}),
    # The names that these tools give themselves; each is of the kind that it looks for.
    *[(f"tool {name}", [run(result(), driver={"name": name})], [{"class": kind}], {"class": kind}) for kind, names in (
        ("secret", ("ggshield", "GitGuardian", "secretlint", "noseyparker", "Nosey Parker", "kingfisher", "Talisman", "Whispers",
                    "JFrog Secrets Scanner")),
        ("iac", ("Snyk IaC", "Regula", "wizcli", "JFrog Terraform scanner")),
        ("dependency", ("JFrog Xray Scanner", "JFrog Xray SCA", "Mend", "Mend SCA")),
        ("container", ("Snyk Container",)),
        ("code", ("SnykCode", "Mend SAST", "Amazon CodeGuru Recommender"))) for name in names],
    # CWE-798, 259 and 321 are of credentials in code: whatever finds one, it is a secret; and the scan that of the code.
    *[(f"a rule of {what}", [run(result(ruleId=rule), result(ruleId="O"), driver={"name": tool, **rules(
        {"id": rule, "properties": {"tags": tags}}, {"id": "O"})})], [{"class": kind}, {"class": "code"}],
       {"class": "code", "findings": 2, "rules": 2}) for what, tool, rule, tags, kind in (
        ("credentials", "CodeQL", "py/hardcoded-credentials",
         ["external/cwe/cwe-259", "external/cwe/cwe-321", "external/cwe/cwe-798", "security"], "secret"),
        ("credentials, Brakeman", "Brakeman", "B101", ["CWE-798: Use of Hard-coded Credentials"], "secret"),
        ("credentials and more", "CodeQL", "R", ["external/cwe/cwe-798", "external/cwe/cwe-089"], "code"),
        ("names of variables", "Bandit", "B105", ["security", "external/cwe/cwe-259"], "code"),
        ("names of variables in Go", "gosec", "G101", ["security", "external/cwe/cwe-798"], "code"),
        ("a pack of secrets", "Semgrep OSS", "generic.secrets.security.detected-aws.detected-aws", ["CWE-798: x"], "secret"),
        ("another pack", "Semgrep OSS", "python.flask.hardcoded-config", ["CWE-798: x"], "code"))],
    ("ids in another's words", [run(result(), driver=rules({"id": "R", "fullDescription": {"text": "(CVE-2024-1111) x"}}))],
     [{"class": "code", "ids": None}], {}),
    ("two runs of one key", [run(result()), run(result(line=8))], [{}, {}], {"findings": 2}),
]


def trivy(*kinds, **more):
    """A run of Trivy that found one thing of each kind, as pkg/report/sarif.go words it."""
    found = {
        "vulnerability": ("CVE-2024-1000", "shop/web", "Package: zlib\nInstalled Version: 1.2\nVulnerability CVE-2024-1000\n"
                          "Severity: HIGH\nFixed Version: 1.3\nLink: [CVE-2024-1000](https://x.example)"),
        "misconfiguration": ("DS-0002", "Dockerfile", "Artifact: Dockerfile\nType: dockerfile\nVulnerability DS-0002\n"
                             "Severity: HIGH\nMessage: runs as root\nLink: [DS-0002](https://x.example)"),
        "secret": ("aws-access-key-id", "/app/.env", "Artifact: /app/.env\nType: \nSecret AWS key\nSeverity: CRITICAL\n"
                   "Match: ID=****"),
        "license": ("musl:GPL-2.0", "OS Packages", "Artifact: OS Packages\nLicense GPL-2.0\nPkgName: musl\n"
                    " Classification: restricted\n Path: "),
    }
    made = [found[kind] for kind in kinds]
    return run(*[result(ruleId=name, ruleIndex=i, message={"text": text}, locations=[at(uri, 1, "ROOTPATH")])
                 for i, (name, uri, text) in enumerate(made)],
               driver={"name": "Trivy", **rules(*[{"id": found[kind][0], "shortDescription": {"text": kind + " title"},
                                                   **tagged(kind)} for kind in kinds])}, properties=IMAGE, **more)


def named(tool, *names, field="id"):
    """A run of a tool without tags that found one thing of each rule."""
    return run(*[result(ruleId=f"r{i}" if field != "id" else name) for i, name in enumerate(names)],
               driver={"name": tool, **rules(*[{"id": f"r{i}", field: name} for i, name in enumerate(names)])})


NAMED = "vulnerability", "misconfiguration", "secret", "license"
VULN, IAC, SECRET, LICENCE = (("container", ""), ("iac", ""), ("secret", ""), ("container", "licences"))
OWN = ("code", "")
UNKNOWN = "nothing shows whether it looked for "
# run, what it is said to have looked for, its whole scans with their findings and rules, what is said of the other kinds
PARTED = [
    (trivy(*NAMED), "", {VULN: 1, IAC: 1, SECRET: 1, LICENCE: 1}, ""),
    (trivy("vulnerability", "secret"), "", {VULN: 1, SECRET: 1}, ""),
    (trivy("vulnerability"), "", {VULN: 1}, "secrets"),
    (trivy("vulnerability"), "vuln", {VULN: 1}, ""),
    (trivy("vulnerability"), "vuln,secret", {VULN: 1, SECRET: 0}, ""),
    (trivy("vulnerability"), "secret", {VULN: 1, SECRET: 0}, ""),
    (trivy("secret"), "", {SECRET: 1}, "vulnerabilities"),
    (trivy("secret"), "vuln,secret", {VULN: 0, SECRET: 1}, ""),
    (trivy("misconfiguration"), "", {IAC: 1}, ""),
    (trivy("secret", "misconfiguration"), "", {SECRET: 1, IAC: 1}, "vulnerabilities"),
    (trivy("license"), "", {LICENCE: 1}, ""),
    (trivy(), "vuln, secret, misconfig, license", {VULN: 0, SECRET: 0, IAC: 0, LICENCE: 0}, ""),
    (named("Checkov", "CKV_AWS_1", "CKV_SECRET_2"), "", {IAC: 1, SECRET: 1}, ""),
    (named("Checkov", "CKV_AWS_1"), "", {IAC: 1}, "secrets"),
    (named("Checkov", "CKV_AWS_1"), "misconfig,secret,vuln", {IAC: 1, SECRET: 0}, ""),
    (named("Checkov", "CKV_SECRET_2"), "", {SECRET: 1}, "misconfigurations"),
    (named("KICS", "S3 Bucket Without Logging", "Passwords And Secrets - Generic Password", field="name"), "",
     {IAC: 1, SECRET: 1}, ""),
    # Any tool whose rules say so; one that lists the rules it ran shows what it did not find.
    (run(result(), driver={"name": "Any", **rules({"id": "R"}, {"id": "S", **tagged("secret")})}), "", {OWN: 1, SECRET: 0}, ""),
    (run(result(), driver={"name": "Any", **rules({"id": "R"}, {"id": "S", **tagged("license")})}), "", {OWN: 1}, ""),
    (run(result(), driver={"name": "Grype", **rules({"id": "R", **tagged("vulnerability")})}), "", {VULN: 1}, ""),
    (run(result(ruleId="T"), result(), driver={"name": "Any", **rules({"id": "R", **tagged("secret")})}), "secret",
     {OWN: 1, SECRET: 1}, ""),
]


def check_parted(test):
    """A kind of finding is a scan of its own, told where a rule of it shows, or the source says, that it was looked for."""
    for i, (made, scanners, want, unknown) in enumerate(PARTED):
        for way, report in (("", [made]), (" reversed", changed([made]))):
            test.put({"version": "2.1.0", "runs": report})
            got = collect(test.gavel, test.path, config={"scanners": scanners})
            scans = {tuple(scan["key"][1:3]): scan["scan"]["findings"] for scan in got.complete()}
            test.check(f"parted {i}{way}", "scans", scans, want)
            test.check(f"parted {i}{way}", "whole", [scan["scan"].get("partial") for scan in got.scans], [None] * len(want))
            test.check(f"parted {i}{way}", "findings", {tuple(scan["key"][1:3]): len(scan["findings"]) for scan in got.scans}, want)
            said = [text.split(UNKNOWN)[1].split(":")[0] for text in got.warnings if UNKNOWN in text]
            test.check(f"parted {i}{way}", "unknown", said, [unknown] if unknown else [])


def check_broken(test):
    """What keeps a run from being whole keeps each of its scans from it."""
    both = trivy("vulnerability", "secret")
    for more, partial, whole in (({"invocations": [{"executionSuccessful": False}]}, False, 0),
                                 ({"results": None}, True, 2),
                                 ({"results": [r | {"baselineState": "new"} for r in both["results"]]}, True, 2)):
        got = test.put({"version": "2.1.0", "runs": [both | more]})
        test.check("broken", f"{list(more)}", [(len(got.complete()), bool(s["scan"].get("partial"))) for s in got.scans],
                   [(whole, partial)] * 2)


def check_no_rule(test):
    """What lists only what it found, and looks for secrets alone when told to, shows nothing where it lists none."""
    for tool, scanners, want in (("Checkov", "", True), ("Checkov", "misconfig", False), ("KICS", "", True),
                                 ("tfsec", "", False), ("Checkov", "secret", None)):
        test.put({"version": "2.1.0", "runs": [named(tool)]})
        got = collect(test.gavel, test.path, config={"scanners": scanners})
        partial = {tuple(scan["key"][1:3]): "shows no rule" in scan["scan"].get("partial", "")
                   for scan in got.scans}
        test.check("no rule", f"{tool} {scanners}", partial.get(IAC), want)


def check_said_once(test):
    """What is left open is said of the first of several reports."""
    folder = tempfile.mkdtemp(dir=test.folder)
    for name in ("a.sarif", "b.sarif"):
        with open(os.path.join(folder, name), "w") as file:
            json.dump({"version": "2.1.0", "runs": [trivy("vulnerability")]}, file)
    done = ask(test.gavel, "collect", folder, {"files": [listed(folder, name) for name in ("a.sarif", "b.sarif")]})
    test.check("said", "once", done.stdout.count(UNKNOWN), 1)


# As the JSON of the same run has them (tests/collect/scans_deps_test.py): rule, title and so on.
LIKE_JSON = [
    {"rule": "GPL-2.0", "title": "licence GPL-2.0 (restricted)", "package": "musl", "file": None, "line": None, "alias": None,
     "places": "OS Packages", "class": "container"},
    {"rule": "aws-access-key-id", "title": "secret title", "file": "/app/.env", "line": 1, "class": "secret"},
]


def check_like_json(test):
    got = test.put({"version": "2.1.0", "runs": [trivy("license", "secret")]})
    for have, want in zip(sorted(got.findings(), key=lambda finding: finding["rule"]), LIKE_JSON):
        test.check("like JSON", want["rule"], {key: have.get(key) for key in want}, want)
    test.check("like JSON", "what matched", "ID=****" in got.out, False)


def check_digests(test):
    """Of an image's digests that of its name holds; --digest, and the gate, may say any of them, and no other one."""
    far, own, other, none = ("sha256:" + digit * 64 for digit in "1234")
    listed_too = {"repoDigests": ["else/where@" + far, "reg.example:5000/shop/web@" + own], "imageID": other}
    for name, config, want in (
            ("its name's", {}, own), *((f"--digest {digest[7]}", {"digest": digest}, digest) for digest in (far, own, other)),
            ("--digest of none", {"digest": none}, None),
            *((f"judged {digest[7]}", {"judged": digest}, digest) for digest in (far, own, other)), ("judged, none", {"judged": none}, own)):
        made = run(TRIVY_RESULT, driver=TRIVY, properties=IMAGE | listed_too)
        for way, report in (("", [made]), (" reversed", changed([made]))):
            test.put({"version": "2.1.0", "runs": report})
            scan = collect(test.gavel, test.path, config=config).scans[0]
            test.check("digest", name + way, scan["scan"]["digest"] if scan["end"]["complete"] else None, want)


def imported(test, steps):
    """The events of reports that are imported one after the other, a day apart: {kind: {rule}}."""
    cache = os.path.join(tempfile.mkdtemp(dir=test.folder), "cache.db")
    env = dict(os.environ, HOME=test.folder, XDG_RUNTIME_DIR=test.folder)
    for day, (made, options) in enumerate(steps, 1):
        with open(test.path, "w") as file:
            json.dump({"version": "2.1.0", "runs": made}, file)
        done = subprocess.run([test.gavel, "--cache", cache, "import", "--at", f"2024-01-0{day}", *options, test.path],
                              env=env, capture_output=True, text=True)
        test.check("imported", f"{options}: {done.stderr}", done.returncode, 0)
    done = subprocess.run([test.gavel, "--cache", cache, "show", "findings", "--json"], env=env, capture_output=True, text=True)
    return sorted((row["rule"], row["state"]) for row in json.loads(done.stdout)["rows"])


def check_closing(test):
    """A run for one kind closes nothing of another; what was looked for is closed."""
    cve, key, root = "CVE-2024-1000", "aws-access-key-id", "DS-0002"
    all_three = trivy("vulnerability", "secret", "misconfiguration")
    both, flaw, leak, none = trivy("vulnerability", "secret"), trivy("vulnerability"), trivy("secret"), trivy()
    checkov = named("Checkov", "CKV_AWS_1", "CKV_SECRET_2")
    asked = ["--scanners", "vuln,secret"]
    for steps, want in (
            ([(both, []), (flaw, [])], {cve: "open", key: "open"}),
            ([(both, []), (leak, [])], {cve: "open", key: "open"}),
            ([(both, []), (flaw, asked)], {cve: "open", key: "fixed"}),
            ([(both, []), (leak, asked)], {cve: "fixed", key: "open"}),
            ([(both, []), (none, [])], {cve: "open", key: "open"}),
            ([(both, []), (none, ["--scanners", "secret"])], {cve: "open", key: "fixed"}),
            ([(both, []), (none, asked)], {cve: "fixed", key: "fixed"}),
            ([(all_three, []), (both, [])], {cve: "open", key: "open", root: "open"}),
            ([(flaw, []), (leak, []), (both, [])], {cve: "open", key: "open"}),
            ([(checkov, []), (named("Checkov", "CKV_AWS_2"), [])], {"CKV_AWS_1": "fixed", "CKV_AWS_2": "new", "CKV_SECRET_2": "open"}),
            ([(checkov, []), (named("Checkov", "CKV_SECRET_2"), [])], {"CKV_AWS_1": "open", "CKV_SECRET_2": "open"})):
        got = {rule: "open" if state == "new" and want.get(rule) == "open" else state for rule, state in imported(
            test, [([made], ["--target", "t", *options]) for made, options in steps])}
        test.check("closing", f"{[(len(made['results']), *options) for made, options in steps]}", got, want)


def ended(time):
    return {"invocations": [{"executionSuccessful": True, "endTimeUtc": f"2024-01-0{time}T00:00:00Z"}]}


def told(level, text):
    return {"invocations": [{"executionSuccessful": level != "failed", "toolExecutionNotifications": [
        {"level": "error", "message": {"text": text}}]}]}


def listing(name, text):
    return {"name": name, **rules({"id": "R", "fullDescription": {"text": text}})}


# Runs of one scan that differ in something that is told of the scan, or of a rule, once.
RUNS = {
    "when it was": [run(result(), **ended(2)), run(result(line=9), **ended(3)), run(result(ruleId="S"))],
    "the version": [run(result(), driver={"version": version}) for version in ("2", "1", "3")],
    "packs": [run(result(), extensions=[{"name": name}]) for name in "abc"],
    "the commit": [run(result(), versionControlProvenance=[{"repositoryUri": "x.example/a/b", "branch": "main",
                                                            "revisionId": commit}]) for commit in ("2", "1", "3")],
    "why it is a part": [run(result(), **told("error", text)) for text in ("b", "a", "c")],
    "why it failed": [run(result(), **told("failed", text)) for text in ("b", "a", "c")],
    "a rule's words": [run(result(), driver=listing("Tool", text)) for text in ("b", "a", "c")],
    "a rule's words, in capitals": [run(result(), driver=listing(name, name)) for name in ("Tool", "TOOL", "tool")],
    "tools": [run(result(), driver={"name": name}, **ended(i + 1)) for i, name in enumerate("ABC")],
    "categories": [run(result(line=i + 1), automationDetails={"id": f"{name}/1"}, **ended(i + 1)) for i, name in enumerate("abc")],
    "kinds": [trivy("vulnerability"), trivy("secret"), trivy("vulnerability", "secret", "license")],
}


def check_order(test):
    """The runs of a file in any order are the same scans, word for word."""
    for name, runs in RUNS.items():
        scans = set()
        for order in itertools.permutations(runs):
            test.put({"version": "2.1.0", "runs": order})
            os.utime(test.path, (1700000000, 1700000000))
            got = collect(test.gavel, test.path)
            plain = [json.dumps([scan["key"], scan["at"], {k: v for k, v in scan["scan"].items() if k != "scope"},
                                 scan["end"].get("why"), sorted((r["id"], r.get("name"), r.get("help")) for r in scan["rules"]),
                                 sorted(f["rule"] for f in scan["findings"])], sort_keys=True) for scan in got.scans]
            scans.add("\n".join(sorted(plain)))
        test.check("order", f"{name}: {scans}", len(scans), 1)


def check_order_imported(test):
    """Nor is one that is imported again another scan."""
    for name, runs in RUNS.items():
        env = dict(os.environ, HOME=test.folder, XDG_RUNTIME_DIR=test.folder)
        cache, rows = os.path.join(tempfile.mkdtemp(dir=test.folder), "cache.db"), []
        for order in (runs, runs[::-1]):
            with open(test.path, "w") as file:
                json.dump({"version": "2.1.0", "runs": order}, file)
            os.utime(test.path, (1700000000, 1700000000))
            subprocess.run([test.gavel, "--cache", cache, "import", "--target", "t", test.path], env=env, capture_output=True)
            done = subprocess.run([test.gavel, "--cache", cache, "show", "scans", "--json"], env=env, capture_output=True)
            rows.append(json.loads(done.stdout)["rows"])
        test.check("order", f"{name}, imported", rows[1], rows[0])


def configured(*overrides, rule=None):
    """The rules A and B, of which B is set as told."""
    return run(driver=rules({"id": "A"}, {"id": "B", **({"defaultConfiguration": rule} if rule else {})}), invocations=[
        {"executionSuccessful": True, "ruleConfigurationOverrides": [
            {"descriptor": descriptor, "configuration": {"enabled": enabled}}]} for descriptor, enabled in overrides])


# §3.50.3 and §3.20.5: a rule that is off was not run.
SWITCHED = [
    ("on", configured(), ["A", "B"]),
    ("off", configured(rule={"enabled": False}), ["A"]),
    ("off by its place", configured(({"id": "B", "index": 1}, False)), ["A"]),
    ("off by its id", configured(({"id": "B"}, False)), ["A"]),
    ("on again", configured(({"index": 1}, True), rule={"enabled": False}), ["A", "B"]),
    ("off in one of two", configured(({"index": 1}, False), ({"index": 1}, True)), ["A"]),
    ("another's", configured(({"index": 7}, False), ({"id": "C"}, False)), ["A", "B"]),
    ("a level alone", configured(rule={"level": "error"}), ["A", "B"]),
]


def changed(value):
    """The same report with members the other way round."""
    if isinstance(value, dict):
        return {key: changed(value[key]) for key in reversed(list(value))}
    return [changed(item) for item in value] if isinstance(value, list) else value


class Test:
    def __init__(self, gavel):
        self.gavel, self.held, self.failed = os.path.abspath(gavel), 0, 0
        self.folder = tempfile.mkdtemp(prefix="gavel-sarif-")
        self.path = os.path.join(self.folder, "r.sarif")

    def check(self, name, what, got, want):
        self.held += got == want
        self.failed += got != want
        if got != want:
            print(f"sarif: {name}: {what}: got {got}, want {want}", file=sys.stderr)

    def put(self, log):
        with open(self.path, "w") as file:
            json.dump(log, file)
        return collect(self.gavel, self.path)


def check_case(test, name, runs, findings, scan):
    log = {"version": "2.1.0", "runs": runs}
    for way, report in (("", log), (" reversed", changed(log))):
        got = test.put(report)
        test.check(name + way, "whole", (got.code, bool(got.complete())), (0, True))
        test.check(name + way, "findings", len(got.findings()), len(findings))
        for have, want in zip(got.findings(), findings):
            test.check(name + way, "finding", {k: have.get(k) for k in want}, want)
        test.check(name + way, "scan", {k: got.scans[0]["scan"].get(k) for k in scan}, scan)


def check_switched(test):
    for name, made, want in SWITCHED:
        for log in ({"version": "2.1.0", "runs": [made]}, changed({"version": "2.1.0", "runs": [made]})):
            scan = test.put(log).scans[0]
            got = sorted(r["id"] for r in scan["rules"]), scan["scan"].get("rules")
            test.check(f"switched {name}", "rules", got, (want, len(want)))


def check_asked(test):
    """What Trivy is said to have looked for, of a report that shows nothing."""
    test.put({"version": "2.1.0", "runs": [run(driver={"name": "Trivy"})]})
    for scanners, want in (("vuln,secret", ("container", None)), ("secret", ("secret", None)),
                           ("misconfig", ("iac", None)), ("license", ("container", None))):
        scan = collect(test.gavel, test.path, config={"scanners": scanners}).scans[0]
        test.check("asked for", scanners, (scan["key"][1], scan["scan"].get("partial")), want)


def check_told(test):
    """What is left out is said."""
    flows = [{"threadFlows": [{"locations": [{"location": at()}]}]}]
    got = test.put({"version": "2.1.0", "runs": [run(result(codeFlows=flows), result(
        locations=[at(line=n) for n in range(1, 40)]), result(message={"text": "x" * 5000}))]})
    said = " ".join(got.warnings)
    for words in ("code flows are left out", "first 24 are told", "long texts are cut"):
        test.check("told", words, words in said, True)
    none = test.put({"version": "2.1.0", "runs": [run(result(codeFlows=[]), result(codeFlows=None))]})
    test.check("told", "no flows", "code flows" in " ".join(none.warnings), False)
    test.check("told", "title", len(got.findings()[2]["title"]), 300)
    test.check("told", "text", len(got.findings()[2]["text"]), 4096)


def check_long(test):
    """Names that differ only behind what is kept of them stay two."""
    for key, made in (("rule", lambda end: result(ruleId="r" * 2000 + end)),
                      ("file", lambda end: result(locations=[at("d/" * 1000 + end)])),
                      ("logical", lambda end: result(locations=[{"logicalLocations": [
                          {"fullyQualifiedName": "n" * 2000 + end}]}]))):
        got = [finding[key] for finding in test.put(
            {"version": "2.1.0", "runs": [run(made("a"), made("b"), made("a"))]}).findings()]
        test.check("long", key, (got[0] == got[1], got[0] == got[2], [len(name) for name in got]),
                   (False, True, [1024] * 3))


def check_filled(test):
    """A message is filled no further than it is kept, be it with long arguments, with none or with many."""
    for name, form, arguments, beginning in (
            ("long", "{0}" * 20000, ["y" * 60000], "yyyy"),
            ("empty", "{0}" * 20000 + "end", [""] * 10, "end"),
            ("many", "{9999}" * 10000, ["y" * 6] * 10000, "yyyy")):
        rule = {"id": "R", "messageStrings": {"d": {"text": form}}}
        found = [result(message={"id": "d", "arguments": arguments})]
        got = test.put({"version": "2.1.0", "runs": [run(*found, driver=rules(rule))]})
        test.check(f"filled {name}", "title", got.findings()[0]["title"][:4], beginning)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # KiB: of all that were run
    test.check("filled", f"memory: {peak} KiB", peak < 300 << 10, True)


def check_time(test):
    got = test.put({"version": "2.1.0", "runs": [run(invocations=[
        {"executionSuccessful": True, "startTimeUtc": "2024-01-02T00:00:00Z",
         "endTimeUtc": "2024-01-02T01:00:00.5Z"}])]})
    test.check("time", "at", got.scans[0]["at"], 1704157200)


def check_bad_time(test):
    """A time that is none is named; the file's own is taken then."""
    for time in ("yesterday", "2024-13-01T00:00:00Z", "0001-01-01T00:00:00Z"):
        got = test.put({"version": "2.1.0", "runs": [run(invocations=[
            {"executionSuccessful": True, "endTimeUtc": time}])]})
        test.check("bad time", time, (got.scans[0]["at"] == int(os.stat(test.path).st_mtime),
                                      f"its time '{time}' cannot be read" in " ".join(got.warnings)),
                   (True, True))
    got = test.put({"version": "2.1.0", "runs": [run(invocations=[{"executionSuccessful": True}])]})
    test.check("no time", "warnings", "cannot be read" in " ".join(got.warnings), False)


def check_rows(test):
    """The verb rows: the result as it stands there, without its secret."""
    secret = "AKIA7XAMPLE4SECRET99"
    one = result(message={"text": f"found {secret}"}, locations=[at(snippet={"text": secret})])
    test.put({"version": "2.1.0", "runs": [run(result(), one, driver={"name": "gitleaks"})]})
    with open(test.path, "rb") as file:
        digest = subprocess.run(["sha256sum"], stdin=file, capture_output=True).stdout[:64].decode()
    for sha256, code in ((digest, 0), ("0" * 64, 1)):
        folder = os.open(test.folder, os.O_RDONLY)
        request = {"proto": 1, "config": {}, "root": test.folder, "root_fd": folder,
                   "name": "r.sarif", "sha256": sha256, "first": 2, "last": 2}
        plugin = os.path.join(os.path.dirname(test.gavel), "libexec/gavel/plugins/scans")
        done = subprocess.run([plugin, "rows"], input=json.dumps(request) + "\n", text=True,
                              capture_output=True, pass_fds=[folder])
        os.close(folder)
        test.check("rows", "exit code", done.returncode, code)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        if code:
            test.check("rows", "changed", "has changed" in lines[0]["text"], True)
            continue
        test.check("rows", "lines", [line["t"] for line in lines], ["row", "done"])
        test.check("rows", "row", lines[0]["row"], 2)
        test.check("rows", "message", lines[0]["fields"]["message"], '{"text":"found [secret]"}')
        test.check("rows", "secret", secret in done.stdout, False)


def main():
    test = Test(sys.argv[1])
    for case in CASES:
        check_case(test, *case)
    check_switched(test)
    check_asked(test)
    check_parted(test)
    check_broken(test)
    check_no_rule(test)
    check_said_once(test)
    check_like_json(test)
    check_digests(test)
    check_closing(test)
    check_order(test)
    check_order_imported(test)
    check_told(test)
    check_long(test)
    check_filled(test)
    check_time(test)
    check_bad_time(test)
    check_rows(test)
    shutil.rmtree(test.folder)
    print(f"scans_sarif: {test.held} checks hold, {test.failed} do not")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
