#include "libexec/check/iac/model.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Who may do what to a bucket, by its policy or that of a way to it. What is public is Amazon S3's
// own meaning ("Blocking public access", The meaning of "public").

static const struct {
	const char *type, *policy;
	const char *bucket; // whose block keeps a policy from being public; NULL: its own
	bool blocked; // public policies are blocked unless it says otherwise, which a demand judges
} POLICIES[] = {
	{"aws_s3_bucket_policy", "policy", "bucket", false},
	{"aws_s3_bucket", "policy", NULL, false},
	{"aws_s3_access_point", "policy", NULL, true},
	{"aws_s3control_access_point_policy", "policy", "access_point_arn", false},
	{"aws_s3control_bucket_policy", "policy", "bucket", false},
	{"AWS::S3::BucketPolicy", "PolicyDocument", "Bucket", false},
	{"AWS::S3::AccessPoint", "Policy", NULL, true},
};

// ---- One policy ----

static bool has_star(const struct yaml_node *node)
{
	if (node && node->kind == YAML_SCALAR)
		return !strcmp(node->text, "*");
	for (YAML_EACH(child, node))
		if (has_star(child))
			return true;
	return false;
}

static bool is_wide(const char *value)
{
	return !*value || !strcmp(value, "*") || iac_is_world(value);
}

static bool is_narrow(const struct yaml_node *values)
{
	if (values->kind == YAML_SCALAR)
		return !is_wide(values->text);
	for (YAML_EACH(value, values))
		if (value->kind == YAML_SCALAR && is_wide(value->text))
			return false;
	return true;
}

// Who a request comes from; other keys leave everybody in.
static bool is_narrowing_key(const char *key)
{
	static const char *const KEYS[] = {"aws:SourceIp",
					   "aws:VpcSourceIp",
					   "aws:SourceArn",
					   "aws:SourceVpc",
					   "aws:SourceVpce",
					   "aws:SourceOwner",
					   "aws:SourceAccount",
					   "aws:SourceOrgID",
					   "aws:PrincipalOrgID",
					   "aws:PrincipalOrgPaths",
					   "aws:PrincipalAccount",
					   "aws:PrincipalArn",
					   "aws:userid",
					   "s3:DataAccessPointArn",
					   "s3:DataAccessPointAccount"};
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (!strcasecmp(key, KEYS[i]))
			return true;
	return false;
}

// An operator that a request without the key does not pass.
static bool is_narrowing_operator(const char *name)
{
	static const char *const NAMES[] = {"StringEquals", "StringEqualsIgnoreCase",
					    "StringLike",   "ArnEquals",
					    "ArnLike",	    "IpAddress"};
	static const char ANY[] = "ForAnyValue:";
	name += strncasecmp(name, ANY, sizeof ANY - 1) ? 0 : sizeof ANY - 1;
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (!strcasecmp(name, NAMES[i]))
			return true;
	return false;
}

static bool is_narrowed(const struct yaml_node *statement)
{
	for (YAML_EACH(operation, yaml_find(statement, "Condition")))
		for (YAML_EACH(values, operation))
			if (values->key && is_narrowing_operator(operation->key) &&
			    is_narrowing_key(values->key) && is_narrow(values))
				return true;
	return false;
}

static void judge_statement(const struct yaml_node *statement, struct judgement *j)
{
	const struct yaml_node *principal = yaml_find(statement, "Principal"),
			       *but = yaml_find(statement, "NotPrincipal");
	if (function_hides(statement) || check_said(principal).unseen) {
		if (j->outcome == OUTCOME_PASS)
			judge(j, OUTCOME_UNSEEN, "whom a statement lets in is known only later");
		return;
	}
	if (strcasecmp(yaml_text(yaml_find(statement, "Effect")), "Allow") != 0 ||
	    (!but && !has_star(principal)) || is_narrowed(statement))
		return;
	j->line = statement->line;
	judge(j, OUTCOME_FAIL, "a statement allows everybody%s",
	      but ? " but some (NotPrincipal)" : " (Principal \"*\")");
}

static void judge_policy(const struct yaml_node *policy, struct judgement *j)
{
	const struct yaml_node *statements = yaml_find(policy, "Statement");
	if (function_hides(policy) || check_said(statements).unseen)
		judge(j, OUTCOME_UNSEEN, "the policy is known only later");
	else if (statements && statements->kind == YAML_MAP)
		judge_statement(statements, j);
	else
		for (YAML_EACH(statement, statements))
			judge_statement(statement, j);
}

// ---- What is known only later ----

// Bases of buckets that block public access: none of them has a public policy, whatever it will be.
static void find_blocked(struct model *model, struct map *blocked)
{
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		struct targets targets = {0};
		if (resource_is(resource, "AWS::S3::Bucket") &&
		    said_true(model_value(model, resource,
					  "PublicAccessBlockConfiguration.RestrictPublicBuckets")))
			map_put(blocked, slice_of(resource->base), NULL);
		if (resource_is(resource, "aws_s3_bucket_public_access_block") &&
		    said_true(model_value(model, resource, "restrict_public_buckets")))
			model_targets(model, resource, "bucket", &targets);
		for (size_t t = 0; t < targets.names.len; t++)
			map_put(blocked, slice_of(targets.names.at[t]), NULL);
		targets_fini(&targets);
	}
}

static bool has_block(struct model *model, const struct resource *policy, const char *attribute,
		      const struct map *blocked)
{
	struct targets targets = {0};
	if (attribute)
		model_targets(model, policy, attribute, &targets);
	else
		*vec_push(&targets.names) = policy->base;
	bool all = targets.names.len && !targets.unseen;
	for (size_t t = 0; t < targets.names.len && all; t++)
		all = map_get(blocked, slice_of(targets.names.at[t]));
	targets_fini(&targets);
	return all;
}

// ---- All ----

static void judge_text(struct model *model, const char *text, int line, struct judgement *j)
{
	struct yaml_node *policy;
	struct err ignored = {0};
	if (!yaml_parse_json("", slice_of(text), &model->work->arena, &policy, &ignored)) {
		judge(j, OUTCOME_UNSEEN, "the policy cannot be read");
		return;
	}
	check_put_lines(policy, line);
	judge_policy(policy, j);
}

static void judge_row(struct model *model, const struct resource *resource, size_t row,
		      const struct map *blocked)
{
	struct said said = model_value(model, resource, POLICIES[row].policy);
	const struct yaml_node *node = yaml_find(resource->values, POLICIES[row].policy);
	struct judgement j = {0};
	if (said.unseen)
		judge(&j, OUTCOME_UNSEEN, "the policy is known only later");
	else if (said.text && *said.text)
		judge_text(model, said.text, said.line, &j);
	else if (node && node->kind == YAML_MAP)
		judge_policy(node, &j);
	else if (!POLICIES[row].bucket)
		return;
	if (j.outcome == OUTCOME_UNSEEN &&
	    (POLICIES[row].blocked || has_block(model, resource, POLICIES[row].bucket, blocked)))
		j.outcome = OUTCOME_PASS;
	model_result(model, resource, "s3-public-policy", &j);
	str_fini(&j.why);
}

void policies_judge(struct model *model)
{
	struct map blocked = {0};
	find_blocked(model, &blocked);
	for (size_t i = 0; i < model->resources.len; i++)
		for (size_t row = 0; row < sizeof POLICIES / sizeof *POLICIES; row++)
			if (resource_is(&model->resources.at[i], POLICIES[row].type))
				judge_row(model, &model->resources.at[i], row, &blocked);
	map_fini(&blocked);
}
