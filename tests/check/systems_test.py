#!/usr/bin/env python3
"""`gavel check ci`: Bitbucket, CircleCI, Azure and Jenkins, by the same rules as GitHub and GitLab.

Expected values are the providers' own rules: Bitbucket gives a token to a step with oidc: true, CircleCI to
every job; the orb circleci/aws-cli assumes role_arn by it; what a service connection of Azure holds is not in
the file; a job of Jenkins runs on a machine of one's own.
Usage: systems_test.py GAVEL
"""
import os
import resource

from checking import HOME, done, expect, judge, report, rows, rules, write

BOTH = ["oidc-permission", "oidc-role"]


def bitbucket(*script, top="", step=""):
    return (f"{top}pipelines:\n  branches:\n    main:\n    - step:\n        name: deploy\n{step}"
            "        script:\n" + "".join(f"        - {line}\n" for line in script))


OIDC = "        oidc: true\n"
PIPE = "pipe: atlassian/aws-s3-deploy:1.1.0\n          variables: "
BITBUCKET = [
    (bitbucket("make"), []),
    (bitbucket("aws s3 ls"), BOTH),
    (bitbucket("aws s3 ls", step=OIDC), ["oidc-role"]),
    (bitbucket("aws sts assume-role-with-web-identity --role-arn x", "aws s3 ls", step=OIDC), []),
    (bitbucket("export AWS_WEB_IDENTITY_TOKEN_FILE=$(pwd)/t", "aws s3 ls", step=OIDC), []),
    (bitbucket("export AWS_WEB_IDENTITY_TOKEN_FILE=$(pwd)/t", "aws s3 ls"), ["oidc-permission"]),
    (bitbucket(PIPE + "{AWS_OIDC_ROLE_ARN: r}", step=OIDC), []),
    (bitbucket(PIPE + "{AWS_OIDC_ROLE_ARN: r}"), ["oidc-permission"]),
    (bitbucket(PIPE + "{AWS_ACCESS_KEY_ID: $AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY: $K}"),
     BOTH + ["stored-key", "stored-key"]),
    (bitbucket("pipe: atlassian/azure-cli-run:1.0.0"), BOTH),
    (bitbucket("export AWS_SECRET_ACCESS_KEY=$PROD_KEY"), ["stored-key"]),
    (bitbucket("make # AKIAIOSFODNN7EXAMPLE"), ["static-key"]),
    (bitbucket("aws s3 ls", step="        runs-on: [self.hosted, linux]\n"), []),
    (bitbucket("aws s3 ls", step="        runs-on: [linux]\n"), BOTH),
    (bitbucket("make", top="image: {name: a, aws: {access-key: $K, secret-key: $S}}\n"), ["stored-key"]),
    (bitbucket("make", top="image: {name: a, aws: {oidc-role: r}}\n"), []),
    ("definitions:\n  steps:\n  - step: &d\n      script: [aws s3 ls]\npipelines:\n  default:\n  - step: *d\n"
     "  custom:\n    again:\n    - step: *d\n", BOTH),  # one step, however often
    ("pipelines:\n  default:\n  - parallel:\n      steps:\n      - step: {script: [aws s3 ls]}\n"
     "  - stage:\n      steps:\n      - step: {script: [terraform apply]}\n", BOTH[:1] * 2 + BOTH[1:] * 2),
    ("pipelines:\n  default:\n  - step: {script: [make], after-script: [aws s3 ls]}\n", BOTH),
]


def circle(*steps, job="", more=""):
    return ("version: 2.1\norbs: {aws-cli: circleci/aws-cli@5.1, ecr: circleci/aws-ecr@9, slack: circleci/slack@4}\n"
            f"jobs:\n  deploy:\n    docker: [{{image: cimg/base:current}}]\n{job}    steps:\n"
            + "".join(f"    - {line}\n" for line in ("checkout",) + steps) + more)


