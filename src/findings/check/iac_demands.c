#include "findings/check/iac.h"

#include <string.h>
#include <strings.h>

#define IS_TRUE(rule, type, path, what)                                                            \
	{                                                                                          \
		rule, type, path, IAC_TRUE, IAC_ABSENT_FAILS, NULL, what                           \
	}
#define IS_TRUE_IF_ANY(rule, type, path, what)                                                     \
	{                                                                                          \
		rule, type, path, IAC_TRUE, IAC_ABSENT_PASSES, NULL, what                          \
	}
#define BEGINS(rule, type, path, words, what)                                                      \
	{                                                                                          \
		rule, type, path, IAC_BEGINS, IAC_ABSENT_FAILS, words, what                        \
	}
#define BEGINS_IF_ANY(rule, type, path, words, what)                                               \
	{                                                                                          \
		rule, type, path, IAC_BEGINS, IAC_ABSENT_PASSES, words, what                       \
	}
#define NONE_OF(rule, type, path, words, what)                                                     \
	{                                                                                          \
		rule, type, path, IAC_NONE_OF, IAC_ABSENT_PASSES, words, what                      \
	}

static const char CLOUDFRONT[] = "TLSv1.2 TLSv1.3", HTTPS[] = "https-only redirect-to-https",
		  OLD_TLS[] = "SSLv3 TLSv1 TLSv1.1",
		  SEARCH[] = "Policy-Min-TLS-1-2 Policy-Min-TLS-1-3",
		  GATEWAY[] = "TLS_1_2 TLS_1_3 SecurityPolicy_TLS12 SecurityPolicy_TLS13",
		  PUBLIC_ACL[] = "public-read public-read-write authenticated-read PublicRead "
				 "PublicReadWrite AuthenticatedRead",
		  PUBLIC_GROUP[] = "http://acs.amazonaws.com/groups/global/AllUsers "
				   "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
		  ALGORITHMS[] = "aws:kms AES256",
		  DELIVERY[] = "AWS_OWNED_CMK CUSTOMER_MANAGED_CMK",
		  PLAIN_BROKER[] = "PLAINTEXT TLS_PLAINTEXT";

