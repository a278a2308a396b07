#include "libexec/check/iac/model.h"

#include <stdlib.h>
#include <string.h>

// Terraform says what belongs to a bucket in resources of their own.
struct belonging {
	const struct resource *resource;
	struct targets targets;
};

struct belongings {
	struct belonging *at;
	size_t len, room;
};

static void find_belongings(struct model *model, const char *type, struct belongings *out)
{
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		if (!resource_is(resource, type))
			continue;
		struct belonging *belonging = vec_push(out);
		*belonging = (struct belonging){.resource = resource};
		model_targets(model, resource, "bucket", &belonging->targets);
	}
}

static void free_belongings(struct belongings *list)
{
	for (size_t i = 0; i < list->len; i++)
		targets_fini(&list->at[i].targets);
	vec_fini(list);
}

// How many belong to the bucket; *unseen when one may that cannot be followed.
static size_t count_belongings(const struct model *model, const struct belongings *list,
			       const struct resource *bucket, bool *unseen)
{
	size_t count = 0;
	for (size_t i = 0; i < list->len; i++) {
		const struct targets *targets = &list->at[i].targets;
		bool fits = false;
		for (size_t t = 0; t < targets->names.len && !fits; t++)
			fits = model_is_target(model, targets->names.at[t], bucket);
		count += fits;
		*unseen |= !fits && targets->unseen;
	}
	return count;
}

static size_t count_instances(const struct model *model, const struct resource *bucket)
{
	size_t count = 0;
	for (size_t i = 0; i < model->resources.len; i++)
		count += !strcmp(model->resources.at[i].base, bucket->base);
	return count;
}

static void judge_bucket(struct model *model, const struct belongings *list,
			 const struct resource *bucket, const char *rule)
{
	struct judgement j = {0};
	bool unseen = false, encryption = !strcmp(rule, "s3-encryption");
	size_t count = count_belongings(model, list, bucket, &unseen);
	const char *what =
		encryption ? "server-side encryption configuration" : "public access block";
	if (!count && unseen)
		judge(&j, OUTCOME_UNSEEN, "whether a %s is the bucket's is known only later", what);
	else if (!count)
		judge(&j, OUTCOME_FAIL, "no %s belongs to the bucket", what);
	else if (count < count_instances(model, bucket))
		judge(&j, OUTCOME_UNSEEN, "not every one of %s has a %s", bucket->base, what);
	model_result(model, bucket, rule, &j);
	str_fini(&j.why);
}

static bool says_encryption(const struct model *model, const struct resource *bucket)
{
	struct said algorithm =
		model_value(model, bucket,
			    "server_side_encryption_configuration[].rule[]."
			    "apply_server_side_encryption_by_default[].sse_algorithm");
	return algorithm.text && !algorithm.unseen;
}

static bool account_blocks(const struct model *model)
{
	static const char *const FLAGS[] = {"block_public_acls", "block_public_policy",
					    "ignore_public_acls", "restrict_public_buckets"};
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *resource = &model->resources.at[i];
		size_t set = 0;
		if (!resource_is(resource, "aws_s3_account_public_access_block"))
			continue;
		for (size_t k = 0; k < sizeof FLAGS / sizeof *FLAGS; k++)
			set += said_true(model_value(model, resource, FLAGS[k]));
		if (set == sizeof FLAGS / sizeof *FLAGS)
			return true;
	}
	return false;
}

void buckets_judge(struct model *model)
{
	struct belongings keys = {0}, blocks = {0};
	struct judgement fine = {0};
	bool blocked = account_blocks(model);
	find_belongings(model, "aws_s3_bucket_server_side_encryption_configuration", &keys);
	find_belongings(model, "aws_s3_bucket_public_access_block", &blocks);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *bucket = &model->resources.at[i];
		if (!resource_is(bucket, "aws_s3_bucket"))
			continue;
		if (says_encryption(model, bucket))
			model_result(model, bucket, "s3-encryption", &fine);
		else
			judge_bucket(model, &keys, bucket, "s3-encryption");
		if (blocked)
			model_result(model, bucket, "s3-public-access", &fine);
		else
			judge_bucket(model, &blocks, bucket, "s3-public-access");
	}
	free_belongings(&keys);
	free_belongings(&blocks);
}
