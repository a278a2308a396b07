// Sources: the references of the kinds by those who make the operators.
#include "libexec/check/kinds/operators.h"

#include "base/str.h"
#include "libexec/check/hardening/pods.h"
#include "libexec/check/kinds/kinds.h"

#include <string.h>

// ---- Whether a part has the containers of its pods ----

static bool is_in_list(const struct yaml_node *list, const char *name)
{
	for (YAML_EACH(container, list))
		if (!strcmp(yaml_text(yaml_find(container, "name")), name))
			return true;
	return false;
}

// A container of that name in a pod of the part.
static bool has_named(const struct yaml_node *part, const char *name)
{
	for (YAML_EACH(child, part))
		if (pod_is_list(child->key) ? is_in_list(child, name) : has_named(child, name))
			return true;
	return false;
}

static bool has_any(const struct yaml_node *part, const char *name)
{
	(void)name;
	return kinds_is_pod_spec(part);
}

static bool is_map(const struct yaml_node *part, const char *name)
{
	(void)name;
	return part->kind == YAML_MAP;
}

// What KServe runs a runtime for that is registered in the cluster.
static bool is_model(const struct yaml_node *node)
{
	static const char *const KEYS[] = {"model",   "sklearn",     "xgboost",	 "tensorflow",
					   "pytorch", "triton",	     "onnx",	 "pmml",
					   "mlflow",  "huggingface", "lightgbm", "paddle",
					   "alibi",   "art",	     "aix"};
	if (!node->key || yaml_is_null(node))
		return false;
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcmp(node->key, KEYS[i]))
			return true;
	return yaml_find(node, "storageUri") || yaml_find(node, "modelFormat");
}

// A model with an image of its own, or beside the container that KServe puts its runtime into.
static bool has_models(const struct yaml_node *part, const char *name)
{
	bool found = false;
	for (YAML_EACH(child, part)) {
		if (!is_model(child))
			continue;
		if (!kinds_is_container(child, part) && !has_named(part, name))
			return false;
		found = true;
	}
	return found || has_any(part, name);
}

// Of Seldon's graph each unit, but those that its orchestrator is itself.
static bool has_units(const struct yaml_node *specs, const struct yaml_node *unit)
{
	static const char OWN[] = " SIMPLE_MODEL SIMPLE_ROUTER RANDOM_ABTEST AVERAGE_COMBINER ";
	const char *made = yaml_text(yaml_find(unit, "implementation"));
	const char *at = *made ? strstr(OWN, made) : NULL;
	bool own = at && at[-1] == ' ' && at[strlen(made)] == ' ';
	if (!own && !has_named(specs, yaml_text(yaml_find(unit, "name"))))
		return false;
	for (YAML_EACH(child, yaml_find(unit, "children")))
		if (!has_units(specs, child))
			return false;
	return true;
}

static bool has_graph(const struct yaml_node *part, const char *name)
{
	(void)name;
	return has_units(yaml_find(part, "componentSpecs"), yaml_find(part, "graph"));
}

// ---- The tables ----

