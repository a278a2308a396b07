// cfn-nag's JSON: a list of templates with violations, each of which has two parallel lists, of
// resources and of lines. A finding is a violation of one resource. Every template that was looked
// at is in it. Source: stelligent/cfn_nag, lib/cfn-nag/result_view/json_results.rb.
#include "plugins/scans/formats.h"
#include "plugins/scans/tour/tour.h"

static int detect(const struct scan_sniff *sniff)
{
	return node_has(sniff->json, "0.filename") && node_has(sniff->json, "0.file_results") ? 95
											      : 0;
}

static bool send_one(struct tour *tour, struct scan_finding *finding, const struct node *resource,
		     const struct node *line, struct err *err)
{
	finding->resource = resource ? resource->text : (struct slice){0};
	finding->line = node_int(line, "", 0);
	return scan_add(tour->file, finding, err);
}

static bool send_violation(struct tour *tour, struct slice file, const struct node *violation,
			   struct err *err)
{
	struct slice type = node_text(violation, "type"), id = node_text(violation, "id");
	if (slice_is(id, "FATAL"))
		scan_is_part(tour->file, "a template could not be parsed (FATAL)");
	const struct node *resources = node_at(violation, "logical_resource_ids");
	const struct node *lines = node_at(violation, "line_numbers");
	const struct node *line = lines ? lines->first : NULL;
	struct scan_finding finding = {
		.class = FINDING_IAC,
		.level = slice_is(type, "FAIL")	  ? LEVEL_HIGH
			 : slice_is(type, "WARN") ? LEVEL_MEDIUM
						  : LEVEL_UNKNOWN,
		.raw = type,
		.from = SLICE("tool"),
		.rule = id,
		.title = slice_or(node_text(violation, "message"), id),
		.logical = node_text(violation, "name"),
		.file = tour_path(tour, file),
	};
	for (NODE_EACH(resource, resources)) {
		if (!send_one(tour, &finding, resource, line, err))
			return false;
		line = line ? line->next : NULL;
	}
	return node_at(resources, "0") || send_one(tour, &finding, NULL, line, err);
}

static bool send(struct tour *tour, const struct node *item, struct err *err)
{
	if (!node_has(item, "file_results"))
		return tour_refuse(tour, "cfn-nag", "file_results", err);
	scan_saw(tour->file);
	scan_lists(tour->file, tour_path(tour, node_text(item, "filename")));
	for (NODE_EACH(violation, node_at(item, "file_results.violations")))
		if (!send_violation(tour, node_text(item, "filename"), violation, err))
			return false;
	return true;
}

static const struct tour_row SEND[] = {{"[]", send, 0}, {NULL, NULL, 0}};

static bool read(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("cfn-nag"),
			    .class = FINDING_IAC,
			    .blind = SLICE("it lists no template")};
	struct tour tour = {.file = file};
	bool ok = tour_scan(&tour, &scan, SEND, err);
	tour_fini(&tour);
	return ok;
}

const struct scan_format FORMAT_CFN_NAG = {
	.name = "cfn-nag-json",
	.title = "cfn-nag, JSON",
	.detect = detect,
	.read = read,
	.bare = SCAN_EMPTY_LIST,
};
