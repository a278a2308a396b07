#include "libexec/check/hardening/hardening.h"

#include "base/file.h"
#include "base/map.h"
#include "libexec/check/hardening/instruction.h"
#include "libexec/check/hardening/word.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

// Source: Dockerfile reference: FROM, ARG, ENV, USER, and how variables are replaced.

enum { STAGES = 200 };

struct stage {
	const char *name;  // of AS, or NULL
	struct said image; // no text: scratch, or an earlier stage
	struct said user;
	struct said secret;
	struct map variables; // ARG and ENV that have values -> index in `values`
	int line;
};

struct file {
	struct check_work *work;
	struct instructions in;
	struct stage stages[STAGES];
	int count;
	struct stage global; // before the first FROM
	const char **values;
	size_t value_count, value_room;
};

// ---- Variables ----

static void set_variable(struct file *file, struct stage *stage, struct slice name,
			 struct slice value)
{
	if (file->value_count == file->value_room) {
		file->value_room = file->value_room * 2 + 64;
		const char **grown =
			arena_alloc(&file->work->arena, file->value_room * sizeof *grown);
		if (file->value_count)
			memcpy(grown, file->values, file->value_count * sizeof *grown);
		file->values = grown;
	}
	*map_put(&stage->variables, name, NULL) = (int64_t)file->value_count;
	file->values[file->value_count++] = arena_slice(&file->work->arena, value);
}

static const char *variable_of(const struct file *file, const struct stage *stage,
			       struct slice name)
{
	const int64_t *index = map_get(&stage->variables, name);
	return index ? file->values[*index] : NULL;
}

static struct slice unquoted(struct slice text)
{
	if (text.len > 1 && strchr("'\"", *text.at) && text.at[text.len - 1] == *text.at)
		return (struct slice){text.at + 1, text.len - 2};
	return text;
}

struct scope {
	const struct file *file;
	const struct stage *stage;
};

static const char *value_in(const void *context, struct slice name)
{
	const struct scope *scope = context;
	return variable_of(scope->file, scope->stage, name);
}

// A word with the variables replaced that the file itself says the values of.
static struct said expand(struct file *file, const struct stage *stage, struct slice text)
{
	struct str out = {0};
	struct scope scope = {file, stage};
	struct word_reader reader = {file->in.escape, value_in, &scope};
	struct said said = {.line = file->in.line};
	said.unseen = !word_read(&reader, text, &out);
	said.text = arena_slice(&file->work->arena, said.unseen ? unquoted(text) : str_slice(&out));
	str_fini(&out);
	return said;
}

// ---- Each instruction ----

static const struct stage *stage_named(const struct file *file, const char *name)
{
	for (int i = file->count - 1; i >= 0; i--)
		if (file->stages[i].name && !strcasecmp(file->stages[i].name, name))
			return &file->stages[i];
	return NULL;
}

// FROM [--platform=…] image [AS name]
static bool read_from(struct file *file, struct slice rest, struct err *err)
{
	struct slice image = slice_word(&rest);
	while (slice_starts(image, "--"))
		image = slice_word(&rest);
	struct slice as = slice_word(&rest), name = slice_word(&rest);
	if (!image.len)
		return err_set(err, ERR_INVALID, "%s:%d: FROM without an image", file->work->name,
			       file->in.line);
	if (file->count == STAGES)
		return err_set(err, ERR_INVALID, "%s:%d: more than %d stages", file->work->name,
			       file->in.line, STAGES);
	struct stage *stage = &file->stages[file->count];
	*stage = (struct stage){.line = file->in.line};
	stage->image = expand(file, &file->global, image);
	const struct stage *base = stage_named(file, stage->image.text);
	if (base) {
		stage->user = base->user;
		stage->secret = base->secret;
	}
	if (base || !strcmp(stage->image.text, "scratch"))
		stage->image.text = NULL;
	if (as.len == 2 && !strncasecmp(as.at, "AS", 2) && name.len)
		stage->name = arena_slice(&file->work->arena, name);
	file->count++;
	return true;
}

static struct stage *current(struct file *file)
{
	return file->count ? &file->stages[file->count - 1] : &file->global;
}

// NAME=value, NAME="v w" and, of ENV alone, NAME value.
static void set_pair(struct file *file, struct slice name, struct slice value)
{
	struct stage *stage = current(file);
	struct said said = expand(file, stage, slice_trim(value));
	if (!said.unseen)
		set_variable(file, stage, name, slice_of(said.text));
	const char *word = arena_slice(&file->work->arena, name);
	if (*said.text && secret_is_plain(word, said.text, true))
		hardening_add_secret(file->work, &stage->secret,
				     (struct said){word, false, file->in.line});
}

// Takes the next word, quotes kept together.
static struct slice next_pair(struct slice *rest)
{
	*rest = slice_trim(*rest);
	char quote = 0;
	size_t len = 0;
	for (; len < rest->len && (quote || !strchr(" \t", rest->at[len])); len++) {
		char c = rest->at[len];
		if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? 0 : c;
	}
	struct slice pair = {rest->at, len};
	*rest = (struct slice){rest->at + len, rest->len - len};
	return pair;
}

// NAME=value…, and of ARG NAME alone, which takes the value from before FROM.
static void read_pairs(struct file *file, struct slice rest)
{
	struct slice value;
	while ((value = next_pair(&rest)).len) {
		struct slice name = slice_cut(&value, '=');
		const char *global = variable_of(file, &file->global, name);
		if (value.at)
			set_pair(file, name, value);
		else if (file->count && global)
			set_variable(file, current(file), name, slice_of(global));
	}
}

