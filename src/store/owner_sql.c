#include "store/owner_sql.h"

#include "base/map.h"
#include "base/vec.h"
#include "store/cache_private.h"

#include <stdlib.h>
#include <string.h>

// Of findings that are asked for, most are like one that was: what was found is remembered.
enum { REMEMBERED = 1 << 16 };

struct memory {
	const struct owners *owners;
	struct map places; // of what was asked -> index + 1 into found
	vec(struct owner) found;
	struct str key;
};

static void forget(struct memory *memory)
{
	map_fini(&memory->places);
	memory->found.len = 0;
}

static void memory_free(void *context)
{
	struct memory *memory = context;
	forget(memory);
	vec_fini(&memory->found);
	str_fini(&memory->key);
	free(memory);
}

// Its arguments in one text; a byte that no text has between them, and one for absent.
static struct slice key_of(struct memory *memory, int count, sqlite3_value **values)
{
	str_clear(&memory->key);
	for (int i = 0; i < count; i++) {
		const char *text = (const char *)sqlite3_value_text(values[i]);
		str_add_text(&memory->key, text ? text : "\x1e");
		str_add_char(&memory->key, '\x1f');
	}
	return str_slice(&memory->key);
}

static struct owner find(const struct memory *memory, sqlite3_value **values)
{
	struct owner owner = {"", NULL, 0};
	const struct owner_subject subject = {
		.class = (enum finding_class)sqlite3_value_int(values[0]),
		.target = (const char *)sqlite3_value_text(values[1]),
		.tool = (const char *)sqlite3_value_text(values[2]),
		.package = (const char *)sqlite3_value_text(values[3]),
		.purl = (const char *)sqlite3_value_text(values[4]),
		.file = (const char *)sqlite3_value_text(values[5]),
	};
	owners_find(memory->owners, &subject, &owner);
	return owner;
}

static const struct owner *ask(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct memory *memory = sqlite3_user_data(context);
	bool added;
	if (!memory->owners || !memory->owners->count)
		return NULL;
	if (memory->found.len == REMEMBERED)
		forget(memory);
	int64_t *place = map_put(&memory->places, key_of(memory, count, values), &added);
	if (added) {
		*vec_push(&memory->found) = find(memory, values);
		*place = (int64_t)memory->found.len;
	}
	return &memory->found.at[*place - 1];
}

static void owner_of(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct owner *owner = ask(context, count, values);
	if (owner && *owner->owners)
		sqlite3_result_text(context, owner->owners, -1, SQLITE_TRANSIENT);
}

static void owner_from(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct owner *owner = ask(context, count, values);
	if (!owner || !owner->file)
		return;
	struct str text = {0};
	str_addf(&text, "%s:%d", owner->file, owner->line);
	sqlite3_result_text(context, str_text(&text), -1, SQLITE_TRANSIENT);
	str_fini(&text);
}

static void owner_has(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *owners = (const char *)sqlite3_value_text(values[0]);
	const char *name = (const char *)sqlite3_value_text(values[1]);
	(void)count;
	if (owners && name)
		sqlite3_result_int(context, owners_have(owners, name));
}

enum { ASKED = 6 };

bool owner_sql_register(sqlite3 *db, const struct owners *owners)
{
	static const struct {
		const char *name;
		int arguments;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} FUNCTIONS[] = {{"owner_of", ASKED, owner_of},
			 {"owner_from", ASKED, owner_from},
			 {"owner_has", 2, owner_has}};
	const int flags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
	for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
		struct memory *memory = mem_alloc(sizeof *memory);
		memory->owners = owners;
		if (sqlite3_create_function_v2(db, FUNCTIONS[i].name, FUNCTIONS[i].arguments, flags,
					       memory, FUNCTIONS[i].call, NULL, NULL,
					       memory_free) != SQLITE_OK)
			return false; // which frees it
	}
	return true;
}

void cache_owners(struct cache *cache, const struct owners *owners, int64_t number)
{
	bool same = cache->owners == owners && cache->owners_number == number &&
		    cache->owners_generation == cache->generation;
	if (same || !owner_sql_register(cache->db, owners))
		return; // the functions are in use: the state before is still there
	cache->owners = owners;
	cache->owners_number = number;
	cache->owners_generation = cache->generation;
}
