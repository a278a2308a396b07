#include "findings/check/tables.h"

const struct check_rule iac_rules[] = {
	{"s3-encryption", "every bucket says how it is encrypted",
	 "add a server-side encryption configuration (aws:kms, or AES256)",
	 "CKV_AWS_19, CKV_AWS_145, AVD-AWS-0088, S3.4, W41", LEVEL_HIGH},
	{"ebs-encryption", "every volume is encrypted",
	 "set encrypted = true on the volume or its block device",
	 "CKV_AWS_3, CKV_AWS_8, CKV_AWS_106, AVD-AWS-0026, AVD-AWS-0131, F1", LEVEL_HIGH},
	{"rds-encryption", "every database is encrypted", "set storage_encrypted = true",
	 "CKV_AWS_16, CKV_AWS_96, AVD-AWS-0079, AVD-AWS-0080, RDS.3, F26, F27", LEVEL_HIGH},
	{"data-encryption", "file systems, streams, queues and search domains are encrypted",
	 "set encrypted = true, encryption_type = KMS, server-side encryption, encryption at rest",
	 "CKV_AWS_5, CKV_AWS_27, CKV_AWS_42, CKV_AWS_43, CKV_AWS_240, AVD-AWS-0037, AVD-AWS-0048, "
	 "AVD-AWS-0064, AVD-AWS-0096, EFS.1, Kinesis.1, SQS.1, Opensearch.1, DataFirehose.1",
	 LEVEL_HIGH},
	{"tls", "nothing older than TLS 1.2 is spoken, and nothing in the clear",
	 "use HTTPS with a policy of TLS 1.2 or newer (ELBSecurityPolicy-TLS13-1-2-…, "
	 "TLSv1.2_2021), encryption in transit, SFTP; have databases ask for it",
	 "CKV_AWS_2, CKV_AWS_103, CKV_AWS_34, CKV_AWS_174, CKV_AWS_206, CKV_AWS_228, AVD-AWS-0013, "
	 "AVD-AWS-0047, AVD-AWS-0054, AVD-AWS-0043, CKV_AWS_6, CKV_AWS_90, CKV_AWS_105, "
	 "Redshift.2, W70",
	 LEVEL_HIGH},
	{"gpu-private", "GPU nodes are in private subnets",
	 "put them into subnets without a route to an internet gateway, and give them no public "
	 "address",
	 "CKV_AWS_88, CKV_AWS_122", LEVEL_HIGH},
	{"sg-open", "no security group is open to the world but 80 and 443 of load balancers",
	 "name the addresses or the groups that may come in",
	 "CKV_AWS_24, CKV_AWS_25, CKV_AWS_260, AVD-AWS-0107, EC2.18, W2, W9", LEVEL_HIGH},
	{"sg-any-port", "no security group lets any port in", "name the ports",
	 "CKV_AWS_277, EC2.18, W27, W42", LEVEL_HIGH},
	{"sg-control", "no control port or control plane is open to the world",
	 "reach it through a bastion, Session Manager or a private network",
	 "CKV_AWS_24, CKV_AWS_25, CKV_AWS_38, AVD-AWS-0041, EC2.13, EC2.14, EC2.19, EKS.1",
	 LEVEL_CRITICAL},
	{"sg-egress", "data stores cannot reach everything",
	 "name what the group may reach, or nothing", "CKV_AWS_382, AVD-AWS-0104, W5, W40",
	 LEVEL_MEDIUM},
	{"s3-public-acl", "no ACL of a bucket or an object is public",
	 "remove the ACL; share by a policy",
	 "CKV_AWS_20, CKV_AWS_57, AVD-AWS-0092, S3.2, S3.3, F14, W31", LEVEL_CRITICAL},
	{"s3-public-access", "every bucket blocks public access",
	 "add a public access block with all four set to true",
	 "CKV_AWS_53, CKV_AWS_54, CKV_AWS_55, CKV_AWS_56, CKV2_AWS_6, AVD-AWS-0094, S3.8",
	 LEVEL_HIGH},
	{"s3-public-policy", "no policy of a bucket lets everybody in",
	 "name the accounts or roles, or add a condition on where requests come from",
	 "CKV_AWS_70, S3.2, F16", LEVEL_CRITICAL},
	{"whole", "all that is made stands in the file",
	 "plan all of it, without -target; check a template as it is deployed (aws cloudformation "
	 "get-template --template-stage Processed), and nested ones by themselves",
	 "", LEVEL_HIGH},
	{"judged", "all that the rules are about is of a kind that they know",
	 "check it with a tool that knows it, and have it warn here: --warn judged", "",
	 LEVEL_HIGH},
};
const size_t iac_rule_count = sizeof iac_rules / sizeof *iac_rules;
