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


def test_elsewhere():
    """Kinds that have pods and no container, and runs of what is named."""
    image = {"repository": "nvcr.io/nim/x", "tag": "1"}
    for version, kind, spec, more in (
            ("apps.nvidia.com/v1alpha1", "NIMService", {"image": image, "resources": {"limits": {"cpu": 1}}}, {}),
            ("nvidia.com/v1alpha1", "DynamoGraphDeployment", {"services": {"Frontend": {}}}, {}),
            ("kaito.sh/v1beta1", "Workspace", None, {"inference": {"preset": {"name": "phi-4"}}}),
            (*LLM, {"model": {"uri": "hf://x"}, "replicas": 2}, {}),
            ("minio.min.io/v2", "Tenant", {"image": "minio/minio:x", "pools": [{"servers": 4}]}, {}),
            ("redis.redis.opstreelabs.in/v1beta2", "Redis", {"kubernetesConfig": {"image": "redis:7"}}, {}),
            ("databases.spotahome.com/v1", "RedisFailover", {"redis": {"replicas": 3, "image": "redis:6"}}, {}),
            ("milvus.io/v1beta1", "Milvus", {"components": {"image": "milvusdb/milvus:v2.4"}}, {}),
            ("clickhouse.altinity.com/v1", "ClickHouseInstallation", {"configuration": {}}, {}),
            ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", {"members": 3}, {}),
            ("opensearch.opster.io/v1", "OpenSearchCluster", {"nodePools": [{"component": "m"}]}, {}),
            ("opentelemetry.io/v1beta1", "OpenTelemetryCollector", {"mode": "deployment"}, {}),
            ("grafana.integreatly.org/v1beta1", "Grafana", {"config": {}}, {}),
            ("kafka.strimzi.io/v1beta2", "KafkaNodePool", {"replicas": 3}, {}),
            ("serving.kserve.io/v1alpha1", "InferenceGraph", {"nodes": {"root": {"steps": []}}}, {}),
            ("argoproj.io/v1alpha1", "Workflow", {"workflowTemplateRef": {"name": "x"}}, {}),
            ("argoproj.io/v1alpha1", "Workflow", {"templates": [{"steps": [[{"templateRef": {"name": "x"}}]]}]}, {}),
            ("argoproj.io/v1alpha1", "CronWorkflow", {"workflowSpec": {"workflowTemplateRef": {"name": "x"}}}, {}),
            ("tekton.dev/v1", "PipelineRun", {"pipelineRef": {"name": "x"}}, {}),
            ("tekton.dev/v1", "PipelineRun", {"pipelineSpec": {"tasks": [{"taskRef": {"name": "x"}}]}}, {}),
            ("tekton.dev/v1", "TaskRun", {"taskRef": {"name": "x"}}, {})):
        document = judged(version, kind, spec, **more)
        expect(kind, (document["verdict"], [r["where"] for r in rows(document, "missing")], "objects" in document),
               ("incomplete", [f"{kind}/w"], False))
    whole = {"inference": {"template": {"spec": pod("c")}}}
    expect("a template of one's own", judged("kaito.sh/v1beta1", "Workspace", None, **whole)["rows"], [])
    # the same name of another group, and what only has one pod's settings
    for version, kind in (("example.com/v1", "Workspace"), ("minio.min.io/v2", "PolicyBinding"), ("v1", "Tenant"),
                          ("tekton.dev/v1", "Pipeline"), ("grafana.integreatly.org/v1beta1", "GrafanaDashboard")):
        document = judged(version, kind, {"taskRef": {"name": "x"}})
        expect(kind, (document["verdict"], document["objects"]), ("pass", f"no container in 1 object of kind {kind}"))
    kinds = ["Role", "Service", "Role", "Quota"]
    things = [{"apiVersion": "v1", "kind": kind, "metadata": {"name": "w"}} for kind in kinds]
    document = judge("hardening", "set.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": pod("c")}, *things]}))
    expect("kinds", document["objects"], "no container in 4 objects of kinds Role, Service, Quota")
    things = [{"apiVersion": "v1", "kind": f"Kind{number}", "metadata": {"name": "w"}} for number in range(2000)]
    document = judge("hardening", "set.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": [
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": pod("c")}, *things]}))
    expect("many kinds", (document["objects"][:38], document["objects"][-10:]),
           ("no container in 2000 objects of kinds ", ", and more"))


test_parts()
test_elsewhere()
done("operators")
