#include "collect/detect.h"

#include "base/file.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "collect/runner.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	DETECT_BYTES = 65536, // of a file are shown
	DETECT_NAMES = 2000,  // of a folder are named
	DETECT_MS = 20000,
	DETECT_OUTPUT = 1024 * 1024,
	LOWEST_FD = 10, // above the standard streams and a shell's own descriptors
};

// One collector being asked.
struct asking {
	const struct collect_options *options;
	struct plugin_file plugin;
	struct arena *arena;
	int fd; // the file in question, for those that need more than its head; -1 for a folder
	vec(struct detection) answers;
};

// ---- The question ----

static void add_names(struct json_out *json, const struct file_list *files)
{
	json_open_list(json, "names");
	for (size_t i = 0; i < files->count && i < DETECT_NAMES; i++)
		json_text(json, NULL, files->files[i].name);
	json_close_list(json);
}

static bool open_file(const struct file_list *files, int *fd, struct err *err)
{
	char *path = file_join(files->root, files->files[0].name);
	int low = open(path, O_RDONLY | O_CLOEXEC);
	*fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, LOWEST_FD);
	if (*fd < 0)
		err_errno(err, "%s", path);
	if (low >= 0)
		close(low);
	free(path);
	return *fd >= 0;
}

static bool add_head(const struct file_list *files, int fd, struct str *out, struct err *err)
{
	ssize_t n = 1;
	off_t at = 0;
	str_reserve(out, DETECT_BYTES);
	for (size_t left = DETECT_BYTES; left && n > 0; left -= (size_t)n) {
		n = pread(fd, out->at + out->len, left, at);
		if (n < 0)
			return err_errno(err, "%s/%s", files->root, files->files[0].name);
		out->len += (size_t)n;
		at += n;
	}
	return true;
}

static bool make_question(const struct file_list *files, int *fd, struct str *out, struct err *err)
{
	struct json_out json = {.to = out};
	if (!files->folder && !open_file(files, fd, err))
		return false;
	json_open_map(&json, NULL);
	json_text(&json, "name", files->folder ? file_base(files->root) : files->files[0].name);
	json_int(&json, "bytes", files->folder ? 0 : files->files[0].bytes);
	json_bool(&json, "folder", files->folder);
	if (files->folder)
		add_names(&json, files);
	else
		json_int(&json, "fd", *fd);
	json_close_map(&json);
	str_add_char(out, '\n');
	return files->folder || add_head(files, *fd, out, err);
}

// ---- The answers ----

static bool take_answer(void *context, struct slice line, struct err *err)
{
	struct asking *asking = context;
	struct json_record record;
	struct detection answer = {.plugin = asking->plugin};
	if (!json_read_flat(line, &record, err) ||
	    !json_get_text(&record, "format", asking->arena, &answer.format, err) ||
	    !json_get_int(&record, "score", &answer.score, err))
		return false;
	answer.why = json_text_or(&record, "why", asking->arena, "");
	*vec_push(&asking->answers) = answer;
	return true;
}

static bool keep_asking(void *context)
{
	const struct collect_options *options = ((struct asking *)context)->options;
	return !options->keep_going || options->keep_going(options->context);
}

static bool ask(struct asking *asking, struct slice question, struct err *err)
{
	const struct collect_options *options = asking->options;
	size_t before = asking->answers.len;
	const int keep[] = {asking->fd, -1};
	struct runner_options call = {
		.program = asking->plugin.path,
		.verb = "detect",
		.request = question,
		.keep = keep,
		.deadline_ms = DETECT_MS,
		.max_output = DETECT_OUTPUT,
		.line = take_answer,
		.keep_going = keep_asking,
		.context = asking,
	};
	struct err why = {0};
	if (runner_call(&call, &why))
		return true;
	asking->answers.len = before;
	if (why.code == ERR_INTERRUPTED)
		return err_set(err, why.code, "%s", why.text);
	// One broken collector is no reason not to ask the others.
	err_wrap(&why, "collector '%s' was asked what this is", asking->plugin.name);
	if (options->message)
		options->message(options->context, 'W', why.text);
	return true;
}

static bool ask_all(const struct file_list *files, struct asking *asking, struct err *err)
{
	struct plugin_file *plugins;
	size_t count;
	struct str question = {0};
	bool ok = plugins_list(asking->arena, &plugins, &count, err) &&
		  make_question(files, &asking->fd, &question, err);
	for (size_t i = 0; ok && i < count; i++) {
		asking->plugin = plugins[i];
		ok = ask(asking, str_slice(&question), err);
	}
	str_fini(&question);
	if (asking->fd >= 0)
		close(asking->fd);
	return ok;
}

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

static bool two_fit(const char *path, const struct detection *answers, size_t count,
		    struct err *err)
{
	struct str list = {0}, safe = {0};
	for (size_t i = 0; i < count && is_near(answers, &answers[i]); i++)
		str_addf(&list, "%s%s (%s, score %lld: %s)", i ? ", " : "", answers[i].format,
			 answers[i].plugin.name, (long long)answers[i].score, answers[i].why);
	utf8_add_safe(&safe, str_slice(&list), false);
	err_set(err, ERR_INVALID, "%s: more than one format fits: %s; say which with --as FORMAT",
		path, str_text(&safe));
	str_fini(&list);
	str_fini(&safe);
	return false;
}

bool detect_pick(const char *path, struct detection *answers, size_t count, struct detection *out,
		 struct err *err)
{
	if (count)
		qsort(answers, count, sizeof *answers, compare_answers);
	if (!count || answers[0].score < DETECT_LEAST)
		return err_set(err, ERR_INVALID,
			       "%s: no collector knows this format; name one with --as FORMAT",
			       path);
	for (size_t i = 1; i < count && is_near(answers, &answers[i]); i++)
		if (!is_same(answers, &answers[i]))
			return two_fit(path, answers, count, err);
	*out = answers[0];
	return true;
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

static bool by_name(const char *format, struct arena *arena, struct detection *out, struct err *err)
{
	struct plugin_info *plugins;
	size_t count;
	if (!collect_plugins(arena, &plugins, &count, err))
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

bool detect(const struct file_list *files, const struct collect_options *options,
	    struct arena *arena, struct detection *out, struct err *err)
{
	*out = (struct detection){0};
	if (options->format)
		return by_name(options->format, arena, out, err);
	if (!files->count)
		return err_set(err, ERR_INVALID, "%s: holds no files", files->path);
	struct asking asking = {.options = options, .arena = arena, .fd = -1};
	bool ok = ask_all(files, &asking, err) &&
		  detect_pick(files->path, asking.answers.at, asking.answers.len, out, err);
	vec_fini(&asking.answers);
	return ok;
}
