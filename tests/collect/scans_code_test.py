#!/usr/bin/env python3
"""What the collector makes of reports of code, secrets, web and load scanners.

A case is a report of our own, what its scan and its findings must say (members that are not named
are not judged), and how it ends. Every report is also read with the members of its objects in the
opposite order, which must not matter; every whole one is cut at many places, and no cut one may pass
as whole with other findings. Usage: scans_code_test.py GAVEL
"""
import json
import os
import re
import shutil
import sys
import tempfile

from scans_lines import collect, rows

ESCAPE = "\x1b]0;pwned\x07\u202e\u200b<b>"
SECRET = "AKIA7XAMPLE4SECRET99"


def semgrep(*results, **more):
    return {"version": "1.90.0", "results": list(results), "errors": [], "paths": {"scanned": ["a.py"]},
            **more}


def semgrep_result(**extra):
    return {"check_id": "python.sqli", "path": "./app/db.py", "start": {"line": 7, "col": 1},
            "end": {"line": 9, "col": 4},
            "extra": {"message": "SQL is put together from text of a request. Use parameters.",
                      "severity": "ERROR", "fingerprint": "requires login",
                      "lines": "requires login", "is_ignored": False,
                      "metadata": {"cwe": ["CWE-89: Improper Neutralization", "CWE-564: other"],
                                   "source": "https://semgrep.dev/r/x"}, **extra}}


SCA = {"sca_info": {"reachable": True, "dependency_match": {
    "lockfile": "poetry.lock", "found_dependency": {
        "package": "grpcio", "version": "1.47.0", "ecosystem": "pypi"}}},
    "metadata": {"sca-fix-versions": [{"grpc": "1.1"}, {"grpcio": "1.53.0"}],
                 "sca-vuln-database-identifier": "CVE-2023-1428", "cwe": "CWE-617: Assertion"}}


def bandit(*results, errors=()):
    return {"errors": list(errors), "generated_at": "2026-01-02T03:04:05Z",
            "metrics": {"_totals": {"loc": 3, "nosec": 0}}, "results": list(results)}


BANDIT = {"code": "8 # before\n9 subprocess.run(x,\n10     shell=True)\n11 after()\n",
          "filename": "./a/b.py", "issue_confidence": "HIGH", "issue_severity": "HIGH",
          "issue_cwe": {"id": 78, "link": "x"}, "issue_text": "Call with shell=True identified.",
          "line_number": 9, "line_range": [9, 10], "more_info": "https://b/x", "test_id": "B602",
          "test_name": "subprocess_popen_with_shell_equals_true"}

GITLEAKS = {"RuleID": "aws-access-token", "Description": "", "StartLine": 4, "EndLine": 4,
            "Match": "key = " + SECRET, "Secret": SECRET, "File": "conf/prod.env", "Commit": "abc1",
            "Author": "A", "Email": "a@example.com", "Message": "put " + SECRET + " in",
            "Tags": [], "Fingerprint": "abc1:conf/prod.env:aws-access-token:4"}
GITLEAKS_OLD = {"line": "key = " + SECRET, "lineNumber": 23, "offender": SECRET, "commit": "",
                "rule": "AWS Access Key", "file": "README.md", "tags": "key", "repo": "."}

CODE_ALERT = {"number": 4, "state": "open", "created_at": "2026-02-03T00:00:00Z",
              "url": "https://api.github.com/repos/o/r/code-scanning/alerts/4",
              "html_url": "https://github.com/o/r/security/code-scanning/4",
              "rule": {"id": "py/path", "severity": "error", "security_severity_level": "critical",
                       "description": "A path", "tags": ["security", "external/cwe/cwe-022"]},
              "tool": {"name": "CodeQL"}, "dismissed_reason": None,
              "most_recent_instance": {"message": {"text": "This path."},
                                       "location": {"path": "a.py", "start_line": 7,
                                                    "end_line": 8}}}
DEPENDABOT = {"number": 2, "state": "dismissed", "dismissed_reason": "tolerable_risk",
              "dismissed_comment": "only in tests", "html_url": "https://github.com/o/r/2",
              "url": "https://api.github.com/repos/o/r/dependabot/alerts/2",
              "dependency": {"manifest_path": "web/package-lock.json"},
              "security_advisory": {
                  "ghsa_id": "GHSA-aaaa-bbbb-cccc", "cve_id": "CVE-2024-1", "summary": "Bad",
                  "description": "Very bad", "cvss": {"score": 0.0, "vector_string": None},
                  "identifiers": [{"type": "GHSA", "value": "GHSA-aaaa-bbbb-cccc"},
                                  {"type": "CVE", "value": "CVE-2024-1"}],
                  "cwes": [{"cwe_id": "CWE-79"}]},
              "security_vulnerability": {
                  "severity": "medium", "package": {"ecosystem": "npm", "name": "@a/b"},
                  "first_patched_version": {"identifier": "2.0.1"}}}


def graphql(alerts, **more):
    return {"data": {"repository": {"nameWithOwner": "o/r", "vulnerabilityAlerts": alerts}}, **more}


