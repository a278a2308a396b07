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


WEB_STEP = "    - run: aws s3 ls\n      env: {AWS_WEB_IDENTITY_TOKEN_FILE: /t}\n"
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
    # a key by another name, set by a script
    *[(workflow(f"    - run: |\n        {script}\n        make\n      env: {{K: '${{{{ secrets.DEPLOY }}}}'}}\n"),
       ["stored-key"]) for script in (
        "export AWS_ACCESS_KEY_ID=$K", 'export X=1 AWS_SECRET_ACCESS_KEY="${K}"',
        "aws_secret_access_key = $K", 'echo "AWS_SECRET_ACCESS_KEY=$K" >> $GITHUB_ENV',
        "docker run -e AWS_ACCESS_KEY_ID=$K x", "export AWS_ACCESS_KEY_ID=$UNKNOWN",
        "AWS_SECRET_ACCESS_KEY=${{ secrets.DEPLOY }} make", "GOOGLE_CREDENTIALS=$K make",
        "AWS_SECRET_ACCESS_KEY=${{ env.K }} make", f"AWS_SECRET_ACCESS_KEY={'x' * 40} make")],
    (workflow("    - run: |\n        aws configure set aws_secret_access_key $K\n",),
     ["oidc-permission", "oidc-role", "stored-key"]),
    (workflow("    - run: |\n        aws sts assume-role-with-web-identity x\n        "
              "export AWS_ACCESS_KEY_ID=$K\n      env: {K: '${{ secrets.DEPLOY }}'}\n", TOKEN),
     ["stored-key"]),
    *[(workflow(f"    - run: |\n        {script}\n", TOKEN), []) for script in (
        "C=$(aws sts assume-role-with-web-identity --role-arn x)\n        "
        "export AWS_ACCESS_KEY_ID=$(echo $C | jq -r .a) AWS_SECRET_ACCESS_KEY=$S",
        'docker run -e AWS_ACCESS_KEY_ID=$AWS_ACCESS_KEY_ID x', "export AWS_SECRET_ACCESS_KEY=testing",
        '[ "$AWS_ACCESS_KEY_ID" = "" ]', "[ $AWS_ACCESS_KEY_ID = abcdefghijklmnopqrst ]",
        "unset AWS_ACCESS_KEY_ID", "export AWS_ACCESS_KEY_ID=")],
    # a word that is no key's stand-in, however short
    (workflow("    - run: make\n", "env:\n  AWS_SECRET_ACCESS_KEY: abcd\n"), ["stored-key"]),
    (workflow("    - run: export AWS_SECRET_ACCESS_KEY=abcd\n"), ["stored-key"]),
    # files of keys, filled from a stored secret or a variable that nobody knows; keys handed over otherwise
    *[(workflow(step(LOGIN, ROLE) + f"    - run: |\n        {script}\n      env: {{K: '${{{{ secrets.DEPLOY }}}}'}}\n",
                TOKEN), ["stored-key"]) for script in (
        'echo "$K" > ~/.aws/credentials', 'echo "${{ secrets.FILE }}" > ~/.aws/credentials',
        'echo $K | base64 -d > "$HOME/.aws/credentials"', "cat <<< ${K} | tee ~/.aws/credentials",
        'printf "[default]\\naws_secret_access_key=%s\\n" "$K" > ~/.aws/credentials',
        'echo "$K" > /tmp/c && AWS_SHARED_CREDENTIALS_FILE=/tmp/c aws s3 ls',
        'F=/tmp/c\n        echo "$K" > $F\n        export AWS_SHARED_CREDENTIALS_FILE=$F',
        "aws configure set aws_access_key_id $K", "aws configure set --profile x aws_access_key_id $K",
        "aws configure set default.aws_secret_access_key $K", "aws configure set profile.x.aws_access_key_id $K",
        'printf "%s\\n%s\\n" "$K" "$K" | aws configure', "aws configure --profile x <<< $K",
        "aws configure import --csv $K", 'printf "AWS_SECRET_ACCESS_KEY=%s\\n" "$K" >> $GITHUB_ENV',
        'os.environ["AWS_SECRET_ACCESS_KEY"] = os.environ["A"] or "${{ secrets.S }}"',
        "python d.py --aws-secret-access-key $K", "setx AWS_SECRET_ACCESS_KEY $K",
        "core.exportVariable('AWS_SECRET_ACCESS_KEY', '${{ secrets.S }}')",
        'echo "$UNKNOWN" > ~/.aws/credentials', 'echo "$K" > $GOOGLE_APPLICATION_CREDENTIALS')],
    *[(workflow(f"    - run: {script}\n", TOKEN), ["oidc-role", "stored-key"]) for script in (
        "gcloud auth activate-service-account --key-file k.json", "az login --service-principal -u $U -p $P")],
    *[(workflow(step(LOGIN, ROLE) + f"    - run: |\n        {script}\n", TOKEN), []) for script in (
        "cat ~/.aws/credentials", "rm -f ~/.aws/credentials", "mkdir -p ~/.aws", "chmod 600 ~/.aws/credentials",
        'echo "aws_access_key_id=$AWS_ACCESS_KEY_ID" >> ~/.aws/credentials', "aws configure set region eu-west-1",
        "aws configure list", "aws configure get aws_access_key_id", "az login --identity")],
    (workflow("    - name: write ~/.aws/credentials\n      run: make\n"), []),
    # programs that use a cloud, without a step that signs in
    *[(workflow(f"    - run: {command}\n"), ["oidc-permission", "oidc-role"]) for command in (
        "terraform apply -auto-approve", "terraform -chdir=infra plan", "tofu destroy", "cd x && terragrunt apply",
        "npx --yes cdk deploy", "pulumi up", "timeout 60 aws s3 ls", "/usr/local/bin/aws s3 ls",
        "bash -c 'aws s3 ls'", "sudo -E aws s3 ls", "'{ aws s3 ls; }'", "docker run amazon/aws-cli s3 ls",
        "serverless deploy", "poetry run aws s3 ls")],
    *[(workflow(f"    - run: {command}\n"), []) for command in (
        "terraform fmt -check", "terraform validate", "terraform init -backend=false", "make terraform apply",
        "serverless --version")],
    # what asks no cloud: versions, help, what is made or looked at here, emulators, what is open to all
    *[(workflow(f"    - run: |\n        {command}\n"), []) for command in (
        "aws --version", "aws --version 2>&1", "aws help", "aws s3 help", "gcloud --version", "gcloud version", "az version -o json",
        "eksctl version", "eksctl completion bash", "sam --version", "sam validate --lint", "sam build", "npx cdk synth", "cdk ls",
        "npx cdk --version", "aws --endpoint-url=http://localhost:4566 s3 mb s3://b",
        "aws s3 ls --endpoint-url http://127.0.0.1:9000/", "aws s3 ls --endpoint-url 'http://localstack:4566'",
        "aws s3 cp --no-sign-request s3://public/x .", "aws s3 cp s3://public/x . \\\n          --no-sign-request")],
    *[(workflow(f"    - run: |\n        {command}\n"), ["oidc-permission", "oidc-role"]) for command in (
        "sam deploy", "cdk deploy", "cdk diff", "cdk bootstrap", "eksctl create cluster", "aws s3 ls # --no-sign-request",
        "aws s3 ls --endpoint-url https://s3.example.com", "aws s3 ls --endpoint-url=http://localhost.example.com",
        "aws --version && aws s3 ls", "aws --version\n        aws s3 ls", "aws s3 cp help s3://b", "aws s3 ls s3://b/--version",
        "aws s3 rm s3://b \\\n          --recursive")],
    (workflow("    - uses: docker://amazon/aws-cli\n      with: {args: s3 ls}\n"),
     ["oidc-permission", "oidc-role"]),
    (workflow("    - uses: hashicorp/setup-terraform@v3\n    - run: terraform apply\n"),
     ["oidc-permission", "oidc-role"]),
    (workflow(step(LOGIN, ROLE) + "    - run: terraform apply\n", TOKEN), []),
    # a registry of a cloud, by what is stored
    *[(workflow(step("docker/login-action@v3", "{registry: %s, username: %s, password: '%s'}" % login)), expected)
      for login, expected in (
          (("europe-docker.pkg.dev", "_json_key", "${{ secrets.GAR }}"), ["stored-key"]),
          (("gcr.io", "_json_key", "${{ secrets.G }}"), ["stored-key"]),
          (("1.dkr.ecr.eu-central-1.amazonaws.com", "a", "${{ secrets.P }}"), ["stored-key"]),
          (("x.azurecr.io", "a", "${{ secrets.P }}"), ["stored-key"]),
          (("x.azurecr.io", "a", "${{ secrets.AZURE_CLIENT_SECRET }}"), ["stored-key"]),
          (("gcr.io", "oauth2accesstoken", "${{ steps.a.outputs.access_token }}"), []),
          (("ghcr.io", "a", "${{ secrets.GITHUB_TOKEN }}"), []), (("docker.io", "a", "${{ secrets.P }}"), []))],
    *[(workflow(step(uses, "{%s: '${{ secrets.K }}'}" % name)), ["stored-key"]) for uses, name in (
        ("google-github-actions/setup-gcloud@v0", "service_account_key"), ("azure/webapps-deploy@v2", "publish-profile"),
        ("FirebaseExtended/action-hosting-deploy@v0", "firebaseServiceAccount"))],
    # the variables of django-storages, the SDKs and tools, DVC, Terraform; and with a word before them
    *[(workflow("    - run: make\n      env: {%s: '${{ secrets.K }}'}\n" % name), expected) for name, expected in (
        ("AWS_S3_ACCESS_KEY_ID", ["stored-key"]), ("AWS_S3_SECRET_ACCESS_KEY", ["stored-key"]), ("S3_ACCESS_KEY", ["stored-key"]),
        ("S3_SECRET_KEY", ["stored-key"]), ("AZURE_STORAGE_CONNECTION_STRING", ["stored-key"]),
        ("AZURE_STORAGE_KEY", ["stored-key"]), ("GDRIVE_CREDENTIALS_DATA", ["stored-key"]),
        ("FIREBASE_SERVICE_ACCOUNT", ["stored-key"]), ("TF_VAR_aws_access_key", ["stored-key"]),
        ("PROD_AWS_SECRET_ACCESS_KEY", ["stored-key"]), ("XAWS_ACCESS_KEY_ID", []), ("AWS_ACCESS_KEY_ID_AGE", []),
        ("AZURE_STORAGE_ACCOUNT", []), ("AWS_S3_BUCKET", []))],
    # and what programs are told by a stored secret
    *[(workflow(f"    - run: |\n        {script}\n      env: {{K: '${{{{ secrets.DEPLOY }}}}'}}\n"), expected)
      for script, expected in (
          ("s3cmd --access_key=${{ secrets.A }} --secret_key=${{ secrets.B }} sync . s3://b", ["stored-key"]),
          ("s3cmd --secret_key=$K ls", ["stored-key"]), ("s3cmd ls s3://b", []),
          ("mc alias set s3 https://s3.amazonaws.com ${{ secrets.A }} $K", ["stored-key"]),
          ("mc config host add g https://storage.googleapis.com $K $K", ["stored-key"]),
          ("mc alias set m http://localhost:9000 minio minio123", []),
          ("echo terraform -var=\"access_key=${{ secrets.A }}\" -var=\"secret_key=$K\"", ["stored-key"]),
          ("echo terraform -var bucket=$K", []))],
    (workflow("    - run: az storage blob list --account-key ${{ secrets.S }}\n"),
     ["oidc-permission", "oidc-role", "stored-key"]),
    *[(workflow("    - run: make\n      env: {RCLONE_CONFIG_%s: '${{ secrets.K }}'}\n" % name), expected) for name, expected in (
        ("S3_ACCESS_KEY_ID", ["stored-key"]), ("S3_SECRET_ACCESS_KEY", ["stored-key"]), ("S3_REGION", []),
        ("G_SERVICE_ACCOUNT_CREDENTIALS", ["stored-key"]))],
    *[(workflow(f"    - run: |\n        {script}\n      env: {{K: '${{{{ secrets.DEPLOY }}}}'}}\n"), expected)
      for script, expected in (
          ('echo "$K" | docker login -u _json_key --password-stdin https://gcr.io', ["stored-key"]),
          ("cat key.json | podman login -u _json_key_base64 --password-stdin x", ["stored-key"]),
          ("docker login -u me -p $K registry.example", []),
          ("dvc remote modify --local r access_key_id ${{ secrets.A }}", ["stored-key"]),
          ("dvc remote modify --local r secret_access_key $K", ["stored-key"]),
          ("dvc remote modify --local r region $K", []), ("dvc remote modify --local r access_key_id minio", []),
          ('terraform init -backend-config="access_key=${{ secrets.A }}"', ["stored-key"]),
          ("terraform init -backend-config=secret_key=$K", ["stored-key"]),
          ("terraform init -backend-config=access_key=$AWS_ACCESS_KEY_ID", []),
          ("terraform init -backend-config=bucket=$K", []))],
    (workflow("    - run: make # AKIAIOSFODNN7EXAMPLE\n"), ["static-key"]),
    (workflow("    - run: make # XAKIAIOSFODNN7EXAMPLE\n"), []),
    (workflow("    - run: make # AKIAIOSFODNN7EXAMPLES\n"), []),
    (workflow(step("google-github-actions/auth@v2", "{credentials_json: '${{ secrets.G }}'}")),
     ["oidc-permission", "oidc-role", "stored-key"]),
    (workflow(step("google-github-actions/auth@v2", "{workload_identity_provider: p}"), TOKEN), []),
    (workflow(step("azure/login@v2", "{client-id: c, tenant-id: t}"), TOKEN), []),
    (workflow(step("aws-actions/amazon-ecr-login@v2")), ["oidc-permission", "oidc-role"]),
    (workflow("    - run: aws s3 ls\n").replace("ubuntu-latest", "[self-hosted, linux]"), []),
    # the SDKs' own variables for a role by a token, in reach of one step
    (workflow(WEB_STEP, TOKEN + "env: {AWS_ROLE_ARN: r}\n"), []),
    (workflow(WEB_STEP, TOKEN), ["oidc-role"]),
    (workflow(WEB_STEP, "env: {AWS_ROLE_ARN: r}\n"), ["oidc-permission", "oidc-role"]),
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
    ("a:\n  script:\n  - export AWS_ACCESS_KEY_ID=$PROD_KEY\n", ["stored-key"]),
    ("a:\n  script: [terraform apply]\n", ["oidc-permission", "oidc-role"]),
    ("a:\n  id_tokens: {T: {aud: x}}\n  script:\n  - C=$(aws sts assume-role-with-web-identity)\n"
     "  - export AWS_ACCESS_KEY_ID=$(echo $C)\n", []),
    ("variables: {AWS_SECRET_ACCESS_KEY: $PROD_KEY}\na:\n  script: [make]\n", ["stored-key"]),
    ("variables: {AWS_SECRET_ACCESS_KEY: abcd}\na:\n  script: [make]\n", ["stored-key"]),
    *[("variables:\n  AWS_SECRET_ACCESS_KEY: " + value + "\na:\n  script: [make]\n", expected)
      for value, expected in ((f"{{value: {'x' * 40}, description: d}}", ["stored-key"]),
                              ("{value: '', description: what is typed when it starts}", []),
                              ("{value: a, options: [a, bcdefgh]}", ["stored-key"]))],
    # what is no job: scripts for all jobs, and parts that jobs take over
    ("before_script:\n- export AWS_SECRET_ACCESS_KEY=$PROD_KEY\na:\n  script: [make]\n", ["stored-key"]),
    ("default:\n  before_script:\n  - export AWS_SECRET_ACCESS_KEY=$PROD_KEY\na:\n  script: [make]\n",
     ["stored-key"]),
    (f".b:\n  variables: {{AWS_SECRET_ACCESS_KEY: {'x' * 40}}}\na:\n  extends: .b\n  script: [make]\n",
     ["stored-key"]),
    ("before_script: [aws s3 ls]\na:\n  script: [make]\n", ["oidc-permission", "oidc-role"]),
    (".b:\n  before_script: [aws s3 ls]\na:\n  script:\n  - !reference [.b, before_script]\n",
     ["oidc-permission", "oidc-role"]),
    (".b:\n  script:\n  - !reference [.b, script]\na:\n  script:\n  - !reference [.b, script]\n", []),
    ("a:\n  script:\n  - echo \"$FILE\" > ~/.aws/credentials\n", ["stored-key"]),
    # inherit: what a job takes over of what stands for all, also of the older form, also by extends
    *[(f"{head}a:\n  inherit: {{{inherit}}}\n  script: [aws s3 ls]\n", expected)
      for head in ("default:\n  id_tokens: {T: {aud: x}}\nvariables: {AWS_ROLE_ARN: r, "
                   "AWS_WEB_IDENTITY_TOKEN_FILE: /t}\n",)
      for inherit, expected in (("default: true, variables: true", []),
                                ("default: false", ["oidc-permission"]),
                                ("default: [image]", ["oidc-permission"]),
                                ("default: [image, id_tokens]", []),
                                ("default: []", ["oidc-permission"]),
                                ("variables: false", ["oidc-role"]),
                                ("variables: [AWS_ROLE_ARN]", ["oidc-role"]),
                                ("variables: [AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE]", []))],
    ("default:\n  id_tokens: {T: {aud: x}}\n.b:\n  inherit: {default: false}\na:\n  extends: .b\n  script:\n"
     "  - aws sts assume-role-with-web-identity\n", ["oidc-permission"]),
    ("before_script: [aws s3 ls]\na:\n  inherit: {default: false}\n  script: [make]\n", []),
]


