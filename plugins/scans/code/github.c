#include "plugins/scans/code/github.h"

#include "plugins/scans/words/words.h"

#include <string.h>

struct slice github_text(const struct node *node, const char *path)
{
	struct slice text = node_text(node, path);
	return slice_is(text, "None") ? (struct slice){0} : text;
}

struct slice github_score(const struct node *advisory, const char *vector)
{
	return github_text(advisory, vector).len ? github_text(advisory, "cvss.score")
						 : (struct slice){0};
}

// "host/owner/name" of "host/owner/name/…"; empty when there is no name.
static struct slice three_parts(struct slice address)
{
	struct slice rest = address, name = {0};
	for (size_t i = 0; i < 3; i++)
		name = slice_cut(&rest, '/');
	return name.len ? (struct slice){address.at, (size_t)(name.at + name.len - address.at)}
			: (struct slice){0};
}

// "https://api.github.com/repos/owner/name/…", or "https://HOST/api/v3/repos/…" of one's own.
static struct slice of_api(struct slice url, struct arena *arena)
{
	static const char API[] = "api.", REPOS[] = "/repos/";
	struct slice address = words_repo(url, arena), rest = address, host = slice_cut(&rest, '/');
	const char *at = address.len ? memmem(address.at, address.len, REPOS, strlen(REPOS)) : NULL;
	if (!at)
		return (struct slice){0};
	if (slice_starts(host, API) && at == host.at + host.len)
		host = slice_from(host, strlen(API));
	rest = slice_from(address, (size_t)(at - address.at) + strlen(REPOS));
	return three_parts(WORDS(arena, host, SLICE("/"), rest));
}

static bool is_end(struct slice name, struct slice end, struct arena *arena)
{
	return name.len > end.len && name.at[name.len - end.len - 1] == '/' &&
	       words_same(slice_from(name, name.len - end.len), arena_slice(arena, end));
}

struct slice github_named(const struct scan_file *file, struct slice full, struct slice address,
			  struct arena *arena)
{
	address = three_parts(address);
	struct slice told = scan_told(file), name = slice_cut(&told, '@'), host = address;
	if (!full.len || (!address.len && is_end(name, full, arena)))
		return slice_or(full, address);
	host = slice_or(slice_cut(&host, '/'), SLICE("github.com"));
	return WORDS(arena, host, SLICE("/"), full);
}

struct slice github_repository(const struct scan_file *file, const struct node *alert,
			       struct arena *arena)
{
	struct slice page = slice_or(github_text(alert, "repository.html_url"),
				     github_text(alert, "html_url")),
		     address = three_parts(words_repo(page, arena)),
		     api = of_api(github_text(alert, "url"), arena);
	return github_named(file, github_text(alert, "repository.full_name"),
			    slice_or(api, address), arena);
}

static const struct {
	const char *reason, *claim;
} REASONS[] = {
	{"false positive", "false_positive"},
	{"inaccurate", "false_positive"},
	{"won't fix", "accepted"},
	{"tolerable_risk", "accepted"},
	{"no_bandwidth", "accepted"},
	{"not_used", "not_affected"},
};

static struct slice either(const struct node *node, const char *path, const char *other)
{
	struct slice text = github_text(node, path);
	return text.len ? text : github_text(node, other);
}

static void set_claim(struct scan_finding *finding, const struct node *alert)
{
	struct slice reason = either(alert, "dismissed_reason", "dismissReason"),
		     why = either(alert, "dismissed_comment", "dismissComment");
	finding->claim = SLICE("suppressed");
	finding->claim_why = why.len ? why : reason;
	for (size_t i = 0; i < sizeof REASONS / sizeof *REASONS; i++)
		if (words_same(reason, REASONS[i].reason))
			finding->claim = slice_of(REASONS[i].claim);
}

void github_set_state(struct scan_finding *finding, const struct node *alert)
{
	struct slice state = github_text(alert, "state");
	if (words_same(state, "fixed"))
		finding->status = SLICE("closed");
	else if (words_same(state, "dismissed") || words_same(state, "auto_dismissed"))
		set_claim(finding, alert);
}

bool github_turn(struct tour *tour, const struct node *alert, struct err *err)
{
	struct tour_turns *turns = tour->own;
	struct slice target = github_repository(tour->file, alert, &tour->scratch);
	return tour_turn(tour->file, turns, turns->scan.class, target, err);
}

bool github_read_list(struct scan_file *file, const struct scan *scan, tour_each *add,
		      struct err *err)
{
	struct tour_turns turns = {.scan = *scan};
	struct tour tour = {.file = file, .own = &turns};
	turns.scan.target_kind = SLICE("repo");
	turns.scan.partial = GITHUB_PAGE;
	const struct tour_row rows[] = {{"[]", add, 0}, {NULL, NULL, 0}};
	return tour_all(&tour, rows, err) && tour_turns_end(file, &turns, err);
}
