#include "base/doc/json_private.h"
#include "base/doc/yaml_private.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

// ---- Keys ----

enum { KEYS_FEW = 16 };

static void remember_all(struct key_set *keys)
{
	for (const struct yaml_node *child = keys->map->child; child; child = child->next)
		map_put(&keys->names, slice_of(child->key), NULL);
}

bool key_set_add(struct key_set *keys, const char *key)
{
	bool added = true;
	if (keys->count < KEYS_FEW) {
		added = !yaml_get(keys->map, key);
	} else {
		if (keys->count == KEYS_FEW)
			remember_all(keys);
		map_put(&keys->names, slice_of(key), &added);
	}
	keys->count++;
	return added;
}

void key_set_fini(struct key_set *keys)
{
	map_fini(&keys->names);
}

// ---- JSON ----

struct reader {
	const char *name;
	const char *begin, *at, *end;
	const char *line_at; // where the line begins
	int line;
	int nodes;
	struct arena *arena;
	struct str text; // of the string at hand
	struct err *err;
};

static bool fail(const struct reader *r, const char *what)
{
	return err_set(r->err, ERR_INVALID, "%s:%d:%td: %s", r->name, r->line,
		       r->at - r->line_at + 1, what);
}

static void skip_blanks(struct reader *r)
{
	for (; r->at < r->end; r->at++) {
		if (*r->at == '\n') {
			r->line++;
			r->line_at = r->at + 1;
		} else if (*r->at != ' ' && *r->at != '\t' && *r->at != '\r') {
			return;
		}
	}
}

// Past the byte, when it is the next.
static bool take(struct reader *r, char byte)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != byte)
		return false;
	r->at++;
	return true;
}

// \uXXXX at r->at, which is behind the 'u'; a lone surrogate becomes U+FFFD.
static bool add_unit(struct reader *r)
{
	char bytes[4];
	int32_t unit = json_hex_unit(r->at, r->end);
	if (unit <= 0)
		return fail(r, unit ? "no character after \\u" : "a NUL character");
	r->at += 4;
	uint32_t rune = (uint32_t)unit;
	if (unit >= 0xd800 && unit <= 0xdbff && r->end - r->at > 6 && !memcmp(r->at, "\\u", 2)) {
		int32_t low = json_hex_unit(r->at + 2, r->end);
		if (low >= 0xdc00 && low <= 0xdfff) {
			rune = 0x10000 + ((rune - 0xd800) << 10) + ((uint32_t)low - 0xdc00);
			r->at += 6;
		}
	}
	if (rune >= 0xd800 && rune <= 0xdfff)
		rune = 0xfffd;
	str_add(&r->text, bytes, utf8_encode(rune, bytes));
	return true;
}

static bool add_escape(struct reader *r)
{
	static const char FROM[] = "\"\\/bfnrt", TO[] = "\"\\/\b\f\n\r\t";
	const char *found = r->at < r->end && *r->at ? strchr(FROM, *r->at) : NULL;
	if (found) {
		str_add_char(&r->text, TO[found - FROM]);
		r->at++;
		return true;
	}
	if (r->at == r->end || *r->at != 'u')
		return fail(r, "an escape that JSON does not have");
	r->at++;
	return add_unit(r);
}

// Into r->text; the quote before it is taken already.
static bool read_text(struct reader *r)
{
	str_clear(&r->text);
	for (;;) {
		const char *from = r->at;
		while (r->at < r->end && *r->at != '"' && *r->at != '\\' &&
		       (unsigned char)*r->at >= ' ')
			r->at++;
		str_add(&r->text, from, (size_t)(r->at - from));
		if (r->at == r->end)
			return fail(r, "the text does not end");
		char byte = *r->at;
		if ((unsigned char)byte < ' ')
			return fail(r, "a control character in a text");
		r->at++;
		if (byte == '"')
			return true;
		if (!add_escape(r))
			return false;
	}
}

static struct yaml_node *new_node(struct reader *r, enum yaml_kind kind)
{
	struct yaml_node *node = arena_alloc(r->arena, sizeof *node);
	node->kind = kind;
	node->line = r->line;
	node->column = (int)(r->at - r->line_at) + 1;
	r->nodes++;
	return node;
}

