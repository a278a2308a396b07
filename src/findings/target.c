#include "findings/target.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

size_t target_name_len(const char *target)
{
	const char *at = *target ? strchr(target + 1, '@') : NULL;
	return at ? (size_t)(at - target) : strlen(target);
}

bool target_is_of(const char *target, const char *name)
{
	size_t len = strlen(name);
	return target && len && strncmp(target, name, len) == 0 &&
	       (!target[len] || target[len] == '@');
}

static struct slice behind(struct slice text, struct slice prefix)
{
	bool starts = text.len > prefix.len && !memcmp(text.at, prefix.at, prefix.len);
	return starts ? (struct slice){text.at + prefix.len, text.len - prefix.len} : text;
}

// A name that begins with a host is no official image: "library/" is one part of two.
struct slice target_familiar(struct slice image)
{
	struct slice path = behind(image, SLICE("index.docker.io/"));
	path = path.len == image.len ? behind(image, SLICE("docker.io/")) : path;
	struct slice official = behind(path, SLICE("library/"));
	return official.len < path.len && !memchr(official.at, '/', official.len) ? official : path;
}

struct slice target_untagged(struct slice image)
{
	struct slice name = slice_cut(&image, '@');
	for (size_t i = name.len; i > 0 && name.at[i - 1] != '/'; i--)
		if (name.at[i - 1] == ':') {
			name.len = i - 1;
			break;
		}
	return target_familiar(name);
}

// ---- Hosts that ignore case ----

static bool is_word(struct slice text, const char *word)
{
	return text.len == strlen(word) && !strncasecmp(text.at, word, text.len);
}

// A host of one's own is known by its first label: "gitlab.example.org".
static bool is_caseless(struct slice host)
{
	static const char *const HOSTS[] = {"github.com", "gitlab.com", "bitbucket.org",
					    "codeberg.org", "dev.azure.com"};
	static const char *const LABELS[] = {"github", "gitlab", "bitbucket", "gitea"};
	struct slice rest = host, label = slice_cut(&rest, '.');
	for (size_t i = 0; i < sizeof HOSTS / sizeof *HOSTS; i++)
		if (is_word(host, HOSTS[i]))
			return true;
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++)
		if (rest.len && is_word(label, LABELS[i]))
			return true;
	return host.len > 8 && is_word((struct slice){host.at + host.len - 8, 8}, ".ghe.com");
}

bool target_ignores_case(struct slice target)
{
	struct slice rest = target, host = slice_cut(&rest, '/');
	return rest.len && is_caseless(slice_cut(&host, ':')); // of a port
}

struct slice target_lower(struct slice target, struct arena *arena)
{
	char *name = arena_slice(arena, target);
	for (size_t i = 0; i < target.len && name[i] != '@'; i++)
		name[i] = (char)tolower((unsigned char)name[i]);
	return (struct slice){name, target.len};
}

struct slice target_folded(struct slice target, struct arena *arena)
{
	return target_ignores_case(target) ? target_lower(target, arena) : target;
}

// ---- Names in fewer words ----

bool target_is_called(struct slice target, struct slice fewer)
{
	struct slice branch = fewer, name = slice_cut(&branch, '@');
	struct slice more_branch = target, more = slice_cut(&more_branch, '@');
	if (!name.len || name.len > more.len || (branch.len && !slice_equal(branch, more_branch)))
		return false;
	size_t before = more.len - name.len;
	bool parts = before && more.at[before - 1] == '/' && memchr(name.at, '/', name.len);
	return slice_equal(slice_from(more, before), name) && (parts || !before);
}

// ---- Guesses ----

// Its branches and builds, the same with a host before it, or a slip of the pen.
static bool may_be(const char *target, const char *name)
{
	size_t len = strlen(name), own = target_name_len(target);
	bool end = len && own > len && target[own - len - 1] == '/' &&
		   strncmp(target + own - len, name, len) == 0;
	return end || target_is_of(target, name) || text_is_near(target, name);
}

// Of the known that may be meant the first behind `last`; NULL: none.
static const char *guess_next(const char *name, const char *const *known, size_t count,
			      const char *last)
{
	const char *next = NULL;
	for (size_t i = 0; i < count; i++)
		if (known[i] && strcmp(known[i], last) > 0 && may_be(known[i], name) &&
		    (!next || strcmp(known[i], next) < 0))
			next = known[i];
	return next;
}

size_t target_guesses(const char *name, const char *const *known, size_t count,
		      const char *out[TARGET_GUESSES])
{
	const char *last = "";
	for (size_t told = 0; told < TARGET_GUESSES; told++) {
		out[told] = guess_next(name, known, count, last);
		if (!out[told])
			return told;
		if (strcmp(out[told], name) == 0)
			return 0;
		last = out[told];
	}
	return TARGET_GUESSES;
}

const char *target_guess(const char *name, const char *const *known, size_t count,
			 struct arena *arena)
{
	const char *guesses[TARGET_GUESSES], *out = NULL;
	size_t told = target_guesses(name, known, count, guesses);
	for (size_t i = 0; i < told; i++)
		out = out ? arena_printf(arena, "%s or %s", out, guesses[i])
			  : arena_text(arena, guesses[i]);
	return out;
}
