#!/usr/bin/env python3
"""`gavel check hardening` over objects whose operators make pods, or that name what runs elsewhere.

What each operator makes is as its own reference of the kind says.
Usage: operators_test.py GAVEL
"""
import json

from checking import done, expect, judge, rows, rules

IMAGE = "registry.example/app@sha256:" + "0123456789abcdef" * 4
HARD = {"name": "c", "image": IMAGE, "resources": {"limits": {"cpu": 1, "memory": "1Gi"}},
        "securityContext": {"runAsNonRoot": True, "readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False,
                            "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}},
        "volumeMounts": [{"name": "t", "mountPath": "/tmp"}]}


def pod(*names, **more):
    """A PodSpec of hardened containers; one that begins with '!' is privileged."""
    hard = [{**HARD, "name": name.strip("!"), "securityContext": {
        **HARD["securityContext"], **({"privileged": True} if name.startswith("!") else {})}} for name in names]
    return {"containers": hard, "volumes": [{"name": "t", "emptyDir": {}}], **more}


def template(*names):
    return {"podTemplate": {"spec": pod(*names)}}


def judged(version, kind, spec, **more):
    thing = {"apiVersion": version, "kind": kind, "metadata": {"name": "w"}, **({"spec": spec} if spec else {}), **more}
    beside = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": pod("c")}
    return judge("hardening", "set.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": [beside, thing]}))


KSERVE, SELDON, FLINK = ("serving.kserve.io/v1beta1", "InferenceService"), (
    "machinelearning.seldon.io/v1", "SeldonDeployment"), ("flink.apache.org/v1beta1", "FlinkDeployment")
PROMETHEUS, ELASTIC = ("monitoring.coreos.com/v1", "Prometheus"), ("elasticsearch.k8s.elastic.co/v1", "Elasticsearch")
SPARK, LLM = ("sparkoperator.k8s.io/v1beta2", "SparkApplication"), (
    "serving.kserve.io/v1alpha1", "LLMInferenceService")
MODEL = {"model": {"modelFormat": {"name": "x"}, "storageUri": "s3://b"}}
SERVER = {"name": "p", "graph": {"name": "c", "implementation": "SKLEARN_SERVER", "modelUri": "gs://x"}}
UNIT = {"name": "q", "componentSpecs": [{"spec": pod("c")}], "graph": {"name": "c", "type": "MODEL"}}
RELOADERS = {"initContainers": pod("init-config-reloader")["containers"]}
DRIVER = {"image": IMAGE, "securityContext": HARD["securityContext"], "coreLimit": "1", "memory": "1g",
          "volumeMounts": HARD["volumeMounts"]}

# Something hardened stands in each, and not all that the operator makes.
PARTS = [
    (*KSERVE, {"predictor": MODEL, "transformer": pod("c")}, "predictor"),
    (*KSERVE, {"predictor": {**MODEL, **pod("sidecar")}}, "predictor"),
    (*KSERVE, {"predictor": {"sklearn": {"storageUri": "s3://b"}}, "transformer": pod("c")}, "predictor"),
    (*KSERVE, {"predictor": {"later": {"storageUri": "s3://b"}, **pod("c")}}, "predictor"),
    (*KSERVE, {"predictor": pod("c"), "explainer": {"art": {"type": "SquareAttack"}}}, "explainer"),
    (*KSERVE, {"predictor": pod("c"), "transformer": {"minReplicas": 1}}, "transformer"),
    (*KSERVE, {"predictor": {**pod("c"), "workerSpec": {"pipelineParallelSize": 2}}}, "predictor.workerSpec"),
    (*KSERVE, {"transformer": pod("c")}, "predictor"),
    (*SELDON, {"predictors": [SERVER, UNIT]}, "predictors"),
    (*SELDON, {"predictors": [{**UNIT, "graph": {**UNIT["graph"], "children": [SERVER["graph"] | {"name": "d"}]}}]},
     "predictors"),
    (*PROMETHEUS, pod("sidecar"), "prometheus"),
    (*PROMETHEUS, pod("prometheus"), "config-reloader"),
    (*FLINK, {"image": "flink:1.17", **template("sidecar")}, "flink-main-container"),
    (*FLINK, {"jobManager": template("flink-main-container"), "taskManager": {}}, "taskManager"),
    (*ELASTIC, {"nodeSets": [{"name": "a"}, {"name": "b", **template("elasticsearch")}]}, "elasticsearch"),
    (*ELASTIC, {"nodeSets": [{"name": "a", **template("sidecar")}]}, "elasticsearch"),
    ("rabbitmq.com/v1beta1", "RabbitmqCluster", {"override": {"statefulSet": {"spec": {"template": {
        "spec": pod("sidecar")}}}}}, "rabbitmq"),
    ("postgresql.cnpg.io/v1", "Pooler", {"template": {"spec": pod("sidecar")}}, "pgbouncer"),
    (*LLM, {"template": pod("sidecar")}, "main"),
    (*LLM, {"template": pod("main"), "worker": {}}, "worker"),
    ("trainer.kubeflow.org/v1alpha1", "TrainJob", {"runtimeRef": {"name": "r"}, "podTemplateOverrides": [
        {"spec": pod("c")}]}, "not in the file"),
]

