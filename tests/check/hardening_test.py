#!/usr/bin/env python3
"""`gavel check hardening`: each rule both ways, on each platform.

Expected values are those of the Kubernetes API, the ECS API and the Dockerfile reference.
Usage: hardening_test.py GAVEL
"""
import json
import os

from checking import HOME, done, expect, judge, refuse, report, rows, rules, run, write

DIGEST = "@sha256:" + "0123456789abcdef" * 4

POD = f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      securityContext:
        runAsNonRoot: true
        seccompProfile: {{type: RuntimeDefault}}
      containers:
      - name: app
        image: registry.example/app{DIGEST}
        securityContext:
          readOnlyRootFilesystem: true
          allowPrivilegeEscalation: false
          capabilities: {{drop: [ALL]}}
        resources: {{limits: {{cpu: 1, memory: 1Gi}}}}
        volumeMounts:
        - {{name: scratch, mountPath: /tmp}}
      volumes:
      - name: scratch
        emptyDir: {{}}
"""

# What is written instead of what, and the rules that fail.
KUBERNETES = [
    ("", "", []),
    ("runAsNonRoot: true", "runAsNonRoot: false", ["non-root"]),
    ("runAsNonRoot: true", "runAsUser: 1000", ["non-root"]),
    ("runAsNonRoot: true", "runAsNonRoot: true\n        runAsUser: 0", ["non-root"]),
    ("runAsNonRoot: true", "runAsNonRoot: true\n        runAsUser: 1000", []),
    ("runAsNonRoot: true", "runAsNonRoot: 'true'\n        runAsUser: 1000", []),
    ("readOnlyRootFilesystem: true", "runAsNonRoot: false", ["non-root", "read-only-root"]),
    ("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", ["read-only-root"]),
    ("drop: [ALL]", "drop: [NET_RAW]", ["capabilities"]),
    ("drop: [ALL]", "drop: [all]", []),
    ("drop: [ALL]", "drop: [ALL], add: [NET_BIND_SERVICE]", []),
    ("drop: [ALL]", "drop: [ALL], add: [NET_BIND_SERVICE, SYS_PTRACE]", ["capabilities"]),
    ("drop: [ALL]", "add: []", ["capabilities"]),
    ("allowPrivilegeEscalation: false", "privileged: true", ["no-escalation", "privileged"]),
    ("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", ["no-escalation"]),
    ("      containers:", "      hostNetwork: true\n      containers:", ["host-namespace"]),
    ("      containers:", "      hostPID: true\n      containers:", ["host-namespace"]),
    ("      containers:", "      hostIPC: false\n      containers:", []),
    ("type: RuntimeDefault", "type: Unconfined", ["seccomp"]),
    ("type: RuntimeDefault", "type: Localhost, localhostProfile: a.json", []),
    ("seccompProfile: {type: RuntimeDefault}", "fsGroup: 1", ["seccomp"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          seccompProfile: {type: Unconfined}", ["seccomp"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          appArmorProfile: {type: Unconfined}", ["apparmor"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          appArmorProfile: {type: RuntimeDefault}", []),
    ("  template:\n", "  template:\n    metadata:\n      annotations:\n        "
     "container.apparmor.security.beta.kubernetes.io/app: unconfined\n", ["apparmor"]),
    ("mountPath: /tmp", "mountPath: /data", ["tmp"]),
    ("mountPath: /tmp", "mountPath: /tmp, readOnly: true", ["tmp"]),
    ("emptyDir: {}", "hostPath: {path: /tmp}", ["tmp"]),
    # volumes that nobody can write, one that is not there, and one that a claim makes
    *[("emptyDir: {}", source, ["tmp"]) for source in (
        "configMap: {name: c}", "secret: {secretName: s}", "downwardAPI: {items: []}",
        "projected: {sources: []}", "image: {reference: x}",
        "persistentVolumeClaim: {claimName: c, readOnly: true}", "nfs: {server: s, path: /, readOnly: yes}",
        "csi: {driver: d, readOnly: true}")],
    *[("emptyDir: {}", source, []) for source in (
        "persistentVolumeClaim: {claimName: c}", "ephemeral: {}", "csi: {driver: d}", "emptyDir: {medium: Memory}")],
    ("- name: scratch\n        emptyDir: {}", "- name: other\n        emptyDir: {}", ["tmp"]),
    ("      volumes:\n      - name: scratch\n        emptyDir: {}\n",
     "  volumeClaimTemplates:\n  - metadata: {name: scratch}\n    spec: {}\n", []),
    ("      volumes:\n      - name: scratch\n        emptyDir: {}\n",
     "  volumeClaimTemplates:\n  - metadata: {name: other}\n    spec: {}\n", ["tmp"]),
    # a profile has a type, and one of the node's own a file
    ("{type: RuntimeDefault}", "{}", ["seccomp"]),
    ("type: RuntimeDefault", "type: Localhost", ["seccomp"]),
    ("type: RuntimeDefault", "type: Localhost, localhostProfile: ''", ["seccomp"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          seccompProfile: {}", ["seccomp"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          seccompProfile: null", []),
    ("drop: [ALL]}", "drop: [ALL]}\n          seccompProfile: {type: Localhost}", ["seccomp"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          appArmorProfile: {}", ["apparmor"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          appArmorProfile: {type: Localhost}", ["apparmor"]),
    ("drop: [ALL]}", "drop: [ALL]}\n          appArmorProfile: {type: Localhost, localhostProfile: a}", []),
    ("cpu: 1, memory: 1Gi", "cpu: 1", ["limits"]),
    *[("memory: 1Gi", f"memory: {none}", ["limits"]) for none in ("0Mi", "0", "'0'", "0.0Gi", "00")],
    *[("cpu: 1, memory: 1Gi", f"cpu: {some}, memory: 1Gi", []) for some in ("0.5", "100m", "'0.05'")],
    ("cpu: 1,", "cpu: 0m,", ["limits"]),
    ("limits: {cpu: 1, memory: 1Gi}", "requests: {cpu: 1, memory: 1Gi}", ["limits"]),
    (DIGEST, ":1.2", ["digest"]),
    (DIGEST, "", ["digest"]),
    (DIGEST, DIGEST[:-1], ["digest"]),
    ("        resources:", "        env: [{name: DB_PASSWORD, value: hunter2}]\n        resources:",
     ["plain-secret"]),
    ("        resources:", "        env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {}}}]\n"
     "        resources:", []),
    ("        resources:", "        env: [{name: TOKENIZER, value: bpe}, {name: MAX_TOKENS, "
     "value: '9'}, {name: DB_PASSWORD_FILE, value: /run/x}, {name: API_KEY, value: $(OTHER)}]\n"
     "        resources:", []),
    ("        resources:", "        env: [{name: DATABASE_URL, value: 'mysql://u:hunter2@db'}]\n        resources:",
     ["plain-secret"]),
    *[("        resources:", f"        env: [{{name: {name}, value: {value}}}]\n        resources:",
       ["plain-secret"] if plain else []) for name, value, plain in (
           ("SMTP_PASS", "x7Gh2kLm9Q", True), ("DB_PASSWORD", "'$uper-S3cret!'", True),
           ("DB_PASSWORD", "$(OTHER)", False), ("CONN", "'Server=x;Password=hunter;'", True),
           ("PASS_THROUGH", "x7Gh2kLm9Q", False), ("PWD", "/app", False))],
    ("        resources:", "        env: [{name: X, value: AKIAIOSFODNN7EXAMPLE}]\n"
     "        resources:", ["plain-secret"]),
    # Booleans as kubectl and helm read them (YAML 1.1), and what is none
    *[("allowPrivilegeEscalation: false", f"allowPrivilegeEscalation: false\n          privileged: {v}",
       ["privileged"]) for v in ("yes", "on", "y", "True", "1", "maybe", "[true]", "{a: b}")],
    *[("allowPrivilegeEscalation: false", f"allowPrivilegeEscalation: {v}\n          privileged: {v}",
       []) for v in ("no", "off", "n", "False")],
    *[("      containers:", f"      {key}: {v}\n      containers:", ["host-namespace"])
      for key in ("hostNetwork", "hostPID", "hostIPC") for v in ("yes", "y", "On", "'true'", "[1]")],
    ("runAsNonRoot: true", "runAsNonRoot: yes", []),
    ("mountPath: /tmp", "mountPath: /tmp, readOnly: yes", ["tmp"]),
    # User 0 however it is written, and what is no user
    *[("runAsNonRoot: true", f"runAsNonRoot: true\n        runAsUser: {v}", ["non-root"])
      for v in ("0x0", "-0", "+0", "0b0", "0o0", "00", "0.0", "0e3", "'0'", "[1000]", "abc")],
    ("drop: [ALL]}", "drop: [ALL]}\n          windowsOptions: {hostProcess: true}", ["privileged"]),
    ("runAsNonRoot: true", "runAsNonRoot: true\n        windowsOptions: {hostProcess: yes}",
     ["privileged"]),
    ("drop: [ALL]", "drop: [ALL], add: SYS_ADMIN", ["capabilities"]),
    ("drop: [ALL]", "drop: [ALL], add: {a: b}", ["capabilities"]),
    ("kind: Deployment", "kind: StatefulSet", []),
    ("kind: Deployment", "kind: ConfigMap", None),
]

ECS = {
    "family": "svc",
    "containerDefinitions": [{
        "name": "app", "image": "r/app" + DIGEST, "user": "1000:1000",
        "readonlyRootFilesystem": True,
        "linuxParameters": {"capabilities": {"drop": ["ALL"]},
                            "tmpfs": [{"containerPath": "/tmp", "size": 64}]},
        "dockerSecurityOptions": ["no-new-privileges"], "memory": 512, "cpu": 256}]}

ECS_CASES = [
    ({}, {}, []),
    ({"user": "0:0"}, {}, ["non-root"]),
    ({"user": "root:app"}, {}, ["non-root"]),
    ({"user": None}, {}, ["non-root"]),
    ({"user": ":1000"}, {}, ["non-root"]),
    ({"user": "+0"}, {}, ["non-root"]),
    ({"user": "-0:5"}, {}, ["non-root"]),
    ({"privileged": "yes"}, {}, ["privileged"]),
    ({"privileged": [True]}, {}, ["privileged"]),
    ({"readonlyRootFilesystem": False}, {}, ["read-only-root"]),
    ({"readonlyRootFilesystem": "true"}, {}, []),
    ({"privileged": True}, {}, ["privileged"]),
    ({"linuxParameters": {"tmpfs": [{"containerPath": "/tmp"}]}}, {}, ["capabilities"]),
    ({"linuxParameters": {"capabilities": {"drop": ["ALL"]}}}, {}, ["tmp"]),
    ({"linuxParameters": {"capabilities": {"drop": ["ALL"]}},
      "mountPoints": [{"containerPath": "/tmp", "sourceVolume": "scratch"}]},
     {"volumes": [{"name": "scratch"}]}, []),
    ({"linuxParameters": {"capabilities": {"drop": ["ALL"]}},
      "mountPoints": [{"containerPath": "/tmp", "sourceVolume": "scratch"}]}, {}, ["tmp"]),
    ({"linuxParameters": {"capabilities": {"drop": ["ALL"]}},
      "mountPoints": [{"containerPath": "/tmp", "sourceVolume": "v"}]},
     {"volumes": [{"name": "v", "host": {"sourcePath": "/tmp"}}]}, ["tmp"]),
    ({"dockerSecurityOptions": []}, {}, ["no-escalation"]),
    ({"dockerSecurityOptions": []}, {"requiresCompatibilities": ["FARGATE"]}, []),
    ({"dockerSecurityOptions": ["no-new-privileges", "apparmor:unconfined"]}, {}, ["apparmor"]),
    *[({"dockerSecurityOptions": ["no-new-privileges", o]}, {}, ["seccomp"]) for o in (
        "seccomp:unconfined", "seccomp=unconfined")],
    *[({"environment": [{"name": "DATABASE_URL", "value": v}]}, {}, ["plain-secret"]) for v in (
        "postgres://u:hunter2@db/x", "redis://:hunter2@cache:6379", "a://b,amqp://u:p%40q@h", "https://u:a:b@h")],
    *[({"environment": [{"name": "DATABASE_URL", "value": v}]}, {}, []) for v in (
        "postgres://u@db/x", "postgres://u:@db", "postgres://u:$(PW)@db", "postgres://u:${PW}@db", "https://h:8080/a@b",
        "postgres://u:<password>@db", "postgres://u:%s@db", "https://h/a:b@c", "://", "@://:")],
    ({"memory": None}, {}, ["limits"]),
    ({"memory": None, "cpu": 0}, {"memory": "1024", "cpu": "512"}, []),
    ({"image": "r/app:latest"}, {}, ["digest"]),
    ({"environment": [{"name": "API_TOKEN", "value": "x"}]}, {}, ["plain-secret"]),
    ({"environment": [{"name": "MODE", "value": "ghp_0123456789"}]}, {}, ["plain-secret"]),
    ({"secrets": [{"name": "API_TOKEN", "valueFrom": "arn:aws:ssm:x"}]}, {}, []),
    ({}, {"pidMode": "host"}, ["host-namespace"]),
    ({}, {"networkMode": "host"}, ["host-namespace"]),
    ({}, {"networkMode": "awsvpc"}, []),
]

DOCKERFILES = [
    (f"FROM a{DIGEST}\nUSER 1000\n", []),
    (f"FROM a{DIGEST}\n", ["non-root"]),
    (f"FROM a{DIGEST}\nUSER 1000\nUSER root\n", ["non-root"]),
    (f"FROM a{DIGEST}\nUSER 0:1000\n", ["non-root"]),
    (f"FROM a{DIGEST}\nuser app\n", []),
    (f"FROM a{DIGEST}\nUSER \\\n # comment\n root\n", ["non-root"]),
    (f"FROM a{DIGEST}\nUSER app\nRUN <<EOF\nUSER root\nEOF\n", []),
    (f"FROM a{DIGEST}\nUSER app\nRUN echo $((1<<2))\nUSER root\n", ["non-root"]),
    (f"FROM a{DIGEST}\nUSER app\nRUN <<-'A' 3<<B cat\n\tUSER x\n\tA\nUSER root\nB\n", []),
    *[(f"FROM a{DIGEST}\nUSER app\nRUN {run}\nUSER root\nENTRYPOINT\n", ["non-root"]) for run in (
        "echo ' <<ENTRYPOINT'", '["sh", "-c", " <<ENTRYPOINT"]', "echo \\ <<ENTRYPOINT", "echo '")],
    (f"# escape=`\nFROM a{DIGEST}\nUSER `\n root\n", ["non-root"]),
    ("FROM a:1\nUSER app\n", ["digest"]),
    (f"FROM --platform=linux/arm64 a{DIGEST} AS b\nUSER 5\nFROM b\n", []),
    (f"FROM a{DIGEST} AS b\nUSER 5\nFROM scratch\nCOPY --from=b / /\n", ["non-root"]),
    ("FROM golang:1 AS b\nFROM scratch\nUSER 5\n", ["digest"]),
    (f"ARG BASE=a{DIGEST}\nFROM $BASE\nUSER 5\n", []),
    ("ARG BASE=a:1\nFROM ${BASE}\nUSER 5\n", ["digest"]),
    (f"FROM a{DIGEST}\nARG ID=0\nUSER ${{ID}}\n", ["non-root"]),
    *[(f"FROM a{DIGEST}\nUSER {user}\n", expected) for user, expected in (
        ("ContainerAdministrator", ["non-root"]), ("containeradministrator", ["non-root"]), ("ContainerUser", []))],
    (f"FROM a{DIGEST}\nARG ID\nUSER ${{ID:-10}}\n", []),
    (f"FROM a{DIGEST}\nENV DB_PASSWORD=x MODE=a\nUSER 5\n", ["plain-secret"]),
    (f"FROM a{DIGEST}\nENV AWS_SECRET_ACCESS_KEY x y\nUSER 5\n", ["plain-secret"]),
    (f"FROM a{DIGEST}\nARG API_TOKEN\nUSER 5\n", []),
    (f"FROM a{DIGEST}\r\nUSER app\r\n", []),
    *[(f"FROM a{DIGEST}\nUSER {user}\n", ["non-root"]) for user in (
        ":1000", "+0", "-0", "'root'", 'ro"ot"', "r\\oot", '"0"', "'0':5", '""', "0x0", "${A:-root}")],
    (f"FROM a{DIGEST}\nENV U=1000\nUSER ${{U:+0}}\n", ["non-root"]),
    (f"# escape=`\nFROM a{DIGEST}\nUSER r`oot\n", ["non-root"]),
    (f"\ufeffFROM a{DIGEST}\nUSER root\n", ["non-root"]),
]


def test_kubernetes():
    for old, new, expected in KUBERNETES:
        text = POD.replace(old, new) if old else POD
        if expected is None:
            refuse("hardening", "pod.yaml", text, "nothing to check")
        else:
            expect(f"{old!r} -> {new!r}", rules(judge("hardening", "pod.yaml", text)), expected)


def test_places():
    """Lines and subjects: init and debug containers, documents, lists, kinds that others made."""
    bare = ("      initContainers:\n      - name: prepare\n        image: busybox\n"
            "      ephemeralContainers:\n      - {name: debug, image: busybox}\n")
    document = judge("hardening", "two.yaml", "# head\n---\n" + POD + "---\n" + POD + bare)
    found = {(r["where"], r["line"]) for r in rows(document) if r["rule"] == "digest"}
    expect("places", found, {("Deployment/web init container prepare", 52),
                             ("Deployment/web ephemeral container debug", 54)})
    limits = [r["where"] for r in rows(document) if r["rule"] == "limits"]
    expect("debug containers have no limits", limits, ["Deployment/web init container prepare"])
    spec = {"containers": [{"name": "a", "image": "x"}]}
    items = {"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "c"},
         "spec": {"jobTemplate": {"spec": {"template": {"spec": spec}}}}},
        {"apiVersion": "kubeflow.org/v1", "kind": "PyTorchJob", "metadata": {"name": "t"},
         "spec": {"pytorchReplicaSpecs": {"Worker": {"template": {"spec": spec}}}}}]}
    where = {r["where"] for r in rows(judge("hardening", "l.json", json.dumps(items)))}
    expect("kinds", where, {"CronJob/c container a",
                            "PyTorchJob/t.spec.pytorchReplicaSpecs.Worker.template.spec container a"})
    pods = {"apiVersion": "v1", "kind": "PodList", "items": [{"spec": spec}]}
    expect("a list of one kind", rows(judge("hardening", "p.json", json.dumps(pods)))[0]["where"],
           "Pod/ container a")
    merged = POD.replace("kind: Deployment", "x: &p\n  hostPID: true\nkind: Deployment").replace(
        "      containers:", "      <<: *p\n      containers:")
    expect("merge keys", rules(judge("hardening", "m.yaml", merged)), ["host-namespace"])


def test_ecs():
    for change, task, expected in ECS_CASES:
        container = {k: v for k, v in {**ECS["containerDefinitions"][0], **change}.items()
                     if v is not None}
        definition = {**ECS, **task, "containerDefinitions": [container]}
        for name, shape in (("plain", definition), ("envelope", {"taskDefinition": definition})):
            document = judge("hardening", "task.json", json.dumps(shape))
            expect(f"{name} {change} {task}", rules(document), expected)
    notes = [(r["rule"], r["message"]) for r in rows(document, "note")]
    expect("not applicable is said", notes, [("seccomp", "a task definition has no field for it")])
    windows = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
    bare = {"name": "a", "image": "x" + DIGEST, "memory": 512, "cpu": 256}
    document = judge("hardening", "task.json", json.dumps(
        {"family": "w", **windows, "containerDefinitions": [bare]}))
    expect("Windows", (document["verdict"], rules(document), rules(document, "note")),
           ("pass", [], ["apparmor", "capabilities", "no-escalation", "non-root", "read-only-root",
                         "seccomp"]))
    document = judge("hardening", "task.json", json.dumps(
        {"family": "w", **windows, "containerDefinitions": [{**bare, "image": "x", "user": "0",
                                                             "privileged": True}]}))
    expect("Windows, what applies", rules(document), ["digest", "privileged"])
    one = {**ECS, "networkMode": "host"}
    for name, shape in (("a list", [one, one]), ("described", {"taskDefinitions": [one]})):
        document = judge("hardening", "many.json", json.dumps(shape))
        expect(name, set(rules(document)), {"host-namespace"})
    template = """Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: svc
      ContainerDefinitions:
      - Name: app
        Image: !Ref Image
        User: '0'
        ReadonlyRootFilesystem: true
        Privileged: !Ref Privileged
        DockerSecurityOptions: [no-new-privileges]
        LinuxParameters:
          Capabilities: {Drop: [ALL]}
          Tmpfs: [{ContainerPath: /tmp}]
        Memory: 512
        Cpu: 256
