#include "plugins/scans/cyclonedx/cyclonedx.h"

#include <string.h>

struct slice cdx_member(const struct node *node, const char *name)
{
	char attribute[32] = "@";
	struct slice text = node_text(node_member(node, name), "");
	const struct node *member = node_member(node, name);
	if (member)
		return member->text;
	strncat(attribute, name, sizeof attribute - 2);
	member = node_member(node, attribute);
	return member ? member->text : text;
}

static void add_licence(struct str *out, struct slice licence)
{
	if (!licence.len)
		return;
	str_add_text(out, out->len ? ", " : "");
	str_add_slice(out, licence);
}

// A licence by its id or name, or an expression; in XML the element says which.
static void add_licences(struct str *out, const struct node *licences)
{
	static const char *const PATHS[] = {"license.id", "license.name", "expression", "id",
					    "name"};
	for (NODE_EACH(item, licences)) {
		struct slice found =
			slice_is(item->key, "expression") ? item->text : (struct slice){NULL, 0};
		for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS && !found.len; i++)
			found = node_text(item, PATHS[i]);
		add_licence(out, found);
	}
}

static struct slice property_of(const struct node *component, const char *name)
{
	for (NODE_EACH(property, node_at(component, "properties")))
		if (slice_is(cdx_member(property, "name"), name))
			return property->text.len ? property->text : node_text(property, "value");
	return (struct slice){NULL, 0};
}

// Where a tool says that it lies.
static struct slice path_of(const struct node *component)
{
	const struct node *places = node_at(component, "evidence.occurrences");
	struct slice path = places ? node_text(places->first, "location") : (struct slice){NULL, 0};
	if (!path.len)
		path = property_of(component, "syft:location:0:path");
	return path.len ? path : property_of(component, "aquasecurity:trivy:FilePath");
}

static void remember(struct cdx *cdx, const struct stock_component *part)
{
	bool added;
	if (!cdx->lists_vulnerabilities || !part->ref.len)
		return;
	int64_t *index = map_put(&cdx->refs, part->ref, &added);
	if (!added)
		return;
	*index = (int64_t)cdx->parts.len;
	*vec_push(&cdx->parts) = (struct cdx_part){
		cdx_keep(cdx, part->name), cdx_keep(cdx, part->version), cdx_keep(cdx, part->purl)};
}

// "NAME@[EPOCH:]VERSION[-RELEASE]" from what Trivy writes in parts.
static void add_source(struct str *out, const struct node *node)
{
	struct slice name = property_of(node, "aquasecurity:trivy:SrcName"),
		     epoch = property_of(node, "aquasecurity:trivy:SrcEpoch"),
		     version = property_of(node, "aquasecurity:trivy:SrcVersion"),
		     release = property_of(node, "aquasecurity:trivy:SrcRelease");
	str_add_slice(out, name);
	if (!name.len || !version.len)
		return;
	str_add_char(out, '@');
	if (epoch.len && !slice_is(epoch, "0"))
		str_addf(out, "%.*s:", (int)epoch.len, epoch.at);
	str_add_slice(out, version);
	if (release.len)
		str_addf(out, "-%.*s", (int)release.len, release.at);
}

static void send_one(struct cdx *cdx, const struct node *node)
{
	struct str licences = {0}, name = {0}, source = {0};
	struct slice group = node_text(node, "group");
	add_licences(&licences, node_at(node, "licenses"));
	add_source(&source, node);
	struct stock_component part = {.type = cdx_member(node, "type"),
				       .name = node_text(node, "name"),
				       .version = node_text(node, "version"),
				       .purl = node_text(node, "purl"),
				       .cpe = node_text(node, "cpe"),
				       .licence = str_slice(&licences),
				       .path = path_of(node),
				       .source = str_slice(&source),
				       .ref = cdx_member(node, "bom-ref")};
	if (group.len && !part.purl.len) {
		str_addf(&name, "%.*s/%.*s", (int)group.len, group.at, (int)part.name.len,
			 part.name.len ? part.name.at : "");
		part.name = str_slice(&name);
	}
	stock_component(&cdx->inventory, &part);
	remember(cdx, &part);
	str_fini(&licences);
	str_fini(&name);
	str_fini(&source);
}

void cdx_component(struct cdx *cdx, const struct node *node)
{
	if (node->kind != NODE_MAP)
		return;
	send_one(cdx, node);
	cdx->nested = cdx->nested || node_has(node, "vulnerabilities");
	for (NODE_EACH(inner, node_at(node, "components")))
		cdx_component(cdx, inner);
}
