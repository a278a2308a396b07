#include "plugins/scans/cyclonedx/cyclonedx.h"

static struct slice status_of(struct slice state)
{
	static const char *const WORDS[][2] = {{"resolved", "fixed"},
					       {"resolved_with_pedigree", "fixed"},
					       {"exploitable", "affected"},
					       {"in_triage", "under_investigation"},
					       {"false_positive", "not_affected"},
					       {"not_affected", "not_affected"}};
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		if (slice_is(state, WORDS[i][0]))
			return slice_of(WORDS[i][1]);
	return SLICE("affected");
}

static void open_statements(struct cdx *cdx)
{
	struct slice key[STOCK_KEY] = {cdx->issuer,
				       cdx->document.len ? cdx->document : cdx->digest};
	if (!cdx->has_statements)
		stock_begin(&cdx->statements, cdx->file, "vex", key,
			    (struct stock_version){.at = cdx->sbom.at});
	cdx->has_statements = true;
}

static int64_t stated_at(const struct cdx *cdx, const struct node *v)
{
	static const char *const PATHS[] = {"analysis.lastUpdated", "analysis.firstIssued",
					    "updated", "published", "created"};
	int64_t at = 0;
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS && !at; i++)
		at = scan_time(node_text(v, PATHS[i]));
	return at ? at : cdx->sbom.at;
}

void cdx_statement(struct cdx *cdx, const struct node *v, const struct cdx_affected *a,
		   const struct node *version)
{
	struct str ids = {0};
	struct slice state = node_text(v, "analysis.state"), one = node_text(version, "version");
	struct slice reason = node_text(v, "analysis.justification");
	open_statements(cdx);
	cdx_add_ids(&ids, v);
	struct stock_vex vex = {
		.format = cdx->format,
		.issuer = cdx->issuer,
		.document = cdx->document,
		.ids = ids.len ? str_slice(&ids) : SLICE("-"),
		.product = a->product,
		.component = a->component,
		.versions = one.len ? scan_keep(cdx->file, "=%.*s", (int)one.len, one.at)
				    : node_text(version, "range"),
		.status = slice_is(node_text(version, "status"), "unaffected")
				  ? SLICE("not_affected")
				  : status_of(state),
		.justification = slice_is(state, "false_positive") ? state : reason,
		.text = stock_said(v, "analysis.detail"),
		.level = cdx_rate(v).level,
		.at = stated_at(cdx, v),
		.line = cdx->line};
	if (slice_is(node_text(version, "status"), "unaffected") && !vex.justification.len)
		vex.justification = SLICE("version");
	stock_vex(&cdx->statements, &vex);
	str_fini(&ids);
}
