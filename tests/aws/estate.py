"""What the stub's account holds, in the shapes that the services' API references give: made up here, wire form."""

ACCOUNT = "111122223333"
REGION = "eu-central-1"
AT = 1770000000.5  # what JSON of Inspector and ECR has for a time
DAY = "2026-02-02T02:40:00.500Z"


def hub(number):
    """A finding of Security Hub; every third is suppressed, every fourth has passed."""
    product = "arn:aws:securityhub:%s::product/aws/securityhub" % REGION
    return {
        "SchemaVersion": "2018-10-08",
        "Id": "arn:aws:securityhub:%s:%s:security-control/S3.%d/finding/%032x" % (REGION, ACCOUNT, number, number),
        "ProductArn": product,
        "ProductName": "Security Hub",
        "CompanyName": "AWS",
        "Region": REGION,
        "GeneratorId": "security-control/S3.%d" % number,
        "AwsAccountId": ACCOUNT,
        "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
        "FirstObservedAt": DAY,
        "UpdatedAt": DAY,
        "CreatedAt": DAY,
        "Severity": {"Label": ["LOW", "MEDIUM", "HIGH", "CRITICAL"][number % 4], "Normalized": 1},
        "Title": "Bucket %d \u2013 blocks public reads" % number,
        "Description": "Control %d." % number,
        "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::bucket-%d" % number, "Region": REGION}],
        "Compliance": {"Status": "PASSED" if number % 4 == 3 else "FAILED"},
        "WorkflowState": "NEW",
        "Workflow": {"Status": "SUPPRESSED" if number % 3 == 2 else "NEW"},
        "RecordState": "ACTIVE",
    }


def guard(detector, number):
    return {
        "schemaVersion": "2.0",
        "accountId": ACCOUNT,
        "region": REGION,
        "partition": "aws",
        "id": "%s%04d" % (detector, number),
        "arn": "arn:aws:guardduty:%s:%s:detector/%s/finding/%s%04d" % (REGION, ACCOUNT, detector, detector, number),
        "type": "Recon:EC2/Portscan",
        "severity": [2, 5.5, 8, 9.1][number % 4],
        "title": "EC2 instance i-%d is scanning ports" % number,
        "description": "Outbound scan.",
        "createdAt": DAY,
        "updatedAt": DAY,
        "resource": {"resourceType": "Instance", "instanceDetails": {"instanceId": "i-%08d" % number}},
        "service": {"archived": number % 5 == 4, "count": number + 1, "eventFirstSeen": DAY, "eventLastSeen": DAY},
    }


def inspected(number):
    return {
        "findingArn": "arn:aws:inspector2:%s:%s:finding/%032x" % (REGION, ACCOUNT, number),
        "awsAccountId": ACCOUNT,
        "type": "PACKAGE_VULNERABILITY",
        "title": "CVE-2026-%04d - openssl" % number,
        "description": "A flaw.",
        "severity": ["LOW", "MEDIUM", "HIGH", "CRITICAL", "UNTRIAGED"][number % 5],
        "status": "SUPPRESSED" if number == 3 else "ACTIVE",
        "firstObservedAt": AT,
        "lastObservedAt": AT,
        "updatedAt": AT,
        "inspectorScore": 7.5,
        "epss": {"score": 0.25},
        "exploitAvailable": "NO",
        "fixAvailable": "YES",
        "remediation": {"recommendation": {"text": "None Provided"}},
        "resources": [{"id": "i-%08d" % number, "type": "AWS_EC2_INSTANCE", "region": REGION, "partition": "aws"}],
        "packageVulnerabilityDetails": {
            "vulnerabilityId": "CVE-2026-%04d" % number,
            "source": "NVD",
            "cvss": [{"baseScore": 7.5, "scoringVector": "CVSS:3.1/AV:N", "version": "3.1", "source": "NVD"}],
            "vulnerablePackages": [{"name": "openssl", "version": "3.0.1", "fixedInVersion": "3.0.9", "packageManager": "OS"}],
        },
    }


def in_function(number, code):
    """Of a Lambda function: a flaw in a package of it, or in its own code."""
    found = inspected(number)
    function = "arn:aws:lambda:%s:%s:function:f%d:$LATEST" % (REGION, ACCOUNT, number)
    found["resources"] = [{"id": function, "type": "AWS_LAMBDA_FUNCTION", "region": REGION, "partition": "aws"}]
    if code:
        del found["packageVulnerabilityDetails"]
        found["type"] = "CODE_VULNERABILITY"
        found["codeVulnerabilityDetails"] = {
            "cwes": ["CWE-78"], "detectorId": "python/os-command-injection@v1.0", "detectorName": "OS command injection",
            "filePath": {"fileName": "main.py", "filePath": "main.py", "startLine": 3, "endLine": 3}}
    return found


def reached(number):
    return {
        "id": "00000000-0000-4000-8000-%012d" % number,
        "resource": "arn:aws:s3:::shared-%d" % number,
        "resourceType": "AWS::S3::Bucket",
        "resourceOwnerAccount": ACCOUNT,
        "isPublic": number % 2 == 0,
        "principal": {"AWS": "*" if number % 2 == 0 else "444455556666"},
        "action": ["s3:GetObject"],
        "condition": {},
        "status": ["ACTIVE", "ACTIVE", "ARCHIVED", "RESOLVED"][number % 4],
        "createdAt": DAY,
        "analyzedAt": DAY,
        "updatedAt": DAY,
    }


