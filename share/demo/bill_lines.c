#include "share/demo/bill.h"

#include "base/clock.h"

#include <stdio.h>
#include <string.h>

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

static const struct bill_tags TRAIN_TAGS = {"cc-1042", "ds-2026-02", "prod",	    NULL,
					    "ADAS",    "perception", "w13_training"};
static const struct bill_tags ETL_TAGS = {"cc-1042", "ds-2026-02", "prod",   NULL,
					  "ADAS",    "data",	   "w05_etl"};
static const struct bill_tags SERVE_TAGS = {"cc-1077", NULL,	  "prod",	  "bev-2.2.1",
					    "ADAS",    "serving", "w20_inference"};
static const struct bill_tags LABEL_TAGS = {"cc-1061", "ds-2026-02", "prod",	    NULL,
					    "ADAS",    "labeling",   "w03_labeling"};
static const struct bill_tags OPS_TAGS = {"cc-1100", NULL, "Prod", NULL, "ADAS", "platform", NULL};
static const struct bill_tags NO_TAGS = {0};

// What runs every day: quantity and price, how it grows by the month and rests at weekends.
struct steady {
	const char *account, *service, *product, *usage_type, *operation, *region, *resource, *unit;
	const struct bill_tags *tags;
	int64_t quantity; // millionths of a unit a day
	int64_t rate;	  // ten-millionths of a dollar a unit
	int growth;	  // per mille a month
	int weekend;	  // percent of a weekday
};

