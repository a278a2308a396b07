#!/usr/bin/env python3
"""`gavel check iac`: each rule both ways, in Terraform plans and in CloudFormation templates.

Plans are built as Terraform's "JSON Output Format" describes them: what is known after apply is
absent in `after` and true in `after_unknown`, what was written stands in `configuration`.
Usage: iac_test.py GAVEL
"""
import json

from checking import done, expect, judge, refuse, rows, rules
from planning import outcome, plan, resource


BLOCK = {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True,
         "restrict_public_buckets": True}
SSE = {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}
SSE_TYPE = "aws_s3_bucket_server_side_encryption_configuration"


def bucket(name="aws_s3_bucket.b", after=None, **more):
    return resource(name, after or {}, {"id": True, "bucket": True}, **more)


def sse(name=SSE_TYPE + ".b", refs=("aws_s3_bucket.b.id", "aws_s3_bucket.b"), **more):
    return resource(name, SSE, {"bucket": True}, {"bucket": list(refs)}, **more)


def block(name="aws_s3_bucket_public_access_block.b", refs=("aws_s3_bucket.b.id",
                                                            "aws_s3_bucket.b"), after=None):
    return resource(name, after or BLOCK, {"bucket": True}, {"bucket": list(refs)})


def test_buckets():
    both = ["s3-encryption", "s3-public-access"]
    cases = [
        ((bucket(),), (both, [])),
        ((bucket(), sse(), block()), ([], [])),
        ((bucket(), sse()), (["s3-public-access"], [])),
        ((bucket(), sse(), block(after={**BLOCK, "ignore_public_acls": False})),
         (["s3-public-access"], [])),
        ((bucket(), bucket("aws_s3_bucket.c"), sse(), block()), (both, [])),
        # whose they are stands in a local value, which a plan does not have
        ((bucket(), sse(refs=["local.name"]), block(refs=["data.aws_s3_bucket.x.id"])), ([], both)),
        # two of the bucket, one configuration
        ((bucket(index="[0]"), bucket(index="[1]"), sse(index="[0]"), block()),
         ([], sorted(both * 2))),
        # by name
        ((resource("aws_s3_bucket.b", {"bucket": "n"}), resource(SSE_TYPE + ".b", {**SSE, "bucket": "n"}),
          resource("aws_s3_bucket_public_access_block.b", {**BLOCK, "bucket": "n"})), ([], [])),
        ((bucket(after={"server_side_encryption_configuration": [
            {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]}]}),
          resource("aws_s3_account_public_access_block.a", BLOCK)), ([], [])),
    ]
    for resources, expected in cases:
        expect([r["address"] for r in resources], outcome(plan(*resources)), expected)


def test_modules():
    """References through variables and outputs of modules."""
    inner = bucket("module.data.aws_s3_bucket.this")
    out = {"data": {"bucket": {"expression": {"references": ["aws_s3_bucket.this.id",
                                                             "aws_s3_bucket.this"]}}}}
    text = plan(inner, sse(refs=["module.data.bucket", "module.data"]),
                block(refs=["module.data.bucket", "module.data"]), outputs=out)
    expect("an output", outcome(text), ([], []))
    text = plan(bucket(), sse(f"module.keys.module.deep.{SSE_TYPE}.x", refs=["var.name"]), block(),
                calls={"keys": {"name": {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}},
                       "keys.deep": {"name": {"references": ["var.name"]}}})
    expect("variables", outcome(text), ([], []))
    loop = {"m": {"n": {"references": ["module.m.o"]}}}
    text = plan(bucket(), block(), sse(f"module.m.{SSE_TYPE}.x", refs=["var.n"]), calls=loop,
                outputs={"m": {"o": {"expression": {"references": ["var.n"]}}}})
    expect("a circle", outcome(text), ([], ["s3-encryption"]))


SEARCH = {"domain_endpoint_options": [
    {"enforce_https": True, "tls_security_policy": "Policy-Min-TLS-1-2-PFS-2023-10"}],
    "node_to_node_encryption": [{"enabled": True}], "encrypt_at_rest": [{"enabled": True}]}