GRAPHQL_ALERT = {"id": "X1", "state": "FIXED", "vulnerableManifestPath": "pom.xml",
                 "securityVulnerability": {
                     "severity": "MODERATE", "package": {"name": "g:a", "ecosystem": "MAVEN"},
                     "advisory": {"summary": "s", "identifiers": [{"value": "GHSA-x"}],
                                  "cvss": {"score": 9.8, "vectorString": "CVSS:3.1/AV:N"},
                                  "cwes": {"nodes": [{"cweId": "CWE-1"}]}}}}


def generic(**finding):
    return {"type": "Scout", "name": "nightly", "findings": [
        {"title": "A title", "severity": "High", "description": "What it is", **finding}]}


GOVULN = [{"config": {"protocol_version": "v1.0.0", "scanner_name": "govulncheck",
                      "scanner_version": "v1.1.0", "db": "https://vuln.go.dev"}},
          {"finding": {"osv": "GO-1", "fixed_version": "v1.2.0",
                       "trace": [{"module": "example.com/m", "version": "v1.0.0"}]}},
          {"osv": {"id": "GO-1", "aliases": ["CVE-2024-7"], "summary": "Flaw", "details": "Long"}},
          {"finding": {"osv": "GO-1", "fixed_version": "v1.2.0", "trace": [
              {"module": "example.com/m", "version": "v1.0.0", "package": "example.com/m/p",
               "function": "F"},
              {"module": "own", "package": "own", "function": "main",
               "position": {"filename": "main.go", "line": 13}}]}},
          {"finding": {"osv": "GO-2", "trace": [{"module": "example.com/n", "version": "v2"}]}}]
GOVULN_FINDINGS = [
    {"rule": "GO-1", "title": "Flaw", "ids": "GO-1 CVE-2024-7", "level": "unknown", "file": "main.go",
     "line": 13, "logical": "F", "purl": "pkg:golang/example.com/m@v1.0.0", "fixed": "v1.2.0",
     "claim": None},
    {"rule": "GO-2", "title": "GO-2", "claim": "not_affected"}]

DETECT = {"version": "1.4.0", "generated_at": "2026-01-02T03:04:05Z",
          "plugins_used": [{"name": "A"}, {"name": "B"}],
          "results": {"a/b": [{"type": "Secret Keyword", "filename": "a/b", "line_number": 3,
                               "hashed_secret": "bd564db5d5cc358eb0e3523d3e03041739f230d5"},
                              {"type": "AWS Access Key", "filename": "a/b", "line_number": 5,
                               "hashed_secret": "cc564db5d5cc358eb0e3523d3e03041739f230d5",
                               "is_secret": False}]}}
HOG = {"SourceMetadata": {"Data": {"Git": {"commit": "c1", "file": "k", "line": 3,
                                           "repository": "https://example.com/r",
                                           "email": "a@example.com"}}},
       "DetectorName": "AWS", "Verified": True, "Raw": SECRET[:9], "RawV2": SECRET,
       "Redacted": SECRET[:8]}
HOG_LOG = {"level": "info-0", "ts": "x", "logger": "trufflehog", "msg": "finished scanning"}


def zap(*alerts, **more):
    return {"@programName": "ZAP", "@version": "2.16.1", "@generated": "Sun, 22 Jun 2025 04:04:14",
            "site": [{"@name": "https://h.example", "@host": "h.example", "@port": "443",
                      "alerts": list(alerts)}], **more}


ZAP = {"pluginid": "10054", "alertRef": "10054-1", "alert": "Cookie", "name": "Cookie",
       "riskcode": "1", "confidence": "2", "desc": "<p>A &lt;cookie&gt; &amp; more.</p><p>Two</p>",
       "instances": [{"uri": "https://h.example/b?token=1#x", "method": "GET", "param": "sid",
                      "evidence": "Set-Cookie: sid=" + SECRET},
                     {"uri": "https://h.example/a", "method": "POST", "param": ""},
                     {"uri": "https://h.example/b?token=2", "method": "GET", "param": "sid"}],
       "count": "31", "solution": "<p>Set it</p>", "reference": "<p>https://r/1</p>", "cweid": "-1"}
ZAP_XML = """<?xml version="1.0"?>
<OWASPZAPReport version="2.16.1" generated="Tue, 12 May 2020 20:57:30">
<site name="https://h.example" host="h.example" port="443" ssl="true"><alerts>
<alertitem><pluginid>10011</pluginid><alert>Flag</alert><riskcode>3</riskcode>
<confidence>0</confidence><desc>a &lt;b&gt;bold&lt;/b&gt; claim, 1 &amp;lt; 2</desc><instances>
<instance><uri>https://h.example/x?a=1</uri><method>GET</method><param>p</param></instance>
</instances><cweid>614</cweid></alertitem></alerts></site>
<site name="https://i.example" host="i.example" port="443" ssl="true"><alerts></alerts></site>
</OWASPZAPReport>
"""


def command(result, status="COMPLETED", reason=None):
    return {"status": status, "error_reason": reason, "error_trace": None, "result": result}


def suites(*names):
    return command({"accepted_cipher_suites": [{"cipher_suite": {"name": n}} for n in names],
                    "is_tls_version_supported": bool(names)})