def test_cases():
    for text, expected in GITHUB:
        expect(text, rules(judge("ci", ".github/workflows/x.yml", text)), expected)
    for text, expected in GITLAB:
        expect(text, rules(judge("ci", ".gitlab-ci.yml", text)), expected)
    text = "a:\n  extends: .elsewhere\n  variables: {AWS_ROLE_ARN: r, " \
           "AWS_WEB_IDENTITY_TOKEN_FILE: /t}\n  script: [aws s3 ls]\n"
    expect("extends another file", judge("ci", ".gitlab-ci.yml", text)["verdict"], "incomplete")


CALL = "on: push\njobs:\n  a:\n    uses: {}\n    secrets: {}\n"


def test_calls():
    """What a file hands to another one: judged there when it is read, and missing otherwise."""
    def missing(text, name=".github/workflows/x.yml"):
        document = judge("ci", name, text)
        return document["verdict"], rules(document, "missing")

    local, far = "./.github/workflows/deploy.yml", "org/repo/.github/workflows/deploy.yml@v1"
    expect("all secrets", missing(CALL.format(far, "inherit")), ("incomplete", ["stored-key"]))
    expect("none", missing(CALL.format(far, "{}")), ("pass", []))
    for given, expected in (("{access_key: '${{ secrets.PROD_AWS_KEY }}'}", ("incomplete", ["stored-key"])),
                            ("{key: '${{ secrets.DEPLOY }}'}", ("incomplete", ["stored-key"])),
                            ("{token: '${{ secrets.GITHUB_TOKEN }}'}", ("pass", [])),
                            ("{npm: \"${{ secrets['NPM_TOKEN'] }}\"}", ("pass", [])),
                            ("{key: '${{ secrets.TOKEN_KEY }}'}", ("incomplete", ["stored-key"])),
                            ("{both: '${{ secrets.A_TOKEN }}${{ secrets.KEY }}'}", ("incomplete", ["stored-key"])),
                            ("{id: '${{ vars.ID }}'}", ("pass", [])),
                            ("{AWS_ACCESS_KEY_ID: '${{ secrets.A }}'}", ("fail", []))):
        expect(given, missing(CALL.format(far, given)), expected)
    expect("of the repository, by name", missing(CALL.format(local, "{key: '${{ secrets.DEPLOY }}'}")),
           ("incomplete", ["readable"]))
    expect("of the repository", missing(CALL.format(local, "inherit")), ("incomplete", ["readable"]))
    every = workflow("    - run: make\n      env: {C: '${{ toJSON( secrets ) }}'}\n")
    expect("every secret", missing(every), ("incomplete", ["stored-key"]))
    for output in ("export AWS_ACCESS_KEY_ID=$(cat key)", "cp keys ~/.aws/credentials",
                   "export AWS_SHARED_CREDENTIALS_FILE=$PWD/keys", "export GOOGLE_APPLICATION_CREDENTIALS=k.json",
                   "echo 'AWS_SECRET_ACCESS_KEY<<EOF' >> $GITHUB_ENV"):
        expect(output, missing(workflow(f"    - run: {output}\n")), ("incomplete", ["stored-key"]))
    for name, value, expected in (("AWS_SHARED_CREDENTIALS_FILE", "/tmp/c", "incomplete"),
                                  ("GOOGLE_APPLICATION_CREDENTIALS", "${{ secrets.G }}", "fail"),
                                  ("GOOGLE_APPLICATION_CREDENTIALS", "${{ steps.a.outputs.file }}", "pass")):
        text = workflow(f"    - run: make\n      env: {{{name}: '{value}'}}\n")
        expect((name, value), judge("ci", "x.yml", text)["verdict"], expected)
    vault = "a:\n  secrets:\n    AWS_SECRET_ACCESS_KEY: {vault: prod/key@kv}\n  script: [make]\n"
    expect("of a vault", missing(vault, ".gitlab-ci.yml"), ("incomplete", ["stored-key"]))
    action = workflow("    - uses: ./.github/actions/login\n    - run: aws s3 ls\n", TOKEN)
    expect("an action", missing(action), ("incomplete", ["readable"]))
    write("calls/.github/workflows/a.yml", CALL.format(local, "inherit"))
    write("calls/.github/workflows/b.yml", action)
    root = os.path.join(HOME.name, "calls")
    expect("neither is there", rules(report("ci", root), "missing"), ["readable", "readable"])
    write("calls/.github/workflows/deploy.yml", workflow("    - run: make\n"))
    write("calls/.github/actions/login/action.yml", "name: x\nruns:\n  using: composite\n  steps:\n"
          f"  - uses: {LOGIN}\n    with: {ROLE}\n")
    for where, folder in ((root, "."), (os.path.join(root, ".github"), "."), (root, ".github")):
        document = report("ci", folder, cwd=where)
        expect(f"both are, from {folder}", (document["verdict"], document["rules"]),
               ("pass", document["rules"]))
    write("calls/.github/workflows/deploy.yml", workflow("    - run: terraform apply\n"))
    expect("and judged", rules(report("ci", root)), ["oidc-permission", "oidc-role"])