static const struct steady STEADY[] = {
	{LAKE, "AmazonS3", "Amazon Simple Storage Service", "TimedStorage-ByteHrs",
	 "StandardStorage", "us-east-1", "qd-bronze", "GB-Mo", &ETL_TAGS, 14000 * (int64_t)MICRO,
	 230000, 30, 100},
	{LAKE, "AmazonS3", "Amazon Simple Storage Service", "TimedStorage-INT-FA-ByteHrs",
	 "IntelligentTieringFAStorage", "us-east-1", "qd-silver", "GB-Mo", &ETL_TAGS,
	 5200 * (int64_t)MICRO, 230000, 25, 100},
	{LAKE, "AmazonS3", "Amazon Simple Storage Service", "TimedStorage-GDA-ByteHrs",
	 "DeepArchiveStorage", "us-east-1", "qd-bronze-archive", "GB-Mo", &ETL_TAGS,
	 41000 * (int64_t)MICRO, 9900, 35, 100},
	{LAKE, "AmazonS3", "Amazon Simple Storage Service", "TimedStorage-ByteHrs",
	 "StandardStorage", "us-east-1", "qd-gold", "GB-Mo", &LABEL_TAGS, 1900 * (int64_t)MICRO,
	 230000, 15, 100},
	{LAKE, "AmazonS3", "Amazon Simple Storage Service", "Requests-Tier1", "PutObject",
	 "us-east-1", "qd-bronze", "Requests", &ETL_TAGS, 2400000 * (int64_t)MICRO, 50, 20, 60},
	{LAKE, "AmazonAthena", "Amazon Athena", "USE1-DataScannedInTB", "", "us-east-1",
	 "arn:aws:athena:us-east-1:" LAKE ":workgroup/finops", "Terabytes", &ETL_TAGS,
	 6 * (int64_t)MICRO, 5 * RATE, 10, 20},
	{LAKE, "AWSGlue", "AWS Glue", "USE1-ETL-DPU-Hour", "Jobrun", "us-east-1",
	 "arn:aws:glue:us-east-1:" LAKE ":job/silver-sync", "DPU-Hour", &ETL_TAGS,
	 96 * (int64_t)MICRO, 4400000, 10, 80},
	{LAKE, "ElasticMapReduce", "Amazon Elastic MapReduce", "USE1-BoxUsage:m6g.4xlarge", "",
	 "us-east-1", "arn:aws:elasticmapreduce:us-east-1:" LAKE ":cluster/j-QDCOMPACT", "Hrs",
	 &ETL_TAGS, 60 * (int64_t)MICRO, 1540000, 10, 30},
	{SERVING, "AmazonEKS", "Amazon Elastic Container Service for Kubernetes",
	 "USE1-AmazonEKS-Hours:perCluster", "CreateOperation", "us-east-1",
	 "arn:aws:eks:us-east-1:" SERVING ":cluster/serve", "Hours", &SERVE_TAGS,
	 24 * (int64_t)MICRO, 1000000, 0, 100},
	{SERVING, "AmazonEC2", "Amazon Elastic Compute Cloud", "NatGateway-Hours", "NatGateway",
	 "us-east-1", "arn:aws:ec2:us-east-1:" SERVING ":natgateway/nat-0a1b2c3d4e5f60718", "Hrs",
	 &OPS_TAGS, 72 * (int64_t)MICRO, 450000, 0, 100},
	{SERVING, "AmazonEC2", "Amazon Elastic Compute Cloud", "NatGateway-Bytes", "NatGateway",
	 "us-east-1", "arn:aws:ec2:us-east-1:" SERVING ":natgateway/nat-0a1b2c3d4e5f60718", "GB",
	 &OPS_TAGS, 410 * (int64_t)MICRO, 450000, 20, 55},
	{SERVING, "AWSDataTransfer", "AWS Data Transfer", "DataTransfer-Out-Bytes", "RunInstances",
	 "us-east-1", "", "GB", &NO_TAGS, 180 * (int64_t)MICRO, 900000, 20, 60},
	{SERVING, "AWSELB", "Elastic Load Balancing", "LoadBalancerUsage",
	 "LoadBalancing:Application", "us-east-1",
	 "arn:aws:elasticloadbalancing:us-east-1:" SERVING
	 ":loadbalancer/app/infer/50dc6c495c0c9188",
	 "Hrs", &SERVE_TAGS, 24 * (int64_t)MICRO, 225000, 0, 100},
	{SERVING, "AmazonCloudWatch", "AmazonCloudWatch", "CW:MetricMonitorUsage", "MetricStorage",
	 "us-east-1", "", "Metrics", &OPS_TAGS, 55 * (int64_t)MICRO, 3000000, 5, 100},
	{SERVING, "AmazonECR", "Amazon EC2 Container Registry (ECR)", "TimedStorage-ByteHrs", "",
	 "us-east-1", "arn:aws:ecr:us-east-1:" SERVING ":repository/infer", "GB-Mo", &SERVE_TAGS,
	 12 * (int64_t)MICRO, 1000000, 20, 100},
	{PAYER, "awskms", "AWS Key Management Service", "us-east-1-KMS-Requests", "GenerateDataKey",
	 "us-east-1", "", "Requests", &NO_TAGS, 140000 * (int64_t)MICRO, 30, 5, 60},
	{PAYER, "AmazonGuardDuty", "Amazon GuardDuty", "USE1-PaidEventsAnalyzed", "", "us-east-1",
	 "", "Events", &NO_TAGS, 900000 * (int64_t)MICRO, 40, 10, 80},
	{PAYER, "AWSCloudTrail", "AWS CloudTrail", "USE1-PaidEventsRecorded", "", "us-east-1", "",
	 "Events", &NO_TAGS, 350000 * (int64_t)MICRO, 20, 10, 70},
	{SANDBOX, "AmazonEC2", "Amazon Elastic Compute Cloud", "BoxUsage:g4dn.xlarge",
	 "RunInstances", "us-east-1", "i-0sandbox000000001", "Hrs", &NO_TAGS, 24 * (int64_t)MICRO,
	 5260000, 0, 100},
	{SANDBOX, "AmazonEC2", "Amazon Elastic Compute Cloud", "EUC1-BoxUsage:m6i.large",
	 "RunInstances", "eu-central-1", "i-0sandbox000000002", "Hrs", &NO_TAGS,
	 24 * (int64_t)MICRO, 1150000, 0, 100},
	{SERVING, "lbl7forge2seats9", "Frame Foundry \"Label\" Seats, Tier B", "SoftwareUsage:seat",
	 "", "us-east-1", "arn:aws:aws-marketplace:us-east-1:" SERVING ":frame-foundry", "Units",
	 &LABEL_TAGS, 40 * (int64_t)MICRO, 9500000, 20, 0},
};

enum { STEADY_COUNT = sizeof STEADY / sizeof *STEADY };

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

static void tell(struct story *s, struct bill_line line)
{
	if (!line.end) {
		line.start = s->day;
		line.end = s->day + DAY_SECONDS;
	}
	s->line(s->context, &line);
}

