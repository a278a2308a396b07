#!/usr/bin/env python3
"""What the collector makes of inventories, statements, enrichments and of what runs.

A case is a document of our own and what its scopes must say (members that are not named are not
judged). Every JSON document is also read with the members of its objects in the opposite order,
which must not matter, and cut at many places: no cut one may pass as whole and say something else.
Usage: scans_stock_test.py GAVEL
"""
import hashlib
import json
import os
import sys
import tempfile

from stock_lines import told

ESCAPE = "\x1b]0;pwned\x07\u202e"
SERIAL = "3e671687-395b-41f5-a30f-a58921a69b79"
DIGEST = "sha256:" + "ab" * 32
LOG4J = "pkg:maven/org.apache.logging.log4j/log4j-core"


def cdx(**members):
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, **members}


def meta(name="registry/app", purl=None, **more):
    return {"timestamp": "2026-01-02T03:04:05Z",
            "tools": {"components": [{"type": "application", "name": "syft", "version": "1.2"}]},
            "component": {"bom-ref": "root", "type": "container", "name": name,
                          **({"purl": purl} if purl else {}), **more}}


def by(tool):
    return meta() | {"tools": {"components": [{"type": "application", "name": tool, "version": "1"}]}}


PARTS = [
    {"bom-ref": "a", "type": "library", "group": "org.apache.logging.log4j", "name": "log4j-core",
     "version": "2.14.1", "purl": LOG4J + "@2.14.1", "licenses": [{"license": {"id": "Apache-2.0"}},
                                                               {"expression": "MIT OR BSD-3-Clause"}],
     "properties": [{"name": "syft:location:0:path", "value": "/app/a.jar"}],
     "components": [{"type": "library", "name": "inner", "version": "1", "components": [
         {"type": "file", "name": "innermost"}]}]},
    {"bom-ref": "a2", "type": "library", "name": "log4j-core", "version": "2.14.1",
     "purl": LOG4J + "@2.14.1"},
    {"type": "library", "version": "3"},
    {"type": "library", "name": ESCAPE, "version": "9" * 70000},
]
FLAW = {"id": "CVE-2021-44228", "source": {"name": "NVD", "url": "https://nvd/x"},
        "references": [{"id": "GHSA-jfh8-c2jp-5v3q"}], "cwes": [502],
        "ratings": [{"severity": "low", "method": "OWASP"},
                    {"severity": "critical", "score": 10.0, "method": "CVSSv31",
                     "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"}],
        "description": "JNDI lookups", "affects": [{"ref": "a"}, {"ref": "a2"}]}


def analysed(state, **more):
    return {**FLAW, "ratings": [], "affects": [{"ref": "a", **more.pop("affects", {})}],
            "analysis": {"state": state, **more}}


CDX_XML = f"""<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.4" serialNumber="urn:uuid:{SERIAL}" version="2">
 <metadata><timestamp>2026-01-02T03:04:05Z</timestamp><tools><tool><name>syft</name><version>1.2</version></tool></tools>
  <component type="container" bom-ref="root"><name>registry/app</name><version>{DIGEST}</version></component></metadata>
 <components><component type="library" bom-ref="a"><group>org.apache.logging.log4j</group><name>log4j-core</name><version>2.14.1</version>
  <licenses><license><id>Apache-2.0</id></license></licenses><purl>{LOG4J}@2.14.1</purl>
  <components><component type="library"><name>inner</name></component></components></component></components>
 <vulnerabilities><vulnerability bom-ref="v"><id>CVE-2021-44228</id><ratings><rating><score>10</score><severity>critical</severity><method>CVSSv31</method></rating></ratings>
  <cwes><cwe>502</cwe></cwes><description>JNDI lookups</description>
  <affects><target><ref>a</ref></target></affects></vulnerability></vulnerabilities>
</bom>"""

SPDX = {"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "doc",
        "documentNamespace": "https://x/doc-1", "creationInfo": {
            "created": "2026-01-02T03:04:05Z", "creators": ["Organization: X", "Tool: syft-1.2"]},
        "packages": [
            {"SPDXID": "SPDXRef-root", "name": "registry/app", "versionInfo": DIGEST,
             "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                               "referenceLocator": "pkg:oci/app@sha256%3A" + "ab" * 32}]},
            {"SPDXID": "SPDXRef-bash", "name": "bash", "versionInfo": "5.2-1",
             "licenseDeclared": "NOASSERTION", "licenseConcluded": "GPL-3.0",
             "externalRefs": [
                 {"referenceCategory": "SECURITY", "referenceType": "cpe23Type",
                  "referenceLocator": "cpe:2.3:a:gnu:bash:5.2:*:*:*:*:*:*:*"},
                 {"referenceCategory": "PACKAGE_MANAGER", "referenceType": "purl",
                  "referenceLocator": "pkg:deb/debian/bash@5.2-1?arch=amd64"},
                 {"referenceCategory": "SECURITY", "referenceType": "advisory",
                  "referenceLocator": "https://x/CVE-2022-3715.html"}]}],
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                           "relatedSpdxElement": "SPDXRef-root"},
                          {"spdxElementId": "SPDXRef-root", "relationshipType": "CONTAINS",
                           "relatedSpdxElement": "SPDXRef-bash"}]}


def spdx_of(name, purpose):
    root = {"SPDXID": "SPDXRef-root", "name": name, "primaryPackagePurpose": purpose}
    return {**SPDX, "packages": [root, {"SPDXID": "SPDXRef-bash", "name": "bash"}]}


def trivy_spdx(name, purpose="SOURCE", tool="trivy-0.58.0"):
    return {**spdx_of(name, purpose), "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Tool: " + tool]}}


SPDX_TAGS = """# A comment
SPDXVersion: SPDX-2.2
DocumentName: doc
Created: 2026-01-02T03:04:05Z
Creator: Tool: syft-1.2

PackageName: bash
SPDXID: SPDXRef-bash
PackageVersion: 5.2-1
PackageSourceInfo: built package from: bash-source 5.2-1
PackageComment: <text>two
PackageName: not one
lines</text>
PackageLicenseConcluded: GPL-3.0
PackageLicenseDeclared: NOASSERTION
ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/bash@5.2-1?arch=amd64
ExternalRef: SECURITY advisory https://x/CVE-2022-3715.html

FileName: ./bin/bash
SPDXID: SPDXRef-file
PackageVersion: 9

PackageName: zlib
SPDXID: SPDXRef-zlib
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-bash
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-zlib
"""