SIMPLE = [
    # type, what it says, known after apply, what is written, (fails, unseen)
    ("aws_ebs_volume", {"encrypted": True}, {}, (), ([], [])),
    ("aws_ebs_volume", {"encrypted": False}, {}, (), (["ebs-encryption"], [])),
    ("aws_ebs_volume", {}, {"encrypted": True}, (), (["ebs-encryption"], [])),
    ("aws_ebs_volume", {}, {"encrypted": True}, ("encrypted",), ([], ["ebs-encryption"])),
    ("aws_instance", {"instance_type": "t3.micro"}, {"root_block_device": True}, (),
     (["ebs-encryption"], [])),
    ("aws_instance", {"root_block_device": [{"encrypted": True}],
                      "ebs_block_device": [{"encrypted": True}, {"encrypted": False}]}, {}, (),
     (["ebs-encryption"], [])),
    ("aws_instance", {"root_block_device": [{"encrypted": True}], "ebs_block_device": []}, {}, (),
     ([], [])),
    ("aws_launch_template", {"block_device_mappings": [{"ebs": [{"encrypted": "true"}]}]}, {}, (),
     ([], [])),
    ("aws_db_instance", {"storage_encrypted": True}, {}, (), ([], [])),
    ("aws_db_instance", {"storage_encrypted": None}, {}, (), (["rds-encryption"], [])),
    ("aws_rds_cluster", {"storage_encrypted": False}, {}, (), (["rds-encryption"], [])),
    ("aws_lb_listener", {"protocol": "HTTPS",
                         "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}, {}, (), ([], [])),
    ("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-2016-08"}, {}, (),
     (["tls"], [])),
    ("aws_lb_listener", {"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-1-2021-06"},
     {}, (), (["tls"], [])),
    ("aws_lb_listener", {"protocol": "HTTPS"}, {"ssl_policy": True}, (), (["tls"], [])),
    ("aws_lb_listener", {"protocol": "HTTPS"}, {"ssl_policy": True}, ("ssl_policy",),
     ([], ["tls"])),
    ("aws_lb_listener", {"protocol": "HTTP", "default_action": [{"type": "forward"}]}, {}, (),
     (["tls"], [])),
    ("aws_lb_listener", {"protocol": "HTTP", "default_action": [
        {"type": "redirect", "redirect": [{"protocol": "HTTPS"}]}]}, {}, (), ([], [])),
    ("aws_lb_listener", {"protocol": "TCP"}, {}, (), ([], [])),
    ("aws_cloudfront_distribution", {
        "viewer_certificate": [{"minimum_protocol_version": "TLSv1.2_2021"}],
        "default_cache_behavior": [{"viewer_protocol_policy": "redirect-to-https"}],
        "origin": [{"custom_origin_config": [{"origin_ssl_protocols": ["TLSv1.2"]}]},
                   {"custom_origin_config": []}]}, {}, (), ([], [])),
    ("aws_cloudfront_distribution", {
        "viewer_certificate": [{"cloudfront_default_certificate": True}],
        "default_cache_behavior": [{"viewer_protocol_policy": "https-only"}]}, {}, (),
     (["tls"], [])),
    ("aws_cloudfront_distribution", {
        "viewer_certificate": [{"minimum_protocol_version": "TLSv1.2_2021"}],
        "default_cache_behavior": [{"viewer_protocol_policy": "allow-all"}]}, {}, (),
     (["tls"], [])),
    ("aws_cloudfront_distribution", {
        "viewer_certificate": [{"minimum_protocol_version": "TLSv1.2_2021"}],
        "default_cache_behavior": [{"viewer_protocol_policy": "https-only"}],
        "origin": [{"custom_origin_config": [{"origin_ssl_protocols": ["TLSv1.2", "TLSv1"]}]}]},
     {}, (), (["tls"], [])),
    ("aws_api_gateway_domain_name", {"security_policy": "TLS_1_0"}, {}, (), (["tls"], [])),
    ("aws_api_gateway_domain_name", {"security_policy": "TLS_1_2"}, {}, (), ([], [])),
    *[(kind, {**SEARCH, **after}, {}, (), expected)
      for kind in ("aws_opensearch_domain", "aws_elasticsearch_domain") for after, expected in (
        ({}, ([], [])),
        ({"domain_endpoint_options": [
            {"enforce_https": False, "tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}]}, (["tls"], [])),
        ({"node_to_node_encryption": [{"enabled": False}]}, (["tls"], [])),
        ({"node_to_node_encryption": []}, (["tls"], [])),
        ({"encrypt_at_rest": [{"enabled": False}]}, (["data-encryption"], [])),
        ({"encrypt_at_rest": []}, (["data-encryption"], [])))],
    # "encrypted" is false when it is not said
    ("aws_efs_file_system", {"encrypted": True}, {}, (), ([], [])),
    ("aws_efs_file_system", {"encrypted": False}, {}, (), (["data-encryption"], [])),
    ("aws_efs_file_system", {}, {"encrypted": True}, (), (["data-encryption"], [])),
    ("aws_efs_file_system", {}, {"encrypted": True}, ("encrypted",), ([], ["data-encryption"])),
    # NONE when it is not said
    ("aws_kinesis_stream", {"encryption_type": "KMS"}, {}, (), ([], [])),
    ("aws_kinesis_stream", {"encryption_type": "NONE"}, {}, (), (["data-encryption"], [])),
    ("aws_kinesis_stream", {}, {}, (), (["data-encryption"], [])),
    # of what comes out of a stream the stream's own encryption is used
    *[("aws_kinesis_firehose_delivery_stream", after, unknown, (), expected) for after, unknown, expected in (
        ({"server_side_encryption": [{"enabled": True}]}, {}, ([], [])),
        ({"server_side_encryption": [{"enabled": False}]}, {}, (["data-encryption"], [])),
        ({"server_side_encryption": []}, {}, (["data-encryption"], [])),
        ({"kinesis_source_configuration": [{"role_arn": "r"}]},
         {"kinesis_source_configuration": [{"kinesis_stream_arn": True}]}, ([], [])),
        ({"msk_source_configuration": [{"topic_name": "t"}]}, {}, ([], [])),
        ({"server_side_encryption": [], "msk_source_configuration": [{"msk_cluster_arn": "arn:x"}]}, {}, ([], [])))],
    # new queues are encrypted unless that is turned off
    ("aws_sqs_queue", {}, {"sqs_managed_sse_enabled": True}, (), ([], [])),
    ("aws_sqs_queue", {"sqs_managed_sse_enabled": True}, {}, (), ([], [])),
    ("aws_sqs_queue", {"kms_master_key_id": "alias/aws/sqs"}, {}, (), ([], [])),
    ("aws_sqs_queue", {"kms_master_key_id": "alias/aws/sqs", "sqs_managed_sse_enabled": False}, {}, (), ([], [])),
    ("aws_sqs_queue", {"sqs_managed_sse_enabled": False}, {}, (), (["data-encryption"], [])),
    ("aws_elb", {"listener": [{"lb_protocol": "tcp"}, {"lb_protocol": "HTTP"}]}, {}, (), (["tls"], [])),
    # the provider's defaults: endpoint_public_access true, public_access_cidrs 0.0.0.0/0
    *[("aws_eks_cluster", {"vpc_config": [config]}, {}, (), expected) for config, expected in (
        ({"endpoint_public_access": False}, ([], [])),
        ({"endpoint_public_access": False, "public_access_cidrs": ["0.0.0.0/0"]}, ([], [])),
        ({"endpoint_public_access": True, "public_access_cidrs": ["0.0.0.0/0"]}, (["sg-control"], [])),
        ({"endpoint_public_access": True, "public_access_cidrs": ["198.51.100.0/24"]}, ([], [])),
        ({"public_access_cidrs": ["198.51.100.0/24", "0.0.0.0/0"]}, (["sg-control"], [])),
        ({"endpoint_public_access": True}, (["sg-control"], [])),
        ({}, (["sg-control"], [])))],
    ("aws_eks_cluster", {"vpc_config": [{}]},
     {"vpc_config": [{"endpoint_public_access": True, "public_access_cidrs": True}]}, (),
     (["sg-control"], [])),
    ("aws_s3_bucket_acl", {"acl": "private"}, {}, (), ([], [])),
    ("aws_s3_bucket_acl", {"acl": "public-read"}, {}, (), (["s3-public-acl"], [])),
    ("aws_s3_bucket_acl", {"access_control_policy": [{"grant": [{"grantee": [
        {"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]}]}]}, {}, (),
     (["s3-public-acl"], [])),
    ("aws_s3_object", {"acl": "public-read-write"}, {}, (), (["s3-public-acl"], [])),
    ("aws_s3_object_copy", {"acl": "private", "grant": [{"id": "x", "uri": ""}]}, {}, (), ([], [])),
    ("aws_s3_object_copy", {"acl": "public-read"}, {}, (), (["s3-public-acl"], [])),
    ("aws_s3_object_copy", {"grant": [{"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}]}, {}, (),
     (["s3-public-acl"], [])),
    # in the clear; what nobody wrote is the service's default
    *[("aws_msk_cluster", {"encryption_info": [{"encryption_in_transit": [transit]}]}, {}, (), expected)
      for transit, expected in (({"client_broker": "TLS", "in_cluster": True}, ([], [])), ({}, ([], [])),
                                ({"client_broker": "PLAINTEXT"}, (["tls"], [])),
                                ({"client_broker": "TLS_PLAINTEXT"}, (["tls"], [])),
                                ({"client_broker": "TLS", "in_cluster": False}, (["tls"], [])))],
    *[("aws_elasticache_replication_group", after, {}, (), expected) for after, expected in (
        ({"transit_encryption_enabled": True, "transit_encryption_mode": "required"}, ([], [])),
        ({"transit_encryption_enabled": True, "transit_encryption_mode": "preferred"}, (["tls"], [])),
        ({"transit_encryption_enabled": False}, (["tls"], [])), ({}, (["tls"], [])),
        ({"global_replication_group_id": "g"}, ([], [])), ({"global_replication_group_id": ""}, (["tls"], [])))],
    ("aws_elasticache_cluster", {"engine": "memcached"}, {}, (), (["tls"], [])),
    ("aws_elasticache_cluster", {"transit_encryption_enabled": True}, {}, (), ([], [])),
    ("aws_elasticache_cluster", {"replication_group_id": "g"}, {}, (), ([], [])),
    ("aws_elasticache_cluster", {"replication_group_id": ""}, {}, (), (["tls"], [])),
    ("aws_elasticache_cluster", {}, {"replication_group_id": True}, ("replication_group_id",), ([], ["tls"])),
    ("aws_elasticache_cluster", {"transit_encryption_enabled": True}, {"replication_group_id": True},
     ("replication_group_id",), ([], [])),
    ("aws_db_instance", {"replicate_source_db": ""}, {}, (), (["rds-encryption"], [])),
    ("aws_memorydb_cluster", {"tls_enabled": False}, {}, (), (["tls"], [])),
    ("aws_memorydb_cluster", {}, {}, (), ([], [])),
    ("aws_transfer_server", {"protocols": ["SFTP", "FTP"]}, {}, (), (["tls"], [])),
    ("aws_transfer_server", {"protocols": ["SFTP", "FTPS"]}, {}, (), ([], [])),
    # volumes that something else makes
    *[("aws_spot_fleet_request", {"launch_specification": specification}, {}, (), expected)
      for specification, expected in (
          ([{"root_block_device": [{"encrypted": False}]}], (["ebs-encryption"], [])),
          ([{"root_block_device": [{"encrypted": True}]}], ([], [])),
          ([{"root_block_device": []}], (["ebs-encryption"], [])),
          ([{"root_block_device": [{"encrypted": True}], "ebs_block_device": [{"encrypted": False}]}],
           (["ebs-encryption"], [])),
          ([], ([], [])))],
    *[("aws_ecs_service", {"volume_configuration": volumes}, {}, (), expected) for volumes, expected in (
        ([{"managed_ebs_volume": [{"encrypted": False}]}], (["ebs-encryption"], [])),
        ([{"managed_ebs_volume": [{"size_in_gb": 10}]}], (["ebs-encryption"], [])),
        ([{"managed_ebs_volume": [{"encrypted": True}]}], ([], [])), ([], ([], [])))],
    *[("aws_ami", {"ebs_block_device": [device]}, {}, (), expected) for device, expected in (
        ({"encrypted": False}, (["ebs-encryption"], [])), ({"encrypted": True}, ([], [])),
        ({"encrypted": False, "snapshot_id": "snap-1"}, ([], ["ebs-encryption"])))],
    ("aws_imagebuilder_image_recipe", {"block_device_mapping": [{"ebs": [{"encrypted": "false"}]}]}, {}, (),
     (["ebs-encryption"], [])),
    ("aws_imagebuilder_image_recipe", {"block_device_mapping": []}, {}, (), ([], [])),
    # without a template of its own a node group's volumes are as the account has them
    *[("aws_eks_node_group", {"instance_types": ["m5.large"], "launch_template": template}, unknown, (), expected)
      for template, unknown, expected in (
          ([], {}, ([], ["ebs-encryption"])), (None, {}, ([], ["ebs-encryption"])),
          ([{"id": "lt-1", "version": "1"}], {}, ([], [])),
          ([{"version": "1"}], {"launch_template": [{"id": True}]}, ([], [])))],
    *[(SSE_TYPE, {"rule": rule}, {}, (), (["s3-encryption"], [])) for rule in (
        [{"bucket_key_enabled": True, "apply_server_side_encryption_by_default": []}], [])],
]


def test_simple():
    for kind, after, unknown, constant, expected in SIMPLE:
        one = resource(kind + ".x", after, unknown, constant=constant)
        expect((kind, after, unknown, constant), outcome(plan(one)), expected)
    cluster = resource("aws_eks_cluster.x", {"vpc_config": [{"endpoint_public_access": True}]},
                       {"vpc_config": [{"public_access_cidrs": True}]})
    cluster["expressions"] = {"vpc_config": [{"public_access_cidrs": {"references": ["var.office"]}}]}
    expect("a control plane's blocks, later", outcome(plan(cluster)), ([], ["sg-control"]))
    volume = resource("aws_ebs_volume.x", {}, {"encrypted": True})
    account = resource("aws_ebs_encryption_by_default.x", {"enabled": True})
    expect("the account encrypts", outcome(plan(volume, account)), ([], []))
    nodes = resource("aws_eks_node_group.n", {"instance_types": ["m5.large"], "launch_template": []})
    expect("and so the volumes of nodes", outcome(plan(nodes, account)), ([], []))
    group = resource("aws_elasticache_replication_group.g", {"transit_encryption_enabled": True}, {"id": True})
    part = resource("aws_elasticache_cluster.x", {}, {"replication_group_id": True}, {
        "replication_group_id": ["aws_elasticache_replication_group.g.id", "aws_elasticache_replication_group.g"]})
    expect("a part of what is in the plan", outcome(plan(group, part)), ([], []))
    role = resource("aws_iam_role.r", {"assume_role_policy": "{}"}, {"arn": True})
    stream = resource("aws_kinesis_firehose_delivery_stream.x", {"kinesis_source_configuration": [{}]},
                      {"kinesis_source_configuration": [{"role_arn": True}]})
    stream["expressions"] = {"kinesis_source_configuration": [
        {"role_arn": {"references": ["aws_iam_role.r.arn", "aws_iam_role.r"]}}]}
    expect("a source whose role is made", outcome(plan(role, stream)), ([], []))
    expect("a source whose role is elsewhere", outcome(plan(stream)), ([], ["data-encryption"]))


def test_held():
    """A queue that a key encrypts holds, and each document of a file is judged."""
    for after in ({"kms_master_key_id": "alias/x"}, {"kms_master_key_id": "alias/x", "sqs_managed_sse_enabled": False}):
        document = judge("iac", "plan.json", plan(resource("aws_sqs_queue.q", after)))
        expect(after, (document["verdict"], document["rules"]), ("pass", "1 held, on 1 thing"))
    later = resource("aws_sqs_queue.q", {}, {"kms_master_key_id": True, "sqs_managed_sse_enabled": True}, {
        "kms_master_key_id": ["aws_kms_key.k.arn", "aws_kms_key.k"]})
    document = judge("iac", "plan.json", plan(later, resource("aws_kms_key.k", {}, {"arn": True})))
    expect("a key that is made", (document["verdict"], document["rules"]), ("pass", "1 held, on 1 thing"))
    queue, base = "Resources: {Q: {Type: 'AWS::SQS::Queue', Properties: {%s}}}\n", "Resources: {D: {Type: 'AWS::RDS::DBInstance'}}\n"
    document = judge("iac", "q.yaml", queue % "KmsMasterKeyId: a, SqsManagedSseEnabled: false")
    expect("of a template", (document["verdict"], document["rules"]), ("pass", "1 held, on 1 thing"))
    for text in (queue % "" + "---\n" + base, base + "---\n" + queue % "", "a: 1\n---\n" + base):
        expect(text, outcome(text, "two.yaml"), (["rds-encryption"], []))


GPU = {"instance_type": "g5.xlarge", "root_block_device": [{"encrypted": True}]}
SUBNET = resource("aws_subnet.a", {"map_public_ip_on_launch": False}, {"id": True})
PUBLIC = resource("aws_subnet.a", {"map_public_ip_on_launch": True}, {"id": True})
GATEWAY = resource("aws_internet_gateway.g", {}, {"id": True})
TABLE = resource("aws_route_table.t", {}, {"id": True}, {"route": ["aws_internet_gateway.g.id",
                                                                  "aws_internet_gateway.g"]})
JOINED = resource("aws_route_table_association.a", {}, {}, {
    "subnet_id": ["aws_subnet.a.id", "aws_subnet.a"],
    "route_table_id": ["aws_route_table.t.id", "aws_route_table.t"]})


def node(after=None, refs=("aws_subnet.a.id", "aws_subnet.a"), **more):
    return resource("aws_instance.n", {**GPU, **(after or {})}, {"subnet_id": True},
                    {"subnet_id": list(refs)} if refs else {}, **more)


def test_nodes():
    private = ["gpu-private"]
    table = resource("aws_route_table.t", {}, {"id": True})
    route = resource("aws_route.r", {}, {}, {
        "route_table_id": ["aws_route_table.t.id", "aws_route_table.t"],
        "gateway_id": ["aws_internet_gateway.g.id", "aws_internet_gateway.g"]})
    group = resource("aws_autoscaling_group.g", {}, {}, {
        "launch_template": [{"id": {"references": ["aws_launch_template.l.id",
                                                   "aws_launch_template.l"]}}],
        "vpc_zone_identifier": ["aws_subnet.a.id", "aws_subnet.a"]})
    template = resource("aws_launch_template.l", {
        "instance_type": "p4d.24xlarge",
        "block_device_mappings": [{"ebs": [{"encrypted": "true"}]}]})
    nodes = resource("aws_eks_node_group.n", {"instance_types": ["m5.large", "trn1.2xlarge"],
                                              "launch_template": [{"id": "lt-1"}]}, {},
                     {"subnet_ids": ["aws_subnet.a", "aws_subnet.a.id"]})
    cases = [
        ((node(), SUBNET), ([], [])),
        ((node(), PUBLIC), (private, [])),
        ((node({"instance_type": "m5.large"}), PUBLIC), ([], [])),
        ((node({"instance_type": "gp.large"}), PUBLIC), ([], [])),
        ((node(), SUBNET, GATEWAY, TABLE, JOINED), (private, [])),
        ((node(), SUBNET, GATEWAY, table, route, JOINED), (private, [])),
        ((node(), SUBNET, GATEWAY, table, JOINED), ([], [])),
        ((node({"associate_public_ip_address": True}), SUBNET), (private, [])),
        ((node(refs=None),), (private, [])),
        ((node(refs=["data.aws_subnet.x.id"]),), ([], private)),
        ((node(refs=["local.subnet"]),), ([], private)),
        ((node({"subnet_id": "subnet-0a"}, refs=None),), ([], private)),
        ((group, template, SUBNET), ([], [])),
        ((group, template, PUBLIC), (private, [])),
        ((nodes, SUBNET), ([], [])),
        ((nodes, PUBLIC), (private, [])),
    ]
    for resources, expected in cases:
        expect([(r["address"], r["change"]) for r in resources], outcome(plan(*resources)),
               expected)


def sg(ingress=(), egress=(), name="aws_security_group.g", **more):
    return resource(name, {"ingress": list(ingress), "egress": list(egress)}, {"id": True}, **more)


def opening(first, last, *blocks, protocol="tcp", **more):
    return {"from_port": first, "to_port": last, "protocol": protocol,
            "cidr_blocks": [b for b in blocks if ":" not in b],
            "ipv6_cidr_blocks": [b for b in blocks if ":" in b], "self": False, **more}


WORLD, WORLD6, OFFICE = "0.0.0.0/0", "::/0", "203.0.113.0/24"
BALANCER = resource("aws_lb.l", {}, {"id": True}, {"security_groups": ["aws_security_group.g.id",
                                                                      "aws_security_group.g"]})
DATABASE = resource("aws_db_instance.d", {"storage_encrypted": True}, {}, {
    "vpc_security_group_ids": ["aws_security_group.g.id", "aws_security_group.g"]})


def test_groups():
    everything = ["sg-any-port", "sg-control", "sg-open"]
    cases = [
        ((sg([opening(443, 443, OFFICE)]),), ([], [])),
        ((sg([opening(443, 443, WORLD)]),), (["sg-open"], [])),
        ((sg([opening(443, 443, WORLD, WORLD6)]), BALANCER), ([], [])),
        ((sg([opening(80, 80, WORLD6)]), BALANCER), ([], [])),
        ((sg([opening(80, 443, WORLD)]), BALANCER), (["sg-open"], [])),
        ((sg([opening(8080, 8080, WORLD)]), BALANCER), (["sg-open"], [])),
        ((sg([opening(443, 443, WORLD)]), BALANCER, DATABASE), (["sg-open"], [])),
        ((sg([opening(22, 22, WORLD)]),), (["sg-control", "sg-open"], [])),
        ((sg([opening(22, 22, "0.0.0.0/1"), opening(22, 22, "128.0.0.0/1")]),),
         (["sg-control", "sg-open"], [])),
        ((sg([opening(22, 22, OFFICE)]),), ([], [])),
        ((sg([opening(6000, 7000, WORLD6)]),), (["sg-control", "sg-open"], [])),
        ((sg([opening(0, 0, WORLD, protocol="-1")]),), (everything, [])),
        ((sg([opening(0, 65535, "10.0.0.0/8")]),), (["sg-any-port"], [])),
        ((sg([opening(0, 0, protocol="-1", self=True)]),), ([], [])),
        ((sg([opening(0, 0, protocol="-1", security_groups=["sg-1"])]),), ([], [])),
        ((sg(egress=[opening(0, 0, WORLD, protocol="-1")]),), ([], [])),
        ((sg(egress=[opening(0, 0, WORLD, protocol="-1")]), DATABASE), (["sg-egress"], [])),
        ((sg(egress=[opening(443, 443, WORLD)]), DATABASE), ([], [])),
        ((sg(), DATABASE), ([], [])),
    ]
    for resources, expected in cases:
        expect([r["change"] for r in resources], outcome(plan(*resources)), expected)


def test_group_rules():
    refs = {"security_group_id": ["aws_security_group.g.id", "aws_security_group.g"]}

    def rule(**says):
        return resource("aws_security_group_rule.r", says, {}, refs)

    def ingress(**says):
        return resource("aws_vpc_security_group_ingress_rule.r", says, {}, refs)

    egress = rule(type="egress", from_port=0, to_port=0, protocol="-1", cidr_blocks=[WORLD])
    later = resource("aws_security_group_rule.r",
                     {"type": "ingress", "from_port": 5432, "to_port": 5432, "protocol": "tcp"},
                     {"cidr_blocks": True}, {**refs, "cidr_blocks": ["aws_vpc.v.cidr_block"]})
    cases = [
        ((rule(type="ingress", from_port=22, to_port=22, protocol="tcp", cidr_blocks=[WORLD]),),
         (["sg-control", "sg-open"], [])),
        ((rule(type="ingress", from_port=443, to_port=443, protocol="tcp", cidr_blocks=[WORLD]),
          sg(), BALANCER), ([], [])),
        ((ingress(ip_protocol="-1", cidr_ipv4=WORLD),), (["sg-any-port", "sg-control", "sg-open"], [])),
        ((ingress(ip_protocol="tcp", from_port=443, to_port=443, cidr_ipv6=WORLD6), sg()),
         (["sg-open"], [])),
        ((ingress(ip_protocol="tcp", from_port=443, to_port=443, cidr_ipv4=OFFICE),), ([], [])),
        ((egress, sg(), DATABASE), (["sg-egress"], [])),
        ((egress, sg()), ([], [])),
        ((later, sg()), ([], ["sg-open"])),
    ]
    for resources, expected in cases:
        expect([r["change"] for r in resources], outcome(plan(*resources)), expected)
    unknown = resource("aws_security_group.g", {}, {"ingress": True}, {"ingress": ["var.rules"]})
    expect("all of it later", outcome(plan(unknown)), ([], ["sg-any-port", "sg-control", "sg-open"]))
    dynamic = resource("aws_security_group.g", {}, {"ingress": True, "id": True})
    expect("a dynamic block is not in the configuration", outcome(plan(dynamic)),
           ([], ["sg-any-port", "sg-control", "sg-open"]))
    expect("rules of its own", outcome(plan(dynamic, ingress(
        ip_protocol="tcp", from_port=22, to_port=22, cidr_ipv4=OFFICE))), ([], []))
    ports = {"from_port": ["var.port"], "to_port": ["var.port"], **refs}
    port = resource("aws_security_group_rule.r", {"type": "ingress", "protocol": "tcp",
                                                  "cidr_blocks": [WORLD]},
                    {"from_port": True, "to_port": True}, ports)
    expect("the port later", outcome(plan(port, sg())),
           (["sg-open"], ["sg-any-port", "sg-control"]))
    expect("of a balancer", outcome(plan(port, sg(), BALANCER)),
           ([], ["sg-any-port", "sg-control", "sg-open"]))


NONE = {"Ref": "AWS::NoValue"}
TEMPLATES = [
    ("AWS::S3::Bucket", {}, (["s3-encryption", "s3-public-access"], [])),
    ("AWS::S3::Bucket", {
        "BucketEncryption": {"ServerSideEncryptionConfiguration": [
            {"ServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": True, "BlockPublicPolicy": "true", "IgnorePublicAcls": True,
            "RestrictPublicBuckets": True}}, ([], [])),
    *[("AWS::EKS::Cluster", {"ResourcesVpcConfig": config}, expected) for config, expected in (
        ({}, (["sg-control"], [])),
        ({"EndpointPublicAccess": False}, ([], [])),
        ({"EndpointPublicAccess": "true", "PublicAccessCidrs": ["198.51.100.0/24"]}, ([], [])),
        ({"PublicAccessCidrs": ["198.51.100.0/24", "0.0.0.0/0"]}, (["sg-control"], [])),
        ({"EndpointPublicAccess": {"Ref": "Unset"}}, ([], ["sg-control"])),
        ({"PublicAccessCidrs": {"Ref": "Unset"}}, ([], ["sg-control"])),
        ({"PublicAccessCidrs": [{"Ref": "Unset"}]}, ([], ["sg-control"])))],
    *[(kind, {"DomainEndpointOptions": {"EnforceHTTPS": True, "TLSSecurityPolicy": "Policy-Min-TLS-1-2-2019-07"},
              "NodeToNodeEncryptionOptions": {"Enabled": True}, "EncryptionAtRestOptions": {"Enabled": True}, **more},
       expected) for kind in ("AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain")
      for more, expected in (
        ({}, ([], [])), ({"DomainEndpointOptions": {"EnforceHTTPS": True}}, (["tls"], [])),
        ({"NodeToNodeEncryptionOptions": {"Enabled": False}}, (["tls"], [])),
        ({"EncryptionAtRestOptions": {"Enabled": {"Ref": "Unset"}}}, ([], ["data-encryption"])),
        ({"EncryptionAtRestOptions": NONE}, (["data-encryption"], [])))],
    ("AWS::EFS::FileSystem", {"Encrypted": True}, ([], [])),
    ("AWS::EFS::FileSystem", {}, (["data-encryption"], [])),
    ("AWS::Kinesis::Stream", {"StreamEncryption": {"EncryptionType": "KMS", "KeyId": "k"}}, ([], [])),
    ("AWS::Kinesis::Stream", {}, (["data-encryption"], [])),
    *[("AWS::KinesisFirehose::DeliveryStream", properties, expected) for properties, expected in (
        ({"DeliveryStreamEncryptionConfigurationInput": {"KeyType": "AWS_OWNED_CMK"}}, ([], [])),
        ({"DeliveryStreamEncryptionConfigurationInput": {"KeyType": "CUSTOMER_MANAGED_CMK"}}, ([], [])),
        ({"KinesisStreamSourceConfiguration": {"KinesisStreamARN": {"Fn::GetAtt": ["Other", "Arn"]}}}, ([], [])),
        ({"MSKSourceConfiguration": {"TopicName": "t"}}, ([], [])),
        ({"MSKSourceConfiguration": {"MSKClusterARN": "arn:x"}}, ([], [])), ({}, (["data-encryption"], [])))],
    ("AWS::SQS::Queue", {}, ([], [])),
    ("AWS::SQS::Queue", {"SqsManagedSseEnabled": False}, (["data-encryption"], [])),
    ("AWS::SQS::Queue", {"SqsManagedSseEnabled": False, "KmsMasterKeyId": "alias/aws/sqs"}, ([], [])),
    ("AWS::EC2::Volume", {"Encrypted": "true"}, ([], [])),
    ("AWS::EC2::Volume", {"Encrypted": {"Ref": "On"}}, ([], [])),
    ("AWS::EC2::Volume", {"Encrypted": {"Ref": "Unset"}}, ([], ["ebs-encryption"])),
    ("AWS::EC2::Volume", {"Encrypted": {"Ref": "AWS::NoValue"}}, (["ebs-encryption"], [])),
    ("AWS::EC2::Volume", {"Encrypted": {"Fn::If": ["A", True, False]}}, (["ebs-encryption"], [])),
    ("AWS::EC2::Volume", {"Encrypted": {"Fn::If": ["A", True, "true"]}}, ([], [])),
    ("AWS::EC2::Volume", {"Encrypted": {"Fn::If": ["A", True, {"Ref": "AWS::NoValue"}]}},
     (["ebs-encryption"], [])),
    ("AWS::EC2::Volume", {"Encrypted": {"Fn::If": ["A", True]}}, ([], ["ebs-encryption"])),
    # the same condition falls the same way everywhere
    ("AWS::ElasticLoadBalancingV2::Listener", {
        "Protocol": {"Fn::If": ["A", "HTTPS", "TCP"]},
        "SslPolicy": {"Fn::If": ["A", "ELBSecurityPolicy-TLS13-1-2-2021-06", "old"]}}, ([], [])),
    ("AWS::RDS::DBInstance", {"SourceDBInstanceIdentifier": {"Ref": "Unset"}},
     ([], ["rds-encryption"])),
    ("AWS::EC2::Instance", {"BlockDeviceMappings": [
        {"DeviceName": "a", "Ebs": {"Encrypted": True}}, {"DeviceName": "b", "NoDevice": {}}]},
     ([], [])),
    ("AWS::EC2::Instance", {"BlockDeviceMappings": [{"Ebs": {"VolumeSize": 8}}]},
     (["ebs-encryption"], [])),
    *[("AWS::ECS::Service", {"VolumeConfigurations": [{"Name": "v", "ManagedEBSVolume": volume}]}, expected)
      for volume, expected in (({"Encrypted": False}, (["ebs-encryption"], [])),
                               ({"RoleArn": "r"}, (["ebs-encryption"], [])), ({"Encrypted": True}, ([], [])))],
    ("AWS::ECS::Service", {}, ([], [])),
    ("AWS::EKS::Nodegroup", {"InstanceTypes": ["m5.large"]}, ([], ["ebs-encryption"])),
    ("AWS::EKS::Nodegroup", {"LaunchTemplate": {"Id": "lt-1"}, "InstanceTypes": ["m5.large"]}, ([], ["gpu-private"])),
    ("AWS::RDS::DBInstance", {}, (["rds-encryption"], [])),
    *[("AWS::MSK::Cluster", {"EncryptionInfo": {"EncryptionInTransit": transit}}, expected)
      for transit, expected in (({"ClientBroker": "TLS"}, ([], [])), ({}, ([], [])),
                                ({"ClientBroker": "TLS_PLAINTEXT"}, (["tls"], [])),
                                ({"InCluster": False}, (["tls"], [])))],
    ("AWS::ElastiCache::ReplicationGroup", {}, (["tls"], [])),
    ("AWS::ElastiCache::ReplicationGroup", {"TransitEncryptionEnabled": True}, ([], [])),
    ("AWS::ElastiCache::CacheCluster", {"Engine": "redis"}, (["tls"], [])),
    ("AWS::MemoryDB::Cluster", {"TLSEnabled": False}, (["tls"], [])),
    ("AWS::MemoryDB::Cluster", {"TLSEnabled": True}, ([], [])),
    ("AWS::Transfer::Server", {"Protocols": ["FTP"]}, (["tls"], [])),
    ("AWS::Transfer::Server", {}, ([], [])),
    *[("AWS::RDS::DBInstance", {"DBClusterIdentifier": cluster}, expected) for cluster, expected in (
        ({"Ref": "Other"}, ([], [])), ("main", ([], [])), ({"Ref": "On"}, ([], [])),
        ("", (["rds-encryption"], [])), ({"Ref": "Empty"}, (["rds-encryption"], [])),
        ({"Ref": "Unset"}, ([], ["rds-encryption"])))],
    ("AWS::RDS::DBInstance", {"SourceDBInstanceIdentifier": {"Ref": "Empty"}}, (["rds-encryption"], [])),
    ("AWS::ElastiCache::ReplicationGroup", {"GlobalReplicationGroupId": ""}, (["tls"], [])),
    ("AWS::ElasticLoadBalancingV2::Listener", {"Protocol": "HTTPS"}, (["tls"], [])),
    ("AWS::ElasticLoadBalancingV2::Listener", {
        "Protocol": "HTTP", "DefaultActions": [
            {"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS"}}]}, ([], [])),
    ("AWS::EC2::SecurityGroup", {"SecurityGroupIngress": [
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "CidrIp": WORLD}]},
     (["sg-control", "sg-open"], [])),
    ("AWS::EC2::SecurityGroup", {"SecurityGroupIngress": [
        {"IpProtocol": "tcp", "FromPort": "443", "ToPort": "443", "CidrIp": {"Ref": "Office"}}]},
     ([], [])),
    ("AWS::EC2::SecurityGroupIngress", {"IpProtocol": "-1", "CidrIpv6": WORLD6},
     (["sg-any-port", "sg-control", "sg-open"], [])),
    ("AWS::EC2::Instance", {"InstanceType": "g5.xlarge",
                            "BlockDeviceMappings": [{"Ebs": {"Encrypted": True}}]},
     (["gpu-private"], [])),
]


def test_templates():
    parameters = {"On": {"Type": "String", "Default": "true"}, "Unset": {"Type": "String"},
                  "Empty": {"Type": "String", "Default": ""},
                  "Office": {"Type": "String", "Default": OFFICE}}
    for kind, properties, expected in TEMPLATES:
        text = json.dumps({"Parameters": parameters,
                           "Resources": {"X": {"Type": kind, "Properties": properties},
                                         "Other": {"Type": "AWS::EC2::Volume",
                                                   "Properties": {"Encrypted": True}}}})
        expect((kind, properties), outcome(text, "stack.json"), expected)


# Groups of parameters: type, family, parameter, what it says (None: nothing), whether TLS is asked for. What
# it is when nothing is said: the services' guides, by family.
SSL, SECURE, RED = "rds.force_ssl", "require_secure_transport", "require_ssl"
GROUPS = [
    *[("db", family, SSL, value, good) for family, value, good in (
        ("postgres14", "1", True), ("postgres14", "0", False), ("postgres14", None, False),
        ("postgres9.6", None, False), ("postgres15", None, True), ("postgres15", "0", False),
        ("postgres16", "1", True), ("aurora-postgresql14", None, True))],
    *[("db", family, SECURE, value, good) for family, value, good in (
        ("mysql8.0", "ON", True), ("mysql8.0", "1", True), ("mysql8.0", "OFF", False), ("mysql8.0", "0", False),
        ("mysql5.7", None, False), ("mysql8.4", None, False), ("mysql9.7", None, True), ("mysql9.7", "0", False),
        ("mariadb10.4", None, True), ("mariadb10.11", None, False), ("mariadb11.4", None, False),
        ("mariadb11.8", None, True), ("oracle-ee-19", None, True), ("aurora-mysql8.0", None, True))],
    *[("db", family, SSL, value, good) for family, value, good in (
        ("sqlserver-se-15.0", None, False), ("sqlserver-ex-16.0", "1", True), ("sqlserver-web-14.0", "0", False))],
    *[("cluster", family, SSL, value, good) for family, value, good in (
        ("aurora-postgresql16", None, False), ("aurora-postgresql16", "1", True), ("aurora-postgresql17", None, True),
        ("aurora-postgresql17", "0", False), ("postgres14", None, False), ("postgres15", None, True))],
    *[("cluster", family, SECURE, value, good) for family, value, good in (
        ("aurora-mysql8.0", None, False), ("aurora-mysql8.0", "ON", True), ("aurora-mysql5.7", "OFF", False),
        ("mysql8.0", None, False))],
    *[("docdb", "docdb5.0", "tls", value, good) for value, good in (
        ("enabled", True), (None, True), ("disabled", False), ("tls1.2+", True))],
    *[("redshift", family, RED, value, good) for family, value, good in (
        ("redshift-1.0", "true", True), ("redshift-1.0", "false", False), ("redshift-1.0", None, False),
        ("redshift-2.0", None, True), ("redshift-2.0", "false", False))],
]
GROUP_TYPES = {"db": ("aws_db_parameter_group", "AWS::RDS::DBParameterGroup"),
               "cluster": ("aws_rds_cluster_parameter_group", "AWS::RDS::DBClusterParameterGroup"),
               "docdb": ("aws_docdb_cluster_parameter_group", "AWS::DocDB::DBClusterParameterGroup"),
               "redshift": ("aws_redshift_parameter_group", "AWS::Redshift::ClusterParameterGroup")}


def stack(**resources):
    return json.dumps({"Parameters": {"Unset": {"Type": "String"}}, "Resources": {
        name: {"Type": kind, "Properties": properties} for name, (kind, properties) in resources.items()}})


def grouped(kind, family, parameters):
    """Properties of a group in CloudFormation."""
    if kind == "redshift":
        return {"ParameterGroupFamily": family, "Parameters": [
            {"ParameterName": name, "ParameterValue": value} for name, value in parameters.items()]}
    return {"Family": family, "Parameters": parameters}


def test_parameters():
    other = {"search_path": "x"}
    for kind, family, name, value, good in GROUPS:
        parameters = {**other, **({name: value} if value else {})}
        terraform, formation = GROUP_TYPES[kind]
        expected = ([] if good else ["tls"], [])
        one = resource(terraform + ".x", {"family": family, "parameter": [
            {"name": n, "value": v, "apply_method": "immediate"} for n, v in parameters.items()]})
        expect((terraform, family, parameters), outcome(plan(one)), expected)
        expect((formation, family, parameters),
               outcome(stack(X=(formation, grouped(kind, family, parameters))), "stack.json"), expected)
    terraform, formation = GROUP_TYPES["db"]
    later = resource(terraform + ".x", {"family": "postgres14", "parameter": [{"name": SSL}]},
                     {"parameter": [{"value": True}]}, {"parameter": [{"value": {"references": ["var.ssl"]}}]})
    expect("a value, later", outcome(plan(later)), ([], ["tls"]))
    dynamic = resource(terraform + ".x", {"family": "postgres14"}, {"parameter": True},
                       {"parameter": ["var.parameters"]})
    expect("parameters, later", outcome(plan(dynamic)), ([], ["tls"]))
    family = resource(terraform + ".x", {}, {"family": True}, {"family": ["var.family"]})
    expect("a family, later", outcome(plan(family)), ([], ["tls"]))
    text = resource("awscc_rds_db_parameter_group.x", {"family": "postgres14", "parameters": json.dumps({SSL: "1"})})
    expect("a text", outcome(plan(text)), ([], ["tls"]))
    shut = resource(terraform + ".x", {"family": "postgres15", "parameter": []})
    expect("none", outcome(plan(shut)), ([], []))
    for properties, expected in (
            ({"Family": "postgres14", "Parameters": {SSL: {"Ref": "Unset"}}}, ([], ["tls"])),
            ({"Family": "postgres14", "Parameters": {"Ref": "Unset"}}, ([], ["tls"])),
            ({"Family": {"Ref": "Unset"}, "Parameters": {SSL: "1"}}, ([], [])),
            ({"Family": {"Ref": "Unset"}}, ([], ["tls"])),
            ({"Family": "postgres14", "Parameters": {SSL: {"Fn::If": ["A", "1", "0"]}}}, (["tls"], [])),
            ({"Family": "postgres14", "Parameters": {SSL: 1}}, ([], [])),
            ({"Family": "mysql8.0", "Parameters": {SECURE: True}}, ([], []))):
        expect(properties, outcome(stack(X=(formation, properties)), "stack.json"), expected)


SSH = {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22}
OPEN = {**SSH, "CidrIp": WORLD}
MAPPINGS = {"M": {"prod": {"cidr": WORLD, "rules": [OPEN]}, "office": {"cidr": OFFICE}},
            "Good": {"eu": {"a": OFFICE, "b": OFFICE}, "us": {"a": OFFICE, "b": OFFICE}},
            "Bad": {"eu": {"a": WORLD}, "us": {"a": WORLD}}, "Some": {"eu": {"a": OFFICE}, "us": {"b": OFFICE}},
            "Mixed": {"eu": {"a": OFFICE}, "us": {"a": WORLD}},
            "Fine": {"eu": {"a": OFFICE}, "us": {"a": "10.2.0.0/16"}},
            "Port": {"eu": {"a": 22}, "us": {"a": 443}}, "Us": {"us": {"a": OFFICE}, "ca": {"a": WORLD}},
            "Ca": {"ca": {"a": OFFICE}, "sa": {"a": WORLD}},
            "Wide": {f"r{i}": {"a": f"10.{i}.0.0/16"} for i in range(200)}}
PARAMETERS = {"Where": {"Type": "String", "Default": "office"}, "What": {"Type": "String", "Default": "prod"},
              "Any": {"Type": "String"}, "Gone": {"Type": "String", "Default": "nowhere"}}
REGION = {"Ref": "AWS::Region"}


def mapped(*keys):
    return {"SecurityGroupIngress": [{**SSH, "CidrIp": {"Fn::FindInMap": list(keys)}}]}


FAILS = (["sg-control", "sg-open"], [])
HIDDEN = ([], ["sg-any-port", "sg-control", "sg-open"])

# What a group's properties say, and what comes of it: functions in the place of a rule, a list, all.
FUNCTIONS = [
    ({"SecurityGroupIngress": [{"Fn::If": ["C", OPEN, NONE]}]}, FAILS),
    ({"SecurityGroupIngress": [{"Fn::If": ["C", NONE, OPEN]}]}, FAILS),
    ({"SecurityGroupIngress": {"Fn::If": ["C", [OPEN], []]}}, FAILS),
    ({"SecurityGroupIngress": {"Fn::If": ["C", {"Fn::If": ["D", [], [OPEN]]}, []]}}, FAILS),
    ({"Fn::If": ["C", {"SecurityGroupIngress": [OPEN]}, {}]}, FAILS),
    ({"SecurityGroupIngress": [{**SSH, "CidrIp": {"Fn::If": ["C", WORLD, OFFICE]}}]}, FAILS),
    ({"SecurityGroupIngress": [{"Fn::If": ["C", {**SSH, "CidrIp": OFFICE}, NONE]}]}, ([], [])),
    ({"SecurityGroupIngress": [{**SSH, "CidrIp": {"Fn::FindInMap": ["M", "prod", "cidr"]}}]}, FAILS),
    ({"SecurityGroupIngress": [{**SSH, "CidrIp": {"Fn::FindInMap": ["M", "office", "cidr"]}}]},
     ([], [])),
    ({"SecurityGroupIngress": {"Fn::FindInMap": ["M", "prod", "rules"]}}, FAILS),
    ({"SecurityGroupIngress": [{**SSH, "CidrIp": {"Fn::FindInMap": [
        "M", {"Ref": "AWS::Region"}, "cidr"]}}]}, FAILS),
    # A parameter is its default; what may be any key is each that there is.
    (mapped("M", {"Ref": "Where"}, "cidr"), ([], [])),
    (mapped("M", {"Ref": "What"}, "cidr"), FAILS),
    (mapped("Good", REGION, "a"), ([], [])),
    (mapped("Good", REGION, {"Ref": "Any"}), ([], [])),
    (mapped({"Ref": "Any"}, "eu", "a"), FAILS),
    (mapped("Bad", REGION, "a"), FAILS),
    (mapped("Some", REGION, "a"), ([], [])),  # where it has none no stack is made
    (mapped("Mixed", REGION, "a"), FAILS),
    (mapped("Fine", REGION, "a"), ([], [])),
    (mapped("Fine", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}, "a"), ([], [])),
    (mapped("Fine", REGION, "a", {"DefaultValue": WORLD}), ([], ["sg-control", "sg-open"])),
    (mapped("Wide", REGION, "a"), ([], ["sg-control", "sg-open"])),  # more than are tried
    (mapped("None", REGION, "a"), ([], ["sg-control", "sg-open"])),
    (mapped("M", {"Ref": "Gone"}, "cidr"), ([], ["sg-control", "sg-open"])),
    (mapped("Good", {"Fn::Select": [0, ["eu"]]}, "a"), ([], [])),
    ({"SecurityGroupIngress": [{**SSH, "CidrIp": {"Fn::Sub": WORLD}}]}, FAILS),
    ({"SecurityGroupIngress": {"Ref": "Rules"}}, HIDDEN),
    ({"SecurityGroupIngress": [{"Ref": "Rules"}]}, HIDDEN),
    ({"SecurityGroupIngress": [{"Fn::FindInMap": ["X", "y", "z"]}]}, HIDDEN),
    ({"SecurityGroupIngress": [{"Fn::If": ["C", OPEN]}]}, HIDDEN),
    ({"SecurityGroupIngress": ["nonsense"]}, HIDDEN),
    ({"SecurityGroupIngress": [{"Fn::Transform": {"Name": "M"}, **OPEN}]},
     (["sg-control", "sg-open"], ["sg-any-port"])),
    ({"Fn::Transform": {"Name": "AWS::Include"}}, ([], HIDDEN[1] + ["whole"])),
    ({"Ref": "All"}, ([], HIDDEN[1] + ["whole"])),
    ({"SecurityGroupIngress": [{**SSH, "SourcePrefixListId": "pl-1"}]},
     ([], ["sg-control", "sg-open"])),
    ({"SecurityGroupIngress": [{**SSH, "SourcePrefixListId": {"Ref": "Wide"}}]}, FAILS),
    ({"SecurityGroupIngress": [{**SSH, "SourcePrefixListId": {"Fn::GetAtt": [
        "Narrow", "PrefixListId"]}}]}, ([], [])),
    ({"SecurityGroupIngress": [{**SSH, "SourcePrefixListId": {"Fn::ImportValue": "l"}}]},
     ([], ["sg-control", "sg-open"])),
]


def prefix_list(*blocks):
    return {"Type": "AWS::EC2::PrefixList", "Properties": {"Entries": [{"Cidr": b} for b in blocks]}}


def test_functions():
    for properties, expected in FUNCTIONS:
        text = json.dumps({"Mappings": MAPPINGS, "Parameters": PARAMETERS, "Resources": {
            "G": {"Type": "AWS::EC2::SecurityGroup", "Properties": properties},
            "Wide": prefix_list(OFFICE, WORLD), "Narrow": prefix_list(OFFICE),
            "Other": {"Type": "AWS::EC2::Volume", "Properties": {"Encrypted": True}}}})
        expect(properties, outcome(text, "stack.json"), expected)
    store = {"Type": "AWS::RDS::DBInstance", "Properties": {
        "StorageEncrypted": True, "VPCSecurityGroups": [{"Ref": "G"}]}}
    every = {"IpProtocol": "-1", "CidrIp": WORLD}
    for egress, expected in (([{"Fn::If": ["C", every, {**SSH, "CidrIp": WORLD}]}], "fail"),
                             ({"Fn::If": ["C", [every], [{**SSH, "CidrIp": OFFICE}]]}, "fail"),
                             ({"Fn::If": ["C", [{**SSH, "CidrIp": OFFICE}], NONE]}, "fail"),
                             ({"Ref": "Rules"}, "incomplete"), ([{"Ref": "Rules"}], "incomplete"),
                             ([{**SSH, "CidrIp": OFFICE}], "pass")):
        text = json.dumps({"Resources": {"D": store, "G": {
            "Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupEgress": egress}}}})
        expect(("egress", egress), judge("iac", "s.json", text)["verdict"], expected)
    # Of a region all maps tell the same one: what is open to the world is 443 on a load balancer alone.
    where = lambda name: {"Fn::FindInMap": [name, REGION, "a"]}
    for name, ports, expected in (("Mixed", "Port", ([], [])), ("Fine", "Port", ([], [])),
                                  ("Bad", "Port", FAILS),
                                  ("Us", "Port", ([], [])), ("Wide", "Port", HIDDEN), ("Ca", "Port", HIDDEN)):
        rule = {"IpProtocol": "tcp", "FromPort": where(ports), "ToPort": where(ports), "CidrIp": where(name)}
        text = json.dumps({"Mappings": MAPPINGS, "Resources": {
            "G": {"Type": "AWS::EC2::SecurityGroup", "Properties": {"SecurityGroupIngress": [rule]}},
            "L": {"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
                  "Properties": {"SecurityGroups": [{"Ref": "G"}]}}}})
        expect(("the same region", name), outcome(text, "s.json"), expected)
    many = {"SecurityGroupIngress": [{"Fn::If": [f"C{i}", {**SSH, "CidrIp": OFFICE}, NONE]}
                                     for i in range(9)]}
    text = json.dumps({"Resources": {"G": {"Type": "AWS::EC2::SecurityGroup", "Properties": many}}})
    expect("more conditions than are followed", outcome(text, "s.json"), ([], ["whole"]))
    subnet = json.loads(json.dumps({"Resources": {
        "N": {"Type": "AWS::EC2::Instance", "Properties": {
            "InstanceType": "g5.xlarge", "SubnetId": {"Ref": "S"},
            "BlockDeviceMappings": [{"Fn::If": ["C", {"Ebs": {"Encrypted": True}}, NONE]}]}},
        "S": {"Type": "AWS::EC2::Subnet", "Properties": {
            "MapPublicIpOnLaunch": {"Fn::If": ["C", False, "yes"]}}}}}))
    expect("a subnet of two ways", outcome(json.dumps(subnet), "s.json"),
           (["ebs-encryption", "gpu-private"], []))
    tags = ("Resources:\n  G:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
            "      SecurityGroupIngress:\n      - !If\n        - C\n"
            "        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}\n"
            "        - !Ref AWS::NoValue\n")
    document = judge("iac", "s.yaml", tags)
    expect("as tags, with the branch's line", [(r["rule"], r["where"], r["line"])
                                               for r in rows(document)],
           [("sg-open", "G", 8), ("sg-control", "G", 8)])
    hostile = {"A" * 3: [{"Fn::If": [f"C{i % 6}", 1, 2]} for i in range(90000)]}
    refuse("iac", "s.json", json.dumps({"Resources": {"G": {
        "Type": "AWS::EC2::SecurityGroup", "Properties": hostile}}}), "more values than are read")


def test_elsewhere():
    """What a template makes and does not have in it."""
    volume = {"Type": "AWS::EC2::Volume", "Properties": {"Encrypted": True}}
    lacks = ([], ["whole"])
    for more, top, expected in (
            ({"S": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "u"}}}, {}, lacks),
            ({"M": {"Type": "Acme::Storage::Bucket::MODULE"}}, {}, lacks),
            ({"Fn::Transform": {"Name": "AWS::Include"}}, {}, lacks),
            ({}, {"Transform": "AWS::Serverless-2016-10-31"}, lacks),
            ({}, {"Transform": ["AWS::LanguageExtensions", "Mine"]}, lacks),
            ({}, {"Transform": "AWS::LanguageExtensions"}, ([], [])),
            ({"Fn::ForEach::V": ["N", ["a"], {"V${N}": {**volume, "Properties": {}}}]}, {},
             (["ebs-encryption"], ["whole"]))):
        text = json.dumps({**top, "Resources": {"V": volume, **more}})
        expect((more, top), outcome(text, "s.json"), expected)
    alone = json.dumps({"Resources": {"Fn::Transform": {"Name": "AWS::Include"}}})
    expect("nothing else in it", outcome(alone, "s.json"), lacks)
    text = json.dumps({"Resources": {"V": volume, "S": {"Type": "AWS::CloudFormation::Stack"}}})
    expect("warned", judge("iac", "s.json", text, "--warn", "whole")["verdict"], "pass")


def test_prefixes():
    """Managed prefix lists: judged when they are in the plan, unseen otherwise."""
    group = {"security_group_id": ["aws_security_group.g.id", "aws_security_group.g"]}
    ours = ["aws_ec2_managed_prefix_list.l.id", "aws_ec2_managed_prefix_list.l"]

    def entries(*blocks, **more):
        return resource("aws_ec2_managed_prefix_list.l",
                        {"entry": [{"cidr": b} for b in blocks], **more}, {"id": True})

    ssh = {"from_port": 22, "to_port": 22, "ip_protocol": "tcp"}
    single = resource("aws_vpc_security_group_ingress_rule.r", ssh, {"prefix_list_id": True},
                      {**group, "prefix_list_id": ours})
    literal = resource("aws_vpc_security_group_ingress_rule.r", {**ssh, "prefix_list_id": "pl-1"}, {},
                       group)
    plain = resource("aws_security_group_rule.r", {
        "type": "ingress", "from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": None},
        {"prefix_list_ids": [True]}, {**group, "prefix_list_ids": ours})
    inline = resource("aws_security_group.g", {"ingress": [opening(22, 22)]},
                      {"id": True, "ingress": [{"prefix_list_ids": [True]}]},
                      {"ingress": [{"prefix_list_ids": {"references": ours}}]})
    entry = resource("aws_ec2_managed_prefix_list_entry.e", {"cidr": WORLD}, {"prefix_list_id": True},
                     {"prefix_list_id": ours})
    data = resource("aws_vpc_security_group_ingress_rule.r", ssh, {"prefix_list_id": True},
                    {**group, "prefix_list_id": ["data.aws_ec2_managed_prefix_list.x.id"]})
    unseen = ([], ["sg-control", "sg-open"])
    cases = [((single, sg(), entries(OFFICE, WORLD)), FAILS), ((single, sg(), entries(OFFICE)), ([], [])),
             ((plain, sg(), entries(WORLD)), FAILS), ((inline, entries(WORLD)), FAILS),
             ((inline, entries(OFFICE)), ([], [])), ((single, sg(), entries(), entry), FAILS),
             ((single, sg(), entries()), unseen), ((literal, sg()), unseen), ((data, sg()), unseen),
             ((literal, sg(), entries(WORLD, id="pl-1")), FAILS),
             ((sg([opening(22, 22, prefix_list_ids=["pl-1"])]),), unseen)]
    for resources, expected in cases:
        expect([(r["address"], r["change"]) for r in resources], outcome(plan(*resources)), expected)
    everything = opening(0, 0, protocol="-1", prefix_list_ids=["pl-1"])
    expect("a data store's egress", outcome(plan(sg(egress=[everything]), DATABASE)),
           ([], ["sg-egress"]))


STACK = """AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
      - {IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties: {SecurityGroups: [!GetAtt Group.GroupId]}
  Node:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: p4d.24xlarge
      SubnetId: !Ref Subnet
      BlockDeviceMappings: [{Ebs: {Encrypted: true}}]
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {MapPublicIpOnLaunch: false}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Table: {Type: AWS::EC2::RouteTable}
  Route:
    Type: AWS::EC2::Route
    Properties: {RouteTableId: !Ref Table, GatewayId: !Ref Gateway}
  Joined:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}
"""


def test_stack():
    """YAML with tags: references link what belongs together."""
    document = judge("iac", "stack.yaml", STACK)
    expect("a route leads out", [(r["rule"], r["where"], r["line"]) for r in rows(document)],
           [("gpu-private", "Node", 11)])
    expect("no route", outcome(STACK.replace("GatewayId: !Ref Gateway", "NatGatewayId: !Ref N"),
                               "stack.yaml"), ([], []))
    expect("not the balancer's", outcome(STACK.replace("!GetAtt Group.GroupId", "sg-1").replace(
        "GatewayId: !Ref Gateway", "NatGatewayId: n"), "stack.yaml"), (["sg-open"], []))
    elsewhere = STACK.replace("SubnetId: !Ref Subnet\n", "SubnetId: !ImportValue net\n")
    expect("another stack's subnet", outcome(elsewhere, "stack.yaml"), ([], ["gpu-private"]))


def test_shapes():
    state = json.dumps({"format_version": "1.0", "values": {"root_module": {
        "resources": [{"address": "aws_ebs_volume.x", "mode": "managed", "type": "aws_ebs_volume",
                       "values": {"encrypted": False}}],
        "child_modules": [{"resources": [{
            "address": "module.a.aws_ebs_volume.y", "mode": "managed", "type": "aws_ebs_volume",
            "values": {"encrypted": False}}]}]}}})
    expect("a state", [r["where"] for r in rows(judge("iac", "s.json", state))],
           ["aws_ebs_volume.x", "module.a.aws_ebs_volume.y"])
    gone = json.loads(plan(resource("aws_ebs_volume.x", {"encrypted": False}),
                           resource("aws_ebs_volume.y", {"encrypted": True})))
    gone["resource_changes"][0]["change"].update(actions=["delete"], after=None)
    expect("what is deleted", outcome(json.dumps(gone)), ([], []))
    del gone["resource_changes"][1]
    document = judge("iac", "plan.json", json.dumps(gone))
    expect("only deletes", (document["verdict"], [r["message"] for r in rows(document, "note")]),
           ("pass", ["nothing is made: the plan only deletes"]))
    replica = {"instance_class": "db.t3.micro", "replicate_source_db": "main"}
    main = resource("aws_db_instance.m", {"identifier": "main", "storage_encrypted": True})
    expect("a replica", outcome(plan(resource("aws_db_instance.r", replica), main)), ([], []))
    expect("a replica of what is elsewhere", outcome(plan(resource("aws_db_instance.r", replica))),
           ([], ["rds-encryption"]))
    nothing = json.loads(plan(resource("aws_ebs_volume.x", {})))
    nothing["resource_changes"][0]["change"]["after"] = None
    expect("nothing of it is known", outcome(json.dumps(nothing)), (["ebs-encryption"], []))
    nothing["resource_changes"][0]["change"]["actions"] = ["delete", "create"]
    expect("made anew", outcome(json.dumps(nothing)), (["ebs-encryption"], []))
    utf16 = plan(resource("aws_ebs_volume.x", {"encrypted": False})).encode("utf-16")
    expect("as PowerShell writes it", outcome(utf16), (["ebs-encryption"], []))
    for version in ("2.0", "10.0", "x", ""):
        refuse("iac", "p.json", json.dumps({**json.loads(plan()), "format_version": version}),
               "p.json:1: a plan of format_version " + version + ": 0 and 1 are read")
    refuse("iac", "p.json", json.dumps({"format_version": "1.2", "errored": True,
                                        "resource_changes": []}), "the plan failed")
    role, token = resource("aws_iam_role.x", {}), resource("random_id.x", {})
    template = {"Resources": {"R": {"Type": "AWS::IAM::Role"}}}
    for name, text, count in (
            ("nothing", plan(), "0 resources of 0 kinds"), ("only IAM", plan(role), "1 resources of 1 kinds"),
            ("two kinds", plan(role, token, resource("random_id.y", {})), "3 resources of 2 kinds"),
            ("a template", json.dumps(template), "1 resources of 1 kinds")):
        document = judge("iac", "plan.json", text)
        expect(name, (document["verdict"], [r["message"] for r in rows(document, "note")]),
               ("pass", [f"nothing to judge: {count}, none that a rule speaks of"]))
    part = json.loads(plan(role))
    for wrong in ({"planned_values": None, "values": {}}, {"planned_values": 1}):
        refuse("iac", "p.json", json.dumps({**part, **wrong}), "nothing to check")
    refuse("iac", "p.json", json.dumps({**json.loads(plan()), "resource_changes": "x"}), "nothing to check")
    for text in ("", "{}", "{\"format_version\": \"1.2\"}", plan(role)[:-2]):
        refuse("iac", "p.json", text, "")
    other = resource("github_repository.x", {})
    refuse("iac", "p.json", plan(other), "nothing to check")
    refuse("iac", "p.json", plan(role, other), "nothing to check")
    refuse("iac", "plan.out", b"PK\x03\x04\x14\0\x08\0", "write it as JSON: terraform show -json")
    refuse("iac", "p.json", "{\"a\": 1}", "not a Terraform plan in JSON")
    refuse("iac", "p.json", plan()[:-10], "p.json:1:")


test_buckets()
test_modules()
test_simple()
test_held()
test_nodes()
test_groups()
test_group_rules()
test_templates()
test_parameters()
test_functions()
test_elsewhere()
test_prefixes()
test_stack()
test_shapes()
done("iac")
