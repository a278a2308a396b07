#include "cmd/inspect/paths.h"

#include "base/str.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// Links below a folder: what deploys the folder follows them, so that none is passed over unread.

// Where the link leads below the root, or NULL when it leads out of it.
static const char *below(const char *root, const char *real)
{
	size_t len = strlen(root);
	if (!strcmp(root, "/"))
		return real + 1;
	if (strncmp(real, root, len) || (real[len] != '/' && real[len]))
		return NULL;
	return real + len + (real[len] == '/');
}

// What cannot be read where something of ours may stand.
static void add_fault(struct inspection *inspection, const char *shown, const char *fault)
{
	*vec_push(&inspection->unread) =
		(struct inspected){.name = shown, .fd = -1, .fault = fault};
}

static void add_file(struct inspection *inspection, const char *shown, const char *real)
{
	*vec_push(&inspection->files) = (struct inspected){
		.name = shown, .path = arena_text(&inspection->arena, real), .fd = -1};
}

// Of a link that leads to `real`, which is there.
static void add_target(struct inspection *inspection, const struct link *link, const char *real)
{
	struct stat st = {0};
	const char *name = below(link->root, real);
	bool folder = stat(real, &st) == 0 && S_ISDIR(st.st_mode);
	bool listed = name && (!*name || folder || paths_is_ours(inspection->check, name));
	bool read_anyway = listed && paths_is_walked(name);
	if (read_anyway || (!folder && !paths_is_ours(inspection->check, link->name)))
		inspection->passed_over++;
	else if (!name)
		add_fault(inspection, link->shown,
			  "a link that leads out of the folder is not followed: name what it leads "
			  "to, or a folder that holds both");
	else if (S_ISREG(st.st_mode))
		add_file(inspection, link->shown, real);
	else
		add_fault(inspection, link->shown, "a link to what is not walked, nor a file");
}

void paths_add_link(struct inspection *inspection, const struct link *link)
{
	char *path = arena_printf(&inspection->arena, "%s/%s", link->root, link->name);
	char *real = realpath(path, NULL);
	if (real)
		add_target(inspection, link, real);
	else if (paths_is_ours(inspection->check, link->name))
		add_fault(inspection, link->shown, "a link that leads nowhere");
	else
		inspection->passed_over++;
	free(real);
}
