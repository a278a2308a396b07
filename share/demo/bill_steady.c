#include "share/demo/story.h"

#include <string.h>

const struct bill_tags TRAIN_TAGS = {"cc-1042", "ds-2026-02", "prod",	     NULL,
				     "ADAS",	"perception", "w13_training"};
const struct bill_tags ETL_TAGS = {"cc-1042", "ds-2026-02", "prod",   NULL,
				   "ADAS",    "data",	    "w05_etl"};
const struct bill_tags SERVE_TAGS = {"cc-1077", NULL,	   "prod",	   "bev-2.2.1",
				     "ADAS",	"serving", "w20_inference"};
const struct bill_tags LABEL_TAGS = {"cc-1061", "ds-2026-02", "prod",	     NULL,
				     "ADAS",	"labeling",   "w03_labeling"};
const struct bill_tags OPS_TAGS = {"cc-1100", NULL, "Prod", NULL, "ADAS", "platform", NULL};
const struct bill_tags NO_TAGS = {0};

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

static int64_t grown(int64_t quantity, int growth, int age)
{
	return quantity / 1000 * (1000 + (int64_t)growth * age);
}

void story_tell_steady(struct story *s)
{
	struct random r = random_from(s->month->seed ^ (uint64_t)s->day, "steady");
	for (size_t i = 0; i < STEADY_COUNT; i++) {
		const struct steady *w = &STEADY[i];
		int64_t quantity = grown(w->quantity, w->growth, s->age);
		if (story_weekend(s->day))
			quantity = quantity / 100 * w->weekend;
		quantity = quantity / 1000 * random_between(&r, 970, 1030);
		// Storage is billed by the month: a day is a thirtieth.
		if (strcmp(w->unit, "GB-Mo") == 0 || strcmp(w->unit, "Metrics") == 0)
			quantity /= 30;
		if (!quantity)
			continue;
		int128 cost = story_price(quantity, w->rate);
		story_tell(s, (struct bill_line){.account = w->account,
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
