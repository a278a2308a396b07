#!/usr/bin/env python3
"""What the collector makes of findings of AWS services, of OCSF and of Trivy Operator.

A case is a document of our own, what its scans and findings must say (members that are not named are not judged), and
how it ends. Every document is also read with the members of its objects in the opposite order, which must not matter,
and cut at many places: no cut one may pass as whole. Usage: scans_cloud_test.py GAVEL [CASES]
"""
import glob
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

from scans_lines import collect

ACCOUNT, REGION = "111122223333", "eu-central-1"
HERE = f"{ACCOUNT}/{REGION}"
DAY, SECONDS = "2026-02-02T02:40:00.500Z", 1770000000  # the same time
HOSTILE = "\x1b]0;pwned\x07\u202e\u200b<b>"


def without(record, *names):
    return {key: value for key, value in record.items() if key not in names}


# ---- Security Hub ----


def asff(number=1, **more):
    return {"SchemaVersion": "2018-10-08", "Id": f"id/{number}", "AwsAccountId": ACCOUNT, "Region": REGION,
            "ProductArn": f"arn:aws:securityhub:{REGION}::product/aws/securityhub", "ProductName": "Security Hub",
            "GeneratorId": "security-control/S3.1", "Types": ["Software and Configuration Checks/Standards"],
            "CreatedAt": DAY, "UpdatedAt": DAY, "Title": "Bucket " + HOSTILE, "Description": "It is open.",
            "Severity": {"Label": "HIGH", "Normalized": 1}, "Compliance": {"Status": "FAILED"},
            "Resources": [{"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::b{number}", "Region": REGION}],
            "Workflow": {"Status": "NEW"}, "RecordState": "ACTIVE", **more}


def severity(*values):
    """Findings that say their severity by a number alone."""
    return [asff(i, Severity={"Normalized": value}) for i, value in enumerate(values)]


NOTE = {"Text": "by design", "UpdatedBy": "arn:aws:iam::1:user/lead"}
FLAW = {"Id": "GHSA-aaaa-bbbb-cccc", "RelatedVulnerabilities": ["GHSA-aaaa-bbbb-cccc", "CVE-2026-0001"], "EpssScore": 0.5,
        "Cvss": [{"Version": "2.0", "BaseScore": 5, "BaseVector": "AV:N"},
                 {"Version": "3.1", "BaseScore": 7.5, "BaseVector": "CVSS:3.1/AV:N"}],
        "VulnerablePackages": [{"Name": "openssl", "Version": "3.0.1", "FixedInVersion": "NotAvailable"}]}
VULNERABLE = asff(Types=["Software and Configuration Checks/Vulnerabilities/CVE"], GeneratorId="AWSInspector",
                  Vulnerabilities=[FLAW], Resources=[{"Type": "AwsEcrContainerImage", "Id": "arn:image"}])
PROWLER = {**without(asff(), "ProductName", "Region", "Workflow"), "GeneratorId": "prowler-s3_public",
           "ProductArn": f"arn:aws:securityhub:{REGION}::product/prowler/prowler"}
TRIVY = {**PROWLER, "ProductArn": f"arn:aws:securityhub:{REGION}::product/aquasecurity/aquasecurity", "Id": "x.sh",
         "GeneratorId": "Trivy", "Types": ["Sensitive Data Identifications"],
         "Title": "Trivy found a secret in x.sh: A Key", "Severity": {"Label": "CRITICAL"},
         "Resources": [{"Type": "Other", "Id": "x.sh", "Details": {"Other": {"Filename": "x.sh"}}}]}
EVENT = {"version": "0", "id": "e", "source": "aws.securityhub", "account": ACCOUNT, "time": DAY, "region": REGION}

# ---- The others ----

GUARD = {"AccountId": ACCOUNT, "Region": REGION, "Id": "f", "Type": "Recon:EC2/Portscan", "Severity": 8.9,
         "Arn": f"arn:aws:guardduty:{REGION}:{ACCOUNT}:detector/d/finding/f", "Title": "Ports " + HOSTILE,
         "Description": "Scan.", "CreatedAt": DAY, "UpdatedAt": DAY, "SchemaVersion": "2.0",
         "Resource": {"ResourceType": "Instance", "InstanceDetails": {"InstanceId": "i-1"}},
         "Service": {"Archived": False, "Count": 7, "EventFirstSeen": DAY, "EventLastSeen": DAY}}


def camel(value):
    if isinstance(value, dict):
        return {key[:1].lower() + key[1:]: camel(item) for key, item in value.items()}
    return [camel(item) for item in value] if isinstance(value, list) else value


def guard(**more):
    return {**GUARD, **more}


def inspected(kind, details, **more):
    return {"findingArn": f"arn:aws:inspector2:{REGION}:{ACCOUNT}:finding/1", "awsAccountId": ACCOUNT, "type": kind,
            "title": "T " + HOSTILE, "description": "D", "severity": "HIGH", "status": "ACTIVE", "firstObservedAt": DAY,
            "updatedAt": SECONDS + 0.5, "resources": [{"id": "i-1", "type": "AWS_EC2_INSTANCE", "region": REGION}],
            **details, **more}


PACKAGES = {"packageVulnerabilityDetails": {
    "vulnerabilityId": "CVE-2026-0002", "sourceUrl": "https://example.invalid/2", "relatedVulnerabilities": [],
    "cvss": [{"baseScore": 9.8, "scoringVector": "CVSS:3.1/AV:N", "version": "3.1"}],
    "vulnerablePackages": [
        {"name": "@scope/left", "version": "1.0.0", "fixedInVersion": "1.0.1", "packageManager": "NPM",
         "filePath": "z/package-lock.json"},
        {"name": "kernel", "version": "5.4", "fixedInVersion": "5.4.9", "packageManager": "OS"},
        {"name": "kernel", "version": "5.10", "fixedInVersion": "NotAvailable", "packageManager": "OS"},
        {"name": "@scope/left", "version": "1.0.0", "fixedInVersion": "1.0.1", "packageManager": "NPM",
         "filePath": "app/package-lock.json"},
        {"name": "right", "version": "2.0", "epoch": 1, "release": "3", "packageManager": "OS"}]}}
CODE = {"codeVulnerabilityDetails": {"ruleId": "python-log", "cwes": ["CWE-117", "CWE-93"],
                                     "filePath": {"filePath": "src/a.py", "startLine": 7, "endLine": 9}}}
REACH = {"networkReachabilityDetails": {"protocol": "TCP", "openPortRange": {"begin": 22, "end": 23}}}


IMAGE_A, IMAGE_B = "sha256:" + "a" * 64, "sha256:" + "b" * 64
REGIONLESS = ("nothing tells its region, and another one may have a repository of that name; --target NAME, or "
              "`target` of the source, says which it is")
REGISTRY = f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com"


def image_arn(digest, name="team/api"):
    return f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/{name}/{digest}"


def inspected_image(digest, identity=None, **more):
    """What Inspector tells of an image: its address, or what stands beside it."""
    details = {"registry": ACCOUNT, "repositoryName": "team/api", "imageHash": digest, "imageTags": ["v1"]}
    return inspected("PACKAGE_VULNERABILITY", {"packageVulnerabilityDetails": {
        "vulnerabilityId": "CVE-2026-0002", "vulnerablePackages": [{"name": "zlib", "version": "1.2"}]}}, resources=[
            {"id": identity or image_arn(digest), "type": "AWS_ECR_CONTAINER_IMAGE", "region": REGION,
             "details": {"awsEcrContainerImage": details}}], severity="CRITICAL", **more)


def hub_image(*digests):
    resources = [{"Type": "AwsEcrContainerImage", "Id": image_arn(d), "Region": REGION,
                  "Details": {"AwsEcrContainerImage": {"RepositoryName": "team/api", "ImageTags": ["v1"]}}} for d in digests]
    return asff(Resources=resources, Severity={"Label": "CRITICAL"}, Vulnerabilities=[
        {"Id": "CVE-2026-0002", "VulnerablePackages": [{"Name": "zlib", "Version": "1.2"}]}])


def access(number, **more):
    return {"id": f"a{number}", "resource": f"arn:aws:s3:::s{number}", "resourceType": "AWS::S3::Bucket",
            "resourceOwnerAccount": ACCOUNT, "status": "ACTIVE", "createdAt": DAY, "analyzedAt": DAY, "updatedAt": DAY,
            **more}


ACCESS = [access(1, isPublic=True, principal={"AWS": "*"}, action=["s3:GetObject", "s3:PutObject"]),
          access(2, isPublic=False, principal={"AWS": "444455556666"}, action=["s3:GetObject"], status="ARCHIVED"),
          access(3, isPublic=False, principal={}, status="RESOLVED")]
