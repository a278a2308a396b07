"""A gate reads only what may break one of its rules: random estates and gates, held against the same
gate with a base that has nothing in it, for which every finding is read.

Usage: sieve.py GAVEL [SEED…]
"""
import json
import os
import random
import subprocess
import sys
import tempfile

LEVELS = ("CRITICAL", "HIGH", "MEDIUM", "LOW", "UNKNOWN")
NOW = "2026-03-01T12:00:00Z"


def trivy(image, found):
    return {"SchemaVersion": 2, "ArtifactName": image, "ArtifactType": "container_image",
            "CreatedAt": "2026-02-20T00:00:00Z",
            "Results": [{"Target": image, "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": [
                {"VulnerabilityID": flaw, "PkgName": package, "InstalledVersion": "1", "Severity": level,
                 "Title": flaw, "PkgIdentifier": {"PURL": f"pkg:deb/debian/{package}@1?arch=amd64"}}
                for flaw, package, level in found]}]}


def older(dice, found):
    """A build before the one that was scanned last, which runs: it has other flaws, and some of the same."""
    digest = "sha256:" + "1" * 64
    document = trivy("app", [(flaw, package, dice.choice(LEVELS)) for flaw, package, _ in found
                             if dice.random() < 0.5] +
                     [(f"CVE-2025-{2000 + dice.randrange(20)}", "curl", dice.choice(LEVELS)) for _ in range(1)])
    document["CreatedAt"] = "2026-02-18T00:00:00Z"
    document["Metadata"] = {"RepoTags": ["app:1"], "RepoDigests": ["app@" + digest]}
    bill = inventory("app")
    bill["metadata"]["timestamp"] = "2026-02-18T00:00:00Z"
    bill["metadata"]["component"]["version"] = digest
    bill["components"] += [{"type": "library", "name": "bash", "version": "1", "purl": "pkg:deb/debian/bash@1"}]
    pods = {"kind": "PodList", "items": [{"metadata": {"name": "p", "namespace": "n"}, "status": {
        "containerStatuses": [{"image": "app", "imageID": "app@" + digest, "state": {"running": {}}}]}}]}
    return {"older-scan": document, "older-inventory": bill, "pods": pods}


def grype(image, found):
    return {"source": {"type": "image", "target": {"userInput": image, "imageID": "sha256:" + "0" * 64}},
            "descriptor": {"name": "grype", "version": "1", "timestamp": "2026-02-21T00:00:00Z"},
            "matches": [{"vulnerability": {"id": flaw, "severity": level.capitalize(), "description": flaw,
                                           "knownExploited": [{"cve": flaw}] if flaw.endswith("7") else []},
                         "artifact": {"name": package.upper(), "version": "1",
                                      "purl": f"pkg:deb/debian/{package.upper()}@1"}}
                        for flaw, package, level in found]}


def gitleaks(count):
    return [{"RuleID": "key", "Description": "a key", "File": f"f{i}", "StartLine": i, "Secret": f"s{i}",
             "Match": f"k=s{i}", "Fingerprint": f"f{i}:key:{i}", "Commit": ""} for i in range(1, count + 1)]


def semgrep(dice, count):
    return {"version": "1", "errors": [], "paths": {"scanned": []}, "results": [
        {"check_id": f"rule-{dice.randrange(5)}", "path": f"a{i}.py", "start": {"line": i, "col": 1},
         "end": {"line": i, "col": 2}, "extra": {"message": f"m{i}", "metadata": {}, "lines": f"x{i}",
                                                 "is_ignored": dice.random() < 0.2,
                                                 "severity": dice.choice(("ERROR", "WARNING", "INFO"))}}
        for i in range(1, count + 1)]}


def inventory(image):
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"timestamp": "2026-02-20T00:00:00Z",
                         "component": {"bom-ref": "root", "type": "container", "name": image}},
            "components": [{"type": "library", "name": package, "version": "1",
                            "purl": f"pkg:deb/debian/{package}@1"} for package in ("bash", "zlib")]}


def affected(dice):
    flaws = [f"CVE-2025-{1000 + dice.randrange(40)}" for _ in range(dice.randrange(12))]
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x/2", "author": "Y",
            "timestamp": "2026-02-22T00:00:00Z", "version": 1, "statements": [
                {"vulnerability": {"name": flaw}, "products": [{"@id": f"pkg:deb/debian/{package}@1"}],
                 "status": "affected", "action_statement": "upgrade"}
                for flaw in flaws for package in ("bash", "zlib")]}


def openvex(found):
    return {"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x/1", "author": "X",
            "timestamp": "2026-02-22T00:00:00Z", "version": 1, "statements": [
                {"vulnerability": {"name": flaw}, "products": [{"@id": f"pkg:deb/debian/{package}"}],
                 "status": "not_affected", "justification": "component_not_present"}
                for flaw, package, _ in found]}


