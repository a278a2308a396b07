#!/usr/bin/env python3
"""A scan closes only what it covers: reports that show only flaws with a fix, or list their files.

The reports are our own, in the shapes of Grype's (anchore/grype, presenter/models), Conftest's
(open-policy-agent/conftest, output/result.go), cfn-nag's, Bandit's and Semgrep's; what is expected is what
stands in them. Usage: cover_test.py GAVEL
"""
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile


class Test:
    def __init__(self, gavel):
        self.gavel, self.home = gavel, tempfile.mkdtemp(prefix="gavel-cover.")
        self.passed = self.failed = self.caches = 0
        self.anew()

    def anew(self):
        self.caches += 1
        os.makedirs(f"{self.home}/{self.caches}")
        self.cache = f"{self.home}/{self.caches}/c.db"

    def check(self, what, got, want):
        self.passed += got == want
        self.failed += got != want
        if got != want:
            print(f"cover_test.py: {what}: {want!r} expected, {got!r} seen", file=sys.stderr)

    def run(self, *args):
        return subprocess.run([self.gavel, "--now", "2026-03-01T00:00:00Z", "--cache", self.cache, *args],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env={**os.environ, "HOME": self.home}, check=False)

    def take(self, day, report, *more):
        path = f"{self.home}/{self.caches}/report-{day}.json"
        with open(path, "w", encoding="utf-8") as file:
            file.write(report if isinstance(report, str) else json.dumps(report))
        done = self.run("import", "--target", "repo", "--at", f"2026-01-{day:02}T00:00:00Z", *more, path)
        self.check(f"taken: {done.stderr}", done.returncode, 0)
        return done.stdout

    def rows(self, *address):
        done = self.run("show", *address, "--json")
        return json.loads(done.stdout)["rows"] if done.stdout else []

    def states(self, column):
        return {row[column]: row["state"] for row in self.rows("findings")}


# ---- Grype, by what has a fix ----

def match(number, fixed=(), state="not-fixed"):
    return {"vulnerability": {"id": f"CVE-2024-000{number}", "severity": "High",
                              "fix": {"versions": list(fixed), "state": state}},
            "relatedVulnerabilities": [], "artifact": {"name": f"p{number}", "version": "1", "purl": f"pkg:deb/debian/p{number}@1"}}


def grype(*matches, **configuration):
    return {"matches": list(matches), "source": {"type": "directory", "target": "/src"},
            "descriptor": {"name": "grype", "version": "0.80.0", "configuration": configuration}}


FLAWS = (match(1, ["2"], "fixed"), match(2), match(3, state="wont-fix"), match(4, state="fixed"))


def only_fixed(test):
    """What has no fix is hidden, and stays open; the reverse likewise; any order of import."""
    cases = [("only-fixed", {1: "fixed", 2: "open", 3: "open", 4: "fixed"}, "only fixed"),
             ("only-notfixed", {1: "open", 2: "fixed", 3: "fixed", 4: "open"}, "only unfixed")]
    for option, wanted, word in cases:
        for days in ((1, 2), (2, 1)):
            test.anew()
            reports = {1: grype(*FLAWS), 2: grype(**{option: True})}
            said = [test.take(day, reports[day]) for day in days]
            states = {key: "open" if state == "new" else state for key, state in test.states("cve").items()}
            test.check(option, states, {f"CVE-2024-000{n}": state for n, state in wanted.items()})
            words = f"2 open findings are hidden by its filter ({word}) and stay open"
            if days == (1, 2):
                test.check(f"{option}: said", words in said[1], True)
            scan = test.rows("scans")[0]
            test.check(f"{option}: shown", [scan[name] for name in ("filter", "why", "gone")], [word, words, 2])
            test.check(f"{option}: in full", [scan[name] for name in ("covers", "uncovered")],
                       [f"fix: {word.split()[1]}", 2])
    test.anew()
    test.take(1, grype(*FLAWS))
    said = test.take(2, grype(**{"only-fixed": True}), "--dry-run")
    test.check("previewed", "2 gone; 2 open findings are hidden by its filter (only fixed) and stay open" in said, True)
    test.take(2, grype(**{"only-fixed": True}))
    test.take(3, grype())
    test.check("all of it closes all", set(test.states("cve").values()), {"fixed"})


# ---- Lists of files ----

