#!/usr/bin/env python3
"""`gavel check iac`: two resources that something stands between which the file does not resolve.

A local value is not in a plan; a parameter and another stack's export are given from without, and so are of no
resource in the file (CloudFormation's user guide, Terraform's "JSON Output Format").
Usage: links_test.py GAVEL
"""
import json

from checking import done, expect
from planning import outcome, plan, resource

WORLD = "0.0.0.0/0"
ALL = {"from_port": 0, "to_port": 0, "protocol": "-1", "cidr_blocks": [WORLD]}
WEB = {**ALL, "from_port": 443, "to_port": 443, "protocol": "tcp"}
GROUP = ["aws_security_group.s.id", "aws_security_group.s"]
LOCAL, DATA, VAR = ["local.x"], ["data.aws_x.x.id"], ["var.x"]
PASSES = ([], [])


def group(ingress=(), egress=()):
    return resource("aws_security_group.s", {"ingress": list(ingress), "egress": list(egress)}, {"id": True})


def link(address, attribute, refs, **after):
    return resource(address, after, {attribute: True}, {attribute: refs})


def known(address, attribute, value, **after):
    return resource(address, {attribute: value, **after}, {}, {attribute: LOCAL})


def database(refs):
    return link("aws_db_instance.d", "vpc_security_group_ids", refs, storage_encrypted=True)


def machine(refs):
    return link("aws_instance.m", "vpc_security_group_ids", refs, instance_type="m5.large",
                root_block_device=[{"encrypted": True}])


def balancer(refs):
    return link("aws_lb.l", "security_groups", refs, load_balancer_type="application")


def opened(refs, egress=False):
    kind = "egress" if egress else "ingress"
    ports = {"ip_protocol": "-1"} if egress else {"ip_protocol": "tcp", "from_port": 443, "to_port": 443}
    return link(f"aws_vpc_security_group_{kind}_rule.r", "security_group_id", refs, cidr_ipv4=WORLD, **ports)


def test_groups():
    egress, web = ([], ["sg-egress"]), ([], ["sg-open"])
    wide, closed = group(egress=[ALL]), group()
    for what, resources, expected in (
            ("a store's", [wide, database(GROUP)], (["sg-egress"], [])), ("may be", [wide, database(LOCAL)], egress),
            ("by data", [wide, database(DATA)], egress), ("given from without", [wide, database(VAR)], PASSES),
            ("one that is known", [wide, known("aws_db_instance.d", "vpc_security_group_ids", ["sg-9"],
                                               storage_encrypted=True)], PASSES),
            ("nothing to say", [closed, database(LOCAL)], PASSES),
            ("a rule of it", [closed, database(GROUP), opened(GROUP, True)], (["sg-egress"], [])),
            ("a rule that may be", [closed, database(GROUP), opened(LOCAL, True)], egress),
            ("of no store", [closed, opened(LOCAL, True)], PASSES),
            ("a balancer's", [group([WEB]), balancer(GROUP)], PASSES),
            ("may be a balancer's", [group([WEB]), balancer(LOCAL)], web),
            ("another's too", [group([WEB]), balancer(LOCAL), machine(GROUP)], (["sg-open"], [])),
            ("may be another's", [group([WEB]), balancer(GROUP), machine(LOCAL)], web),
            ("no other's", [group([WEB]), balancer(GROUP), machine(VAR)], PASSES),
            ("its rule", [closed, balancer(GROUP), opened(GROUP)], PASSES),
            ("a rule that may be its", [closed, balancer(GROUP), opened(LOCAL)], web),
            ("no balancer", [closed, opened(LOCAL)], (["sg-open"], [])),
            ("no way out", [group([{**WEB, "from_port": 22, "to_port": 22}]), balancer(LOCAL)],
             (["sg-control", "sg-open"], []))):
        expect(what, outcome(plan(*resources)), expected)


STORES = {
    "vpc_security_group_ids": ("aws_docdbelastic_cluster", "aws_timestreaminfluxdb_db_instance",
                               "aws_timestreaminfluxdb_db_cluster"),
    "security_group_ids": ("aws_fsx_lustre_file_system", "aws_fsx_openzfs_file_system", "aws_fsx_windows_file_system",
                           "aws_fsx_ontap_file_system", "aws_fsx_file_cache"),
    "SecurityGroupIds": ("FSx::FileSystem", "ElastiCache::ServerlessCache", "RedshiftServerless::Workgroup", "DAX::Cluster"),
    "VpcSecurityGroupIds": ("RDS::DBProxy", "DocDBElastic::Cluster", "Timestream::InfluxDBInstance")}
