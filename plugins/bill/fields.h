// The fields of a bill's record that gavel uses, and their names in each dialect.
//
// Legacy CUR headers (lineItem/UnblendedCost) are read through Athena's renaming rule, which is
// also how CUR 2.0 and CSV files from Athena spell them; FOCUS has names of its own.
#ifndef GAVEL_PLUGINS_BILL_FIELDS_H
#define GAVEL_PLUGINS_BILL_FIELDS_H

#include "base/str.h"

enum bill_field {
	// Text
	FIELD_IDENTITY,
	FIELD_PAYER,
	FIELD_PAYER_NAME,
	FIELD_INVOICE,
	FIELD_ENTITY,
	FIELD_ACCOUNT,
	FIELD_ACCOUNT_NAME,
	FIELD_LINE_TYPE,
	FIELD_SERVICE,
	FIELD_USAGE_TYPE,
	FIELD_USAGE_TYPE_2,
	FIELD_OPERATION,
	FIELD_RESOURCE,
	FIELD_REGION,
	FIELD_REGION_2,
	FIELD_CURRENCY,
	FIELD_UNIT,
	FIELD_PRODUCT,
	FIELD_DESCRIPTION,
	FIELD_RESERVATION,
	FIELD_TAGS,
	FIELD_RESOURCE_TAGS,
	FIELD_PRODUCT_MAP,
	// Times
	FIELD_PERIOD,
	FIELD_START,
	FIELD_END,
	// Amounts
	FIELD_UNBLENDED,
	FIELD_USAGE,
	FIELD_ON_DEMAND,
	FIELD_EFFECTIVE,
	FIELD_PLAN_EFFECTIVE,
	FIELD_PLAN_TOTAL,
	FIELD_PLAN_USED,
	FIELD_PLAN_UPFRONT,
	FIELD_RESERVATION_EFFECTIVE,
	FIELD_RESERVATION_UPFRONT,
	FIELD_UNUSED_UPFRONT,
	FIELD_UNUSED_RECURRING,
	FIELD_NET_UNBLENDED,
	FIELD_NET_PLAN_EFFECTIVE,
	FIELD_NET_RESERVATION_EFFECTIVE,
	FIELD_NET_UNUSED_UPFRONT,
	FIELD_NET_UNUSED_RECURRING,
	FIELD_SPLIT_COST,
	FIELD_SPLIT_UNUSED,
	FIELD_COUNT,
	FIELD_FIRST_AMOUNT = FIELD_UNBLENDED,
};

struct bill_dialect {
	const char *name;
	bool focus;		  // FOCUS rules: billed and effective cost stand in the record
	bool renamed;		  // headers go through Athena's renaming before they are looked up
	const char *const *names; // by enum bill_field; NULL where the dialect has no such field
};

extern const struct bill_dialect BILL_CUR, BILL_FOCUS;

// Athena's renaming of a column: '_' before capitals, lower case, '_' for what is neither letter
// nor digit, squeezed and trimmed.
void bill_rename(struct slice name, struct str *out);
// The tag key that a header names (resourceTags/user:Team, resource_tags_user_team), or an
// empty slice.
struct slice bill_tag_key(struct slice header);

#endif
