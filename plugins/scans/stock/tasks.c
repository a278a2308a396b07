#include "plugins/scans/formats.h"
#include "plugins/scans/stock/clusters.h"
#include "plugins/scans/words/words.h"

#include <string.h>

// `aws ecs describe-tasks`. Source: Amazon ECS API Reference, "DescribeTasks": a hundred at most.
enum { TASKS_MOST = 100 };

// What stands behind the last '/' of an ARN.
static struct slice tail_of(struct slice arn)
{
	const char *slash = arn.len ? memrchr(arn.at, '/', arn.len) : NULL;
	return slash ? (struct slice){slash + 1, arn.len - (size_t)(slash + 1 - arn.at)} : arn;
}

// "arn:aws:ecs:REGION:ACCOUNT:cluster/NAME": ACCOUNT/REGION/NAME, for names are few.
static size_t cluster_of_task(struct clusters *c, struct slice arn)
{
	struct slice rest = arn, part[6], name = tail_of(arn);
	for (size_t i = 0; i < 6; i++)
		part[i] = slice_cut(&rest, ':');
	struct str full = {0};
	if (part[4].len && part[3].len)
		str_addf(&full, "%.*s/%.*s/", (int)part[4].len, part[4].at, (int)part[3].len,
			 part[3].at);
	str_add_slice(&full, name);
	size_t cluster = clusters_at(c, str_slice(&full));
	str_fini(&full);
	return cluster;
}

static void see_task(struct clusters *c, const struct node *task)
{
	struct slice group = node_text(task, "group"), rest = group;
	struct slice kind = slice_cut(&rest, ':');
	bool service = slice_is(kind, "service");
	size_t cluster = cluster_of_task(c, node_text(task, "clusterArn"));
	for (NODE_EACH(container, node_at(task, "containers"))) {
		struct running one = {
			.cluster = cluster,
			.workload = service ? rest : tail_of(node_text(task, "taskDefinitionArn")),
			.kind = service ? SLICE("ECS service") : SLICE("ECS task"),
			.image = node_text(container, "image"),
			.replicas = slice_is(node_text(container, "lastStatus"), "RUNNING")};
		words_image(one.image, &one.image, &one.digest);
		if (node_text(container, "imageDigest").len)
			one.digest = node_text(container, "imageDigest");
		clusters_count(c, &one);
	}
}

// A list without tasks names no cluster.
static bool name_empty(struct clusters *c, struct err *err)
{
	struct slice name = scan_target(c->file);
	if (c->names.len)
		return true;
	if (!name.len)
		return err_set(err, ERR_INVALID,
			       "%s: no task, and so nothing says in which cluster none runs; "
			       "--target ACCOUNT/REGION/CLUSTER does",
			       c->file->name);
	clusters_at(c, name);
	return true;
}

static bool read_tasks(struct scan_file *file, struct err *err)
{
	struct clusters c = {.file = file};
	bool done = clusters_walk(&c, "tasks", see_task, err) && name_empty(&c, err);
	if (c.items == TASKS_MOST)
		scan_warn(file, "a hundred tasks, the most that one call describes: the files of a "
				"cluster that has more need a --category each, or replace another");
	return clusters_end(&c, done);
}

static int detect_tasks(const struct scan_sniff *sniff)
{
	enum { ONLY_NAMED = 1 }; // an empty list of tasks may be anybody's
	const struct node *first = node_at(sniff->json, "tasks.0");
	const struct node *tasks = node_member(sniff->json, "tasks");
	if (tasks && tasks->kind == NODE_LIST && !tasks->first)
		return node_has(sniff->json, "failures") ? 95 : ONLY_NAMED;
	return node_has(first, "taskArn") && node_has(first, "clusterArn") ? 95 : 0;
}

const struct scan_format FORMAT_ECS_TASKS = {
	.name = "ecs-tasks",
	.title = "what runs in ECS: aws ecs describe-tasks",
	.detect = detect_tasks,
	.read = read_tasks,
};