SETUP = "aws-cli/setup: {role_arn: r}"
CIRCLE = [
    (circle("run: make"), []),
    (circle("run: aws s3 ls"), ["oidc-role"]),
    (circle("run: {name: x, command: aws s3 ls}"), ["oidc-role"]),
    (circle(SETUP, "run: aws s3 ls"), []),
    (circle("aws-cli/setup: {role-arn: r}"), []),
    (circle("aws-cli/setup"), ["oidc-role"]),
    (circle("aws-cli/install", "run: make"), []),
    (circle("slack/notify", "run: make"), []),
    (circle("run: aws sts assume-role-with-web-identity --web-identity-token $CIRCLE_OIDC_TOKEN_V2"), []),
    (circle("aws-cli/setup: {aws_access_key_id: PROD_ID, aws_secret_access_key: PROD_KEY}"),
     ["oidc-role", "stored-key", "stored-key"]),
    (circle("run: make", job=f"    environment: {{AWS_SECRET_ACCESS_KEY: {'x' * 40}}}\n"), ["stored-key"]),
    (circle("run: make", job="    environment: {AWS_ACCESS_KEY_ID: AKIAIOSFODNN7EXAMPLE}\n"),
     ["static-key", "stored-key"]),
    (circle("run: export AWS_SECRET_ACCESS_KEY=$PROD_KEY"), ["stored-key"]),
    (circle("run: aws s3 ls", job="    resource_class: acme/linux\n"), []),
    (circle("run: aws s3 ls", job="    resource_class: large\n"), ["oidc-role"]),
    (circle("when: {condition: a, steps: [run: aws s3 ls]}"), ["oidc-role"]),
    (circle("sign-in", "run: aws s3 ls", more=f"commands:\n  sign-in: {{steps: [{SETUP}]}}\n"), []),
    (circle("use", more="commands:\n  use: {steps: [run: aws s3 ls]}\n"), ["oidc-role"]),
    (circle("loop", more="commands:\n  loop: {steps: [loop, loop]}\n"), []),
    (circle("run: make", more="workflows:\n  a: {jobs: [deploy, ecr/build_and_push_image: {auth: ["
            + SETUP + "]}]}\n"), []),
    (circle("run: make", more="workflows:\n  a: {jobs: [ecr/build_and_push_image: {repo: x}]}\n"), ["oidc-role"]),
    (circle("run: make", more="workflows:\n  a: {jobs: [deploy: {context: prod}]}\n"), []),
    # what a workflow runs before the job, in every use of it
    *[(circle("run: aws s3 ls", more=f"workflows:\n  a: {{jobs: [{uses}]}}\n"), expected) for uses, expected in (
        ("deploy: {pre-steps: [" + SETUP + "]}", []), ("deploy: {pre-steps: [run: make]}", ["oidc-role"]),
        ("deploy: {pre-steps: [run: aws sts assume-role-with-web-identity]}", []),
        ("deploy: {post-steps: [" + SETUP + "]}", ["oidc-role"]), ("other: {pre-steps: [" + SETUP + "]}", ["oidc-role"]),
        ("deploy, deploy: {pre-steps: [" + SETUP + "]}", ["oidc-role"]),
        ("deploy: {name: a, pre-steps: [" + SETUP + "]}, deploy: {pre-steps: [" + SETUP + "]}", []))],
]


def azure(*steps, top="pool: {vmImage: ubuntu-latest}\n"):
    return f"trigger: [main]\n{top}steps:\n" + "".join(f"- {line}\n" for line in steps)


SHELL = "task: AWSShellScript@1\n  inputs: {scriptType: inline, inlineScript: aws s3 ls, regionName: r"
AZURE = [
    (azure("script: make"), []),
    (azure("script: aws s3 ls"), ["oidc-role"]),
    *[(azure(f"{word}: aws s3 ls"), ["oidc-role"]) for word in ("bash", "pwsh", "powershell")],
    (azure("task: Bash@3\n  inputs: {targetType: inline, script: aws s3 ls}"), ["oidc-role"]),
    (azure(SHELL + "}"), ["oidc-role"]),
    (azure("script: aws s3 ls", top="pool: build-machines\n"), []),
    (azure("script: aws s3 ls", top="pool: {name: build-machines}\n"), []),
    (azure("script: aws s3 ls", top="pool: {name: Azure Pipelines, vmImage: x}\n"), ["oidc-role"]),
    (azure("script: aws sts assume-role-with-web-identity"), []),
    (azure("script: make\n  env: {AWS_SECRET_ACCESS_KEY: $(awsKey)}"), ["stored-key"]),
    (azure("script: make", top="variables: {AWS_ACCESS_KEY_ID: $(id)}\n"), ["stored-key"]),
    (azure("script: make", top="variables:\n- {name: AWS.SecretAccessKey, value: $(key)}\n"), ["stored-key"]),
    (azure("script: make", top="variables:\n- {name: a, value: b}\n- {group: c}\n"), []),
    (azure("script: make", top="parameters:\n- {name: AWS_SECRET_ACCESS_KEY, default: " + "x" * 40 + "}\n"),
     ["stored-key"]),
    (azure("script: make # AKIAIOSFODNN7EXAMPLE"), ["static-key"]),
    ("stages:\n- stage: a\n  jobs:\n  - job: b\n    steps: [{script: aws s3 ls}]\n  - deployment: c\n"
     "    strategy: {runOnce: {deploy: {steps: [{script: terraform apply}]}}}\n", ["oidc-role"] * 2),
    ("stages:\n- stage: a\n  pool: own\n  jobs:\n  - job: b\n    steps: [{script: aws s3 ls}]\n"
     "  - job: c\n    pool: {vmImage: x}\n    steps: [{script: aws s3 ls}]\n", ["oidc-role"]),
    ("jobs:\n- ${{ if eq(1, 1) }}:\n  - job: b\n    steps: [{script: aws s3 ls}]\n", ["oidc-role"]),
    ("jobs:\n- job: a\n  ${{ if eq(1, 1) }}:\n    steps: [{script: aws s3 ls}]\n", ["oidc-role"]),
    (azure("script: make", top="resources:\n  containers:\n  - {container: c, image: x, env: "
           "{AWS_SECRET_ACCESS_KEY: $(k)}}\n"), ["stored-key"]),
    ("jobs:\n- job: a\n  container: {image: x, env: {AWS_SECRET_ACCESS_KEY: $(k)}}\n  steps: [{script: make}]\n",
     ["stored-key"]),
    ("jobs:\n- job: a\n  container: c\n  steps: [{script: make}]\n", []),
    (azure("${{ if eq(1, 1) }}:\n  - script: aws s3 ls"), ["oidc-role"]),
]

