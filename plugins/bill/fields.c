#include "plugins/bill/fields.h"

static const char *const CUR_NAMES[FIELD_COUNT] = {
	[FIELD_IDENTITY] = "identity_line_item_id",
	[FIELD_PAYER] = "bill_payer_account_id",
	[FIELD_PAYER_NAME] = "bill_payer_account_name",
	[FIELD_INVOICE] = "bill_invoice_id",
	[FIELD_ENTITY] = "bill_billing_entity",
	[FIELD_PERIOD] = "bill_billing_period_start_date",
	[FIELD_ACCOUNT] = "line_item_usage_account_id",
	[FIELD_ACCOUNT_NAME] = "line_item_usage_account_name",
	[FIELD_LINE_TYPE] = "line_item_line_item_type",
	[FIELD_START] = "line_item_usage_start_date",
	[FIELD_END] = "line_item_usage_end_date",
	[FIELD_SERVICE] = "line_item_product_code",
	[FIELD_USAGE_TYPE] = "line_item_usage_type",
	[FIELD_OPERATION] = "line_item_operation",
	[FIELD_RESOURCE] = "line_item_resource_id",
	[FIELD_USAGE] = "line_item_usage_amount",
	[FIELD_CURRENCY] = "line_item_currency_code",
	[FIELD_UNBLENDED] = "line_item_unblended_cost",
	[FIELD_NET_UNBLENDED] = "line_item_net_unblended_cost",
	[FIELD_DESCRIPTION] = "line_item_line_item_description",
	[FIELD_PRODUCT] = "product_product_name",
	[FIELD_PRODUCT_MAP] = "product",
	[FIELD_REGION] = "product_region",
	[FIELD_REGION_2] = "product_region_code",
	[FIELD_ON_DEMAND] = "pricing_public_on_demand_cost",
	[FIELD_UNIT] = "pricing_unit",
	[FIELD_RESERVATION] = "reservation_reservation_a_r_n",
	[FIELD_RESERVATION_EFFECTIVE] = "reservation_effective_cost",
	[FIELD_NET_RESERVATION_EFFECTIVE] = "reservation_net_effective_cost",
	[FIELD_RESERVATION_UPFRONT] = "reservation_amortized_upfront_fee_for_billing_period",
	[FIELD_UNUSED_UPFRONT] = "reservation_unused_amortized_upfront_fee_for_billing_period",
	[FIELD_UNUSED_RECURRING] = "reservation_unused_recurring_fee",
	[FIELD_NET_UNUSED_UPFRONT] =
		"reservation_net_unused_amortized_upfront_fee_for_billing_period",
	[FIELD_NET_UNUSED_RECURRING] = "reservation_net_unused_recurring_fee",
	[FIELD_PLAN_EFFECTIVE] = "savings_plan_savings_plan_effective_cost",
	[FIELD_NET_PLAN_EFFECTIVE] = "savings_plan_net_savings_plan_effective_cost",
	[FIELD_PLAN_TOTAL] = "savings_plan_total_commitment_to_date",
	[FIELD_PLAN_USED] = "savings_plan_used_commitment",
	[FIELD_PLAN_UPFRONT] = "savings_plan_amortized_upfront_commitment_for_billing_period",
	[FIELD_SPLIT_COST] = "split_line_item_split_cost",
	[FIELD_SPLIT_UNUSED] = "split_line_item_unused_cost",
	[FIELD_RESOURCE_TAGS] = "resource_tags",
	[FIELD_TAGS] = "tags",
};

const struct bill_dialect BILL_CUR = {.name = "cur", .renamed = true, .names = CUR_NAMES};

static const char *const FOCUS_NAMES[FIELD_COUNT] = {
	[FIELD_IDENTITY] = "Id",
	[FIELD_PAYER] = "BillingAccountId",
	[FIELD_PAYER_NAME] = "BillingAccountName",
	[FIELD_INVOICE] = "InvoiceId",
	[FIELD_ENTITY] = "PublisherName",
	[FIELD_PERIOD] = "BillingPeriodStart",
	[FIELD_ACCOUNT] = "SubAccountId",
	[FIELD_ACCOUNT_NAME] = "SubAccountName",
	[FIELD_LINE_TYPE] = "ChargeCategory",
	[FIELD_START] = "ChargePeriodStart",
	[FIELD_END] = "ChargePeriodEnd",
	[FIELD_SERVICE] = "ServiceName",
	[FIELD_USAGE_TYPE] = "SkuMeter",
	[FIELD_USAGE_TYPE_2] = "SkuId",
	[FIELD_OPERATION] = "x_Operation",
	[FIELD_RESOURCE] = "ResourceId",
	[FIELD_REGION] = "RegionId",
	[FIELD_REGION_2] = "RegionName",
	[FIELD_USAGE] = "ConsumedQuantity",
	[FIELD_UNIT] = "ConsumedUnit",
	[FIELD_CURRENCY] = "BillingCurrency",
	[FIELD_UNBLENDED] = "BilledCost",
	[FIELD_EFFECTIVE] = "EffectiveCost",
	[FIELD_ON_DEMAND] = "ListCost",
	[FIELD_DESCRIPTION] = "ChargeDescription",
	[FIELD_TAGS] = "Tags",
};

const struct bill_dialect BILL_FOCUS = {.name = "focus", .focus = true, .names = FOCUS_NAMES};

void bill_rename(struct slice name, struct str *out)
{
	str_clear(out);
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];
		bool upper = c >= 'A' && c <= 'Z';
		bool letter = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		if ((upper || !letter) && out->len && out->at[out->len - 1] != '_')
			str_add_char(out, '_');
		if (letter)
			str_add_char(out, upper ? (char)(c | 0x20) : c);
	}
	while (out->len && out->at[out->len - 1] == '_')
		out->len--;
	str_text(out);
}

struct slice bill_tag_key(struct slice header)
{
	static const char *const PREFIXES[] = {"resourceTags/", "resource_tags_"};
	for (size_t i = 0; i < 2; i++)
		if (slice_starts(header, PREFIXES[i])) {
			size_t len = slice_of(PREFIXES[i]).len;
			return (struct slice){header.at + len, header.len - len};
		}
	return (struct slice){0};
}
