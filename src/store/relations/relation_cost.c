#include "store/relations/relation.h"

// A dimension whose fragment is the id of a text.
#define INTERNED(column, heading, fragment_, sentence)                                             \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = COLUMN_DIMENSION, .fragment = (fragment_), .interned = true                \
	}

#define PLAIN_TEXT(column, heading, fragment_, sentence)                                           \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = COLUMN_TEXT,     \
		.role = COLUMN_DIMENSION, .fragment = (fragment_)                                  \
	}

#define SUM(column, heading, kind_, fragment_, sort_, sentence)                                    \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = (kind_),         \
		.role = COLUMN_MEASURE, .fragment = (fragment_), .sort = (sort_)                   \
	}

#define ACCOUNT_NAME "(SELECT a.name FROM account a WHERE a.scope = c.scope AND a.id = c.account)"

static const struct column COST_COLUMNS[] = {
	{.name = "period",
	 .title = "period",
	 .help = "billing period, a month",
	 .kind = COLUMN_MONTH,
	 .role = COLUMN_DIMENSION,
	 .fragment = "b.period"},
	{.name = "day",
	 .title = "day",
	 .help = "UTC day: as posted, or with --spread the day it covers",
	 .kind = COLUMN_DAY,
	 .role = COLUMN_DIMENSION,
	 .fragment = "c.day"},
	INTERNED("account", "account", "c.account", "account that used it"),
	INTERNED("account_name", "account name", ACCOUNT_NAME, "its name, as the bill tells it"),
	INTERNED("service", "service", "c.service", "product code; FOCUS: service name"),
	INTERNED("region", "region", "c.region", "region code"),
	INTERNED("line_type", "line type", "c.line_type", "line item type; FOCUS: charge category"),
	INTERNED("resource", "resource", "c.resource", "resource id or ARN"),
	INTERNED("usage_type", "usage type", "c.usage_type", "what was metered"),
	INTERNED("operation", "operation", "c.operation", "the metered operation"),
	{.name = "tag",
	 .title = "tag",
	 .help = "value of a cost allocation tag: tag:KEY",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_DIMENSION,
	 .keyed = true,
	 .interned = true},
	INTERNED("usage_unit", "usage unit", "c.unit", "unit of the usage"),
	INTERNED("product", "product", "c.product", "product name"),
	{.name = "run",
	 .title = "run",
	 .help = "the run that brought it",
	 .kind = COLUMN_INT,
	 .role = COLUMN_HIDDEN,
	 .fragment = "s.run"},
	{.name = "tagged",
	 .title = "tagged",
	 .help = "has any cost allocation tag",
	 .kind = COLUMN_BOOL,
	 .role = COLUMN_DIMENSION,
	 .fragment = "c.tags IS NOT NULL"},
	INTERNED("entity", "entity", "c.entity", "who sells: AWS, AWS Marketplace…"),
	PLAIN_TEXT("payer", "payer", "b.payer", "paying account"),
	PLAIN_TEXT("report", "report", "b.report", "name of the bill's report"),
	INTERNED("currency", "currency", "c.currency", "currency of all amounts in the row"),
	SUM("unblended", "unblended", COLUMN_MONEY, "coalesce(dec_sum(c.unblended), '0')",
	    "sum(c.unblended_real)", "cash cost, as on the invoice"),
	SUM("amortized", "amortized", COLUMN_MONEY, "coalesce(dec_sum(c.amortized), '0')",
	    "sum(c.amortized_real)",
	    "cost with upfront fees and commitments spread over what they cover"),
	SUM("net", "net", COLUMN_MONEY,
	    "CASE WHEN count(c.net_unblended) = count(*) THEN dec_sum(c.net_unblended) END", NULL,
	    "unblended after private discounts; none where a bill has no such column"),
	SUM("net_amortized", "net amortized", COLUMN_MONEY,
	    "CASE WHEN count(c.net_amortized) = count(*) THEN dec_sum(c.net_amortized) END", NULL,
	    "amortized after private discounts"),
	SUM("usage", "usage", COLUMN_DECIMAL,
	    "CASE WHEN count(DISTINCT CASE WHEN c.usage IS NOT NULL THEN coalesce(c.unit, 0) END) "
	    "<= 1 THEN coalesce(dec_sum(c.usage), "
	    "'0') END",
	    NULL, "metered quantity; none where units differ"),
	{.name = "unit",
	 .title = "unit",
	 .help = "unit of usage; none where units differ",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_MEASURE,
	 .fragment = "CASE WHEN count(DISTINCT CASE WHEN c.usage IS NOT NULL THEN coalesce(c.unit, "
		     "0) END) <= 1 THEN"
		     " max(CASE WHEN c.usage IS NOT NULL THEN (SELECT v FROM text WHERE id = "
		     "c.unit) END) END"},
	SUM("on_demand", "on demand", COLUMN_MONEY, "coalesce(dec_sum(c.on_demand), '0')", NULL,
	    "what the same usage costs at public prices"),
	SUM("line_items", "line items", COLUMN_INT, "sum(c.lines)", NULL,
	    "the bill's own lines behind the row"),
	SUM("true_up", "true-up", COLUMN_MONEY, "coalesce(dec_sum(c.true_up), '0')", NULL,
	    "upfront fees amortized in this period, negative"),
	SUM("upfront", "upfront", COLUMN_MONEY, "coalesce(dec_sum(c.upfront), '0')", NULL,
	    "upfront fees paid in this period"),
	SUM("refund", "refund", COLUMN_MONEY, "coalesce(dec_sum(c.refund), '0')", NULL,
	    "Savings Plans upfront fees paid back, negative"),
};

