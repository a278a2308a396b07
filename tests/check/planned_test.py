"""Pods of Terraform plans: resources of the kubernetes provider, charts, manifests as texts. What must come
out is what the same words in a manifest give (hardening_test.py), written down by hand.

Usage: planned_test.py GAVEL
"""
import json

from checking import done, expect, judge, refuse, rows, rules

DIGEST = "@sha256:" + "0" * 64

# As `terraform show -json` has what the kubernetes provider's schema names: blocks are lists, texts that
# nobody wrote are "" or null.
BLOCK = {"run_as_user": "10001", "run_as_non_root": None, "read_only_root_filesystem": True, "privileged": False,
         "allow_privilege_escalation": False, "capabilities": [{"add": None, "drop": ["ALL"]}],
         "seccomp_profile": []}
CONTAINER = {"name": "c", "image": "x" + DIGEST, "command": [], "working_dir": "",
            "env": [{"name": "DB_PASSWORD", "value": "", "value_from": [{"secret_key_ref": [
                {"name": "s", "key": "k", "optional": None}]}]}],
            "resources": [{"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {}}],
            "security_context": [BLOCK],
            "volume_mount": [{"mount_path": "/tmp", "name": "t", "read_only": False}]}
POD = {"container": [CONTAINER], "init_container": [], "host_network": False, "host_pid": False, "os": [],
       "security_context": [{"run_as_user": "", "run_as_non_root": True, "seccomp_profile": [
           {"type": "RuntimeDefault", "localhost_profile": ""}]}],
       "volume": [{"name": "t", "empty_dir": [{}], "host_path": []}]}
META = {"metadata": [{"name": "w", "annotations": None, "labels": {"app_name": "w"}}]}
TEMPLATE = lambda pod: {**META, "spec": [{"replicas": "1", "template": [{**META, "spec": [pod]}]}]}
CRON = lambda pod: {**META, "spec": [{"schedule": "@daily", "job_template": [TEMPLATE(pod)]}]}
WITH_PODS = [("kubernetes_pod", "Pod", lambda pod: {**META, "spec": [pod]}), ("kubernetes_cron_job", "CronJob", CRON)]
WITH_PODS += [(kind, word, TEMPLATE) for kind, word in (
    ("kubernetes_deployment", "Deployment"), ("kubernetes_stateful_set", "StatefulSet"),
    ("kubernetes_daemonset", "DaemonSet"), ("kubernetes_daemon_set", "DaemonSet"), ("kubernetes_job", "Job"),
    ("kubernetes_replication_controller", "ReplicationController"))]


def contained(**more):
    return {**POD, "container": [{**CONTAINER, **more}]}


def secured(**more):
    return contained(security_context=[{**BLOCK, **more}])


# What a pod says, and the rules that it breaks.
PODS = [
    (POD, []),
    (secured(run_as_user="0"), ["non-root"]),
    ({**POD, "security_context": []}, ["non-root", "seccomp"]),
    (secured(read_only_root_filesystem=False), ["read-only-root"]),
    (secured(privileged=True), ["privileged"]),
    (secured(allow_privilege_escalation=True), ["no-escalation"]),
    (secured(capabilities=[{"add": [], "drop": []}]), ["capabilities"]),
    (secured(capabilities=[{"add": ["SYS_ADMIN"], "drop": ["ALL"]}]), ["capabilities"]),
    (secured(seccomp_profile=[{"type": "Unconfined"}]), ["seccomp"]),
    (secured(seccomp_profile=[{"type": "Localhost", "localhost_profile": ""}]), ["seccomp"]),
    *[({**POD, "volume": [{"name": "t", "empty_dir": [], kind: [{"items": []}]}]}, ["tmp"])
      for kind in ("config_map", "secret", "downward_api", "projected")],
    ({**POD, "volume": [{"name": "other", "empty_dir": [{}]}]}, ["tmp"]),
    ({**POD, "volume": [{"name": "t", "persistent_volume_claim": [{"claim_name": "c", "read_only": False}]}]}, []),
    (contained(security_context=[]), ["capabilities", "no-escalation", "read-only-root"]),
    (contained(resources=[{"limits": {"cpu": "1"}, "requests": {}}]), ["limits"]),
    (contained(resources=[{"limits": [{"cpu": "1", "memory": "1Gi"}]}]), []),  # as it was before version 2
    (contained(resources=[]), ["limits"]),
    (contained(image="x:1"), ["digest"]),
    (contained(volume_mount=[]), ["tmp"]),
    ({**POD, "volume": [{"name": "t", "host_path": [{"path": "/x"}]}]}, ["tmp"]),
    (contained(env=[{"name": "DB_PASSWORD", "value": "hunter2hunter2"}]), ["plain-secret"]),
    ({**POD, "host_network": True}, ["host-namespace"]),
    ({**POD, "host_pid": True}, ["host-namespace"]),
    ({**POD, "host_ipc": True}, ["host-namespace"]),
    ({**POD, "init_container": [{**CONTAINER, "image": "y"}]}, ["digest"]),
]

def plan(kind, after, unknown=None, written=None):
    calls = {"m": {"module": {"resources": [{"address": f"{kind}.x", "expressions": written}]}}}
    return json.dumps({"format_version": "1.2", "configuration": {"root_module": {"module_calls": calls}},
                       "resource_changes": [{"address": f'module.m["a.b"].{kind}.x[0]', "type": kind, "change": {
                           "actions": ["create"], "after": after, "after_unknown": unknown or {}}}]})


def test_kinds():
    for kind, word, wrap in WITH_PODS:
        for name in (kind, kind + "_v1"):
            document = judge("hardening", "p.json", plan(name, wrap(POD)))
            expect(name, (document["verdict"], rules(document)), ("pass", []))
            bad = judge("hardening", "p.json", plan(name, wrap(secured(privileged=True))))
            expect(name, [(r["rule"], r["where"]) for r in rows(bad)], [("privileged", f"{word}/w container c")])


def test_fields():
    for pod, expected in PODS:
        document = judge("hardening", "p.json", plan("kubernetes_pod", {**META, "spec": [pod]}))
        expect(pod, rules(document), expected)


def test_later():
    """What is known only after apply is neither pass nor fail, if somebody wrote it."""
    image, block = {"references": ["var.i"]}, [{"limits": {"references": ["var.l"]}}]
    for value, unknown, written, expected in (
            ({"image": None}, {"container": [{"image": True}]}, {"container": [{"image": image}]}, ([], ["digest"])),
            ({"resources": None}, {"container": [{"resources": True}]}, {"container": [{"resources": block}]},
             ([], ["non-root"])),
            ({"resources": [{"requests": {}}]}, {"container": [{"resources": [{"limits": True}]}]},
             {"container": [{"resources": block}]}, ([], ["non-root"])),
            ({"resources": None}, {"container": [{"resources": True}]}, {"container": [{"image": image}]},
             (["limits"], [])),
            ({}, {"container": True}, {"container": image}, ([], ["non-root"])),
            ({"resources": [{"limits": {"memory": "1Gi"}}]},
             {"container": [{"resources": [{"limits": {"cpu": True}}]}]},
             {"container": [{"resources": block}]}, ([], [])),  # a limit, whichever
            # A dynamic block is not in the configuration.
            ({"image": None}, {"container": [{"image": True}]}, {}, ([], ["digest"])),
            ({"security_context": [{**BLOCK, "privileged": None}]},
             {"container": [{"security_context": [{"privileged": True}]}]},
             {"container": [{"image": image}, {"image": image}]}, ([], ["privileged"])),
            ({"security_context": [{**BLOCK, "privileged": None}]},
             {"container": [{"security_context": [{"privileged": True}]}]},
             {"container": [{"image": image}]}, ([], ["privileged"])),
            ({}, {"node_name": True}, {"node_name": image}, ([], []))):
        document = judge("hardening", "p.json", plan(
            "kubernetes_pod", {**META, "spec": [contained(**value)]}, {"spec": [unknown]}, {"spec": [written]}))
        expect((unknown, written), (rules(document), rules(document, "missing")), expected)


def test_texts():
    """What a chart's provider renders, and what others have as YAML, is the very manifest."""
    pods = {"spec": {"containers": [{"name": "c", "image": "x"}]}}
    alone = rules(judge("hardening", "pod.json", json.dumps(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "w"}, **pods})))
    chart = json.dumps({
        "deployment.apps/apps/v1/w": {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "w"},
                                      "spec": {"template": pods}},
        "service/v1/s": {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}}})
    body = "apiVersion: v1\nkind: Pod\nmetadata: {name: w}\nspec:\n  containers:\n  - {name: c, image: x}\n"
    for kind, after, word in (("helm_release", {"manifest": chart}, "Deployment"),
                              ("kubectl_manifest", {"yaml_body": body}, "Pod")):
        document = judge("hardening", "p.json", plan(kind, after))
        expect(kind, (rules(document), {(r["where"], r["line"]) for r in rows(document)}),
               (alone, {(f"{word}/w container c", 1)}))
    for manifest in ("", "{}", "[]", None):
        document = judge("hardening", "p.json", plan("helm_release", {"manifest": manifest}))
        expect(manifest, (document["verdict"], [r["where"] for r in rows(document, "missing")]),
               ("incomplete", ['module.m["a.b"].helm_release.x[0]']))
    refuse("hardening", "p.json", plan("helm_release", {"manifest": "{"}), "p.json:1")
    for after in ([{"spec": []}], "x", {"spec": [{"container": [{}]}]}, {"spec": "x"}, {"spec": [{"container": []}]}):
        document = judge("hardening", "p.json", plan("kubernetes_pod", after))
        expect(after, document["verdict"], "fail" if "{}" in str(after) else "incomplete")


test_kinds()
test_fields()
test_later()
test_texts()
done("planned")