static int128 price(int64_t quantity, int64_t rate)
{
	return (int128)quantity * rate;
}

static int64_t grown(int64_t quantity, int growth, int age)
{
	return quantity / 1000 * (1000 + (int64_t)growth * age);
}

static bool weekend(int64_t day)
{
	return clock_weekday(day) >= 5;
}

static void tell_steady(struct story *s)
{
	struct random r = random_from(s->month->seed ^ (uint64_t)s->day, "steady");
	for (size_t i = 0; i < STEADY_COUNT; i++) {
		const struct steady *w = &STEADY[i];
		int64_t quantity = grown(w->quantity, w->growth, s->age);
		if (weekend(s->day))
			quantity = quantity / 100 * w->weekend;
		quantity = quantity / 1000 * random_between(&r, 970, 1030);
		// Storage is billed by the month: a day is a thirtieth.
		if (strcmp(w->unit, "GB-Mo") == 0 || strcmp(w->unit, "Metrics") == 0)
			quantity /= 30;
		if (!quantity)
			continue;
		int128 cost = price(quantity, w->rate);
		tell(s, (struct bill_line){.account = w->account,
					   .service = w->service,
					   .product = w->product,
					   .usage_type = w->usage_type,
					   .operation = w->operation,
					   .region = w->region,
					   .resource = w->resource,
					   .unit = w->unit,
					   .description = w->product,
					   .quantity = quantity,
					   .cost = cost,
					   .list = cost,
					   .tags = *w->tags});
	}
}

// A covered usage and what it adds to the plan's day.
static void tell_covered(struct story *s, struct bill_line line, int64_t rate, int64_t plan_rate)
{
	line.type = BILL_COVERED;
	line.cost = line.list = price(line.quantity, rate);
	line.effective = price(line.quantity, plan_rate);
	line.commitment = PLAN;
	s->covered += line.effective;
	s->covered_list += line.cost;
	tell(s, line);
}

