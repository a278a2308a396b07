#include "collect/ask.h"

#include "base/file.h"
#include "base/json.h"
#include "base/vec.h"
#include "collect/runner.h"
#include "collect/sandbox/confine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	DETECT_BYTES = 65536, // of a file are shown
	DETECT_NAMES = 2000,  // of a folder are named
	DETECT_MS = 20000,
	DETECT_OUTPUT = 1024 * 1024,
};

// ---- The question ----

static void add_names(struct json_out *json, const struct file_list *files)
{
	json_open_list(json, "names");
	for (size_t i = 0; i < files->count && i < DETECT_NAMES; i++)
		json_text(json, NULL, files->files[i].name);
	json_close_list(json);
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
	if (!files->folder && (*fd = files_open(files, &files->files[0], err)) < 0)
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
		.sandbox = confine(asking->config, NULL, asking->file, asking->arena),
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

static void close_file(struct asking *asking)
{
	if (asking->fd >= 0)
		close(asking->fd);
	asking->fd = -1;
}

bool ask_all(struct asking *asking, const struct file_list *files, struct err *err)
{
	struct plugin_file *plugins;
	size_t count;
	struct str question = {0};
	asking->file = files->folder ? NULL : files;
	bool ok = plugins_list(asking->arena, &plugins, &count, err) &&
		  make_question(files, &asking->fd, &question, err);
	for (size_t i = 0; ok && i < count; i++) {
		asking->plugin = plugins[i];
		ok = ask(asking, str_slice(&question), err);
	}
	str_fini(&question);
	close_file(asking);
	return ok;
}

bool ask_again(struct asking *asking, const struct file_list *files, size_t index,
	       const struct answers *close, struct err *err)
{
	struct file_list one = {.path = files->path,
				.root = files->root,
				.remote = files->remote,
				.files = &files->files[index],
				.count = 1};
	struct str question = {0};
	asking->answers.len = 0;
	asking->file = &one;
	bool ok = make_question(&one, &asking->fd, &question, err);
	for (size_t i = 0; ok && i < close->len; i++) {
		bool asked = i && !strcmp(close->at[i - 1].plugin.path, close->at[i].plugin.path);
		asking->plugin = close->at[i].plugin;
		ok = asked || ask(asking, str_slice(&question), err);
	}
	str_fini(&question);
	close_file(asking);
	return ok;
}