SYFT = {"artifacts": [
    {"id": "1", "name": "bash", "version": "5.2-1", "type": "deb", "foundBy": "dpkg-db-cataloger",
     "locations": [{"path": "/var/lib/dpkg/status"}], "licenses": [
         {"value": "GPL-3.0-or-later", "spdxExpression": "GPL-3.0-or-later"}, "MIT"],
     "purl": "pkg:deb/debian/bash@5.2-1?arch=amd64", "cpes": [{"cpe": "cpe:2.3:a:gnu:bash"}]}],
    "source": {"type": "image", "metadata": {"userInput": "registry/app@" + DIGEST,
                                             "manifestDigest": DIGEST}},
    "descriptor": {"name": "syft", "version": "1.2", "timestamp": "2026-01-02T03:04:05Z"}}

SNAPSHOT = {"version": 0, "detector": {"name": "trivy", "version": "0.60", "url": "https://x"},
            "metadata": {"aquasecurity:trivy:RepoTag": "shop/web:1.4"}, "ref": "refs/heads/main", "sha": "ab",
            "job": {"correlator": "w", "id": "1"}, "scanned": "2026-01-02T03:04:05Z", "manifests": {
                "web (alpine 3.10)": {"name": "alpine", "resolved": {
                    "musl": {"package_url": "pkg:apk/alpine/musl@1.1.22-r3?arch=x86_64", "relationship": "direct"}}}}}

VEX = {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x/vex-1", "author": "X",
       "timestamp": "2026-01-02T03:04:05Z", "version": 1, "statements": [
           {"vulnerability": {"name": "CVE-2021-44228", "aliases": ["GHSA-jfh8-c2jp-5v3q"]},
            "products": [{"@id": "pkg:oci/app", "subcomponents": [{"@id": LOG4J}, LOG4J + "@1"]},
                         "pkg:oci/other", {"@id": "https://x/p", "identifiers": {"purl": "pkg:npm/p"}}],
            "status": "not_affected", "justification": "component_not_present",
            "timestamp": "2026-01-03T00:00:00Z"},
           {"vulnerability": "CVE-1", "products": ["pkg:npm/a"], "status": "not_affected"},
           {"vulnerability": {"@id": "https://nvd/CVE-2024-1234"}, "products": ["pkg:npm/a"],
            "status": "affected", "action_statement": "upgrade"},
           {"vulnerability": "CVE-2", "products": ["pkg:npm/a"], "status": "perhaps"}]}

CSAF = {"document": {"csaf_version": "2.0", "publisher": {"namespace": "https://x"}, "tracking": {
    "id": "X-1", "current_release_date": "2026-01-02T03:04:05Z"}},
    "product_tree": {
        "branches": [{"category": "vendor", "branches": [
            {"category": "product_version", "product": {
                "product_id": "lib", "name": "lib 1",
                "product_identification_helper": {"purl": "pkg:golang/x/lib@v1.0.0"}}}]}],
        "relationships": [{"category": "default_component_of", "product_reference": "lib",
                           "relates_to_product_reference": "app",
                           "full_product_name": {"product_id": "app:lib", "name": "lib of app"}}],
        "full_product_names": [{"product_id": "app", "name": "Acme app"}]},
    "vulnerabilities": [{
        "cve": "CVE-2024-0001", "ids": [{"text": "GO-2024-1"}],
        "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["app:lib"]}],
        "product_status": {"known_not_affected": ["app:lib"], "known_affected": ["lib"],
                           "fixed": ["unknown-id"]},
        "scores": [{"products": ["lib"], "cvss_v3": {"baseScore": 9.8, "baseSeverity": "CRITICAL"}}],
        "remediations": [{"category": "vendor_fix", "details": "go to 1.1", "product_ids": ["lib"]}]}]}

def ranged(*names):
    """An advisory on ranges of versions that are written so."""
    helper = {"product_identification_helper": {"purl": "pkg:golang/x/lib"}}
    return {**CSAF, "product_tree": {"branches": [
        {"category": "product_version_range", "name": name, "product": {"product_id": str(i), "name": "lib", **helper}}
        for i, name in enumerate(names)]}, "vulnerabilities": [
            {"cve": "CVE-1", "product_status": {"known_affected": [str(i) for i in range(len(names))]}}]}


def named(*names):
    """An advisory on versions of a package that are written so."""
    helper = {"product_identification_helper": {"purl": "pkg:rpm/redhat/xml?arch=src"}}
    return {**CSAF, "product_tree": {"branches": [
        {"category": "product_version", "name": name, "product": {"product_id": str(i), "name": name, **helper}}
        for i, name in enumerate(names)]}, "vulnerabilities": [
            {"cve": "CVE-1", "product_status": {"known_affected": [str(i) for i in range(len(names))]}}]}


KEV = {"title": "t", "catalogVersion": "2026.01.02", "dateReleased": "2026-01-02T03:04:05Z",
       "count": 1, "vulnerabilities": [
           {"cveID": "CVE-2021-44228", "vendorProject": "Apache", "product": "Log4j2",
            "vulnerabilityName": "n", "dateAdded": "2021-12-10", "dueDate": "2021-12-24",
            "requiredAction": "r", "knownRansomwareCampaignUse": "Known"}]}
EPSS = "#model_version:v2025.03.14,score_date:2026-01-02T00:00:00+0000\ncve,epss,percentile\n"



def pod(owner, image, image_id, labels=None):
    return {"kind": "Pod", "metadata": {"namespace": "ml", "name": "p", "labels": labels or {}, "ownerReferences": [
        {"kind": owner[0], "name": owner[1]}]}, "status": {"containerStatuses": [
            {"image": image, "imageID": image_id, "state": {"running": {}}}]}}


