#include "libexec/check/iac/stands.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *type, *attribute;
	enum stand stand;
} BEFORE[] = {
	{"aws_lb", "security_groups", STAND_BALANCER},
	{"aws_alb", "security_groups", STAND_BALANCER},
	{"aws_elb", "security_groups", STAND_BALANCER},
	{"aws_db_instance", "vpc_security_group_ids", STAND_DATA},
	{"aws_rds_cluster", "vpc_security_group_ids", STAND_DATA},
	{"aws_docdb_cluster", "vpc_security_group_ids", STAND_DATA},
	{"aws_neptune_cluster", "vpc_security_group_ids", STAND_DATA},
	{"aws_redshift_cluster", "vpc_security_group_ids", STAND_DATA},
	{"aws_elasticache_cluster", "security_group_ids", STAND_DATA},
	{"aws_elasticache_replication_group", "security_group_ids", STAND_DATA},
	{"aws_opensearch_domain", "vpc_options.security_group_ids", STAND_DATA},
	{"aws_elasticsearch_domain", "vpc_options.security_group_ids", STAND_DATA},
	{"aws_efs_mount_target", "security_groups", STAND_DATA},
	{"aws_msk_cluster", "broker_node_group_info.security_groups", STAND_DATA},
	{"aws_memorydb_cluster", "security_group_ids", STAND_DATA},
	{"aws_dax_cluster", "security_group_ids", STAND_DATA},
	{"aws_mq_broker", "security_groups", STAND_DATA},
	{"aws_db_proxy", "vpc_security_group_ids", STAND_DATA},
	{"aws_elasticache_serverless_cache", "security_group_ids", STAND_DATA},
	{"aws_redshiftserverless_workgroup", "security_group_ids", STAND_DATA},
	{"aws_fsx_lustre_file_system", "security_group_ids", STAND_DATA},
	{"aws_fsx_openzfs_file_system", "security_group_ids", STAND_DATA},
	{"aws_fsx_windows_file_system", "security_group_ids", STAND_DATA},
	{"aws_fsx_ontap_file_system", "security_group_ids", STAND_DATA},
	{"aws_fsx_file_cache", "security_group_ids", STAND_DATA},
	{"aws_docdbelastic_cluster", "vpc_security_group_ids", STAND_DATA},
	{"aws_msk_serverless_cluster", "vpc_config.security_group_ids", STAND_DATA},
	{"aws_timestreaminfluxdb_db_instance", "vpc_security_group_ids", STAND_DATA},
	{"aws_timestreaminfluxdb_db_cluster", "vpc_security_group_ids", STAND_DATA},
	{"aws_instance", "vpc_security_group_ids", STAND_OTHER},
	{"aws_instance", "security_groups", STAND_OTHER},
	{"aws_spot_instance_request", "vpc_security_group_ids", STAND_OTHER},
	{"aws_network_interface", "security_groups", STAND_OTHER},
	{"aws_network_interface_sg_attachment", "security_group_id", STAND_OTHER},
	{"aws_launch_template", "network_interfaces.security_groups", STAND_OTHER},
	{"aws_launch_configuration", "security_groups", STAND_OTHER},
	{"aws_batch_compute_environment", "compute_resources.security_group_ids", STAND_OTHER},
	{"aws_sagemaker_notebook_instance", "security_groups", STAND_OTHER},
	{"aws_vpc_endpoint", "security_group_ids", STAND_OTHER},
	{"aws_launch_template", "vpc_security_group_ids", STAND_OTHER},
	{"aws_ecs_service", "network_configuration.security_groups", STAND_OTHER},
	{"aws_lambda_function", "vpc_config.security_group_ids", STAND_OTHER},
	{"aws_eks_cluster", "vpc_config.security_group_ids", STAND_OTHER},
	{"AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups", STAND_BALANCER},
	{"AWS::ElasticLoadBalancing::LoadBalancer", "SecurityGroups", STAND_BALANCER},
	{"AWS::RDS::DBInstance", "VPCSecurityGroups", STAND_DATA},
	{"AWS::RDS::DBCluster", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::DocDB::DBCluster", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::Neptune::DBCluster", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::Redshift::Cluster", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::ElastiCache::ReplicationGroup", "SecurityGroupIds", STAND_DATA},
	{"AWS::OpenSearchService::Domain", "VPCOptions.SecurityGroupIds", STAND_DATA},
	{"AWS::EFS::MountTarget", "SecurityGroups", STAND_DATA},
	{"AWS::ElastiCache::CacheCluster", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::MemoryDB::Cluster", "SecurityGroupIds", STAND_DATA},
	{"AWS::MSK::Cluster", "BrokerNodeGroupInfo.SecurityGroups", STAND_DATA},
	{"AWS::AmazonMQ::Broker", "SecurityGroups", STAND_DATA},
	{"AWS::FSx::FileSystem", "SecurityGroupIds", STAND_DATA},
	{"AWS::ElastiCache::ServerlessCache", "SecurityGroupIds", STAND_DATA},
	{"AWS::RDS::DBProxy", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::RedshiftServerless::Workgroup", "SecurityGroupIds", STAND_DATA},
	{"AWS::DAX::Cluster", "SecurityGroupIds", STAND_DATA},
	{"AWS::DocDBElastic::Cluster", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::MSK::ServerlessCluster", "VpcConfigs.SecurityGroups", STAND_DATA},
	{"AWS::Timestream::InfluxDBInstance", "VpcSecurityGroupIds", STAND_DATA},
	{"AWS::Elasticsearch::Domain", "VPCOptions.SecurityGroupIds", STAND_DATA},
	{"AWS::EC2::Instance", "SecurityGroupIds", STAND_OTHER},
	{"AWS::EC2::Instance", "NetworkInterfaces.GroupSet", STAND_OTHER},
	{"AWS::EC2::NetworkInterface", "GroupSet", STAND_OTHER},
	{"AWS::EC2::LaunchTemplate", "LaunchTemplateData.SecurityGroupIds", STAND_OTHER},
	{"AWS::EC2::LaunchTemplate", "LaunchTemplateData.NetworkInterfaces.Groups", STAND_OTHER},
	{"AWS::AutoScaling::LaunchConfiguration", "SecurityGroups", STAND_OTHER},
	{"AWS::EKS::Cluster", "ResourcesVpcConfig.SecurityGroupIds", STAND_OTHER},
	{"AWS::ECS::Service", "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
	 STAND_OTHER},
	{"AWS::Lambda::Function", "VpcConfig.SecurityGroupIds", STAND_OTHER},
};

const char *stands_base(const struct model *model, const char *target)
{
	const struct resource *is = *target == '=' ? model_target(model, target, NULL) : NULL;
	return is ? is->base : target;
}

void stands_find(struct model *model, struct stands *out)
{
	*out = (struct stands){0};
	for (size_t i = 0; i < model->resources.len; i++)
		for (size_t b = 0; b < sizeof BEFORE / sizeof *BEFORE; b++) {
			struct targets targets = {0};
			if (!resource_is(&model->resources.at[i], BEFORE[b].type))
				continue;
			model_targets(model, &model->resources.at[i], BEFORE[b].attribute,
				      &targets);
			for (size_t t = 0; t < targets.names.len; t++)
				map_put(&out->before[BEFORE[b].stand],
					slice_of(stands_base(model, targets.names.at[t])), NULL);
			out->unseen[BEFORE[b].stand] |= targets.unseen;
			out->any[BEFORE[b].stand] |= targets.any;
			targets_fini(&targets);
		}
}

void stands_fini(struct stands *stands)
{
	for (size_t s = 0; s < STANDS; s++)
		map_fini(&stands->before[s]);
}

enum iac_link stands_before(const struct stands *stands, enum stand stand, const char *base)
{
	if (map_get(&stands->before[stand], slice_of(base)))
		return IAC_LINK_SURE;
	return stands->any[stand] ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
}

enum iac_link stands_before_unseen(const struct stands *stands, enum stand stand,
				   const struct targets *group)
{
	bool may = group->unseen && stands->unseen[stand];
	may |= group->any && stands->before[stand].len;
	return may ? IAC_LINK_UNSEEN : IAC_LINK_NONE;
}
