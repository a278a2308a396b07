#include "plugins/scans/cyclonedx/cyclonedx.h"

#include <string.h>
#include <strings.h>

static bool same_word(struct slice text, const char *word)
{
	return text.len == strlen(word) && !strncasecmp(text.at, word, text.len);
}

static struct slice score_of(const struct node *rating)
{
	struct slice base = node_text(rating, "score.base"); // of the extension of 1.2
	return base.len ? base : node_text(rating, "score");
}

static bool is_cvss(const struct node *rating)
{
	struct slice method = node_text(rating, "method");
	return method.len >= 4 && !strncasecmp(method.at, "CVSS", 4);
}

static bool is_version2(const struct node *rating)
{
	return same_word(node_text(rating, "method"), "CVSSv2");
}

// How much a rating counts: the tool's own word, that of the vulnerability's own source, CVSS 3 and
// 4, CVSS 2, other methods.
static int weight_of(const struct node *rating, struct slice source)
{
	struct slice by = cdx_member(node_member(rating, "source"), "name");
	bool word = node_text(rating, "severity").len > 0;
	if (word && !node_has(rating, "method") && !node_has(rating, "source") &&
	    !score_of(rating).len)
		return 5;
	if (word && by.len && slice_equal(by, source))
		return 4;
	return !is_cvss(rating) ? 1 : is_version2(rating) ? 2 : 3;
}

static enum finding_level level_of(const struct node *rating)
{
	enum finding_level level = finding_level_of(node_text(rating, "severity"));
	return level == LEVEL_UNKNOWN && is_cvss(rating)
		       ? finding_level_of_score(score_of(rating), is_version2(rating))
		       : level;
}

// Of the ratings that count most the worst.
static void take_level(const struct node *vulnerability, struct cdx_rating *out)
{
	struct slice source = cdx_member(node_member(vulnerability, "source"), "name");
	int heaviest = 0;
	for (NODE_EACH(rating, node_at(vulnerability, "ratings"))) {
		int weight = weight_of(rating, source);
		enum finding_level level = level_of(rating);
		struct slice word = node_text(rating, "severity");
		if (level == LEVEL_UNKNOWN || weight < heaviest ||
		    (weight == heaviest && level <= out->level))
			continue;
		heaviest = weight;
		out->level = level;
		out->raw = word.len ? word : score_of(rating);
		out->from = weight >= 4 || !is_cvss(rating) ? SLICE("tool") : SLICE("cvss");
	}
}

// The first score of the newest CVSS that there is.
static void take_score(const struct node *vulnerability, struct cdx_rating *out)
{
	int best = 0;
	for (NODE_EACH(rating, node_at(vulnerability, "ratings"))) {
		int rank = !is_cvss(rating) ? 0 : is_version2(rating) ? 1 : 2;
		if (rank <= best)
			continue;
		best = rank;
		out->score = score_of(rating);
		out->vector = node_text(rating, "vector");
	}
}

struct cdx_rating cdx_rate(const struct node *vulnerability)
{
	struct cdx_rating rated = {.level = LEVEL_UNKNOWN};
	take_level(vulnerability, &rated);
	take_score(vulnerability, &rated);
	return rated;
}
