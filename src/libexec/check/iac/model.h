// Resources of a plan or a template, their values, and whom they refer to: what libexec/check/plans
// reads and this folder judges. Private to both.
#ifndef GAVEL_LIBEXEC_CHECK_IAC_MODEL_H
#define GAVEL_LIBEXEC_CHECK_IAC_MODEL_H

#include "base/map.h"
#include "base/vec.h"
#include "findings/check/iac.h"
#include "libexec/check/check.h"
#include "libexec/check/functions.h"

// A template's resource stands here once for every way that its conditions may fall.
struct resource {
	const char *type;    // "aws_s3_bucket", "AWS::S3::Bucket"
	const char *address; // "module.a.aws_s3_bucket.x[0]"; of a template its logical name
	const char *base;    // the same without [0]: what references name
	const char *module;  // "module.a." or ""
	const struct yaml_node *values;
	const struct yaml_node *unknown;     // a plan's after_unknown, or NULL
	const struct yaml_node *expressions; // of a plan's configuration, or NULL
	const struct yaml_node *loop;	     // and what it loops over, or NULL
	int line;
	bool judged; // by any rule
};

// What a resource is called by: its base, or a known value.
struct name {
	const char *text;
	bool is_value;
	size_t at; // of what is called so
};

struct names {
	struct name *at;
	size_t len, room;
};

// A module of a plan's configuration, and its call in the module above.
struct module {
	const struct yaml_node *node, *call;
};

struct model {
	struct check_work *work;
	bool is_template;   // CloudFormation
	const char *inside; // "aws_cloudformation_stack.a: " before the names of a template in a
			    // plan, or NULL
	const struct yaml_node *root;
	vec(struct resource) resources;
	struct names names;    // of the resources, in order
	struct map defined;    // names of a template's resources
	struct map module_ids; // "module.a." -> its place in
	vec(struct module) modules;
	int64_t steps;		  // of following references; bounded
	struct variants variants; // of the properties at hand
	struct map said;	  // results of a template's resources
};

enum { MODEL_STEPS = 2000000 };

// Reads the document; false in *is when it is no plan or template.
bool plan_read(struct model *model, const struct yaml_node *document, bool *is, struct err *err);
bool template_read(struct model *model, const struct yaml_node *document, bool *is,
		   struct err *err);
void model_fini(struct model *model);
// What of a plan is made by CloudFormation's types is handed on as one template after the other.
typedef void template_fn(struct model *inner);
void nested_each(struct model *plan, template_fn *each);
// Something that is made is not in the file, and so nothing says that it is right.
void model_lack(struct model *model, const char *subject, int line, const char *why);

// ---- Values ----

typedef void value_fn(void *context, struct said said);

// Each value at a path: "root_block_device[].encrypted". A list that is not there gives one absent
// value, "Ebs?" and "volumes?[]" none; null is absent. A value known only after apply is unseen, if
// the configuration sets it.
void model_values(const struct model *model, const struct resource *resource, const char *path,
		  value_fn *each, void *context);
// The first of them.
struct said model_value(const struct model *model, const struct resource *resource,
			const char *path);
// The same below a node that is an item of such a list, whose own unknown part is given.
struct said model_item_value(const struct yaml_node *item, const struct yaml_node *unknown,
			     const char *key);
// A template's value with parameters' defaults in place of !Ref; another node as it is.
const struct yaml_node *template_value(const struct model *model, const struct yaml_node *node);

// ---- References ----

// Bases of resources that an attribute refers to, and "=TEXT" for a literal text; *unseen is set
// when some of it leads out of the file and its value is not known.
struct targets {
	vec(const char *) names;
	bool unseen;
	bool any; // and may come back: a local value, unlike a parameter, may be any of the file
};
// The attribute may be a path: "ec2_attributes.subnet_id", in every item of the lists on it.
void model_targets(struct model *model, const struct resource *resource, const char *attribute,
		   struct targets *out);
void targets_fini(struct targets *targets);
void plan_targets(struct model *model, const struct resource *resource, const char *attribute,
		  struct targets *out);
void template_targets(struct model *model, const struct resource *resource, const char *attribute,
		      struct targets *out);
typedef void target_fn(void *context, const struct yaml_node *node);
void targets_each(const struct yaml_node *node, struct slice path, target_fn *each, void *context);
void template_node_targets(struct model *model, const struct yaml_node *node, struct targets *out);
// Finds out what all resources are called by, before the first of these is asked.
void model_name(struct model *model);
// The next resource behind `after` that a target is, by its base or by one of its known values; the
// first for NULL. Several may be: each instance, each way that a template's may turn out.
const struct resource *model_target(const struct model *model, const char *target,
				    const struct resource *after);

// ---- Rules ----

bool resource_is(const struct resource *resource, const char *type);
void model_result(struct model *model, const struct resource *resource, const char *rule,
		  const struct judgement *judgement);
void demands_judge(struct model *model);
void listeners_judge(struct model *model);  // of load balancers
void classics_judge(struct model *model);   // and of classic ones
void parameters_judge(struct model *model); // of databases' groups of them
void buckets_judge(struct model *model);
void nodes_judge(struct model *model);
void groups_judge(struct model *model);
void policies_judge(struct model *model);
void planes_judge(struct model *model); // control planes that are no machines of ours

#endif