CALLED = "on: workflow_call\njobs:\n  d:\n    runs-on: x\n    steps:\n"


def test_loans():
    """An action has the role of its caller's job, a called workflow the permissions."""
    def repository(name, job, **files):
        write(f"loans/{name}/.github/workflows/a.yml", "on: push\njobs:\n  a:\n" + job)
        for path, text in files.items():
            folder = "workflows/d.yml" if path == "d" else f"actions/{path}/action.yml"
            write(f"loans/{name}/.github/{folder}", text)
        document = report("ci", os.path.join(HOME.name, "loans", name))
        return {(r["kind"], r["rule"], os.path.basename(r["file"])) for r in document["rows"]
                if r["kind"] != "note"}

    def action(*steps):
        return "name: x\nruns:\n  using: composite\n  steps:\n" + "".join(steps)

    def job(*uses, permissions=""):
        return f"    runs-on: x\n{permissions}    steps:\n" + "".join(
            f"    - {one}\n" for one in uses)

    def call(permissions=""):
        return f"    uses: ./.github/workflows/d.yml\n{permissions}"

    token, other = "    " + TOKEN, "    permissions: {contents: read}\n"
    uses, signs = action("  - run: aws s3 ls\n"), action(f"  - uses: {LOGIN}\n    with: {ROLE}\n")
    inner = action("  - uses: ./.github/actions/uses\n")
    run_it, sign_in = "uses: ./.github/actions/uses", "uses: ./.github/actions/signs"
    role, permission = ("block", "oidc-role", "a.yml"), ("block", "oidc-permission", "a.yml")
    expect("an action that uses a cloud", repository("a", job(run_it, permissions=token), uses=uses),
           {role})
    expect("behind another", repository("b", job("uses: ./.github/actions/in", permissions=token),
                                        **{"in": inner}, uses=uses), {role})
    expect("and one that signs in", repository("c", job(sign_in, run_it, permissions=token),
                                               uses=uses, signs=signs), set())
    expect("without a token", repository("d", job(sign_in, run_it), uses=uses, signs=signs),
           {permission})
    expect("a login of the job", repository("e", job(f"uses: {LOGIN}\n      with: {ROLE}", run_it,
                                                     permissions=token), uses=uses), set())
    expect("an action that does not sign in",
           repository("f", job("uses: ./.github/actions/make", "run: aws s3 ls", permissions=token),
                      make=action("  - run: make\n")), {role})
    expect("a runner of one's own", repository("g", job(run_it).replace("on: x", "on: self-hosted"),
                                               uses=uses), set())
    web = workflow(WEB_STEP, TOKEN + "env: {AWS_ROLE_ARN: r}\n").replace("ubuntu-latest", "self-hosted")
    expect("a runner of one's own with a role by a token", report("ci", write("own.yml", web))["rows"], [])
    expect("an action that is not there", repository("h", job(run_it)),
           {("missing", "readable", "a.yml")})
    for where, name in (("p", "action.yml"), ("q", "action.yaml")):
        write(f"loans/{where}/{name}", uses)
        expect(f"the repository's own {name}", repository(where, job("uses: ./", permissions=token)), {role})
        expect("from within", rules(report("ci", ".", cwd=os.path.join(HOME.name, "loans", where))), ["oidc-role"])
    expect("which is not there", repository("r", job("uses: ./")), {("missing", "readable", "a.yml")})
    login = CALLED + step(LOGIN, ROLE)
    expect("a called workflow", repository("i", call(token), d=login), set())
    expect("and its caller lacks it", repository("j", call(other), d=login), {permission})
    expect("with permissions that its caller lacks",
           repository("k", call(), d=login.replace("jobs:", TOKEN + "jobs:")), {permission})
    expect("and without them", repository("l", call(token), d=login.replace("jobs:", other[4:] + "jobs:")),
           {("block", "oidc-permission", "d.yml")})
    expect("that nobody calls", repository("m", job("run: make"), d=login),
           {("missing", "oidc-permission", "d.yml")})
    expect("that others start too", repository("n", call(token), d=login.replace(
        "on: workflow_call", "on: [push, workflow_call]")), {("block", "oidc-permission", "d.yml")})
    expect("without a cloud", repository("o", call(), d=CALLED + "    - run: make\n"), set())