def server(**commands):
    """A server with nothing wrong, but for the commands that are given."""
    good = {"certificate_info": command({"certificate_deployments": [{
        "leaf_certificate_subject_matches_hostname": True,
        "path_validation_results": [{"was_validation_successful": False,
                                     "openssl_error_string": "unknown store"},
                                    {"was_validation_successful": True}],
        "received_certificate_chain": [{"public_key": {"algorithm": "_RSAPublicKey",
                                                       "key_size": 2048},
                                        "signature_hash_algorithm": {"name": "sha256"}}],
        "verified_chain_has_sha1_signature": False}]}),
            "ssl_2_0_cipher_suites": suites(), "ssl_3_0_cipher_suites": suites(),
            "tls_1_0_cipher_suites": suites(), "tls_1_1_cipher_suites": suites(),
            "tls_1_2_cipher_suites": suites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            "heartbleed": command({"is_vulnerable_to_heartbleed": False}),
            "openssl_ccs_injection": command({"is_vulnerable_to_ccs_injection": False}),
            "robot": command({"robot_result": "NOT_VULNERABLE_NO_ORACLE"}),
            "session_renegotiation": command({"supports_secure_renegotiation": True,
                                              "is_vulnerable_to_client_renegotiation_dos": False}),
            "tls_compression": command({"supports_compression": False})}
    return {"server_location": {"hostname": "h.example", "port": 443},
            "connectivity_status": "COMPLETED", "scan_result": {**good, **commands}}


def sslyze(*servers):
    return {"sslyze_version": "5.2.0", "date_scans_completed": "2026-03-01T10:00:00.123",
            "server_scan_results": list(servers)}


def k6(values, thresholds):
    return {"root_group": {"name": "", "path": "", "groups": [], "checks": []},
            "metrics": {"m": {"type": "rate", "contains": "default", "values": values,
                              "thresholds": thresholds}}}


SECRETS = "conf/a.env:3:key = " + SECRET + "\n"
GIT_SECRETS_END = "\n[ERROR] Matched one or more prohibited patterns\n\nPossible mitigations:\n"