def unused(number):
    return {
        "id": "00000000-0000-4000-9000-%012d" % number,
        "resource": "arn:aws:iam::%s:role/old-%d" % (ACCOUNT, number),
        "resourceType": "AWS::IAM::Role",
        "resourceOwnerAccount": ACCOUNT,
        "findingType": ["UnusedIAMRole", "UnusedPermission"][number % 2],
        "status": "ACTIVE",
        "createdAt": DAY,
        "analyzedAt": DAY,
        "updatedAt": DAY,
    }


def image_flaw(number):
    return {
        "name": "CVE-2025-%04d" % number,
        "uri": "https://example.invalid/CVE-2025-%04d" % number,
        "severity": ["HIGH", "UNDEFINED", "CRITICAL"][number % 3],
        "attributes": [{"key": "package_name", "value": "zlib"}, {"key": "package_version", "value": "1.2.%d" % number}],
    }


def analyzer(name, kind):
    arn = "arn:aws:access-analyzer:%s:%s:analyzer/%s" % (REGION, ACCOUNT, name)
    return {"arn": arn, "name": name, "type": kind, "status": "ACTIVE", "createdAt": DAY}


def image(number, pushed, scanned):
    found = {
        "registryId": ACCOUNT,
        "imageDigest": "sha256:%064x" % number,
        "imageTags": ["v%d" % number],
        "imagePushedAt": AT + pushed,
        "imageManifestMediaType": "application/vnd.docker.distribution.manifest.v2+json",
    }
    if scanned:
        found["imageScanStatus"] = {"status": "COMPLETE", "description": "done"}
    return found


HUB = [hub(n) for n in range(11)]
DETECTORS = {"detectora": [guard("detectora", n) for n in range(7)], "detectorb": [guard("detectorb", 8)]}
INSPECTED = [*(inspected(n) for n in range(7)), in_function(7, False), in_function(8, True)]
# Code repositories are off in it from the start.
SCANNED = {name: {"status": "ENABLED"} for name in ("ec2", "ecr", "lambda", "lambdaCode")}
SCANNED["codeRepository"] = {"status": "DISABLED"}
ANALYZERS = [analyzer("open", "ACCOUNT"), analyzer("idle", "ACCOUNT_UNUSED_ACCESS")]
ACCESS = {ANALYZERS[0]["arn"]: [reached(n) for n in range(5)], ANALYZERS[1]["arn"]: [unused(n) for n in range(7)]}
# api: the second image is newer and scanned. web: nothing scanned. tool: an index is newest, of a scanned image, one
# that was not scanned, and a statement on the first. both: two images pushed at one moment. old: an index of which
# nothing is known; ends: the one of the two whose findings are there. native,
# natives: of the native basic scanning, which tells no status; the second newest was scanned, two of three in an index.
TYPE = "application/vnd.oci.image.index.v1+json"
INDEX = dict(image(9, 99, False), imageManifestMediaType=TYPE)
LOST = dict(image(19, 99, False), imageManifestMediaType=TYPE)
NATIVES = dict(image(29, 99, False), imageManifestMediaType=TYPE)
CHART = dict(image(30, 100, False), artifactMediaType="application/vnd.cncf.helm.config.v1+json")
REPOSITORIES = {
    "api": [image(1, 10, True), image(2, 20, True)],
    "both": [image(11, 7, True), image(10, 7, True), image(12, 3, True)],
    "native": [image(21, 30, False), image(22, 20, False), image(23, 10, False)],
    "natives": [image(24, 5, False), image(25, 5, False), image(26, 5, False), NATIVES, CHART],
    "old": [image(14, 7, True), image(13, 7, True), LOST],
    "tool": [image(5, 5, True), image(4, 4.5, True), image(6, 5, False), INDEX, image(3, 3, True)],
    "web": [image(7, 1, False)],
}


def entry(number, system="linux", machine="amd64"):
    return {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": image(number, 0, False)["imageDigest"],
            "size": 7, "platform": {"os": system, "architecture": machine}}


MANIFESTS = {INDEX["imageDigest"]: {"schemaVersion": 2, "mediaType": TYPE, "manifests": [
    entry(5, machine="arm64"), entry(4), entry(6, machine="riscv64"), entry(8, "unknown", "unknown")]},
    NATIVES["imageDigest"]: {"schemaVersion": 2, "mediaType": TYPE, "manifests": [
        entry(25, machine="arm64"), entry(24), entry(26, machine="riscv64")]}}
FLAWS = {image(n, 0, True)["imageDigest"]: [image_flaw(f) for f in flaws]
         for n, flaws in ((2, range(7)), (4, (20,)), (5, ()), (10, (30,)), (11, (30, 31)), (13, (40,)), (14, (41,)),
                         (22, range(50, 57)), (23, (60,)), (24, (70,)), (25, (71,)))}