# All that the operator makes stands in each.
WHOLES = [
    (*KSERVE, {"predictor": pod("kserve-container")}), (*KSERVE, {"predictor": pod("c"), "transformer": pod("c")}),
    (*KSERVE, {"predictor": {**MODEL, **pod("kserve-container", "sidecar")}}),
    (*KSERVE, {"predictor": {**pod("c"), "workerSpec": pod("worker-container")}, "explainer": pod("c")}),
    (*KSERVE, {"predictor": pod("c"), "transformer": None}),
    (*SELDON, {"predictors": [UNIT]}),
    (*SELDON, {"predictors": [{**SERVER, "componentSpecs": [{"spec": pod("c")}]}]}),
    (*SELDON, {"predictors": [{**UNIT, "graph": {"name": "ab", "implementation": "RANDOM_ABTEST", "children": [
        {"name": "c"}]}}]}),
    (*PROMETHEUS, pod("prometheus", "config-reloader", **RELOADERS)),
    (*FLINK, template("flink-main-container", "sidecar")),
    (*FLINK, {"jobManager": template("flink-main-container"), "taskManager": template("flink-main-container")}),
    (*ELASTIC, {"nodeSets": [{"name": n, **template("elasticsearch")} for n in "ab"]}),
    (*LLM, {"template": pod("main"), "worker": pod("main")}),
    ("ray.io/v1", "RayCluster", {"headGroupSpec": {"template": {"spec": pod("head")}}, "workerGroupSpecs": [
        {"template": {"spec": pod("worker")}}]}),
    ("kubeflow.org/v1", "PyTorchJob", {"pytorchReplicaSpecs": {"Master": {"template": {"spec": pod("pytorch")}}}}),
    ("serving.knative.dev/v1", "Service", {"template": {"spec": pod("c")}}),
]


def test_parts():
    for version, kind, spec, part in PARTS:
        document = judged(version, kind, spec)
        missing = [(r["where"], part in r["message"]) for r in rows(document, "missing")]
        expect((kind, spec), (document["verdict"], missing), ("incomplete", [(f"{kind}/w", True)]))
        text = json.dumps(spec).replace('"runAsNonRoot": true', '"runAsNonRoot": false')
        document = judged(version, kind, json.loads(text))
        expect((kind, "is judged beside it"), (document["verdict"], set(rules(document)), rules(document, "missing")),
               ("fail", {"non-root"}, ["non-root"]))
    for version, kind, spec in WHOLES:
        document = judged(version, kind, spec)
        expect((kind, spec), (document["verdict"], document["rows"]), ("pass", []))
    for roles in ({"driver": DRIVER}, {"driver": DRIVER, "executor": DRIVER}):
        document = judged(*SPARK, roles)
        expect(("Spark", list(roles)), "of executor is in the file" in json.dumps(document["rows"]),
               "executor" not in roles)


test_parts()
done("operators")