"""
    document = judge("hardening", "stack.yaml", template)
    expect("in a template", (rules(document), rules(document, "missing")),
           (["non-root"], ["digest", "privileged"]))
    good = {k[0].upper() + k[1:]: v for k, v in ECS["containerDefinitions"][0].items()}
    bad = {**good, "Privileged": True}
    for properties, verdict in (
            ({"ContainerDefinitions": [{"Fn::If": ["C", bad, good]}]}, "fail"),
            ({"ContainerDefinitions": {"Fn::If": ["C", [good], [bad]]}}, "fail"),
            ({"Fn::If": ["C", {"ContainerDefinitions": [good]}, {"ContainerDefinitions": [bad]}]},
             "fail"),
            ({"ContainerDefinitions": [{**good, "User": {"Fn::If": ["C", "5", "0"]}}]}, "fail"),
            ({"ContainerDefinitions": [{"Fn::If": ["C", good, {"Ref": "AWS::NoValue"}]}, good]}, "pass"),
            ({"ContainerDefinitions": {"Ref": "Containers"}}, "incomplete"),
            ({"ContainerDefinitions": [good, {"Ref": "Sidecar"}]}, "incomplete"),
            ({"Fn::Transform": {"Name": "AWS::Include"}, "Family": "f"}, "incomplete")):
        text = json.dumps({"Resources": {"T": {"Type": "AWS::ECS::TaskDefinition",
                                               "Properties": properties}}})
        expect(properties, judge("hardening", "stack.json", text)["verdict"], verdict)
    document = judge("hardening", "stack.yaml", template.replace("'0'", "'5'"))
    expect("unseen values", document["verdict"], "incomplete")


def test_planned():
    """Task definitions of a Terraform plan: the containers are JSON in a text."""
    def plan(after):
        return json.dumps({"format_version": "1.2", "resource_changes": [
            {"address": "aws_ecs_task_definition.x", "type": "aws_ecs_task_definition",
             "change": {"actions": ["create"], "after": after}}]}, indent=1)

    containers = ECS["containerDefinitions"]
    bare = [{"name": "a", "image": "x" + DIGEST}]
    mount = [{**containers[0], "linuxParameters": {"capabilities": {"drop": ["ALL"]}},
              "mountPoints": [{"containerPath": "/tmp", "sourceVolume": "v"}]}]
    cases = [
        ({"family": "f", "container_definitions": json.dumps(containers)}, []),
        ({"network_mode": "host", "container_definitions": json.dumps(containers)},
         ["host-namespace"]),
        ({"requires_compatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
          "container_definitions": json.dumps(bare)},
         ["capabilities", "non-root", "read-only-root"]),
        ({"volume": [{"name": "v", "host_path": "/x"}], "container_definitions": json.dumps(mount)},
         ["tmp"]),
        ({"volume": [{"name": "v", "host_path": ""}], "container_definitions": json.dumps(mount)},
         []),
    ]
    for after, expected in cases:
        document = judge("hardening", "plan.json", plan(after))
        expect(after, rules(document), expected)
    expect("the line is the plan's", {r["line"] for r in rows(judge(
        "hardening", "plan.json", plan(cases[2][0])))}, {17})
    expect("known after apply", rules(judge("hardening", "plan.json", plan({"family": "f"})),
                                      "missing"), ["non-root"])
    refuse("hardening", "plan.json", plan(None), "nothing to check")
    refuse("hardening", "plan.json", plan({"container_definitions": "["}), "plan.json:1:")


def test_planned_pods():
    """What a plan puts into a cluster: manifests are judged, the rest is said not to be."""
    def plan(kind, after, unknown=None):
        return json.dumps({"format_version": "1.2", "resource_changes": [
            {"address": f"{kind}.x", "type": kind, "change": {
                "actions": ["create"], "after": after, "after_unknown": unknown or {}}}]}, indent=1)

    bare = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {
        "containers": [{"name": "c", "image": "x"}]}}
    alone = rules(judge("hardening", "pod.json", json.dumps(bare)))
    expect("a manifest", rules(judge("hardening", "p.json", plan("kubernetes_manifest", {"manifest": bare}))),
           alone)
    for kind, after, unknown in (
            ("kubernetes_manifest", {"manifest": bare}, {"manifest": {"spec": True}}),
            ("kubernetes_manifest", {}, {"manifest": True}), ("kubernetes_manifest", {}, {}),
            ("kubernetes_deployment", {"spec": [{}]}, {}), ("kubernetes_cron_job_v1", {"spec": [{}]}, {}),
            ("helm_release", {"chart": "c"}, {}), ("kubectl_manifest", {"yaml_body": "a: 1"}, {})):
        document = judge("hardening", "p.json", plan(kind, after, unknown))
        expect((kind, after, unknown), (document["verdict"], [r["where"] for r in rows(document, "missing")]),
               ("incomplete", [f"{kind}.x"]))
    for kind, after in (("kubernetes_deployment", None), ("kubernetes_manifest", None),
                        ("kubernetes_pod_disruption_budget", {})):
        refuse("hardening", "p.json", plan(kind, after), "")


def test_dockerfiles():
    for text, expected in DOCKERFILES:
        expect(repr(text), rules(judge("hardening", "Dockerfile", text)), expected)
    for text in ("ARG BASE\nFROM $BASE\nUSER 5\n", f"FROM a{DIGEST}\nUSER $ID\n"):
        expect(repr(text), judge("hardening", "Dockerfile", text)["verdict"], "incomplete")
    for name in ("Dockerfile.gpu", "train.Dockerfile", "Containerfile", "by-its-first-line"):
        expect(name, rules(judge("hardening", name, "FROM a\n")), ["digest", "non-root"])
    for name in ("dockerfile", "app.dockerfile", "DOCKERFILE.gpu", "containerfile", "Dockerfile-prod"):
        write(f"names/{name}", "FROM a\n")
    write("names/POD.YML", "\ufeff" + POD.replace(DIGEST, ""))
    document = report("hardening", os.path.join(HOME.name, "names"))
    expect("names in any case", sorted((os.path.basename(r["file"])) for r in rows(document)
                                       if r["rule"] == "digest"),
           ["DOCKERFILE.gpu", "Dockerfile-prod", "POD.YML", "app.dockerfile", "containerfile",
            "dockerfile"])
    refuse("hardening", "Dockerfile", "USER 5\n", "USER before FROM")
    refuse("hardening", "Dockerfile", "FROM a\nUSER app\0\n", "a NUL byte")
    refuse("hardening", "Dockerfile", "FROM a\nUSER 5\nFOO bar\n", "Dockerfile:3: unknown instruction: FOO")
    every = ("ADD CMD COPY ENTRYPOINT EXPOSE HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL VOLUME WORKDIR "
             "run").replace(" ", " x\n")
    expect("all instructions", rules(judge("hardening", "Dockerfile", f"FROM a{DIGEST}\nUSER 5\n{every} x\n")), [])
    refuse("hardening", "Dockerfile", "# nothing\n", "a Dockerfile without FROM")
    refuse("hardening", "Dockerfile", "FROM a\nRUN <<EOF\nUSER 5\n", "does not end")


def shaped():
    """Objects that run containers elsewhere than in a pod, and where each stands."""
    loose = {"name": "c", "image": "busybox", "securityContext": {"privileged": True}}
    argo, tekton = "argoproj.io/v1alpha1", "tekton.dev/v1"
    return [
        (argo, "WorkflowTemplate", {"templates": [{"name": "a", "script": {**loose, "source": "x"}}]},
         ".spec.templates.a.script"),
        (argo, "CronWorkflow", {"workflowSpec": {"templates": [{"name": "a", "container": loose}]}},
         ".spec.workflowSpec.templates.a.container"),
        (tekton, "Task", {"steps": [loose]}, ".spec.steps.c"),
        (tekton, "Task", {"steps": [{"name": "c", "image": "busybox"}],
                          "stepTemplate": {"securityContext": {"privileged": True}}}, ".spec.steps.c"),
        (tekton, "Task", {"sidecars": [loose]}, ".spec.sidecars.c"),
        (tekton, "PipelineRun", {"pipelineSpec": {"tasks": [{"name": "b", "taskSpec": {"steps": [loose]}}]}},
         ".spec.pipelineSpec.tasks.b.taskSpec.steps.c"),
        ("sparkoperator.k8s.io/v1beta2", "SparkApplication",
         {"image": "x", "driver": {"securityContext": {"privileged": True}}}, ".spec.driver"),
        ("serving.kserve.io/v1beta1", "InferenceService",
         {"predictor": {"model": {"image": "x", "securityContext": {"privileged": True}},
                        "containers": [{"name": "t", "image": "y"}]}}, ".spec.predictor.model"),
    ]


# What the operators' own references of their kinds say: each makes pods of what it is told.
OPERATED = [
    ("kafka.strimzi.io/v1beta2", "Kafka", {"kafka": {"version": "3.7.0", "replicas": 3}}),
    ("kafka.strimzi.io/v1beta2", "KafkaConnect", {"replicas": 1}),
    ("flink.apache.org/v1beta1", "FlinkDeployment", {"image": "flink:1.17", "jobManager": {"resource": {"cpu": 1}}}),
    ("postgresql.cnpg.io/v1", "Cluster", {"instances": 3, "imageName": "ghcr.io/cloudnative-pg/postgresql:16"}),
    ("kubevirt.io/v1", "VirtualMachine", {"template": {"spec": {"domain": {"devices": {}}, "volumes": [
        {"name": "d", "containerDisk": {"image": "x:1"}}]}}}),
    # its securityContext is the pod's; what the container's is the operator says
    *[("monitoring.coreos.com/v1", kind, {"image": "quay.io/x/y:v2", "resources": {"limits": {"cpu": 1}},
                                          "securityContext": {"runAsNonRoot": True}})
      for kind in ("Prometheus", "Alertmanager", "ThanosRuler")],
    ("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", {"version": "8.0.0", "nodeSets": [{"name": "a", "count": 1}]}),
    ("rabbitmq.com/v1beta1", "RabbitmqCluster", {"replicas": 3}),
]


def test_shapes():
    """What looks like a container is one, wherever it stands; what runs and is not there is named."""
    def beside(version, kind, spec, **more):
        other = {"apiVersion": version, "kind": kind, "metadata": {"name": "w"}, "spec": spec, **more}
        return judge("hardening", "set.yaml", POD + "---\n" + json.dumps(other))

    for version, kind, spec, path in shaped():
        found = [r["where"] for r in rows(beside(version, kind, spec)) if r["rule"] == "privileged"]
        expect((kind, path), found, [f"{kind}/w{path}"])
    bare = POD.replace("apiVersion: apps/v1\n", "").replace(DIGEST, "")
    expect("without apiVersion", rules(judge("hardening", "d.yaml", bare)), ["digest"])
    for version, kind, spec in (
            ("helm.toolkit.fluxcd.io/v2", "HelmRelease", {"chart": {}}),
            ("helm.cattle.io/v1", "HelmChart", {"chart": "x"}),
            ("argoproj.io/v1alpha1", "Application", {"source": {"chart": "redis"}}),
            ("argoproj.io/v1alpha1", "ApplicationSet", {}),
            ("kustomize.toolkit.fluxcd.io/v1", "Kustomization", {"path": "./apps"}),
            *OPERATED,
            ("serving.kserve.io/v1beta1", "InferenceService", {"predictor": {"model": {"modelFormat": {}}}})):
        document = beside(version, kind, spec)
        expect(kind, (document["verdict"], [r["where"] for r in rows(document, "missing")]),
               ("incomplete", [f"{kind}/w"]))
    patched = {"podSpecPatch": '{"containers":[]}', "templates": [{"name": "a"}]}
    for version, kind, spec in (("argoproj.io/v1alpha1", "Workflow", patched),
                                ("argoproj.io/v1alpha1", "CronWorkflow", {"workflowSpec": patched})):
        document = beside(version, kind, spec)
        expect(f"{kind}, patched", (document["verdict"], "podSpecPatch" in json.dumps(rows(document, "missing"))),
               ("incomplete", True))
    # a hardened Tekton step, what it does not say being said by the template and the run
    hard = {"readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    run = {"podTemplate": {"securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}},
           "taskSpec": {"volumes": [{"name": "t", "emptyDir": {}}], "stepTemplate": {"securityContext": hard},
                        "steps": [{"name": "c", "image": "b" + DIGEST, "script": "x",
                                   "computeResources": {"limits": {"cpu": 1, "memory": "1Gi"}},
                                   "volumeMounts": [{"name": "t", "mountPath": "/tmp"}]}]}}
    expect("hardened", beside("tekton.dev/v1", "TaskRun", run)["rows"], [])
    run["taskSpec"]["steps"][0]["image"] = "$(params.image)"
    expect("an image that is filled in", rules(beside("tekton.dev/v1", "TaskRun", run), "missing"), ["digest"])
    # what a set of manifests has beside, and what only looks like a container
    for kind, spec, more in (
            ("Service", {"ports": [{"name": "http", "port": 80}]}, {}),
            ("CronTab", {"cronSpec": "* * * * *", "image": "x"}, {}),
            ("ClusterServiceVersion", {"relatedImages": [{"name": "a", "image": "x"}]}, {}),
            ("KafkaTopic", {"partitions": 3}, {}), ("Kafka", {}, {}),
            ("Cluster", {}, {"status": {"containerStatuses": [{"name": "a", "image": "x"}]}}),
            ("PersistentVolume", {"rbd": {"image": "x", "pool": "p"}}, {}),
            ("Role", {}, {"rules": [{"resources": ["pods"], "verbs": ["get"]}]})):
        document = beside("v1", kind, spec, **more)
        expect(kind, (document["verdict"], document["objects"]), ("pass", f"no container in 1 object of kind {kind}"))


def test_secrets():
    """All variables of a container that hold a secret are named, each once."""
    env = json.dumps([{"name": name, "value": "x7Gh2kLm9Q"} for name in ("A_PASS", "MODE", "B_TOKEN", "C_PWD", "A_PASS")])
    pod = POD.replace("        resources:", f"        env: {env}\n        resources:")
    task = {**ECS, "containerDefinitions": [{**ECS["containerDefinitions"][0], "environment": json.loads(env)}]}
    docker = f"FROM a{DIGEST}\nARG A_PASS=x7Gh2kLm9Q\nENV A_PASS=$A_PASS MODE=1\nENV B_TOKEN x\nENV C_PWD='hunter'\nUSER 5\n"
    for name, text in (("pod.yaml", pod), ("task.json", json.dumps(task)), ("Dockerfile", docker)):
        found = [r["message"] for r in rows(judge("hardening", name, text))]
        expect(name, found, ["secrets in the clear: A_PASS, B_TOKEN, C_PWD"])
        expect("none is shown", b"x7Gh2kLm9Q" in run("hardening", "--json", os.path.join(HOME.name, name))[1], False)
    one = pod.replace('"x7Gh2kLm9Q"', "null").replace('"MODE", "value": null', '"M_PASS", "value": "hunter"')
    expect("one", [r["message"] for r in rows(judge("hardening", "pod.yaml", one))], ["a secret in the clear: M_PASS"])
    many = json.dumps([{"name": f"V{n}_PASSWORD", "value": "x"} for n in range(2000)])
    found = rows(judge("hardening", "pod.yaml", pod.replace(env, many)))[0]["message"]
    expect("more than are shown", (found.count("V1_PASSWORD"), found[-10:], len(found) < 350), (1, ", and more", True))
    for value, verdict in (("$OTHER", "pass"), ("${OTHER}", "pass"), ("'$uper-S3cret!'", "fail"), ("x$OTHER", "fail")):
        text = f"FROM a{DIGEST}\nENV DB_PASS={value}\nUSER 5\n"
        expect(("Dockerfile", value), judge("hardening", "Dockerfile", text)["verdict"], verdict)


def test_charts():
    remedy = "an unrendered Helm template; render it: helm template CHART | gavel check hardening -"
    refuse("hardening", "t.yaml", "apiVersion: v1\nkind: Pod\n{{- if .Values.x }}\n", ":3: " + remedy)
    refuse("hardening", "t.yaml", POD.replace("registry.example/app", "{{ .Values.image }}"),
           ":13: " + remedy)
    refuse("hardening", "t.yaml",
           POD.replace(f"registry.example/app{DIGEST}", '"{{ .Values.image }}"'), ":13: " + remedy)
    refuse("hardening", "t.yaml", POD.replace(f"registry.example/app{DIGEST}", '"{{ quote $root.Values.image }}"'),
           ":13: " + remedy)
    alert = ("---\napiVersion: v1\nkind: ConfigMap\ndata:\n  a: '{{ range .Alerts }}{{ end }}'\n")
    expect("other programs' templates", judge("hardening", "t.yaml", POD + alert)["verdict"], "pass")
    code, out, _ = run("hardening", "--json", "-", stdin=(POD + alert).encode())
    expect("standard input", (code, json.loads(out)["files"]), (0, "checked 1, passed over 0"))
    # what another program fills in: Vault's agent (consul-template), external-dns, Go's text/template
    image = f"image: registry.example/app{DIGEST}"
    beside = lambda action: POD.replace(image, f"{image}\n        args: ['--x={action}']")
    agent = '|\n          {{- with secret "kv/x" -}}\n          KEY="{{ .Data.data.key }}"\n          {{- end }}'
    for what, text, expected in (
            ("an annotation", f"      annotations:\n        vault.hashicorp.com/agent-inject-template-x: {agent}\n", "pass"),
            ("elsewhere", f"      labels:\n        x: {agent}\n", "pass"),
            ("in one line", "      labels:\n        x: '{{ if .A }}b{{ end }}'\n", "refused"),
            ("a chart's", "      annotations:\n        x: '{{ .Release.Name }}'\n", "refused")):
        text = POD.replace("  template:\n", "  template:\n    metadata:\n" + text, 1)
        code = run("hardening", write("t.yaml", text))[0]
        expect(what, code, 0 if expected == "pass" else 2)
    for action, code in (("{{ .Name }}", 0), ("{{- range . }}x{{ end }}", 0), ('{{ template "x" . }}', 0),
                         ("{{ if eq .A 1 }}b{{ end }}", 0), ("{{ .Values.x }}", 2), ("{{- toYaml .x | nindent 8 }}", 2),
                         ('{{ include "x" . }}', 2), ("{{ printf .Chart.Name }}", 2), ("{{", 0), ("{{ .Values.x", 2)):
        expect(action, run("hardening", write("t.yaml", beside(action)))[0], code)
    expect("an image", run("hardening", write("t.yaml", POD.replace(
        f"registry.example/app{DIGEST}", "'{{ template \"x\" . }}'")))[0], 2)


def test_streams():
    """An object that cannot be judged does not keep the others of the file from it."""
    bad = POD.replace(f"registry.example/app{DIGEST}", '"{{ .Values.image }}"')
    open_ = POD.replace("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false")
    items = lambda *objects: json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})
    empty = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {}}
    wrong = {**empty, "spec": {"containers": {"a": 1}}}
    plain = {**empty, "spec": {"containers": [{"name": "c", "image": "a"}]}}
    for what, text, why in (
            ("an action", f"{bad}---\n{open_}", "an unrendered Helm template; render it: "),
            ("behind it", f"{open_}---\n{bad}", "an unrendered Helm template; render it: "),
            ("without containers", f"{open_}---\n{json.dumps(empty)}\n", "Pod/p has no containers"),
            ("no list", f"{open_}---\n{json.dumps(wrong)}\n", "Pod/p has no containers"),
            ("of a list", items(empty, plain), "Pod/p has no containers")):
        document = judge("hardening", "s.yaml", text)
        expect(what, (document["verdict"], "read-only-root" in rules(document),
                      [r["message"][:len(why)] for r in rows(document, "missing")]), ("fail", True, [why]))
    document = judge("hardening", "s.yaml", f"{POD}---\n{bad}")
    expect("and nothing of it", (document["verdict"], [(r["kind"], r["line"]) for r in document["rows"]]),
           ("incomplete", [("missing", POD.count("\n") + 1 + 13)]))
    refuse("hardening", "s.json", json.dumps(empty), "Pod/p has no containers")


KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml]\n"


def test_kustomize():
    """Kustomize's reference of the file kustomization.yaml."""
    for number, (more, found) in enumerate((
            ("namespace: x\ncommonLabels: {a: b}\nconfigMapGenerator: [{name: c, literals: [a=b]}]\n", 0),
            ("patches: [{path: p.yaml}]\n", 1), ("patchesStrategicMerge: [p.yaml]\n", 1), ("images: []\n", 0),
            ("patchesJson6902: [{path: p.yaml}]\n", 1), ("images: [{name: a, newTag: latest}]\n", 1),
            ("replacements: [{path: r.yaml}]\n", 1), ("components: [../c]\n", 1), ("transformers: [t.yaml]\n", 1),
            ("generators: [g.yaml]\n", 1), ("images: [{name: a}]\npatches: [{path: p.yaml}]\n", 2),
            ("bases: [github.com/acme/x?ref=v1]\n", 1))):
        folder = f"kustom/{number}"
        write(f"{folder}/pod.yaml", POD)
        write(f"{folder}/kustomization.yaml", KUSTOMIZATION + more)
        document = report("hardening", os.path.join(HOME.name, folder))
        expect(more, (document["verdict"], len(rows(document, "missing"))),
               ("incomplete" if found else "pass", found))
        expect((more, "what to do"), all("kustomize build" in r["message"] for r in document["rows"]), True)
    for number, (path, remote) in enumerate((
            ("../base", False), ("a/b.yaml", False), ("https://github.com/acme/infra//deploy?ref=v1", True),
            ("github.com/acme/infra/deploy", True), ("git@github.com:acme/infra", True), ("infra//deploy", True),
            ("ssh://git@x/y", True), ("base?ref=v1", True))):
        for kind in (KUSTOMIZATION, "resources: [pod.yaml]\n"):
            write(f"remote/{number}/pod.yaml", POD)
            write(f"remote/{number}/kustomization.yml", kind.replace("pod.yaml", path))
            document = report("hardening", os.path.join(HOME.name, f"remote/{number}"))
            expect(path, document["verdict"], "incomplete" if remote else "pass")
    for number, name in enumerate(("kustomization.yaml", "kustomization.yml", "Kustomization", "d/Kustomization")):
        write(f"named/{number}/pod.yaml", POD)
        write(f"named/{number}/{name}", "patches: [{path: p.yaml}]\n")
        document = report("hardening", os.path.join(HOME.name, f"named/{number}"))
        expect(name, (document["verdict"], len(rows(document, "missing"))), ("incomplete", 1))