STACKED = """Resources:
  G: {Type: AWS::EC2::SecurityGroup, Properties: {SecurityGroupEgress: [{IpProtocol: '-1', CidrIp: 0.0.0.0/0}]}}
  D: {Type: AWS::KIND, Properties: {ATTRIBUTE: [!Ref G]}}
"""


def test_stores():
    """All that keeps data, by the attribute that names its groups."""
    fails = ["sg-egress"]
    for attribute, kinds in STORES.items():
        for kind in kinds:
            got = (outcome(plan(group(egress=[ALL]), link(f"{kind}.d", attribute, GROUP)))[0] if kind.startswith("aws_")
                   else outcome(STACKED.replace("KIND", kind).replace("ATTRIBUTE", attribute), "s.yaml")[0])
            expect(kind, got, fails)
    expect("MSK without servers", outcome(plan(group(egress=[ALL]), link(
        "aws_msk_serverless_cluster.d", "vpc_config", [{"security_group_ids": {"references": GROUP}}])))[0], fails)
    for kind, properties in (("MSK::ServerlessCluster", "{VpcConfigs: [{SecurityGroups: [!Ref G]}]}"),
                             ("Elasticsearch::Domain", "{VPCOptions: {SecurityGroupIds: [!Ref G]}}")):
        text = STACKED.replace("{ATTRIBUTE: [!Ref G]}", properties).replace("KIND", kind)
        expect(kind, "sg-egress" in outcome(text, "s.yaml")[0], True)


OLD, NEW = "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-2-2017-01"
CLASSIC = resource("aws_elb.e", {"name": "e", "listener": [{"lb_protocol": "HTTPS", "lb_port": 443}]}, {"id": True})
SSL = "SSLNegotiationPolicyType"


def pairs(**attributes):
    return [{"name": k.replace("_", "-").replace("-1-", "-1."), "value": v} for k, v in attributes.items()]


def negotiation(attributes, port=443):
    return resource("aws_lb_ssl_negotiation_policy.n", {"load_balancer": "e", "lb_port": port, "name": "n",
                                                        "attribute": pairs(**attributes)})


def policy(attributes, kind=SSL):
    return resource("aws_load_balancer_policy.p", {
        "load_balancer_name": "e", "policy_name": "p", "policy_type_name": kind, "policy_attribute": pairs(**attributes)},
        {"id": True})


def attached(*names, port=443):
    return resource("aws_load_balancer_listener_policy.a", {"load_balancer_name": "e", "load_balancer_port": port,
                                                            "policy_names": list(names)})


