#include "store/relations/relation.h"

#include <string.h>

// Sums over the scope, of one currency.
#define OF_SCOPE(expression)                                                                       \
	"(SELECT " expression                                                                      \
	" FROM cost_month c WHERE c.scope = s.id AND c.currency IS m.currency)"

static const struct column BILLS_COLUMNS[] = {
	COLUMN("period", "period", COLUMN_MONTH, "b.period", "billing period"),
	COLUMN("payer", "payer", COLUMN_TEXT, "b.payer", "paying account"),
	COLUMN("report", "report", COLUMN_TEXT, "b.report", "name of the report"),
	COLUMN("currency", "currency", COLUMN_TEXT, "(SELECT v FROM text WHERE id = m.currency)",
	       "currency"),
	COLUMN("unblended", "unblended", COLUMN_MONEY,
	       OF_SCOPE("coalesce(dec_sum(unblended), '0')"), "cash cost"),
	COLUMN("amortized", "amortized", COLUMN_MONEY,
	       OF_SCOPE("coalesce(dec_sum(amortized), '0')"), "amortized cost"),
	COLUMN("true_up", "true-up", COLUMN_MONEY, OF_SCOPE("coalesce(dec_sum(true_up), '0')"),
	       "upfront fees amortized in the period, negative"),
	COLUMN("upfront", "upfront", COLUMN_MONEY, OF_SCOPE("coalesce(dec_sum(upfront), '0')"),
	       "upfront fees paid"),
	COLUMN("refund", "refund", COLUMN_MONEY, OF_SCOPE("coalesce(dec_sum(refund), '0')"),
	       "upfront fees paid back"),
	COLUMN("residue", "residue", COLUMN_MONEY,
	       "CASE WHEN b.identity THEN " OF_SCOPE(
		       "dec_sub(dec_add(dec_sum(amortized), dec_sum(true_up), dec_sum(upfront), "
		       "dec_sum(refund)),"
		       " dec_sum(unblended))") " END",
	       "amortized + true-up + upfront + refund - unblended; none where the format has no "
	       "such identity"),
	COLUMN("rows", "rows", COLUMN_INT, "b.rows", "line items read"),
	COLUMN("invoiced", "invoiced", COLUMN_INT, "b.invoiced", "line items with an invoice id"),
	COLUMN("final", "final", COLUMN_BOOL, "b.rows > 0 AND b.invoiced = b.rows",
	       "every line item has an invoice id"),
	COLUMN("rejected", "rejected", COLUMN_INT, "s.rejected", "records that could not be used"),
	COLUMN("inexact", "inexact", COLUMN_BOOL, "b.inexact", "amounts came as doubles"),
	COLUMN("last_usage", "last usage", COLUMN_TIME, "b.last", "newest usage start"),
	COLUMN("delivered", "delivered", COLUMN_TIME, "b.delivered",
	       "when the source made this delivery"),
	COLUMN("fetched", "fetched", COLUMN_TIME, "s.published_at", "when it was taken in"),
	COLUMN("delivery", "delivery", COLUMN_TEXT, "s.delivery", "the delivery's own name"),
	COLUMN("format", "format", COLUMN_TEXT, "b.format", "what the file was"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("changed", COLUMN_TIME, "s.published_at", "when it came or changed last"),
};

const struct relation RELATION_BILLS = {
	.name = "bills",
	.help = "every bill shown, with its self-check, finality and age",
	.from = "scope s JOIN bill b ON b.scope = s.id LEFT JOIN"
		" (SELECT DISTINCT scope, currency FROM cost_month) m ON m.scope = s.id",
	.where = "s.state = 'shown'",
	TABLE(BILLS_COLUMNS),
	.wide = " true_up upfront refund format ",
	.order = "-period",
	.identity = " period payer report currency ",
};

static const struct column RESTATEMENTS_COLUMNS[] = {
	COLUMN("bill", "bill", COLUMN_TEXT, "r.label", "payer, report and period"),
	COLUMN("service", "service", COLUMN_TEXT, "r.service", "product code"),
	COLUMN("currency", "currency", COLUMN_TEXT, "r.currency", "currency"),
	COLUMN("old", "old", COLUMN_MONEY, "r.old", "unblended cost in the delivery before"),
	COLUMN("new", "new", COLUMN_MONEY, "r.new", "unblended cost in this delivery"),
	COLUMN("delta", "delta", COLUMN_MONEY, "dec_sub(r.new, r.old)", "what changed"),
	COLUMN("delivered", "delivered", COLUMN_TIME, "r.at", "when the source made this delivery"),
	COLUMN("delivery", "delivery", COLUMN_TEXT, "r.delivery", "the delivery's own name"),
	HIDDEN("run", COLUMN_INT, "r.run", "the run that brought the newer version"),
	HIDDEN("version", COLUMN_INT, "r.id",
	       "number of the newer version of the bill in this cache"),
	HIDDEN("changed", COLUMN_TIME, "r.published", "when it came or changed last"),
};

// Each version of a scope beside the one before it by (at, run), whatever order they came in.
#define VERSIONS                                                                                   \
	"(SELECT id, run, label, at, delivery, published_at AS published, lag(id) OVER "           \
	"(PARTITION BY "                                                                           \
	"kind, key ORDER BY at, run) "                                                             \
	"AS before"                                                                                \
	" FROM scope WHERE mode = 'replace' AND state <> 'incomplete')"

const struct relation RELATION_RESTATEMENTS = {
	.name = "restatements",
	.help = "what a newer delivery of a bill changed, by service",
	.from = "(SELECT v.id, v.run, v.label, v.at, v.published, v.delivery, k.service, "
		"k.currency,"
		" coalesce(o.unblended, '0') AS old, coalesce(n.unblended, '0') AS new"
		" FROM " VERSIONS " v"
		" JOIN (SELECT DISTINCT x.id, t.service, t.currency FROM " VERSIONS " x"
		" JOIN scope_total t ON t.scope IN (x.id, x.before)) k ON k.id = v.id"
		" LEFT JOIN scope_total o ON o.scope = v.before AND o.service = k.service AND "
		"o.currency = k.currency"
		" LEFT JOIN scope_total n ON n.scope = v.id AND n.service = k.service AND "
		"n.currency = k.currency"
		" WHERE v.before IS NOT NULL) r",
	.where = "r.old <> r.new",
	TABLE(RESTATEMENTS_COLUMNS),
	.order = "-delivered",
	.identity = " version service currency ",
};

static const struct column TAGS_COLUMNS[] = {
	COLUMN("key", "key", COLUMN_TEXT, "(SELECT v FROM text WHERE id = k.key)",
	       "key as the bill spells it"),
	COLUMN("sets", "sets", COLUMN_INT, "k.sets", "different tag sets that hold it"),
};

const struct relation RELATION_TAGS = {
	.name = "tags",
	.help = "cost allocation tag keys that were seen",
	.from = "(SELECT key, count(*) AS sets FROM tag GROUP BY key) k",
	TABLE(TAGS_COLUMNS),
	.order = "key",
	.identity = " key ",
};

static const struct column RUNS_COLUMNS[] = {
	COLUMN("run", "run", COLUMN_INT, "r.id", "number in the archive"),
	COLUMN("source", "source", COLUMN_TEXT, "r.source", "the source's name"),
	COLUMN("plugin", "plugin", COLUMN_TEXT, "r.plugin", "the collector"),
	COLUMN("version", "version", COLUMN_TEXT, "r.version", "the collector's version"),
	COLUMN("started", "started", COLUMN_TIME, "r.started", "start"),
	COLUMN("finished", "finished", COLUMN_TIME, "r.finished", "end"),
	COLUMN("lines", "lines", COLUMN_INT, "r.lines", "lines archived"),
	COLUMN("bytes", "bytes", COLUMN_BYTES, "r.bytes", "size uncompressed"),
	COLUMN("pruned", "pruned", COLUMN_TIME, "r.pruned",
	       "when its records were let go; totals and everything else stay"),
	COLUMN("fault", "fault", COLUMN_TEXT, "r.fault", "why nothing of it is used"),
	COLUMN("sha256", "sha256", COLUMN_TEXT, "r.sha256", "digest of the lines"),
	HIDDEN("changed", COLUMN_TIME, "r.finished", "when it came or changed last"),
};

const struct relation RELATION_RUNS = {
	.name = "runs",
	.help = "every accepted run of a collector",
	.from = "run r",
	TABLE(RUNS_COLUMNS),
	.wide = " sha256 ",
	.order = "-run",
	.identity = " run ",
};

static const struct column INPUTS_COLUMNS[] = {
	COLUMN("run", "run", COLUMN_INT, "i.run", "the run that read it"),
	COLUMN("input", "input", COLUMN_INT, "i.number", "its number in the run"),
	COLUMN("uri", "uri", COLUMN_TEXT, "i.uri", "where it was"),
	COLUMN("bytes", "bytes", COLUMN_BYTES, "i.bytes", "size as stored"),
	COLUMN("modified", "modified", COLUMN_TIME, "i.mtime", "when it was last changed"),
	COLUMN("sha256", "sha256", COLUMN_TEXT, "i.sha256", "digest of the stored bytes"),
	HIDDEN("source", COLUMN_TEXT, "(SELECT source FROM run o WHERE o.id = i.run)",
	       "the source of the run"),
};

const struct relation RELATION_INPUTS = {
	.name = "inputs",
	.help = "every file or answer that was read",
	.from = "input i",
	TABLE(INPUTS_COLUMNS),
	.wide = " sha256 ",
	.order = "-run",
	.identity = " run input ",
};

static const struct column SCOPES_COLUMNS[] = {
	COLUMN("scope", "scope", COLUMN_TEXT, "s.label", "what is published at once"),
	COLUMN("kind", "kind", COLUMN_TEXT, "s.kind", "kind of its records"),
	COLUMN("state", "state", COLUMN_TEXT, "s.state",
	       "shown, replaced, older, incomplete; pruned: would be shown, its records are gone"),
	COLUMN("why", "why", COLUMN_TEXT, "s.why", "why it is not shown"),
	COLUMN("rows", "rows", COLUMN_INT, "s.rows", "rows read"),
	COLUMN("rejected", "rejected", COLUMN_INT, "s.rejected", "records that could not be used"),
	COLUMN("at", "at", COLUMN_TIME, "s.at", "when the source made this delivery"),
	COLUMN("published", "published", COLUMN_TIME, "s.published_at", "when it was taken in"),
	COLUMN("replaced", "replaced", COLUMN_TIME, "s.replaced_at", "when it stopped being shown"),
	COLUMN("delivery", "delivery", COLUMN_TEXT, "s.delivery", "the delivery's own name"),
	COLUMN("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	HIDDEN("id", COLUMN_INT, "s.id", "number of the version in this cache"),
	HIDDEN("source", COLUMN_TEXT, "(SELECT source FROM run o WHERE o.id = s.run)",
	       "the source of the run"),
	HIDDEN("changed", COLUMN_TIME, "coalesce(s.replaced_at, s.published_at)",
	       "when it came or changed last"),
};

const struct relation RELATION_SCOPES = {
	.name = "scopes",
	.help = "every version of everything that was published",
	.from = "scope s",
	TABLE(SCOPES_COLUMNS),
	.order = "-published",
	.identity = " id ",
};

static const struct column REJECTS_COLUMNS[] = {
	COLUMN("run", "run", COLUMN_INT, "j.run", "the run that met it"),
	COLUMN("uri", "input", COLUMN_TEXT,
	       "(SELECT uri FROM input i WHERE i.run = j.run AND i.number = j.input)", "the file"),
	COLUMN("row", "row", COLUMN_INT, "j.row", "row of the file; the header is row 1"),
	COLUMN("why", "why", COLUMN_TEXT, "j.why", "what is wrong"),
	COLUMN("text", "text", COLUMN_TEXT, "j.text", "the beginning of the record"),
	HIDDEN("id", COLUMN_INT, "j.id", "number of the record in this cache"),
	HIDDEN("source", COLUMN_TEXT, "(SELECT source FROM run o WHERE o.id = j.run)",
	       "the source of the run"),
	HIDDEN("changed", COLUMN_TIME, "(SELECT finished FROM run o WHERE o.id = j.run)",
	       "when it came or changed last"),
};

const struct relation RELATION_REJECTS = {
	.name = "rejects",
	.help = "records that could not be used",
	.from = "reject j",
	TABLE(REJECTS_COLUMNS),
	.order = "-run",
	.identity = " id ",
};

// ---- All of them ----

static const struct relation *const RELATIONS[] = {
	&RELATION_COST,	    &RELATION_CELLS,	      &RELATION_BILLS,	   &RELATION_RESTATEMENTS,
	&RELATION_TAGS,	    &RELATION_SOURCES,	      &RELATION_RUNS,	   &RELATION_INPUTS,
	&RELATION_SCOPES,   &RELATION_REJECTS,	      &RELATION_LOG,	   &RELATION_DOCKET,
	&RELATION_FINDINGS, &RELATION_SCANS,	      &RELATION_SIGHTINGS, &RELATION_FINDING_EVENTS,
	&RELATION_TREND,    &RELATION_FINDING_GROUPS, &RELATION_REPAIRS,   &RELATION_EXCEPTIONS,
	&RELATION_SBOM,	    &RELATION_COMPONENTS,     &RELATION_KEV,	   &RELATION_EPSS,
	&RELATION_VEX,	    &RELATION_HITS,	      &RELATION_WORKLOADS, &RELATION_ACCEPTANCES,
};

const struct relation *const *relation_list(size_t *count)
{
	*count = sizeof RELATIONS / sizeof *RELATIONS;
	return RELATIONS;
}

const struct relation *relation_find(const char *name)
{
	for (size_t i = 0; i < sizeof RELATIONS / sizeof *RELATIONS; i++)
		if (strcmp(RELATIONS[i]->name, name) == 0)
			return RELATIONS[i];
	return NULL;
}

const struct relation *relation_judged(void)
{
	return &RELATION_JUDGED;
}

const struct column *relation_column(const struct relation *relation, struct slice name)
{
	for (size_t i = 0; i < relation->column_count; i++)
		if (slice_is(name, relation->columns[i].name))
			return &relation->columns[i];
	return NULL;
}
