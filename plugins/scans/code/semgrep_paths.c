// What Semgrep looked at. With --verbose it also tells the paths that it skipped.
#include "plugins/scans/code/semgrep.h"

void semgrep_untested(struct walk *walk, struct slice path, struct slice why)
{
	struct scan *scan = walk->context;
	if (!scan->untested++)
		scan->such = WORDS(walk->file->arena, path, SLICE(": "), why);
}

// Files that nobody wanted looked at; for any other reason one was to be looked at and was not.
static bool is_unwanted(struct slice reason)
{
	static const char *const REASONS[] = {
		"always_skipped",
		"binary",
		"cli_exclude_flags_match",
		"cli_include_flags_do_not_match",
		"dotfile",
		"excluded_by_config",
		"gitignore_patterns_match",
		"irrelevant_rule",
		"semgrepignore_patterns_match",
		"wrong_language",
	};
	for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++)
		if (slice_is(reason, REASONS[i]))
			return true;
	return false;
}

static bool take_skipped_path(struct walk *walk, const struct node *node, struct err *err)
{
	struct slice reason = node_text(node, "reason");
	(void)err;
	if (!is_unwanted(reason))
		semgrep_untested(walk, node_text(node, "path"), reason);
	return true;
}

static bool take_scanned_path(struct walk *walk, const struct node *node, struct err *err)
{
	struct scan *scan = walk->context;
	(void)node;
	(void)err;
	scan->looked = true;
	return true;
}

static bool walk_if_list(struct walk *walk, walk_node *take, bool *is_list, struct err *err)
{
	enum node_kind kind;
	if (!doc_kind(walk->file->doc, &kind, err))
		return false;
	*is_list = kind == NODE_LIST;
	return *is_list ? walk_list(walk, take, err) : doc_skip(walk->file->doc, err);
}

static bool take_scanned_paths(struct walk *walk, struct err *err)
{
	struct semgrep *semgrep = walk->context;
	return walk_if_list(walk, take_scanned_path, &semgrep->lists_scanned, err);
}

static bool take_skipped_paths(struct walk *walk, struct err *err)
{
	bool is_list;
	return walk_if_list(walk, take_skipped_path, &is_list, err);
}

bool semgrep_take_paths(struct walk *walk, struct err *err)
{
	static const struct walk_member PATHS[] = {
		{.name = "scanned", .value = take_scanned_paths},
		{.name = "skipped", .value = take_skipped_paths},
		{0},
	};
	enum node_kind kind;
	if (!doc_kind(walk->file->doc, &kind, err))
		return false;
	return kind == NODE_MAP ? walk_map(walk, PATHS, err) : doc_skip(walk->file->doc, err);
}

// Their number is none of ours here, only whether there are any.
bool semgrep_take_results(struct walk *walk, struct err *err)
{
	struct semgrep *semgrep = walk->context;
	bool more = true, done = walk_enter(walk, NODE_LIST, err);
	while (done && (done = doc_next(walk->file->doc, NULL, &more, err)) && more)
		semgrep->has_results = true;
	return done;
}