// Long cells give way to their days; what cannot be divided stays on the first day.
#define SPREAD_CELLS                                                                               \
	"(SELECT scope, day, account, service, region, line_type, resource, usage_type, "          \
	"operation, tags, unit,"                                                                   \
	" product, entity, currency, unblended, amortized, net_unblended, net_amortized, usage, "  \
	"on_demand, lines,"                                                                        \
	" true_up, upfront, refund, unblended_real, amortized_real, split"                         \
	" FROM cost_cell WHERE NOT EXISTS (SELECT 1 FROM cost_spread p WHERE p.cell = "            \
	"cost_cell.id)"                                                                            \
	" UNION ALL "                                                                              \
	"SELECT l.scope, p.day, account, service, region, line_type, resource, usage_type, "       \
	"operation, tags, unit,"                                                                   \
	" product, entity, currency, p.unblended, p.amortized, p.net_unblended, p.net_amortized,"  \
	" CASE WHEN p.day = l.day THEN usage END, CASE WHEN p.day = l.day THEN on_demand END,"     \
	" CASE WHEN p.day = l.day THEN lines ELSE 0 END, CASE WHEN p.day = l.day THEN true_up "    \
	"END,"                                                                                     \
	" CASE WHEN p.day = l.day THEN upfront END, CASE WHEN p.day = l.day THEN refund END,"      \
	" CAST(p.unblended AS REAL), CAST(p.amortized AS REAL), split"                             \
	" FROM cost_spread p JOIN cost_cell l ON l.id = p.cell)"

#define SHOWN                                                                                      \
	" JOIN scope s ON s.id = c.scope AND s.state = 'shown' JOIN bill b ON b.scope = c.scope"

static const struct rollup_table COST_ROLLUPS[] = {
	{.columns = " period run account service region line_type tagged payer report currency"
		    " unblended amortized net net_amortized on_demand line_items true_up upfront"
		    " refund ",
	 .from = "cost_month c" SHOWN},
	{.columns = " period day run payer report currency unblended amortized net net_amortized"
		    " line_items ",
	 .from = "cost_day c" SHOWN,
	 .where = "c.spread = 1"},
	{.columns = " period day run payer report currency unblended amortized net net_amortized"
		    " line_items ",
	 .from = "cost_day c" SHOWN,
	 .where = "c.spread = 2",
	 .spread = true},
};

const struct relation RELATION_COST = {
	.name = "cost",
	.help = "cost and usage by any dimension, per currency",
	.from = "cost_cell c" SHOWN,
	.spread = SPREAD_CELLS " c" SHOWN,
	.where = "c.split = 0",
	.columns = COST_COLUMNS,
	.column_count = sizeof COST_COLUMNS / sizeof *COST_COLUMNS,
	.rollups = COST_ROLLUPS,
	.rollup_count = sizeof COST_ROLLUPS / sizeof *COST_ROLLUPS,
	.wide = " net_amortized on_demand true_up upfront refund ",
	.order = "-amortized",
	.always = "currency",
};

#define CELL(column, heading, kind_, fragment_, sentence)                                          \
	{                                                                                          \
		.name = (column), .title = (heading), .help = (sentence), .kind = (kind_),         \
		.role = COLUMN_PLAIN, .fragment = (fragment_)                                      \
	}