def test_includes():
    """What GitLab includes is a part of the pipeline: what is not read is missing."""
    for include, expected in (("/ci/x.gitlab-ci.yml", []), ("{local: ci/x.gitlab-ci.yml}", []),
                              ("[{template: Auto-DevOps.gitlab-ci.yml}]", []),
                              ("[/ci/y.yml]", ["readable"]), ("{local: '/ci/*.yml'}", []),
                              ("{local: '/jobs/**.yml'}", ["readable"]),
                              ("[{project: a/b, file: /x.yml}]", ["stored-key"]),
                              ("https://example.com/x.yml", ["stored-key"]),
                              ("[{remote: 'https://example.com/x.yml'}]", ["stored-key"]),
                              ("[{component: $CI_SERVER_FQDN/a/b@1}]", ["stored-key"])):
        write("includes/.gitlab-ci.yml", f"include: {include}\na:\n  script: [make]\n")
        write("includes/ci/x.gitlab-ci.yml", "b:\n  script: [make]\n")
        expect(include, rules(report("ci", os.path.join(HOME.name, "includes")), "missing"), expected)


def test_held():
    document = judge("ci", "x.yml", workflow("    - run: make\n"))
    expect("keys are looked for", (document["verdict"], document["rules"]),
           ("pass", "2 held, on 1 thing"))
    refuse("ci", "x.yml", "on: push\njobs: {}\n", "nothing to check")