static bool read_arg(struct file *file, struct slice rest, struct err *err)
{
	(void)err;
	read_pairs(file, rest);
	return true;
}

// ENV NAME value, without '=' in its first word, is one pair to the end of the line.
static bool read_env(struct file *file, struct slice rest, struct err *err)
{
	struct slice value = rest, name = slice_word(&value);
	(void)err;
	if (memchr(name.at, '=', name.len))
		read_pairs(file, rest);
	else
		set_pair(file, name, value);
	return true;
}

static bool read_user(struct file *file, struct slice rest, struct err *err)
{
	struct stage *stage = current(file);
	if (!file->count)
		return err_set(err, ERR_INVALID, "%s:%d: USER before FROM", file->work->name,
			       file->in.line);
	stage->user = expand(file, stage, slice_trim(rest));
	return true;
}

// Those without a reader say nothing that is judged.
static const struct {
	const char *name;
	bool (*read)(struct file *file, struct slice rest, struct err *err);
} INSTRUCTIONS[] = {{"FROM", read_from},   {"ARG", read_arg},	 {"ENV", read_env},
		    {"USER", read_user},   {"ADD", NULL},	 {"CMD", NULL},
		    {"COPY", NULL},	   {"ENTRYPOINT", NULL}, {"EXPOSE", NULL},
		    {"HEALTHCHECK", NULL}, {"LABEL", NULL},	 {"MAINTAINER", NULL},
		    {"ONBUILD", NULL},	   {"RUN", NULL},	 {"SHELL", NULL},
		    {"STOPSIGNAL", NULL},  {"VOLUME", NULL},	 {"WORKDIR", NULL}};

static bool read_instruction(struct file *file, struct err *err)
{
	enum { SHOWN = 40 }; // bytes of a text that others wrote
	struct slice rest = slice_trim(str_slice(&file->in.text)), word = slice_word(&rest);
	for (size_t i = 0; i < sizeof INSTRUCTIONS / sizeof *INSTRUCTIONS; i++)
		if (word.len == strlen(INSTRUCTIONS[i].name) &&
		    !strncasecmp(word.at, INSTRUCTIONS[i].name, word.len))
			return !INSTRUCTIONS[i].read || INSTRUCTIONS[i].read(file, rest, err);
	return err_set(err, ERR_INVALID, "%s:%d: unknown instruction: %.*s", file->work->name,
		       file->in.line, word.len > SHOWN ? SHOWN : (int)word.len, word.at);
}

// ---- Judging ----

// What counts of an earlier stage is the image it builds on and what it has in the clear.
static void judge_stage(struct file *file, int index)
{
	const struct stage *stage = &file->stages[index];
	static const char *const RULES[] = {"digest", "plain-secret"};
	struct container out = {.platform = PLATFORM_DOCKERFILE,
				.line = stage->line,
				.image = stage->image,
				.user = stage->user,
				.secret = stage->secret};
	const char *subject = stage->name
				      ? arena_printf(&file->work->arena, "stage %s", stage->name)
				      : arena_printf(&file->work->arena, "stage %d", index + 1);
	if (index + 1 == file->count) {
		hardening_judge(file->work, subject, &out);
		return;
	}
	size_t count;
	const struct check_rule *rules = check_rules(CHECK_HARDENING, &count);
	struct judgement judgement = {0};
	for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
		container_judge(&out, (size_t)(check_rule_find(CHECK_HARDENING, RULES[i]) - rules),
				&judgement);
		check_result(file->work, subject, RULES[i], &judgement);
	}
	str_fini(&judgement.why);
}

// "Dockerfile", "Dockerfile.gpu", "train.Dockerfile", in any case.
static bool is_named_so(const char *name)
{
	static const char *const NAMES[] = {"Dockerfile", "Containerfile"};
	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		size_t len = strlen(NAMES[i]), all = strlen(name);
		if (!strncasecmp(name, NAMES[i], len) && (!name[len] || name[len] == '.'))
			return true;
		if (all > len && name[all - len - 1] == '.' &&
		    !strcasecmp(name + all - len, NAMES[i]))
			return true;
	}
	return false;
}

bool dockerfile_is(const struct check_work *work)
{
	struct instructions in;
	struct err ignored;
	bool more;
	if (is_named_so(file_base(work->name)))
		return true;
	instructions_open(work->name, work->text, &in);
	bool is = instructions_next(&in, &more, &ignored) && more &&
		  (slice_starts(str_slice(&in.text), "FROM ") ||
		   slice_starts(str_slice(&in.text), "ARG "));
	str_fini(&in.text);
	return is;
}

static bool read_instructions(struct file *file, struct err *err)
{
	bool more;
	while (instructions_next(&file->in, &more, err)) {
		if (!more)
			return file->count ||
			       err_set(err, ERR_INVALID, "%s: a Dockerfile without FROM",
				       file->work->name);
		if (!read_instruction(file, err))
			return false;
	}
	return false;
}

bool dockerfile_read(struct check_work *work, struct err *err)
{
	struct file *file = arena_alloc(&work->arena, sizeof *file);
	file->work = work;
	work->kind = "dockerfile";
	if (work->text.len && memchr(work->text.at, 0, work->text.len))
		return err_set(err, ERR_INVALID, "%s: a NUL byte in a Dockerfile", work->name);
	instructions_open(work->name, work->text, &file->in);
	bool done = read_instructions(file, err);
	for (int i = 0; done && i < file->count; i++)
		judge_stage(file, i);
	for (int i = 0; i < file->count; i++)
		map_fini(&file->stages[i].variables);
	map_fini(&file->global.variables);
	str_fini(&file->in.text);
	return done;
}
