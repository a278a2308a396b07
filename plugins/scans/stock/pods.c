#include "plugins/scans/formats.h"
#include "plugins/scans/stock/clusters.h"
#include "plugins/scans/words/words.h"

#include "base/digest.h"

#include <string.h>

// `kubectl get pods -A -o json`, which does not name the cluster.

// "docker-pullable://registry/name@sha256:…" without its scheme.
static struct slice without_scheme(struct slice id)
{
	const char *colons = id.len ? memmem(id.at, id.len, "://", 3) : NULL;
	size_t len = colons ? (size_t)(colons - id.at) + 3 : 0;
	return (struct slice){id.len ? id.at + len : "", id.len - len};
}

// An image that was loaded, not pulled, has no registry's digest: the kubelet tells its own id,
// which scanners of such an image tell too.
static bool is_image_id(struct slice id)
{
	return slice_is(slice_cut(&id, ':'), "sha256") && digest_is_hex(id);
}

static void see_container(struct clusters *c, struct running *one, const struct node *status)
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
	clusters_count(c, one);
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

static void see_pod(struct clusters *c, const struct node *pod)
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

// A whole cluster has pods of its own in kube-system: a list of one namespace is of that alone, and
// would take the place of the cluster's.
static void see_spaces(struct clusters *c)
{
	struct slice first = c->all.len ? c->all.at[0].space : (struct slice){0};
	bool one = first.len > 0 && !clusters_category(c).len;
	for (size_t i = 0; one && i < c->all.len; i++)
		one = slice_equal(c->all.at[i].space, first);
	if (one)
		scan_warn(c->file,
			  "all pods are of the namespace %.*s: this list takes the place of the "
			  "cluster's; have one of all (kubectl get pods -A), or a --category for "
			  "each namespace",
			  (int)first.len, first.at);
}

static bool read_pods(struct scan_file *file, struct err *err)
{
	struct clusters c = {.file = file};
	struct slice name = scan_target(file);
	if (!name.len)
		scan_warn(file, "nothing says which cluster it is: it is taken for 'kubernetes', "
				"as any other without --target is");
	clusters_at(&c, name.len ? name : SLICE("kubernetes"));
	bool done = clusters_walk(&c, "items", see_pod, err);
	see_spaces(&c);
	return clusters_end(&c, done);
}

static int detect_pods(const struct scan_sniff *sniff)
{
	enum { ONLY_NAMED = 1 }; // an empty List may be of anything
	const struct node *first = node_at(sniff->json, "items.0");
	struct slice kind = node_text(sniff->json, "kind");
	if (slice_is(kind, "PodList"))
		return 95;
	if (slice_is(kind, "List") && node_at(sniff->json, "items") && !first)
		return ONLY_NAMED;
	return slice_is(kind, "List") && slice_is(node_text(first, "kind"), "Pod") ? 95 : 0;
}

const struct scan_format FORMAT_PODS = {
	.name = "kubernetes-pods",
	.title = "what runs in Kubernetes: kubectl get pods -A -o json",
	.detect = detect_pods,
	.read = read_pods,
};
