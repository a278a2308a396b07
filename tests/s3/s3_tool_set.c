#include "tests/s3/s3_tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool print_refusal(void *context, const struct s3_refusal *refusal, struct err *err)
{
	(void)context, (void)err;
	fputs("refused\t", stdout);
	tool_print_key(tool_shown(refusal->key));
	printf("\t%s\n", tool_shown(refusal->code));
	return true;
}

// One name and, where versioned, its version a pair: delete|bypass KEY VERSION|- …
static bool delete_names(struct tool *tool, char **argv, bool bypass, struct err *err)
{
	struct s3_name names[64];
	struct s3_delete what = {.names = names, .bypass = bypass};
	for (; argv[0] && argv[1] && what.count < 64; argv += 2)
		names[what.count++] = (struct s3_name){tool_plain(tool, argv[0]),
						       strcmp(argv[1], "-") == 0 ? NULL : argv[1]};
	return s3_delete(tool->s3, &what, &(struct s3_refusals){.refused = print_refusal}, err);
}

bool do_delete(struct tool *tool, char **argv, struct err *err)
{
	return delete_names(tool, argv, false, err);
}

bool do_bypass(struct tool *tool, char **argv, struct err *err)
{
	return delete_names(tool, argv, true, err);
}

struct gathered {
	struct arena arena;
	struct s3_name *names;
	size_t count, room;
};

static bool gather(void *context, const struct s3_object *o, struct err *err)
{
	struct gathered *all = context;
	(void)err;
	if (all->count == all->room) {
		all->room = all->room * 2 + 1000;
		all->names = mem_resize(all->names, all->room * sizeof *all->names);
	}
	all->names[all->count++] = (struct s3_name){arena_text(&all->arena, o->key),
						    arena_text(&all->arena, o->version)};
	return true;
}

// empty PREFIX: every version goes
bool do_empty(struct tool *tool, char **argv, struct err *err)
{
	struct gathered all = {0};
	const struct s3_list list = {.prefix = tool_plain(tool, argv[0]), .page = tool->page};
	bool done = s3_list_versions(tool->s3, &list, &(struct s3_visitor){gather, &all}, err) &&
		    s3_delete(tool->s3, &(struct s3_delete){all.names, all.count, true},
			      &(struct s3_refusals){.refused = print_refusal}, err);
	printf("%zu\n", all.count);
	free(all.names);
	arena_fini(&all.arena);
	return done;
}

static const char *const DOCUMENTS[S3_DOCUMENTS] = {
	"lifecycle", "versioning", "object-lock", "tagging", "tags", "legal-hold", "retention"};

bool do_document(struct tool *tool, char **argv, struct err *err)
{
	struct str xml = {0};
	struct s3_name name = {tool_plain(tool, argv[1]), NULL};
	int which = 0;
	while (which < S3_DOCUMENTS && strcmp(DOCUMENTS[which], argv[0]) != 0)
		which++;
	bool done = s3_document_get(tool->s3, (enum s3_document)which, argv[1] ? &name : NULL, &xml,
				    err);
	puts(str_text(&xml));
	str_fini(&xml);
	return done;
}

bool do_set_document(struct tool *tool, char **argv, struct err *err)
{
	int which = 0;
	while (which < S3_DOCUMENTS && strcmp(DOCUMENTS[which], argv[0]) != 0)
		which++;
	return s3_document_put(tool->s3, (enum s3_document)which, NULL, slice_of(argv[1]), err);
}

bool do_tag(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_name name = {tool_plain(tool, argv[0]), NULL};
	struct s3_tag tag = {argv[1], argv[2]};
	return s3_tags_put(tool->s3, &name, &(struct s3_tags){&tag, 1}, err);
}

bool do_tags(struct tool *tool, char **argv, struct err *err)
{
	struct arena arena = {0};
	struct s3_tags tags;
	const struct s3_name name = {tool_plain(tool, argv[0]), NULL};
	bool done = s3_tags_get(tool->s3, argv[0] ? &name : NULL, &arena, &tags, err);
	for (size_t i = 0; done && i < tags.count; i++)
		printf("%s\t%s\n", tags.at[i].key, tags.at[i].value);
	arena_fini(&arena);
	return done;
}

bool do_hold(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_name name = {tool_plain(tool, argv[0]), NULL};
	bool on = false;
	if (argv[1])
		return s3_legal_hold_put(tool->s3, &name, strcmp(argv[1], "on") == 0, err);
	bool done = s3_legal_hold_get(tool->s3, &name, &on, err);
	puts(on ? "on" : "off");
	return done;
}

// retain KEY [SECONDS-SINCE-1970 [bypass]]
bool do_retain(struct tool *tool, char **argv, struct err *err)
{
	const struct s3_name name = {tool_plain(tool, argv[0]), NULL};
	struct s3_retention retention = {0};
	if (argv[1]) {
		retention.until = strtoll(argv[1], NULL, 10);
		return s3_retention_put(tool->s3, &name, &retention, argv[2] != NULL, err);
	}
	bool done = s3_retention_get(tool->s3, &name, &retention, err);
	printf("%s\t%lld\n", retention.is_compliance ? "compliance" : "governance",
	       (long long)retention.until);
	return done;
}

bool do_versioning(struct tool *tool, char **argv, struct err *err)
{
	static const char *const WORDS[] = {"never", "on", "suspended"};
	enum s3_versions now;
	if (argv[0])
		return s3_versioning_put(tool->s3, strcmp(argv[0], "on") == 0, err);
	bool done = s3_versioning_get(tool->s3, &now, err);
	puts(done ? WORDS[now] : "-");
	return done;
}

bool do_make(struct tool *tool, char **argv, struct err *err)
{
	return s3_create_bucket(tool->s3, argv[0] != NULL, err);
}
