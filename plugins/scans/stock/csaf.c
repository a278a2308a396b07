#include "plugins/scans/stock/csaf.h"

#include "plugins/scans/formats.h"

#include <stdlib.h>
#include <string.h>

// CSAF 2.0 (and 2.1 where it is the same): its product tree gives ids their names, its
// vulnerabilities say which ids are affected. Read three times: head, tree, vulnerabilities.

// ---- A vulnerability ----

static const struct {
	const char *list, *status;
} STATUSES[] = {
	{"known_affected", "affected"},
	{"first_affected", "affected"},
	{"last_affected", "affected"},
	{"known_not_affected", "not_affected"},
	{"fixed", "fixed"},
	{"first_fixed", "fixed"},
	{"under_investigation", "under_investigation"},
};

static bool names(const struct node *list, struct slice id)
{
	for (NODE_EACH(one, list))
		if (slice_equal(one->text, id))
			return true;
	return false;
}

static bool in_group(const struct csaf *c, const struct node *groups, struct slice id)
{
	for (NODE_EACH(group, groups))
		if (csaf_in_group(c, group->text, id))
			return true;
	return false;
}

// What notes may be: flags name the products that they are of (6.1.32 "Flag without Product
// Reference"), and of threats only impact statements are reasons (4.5 "Profile 5: VEX").
static const struct notes {
	const char *list, *key, *category;
	bool of_all; // a note that names no product is on every one
} FLAGS = {"flags", "label", NULL, false}, IMPACTS = {"threats", "details", "impact", true},
  REMEDIES = {"remediations", "details", NULL, true};

// Red Hat and others write how bad a flaw is as its impact, which is no reason why it is none.
static bool is_rating(const struct notes *kind, const struct node *note)
{
	struct slice text = slice_trim(node_text(note, kind->key));
	return kind->category && finding_level_of(text) != LEVEL_UNKNOWN;
}

static bool is_on(const struct csaf *c, const struct notes *kind, const struct node *note,
		  struct slice id)
{
	const struct node *ids = node_member(note, "product_ids"),
			  *groups = node_member(note, "group_ids");
	if (kind->category && !slice_is(node_text(note, "category"), kind->category))
		return false;
	if (is_rating(kind, note))
		return false;
	return names(ids, id) || in_group(c, groups, id) || (kind->of_all && !ids && !groups);
}

// The first of the notes on a product: a flag's label, what a threat or a remedy says.
static struct slice note_of(const struct csaf *c, const struct notes *kind, const struct node *v,
			    struct slice id)
{
	for (NODE_EACH(note, node_at(v, kind->list)))
		if (is_on(c, kind, note, id))
			return stock_said(note, kind->key);
	return (struct slice){NULL, 0};
}

static enum finding_level level_of(const struct node *vulnerability, struct slice id)
{
	static const char *const SCORES[] = {"cvss_v4", "cvss_v3", "cvss_v2"};
	for (NODE_EACH(score, node_at(vulnerability, "scores"))) {
		if (!names(node_member(score, "products"), id))
			continue;
		for (size_t i = 0; i < sizeof SCORES / sizeof *SCORES; i++) {
			const struct node *cvss = node_member(score, SCORES[i]);
			struct slice word = node_text(cvss, "baseSeverity");
			if (cvss)
				return word.len ? finding_level_of(word)
						: finding_level_of_score(
							  node_text(cvss, "baseScore"), i == 2);
		}
	}
	return LEVEL_UNKNOWN;
}

static void add_ids(struct str *out, const struct node *vulnerability)
{
	str_add_slice(out, node_text(vulnerability, "cve"));
	for (NODE_EACH(id, node_at(vulnerability, "ids"))) {
		struct slice text = node_text(id, "text");
		if (text.len)
			str_addf(out, "%s%.*s", out->len ? " " : "", (int)text.len, text.at);
	}
}

static void send_one(struct csaf *c, struct stock_vex *vex, const struct node *v, struct slice id)
{
	struct csaf_product product = csaf_product(c, id);
	bool clear = slice_is(vex->status, "not_affected");
	vex->product = product.whole.len ? product.whole : product.name;
	vex->component = !product.whole.len ? (struct slice){NULL, 0}
			 : product.name.len ? product.name
					    : id;
	vex->versions = product.versions;
	vex->justification = clear ? note_of(c, &FLAGS, v, id) : (struct slice){NULL, 0};
	vex->text = note_of(c, clear ? &IMPACTS : &REMEDIES, v, id);
	vex->level = level_of(v, id);
	stock_vex(&c->stock, vex);
}

static void send_vulnerability(struct csaf *c, const struct node *v)
{
	struct str ids = {0};
	add_ids(&ids, v);
	struct stock_vex vex = {.format = "csaf",
				.issuer = c->issuer,
				.document = c->document,
				.ids = str_slice(&ids),
				.at = c->at,
				.line = c->line};
	if (!ids.len)
		stock_reject(&c->stock, "a vulnerability without an id", node_text(v, "title"));
	for (size_t i = 0; ids.len && i < sizeof STATUSES / sizeof *STATUSES; i++) {
		const struct node *status = node_member(v, "product_status");
		vex.status = slice_of(STATUSES[i].status);
		for (NODE_EACH(id, node_member(status, STATUSES[i].list)))
			if (!c->draft || slice_is(vex.status, "affected"))
				send_one(c, &vex, v, id->text);
			else
				c->left_out++;
	}
	str_fini(&ids);
}

