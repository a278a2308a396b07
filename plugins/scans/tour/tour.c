#include "plugins/scans/tour/tour.h"

#include <assert.h>
#include <string.h>

enum { PATH = 256 };

// Where the tour is.
struct place {
	char path[PATH];
	size_t len;
	size_t lists; // on the way
};

// Adds a step; false where the path would be longer than any row's.
static bool step(struct place *at, struct slice name)
{
	size_t dot = at->len ? 1 : 0;
	if (at->len + dot + name.len >= PATH)
		return false;
	if (dot)
		at->path[at->len++] = '.';
	if (name.len)
		memcpy(at->path + at->len, name.at, name.len);
	at->len += name.len;
	at->path[at->len] = 0;
	return true;
}

// What the rows want of the value at a place.
struct wish {
	const struct tour_row *row; // whose path it is
	size_t index;
	bool names, items, members; // others lead on: by a name, by "[]", by "{}"
};

// The rest of a path behind a place, NULL when it does not lead through it.
static const char *rest_of(const char *path, const struct place *at)
{
	if (!at->len)
		return *path ? path : NULL;
	return !strncmp(path, at->path, at->len) && path[at->len] == '.' ? path + at->len + 1
									 : NULL;
}

static struct wish wish_at(const struct tour_row *rows, const struct place *at)
{
	struct wish wish = {0};
	for (size_t i = 0; rows[i].path; i++) {
		const char *rest = rest_of(rows[i].path, at);
		if (!strcmp(rows[i].path, at->path)) {
			wish.row = &rows[i];
			wish.index = i;
		} else if (rest) {
			wish.items |= !strncmp(rest, "[]", 2);
			wish.members |= !strncmp(rest, "{}", 2);
			wish.names |= rest[0] != '[' && rest[0] != '{';
		}
	}
	return wish;
}

static bool is_wish(const struct wish *wish)
{
	return wish->row || wish->names || wish->items || wish->members;
}

static bool value(struct tour *tour, const struct tour_row *rows, const struct place *at,
		  struct err *err);

static bool child(struct tour *tour, const struct tour_row *rows, const struct place *at,
		  struct err *err)
{
	struct place below = *at;
	struct wish wish = {0};
	if (step(&below, tour->key) && !strpbrk(below.path + at->len, "[{"))
		wish = wish_at(rows, &below);
	if (!is_wish(&wish)) {
		below = *at;
		step(&below, SLICE("{}"));
	}
	return value(tour, rows, &below, err);
}

static bool item(struct tour *tour, const struct tour_row *rows, const struct place *at,
		 struct err *err)
{
	struct place below = *at;
	tour->index[below.lists++]++;
	return !step(&below, SLICE("[]")) || value(tour, rows, &below, err);
}

static bool children(struct tour *tour, const struct tour_row *rows, const struct place *at,
		     enum node_kind kind, struct err *err)
{
	char name[PATH];
	assert(at->lists < TOUR_LISTS);
	if (!doc_enter(tour->file->doc, err))
		return false;
	if (kind == NODE_LIST)
		tour->index[at->lists] = (size_t)-1;
	for (;;) {
		struct slice key;
		bool more;
		if (!doc_next(tour->file->doc, &key, &more, err))
			return false;
		if (!more)
			return true;
		key.len = key.len < PATH ? key.len : PATH - 1;
		if (key.len)
			memcpy(name, key.at, key.len);
		tour->key = (struct slice){name, key.len};
		if (kind == NODE_LIST ? !item(tour, rows, at, err) : !child(tour, rows, at, err))
			return false;
	}
}

// The first of a list holds.
static void keep_text(struct tour *tour, const struct tour_row *row, const struct node *node)
{
	struct slice *own = (struct slice *)(void *)((char *)tour->own + row->text - 1);
	if (!own->len && node->kind != NODE_LIST && node->kind != NODE_MAP)
		*own = scan_keep_slice(tour->file, node->text);
}

static bool take(struct tour *tour, tour_each *each, struct err *err)
{
	const struct node *node;
	bool ok = doc_read(tour->file->doc, &node, err) && each(tour, node, err);
	doc_forget(tour->file->doc);
	arena_fini(&tour->scratch);
	return ok;
}

bool tour_stream(struct tour *tour, tour_each *each, struct err *err)
{
	bool more = true;
	while (more)
		if (!take(tour, each, err) || !doc_follows(tour->file->doc, &more, err))
			return false;
	return true;
}

static bool leaf(struct tour *tour, const struct tour_row *row, struct err *err)
{
	const struct node *node;
	if (!row->each && !row->text)
		return doc_skip(tour->file->doc, err);
	bool ok = doc_read(tour->file->doc, &node, err);
	if (ok && row->text)
		keep_text(tour, row, node);
	if (ok && row->each)
		ok = row->each(tour, node, err);
	doc_forget(tour->file->doc);
	arena_fini(&tour->scratch);
	return ok;
}

// Whether a value of that kind can be entered as the paths that lead on want it.
static bool fits(const struct tour *tour, const struct wish *wish, const struct place *at,
		 enum node_kind kind, struct err *err)
{
	if (kind == NODE_LIST ? wish->items : kind == NODE_MAP && (wish->names || wish->members))
		return true;
	return err_set(err, ERR_INVALID, "%s:%lld: %s is no %s", tour->file->name,
		       (long long)doc_line(tour->file->doc), at->len ? at->path : "the document",
		       wish->items ? "list" : "object");
}

static bool value(struct tour *tour, const struct tour_row *rows, const struct place *at,
		  struct err *err)
{
	enum node_kind kind;
	struct wish wish = wish_at(rows, at);
	if (!is_wish(&wish))
		return true; // doc_next skips it
	if (!doc_kind(tour->file->doc, &kind, err))
		return false;
	if (kind == NODE_NULL)
		return doc_skip(tour->file->doc, err);
	if (wish.row && wish.index < 64)
		tour->seen |= UINT64_C(1) << wish.index;
	if (wish.row && !wish.names && !wish.items && !wish.members)
		return leaf(tour, wish.row, err);
	if (!fits(tour, &wish, at, kind, err)) {
		if (!wish.row || wish.row->each != tour_maybe)
			return false;
		err_clear(err);
		return doc_skip(tour->file->doc, err);
	}
	if (wish.row && wish.row->each && !wish.row->each(tour, NULL, err))
		return false;
	return children(tour, rows, at, kind, err);
}

bool tour_all(struct tour *tour, const struct tour_row *rows, struct err *err)
{
	struct place root = {0};
	tour->seen = 0;
	return value(tour, rows, &root, err) && doc_end(tour->file->doc, err);
}

bool tour_again(struct tour *tour, struct err *err)
{
	struct scan_file *file = tour->file;
	if (!tour->bytes.len)
		return scan_again(file, err);
	doc_close(file->doc);
	file->doc = doc_open_bytes(tour->bytes, file->name);
	return true;
}

bool tour_scan(struct tour *tour, const struct scan *scan, const struct tour_row *rows,
	       struct err *err)
{
	return scan_begin(tour->file, scan, err) && tour_again(tour, err) &&
	       tour_all(tour, rows, err) && scan_end(tour->file, NULL, err);
}

bool tour_refuse(const struct tour *tour, const char *tool, const char *missing, struct err *err)
{
	return err_set(err, ERR_INVALID, "%s: no report of %s: there is no '%s'", tour->file->name,
		       tool, missing);
}

void tour_fini(struct tour *tour)
{
	arena_fini(&tour->scratch);
}

bool tour_saw(const struct tour *tour, size_t row)
{
	return tour->seen >> row & 1;
}