JENKINS = [
    ("sh 'make'", []),
    ("sh 'aws s3 ls'", []),  # the agent's own role
    ("withAWS(role: 'r', region: 'x') { sh 'aws s3 ls' }", []),
    ("withAWS(credentials: 'k', region: 'x') { sh 'aws s3 ls' }", ["stored-key"]),
    ("withAWS(\n  region: 'x',\n  credentials: 'k') { }", ["stored-key"]),
    ("withCredentials([[$class: 'AmazonWebServicesCredentialsBinding', credentialsId: 'k']]) { }", ["stored-key"]),
    ("withCredentials([aws(credentialsId: 'k')]) { }", ["stored-key"]),
    ("withCredentials([aws(accessKeyVariable: 'A',\n  credentialsId: 'k')]) { }", ["stored-key"]),
    ("withCredentials([usernamePassword(credentialsId: 'k',\n usernameVariable: 'AWS_ACCESS_KEY_ID',\n"
     " passwordVariable: 'P')]) { }", ["stored-key"]),
    ("withCredentials([string(credentialsId: 'npm', variable: 'NPM_TOKEN')]) { }", []),
    ("environment { AWS_SECRET_ACCESS_KEY = credentials('k') }", ["stored-key"]),
    ("docker.withRegistry('https://1.dkr.ecr.x.amazonaws.com', 'ecr:x:k') { }", ["stored-key"]),
    ('docker.withRegistry("https://x", "ecr:x:k") { }', ["stored-key"]),
    ("withAWS(region: 'x') { withAWS(credentials: 'k') { } }", ["stored-key"]),
    ("withAWS(role: roleOf('x'), credentials: 'k') { }", ["stored-key"]),
    ("withAWS(role: roleOf('x')) { f(credentials) }", []),
    ("docker.withRegistry('https://registry.example', 'k') { }", []),
    ("withCredentials([azureServicePrincipal('sp')]) { }", ["stored-key"]),
    (f"environment {{ AWS_SECRET_ACCESS_KEY = '{'x' * 40}' }}", ["stored-key"]),
    ("environment { AWS_SECRET_ACCESS_KEY = 'testing' }", []),
    ("environment { K = 'AKIAIOSFODNN7EXAMPLE' }", ["static-key"]),
    ("// withAWS(credentials: 'k')", []),
    ("laws(credentialsId: 'k')", []),
]


def missing(document):
    return document["verdict"], rules(document, "missing")


def test_cases():
    for name, cases in (("bitbucket-pipelines.yml", BITBUCKET), (".circleci/config.yml", CIRCLE),
                        ("azure-pipelines.yml", AZURE)):
        for text, expected in cases:
            expect(f"{name}\n{text}", rules(judge("ci", name, text)), expected)
    for text, expected in JENKINS:
        for name in ("Jenkinsfile", "deploy.jenkinsfile"):
            expect(f"{name}\n{text}", rules(judge("ci", name, f"pipeline {{\n{text}\n}}\n")), expected)


