#include "plugins/scans/secrets/leak.h"

static struct slice either(const struct node *node, const char *name, const char *old)
{
	return node_has(node, name) ? node_text(node, name) : node_text(node, old);
}

struct leak leak_of(const struct node *node)
{
	return (struct leak){
		.rule = either(node, "RuleID", "rule"),
		.title = node_text(node, "Description"),
		.file = either(node, "File", "file"),
		.secret = either(node, "Secret", "offender"),
		.commit = either(node, "Commit", "commit"),
		.print = node_text(node, "Fingerprint"),
		.link = either(node, "Link", "leakURL"),
		.line = node_int(node, "StartLine", node_int(node, "lineNumber", 0)),
		.end_line = node_int(node, "EndLine", 0),
	};
}

// With --redact the secret reads REDACTED, or its beginning and "...".
static struct slice unless_redacted(struct slice secret)
{
	bool redacted = slice_is(secret, "REDACTED") || slice_ends(secret, "...");
	return redacted ? (struct slice){0} : secret;
}

bool leak_add(struct scan_file *file, const struct leak *leak, struct arena *arena, struct err *err)
{
	struct scan_finding finding = {
		.class = FINDING_SECRET,
		.level = LEVEL_HIGH,
		.from = SLICE("assumed"),
		.rule = leak->rule,
		.title = leak->title.len ? leak->title : leak->rule,
		.file = words_path(leak->file, arena),
		.line = leak->line,
		.end_line = leak->end_line,
		.secret = unless_redacted(leak->secret),
		.print = leak->print,
		.link = leak->link,
	};
	if (leak->commit.len)
		finding.text = WORDS(arena, SLICE("in commit "), leak->commit);
	// The whole record has the secret in more than one place, and an author's address.
	const struct tour_fact facts[] = {
		{"RuleID", leak->rule},	  {"Description", leak->title}, {"File", leak->file},
		{"Commit", leak->commit}, {"Fingerprint", leak->print}, {NULL, {NULL, 0}}};
	return tour_add(file, &finding, facts, err);
}

bool leak_begin(struct scan_file *file, const char *partial, struct err *err)
{
	struct scan scan = {
		.tool = SLICE("gitleaks"), .class = FINDING_SECRET, .partial = slice_of(partial)};
	return scan_begin(file, &scan, err);
}
