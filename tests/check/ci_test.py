#!/usr/bin/env python3
"""`gavel check ci`: static keys, stored keys, permissions and roles, in GitHub and GitLab.

Expected values are GitHub's rules for permissions (a job's replace the workflow's as a whole; no
default grants id-token) and GitLab's for id_tokens and extends.
Usage: ci_test.py GAVEL
"""
import os

from checking import HOME, done, expect, judge, refuse, report, rows, rules, run, write

LOGIN = "aws-actions/configure-aws-credentials@v4"
ROLE = "{role-to-assume: 'arn:aws:iam::111122223333:role/ci', aws-region: eu-central-1}"
KEYS = ("{aws-access-key-id: '${{ secrets.AWS_ACCESS_KEY_ID }}', "
        "aws-secret-access-key: '${{ secrets.AWS_SECRET_ACCESS_KEY }}'}")
GIVEN = ("{aws-access-key-id: '${{ steps.a.outputs.id }}', "
         "aws-secret-access-key: '${{ steps.a.outputs.key }}', role-to-assume: x}")


def workflow(steps, top="", job=""):
    return (f"on: push\n{top}jobs:\n  deploy:\n    runs-on: ubuntu-latest\n{job}"
            f"    steps:\n{steps}")


def step(uses, inputs="{}"):
    return f"    - uses: {uses}\n      with: {inputs}\n"


TOKEN = "permissions: {id-token: write, contents: read}\n"
GITHUB = [
    (workflow("    - run: make\n"), []),
    (workflow(step(LOGIN, ROLE), TOKEN), []),
    (workflow(step(LOGIN, ROLE), "", "    " + TOKEN), []),
    (workflow(step(LOGIN, ROLE), "permissions: write-all\n"), []),
    (workflow(step(LOGIN, ROLE), "permissions: read-all\n"), ["oidc-permission"]),
    (workflow(step(LOGIN, ROLE)), ["oidc-permission"]),
    (workflow(step(LOGIN, ROLE), TOKEN, "    permissions: {contents: read}\n"),
     ["oidc-permission"]),
    (workflow(step(LOGIN, ROLE), TOKEN, "    permissions: {}\n"), ["oidc-permission"]),
    (workflow(step(LOGIN, "{aws-region: x}"), TOKEN), ["oidc-role"]),
    (workflow(step(LOGIN, KEYS)), ["oidc-permission", "oidc-role", "stored-key", "stored-key"]),
    (workflow(step(LOGIN, GIVEN), TOKEN), []),
    (workflow("    - run: aws s3 cp a s3://b\n"), ["oidc-permission", "oidc-role"]),
    (workflow("    - run: |\n        set -e\n        FOO=1 aws s3 ls\n"),
     ["oidc-permission", "oidc-role"]),
    (workflow("    - run: pip install aws && echo aws\n"), []),
    (workflow("    - run: make; (cd x && sudo aws s3 ls)\n"), ["oidc-permission", "oidc-role"]),
    (workflow(step(LOGIN, ROLE) + "    - run: aws s3 ls\n", TOKEN), []),
    (workflow("    - run: aws sts assume-role-with-web-identity --role-arn x\n", TOKEN), []),
    (workflow("    - run: make\n      env: {AWS_SECRET_ACCESS_KEY: '${{ secrets.KEY }}'}\n"),
     ["stored-key"]),
    (workflow("    - run: make\n      env: {K: \"${{ secrets['AWS_SECRET_ACCESS_KEY'] }}\"}\n"),
     ["stored-key"]),
    (workflow("    - run: make\n", "env:\n  AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE\n"),
     ["static-key", "stored-key"]),
    (workflow("    - run: make\n", "env:\n  AWS_SECRET_ACCESS_KEY: testing\n"), []),
    (workflow("    - run: make\n", f"env:\n  AWS_SECRET_ACCESS_KEY: {'x' * 40}\n"), ["stored-key"]),
    (workflow("    - run: make # AKIAIOSFODNN7EXAMPLE\n"), ["static-key"]),
    (workflow("    - run: make # XAKIAIOSFODNN7EXAMPLE\n"), []),
    (workflow("    - run: make # AKIAIOSFODNN7EXAMPLES\n"), []),
    (workflow(step("google-github-actions/auth@v2", "{credentials_json: '${{ secrets.G }}'}")),
     ["oidc-permission", "oidc-role", "stored-key"]),
    (workflow(step("google-github-actions/auth@v2", "{workload_identity_provider: p}"), TOKEN), []),
    (workflow(step("azure/login@v2", "{client-id: c, tenant-id: t}"), TOKEN), []),
    (workflow(step("aws-actions/amazon-ecr-login@v2")), ["oidc-permission", "oidc-role"]),
    (workflow("    - run: aws s3 ls\n").replace("ubuntu-latest", "[self-hosted, linux]"), []),
    (workflow("    - uses: ./.github/actions/login\n    - run: aws s3 ls\n", TOKEN), []),
    (workflow("    - uses: ./.github/actions/login\n    - run: aws s3 ls\n"),
     ["oidc-permission", "oidc-role"]),
    (workflow("    - uses: ./a\n" + step(LOGIN, "{aws-region: x}"), TOKEN), ["oidc-role"]),
    (f"name: x\nruns:\n  using: composite\n  steps:\n  - uses: {LOGIN}\n    with: {ROLE}\n", []),
    (f"name: x\nruns:\n  using: composite\n  steps:\n  - uses: {LOGIN}\n", ["oidc-role"]),
    ("name: x\nruns:\n  using: composite\n  steps:\n  - run: aws s3 ls\n", []),
    ("on: workflow_call\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n"
     "    secrets: {key: '${{ secrets.AWS_SECRET_ACCESS_KEY }}'}\n", ["stored-key"]),
    ("name: x\nruns:\n  using: composite\n  steps:\n  - run: aws s3 ls\n    env: "
     "{AWS_SECRET_ACCESS_KEY: '${{ inputs.key }}'}\n", ["stored-key"]),
]

