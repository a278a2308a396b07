#include "collect/fetch/again.h"

#include "base/file.h"
#include "collect/fetch/place.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { AGAIN_SECONDS = 3600 };

bool again_is(const char *uri)
{
	struct arena arena = {0};
	struct file_entry entry;
	const char *place;
	bool is = place_parse(uri, &arena, &place, &entry);
	arena_fini(&arena);
	return is;
}

// ---- In some spool ----

static bool open_in(struct again *a, const char *folder)
{
	struct stat s;
	struct err ignored;
	a->folder = spool_open(folder, &ignored);
	a->path = arena_printf(&a->arena, "%s/%s", folder, a->at);
	if (a->folder >= 0 && fstatat(a->folder, a->at, &s, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(s.st_mode))
		return true;
	if (a->folder >= 0)
		close(a->folder);
	a->folder = -1;
	return false;
}

// Sources come and go, imports too: the name is the content's, so any folder will do.
static bool find_spooled(struct again *a, const char *archive)
{
	const char *all = arena_printf(&a->arena, "%s.spool", archive);
	char **names;
	size_t count;
	struct err ignored;
	bool found = false;
	if (!file_list(all, &names, &count, &ignored))
		return false;
	for (size_t i = 0; i < count && !found; i++)
		found = open_in(a, spool_folder(archive, names[i], &a->arena));
	file_list_free(names, count);
	return found;
}

// ---- From the server ----

// Who may only read the archive fetches into a folder of their own.
static bool open_remote(struct again *a, struct remote_options *with, struct err *err)
{
	struct err why;
	if (remote_open(&a->remote, with, &why) && faccessat(a->remote.spool_fd, ".", W_OK, 0) == 0)
		return true;
	remote_close(&a->remote);
	with->archive = NULL;
	return remote_open(&a->remote, with, err);
}

static bool fetch(struct again *a, const struct remote_options *like,
		  const struct file_entry *entry, struct err *err)
{
	const char *why;
	struct remote_options with = *like;
	if (!open_remote(a, &with, err))
		return false;
	a->remote.root = a->root;
	if (!remote_get(&a->remote, &entry, 1, err))
		return false;
	a->at = remote_at(&a->remote, entry, &why);
	a->folder = a->remote.spool_fd;
	a->path = arena_printf(&a->arena, "%s/%s", a->remote.folder, a->at ? a->at : "");
	return a->at || err_set(err, ERR_NOT_FOUND, "%s/%s %s", a->root, entry->name, why);
}

bool again_open(struct again *a, const struct config *config, const struct collect_options *options,
		const char *uri, struct err *err)
{
	struct file_entry entry;
	const char *place;
	char at[SPOOL_NAME];
	*a = (struct again){.folder = -1};
	if (!place_parse(uri, &a->arena, &place, &entry))
		return err_set(err, ERR_INVALID, "%s: no object's address", uri);
	const struct source_config *source = place_source(config, place);
	a->fetch = source ? source->fetch : config_fetch_defaults();
	a->source = source;
	a->name = entry.name;
	a->root = arena_slice(&a->arena,
			      (struct slice){place, strlen(place) - strlen(entry.name) - 1});
	place_spool_name(uri, at);
	a->at = arena_text(&a->arena, at);
	bool whole = source && !strcmp(place_shown(source->path, &a->arena), place);
	const struct remote_options with = {.address = whole ? source->path : place,
					    .config = config,
					    .read = source ? source->read : NULL,
					    .archive = config->archive,
					    .source = source ? source->name : SPOOL_IMPORTS,
					    .fetch = &a->fetch,
					    .collect = options,
					    .deadline_seconds = AGAIN_SECONDS};
	return find_spooled(a, config->archive) || fetch(a, &with, &entry, err);
}

void again_close(struct again *a)
{
	if (a->folder >= 0 && a->folder != a->remote.spool_fd)
		close(a->folder);
	remote_close(&a->remote);
	arena_fini(&a->arena);
}
