// What runs in clusters, as lists of them tell: containers of one owner and image are counted
// together. The newest list of a cluster is what runs in it, whatever its file is called; a
// person's category parts lists of which none is all of a cluster.
//
//	clusters_walk -> the format's visitor -> clusters_at, clusters_count; clusters_end
#ifndef GAVEL_PLUGINS_SCANS_STOCK_CLUSTERS_H
#define GAVEL_PLUGINS_SCANS_STOCK_CLUSTERS_H

#include "plugins/scans/stock/stock.h"

#include "base/map.h"
#include "base/vec.h"

struct running {
	size_t cluster; // clusters_at
	struct slice space, workload, kind, image, digest;
	int64_t replicas;
};

struct clusters {
	struct scan_file *file;
	vec(struct slice) names;
	struct map keys; // of a running -> index
	vec(struct running) all;
	size_t items; // of the document
	bool page;    // of a longer list
};

// Calls the visitor with each thing of the document's member `list`.
typedef void clusters_visitor(struct clusters *c, const struct node *item);
bool clusters_walk(struct clusters *c, const char *list, clusters_visitor *visit, struct err *err);
// The cluster's place; of a new one too.
size_t clusters_at(struct clusters *c, struct slice name);
void clusters_count(struct clusters *c, const struct running *one);
// What a person calls the list, or empty.
struct slice clusters_category(const struct clusters *c);
// Sends what was counted, if `done`, which it returns, and frees.
bool clusters_end(struct clusters *c, bool done);

#endif
