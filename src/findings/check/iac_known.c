#include "findings/check/iac.h"

#include <string.h>

// What makes machines, buckets, databases or openings, and no rule here reads. Types, or what they
// begin with.
static const struct {
	const char *type, *what;
} UNJUDGED[] = {
	{"aws_lightsail_", "Lightsail has machines, buckets and databases of its own"},
	{"AWS::Lightsail::", "Lightsail has machines, buckets and databases of its own"},
	{"aws_opsworks_", "OpsWorks makes machines"},
	{"AWS::OpsWorks::", "OpsWorks makes machines"},
	{"aws_elastic_beanstalk_environment", "it makes machines and what stands before them"},
	{"AWS::ElasticBeanstalk::Environment", "it makes machines and what stands before them"},
	{"aws_workspaces_workspace", "it has volumes"},
	{"AWS::WorkSpaces::Workspace", "it has volumes"},
	{"aws_s3control_bucket", "a bucket on an Outpost"},
	{"AWS::S3Outposts::Bucket", "a bucket on an Outpost"},
	{"aws_db_security_group", "a security group outside of a VPC"},
	{"aws_redshift_security_group", "a security group outside of a VPC"},
	{"aws_elasticache_security_group", "a security group outside of a VPC"},
	{"AWS::RDS::DBSecurityGroup", "a security group outside of a VPC"},
	{"AWS::Redshift::ClusterSecurityGroup", "a security group outside of a VPC"},
	{"AWS::ElastiCache::SecurityGroup", "a security group outside of a VPC"},
	{"alicloud_", "another cloud's"},
	{"azapi_", "another cloud's"},
	{"azurerm_", "another cloud's"},
	{"azurestack_", "another cloud's"},
	{"civo_", "another cloud's"},
	{"cloudflare_r2_", "another cloud's"},
	{"digitalocean_", "another cloud's"},
	{"exoscale_", "another cloud's"},
	{"google_", "another cloud's"},
	{"hcloud_", "another cloud's"},
	{"huaweicloud_", "another cloud's"},
	{"ibm_", "another cloud's"},
	{"linode_", "another cloud's"},
	{"minio_s3_", "another cloud's"},
	{"oci_", "another cloud's"},
	{"openstack_", "another cloud's"},
	{"opentelekomcloud_", "another cloud's"},
	{"ovh_", "another cloud's"},
	{"scaleway_", "another cloud's"},
	{"stackit_", "another cloud's"},
	{"tencentcloud_", "another cloud's"},
	{"upcloud_", "another cloud's"},
	{"vultr_", "another cloud's"},
	{"yandex_", "another cloud's"},
};

const char *iac_unjudged(const char *type)
{
	for (size_t i = 0; i < sizeof UNJUDGED / sizeof *UNJUDGED; i++)
		if (!strncmp(type, UNJUDGED[i].type, strlen(UNJUDGED[i].type)))
			return UNJUDGED[i].what;
	return NULL;
}

bool iac_is_covered(const char *type)
{
	static const char *const PREFIXES[] = {
		"aws_",	 "awscc_",  "AWS::",	 "AWSCC::",    "archive_", "external_", "local_",
		"null_", "random_", "template_", "terraform_", "time_",	   "tls_"};
	for (size_t i = 0; i < sizeof PREFIXES / sizeof *PREFIXES; i++)
		if (!strncmp(type, PREFIXES[i], strlen(PREFIXES[i])))
			return true;
	return false;
}
