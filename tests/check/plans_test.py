#!/usr/bin/env python3
"""`gavel check iac`: plans that are of a part, what a plan has CloudFormation make, machines with GPUs however
they are asked for, policies that let everybody in, and what no rule reads.

Types and attributes are those of the providers' schemas, what is public that of Amazon S3's manual.
Usage: plans_test.py GAVEL
"""
import json

from checking import done, expect, judge, rows, rules
from planning import outcome, plan, resource

VOLUME = resource("aws_ebs_volume.ok", {"encrypted": True})
BUCKET = (["s3-encryption", "s3-public-access", "s3-public-acl"], [])


def test_parts():
    """Terraform's `complete` and `deferred_changes`."""
    whole = json.loads(plan(VOLUME))
    deferred = {"reason": "provider_config_unknown", "resource_change": {
        "address": "aws_s3_bucket.z", "type": "aws_s3_bucket", "change": {"actions": ["create"]}}}
    for more, where in (({"complete": True}, []), ({"complete": False}, ["plan"]), ({"complete": None}, ["plan"]),
                        ({"deferred_changes": [deferred]}, ["aws_s3_bucket.z"]), ({"deferred_changes": []}, []),
                        ({"complete": False, "deferred_changes": [deferred]}, ["plan", "aws_s3_bucket.z"])):
        document = judge("iac", "plan.json", json.dumps({**whole, **more}))
        expect(more, (document["verdict"], [r["where"] for r in rows(document, "missing")]),
               ("incomplete" if where else "pass", where))
    document = judge("iac", "plan.json", json.dumps({**whole, "deferred_changes": [deferred]}))
    expect("and why", rows(document, "missing")[0]["message"],
           "it is put off to a later plan: provider_config_unknown")
    nothing = json.loads(plan(resource("aws_iam_role.x", {})))
    expect("nothing else", outcome(json.dumps({**nothing, "complete": False})), ([], ["whole"]))


STACK = {"Parameters": {"Acl": {"Type": "String", "Default": "Private"}},
         "Resources": {"B": {"Type": "AWS::S3::Bucket", "Properties": {"AccessControl": {"Ref": "Acl"}}}}}
YAML = "Resources:\n  V: {Type: 'AWS::EC2::Volume', Properties: {Encrypted: !Ref X}}\n"


def test_stacks():
    def stack(body, unknown=None, kind="aws_cloudformation_stack", **more):
        return plan(VOLUME, resource(kind + ".s", {"template_body": body, **more}, unknown or {}))

    body = json.dumps(STACK)
    bare = (BUCKET[0][:2], [])
    for what, text, expected in (
            ("the default", stack(body), bare), ("the parameter", stack(body, parameters={"Acl": "PublicRead"}), BUCKET),
            ("a parameter later", stack(body, {"parameters": {"Acl": True}}, parameters={}),
             (bare[0], ["s3-public-acl"])),
            ("all of them later", stack(body, {"parameters": True}), (bare[0], ["s3-public-acl"])),
            ("a set", stack(body, kind="aws_cloudformation_stack_set", parameters={"Acl": "PublicRead"}), BUCKET),
            ("awscc's", stack(body, kind="awscc_cloudformation_stack", parameters={"Acl": "PublicRead"}), BUCKET),
            ("YAML", stack(YAML), ([], ["ebs-encryption"])),
            ("YAML, broken", stack("Resources: ["), ([], ["whole"])),
            ("no template", stack("just text"), ([], ["whole"])), ("an address", stack(None), ([], ["whole"])),
            ("the body later", stack(None, {"template_body": True}), ([], ["whole"])),
            ("a repository's", stack(None, kind="aws_serverlessapplicationrepository_cloudformation_stack"),
             ([], ["whole"])),
            ("another within", stack(json.dumps({"Resources": {"N": {"Type": "AWS::CloudFormation::Stack"}}})),
             ([], ["whole"]))):
        expect(what, outcome(text), expected)
    where = {r["where"] for r in rows(judge("iac", "plan.json", stack(body)))}
    expect("where", where, {"aws_cloudformation_stack.s: B"})


def cc(name, after, unknown=None, refs=None):
    return resource("awscc_" + name, after, unknown, refs)