// Whose containers stand in no object, whatever of them is set in it.
static const struct {
	const char *group, *kind;
} NOWHERE[] = {
	{"serving.kserve.io/", "InferenceGraph"},
	{"serving.kserve.io/", "LocalModelCache"},
	{"apps.nvidia.com/", "NIMService"},
	{"apps.nvidia.com/", "NIMPipeline"},
	{"apps.nvidia.com/", "NIMCache"},
	{"nvidia.com/", "DynamoGraphDeployment"},
	{"nvidia.com/", "DynamoComponentDeployment"},
	{"nvidia.com/", "ClusterPolicy"},
	{"nvidia.com/", "NVIDIADriver"},
	{"kaito.sh/", "RAGEngine"},
	{"kaito.sh/", "InferenceSet"},
	{"kubeai.org/", "Model"},
	{"production-stack.vllm.ai/", "VLLMRuntime"},
	{"production-stack.vllm.ai/", "VLLMRouter"},
	{"mlops.seldon.io/", "Server"},
	{"mlops.seldon.io/", "SeldonRuntime"},
	{"serving.yatai.ai/", "BentoDeployment"},
	{"milvus.io/", "Milvus"},
	{"minio.min.io/", "Tenant"},
	{"redis.redis.opstreelabs.in/", "Redis"},
	{"redis.redis.opstreelabs.in/", "RedisCluster"},
	{"redis.redis.opstreelabs.in/", "RedisReplication"},
	{"redis.redis.opstreelabs.in/", "RedisSentinel"},
	{"databases.spotahome.com/", "RedisFailover"},
	{"app.redislabs.com/", "RedisEnterpriseCluster"},
	{"dragonflydb.io/", "Dragonfly"},
	{"opensearch.opster.io/", "OpenSearchCluster"},
	{"opentelemetry.io/", "OpenTelemetryCollector"},
	{"jaegertracing.io/", "Jaeger"},
	{"loki.grafana.com/", "LokiStack"},
	{"tempo.grafana.com/", "TempoStack"},
	{"operator.victoriametrics.com/", "VMSingle"},
	{"operator.victoriametrics.com/", "VMCluster"},
	{"operator.victoriametrics.com/", "VMAgent"},
	{"acid.zalan.do/", "postgresql"},
	{"postgres-operator.crunchydata.com/", "PostgresCluster"},
	{"pxc.percona.com/", "PerconaXtraDBCluster"},
	{"psmdb.percona.com/", "PerconaServerMongoDB"},
	{"pgv2.percona.com/", "PerconaPGCluster"},
	{"mysql.oracle.com/", "InnoDBCluster"},
	{"k8s.mariadb.com/", "MariaDB"},
	{"cassandra.datastax.com/", "CassandraDatacenter"},
	{"k8ssandra.io/", "K8ssandraCluster"},
	{"scylla.scylladb.com/", "ScyllaCluster"},
	{"pingcap.com/", "TidbCluster"},
	{"argoproj.io/", "ArgoCD"},
	{"operator.knative.dev/", "KnativeServing"},
	{"install.istio.io/", "IstioOperator"},
	{"kafka.strimzi.io/", "Kafka"},
	{"kafka.strimzi.io/", "KafkaNodePool"},
	{"kafka.strimzi.io/", "KafkaConnect"},
	{"kafka.strimzi.io/", "KafkaBridge"},
	{"kafka.strimzi.io/", "KafkaMirrorMaker"},
	{"kafka.strimzi.io/", "KafkaMirrorMaker2"},
	{"postgresql.cnpg.io/", "Cluster"},
	{"kubevirt.io/", "VirtualMachine"},
	{"kubevirt.io/", "VirtualMachineInstance"},
	{"kubevirt.io/", "VirtualMachineInstanceReplicaSet"},
	{"trainer.kubeflow.org/", "TrainJob"},
};

#define LLM	"serving.kserve.io/", "LLMInferenceService"
#define COREOS	"monitoring.coreos.com/"
#define ELASTIC "elasticsearch.k8s.elastic.co/"
#define MODEL	has_models, "kserve-container"
#define FLINK	"flink-main-container", .instead = "podTemplate"

static const struct row {
	const char *group, *kind,
		*part; // of the spec, if there is one; "" is all of it; "a.*" each member of a
	bool (*has)(const struct yaml_node *part, const char *name);
	const char *name;    // of the container
	const char *instead; // a part that may have it as well
	bool optional;	     // made only where the part is there
} ROWS[] = {
	{"", "SparkApplication", "driver", .has = is_map},
	{"", "SparkApplication", "executor", .has = is_map},
	{"", "ScheduledSparkApplication", "template.driver", .has = is_map},
	{"", "ScheduledSparkApplication", "template.executor", .has = is_map},
	{"", "InferenceService", "predictor", .has = MODEL},
	{"", "InferenceService", "predictor.workerSpec", .has = has_any, .optional = true},
	{"", "InferenceService", "transformer", .has = has_any, .optional = true},
	{"", "InferenceService", "explainer", .has = MODEL, .optional = true},
	{LLM, "template", .has = has_named, "main"},
	{LLM, "worker", .has = has_named, "main", .optional = true},
	{LLM, "prefill", .has = has_named, "main", .optional = true},
	{LLM, "router.scheduler", .has = has_named, "main", .optional = true},
	{"", "SeldonDeployment", "predictors.*", .has = has_graph},
	{"flink.apache.org/", "FlinkDeployment", "jobManager", .has = has_named, FLINK},
	{"flink.apache.org/", "FlinkDeployment", "taskManager", .has = has_named, FLINK},
	{"postgresql.cnpg.io/", "Pooler", "template", .has = has_named, "pgbouncer"},
	{COREOS, "Prometheus", "", .has = has_named, "prometheus"},
	{COREOS, "Prometheus", "", .has = has_named, "config-reloader"},
	{COREOS, "PrometheusAgent", "", .has = has_named, "prometheus"},
	{COREOS, "PrometheusAgent", "", .has = has_named, "config-reloader"},
	{COREOS, "Alertmanager", "", .has = has_named, "alertmanager"},
	{COREOS, "Alertmanager", "", .has = has_named, "config-reloader"},
	{COREOS, "ThanosRuler", "", .has = has_named, "thanos-ruler"},
	{ELASTIC, "Elasticsearch", "nodeSets.*", .has = has_named, "elasticsearch"},
	{"kibana.k8s.elastic.co/", "Kibana", "podTemplate", .has = has_named, "kibana"},
	{"mongodbcommunity.mongodb.com/", "MongoDBCommunity", "statefulSet", .has = has_named,
	 "mongod"},
	{"clickhouse.altinity.com/", "ClickHouseInstallation", "templates.podTemplates.*",
	 .has = has_named, "clickhouse"},
	{"grafana.integreatly.org/", "Grafana", "deployment", .has = has_named, "grafana"},
	{"kaito.sh/", "Workspace", "inference.template.spec", .has = has_any},
	{"rabbitmq.com/", "RabbitmqCluster", "override.statefulSet", .has = has_named, "rabbitmq"},
};

