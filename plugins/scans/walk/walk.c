#include "plugins/scans/walk/walk.h"

bool walk_refuse(const struct walk *walk, struct err *err, const char *what)
{
	return err_set(err, ERR_INVALID, "%s:%lld: %s", walk->file->name,
		       (long long)doc_line(walk->file->doc), what);
}

bool walk_enter(struct walk *walk, enum node_kind kind, struct err *err)
{
	enum node_kind found;
	if (!doc_kind(walk->file->doc, &found, err))
		return false;
	if (found != kind)
		return walk_refuse(walk, err,
				   kind == NODE_MAP ? "an object was expected"
						    : "a list was expected");
	return doc_enter(walk->file->doc, err);
}

static size_t member_index(const struct walk_member *members, struct slice key)
{
	size_t i = 0;
	while (members[i].name && !slice_is(key, members[i].name))
		i++;
	return i;
}

static bool take_node(struct walk *walk, walk_node *take, struct err *err)
{
	const struct node *node;
	bool good = doc_read(walk->file->doc, &node, err) && take(walk, node, err);
	doc_forget(walk->file->doc);
	arena_fini(&walk->arena);
	return good;
}

static bool take_member(struct walk *walk, const struct walk_member *member, struct err *err)
{
	return member->value ? member->value(walk, err) : take_node(walk, member->node, err);
}

static bool check_required(struct walk *walk, const struct walk_member *members, unsigned seen,
			   struct err *err)
{
	for (size_t i = 0; members[i].name; i++)
		if (members[i].required && !(seen & 1U << i))
			return err_set(err, ERR_INVALID, "%s: there is no '%s' in it",
				       walk->file->name, members[i].name);
	return true;
}

bool walk_map(struct walk *walk, const struct walk_member *members, struct err *err)
{
	unsigned seen = 0;
	struct slice key;
	bool more;
	if (!walk_enter(walk, NODE_MAP, err))
		return false;
	while (doc_next(walk->file->doc, &key, &more, err)) {
		size_t i = more ? member_index(members, key) : 0;
		if (!more)
			return check_required(walk, members, seen, err);
		if (!members[i].name)
			continue;
		seen |= 1U << i;
		if (!take_member(walk, &members[i], err))
			return false;
	}
	return false;
}

bool walk_document(struct walk *walk, const struct walk_member *members, struct err *err)
{
	return walk_map(walk, members, err) && doc_end(walk->file->doc, err);
}

bool walk_items(struct walk *walk, walk_value *take, struct err *err)
{
	bool more;
	if (!walk_enter(walk, NODE_LIST, err))
		return false;
	while (doc_next(walk->file->doc, NULL, &more, err))
		if (!more || !take(walk, err))
			return !more;
	return false;
}

bool walk_list(struct walk *walk, walk_node *take, struct err *err)
{
	bool more;
	if (!walk_enter(walk, NODE_LIST, err))
		return false;
	while (doc_next(walk->file->doc, NULL, &more, err))
		if (!more || !take_node(walk, take, err))
			return !more;
	return false;
}

bool walk_stream(struct walk *walk, walk_node *take, struct err *err)
{
	bool more = true;
	while (more)
		if (!take_node(walk, take, err) || !doc_follows(walk->file->doc, &more, err))
			return false;
	return true;
}

bool walk_report(struct walk *walk, const struct walk_member *head, const struct scan *scan,
		 const struct walk_member *body, struct err *err)
{
	struct scan_file *file = walk->file;
	return walk_document(walk, head, err) && scan_again(file, err) &&
	       scan_begin(file, scan, err) && walk_document(walk, body, err) &&
	       scan_end(file, NULL, err);
}

bool walk_turn(struct scan_file *file, struct walk_turns *turns, enum finding_class class,
	       struct slice target, struct err *err)
{
	if (turns->open && turns->scan.class == class && slice_equal(turns->scan.target, target))
		return true;
	if (turns->open && !scan_end(file, NULL, err))
		return false;
	turns->open = true;
	turns->scan.class = class;
	turns->scan.target = words_keep(file->arena, target);
	return scan_begin(file, &turns->scan, err);
}

bool walk_turns_end(struct scan_file *file, struct walk_turns *turns, struct err *err)
{
	const struct slice none = {0};
	return (turns->open || walk_turn(file, turns, turns->scan.class, none, err)) &&
	       scan_end(file, NULL, err);
}

bool walk_take_version(struct walk *walk, const struct node *node, struct err *err)
{
	struct scan *scan = walk->context;
	(void)err;
	scan->version = words_keep(walk->file->arena, node->text);
	return true;
}

bool walk_take_time(struct walk *walk, const struct node *node, struct err *err)
{
	struct scan *scan = walk->context;
	int64_t at = scan_time(node->text);
	(void)err;
	if (at)
		scan->at = at;
	return true;
}

bool walk_add(struct scan_file *file, const struct scan_finding *finding,
	      const struct walk_fact *facts, struct err *err)
{
	struct arena arena = {0};
	struct node item = {.kind = NODE_MAP}, *last = NULL;
	for (; facts->name; facts++) {
		if (!facts->text.len)
			continue;
		struct node *fact = arena_alloc(&arena, sizeof *fact);
		*fact = (struct node){
			.kind = NODE_TEXT, .key = slice_of(facts->name), .text = facts->text};
		*(last ? &last->next : &item.first) = fact;
		last = fact;
		item.count++;
	}
	file->item = &item;
	bool good = scan_add(file, finding, err);
	file->item = NULL;
	arena_fini(&arena);
	return good;
}