# What a Deployment made says so by the label that is the end of its ReplicaSet's name (Kubernetes, "Deployments",
# "Pod-template-hash label"). An image that was loaded and not pulled has no registry's digest: the kubelet tells its id.
HASH = {"pod-template-hash": "5d89f7c9b4"}
OWNED = [
    (pod(("ReplicaSet", "web-api-5d89f7c9b4"), "a:1", "docker.io/library/a@" + DIGEST, HASH), ("web-api", "Deployment", DIGEST)),
    (pod(("ReplicaSet", "web-api"), "a:1", "docker.io/library/a@" + DIGEST, HASH), ("web-api", "ReplicaSet", DIGEST)),
    (pod(("ReplicaSet", "-5d89f7c9b4"), "a:1", "docker.io/library/a@" + DIGEST, HASH), ("-5d89f7c9b4", "ReplicaSet", DIGEST)),
    (pod(("ReplicaSet", "x5d89f7c9b4"), "a:1", "docker.io/library/a@" + DIGEST, HASH), ("x5d89f7c9b4", "ReplicaSet", DIGEST)),
    (pod(("ReplicaSet", "web-"), "a:1", "docker.io/library/a@" + DIGEST, {"pod-template-hash": ""}), ("web-", "ReplicaSet", DIGEST)),
    (pod(("Rollout", "web-5d89f7c9b4"), "a:1", "docker.io/library/a@" + DIGEST, HASH), ("web-5d89f7c9b4", "Rollout", DIGEST)),
    (pod(("DaemonSet", "logs"), "a:1", DIGEST), ("logs", "DaemonSet", DIGEST)),
    (pod(("DaemonSet", "logs"), "a:1", "docker://" + DIGEST), ("logs", "DaemonSet", DIGEST)),
    (pod(("DaemonSet", "logs"), "a@" + DIGEST, "sha256:" + "1" * 64), ("logs", "DaemonSet", DIGEST)),
    (pod(("DaemonSet", "logs"), "a:1", "sha256:12"), ("logs", "DaemonSet", None)),
    (pod(("DaemonSet", "logs"), "a:1", ""), ("logs", "DaemonSet", None)),
]

PODS = {"kind": "List", "apiVersion": "v1", "items": [
    {"kind": "Pod", "metadata": {"namespace": "ml", "name": f"web-{i}", "ownerReferences": [
        {"kind": "ReplicaSet", "name": "web"}]}, "status": {"containerStatuses": [
            {"image": "registry/app:1", "imageID": "docker-pullable://registry/app@" + DIGEST,
             "state": {"running": {"startedAt": "x"}} if i else {"waiting": {}}}]}}
    for i in range(3)]}
TASKS = {"tasks": [{"taskArn": "arn:aws:ecs:eu:1:task/prod/1", "group": "service:web",
                    "clusterArn": "arn:aws:ecs:eu:1:cluster/prod", "containers": [
                        {"image": "registry/app:1", "imageDigest": DIGEST, "lastStatus": "RUNNING"}]}],
         "failures": []}

