#include "share/demo/story.h"

#include <stdio.h>
#include <string.h>

void story_tell(struct story *s, struct bill_line line)
{
	if (!line.end) {
		line.start = s->day;
		line.end = s->day + DAY_SECONDS;
	}
	s->line(s->context, &line);
}

int128 story_price(int64_t quantity, int64_t rate)
{
	return (int128)quantity * rate;
}

bool story_weekend(int64_t day)
{
	return clock_weekday(day) >= 5;
}

// A covered usage and what it adds to the plan's day.
static void tell_covered(struct story *s, struct bill_line line, int64_t rate, int64_t plan_rate)
{
	line.type = BILL_COVERED;
	line.cost = line.list = story_price(line.quantity, rate);
	line.effective = story_price(line.quantity, plan_rate);
	line.commitment = PLAN;
	s->covered += line.effective;
	s->covered_list += line.cost;
	story_tell(s, line);
}

// The serving fleet: six g5.2xlarge, all under the Compute Savings Plan.
static void tell_serving(struct story *s)
{
	static const char *const HOSTS[] = {"i-0serve0000000001", "i-0serve0000000002",
					    "i-0serve0000000003", "i-0serve0000000004",
					    "i-0serve0000000005", "i-0serve0000000006"};
	struct random r = random_from(s->month->seed ^ (uint64_t)s->day, "serving");
	for (size_t i = 0; i < sizeof HOSTS / sizeof *HOSTS; i++) {
		int64_t hours = story_weekend(s->day) && i > 3 ? random_between(&r, 8, 12) : 24;
		tell_covered(s,
			     (struct bill_line){
				     .account = SERVING,
				     .service = "AmazonEC2",
				     .product = "Amazon Elastic Compute Cloud",
				     .usage_type = "BoxUsage:g5.2xlarge",
				     .operation = "RunInstances",
				     .region = "us-east-1",
				     .resource = HOSTS[i],
				     .unit = "Hrs",
				     .description =
					     "$1.212 per On Demand Linux g5.2xlarge Instance Hour",
				     .quantity = hours * MICRO,
				     .tags = SERVE_TAGS},
			     12120000, 8730000);
	}
}

// The no-upfront plan's day: its fee, and what covered usage takes back.
static void tell_plan(struct story *s)
{
	const int128 fee = story_price((int64_t)24 * MICRO, 55000000);
	story_tell(s, (struct bill_line){.type = BILL_NEGATION,
					 .account = SERVING,
					 .service = "AmazonEC2",
					 .product = "Amazon Elastic Compute Cloud",
					 .usage_type = "BoxUsage:g5",
					 .operation = "RunInstances",
					 .region = "us-east-1",
					 .quantity = MICRO,
					 .description =
						 "SavingsPlanNegation used by AccountId : " SERVING,
					 .commitment = PLAN,
					 .cost = -s->covered_list});
	story_tell(s, (struct bill_line){.type = BILL_PLAN_FEE,
					 .account = PAYER,
					 .service = "ComputeSavingsPlans",
					 .product = "Savings Plans for AWS Compute usage",
					 .usage_type = "ComputeSP:1yrNoUpfront",
					 .region = "us-east-1",
					 .quantity = (int64_t)24 * MICRO,
					 .unit = "Hrs",
					 .description = "1 year No Upfront Compute Savings Plan",
					 .commitment = PLAN,
					 .cost = fee,
					 .committed = fee,
					 .effective = s->covered < fee ? s->covered : fee});
	s->covered = s->covered_list = 0;
}

// The all-upfront plan: bought in the third month, refunded in part in the ninth.
static void tell_paid_plan(struct story *s)
{
	if (s->age < 2)
		return;
	const int128 day = story_price((int64_t)24 * MICRO, 1500000);
	const int128 used = day / 100 * 92;
	story_tell(s, (struct bill_line){.type = BILL_PLAN_FEE,
					 .account = PAYER,
					 .service = "ComputeSavingsPlans",
					 .product = "Savings Plans for AWS Compute usage",
					 .usage_type = "ComputeSP:1yrAllUpfront",
					 .region = "us-east-1",
					 .quantity = (int64_t)24 * MICRO,
					 .unit = "Hrs",
					 .description = "1 year All Upfront Compute Savings Plan",
					 .commitment = PLAN_PAID,
					 .committed = day,
					 .effective = used,
					 .upfront = day});
	story_tell(s, (struct bill_line){.type = BILL_COVERED,
					 .account = SERVING,
					 .service = "AWSLambda",
					 .product = "AWS Lambda",
					 .usage_type = "Lambda-GB-Second",
					 .operation = "Invoke",
					 .region = "us-east-1",
					 .unit = "Lambda-GB-Second",
					 .resource = "arn:aws:lambda:us-east-1:" SERVING
						     ":function:infer-pre",
					 .quantity = (int64_t)250000 * MICRO,
					 .commitment = PLAN_PAID,
					 .cost = used / 83 * 100,
					 .list = used / 83 * 100,
					 .effective = used,
					 .tags = SERVE_TAGS});
	story_tell(s, (struct bill_line){.type = BILL_NEGATION,
					 .account = SERVING,
					 .service = "AWSLambda",
					 .product = "AWS Lambda",
					 .usage_type = "Lambda-GB-Second",
					 .operation = "Invoke",
					 .region = "us-east-1",
					 .quantity = MICRO,
					 .commitment = PLAN_PAID,
					 .cost = -(used / 83 * 100)});
}