def test_controlled():
    state = lambda kind, text, unknown=None: resource("aws_cloudcontrolapi_resource.c", {
        "type_name": kind, "desired_state": text}, unknown)
    good = {"bucket_encryption": {"server_side_encryption_configuration": [
        {"server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}}]},
        "public_access_block_configuration": {
            "block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True,
            "restrict_public_buckets": True}}
    ssh = {"ip_protocol": "tcp", "from_port": 22, "to_port": 22}
    web = cc("ec2_security_group.g", {"security_group_ingress": [
        {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ip": "0.0.0.0/0"}]}, {"id": True})
    before = cc("elasticloadbalancingv2_load_balancer.l", {}, {"security_groups": True},
                {"security_groups": ["awscc_ec2_security_group.g.id", "awscc_ec2_security_group.g"]})
    node = cc("ec2_instance.n", {"instance_type": "g5.xlarge", "block_device_mappings": [
        {"ebs": {"encrypted": True}}]}, {"subnet_id": True}, {"subnet_id": ["awscc_ec2_subnet.a.id"]})
    subnet = lambda public: cc("ec2_subnet.a", {"map_public_ip_on_launch": public}, {"id": True})
    for resources, expected in (
            ([state("AWS::S3::Bucket", '{"AccessControl": "PublicRead"}')], BUCKET),
            ([state("AWS::RDS::DBInstance", '{"StorageEncrypted": true}')], ([], [])),
            ([state("AWS::RDS::DBInstance", None, {"desired_state": True})], ([], ["whole"])),
            ([state("AWS::RDS::DBInstance", "not JSON")], ([], ["whole"])),
            ([cc("s3_bucket.b", {"access_control": "PublicRead"})], BUCKET),
            ([cc("s3_bucket.b", good)], ([], [])),
            ([cc("rds_db_instance.d", {"storage_encrypted": False})], (["rds-encryption"], [])),
            ([cc("rds_db_instance.d", {"storage_encrypted": True})], ([], [])),
            # what nobody wrote is the provider's; what comes from elsewhere is not seen
            ([cc("rds_db_instance.d", {}, {"storage_encrypted": True})], (["rds-encryption"], [])),
            ([cc("rds_db_instance.d", {}, {"storage_encrypted": True}, {"storage_encrypted": ["var.on"]})],
             ([], ["rds-encryption"])),
            ([cc("ec2_security_group.g", {"security_group_ingress": [{**ssh, "cidr_ipv_6": "::/0"}]})],
             (["sg-control", "sg-open"], [])),
            ([cc("ec2_security_group_ingress.r", {**ssh, "cidr_ip": "0.0.0.0/0"})], (["sg-control", "sg-open"], [])),
            ([web], (["sg-open"], [])), ([web, before], ([], [])),
            ([node, subnet(True)], (["gpu-private"], [])), ([node, subnet(False)], ([], [])),
            ([node], ([], ["gpu-private"])), ([cc("iam_role.r", {"role_name": "x"})], ([], []))):
        expect([(r["address"], r["change"]) for r in resources], outcome(plan(VOLUME, *resources)), expected)
    expect("where", [r["where"] for r in rows(judge("iac", "plan.json", plan(cc("ec2_volume.v", {}))))],
           ["awscc_ec2_volume.v"])


SUBNET = resource("aws_subnet.a", {"map_public_ip_on_launch": False}, {"id": True}, {"vpc_id": ["aws_vpc.v.id"]})
PUBLIC = resource("aws_subnet.a", {"map_public_ip_on_launch": True}, {"id": True})
IN = ["aws_subnet.a.id", "aws_subnet.a"]
REFS = {"references": IN}
LARGE = {"instance_type": "g5.xlarge"}


def machine(kind, after, refs=None):
    return resource(kind + ".n", after, {}, refs)


# A machine with GPUs, as each kind asks for it; its expressions name the subnet.
MACHINES = [
    machine("aws_spot_instance_request", {**LARGE, "root_block_device": [{"encrypted": True}]}, {"subnet_id": IN}),
    machine("aws_autoscaling_group", {"mixed_instances_policy": [{"launch_template": [{"override": [
        {"instance_type": "m5.large"}, LARGE]}]}]}, {"vpc_zone_identifier": IN}),
    machine("aws_autoscaling_group", {"mixed_instances_policy": [{"launch_template": [{"override": [
        {"instance_requirements": [{"accelerator_count": [{"min": 1}]}]}]}]}]}, {"vpc_zone_identifier": IN}),
    machine("aws_emr_cluster", {"core_instance_group": [LARGE]}, {"ec2_attributes": [{"subnet_id": REFS}]}),
    machine("aws_emr_cluster", {"master_instance_fleet": [{"instance_type_configs": [LARGE]}]},
            {"ec2_attributes": [{"subnet_ids": REFS}]}),
    machine("aws_batch_compute_environment", {"compute_resources": [{"instance_type": ["p3"]}]},
            {"compute_resources": [{"subnets": REFS, "instance_role": {"references": ["aws_iam_role.r"]}}]}),
    machine("aws_spot_fleet_request", {"launch_specification": [{**LARGE, "root_block_device": [{"encrypted": True}]}]}, {"launch_specification": [{"subnet_id": REFS}]}),
    machine("aws_ec2_fleet", {"launch_template_config": [{"override": [LARGE]}]},
            {"launch_template_config": [{"override": [{"subnet_id": REFS}]}]}),
    machine("aws_sagemaker_notebook_instance", {"instance_type": "ml.g5.xlarge", "direct_internet_access": "Disabled"},
            {"subnet_id": IN}),
]


def test_machines():
    for one in MACHINES:
        expect((one["address"], "private"), outcome(plan(one, SUBNET)), ([], []))
        expect((one["address"], "public"), outcome(plan(one, PUBLIC)), (["gpu-private"], []))
        bare = {**one, "expressions": {}}
        expect((one["address"], "no subnet"), outcome(plan(bare)), (["gpu-private"], []))
        expect((one["address"], "elsewhere"), outcome(plan({**one, "expressions": json.loads(
            json.dumps(one["expressions"]).replace("aws_subnet.a", "data.aws_subnet.x"))})), ([], ["gpu-private"]))
    instance = machine("aws_instance", {**LARGE, "root_block_device": [{"encrypted": True}]}, {"subnet_id": IN})
    fails, unseen = (["gpu-private"], []), ([], ["gpu-private"])
    address = resource("aws_eip.e", {}, {}, {"instance": ["aws_instance.n.id", "aws_instance.n"]})
    main = resource("aws_default_route_table.t", {"route": [{"gateway_id": "igw-1"}]}, {},
                    {"default_route_table_id": ["aws_vpc.v.default_route_table_id", "aws_vpc.v"]})
    vpc = resource("aws_vpc.v", {}, {"id": True})
    own = resource("aws_route_table_association.a", {"route_table_id": "rtb-1"}, {}, {"subnet_id": IN})
    standard = machine("aws_instance", {**LARGE, "root_block_device": [{"encrypted": True}]},
                       {"subnet_id": ["aws_default_subnet.d.id"]})
    notebook = lambda **more: machine("aws_sagemaker_notebook_instance", {"instance_type": "ml.p3.2xlarge", **more},
                                      {"subnet_id": IN})
    model = lambda refs: resource("aws_sagemaker_model.m", {"vpc_config": [{}] if refs else []}, {"name": True}, refs)
    endpoint = machine("aws_sagemaker_endpoint_configuration", {"production_variants": [
        {"instance_type": "ml.g5.xlarge"}]}, {"production_variants": [
            {"model_name": {"references": ["aws_sagemaker_model.m.name", "aws_sagemaker_model.m"]}}]})
    group = machine("aws_emr_instance_group", LARGE, {"cluster_id": ["aws_emr_cluster.c.id", "aws_emr_cluster.c"]})
    cluster = resource("aws_emr_cluster.c", {}, {"id": True}, {"ec2_attributes": [{"subnet_id": REFS}]})
    unknown = machine("aws_autoscaling_group", {}, {"launch_template": [{"id": {"references": ["var.t"]}}],
                                                    "vpc_zone_identifier": IN})
    for what, resources, expected in (
            ("an elastic address", [instance, SUBNET, address], fails),
            ("the main route table", [instance, SUBNET, vpc, main], fails),
            ("a table of its own", [instance, SUBNET, vpc, main, own], ([], [])),
            ("a default subnet", [standard, resource("aws_default_subnet.d", {})], fails),
            ("a notebook's own way", [notebook(), SUBNET], fails),
            ("and open", [notebook(direct_internet_access="Enabled"), SUBNET], fails),
            ("an endpoint", [endpoint, model({"vpc_config": [{"subnets": REFS}]}), SUBNET], ([], [])),
            ("in public", [endpoint, model({"vpc_config": [{"subnets": REFS}]}), PUBLIC], fails),
            ("without a network", [endpoint, model(None)], fails), ("of no model", [endpoint], unseen),
            ("a group of a cluster", [group, cluster, SUBNET], ([], [])), ("in public", [group, cluster, PUBLIC], fails),
            ("of another file's", [group], unseen),
            ("what is launched is elsewhere", [unknown, PUBLIC], unseen), ("and private", [unknown, SUBNET], ([], [])),
            ("no machine that is known", [machine("aws_gamelift_fleet", {"ec2_instance_type": "g5.xlarge"})], unseen),
            ("a label", [machine("aws_gamelift_fleet", {"tags": {"was": "g5.xlarge"}})], ([], [])),
            ("a reservation", [machine("aws_ec2_capacity_reservation", LARGE)], ([], []))):
        expect(what, outcome(plan(*resources)), expected)


STATEMENT = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
STATEMENTS = [
    (STATEMENT, True), ([STATEMENT], True), ([{**STATEMENT, "Effect": "Deny"}], False),
    ({**STATEMENT, "Principal": {"AWS": "*"}}, True), ({**STATEMENT, "Principal": {"AWS": ["arn:aws:iam::1:root", "*"]}}, True),
    ({**STATEMENT, "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}, False),
    ({**STATEMENT, "Principal": {"Service": "cloudtrail.amazonaws.com"}}, False),
    ({"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::1:root"}, "Action": "*", "Resource": "*"}, True),
    *[({**STATEMENT, "Condition": condition}, public) for condition, public in (
        ({"StringEquals": {"aws:SourceVpce": "vpce-1"}}, False), ({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}, False),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False), ({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}, True),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "::/0"]}}, True),
        ({"StringLike": {"aws:PrincipalArn": "*"}}, True), ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"StringEqualsIfExists": {"aws:SourceVpc": "vpc-1"}}, True),
        ({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}, True), ({"StringEquals": {"aws:Referer": "x"}}, True))],
]


def test_policies():
    for statement, public in STATEMENTS:
        document = {"Statement": statement}
        expected = (["s3-public-policy"] if public else [], [])
        for kind in ("aws_s3_bucket_policy", "aws_s3control_access_point_policy", "aws_s3_access_point"):
            one = resource(kind + ".p", {"bucket": "b", "policy": json.dumps(document)})
            expect((kind, statement), outcome(plan(one)), expected)
        text = json.dumps({"Resources": {"P": {"Type": "AWS::S3::BucketPolicy", "Properties": {
            "Bucket": "b", "PolicyDocument": document}}}})
        expect(("a template", statement), outcome(text, "s.json"), expected)
    block = {k: True for k in ("block_public_acls", "block_public_policy", "ignore_public_acls",
                               "restrict_public_buckets")}
    of = {"bucket": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}
    later = resource("aws_s3_bucket_policy.p", {}, {"policy": True}, {**of, "policy": ["aws_s3_bucket.b.arn"]})
    shut = resource("aws_s3_bucket_public_access_block.b", block, {}, of)
    unseen = ([], ["s3-public-policy"])
    off = {**block, "restrict_public_buckets": False}
    for what, resources, expected in (
            ("known later", [later], unseen), ("and blocked", [later, shut], ([], [])),
            ("of another bucket", [later, resource("aws_s3_bucket_public_access_block.b", block, {}, {
                "bucket": ["aws_s3_bucket.c.id"]})], unseen),
            ("the account's", [resource("aws_s3_account_public_access_block.a", block)], ([], [])),
            ("turned off", [resource("aws_s3_account_public_access_block.a", off)], (["s3-public-access"], [])),
            ("not said", [resource("aws_s3_account_public_access_block.a", {})], (["s3-public-access"], [])),
            ("an access point's", [resource("aws_s3_access_point.a", {"public_access_block_configuration": [off]})],
             (["s3-public-access"], [])),
            ("and its default", [resource("aws_s3_access_point.a", {}, {"policy": True})], ([], [])),
            ("broken", [resource("aws_s3_bucket_policy.p", {"policy": "{"})], unseen)):
        expect(what, outcome(plan(*resources)), expected)


def test_judged():
    """What no rule reads is said when it makes what the rules are about."""
    unseen = ([], ["judged"])
    for kind, expected in (("aws_lightsail_instance_public_ports", unseen), ("aws_elastic_beanstalk_environment", unseen),
                           ("aws_db_security_group", unseen), ("google_storage_bucket", unseen),
                           ("azurerm_storage_account", unseen), ("aws_iam_role", ([], [])), ("random_id", ([], []))):
        expect(kind, outcome(plan(VOLUME, resource(kind + ".x", {}), resource(kind + ".y", {}))), expected)
    document = judge("iac", "plan.json", plan(VOLUME, resource("github_repository.x", {}),
                                              resource("datadog_monitor.x", {})))
    expect("others are noted", (document["verdict"], [r["message"] for r in rows(document, "note")]),
           ("pass", ["not judged: github_repository, datadog_monitor"]))
    text = json.dumps({"Resources": {"L": {"Type": "AWS::Lightsail::Bucket"}, "C": {"Type": "Custom::Bucket"}}})
    document = judge("iac", "s.json", text)
    expect("a template's", (rules(document, "missing"), [r["message"] for r in rows(document, "note")]),
           (["judged"], ["not judged: Custom::Bucket"]))
    text = plan(VOLUME, resource("google_storage_bucket.x", {}))
    expect("warned", judge("iac", "plan.json", text, "--warn", "judged")["verdict"], "pass")
    for kind, after, expected in (("aws_redshift_cluster", {"encrypted": False}, ["rds-encryption"]),
                                  ("aws_redshift_cluster", {"encrypted": True}, []),
                                  ("aws_rds_global_cluster", {}, ["rds-encryption"]),
                                  ("aws_spot_instance_request", {"instance_type": "t3.micro"}, ["ebs-encryption"])):
        expect((kind, after), outcome(plan(resource(kind + ".x", after))), (expected, []))


WORLD, WORLD6 = "0.0.0.0/0", "::/0"


def test_openings():
    """A rule of a security group in Terraform's four ways, and what is any port or everybody in each."""
    all_ports = ["sg-any-port", "sg-control", "sg-open"]
    for protocol, first, last, expected in (
            ("-1", 0, 0, all_ports), ("all", None, None, all_ports), ("tcp", 0, 65535, all_ports),
            ("6", 0, 65535, all_ports), ("tcp", -1, -1, all_ports), ("tcp", None, None, all_ports),
            ("tcp", 22, None, all_ports), ("6", 22, 22, all_ports[1:]), ("TCP", 20, 23, all_ports[1:]),
            ("icmp", -1, -1, ["sg-open"]), ("58", -1, -1, ["sg-open"]), ("udp", 53, 53, ["sg-open"])):
        ports = {"from_port": first, "to_port": last}
        for block in (WORLD, WORLD6, "0.0.0.0/1", "8000::/1"):
            key = "ipv6_cidr_blocks" if ":" in block else "cidr_blocks"
            one = "cidr_ipv6" if ":" in block else "cidr_ipv4"
            inline = {"ingress": [{"protocol": protocol, **ports, key: [block]}], "egress": []}
            for rule in (resource("aws_security_group.g", inline), resource("aws_default_security_group.g", inline),
                         resource("aws_security_group_rule.r", {"type": "ingress", "protocol": protocol, **ports, key: [
                             block], "security_group_id": "sg-1"}),
                         resource("aws_vpc_security_group_ingress_rule.r", {"ip_protocol": protocol, **ports, one: block,
                                                                            "security_group_id": "sg-1"})):
                expect((rule["type"], protocol, first, last, block), outcome(plan(rule)), (expected, []))
    web = resource("aws_security_group.g", {"ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443,
                                                         "cidr_blocks": [WORLD]}], "egress": []}, {"id": True})
    group = ["aws_security_group.g.id", "aws_security_group.g"]
    balancer = resource("aws_lb.l", {}, {}, {"security_groups": group})
    for what, other in (("an interface", resource("aws_network_interface.i", {}, {}, {"security_groups": group})),
                        ("a template's", resource("aws_launch_template.t", {"block_device_mappings": [
                            {"ebs": [{"encrypted": True}]}]}, {}, {"network_interfaces": [
                                {"security_groups": {"references": group}}]})),
                        ("an attachment", resource("aws_network_interface_sg_attachment.a", {}, {},
                                                   {"security_group_id": group}))):
        expect(what, outcome(plan(web, balancer, other)), (["sg-open"], []))
    expect("the balancer's alone", outcome(plan(web, balancer)), ([], []))


test_parts()
test_stacks()
test_controlled()
test_machines()
test_policies()
test_judged()
test_openings()
done("plans")
