#include "plugins/bill/names.h"

#include <string.h>

enum { NAME_MOST = 500 };

void names_fini(struct names *names)
{
	map_fini(&names->ids);
	map_fini(&names->texts);
	for (size_t i = 0; i < NAMES_KINDS; i++)
		str_fini(&names->last[i]);
}

static bool is_last(const struct str *last, struct slice id, struct slice name)
{
	return last->len == id.len + name.len && memcmp(last->at, id.at, id.len) == 0 &&
	       memcmp(last->at + id.len, name.at, name.len) == 0;
}

void names_note(struct names *names, enum names_of kind, struct slice id, struct slice name)
{
	struct str *last = &names->last[kind];
	if (!id.len || !name.len || name.len > NAME_MOST || is_last(last, id, name))
		return;
	str_clear(last);
	str_add_slice(last, id);
	str_add_slice(last, name);
	*map_put(&names->ids, id, NULL) = (int64_t)map_intern(&names->texts, name);
}

void names_send(const struct names *names, struct plug_out *out, int scope)
{
	struct str line = {0};
	for (size_t i = 0; i < names->ids.len; i++) {
		const struct map_entry *id = &names->ids.entries[i];
		const struct map_entry *name = &names->texts.entries[id->value];
		struct json_out json = {.to = &line};
		json_open_map(&json, NULL);
		json_text(&json, "t", "account");
		json_int(&json, "scope", scope);
		json_slice(&json, "id", (struct slice){id->key, id->key_len});
		json_slice(&json, "name", (struct slice){name->key, name->key_len});
		json_close_map(&json);
		plug_send(out, &line);
	}
	str_fini(&line);
}
