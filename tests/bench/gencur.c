// A month of a made-up AWS bill for the benches: `gencur ROWS SEED` writes a legacy CUR as CSV.
//
// Shaped like real ones: by the hour, within it by service and resource; about 5,000 resources,
// each billed in half of the hours; 125 columns of which most are empty; ids that do not
// compress; quoted commas; amounts short, long and with exponents. Same arguments, same bytes.
// Nothing of it is meant to add up to anything but itself.
#include "tests/bench/gencur_columns.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOURS = 31 * 24, ACCOUNTS = 40, TEAMS = 23, CELL = 160 };

static const struct {
	const char *service, *product, *usage, *operation, *unit, *price;
	int weight; // of how many resources are of this kind
} KINDS[] = {
	{"AmazonCloudWatch", "AmazonCloudWatch", "CW:MetricMonitorUsage", "MetricStorage",
	 "Metrics", "0.3000000000", 4},
	{"AmazonEC2", "Amazon Elastic Compute Cloud", "BoxUsage:m5.xlarge", "RunInstances", "Hrs",
	 "0.1920000000", 14},
	{"AmazonEC2", "Amazon Elastic Compute Cloud", "BoxUsage:p4d.24xlarge", "RunInstances",
	 "Hrs", "32.7726000000", 5},
	{"AmazonEC2", "Amazon Elastic Compute Cloud", "DataTransfer-Regional-Bytes",
	 "InterZone-Out", "GB", "0.0100000000", 12},
	{"AmazonEC2", "Amazon Elastic Compute Cloud", "EBS:VolumeUsage.gp3", "CreateVolume-Gp3",
	 "GB-Mo", "0.0800000000", 18},
	{"AmazonRDS", "Amazon Relational Database Service", "InstanceUsage:db.r5.large",
	 "CreateDBInstance:0014", "Hrs", "0.2900000000", 4},
	{"AmazonS3", "Amazon Simple Storage Service", "Requests-Tier1", "PutObject", "Requests",
	 "0.0000050000", 12},
	{"AmazonS3", "Amazon Simple Storage Service", "TimedStorage-ByteHrs", "StandardStorage",
	 "GB-Mo", "0.0230000000", 16},
	{"AmazonSageMaker", "Amazon SageMaker, Studio and Training", "Train:ml.p3.2xlarge",
	 "RunTraining", "Hrs", "3.8250000000", 7},
	{"AWSLambda", "AWS Lambda", "Lambda-GB-Second", "Invoke", "Lambda-GB-Second",
	 "0.0000166667", 8},
};

enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

// Two letters stand in front of usage types, and name the region.
static const struct {
	const char *mark, *region, *zone, *place;
} REGIONS[] = {{"USE1", "us-east-1", "us-east-1a", "US East (N. Virginia)"},
	       {"USW2", "us-west-2", "us-west-2c", "US West (Oregon)"},
	       {"EUC1", "eu-central-1", "eu-central-1b", "EU (Frankfurt)"}};

static const char *const TYPES[] = {"Usage", "Usage", "Usage", "Usage",
				    "Usage", "Usage", "Usage", "Usage",
				    "Usage", "Usage", "Usage", "SavingsPlanCoveredUsage",
				    "Usage", "Usage", "Usage", "DiscountedUsage"};
enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES };

struct line {
	uint64_t seed, noise; // of the resource; of this line
	int kind, region, hour, resource;
	const char *type;
	char amounts[AMOUNT_KINDS][40];
};

static uint64_t mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static size_t put_text(char *out, const char *text)
{
	size_t len = strlen(text);
	memcpy(out, text, len);
	return len;
}

static size_t put_quoted(char *out, const char *text)
{
	return strchr(text, ',') ? (size_t)sprintf(out, "\"%s\"", text) : put_text(out, text);
}

