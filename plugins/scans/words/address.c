// The addresses of repositories.
#include "plugins/scans/words/words.h"

#include <ctype.h>
#include <string.h>

// "git@host:path" has no scheme, and a colon before the path.
static struct slice without_scheme(struct slice address)
{
	const char *scheme = address.len ? memmem(address.at, address.len, "://", 3) : NULL;
	if (scheme)
		return slice_from(address, (size_t)(scheme - address.at) + 3);
	return slice_starts(address, "//") ? slice_from(address, 2) : address;
}

static struct slice without_login(struct slice address)
{
	struct slice rest = address, host = slice_cut(&rest, '/');
	const char *at = host.len ? memrchr(host.at, '@', host.len) : NULL;
	return at ? slice_from(address, (size_t)(at - address.at) + 1) : address;
}

static struct slice without_end(struct slice address)
{
	for (size_t i = 0; i < address.len; i++)
		if (address.at[i] == '?' || address.at[i] == '#')
			address.len = i;
	while (slice_ends(address, "/"))
		address.len--;
	if (slice_ends(address, ".git"))
		address.len -= 4;
	return address;
}

// "host:path" as git has it, but not "host:443/path".
static bool is_git_colon(struct slice address, size_t at)
{
	return at + 1 < address.len && !isdigit((unsigned char)address.at[at + 1]);
}

struct slice words_repo(struct slice address, struct arena *arena)
{
	address = without_end(without_login(without_scheme(slice_trim(address))));
	if (!address.len)
		return (struct slice){0};
	char *name = arena_slice(arena, address);
	for (size_t i = 0; i < address.len && name[i] != '/'; i++) {
		if (name[i] == ':' && is_git_colon(address, i)) {
			name[i] = '/';
			break;
		}
		name[i] = (char)tolower((unsigned char)name[i]);
	}
	return (struct slice){name, address.len};
}

struct slice words_repo_on(struct slice address, struct slice *branch, struct arena *arena)
{
	static const char HEADS[] = "refs/heads/";
	struct slice repo = words_repo(address, arena);
	if (slice_starts(*branch, HEADS))
		*branch = slice_from(*branch, strlen(HEADS));
	if (!repo.len || !branch->len)
		return repo;
	return slice_of(arena_printf(arena, "%.*s@%.*s", (int)repo.len, repo.at, (int)branch->len,
				     branch->at));
}

bool words_is_address(struct slice text)
{
	static const char *const STARTS[] = {"https://", "http://", "ssh://", "git://", "git@"};
	for (size_t i = 0; i < sizeof STARTS / sizeof *STARTS; i++)
		if (slice_starts(text, STARTS[i]))
			return true;
	return false;
}

struct slice words_repo_at(struct slice name, struct slice address, struct arena *arena)
{
	struct slice repo = words_repo(address, arena), path = repo, host = slice_cut(&path, '/');
	bool more = path.len > name.len;
	if (!name.len || !words_is_address(address) || path.len < name.len ||
	    (more && path.at[name.len] != '/'))
		return name;
	path.len = name.len;
	return words_same(path, arena_slice(arena, name))
		       ? (struct slice){repo.at, host.len + 1 + path.len}
		       : name;
}
