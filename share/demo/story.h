// What the tellers of the fictional bill share. Private to bill_*.c.
#ifndef GAVEL_SHARE_DEMO_STORY_H
#define GAVEL_SHARE_DEMO_STORY_H

#include "base/clock.h"
#include "share/demo/bill.h"

// Accounts of the fictional company. Names are in its accounts.yaml (estate.c).
#define PAYER	 "012345678901"
#define TRAINING "210000000001"
#define SERVING	 "210000000002"
#define LAKE	 "210000000003"
#define SANDBOX	 "210000000004"

#define PLAN	  "arn:aws:savingsplans::" PAYER ":savingsplan/5a0e0c1e-0001-4a00-8000-000000000001"
#define PLAN_PAID "arn:aws:savingsplans::" PAYER ":savingsplan/5a0e0c1e-0002-4a00-8000-000000000002"
#define RESERVED                                                                                   \
	"arn:aws:ec2:us-east-1:" PAYER ":reserved-instances/5a0e0c1e-0003-4a00-8000-000000000003"

enum { MICRO = 1000000, RATE = 10000000 }; // one unit; one dollar per unit

extern const struct bill_tags TRAIN_TAGS, ETL_TAGS, SERVE_TAGS, LABEL_TAGS, OPS_TAGS, NO_TAGS;

struct story {
	const struct bill_month *month;
	void (*line)(void *context, const struct bill_line *line);
	void *context;
	int64_t day;
	int age;		// months since the story began
	int128 covered;		// effective cost of the plan's covered usage today
	int128 covered_list;	// its unblended cost
	int64_t reserved_hours; // millionths, this month
};

void story_tell(struct story *s, struct bill_line line); // a line without an end is of the day
int128 story_price(int64_t quantity, int64_t rate);
bool story_weekend(int64_t day);
void story_tell_steady(struct story *s); // bill_steady.c
// Lines of the whole month (bill_month.c): the reservation's fee, what was bought, what only a
// closed month has.
void story_tell_reserved_fee(struct story *s);
void story_tell_purchases(struct story *s);
void story_tell_closing(struct story *s);

#endif
