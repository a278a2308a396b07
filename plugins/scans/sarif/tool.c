#include "plugins/scans/sarif/sarif.h"

#include <string.h>
#include <strings.h>

enum { RULES_MOST = 200000, TITLE_KEPT = 300 };

static bool holds(struct slice text, const char *word)
{
	size_t len = strlen(word);
	for (size_t at = 0; at + len <= text.len; at++)
		if (!strncasecmp(text.at + at, word, len))
			return true;
	return false;
}

struct slice sarif_tool(const struct sarif_run *run)
{
	return run->components.len ? run->components.at[0].name : (struct slice){0};
}

// ---- Rules ----

static void add_relations(struct str *cwe, const struct node *list)
{
	for (NODE_EACH(item, list))
		if (slice_is(node_text(item, "target.toolComponent.name"), "CWE"))
			sarif_add_cwe(cwe, node_at(item, "target.id"));
}

// As Checkov and KICS name what is no more than a secret; their rules have no tags.
static bool is_of_secrets(const struct node *node)
{
	return slice_starts(node_text(node, "id"), "CKV_SECRET") ||
	       slice_starts(node_text(node, "name"), "Passwords And Secrets");
}

// All that it is of are credentials which stand in the code.
static bool is_of_credentials(struct slice cwe)
{
	static const char *const NUMBERS[] = {"CWE-798", "CWE-259", "CWE-321"};
	bool all = cwe.len > 0;
	for (struct slice word = slice_word(&cwe); all && word.len; word = slice_word(&cwe)) {
		all = false;
		for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
			all |= slice_is(word, NUMBERS[i]);
	}
	return all;
}

// As Semgrep names rules of a pack of secrets: "generic.secrets.security.detected-…".
static bool is_of_pack(struct slice id)
{
	while (id.len)
		if (slice_is(slice_cut(&id, '.'), "secrets"))
			return true;
	return false;
}

static void take_words(struct sarif_run *run, struct sarif_rule *rule, const struct node *node)
{
	struct str cwe = {0}, ids = {0}, named = {0};
	struct slice text = node_text(node, "fullDescription.text");
	enum trivy_kind kind;
	sarif_add_cwe(&cwe, node_at(node, "properties.cwe"));
	add_relations(&cwe, node_at(node, "relationships"));
	sarif_add_ids(&ids, rule->id);
	rule->kind = is_of_secrets(node) ? TRIVY_SECRET : -1;
	for (NODE_EACH(tag, node_at(node, "properties.tags"))) {
		if (holds(tag->text, "cwe"))
			sarif_add_cwe(&cwe, tag);
		sarif_add_ids(&ids, tag->text);
		if (rule->kind < 0 && trivy_kind_of(tag->text, &kind))
			rule->kind = (int)kind;
	}
	rule->cwe = sarif_keep(run, str_slice(&cwe));
	rule->credentials = is_of_credentials(rule->cwe);
	rule->secrets = is_of_pack(rule->id);
	if (slice_starts(text, "("))
		sarif_add_ids(&named, slice_cut(&text, ')'));
	rule->ids = sarif_keep(run, str_slice(&ids));
	rule->named = sarif_keep(run, str_slice(&named));
	str_fini(&cwe);
	str_fini(&ids);
	str_fini(&named);
}

static struct slice first_of(const struct node *node, const char *a, const char *b)
{
	struct slice text = node_text(node, a);
	return text.len ? text : node_text(node, b);
}

// A hash of what it says.
static int64_t words_of(const struct scan_rule *told)
{
	const struct slice texts[] = {told->name, told->help, told->link};
	uint64_t hash = 0;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		hash = hash * 31 + hash_bytes(texts[i].len ? texts[i].at : "", texts[i].len);
	return (int64_t)hash;
}

static void keep_rule(struct sarif_run *run, const struct node *node, const struct scan_rule *told)
{
	struct slice title = first_of(node, "shortDescription.text", "fullDescription.text");
	title.len = title.len < TITLE_KEPT ? title.len : TITLE_KEPT;
	struct sarif_rule rule = {
		.id = sarif_keep(run, node_text(node, "id")),
		.title = sarif_keep(run, title),
		.link = sarif_keep(run, node_text(node, "helpUri")),
		.level = sarif_keep(run, node_text(node, "defaultConfiguration.level")),
		.severity = sarif_keep(run, node_text(node, "properties.security-severity")),
		.messages = sarif_keep_messages(run, node_at(node, "messageStrings")),
		.off = !node_bool(node, "defaultConfiguration.enabled", true),
		.words = words_of(told),
	};
	rule.scored = finding_level_of_score(rule.severity, false);
	take_words(run, &rule, node);
	*vec_push(&run->rules) = rule;
	bool added;
	int64_t *index = map_put(&run->by_id, rule.id, &added);
	if (added)
		*index = (int64_t)run->rules.len;
}

