#!/usr/bin/env python3
"""The corpus' VEX documents against a scan that has what they are about: what is hidden is what their own
projects leave out (not_affected of the package, or of the image with the digest), and nothing else.

Usage: findings_vex.py GAVEL CORPUS/findings
"""
import json
import os
import subprocess
import sys
import tempfile

DIGEST = "sha256:124c7d2707904eea7431fffe91522a01e5a861a624ee31d03372cc1d138a3126"
OTHER = "sha256:" + "0" * 64
SSL = "pkg:apk/alpine/libssl3@3.0.8-r3?arch=x86_64"
CRYPTO = "pkg:apk/alpine/libcrypto3@3.0.8-r3?upstream=openssl&distro=alpine-3.17.3&arch=x86_64"
TRANSITIVE = "pkg:golang/github.com/aquasecurity/go-transitive@v4.0.0"
# document, flaw, package, image, digest -> state, claim
CASES = [
    ("openvex/openvex_one_vuln", "CVE-2024-10001",
     "pkg:apk/alpine/apk-tools@2.10.6-r0?distro=alpine-3.10.9&arch=x86_64", "alpine", "",
     "suppressed", "vex not_affected"),
    # Two statements of one author: the later one counts.
    ("vex/trivy-openvex-multiple", "CVE-2021-44228", "pkg:maven/org.springframework.boot/spring-boot@2.6.0",
     "app", "", "suppressed", "vex not_affected"),
    ("vex/trivy-openvex-oci", "CVE-2022-3715", "pkg:deb/debian/bash@5.1?arch=amd64", "debian", "",
     "suppressed", "vex not_affected"),
    ("vex/trivy-openvex-oci-mismatch", "CVE-2022-3715", "pkg:deb/debian/bash@5.1?arch=amd64", "debian", "",
     "new", None),
    ("vex/grype-openvex-demo2", "CVE-2023-3446", SSL, "alpine", DIGEST, "suppressed", "vex not_affected"),
    ("vex/grype-openvex-demo2", "CVE-2023-3446", SSL, "alpine", OTHER, "new", None),
    ("vex/grype-openvex-demo1", "CVE-2023-1255", SSL, "alpine", DIGEST, "new", "vex fixed"),
    ("vex/grype-openvex-image-no-subcomponents", "CVE-2023-1255", SSL, "alpine", DIGEST, "new", "vex fixed"),
    ("vex/grype-openvex-package-product", "CVE-2023-1255", CRYPTO, "any", "", "new", "vex fixed"),
    ("vex/grype-csaf-demo1", "CVE-2023-1255", CRYPTO, "any", "", "new", "vex fixed"),
    ("vex/trivy-csaf", "CVE-2024-0001", TRANSITIVE, "app", "", "suppressed", "vex not_affected"),
    # Of version v2.0.0 of a module, which nobody says that was scanned.
    ("vex/trivy-csaf-relationships", "CVE-2024-0001", TRANSITIVE, "github.com/aquasecurity/go-direct1", "",
     "new", None),
    ("vex/trivy-openvex", "CVE-2022-23628", "pkg:golang/github.com/open-policy-agent/opa@v0.35.0",
     "github.com/testdata/testdata", "", "suppressed", "vex not_affected"),
]


def report(flaw, purl, image, digest):
    return {"SchemaVersion": 2, "CreatedAt": "2026-08-20T00:00:00Z", "ArtifactName": image,
            "ArtifactType": "container_image",
            "Metadata": {"RepoDigests": [f"{image}@{digest}"]} if digest else {},
            "Results": [{"Target": image, "Class": "os-pkgs", "Type": "alpine", "Vulnerabilities": [
                {"VulnerabilityID": flaw, "PkgName": purl.split("@")[0].rsplit("/", 1)[1], "Severity": "HIGH",
                 "InstalledVersion": purl.split("@")[1].split("?")[0], "Title": flaw,
                 "PkgIdentifier": {"PURL": purl}}]}]}


def main(gavel, corpus):
    failed = 0
    with tempfile.TemporaryDirectory(prefix="gavel-vex.") as folder:
        for number, (name, flaw, purl, image, digest, state, claim) in enumerate(CASES):
            command = [gavel, "--cache", f"{folder}/{number}.db", "--now", "2026-11-20T00:00:00Z"]
            with open(f"{folder}/report.json", "w", encoding="utf-8") as file:
                json.dump(report(flaw, purl, image, digest), file)
            for path in (f"{folder}/report.json", f"{corpus}/{name}.json"):
                subprocess.run([*command, "import", path], check=True, capture_output=True)
            shown = subprocess.run([*command, "show", "findings", "--json"], check=True, capture_output=True)
            rows = json.loads(shown.stdout)["rows"]
            got = [(row["state"], row["claim"]) for row in rows]
            if got != [(state, claim)]:
                failed += 1
                print(f"corpus: {name}: {got}, not {(state, claim)}", file=sys.stderr)
    print(f"corpus: VEX documents and findings: {len(CASES) - failed} as told, {failed} not")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
