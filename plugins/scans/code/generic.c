// The generic findings of DefectDojo as JSON, for tools that have no format of their own here.
//
// Fields that the format does not have are refused by name, as DefectDojo does: a misspelt one
// would be lost silently. Source: DefectDojo's documentation, "Generic Findings Import".
#include "plugins/scans/tour/tour.h"

#include <stdlib.h>
#include <string.h>

// Sorted, for the search.
static const char *const FIELDS[] = {
	"active",
	"component_name",
	"component_version",
	"cve",
	"cvssv3",
	"cvssv3_score",
	"cvssv4",
	"cvssv4_score",
	"cwe",
	"cwes",
	"date",
	"description",
	"dynamic_finding",
	"effort_for_fixing",
	"endpoints",
	"epss_percentile",
	"epss_score",
	"false_p",
	"file_path",
	"files",
	"fix_available",
	"fix_version",
	"impact",
	"is_mitigated",
	"kev_date",
	"known_exploited",
	"line",
	"mitigated",
	"mitigation",
	"nb_occurences",
	"numerical_severity",
	"out_of_scope",
	"param",
	"payload",
	"planned_remediation_date",
	"planned_remediation_version",
	"publish_date",
	"ransomware_used",
	"references",
	"risk_accepted",
	"sast_sink_object",
	"sast_source_file_path",
	"sast_source_line",
	"sast_source_object",
	"scanner_confidence",
	"service",
	"severity",
	"severity_justification",
	"static_finding",
	"steps_to_reproduce",
	"tags",
	"thread_id",
	"title",
	"under_review",
	"unique_id_from_tool",
	"verified",
	"vuln_id_from_tool",
	"vulnerability_ids",
};

static int compare_field(const void *key, const void *field)
{
	return slice_compare(*(const struct slice *)key, slice_of(*(const char *const *)field));
}

static int detect(const struct scan_sniff *sniff)
{
	const struct node *first = node_at(sniff->json, "findings.0");
	bool fits = node_has(first, "title") && node_has(first, "severity") &&
		    node_has(first, "description");
	// Other tools say "findings" too, with fields of their own.
	return fits && !node_has(first, "findingArn") && !node_has(first, "rule_name") ? 80 : 0;
}

// ---- The scan ----

static bool take_type(struct tour *tour, const struct node *node, struct err *err)
{
	struct scan *scan = tour->own;
	(void)err;
	scan->tool = words_keep(tour->file->arena, node->text);
	return true;
}

static const struct tour_row HEAD[] = {
	{"type", take_type, 0},
	{"name", NULL, TOUR_TEXT(struct scan, category)},
	{"version", NULL, TOUR_TEXT(struct scan, version)},
	{NULL, NULL, 0},
};

// ---- Findings ----

static bool check_fields(struct tour *tour, const struct node *node, struct err *err)
{
	static const char *const needed[] = {"title", "severity", "description"};
	char what[100];
	for (NODE_EACH(field, node)) {
		if (bsearch(&field->key, FIELDS, sizeof FIELDS / sizeof *FIELDS, sizeof *FIELDS,
			    compare_field))
			continue;
		int len = field->key.len < 60 ? (int)field->key.len : 60;
		snprintf(what, sizeof what, "unknown field '%.*s'", len, field->key.at);
		return tour_fault(tour, err, what);
	}
	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!node_has(node, needed[i])) {
			snprintf(what, sizeof what, "a finding without '%s'", needed[i]);
			return tour_fault(tour, err, what);
		}
	return true;
}

static enum finding_class class_of(const struct node *node)
{
	if (node_has(node, "component_name"))
		return FINDING_DEPENDENCY;
	return node_bool(node, "dynamic_finding", false) || node_has(node, "endpoints.0")
		       ? FINDING_DAST
		       : FINDING_CODE;
}

static struct slice claim_of(const struct node *node)
{
	static const char *const claims[][2] = {
		{"false_p", "false_positive"},
		{"risk_accepted", "accepted"},
		{"out_of_scope", "suppressed"},
	};
	for (size_t i = 0; i < sizeof claims / sizeof *claims; i++)
		if (node_bool(node, claims[i][0], false))
			return slice_of(claims[i][1]);
	return (struct slice){0};
}

