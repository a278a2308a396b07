#include "libexec/check/iac/model.h"

#include <string.h>

// What the demands of one rule come to on one resource: all that is wrong in one sentence.
struct tally {
	const struct model *model;
	const struct iac_demand *demand;
	bool absent_is_fine; // the account sees to it
	int asked;
	struct judgement judgement;
};

static void add_reason(struct tally *tally, enum check_outcome outcome, const char *what,
		       struct said said)
{
	struct judgement *j = &tally->judgement;
	if (j->outcome == OUTCOME_FAIL && outcome == OUTCOME_UNSEEN)
		return;
	if (j->outcome != outcome)
		str_clear(&j->why);
	j->outcome = outcome;
	if (!j->line)
		j->line = said.line;
	str_addf(&j->why, "%s%s is %.120s", j->why.len ? "; " : "", what,
		 said.text ? said.text : "not set");
}

static void judge_value(void *context, struct said said)
{
	struct tally *tally = context;
	const struct iac_demand *demand = tally->demand;
	tally->asked++;
	bool holds = said.text ? iac_holds(demand, said.text)
			       : demand->absent == IAC_ABSENT_PASSES || tally->absent_is_fine;
	if (said.unseen)
		add_reason(tally, OUTCOME_UNSEEN, demand->what, said);
	else if (!holds)
		add_reason(tally, OUTCOME_FAIL, demand->what, said);
}

// Modules hand on "" for what nobody set.
static bool tells(struct said said)
{
	return said.text && (said.unseen || *said.text);
}

// Whether all that an attribute names is in the file, and so is judged by itself.
static bool is_here(struct model *model, const struct resource *resource, const char *attribute)
{
	struct targets targets = {0};
	struct str path = {0};
	for (; *attribute; attribute++)
		if (!strchr("[]", *attribute))
			str_add_char(&path, *attribute);
	model_targets(model, resource, str_text(&path), &targets);
	bool here = targets.names.len && !targets.unseen;
	for (size_t t = 0; t < targets.names.len && here; t++)
		here = model_target(model, targets.names.at[t], NULL);
	targets_fini(&targets);
	str_fini(&path);
	return here;
}

// What is said elsewhere: a part of something larger takes that one's word, a stream that of where
// it comes from, a queue that of its key.
static bool is_excepted(struct model *model, const struct resource *resource, const char *rule,
			struct judgement *j)
{
	static const struct {
		const char *rule, *type, *other;
		bool holds; // by that alone
	} PARTS[] = {
		{"rds-encryption", "AWS::RDS::DBInstance", "DBClusterIdentifier", false},
		{"data-encryption", "aws_kinesis_firehose_delivery_stream",
		 "kinesis_source_configuration[].role_arn", false},
		{"data-encryption", "aws_kinesis_firehose_delivery_stream",
		 "msk_source_configuration[].topic_name", false},
		{"data-encryption", "aws_kinesis_firehose_delivery_stream",
		 "msk_source_configuration[].msk_cluster_arn", false},
		{"data-encryption", "AWS::KinesisFirehose::DeliveryStream",
		 "KinesisStreamSourceConfiguration.KinesisStreamARN", false},
		{"data-encryption", "AWS::KinesisFirehose::DeliveryStream",
		 "MSKSourceConfiguration.TopicName", false},
		{"data-encryption", "AWS::KinesisFirehose::DeliveryStream",
		 "MSKSourceConfiguration.MSKClusterARN", false},
		{"data-encryption", "aws_sqs_queue", "kms_master_key_id", true},
		{"data-encryption", "AWS::SQS::Queue", "KmsMasterKeyId", true},
		{"tls", "aws_elasticache_cluster", "replication_group_id", false},
		{"tls", "aws_elasticache_replication_group", "global_replication_group_id", false},
		{"tls", "AWS::ElastiCache::ReplicationGroup", "GlobalReplicationGroupId", false},
	};
	for (size_t i = 0; i < sizeof PARTS / sizeof *PARTS; i++) {
		struct said other = {0};
		if (!strcmp(rule, PARTS[i].rule) && resource_is(resource, PARTS[i].type))
			other = model_value(model, resource, PARTS[i].other);
		if (!tells(other))
			continue;
		if (!other.unseen || is_here(model, resource, PARTS[i].other)) {
			if (PARTS[i].holds)
				*j = (struct judgement){.why = j->why};
			return !PARTS[i].holds;
		}
		if (j->outcome == OUTCOME_FAIL)
			judge(j, OUTCOME_UNSEEN, "%s is %.120s, which may leave it to this one",
			      PARTS[i].other, other.text);
	}
	return false;
}

