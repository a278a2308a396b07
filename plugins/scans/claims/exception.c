#include "plugins/scans/claims/exception.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "findings/target.h"
#include "plugins/scans/hide/hide.h"

enum { CHUNK = 64 * 1024, WORD = 4096 };

static bool read_all(struct exceptions *all, struct err *err)
{
	struct scan_file *file = all->file;
	struct str bytes = {0};
	size_t len = 1;
	bool ok = true;
	while (ok && len && bytes.len <= EXCEPTIONS_MAX_BYTES) {
		str_reserve(&bytes, CHUNK);
		ok = source_read(file->source, bytes.at + bytes.len, CHUNK, &len, err);
		bytes.len += ok ? len : 0;
	}
	if (ok && bytes.len > EXCEPTIONS_MAX_BYTES)
		ok = err_set(err, ERR_INVALID,
			     "%s: more than %d MB, which no file of exceptions has", file->name,
			     EXCEPTIONS_MAX_BYTES / 1024 / 1024);
	all->text = (struct slice){arena_slice(&all->arena, str_slice(&bytes)), bytes.len};
	str_fini(&bytes);
	all->text = utf8_unmarked(all->text);
	return ok;
}

bool exceptions_begin(struct exceptions *all, struct scan_file *file, const char *tool,
		      struct err *err)
{
	*all = (struct exceptions){.file = file};
	if (!read_all(all, err))
		return false;
	struct slice target = target_folded(scan_target(file), &all->arena);
	const char *key[] = {tool, arena_slice(&all->arena, target), file->name};
	const struct scan_scope scope = {
		.kind = "exceptions", .mode = "replace", .key = key, .key_count = 3, .at = 0};
	all->scope = scan_scope(file, &scope);
	if (!target.len)
		scan_warn(file,
			  "nobody says what these exceptions are for: they are shown beside "
			  "findings of any target; name it with --target NAME, or `target` of "
			  "the source");
	return true;
}

// Whole characters of a text, not more than a line can hold of each.
static struct slice capped(struct exceptions *all, struct slice text)
{
	text = hide_known(&all->arena, text);
	if (text.len <= WORD)
		return text;
	text.len = WORD;
	while (text.len && ((unsigned char)text.at[text.len] & 0xc0) == 0x80)
		text.len--;
	return text;
}

static void put_until(struct str *line, struct slice until)
{
	struct err ignored;
	int64_t time;
	if (until.len && clock_parse(until, &time, &ignored)) {
		str_add_text(line, ",\"until\":");
		str_add_int(line, time);
	} else if (until.len) {
		str_add_text(line, ",\"unreadable\":true");
	}
}

void exception_send(struct exceptions *all, const struct exception *exception)
{
	const struct {
		const char *key;
		struct slice text;
	} words[] = {{"id", exception->id},	  {"class", exception->class},
		     {"paths", exception->paths}, {"purls", exception->purls},
		     {"other", exception->other}, {"reason", exception->reason},
		     {"told", exception->until}};
	struct str line = {0};
	str_addf(&line, "{\"t\":\"exception\",\"scope\":%d,\"in\":%d", all->scope,
		 all->file->input);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		scan_put_word(all->file, &line, words[i].key, capped(all, words[i].text));
	put_until(&line, exception->until);
	if (exception->place_line)
		str_addf(&line, ",\"place_line\":%lld", (long long)exception->place_line);
	str_addf(&line, ",\"line\":%lld}", (long long)exception->line);
	plug_send(all->file->out, &line);
	str_fini(&line);
	all->count++;
}

bool exceptions_end(struct exceptions *all, bool ok, struct err *err)
{
	(void)err;
	if (ok)
		scan_scope_end(all->file, all->scope, all->count, NULL);
	arena_fini(&all->arena);
	return ok;
}

// ---- Text ----

bool exceptions_yaml(struct exceptions *all, struct yaml_node **root, struct err *err)
{
	return yaml_parse(all->file->name, all->text, &all->arena, root, err);
}

struct slice yaml_slice(const struct yaml_node *node)
{
	if (!node || yaml_is_null(node) || node->kind != YAML_SCALAR)
		return (struct slice){0};
	return slice_of(node->text);
}

struct slice yaml_lines(struct exceptions *all, const struct yaml_node *node)
{
	struct str text = {0};
	if (!node || node->kind != YAML_LIST)
		return yaml_slice(node);
	for (const struct yaml_node *item = node->child; item; item = item->next) {
		struct slice one = yaml_slice(item);
		if (text.len && one.len)
			str_add_char(&text, '\n');
		str_add_slice(&text, one);
	}
	struct slice out = {arena_slice(&all->arena, str_slice(&text)), text.len};
	str_fini(&text);
	return out;
}

bool has_line(struct slice text, const char *begins)
{
	while (text.len)
		if (slice_starts(slice_cut(&text, '\n'), begins))
			return true;
	return false;
}