def test_classic():
    """The default policy of a classic load balancer, 2016-08, speaks TLS 1.0 ("Predefined SSL security policies")."""
    fails, later = (["tls"], []), ([], ["tls"])
    ssl = resource("aws_elb.e", {"name": "e", "listener": [{"lb_protocol": "ssl", "lb_port": 443}]})
    tcp = resource("aws_elb.e", {"name": "e", "listener": [{"lb_protocol": "tcp", "lb_port": 443}]})
    new = {"Reference_Security_Policy": NEW}
    by_reference = link("aws_load_balancer_listener_policy.a", "policy_names", ["aws_load_balancer_policy.p.policy_name",
                        "aws_load_balancer_policy.p"], load_balancer_name="e", load_balancer_port=443)
    elsewhere = link("aws_load_balancer_listener_policy.a", "policy_names", VAR, load_balancer_name="e", load_balancer_port=443)
    for what, resources, expected in (
            ("no policy", [CLASSIC], fails), ("SSL", [ssl], fails), ("TCP", [tcp], PASSES),
            ("a new one", [CLASSIC, negotiation(new)], PASSES), ("of another port", [CLASSIC, negotiation(new, 8443)], fails),
            ("an old one", [CLASSIC, negotiation({"Reference_Security_Policy": OLD})], (["tls"], [])),
            ("by protocols", [CLASSIC, negotiation({"Protocol_TLSv1.2": "true", "Protocol_TLSv1": "false"})], PASSES),
            ("by old ones too", [CLASSIC, negotiation({"Protocol_TLSv1.2": "true", "Protocol_TLSv1": "true"})], fails),
            ("1.1", [CLASSIC, negotiation({"Protocol_TLSv1.2": "true", "Protocol_TLSv1.1": "true"})], fails),
            ("ciphers alone", [CLASSIC, negotiation({"ECDHE_RSA_AES128_SHA": "true"})], fails),
            ("attached", [CLASSIC, policy(new), attached("p")], PASSES),
            ("attached by reference", [CLASSIC, policy(new), by_reference], PASSES),
            ("attached, old", [CLASSIC, policy({"Protocol_TLSv1": "true"}), attached("p")], fails),
            ("attached to another port", [CLASSIC, policy(new), attached("p", port=80)], fails),
            ("another attached", [CLASSIC, policy(new), attached("q")], fails),
            ("one of cookies", [CLASSIC, policy({"CookieName": "x"}, "AppCookieStickinessPolicyType"), attached("p")], fails),
            ("one of the service's", [CLASSIC, attached(NEW)], PASSES), ("an old one of its", [CLASSIC, attached(OLD)], fails),
            ("one from elsewhere", [CLASSIC, elsewhere], later),
            ("old by itself", [policy({"Protocol_TLSv1": "true"})], fails)):
        expect(what, outcome(plan(*resources)), expected)
    template = """Resources:
  L: {Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {Listeners: [{Protocol: HTTPS, LoadBalancerPort: '443'
      NAMES}], Policies: [{PolicyName: p, PolicyType: KIND, Attributes: [{Name: N, Value: V}]}]}}
"""
    for names, kind, name, value, expected in (
            ("", SSL, "Reference-Security-Policy", NEW, fails), (", PolicyNames: [p]", SSL, "Reference-Security-Policy", NEW, PASSES),
            (", PolicyNames: [p]", SSL, "Reference-Security-Policy", OLD, fails),
            (", PolicyNames: [p]", SSL, "Protocol-TLSv1", "true", fails), (", PolicyNames: [q]", SSL, "Protocol-TLSv1.2", "true", fails),
            (", PolicyNames: [p]", SSL, "Protocol-TLSv1.2", "true", PASSES), (", PolicyNames: [p]", "X", "CookieName", "c", fails),
            (", PolicyNames: [!Ref P]", SSL, "Protocol-TLSv1.2", "true", later),
            (", PolicyNames: [p]", SSL, "Protocol-TLSv1.2", "!Ref P", later), (f", PolicyNames: [{NEW}]", SSL, "N", "v", PASSES)):
        text = template.replace("NAMES", names).replace("KIND", kind).replace("N,", f"{name},").replace(": V", f": {value}")
        expect((names, kind, name, value), outcome(text, "s.yaml"), expected)


def test_modules():
    """A module as a whole, and the items of what a call loops over."""
    may = ([], ["sg-egress"])
    wide = group(egress=[ALL])
    inner = lambda refs: link("module.m.aws_db_instance.d", "vpc_security_group_ids", refs, storage_encrypted=True)
    item = {"references": ["each.value.groups", "each.value"]}
    for what, resources, call, loop, expected in (
            ("as a whole", [database(["module.m"])], None, None, may),
            ("beside its output", [database(["module.m.x", "module.m"])], None, None, PASSES),
            ("an item", [inner(["var.g"])], item, {"references": LOCAL}, may),
            ("one that is given", [inner(["var.g"])], item, {"references": VAR}, PASSES),
            ("one of the file", [inner(["var.g"])], item, {"references": GROUP}, (["sg-egress"], [])),
            ("or another", [inner(["var.g"])], {"references": item["references"] + ["var.y"]}, {"references": LOCAL}, may),
            ("all that is looped over", [inner(["var.g"])], {"references": item["references"] + ["aws_security_group.t.id"]},
             {"references": GROUP}, PASSES)):
        text = json.loads(plan(wide, *resources, calls={"m": {"g": call}} if call else None, outputs={
            "m": {"x": {"expression": {"references": GROUP}}}}))
        calls = text["configuration"]["root_module"]["module_calls"]
        if not calls:
            calls["m"] = {"expressions": {}, "module": {"outputs": {"x": {"expression": {"references": GROUP}}}}}
        if loop:
            calls["m"]["for_each_expression"] = loop
        expect(what, outcome(json.dumps(text)), expected)