// Four reserved m6i.xlarge run the map builders; at weekends one rests.
static void tell_reserved(struct story *s)
{
	static const char *const HOSTS[] = {"i-0maps00000000001", "i-0maps00000000002",
					    "i-0maps00000000003", "i-0maps00000000004"};
	for (size_t i = 0; i < 4; i++) {
		int64_t hours = story_weekend(s->day) && i == 3 ? 0 : 24;
		if (!hours)
			continue;
		s->reserved_hours += hours * MICRO;
		story_tell(s,
			   (struct bill_line){.type = BILL_RESERVED,
					      .account = LAKE,
					      .service = "AmazonEC2",
					      .product = "Amazon Elastic Compute Cloud",
					      .usage_type = "BoxUsage:m6i.xlarge",
					      .operation = "RunInstances",
					      .region = "us-east-1",
					      .resource = HOSTS[i],
					      .unit = "Hrs",
					      .description = "Linux/UNIX (Amazon VPC), m6i.xlarge "
							     "reserved instance applied",
					      .quantity = hours * MICRO,
					      .commitment = RESERVED,
					      .effective = story_price(hours * MICRO, 428000),
					      .list = story_price(hours * MICRO, 1920000),
					      .tags = ETL_TAGS});
	}
}

// Training: up to four jobs a day, more each month; nine days ago one ran away.
static void tell_job(struct story *s, const char *instance, int64_t hours, int64_t rate, int number)
{
	char usage_type[64], job[128];
	snprintf(usage_type, sizeof usage_type, "USE1-Train:ml.%s", instance);
	struct civil c = clock_to_civil(s->day);
	snprintf(job, sizeof job,
		 "arn:aws:sagemaker:us-east-1:" TRAINING ":training-job/w13-bev-%04d%02d%02d-%d",
		 c.year, c.month, c.day, number);
	struct bill_tags tags = TRAIN_TAGS;
	tags.model = s->age < 6 ? "bev-2.2.1" : "bev-2.3.0";
	tags.dataset = s->age < 4 ? "ds-2025-10" : "ds-2026-02";
	story_tell(s, (struct bill_line){.account = TRAINING,
					 .service = "AmazonSageMaker",
					 .product = "Amazon SageMaker",
					 .usage_type = usage_type,
					 .operation = "RunInstance",
					 .region = "us-east-1",
					 .resource = job,
					 .unit = "Hrs",
					 .description = "Training on demand",
					 .quantity = hours * MICRO,
					 .cost = story_price(hours * MICRO, rate),
					 .list = story_price(hours * MICRO, rate),
					 .tags = tags});
	story_tell(s, (struct bill_line){.account = TRAINING,
					 .service = "AmazonSageMaker",
					 .product = "Amazon SageMaker",
					 .usage_type = "USE1-Train:VolumeUsage.gp3",
					 .operation = "",
					 .region = "us-east-1",
					 .resource = job,
					 .unit = "GB-Mo",
					 .description = "Training volume",
					 .quantity = hours * 41667,
					 .cost = story_price(hours * 41667, 1120000),
					 .list = story_price(hours * 41667, 1120000),
					 .tags = tags});
}

static void tell_training(struct story *s)
{
	struct random r = random_from(s->month->seed ^ (uint64_t)s->day, "training");
	int jobs = (int)random_between(&r, story_weekend(s->day) ? 0 : 1, 2 + s->age / 6);
	for (int i = 0; i < jobs; i++) {
		bool large = random_between(&r, 0, 9) < 3;
		tell_job(s, large ? "p4d.24xlarge" : "g5.12xlarge",
			 random_between(&r, 2, large ? 5 : 14), large ? 377000000 : 70900000,
			 i + 1);
	}
	if (s->day == clock_day(s->month->now) - 9 * (int64_t)DAY_SECONDS)
		tell_job(s, "p4d.24xlarge", 61, 377000000, 9);
}

// Thirty-eight days ago somebody restored last winter from the archive.
static void tell_restore(struct story *s)
{
	if (s->day != clock_day(s->month->now) - 38 * (int64_t)DAY_SECONDS)
		return;
	story_tell(s, (struct bill_line){.account = LAKE,
					 .service = "AmazonGlacier",
					 .product = "Amazon Glacier",
					 .usage_type = "USE1-Retrieval-Bulk-Bytes",
					 .operation = "GlacierRestore",
					 .region = "us-east-1",
					 .resource = "qd-bronze-archive",
					 .unit = "GB",
					 .description = "Bulk retrieval",
					 .quantity = (int64_t)88000 * MICRO,
					 .cost = story_price((int64_t)88000 * MICRO, 30000),
					 .list = story_price((int64_t)88000 * MICRO, 30000),
					 .tags = ETL_TAGS});
}

static int months_between(int64_t from, int64_t to)
{
	struct civil a = clock_to_civil(from), b = clock_to_civil(to);
	return (b.year - a.year) * 12 + b.month - a.month;
}

void bill_generate(const struct bill_month *month,
		   void (*line)(void *context, const struct bill_line *line), void *context)
{
	struct story s = {.month = month,
			  .line = line,
			  .context = context,
			  .age = months_between(month->first, month->month)};
	for (s.day = month->month; s.day < month->until; s.day += DAY_SECONDS) {
		story_tell_steady(&s);
		tell_serving(&s);
		tell_plan(&s);
		tell_paid_plan(&s);
		tell_reserved(&s);
		tell_training(&s);
		tell_restore(&s);
	}
	story_tell_reserved_fee(&s);
	story_tell_purchases(&s);
	if (month->final)
		story_tell_closing(&s);
}