def test_folders():
    """What is nothing of ours is passed over and counted; what cannot be read is not passed."""
    write("tree/a/pod.yaml", POD)
    write("tree/a/values.yaml", "replicas: 2\n")
    write("tree/b/Dockerfile", f"FROM a{DIGEST}\nUSER 5\n")
    write("tree/b/notes.txt", "hello\n")
    write("tree/.git/pod.yaml", "{{ nonsense")
    tree = os.path.join(HOME.name, "tree")
    document = report("hardening", tree)
    expect("a folder", (document["verdict"], document["files"]),
           ("pass", "checked 2, passed over 2"))
    write("tree/chart/templates/x.yaml", "{{- if .Values.x }}\n")
    document = report("hardening", "tree/", cwd=HOME.name)
    expect("a chart in it", [(r["kind"], r["rule"], r["file"]) for r in document["rows"]],
           [("missing", "readable", "tree/chart/templates/x.yaml")])
    chart = "an unrendered Helm chart; render it: helm template CHART | gavel check hardening -"
    write("static/c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: redis}]\n")
    write("static/c/templates/pod.yaml", POD)
    write("static/l/Chart.yaml", "apiVersion: v2\nname: l\nversion: 0.1.0\ntype: library\n")
    write("static/k/kustomization.yaml", "helmCharts: [{name: redis}]\n")
    document = report("hardening", "static", cwd=HOME.name)
    expect("charts without actions", sorted((r["file"], r["message"].split(":")[0]) for r in document["rows"]),
           [("static/c/Chart.yaml", chart.split(":")[0]),
            ("static/k/kustomization.yaml", "it deploys a chart that is not rendered here")])
    refuse("hardening", "notes.txt", "hello\n", "notes.txt: not a Dockerfile, a Kubernetes manifest")
    os.makedirs(os.path.join(HOME.name, "empty"))
    expect("an empty folder", run("hardening", os.path.join(HOME.name, "empty"))[0], 2)
    expect("no such file", run("hardening", os.path.join(HOME.name, "nowhere"))[0], 2)
    expect("no argument", run("hardening")[0], 2)


