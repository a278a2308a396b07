#include "share/demo/story.h"

// Whole-month lines: they begin on the first and end a second before the next month.
static struct bill_line monthly(const struct story *s, enum bill_type type, const char *service,
				const char *description)
{
	return (struct bill_line){.type = type,
				  .account = PAYER,
				  .service = service,
				  .product = service,
				  .region = "us-east-1",
				  .quantity = MICRO,
				  .description = description,
				  .start = s->month->month,
				  .end = clock_add_months(s->month->month, 1)};
}

// The reservation's month: the fee for every hour so far, and what of it nobody used.
void story_tell_reserved_fee(struct story *s)
{
	int64_t hours = (s->month->until - s->month->month) / 3600 * 4 * MICRO;
	int64_t idle = hours - s->reserved_hours;
	struct bill_line fee =
		monthly(s, BILL_RESERVED_FEE, "AmazonEC2",
			"USD 0.02 hourly fee per Linux/UNIX (Amazon VPC), m6i.xlarge instance");
	fee.product = "Amazon Elastic Compute Cloud";
	fee.usage_type = "HeavyUsage:m6i.xlarge";
	fee.end = s->month->until;
	fee.commitment = RESERVED;
	fee.quantity = hours;
	fee.cost = story_price(hours, 200000);
	fee.committed = story_price(hours, 228000);
	fee.upfront = story_price(idle, 228000);
	fee.unused = story_price(idle, 200000);
	story_tell(s, fee);
}

void story_tell_purchases(struct story *s)
{
	const int128 dollar = (int128)MICRO * RATE;
	if (s->age == 0) {
		struct bill_line fee = monthly(s, BILL_FEE, "AmazonEC2",
					       "Sign up charge for subscription: 55, planId: 9");
		fee.usage_type = "HeavyUsage:m6i.xlarge";
		fee.commitment = RESERVED;
		fee.cost = 799 * dollar;
		story_tell(s, fee);
	}
	if (s->age == 2) {
		struct bill_line plan = monthly(s, BILL_PLAN_UPFRONT, "ComputeSavingsPlans",
						"1 year All Upfront Compute Savings Plan");
		plan.commitment = PLAN_PAID;
		plan.cost = 1314 * dollar;
		story_tell(s, plan);
	}
	if (s->age == 8) {
		struct bill_line back =
			monthly(s, BILL_REFUND, "ComputeSavingsPlans",
				"Refund for one-time fee for Savings Plan ID 5a0e0c1e-0002");
		back.commitment = PLAN_PAID;
		back.cost = -(100 * dollar);
		story_tell(s, back);
	}
}

// What only a closed month has: support, tax, a credit, a billing correction.
void story_tell_closing(struct story *s)
{
	const int128 cent = (int128)MICRO * RATE / 100;
	struct bill_line line = monthly(s, BILL_FEE, "AWSSupportBusiness", "AWS Business Support");
	line.cost = (41200 + 900 * s->age) * cent;
	story_tell(s, line);
	line = monthly(s, BILL_TAX, "AmazonEC2", "Tax for product code AmazonEC2");
	line.cost = (11873 + 211 * s->age) * cent;
	story_tell(s, line);
	line = monthly(s, BILL_CREDIT, "AmazonSageMaker", "Research credits");
	line.cost = -(25000 * cent);
	story_tell(s, line);
	if (s->age % 5 == 4) {
		line = monthly(s, BILL_REFUND, "AmazonS3", "Billing correction, S3 requests");
		line.cost = -(1837 * cent);
		story_tell(s, line);
	}
}
