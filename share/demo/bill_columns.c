#include "share/demo/bill_columns.h"

#include "base/clock.h"

#include <string.h>

static const char *const TYPE_NAMES[] = {
	[BILL_USAGE] = "Usage",
	[BILL_COVERED] = "SavingsPlanCoveredUsage",
	[BILL_NEGATION] = "SavingsPlanNegation",
	[BILL_PLAN_FEE] = "SavingsPlanRecurringFee",
	[BILL_PLAN_UPFRONT] = "SavingsPlanUpfrontFee",
	[BILL_RESERVED] = "DiscountedUsage",
	[BILL_RESERVED_FEE] = "RIFee",
	[BILL_FEE] = "Fee",
	[BILL_TAX] = "Tax",
	[BILL_CREDIT] = "Credit",
	[BILL_REFUND] = "Refund",
};

// Money in 10^-places dollars as plain text; nothing when not present.
static void add_money(struct str *out, int128 value, int places)
{
	char digits[48];
	int len = 0;
	bool negative = value < 0;
	for (int128 rest = negative ? -value : value; rest || len <= places; rest /= 10)
		digits[len++] = (char)('0' + (int)(rest % 10));
	if (negative)
		str_add_char(out, '-');
	int end = 0;
	while (end < places && digits[end] == '0')
		end++;
	for (int i = len - 1; i >= end; i--) {
		if (i == places - 1)
			str_add_char(out, '.');
		str_add_char(out, digits[i]);
	}
}

static void add_quoted(struct str *out, const char *text)
{
	if (!text)
		return;
	if (!strpbrk(text, ",\"\n")) {
		str_add_text(out, text);
		return;
	}
	str_add_char(out, '"');
	for (const char *c = text; *c; c++) {
		if (*c == '"')
			str_add_char(out, '"');
		str_add_char(out, *c);
	}
	str_add_char(out, '"');
}

static void add_time(struct str *out, int64_t time)
{
	char text[32];
	str_add_text(out, clock_format(time, text));
}

// An interval longer than a day ends a second early, as the real bill writes it.
static int64_t shown_end(const struct bill_line *line)
{
	return line->end - line->start > DAY_SECONDS ? line->end - 1 : line->end;
}

// After the discount of the private agreement: six percent off usage.
static int128 net(const struct bill_line *line, int128 cost)
{
	return cost * (line->type == BILL_USAGE ? 94 : 100);
}

// ---- How a column's cell is made ----

static void line_item_id(struct str *out, const struct bill_row *row,
			 const struct bill_column *column)
{
	(void)column;
	str_addf(out, "qd%08lld%08lld", (long long)(row->month->month / DAY_SECONDS),
		 (long long)row->number);
}

static void time_interval(struct str *out, const struct bill_row *row,
			  const struct bill_column *column)
{
	(void)column;
	add_time(out, row->line->start);
	str_add_char(out, '/');
	add_time(out, shown_end(row->line));
}

static void invoice_id(struct str *out, const struct bill_row *row,
		       const struct bill_column *column)
{
	(void)column;
	if (row->month->final)
		str_addf(out, "%lld", 900000000LL + row->month->month / DAY_SECONDS);
}

static void billing_entity(struct str *out, const struct bill_row *row,
			   const struct bill_column *column)
{
	(void)column;
	bool seats = row->line->product && strstr(row->line->product, "Frame Foundry");
	str_add_text(out, seats ? "AWS Marketplace" : "AWS");
}

static void bill_type(struct str *out, const struct bill_row *row, const struct bill_column *column)
{
	(void)column;
	str_add_text(out, row->line->type == BILL_REFUND ? "Refund" : "Anniversary");
}

static void constant(struct str *out, const struct bill_row *row, const struct bill_column *column)
{
	(void)row;
	str_add_text(out, column->text);
}

static void period_start(struct str *out, const struct bill_row *row,
			 const struct bill_column *column)
{
	(void)column;
	add_time(out, row->month->month);
}

static void period_end(struct str *out, const struct bill_row *row,
		       const struct bill_column *column)
{
	(void)column;
	add_time(out, clock_add_months(row->month->month, 1));
}

static void line_type(struct str *out, const struct bill_row *row, const struct bill_column *column)
{
	(void)column;
	str_add_text(out, TYPE_NAMES[row->line->type]);
}

static void usage_start(struct str *out, const struct bill_row *row,
			const struct bill_column *column)
{
	(void)column;
	add_time(out, row->line->start);
}

static void usage_end(struct str *out, const struct bill_row *row, const struct bill_column *column)
{
	(void)column;
	add_time(out, shown_end(row->line));
}

static void usage_amount(struct str *out, const struct bill_row *row,
			 const struct bill_column *column)
{
	(void)column;
	add_money(out, row->line->quantity, 6);
}

static void net_unblended(struct str *out, const struct bill_row *row,
			  const struct bill_column *column)
{
	(void)column;
	add_money(out, net(row->line, row->line->cost), 15);
}

// A text of the line, where `at` says.
static void text(struct str *out, const struct bill_row *row, const struct bill_column *column)
{
	const char *value;
	memcpy(&value, (const char *)row->line + column->at, sizeof value);
	add_quoted(out, value);
}

// A commitment's ARN, when it is of the column's kind.
static void commitment(struct str *out, const struct bill_row *row,
		       const struct bill_column *column)
{
	if (row->line->commitment && strstr(row->line->commitment, column->text))
		str_add_text(out, row->line->commitment);
}

// Money of the line, on the line item types that have it.
static void money(struct str *out, const struct bill_row *row, const struct bill_column *column)
{
	int128 value;
	memcpy(&value, (const char *)row->line + column->at, sizeof value);
	if (column->types & 1U << row->line->type)
		add_money(out, value, 13);
}