TABLE, GATEWAY = ["aws_route_table.t.id", "aws_route_table.t"], ["aws_internet_gateway.g.id", "aws_internet_gateway.g"]
SUBNET, NETWORK = ["aws_subnet.s.id", "aws_subnet.s"], ["aws_vpc.v.id", "aws_vpc.v"]
PLACE = [resource("aws_subnet.s", {"map_public_ip_on_launch": False}, {"id": True, "vpc_id": True}, {"vpc_id": NETWORK}),
         resource("aws_vpc.v", {}, {"id": True}), resource("aws_internet_gateway.g", {}, {"id": True}),
         resource("aws_route_table.t", {}, {"id": True, "route": True}),
         resource("aws_instance.n", {"instance_type": "g5.xlarge", "root_block_device": [{"encrypted": True}]},
                  {"subnet_id": True}, {"subnet_id": SUBNET})]


def route(gateway, table):
    return resource("aws_route.r", {}, {"gateway_id": True, "route_table_id": True},
                    {"gateway_id": gateway, "route_table_id": table})


def joins(subnet, table):
    return resource("aws_route_table_association.a", {}, {"subnet_id": True, "route_table_id": True},
                    {"subnet_id": subnet, "route_table_id": table})


def test_routes():
    fails, unseen = (["gpu-private"], []), ([], ["gpu-private"])
    main = ["aws_vpc.v.main_route_table_id", "aws_vpc.v"]
    set_main = lambda table, network: resource("aws_main_route_table_association.m", {}, {}, {
        "route_table_id": table, "vpc_id": network})
    address = lambda refs: link("aws_eip.e", "instance", refs)
    for what, resources, expected in (
            ("nothing", [], PASSES), ("all of it", [route(GATEWAY, TABLE), joins(SUBNET, TABLE)], fails),
            ("the gateway", [route(LOCAL, TABLE), joins(SUBNET, TABLE)], unseen),
            ("one given from without", [route(VAR, TABLE), joins(SUBNET, TABLE)], unseen),
            ("one that is known", [known("aws_route.r", "gateway_id", "vgw-1"), joins(SUBNET, TABLE)], PASSES),
            ("of no subnet", [route(LOCAL, TABLE)], PASSES),
            ("the table", [route(GATEWAY, LOCAL), joins(SUBNET, TABLE)], unseen),
            ("or the main one", [route(GATEWAY, LOCAL)], unseen),
            ("the subnet", [route(GATEWAY, TABLE), joins(LOCAL, TABLE)], unseen),
            ("the subnet's table", [route(GATEWAY, TABLE), joins(SUBNET, LOCAL)], unseen),
            ("one of another file", [joins(SUBNET, VAR)], unseen),
            ("which of its tables", [joins(SUBNET, TABLE + VAR + ["count.index"])], PASSES),
            ("another subnet's", [route(GATEWAY, ["aws_route_table.u.id"]), joins(SUBNET, TABLE),
                                  {**joins(LOCAL, ["aws_route_table.u.id"]), "address": "aws_route_table_association.b",
                                   "base": "aws_route_table_association.b"}], PASSES),
            ("the main table's", [route(GATEWAY, main)], fails), ("its gateway", [route(LOCAL, main)], unseen),
            ("and perhaps its own", [route(GATEWAY, main), joins(LOCAL, TABLE)], unseen),
            ("its own", [route(GATEWAY, main), joins(SUBNET, TABLE)], PASSES),
            ("set as main", [route(GATEWAY, TABLE), set_main(TABLE, NETWORK)], fails),
            ("perhaps", [route(GATEWAY, TABLE), set_main(LOCAL, NETWORK)], unseen),
            ("of some network", [route(GATEWAY, TABLE), set_main(TABLE, LOCAL)], unseen),
            ("an address", [address(["aws_instance.n.id", "aws_instance.n"])], fails),
            ("of some machine", [address(LOCAL)], unseen), ("of another file's", [address(VAR)], PASSES)):
        expect(what, outcome(plan(*PLACE, *resources)), expected)


