#include "plugins/scans/code/github.h"

#include "plugins/scans/words/words.h"

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

// "https://api.github.com/repos/owner/name/…" -> "owner/name".
struct slice github_repository(const struct node *alert)
{
	struct slice full = github_text(alert, "repository.full_name"),
		     url = github_text(alert, "url");
	if (full.len)
		return full;
	for (size_t i = 0; i < url.len; i++) {
		struct slice rest = {url.at + i, url.len - i};
		if (!slice_starts(rest, "/repos/"))
			continue;
		rest = (struct slice){rest.at + 7, rest.len - 7};
		struct slice owner = slice_cut(&rest, '/'), name = slice_cut(&rest, '/');
		return name.len ? (struct slice){owner.at, owner.len + 1 + name.len}
				: (struct slice){0};
	}
	return (struct slice){0};
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
	return tour_turn(tour->file, turns, turns->scan.class, github_repository(alert), err);
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