static struct slice status_of(const struct node *node)
{
	if (node_bool(node, "is_mitigated", false))
		return SLICE("closed");
	bool settled = node_bool(node, "active", true) || claim_of(node).len;
	return settled ? (struct slice){0} : SLICE("archived");
}

// "host/path" or {"protocol", "host", "port", "path"}.
static struct slice url_of(const struct node *endpoint, struct arena *arena)
{
	struct slice host = node_text(endpoint, "host"), path = node_text(endpoint, "path"),
		     port = node_text(endpoint, "port"), scheme = node_text(endpoint, "protocol"),
		     none = {0};
	if (!endpoint || endpoint->kind == NODE_TEXT)
		return endpoint ? words_url(endpoint->text, arena) : (struct slice){0};
	return words_url(WORDS(arena, scheme, scheme.len ? SLICE("://") : none, host,
			       port.len ? SLICE(":") : none, port,
			       path.len && path.at[0] != '/' ? SLICE("/") : none, path),
			 arena);
}

static struct slice places_of(const struct node *endpoints, struct arena *arena)
{
	struct str places = {0};
	for (NODE_EACH(endpoint, endpoints)) {
		struct slice url = url_of(endpoint, arena);
		if (endpoint == endpoints->first)
			continue;
		str_add_slice(&places, url);
		str_add_char(&places, '\n');
	}
	struct slice kept = words_keep(arena, str_slice(&places));
	str_fini(&places);
	return kept;
}

static struct slice either(const struct node *node, const char *path, const char *other)
{
	return node_has(node, path) ? node_text(node, path) : node_text(node, other);
}

static struct slice ids_of(const struct node *node, struct arena *arena)
{
	struct slice cve = node_text(node, "cve"),
		     more = words_join(node_at(node, "vulnerability_ids"), "", arena);
	return WORDS(arena, cve, SLICE(" "), more);
}

static bool add(struct tour *tour, const struct node *node, struct err *err)
{
	const struct node *endpoints = node_at(node, "endpoints");
	struct slice raw = node_text(node, "severity"), title = node_text(node, "title"),
		     rule = node_text(node, "vuln_id_from_tool");
	if (!check_fields(tour, node, err))
		return false;
	struct scan_finding finding = {
		.class = class_of(node),
		.rule = rule.len ? rule : title,
		.title = title,
		.text = node_text(node, "description"),
		.raw = raw,
		.from = SLICE("tool"),
		.level = finding_level_of(raw),
		.cvss = either(node, "cvssv4_score", "cvssv3_score"),
		.vector = either(node, "cvssv4", "cvssv3"),
		.epss = node_text(node, "epss_score"),
		.kev = node_bool(node, "known_exploited", false),
		.ids = ids_of(node, &tour->scratch),
		.cwe = words_cwe(node_at(node, node_has(node, "cwe") ? "cwe" : "cwes"),
				 &tour->scratch),
		.package = node_text(node, "component_name"),
		.version = node_text(node, "component_version"),
		.fixed = node_text(node, "fix_version"),
		.file = words_path(node_text(node, "file_path"), &tour->scratch),
		.line = node_int(node, "line", 0),
		.url = url_of(node_at(endpoints, "0"), &tour->scratch),
		.places = places_of(endpoints, &tour->scratch),
		.param = node_text(node, "param"),
		.uid = node_text(node, "unique_id_from_tool"),
		.status = status_of(node),
		.claim = claim_of(node),
		.seen = scan_time(node_text(node, "date")),
		.n = node_int(node, "nb_occurences", 0),
	};
	return scan_add(tour->file, &finding, err);
}

static const struct tour_row BODY[] = {
	{"findings", NULL, 0}, {"findings.[]", add, 0}, {NULL, NULL, 0}};

static bool read_report(struct scan_file *file, struct err *err)
{
	struct scan scan = {.tool = SLICE("generic"), .class = FINDING_CODE};
	struct tour tour = {.file = file, .own = &scan};
	return tour_report(&tour, &(struct tour_report){"generic findings", HEAD, BODY, NULL},
			   &scan, err);
}

const struct scan_format FORMAT_GENERIC = {
	.name = "generic",
	.title = "generic findings of DefectDojo (JSON)",
	.detect = detect,
	.read = read_report,
};