# name: document, {record kind: [members that each must have, in order]}, {scope kind: key}
CASES = {
    "nested": (cdx(serialNumber="urn:uuid:" + SERIAL, metadata=meta(purl="pkg:oci/app@sha256%3A" + "ab" * 32),
                   components=PARTS), {
        "component": [{"name": "log4j-core", "version": "2.14.1", "purl": LOG4J + "@2.14.1",
                       "licence": "Apache-2.0, MIT OR BSD-3-Clause", "path": "/app/a.jar", "ref": "a"},
                      {"name": "inner"}, {"name": "innermost", "type": "file"},
                      {"name": "log4j-core", "ref": "a2"}, {"name": "-", "version": "3"},
                      {"name": ESCAPE, "version": "9" * 1007 + "~" + hashlib.sha256(
                          b"9" * 65536).hexdigest()[:16]}],
        "sbom": [{"subject": "registry/app", "digest": DIGEST, "tool": "syft", "components": 6,
                  "serial": SERIAL, "subject_kind": "container"}], "scan": [], "vex": []},
        {"sbom": ["registry/app", DIGEST, "syft"]}),
    "Trivy's source packages": (cdx(metadata=by("trivy"), components=[
        {"type": "library", "name": "libssl3", "purl": "pkg:deb/ubuntu/libssl3@3", "properties": [
            {"name": "aquasecurity:trivy:SrcName", "value": "openssl"}]}]), {"component": [{"source": "openssl"}]}, {}),
    "and their versions": (cdx(metadata=by("trivy"), components=[
        {"type": "library", "name": "bsdutils", "purl": "pkg:deb/debian/bsdutils@1%3A2.38.1-5", "properties": [
            {"name": "aquasecurity:trivy:SrcName", "value": "util-linux"},
            {"name": "aquasecurity:trivy:SrcVersion", "value": "2.38.1"},
            {"name": "aquasecurity:trivy:SrcRelease", "value": "5"}]},
        {"type": "library", "name": "perl-Errno", "purl": "pkg:rpm/redhat/perl-Errno@1.30-481.el9", "properties": [
            {"name": "aquasecurity:trivy:SrcName", "value": "perl"},
            {"name": "aquasecurity:trivy:SrcVersion", "value": "5.32.1"},
            {"name": "aquasecurity:trivy:SrcRelease", "value": "481.el9"},
            {"name": "aquasecurity:trivy:SrcEpoch", "value": "4"}]}]), {
                "component": [{"source": "util-linux@2.38.1-5"}, {"source": "perl@4:5.32.1-481.el9"}]}, {}),
    "Trivy's source packages, SPDX": ({**SPDX, "packages": [SPDX["packages"][0], {
        **SPDX["packages"][1], "sourceInfo": "built package from: bash-source 5.2-1"}]}, {"component": [{"source": "bash-source@5.2-1"}]}, {}),
    "another source": ({**SPDX, "packages": [SPDX["packages"][0], {**SPDX["packages"][1], "sourceInfo": "from git"}]},
                       {"component": [{"source": None}]}, {}),
    "a package is a component itself": (cdx(metadata=meta(
        "tool", "pkg:pypi/tool@1.0", version="1.0", type="application"), components=[]), {
        "component": [{"name": "tool", "purl": "pkg:pypi/tool@1.0"}],
        "sbom": [{"subject": "tool", "version": "1.0"}]}, {"sbom": ["tool", "1.0", "syft"]}),
    "models of one name": (cdx(metadata=meta(
        "bert", "pkg:huggingface/google/bert@559062ad", version="main", type="machine-learning-model"), components=[]), {
        "sbom": [{"subject": "google/bert", "version": "main"}]}, {"sbom": ["google/bert", "main", "syft"]}),
    "flaws": (cdx(metadata=meta(), components=PARTS[:2], vulnerabilities=[FLAW]), {
        "finding": [{"level": "critical", "cvss": "10", "purl": LOG4J + "@2.14.1", "cwe": "CWE-502",
                     "rule": "CVE-2021-44228", "ids": "CVE-2021-44228 GHSA-jfh8-c2jp-5v3q"}] * 2,
        "scan": [{"tool": "syft", "findings": 2, "target": "registry/app"}], "vex": []},
        {"scan": ["syft", "container", "", "registry/app"]}),
    "no flaws found": (cdx(metadata=by("grype"), components=PARTS[:1], vulnerabilities=[]), {
        "scan": [{"tool": "grype", "findings": 0}], "finding": []}, {}),
    "analysed": (cdx(metadata=meta(), components=PARTS[:1], vulnerabilities=[
        analysed("not_affected", justification="code_not_reachable"),
        analysed("resolved"), analysed("in_triage"), analysed("false_positive")]), {
        "finding": [{"claim": "not_affected", "claim_why": "code_not_reachable"}, {"claim": "fixed"},
                    {"claim": None}, {"claim": "false_positive"}],
        "vex": [{"status": "not_affected", "justification": "code_not_reachable",
                 "component": LOG4J + "@2.14.1"}, {"status": "fixed"},
                {"status": "under_investigation"},
                {"status": "not_affected", "justification": "false_positive"}]}, {}),
    "analysed without a reason": (cdx(metadata=meta(), components=PARTS[:1], vulnerabilities=[
        analysed("not_affected"), analysed("not_affected", detail="it is not called"), analysed("not_affected", detail=" ")]), {
        "finding": [{"claim": None, "claim_why": None}, {"claim": "not_affected", "claim_why": "it is not called"},
                    {"claim": None}],
        "vex": [{"status": "not_affected", "justification": None}, {"status": "not_affected"},
                {"status": "not_affected"}]}, {}),
    "statements on another document": (cdx(vulnerabilities=[
        {**FLAW, "affects": [{"ref": f"urn:cdx:{SERIAL}/1#a%20b"}],
         "analysis": {"state": "exploitable"}},
        {**FLAW, "affects": [{"ref": f"urn:cdx:{SERIAL}/1#{LOG4J}@2", "versions": [
            {"range": "vers:maven/<2.15", "status": "affected"},
            {"version": "2.16", "status": "unaffected"}]}], "analysis": {"state": "exploitable"}}]), {
        "vex": [{"product": f"urn:cdx:{SERIAL}/1", "component": "a b", "status": "affected"},
                {"component": LOG4J + "@2", "versions": "vers:maven/<2.15", "status": "affected"},
                {"versions": "=2.16", "status": "not_affected"}],
        "finding": [], "sbom": []}, {}),
    "xml": (CDX_XML, {
        "component": [{"name": "log4j-core", "licence": "Apache-2.0"}, {"name": "inner"}],
        "sbom": [{"subject": "registry/app", "digest": DIGEST, "serial": SERIAL, "components": 2}],
        "finding": [{"level": "critical", "purl": LOG4J + "@2.14.1", "cwe": "CWE-502"}]},
        {"sbom": ["registry/app", DIGEST, "syft"]}),
    "spdx": (SPDX, {
        "component": [{"name": "bash", "version": "5.2-1", "licence": "GPL-3.0",
                       "purl": "pkg:deb/debian/bash@5.2-1?arch=amd64",
                       "cpe": "cpe:2.3:a:gnu:bash:5.2:*:*:*:*:*:*:*"}],
        "sbom": [{"subject": "registry/app", "digest": DIGEST, "tool": "syft"}],
        "finding": [{"ids": "CVE-2022-3715", "level": "unknown"}]}, {"sbom": ["registry/app", DIGEST, "syft"]}),
    "spdx, as GitHub answers": ({"sbom": SPDX}, {
        "component": [{"name": "bash", "version": "5.2-1"}],
        "sbom": [{"subject": "registry/app", "digest": DIGEST, "tool": "syft"}]}, {"sbom": ["registry/app", DIGEST, "syft"]}),
    "spdx as tags": (SPDX_TAGS, {
        "component": [{"name": "bash", "version": "5.2-1", "licence": "GPL-3.0",
                       "purl": "pkg:deb/debian/bash@5.2-1?arch=amd64", "source": "bash-source@5.2-1"},
                      {"name": "zlib", "source": None}],
        "sbom": [{"subject": "doc", "components": 2}], "finding": [{"ids": "CVE-2022-3715"}],
        "scan": [{"tool": "syft", "partial": "tag-value has no end mark"}]}, {}),
    "syft": (SYFT, {
        "component": [{"name": "bash", "licence": "GPL-3.0-or-later, MIT", "cpe": "cpe:2.3:a:gnu:bash",
                       "path": "/var/lib/dpkg/status"}],
        "sbom": [{"subject": "registry/app", "digest": DIGEST}]}, {"sbom": ["registry/app", DIGEST, "syft"]}),
    "openvex": (VEX, {"vex": [
        {"product": "pkg:oci/app", "component": LOG4J, "ids": "CVE-2021-44228 GHSA-jfh8-c2jp-5v3q",
         "at": 1767398400, "status": "not_affected", "justification": "component_not_present"},
        {"product": "pkg:oci/app", "component": LOG4J + "@1"}, {"product": "pkg:oci/other"},
        {"product": "pkg:npm/p", "component": None},
        {"ids": "CVE-1", "status": "not_affected", "at": 1767323045},
        {"ids": "CVE-2024-1234", "status": "affected", "text": "upgrade"}]},
        {"vex": ["X", "https://x/vex-1"]}),
    "csaf": (CSAF, {"vex": [
        {"ids": "CVE-2024-0001 GO-2024-1", "product": "pkg:golang/x/lib@v1.0.0", "status": "affected",
         "level": "critical", "text": "go to 1.1"},
        {"product": "Acme app", "component": "pkg:golang/x/lib@v1.0.0", "status": "not_affected",
         "justification": "vulnerable_code_not_present"},
        {"product": "unknown-id", "status": "fixed"}]}, {"vex": ["https://x", "X-1"]}),
    "csaf ranges": (ranged("before 2.17", "<= 2.3", "vers:golang/>=1.0|<1.4", "all versions", "2.3 and earlier",
                           "1.0 through 1.4", "odd ones"),
                    {"vex": [{"product": "pkg:golang/x/lib", "versions": text} for text in (
                        "<2.17", "<=2.3", "vers:golang/>=1.0|<1.4", "*", "<=2.3", ">=1.0 <=1.4", "odd ones")]},
                    {"vex": ["https://x", "X-1"]}),
    "csaf, what no fix has a version for": (named("xml", "xml.src", "a:1/xml", "a:1/xml.src", "xml.x86_64", "2.9", "xml-2"), {
        "vex": [{"product": "pkg:rpm/redhat/xml" + at + "?arch=src"} for at in ("", "", "", "", "@xml.x86_64", "@2.9", "@xml-2")]},
        {"vex": ["https://x", "X-1"]}),
    "kev": (KEV, {"kev": [{"cve": "CVE-2021-44228", "added": 1639094400, "due": 1640304000,
                           "ransomware": True, "product": "Apache Log4j2"}]}, {"kev": ["kev", ""]}),
    "epss": (EPSS + "CVE-2021-44228,0.94358,0.99963\nCVE-2020-1,1.5,0\nx,0,0\nCVE-2020-2,1e-05,0\n", {
        "epss": [{"cve": "CVE-2021-44228", "epss": "0.94358", "percentile": "0.99963"},
                 {"cve": "CVE-2020-2", "epss": "0.00001", "percentile": "0"}]}, {"epss": ["epss", ""]}),
    "pods": (PODS, {"workload": [
        {"cluster": "kubernetes", "workload": "web", "kind": "ReplicaSet", "namespace": "ml",
         "digest": DIGEST, "image": "registry/app:1", "replicas": 2}]}, {}),
    **{f"owned {i}": ({"kind": "List", "items": [item]}, {"workload": [
        {"workload": name, "kind": kind, "digest": digest, "replicas": 1}]}, {}) for i, (item, (name, kind, digest)) in enumerate(OWNED)},
    "the last page": ({**PODS, "metadata": {"continue": "", "resourceVersion": "7"}, "nextToken": None}, {"workload": [
        {"workload": "web", "replicas": 2}]}, {"workloads": ["kubernetes", ""]}),
    "tasks": (TASKS, {"workload": [{"cluster": "1/eu/prod", "workload": "web", "kind": "ECS service",
                                    "digest": DIGEST, "replicas": 1}]}, {"workloads": ["1/eu/prod", ""]}),
    "snapshot": (SNAPSHOT, {
        "component": [{"name": "musl", "version": "1.1.22-r3", "purl": "pkg:apk/alpine/musl@1.1.22-r3?arch=x86_64"}],
        "sbom": [{"subject": "shop/web", "version": "1.4", "tool": "trivy", "components": 1,
                  "subject_kind": "image"}]},
        {"sbom": ["shop/web", "1.4", "trivy"]}),
    "an image by its tag": (cdx(metadata=meta("registry:5000/app:1.2"), components=PARTS[:1], vulnerabilities=[FLAW]), {
        "sbom": [{"subject": "registry:5000/app", "version": "1.2", "digest": None}],
        "scan": [{"target": "registry:5000/app", "ref": "1.2"}]}, {"sbom": ["registry:5000/app", "1.2", "syft"]}),
    "an image of Docker Hub": (cdx(metadata=meta("docker.io/library/app:1.2"), components=PARTS[:1], vulnerabilities=[FLAW]), {
        "sbom": [{"subject": "app", "version": "1.2"}], "scan": [{"target": "app", "ref": "1.2"}]}, {"sbom": ["app", "1.2", "syft"]}),
    "an application's name has no tag": (cdx(metadata=meta("a:b", type="application"), components=PARTS[:1]), {
        "sbom": [{"subject": "a:b", "version": None}]}, {"sbom": ["a:b", "", "syft"]}),
    "Syft, an image by its tag": ({**SYFT, "source": {"type": "image", "target": {"userInput": "registry/app:1"}}}, {
        "sbom": [{"subject": "registry/app", "version": "1", "subject_kind": "image"}]}, {"sbom": ["registry/app", "1", "syft"]}),
    "SPDX, an image by its tag": (spdx_of("registry/app:1", "CONTAINER"), {
        "sbom": [{"subject": "registry/app", "version": "1"}]}, {"sbom": ["registry/app", "1", "syft"]}),
    "snapshot of a repository": ({**SNAPSHOT, "metadata": {}, "manifests": {"m": {"resolved": {"odd": {}}}}}, {
        "component": [{"name": "odd", "version": None, "purl": None}],
        "sbom": [{"subject": "report", "version": "ab", "components": 1}]}, {"sbom": ["report", "ab", "trivy"]}),
}

