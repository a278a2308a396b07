#include "plugins/scans/formats.h"
#include "plugins/scans/stock/stock.h"
#include "plugins/scans/words/words.h"

#include "base/digest.h"
#include "base/map.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

// What runs: `kubectl get pods -A -o json` and `aws ecs describe-tasks`. Containers of one owner
// and image are counted together.

struct running {
	struct slice space, workload, kind, image, digest;
	int64_t replicas;
};

struct cluster {
	struct scan_file *file;
	struct slice name;
	bool page;	 // of a longer list
	struct map keys; // of a running -> index
	struct {
		struct running *at;
		size_t len, room;
	} all;
};

// "docker-pullable://registry/name@sha256:…" without its scheme.
static struct slice without_scheme(struct slice id)
{
	const char *colons = id.len ? memmem(id.at, id.len, "://", 3) : NULL;
	size_t len = colons ? (size_t)(colons - id.at) + 3 : 0;
	return (struct slice){id.len ? id.at + len : "", id.len - len};
}

static void count(struct cluster *c, const struct running *one)
{
	struct str key = {0};
	bool added;
	const struct slice parts[] = {one->space, one->workload, one->kind, one->image,
				      one->digest};
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		str_add_slice(&key, parts[i]);
		str_add_char(&key, 0);
	}
	int64_t *index = map_put(&c->keys, str_slice(&key), &added);
	str_fini(&key);
	if (added) {
		*index = (int64_t)c->all.len;
		*vec_push(&c->all) = (struct running){
			stock_keep(c->file, one->space),  stock_keep(c->file, one->workload),
			stock_keep(c->file, one->kind),	  stock_keep(c->file, one->image),
			stock_keep(c->file, one->digest), 0};
	}
	c->all.at[*index].replicas += one->replicas;
}

// `part` tells lists of one cluster apart, where one list is not all of it.
static void send_all(struct cluster *c, struct slice part)
{
	struct stock stock;
	struct slice key[STOCK_KEY] = {c->name, part};
	stock_begin(&stock, c->file, "workloads", key, (struct stock_version){0});
	for (size_t i = 0; i < c->all.len; i++) {
		const struct running *one = &c->all.at[i];
		struct stock_workload w = {c->name,    one->space,  one->workload, one->kind,
					   one->image, one->digest, one->replicas};
		stock_workload(&stock, &w);
	}
	stock_end(&stock, c->page ? SCAN_PAGE : NULL);
}

static void forget(struct cluster *c)
{
	map_fini(&c->keys);
	vec_fini(&c->all);
}

typedef void visitor(struct cluster *c, const struct node *item);

static bool walk_list(struct cluster *c, visitor *visit, struct err *err)
{
	struct doc *doc = c->file->doc;
	const struct node *item;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		done = doc_read(doc, &item, err);
		if (done)
			visit(c, item);
		doc_forget(doc);
	}
	return done;
}

static bool walk(struct cluster *c, const char *list, visitor *visit, struct err *err)
{
	struct doc *doc = c->file->doc;
	struct slice key;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more)
		done = slice_is(key, list) ? walk_list(c, visit, err)
					   : scan_see_page(c->file, key, &c->page, err);
	return done && doc_end(doc, err);
}

// ---- Kubernetes ----

// An image that was loaded, not pulled, has no registry's digest: the kubelet tells its own id,
// which scanners of such an image tell too.
static bool is_image_id(struct slice id)
{
	return slice_is(slice_cut(&id, ':'), "sha256") && digest_is_hex(id);
}

static void see_container(struct cluster *c, struct running *one, const struct node *status)
{
	struct slice id = without_scheme(node_text(status, "imageID")), ignored, pulled;
	one->image = node_text(status, "image");
	words_image(one->image, &one->image, &one->digest);
	words_image(id, &ignored, &pulled);
	if (pulled.len)
		one->digest = pulled;
	else if (!one->digest.len && is_image_id(id))
		one->digest = id;
	one->replicas = node_has(status, "state.running");
	count(c, one);
}