ACCESS_ONE = access(4, findingType="ExternalAccess", findingDetails=[
    {"externalAccessDetails": {"isPublic": True, "principal": {"AWS": "*"}, "action": ["sts:AssumeRole"]}}])


def scanned(findings, status="COMPLETE", **more):
    return {"imageScanFindings": {"findings": findings, "imageScanCompletedAt": SECONDS + 0.5}, "registryId": ACCOUNT,
            "repositoryName": "team/api", "imageId": {"imageDigest": "sha256:ab", "imageTag": "v1"},
            "imageScanStatus": {"status": status, "description": "why " + HOSTILE}, **more}


def flaw(name, level, **attributes):
    return {"name": name, "severity": level, "uri": "https://example.invalid/" + name,
            "attributes": [{"key": key, "value": value} for key, value in attributes.items()]}


FLAWS = [flaw("CVE-2026-0003", "UNDEFINED", package_name="zlib", package_version="1.2", CVSS2_SCORE="5", CVSS3_SCORE="7.1"),
         flaw("CVE-2026-0004", "INFORMATIONAL")]
IMAGE = [{"id": f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/team/api/sha256:ab", "type": "AWS_ECR_CONTAINER_IMAGE",
          "details": {"awsEcrContainerImage": {"repositoryName": "team/api", "imageHash": "sha256:ab"}}}]
ENHANCED = {"imageScanFindings": {"enhancedFindings": [inspected("PACKAGE_VULNERABILITY", PACKAGES, resources=IMAGE)],
                                  "imageScanCompletedAt": DAY}}


def ocsf(code, level, **more):
    return {"class_uid": 2004, "metadata": {"event_code": "s3_public", "product": {"name": "Prowler", "version": "5"}},
            "severity_id": level, "severity": "Word", "status": "New", "status_id": 1, "status_code": code,
            "status_detail": "it is " + HOSTILE, "time": SECONDS, "cloud": {"account": {"uid": ACCOUNT}, "region": REGION},
            "finding_info": {"uid": "u", "title": "Buckets", "created_time_dt": DAY},
            "resources": [{"uid": "arn:aws:s3:::o", "region": REGION}], **more}


LABELS = {"trivy-operator.resource." + key: value
          for key, value in {"namespace": "ml", "kind": "Deployment", "name": "serve"}.items()}


def report(kind, body, where="report", **labels):
    return {"apiVersion": "aquasecurity.github.io/v1alpha1", "kind": kind, where: {"updateTimestamp": DAY, **body},
            "metadata": {"name": "n", "creationTimestamp": DAY, "labels": {**LABELS, **labels}}}


def audit(space, rule, kind="ConfigAuditReport", at=DAY):
    """A report of one failed check; the namespace as the API has it."""
    one = report(kind, {"checks": [{"checkID": rule, "severity": "LOW"}], "updateTimestamp": at},
                 **{"trivy-operator.resource.namespace": space})
    return {**one, "metadata": {**one["metadata"], **({"namespace": space} if space else {})}}


def kubectl(*items):
    return {"apiVersion": "v1", "kind": "List", "items": list(items), "metadata": {"resourceVersion": ""}}


CONTAINER = {"trivy-operator.container.name": "main"}
WEAK = report("VulnerabilityReport", {"vulnerabilities": [
    {"vulnerabilityID": "CVE-2026-0005", "resource": "curl", "installedVersion": "7", "fixedVersion": "8", "score": 4.2,
     "severity": "CRITICAL", "title": "Curl", "primaryLink": "https://example.invalid/5"}]}, **CONTAINER)
AUDIT = report("ConfigAuditReport", {"checks": [
    {"checkID": "KSV014", "severity": "LOW", "title": "Root", "success": False, "messages": ["say"]},
    {"checkID": "KSV015", "severity": "HIGH", "title": "Good", "success": True}]})
LEAK = report("ExposedSecretReport", {"secrets": [
    {"ruleID": "aws", "severity": "CRITICAL", "title": "Key", "target": "root/k.txt", "match": "K=***"}]}, **CONTAINER)
CONTROLS = report("ClusterComplianceReport", {"summaryReport": {"controlCheck": [
    {"id": "1.1", "name": "Good", "severity": "HIGH", "totalFail": 0},
    {"id": "1.2", "name": "Bad", "severity": "CRITICAL", "totalFail": 5}]}}, "status")

def prowler(status, number=1, **more):
    """A finding of Prowler 3's JSON, as its documentation shows it."""
    return {"AssessmentStartTime": DAY, "FindingUniqueId": f"prowler-aws-s3_public-{number}", "Provider": "aws",
            "CheckID": "s3_public", "CheckTitle": "Buckets " + HOSTILE, "CheckType": [], "ServiceName": "s3",
            "Status": status, "StatusExtended": "Bucket is open.", "Severity": "high", "Region": REGION,
            "AccountId": ACCOUNT, "ResourceId": "o", "ResourceArn": "arn:aws:s3:::o", "Compliance": {}, **more}


TABLE = ("AUTH_METHOD;TIMESTAMP;ACCOUNT_UID;FINDING_UID;PROVIDER;CHECK_ID;CHECK_TITLE;STATUS;STATUS_EXTENDED;MUTED;"
         "SEVERITY;RESOURCE_UID;RESOURCE_NAME;REGION;RELATED_URL;PROWLER_VERSION")
TABLE_OLD = "ASSESSMENT_START_TIME;CHECK_ID;CHECK_TITLE;STATUS;STATUS_EXTENDED;SEVERITY;ACCOUNT_ID;REGION;RESOURCE_ARN"


def table(*rows, head=TABLE):
    return "\r\n".join([head, *rows, ""])


def table_row(status, title="Public", muted="False", severity="high", name="o"):
    return (f"profile;2026-02-02 02:40:00.500000;{ACCOUNT};uid;aws;s3_public;{title};{status};Bucket is open.;{muted};"
            f"{severity};arn:aws:s3:::{name};{name};{REGION};https://example.invalid;5.1.0")


PAGES = {"gavel": "aws-findings", "version": 1, "service": "accessanalyzer", "account": ACCOUNT, "region": REGION,
         "at": SECONDS, "lists": [
             {"category": "external", "pages": [{"findings": ACCESS[:1], "nextToken": "t"}, {"findings": ACCESS[1:]}]},
             {"category": "unused", "pages": [{"findings": []}]}]}


def pages(service, *lists, **more):
    return {**PAGES, "service": service, "lists": [{"pages": list(each)} for each in lists], **more}


def analyzed(number=1, kind="Access Analyzer Finding", **more):
    """An event of IAM Access Analyzer, as its user guide ("Monitoring ... with Amazon EventBridge") shows it."""
    detail = {"version": "1.0", "id": f"f{number}", "status": "ACTIVE", "resourceType": "AWS::S3::Bucket",
              "resource": f"arn:aws:s3:::s{number}", "createdAt": DAY, "analyzedAt": DAY, "updatedAt": DAY, "accountId": ACCOUNT,
              "region": REGION, "principal": {"AWS": "*"}, "action": ["s3:GetObject", "s3:PutObject"], "condition": {},
              "isPublic": True, "isDeleted": False, **more}
    return {**EVENT, "source": "aws.access-analyzer", "detail-type": kind,
            "resources": [f"arn:aws:access-analyzer:{REGION}:{ACCOUNT}:analyzer/made"],
            "detail": {key: value for key, value in detail.items() if value is not None}}


UNUSED = {"id": None, "findingId": "u", "resource": "arn:aws:iam::1:role/r", "resourceType": "AWS::IAM::Role", "principal": None,
          "action": None, "isPublic": None, "findingType": "UnusedIAMRole", "previousStatus": ""}
UNTOLD = "--target ACCOUNT/REGION"
OPEN_KEY = ["access-analyzer", "posture", "external", ACCOUNT]
HUB_KEY = ["securityhub", "posture", "", HERE]


def hub_of(target):
    return ["securityhub", "posture", "", target]


def cloud_of(region):
    return {"account": {"uid": ACCOUNT}, "region": region}


EVENT_ONLY = "an event or a single finding, not a list"
ENDLESS = "the table has no end mark; prowler -M json-ocsf has one"
STREAM = "a stream of events: what is not in it any more is not gone"