def test_options():
    text = POD.replace(DIGEST, ":1")
    document = judge("hardening", "pod.yaml", text, "--warn", "digest,tmp")
    expect("--warn", (document["verdict"], rules(document, "warn")), ("pass", ["digest"]))
    code, _, err = run("hardening", "--warn", "nothing", write("pod.yaml", text))
    expect("--warn of no rule", (code, "no rule of this check" in err), (2, True))
    code, out, _ = run("hardening", "--rules", "--json")
    listed = {r["rule"]: r for r in json.loads(out)["rows"]}
    expect("--rules", (code, "KSV-0012" in listed["non-root"]["also"], len(listed)), (0, True, 12))
    row = rows(judge("hardening", "pod.yaml", text))[0]
    expect("a row", (row["severity"], row["line"], row["message"]),
           ("medium", 13, "the image is not pinned by digest: registry.example/app:1"))
    for form in ("--sarif", "--junit", "--github"):
        code, out, _ = run("hardening", form, write("pod.yaml", text))
        expect(form, (code, b"digest" in out), (1, True))
    first = run("hardening", "--json", write("pod.yaml", text))[1]
    expect("the same bytes", run("hardening", "--json", write("pod.yaml", text))[1], first)


test_kubernetes()
test_places()
test_ecs()
test_planned()
test_planned_pods()
test_dockerfiles()
test_shapes()
test_secrets()
test_charts()
test_streams()
test_kustomize()
test_folders()
test_options()
done("hardening")
