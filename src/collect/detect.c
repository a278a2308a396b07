#include "collect/detect.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "collect/ask.h"

#include <stdlib.h>
#include <string.h>

enum {
	LOOKED_AT = 200, // files of a folder, at most, until TOLD of them told
	TOLD = 4,
};

// ---- The choice ----

static int compare_answers(const void *a, const void *b)
{
	const struct detection *x = a, *y = b;
	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	int by_format = strcmp(x->format, y->format);
	return by_format ? by_format : strcmp(x->plugin.path, y->plugin.path);
}

static bool is_same(const struct detection *a, const struct detection *b)
{
	return !strcmp(a->format, b->format) && !strcmp(a->plugin.path, b->plugin.path);
}

static bool is_near(const struct detection *best, const struct detection *other)
{
	return other->score >= best->score - DETECT_APART;
}

// How many of the sorted answers come close to the best; 0 when even that is none.
static size_t count_near(const struct detection *answers, size_t count)
{
	size_t near = 0;
	while (near < count && answers[near].score >= DETECT_LEAST &&
	       is_near(answers, &answers[near]))
		near++;
	return near;
}

static bool agree(const struct detection *answers, size_t near)
{
	for (size_t i = 1; i < near; i++)
		if (!is_same(answers, &answers[i]))
			return false;
	return near > 0;
}

static bool two_fit(const char *path, const struct detection *answers, size_t near, struct err *err)
{
	struct str list = {0}, safe = {0};
	for (size_t i = 0; i < near; i++)
		str_addf(&list, "%s%s (%s, score %lld: %s)", i ? ", " : "", answers[i].format,
			 answers[i].plugin.name, (long long)answers[i].score, answers[i].why);
	utf8_add_safe(&safe, str_slice(&list), false);
	err_set(err, ERR_INVALID, "%s: more than one format fits: %s; say which with --as FORMAT",
		path, str_text(&safe));
	str_fini(&list);
	str_fini(&safe);
	return false;
}

static void sort_answers(struct detection *answers, size_t count)
{
	if (count)
		qsort(answers, count, sizeof *answers, compare_answers);
}

bool detect_pick(const char *path, struct detection *answers, size_t count, struct detection *out,
		 struct err *err)
{
	sort_answers(answers, count);
	size_t near = count_near(answers, count);
	if (!near)
		return err_set(err, ERR_INVALID,
			       "%s: no collector knows this format; name one with --as FORMAT",
			       path);
	if (!agree(answers, near))
		return two_fit(path, answers, near, err);
	*out = answers[0];
	return true;
}

// ---- A folder whose names fit several formats: its files decide ----

// What a file was found to be, when that is one thing and not yet among `found`.
static bool keep_told(struct asking *asking, const char *name, struct answers *found)
{
	struct detection *answers = asking->answers.at;
	sort_answers(answers, asking->answers.len);
	size_t near = count_near(answers, asking->answers.len);
	if (!near || !agree(answers, near))
		return false;
	// A collector that reads several forms reads a folder that holds several.
	for (size_t i = 0; i < found->len; i++)
		if (!strcmp(found->at[i].plugin.path, answers->plugin.path))
			return true;
	*vec_push(found) = answers[0];
	found->at[found->len - 1].why = arena_printf(asking->arena, "%s: %s", name, answers[0].why);
	return true;
}

// Leaves in `close` what the first files that told turned out to be, if any did.
static bool look_inside(const struct file_list *files, struct asking *asking, struct answers *close,
			struct err *err)
{
	struct answers found = {0};
	size_t told = 0;
	bool ok = true;
	for (size_t i = 0; ok && i < files->count && i < LOOKED_AT && told < TOLD; i++) {
		ok = ask_again(asking, files, i, close, err);
		told += ok && keep_told(asking, files->files[i].name, &found);
	}
	if (found.len) {
		vec_fini(close);
		*close = found;
	}
	return ok;
}

static bool pick(const struct file_list *files, struct asking *asking, struct detection *out,
		 struct err *err)
{
	struct answers close = asking->answers;
	asking->answers = (struct answers){0};
	sort_answers(close.at, close.len);
	size_t near = count_near(close.at, close.len);
	bool ok = true;
	if (files->folder && near && !agree(close.at, near)) {
		close.len = near;
		ok = look_inside(files, asking, &close, err);
	}
	ok = ok && detect_pick(files->path, close.at, close.len, out, err);
	vec_fini(&close);
	return ok;
}

static bool format_unknown(const char *format, const struct plugin_info *plugins, size_t count,
			   struct err *err)
{
	struct str known = {0};
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < plugins[i].format_count; k++)
			str_addf(&known, "%s%s", known.len ? ", " : "", plugins[i].formats[k].name);
	err_set(err, ERR_INVALID, "--as: no collector reads '%s' (there are: %s)", format,
		str_text(&known));
	str_fini(&known);
	return false;
}

static bool by_name(const struct detect_call *call, struct arena *arena, struct detection *out,
		    struct err *err)
{
	const char *format = call->options->format;
	struct plugin_info *plugins;
	size_t count;
	if (!collect_plugins(call->config, arena, &plugins, &count, err))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool whole = !strcmp(plugins[i].name, format);
		for (size_t k = 0; k < plugins[i].format_count && !whole; k++)
			if (!strcmp(plugins[i].formats[k].name, format))
				out->format = plugins[i].formats[k].name;
		out->plugin = (struct plugin_file){plugins[i].name, plugins[i].path};
		out->why = "named by --as";
		if (whole || out->format)
			return true;
	}
	return format_unknown(format, plugins, count, err);
}

bool detect(const struct file_list *files, const struct detect_call *call, struct arena *arena,
	    struct detection *out, struct err *err)
{
	*out = (struct detection){0};
	if (call->options->format)
		return by_name(call, arena, out, err);
	if (!files->count)
		return err_set(err, ERR_INVALID, "%s: holds no files", files->path);
	struct asking asking = {
		.config = call->config, .options = call->options, .arena = arena, .fd = -1};
	bool ok = ask_all(&asking, files, err) && pick(files, &asking, out, err);
	vec_fini(&asking.answers);
	return ok;
}
