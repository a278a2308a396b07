#include "findings/check/iac.h"

#include "findings/check/tables.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

// ---- Instance types and policies ----

bool iac_is_gpu(const char *type)
{
	static const char *const FAMILIES[] = {"p", "g", "gr", "trn", "inf", "dl"};
	type += strncmp(type, "ml.", 3) ? 0 : 3;
	for (size_t i = 0; i < sizeof FAMILIES / sizeof *FAMILIES; i++) {
		size_t len = strlen(FAMILIES[i]);
		if (!strncmp(type, FAMILIES[i], len) && isdigit((unsigned char)type[len]))
			return true;
	}
	return false;
}

bool iac_is_new_tls(const char *policy)
{
	static const char *const NEW[] = {
		"ELBSecurityPolicy-TLS13-1-2-", "ELBSecurityPolicy-TLS13-1-3-",
		"ELBSecurityPolicy-TLS-1-2-", "ELBSecurityPolicy-FS-1-2-"};
	for (size_t i = 0; i < sizeof NEW / sizeof *NEW; i++)
		if (!strncmp(policy, NEW[i], strlen(NEW[i])))
			return true;
	return false;
}

// ---- Security groups ----

// Ports from which a machine or a cluster is commanded.
static const struct {
	int64_t port;
	const char *what;
} CONTROL[] = {
	{22, "SSH"},
	{2375, "Docker"},
	{2376, "Docker"},
	{2379, "etcd"},
	{2380, "etcd"},
	{3389, "RDP"},
	{5985, "WinRM"},
	{5986, "WinRM"},
	{6443, "the Kubernetes API"},
	{8265, "Ray"},
	{8888, "Jupyter"},
	{10001, "Ray"},
	{10250, "the kubelet"},
	{10255, "the kubelet"},
};

enum { ALL_PORTS = 60000 }; // or nearly so

// An IPv4 block of less than 8 bits of prefix, an IPv6 one of less than 16.
bool iac_is_world(const char *cidr)
{
	const char *slash = strchr(cidr, '/');
	int bits = 0;
	if (!slash || !isdigit((unsigned char)slash[1]))
		return false;
	for (slash++; isdigit((unsigned char)*slash) && bits < 1000; slash++)
		bits = bits * 10 + *slash - '0';
	return bits < (strchr(cidr, ':') ? 16 : 8);
}

static bool reaches(const struct iac_opening *o, int64_t port)
{
	return o->all_protocols || (o->first <= port && port <= o->last);
}

static bool is_all_ports(const struct iac_opening *o)
{
	return o->all_protocols || o->last - o->first >= ALL_PORTS;
}

// "all ports", "port 22", "ports 8000-8080"
static const char *ports_of(const struct iac_opening *o, char room[48])
{
	if (o->ports_unseen)
		return "a port that is known only later";
	if (is_all_ports(o))
		return "all ports";
	snprintf(room, 48, o->first == o->last ? "port %lld" : "ports %lld-%lld",
		 (long long)o->first, (long long)o->last);
	return room;
}

enum check_outcome iac_judge_open(const struct iac_opening *o, struct judgement *j)
{
	char room[48];
	if (!o->from && o->unseen)
		return judge(j, OUTCOME_UNSEEN, "who may come in is known only later");
	if (!o->from || !iac_is_world(o->from))
		return j->outcome = OUTCOME_PASS;
	if (o->ports_unseen && o->on_balancer)
		return judge(j, OUTCOME_UNSEEN, "which port is open to %s is known only later",
			     o->from);
	bool web = !o->ports_unseen && !o->all_protocols && o->first == o->last &&
		   (o->first == 80 || o->first == 443);
	if (web && o->on_balancer == IAC_LINK_SURE)
		return j->outcome = OUTCOME_PASS;
	if (web && o->on_balancer == IAC_LINK_UNSEEN)
		return judge(j, OUTCOME_UNSEEN,
			     "%s open to %s, and whether that is a load balancer's alone is known "
			     "only later",
			     ports_of(o, room), o->from);
	return judge(j, OUTCOME_FAIL, "%s: %s open to %s", web ? "no load balancer's" : "ingress",
		     ports_of(o, room), o->from);
}

enum check_outcome iac_judge_any_port(const struct iac_opening *o, struct judgement *j)
{
	if (!o->from && !o->unseen)
		return j->outcome = OUTCOME_PASS; // the group itself, or another one
	if (o->ports_unseen)
		return judge(j, OUTCOME_UNSEEN, "which ports are open is known only later");
	if (!is_all_ports(o))
		return j->outcome = OUTCOME_PASS;
	return judge(j, OUTCOME_FAIL, "all ports open to %s", o->from ? o->from : "an address");
}

enum check_outcome iac_judge_control(const struct iac_opening *o, struct judgement *j)
{
	bool world = o->from ? iac_is_world(o->from) : o->unseen;
	if (o->ports_unseen)
		return world ? judge(j, OUTCOME_UNSEEN, "which port is open is known only later")
			     : (j->outcome = OUTCOME_PASS);
	for (size_t i = 0; i < sizeof CONTROL / sizeof *CONTROL; i++) {
		if (!reaches(o, CONTROL[i].port))
			continue;
		if (!o->from && o->unseen)
			return judge(j, OUTCOME_UNSEEN,
				     "who may reach port %lld (%s) is known only later",
				     (long long)CONTROL[i].port, CONTROL[i].what);
		if (o->from && iac_is_world(o->from))
			return judge(j, OUTCOME_FAIL, "port %lld (%s) open to %s",
				     (long long)CONTROL[i].port, CONTROL[i].what, o->from);
	}
	return j->outcome = OUTCOME_PASS;
}

enum check_outcome iac_judge_egress(const struct iac_opening *o, struct judgement *j)
{
	if (!is_all_ports(o) && !o->ports_unseen)
		return j->outcome = OUTCOME_PASS;
	if (o->unseen || (o->ports_unseen && o->from && iac_is_world(o->from)))
		return judge(j, OUTCOME_UNSEEN, "what a data store may reach is known only later");
	if (!o->from || !iac_is_world(o->from))
		return j->outcome = OUTCOME_PASS;
	if (o->of_data == IAC_LINK_UNSEEN)
		return judge(j, OUTCOME_UNSEEN,
			     "it may reach all ports of %s, and whether it is a data store's group "
			     "is known only later",
			     o->from);
	return judge(j, OUTCOME_FAIL, "a data store's group may reach all ports of %s", o->from);
}

// ---- The table ----

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
