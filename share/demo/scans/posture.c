// What is wrong with how the platform is set up: Checkov of its Terraform, Security Hub's findings.
#include "share/demo/scans/lives.h"

#include "base/clock.h"

#include <string.h>

static const struct check {
	const char *id, *name, *file, *resource;
	int first, last;
	struct life life;
} CHECKS[] = {
	{"CKV_AWS_145",
	 "S3 buckets are encrypted with KMS",
	 "/storage/frames.tf",
	 "aws_s3_bucket.raw_frames",
	 1,
	 22,
	 {0, WEEKS, NEVER}},
	{"CKV_AWS_18",
	 "S3 buckets log their access",
	 "/storage/frames.tf",
	 "aws_s3_bucket.raw_frames",
	 1,
	 22,
	 {0, 4, NEVER}},
	{"CKV_AWS_3",
	 "EBS volumes are encrypted",
	 "/training/nodes.tf",
	 "aws_ebs_volume.scratch[0]",
	 40,
	 52,
	 {0, 6, NEVER}},
	{"CKV_AWS_24",
	 "No ingress from 0.0.0.0/0 to port 22",
	 "/network/groups.tf",
	 "aws_security_group.bastion",
	 5,
	 31,
	 {2, WEEKS, NEVER}},
	{"CKV_AWS_382",
	 "No egress from everything to everywhere",
	 "/network/groups.tf",
	 "aws_security_group.data_nodes",
	 33,
	 60,
	 {0, WEEKS, NEVER}},
	{"CKV_AWS_103",
	 "Load balancers use TLS 1.2",
	 "/serving/listener.tf",
	 "aws_lb_listener.inference",
	 12,
	 30,
	 {0, 3, 7}},
	{"CKV_AWS_16",
	 "RDS is encrypted",
	 "/labels/db.tf",
	 "aws_db_instance.labels",
	 3,
	 28,
	 {0, 8, NEVER}},
};

static void add_check(struct json_out *json, const struct check *c)
{
	json_open_map(json, NULL);
	json_text(json, "check_id", c->id);
	json_text(json, "check_name", c->name);
	json_open_map(json, "check_result");
	json_text(json, "result", "FAILED");
	json_close_map(json);
	json_text(json, "file_path", c->file);
	json_open_list(json, "file_line_range");
	json_int(json, NULL, c->first);
	json_int(json, NULL, c->last);
	json_close_list(json);
	json_text(json, "resource", c->resource);
	json_nothing(json, "severity");
	json_close_map(json);
}

static bool checkov_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	int failed = 0;
	json_open_map(&json, NULL);
	json_text(&json, "check_type", "terraform");
	json_open_map(&json, "results");
	json_open_list(&json, "passed_checks");
	json_close_list(&json);
	json_open_list(&json, "failed_checks");
	for (size_t i = 0; i < sizeof CHECKS / sizeof *CHECKS; i++) {
		if (!life_seen(&CHECKS[i].life, week))
			continue;
		add_check(&json, &CHECKS[i]);
		failed++;
	}
	json_close_list(&json);
	json_open_list(&json, "skipped_checks");
	json_close_list(&json);
	json_open_list(&json, "parsing_errors");
	json_close_list(&json);
	json_close_map(&json);
	json_open_map(&json, "summary");
	json_int(&json, "passed", 212 - failed);
	json_int(&json, "failed", failed);
	json_int(&json, "skipped", 0);
	json_int(&json, "parsing_errors", 0);
	json_text(&json, "checkov_version", "3.2.300");
	json_close_map(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"iac", "checkov", "json", false}, week,
			       &text, err);
	str_fini(&text);
	return done;
}

// ---- Security Hub ----

static const struct control {
	const char *id, *title, *resource, *type, *label;
	struct life life;
} CONTROLS[] = {
	{"S3.8",
	 "S3 buckets block public access",
	 "arn:aws:s3:::quillon-eval-exports",
	 "AwsS3Bucket",
	 "HIGH",
	 {0, 7, NEVER}},
	{"EC2.19",
	 "Groups do not let the world to ports of high risk",
	 "arn:aws:ec2:eu-central-1:210000000002:security-group/sg-0a1",
	 "AwsEc2SecurityGroup",
	 "CRITICAL",
	 {8, WEEKS, NEVER}},
	{"IAM.6",
	 "The root user has a hardware key",
	 "AWS::::Account:012345678901",
	 "AwsAccount",
	 "CRITICAL",
	 {0, 5, NEVER}},
	{"EKS.1",
	 "Cluster endpoints are not public",
	 "arn:aws:eks:eu-central-1:210000000001:cluster/train",
	 "AwsEksCluster",
	 "HIGH",
	 {1, WEEKS, NEVER}},
	{"KMS.4",
	 "Keys are rotated",
	 "arn:aws:kms:eu-central-1:210000000003:key/5a0e0c1e-1000-4a00-8000-000000000001",
	 "AwsKmsKey",
	 "MEDIUM",
	 {0, WEEKS, NEVER}},
};

static void add_control(struct json_out *json, const struct control *c, const struct estate *estate,
			int week)
{
	struct str id = {0};
	str_addf(&id,
		 "arn:aws:securityhub:eu-central-1:012345678901:security-control/%s/finding/%08x",
		 c->id, (unsigned)(c - CONTROLS + 1));
	json_open_map(json, NULL);
	json_text(json, "SchemaVersion", "2018-10-08");
	json_text(json, "Id", str_text(&id));
	json_text(json, "ProductArn", "arn:aws:securityhub:eu-central-1::product/aws/securityhub");
	json_text(json, "ProductName", "Security Hub");
	json_text(json, "Region", "eu-central-1");
	json_text(json, "AwsAccountId", "012345678901");
	str_clear(&id);
	str_addf(&id, "security-control/%s", c->id);
	json_text(json, "GeneratorId", str_text(&id));
	json_time(json, "CreatedAt", week_time(estate, c->life.from));
	json_time(json, "UpdatedAt", week_time(estate, week));
	json_open_map(json, "Severity");
	json_text(json, "Label", c->label);
	json_close_map(json);
	json_text(json, "Title", c->title);
	json_text(json, "Description", c->title);
	json_open_list(json, "Resources");
	json_open_map(json, NULL);
	json_text(json, "Type", c->type);
	json_text(json, "Id", c->resource);
	json_close_map(json);
	json_close_list(json);
	json_open_map(json, "Compliance");
	json_text(json, "Status", life_seen(&c->life, week) ? "FAILED" : "PASSED");
	json_close_map(json);
	json_open_map(json, "Workflow");
	json_text(json, "Status", "NEW");
	json_close_map(json);
	json_text(json, "RecordState", "ACTIVE");
	json_close_map(json);
	str_fini(&id);
}

static bool hub_write(const struct estate *estate, int week, struct err *err)
{
	struct str text = {0};
	struct json_out json = {.to = &text};
	json_open_map(&json, NULL);
	json_open_list(&json, "Findings");
	for (size_t i = 0; i < sizeof CONTROLS / sizeof *CONTROLS; i++)
		if (week >= CONTROLS[i].life.from)
			add_control(&json, &CONTROLS[i], estate, week);
	json_close_list(&json);
	json_close_map(&json);
	bool done = scan_write(estate, &(struct scan_name){"posture", "securityhub", "json", false},
			       week, &text, err);
	str_fini(&text);
	return done;
}

bool posture_write(const struct estate *estate, struct err *err)
{
	for (int week = 0; week < week_count(estate); week++)
		if (!checkov_write(estate, week, err) || !hub_write(estate, week, err))
			return false;
	return true;
}
