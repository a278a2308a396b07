"""Plans, templates and manifests of any size, and what is wrong in them by arithmetic. Without a size of a
suite's: growing.py KIND COUNT writes one, for benches.
"""
import json
import sys

CLOSED = {"block_public_acls": True, "block_public_policy": True, "ignore_public_acls": True,
          "restrict_public_buckets": True}
KMS = {"rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms"}]}]}
INSIDE, WORLD = ["10.0.0.0/8"], ["0.0.0.0/0"]
LATER = {"id": True, "arn": True}


def one_in(step, count):
    return -(-count // step)


def to(base):
    return [base + ".id", base]


def same(base):
    return [f"{base}[each.key].id", f"{base}[each.key]", base, "each.key"]


class Plan:
    def __init__(self):
        self.changes, self.written, self.calls = [], [], {}

    def make(self, address, after, later=(), key=None, inside=""):
        kind = address.split(".")[0]
        self.changes.append({"address": inside + address + (f'["{key}"]' if key else ""), "type": kind,
                             "mode": "managed", "change": {
                                 "actions": ["create"], "after": after,
                                 "after_unknown": {**LATER, **{name: True for name in later}}}})

    def write(self, address, into=None, loop=None, **references):
        node = {"address": address, "type": address.split(".")[0],
                "expressions": {k: {"references": v} for k, v in references.items()}}
        if loop:
            node["for_each_expression"] = {"references": loop}
        (self.written if into is None else into).append(node)

    def both(self, address, after, **references):
        self.make(address, after, references)
        self.write(address, **references)

    def text(self):
        return json.dumps({"format_version": "1.2", "planned_values": {"root_module": {}},
                           "resource_changes": self.changes, "configuration": {"root_module": {
                               "resources": self.written, "module_calls": self.calls}}})


def ingress(port, blocks):
    return {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": blocks}


def blocks(count):
    """Each resource written by itself: 14 a cell."""
    plan, cells = Plan(), count // 14
    plan.both("aws_vpc.v", {})
    plan.both("aws_internet_gateway.g", {}, vpc_id=to("aws_vpc.v"))
    for i in range(cells):
        c = f"c{i}"
        group, bucket = to(f"aws_security_group.{c}"), to(f"aws_s3_bucket.{c}")
        plan.both(f"aws_subnet.{c}", {"map_public_ip_on_launch": False}, vpc_id=to("aws_vpc.v"))
        plan.both(f"aws_route_table.{c}", {}, vpc_id=to("aws_vpc.v"))
        plan.both(f"aws_route.{c}", {}, route_table_id=to(f"aws_route_table.{c}"),
                  **({"nat_gateway_id": ["aws_nat_gateway.n.id"]} if i % 3 else
                     {"gateway_id": to("aws_internet_gateway.g")}))
        plan.both(f"aws_route_table_association.{c}", {}, subnet_id=to(f"aws_subnet.{c}"),
                  route_table_id=to(f"aws_route_table.{c}"))
        plan.both(f"aws_security_group.{c}",
                  {"name": f"group-{c}", "ingress": [ingress(443, INSIDE if i % 4 else WORLD)]})
        plan.both(f"aws_security_group_rule.{c}",
                  {"type": "ingress", **ingress(22, INSIDE if i % 5 else WORLD)}, security_group_id=group)
        plan.both(f"aws_lb.{c}", {"name": f"balancer-{c}"}, security_groups=group)
        plan.both(f"aws_launch_template.{c}", {"instance_type": "g5.xlarge"})
        plan.both(f"aws_instance.{c}", {"instance_type": "p5.48xlarge" if i % 2 else None},
                  subnet_id=to(f"aws_subnet.{c}"), vpc_security_group_ids=group,
                  launch_template=to(f"aws_launch_template.{c}"))
        plan.both(f"aws_s3_bucket.{c}", {"bucket": f"bucket-{c}"})
        plan.both(f"aws_s3_bucket_server_side_encryption_configuration.{c}", KMS, bucket=bucket)
        plan.both(f"aws_s3_bucket_public_access_block.{c}",
                  {**CLOSED, "restrict_public_buckets": bool(i % 7)}, bucket=bucket)
        plan.both(f"aws_s3_bucket_policy.{c}", {}, bucket=bucket, policy=["data.aws_iam_policy_document.d"])
        plan.both(f"aws_db_instance.{c}", {"identifier": f"db-{c}", "storage_encrypted": None,
                                           "replicate_source_db": f"db-c{i - 1}" if i else None})
    return plan.text(), {"gpu-private": one_in(3, cells), "sg-open": one_in(4, cells) + one_in(5, cells),
                         "sg-control": one_in(5, cells), "s3-public-access": one_in(7, cells),
                         "ebs-encryption": 2 * cells, "rds-encryption": 1}


def loops(count):
    """Eight blocks, each with for_each over a thousandfold key."""
    plan, cells = Plan(), count // 8
    names = {"loop": ["aws_vpc.v"]}
    plan.both("aws_vpc.v", {})
    plan.both("aws_internet_gateway.g", {}, vpc_id=to("aws_vpc.v"))
    plan.write("aws_subnet.s", **names, vpc_id=to("aws_vpc.v"))
    plan.write("aws_launch_template.t", **names)
    plan.write("aws_security_group.g", **names)
    plan.write("aws_security_group_rule.g", **names, security_group_id=same("aws_security_group.g"))
    plan.write("aws_instance.i", **names, subnet_id=same("aws_subnet.s"),
               launch_template=same("aws_launch_template.t"))
    plan.write("aws_s3_bucket.b", **names, bucket=["each.key"])
    for kind in ("public_access_block", "server_side_encryption_configuration"):
        plan.write(f"aws_s3_bucket_{kind}.b", **names, bucket=same("aws_s3_bucket.b"))
    for i in range(cells):
        key = f"k{i}"
        plan.make("aws_subnet.s", {"map_public_ip_on_launch": False}, ["vpc_id"], key)
        plan.make("aws_launch_template.t", {"instance_type": "g5.xlarge"}, key=key)
        plan.make("aws_security_group.g", {"ingress": [ingress(443, INSIDE)]}, key=key)
        plan.make("aws_security_group_rule.g", {"type": "ingress", **ingress(22, INSIDE if i % 5 else WORLD)},
                  ["security_group_id"], key)
        plan.make("aws_instance.i", {"associate_public_ip_address": not i % 3}, ["subnet_id"], key)
        plan.make("aws_s3_bucket.b", {"bucket": key}, key=key)
        plan.make("aws_s3_bucket_public_access_block.b", {**CLOSED, "block_public_acls": bool(i % 7)},
                  ["bucket"], key)
        plan.make("aws_s3_bucket_server_side_encryption_configuration.b", {**KMS, "bucket": key}, key=key)
    return plan.text(), {"gpu-private": one_in(3, cells), "sg-control": one_in(5, cells),
                         "s3-encryption": 0, "s3-public-access": one_in(7, cells)}


def modules(count):
    """A call of a module for each subnet and bucket: five resources each."""
    plan, cells = Plan(), count // 5
    encryption = "aws_s3_bucket_server_side_encryption_configuration"
    for i in range(cells):
        c, inner = f"m{i}", []
        plan.both(f"aws_subnet.{c}", {"map_public_ip_on_launch": not i % 3})
        plan.write("aws_s3_bucket.b", inner)
        plan.write("aws_s3_bucket_public_access_block.b", inner, bucket=to("aws_s3_bucket.b"))
        plan.write("aws_instance.i", inner, subnet_id=["var.subnet"])
        plan.make("aws_s3_bucket.b", {"bucket": c}, inside=f"module.{c}.")
        plan.make("aws_s3_bucket_public_access_block.b", CLOSED, ["bucket"], inside=f"module.{c}.")
        plan.make("aws_instance.i", {"instance_type": "g5.xlarge"}, ["subnet_id"], inside=f"module.{c}.")
        plan.both(f"{encryption}.{c}", KMS, bucket=[f"module.{c}.name", f"module.{c}"])
        plan.calls[c] = {"expressions": {"subnet": {"references": to(f"aws_subnet.{c}")}}, "module": {
            "resources": inner,
            "outputs": {"name": {"expression": {"references": to("aws_s3_bucket.b")}}}}}
    return plan.text(), {"gpu-private": one_in(3, cells), "s3-encryption": 0, "s3-public-access": 0}


def template(count):
    """CloudFormation: ten resources and a parameter a cell."""
    resources, parameters, cells = {}, {}, count // 10
    shut = {"BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True}

    def put(name, kind, **properties):
        resources[name] = {"Type": "AWS::" + kind, "Properties": properties}
    put("Vpc", "EC2::VPC")
    put("Gateway", "EC2::InternetGateway")
    for i in range(cells):
        table, group, subnet = ({"Ref": f"{name}{i}"} for name in ("Table", "Group", "Subnet"))
        parameters[f"Inside{i}"] = {"Type": "String", "Default": "10.0.0.0/8"}
        put(f"Subnet{i}", "EC2::Subnet", VpcId={"Ref": "Vpc"}, MapPublicIpOnLaunch=False)
        put(f"Table{i}", "EC2::RouteTable", VpcId={"Ref": "Vpc"})
        put(f"Route{i}", "EC2::Route", RouteTableId=table, **({} if i % 3 else {"GatewayId": {"Ref": "Gateway"}}))
        put(f"Join{i}", "EC2::SubnetRouteTableAssociation", SubnetId=subnet, RouteTableId=table)
        put(f"Group{i}", "EC2::SecurityGroup", SecurityGroupIngress=[
            {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "CidrIp": {"Ref": f"Inside{i}"}}])
        put(f"Rule{i}", "EC2::SecurityGroupIngress", GroupId={"Fn::GetAtt": [f"Group{i}", "GroupId"]},
            IpProtocol="tcp", FromPort=22, ToPort=22, CidrIp="10.0.0.0/8" if i % 5 else "0.0.0.0/0")
        put(f"Balancer{i}", "ElasticLoadBalancingV2::LoadBalancer", SecurityGroups=[group])
        put(f"Launch{i}", "EC2::LaunchTemplate", LaunchTemplateData={"InstanceType": "g5.xlarge"})
        put(f"Node{i}", "EC2::Instance", SubnetId=subnet, SecurityGroupIds=[group],
            LaunchTemplate={"LaunchTemplateId": {"Ref": f"Launch{i}"}})
        put(f"Bucket{i}", "S3::Bucket", PublicAccessBlockConfiguration={
            **shut, "RestrictPublicBuckets": bool(i % 7)})
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Parameters": parameters,
                       "Resources": resources}), {
        "gpu-private": one_in(3, cells), "sg-open": one_in(5, cells), "sg-control": one_in(5, cells),
        "s3-public-access": one_in(7, cells), "s3-encryption": cells}


POD = """---
kind: Pod
apiVersion: v1
metadata: {name: p%d}
spec:
  containers:
  - name: a
    image: a/b:%d
    securityContext: {privileged: %s}
"""


def manifests(count):
    """One file of many documents."""
    return "".join(POD % (i, i, "false" if i % 3 else "true") for i in range(count)), {
        "privileged": one_in(3, count)}


KINDS = {"blocks": ("iac", blocks), "loops": ("iac", loops), "modules": ("iac", modules),
         "template": ("iac", template), "manifests": ("hardening", manifests)}


CALLER = """on: push
permissions: {id-token: write}
jobs:
  call:
    uses: ./.github/workflows/called%d.yml
  run:
    runs-on: ubuntu-latest
    steps:
    - uses: ./actions/login%d
    - run: aws s3 ls
"""
CALLED = """on: {workflow_call: {}}
jobs:
  run:
    runs-on: ubuntu-latest
    steps:
    - run: %s
"""
ACTION = """runs:
  using: composite
  steps:
  - uses: aws-actions/configure-aws-credentials@v4
    with: {role-to-assume: a-role}
"""


def workflows(count):
    """Files by name, three a cell, each third of a cell called by another: and what is wrong."""
    files, cells = {}, count // 3
    for i in range(cells):
        files[f".github/workflows/caller{i}.yml"] = CALLER % (i, i)
        files[f".github/workflows/called{i}.yml"] = CALLED % ("make" if i % 3 else "aws s3 ls")
        files[f"actions/login{i}/action.yml"] = ACTION
    return files, {"oidc-role": one_in(3, cells), "oidc-permission": 0}


if __name__ == "__main__":
    sys.stdout.write(KINDS[sys.argv[1]][1](int(sys.argv[2]))[0])
