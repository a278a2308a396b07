#include "libexec/check/nodes/gpus.h"

#include <stddef.h>

#define WISHES(at)                                                                                 \
	at "accelerator_count[].min " at "accelerator_types[] " at "accelerator_names[] " at       \
	   "accelerator_manufacturers[]"
#define WISHES_TEMPLATE(at)                                                                        \
	at "AcceleratorCount.Min " at "AcceleratorTypes[] " at "AcceleratorNames[] " at            \
	   "AcceleratorManufacturers[]"
#define OVERRIDE "mixed_instances_policy[].launch_template[].override[]."

static const struct node_type NODES[] = {
	{.type = "aws_instance",
	 .instances = "instance_type",
	 .launch = "launch_template",
	 .subnets = "subnet_id network_interface.network_interface_id "
		    "primary_network_interface.network_interface_id",
	 .open = "associate_public_ip_address",
	 .needs_subnet = true},
	{.type = "aws_spot_instance_request",
	 .instances = "instance_type",
	 .launch = "launch_template",
	 .subnets = "subnet_id network_interface.network_interface_id",
	 .open = "associate_public_ip_address",
	 .needs_subnet = true},
	{.type = "aws_spot_fleet_request",
	 .instances = "launch_specification[].instance_type "
		      "launch_template_config[].overrides[].instance_type",
	 .wishes = WISHES("launch_template_config[].overrides[].instance_requirements[]."),
	 .launch = "launch_template_config.launch_template_specification",
	 .subnets = "launch_specification.subnet_id launch_template_config.overrides.subnet_id",
	 .open = "launch_specification[].associate_public_ip_address",
	 .needs_subnet = true},
	{.type = "aws_ec2_fleet",
	 .instances = "launch_template_config[].override[].instance_type",
	 .wishes = WISHES("launch_template_config[].override[].instance_requirements[]."),
	 .launch = "launch_template_config.launch_template_specification",
	 .subnets = "launch_template_config.override.subnet_id",
	 .needs_subnet = true},
	{.type = "aws_launch_template",
	 .instances = "instance_type",
	 .wishes = WISHES("instance_requirements[]."),
	 .subnets = "network_interfaces.subnet_id",
	 .open = "network_interfaces[].associate_public_ip_address"},
	{.type = "aws_launch_configuration",
	 .instances = "instance_type",
	 .open = "associate_public_ip_address"},
	{.type = "aws_autoscaling_group",
	 .instances = OVERRIDE "instance_type",
	 .wishes = WISHES(OVERRIDE "instance_requirements[]."),
	 .launch = "launch_template launch_configuration "
		   "mixed_instances_policy.launch_template.launch_template_specification "
		   "mixed_instances_policy.launch_template.override.launch_template_specification",
	 .subnets = "vpc_zone_identifier",
	 .needs_subnet = true},
	{.type = "aws_eks_node_group",
	 .instances = "instance_types[]",
	 .launch = "launch_template",
	 .subnets = "subnet_ids",
	 .needs_subnet = true},
	{.type = "aws_batch_compute_environment",
	 .instances = "compute_resources[].instance_type[]",
	 .launch = "compute_resources.launch_template",
	 .subnets = "compute_resources.subnets",
	 .needs_subnet = true},
	{.type = "aws_emr_cluster",
	 .instances = "master_instance_group[].instance_type core_instance_group[].instance_type "
		      "master_instance_fleet[].instance_type_configs[].instance_type "
		      "core_instance_fleet[].instance_type_configs[].instance_type",
	 .subnets = "ec2_attributes.subnet_id ec2_attributes.subnet_ids",
	 .needs_subnet = true},
	{.type = "aws_emr_instance_group", .instances = "instance_type", .place = "cluster_id"},
	{.type = "aws_emr_instance_fleet",
	 .instances = "instance_type_configs[].instance_type",
	 .place = "cluster_id"},
	{.type = "aws_sagemaker_notebook_instance",
	 .instances = "instance_type",
	 .subnets = "subnet_id",
	 .closed = "direct_internet_access",
	 .needs_subnet = true},
	{.type = "aws_sagemaker_endpoint_configuration",
	 .instances = "production_variants[].instance_type "
		      "shadow_production_variants[].instance_type",
	 .place = "production_variants.model_name"},
	{.type = "aws_sagemaker_app",
	 .instances = "resource_spec[].instance_type",
	 .place = "domain_id"},
	{.type = "AWS::EC2::Instance",
	 .instances = "InstanceType",
	 .launch = "LaunchTemplate",
	 .subnets = "SubnetId NetworkInterfaces.SubnetId NetworkInterfaces.NetworkInterfaceId",
	 .open = "NetworkInterfaces[].AssociatePublicIpAddress",
	 .needs_subnet = true},
	{.type = "AWS::EC2::SpotFleet",
	 .instances = "SpotFleetRequestConfigData.LaunchSpecifications[].InstanceType "
		      "SpotFleetRequestConfigData.LaunchTemplateConfigs[].Overrides[].InstanceType",
	 .subnets = "SpotFleetRequestConfigData.LaunchSpecifications.SubnetId "
		    "SpotFleetRequestConfigData.LaunchTemplateConfigs.Overrides.SubnetId",
	 .needs_subnet = true},
	{.type = "AWS::EC2::EC2Fleet",
	 .instances = "LaunchTemplateConfigs[].Overrides[].InstanceType",
	 .wishes = WISHES_TEMPLATE("LaunchTemplateConfigs[].Overrides[].InstanceRequirements."),
	 .launch = "LaunchTemplateConfigs.LaunchTemplateSpecification",
	 .subnets = "LaunchTemplateConfigs.Overrides.SubnetId",
	 .needs_subnet = true},
	{.type = "AWS::EC2::LaunchTemplate",
	 .instances = "LaunchTemplateData.InstanceType",
	 .wishes = WISHES_TEMPLATE("LaunchTemplateData.InstanceRequirements."),
	 .subnets = "LaunchTemplateData.NetworkInterfaces.SubnetId",
	 .open = "LaunchTemplateData.NetworkInterfaces[].AssociatePublicIpAddress"},
	{.type = "AWS::AutoScaling::LaunchConfiguration",
	 .instances = "InstanceType",
	 .open = "AssociatePublicIpAddress"},
	{.type = "AWS::AutoScaling::AutoScalingGroup",
	 .instances = "MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceType",
	 .wishes = WISHES_TEMPLATE(
		 "MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceRequirements."),
	 .launch = "LaunchTemplate LaunchConfigurationName "
		   "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification",
	 .subnets = "VPCZoneIdentifier",
	 .needs_subnet = true},
	{.type = "AWS::EKS::Nodegroup",
	 .instances = "InstanceTypes[]",
	 .launch = "LaunchTemplate",
	 .subnets = "Subnets",
	 .needs_subnet = true},
	{.type = "AWS::Batch::ComputeEnvironment",
	 .instances = "ComputeResources.InstanceTypes[]",
	 .subnets = "ComputeResources.Subnets",
	 .needs_subnet = true},
	{.type = "AWS::EMR::Cluster",
	 .instances = "Instances.MasterInstanceGroup.InstanceType "
		      "Instances.CoreInstanceGroup.InstanceType "
		      "Instances.TaskInstanceGroups[].InstanceType "
		      "Instances.MasterInstanceFleet.InstanceTypeConfigs[].InstanceType "
		      "Instances.CoreInstanceFleet.InstanceTypeConfigs[].InstanceType "
		      "Instances.TaskInstanceFleets[].InstanceTypeConfigs[].InstanceType",
	 .subnets = "Instances.Ec2SubnetId Instances.Ec2SubnetIds",
	 .needs_subnet = true},
	{.type = "AWS::EMR::InstanceGroupConfig",
	 .instances = "InstanceType",
	 .place = "JobFlowId"},
	{.type = "AWS::EMR::InstanceFleetConfig",
	 .instances = "InstanceTypeConfigs[].InstanceType",
	 .place = "ClusterId"},
	{.type = "AWS::SageMaker::NotebookInstance",
	 .instances = "InstanceType",
	 .subnets = "SubnetId",
	 .closed = "DirectInternetAccess",
	 .needs_subnet = true},
	{.type = "AWS::SageMaker::EndpointConfig",
	 .instances = "ProductionVariants[].InstanceType ShadowProductionVariants[].InstanceType",
	 .place = "ProductionVariants.ModelName"},
	{.type = "AWS::SageMaker::Cluster",
	 .instances = "InstanceGroups[].InstanceType",
	 .subnets = "VpcConfig.Subnets",
	 .needs_subnet = true},
	{.type = "AWS::SageMaker::App",
	 .instances = "ResourceSpec.InstanceType",
	 .place = "DomainId"},
};

const struct node_type *gpu_node_type(const struct resource *resource)
{
	for (size_t n = 0; n < sizeof NODES / sizeof *NODES; n++)
		if (resource_is(resource, NODES[n].type))
			return &NODES[n];
	return NULL;
}