// The serving fleet: six g5.2xlarge, all under the Compute Savings Plan.
static void tell_serving(struct story *s)
{
	static const char *const HOSTS[] = {"i-0serve0000000001", "i-0serve0000000002",
					    "i-0serve0000000003", "i-0serve0000000004",
					    "i-0serve0000000005", "i-0serve0000000006"};
	struct random r = random_from(s->month->seed ^ (uint64_t)s->day, "serving");
	for (size_t i = 0; i < sizeof HOSTS / sizeof *HOSTS; i++) {
		int64_t hours = weekend(s->day) && i > 3 ? random_between(&r, 8, 12) : 24;
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
	const int128 fee = price((int64_t)24 * MICRO, 55000000);
	tell(s,
	     (struct bill_line){.type = BILL_NEGATION,
				.account = SERVING,
				.service = "AmazonEC2",
				.product = "Amazon Elastic Compute Cloud",
				.usage_type = "BoxUsage:g5",
				.operation = "RunInstances",
				.region = "us-east-1",
				.quantity = MICRO,
				.description = "SavingsPlanNegation used by AccountId : " SERVING,
				.commitment = PLAN,
				.cost = -s->covered_list});
	tell(s, (struct bill_line){.type = BILL_PLAN_FEE,
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
	const int128 day = price((int64_t)24 * MICRO, 1500000);
	const int128 used = day / 100 * 92;
	tell(s, (struct bill_line){.type = BILL_PLAN_FEE,
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
	tell(s, (struct bill_line){.type = BILL_COVERED,
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
	tell(s, (struct bill_line){.type = BILL_NEGATION,
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
		int64_t hours = weekend(s->day) && i == 3 ? 0 : 24;
		if (!hours)
			continue;
		s->reserved_hours += hours * MICRO;
		tell(s, (struct bill_line){.type = BILL_RESERVED,
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
					   .effective = price(hours * MICRO, 428000),
					   .list = price(hours * MICRO, 1920000),
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
	tell(s, (struct bill_line){.account = TRAINING,
				   .service = "AmazonSageMaker",
				   .product = "Amazon SageMaker",
				   .usage_type = usage_type,
				   .operation = "RunInstance",
				   .region = "us-east-1",
				   .resource = job,
				   .unit = "Hrs",
				   .description = "Training on demand",
				   .quantity = hours * MICRO,
				   .cost = price(hours * MICRO, rate),
				   .list = price(hours * MICRO, rate),
				   .tags = tags});
	tell(s, (struct bill_line){.account = TRAINING,
				   .service = "AmazonSageMaker",
				   .product = "Amazon SageMaker",
				   .usage_type = "USE1-Train:VolumeUsage.gp3",
				   .operation = "",
				   .region = "us-east-1",
				   .resource = job,
				   .unit = "GB-Mo",
				   .description = "Training volume",
				   .quantity = hours * 41667,
				   .cost = price(hours * 41667, 1120000),
				   .list = price(hours * 41667, 1120000),
				   .tags = tags});
}

static void tell_training(struct story *s)
{
	struct random r = random_from(s->month->seed ^ (uint64_t)s->day, "training");
	int jobs = (int)random_between(&r, weekend(s->day) ? 0 : 1, 2 + s->age / 6);
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
	tell(s, (struct bill_line){.account = LAKE,
				   .service = "AmazonGlacier",
				   .product = "Amazon Glacier",
				   .usage_type = "USE1-Retrieval-Bulk-Bytes",
				   .operation = "GlacierRestore",
				   .region = "us-east-1",
				   .resource = "qd-bronze-archive",
				   .unit = "GB",
				   .description = "Bulk retrieval",
				   .quantity = (int64_t)88000 * MICRO,
				   .cost = price((int64_t)88000 * MICRO, 30000),
				   .list = price((int64_t)88000 * MICRO, 30000),
				   .tags = ETL_TAGS});
}

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
static void tell_reserved_fee(struct story *s)
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
	fee.cost = price(hours, 200000);
	fee.committed = price(hours, 228000);
	fee.upfront = price(idle, 228000);
	fee.unused = price(idle, 200000);
	tell(s, fee);
}

static void tell_purchases(struct story *s)
{
	const int128 dollar = (int128)MICRO * RATE;
	if (s->age == 0) {
		struct bill_line fee = monthly(s, BILL_FEE, "AmazonEC2",
					       "Sign up charge for subscription: 55, planId: 9");
		fee.usage_type = "HeavyUsage:m6i.xlarge";
		fee.commitment = RESERVED;
		fee.cost = 799 * dollar;
		tell(s, fee);
	}
	if (s->age == 2) {
		struct bill_line plan = monthly(s, BILL_PLAN_UPFRONT, "ComputeSavingsPlans",
						"1 year All Upfront Compute Savings Plan");
		plan.commitment = PLAN_PAID;
		plan.cost = 1314 * dollar;
		tell(s, plan);
	}
	if (s->age == 8) {
		struct bill_line back =
			monthly(s, BILL_REFUND, "ComputeSavingsPlans",
				"Refund for one-time fee for Savings Plan ID 5a0e0c1e-0002");
		back.commitment = PLAN_PAID;
		back.cost = -(100 * dollar);
		tell(s, back);
	}
}

// What only a closed month has: support, tax, a credit, a billing correction.
static void tell_closing(struct story *s)
{
	const int128 cent = (int128)MICRO * RATE / 100;
	struct bill_line line = monthly(s, BILL_FEE, "AWSSupportBusiness", "AWS Business Support");
	line.cost = (41200 + 900 * s->age) * cent;
	tell(s, line);
	line = monthly(s, BILL_TAX, "AmazonEC2", "Tax for product code AmazonEC2");
	line.cost = (11873 + 211 * s->age) * cent;
	tell(s, line);
	line = monthly(s, BILL_CREDIT, "AmazonSageMaker", "Research credits");
	line.cost = -(25000 * cent);
	tell(s, line);
	if (s->age % 5 == 4) {
		line = monthly(s, BILL_REFUND, "AmazonS3", "Billing correction, S3 requests");
		line.cost = -(1837 * cent);
		tell(s, line);
	}
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
		tell_steady(&s);
		tell_serving(&s);
		tell_plan(&s);
		tell_paid_plan(&s);
		tell_reserved(&s);
		tell_training(&s);
		tell_restore(&s);
	}
	tell_reserved_fee(&s);
	tell_purchases(&s);
	if (month->final)
		tell_closing(&s);
}