static bool is_number(struct slice word)
{
	size_t i = word.len && word.at[0] == '-';
	size_t digits = i;
	while (i < word.len && word.at[i] >= '0' && word.at[i] <= '9')
		i++;
	if (i == digits || (word.at[digits] == '0' && i > digits + 1))
		return false;
	for (; i < word.len; i++)
		if (!strchr("0123456789.eE+-", word.at[i]))
			return false;
	return true;
}

static bool read_word(struct reader *r, struct yaml_node *node)
{
	const char *from = r->at;
	while (r->at < r->end && *r->at && !strchr(",]} \t\r\n:\"[{", *r->at))
		r->at++;
	struct slice word = {from, (size_t)(r->at - from)};
	if (!slice_is(word, "true") && !slice_is(word, "false") && !slice_is(word, "null") &&
	    !is_number(word)) {
		r->at = from;
		return fail(r, r->at == r->end ? "the document ends too early" : "no value");
	}
	node->text = arena_slice(r->arena, word);
	return true;
}

static bool read_value(struct reader *r, int depth, struct yaml_node **out);

static bool read_key(struct reader *r, struct key_set *keys, const char **key, int *line)
{
	skip_blanks(r);
	*line = r->line;
	if (!take(r, '"'))
		return fail(r, "no key");
	if (!read_text(r))
		return false;
	*key = arena_slice(r->arena, str_slice(&r->text));
	if (!key_set_add(keys, *key))
		return fail(r, arena_printf(r->arena, "key '%.200s' stands twice", *key));
	return take(r, ':') || fail(r, "no ':' after the key");
}

static bool read_members(struct reader *r, struct yaml_node *parent, int depth)
{
	struct key_set keys = {.map = parent};
	struct yaml_node **tail = &parent->child;
	bool map = parent->kind == YAML_MAP, good = true, ended = take(r, map ? '}' : ']');
	while (good && !ended) {
		const char *key = NULL;
		int line = 0;
		good = (!map || read_key(r, &keys, &key, &line)) && read_value(r, depth + 1, tail);
		if (!good)
			break;
		(*tail)->key = key;
		(*tail)->key_line = line;
		tail = &(*tail)->next;
		ended = take(r, map ? '}' : ']');
		good = ended || take(r, ',') || fail(r, "no ',' between values");
	}
	key_set_fini(&keys);
	return good;
}

static bool read_value(struct reader *r, int depth, struct yaml_node **out)
{
	if (depth > FOREIGN_DEPTH)
		return fail(r, "nested too deep");
	if (r->nodes > FOREIGN_NODES)
		return fail(r, "more values than are read of one file");
	skip_blanks(r);
	char byte = r->at < r->end ? *r->at : 0;
	enum yaml_kind kind = byte == '{' ? YAML_MAP : byte == '[' ? YAML_LIST : YAML_SCALAR;
	*out = new_node(r, kind);
	if (kind == YAML_SCALAR && byte != '"')
		return read_word(r, *out);
	r->at++;
	if (kind != YAML_SCALAR)
		return read_members(r, *out, depth);
	if (!read_text(r))
		return false;
	(*out)->text = arena_slice(r->arena, str_slice(&r->text));
	(*out)->quoted = true;
	return true;
}

bool yaml_parse_json(const char *name, struct slice text, struct arena *arena,
		     struct yaml_node **root, struct err *err)
{
	size_t skip = slice_starts(text, "\xef\xbb\xbf") ? 3 : 0;
	struct reader r = {.name = name, .line = 1, .arena = arena, .err = err};
	*root = NULL;
	if (text.len > FOREIGN_BYTES)
		return err_set(err, ERR_INVALID, "%s: larger than %d bytes", name, FOREIGN_BYTES);
	if (utf8_valid(text) < text.len)
		return err_set(err, ERR_INVALID, "%s: byte %zu is not UTF-8", name,
			       utf8_valid(text) + 1);
	r.begin = r.at = r.line_at = text.len ? text.at + skip : "";
	r.end = r.begin + text.len - skip;
	bool good = read_value(&r, 1, root);
	skip_blanks(&r);
	good = good && (r.at == r.end || fail(&r, "something follows the document"));
	str_fini(&r.text);
	return good;
}
