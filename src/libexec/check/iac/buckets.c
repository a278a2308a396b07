#include "libexec/check/iac/belongings.h"

#include <stdlib.h>
#include <string.h>

// How many instances of each base there are.
static void count_instances(const struct model *model, struct map *counts)
{
	for (size_t i = 0; i < model->resources.len; i++)
		++*map_put(counts, slice_of(model->resources.at[i].base), NULL);
}

struct buckets {
	struct model *model;
	struct belongings keys, blocks; // as Terraform says them in resources of their own
	struct map instances;
};

static void judge_bucket(const struct buckets *buckets, const struct resource *bucket,
			 const char *rule)
{
	struct judgement j = {0};
	bool unseen, encryption = !strcmp(rule, "s3-encryption");
	size_t count = belongings_count(encryption ? &buckets->keys : &buckets->blocks,
					buckets->model, bucket, &unseen);
	const char *what =
		encryption ? "server-side encryption configuration" : "public access block";
	if (!count && unseen)
		judge(&j, OUTCOME_UNSEEN, "whether a %s is the bucket's is known only later", what);
	else if (!count)
		judge(&j, OUTCOME_FAIL, "no %s belongs to the bucket", what);
	else if ((int64_t)count < *map_get(&buckets->instances, slice_of(bucket->base)))
		judge(&j, OUTCOME_UNSEEN, "not every one of %s has a %s", bucket->base, what);
	model_result(buckets->model, bucket, rule, &j);
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

static void judge_all(struct buckets *buckets)
{
	struct model *model = buckets->model;
	struct judgement fine = {0};
	bool blocked = account_blocks(model);
	for (size_t i = 0; i < model->resources.len; i++) {
		const struct resource *bucket = &model->resources.at[i];
		if (!resource_is(bucket, "aws_s3_bucket"))
			continue;
		if (says_encryption(model, bucket))
			model_result(model, bucket, "s3-encryption", &fine);
		else
			judge_bucket(buckets, bucket, "s3-encryption");
		if (blocked)
			model_result(model, bucket, "s3-public-access", &fine);
		else
			judge_bucket(buckets, bucket, "s3-public-access");
	}
}

void buckets_judge(struct model *model)
{
	struct buckets buckets = {.model = model};
	belongings_find(model, "aws_s3_bucket_server_side_encryption_configuration", "bucket",
			&buckets.keys);
	belongings_find(model, "aws_s3_bucket_public_access_block", "bucket", &buckets.blocks);
	count_instances(model, &buckets.instances);
	judge_all(&buckets);
	belongings_fini(&buckets.keys);
	belongings_fini(&buckets.blocks);
	map_fini(&buckets.instances);
}