// ---- The search ----

static bool is_told(const struct row *row, const struct yaml_node *node, const char *path);

static bool is_told_below(const struct row *row, const struct yaml_node *node, const char *rest)
{
	bool told = node && node->child;
	for (YAML_EACH(child, node))
		told = told && is_told(row, child, rest);
	return told;
}

// Whether the part at the path below a node has its containers.
static bool is_told(const struct row *row, const struct yaml_node *node, const char *path)
{
	size_t len = strcspn(path, ".");
	const char *rest = path + len + (path[len] == '.');
	char key[32];
	if (!len)
		return row->has(node, row->name);
	if (*path == '*')
		return is_told_below(row, node, rest);
	snprintf(key, sizeof key, "%.*s", (int)len, path);
	const struct yaml_node *child = yaml_find(node, key);
	return !child || yaml_is_null(child) ? row->optional : is_told(row, child, rest);
}

static const char *lack_of(const struct row *row, const struct yaml_node *spec, struct arena *arena)
{
	if (spec &&
	    (is_told(row, spec, row->part) || (row->instead && is_told(row, spec, row->instead))))
		return NULL;
	return arena_printf(arena,
			    "its operator makes its pods, and no container%s%s%s%s is in the file",
			    row->name ? " " : "", row->name ? row->name : "",
			    *row->part ? " of " : "", row->part);
}

const char *operators_lack(const struct yaml_node *object, const char *kind, struct arena *arena)
{
	struct slice version = slice_of(yaml_text(yaml_find(object, "apiVersion")));
	const struct yaml_node *spec = yaml_find(object, "spec");
	const char *why = NULL;
	for (size_t i = 0; i < sizeof NOWHERE / sizeof *NOWHERE; i++)
		if (!strcmp(kind, NOWHERE[i].kind) && slice_starts(version, NOWHERE[i].group))
			return "its operator makes its pods, whose containers are not in the file";
	for (size_t i = 0; !why && i < sizeof ROWS / sizeof *ROWS; i++)
		if (!strcmp(kind, ROWS[i].kind) && slice_starts(version, ROWS[i].group))
			why = lack_of(&ROWS[i], spec ? spec : object, arena);
	return why;
}

// ---- Runs ----

static bool has_key(const struct yaml_node *node, const char *key)
{
	for (YAML_EACH(child, node))
		if ((child->key && !strcmp(child->key, key) && !yaml_is_null(child)) ||
		    has_key(child, key))
			return true;
	return false;
}

const char *operators_refer(const struct yaml_node *object, const char *kind)
{
	static const struct {
		const char *group, *kind, *key;
	} RUNS[] = {
		{"argoproj.io/", "Workflow", "workflowTemplateRef"},
		{"argoproj.io/", "Workflow", "templateRef"},
		{"argoproj.io/", "CronWorkflow", "workflowTemplateRef"},
		{"argoproj.io/", "CronWorkflow", "templateRef"},
		{"tekton.dev/", "PipelineRun", "pipelineRef"},
		{"tekton.dev/", "PipelineRun", "taskRef"},
		{"tekton.dev/", "TaskRun", "taskRef"},
	};
	struct slice version = slice_of(yaml_text(yaml_find(object, "apiVersion")));
	for (size_t i = 0; i < sizeof RUNS / sizeof *RUNS; i++)
		if (!strcmp(kind, RUNS[i].kind) && slice_starts(version, RUNS[i].group) &&
		    has_key(yaml_find(object, "spec"), RUNS[i].key))
			return "what it runs is named and not in the object: check what it names";
	return NULL;
}