// ---- The document ----

static bool see_document(struct csaf *c, const struct node *node, struct err *err)
{
	struct slice version = node_text(node, "csaf_version");
	struct slice space = node_text(node, "publisher.namespace");
	c->checked = true;
	c->issuer = stock_keep(c->file, space.len ? space : node_text(node, "publisher.name"));
	c->document = stock_keep(c->file, node_text(node, "tracking.id"));
	c->draft = slice_is(node_text(node, "tracking.status"), "draft");
	c->revision = stock_keep(c->file, node_text(node, "tracking.version"));
	c->at = scan_made(c->file, node_text(node, "tracking.current_release_date"));
	return slice_is(version, "2.0") || slice_is(version, "2.1") ||
	       err_set(err, ERR_INVALID, "%s: CSAF %.*s is not read; 2.0 is", c->file->name,
		       (int)(version.len > 20 ? 20 : version.len), version.len ? version.at : "");
}

typedef void visitor(struct csaf *c, const struct node *item);

static bool walk_list(struct csaf *c, visitor *visit, struct err *err)
{
	struct doc *doc = c->file->doc;
	const struct node *item;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, NULL, &more, err)) && more) {
		c->line = doc_line(doc);
		done = doc_read(doc, &item, err);
		if (done)
			visit(c, item);
		doc_forget(doc);
	}
	return done;
}

// Relationships name what branches and full names declare: those come the second time.
static bool read_tree(struct csaf *c, bool relationships, struct err *err)
{
	struct doc *doc = c->file->doc;
	struct slice key;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more) {
		visitor *visit = slice_is(key, "branches")	       ? csaf_add_branch
				 : slice_is(key, "full_product_names") ? csaf_add_named
				 : slice_is(key, "product_groups")     ? csaf_add_group
				 : slice_is(key, "relationships")      ? csaf_add_relationship
								       : NULL;
		if (visit && (visit == csaf_add_relationship) == relationships)
			done = walk_list(c, visit, err);
	}
	return done;
}

enum pass { HEAD, RELATIONSHIPS, VULNERABILITIES, PASSES };

static bool read_member(struct csaf *c, enum pass pass, struct slice key, struct err *err)
{
	const struct node *node;
	if (pass == HEAD && slice_is(key, "document"))
		return doc_read(c->file->doc, &node, err) && see_document(c, node, err);
	if (pass != VULNERABILITIES && slice_is(key, "product_tree"))
		return read_tree(c, pass == RELATIONSHIPS, err);
	return pass != VULNERABILITIES || !slice_is(key, "vulnerabilities") ||
	       walk_list(c, send_vulnerability, err);
}

static bool walk(struct csaf *c, enum pass pass, struct err *err)
{
	struct doc *doc = c->file->doc;
	struct slice key;
	bool more = true, done = doc_enter(doc, err);
	while (done && (done = doc_next(doc, &key, &more, err)) && more)
		done = read_member(c, pass, key, err);
	return done && doc_end(doc, err);
}

static bool read_all(struct csaf *c, struct err *err)
{
	if (!walk(c, HEAD, err))
		return false;
	if (!c->checked || !c->document.len)
		return err_set(err, ERR_INVALID, "%s: has no document with a tracking id",
			       c->file->name);
	struct slice draft =
		scan_keep(c->file, "%.*s (draft)", (int)c->document.len, c->document.at);
	struct slice key[STOCK_KEY] = {c->issuer, c->draft ? draft : c->document};
	if (!scan_again(c->file, err) || !walk(c, RELATIONSHIPS, err))
		return false;
	stock_begin(&c->stock, c->file, "vex", key, (struct stock_version){c->at, c->revision});
	if (!scan_again(c->file, err) || !walk(c, VULNERABILITIES, err))
		return false;
	if (c->left_out)
		scan_warn(c->file,
			  "it is a draft, which excuses nothing: %lld statements that something "
			  "is not affected, fixed or under investigation are left out",
			  (long long)c->left_out);
	stock_end(&c->stock, NULL);
	return true;
}

static bool read(struct scan_file *file, struct err *err)
{
	struct csaf c = {.file = file};
	bool done = read_all(&c, err);
	map_fini(&c.ids);
	map_fini(&c.members);
	vec_fini(&c.products);
	return done;
}

static int detect(const struct scan_sniff *sniff)
{
	return node_has(sniff->json, "document.csaf_version") ? 100 : 0;
}

const struct scan_format FORMAT_CSAF = {
	.name = "csaf",
	.title = "CSAF 2.0: security advisories and VEX",
	.detect = detect,
	.read = read,
};