def conftest(files):
    return [{"filename": name, "namespace": "main", "successes": 1,
             **({"failures": [{"msg": text, "metadata": {"query": "data.main.deny"}} for text in texts]} if texts else {})}
            for name, texts in files.items()]


def cfn_nag(files):
    return [{"filename": name, "file_results": {"failure_count": len(texts), "violations": [
        {"id": "W48", "type": "WARN", "message": text, "logical_resource_ids": [text], "line_numbers": [5]}
        for text in texts]}} for name, texts in files.items()]


def bandit(files):
    return {"errors": [], "metrics": {"_totals": {"loc": 9}, **{f"./{name}": {"loc": 3, "nosec": 0} for name in files}},
            "results": [{"filename": f"./{name}", "line_number": 3, "line_range": [3], "test_id": "B602",
                         "issue_severity": "HIGH", "issue_confidence": "HIGH", "issue_text": text,
                         "code": f"3 {text}\n"} for name, texts in files.items() for text in texts]}


def semgrep(files):
    return {"version": "1.90.0", "errors": [], "paths": {"scanned": list(files)},
            "results": [{"check_id": "r", "path": name, "start": {"line": 7}, "end": {"line": 7}, "extra": {
                "message": text, "severity": "ERROR", "lines": text}} for name, texts in files.items() for text in texts]}


READERS = [conftest, cfn_nag, bandit, semgrep]


def by_file(test, make):
    """Of files that a run does not list nothing is known; of those that it lists all is."""
    name = make.__name__
    runs = {1: {"a.x": ["one", "two"], "b.x": ["three"], "c.x": []}, 2: {"b.x": [], "c.x": ["four"]}}
    wanted = {"one": "open", "two": "open", "three": "fixed", "four": "open"}
    for days in itertools.permutations(runs):
        test.anew()
        said = [test.take(day, make(runs[day])) for day in days]
        states = {key: "open" if state == "new" else state for key, state in test.states("title").items()}
        test.check(f"{name} {days}", states, wanted)
        words = "2 open findings are in files that it does not list"
        if days == (1, 2):
            test.check(f"{name}: said", f"{words} and stay open (--whole, where there are no others)" in said[1], True)
        test.check(f"{name}: shown", words in (test.rows("scans")[0]["why"] or ""), True)
        test.check(f"{name}: covers", [row["covers"] for row in test.rows("scans")], ["files: 2", "files: 3"])
    # As one run each, as a loop over files makes them.
    test.anew()
    for day, file in enumerate("abc", 1):
        test.take(day, make({f"{file}.x": [f"of {file}"]}))
    test.check(f"{name}: file by file", len(test.rows("findings", "state:open")), 3)
    test.check(f"{name}: none is gone", sum(row["gone"] for row in test.rows("scans")), 0)
    # Of all files there are.
    test.anew()
    test.take(1, make(runs[1]))
    said = test.take(2, make(runs[2]), "--whole")
    test.check(f"{name}: all files", ("3 gone" in said, "not list" in said), (True, False))
    # Renamed among the same files.
    test.anew()
    test.take(1, make({"a.x": ["one"], "b.x": []}))
    test.take(2, make({"new.x": ["one"], "b.x": []}))
    test.check(f"{name}: renamed", [(row["file"], row["first_seen"][:10]) for row in test.rows("findings")],
               [("new.x", "2026-01-01")])


def bandit_levels(test):
    """Bandit's totals are of all that it found: what -l, -i and a baseline leave out is not gone."""
    def report(*severities, **totals):
        results = [{"filename": "./a.py", "line_number": n, "line_range": [n], "test_id": f"B{n}",
                    "issue_severity": severity, "issue_confidence": "HIGH", "issue_text": f"{severity} {n}",
                    "code": f"{n} x{n}\n"} for n, severity in severities]
        totals = {f"SEVERITY.{name}": float(totals.get(name, 0)) for name in ("UNDEFINED", "LOW", "MEDIUM", "HIGH")}
        return {"errors": [], "metrics": {"_totals": {"loc": 9, **totals}, "./a.py": {"loc": 9, "nosec": 0}},
                "results": results}
    test.anew()
    test.take(1, report((1, "LOW"), (2, "MEDIUM"), (3, "HIGH"), LOW=1, MEDIUM=1, HIGH=1))
    said = test.take(2, report((3, "HIGH"), LOW=1, HIGH=1))
    states = {"LOW 1": "open", "MEDIUM 2": "fixed", "HIGH 3": "open"}
    test.check("bandit -l", test.states("title"), states)
    test.check("bandit -l: said", "hidden by its filter (0 of 1 LOW listed) and stays open" in said, True)
    test.take(3, report((3, "HIGH"), HIGH=1))
    test.check("bandit of all", test.states("title"), {**states, "LOW 1": "fixed"})