def test_places():
    document = judge("ci", "x.yml", workflow(step(LOGIN, KEYS), "permissions: {}\n"))
    found = {(r["rule"], r["line"], r["where"]) for r in rows(document)}
    expect("places", found, {("stored-key", 8, "job deploy"), ("oidc-role", 7, "job deploy"),
                             ("oidc-permission", 2, "job deploy")})
    stored = [r["id"] for r in rows(document) if r["rule"] == "stored-key"]
    expect("no two have one id", (len(stored), len(set(stored))), (2, 2))
    expect("severity", {r["rule"]: r["severity"] for r in rows(document)}["stored-key"], "high")
    code, out, _ = run("ci", "--github", write("y.yml", workflow("    - run: aws s3 ls\n")))
    expect("annotation", (code, b"::error " in out and b",line=6::" in out), (1, True))


OTHERS = (".travis.yml", ".drone.yml", "buildspec.yaml", ".buildkite/pipeline.yml", "cloudbuild.yaml")


def test_others():
    """Other systems' pipelines: beside one that passes they may not pass unread."""
    for name in OTHERS:
        root = f"others/{os.path.basename(name)}"
        write(f"{root}/.github/workflows/a.yml", workflow("    - run: make\n"))
        write(f"{root}/sub/{name}", "script: make\n")
        document = report("ci", os.path.join(HOME.name, root))
        expect(name, (document["verdict"], rules(document, "missing")), ("incomplete", ["readable"]))
        refuse("ci", f"named/{name}", "script: make\n", "are not read")


def test_files():
    os.makedirs(os.path.join(HOME.name, "repo"), exist_ok=True)
    write("repo/.github/workflows/a.yml", workflow("    - run: make\n"))
    write("repo/deploy/values.yaml", "a: 1\n")
    document = report("ci", os.path.join(HOME.name, "repo"))
    expect("a repository", document["files"], "checked 1, passed over 1")
    refuse("ci", "values.yaml", "a: 1\n", "not a GitHub workflow or action")
    refuse("ci", "broken.yml", "on: [push\njobs: {}\n", "broken.yml:2: ")


test_cases()
test_calls()
test_loans()
test_includes()
test_held()
test_places()
test_others()
test_files()
done("ci")