STACK = """
Parameters: {P: {Type: String}}
Resources:
  S: {Type: AWS::EC2::Subnet, Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}}
  R: {Type: AWS::EC2::RouteTable, Properties: {VpcId: vpc-1}}
  Q: {Type: AWS::EC2::InternetGateway}
  N: {Type: AWS::EC2::NatGateway}
  C: {Type: Custom::Network}
  A: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: SUBNET, RouteTableId: TABLE}}
  X: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref R, GatewayId: GATEWAY}}
  I: {Type: AWS::EC2::Instance, Properties: {InstanceType: g5.xlarge, SubnetId: !Ref S,
      BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}]}}
"""
STORE = """
Parameters: {P: {Type: String}}
Resources:
  G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x, VpcId: v, SecurityGroupIngress: []}}
  D: {Type: AWS::RDS::DBInstance, Properties: {StorageEncrypted: true, VPCSecurityGroups: GROUPS}}
"""
BALANCED = """
Parameters: {P: {Type: String}}
Resources:
  L: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {SecurityGroups: [BALANCER]}}
  R: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: RULE, IpProtocol: tcp, FromPort: 443, ToPort: 443,
      CidrIp: 0.0.0.0/0}}
"""


def test_templates():
    fails, unseen = (["gpu-private"], []), ([], ["gpu-private"])
    for gateway, subnet, table, expected in (
            ("!Ref Q", "!Ref S", "!Ref R", fails), ("!Ref N", "!Ref S", "!Ref R", PASSES),
            ("!Sub '${Q}'", "!Ref S", "!Ref R", fails), ("!Sub '${Q.Id}'", "!Sub '${S.SubnetId}'", "!Ref R", fails),
            ("{'Fn::Select': ['1', [!Ref N, !Ref Q]]}", "!Ref S", "!Ref R", fails),
            ("!Select [0, [!Ref N, !Ref Q]]", "!Ref S", "!Ref R", PASSES),
            ("!ImportValue net-igw", "!Ref S", "!Ref R", unseen), ("{'Fn::ImportValue': igw}", "!Ref S", "!Ref R", unseen),
            ("!Ref P", "!Ref S", "!Ref R", unseen), ("!GetAtt C.Igw", "!Ref S", "!Ref R", unseen), ("!GetAtt Net.Outputs.Igw", "!Ref S", "!Ref R", unseen),
            ("!Sub '${P}-${Q}'", "!Ref S", "!Ref R", unseen), ("!Sub '${!Q}'", "!Ref S", "!Ref R", unseen),
            ("!Select [!Ref P, [!Ref N, !Ref Q]]", "!Ref S", "!Ref R", unseen),
            ("!Select [7, [!Ref N]]", "!Ref S", "!Ref R", unseen),
            ("!Ref Q", "!Ref S", "!Ref P", unseen), ("!Ref Q", "!Join ['', [!Ref S]]", "!Ref R", unseen),
            ("!Ref Q", "!ImportValue subnet", "!Ref R", PASSES)):
        text = STACK.replace("GATEWAY", gateway).replace("SUBNET", subnet).replace("TABLE", table)
        got = outcome(text, "s.yaml")
        expect((gateway, subnet, table), got, expected)
    wide, may = (["sg-egress"], []), ([], ["sg-egress"])
    for groups, expected in (
            ("[!Ref G]", wide), ("[!Sub '${G.GroupId}']", wide), ("[!Select [0, [!Ref G]]]", wide),
            ("[{'Fn::Sub': '${G}'}]", wide), ("!Split [',', !Join [',', [!Ref G]]]", may),
            ("{'Fn::Split': [',', {'Fn::Sub': '${G},${P}'}]}", may), ("[!Ref P]", PASSES), ("[!ImportValue g]", PASSES),
            ("[!FindInMap [M, a, b]]", PASSES)):
        expect(groups, outcome(STORE.replace("GROUPS", groups), "s.yaml"), expected)
    for before, rule, expected in (("sg-1", "sg-1", PASSES), ("sg-1", "sg-2", (["sg-open"], [])),
                                   ("!Ref P", "!Ref P", ([], ["sg-open"]))):
        text = BALANCED.replace("BALANCER", before).replace("RULE", rule)
        expect((before, rule), outcome(text, "s.yaml"), expected)


test_groups()
test_stores()
test_classic()
test_modules()
test_routes()
test_templates()
done("links")