def bandit_itself(test):
    """The program itself, where it is installed: all severities, then high ones alone, then one file."""
    if not shutil.which("bandit"):
        return
    tree = f"{test.home}/tree"
    os.makedirs(tree)
    for name in ("a", "b"):
        with open(f"{tree}/{name}.py", "w", encoding="utf-8") as file:
            file.write(f"import os\nos.system(input('{name}'))\nassert input('{name}')\n")

    def run(*args):
        done = subprocess.run(["bandit", "-q", "-f", "json", *args], cwd=tree, capture_output=True, check=False)
        return json.loads(done.stdout)
    test.anew()
    test.take(1, run("-r", "."))
    before = len(test.rows("findings", "state:open"))
    test.take(2, run("-r", ".", "-lll"))
    test.take(3, run("b.py"))
    test.check("nothing is closed", len(test.rows("findings", "state:open")), before)
    with open(f"{tree}/b.py", "w", encoding="utf-8") as file:
        file.write("x = 1\n")
    test.take(4, run("b.py"))
    left = [row["file"] for row in test.rows("findings", "state:open")]
    test.check("what was looked at is", (set(left), 2 * len(left)), ({"a.py"}, before))


def safety(test):
    """Requirements that Safety did not read."""
    def report(name, *packages):
        return {"report_meta": {"safety_version": "2.3.5", "scan_target": "files", "scanned": [name]},
                "scanned_packages": {name: {} for name in packages}, "vulnerabilities": [
                    {"vulnerability_id": "1", "package_name": name, "analyzed_version": "1", "CVE": "CVE-2024-1",
                     "advisory": "a flaw", "fixed_versions": ["2"]} for name in packages]}
    test.anew()
    test.take(1, report("a.txt", "p"))
    test.take(2, report("b.txt", "q"))
    test.check("safety", len(test.rows("findings", "state:open")), 2)
    # Of several at once the report says which a flaw is in, since 2.3 beside it, before by package.
    for beside in (True, False):
        test.anew()
        both = report("dev.txt", "p")
        both["report_meta"]["scanned"] = ["req.txt", "dev.txt"]
        if beside:
            both["vulnerabilities"][0]["analyzed_requirement"] = {"name": "p", "found": "dev.txt"}
        else:
            both["affected_packages"] = {"p": {"name": "p", "version": "1", "found": "dev.txt"}}
        test.take(1, both)
        test.check("safety: its file", [row["place"] for row in test.rows("findings")], ["dev.txt"])
        for day in (2, 3):
            test.take(day, {**report("req.txt", "q"), "vulnerabilities": []})
        test.check("safety: of another file", len(test.rows("findings", "state:open")), 1)
        test.take(4, {**report("dev.txt", "p"), "vulnerabilities": []})
        test.check("safety: gone", len(test.rows("findings", "state:open")), 0)


def too_many(test):
    """A list that is too long to be kept closes nothing, unless it is said to be of all."""
    for more, state in (((), "new"), (("--whole",), "fixed")):
        test.anew()
        test.take(1, semgrep({"a.x": ["one"]}))
        test.take(2, semgrep({f"lib/{n:06}.x": [] for n in range((1 << 17) + 1)}), *more)
        test.check(f"too many files {more}", test.states("title"), {"one": state})


def not_a_list(test):
    """A file in which something was found was looked at, though the list lacks it."""
    test.anew()
    report = semgrep({"a.x": ["one"], "b.x": ["two"]})
    test.take(1, report)
    report = semgrep({"b.x": ["two"]})
    report["paths"]["scanned"] = ["c.x"]
    test.take(2, report)
    test.check("not listed", test.states("title"), {"one": "open", "two": "open"})
    test.check("its list", test.rows("scans")[0]["covers"], "files: 2")
    # Conftest's --combine names no file.
    test.anew()
    test.take(1, conftest({"Combined": ["one"]}))
    test.take(2, conftest({"Combined": []}))
    test.check("combined", test.states("title"), {"one": "fixed"})


