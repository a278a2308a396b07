#include "cmd/gate/gate.h"

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "cmd/terminal/interrupt.h"
#include "collect/collect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- The home ----

static bool make_home(struct handed *handed, struct err *err)
{
	const char *base = getenv("TMPDIR");
	struct str home = {0};
	str_addf(&home, "%s/gavel-check-XXXXXX", base && base[0] == '/' ? base : "/tmp");
	if (mkdtemp(home.at)) {
		handed->home = str_take(&home);
		return true;
	}
	err_errno(err, "%s", home.at);
	str_fini(&home);
	return false;
}

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
	if (level != 'E' && level != 'W')
		return;
	utf8_add_safe(&safe, slice_of(text), false);
	fprintf(stderr, "%s: %s\n", level == 'E' ? "error" : "warning", str_text(&safe));
	str_fini(&safe);
}

// TARGET=PATH says what a file is of, where no file has that name; else the only --target does.
static const char *split(const struct invocation *invocation, const char *word,
			 struct str *settings)
{
	const char *cut = file_exists(word) ? NULL : strrchr(word, '=');
	const char *told = invocation_option(invocation, "target");
	struct json_out json = {.to = settings};
	json_open_map(&json, NULL);
	if (cut)
		json_slice(&json, "target", (struct slice){word, (size_t)(cut - word)});
	else if (told && !strchr(told, ','))
		json_text(&json, "target", told);
	json_close_map(&json);
	return cut ? cut + 1 : word;
}

static bool import(const struct invocation *invocation, struct handed *handed, const char *word,
		   struct err *err)
{
	struct str settings = {0};
	const char *path = split(invocation, word, &settings);
	struct collect_options options = {
		.settings = str_text(&settings),
		.now = invocation->session->now,
		.message = on_message,
		.keep_going = interrupt_keep_going,
	};
	struct collect_report report = {0};
	bool done = collect_import(&handed->session.config, path, &options, &report, err);
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
	bool done = make_home(out, err) && open_session(invocation->session, out, err);
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
	file_remove_tree(handed->home, &ignored);
	free(handed->home);
	vec_fini(&handed->broken);
	arena_fini(&handed->arena);
	*handed = (struct handed){0};
}