// What the second reading tells of a rule, for people.
static struct scan_rule telling_of(const struct node *node)
{
	return (struct scan_rule){
		node_text(node, "id"), first_of(node, "name", "shortDescription.text"),
		first_of(node, "fullDescription.text", "help.text"), node_text(node, "helpUri")};
}

// The first keeps what results need.
static bool take_rule(struct sarif_run *run, const struct node *node, struct err *err)
{
	const struct scan_rule told = telling_of(node);
	if (!run->telling) {
		keep_rule(run, node, &told);
		return true;
	}
	if (run->told == run->rules.len)
		return true; // the file has changed, which its end tells
	const struct sarif_rule *rule = &run->rules.at[run->told++];
	if (!sarif_is_told(run, rule))
		return true;
	if (!sarif_go_on(run, rule, err))
		return false;
	scan_rule(run->file, &told);
	return true;
}

static bool read_rule(void *own, struct doc *doc, struct err *err)
{
	struct sarif_run *run = own;
	const struct node *rule;
	if (!run->telling && run->rules.len == RULES_MOST)
		return err_set(err, ERR_INVALID, "%s: more than %d rules", run->file->name,
			       RULES_MOST);
	if (!doc_read(doc, &rule, err) || !take_rule(run, rule, err))
		return false;
	doc_forget(doc);
	return true;
}

// ---- Components ----

static bool read_text(struct sarif_run *run, struct doc *doc, struct slice *out, struct err *err)
{
	const struct node *text;
	if (!doc_read(doc, &text, err))
		return false;
	if (text->kind == NODE_TEXT)
		*out = sarif_keep(run, text->text);
	doc_forget(doc);
	return true;
}

static bool read_messages(struct sarif_run *run, struct doc *doc, const struct node **out,
			  struct err *err)
{
	const struct node *map;
	if (!doc_read(doc, &map, err))
		return false;
	*out = sarif_keep_messages(run, map);
	doc_forget(doc);
	return true;
}

static bool read_component_member(struct sarif_run *run, struct slice key,
				  struct sarif_component *c, struct err *err)
{
	struct doc *doc = run->file->doc;
	struct slice version = {0};
	if (slice_is(key, "name"))
		return read_text(run, doc, &c->name, err);
	if (slice_is(key, "guid"))
		return read_text(run, doc, &c->guid, err);
	if (slice_is(key, "semanticVersion"))
		return read_text(run, doc, &c->version, err);
	if (slice_is(key, "version")) {
		bool done = read_text(run, doc, &version, err);
		c->version = c->version.len ? c->version : version;
		return done;
	}
	if (slice_is(key, "globalMessageStrings"))
		return read_messages(run, doc, &c->messages, err);
	return !slice_is(key, "rules") || sarif_each(doc, read_rule, run, err);
}

static bool read_component(struct sarif_run *run, struct sarif_component *out, struct err *err)
{
	struct doc *doc = run->file->doc;
	struct slice key;
	bool more;
	*out = (struct sarif_component){.first = run->rules.len};
	if (!doc_enter(doc, err))
		return false;
	while (doc_next(doc, &key, &more, err)) {
		out->count = run->rules.len - out->first;
		if (!more)
			return true;
		if (!read_component_member(run, key, out, err))
			return false;
	}
	return false;
}

static bool read_extension(void *own, struct doc *doc, struct err *err)
{
	struct sarif_run *run = own;
	struct sarif_component extension;
	(void)doc;
	if (!read_component(run, &extension, err))
		return false;
	if (!run->telling)
		*vec_push(&run->components) = extension;
	return true;
}

// The driver is the first component, wherever it stands.
bool sarif_read_tool(struct sarif_run *run, struct doc *doc, struct err *err)
{
	struct slice key;
	bool more;
	if (!run->components.len)
		*vec_push(&run->components) = (struct sarif_component){0};
	if (!doc_enter(doc, err))
		return false;
	while (doc_next(doc, &key, &more, err)) {
		struct sarif_component driver;
		if (!more)
			return true;
		bool is_driver = slice_is(key, "driver");
		if (is_driver ? !read_component(run, &driver, err)
			      : slice_is(key, "extensions") &&
					!sarif_each(doc, read_extension, run, err))
			return false;
		if (is_driver && !run->telling)
			run->components.at[0] = driver;
	}
	return false;
}