# ---- What is bound to a digest ----

def image(letter, *matches, **configuration):
    report = grype(*matches, **configuration)
    report["source"] = {"type": "image", "target": {
        "userInput": "reg.example/a:1", "manifestDigest": f"sha256:{letter * 64}",
        "repoDigests": [f"reg.example/a@sha256:{letter * 64}"]}}
    return report


def of_a_digest(test):
    """What a scan of the digest did not look at is as the one before it of that digest has it."""
    full, none, part = (lambda x: image(x, match(2))), (lambda x: image(x)), (lambda x: image(x, **{"only-fixed": True}))
    gate = f"{test.home}/digest.yaml"
    with open(gate, "w", encoding="utf-8") as file:
        file.write("gates:\n  image:\n    allow: {high: 0}\n    kev: allow\n"
                   "    require:\n      image: {class: container, bind: digest}\n")
    cases = [([full("d")], 1), ([full("d"), part("d")], 1), ([full("d"), part("d"), part("d")], 1),
             ([full("d"), part("d"), none("d")], 0), ([full("d"), none("d"), part("d")], 0),
             ([full("d"), none("e"), part("d")], 1), ([full("d"), none("e"), part("d"), none("d")], 0),
             ([full("e"), part("d")], 0), ([none("d"), part("d")], 0)]
    for number, (reports, code) in enumerate(cases):
        test.anew()
        for day, report in enumerate(reports, 1):
            test.take(day, report)
        done = test.run("check", "findings", "--gate", gate, "--digest", f"sha256:{'d' * 64}")
        test.check(f"of a digest {number}: {done.stdout}", done.returncode, code)


# ---- Trivy, packages of the system alone ----

def trivy(name, system, language=None):
    def result(kind, flaws):
        return {"Target": kind, "Class": kind, "Type": "debian" if kind == "os-pkgs" else "node-pkg", "Packages": [{"Name": "p", "Version": "1"}],
                "Vulnerabilities": [{"VulnerabilityID": flaw, "PkgName": kind, "InstalledVersion": "1",
                                     "Severity": "HIGH"} for flaw in flaws]}
    return {"SchemaVersion": 2, "ArtifactName": name, "ArtifactType": "container_image",
            "Metadata": {"OS": {"Family": "debian", "Name": "12"}, "RepoDigests": [f"{name}@sha256:{'d' * 64}"]},
            "Results": [result("os-pkgs", system)] + ([result("lang-pkgs", language)] if language else [])}


def system_alone(test):
    """An image without packages of languages is no filtered one; whether any were looked for, --whole says."""
    for whole, state in ((False, "open"), (True, "fixed")):
        test.anew()
        test.take(1, trivy("api", ["CVE-2024-0001", "CVE-2024-0003"], ["CVE-2024-0002"]))
        said = test.take(2, trivy("api", ["CVE-2024-0001"]), *(["--whole"] if whole else []))
        test.check(f"system alone, whole {whole}", {key: now.replace("new", "open") for key, now in test.states(
            "cve").items()}, {"CVE-2024-0001": "open", "CVE-2024-0002": state, "CVE-2024-0003": "fixed"})
        test.check(f"system alone, whole {whole}: said", "1 open finding is of a kind of packages that it does not list and "
                   "stays open (--whole, where there are no others)" in said, not whole)
        test.check("system alone: no filter", {row["filter"] for row in test.rows("scans")}, {None})
    test.anew()
    said = test.take(1, trivy("nginx", []))
    test.check("system alone, clean: said", "stays open" in said or "packages" in said, False)
    done = test.run("check", "findings", "--digest", f"sha256:{'d' * 64}")
    test.check("system alone, judged", "leaves findings out" in done.stdout, False)


def main():
    test = Test(os.path.abspath(sys.argv[1]))
    try:
        only_fixed(test)
        for make in READERS:
            by_file(test, make)
        bandit_levels(test)
        bandit_itself(test)
        safety(test)
        too_many(test)
        not_a_list(test)
        of_a_digest(test)
        system_alone(test)
    finally:
        shutil.rmtree(test.home)
    print(f"cover: {test.passed} passed, {test.failed} failed")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