#define CELL_TEXT(column, sentence)                                                                \
	{                                                                                          \
		.name = #column, .title = #column, .help = (sentence), .kind = COLUMN_TEXT,        \
		.role = COLUMN_PLAIN, .fragment = "c." #column, .interned = true                   \
	}

static const struct column CELLS_COLUMNS[] = {
	CELL("cell", "cell", COLUMN_INT, "c.id", "number of the cell in this cache"),
	CELL("period", "period", COLUMN_MONTH, "b.period", "billing period"),
	CELL("day", "day", COLUMN_DAY, "c.day", "posted day"),
	CELL("start", "start", COLUMN_TIME, "c.start", "start of the interval"),
	CELL("stop", "stop", COLUMN_TIME, "c.stop", "end of the interval, exclusive"),
	CELL_TEXT(account, "account that used it"),
	{.name = "account_name",
	 .title = "account name",
	 .help = "its name, as the bill tells it",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_HIDDEN,
	 .fragment = ACCOUNT_NAME,
	 .interned = true},
	CELL_TEXT(service, "product code"),
	CELL_TEXT(region, "region code"),
	CELL_TEXT(line_type, "line item type"),
	CELL_TEXT(usage_type, "what was metered"),
	CELL_TEXT(operation, "the metered operation"),
	CELL_TEXT(resource, "resource id or ARN"),
	CELL_TEXT(tags, "the tag set as JSON"),
	CELL_TEXT(unit, "unit of the usage"),
	CELL_TEXT(product, "product name"),
	CELL_TEXT(entity, "who sells"),
	CELL_TEXT(currency, "currency"),
	{.name = "tag",
	 .title = "tag",
	 .help = "value of a tag",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_HIDDEN,
	 .keyed = true,
	 .interned = true},
	{.name = "usage_unit",
	 .title = "usage unit",
	 .help = "unit of the usage",
	 .kind = COLUMN_TEXT,
	 .role = COLUMN_HIDDEN,
	 .fragment = "c.unit",
	 .interned = true},
	{.name = "tagged",
	 .title = "tagged",
	 .help = "has any tag",
	 .kind = COLUMN_BOOL,
	 .role = COLUMN_HIDDEN,
	 .fragment = "c.tags IS NOT NULL"},
	CELL("payer", "payer", COLUMN_TEXT, "b.payer", "paying account"),
	CELL("report", "report", COLUMN_TEXT, "b.report", "name of the bill's report"),
	{.name = "unblended",
	 .title = "unblended",
	 .help = "cash cost",
	 .kind = COLUMN_MONEY,
	 .role = COLUMN_PLAIN,
	 .fragment = "coalesce(c.unblended, '0')",
	 .sort = "c.unblended_real"},
	{.name = "amortized",
	 .title = "amortized",
	 .help = "amortized cost",
	 .kind = COLUMN_MONEY,
	 .role = COLUMN_PLAIN,
	 .fragment = "coalesce(c.amortized, '0')",
	 .sort = "c.amortized_real"},
	CELL("net", "net", COLUMN_MONEY, "c.net_unblended", "unblended after private discounts"),
	CELL("net_amortized", "net amortized", COLUMN_MONEY, "c.net_amortized",
	     "amortized after private discounts"),
	CELL("usage", "usage", COLUMN_DECIMAL, "coalesce(c.usage, '0')", "metered quantity"),
	CELL("line_items", "line items", COLUMN_INT, "c.lines",
	     "the bill's own lines behind the cell"),
	CELL("run", "run", COLUMN_INT, "s.run", "the run that brought it"),
	CELL("rows", "rows", COLUMN_TEXT, "c.rows", "input:first-last of the bill's rows"),
	HIDDEN("behind", COLUMN_TEXT, "s.run || ' ' || c.rows", "run, input and rows"),
};

const struct relation RELATION_CELLS = {
	.name = "cells",
	.help = "the smallest rows kept of a bill, each with the rows of the file it comes from",
	.from = "cost_cell c" SHOWN,
	// SQLite does not change the order of a CROSS JOIN: cells come by their numbers.
	.ordered = "cost_cell c CROSS JOIN scope s ON s.id = c.scope AND s.state = 'shown'"
		   " CROSS JOIN bill b ON b.scope = c.scope",
	.where = "c.split = 0",
	.columns = CELLS_COLUMNS,
	.column_count = sizeof CELLS_COLUMNS / sizeof *CELLS_COLUMNS,
	.wide = " tags net_amortized rows behind ",
	.order = "-amortized",
	.identity = " cell ",
};
