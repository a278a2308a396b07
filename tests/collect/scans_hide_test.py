#!/usr/bin/env python3
"""Secrets in what reports say in passing: tokens of known shapes, and values that are assigned.

Each case is a text as the message of a finding, and what must be shown of it. Shapes and lengths are
those that the services and the published rules of secret scanners tell; every value is made up.
Usage: scans_hide_test.py GAVEL
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

LETTERS = "qXbKdRvTnYwLcZpHsMfJgGaEuCoWtiBNxQkDyVrUhSmPjFzAleO"  # no digit among them
MIXED = "q7Xb2Kd9Rv4Tn8Yw3Lc6Zp1Hs5Mf0Jg2Ga9EuCo4iWt7Bx3Nk8Qy5Dr1Vh6Um9PsZq2Wx4Ec7Rv0Tb5Yn8Um1Ik3Ol6Pa9Sd"
HEX = "3f9a1c7e5b2d8046" * 4

# Prefix and body.
SHAPES = [
    ("hf_", LETTERS[:34]), ("hf_", MIXED[:34]), ("ghp_", LETTERS[:36]), ("npm_", LETTERS[:36]),
    ("AKIA", LETTERS.upper()[:16]), ("ABIA", "Q7XB2KD4RVZTNYWL"), ("glpat-", LETTERS[:20]), ("glrt-", MIXED[:20]),
    ("glcbt-", "64_" + MIXED[:20]), ("sk-", MIXED[:48]), ("sk-proj-", MIXED[:40]), ("sk-svcacct-", MIXED[:40]),
    ("sk-ant-api03-", MIXED[:93]), ("sk-or-v1-", HEX), ("r8_", MIXED[:37]), ("dapi", HEX[:32]), ("dapi", HEX[:32] + "-2"),
    ("dckr_pat_", MIXED[:27]), ("dckr_oat_", MIXED[:32]), ("xapp-", "1-A01-123456-" + HEX), ("xoxc-", "12-34-" + MIXED[:24]),
    ("pypi-AgEI", MIXED[:70]), ("pypi-AgEN", MIXED[:70]), ("KGAT_", HEX[:32]), ("wandb_v1_", MIXED[:70]), ("eyJ", MIXED[:80]),
    ("ya29.", MIXED[:60]), ("GOCSPX-", MIXED[:28]), ("gsk_", MIXED[:52]), ("nvapi-", MIXED[:64]), ("pcsk_", MIXED[:60]),
    ("sk_test_", MIXED[:24]), ("whsec_", MIXED[:32]), ("glsa_", MIXED[:32] + "_" + HEX[:8]), ("hvs.", MIXED[:24]),
]
CAPITALS = "Q7XB2KD4RVZTNYWL"
SHAPES += [("ACCA", CAPITALS), ("ASIA", CAPITALS), ("AGE-SECRET-KEY-1", CAPITALS * 3)]
# Those of which nothing but the prefix and a length is told.
SHAPES += [(head, MIXED[:60]) for head in """
    AIza NRAK- PMAK- SG. api_org_ doo_v1_ dop_v1_ dor_v1_ figd_ gho_ ghr_ ghs_ ghu_ github_pat_ glagent- glc_ gldt-
    glimt- gloas- glptt- glrtr- glsoat- hooks.slack.com/services/ hvb. lin_api_ lsv2_pt_ lsv2_sk_ ntn_ pplx- pul-
    rk_live_ rk_test_ rubygems_ sbp_ shpat_ shpca_ shppa_ shpss_ sk-admin- sk-lf- sk_live_ sntrys_ sntryu_ tvly- xai-
    xoxa- xoxb- xoxd- xoxe- xoxe.xox xoxp- xoxr- xoxs-""".split()]

# What "{}" stands in becomes what stands in it: a value that is assigned to the name of a secret.
PASSPHRASE = "correct-horse-battery"
ASSIGNED = [
    ('aws_secret_access_key = "{}" is in the file', MIXED[:40]), ("Authorization: Bearer {}", MIXED[:32]),
    ("curl -H 'Authorization: Basic {}' is run", "dXNlcjpwYXNzMTIz"), ('password = "{}"', PASSPHRASE),
    ("ends with AccountKey={};EndpointSuffix=core.windows.net", MIXED[:86] + "=="),
    ("https://a.blob.core.windows.net/c?sv=2022-11-02&sr=c&sig={}&se=2026", "abcDefGhi%2Bjkl%3D"),
    ("ENV POSTGRES_PASSWORD={} is set", "hunter"), ("run with --password={} there", "hunter"),
    ('{{"password": "{}"}}', "hunter"), ('{{\\"api_key\\": \\"{}\\"}}', HEX[:32]), ("config['api-key'] = '{}'", PASSPHRASE),
    ('api_key: str = "{}"', PASSPHRASE), ("password := `{}`", PASSPHRASE), ("secret => '{}'", PASSPHRASE),
    ('token = b"{}"', PASSPHRASE), ("db.password: {} in values.yaml", "hunter2-correct"), ("WANDB_API_KEY={}", HEX[:40]),
    ("<password>{}</password>", "hunter"), ('"private_key": "{}"', "MIIEvQIBADANBgkqhkiG9w0BAQEF"),
    ("Server=a;Password={};Encrypt=true", "hunter"), ("sent Bearer {} to a host", MIXED[:32]), ("//r.example/:_authToken={}", MIXED[:36]),
    ("X-Api-Key: {}", HEX[:24]), ("client_secret={}", MIXED[:34]), ('KAGGLE_KEY="{}"', HEX[:32]), ("hardcoded password: '{}'", "hunter"),
    ("url?password={}", "hunter2"), ("db.password={}", "s3cr3t"), ("passwd: {}", "abc123"), ("login --password {} there", "hunter2x9"),
    ('password = "{}', "hunter2 and no end"), ("mode=x password={}", "Zq9Xw7Vv"),
]
KEPT = [
    'password = os.environ["DB_PASSWORD2"]', "password should be longer than 12 characters", "f(password=None, token='')",
    'password = "${var.db_password1}"', "secret: arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbC123",
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbC123 has no rotation", 'token: "<your-token-1>"',
    "PASSWORD=$DB_PASSWORD2 and token=$(cat t1) and pwd=${{ secrets.A1 }}", 'password = "********"', "api_key = settings2.api_key",
    "Password policy: minimum length 14", "unexpected token: 'endfunction'", "hardcoded password: CWE-259", "token: expired",
    "a token has max_tokens=123456789 and token_type=opaque1234", "secret = get_secret2('a')", "Secret:default/db-7d9f8c6b5",
    "the password is too short", "use --password file", "set --password-length 12", "with --token or --secret", "max.token.length: 12345678901", "bearer authentication is off", "password: {{ vault_password1 }}",
    "a => b, c == d: e", "key = 3f9a1c7e5b2d8046", "token file: /run/secrets/token1", "password_file=/run/secrets/a1b2c3d4",
]

PLAIN = [
    "insecure use of hf_hub_download_without_revision here", "the rule sk-ant-design-is-too-old-for-this-one",
    "glpat-personal-access-token-detected", "see AKIAs and ghp_ and hf_ prefixes", "dapi is the driver's interface",
]


def sarif(texts):
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "X"}}, "results": [
        {"ruleId": f"r{i:03}", "message": {"text": text}, "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": "a.py"}}}]} for i, text in enumerate(texts)]}]}


class Run:
    def __init__(self, gavel):
        self.gavel, self.passed, self.failed = os.path.abspath(gavel), 0, 0

    def check(self, what, good, said=""):
        self.passed += good
        self.failed += not good
        if not good:
            print(f"scans: {what}: {said}", file=sys.stderr)

    def call(self, folder, *args):
        return subprocess.run([self.gavel, "--cache", os.path.join(folder, ".house/cache.db"), *args], cwd=folder,
                              capture_output=True, text=True, env=dict(os.environ, HOME=folder))

    def shown(self, name, report, *args):
        """Rules and titles after the report is imported."""
        folder = tempfile.mkdtemp(prefix="gavel-hide-")
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(report, file)
        done = self.call(folder, "import", "--target", "t", *args, name)
        self.check(f"{name} is read", done.returncode == 0, done.stderr)
        rows = json.loads(self.call(folder, "show", "findings", "--json").stdout)["rows"]
        shutil.rmtree(folder)
        return {row["rule"]: row["title"] for row in rows}


def check_texts(run, cases):
    shown = run.shown("r.sarif", sarif([text for text, _ in cases]))
    for i, (text, wanted) in enumerate(cases):
        title = shown.get(f"r{i:03}")
        run.check(repr(text), title == wanted, f"{title!r} is shown, not {wanted!r}")


def everywhere():
    """Reports with a value at each place that a person or a tool writes words in; all of one value."""
    value = "Zq9Xw7Vv3Lc6Zp1H"
    words = f'set api_key = "{value}" or Authorization: Bearer {value} aside'
    code = sarif([words])
    code["runs"][0]["results"][0]["suppressions"] = [{"kind": "inSource", "justification": words}]
    code["runs"][0]["tool"]["driver"]["rules"] = [{"id": "r000", "name": "n", "shortDescription": {"text": words},
                                                   "fullDescription": {"text": words}, "help": {"text": words}}]
    code["runs"][0]["invocations"] = [{"executionSuccessful": True, "toolExecutionNotifications": [
        {"level": "error", "message": {"text": words}}]}]
    semgrep = {"version": "1.90.0", "errors": [], "paths": {"scanned": ["a.py"]}, "results": [
        {"check_id": "py.x", "path": "a.py", "start": {"line": 1}, "end": {"line": 1},
         "extra": {"message": words, "severity": "ERROR", "lines": "x", "metadata": {}}}]}
    conftest = [{"filename": "main.tf", "namespace": "main", "successes": 0, "failures": [{"msg": words}]}]
    hadolint = [{"code": "DL3000", "column": 1, "file": "Dockerfile", "level": "error", "line": 1, "message": words}]
    npm = {"auditReportVersion": 2, "vulnerabilities": {"x": {
        "name": "x", "severity": "high", "isDirect": True, "effects": [], "range": "<1", "nodes": ["node_modules/x"],
        "fixAvailable": True, "via": [{"source": 1, "name": "x", "dependency": "x", "title": words, "range": "<1",
                                       "url": "https://a.example/1", "severity": "high", "cwe": []}]}},
           "metadata": {"vulnerabilities": {"high": 1, "total": 1}, "dependencies": {"total": 1}}}
    trivy = {"SchemaVersion": 2, "CreatedAt": f"ghp_{MIXED[:36]}", "ArtifactName": "img", "Results": [
        {"Target": "t", "Class": "os-pkgs", "Type": "alpine", "Vulnerabilities": [
            {"VulnerabilityID": "CVE-2020-1", "PkgName": "a", "Title": words}]}], "ArtifactType": "container_image"}
    return (value, MIXED[:12]), {"r.sarif": code, "semgrep.json": semgrep, "conftest.json": conftest,
                                 "hadolint.json": hadolint, "npm.json": npm, "trivy.json": trivy}


def check_everywhere(run):
    values, reports = everywhere()
    for name, report in reports.items():
        folder = tempfile.mkdtemp(prefix="gavel-hide-")
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(report, file)
        done = run.call(folder, "import", "--target", "t", name)
        told = [done.stdout, done.stderr]
        run.check(f"{name} is read", done.returncode == 0 and '[secret]' in run.call(
            folder, "show", "findings", "--json").stdout, told)
        told += [run.call(folder, "show", view, "--json").stdout for view in ("findings", "scans", "log", "sightings")]
        for place, _, files in os.walk(os.path.join(folder, ".house")):
            for each in files:
                with open(os.path.join(place, each), "rb") as file:
                    data = file.read()
                if data[:4] == b"\x28\xb5\x2f\xfd":
                    data = subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, check=True).stdout
                told.append(data.decode("latin-1"))
        run.check(f"{name}: nothing is told", not any(value in text for value in values for text in told),
                  [text[max(text.find(value) - 90, 0):][:200] for value in values for text in told if value in text])
        shutil.rmtree(folder)


def main():
    run = Run(sys.argv[1])
    check_texts(run, [(f"uses {head}{body} here", "uses [secret] here") for head, body in SHAPES])
    check_texts(run, [(text, text) for text in PLAIN])
    check_texts(run, [(text.format(value), text.format("[secret]")) for text, value in ASSIGNED])
    check_texts(run, [(text, text) for text in KEPT])
    check_everywhere(run)
    print(f"scans, hidden: {run.passed} passed, {run.failed} failed")
    sys.exit(run.failed > 0)


if __name__ == "__main__":
    main()