def kev(dice):
    return {"catalogVersion": "1", "dateReleased": "2026-02-23T00:00:00Z", "count": 2, "vulnerabilities": [
        {"cveID": f"CVE-2025-{1000 + dice.randrange(40)}", "vendorProject": "v", "product": "p",
         "dateAdded": "2026-02-01", **({"dueDate": "2026-02-2%d" % dice.randrange(9)} if i else {})}
        for i in range(2)]}


def gate(dice):
    lines = ["gates:", "  default:", "    allow:"]
    for level in ("critical", "high", "medium", "low", "unknown", "info"):
        lines.append(f"      {level}: {dice.choice(('any', 'any', 'any', 'any', 30, 60, 9, 0))}")
    if dice.random() < 0.5:
        lines.append(f"      {dice.choice(('container', 'code'))}: {{high: {dice.choice((0, 2, 20, 'any'))}}}")
    for key in ("kev", "secrets"):
        lines.append(f"    {key}: {dice.choice(('block', 'allow'))}")
    levels = [level for level in ("critical", "high", "medium", "low") if dice.random() < 0.3]
    lines.append(f"    overdue: [{', '.join(levels)}]")
    claims = [level for level in ("high", "medium", "low", "secrets") if dice.random() < 0.5]
    lines.append(f"    claims: [{', '.join(claims)}]")
    return "\n".join(lines) + "\n"


def estate(dice, folder):
    files = {}
    for image in ("app", "web"):
        found = [(f"CVE-2025-{1000 + dice.randrange(40)}", dice.choice(("bash", "zlib")), dice.choice(LEVELS))
                 for _ in range(dice.randrange(60))]
        unique = {(flaw, package): (flaw, package, level) for flaw, package, level in found}
        files[f"trivy-{image}"] = trivy(image, list(unique.values()))
        seen = [(flaw, package, dice.choice(LEVELS)) for flaw, package in unique if dice.random() < 0.5]
        files[f"grype-{image}"] = grype(image, seen)
        files["vex"] = openvex(dice.sample(list(unique.values()), len(unique) // 4))
    files["kev"] = kev(dice)
    if dice.random() < 0.7:
        files["inventory"] = inventory("app")
        files["affected"] = affected(dice)
    files["semgrep"] = semgrep(dice, dice.randrange(30))
    if dice.random() < 0.7:
        files |= older(dice, list(unique.values()))
    if dice.random() < 0.4:
        files["gitleaks"] = gitleaks(1 + dice.randrange(2))
    for name, document in files.items():
        with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
            json.dump(document, file)
        os.utime(f"{folder}/{name}.json", (1772000000, 1772000000))
    with open(f"{folder}/nothing.sarif", "w", encoding="utf-8") as file:
        file.write('{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"none"}},"results":[]}]}')
    os.utime(f"{folder}/nothing.sarif", (1772000000, 1772000000))
    return [f"{folder}/{name}.json" for name in files]


def verdict(gavel, cache, *more):
    done = subprocess.run([gavel, "--cache", cache, "--now", NOW, "check", "findings", "--json", *more],
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 6) or not done.stdout:
        raise SystemExit(f"gate-sieve: {done.stderr}")
    told = json.loads(done.stdout)
    for only_of_a_base in ("since", "before"):
        told.pop(only_of_a_base, None)
    return done.returncode, told


def main(gavel, seeds):
    passed = 0
    blocked = 0
    for seed in seeds:
        dice = random.Random(seed)
        with tempfile.TemporaryDirectory(prefix="gavel-sieve.") as folder:
            cache = f"{folder}/cache.db"
            for path in estate(dice, folder):
                subprocess.run([gavel, "--cache", cache, "--now", NOW, "import", path], check=True,
                               capture_output=True)
            for _ in range(8):
                with open(f"{folder}/gate.yaml", "w", encoding="utf-8") as file:
                    file.write(gate(dice))
                only = dice.choice(([], ["--target", "app"], ["--target", "app,web"]))
                asked = ["--gate", f"{folder}/gate.yaml", *only]
                got = verdict(gavel, cache, *asked)
                want = verdict(gavel, cache, *asked, "--new-since", f"{folder}/nothing.sarif")
                if got != want:
                    raise SystemExit(f"gate-sieve: seed {seed}: {json.dumps(got)[:2000]}\n"
                                     f"where all are read: {json.dumps(want)[:2000]}\n"
                                     + open(f"{folder}/gate.yaml", encoding="utf-8").read())
                passed += 1
                blocked += got[0] == 1
    print(f"gate_sieve: {passed} passed, 0 failed ({blocked} block)")


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), [int(seed) for seed in sys.argv[2:]] or range(3))
