#include "plugins/scans/stock/csaf.h"

#include "findings/purl.h"

#include <stdlib.h>

static void add_product(struct csaf *c, struct slice id, struct csaf_product product)
{
	bool added;
	if (!id.len)
		return;
	int64_t *index = map_put(&c->ids, id, &added);
	if (!added)
		return;
	*index = (int64_t)c->products.len;
	*vec_push(&c->products) = product;
}

// What is called by the package's own name, as Red Hat calls what no fix has a version for:
// "libxml2", "libxml2.src", "nodejs:18/nodejs".
static bool is_own_name(struct slice name, const struct purl *purl)
{
	struct slice arch = purl_qualifier(purl, "arch"), own = purl->name, rest = name;
	while (rest.at) // what stands behind the last slash
		name = slice_cut(&rest, '/');
	if (!name.at || name.len <= own.len || name.at[own.len] != '.')
		return slice_equal(name, own);
	struct slice end = {name.at + own.len + 1, name.len - own.len - 1};
	name.len = own.len;
	return slice_equal(name, own) && (slice_equal(end, arch) || slice_is(end, "src"));
}

// A purl without a version under a branch of versions is not every version's: it gets the branch's
// version, or its range.
static void narrow(struct csaf *c, struct csaf_product *product, const struct node *branch)
{
	struct purl purl;
	struct str text = {0};
	struct slice category = node_text(branch, "category"), name = node_text(branch, "name");
	if (!name.len || !purl_read(product->name, c->file->arena, &purl) || purl.version.len)
		return;
	if (slice_is(category, "product_version_range"))
		product->versions = stock_keep(c->file, name);
	if (!slice_is(category, "product_version") || is_own_name(name, &purl))
		return;
	purl.version = name;
	purl_add(&purl, &text);
	product->name = stock_keep(c->file, str_slice(&text));
	str_fini(&text);
}

static void add_product_of(struct csaf *c, const struct node *product, const struct node *branch)
{
	static const char *const PATHS[] = {"product_identification_helper.purl",
					    "product_identification_helper.purls.0",
					    "product_identification_helper.cpe", "name"};
	struct slice name = {NULL, 0};
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS && !name.len; i++)
		name = node_text(product, PATHS[i]);
	struct csaf_product named = {.name = stock_keep(c->file, name)};
	narrow(c, &named, branch);
	add_product(c, node_text(product, "product_id"), named);
}

void csaf_add_named(struct csaf *c, const struct node *product)
{
	add_product_of(c, product, NULL);
}

void csaf_add_branch(struct csaf *c, const struct node *branch)
{
	if (node_has(branch, "product"))
		add_product_of(c, node_at(branch, "product"), branch);
	for (NODE_EACH(inner, node_at(branch, "branches")))
		csaf_add_branch(c, inner);
}

struct csaf_product csaf_product(const struct csaf *c, struct slice id)
{
	int64_t *index = map_get(&c->ids, id);
	struct csaf_product none = {.name = id};
	return index ? c->products.at[*index] : none;
}

// "component is part of product" has an id of its own. Versions of the whole cannot be held against
// anything: then it goes by its id, which is nothing else's name.
void csaf_add_relationship(struct csaf *c, const struct node *relationship)
{
	struct csaf_product part = csaf_product(c, node_text(relationship, "product_reference"));
	struct slice whole_id = node_text(relationship, "relates_to_product_reference");
	struct csaf_product whole = csaf_product(c, whole_id);
	add_product(c, node_text(relationship, "full_product_name.product_id"),
		    (struct csaf_product){
			    stock_keep(c->file, part.name),
			    stock_keep(c->file, whole.versions.len ? whole_id : whole.name),
			    part.versions});
}

// ---- Groups ----

// A NUL is in no text.
static void member_key(struct slice group, struct slice id, struct str *out)
{
	str_clear(out);
	str_add_slice(out, group);
	str_add_char(out, 0);
	str_add_slice(out, id);
}

void csaf_add_group(struct csaf *c, const struct node *group)
{
	struct str key = {0};
	for (NODE_EACH(id, node_at(group, "product_ids"))) {
		member_key(node_text(group, "group_id"), id->text, &key);
		map_put(&c->members, str_slice(&key), NULL);
	}
	str_fini(&key);
}

bool csaf_in_group(const struct csaf *c, struct slice group, struct slice id)
{
	struct str key = {0};
	member_key(group, id, &key);
	bool in = map_get(&c->members, str_slice(&key)) != NULL;
	str_fini(&key);
	return in;
}