AHEAD = "it is dated 2099-01-01T00:00:00Z, which is yet to come; --at TIME says when it was made"
# Documents of which nothing may be used, and what is said.
BAD = {
    "spdx 2.1": ({**SPDX, "spdxVersion": "SPDX-2.1"}, "'SPDX-2.1' is not read"),
    "cyclonedx 2": (cdx(specVersion="2.0", components=[]), "CycloneDX 2.0 is not read; 1.2 to 1.7 are"),
    "csaf 1.2": ({**CSAF, "document": {**CSAF["document"], "csaf_version": "1.2"}}, "CSAF 1.2 is not read"),
    "rdf": ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns:spdx="http://spdx.org/rdf/terms#"/>', "SPDX as RDF/XML is not read"),
    "a row of scores torn": (EPSS + 'CVE-2021-44228,0.94358,0.99963\n"CVE-2020-1,0.1,0.2\n', "a quote that does not close"),
    "catalogue cut": ({**KEV, "count": 2}, "lists 1 of 2"),
    "a page of pods": ({**PODS, "metadata": {"continue": "t", "remainingItemCount": 1}}, "one page of a longer list"),
    "a page of pods that counts": ({**PODS, "metadata": {"remainingItemCount": 1}}, "one page of a longer list"),
    "a page of tasks": ({**TASKS, "nextToken": "t"}, "one page of a longer list"),
    "tasks cut by the tool": ({**TASKS, "NextToken": "t"}, "one page of a longer list"),
    "a catalogue dated ahead": ({**KEV, "dateReleased": "2099-01-01T00:00:00Z"}, AHEAD),
    "scores dated ahead": (EPSS.replace("2026-01-02", "2099-01-01") + "CVE-2021-44228,0.94358,0.99963\n", AHEAD),
    "an inventory dated ahead": (cdx(metadata=meta() | {"timestamp": "2099-01-01T00:00:00Z"}, components=PARTS), AHEAD),
    "SPDX dated ahead": ({**SPDX, "creationInfo": {"created": "2099-01-01T00:00:00Z", "creators": ["Tool: syft-1.2"]}}, AHEAD),
    "statements dated ahead": ({**VEX, "timestamp": "2099-01-01T00:00:00Z"}, AHEAD),
    "an advisory dated ahead": ({**CSAF, "document": {**CSAF["document"], "tracking": {
        "id": "X-1", "current_release_date": "2099-01-01T00:00:00Z"}}}, AHEAD),
    "catalogue of nothing": ({**KEV, "count": 0, "vulnerabilities": []}, "lists nothing"),
    "catalogue of nothing, uncounted": ({"catalogVersion": "1", "dateReleased": "2026-01-02T03:04:05Z", "vulnerabilities": []},
                                        "lists nothing"),
    "scores of nothing": (EPSS, "lists nothing"),
    "page of scores": ({"total": 300000, "offset": 0, "data": [
        {"cve": "CVE-1", "epss": "0.1", "percentile": "0.1"}]}, "lists 1 of 300000"),
    "scores cut": (EPSS + "CVE-2021-44228,0.94358,0.99963\nCVE-2021-4", "the last row is cut short"),
    "a score cut": (EPSS + "CVE-2021-44228,0.94358,0.9", "the last row is cut short"),
    "tags cut": (SPDX_TAGS[:SPDX_TAGS.index("lines</text>")], "<text> has no end"),
    "a package cut": (SPDX_TAGS + "Relationship: SPDXRef-bash DEPENDS_ON SPDXRef-far\n",
                      "a relationship names SPDXRef-far, which is not there"),
    "a line cut": (SPDX_TAGS[:-3], "the last line is cut short"),
    "no tag": (SPDX_TAGS + "\nnothing\n",
               ":%d: is no 'Tag: value'" % len((SPDX_TAGS + "\nnothing").splitlines())),
}


