// TruffleHog 3's JSON lines: one secret a line, among lines of its log when both went to one file.
//
// The secrets have no end mark. The log has: without its last line a cut file cannot be told from a
// whole one, and closes nothing.
// Source: trufflehog, pkg/output/json.go and pkg/log.
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	bool secret =
		node_has(sniff->json, "SourceMetadata") && node_has(sniff->json, "DetectorName");
	return secret || slice_is(node_text(sniff->json, "logger"), "trufflehog") ? 100 : 0;
}

// What was searched names itself in a map of one member: {"Data": {"Git": {…}}}.
static const struct node *place_of(const struct node *secret)
{
	const struct node *data = node_at(secret, "SourceMetadata.Data");
	return data ? data->first : NULL;
}

static bool note(struct tour *tour, const struct node *node, struct err *err)
{
	struct tour_turns *turns = tour->own;
	(void)err;
	if (slice_is(node_text(node, "msg"), "finished scanning"))
		turns->scan.partial = (struct slice){0};
	return true;
}

// Of an organization each repository is a scan: one without a secret is not told, and not clean.
// What stands for an image's tag is a digest where it was named by one.
static bool turn(struct tour *tour, const struct node *secret, struct err *err)
{
	struct tour_turns *turns = tour->own;
	const struct node *place = place_of(secret);
	bool image = place && slice_is(place->key, "Docker");
	const struct slice none = {0}, tag = image ? node_text(place, "tag") : none;
	struct slice target = node_text(place, image ? "image" : "repository");
	turns->scan.target_kind = image ? SLICE("image") : SLICE("repo");
	turns->scan.digest = image_is_bare(tag) ? tag : none;
	turns->scan.ref = image_is_bare(tag) ? none : tag;
	if (image && image_is_archive(target))
		target = none;
	// A repository on the machine that looked is there by many names, and many by its name.
	turns->scan.vague = slice_starts(target, "file://") || slice_starts(target, "/");
	if (!image && !turns->scan.vague)
		target = words_repo(target, &tour->scratch);
	return tour_turn(tour->file, turns, FINDING_SECRET, target, err);
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *place = place_of(node);
	struct slice rule = node_text(node, "DetectorName"), commit = node_text(place, "commit");
	bool verified = node_bool(node, "Verified", false);
	if (!node_has(node, "DetectorName"))
		return true;
	const struct tour_fact facts[] = {{"DetectorName", rule},
					  {"SourceName", node_text(node, "SourceName")},
					  {"file", node_text(place, "file")},
					  {"commit", commit},
					  {NULL, {NULL, 0}}};
	return turn(tour, node, err) &&
	       tour_add(tour->file,
			&(struct scan_finding){
				.class = FINDING_SECRET,
				.level = LEVEL_HIGH,
				.from = SLICE("assumed"),
				.rule = rule,
				.title = rule,
				.text = commit.len
						? WORDS(&tour->scratch, SLICE("in commit "), commit)
						: commit,
				.raw = verified ? SLICE("verified") : SLICE("unverified"),
				.file = words_path(node_text(place, "file"), &tour->scratch),
				.line = node_int(place, "line", 0),
				.secret = node_text(node, "Raw"),
				.link = node_text(place, "link"),
			},
			facts, err);
}

static bool read_report(struct scan_file *file, struct err *err)
{
	struct tour_turns turns = {
		.scan = {.tool = SLICE("trufflehog"),
			 .class = FINDING_SECRET,
			 .target_kind = SLICE("repo"),
			 .partial = SLICE("without the log's last line nothing tells that the "
					  "list is whole; write both to one file (2>&1)")}};
	struct tour tour = {.file = file, .own = &turns};
	return tour_stream(&tour, note, err) && scan_again(file, err) &&
	       tour_stream(&tour, add, err) && tour_turns_end(file, &turns, err);
}

const struct scan_format FORMAT_TRUFFLEHOG = {
	.name = "trufflehog",
	.title = "TruffleHog JSON lines",
	.detect = detect,
	.read = read_report,
};
