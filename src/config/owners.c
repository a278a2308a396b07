#include "config/owners.h"

#include "base/file.h"
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// What tells whether a file is the one that was read.
struct mark {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec modified, changed;
};

struct held {
	struct owners_state state;
	struct arena arena;
};

struct owners_files {
	const struct config *config;
	struct mark *marks; // per rule; all zero where there is no file
	struct held now, before;
};

struct owners_files *owners_files_new(const struct config *config)
{
	struct owners_files *files = mem_alloc(sizeof *files);
	files->config = config;
	files->marks = mem_alloc((config->owner_count + 1) * sizeof *files->marks);
	return files;
}

void owners_files_free(struct owners_files *files)
{
	if (!files)
		return;
	arena_fini(&files->now.arena);
	arena_fini(&files->before.arena);
	free(files->marks);
	free(files);
}

static struct mark look(const char *path)
{
	struct mark mark;
	struct stat st;
	memset(&mark, 0, sizeof mark); // they are compared by bytes
	if (!path || stat(path, &st) < 0)
		return mark;
	mark.device = st.st_dev;
	mark.inode = st.st_ino;
	mark.size = st.st_size;
	mark.modified = st.st_mtim;
	mark.changed = st.st_ctim;
	return mark;
}

// Whether any file is another one than was read; notes what is there.
static bool look_again(struct owners_files *files)
{
	bool other = false;
	for (size_t i = 0; i < files->config->owner_count; i++) {
		struct mark mark = look(files->config->owners[i].path);
		other |= memcmp(&mark, &files->marks[i], sizeof mark) != 0;
		files->marks[i] = mark;
	}
	return other;
}

struct problems {
	vec(const char *) all;
	struct arena *arena;
};

// Text that is not UTF-8 would be shown; larger ones GitHub would not read.
static void read_rule(struct owner_rule *rule, struct problems *problems)
{
	struct str text = {0};
	struct err err = {0};
	if (!file_read(rule->path, CODEOWNERS_BYTES, &text, &err))
		*vec_push(&problems->all) = arena_text(problems->arena, err.text);
	else
		codeowners_parse(str_slice(&text), problems->arena, &rule->codeowners);
	for (size_t i = 0; i < rule->codeowners.problem_count; i++)
		*vec_push(&problems->all) = arena_printf(problems->arena, "%s:%d: %s", rule->path,
							 rule->codeowners.problems[i].line,
							 rule->codeowners.problems[i].text);
	str_fini(&text);
}

static void read_all(const struct config *config, struct held *held)
{
	struct problems problems = {.arena = &held->arena};
	size_t count = config->owner_count;
	struct owner_rule *rules = arena_alloc(&held->arena, (count + 1) * sizeof *rules);
	for (size_t i = 0; i < count; i++) {
		rules[i] = config->owners[i];
		if (rules[i].path)
			read_rule(&rules[i], &problems);
	}
	held->state.owners = (struct owners){rules, count};
	held->state.problem_count = problems.all.len;
	held->state.problems =
		arena_alloc(&held->arena, (problems.all.len + 1) * sizeof(const char *));
	if (problems.all.len)
		memcpy((void *)held->state.problems, (void *)problems.all.at,
		       problems.all.len * sizeof(const char *));
	vec_fini(&problems.all);
}

const struct owners_state *owners_files_read(struct owners_files *files)
{
	bool other = look_again(files);
	int64_t number = files->now.state.number;
	if (number && !other)
		return &files->now.state;
	arena_fini(&files->before.arena);
	files->before = files->now;
	files->now = (struct held){.state = {.number = number + 1}};
	read_all(files->config, &files->now);
	return &files->now.state;
}