class Judge:
    def __init__(self, gavel, folder):
        self.gavel, self.folder, self.good, self.bad = gavel, folder, 0, 0

    def read(self, document, config=None):
        path = os.path.join(self.folder, "report")
        with open(path, "w", encoding="utf-8") as file:
            file.write(document if isinstance(document, str) else json.dumps(document))
        os.utime(path, (1700000000, 1700000000))
        return told(self.gavel, path, config=config)

    def same(self, what, got, wanted):
        self.good += got == wanted
        if got != wanted:
            self.bad += 1
            print(f"{what}: {got}, not {wanted}")

    def case(self, name, got, records, keys):
        self.same(name + ": ends", (got.lines.code, got.lines.done, got.lines.why().strip()),
                  (0, True, ""))
        for kind, wanted in records.items():
            found = got.records(kind)
            self.same(f"{name}: {kind}", len(found), len(wanted))
            for at, (record, members) in enumerate(zip(found, wanted)):
                self.same(f"{name}: {kind} {at + 1}", {key: record.get(key) for key in members}, members)
        for kind, key in keys.items():
            self.same(f"{name}: key", [s["key"] for s in got.scopes if s["kind"] == kind], [key])


def turned(value):
    """The members of every object in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


def said(got):
    return [(s["kind"], s["key"], s["records"]) for s in got.scopes if s["end"] and s["end"]["complete"]]


OTHER = "sha256:" + "cd" * 32
BARE = {**SYFT, "source": {"type": "image", "target": {"userInput": "registry/app:1"}}}
# What is told of the image: the document, what --digest says, the digest that holds or None: refused
DIGESTS = {
    "by its purl as bom-ref": (cdx(metadata=meta(**{"bom-ref": "pkg:oci/app@sha256%3A" + "ab" * 32}),
                                   components=PARTS), None, DIGEST),
    "by Trivy's property": (cdx(metadata=meta(properties=[
        {"name": "aquasecurity:trivy:RepoDigest", "value": "registry/app@" + DIGEST}]), components=PARTS),
        None, DIGEST),
    "Syft, by the repository": ({**SYFT, "source": {"type": "image", "metadata": {
        "userInput": "registry/app:1", "repoDigests": ["registry/app@" + DIGEST]}}}, None, DIGEST),
    "Syft, by its version": ({**BARE, "source": {"type": "image", "name": "registry/app", "version": DIGEST}},
                             None, DIGEST),
    "nowhere": (BARE, None, ""),
    "by who imports": (BARE, DIGEST, DIGEST),
    "CycloneDX, by who imports": (cdx(metadata=meta(), components=PARTS), "registry/app@" + DIGEST, DIGEST),
    "no document names an image": (cdx(components=PARTS), DIGEST, DIGEST),
    "both say the same": (SYFT, DIGEST, DIGEST),
    "they differ": (SYFT, OTHER, None),
    "SPDX, they differ": (SPDX, OTHER, None),
    "a file's own digest is no image's": (cdx(metadata=meta("a.whl", type="file", hashes=[
        {"alg": "SHA-256", "content": "ab" * 32}]), components=PARTS), OTHER, DIGEST),
}


def syft_of(name, **target):
    return {**SYFT, "source": {"type": "image", "version": OTHER, "metadata": {"userInput": name, **target}}}


def trivy_of(*repos, **more):
    return cdx(metadata=meta("registry/app:1", properties=[
        {"name": "aquasecurity:trivy:RepoDigest", "value": repo} for repo in repos], **more), components=PARTS)


ID, FAR = "sha256:" + "12" * 32, "sha256:" + "34" * 32
LISTED = syft_of("registry/app:1", manifestDigest=OTHER, imageID=ID, repoDigests=["far/app@" + FAR, "registry/app@" + DIGEST])
TWO = trivy_of("far/app@" + FAR, "registry/app@" + DIGEST)
DIGESTS |= {
    "Syft, the registry's of its name": (LISTED, None, DIGEST),
    "Syft, by digest": (syft_of("registry/app@" + DIGEST, manifestDigest=OTHER, repoDigests=["registry/app@" + FAR]), None, DIGEST),
    "Syft, another name's": (syft_of("registry/app:1", manifestDigest=OTHER, repoDigests=["far/app@" + FAR]), None, FAR),
    "Syft, of no registry": (syft_of("registry/app:1", manifestDigest=DIGEST, imageID=ID, repoDigests=[]), None, DIGEST),
    "Syft, of null": (syft_of("registry/app:1", manifestDigest=DIGEST, repoDigests=None), None, DIGEST),
    "Syft, its id": ({**SYFT, "source": {"type": "image", "metadata": {"userInput": "registry/app:1", "imageID": ID}}}, None, ID),
    **{f"Syft, {named[7:9]} is listed": (LISTED, named, named) for named in (FAR, OTHER, ID)},
    "Syft, none is": (LISTED, "sha256:" + "56" * 32, None),
    "Trivy's CycloneDX, the registry's of its name": (TWO, None, DIGEST),
    "Trivy's CycloneDX, another": (TWO, FAR, FAR),
    "Trivy's CycloneDX, none": (TWO, OTHER, None),
    "Syft's CycloneDX, by digest": (cdx(metadata=meta("registry/app@" + DIGEST, version=OTHER), components=PARTS), None, DIGEST),
    "Syft's CycloneDX, its version": (cdx(metadata=meta("registry/app@" + DIGEST, version=OTHER), components=PARTS), OTHER, OTHER),
    "SPDX, its version": ({**SPDX, "packages": [{**SPDX["packages"][0], "versionInfo": OTHER}]}, OTHER, OTHER),
}


def digests(judge):
    for name, (document, named, wanted) in DIGESTS.items():
        got = judge.read(document, {"digest": named} if named else None)
        sboms = [record.get("digest", "") for record in got.records("sbom")]
        judge.same(f"digest, {name}", sboms, [] if wanted is None else [wanted])
        if wanted is None:
            judge.same(f"{name}: why", got.scopes[0]["end"].get("why"),
                       f"it is of {DIGEST}, and --digest says {named}")


def image_ids(judge):
    """A bill of an image that was looked at by its ID, or the beginning of it, is of what tag or registry call it."""
    for name in (ID[7:19], ID[7:], ID):
        for tags, repos, wanted in ((["shop/web:2"], ["far/app@" + FAR], "shop/web"), ([], ["far/app@" + FAR], "far/app")):
            syft = syft_of(name, imageID=ID, manifestDigest=OTHER, tags=tags, repoDigests=repos)
            trivy = cdx(metadata=meta(name, properties=[{"name": "aquasecurity:trivy:" + key, "value": value} for key, values in (
                ("ImageID", [ID]), ("RepoTag", tags), ("RepoDigest", repos)) for value in values]), components=PARTS)
            for tool, document in (("syft", syft), ("trivy", trivy)):
                sbom = judge.read(document).records("sbom")[0]
                judge.same(f"{tool} of {name}", (sbom["subject"], sbom["digest"]), (wanted, FAR))


def rejected_lines(judge):
    """What cannot be read of a file of lines is told by its line, the comment and the header among them."""
    got = judge.read(EPSS + "CVE-2020-1,0.5,0.5\nCVE-2020-2,abc,0.1\nCVE-2020-3,0.1\nCVE-2020-4,2,0.1\n")
    rows = [json.loads(line)["row"] for line in got.lines.out.splitlines() if json.loads(line)["t"] == "reject"]
    judge.same("rejected lines", rows, [4, 5, 6])


SHOP = "git.example.org/shop"


def at_folder(path):
    """An inventory of a folder in each format, as the tools spell it."""
    root = {"SPDXID": "SPDXRef-root", "name": path, "primaryPackagePurpose": "FILE"}
    return {"Syft": {**SYFT, "source": {"type": "directory", "name": path, "metadata": {"path": path}}},
            "Syft's CycloneDX": cdx(metadata=meta(path, type="file"), components=PARTS[:1]),
            "Trivy's CycloneDX": cdx(metadata=meta(path, type="application"), components=PARTS[:1]),
            "SPDX": {**SPDX, "packages": [root, SPDX["packages"][1]]}}


# What a document is of: the document, what --target says, the subject.
SUBJECTS = {
    **{f"{format} of {path}, {target}": (document, target, target or "report")
       for path in ("/src", "/home/runner/work/shop/shop", ".", "..", "./", "C:\\src", "D:/a/shop")
       for format, document in at_folder(path).items() for target in (SHOP, None)},
    "a folder by name": (at_folder("src")["Syft"], SHOP, SHOP),
    "a folder by name, CycloneDX": (at_folder("src")["Syft's CycloneDX"], SHOP, SHOP),
    "a folder by name, untold": (at_folder("src")["Syft"], None, "src"),
    **{f"Trivy's CycloneDX of {path}, {target}": (
        cdx(metadata=by("trivy") | {"component": {"type": "application", "name": path}}, components=PARTS[:1]), target,
        target or path) for path in ("backend", "services/api", "package-lock.json") for target in (SHOP, None)},
    "Trivy's CycloneDX of an image": (cdx(metadata=by("trivy") | {"component": {"type": "container", "name": "registry/app:1"}},
                                          components=PARTS[:1]), SHOP, "registry/app"),
    **{f"Trivy's SPDX of {path}, {target}": (trivy_spdx(path), target, target or path)
       for path in ("backend", "services/api", "package-lock.json") for target in (SHOP, None)},
    "Trivy's SPDX of an image": (trivy_spdx("registry/app:1", "CONTAINER"), SHOP, "registry/app"),
    "another's SPDX of a source": (trivy_spdx("shop", tool="x-1"), SHOP, "shop"),
    "an application": (cdx(metadata=meta("shop", type="application"), components=PARTS[:1]), SHOP, "shop"),
    "a package": (cdx(metadata=meta("shop", "pkg:npm/shop@1", type="application"), components=PARTS[:1]), SHOP, "shop"),
    "an image": (SYFT, SHOP, "registry/app"),
    **{f"{format} of {path}, {target}": (document, target, target or "report")
       for path in ("image.tar", "docker-archive:i.tar.gz") for format, document in (
           ("Syft", syft_of(path)), ("CycloneDX", cdx(metadata=meta(path), components=PARTS[:1])),
           ("SPDX", spdx_of(path, "CONTAINER"))) for target in (SHOP, None)},
    "an archive by its tag": (syft_of("/tmp/image.tar", tags=["registry/app:2"]), SHOP, "registry/app"),
    "an archive by Trivy's tag": (cdx(metadata=meta("image.tar", properties=[
        {"name": "aquasecurity:trivy:RepoTag", "value": "registry/app:2"}]), components=PARTS[:1]), SHOP, "registry/app"),
    "a package in an archive": (cdx(metadata=meta("a.tar.gz", "pkg:pypi/a@1", type="library"), components=[]), SHOP, "a.tar.gz"),
    "GitHub": (spdx_of("com.github.Acme/app", None), None, "github.com/acme/app"),
    "GitHub, a branch": (spdx_of("com.github.acme/app", None), "github.com/Acme/app@main", "github.com/acme/app@main"),
    "GitHub, another repository": (spdx_of("com.github.acme/app", None), SHOP, "github.com/acme/app"),
    "GitHub, a part of its name": (spdx_of("com.github.acme/app", None), "github.com/acme/application", "github.com/acme/app"),
    "a package of Java": (cdx(metadata=meta("app", group="com.github.acme", type="library"), components=PARTS[:1]),
                          None, "com.github.acme/app"),
}


def subjects(judge):
    for name, (document, target, wanted) in SUBJECTS.items():
        got = judge.read(document, {"target": target} if target else None)
        judge.same(f"subject, {name}", [record["subject"] for record in got.records("sbom")], [wanted])
        if wanted in ("report", SHOP) and isinstance(document, dict) and "bomFormat" in document:
            flawed = judge.read({**document, "vulnerabilities": [FLAW]}, {"target": target} if target else None)
            judge.same(f"scan, {name}", [scan.get("target") for scan in flawed.records("scan")], [target])
        judge.same(f"subject, {name}: said", any("--target" in w for w in got.lines.warnings),
                   wanted == "report" or (target or wanted).lower() != wanted)


def trivy_cdx(path, **more):
    return cdx(metadata=by("trivy") | {"component": {"type": "application", "name": path, **more}}, components=PARTS[:1])


# Which part of what it is of an inventory lists: the document, what is told, the part.
MONO = {"target": SHOP}
NIGHTLY = {**MONO, "category": "nightly"}
OF_PARTS = {
    **{f"Trivy's CycloneDX of {path}": (trivy_cdx(path), MONO, part) for path, part in (
        ("backend", "backend"), ("./backend/", "backend"), ("services/api", "services/api"),
        ("package-lock.json", "package-lock.json"), (".", None), ("/src", None), ("../backend", None), ("C:/src", None))},
    "Trivy's SPDX": (trivy_spdx("backend"), MONO, "backend"),
    "Syft": (at_folder("backend")["Syft"], MONO, "backend"),
    "Syft's CycloneDX": (at_folder("backend")["Syft's CycloneDX"], MONO, "backend"),
    "SPDX of a file": (at_folder("backend")["SPDX"], MONO, "backend"),
    "a category": (trivy_cdx("."), NIGHTLY, "nightly"),
    "a category and a folder": (trivy_cdx("backend"), NIGHTLY, "nightly backend"),
    "a category of a project": (cdx(metadata=meta("shop", type="application"), components=PARTS[:1]), NIGHTLY, "nightly"),
    "no target": (trivy_cdx("backend"), {}, None),
    "no target, a category": (trivy_cdx("backend"), {"category": "nightly"}, "nightly"),
    "the target itself": (trivy_cdx("backend"), {"target": "backend"}, None),
    "an address": (at_folder("https://" + SHOP)["Syft"], MONO, None),
    "an image by its digest": (SYFT, NIGHTLY, None),
    "a file by its digest": (cdx(metadata=meta("a.whl", type="file", hashes=[{"alg": "SHA-256", "content": "ab" * 32}]),
                                 components=PARTS[:1]), NIGHTLY, None),
    "nobody tells the generator": (trivy_cdx("backend") | {"metadata": {"component": {"type": "file", "name": "backend"}}},
                                   MONO, "backend"),
}


def parts(judge):
    for name, (document, config, part) in OF_PARTS.items():
        got = judge.read(document, config)
        sbom, key = got.records("sbom")[0], [s["key"] for s in got.scopes if s["kind"] == "sbom"][0]
        judge.same(f"part, {name}", (sbom.get("part"), key), (part, [
            sbom["subject"], sbom.get("digest", sbom.get("version", "")), *([sbom["tool"]] if "tool" in sbom else [""] if part
                                                                             else []), *([part] if part else [])]))
        if "bomFormat" in document:
            flawed = judge.read({**document, "vulnerabilities": [FLAW]}, config)
            wanted = config.get("category") if "digest" in sbom else part
            judge.same(f"scan, {name}", [scan.get("category") for scan in flawed.records("scan")], [wanted])


UNSOUGHT_XML = CDX_XML[:CDX_XML.index(" <vulnerabilities>")].replace("syft", "trivy") + "<vulnerabilities/></bom>"
# An empty list of vulnerabilities: an inventory alone, unless somebody is known to have looked.
UNSOUGHT = {
    "Trivy": cdx(metadata=by("trivy"), components=PARTS[:1], vulnerabilities=[]),
    "Syft": cdx(metadata=meta(), components=PARTS[:1], vulnerabilities=[]),
    "nobody": cdx(metadata=meta() | {"tools": {}}, components=PARTS[:1], vulnerabilities=[]),
    "within a component": cdx(metadata=by("trivy"), components=[{**PARTS[1], "vulnerabilities": []}]),
    "XML": UNSOUGHT_XML,
}


def unsought(judge):
    for name, document in UNSOUGHT.items():
        got = judge.read(document)
        judge.same(f"unsought, {name}", [s["kind"] for s in got.scopes if s["end"]["complete"]], ["sbom"])
        judge.same(f"unsought, {name}: said", [w for w in got.lines.warnings if "it is no scan" in w and
                                               "--scanners vuln" in w] != [], True)
        asked = judge.read(document, {"scanners": "secret, vuln"})
        judge.same(f"sought, {name}", ([r["findings"] for r in asked.records("scan")], asked.lines.warnings), ([0], []))
        judge.same(f"not asked, {name}", judge.read(document, {"scanners": "secret"}).records("scan"), [])


def cut(judge, name, document):
    """Whole to the last bracket or nothing: what is cut says the same, or is no success."""
    text = document if isinstance(document, str) else json.dumps(document)
    whole = said(judge.read(text))
    for at in range(1, 20):
        got = judge.read(text[:len(text) * at // 20])
        judge.same(f"{name}: cut at {at}/20", got.lines.code == 0 and said(got) not in ([], whole), False)


def main(gavel):
    with tempfile.TemporaryDirectory() as folder:
        judge = Judge(gavel, folder)
        for name, (document, records, keys) in CASES.items():
            judge.case(name, judge.read(document), records, keys)
            if isinstance(document, dict):
                judge.case(name + ", turned", judge.read(turned(document)), records, keys)
            if name not in ("spdx as tags", "epss"):
                cut(judge, name, document)
        for name, (document, why) in BAD.items():
            got = judge.read(document)
            judge.same(name + ": why", why in got.lines.why(), True)
            judge.same(name + ": nothing is used", said(got), [])
        digests(judge)
        image_ids(judge)
        rejected_lines(judge)
        subjects(judge)
        parts(judge)
        unsought(judge)
        same = judge.read({**VEX, "@id": ""})
        judge.same("a document without an id", same.scopes[0]["key"][1][:7], "sha256:")
        warned = judge.read(VEX)
        for name, document, want in (("OpenVEX", {**VEX, "version": 3}, "3"), ("KEV", KEV, "2026.01.02"), ("CSAF", {
                **CSAF, "document": {**CSAF["document"], "tracking": {**CSAF["document"]["tracking"], "version": "1.2.0"}}},
                "1.2.0")):
            judge.same(f"revision of {name}", [s["revision"] for s in judge.read(document).scopes], [want])
        judge.same("a reason that lacks", any("counts for nothing" in w for w in warned.lines.warnings), True)
        odd = judge.read(ranged("before 2", "even ones", "odd ones")).lines.warnings
        judge.same("ranges not understood", [w for w in odd if "understood" in w], [
            "report: statements on versions that are not understood, which hold of nothing: 2; the first is on 'even ones'"])
        judge.same("ranges understood", [w for w in judge.read(ranged("before 2")).lines.warnings if "understood" in w], [])
        judge.same("a status that is none", warned.scopes[0]["rejects"],
                   ["a statement without a vulnerability or a status that is known"])
        print(f"scans_stock: {judge.good} passed, {judge.bad} failed")
        return judge.bad > 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