#define AT(field)  offsetof(struct bill_line, field)
#define ONLY(kind) (1U << (kind))
#define ALL_TYPES  (~0U)

const struct bill_column BILL_COLUMNS[] = {
	{.category = "identity", .name = "LineItemId", .type = "String", .add = line_item_id},
	{.category = "identity", .name = "TimeInterval", .type = "Interval", .add = time_interval},
	{.category = "bill", .name = "InvoiceId", .type = "OptionalString", .add = invoice_id},
	{.category = "bill", .name = "BillingEntity", .type = "String", .add = billing_entity},
	{.category = "bill", .name = "BillType", .type = "String", .add = bill_type},
	{.category = "bill",
	 .name = "PayerAccountId",
	 .type = "String",
	 .add = constant,
	 .text = "012345678901"},
	{.category = "bill",
	 .name = "BillingPeriodStartDate",
	 .type = "DateTime",
	 .add = period_start},
	{.category = "bill", .name = "BillingPeriodEndDate", .type = "DateTime", .add = period_end},
	{.category = "lineItem",
	 .name = "UsageAccountId",
	 .type = "String",
	 .add = text,
	 .at = AT(account)},
	{.category = "lineItem", .name = "LineItemType", .type = "String", .add = line_type},
	{.category = "lineItem", .name = "UsageStartDate", .type = "DateTime", .add = usage_start},
	{.category = "lineItem", .name = "UsageEndDate", .type = "DateTime", .add = usage_end},
	{.category = "lineItem",
	 .name = "ProductCode",
	 .type = "String",
	 .add = text,
	 .at = AT(service)},
	{.category = "lineItem",
	 .name = "UsageType",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(usage_type)},
	{.category = "lineItem",
	 .name = "Operation",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(operation)},
	{.category = "lineItem",
	 .name = "ResourceId",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(resource)},
	{.category = "lineItem",
	 .name = "UsageAmount",
	 .type = "OptionalBigDecimal",
	 .add = usage_amount},
	{.category = "lineItem",
	 .name = "CurrencyCode",
	 .type = "OptionalString",
	 .add = constant,
	 .text = "USD"},
	{.category = "lineItem",
	 .name = "UnblendedCost",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(cost),
	 .types = ALL_TYPES},
	{.category = "lineItem",
	 .name = "NetUnblendedCost",
	 .type = "OptionalBigDecimal",
	 .add = net_unblended,
	 .only_net = true},
	{.category = "lineItem",
	 .name = "LineItemDescription",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(description)},
	{.category = "product",
	 .name = "ProductName",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(product)},
	{.category = "product",
	 .name = "region",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(region)},
	{.category = "pricing",
	 .name = "publicOnDemandCost",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(list),
	 .types = ONLY(BILL_USAGE) | ONLY(BILL_COVERED) | ONLY(BILL_RESERVED)},
	{.category = "pricing",
	 .name = "unit",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(unit)},
	{.category = "reservation",
	 .name = "ReservationARN",
	 .type = "OptionalString",
	 .add = commitment,
	 .text = "reserved-instances"},
	{.category = "reservation",
	 .name = "EffectiveCost",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(effective),
	 .types = ONLY(BILL_RESERVED)},
	{.category = "reservation",
	 .name = "NetEffectiveCost",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(effective),
	 .types = ONLY(BILL_RESERVED),
	 .only_net = true},
	{.category = "reservation",
	 .name = "AmortizedUpfrontFeeForBillingPeriod",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(committed),
	 .types = ONLY(BILL_RESERVED_FEE)},
	{.category = "reservation",
	 .name = "UnusedAmortizedUpfrontFeeForBillingPeriod",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(upfront),
	 .types = ONLY(BILL_RESERVED_FEE)},
	{.category = "reservation",
	 .name = "UnusedRecurringFee",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(unused),
	 .types = ONLY(BILL_RESERVED_FEE)},
	{.category = "savingsPlan",
	 .name = "SavingsPlanARN",
	 .type = "OptionalString",
	 .add = commitment,
	 .text = "savingsplan"},
	{.category = "savingsPlan",
	 .name = "SavingsPlanEffectiveCost",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(effective),
	 .types = ONLY(BILL_COVERED)},
	{.category = "savingsPlan",
	 .name = "NetSavingsPlanEffectiveCost",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(effective),
	 .types = ONLY(BILL_COVERED),
	 .only_net = true},
	{.category = "savingsPlan",
	 .name = "TotalCommitmentToDate",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(committed),
	 .types = ONLY(BILL_PLAN_FEE)},
	{.category = "savingsPlan",
	 .name = "UsedCommitment",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(effective),
	 .types = ONLY(BILL_PLAN_FEE)},
	{.category = "savingsPlan",
	 .name = "AmortizedUpfrontCommitmentForBillingPeriod",
	 .type = "OptionalBigDecimal",
	 .add = money,
	 .at = AT(upfront),
	 .types = ONLY(BILL_PLAN_FEE)},
	{.category = "resourceTags",
	 .name = "user:CostCenter",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(tags.cost_center)},
	{.category = "resourceTags",
	 .name = "user:DatasetTag",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(tags.dataset)},
	{.category = "resourceTags",
	 .name = "user:Env",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(tags.env)},
	{.category = "resourceTags",
	 .name = "user:ModelVersion",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(tags.model)},
	{.category = "resourceTags",
	 .name = "user:Project",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(tags.project)},
	{.category = "resourceTags",
	 .name = "user:Team",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(tags.team)},
	{.category = "resourceTags",
	 .name = "user:WorkflowId",
	 .type = "OptionalString",
	 .add = text,
	 .at = AT(tags.workflow)},
};

const size_t BILL_COLUMN_COUNT = sizeof BILL_COLUMNS / sizeof *BILL_COLUMNS;