// A replica takes its source's encryption, whatever it says itself.
static const struct {
	const char *type, *source;
} REPLICAS[] = {
	{"aws_db_instance", "replicate_source_db"},
	{"AWS::RDS::DBInstance", "SourceDBInstanceIdentifier"},
	{"AWS::RDS::DBInstance", "SourceDBInstanceArn"},
	{"aws_rds_global_cluster", "source_db_cluster_identifier"},
	{"AWS::RDS::GlobalCluster", "SourceDBClusterIdentifier"},
};

static void judge_replica(struct model *model, const struct resource *resource, struct judgement *j)
{
	for (size_t i = 0; i < sizeof REPLICAS / sizeof *REPLICAS; i++) {
		if (!resource_is(resource, REPLICAS[i].type) ||
		    !tells(model_value(model, resource, REPLICAS[i].source)))
			continue;
		if (is_here(model, resource, REPLICAS[i].source))
			judge(j, OUTCOME_NONE, "a replica is encrypted as its source is");
		else
			judge(j, OUTCOME_UNSEEN,
			      "a replica is encrypted as its source is, which is not in the file");
	}
}

// An image's volume is encrypted as the snapshot that it is made from.
static void judge_image(const struct model *model, const struct resource *resource,
			struct judgement *j)
{
	if (resource_is(resource, "aws_ami") &&
	    tells(model_value(model, resource, "ebs_block_device[].snapshot_id")))
		judge(j, OUTCOME_UNSEEN, "a volume is encrypted as its snapshot is");
}

// ---- Node groups of EKS: without a template theirs are as the account has it ----

static void judge_node_volumes(struct model *model, const struct resource *resource, bool encrypts)
{
	bool is_template = resource_is(resource, "AWS::EKS::Nodegroup");
	const char *key = is_template ? "LaunchTemplate" : "launch_template";
	const struct yaml_node *template = yaml_find(resource->values, key),
			       *unknown = yaml_find(resource->unknown, key);
	struct judgement j = {0};
	if (!is_template && !resource_is(resource, "aws_eks_node_group"))
		return;
	bool has = (template && !yaml_is_null(template) &&
		    (template->kind == YAML_SCALAR || template->child)) ||
		   (unknown && !strcmp(yaml_text(unknown), "true"));
	if (!has && !encrypts)
		judge(&j, OUTCOME_UNSEEN,
		      "%s is not set: whether its volumes are encrypted is the account's to say",
		      key);
	model_result(model, resource, "ebs-encryption", &j);
	str_fini(&j.why);
}

static bool account_encrypts(const struct model *model)
{
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		if (resource_is(resource, "aws_ebs_encryption_by_default") &&
		    !said_is(model_value(model, resource, "enabled"), "false"))
			return true;
	}
	return false;
}

static void judge_rule(struct model *model, const struct resource *resource, const char *rule,
		       bool encrypts)
{
	size_t count;
	const struct iac_demand *demands = iac_demands(&count);
	struct tally tally = {.model = model,
			      .absent_is_fine = encrypts && !strcmp(rule, "ebs-encryption")};
	for (size_t i = 0; i < count; i++) {
		tally.demand = &demands[i];
		if (resource_is(resource, demands[i].type) && !strcmp(demands[i].rule, rule))
			model_values(model, resource, demands[i].path, judge_value, &tally);
	}
	if (!strcmp(rule, "rds-encryption") && tally.judgement.outcome != OUTCOME_PASS)
		judge_replica(model, resource, &tally.judgement);
	if (!strcmp(rule, "ebs-encryption") && tally.judgement.outcome == OUTCOME_FAIL)
		judge_image(model, resource, &tally.judgement);
	if (tally.asked && !is_excepted(model, resource, rule, &tally.judgement))
		model_result(model, resource, rule, &tally.judgement);
	str_fini(&tally.judgement.why);
}

static bool has_demands(const struct resource *resource)
{
	size_t count;
	const struct iac_demand *demands = iac_demands(&count);
	for (size_t i = 0; i < count; i++)
		if (resource_is(resource, demands[i].type))
			return true;
	return false;
}

void demands_judge(struct model *model)
{
	size_t count;
	const struct check_rule *rules = check_rules(CHECK_IAC, &count);
	bool encrypts = account_encrypts(model);
	for (size_t i = 0; i < model->resources.len; i++) {
		judge_node_volumes(model, &model->resources.at[i], encrypts);
		if (!has_demands(&model->resources.at[i]))
			continue;
		for (size_t r = 0; r < count; r++)
			judge_rule(model, &model->resources.at[i], rules[r].id, encrypts);
	}
}