# name: (report, scan, findings, end). `end` is True, or a part of what is said of why it is not.
CASES = {
    "semgrep clean": (semgrep(), {"tool": "semgrep", "version": "1.90.0", "partial": None}, [], True),
    "semgrep one": (semgrep(semgrep_result()), {"class": "code"}, [
        {"class": "code", "rule": "python.sqli", "level": "high", "raw": "ERROR", "from": "tool",
         "title": "SQL is put together from text of a request", "cwe": "CWE-89 CWE-564",
         "file": "app/db.py", "line": 7, "end": 9, "print": None, "snippet": None, "claim": None}],
        True),
    "semgrep levels": (semgrep(*[semgrep_result(severity=s) for s in (
        "CRITICAL", "WARNING", "INFO", "LOW", "EXPERIMENT")]), {}, [
        {"level": level} for level in ("critical", "medium", "low", "low", "unknown")], True),
    "semgrep ignored": (semgrep(semgrep_result(is_ignored=True, fingerprint="f_0", lines="x")), {},
                        [{"claim": "suppressed", "print": "f_0", "snippet": ...}], True),
    "semgrep supply chain": (semgrep(semgrep_result(**SCA)), {}, [
        {"class": "dependency", "package": "grpcio", "version": "1.47.0", "fixed": "1.53.0",
         "purl": "pkg:pypi/grpcio@1.47.0", "ids": "CVE-2023-1428", "file": "poetry.lock",
         "cwe": "CWE-617"}], True),
    "semgrep secret": (semgrep({**semgrep_result(lines=f'key = "{SECRET}"', message=SECRET + "!"),
                                "check_id": "generic.secrets.security.detected-aws-key"}), {}, [
        {"class": "secret", "title": "detected-aws-key", "snippet": None, "text": None}], True),
    "semgrep error": (semgrep(semgrep_result(), errors=[
        {"level": "info", "message": "w"}, {"level": "error", "message": "no such rule"}]),
        {"partial": "semgrep met an error: no such rule"}, [{}], True),
    "semgrep rules": (semgrep(time={"rules": ["a.b", {"id": "c.d"}, "a.b"], "total_bytes": 1}),
                      {"rules": 3}, [], True),
    "semgrep no times": (semgrep(time=None), {"rules": None}, [], True),
    "semgrep warning": (semgrep(errors=[{"level": "warn", "type": "Timeout", "message": "m", "path": "a.py"},
                                        {"level": "info", "message": "i"}]),
                        {"partial": "semgrep met an error: a.py: m"}, [], True),
    "semgrep remark": (semgrep(errors=[{"level": "info", "message": "i"}]), {"partial": None}, [], True),
    "semgrep syntax": (semgrep(errors=[{"level": "warn", "type": ["PartialParsing", []], "path": "b.py"}]),
                       {"partial": None, "untested": 1}, [], True),
    "semgrep syntax of a span": (semgrep(errors=[{"level": "warn", "type": ["PartialParsing", []],
                                                  "spans": [{"file": "b.py"}]}]),
                                 {"partial": None, "untested": 1}, [], True),
    "semgrep syntax of no file": (semgrep(errors=[{"level": "warn", "type": "PartialParsing", "message": "m",
                                                   "spans": [{"file": ""}]}]),
                                  {"partial": "semgrep met an error: m", "untested": None}, [], True),
    "semgrep unread": (semgrep(errors=[{"level": "warn", "type": "Other syntax error", "path": "b.py"}]),
                       {"partial": "semgrep met an error: b.py: not read as a whole"}, [], True),
    "semgrep nothing shown": ({"results": [], "errors": []}, {"partial":
                              "nothing shows that semgrep read a file"}, [], True),
    "semgrep nothing read": (semgrep(paths={"scanned": []}), {"partial": "semgrep read no file"}, [], True),
    "semgrep rules left out": (semgrep(skipped_rules=[{"rule_id": "r.x"}, {"rule_id": "r.y"}]),
                               {"partial": "semgrep did not run all rules: r.x", "untested": 2}, [], True),
    "semgrep too large": (semgrep(paths={"scanned": ["b.py"], "skipped": [
        {"path": "c.py", "reason": "cli_exclude_flags_match"}, {"path": "a.py", "reason": "exceeded_size_limit"}]}),
                          {"partial": "semgrep did not read a.py: exceeded_size_limit"}, [], True),
    "semgrep not asked": (semgrep(paths={"scanned": ["b.py"], "skipped": [
        {"path": "c.py", "reason": "semgrepignore_patterns_match"}]}), {"partial": None}, [], True),
    "semgrep hostile": (semgrep(semgrep_result(message=ESCAPE)), {}, [{"title": ESCAPE}], True),
    "semgrep without results": ({"version": "1", "errors": [], "paths": {}}, None, [],
                                "no report"),
    "semgrep app": ({"findings": [
        {"rule_name": "r", "rule_message": "m", "severity": "high", "status": "fixed",
         "repository": {"name": "o/a"}, "location": {"file_path": "a.ts", "line": 3}},
        {"rule_name": "r", "rule_message": "m", "severity": "low", "status": "ignored",
         "triage_reason": "acceptable_risk", "triage_comment": "why", "match_based_id": "x_1",
         "repository": {"name": "o/a"}, "location": {"file_path": "b.ts", "line": 4}}]},
        {"target": "o/a", "partial": "a page of a list that may go on"},
        [{"status": "closed", "level": "high"},
         {"claim": "accepted", "claim_why": "why", "print": "x_1"}], True),
    "semgrep app without a list": ({"findings": None, "vulns": None, "hasMore": False}, None, [],
                                   "no report"),
    "semgrep app vulns": ({"hasMore": False, "vulns": [
        {"title": "T", "repositoryName": "o/a", "triage": {"status": "NEW"},
         "matchedDependency": {"name": "@x/y", "versionSpecifier": "1.0"},
         "closestSafeDependency": {"versionSpecifier": "1.1"},
         "advisory": {"ruleId": "ssc-1", "severity": "CRITICAL", "ecosystem": "npm",
                      "references": {"cveIds": ["cve-2023-1"], "cweIds": ["CWE-617: x"]}}}]},
        {"target": "o/a", "partial": None, "class": "dependency"},
        [{"ids": "CVE-2023-1", "purl": "pkg:npm/%40x/y@1.0", "fixed": "1.1", "level": "critical",
          "cwe": "CWE-617"}], True),
    "bandit clean": (bandit(), {"tool": "bandit", "partial": None}, [], True),
    "bandit one": (bandit(BANDIT), {}, [
        {"rule": "B602", "level": "high", "cwe": "CWE-78", "file": "a/b.py", "line": 9, "end": 10,
         "title": "Call with shell=True identified.", "text": ...}], True),
    "bandit undefined": (bandit({**BANDIT, "issue_severity": "UNDEFINED"}), {},
                         [{"level": "unknown", "raw": "UNDEFINED"}], True),
    "bandit password": (bandit({**BANDIT, "test_id": "B105", "code": "9 p = '" + SECRET + "'\n",
                                "issue_text": f"Possible hardcoded password: '{SECRET}'"}), {},
                        [{"title": "Possible hardcoded password: '[secret]'", "snippet": None,
                          "text": None}], True),
    "bandit error": (bandit(BANDIT, errors=[{"filename": "c.py", "reason": "syntax error"}]),
                     {"partial": "not all files were read: c.py: syntax error", "untested": 1},
                     [{}], True),
    "hadolint": ([{"line": n, "code": code, "message": "M", "column": 1, "file": "d\\Dockerfile",
                   "level": level} for n, code, level in (
                       (1, "DL3002", "warning"), (2, "SC2086", "error"), (3, "DL1", "style"))],
                 {"tool": "hadolint", "class": "iac"}, [
                     {"level": "medium", "file": "d/Dockerfile", "line": 1},
                     {"level": "high", "link": "https://www.shellcheck.net/wiki/SC2086"},
                     {"level": "info"}], True),
    "github code": ([CODE_ALERT, {**CODE_ALERT, "state": "fixed"},
                     {**CODE_ALERT, "state": "dismissed", "dismissed_reason": "false positive"}],
                    {"target": "github.com/o/r", "partial": "a page of a list that may go on"}, [
        {"level": "critical", "rule": "py/path", "cwe": "CWE-22", "file": "a.py", "line": 7,
         "seen": 1770076800, "status": None},
        {"status": "closed"}, {"claim": "false_positive", "status": None}], True),
    "dependabot": ([DEPENDABOT], {"tool": "dependabot", "target": "github.com/o/r"}, [
        {"ids": "GHSA-aaaa-bbbb-cccc CVE-2024-1", "purl": "pkg:npm/%40a/b", "fixed": "2.0.1",
         "level": "medium", "claim": "accepted", "claim_why": "only in tests", "cwe": "CWE-79",
         "cvss": None, "file": "web/package-lock.json"}], True),
    "graphql page": (graphql({"nodes": [GRAPHQL_ALERT]}),
                     {"target": "github.com/o/r", "partial": "a page of a list that may go on"}, [
        {"status": "closed", "level": "medium", "purl": "pkg:maven/g/a", "cvss": "9.8",
         "vector": "CVSS:3.1/AV:N", "cwe": "CWE-1", "rule": "GHSA-x"}], True),
    "graphql whole": (graphql({"pageInfo": {"hasNextPage": False}, "nodes": []}),
                      {"partial": None}, [], True),
    "graphql refused": (graphql({"nodes": []}, errors=[{"message": "rate limited"}]), None, [],
                        "rate limited"),
    "generic": (generic(cve="CVE-2020-36234", cwe=261, known_exploited=True, cvssv3_score=5.5,
                        cvssv3="CVSS:3.1/AV:N", date="2021-01-06", file_path="a.c", line=3,
                        risk_accepted=True, active=False, unique_id_from_tool="u"),
                {"tool": "scout", "category": "nightly"}, [
        {"class": "code", "ids": "CVE-2020-36234", "cwe": "CWE-261", "kev": True, "cvss": "5.5",
         "claim": "accepted", "status": None, "uid": "u", "seen": 1609891200, "file": "a.c"}],
        True),
    "generic endpoints": (generic(endpoints=["https://h/a?q=1", {"host": "i", "port": 8080,
                                                                 "protocol": "http", "path": "b;jsessionid=" + SECRET}],
                                  is_mitigated=True, active=False), {}, [
        {"class": "dast", "url": "https://h/a", "places": "http://i:8080/b\n",
         "status": "closed"}], True),
    "generic unknown field": (generic(severty="High"), None, [], "unknown field 'severty'"),
    "generic without severity": ({"findings": [{"title": "t", "severity": "Low",
                                                "description": "d"},
                                               {"title": "t", "description": "d"}]},
                                 None, [], "a finding without 'severity'"),
    "govulncheck list": (GOVULN, {"tool": "govulncheck", "version": "v1.1.0", "partial": None},
                         GOVULN_FINDINGS, True),
    "govulncheck stream": ("\n".join(json.dumps(m, indent=1) for m in GOVULN),
                           {"partial": ...}, GOVULN_FINDINGS, True),
    "gitleaks one": ([GITLEAKS], {"tool": "gitleaks", "class": "secret"}, [
        {"class": "secret", "rule": "aws-access-token", "title": "aws-access-token",
         "level": "high", "from": "assumed", "file": "conf/prod.env", "line": 4,
         "print": "abc1:conf/prod.env:aws-access-token:4"}], True),
    "gitleaks old": ([GITLEAKS_OLD], {}, [{"rule": "AWS Access Key", "line": 23,
                                           "file": "README.md"}], True),
    "gitleaks redacted": ([{**GITLEAKS, "Secret": "REDACTED"}], {}, [{"secret": None}], True),
    "detect-secrets": (DETECT, {"tool": "detect-secrets", "version": "1.4.0", "rules": 2}, [
        {"rule": "Secret Keyword", "file": "a/b", "line": 3, "claim": None},
        {"claim": "false_positive"}], True),
    "trufflehog": (json.dumps(HOG) + "\n" + json.dumps(HOG) + "\n",
                   {"target": "example.com/r", "partial": ...},
                   [{"rule": "AWS", "file": "k", "line": 3}, {}], True),
    "trufflehog whole": (json.dumps(HOG) + "\n" + json.dumps(HOG_LOG) + "\n",
                         {"partial": None}, [{}], True),
    "git-secrets": (SECRETS + "a" * 40 + ":b.c:12:" + SECRET + GIT_SECRETS_END,
                    {"tool": "git-secrets"}, [
        {"file": "conf/a.env", "line": 3, "rule": "prohibited-pattern"},
        {"file": "b.c", "line": 12, "text": "in commit " + "a" * 40}], True),
    "git-secrets strange": ("fatal: not a git repository\n" + GIT_SECRETS_END, None, [],
                            ":1: no match of git-secrets"),
    "zap": (zap(ZAP), {"tool": "zap", "target": "https://h.example", "version": "2.16.1"}, [
        {"class": "dast", "rule": "10054-1", "level": "low", "raw": "1", "cwe": None, "n": 31,
         "url": "https://h.example", "link": "https://r/1",
         "text": "A <cookie> & more.\nTwo\nSolution: Set it\nConfidence: medium",
         "places": "GET https://h.example/b (sid)\nPOST https://h.example/a\n"}], True),
    "zap sessions": (zap({**ZAP, "instances": [{"uri": "https://h.example/" + uri, "method": "GET"} for uri in (
        f"a;jsessionid={SECRET}?x=1", f"b;v=2;PHPSESSID={SECRET}/c;Session-Id={SECRET};w=3", f"d%3Bjsessionid%3d{SECRET}",
        f"e;access_token={SECRET}#f", f"g;sid={SECRET};", "h;inside=1", "i;jsessionid")]}), {}, [
            {"places": "".join(f"GET https://h.example/{path}\n" for path in (
                "a", "b;v=2/c;w=3", "d", "e", "g;", "h;inside=1", "i;jsessionid"))}], True),
    "zap risks": (zap(*[{**ZAP, "riskcode": r} for r in "0123"], {**ZAP, "riskcode": "9"}), {},
                  [{"level": x} for x in ("info", "low", "medium", "high", "unknown")], True),
    "zap false positive": (zap({**ZAP, "confidence": "0"}), {}, [{"claim": "false_positive"}], True),
    "zap plan errors": (zap(afPlanErrors=["job spider failed"]),
                        {"partial": "the automation plan met an error: job spider failed"}, [], True),
    "zap no site": ({"@version": "1", "@generated": "x", "site": []}, None, [], "reached no site"),
    "zap xml": (ZAP_XML, {"target": "https://h.example"}, [
        {"rule": "10011", "level": "high", "claim": "false_positive", "cwe": "CWE-614",
         "text": "a bold claim, 1 < 2\nConfidence: false positive",
         "places": "GET https://h.example/x (p)\n"}], True),
    "zap html": ("<!DOCTYPE html>\n<html><head><title>ZAP Scanning Report</title></head></html>\n",
                 None, [], "JSON"),
    "sslyze clean": (sslyze(server()), {"tool": "sslyze", "target": "h.example:443", "passed": 15,
                                        "untested": None, "partial": None}, [], True),
    "sslyze bad": (sslyze(server(
        tls_1_0_cipher_suites=suites("TLS_RSA_WITH_AES_128_CBC_SHA"),
        tls_1_2_cipher_suites=suites("TLS_RSA_WITH_AES_128_GCM_SHA256",
                                     "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
        heartbleed=command({"is_vulnerable_to_heartbleed": True}))), {"passed": 12}, [
        {"rule": "tls-1.0", "level": "medium"},
        {"rule": "tls-1.2-suites", "text": "TLS_RSA_WITH_AES_128_GCM_SHA256\n"},
        {"rule": "heartbleed", "level": "high", "ids": "CVE-2014-0160"}], True),
    "sslyze command error": (sslyze(server(robot=command(None, "ERROR", "CONNECTIVITY_ISSUE"))),
                             {"untested": 1, "passed": 14,
                              "partial": "not tested: robot (CONNECTIVITY_ISSUE)"}, [], True),
    "sslyze not asked for": (sslyze(server(robot=command(None, "NOT_SCHEDULED"))),
                             {"untested": 1, "partial": None, "category": ...}, [], True),
    "sslyze two certificates": (sslyze(server(certificate_info=command({
        "certificate_deployments": [
            {"path_validation_results": [{"was_validation_successful": True}],
             "leaf_certificate_subject_matches_hostname": good,
             "received_certificate_chain": [{"public_key": {"key_size": 256, "ec_curve_name": "p"},
                                             "signature_hash_algorithm": {"name": "sha256"}}]}
            for good in (True, False, True)]}))),
        {"passed": 14, "partial": None, "category": None}, [{"rule": "certificate-name"}], True),
    "sslyze no connection": (sslyze({"server_location": {"hostname": "h", "port": 443},
                                     "connectivity_status": "ERROR", "scan_result": None}),
                             None, [], "h:443 was not reached"),
    "sslyze 3": ({"sslyze_version": "3.0.7", "server_connectivity_errors": [],
                  "server_scan_results": [{
                      "server_info": {"server_location": {"hostname": "o", "port": 25}},
                      "scan_commands_errors": {"robot": {"reason": "BUG_IN_SSLYZE"}},
                      "scan_commands_results": {
                          name: value["result"] for name, value in server()["scan_result"].items()
                          if name != "robot"}}]},
                 {"target": "o:25", "partial": "not tested: robot (BUG_IN_SSLYZE)"}, [], True),
    "sslyze 2": ({"sslyze_version": "2.1.0", "invalid_targets": [], "accepted_targets": [{
        "server_info": {"hostname": "o", "port": 443},
        "commands_results": {"heartbleed": {"is_vulnerable_to_heartbleed": True},
                             "tlsv1_2": {"accepted_cipher_list": [
                                 {"openssl_name": "ECDHE-RSA-AES128-GCM-SHA256"},
                                 {"openssl_name": "ECDHE-RSA-RC4-SHA"}]}}}]},
        {"target": "o:443", "untested": 13, "partial": None,
         "category": "tls-1.2-suites,heartbleed"}, [
            {"rule": "tls-1.2-suites", "text": "ECDHE-RSA-RC4-SHA\n"}, {"rule": "heartbleed"}],
        True),
    "k6 crossed": (k6({"rate": 0.5, "passes": 5, "fails": 5}, {"rate<0.1": {"ok": False},
                                                               "rate<0.9": {"ok": True}}),
                   {"tool": "k6", "passed": 1, "partial": None}, [
        {"rule": "m rate<0.1", "level": "high", "text": "5 of 10 were true", "class": "load"}], True),
    "k6 beyond numbers": (k6({"passes": 9223372036854775807, "fails": 9223372036854775807},
                             {"rate<0.1": {"ok": False}}), {}, [{"level": "high"}], True),
    "k6 no data": (k6({"rate": 0, "passes": 0, "fails": 0}, {"rate>0.9": {"ok": True}}),
                   {"untested": 1, "passed": None},
                   [{"level": "unknown", "title": "threshold without data: m rate>0.9"}], True),
    "k6 legacy": ({"root_group": {"groups": {"g": {"groups": {}, "checks": {
        "c": {"name": "c", "path": "::g::c", "passes": 3, "fails": 1}}}}, "checks": {}},
        "metrics": {"d": {"avg": 1.5, "max": 3, "thresholds": {"avg<1": True, "max<9": False}}}},
        {"passed": 1}, [
            {"rule": "d avg<1", "text": "avg 1.5, max 3"},
            {"rule": "check ::g::c", "level": "medium", "text": "1 of 4 failed"}], True),
    "k6 machine": ({"version": "1.0.0", "config": {"script": "s.js"},
                    "metadata": {"generatedAt": "2026-08-01T00:00:00Z", "k6Version": "2.2.0"},
                    "results": {"metrics": [{"name": "http_req_failed", "type": "rate", "values": {
                        "matches": 5, "rate": 0.05, "total": 100}}],
                        "checks": {"results": [{"name": "c", "passes": 5, "fails": 0}]}}},
                   {"partial": ..., "untested": 1, "version": "2.2.0"},
                   [{"rule": "http_req_failed", "level": "info",
                     "text": "5 of 100 requests failed"}], True),
}

# Reports that tell nothing of their format: only --as says it; and what is refused by name.
BARE = [("[]", None, "--as"), ("[]", "gitleaks", True),
        ("null", "gitleaks", True), ("[]", "hadolint", True), ("[]", "github-code-scanning", True),
        ("{}", "k6", "nothing in it is of one"),
        ('{"hasMore": false}', "semgrep-app", "nothing in it"), ("{}", "bandit", "nothing in it"),
        ("[]", "bandit", "nothing in it"),
        ("", "gitleaks", "empty"), ('{"results": {}}', "semgrep-json", "nothing in it"),
        (SECRETS, "git-secrets", "closing words"), ("", "git-secrets", True), ("\n", "git-secrets", "closing words")]


class Test:
    def __init__(self, gavel):
        self.gavel, self.held, self.failed = gavel, 0, []
        self.folder = tempfile.mkdtemp(prefix="gavel-scans-")

    def check(self, where, what, got, want):
        if got == want:
            self.held += 1
        else:
            self.failed.append(f"{where}: {what}: got {got!r}, want {want!r}")

    def read(self, text, form=None):
        path = os.path.join(self.folder, "report")
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        os.utime(path, (1700000000, 1700000000))
        return collect(self.gavel, path, form)


def fits(got, want):
    """Members: ... must be there, None must not."""
    return all(key in got if value is ... else got.get(key) == value for key, value in want.items())


def check_record(test, where, got, want):
    for key, value in want.items():
        test.check(where, key, ... if value is ... and key in got else got.get(key), value)


def text_of(report):
    return report if isinstance(report, str) else json.dumps(report)


def reverse(value):
    if isinstance(value, dict):
        return {key: reverse(value[key]) for key in reversed(list(value))}
    return [reverse(item) for item in value] if isinstance(value, list) else value


def facts(lines):
    """What was told, without what must not matter: the order."""
    findings = sorted(json.dumps({k: v for k, v in f.items() if k not in ("rows", "scope")},
                                 sort_keys=True) for f in lines.findings())
    scans = sorted(json.dumps({**scan["scan"], "scope": 0, "key": scan["key"], "at": scan["at"]},
                              sort_keys=True) for scan in lines.complete())
    return findings, scans


def check_case(test, name, case):
    report, scan, findings, end = case
    lines = test.read(text_of(report))
    if end is not True:
        test.check(name, "nothing is whole", lines.complete(), [])
        test.check(name, "is told", end in lines.why(), True)
        test.check(name, "fails", lines.code != 0 or not lines.complete(), True)
        return
    test.check(name, "exit code", (lines.code, lines.why() and None), (0, None))
    if not lines.complete():
        test.check(name, "whole", lines.why(), "")
        return
    check_record(test, name, lines.complete()[0]["scan"], scan)
    test.check(name, "findings", len(lines.complete()[0]["findings"]), len(findings))
    for i, (got, want) in enumerate(zip(lines.complete()[0]["findings"], findings)):
        check_record(test, f"{name} {i + 1}", got, want)
    test.check(name, "secrets", SECRET in lines.out or SECRET in lines.log, False)
    test.check(name, "escapes", "\x1b" in lines.out + lines.log, False)
    if not isinstance(report, str):
        turned = test.read(json.dumps(reverse(report)))
        test.check(name, "order of members", facts(turned), facts(lines))


# A stream has no end mark and closes nothing; what was read of it holds.
def may_be_cut(whole, cut):
    partial = all(scan["scan"].get("partial") for scan in cut.complete())
    return not cut.complete() or facts(cut) == facts(whole) or partial


def check_cuts(test, name, report):
    text = text_of(report).encode()
    whole = test.read(text)
    if not whole.complete():
        return
    for i in range(20):
        cut = test.read(text[:len(text) * i // 20])
        test.check(f"{name}, cut at {len(text) * i // 20}", "passes as whole",
                   may_be_cut(whole, cut), True)


def check_bare(test):
    for text, form, want in BARE:
        lines = test.read(text, form)
        if want is True:
            test.check(f"{text} as {form}", "whole", (lines.code, len(lines.complete()),
                                                      lines.findings()), (0, 1, []))
        else:
            said = lines.why() + " ".join(lines.warnings)
            test.check(f"{text} as {form}", said, (want in said, lines.complete()), (True, []))


def check_snippet(test):
    """Bandit's snippets hold neighbours and numbers; another place of the same code is the same."""
    moved = {**BANDIT, "line_number": 19, "line_range": [19, 20],
             "code": "18 # other\n19 subprocess.run(x,\n20     shell=True)\n21 more()\n"}
    first, second = test.read(json.dumps(bandit(BANDIT, moved))).findings()
    test.check("bandit", "snippet of moved code", first["snippet"], second["snippet"])


def check_heads(test):
    """What tells the format may stand in front of much else."""
    paths = [f"./long/path/of/a/file/number/{i}.py" for i in range(5000)]
    reports = [
        {"errors": [], "generated_at": "2026-01-02T03:04:05Z",
         "metrics": {**{path: {"loc": 1, "nosec": 0} for path in paths}, "_totals": {"loc": 1}},
         "results": [BANDIT]},
        {"errors": [], "paths": {"scanned": paths}, "results": [semgrep_result()]},
        {"root_group": {"name": "", "path": "", "groups": [], "checks": [
            {"name": path, "path": "::" + path, "passes": 1, "fails": 0} for path in paths]},
         "metrics": k6({"passes": 0, "fails": 1}, {"rate<1": {"ok": False}})["metrics"]}]
    for report in reports:
        lines = test.read(json.dumps(report))
        test.check(str(list(report)), "is read: " + lines.why(), (lines.code, len(lines.findings())), (0, 1))


def check_rows(test):
    """What a finding was made of can be asked for; what it found there cannot."""
    for name, want in (("gitleaks one", "RuleID"), ("gitleaks old", "RuleID"),
                       ("trufflehog", "DetectorName"), ("git-secrets", "file"),
                       ("zap", "pluginid"), ("zap xml", "pluginid"),
                       ("bandit password", "test_id"), ("semgrep secret", "check_id"), ("bandit one", "test_id"),
                       ("semgrep one", "check_id")):
        lines = test.read(text_of(CASES[name][0]))
        form = lines.complete()[0]["scan"]["format"]
        shown, said = rows(test.gavel, os.path.join(test.folder, "report"), form)
        test.check(name, "rows", [want in fields for fields in shown],
                   [True] * len(lines.findings()))
        test.check(name, "the secret in rows", SECRET in said, False)


def check_rules(test):
    lines = test.read(text_of(CASES["semgrep rules"][0]))
    test.check("semgrep", "rules", [rule["id"] for rule in lines.scans[0]["rules"]], ["a.b", "c.d"])


def check_turns(test):
    """Alerts of two repositories are two scans."""
    other = {**CODE_ALERT, "url": CODE_ALERT["url"].replace("/o/r/", "/o/s/")}
    lines = test.read(json.dumps([CODE_ALERT, other, CODE_ALERT]))
    test.check("github code", "scans", [(s["key"][3], len(s["findings"])) for s in lines.scans],
               [("github.com/o/r", 2), ("github.com/o/s", 1)])


def check_time(test):
    for name, want in (("bandit clean", 1767323045), ("zap", 1750565054), ("zap xml", 1589317050),
                       ("sslyze clean", 1772359200), ("k6 machine", 1785542400),
                       ("semgrep clean", 1700000000)):
        lines = test.read(text_of(CASES[name][0]))
        test.check(name, "time", [scan["at"] for scan in lines.scans][:1], [want])


def main():
    test = Test(sys.argv[1])
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    for name, case in CASES.items():
        if re.search(only, name):
            check_case(test, name, case)
            check_cuts(test, name, case[0])
    if not only:
        check_bare(test)
        check_snippet(test)
        check_heads(test)
        check_rows(test)
        check_rules(test)
        check_turns(test)
        check_time(test)
    shutil.rmtree(test.folder)
    for text in test.failed:
        print(f"scans_code: {text}", file=sys.stderr)
    print(f"scans_code: {test.held} checks hold, {len(test.failed)} do not")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