# name: (document, {key of a scan: what it says}, [what its findings say], True or why it is not whole)
CASES = {
    "hub": ({"Findings": [asff(), asff(2, Compliance={"Status": "PASSED"}),
                          asff(3, Compliance={"Status": "NOT_AVAILABLE"}, Severity={"Label": "INFORMATIONAL"})]},
            [(HUB_KEY, {"passed": 1, "target_kind": "account", "partial": None})],
            [{"rule": "security-control/S3.1", "level": "high", "raw": "HIGH", "from": "tool", "class": "posture",
              "uid": f"arn:aws:securityhub:{REGION}::product/aws/securityhub id/1", "resource": "arn:aws:s3:::b1",
              "seen": SECONDS, "text": "It is open.", "status": None, "claim": None}, {"level": "info"}], True),
    "hub bare list": ([asff()], [(HUB_KEY, {})], [{"level": "high"}], True),
    "hub lower case": ({"findings": [asff()]}, [(HUB_KEY, {})], [{"level": "high"}], True),
    "hub numbers": ({"Findings": severity(0, 1, 39, 40, 69, 70, 89, 90, 100, 101)}, [(HUB_KEY, {})],
                    [{"level": w} for w in ("info low low medium medium high high critical critical unknown".split())],
                    True),
    "hub people": ({"Findings": [
        asff(1, Workflow={"Status": "SUPPRESSED"}, Note=NOTE), asff(2, Workflow={"Status": "RESOLVED"}),
        asff(3, RecordState="ARCHIVED"), asff(4, VerificationState="FALSE_POSITIVE"),
        asff(5, FindingProviderFields={"Severity": {"Label": "CRITICAL"}}),
        asff(6, FindingProviderFields={"Severity": {"Label": "LOW"}})]}, [(HUB_KEY, {})],
        [{"claim": "suppressed", "claim_why": "Security Hub: SUPPRESSED by arn:aws:iam::1:user/lead: by design",
          "status": None},
         {"claim": "resolved", "status": None}, {"status": "archived", "claim": None}, {"claim": "false_positive"},
         {"level": "critical", "from": "product"}, {"level": "high", "from": "tool"}], True),
    "hub vulnerability": ({"Findings": [VULNERABLE]}, [(HUB_KEY, {})],
                          [{"class": "container", "ids": "GHSA-aaaa-bbbb-cccc CVE-2026-0001", "cvss": "7.5",
                            "vector": "CVSS:3.1/AV:N", "epss": "0.5", "package": "openssl", "version": "3.0.1",
                            "fixed": None, "rule": "GHSA-aaaa-bbbb-cccc", "file": "arn:image"}], True),
    "hub packages": ({"Findings": [VULNERABLE | {"Vulnerabilities": [FLAW | {"VulnerablePackages": [
        {"Name": "b", "Version": "2", "FixedInVersion": "3", "FilePath": "y"}, {"Name": "a", "Version": "1"},
        {"Name": "b", "Version": "2", "FixedInVersion": "3", "FilePath": "x"}]}]}]}, [(HUB_KEY, {"findings": 2})],
                     [{"package": "a", "version": "1", "file": "arn:image", "fixed": None, "places": None},
                      {"package": "b", "version": "2", "file": "arn:image: x", "fixed": "3", "places": "y",
                       "ids": "GHSA-aaaa-bbbb-cccc CVE-2026-0001"}], True),
    "hub titled": ({"Findings": [without(VULNERABLE, "Vulnerabilities") | {"Title": "CVE-2026-7 - kernel"}]},
                   [(HUB_KEY, {})], [{"rule": "CVE-2026-7", "class": "container"}], True),
    "hub resources": ({"Findings": [asff(Resources=[{"Id": "one"}, {"Id": "two"}, {"Id": "three"}])]}, [(HUB_KEY, {})],
                      [{"resource": "one", "places": "two\nthree"}], True),
    "hub repeats": ({"Findings": [asff(), asff()]}, [(HUB_KEY, {"findings": 2})], [{}, {}], True),
    "hub generator": ({"Findings": [asff(GeneratorId="arn:aws:guardduty:x", Types=["TTPs/Recon/Recon:EC2"])]},
                      [(HUB_KEY, {})], [{"rule": "Recon:EC2"}], True),
    "hub accounts": ({"Findings": [asff(), asff(2, AwsAccountId="444455556666")]},
                     [(HUB_KEY, {"findings": 1}), (hub_of("444455556666/" + REGION), {"findings": 1})], [{}, {}], True),
    "hub regions": ({"Findings": [asff(), asff(2, Region="us-east-1", Compliance={"Status": "PASSED"}), asff(3)]},
                    [(HUB_KEY, {"findings": 2, "passed": None}),
                     (hub_of(ACCOUNT + "/us-east-1"), {"findings": 0, "passed": 1, "target_kind": "account"})],
                    [{"resource": "arn:aws:s3:::b1"}, {"resource": "arn:aws:s3:::b3"}], True),
    "hub regions, a page": ({"Findings": [asff(), asff(2, Region="us-east-1")], "NextToken": "more"}, None, None, "one page of a longer list"),
    "hub regions, an event": (
        {**EVENT, "detail-type": "Security Hub Findings - Imported", "detail": {"findings": [asff(), asff(2, Region="us-east-1")]}},
        [(HUB_KEY, {"partial": EVENT_ONLY, "findings": 1}), (hub_of(ACCOUNT + "/us-east-1"), {"partial": EVENT_ONLY, "findings": 1})],
        [{}, {}], True),
    "hub regions, images": (
        {"Findings": [asff(2, Region="us-east-1"), hub_image(IMAGE_A), asff(3, Region="us-east-1")]},
        [(hub_of(ACCOUNT + "/us-east-1"), {"findings": 2}), (HUB_KEY, {"findings": 0}),
         (["securityhub", "container", IMAGE_A, REGISTRY + "/team/api"], {"findings": 1})], [{}, {}, {"package": "zlib"}], True),
    "trivy asff of regions": ({"Findings": [TRIVY, TRIVY | {"Region": "us-east-1", "Title": "Trivy found a secret in x.sh: B Key"}]},
                              [(["trivy", "container", "", ""], {"findings": 2})], [{}, {}], True),
    "guardduty regions": ({"Findings": [GUARD, guard(Region="us-east-1"), guard(Severity=1)]},
                          [(["guardduty", "posture", "", HERE], {"findings": 2, "partial": STREAM}),
                           (["guardduty", "posture", "", ACCOUNT + "/us-east-1"], {"findings": 1, "partial": STREAM})],
                          [{"level": "high"}, {"level": "low"}, {"level": "high"}], True),
    "guardduty export of regions": (
        json.dumps(camel(GUARD)) + "\n" + json.dumps(camel(guard(Region="us-east-1", Severity=9))) + "\n",
        [(["guardduty", "posture", "", HERE], {"findings": 1}), (["guardduty", "posture", "", ACCOUNT + "/us-east-1"], {"findings": 1})],
        [{"level": "high"}, {"level": "critical"}], True),
    "inspector regions": (
        {"findings": [inspected("X", {}), inspected("Y", {}, resources=[{"id": "i-2", "type": "AWS_EC2_INSTANCE", "region": "us-east-1"}])]},
        [(["inspector", "dependency", "", HERE], {"findings": 1}), (["inspector", "dependency", "", ACCOUNT + "/us-east-1"], {"findings": 1})],
        [{"rule": "X"}, {"rule": "Y"}], True),
    "analyzer accounts": ({"findings": [ACCESS[0], {**ACCESS[0], "resourceOwnerAccount": "444455556666"}]},
                          [(OPEN_KEY, {"findings": 1}), (["access-analyzer", "posture", "external", "444455556666"], {"findings": 1})],
                          [{}, {}], True),
    "hub account of its id": ({"Findings": [without(asff(), "AwsAccountId") | {"Id": f"arn:aws:x:{REGION}:{ACCOUNT}:y"}]},
                              [(HUB_KEY, {})], [{}], True),
    "hub page": ({"Findings": [asff()], "NextToken": "more"}, None, None, "one page of a longer list"),
    "hub event": ({**EVENT, "detail-type": "Security Hub Findings - Imported", "detail": {"findings": [asff()]}},
                  [(HUB_KEY, {"partial": EVENT_ONLY})], [{}], True),
    "prowler asff": ([PROWLER], [(["prowler", "posture", "", HERE], {})], [{"rule": "prowler-s3_public"}], True),
    "trivy asff": ({"Findings": [TRIVY, TRIVY | {"Title": "Trivy found a secret in x.sh: B Key"}]},
                   [(["trivy", "container", "", ""], {})],
                   [{"class": "secret", "rule": "A Key", "file": "x.sh", "uid": None}, {"rule": "B Key"}], True),
    "guardduty": ({"Findings": [GUARD, guard(Severity=9), guard(Severity=6.99), guard(Severity=1), guard(Severity="x"),
                                guard(Service={"Archived": True})]},
                  [(["guardduty", "posture", "", HERE], {"partial": STREAM})],
                  [{"level": "high", "raw": "8.9", "rule": "Recon:EC2/Portscan", "resource": "i-1", "n": 7,
                    "uid": GUARD["Arn"], "seen": SECONDS, "status": None}, {"level": "critical"}, {"level": "medium"},
                   {"level": "low"}, {"level": "unknown"}, {"status": "archived"}], True),
    "guardduty wire": ({"findings": [camel(GUARD)]}, [(["guardduty", "posture", "", HERE], {"partial": STREAM})],
                       [{"level": "high", "n": 7, "resource": "i-1", "rule": "Recon:EC2/Portscan"}], True),
    "guardduty event": ({**EVENT, "source": "aws.guardduty", "detail": camel(GUARD)},
                        [(["guardduty", "posture", "", HERE], {"partial": STREAM})], [{"level": "high"}], True),
    "guardduty export": (json.dumps(camel(GUARD), indent=1) + "\n" + json.dumps(camel(guard(Severity=9, Id="2nd"))) + "\n",
                         [(["guardduty", "posture", "", HERE], {"partial": STREAM})],
                         [{"level": "high", "n": 7, "resource": "i-1"}, {"level": "critical"}], True),
    "guardduty one": (camel(GUARD), [(["guardduty", "posture", "", HERE], {"partial": STREAM})], [{"level": "high"}], True),
    "guardduty events": ((json.dumps({**EVENT, "detail": camel(GUARD)}) + json.dumps({**EVENT, "time": "2026-02-01T00:00:00Z", "detail": camel(guard(Severity=1))})),
                         [(["guardduty", "posture", "", HERE], {"partial": STREAM})],
                         [{"level": "high"}, {"level": "low"}], True),
    "hub lines": (json.dumps(asff(), indent=1) + "\n" + json.dumps(asff(2, UpdatedAt="2026-01-01T00:00:00Z")),
                  [(HUB_KEY, {"partial": EVENT_ONLY})], [{}, {}], True),
    "lines of two services": (json.dumps(asff()) + json.dumps(camel(GUARD)), None, None, "no finding of the service"),
    "lines of nothing": (json.dumps(asff()) + " 7", None, None, "no finding of the service"),
    "list and more": (json.dumps({"Findings": [asff()]}) + json.dumps(asff()), None, None, "something follows"),
    "inspector": ({"findings": [inspected("PACKAGE_VULNERABILITY", PACKAGES, epss={"score": 0.00075}),
                                inspected("CODE_VULNERABILITY", CODE, status="SUPPRESSED"),
                                inspected("NETWORK_REACHABILITY", REACH, status="CLOSED", severity="UNTRIAGED")]},
                  [(["inspector", "dependency", "", HERE], {"partial": None})],
                  [{"class": "dependency", "rule": "CVE-2026-0002", "ids": "CVE-2026-0002", "package": "@scope/left",
                    "version": "1.0.0", "fixed": "1.0.1", "purl": "pkg:npm/%40scope/left@1.0.0", "cvss": "9.8",
                    "file": "i-1: app/package-lock.json", "places": "z/package-lock.json", "epss": "0.00075", "resource": "i-1",
                    "seen": SECONDS, "link": "https://example.invalid/2"},
                   {"package": "kernel", "version": "5.10", "file": "i-1", "purl": None, "places": None},
                   {"package": "kernel", "version": "5.4", "file": "i-1: 5.4", "fixed": "5.4.9", "ids": "CVE-2026-0002"},
                   {"package": "right", "version": "1:2.0-3", "file": "i-1", "fixed": None, "epss": "0.00075"},
                   {"class": "code", "rule": "python-log", "file": "src/a.py", "logical": "i-1", "line": 7, "end": 9, "claim": "suppressed",
                    "cwe": "CWE-117 CWE-93", "status": None},
                   {"class": "posture", "rule": "NETWORK_REACHABILITY", "logical": "TCP 22-23", "status": "closed",
                    "level": "unknown", "ids": None}], True),
    "inspector images": (
        {"findings": [inspected_image(IMAGE_A), inspected("X", {}), inspected_image(IMAGE_B, "its-name"), inspected_image(IMAGE_A)]},
        [(["inspector", "dependency", "", HERE], {"findings": 1, "partial": None}),
         (["inspector", "container", IMAGE_A, REGISTRY + "/team/api"],
          {"findings": 2, "digest": IMAGE_A, "ref": "v1", "target_kind": "image", "partial": None}),
         (["inspector", "container", IMAGE_B, REGISTRY + "/team/api"], {"findings": 1, "digest": IMAGE_B})],
        [{"rule": "X"}, {"class": "container", "package": "zlib", "level": "critical"}, {"class": "container"},
         {"class": "container"}], True),
    "inspector image, an event": (
        {**EVENT, "source": "aws.inspector2", "detail": inspected_image(IMAGE_A)},
        [(["inspector", "dependency", "", HERE], {"partial": EVENT_ONLY}),
         (["inspector", "container", IMAGE_A, REGISTRY + "/team/api"], {"partial": EVENT_ONLY, "digest": IMAGE_A})],
        [{}], True),
    "inspector images, a page": ({"findings": [inspected_image(IMAGE_A)], "nextToken": "t"}, None, None, "one page of a longer list"),
    "hub images": (
        {"Findings": [hub_image(IMAGE_A, IMAGE_B), asff(2)]},
        [(HUB_KEY, {"findings": 1}),
         (["securityhub", "container", IMAGE_A, REGISTRY + "/team/api"], {"findings": 1, "digest": IMAGE_A, "ref": "v1"}),
         (["securityhub", "container", IMAGE_B, REGISTRY + "/team/api"], {"findings": 1, "digest": IMAGE_B})],
        [{"class": "posture"}, {"class": "container", "package": "zlib"}, {"class": "container"}], True),
    "hub image of China": (
        {"Findings": [asff(Resources=[{"Type": "AwsEcrContainerImage", "Id": f"arn:aws-cn:ecr:cn-north-1:{ACCOUNT}:repository/a/{IMAGE_A}"}])]},
        [(HUB_KEY, {"findings": 0}),
         (["securityhub", "container", IMAGE_A, f"{ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn/a"], {})], [{}], True),
    "hub repository": ({"Findings": [asff(Resources=[{"Id": f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/a"}])]},
                       [(HUB_KEY, {"findings": 1})], [{}], True),
    "inspector page": ({"nextToken": "t", "findings": [inspected("X", {})]}, None, None, "one page of a longer list"),
    "inspector last page": ({"nextToken": "", "findings": [inspected("X", {})]},
                            [(["inspector", "dependency", "", HERE], {})], [{"rule": "X"}], True),
    "analyzer": ({"findings": ACCESS}, [(OPEN_KEY, {})],
                 [{"level": "high", "from": "assumed", "rule": "ExternalAccess", "resource": "arn:aws:s3:::s1",
                   "param": "AWS:* s3:GetObject s3:PutObject", "claim": None, "status": None, "raw": None,
                   "title": "AWS::S3::Bucket can be reached by the public"},
                  {"level": "medium", "claim": "suppressed", "status": None,
                   "title": "AWS::S3::Bucket can be reached from outside by AWS:444455556666"},
                  {"status": "closed", "claim": None}], True),
    "analyzer summaries": ({"findings": [access(1, findingType="ExternalAccess"), access(2, findingType="InternalAccess")]},
                           [(OPEN_KEY, {})], [{"level": "unknown"}, {"level": "medium"}], True),
    "analyzer unused": ({"findings": [access(i, findingType="Unused" + kind, resourceType=f"AWS::IAM::{what}")
                                      for i, (kind, what) in enumerate((
                                          ("IAMRole", "Role"), ("IAMUserAccessKey", "User"),
                                          ("IAMUserPassword", "User"), ("Permission", "Role"), ("Thing", "Role")))]},
                        [(["access-analyzer", "posture", "unused", ACCOUNT], {})],
                        [{"level": "low", "rule": "UnusedIAMRole", "title": "AWS::IAM::Role is not used"},
                         {"level": "low", "title": "AWS::IAM::User has an access key that is not used"},
                         {"level": "low", "title": "AWS::IAM::User has a password that is not used"},
                         {"level": "low", "title": "AWS::IAM::Role has permissions that are not used"},
                         {"level": "low", "title": "AWS::IAM::Role: UnusedThing"}], True),
    "analyzer, a new type": ({"findings": [access(1, findingType="Drift")]},
                             [(["access-analyzer", "posture", "other", ACCOUNT], {})],
                             [{"level": "unknown", "rule": "Drift", "title": "AWS::S3::Bucket: Drift"}], True),
    "analyzer, a new type among others": (
        {"findings": [access(1, findingType="Drift"), access(2, findingType="ExternalAccess", isPublic=True)]},
        [(OPEN_KEY, {})], [{"title": "AWS::S3::Bucket: Drift"}, {"title": "AWS::S3::Bucket can be reached by the public"}],
        True),
    "analyzer one": ({"finding": ACCESS[0]}, [(OPEN_KEY, {"partial": EVENT_ONLY})], [{"level": "high"}], True),
    "analyzer one, version 2": (ACCESS_ONE, [(OPEN_KEY, {"partial": EVENT_ONLY})],
                                [{"level": "high", "param": "AWS:* sts:AssumeRole"}], True),
    "analyzer event": (analyzed(), [(OPEN_KEY, {"partial": EVENT_ONLY})],
                       [{"level": "high", "rule": "ExternalAccess", "resource": "arn:aws:s3:::s1", "claim": None, "status": None,
                         "param": "AWS:* s3:GetObject s3:PutObject", "title": "AWS::S3::Bucket can be reached by the public"}], True),
    "analyzer event, archived": (analyzed(status="ARCHIVED", isPublic=False, principal={"AWS": "444455556666"}),
                                 [(OPEN_KEY, {"partial": EVENT_ONLY})],
                                 [{"level": "medium", "claim": "suppressed", "status": None,
                                   "title": "AWS::S3::Bucket can be reached from outside by AWS:444455556666"}], True),
    "analyzer event, resolved": (analyzed(status="RESOLVED"), [(OPEN_KEY, {})], [{"status": "closed", "claim": None}], True),
    # With its analyzer: nobody looks any more, which mends nothing.
    "analyzer event, deleted": (analyzed(isDeleted=True), [(OPEN_KEY, {})], [{"status": None, "claim": None}], True),
    "analyzer event, an error": (analyzed(error="ACCESS_DENIED", principal=None, action=None, isPublic=None), [(OPEN_KEY, {})],
                                 [{"level": "unknown", "text": "ACCESS_DENIED", "param": None}], True),
    "analyzer event, within": (analyzed(kind="Internal Access Finding", findingType="InternalAccess", isPublic=None, region=None,
                                        principalOwnerAccount=ACCOUNT),
                               [(["access-analyzer", "posture", "internal", ACCOUNT], {"partial": EVENT_ONLY})],
                               [{"level": "medium", "rule": "InternalAccess"}], True),
    "analyzer event, unused": (analyzed(kind="Unused Access Finding for IAM entities", **UNUSED),
                               [(["access-analyzer", "posture", "unused", ACCOUNT], {"partial": EVENT_ONLY})],
                               [{"level": "low", "rule": "UnusedIAMRole", "title": "AWS::IAM::Role is not used"}], True),
    "analyzer events": (json.dumps(analyzed()) + json.dumps(analyzed(2, isPublic=False, previousStatus="")), [(OPEN_KEY, {"partial": EVENT_ONLY})],
                        [{"resource": "arn:aws:s3:::s1"}, {"resource": "arn:aws:s3:::s2"}], True),
    "ecr": (scanned(FLAWS), [(["ecr", "container", "", ACCOUNT + "/team/api"],
                              {"digest": "sha256:ab", "ref": "v1", "target_kind": "image"})],
            [{"level": "unknown", "raw": "UNDEFINED", "package": "zlib", "version": "1.2", "cvss": "7.1",
              "ids": "CVE-2026-0003", "title": "CVE-2026-0003 in zlib", "link": "https://example.invalid/CVE-2026-0003"},
             {"level": "info", "package": None, "title": "CVE-2026-0004"}], True),
    "ecr enhanced": ({**scanned([], "ACTIVE"), **ENHANCED},
                     [(["ecr", "container", "", f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/team/api"], {})],
                     [{"class": "container", "package": "@scope/left", "resource": "team/api"}, {}, {"package": "kernel"},
                      {"package": "right"}], True),
    "ecr seconds": ({**scanned([]), "imageScanFindings": {"findings": [], "imageScanCompletedAt": 0}},
                    [(["ecr", "container", "", ACCOUNT + "/team/api"], {})], [], True),
    "ecr counts": ({**scanned(FLAWS), "imageScanFindings": {
        "findings": FLAWS, "findingSeverityCounts": {"HIGH": 2, "LOW": 1}}},
                   [(["ecr", "container", "", ACCOUNT + "/team/api"], {"partial": "it counts 3 findings and lists 2"})],
                   [{}, {}], True),
    "ecr counts as many": ({**scanned(FLAWS), "imageScanFindings": {
        "findings": FLAWS, "findingSeverityCounts": {"UNDEFINED": 1, "INFORMATIONAL": 1}}},
                           [(["ecr", "container", "", ACCOUNT + "/team/api"], {"partial": REGIONLESS})], [{}, {}], True),
    "ecr failed": (scanned([], "FAILED"), None, None, "the image's scan is FAILED"),
    "ecr not begun": (without(scanned([], "PENDING"), "imageScanFindings"), None, None, "the image's scan is PENDING"),
    "ecr expired": (scanned([], "SCAN_ELIGIBILITY_EXPIRED"), None, None, "SCAN_ELIGIBILITY_EXPIRED"),
    "ecr, cut by the tool": (scanned(FLAWS, NextToken="t"), None, None, "one page of a longer list"),
    "operator, a page": ({"apiVersion": "v1", "kind": "List", "items": [WEAK], "metadata": {"continue": "t"}}, None, None,
                         "one page of a longer list"),
    "ecr page": (scanned(FLAWS, nextToken="t"), None, None, "one page of a longer list"),
    "ocsf": ([ocsf("FAIL", 4), ocsf("PASS", 5), ocsf("MANUAL", 3), ocsf("FAIL", 6, status_id=3), ocsf("FAIL", 0),
              ocsf("FAIL", 99, status_id=4, severity="Medium")],
             [(["prowler", "posture", "", HERE], {"version": "5", "passed": 1, "untested": 1})],
             [{"level": "high", "raw": "Word", "rule": "s3_public", "param": REGION, "resource": "arn:aws:s3:::o"},
              {"level": "critical", "claim": "suppressed"}, {"level": "unknown"}, {"level": "medium", "status": "closed"}],
             True),
    "ocsf regions": ([ocsf("FAIL", 4), ocsf("PASS", 4, cloud=cloud_of("us-east-1")), ocsf("MANUAL", 4, cloud=cloud_of("us-west-2")),
                      ocsf("FAIL", 5, cloud=cloud_of("global")), ocsf("FAIL", 3, cloud={"account": {"uid": ACCOUNT}}, resources=[{"uid": "r"}])],
                     [(["prowler", "posture", "", HERE], {"findings": 1, "passed": None, "untested": None}),
                      (["prowler", "posture", "", ACCOUNT + "/us-east-1"], {"findings": 0, "passed": 1, "partial": None}),
                      (["prowler", "posture", "", ACCOUNT + "/us-west-2"],
                       {"untested": 1, "partial": "none of its 1 checks was made"}),
                      (["prowler", "posture", "", ACCOUNT], {"findings": 2})],
                     [{"level": "high"}, {"level": "critical"}, {"level": "medium"}], True),
    "prowler 3 regions": ([prowler("FAIL"), prowler("PASS", Region="us-east-1"), prowler("FAIL", AccountId="444455556666")],
                          [(["prowler", "posture", "", HERE], {"findings": 1, "passed": None}),
                           (["prowler", "posture", "", ACCOUNT + "/us-east-1"], {"findings": 0, "passed": 1, "partial": None}),
                           (["prowler", "posture", "", "444455556666/" + REGION], {"findings": 1})], [{}, {}], True),
    "prowler table, regions": (table(table_row("FAIL"), table_row("PASS").replace(REGION, "us-east-1"),
                                     table_row("FAIL").replace(REGION, "namespace: ml")),
                               [(["prowler", "posture", "", HERE], {"findings": 1, "partial": ENDLESS}),
                                (["prowler", "posture", "", ACCOUNT + "/us-east-1"], {"passed": 1, "partial": ENDLESS}),
                                (["prowler", "posture", "", ACCOUNT], {"findings": 1})], [{}, {}], True),
    "regions, too many": ({"Findings": [asff(i, Region=f"r-{i}") for i in range(1001)]}, None, None,
                          "findings of more than 1000 accounts and regions"),
    "prowler 3": ([prowler("FAIL"), prowler("PASS"), prowler("MANUAL"), prowler("INFO"), prowler("WARNING", Severity="low"),
                   prowler("FAIL", Severity="odd", ResourceArn="")],
                  [(["prowler", "posture", "", HERE], {"passed": 1, "untested": 2, "partial": None})],
                  [{"level": "high", "raw": "high", "from": "tool", "rule": "s3_public", "param": REGION,
                    "resource": "arn:aws:s3:::o", "text": "Bucket is open.", "class": "posture", "claim": None},
                   {"level": "low", "claim": "suppressed"}, {"level": "unknown", "resource": "o"}], True),
    "prowler table": (table(table_row("FAIL"), table_row("PASS"), table_row("MANUAL"),
                            table_row("FAIL", '"a ""b""; c\r\nd"', "True", "critical", "p")),
                      [(["prowler", "posture", "", HERE],
                        {"version": "5.1.0", "passed": 1, "untested": 1, "partial": ENDLESS})],
                      [{"level": "high", "raw": "high", "from": "tool", "rule": "s3_public", "param": REGION,
                        "resource": "arn:aws:s3:::o", "title": "Public", "text": "Bucket is open.", "claim": None,
                        "link": "https://example.invalid"},
                       {"level": "critical", "claim": "suppressed", "resource": "arn:aws:s3:::p",
                        "title": 'a "b"; c'}], True),
    "prowler table, old": (table(f"{DAY};s3_public;T;FAIL;E;medium;{ACCOUNT};{REGION};arn:aws:s3:::o", head=TABLE_OLD),
                           [(["prowler", "posture", "", HERE], {"partial": ENDLESS})],
                           [{"level": "medium", "resource": "arn:aws:s3:::o"}], True),
    "prowler table, short row": (table("a;b"), None, None, "row 2: fewer cells than columns"),
    "prowler table, long row": (table(table_row("FAIL") + ";x"), None, None, "row 2: more cells than columns"),
    "prowler table, open quote": (table(table_row("FAIL", '"x')), None, None, "row 2: cut short within quotes"),
    "operator": ({"apiVersion": "v1", "kind": "List", "items": [WEAK, AUDIT, LEAK, CONTROLS]},
                 [(["trivy-operator", "container", "ml", ""], {"target_kind": "cluster"}),
                  (["trivy-operator", "iac", "ml", ""], {"passed": 1}), (["trivy-operator", "secret", "ml", ""], {}),
                  (["trivy-operator", "posture", "", ""], {"passed": 1})],
                 [{"class": "container", "ids": "CVE-2026-0005", "package": "curl", "fixed": "8", "level": "critical",
                   "resource": "ml/Deployment/serve/main", "cvss": "4.2", "file": "ml/Deployment/serve/main"},
                  {"class": "iac", "rule": "KSV014", "text": "say", "resource": "ml/Deployment/serve"},
                  {"class": "secret", "rule": "aws", "file": "root/k.txt"},
                  {"class": "posture", "rule": "1.2", "title": "Bad", "n": 5}], True),
    "operator list": ([WEAK], [(["trivy-operator", "container", "ml", ""], {"target_kind": "cluster"})], [{}], True),
    "operator spaces": (kubectl(audit("prod", "K1"), audit("dev", "K2"), audit("", "K3", "ClusterConfigAuditReport"),
                                audit("prod", "K4", "RbacAssessmentReport"), audit("prod", "K5"),
                                audit("", "K6", "ClusterRbacAssessmentReport"), audit("", "K7", "ClusterInfraAssessmentReport")),
                        [(["trivy-operator", "iac", category, ""], {"findings": count, "partial": None}) for category, count in
                         (("prod", 2), ("dev", 1), ("", 1), ("prod/rbac", 1), ("/rbac", 1), ("/infra", 1))],
                        [{"rule": f"K{i}"} for i in (1, 5, 2, 3, 4, 6, 7)], True),
    "operator, of no namespace": (kubectl(audit("", "K1"), audit("dev", "K2")), [
        (["trivy-operator", "iac", "", ""], {"findings": 1, "partial": "a report does not say of which namespace it is"}),
        (["trivy-operator", "iac", "dev", ""], {"findings": 1, "partial": None})], [{}, {}], True),
    "operator, none": ({**kubectl(), "apiVersion": "aquasecurity.github.io/v1alpha1", "kind": "ExposedSecretReportList"},
                       [(["trivy-operator", "container", "", ""], {"findings": 0, "partial": "it lists no report"})], [], True),
    "operator rollout": ([report("ConfigAuditReport", {"checks": [{"checkID": "K", "severity": "LOW"}]}, **{
        "trivy-operator.resource.kind": "ReplicaSet", "trivy-operator.resource.name": name})
        for name in ("serve-7d4b9c", "serve-5f6c8d7b99", "serve-two", "serve-7d4b")],
                         [(["trivy-operator", "iac", "ml", ""], {})],
                         [{"resource": "ml/ReplicaSet/" + name} for name in ("serve", "serve", "serve-two", "serve-7d4b")],
                         True),
    "operator one": (WEAK, [(["trivy-operator", "container", "", "ml/Deployment/serve/main"], {})], [{}], True),
    "pages": (PAGES, [(["access-analyzer", "posture", "external", HERE], {"partial": None, "findings": 3}),
                      (["access-analyzer", "posture", "unused", HERE], {"findings": 0})], [{}, {}, {}], True),
    "pages of the hub": (pages("securityhub", [{"Findings": [asff(), asff(2, AwsAccountId="9")], "NextToken": "t"},
                                               {"Findings": [PROWLER]}]), [(HUB_KEY, {"findings": 3, "filter": "archived records"})], [{}, {}, {}], True),
    "pages of guardduty": (pages("guardduty", [{"findings": [camel(GUARD)]}]),
                           [(["guardduty", "posture", "", HERE], {"partial": STREAM})], [{}], True),
    "pages of ecr": (pages("ecr", [scanned(FLAWS, nextToken="t"), scanned(FLAWS)],
                           [scanned([], repositoryName="b")]),
                     [(["ecr", "container", "", f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/team/api"], {"findings": 4}),
                      (["ecr", "container", "", f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/b"], {"findings": 0})],
                     [{}, {}, {}, {}], True),
    "pages, none": (pages("securityhub", [{"Findings": []}]), [(HUB_KEY, {"findings": 0})], [], True),
    "pages of another": (pages("macie2", [{}]), None, None, "pages of service 'macie2', version 1, are not known"),
    "pages of tomorrow": (pages("ecr", [], version=2), None, None, "version 2"),
    "pages of nothing": (pages("securityhub", [{"Findings": [asff()]}, {"Message": "no"}]), None, None, "no list of findings"),
    "no list": ({"Findings": {"0": asff()}}, None, None, ""),
    "no object": ({"Findings": [asff(), "x"]}, None, None, "a finding is no object"),
    "ecr without": (without(scanned([]), "imageScanFindings"), None, None, "no list of findings"),
    "pages without": (without(PAGES, "lists"), None, None, "pages without 'lists'"),
}
# Ours, whose members stand in the order that we write.
ORDERED = ("pages",)
EMPTY = {"inspector": '{"findings":[]}', "access-analyzer": '{"findings":[]}', "asff": '{"Findings":[]}',
         "guardduty": '{"Findings":[]}', "ocsf": "[]", "prowler-json": "[]"}
TIMES = {"ecr": SECONDS, "ecr seconds": 1600000000, "prowler asff": SECONDS, "ocsf": SECONDS, "prowler 3": SECONDS, "prowler table": SECONDS, "prowler table, old": SECONDS, "operator": SECONDS, "pages": SECONDS, "hub": 1600000000,
         "hub event": SECONDS, "analyzer event": SECONDS, "guardduty events": SECONDS, "hub lines": SECONDS, "inspector": 1600000000}


class Test:
    def __init__(self, gavel):
        self.gavel, self.held, self.failed = gavel, 0, []
        self.folder = tempfile.mkdtemp(prefix="gavel-cloud-")

    def check(self, where, what, got, want):
        if got == want:
            self.held += 1
        else:
            self.failed.append(f"{where}: {what}: got {got}, want {want}")

    def read(self, text, form=None, config=None):
        path = os.path.join(self.folder, "report.json")
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (1600000000, 1600000000))
        return collect(self.gavel, path, form, config)


def reverse(value):
    if isinstance(value, dict):
        return {key: reverse(value[key]) for key in reversed(list(value))}
    return [reverse(item) for item in value] if isinstance(value, list) else value


def facts(lines):
    findings = sorted(json.dumps({k: v for k, v in f.items() if k not in ("rows", "scope")}, sort_keys=True)
                      for f in lines.findings())
    scans = sorted(json.dumps([{**scan["scan"], "scope": 0}, scan["key"], scan["at"]], sort_keys=True)
                   for scan in lines.complete())
    return findings, scans


def check_record(test, where, got, want):
    for key, value in want.items():
        test.check(where, key, got.get(key), value)


def text_of(document):
    return document if isinstance(document, str) else json.dumps(document)


def check_case(test, name, case):
    document, scans, findings, end = case
    lines = test.read(text_of(document))
    test.check(name, "escapes", "\x1b" in lines.out + lines.log, False)
    if end is not True:
        test.check(name, "nothing is whole", lines.complete(), [])
        test.check(name, "is told", end in lines.why(), True)
        return
    test.check(name, "exit code", (lines.code, lines.done, lines.errors), (0, True, []))
    test.check(name, "scans", [scan["key"] for scan in lines.complete()], [key for key, _ in scans])
    for got, (_, want) in zip(lines.complete(), scans):
        check_record(test, name, got["scan"], want)
    test.check(name, "findings", len(lines.findings()), len(findings))
    for i, (got, want) in enumerate(zip(lines.findings(), findings)):
        check_record(test, f"{name} {i + 1}", got, want)
    if not name.startswith(ORDERED) and not isinstance(document, str):
        test.check(name, "order of members", facts(test.read(json.dumps(reverse(document)))), facts(lines))


def check_cuts(test, name, document):
    text = text_of(document).encode()
    for i in range(8):
        cut = test.read(text[:len(text) * i // 8])
        whole = [scan for scan in cut.complete() if scan["scan"].get("partial") != ENDLESS]
        test.check(f"{name}, cut at {len(text) * i // 8}", "passes as whole", whole, [])


def check_empty(test):
    for form, text in EMPTY.items():
        lines = test.read(text, form)
        test.check(form, "an empty list", ([s["scan"]["findings"] for s in lines.complete()], lines.code), ([0], 0))


def check_wrong(test):
    """A document that is something else closes nothing, whatever it is called."""
    for form in (*EMPTY, "ecr", "aws-findings"):
        for text in ("{}", '{"findings":null}', '{"Findings":null}', '{"message":"denied"}', '{"findings":{}}', '"x"', "7"):
            test.check(f"{text} as {form}", "is whole", test.read(text, form).complete(), [])


def check_events(test):
    """What an event says of one finding closes that one alone, at the event's time, in every order tried: a record
    that is archived, a check that passes. What people set is a claim, and what always passed is no finding."""
    hub = {**EVENT, "detail-type": "Security Hub Findings - Imported"}

    def event(day, *findings):
        return {**hub, "time": f"2026-02-{day:02}T00:00:00Z", "detail": {"findings": list(findings)}}
    passed, whole = {"Compliance": {"Status": "PASSED"}}, {"Findings": [asff(1), asff(2), asff(3), asff(4)]}
    events = [event(4, asff(2, RecordState="ARCHIVED"), asff(3, **passed), asff(5, **passed)),
              event(3, asff(2), asff(3)), event(5, asff(4, Workflow={"Status": "RESOLVED"}))]
    at = "2026-02-04T00:00:00Z"
    for order in list(itertools.permutations([whole, *events]))[::4]:
        test.check("events", "states", states(test, order), [
            ("b1", "new", ""), ("b2", "closed", at), ("b3", "fixed", at), ("b4", "suppressed", "")])


def states(test, documents, last="2026-02-01T00:00:00Z"):
    """The findings' places, states and ends, of documents that are imported in this order."""
    cache = os.path.join(test.folder, "c.db")
    for document in documents:
        test.read(json.dumps(document))  # which writes it
        path = os.path.join(test.folder, "report.json")
        when = [] if "detail" in document else ["--at", last if document is documents[-1] else "2026-02-01T00:00:00Z"]
        subprocess.run([test.gavel, "--cache", cache, "import", *when, path], capture_output=True)
    done = subprocess.run([test.gavel, "--cache", cache, "--now", "2026-02-06T00:00:00Z", "show", "findings",
                           "cols:place,state,closed", "--json"], capture_output=True, text=True)
    for path in glob.glob(f"{cache}*"):
        shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    return sorted((row["place"][-2:], row["state"], row["closed"] or "") for row in json.loads(done.stdout)["rows"])


def check_analyzed(test):
    """Nor does an event of an analyzer close another finding than its own, or one that is only deleted."""
    access_of = {"isPublic": True, "principal": {"AWS": "*"}, "action": ["s3:GetObject", "s3:PutObject"]}
    whole = {"findings": [access(number, **access_of) for number in (1, 2, 3, 4)]}
    events = [{**analyzed(number, **more), "time": "2026-02-04T00:00:00Z"} for number, more in (
        (2, {"status": "RESOLVED"}), (3, {"status": "ARCHIVED"}), (4, {"isDeleted": True}))]
    for order in list(itertools.permutations([whole, *events]))[::5]:
        test.check("analyzer's events", "states", states(test, order), [
            ("s1", "new", ""), ("s2", "closed", "2026-02-04T00:00:00Z"), ("s3", "suppressed", ""), ("s4", "new", "")])


def check_regions(test):
    """A list that leaves a region out closes nothing of it, and what is left is the same; a region is closed by what
    passed there. What people call the list is one scan of all."""
    def hub(number, region, **more):
        return asff(number, Region=region, **more)
    whole = {"Findings": [hub(1, REGION), hub(2, REGION), hub(3, "us-east-1")]}
    at = "2026-02-03T00:00:00Z"
    for later, want in (
            ({"Findings": [hub(1, REGION)]}, [("b1", "open", ""), ("b2", "fixed", at), ("b3", "new", "")]),
            ({"Findings": [hub(1, REGION), hub(2, REGION), hub(3, "us-east-1", Compliance={"Status": "PASSED"})]},
             [("b1", "open", ""), ("b2", "open", ""), ("b3", "fixed", at)])):
        test.check("regions", "states", states(test, [whole, later], at), want)
    lines = test.read(json.dumps(whole), config={"target": "fleet"})
    test.check("regions", "what tells it keeps its name", [s["key"] for s in lines.complete()],
               [hub_of(f"{ACCOUNT}/{REGION}"), hub_of(f"{ACCOUNT}/us-east-1")])
    lines = test.read(json.dumps(pages("securityhub", [whole])), config={"target": "fleet"})
    test.check("regions", "asked", [(s["key"], s["scan"]["findings"]) for s in lines.complete()], [(HUB_KEY, 3)])
    lines = test.read(json.dumps({"Findings": [asff(i, Region=f"r-{i}") for i in range(1000)]}))
    test.check("regions", "a thousand", (len(lines.complete()), len(lines.findings())), (1000, 1000))


def check_namespaces(test):
    """A list of one kind, or of one namespace, closes nothing of another, in every order of its items and of the lists;
    one without a report closes nothing. What people call the list goes before the namespace."""
    cache = os.path.join(test.folder, "k.db")
    whole = [audit("prod", "K1"), audit("prod", "K2"), audit("dev", "K3"), audit("", "K4", "ClusterConfigAuditReport"),
             audit("prod", "K5", "RbacAssessmentReport"), audit("", "K6", "ClusterRbacAssessmentReport"),
             audit("prod", "K7", "InfraAssessmentReport")]
    later = "2026-02-03T00:00:00Z"
    lists = [kubectl(*whole), kubectl(audit("prod", "K1", at=later)), kubectl(audit("", "K6", "ClusterRbacAssessmentReport", later))]
    want = [("K1", "open"), ("K2", "fixed"), ("K3", "new"), ("K4", "new"), ("K5", "new"), ("K6", "open"), ("K7", "new")]
    seen = set()

    def take(document):
        test.read(json.dumps(document))
        subprocess.run([test.gavel, "--cache", cache, "import", "--as", "trivy-operator", "--target", "k8s",
                        os.path.join(test.folder, "report.json")], capture_output=True)
    for order in [*itertools.permutations(lists)]:
        for turn in (1, -1):
            for document in (*order, kubectl()):
                take({**document, "items": document["items"][::turn]})
            done = subprocess.run([test.gavel, "--cache", cache, "--now", "2026-02-06T00:00:00Z", "show", "findings",
                                   "cols:id,rule,state,target,place", "--json"], capture_output=True, text=True)
            rows = json.loads(done.stdout)["rows"]
            test.check("namespaces", "states", sorted((row["rule"], row["state"]) for row in rows), want)
            test.check("namespaces", "target", {row["target"] for row in rows}, {"k8s"})
            seen.add(json.dumps(sorted(row["id"] for row in rows)))
            for path in glob.glob(f"{cache}*"):
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    test.check("namespaces", "ids in every order", len(seen), 1)
    lines = test.read(json.dumps(kubectl(whole[0], whole[3])), config={"category": "night", "target": "k8s"})
    test.check("namespaces", "with a category", [s["key"][2:] for s in lines.complete()], [["night prod", "k8s"], ["night", "k8s"]])
    lines = test.read(json.dumps(kubectl()))
    test.check("namespaces", "an empty list of kubectl is not guessed", lines.complete(), [])
    lines = test.read(json.dumps(kubectl()), "trivy-operator")
    test.check("namespaces", "an empty list", [s["scan"].get("partial") for s in lines.complete()], ["it lists no report"])
    lines = test.read(json.dumps(kubectl(*(audit(f"n{i}", "K") for i in range(4001)))))
    test.check("namespaces", "too many", "reports of more than 4000 namespaces and kinds" in lines.why(), True)


def check_reach(test):
    """A list of Access Analyzer's is one region's: what its ARNs name is closed there alone, and what names none (a bucket,
    a role) only where somebody says the region; what is not used is of no region."""
    def key(arn):
        return access(1, isPublic=True, resource=arn)

    def scans(*given, **config):
        lines = test.read(json.dumps({"findings": list(given)}), config=config)
        return [(scan["key"][3], UNTOLD in scan["scan"].get("partial", "")) for scan in lines.complete()]
    queue, bucket = key(f"arn:aws:sqs:us-east-1:{ACCOUNT}:q1"), key("arn:aws:s3:::q1")
    test.check("reach", "by the ARN", scans(queue, key(f"arn:aws-cn:kms:cn-north-1:{ACCOUNT}:key/1")),
               [(ACCOUNT + "/us-east-1", False), (ACCOUNT + "/cn-north-1", False)])
    test.check("reach", "no region", scans(bucket, queue), [(ACCOUNT, True), (ACCOUNT + "/us-east-1", False)])
    test.check("reach", "said", scans(bucket, target=f"{ACCOUNT}/eu-west-1"), [(ACCOUNT + "/eu-west-1", False)])
    test.check("reach", "said of another", scans(bucket, target="444455556666/eu-west-1"), [(ACCOUNT, True)])
    test.check("reach", "another name", scans(bucket, target="fleet"), [(ACCOUNT, True)])
    test.check("reach", "not used", scans(access(1, findingType="UnusedIAMRole", resource=f"arn:aws:iam::{ACCOUNT}:role/r")),
               [(ACCOUNT, False)])
    at = "2026-02-03T00:00:00Z"
    test.check("reach", "states", states(test, [{"findings": [key(f"arn:aws:kms:eu-central-1:{ACCOUNT}:key/k1"), key("arn:aws:s3:::b1")]},
                                                {"findings": [queue]}], at), [("b1", "new", ""), ("k1", "new", ""), ("q1", "new", "")])
    test.check("reach", "two regions' buckets", states(test, [{"findings": [key("arn:aws:s3:::b1")]}, {"findings": [bucket]}], at),
               [("b1", "new", ""), ("q1", "new", "")])
    test.check("reach", "resolved", states(test, [{"findings": [bucket]}, {"findings": [{**bucket, "status": "RESOLVED"}]}], at),
               [("q1", "closed", at)])


def check_packages(test):
    """Every package of a flaw is found by its name, and has its own upgrade; the same list in another order is the
    same, and one without a package closes that one alone."""
    cache, packages = os.path.join(test.folder, "p.db"), PACKAGES["packageVulnerabilityDetails"]["vulnerablePackages"]

    def take(day, some):
        details = {"packageVulnerabilityDetails": {**PACKAGES["packageVulnerabilityDetails"], "vulnerablePackages": some}}
        test.read(json.dumps({"findings": [inspected("PACKAGE_VULNERABILITY", details)]}))
        subprocess.run([test.gavel, "--cache", cache, "import", "--at", f"2026-02-0{day}T00:00:00Z",
                        os.path.join(test.folder, "report.json")], capture_output=True)

    def shown(*address):
        done = subprocess.run([test.gavel, "--cache", cache, "--now", "2026-02-06T00:00:00Z", "show", *address, "--json"],
                              capture_output=True, text=True)
        return json.loads(done.stdout)["rows"]
    take(1, packages)
    take(2, packages[::-1])
    rows = shown("findings", "cols:package,version,state")
    test.check("packages", "states", sorted((row["package"], row["version"], row["state"]) for row in rows),
               [("@scope/left", "1.0.0", "open"), ("kernel", "5.10", "open"), ("kernel", "5.4", "open"), ("right", "1:2.0-3", "open")])
    test.check("packages", "found", len(shown("findings", "package:right")), 1)
    test.check("packages", "fixes", sorted(str(row["upgrade"]) for row in shown("fixes") if row["upgrade"]),
               ["kernel to 5.4.9", "npm/@scope/left to 1.0.1"])
    take(3, packages[:2])
    rows = shown("findings", "cols:package,state")
    test.check("packages", "left", sorted((row["package"], row["state"]) for row in rows),
               [("@scope/left", "open"), ("kernel", "fixed"), ("kernel", "open"), ("right", "fixed")])


def check_images(test):
    """What Inspector and Security Hub tell of an image is of that very image: a gate that is bound to its digest
    sees it beside a scan that found nothing, and what runs it is known."""
    gate, clean, pods = (os.path.join(test.folder, name) for name in ("gate.yaml", "clean.json", "pods.json"))
    name = REGISTRY + "/team/api"
    with open(gate, "w", encoding="utf-8") as f:
        f.write("gates:\n  d:\n    kev: allow\n    require: {image: {class: container, bind: digest}}\n")
    for path, document in ((clean, {"SchemaVersion": 2, "CreatedAt": DAY, "ArtifactName": name + ":v1", "ArtifactType": "container_image",
                                    "Metadata": {"RepoDigests": [f"{name}@{IMAGE_A}"]}, "Results": []}),
                           (pods, {"kind": "PodList", "items": [{"metadata": {"name": "p", "namespace": "n"}, "status": {
                               "containerStatuses": [{"state": {"running": {}}, "image": name, "imageID": f"{name}@{IMAGE_A}"}]}}]})):
        with open(path, "w", encoding="utf-8") as f:
            json.dump(document, f)
        os.utime(path, (1770163200, 1770163200))  # 2026-02-04, of what does not say when it was made
    for number, document in enumerate(({"findings": [inspected_image(IMAGE_A)]}, {"Findings": [hub_image(IMAGE_A)]})):
        base = [test.gavel, "--cache", os.path.join(test.folder, f"i{number}.db"), "--now", "2026-02-06T00:00:00Z"]

        def run(*words):
            return subprocess.run([*base, *words], capture_output=True, text=True)
        test.read(json.dumps(document))
        run("import", os.path.join(test.folder, "report.json"), clean, pods)
        verdicts = [run("check", "findings", "--gate", gate, "--digest", digest).returncode for digest in (IMAGE_A, IMAGE_B)]
        test.check("images", "verdicts", verdicts, [1, 6])
        rows = json.loads(run("show", "findings", "cols:target,digest,running", "--json").stdout)["rows"]
        test.check("images", "rows", [(r["target"], r["digest"], r["running"]) for r in rows], [(name, IMAGE_A, 1)])


def check_times(test):
    for name, want in TIMES.items():
        lines = test.read(text_of(CASES[name][0]))
        test.check(name, "time", lines.scans[0]["at"] if lines.scans else lines.why(), want)


def main():
    test = Test(sys.argv[1])
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    for name, case in CASES.items():
        if re.search(only, name):
            check_case(test, name, case)
            check_cuts(test, name, case[0])
    if not only:
        check_empty(test)
        check_wrong(test)
        check_times(test)
        check_events(test)
        check_analyzed(test)
        check_regions(test)
        check_namespaces(test)
        check_reach(test)
        check_packages(test)
        check_images(test)
    shutil.rmtree(test.folder)
    for text in test.failed:
        print(f"scans_cloud: {text}", file=sys.stderr)
    print(f"scans_cloud: {test.held} checks hold, {len(test.failed)} do not")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