static size_t put_time(char *out, int hour)
{
	memcpy(out, "2026-03-01T00:00:00Z", 20);
	if (hour == HOURS) {
		out[6] = '4';
		return 20;
	}
	int day = hour / 24 + 1, of_day = hour % 24;
	out[8] = (char)('0' + day / 10);
	out[9] = (char)('0' + day % 10);
	out[11] = (char)('0' + of_day / 10);
	out[12] = (char)('0' + of_day % 10);
	return 20;
}

// Letters and digits that no compressor shortens much.
static size_t put_id(char *out, uint64_t seed, size_t len)
{
	static const char DIGITS[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint64_t bits = 0;
	for (size_t i = 0; i < len; i++, bits >>= 5) {
		if (i % 12 == 0)
			bits = mix(seed += i + 1);
		out[i] = DIGITS[bits & 31];
	}
	return len;
}

static size_t put_resource(char *out, const struct line *line)
{
	if (strcmp(KINDS[line->kind].service, "AmazonEC2") == 0)
		return (size_t)sprintf(out, "i-%017" PRIx64, line->seed >> 1 & 0xfffffffffffffff);
	return (size_t)sprintf(out, "arn:aws:%s:%s:%012d:resource/%016" PRIx64,
			       KINDS[line->kind].operation, REGIONS[line->region].region,
			       (int)(line->seed % ACCOUNTS) + 1, line->seed);
}

static size_t put_tag(char *out, const struct line *line, int tag)
{
	static const char *const STAGES[] = {"prod", "staging", "dev", "prod, shared"};
	uint64_t dice = mix(line->seed + (uint64_t)tag);
	if (tag == TAG_TEAM && dice % 4)
		return (size_t)sprintf(out, "team-%02d", (int)(dice / 4 % TEAMS));
	if (tag == TAG_STAGE && dice % 3)
		return put_quoted(out, STAGES[dice / 4 % 4]);
	if (tag == TAG_DATASET && dice % 8 == 0)
		return (size_t)sprintf(out, "ds-2026-%02d", (int)(dice / 8 % 12) + 1);
	return 0;
}

// Amounts in the spellings of real bills: 1.0, 0.0134408602, 17 and more digits, exponents.
static void make_amounts(struct line *line)
{
	unsigned form = (unsigned)(line->seed >> 40 & 7), part = (unsigned)(line->noise & 0xffffff);
	char *usage = line->amounts[AMOUNT_USAGE], *cost = line->amounts[AMOUNT_COST];
	bool covered = line->type != TYPES[0] && strcmp(line->type, "Usage") != 0;
	if (form < 3)
		strcpy(usage, "1.0");
	else if (form < 6)
		sprintf(usage, "0.%010u", part);
	else if (form == 6)
		sprintf(usage, "0.%08u%09u", part, part / 3 + 7);
	else
		sprintf(usage, "%u.%03ue-%02u", part % 9 + 1, part / 9 % 1000, part % 3 + 5);
	sprintf(cost, "%u.%010u", part % 7 == 0 ? part % 90 : 0, part * 37 % 1000000000);
	if (form == 7)
		sprintf(cost, "%u.%02uE-%u", part % 9 + 1, part % 100, part % 4 + 6);
	strcpy(line->amounts[AMOUNT_DEMAND], cost);
	strcpy(line->amounts[AMOUNT_PLAN], covered && line->type[0] == 'S' ? cost : "0.0");
	strcpy(line->amounts[AMOUNT_RESERVED], covered && line->type[0] == 'D' ? cost : "");
	if (covered && line->type[0] == 'D')
		strcpy(cost, "0.0");
}

static size_t put_fact(char *out, const struct line *line, enum fill fill)
{
	char text[CELL];
	switch (fill) {
	case FILL_ID: return put_id(out, line->noise, 52);
	case FILL_INTERVAL:
		out[put_time(out, line->hour)] = '/';
		return 21 + put_time(out + 21, line->hour + 1);
	case FILL_START: return put_time(out, line->hour);
	case FILL_END: return put_time(out, line->hour + 1);
	case FILL_ACCOUNT: return (size_t)sprintf(out, "%012d", (int)(line->seed % ACCOUNTS) + 1);
	case FILL_TYPE: return put_text(out, line->type);
	case FILL_RESOURCE: return put_resource(out, line);
	case FILL_USAGE_TYPE:
		return (size_t)sprintf(out, "%s-%s", REGIONS[line->region].mark,
				       KINDS[line->kind].usage);
	case FILL_DESCRIPTION:
		sprintf(text, "$%s per %s, %s, %s", KINDS[line->kind].price, KINDS[line->kind].unit,
			KINDS[line->kind].usage, REGIONS[line->region].place);
		return put_quoted(out, text);
	case FILL_RATE_ID: return (size_t)sprintf(out, "%u", (unsigned)(line->seed & 0xfffffff));
	default: return put_id(out, line->seed, 16);
	}
}

static size_t put_cell(char *out, const struct line *line, const struct bench_column *column)
{
	switch (column->fill) {
	case FILL_EMPTY: return 0;
	case FILL_TEXT: return put_quoted(out, column->text);
	case FILL_SERVICE: return put_text(out, KINDS[line->kind].service);
	case FILL_PRODUCT: return put_quoted(out, KINDS[line->kind].product);
	case FILL_OPERATION: return put_text(out, KINDS[line->kind].operation);
	case FILL_UNIT: return put_text(out, KINDS[line->kind].unit);
	case FILL_PRICE: return put_text(out, KINDS[line->kind].price);
	case FILL_REGION: return put_text(out, REGIONS[line->region].region);
	case FILL_PLACE: return put_text(out, REGIONS[line->region].place);
	case FILL_ZONE: return put_text(out, line->seed & 1 ? REGIONS[line->region].zone : "");
	case FILL_AMOUNT: return put_text(out, line->amounts[column->which]);
	case FILL_TAG: return put_tag(out, line, column->which);
	default: return put_fact(out, line, column->fill);
	}
}

static void write_line(struct line *line)
{
	static char row[BENCH_COLUMNS * CELL];
	size_t len = 0;
	make_amounts(line);
	for (size_t i = 0; i < BENCH_COLUMNS; i++) {
		len += put_cell(row + len, line, &BENCH[i]);
		row[len++] = i + 1 < BENCH_COLUMNS ? ',' : '\n';
	}
	fwrite(row, 1, len, stdout);
}

static void write_header(void)
{
	for (size_t i = 0; i < BENCH_COLUMNS; i++)
		printf("%s%c", BENCH[i].name, i + 1 < BENCH_COLUMNS ? ',' : '\n');
}

// Resources stand in the order of their kinds, so that an hour's lines do.
static int kind_of(int resource, int resources)
{
	int place = resource * 100 / resources, kind = 0;
	while (place >= KINDS[kind].weight && kind < KIND_COUNT - 1)
		place -= KINDS[kind++].weight;
	return kind;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs("usage: gencur ROWS SEED\n", stderr);
		return 2;
	}
	long rows = atol(argv[1]), written = 0;
	uint64_t seed = mix(strtoull(argv[2], NULL, 10));
	int resources = (int)(rows * 2 / HOURS) * 101 / 100 + 1;
	write_header();
	for (int hour = 0; hour < HOURS; hour++)
		for (int r = 0; r < resources && written < rows; r++) {
			uint64_t own = mix(seed + (uint64_t)r);
			uint64_t noise = mix(own ^ mix((uint64_t)hour));
			struct line line = {
				own,  noise, kind_of(r, resources),	   (int)(own / 7 % 3),
				hour, r,     TYPES[own / 64 % TYPE_COUNT], {{0}}};
			if (noise >> 63)
				continue;
			write_line(&line);
			written++;
		}
	return fflush(stdout) == 0 ? 0 : 1;
}