// A Deployment's ReplicaSets are named by it and the label that it puts on their pods.
// Source: Kubernetes, "Deployments", "Pod-template-hash label".
static void name_deployment(struct running *one, const struct node *pod)
{
	struct slice hash = node_text(pod, "metadata.labels.pod-template-hash");
	struct slice name = one->workload;
	if (!slice_is(one->kind, "ReplicaSet") || !hash.len || name.len < hash.len + 2 ||
	    name.at[name.len - hash.len - 1] != '-')
		return;
	name.len -= hash.len + 1;
	if (memcmp(name.at + name.len + 1, hash.at, hash.len) != 0)
		return;
	one->workload = name;
	one->kind = SLICE("Deployment");
}

static void see_pod(struct cluster *c, const struct node *pod)
{
	const struct node *owner = node_at(pod, "metadata.ownerReferences.0");
	struct running one = {.space = node_text(pod, "metadata.namespace"),
			      .workload = node_text(owner, "name"),
			      .kind = node_text(owner, "kind")};
	if (!slice_is(node_text(pod, "kind"), "Pod") && node_has(pod, "kind"))
		return;
	if (!owner) {
		one.workload = node_text(pod, "metadata.name");
		one.kind = SLICE("Pod");
	}
	name_deployment(&one, pod);
	for (NODE_EACH(status, node_at(pod, "status.containerStatuses")))
		see_container(c, &one, status);
}

static bool read_pods(struct scan_file *file, struct err *err)
{
	const char *target = json_string_value(json_object_get(file->request->config, "target"));
	struct cluster c = {.file = file,
			    .name = slice_of(target && *target ? target : "kubernetes")};
	bool done = walk(&c, "items", see_pod, err);
	if (done)
		send_all(&c, SLICE(""));
	forget(&c);
	return done;
}

static int detect_pods(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "items.0");
	struct slice kind = node_text(sniff->json, "kind");
	if (slice_is(kind, "PodList"))
		return 95;
	return slice_is(kind, "List") && slice_is(node_text(first, "kind"), "Pod") ? 95 : 0;
}

const struct scan_format FORMAT_PODS = {
	.name = "kubernetes-pods",
	.title = "what runs in Kubernetes: kubectl get pods -A -o json",
	.detect = detect_pods,
	.read = read_pods,
};

// ---- ECS ----

// What stands behind the last '/' of an ARN.
static struct slice tail_of(struct slice arn)
{
	const char *slash = arn.len ? memrchr(arn.at, '/', arn.len) : NULL;
	return slash ? (struct slice){slash + 1, arn.len - (size_t)(slash + 1 - arn.at)} : arn;
}

static void see_task(struct cluster *c, const struct node *task)
{
	struct slice group = node_text(task, "group"), rest = group;
	struct slice kind = slice_cut(&rest, ':');
	bool service = slice_is(kind, "service");
	if (!c->name.len)
		c->name = stock_keep(c->file, tail_of(node_text(task, "clusterArn")));
	for (NODE_EACH(container, node_at(task, "containers"))) {
		struct running one = {
			.workload = service ? rest : tail_of(node_text(task, "taskDefinitionArn")),
			.kind = service ? SLICE("ECS service") : SLICE("ECS task"),
			.image = node_text(container, "image"),
			.replicas = slice_is(node_text(container, "lastStatus"), "RUNNING")};
		words_image(one.image, &one.image, &one.digest);
		if (node_text(container, "imageDigest").len)
			one.digest = node_text(container, "imageDigest");
		count(c, &one);
	}
}

// A call describes a hundred tasks at most: a cluster's are in several files, each of which
// replaces what was read under its name.
static bool read_tasks(struct scan_file *file, struct err *err)
{
	struct cluster c = {.file = file};
	bool done = walk(&c, "tasks", see_task, err);
	if (!c.name.len)
		c.name = stock_unnamed(file);
	if (done)
		send_all(&c, slice_of(file->name));
	forget(&c);
	return done;
}

static int detect_tasks(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "tasks.0");
	return node_has(first, "taskArn") && node_has(first, "clusterArn") ? 95 : 0;
}

const struct scan_format FORMAT_ECS_TASKS = {
	.name = "ecs-tasks",
	.title = "what runs in ECS: aws ecs describe-tasks",
	.detect = detect_tasks,
	.read = read_tasks,
};
