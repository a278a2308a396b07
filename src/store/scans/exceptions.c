// Entries of exception files: claims that are shown beside what they hide.
#include "findings/ids.h"
#include "store/scans/scan_fold.h"

struct entry {
	struct fold *fold;
	const struct json_record *record;
	struct str words; // texts of the record; room is made before any is taken
};

static struct slice word(struct entry *entry, const char *name)
{
	return fold_word(entry->fold, json_find(entry->record, name), &entry->words);
}

static struct sql_value text_or_null(struct slice text)
{
	return text.len ? (struct sql_value){.kind = SQL_TEXT, .text = text}
			: (struct sql_value){0};
}

static struct sql_value int_or_null(const struct json_record *record, const char *name)
{
	return json_find(record, name) ? SQL_I(json_int_or(record, name, 0))
				       : (struct sql_value){0};
}

// A flaw's canonical id, a rule's present one.
static void add_name(struct str *out, struct slice id)
{
	bool flaw = slice_starts(id, "CVE-") || slice_starts(id, "GHSA-") ||
		    slice_starts(id, "cve-") || slice_starts(id, "ghsa-");
	if (flaw)
		ids_add(out, id);
	else
		rule_add(out, id);
}

// "**/x" of a file's path is x in any folder, also none; GLOB's star goes over slashes.
static void add_glob(struct str *out, struct slice path)
{
	for (size_t i = 0; i < path.len; i++) {
		bool two = path.at[i] == '*' && i + 1 < path.len && path.at[i + 1] == '*';
		str_add_char(out, path.at[i]);
		if (two)
			i += i + 2 < path.len && path.at[i + 2] == '/' ? 2 : 1;
	}
}

static void add_as_is(struct str *out, struct slice text)
{
	str_add_slice(out, text);
}

// Lines as a JSON list.
static void list_lines(struct str *out, struct slice lines, void (*add)(struct str *, struct slice))
{
	struct json_out json = {.to = out};
	json_open_list(&json, NULL);
	while (lines.len) {
		struct str one = {0};
		add(&one, slice_cut(&lines, '\n'));
		json_slice(&json, NULL, str_slice(&one));
		str_fini(&one);
	}
	json_close_list(&json);
}

static bool is_of_files(const struct fold_scope *scope)
{
	return !slice_starts(slice_of(scope->key), "[\"snyk\""); // whose paths are dependencies'
}

bool fold_exception(struct fold *fold, const struct json_record *record, struct err *err)
{
	enum { ROOM = 8 * 65536 };
	struct entry entry = {.fold = fold, .record = record};
	struct str name = {0}, globs = {0}, packages = {0};
	struct fold_scope *scope;
	if (!fold_scope_of(fold, record, &scope, err))
		return false;
	if (scope->older)
		return true;
	str_reserve(&entry.words, ROOM);
	struct slice id = word(&entry, "id"), paths = word(&entry, "paths");
	struct slice purls = word(&entry, "purls");
	add_name(&name, id);
	if (paths.len && is_of_files(scope))
		list_lines(&globs, paths, add_glob);
	if (purls.len)
		list_lines(&packages, purls, add_as_is);
	struct sql_value values[] = {
		SQL_I(scope->id),
		SQL_I(json_int_or(record, "in", 0)),
		SQL_I(json_int_or(record, "line", 0)),
		{.kind = SQL_TEXT, .text = id.len ? id : SLICE("")},
		SQL_T(str_text(&name)),
		text_or_null(word(&entry, "class")),
		text_or_null(paths),
		text_or_null(purls),
		text_or_null(str_slice(&globs)),
		text_or_null(str_slice(&packages)),
		text_or_null(word(&entry, "other")),
		text_or_null(word(&entry, "reason")),
		text_or_null(word(&entry, "told")),
		int_or_null(record, "until"),
		SQL_I(json_bool_or(record, "unreadable", false)),
		int_or_null(record, "place_line"),
	};
	bool done = cache_run(fold->cache, "add_exception", values, sizeof values / sizeof *values,
			      err);
	str_fini(&entry.words);
	str_fini(&name);
	str_fini(&globs);
	str_fini(&packages);
	return done;
}