GITLAB = [
    ("a:\n  script: [make]\n", []),
    ("a:\n  script: [aws s3 ls]\n", ["oidc-permission", "oidc-role"]),
    ("a:\n  id_tokens: {T: {aud: x}}\n  script:\n  - aws sts assume-role-with-web-identity\n", []),
    ("default:\n  id_tokens: {T: {aud: x}}\nvariables: {AWS_ROLE_ARN: r, "
     "AWS_WEB_IDENTITY_TOKEN_FILE: /t}\na:\n  script: [aws s3 ls]\n", []),
    (".aws:\n  id_tokens: {T: {aud: x}}\n  variables: {AWS_ROLE_ARN: r, "
     "AWS_WEB_IDENTITY_TOKEN_FILE: /t}\na:\n  extends: .aws\n  script: [aws s3 ls]\n", []),
    (".aws:\n  before_script: [aws s3 ls]\na:\n  extends: [.aws]\n  script: [make]\n",
     ["oidc-permission", "oidc-role"]),
    ("variables: {AWS_SECRET_ACCESS_KEY: $PROD_KEY}\na:\n  script: [make]\n", ["stored-key"]),
]


def test_cases():
    for text, expected in GITHUB:
        expect(text, rules(judge("ci", ".github/workflows/x.yml", text)), expected)
    for text, expected in GITLAB:
        expect(text, rules(judge("ci", ".gitlab-ci.yml", text)), expected)
    text = "a:\n  extends: .elsewhere\n  variables: {AWS_ROLE_ARN: r, " \
           "AWS_WEB_IDENTITY_TOKEN_FILE: /t}\n  script: [aws s3 ls]\n"
    expect("extends another file", judge("ci", ".gitlab-ci.yml", text)["verdict"], "incomplete")


def test_places():
    document = judge("ci", "x.yml", workflow(step(LOGIN, KEYS), "permissions: {}\n"))
    found = {(r["rule"], r["line"], r["where"]) for r in rows(document)}
    expect("places", found, {("stored-key", 8, "job deploy"), ("oidc-role", 7, "job deploy"),
                             ("oidc-permission", 2, "job deploy")})
    expect("severity", {r["rule"]: r["severity"] for r in rows(document)}["stored-key"], "high")
    code, out, _ = run("ci", "--github", write("y.yml", workflow("    - run: aws s3 ls\n")))
    expect("annotation", (code, b"::error " in out and b",line=6::" in out), (1, True))


def test_files():
    os.makedirs(os.path.join(HOME.name, "repo"), exist_ok=True)
    write("repo/.github/workflows/a.yml", workflow("    - run: make\n"))
    write("repo/deploy/values.yaml", "a: 1\n")
    document = report("ci", os.path.join(HOME.name, "repo"))
    expect("a repository", document["files"], "checked 1, passed over 1")
    refuse("ci", "values.yaml", "a: 1\n", "not a GitHub workflow or action")
    refuse("ci", "broken.yml", "on: [push\njobs: {}\n", "broken.yml:2: ")


test_cases()
test_places()
test_files()
done("ci")