def test_long():
    """Brackets that nothing closes are not read to the end of the file for each."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    judge("ci", "Jenkinsfile", "pipeline {\n" + "aws(" * 75000 + "\n}\n")
    expect("seconds", resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 4, True)
    far = f"aws(region: 'x',\n{' ' * 2000}credentialsId: 'prod')"
    expect("a step over lines", rules(judge("ci", "Jenkinsfile", f"pipeline {{\n{far}\n}}\n")),
           rules(judge("ci", "Jenkinsfile", "pipeline {\naws(credentialsId: 'prod')\n}\n")))


def test_names():
    """By what is in it too, however it is called."""
    for text in (bitbucket("aws s3 ls"), circle("run: aws s3 ls"), azure("script: aws s3 ls")):
        for name in ("deploy.yml", "x/Continue.yaml"):
            expect(name, "oidc-role" in rules(judge("ci", name, text)), True)
    write("named/cloud/build.yaml", "steps:\n- name: gcr.io/x\n  script: make\n")
    write("named/compose.yml", "version: '2.1'\nservices: {a: {image: x}}\n")
    write("named/Jenkinsfile.prod", "node { sh 'make' }\n")
    expect("others", report("ci", os.path.join(HOME.name, "named"))["files"], "checked 1, passed over 2")


def test_unseen():
    """What is not in the file is missing."""
    for inputs in (SHELL + ", awsCredentials: prod}", "task: AzureCLI@2\n  inputs: {azureSubscription: s}",
                   "task: S3Upload@1\n  inputs: {awsCredentials: prod, bucketName: b}"):
        expect(inputs, missing(judge("ci", "azure-pipelines.yml", azure(inputs))), ("incomplete", ["oidc-role"]))
    for kind in ("type: ECR, awsCredentials: conn, region: x", "type: ACR, azureSubscription: s"):
        text = azure("script: make", top=f"resources: {{containers: [{{container: c, {kind}}}]}}\n")
        expect(kind, missing(judge("ci", "azure-pipelines.yml", text)), ("incomplete", ["stored-key"]))
    group = "on: push\njobs:\n  j:\n    runs-on: {group: gpu%s}\n    steps: [{run: aws s3 ls}]\n"
    expect("a group of runners", missing(judge("ci", "w.yml", group % "")),
           ("incomplete", ["oidc-permission", "oidc-role"]))
    expect("of one's own", judge("ci", "w.yml", group % ", labels: [self-hosted]")["verdict"], "pass")
    for name in (".woodpecker/a.yml", ".woodpecker/b/c.yaml", ".buildkite/pipeline.deploy.yml", "buildkite.yml",
                 "buildkite/pipeline.yml"):
        write("unread/ok.yml", "on: push\njobs: {j: {runs-on: x, steps: [{run: make}]}}\n")
        write(f"unread/{name}", "steps: [{command: aws s3 ls}]\n")
        expect(name, missing(report("ci", os.path.join(HOME.name, "unread"))), ("incomplete", ["readable"]))
        os.remove(os.path.join(HOME.name, "unread", name))
    write("unread/.buildkite/notes.yml", "a: b\n")
    expect("no pipeline", report("ci", os.path.join(HOME.name, "unread"))["verdict"], "pass")
    for template in ("template: x.yml@shared", "template: ${{ parameters.a }}.yml"):
        expect(template, missing(judge("ci", "azure-pipelines.yml", azure(template))), ("incomplete", ["stored-key"]))
    text = "pipelines:\n  default:\n    import: shared:main:build\n"
    expect("imported", missing(judge("ci", "bitbucket-pipelines.yml", text)), ("incomplete", ["stored-key"]))
    text = "@Library('shared') _\npipeline { }\n"
    expect("a library", missing(judge("ci", "Jenkinsfile", text)), ("incomplete", ["stored-key"]))
    note = [r["message"] for r in rows(judge("ci", "Jenkinsfile", "pipeline { }\n"), "note")]
    expect("as a text", ["line by line" in one for one in note], [True])


def test_templates():
    root = os.path.join(HOME.name, "templates")
    write("templates/ci/azure-pipelines.yml", azure("template: ../steps/deploy.yml"))
    expect("it is not there", missing(report("ci", root)), ("incomplete", ["readable"]))
    write("templates/steps/deploy.yml", "parameters: []\nsteps:\n- script: aws s3 ls\n")
    expect("it is judged", rules(report("ci", root)), ["oidc-role"])


def test_places():
    found = {(r["rule"], r["line"], r["where"]) for r in rows(judge(
        "ci", "bitbucket-pipelines.yml", bitbucket("aws s3 ls")))}
    expect("places", found, {("oidc-role", 7, "step deploy"), ("oidc-permission", 4, "step deploy")})


test_cases()
test_long()
test_names()
test_unseen()
test_templates()
test_places()
done("systems")
