#include "plugins/scans/sarif/sarif.h"

#include <stdlib.h>
#include <string.h>

struct slice sarif_keep(struct sarif_run *run, struct slice text)
{
	return (struct slice){text.len ? arena_slice(run->file->arena, text) : NULL, text.len};
}

struct slice sarif_hold(struct sarif_run *run, const struct str *text)
{
	if (!text->len)
		return (struct slice){0};
	return (struct slice){arena_slice(&run->scratch, str_slice(text)), text->len};
}

void sarif_run_fini(struct sarif_run *run)
{
	vec_fini(&run->rules);
	vec_fini(&run->components);
	vec_fini(&run->overrides);
	vec_fini(&run->artifacts);
	vec_fini(&run->bases);
	vec_fini(&run->logical);
	vec_fini(&run->taxa);
	map_fini(&run->by_id);
	arena_fini(&run->scratch);
	str_fini(&run->text);
}

// ---- Lists of small things ----

bool sarif_each(struct doc *doc, sarif_take *take, void *own, struct err *err)
{
	enum node_kind kind;
	bool more, done = doc_kind(doc, &kind, err);
	if (done && kind != NODE_LIST)
		return doc_skip(doc, err);
	done = done && doc_enter(doc, err);
	while ((done = done && doc_next(doc, NULL, &more, err)) && more)
		done = take(own, doc, err);
	return done;
}

struct small {
	struct sarif_run *run;
	void (*take)(struct sarif_run *run, const struct node *item);
};

static bool take_small(void *own, struct doc *doc, struct err *err)
{
	const struct small *small = own;
	const struct node *item;
	if (!doc_read(doc, &item, err))
		return false;
	small->take(small->run, item);
	doc_forget(doc);
	return true;
}

static void take_artifact(struct sarif_run *run, const struct node *item)
{
	*vec_push(&run->artifacts) =
		(struct sarif_artifact){sarif_keep(run, node_text(item, "location.uri")),
					sarif_keep(run, node_text(item, "location.uriBaseId"))};
}

static void take_logical(struct sarif_run *run, const struct node *item)
{
	struct slice name = node_text(item, "fullyQualifiedName");
	*vec_push(&run->logical) = sarif_keep(run, name.len ? name : node_text(item, "name"));
}

// Of the taxonomies only CWE is of use here.
static void take_taxonomy(struct sarif_run *run, const struct node *item)
{
	int64_t index = run->taxonomies++;
	if (run->cwe_index >= 0 || !slice_is(node_text(item, "name"), "CWE"))
		return;
	run->cwe_index = index;
	for (NODE_EACH(taxon, node_at(item, "taxa")))
		*vec_push(&run->taxa) = sarif_keep(run, node_text(taxon, "id"));
}

// §3.17.3: what stands before the last slash tells scans apart, what follows tells runs.
static bool read_automation(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *details;
	if (!doc_read(doc, &details, err))
		return false;
	struct slice id = node_text(details, "id");
	const char *slash = memrchr(id.at ? id.at : "", '/', id.len);
	id.len = slash ? (size_t)(slash - id.at) : 0;
	run->category = sarif_keep(run, id);
	doc_forget(doc);
	return true;
}

static bool read_bases(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *map;
	if (!doc_read(doc, &map, err))
		return false;
	for (NODE_EACH(item, map))
		*vec_push(&run->bases) = (struct sarif_base){
			sarif_keep(run, item->key), sarif_keep(run, node_text(item, "uri")),
			sarif_keep(run, node_text(item, "uriBaseId"))};
	doc_forget(doc);
	return true;
}

// ---- The members ----

static bool read_artifacts(struct sarif_run *run, struct doc *doc, struct err *err)
{
	return sarif_each(doc, take_small, &(struct small){run, take_artifact}, err);
}

static bool read_logical(struct sarif_run *run, struct doc *doc, struct err *err)
{
	return sarif_each(doc, take_small, &(struct small){run, take_logical}, err);
}

static bool read_taxonomies(struct sarif_run *run, struct doc *doc, struct err *err)
{
	return sarif_each(doc, take_small, &(struct small){run, take_taxonomy}, err);
}

static bool note_results(struct sarif_run *run, struct doc *doc, struct err *err)
{
	enum node_kind kind;
	if (!doc_kind(doc, &kind, err))
		return false;
	if (kind != NODE_LIST && kind != NODE_NULL)
		return err_set(err, ERR_INVALID, "%s:%lld: 'results' is no list", run->file->name,
			       (long long)doc_line(doc));
	run->results = kind == NODE_LIST ? SARIF_LIST : SARIF_NULL;
	return run->hasty ? doc_pass(doc, err) : doc_skip(doc, err);
}

static bool refuse_external(struct sarif_run *run, struct doc *doc, struct err *err)
{
	(void)doc;
	return err_set(err, ERR_INVALID,
		       "%s: parts of the report are in other files "
		       "(externalPropertyFileReferences); have the tool write one file",
		       run->file->name);
}

static bool read_conversion(struct sarif_run *run, struct doc *doc, struct err *err)
{
	const struct node *conversion;
	if (!doc_read(doc, &conversion, err))
		return false;
	sarif_note_failure(run, node_at(conversion, "invocation"));
	doc_forget(doc);
	return true;
}

static const struct {
	const char *name;
	bool (*read)(struct sarif_run *run, struct doc *doc, struct err *err);
} MEMBERS[] = {
	{"tool", sarif_read_tool},
	{"results", note_results},
	{"artifacts", read_artifacts},
	{"invocations", sarif_read_invocations},
	{"logicalLocations", read_logical},
	{"originalUriBaseIds", read_bases},
	{"versionControlProvenance", sarif_read_provenance},
	{"automationDetails", read_automation},
	{"taxonomies", read_taxonomies},
	{"properties", sarif_read_properties},
	{"conversion", read_conversion},
	{"externalPropertyFileReferences", refuse_external},
};

static bool read_member(struct sarif_run *run, struct slice key, struct doc *doc, struct err *err)
{
	for (size_t i = 0; i < sizeof MEMBERS / sizeof *MEMBERS; i++)
		if (slice_is(key, MEMBERS[i].name))
			return MEMBERS[i].read(run, doc, err);
	return true;
}

bool sarif_read_run(struct sarif_run *run, struct doc *doc, struct err *err)
{
	struct slice key;
	bool more;
	if (!doc_enter(doc, err))
		return false;
	while (doc_next(doc, &key, &more, err)) {
		if (!more)
			return true;
		if (!read_member(run, key, doc, err))
			return false;
	}
	return false;
}