static const struct iac_demand DEMANDS[] = {
	// ---- Terraform ----
	BEGINS("s3-encryption", "aws_s3_bucket_server_side_encryption_configuration",
	       "rule[].apply_server_side_encryption_by_default[].sse_algorithm", ALGORITHMS,
	       "sse_algorithm"),
	IS_TRUE("ebs-encryption", "aws_ebs_volume", "encrypted", "encrypted"),
	IS_TRUE("ebs-encryption", "aws_instance", "root_block_device[].encrypted",
		"root_block_device.encrypted"),
	IS_TRUE_IF_ANY("ebs-encryption", "aws_instance", "ebs_block_device[].encrypted",
		       "ebs_block_device.encrypted"),
	IS_TRUE("ebs-encryption", "aws_spot_instance_request", "root_block_device[].encrypted",
		"root_block_device.encrypted"),
	IS_TRUE_IF_ANY("ebs-encryption", "aws_spot_instance_request",
		       "ebs_block_device[].encrypted", "ebs_block_device.encrypted"),
	IS_TRUE("ebs-encryption", "aws_launch_configuration", "root_block_device[].encrypted",
		"root_block_device.encrypted"),
	IS_TRUE_IF_ANY("ebs-encryption", "aws_launch_configuration", "ebs_block_device[].encrypted",
		       "ebs_block_device.encrypted"),
	IS_TRUE("ebs-encryption", "aws_launch_template", "block_device_mappings[].ebs[].encrypted",
		"block_device_mappings.ebs.encrypted"),
	IS_TRUE("ebs-encryption", "aws_spot_fleet_request",
		"launch_specification?[].root_block_device[].encrypted",
		"root_block_device.encrypted"),
	IS_TRUE("ebs-encryption", "aws_spot_fleet_request",
		"launch_specification?[].ebs_block_device?[].encrypted",
		"ebs_block_device.encrypted"),
	IS_TRUE("ebs-encryption", "aws_ecs_service",
		"volume_configuration?[].managed_ebs_volume[].encrypted",
		"managed_ebs_volume.encrypted"),
	IS_TRUE("ebs-encryption", "aws_ami", "ebs_block_device?[].encrypted",
		"ebs_block_device.encrypted"),
	IS_TRUE("ebs-encryption", "aws_imagebuilder_image_recipe",
		"block_device_mapping?[].ebs?[].encrypted", "block_device_mapping.ebs.encrypted"),
	IS_TRUE("rds-encryption", "aws_db_instance", "storage_encrypted", "storage_encrypted"),
	IS_TRUE("rds-encryption", "aws_rds_cluster", "storage_encrypted", "storage_encrypted"),
	IS_TRUE("rds-encryption", "aws_docdb_cluster", "storage_encrypted", "storage_encrypted"),
	IS_TRUE("rds-encryption", "aws_neptune_cluster", "storage_encrypted", "storage_encrypted"),
	IS_TRUE("rds-encryption", "aws_rds_global_cluster", "storage_encrypted",
		"storage_encrypted"),
	IS_TRUE("rds-encryption", "aws_redshift_cluster", "encrypted", "encrypted"),
	IS_TRUE("data-encryption", "aws_efs_file_system", "encrypted", "encrypted"),
	BEGINS("data-encryption", "aws_kinesis_stream", "encryption_type", "KMS",
	       "encryption_type"),
	IS_TRUE("data-encryption", "aws_kinesis_firehose_delivery_stream",
		"server_side_encryption[].enabled", "server_side_encryption.enabled"),
	NONE_OF("data-encryption", "aws_sqs_queue", "sqs_managed_sse_enabled", "false",
		"sqs_managed_sse_enabled"),
	IS_TRUE("data-encryption", "aws_opensearch_domain", "encrypt_at_rest[].enabled",
		"encrypt_at_rest.enabled"),
	IS_TRUE("data-encryption", "aws_elasticsearch_domain", "encrypt_at_rest[].enabled",
		"encrypt_at_rest.enabled"),
	BEGINS("tls", "aws_cloudfront_distribution",
	       "viewer_certificate[].minimum_protocol_version", CLOUDFRONT,
	       "minimum_protocol_version"),
	BEGINS("tls", "aws_cloudfront_distribution",
	       "default_cache_behavior[].viewer_protocol_policy", HTTPS, "viewer_protocol_policy"),
	BEGINS_IF_ANY("tls", "aws_cloudfront_distribution",
		      "ordered_cache_behavior[].viewer_protocol_policy", HTTPS,
		      "viewer_protocol_policy"),
	NONE_OF("tls", "aws_cloudfront_distribution",
		"origin[].custom_origin_config[].origin_ssl_protocols[]", OLD_TLS,
		"origin_ssl_protocols"),
	BEGINS("tls", "aws_api_gateway_domain_name", "security_policy", GATEWAY, "security_policy"),
	BEGINS("tls", "aws_apigatewayv2_domain_name", "domain_name_configuration[].security_policy",
	       GATEWAY, "security_policy"),
	BEGINS("tls", "aws_opensearch_domain", "domain_endpoint_options[].tls_security_policy",
	       SEARCH, "tls_security_policy"),
	IS_TRUE("tls", "aws_opensearch_domain", "domain_endpoint_options[].enforce_https",
		"enforce_https"),
	IS_TRUE("tls", "aws_opensearch_domain", "node_to_node_encryption[].enabled",
		"node_to_node_encryption.enabled"),
	BEGINS("tls", "aws_elasticsearch_domain", "domain_endpoint_options[].tls_security_policy",
	       SEARCH, "tls_security_policy"),
	IS_TRUE("tls", "aws_elasticsearch_domain", "domain_endpoint_options[].enforce_https",
		"enforce_https"),
	IS_TRUE("tls", "aws_elasticsearch_domain", "node_to_node_encryption[].enabled",
		"node_to_node_encryption.enabled"),
	NONE_OF("tls", "aws_elb", "listener[].lb_protocol", "http", "lb_protocol"),
	NONE_OF("tls", "aws_msk_cluster", "encryption_info[].encryption_in_transit[].client_broker",
		PLAIN_BROKER, "client_broker"),
	NONE_OF("tls", "aws_msk_cluster", "encryption_info[].encryption_in_transit[].in_cluster",
		"false", "in_cluster"),
	IS_TRUE("tls", "aws_elasticache_replication_group", "transit_encryption_enabled",
		"transit_encryption_enabled"),
	NONE_OF("tls", "aws_elasticache_replication_group", "transit_encryption_mode", "preferred",
		"transit_encryption_mode"),
	IS_TRUE("tls", "aws_elasticache_cluster", "transit_encryption_enabled",
		"transit_encryption_enabled"),
	NONE_OF("tls", "aws_memorydb_cluster", "tls_enabled", "false", "tls_enabled"),
	NONE_OF("tls", "aws_transfer_server", "protocols[]", "FTP", "protocols"),
	NONE_OF("s3-public-acl", "aws_s3_bucket", "acl", PUBLIC_ACL, "the ACL"),
	NONE_OF("s3-public-acl", "aws_s3_bucket", "grant[].uri", PUBLIC_GROUP, "a grant"),
	NONE_OF("s3-public-acl", "aws_s3_bucket_acl", "acl", PUBLIC_ACL, "the ACL"),
	NONE_OF("s3-public-acl", "aws_s3_bucket_acl",
		"access_control_policy[].grant[].grantee[].uri", PUBLIC_GROUP, "a grant"),
	NONE_OF("s3-public-acl", "aws_s3_object", "acl", PUBLIC_ACL, "the ACL"),
	NONE_OF("s3-public-acl", "aws_s3_bucket_object", "acl", PUBLIC_ACL, "the ACL"),
	NONE_OF("s3-public-acl", "aws_s3_object_copy", "acl", PUBLIC_ACL, "the ACL"),
	NONE_OF("s3-public-acl", "aws_s3_object_copy", "grant[].uri", PUBLIC_GROUP, "a grant"),
	IS_TRUE("s3-public-access", "aws_s3_bucket_public_access_block", "block_public_acls",
		"block_public_acls"),
	IS_TRUE("s3-public-access", "aws_s3_bucket_public_access_block", "block_public_policy",
		"block_public_policy"),
	IS_TRUE("s3-public-access", "aws_s3_bucket_public_access_block", "ignore_public_acls",
		"ignore_public_acls"),
	IS_TRUE("s3-public-access", "aws_s3_bucket_public_access_block", "restrict_public_buckets",
		"restrict_public_buckets"),
	IS_TRUE("s3-public-access", "aws_s3_account_public_access_block", "block_public_acls",
		"block_public_acls"),
	IS_TRUE("s3-public-access", "aws_s3_account_public_access_block", "block_public_policy",
		"block_public_policy"),
	IS_TRUE("s3-public-access", "aws_s3_account_public_access_block", "ignore_public_acls",
		"ignore_public_acls"),
	IS_TRUE("s3-public-access", "aws_s3_account_public_access_block", "restrict_public_buckets",
		"restrict_public_buckets"),
	IS_TRUE_IF_ANY("s3-public-access", "aws_s3_access_point",
		       "public_access_block_configuration[].block_public_acls",
		       "block_public_acls"),
	IS_TRUE_IF_ANY("s3-public-access", "aws_s3_access_point",
		       "public_access_block_configuration[].block_public_policy",
		       "block_public_policy"),
	IS_TRUE_IF_ANY("s3-public-access", "aws_s3_access_point",
		       "public_access_block_configuration[].ignore_public_acls",
		       "ignore_public_acls"),
	IS_TRUE_IF_ANY("s3-public-access", "aws_s3_access_point",
		       "public_access_block_configuration[].restrict_public_buckets",
		       "restrict_public_buckets"),
	// ---- CloudFormation ----
	BEGINS("s3-encryption", "AWS::S3::Bucket",
	       "BucketEncryption.ServerSideEncryptionConfiguration[].ServerSideEncryptionByDefault."
	       "SSEAlgorithm",
	       ALGORITHMS, "BucketEncryption"),
	IS_TRUE("ebs-encryption", "AWS::EC2::Volume", "Encrypted", "Encrypted"),
	IS_TRUE("ebs-encryption", "AWS::EC2::Instance", "BlockDeviceMappings[].Ebs?.Encrypted",
		"BlockDeviceMappings.Ebs.Encrypted"),
	IS_TRUE("ebs-encryption", "AWS::EC2::LaunchTemplate",
		"LaunchTemplateData.BlockDeviceMappings[].Ebs?.Encrypted",
		"BlockDeviceMappings.Ebs.Encrypted"),
	IS_TRUE("ebs-encryption", "AWS::AutoScaling::LaunchConfiguration",
		"BlockDeviceMappings[].Ebs?.Encrypted", "BlockDeviceMappings.Ebs.Encrypted"),
	IS_TRUE("ebs-encryption", "AWS::ECS::Service",
		"VolumeConfigurations?[].ManagedEBSVolume.Encrypted", "ManagedEBSVolume.Encrypted"),
	IS_TRUE("rds-encryption", "AWS::RDS::DBInstance", "StorageEncrypted", "StorageEncrypted"),
	IS_TRUE("rds-encryption", "AWS::RDS::DBCluster", "StorageEncrypted", "StorageEncrypted"),
	IS_TRUE("rds-encryption", "AWS::DocDB::DBCluster", "StorageEncrypted", "StorageEncrypted"),
	IS_TRUE("rds-encryption", "AWS::Neptune::DBCluster", "StorageEncrypted",
		"StorageEncrypted"),
	IS_TRUE("rds-encryption", "AWS::RDS::GlobalCluster", "StorageEncrypted",
		"StorageEncrypted"),
	IS_TRUE("rds-encryption", "AWS::Redshift::Cluster", "Encrypted", "Encrypted"),
	IS_TRUE("data-encryption", "AWS::EFS::FileSystem", "Encrypted", "Encrypted"),
	BEGINS("data-encryption", "AWS::Kinesis::Stream", "StreamEncryption.EncryptionType", "KMS",
	       "StreamEncryption.EncryptionType"),
	BEGINS("data-encryption", "AWS::KinesisFirehose::DeliveryStream",
	       "DeliveryStreamEncryptionConfigurationInput.KeyType", DELIVERY,
	       "DeliveryStreamEncryptionConfigurationInput.KeyType"),
	NONE_OF("data-encryption", "AWS::SQS::Queue", "SqsManagedSseEnabled", "false",
		"SqsManagedSseEnabled"),
	IS_TRUE("data-encryption", "AWS::OpenSearchService::Domain",
		"EncryptionAtRestOptions.Enabled", "EncryptionAtRestOptions.Enabled"),
	IS_TRUE("data-encryption", "AWS::Elasticsearch::Domain", "EncryptionAtRestOptions.Enabled",
		"EncryptionAtRestOptions.Enabled"),
	BEGINS("tls", "AWS::CloudFront::Distribution",
	       "DistributionConfig.ViewerCertificate.MinimumProtocolVersion", CLOUDFRONT,
	       "MinimumProtocolVersion"),
	BEGINS("tls", "AWS::CloudFront::Distribution",
	       "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy", HTTPS,
	       "ViewerProtocolPolicy"),
	BEGINS_IF_ANY("tls", "AWS::CloudFront::Distribution",
		      "DistributionConfig.CacheBehaviors[].ViewerProtocolPolicy", HTTPS,
		      "ViewerProtocolPolicy"),
	NONE_OF("tls", "AWS::CloudFront::Distribution",
		"DistributionConfig.Origins[].CustomOriginConfig.OriginSSLProtocols[]", OLD_TLS,
		"OriginSSLProtocols"),
	BEGINS("tls", "AWS::ApiGateway::DomainName", "SecurityPolicy", GATEWAY, "SecurityPolicy"),
	BEGINS("tls", "AWS::ApiGatewayV2::DomainName", "DomainNameConfigurations[].SecurityPolicy",
	       GATEWAY, "SecurityPolicy"),
	BEGINS("tls", "AWS::OpenSearchService::Domain", "DomainEndpointOptions.TLSSecurityPolicy",
	       SEARCH, "TLSSecurityPolicy"),
	IS_TRUE("tls", "AWS::OpenSearchService::Domain", "DomainEndpointOptions.EnforceHTTPS",
		"EnforceHTTPS"),
	IS_TRUE("tls", "AWS::OpenSearchService::Domain", "NodeToNodeEncryptionOptions.Enabled",
		"NodeToNodeEncryptionOptions.Enabled"),
	BEGINS("tls", "AWS::Elasticsearch::Domain", "DomainEndpointOptions.TLSSecurityPolicy",
	       SEARCH, "TLSSecurityPolicy"),
	IS_TRUE("tls", "AWS::Elasticsearch::Domain", "DomainEndpointOptions.EnforceHTTPS",
		"EnforceHTTPS"),
	IS_TRUE("tls", "AWS::Elasticsearch::Domain", "NodeToNodeEncryptionOptions.Enabled",
		"NodeToNodeEncryptionOptions.Enabled"),
	NONE_OF("tls", "AWS::ElasticLoadBalancing::LoadBalancer", "Listeners[].Protocol", "http",
		"Listeners.Protocol"),
	NONE_OF("tls", "AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.ClientBroker",
		PLAIN_BROKER, "ClientBroker"),
	NONE_OF("tls", "AWS::MSK::Cluster", "EncryptionInfo.EncryptionInTransit.InCluster", "false",
		"InCluster"),
	IS_TRUE("tls", "AWS::ElastiCache::ReplicationGroup", "TransitEncryptionEnabled",
		"TransitEncryptionEnabled"),
	NONE_OF("tls", "AWS::ElastiCache::ReplicationGroup", "TransitEncryptionMode", "preferred",
		"TransitEncryptionMode"),
	IS_TRUE("tls", "AWS::ElastiCache::CacheCluster", "TransitEncryptionEnabled",
		"TransitEncryptionEnabled"),
	NONE_OF("tls", "AWS::MemoryDB::Cluster", "TLSEnabled", "false", "TLSEnabled"),
	NONE_OF("tls", "AWS::Transfer::Server", "Protocols[]", "FTP", "Protocols"),
	NONE_OF("s3-public-acl", "AWS::S3::Bucket", "AccessControl", PUBLIC_ACL, "AccessControl"),
	IS_TRUE("s3-public-access", "AWS::S3::Bucket",
		"PublicAccessBlockConfiguration.BlockPublicAcls", "BlockPublicAcls"),
	IS_TRUE("s3-public-access", "AWS::S3::Bucket",
		"PublicAccessBlockConfiguration.BlockPublicPolicy", "BlockPublicPolicy"),
	IS_TRUE("s3-public-access", "AWS::S3::Bucket",
		"PublicAccessBlockConfiguration.IgnorePublicAcls", "IgnorePublicAcls"),
	IS_TRUE("s3-public-access", "AWS::S3::Bucket",
		"PublicAccessBlockConfiguration.RestrictPublicBuckets", "RestrictPublicBuckets"),
	IS_TRUE_IF_ANY("s3-public-access", "AWS::S3::AccessPoint",
		       "PublicAccessBlockConfiguration.BlockPublicAcls", "BlockPublicAcls"),
	IS_TRUE_IF_ANY("s3-public-access", "AWS::S3::AccessPoint",
		       "PublicAccessBlockConfiguration.BlockPublicPolicy", "BlockPublicPolicy"),
	IS_TRUE_IF_ANY("s3-public-access", "AWS::S3::AccessPoint",
		       "PublicAccessBlockConfiguration.IgnorePublicAcls", "IgnorePublicAcls"),
	IS_TRUE_IF_ANY("s3-public-access", "AWS::S3::AccessPoint",
		       "PublicAccessBlockConfiguration.RestrictPublicBuckets",
		       "RestrictPublicBuckets"),
};

const struct iac_demand *iac_demands(size_t *count)
{
	*count = sizeof DEMANDS / sizeof *DEMANDS;
	return DEMANDS;
}

static bool fits(const char *text, struct slice word, enum iac_test test)
{
	bool whole = test == IAC_NONE_OF;
	return !strncasecmp(text, word.at, word.len) && (!whole || !text[word.len]);
}

bool iac_holds(const struct iac_demand *demand, const char *text)
{
	struct slice rest = slice_of(demand->words), word;
	if (demand->test == IAC_TRUE)
		return !strcasecmp(text, "true");
	while ((word = slice_word(&rest)).len)
		if (fits(text, word, demand->test))
			return demand->test == IAC_BEGINS;
	return demand->test == IAC_NONE_OF;
}
