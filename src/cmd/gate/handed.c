#include "cmd/gate/gate.h"

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cmd/terminal/interrupt.h"
#include "collect/collect.h"
#include "collect/files.h"
#include "collect/sandbox/folder.h"
#include "findings/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ---- The home ----

// The person's configuration, but for where things are kept.
static bool open_session(const struct session *outer, struct handed *handed, struct err *err)
{
	char *cache = file_join(handed->home, "cache.db");
	struct config_overrides overrides = {.config = outer->config_file, .cache = cache};
	handed->session = (struct session){.now = outer->now, .max_age = -1};
	bool done = config_load(&overrides, &handed->session.config, err);
	free(cache);
	return done;
}

// ---- The imports ----

static void on_message(void *context, char level, const char *text)
{
	struct str safe = {0};
	(void)context;
	if (level != 'W')
		return; // an error is the import's own
	utf8_add_safe(&safe, slice_of(text), false);
	fprintf(stderr, "warning: %s\n", str_text(&safe));
	str_fini(&safe);
}

// What a word of the command line says of a file: [TARGET][#CATEGORY]=[FORMAT:]PATH. A file that is
// there by that very name is that file.
struct told {
	struct slice target, category;
	const char *format; // the arena's
	const char *path;
};

static bool is_format(struct slice word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-", word.at[i]))
			return false;
	return word.len > 0;
}

static struct told read_word(const char *word, struct arena *arena)
{
	struct told told = {.path = word};
	const char *cut = file_exists(word) ? NULL : strrchr(word, '=');
	if (cut) {
		told.category = (struct slice){word, (size_t)(cut - word)};
		told.target = slice_cut(&told.category, '#');
		told.path = cut + 1;
	}
	cut = file_exists(told.path) ? NULL : strchr(told.path, ':');
	if (!cut || strncmp(cut, "://", 3) == 0)
		return told;
	struct slice format = {told.path, (size_t)(cut - told.path)};
	if (!is_format(format))
		return told;
	told.format = arena_slice(arena, format);
	told.path = cut + 1;
	return told;
}

// What a report is of that does not say so: what --target names, else the folder at hand.
static void add_settings(const struct invocation *invocation, const struct told *told,
			 struct str *out)
{
	struct slice target = told->target;
	const char *named = invocation_option(invocation, "target");
	const char *scanners = invocation_option(invocation, "scanners");
	const char *digest = invocation_option(invocation, "digest");
	struct json_out json = {.to = out};
	if (!target.len)
		target = slice_of(named && !strchr(named, ',') ? named : GATE_HERE);
	json_open_map(&json, NULL);
	json_slice(&json, "target", target);
	if (told->category.len)
		json_slice(&json, "category", told->category);
	if (scanners)
		json_text(&json, "scanners", scanners);
	if (digest)
		json_text(&json, "judged", digest);
	json_close_map(&json);
}

// What is not read may be the report that matters.
static bool check_links(struct handed *handed, const char *path, struct err *err)
{
	struct file_list list;
	if (!file_is_folder(path))
		return true;
	if (!files_walk(path, NULL, &handed->arena, &list, err))
		return false;
	if (list.astray)
		*vec_push(&handed->broken) = arena_printf(
			&handed->arena, "%s: %s leads out of the folder%s and was not read", path,
			list.one_astray, list.astray > 1 ? ", as do other links," : "");
	if (list.unnamed)
		*vec_push(&handed->broken) = arena_printf(
			&handed->arena, "%s: %lld files whose names are not UTF-8 were not read",
			path, (long long)list.unnamed);
	return true;
}

static bool import(const struct invocation *invocation, struct handed *handed, const char *word,
		   struct err *err)
{
	struct str settings = {0};
	struct told told = read_word(word, &handed->arena);
	if (!check_links(handed, told.path, err))
		return false;
	add_settings(invocation, &told, &settings);
	if (told.target.len)
		*vec_push(&handed->targets) =
			arena_slice(&handed->arena,
				    target_folded(target_familiar(told.target), &handed->arena));
	struct collect_options options = {
		.format = told.format,
		.settings = str_text(&settings),
		.now = invocation->session->now,
		.message = on_message,
		.keep_going = interrupt_keep_going,
	};
	struct collect_report report = {0};
	bool done = collect_import(&handed->session.config, told.path, &options, &report, err);
	str_fini(&settings);
	if (done || err->code != ERR_INCOMPLETE)
		return done;
	*vec_push(&handed->broken) = arena_text(&handed->arena, err->text);
	err_clear(err);
	return true;
}

bool handed_open(const struct invocation *invocation, struct words paths, struct handed *out,
		 struct err *err)
{
	*out = (struct handed){0};
	bool done = folder_make("gavel-check", &out->home, &out->lock, err) &&
		    open_session(invocation->session, out, err);
	for (size_t i = 0; done && i < paths.count; i++)
		done = import(invocation, out, paths.at[i], err);
	if (!done)
		handed_close(out);
	return done;
}

void handed_close(struct handed *handed)
{
	struct err ignored;
	if (!handed->home)
		return;
	session_fini(&handed->session);
	folder_remove(handed->home, &ignored);
	close(handed->lock);
	free(handed->home);
	vec_fini(&handed->broken);
	vec_fini(&handed->targets);
	arena_fini(&handed->arena);
	*handed = (struct handed){0};
}
