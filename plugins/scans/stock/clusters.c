#include "plugins/scans/stock/clusters.h"

#include <stdlib.h>

// There are few.
size_t clusters_at(struct clusters *c, struct slice name)
{
	size_t i = 0;
	while (i < c->names.len && !slice_equal(c->names.at[i], name))
		i++;
	if (i == c->names.len)
		*vec_push(&c->names) = stock_keep(c->file, name);
	return i;
}

void clusters_count(struct clusters *c, const struct running *one)
{
	struct str key = {0};
	bool added;
	const struct slice parts[] = {one->space, one->workload, one->kind, one->image,
				      one->digest};
	str_addf(&key, "%zu", one->cluster);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		str_add_char(&key, 0);
		str_add_slice(&key, parts[i]);
	}
	int64_t *index = map_put(&c->keys, str_slice(&key), &added);
	str_fini(&key);
	if (added) {
		*index = (int64_t)c->all.len;
		*vec_push(&c->all) = (struct running){one->cluster,
						      stock_keep(c->file, one->space),
						      stock_keep(c->file, one->workload),
						      stock_keep(c->file, one->kind),
						      stock_keep(c->file, one->image),
						      stock_keep(c->file, one->digest),
						      0};
	}
	c->all.at[*index].replicas += one->replicas;
}

struct slice clusters_category(const struct clusters *c)
{
	const json_t *config = c->file->request->config;
	const char *text = json_string_value(json_object_get(config, "category"));
	return slice_of(text ? text : "");
}

static void send_one(struct clusters *c, size_t cluster)
{
	struct stock stock;
	struct slice name = c->names.at[cluster], category = clusters_category(c);
	struct slice key[STOCK_KEY] = {name, category};
	stock_begin(&stock, c->file, "workloads", key, (struct stock_version){0});
	for (size_t i = 0; i < c->all.len; i++) {
		const struct running *one = &c->all.at[i];
		struct stock_workload w = {name,       one->space,  one->workload, one->kind,
					   one->image, one->digest, one->replicas};
		if (one->cluster == cluster)
			stock_workload(&stock, &w);
	}
	stock_end(&stock, c->page ? SCAN_PAGE : NULL);
}

bool clusters_end(struct clusters *c, bool done)
{
	for (size_t i = 0; done && i < c->names.len; i++)
		send_one(c, i);
	vec_fini(&c->names);
	map_fini(&c->keys);
	vec_fini(&c->all);
	return done;
}

// ---- The document ----

static bool walk_list(struct clusters *c, clusters_visitor *visit, struct err *err)
{
	struct doc *doc = c->file->doc;
	const struct node *item;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		done = doc_read(doc, &item, err);
		if (done)
			visit(c, item);
		c->items++;
		doc_forget(doc);
	}
	return done;
}

bool clusters_walk(struct clusters *c, const char *list, clusters_visitor *visit, struct err *err)
{
	struct doc *doc = c->file->doc;
	struct slice key;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more)
		done = slice_is(key, list) ? walk_list(c, visit, err)
					   : scan_see_page(c->file, key, &c->page, err);
	return done && doc_end(doc, err);
}
