#!/usr/bin/env python3
"""Which report a scan and a sighting come from: its name, its digest, its run and the place in it.

The reports are Bandit's, of our own; what is expected is what was written into which file. Usage: reports_test.py GAVEL
"""
import csv
import hashlib
import io
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile

HOSTILE = "\x1b]0;own\x07\n\u202e\u200b report"  # for a terminal, a line, a reader


def bandit(day, *lines, order=1):
    """A report of one day: a finding a line of the file, in this order; a finding's id is its code."""
    results = [{"filename": "app.py", "line_number": line, "line_range": [line], "test_id": "B602",
                "test_name": "popen", "issue_severity": "HIGH", "issue_confidence": "HIGH",
                "issue_text": f"call {line}", "code": f"{line} run({line})", "col_offset": 0,
                "issue_cwe": {"id": 78}, "more_info": ""} for line in lines]
    return json.dumps({"errors": [], "generated_at": f"2026-01-{day:02}T00:00:00Z", "metrics": {},
                       "results": results[::order]})


class Test:
    def __init__(self, gavel):
        self.gavel, self.home = gavel, tempfile.mkdtemp(prefix="gavel-reports.")
        self.passed = self.failed = self.caches = 0
        self.anew()

    def anew(self):
        self.caches += 1
        self.at = f"{self.home}/{self.caches}"
        os.makedirs(f"{self.at}/in")

    def check(self, what, got, want=True):
        self.passed += got == want
        self.failed += got != want
        if got != want:
            print(f"reports_test.py: {what}: {want!r} expected, {got!r} seen", file=sys.stderr)

    def run(self, *args, stdin=None):
        return subprocess.run([self.gavel, "--now", "2026-03-01T00:00:00Z", "--cache",
                               f"{self.at}/c.db", *args], stdin=stdin or subprocess.DEVNULL,
                              capture_output=True, env={**os.environ, "HOME": self.home},
                              check=False)

    def put(self, name, text):
        with open(os.path.join(os.fsencode(f"{self.at}/in"), os.fsencode(name)), "w",
                  encoding="utf-8") as file:
            file.write(text)
        return os.path.join(os.fsencode(f"{self.at}/in"), os.fsencode(name))

    def take(self, *paths):
        done = self.run("import", "--target", "repo", *paths)
        self.check(f"import {paths}", (done.returncode, done.stderr if done.returncode else b""), (0, b""))
        return done.stdout.decode()

    def rows(self, *address):
        done = self.run("show", *address, "--json")
        return json.loads(done.stdout)["rows"] if done.returncode in (0, 1) and done.stdout else []

    def reports(self, address):
        """When a scan was made: its report's file name."""
        return {row["at"][8:10]: row["report"].rsplit("/", 1)[-1] for row in self.rows(address)}

    def proof(self, *address):
        """The inputs that stand behind the first row: file name, and what is told of its rows."""
        done = self.run("show", *address, "--provenance", "--json")
        lines = json.loads(done.stdout)["rows"]
        texts = [line["text"].split(", ") for line in lines if line["kind"] == "input"]
        return [(text[0].rsplit("/", 1)[-1], text[1] if text[1].startswith("row") else "")
                for text in texts]

    def close(self):
        shutil.rmtree(self.home)


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


# ---- Each its own ----

THREE = {"early.json": bandit(1, 4, 9), "middle.json": bandit(8, 9, 4), "late.json": bandit(15, 9)}
NAMED = {"01": "early.json", "08": "middle.json", "15": "late.json"}


def each_its_own(test):
    """One run of many files: what was said of a finding was met in one of them alone."""
    paths = [test.put(name, text) for name, text in THREE.items()]
    test.take(f"{test.at}/in")
    check_three(test, "together")
    seen = test.rows("sightings", "place:app.py:9", "cols:at,report_sha256,run")
    test.check("digests", [row["report_sha256"] for row in seen], [digest(path) for path in paths][::-1])
    test.check("one run", {row["run"] for row in seen}, {1})
    test.check("what was said of it first stands there", test.proof("findings", "place:app.py:9"),
               [("early.json", "rows 2-2")])
    test.check("a sighting where it was met", test.proof("sightings", "place:app.py:9", "at:2026-01-01"),
               [("early.json", "rows 2-2")])
    test.check("and where it is said again", test.proof("sightings", "place:app.py:9", "at:2026-01-15"),
               [("late.json", "")])
    test.check("a scan", test.proof("scans", "at:2026-01-08"), [("middle.json", "")])
    test.check("found by its name", len(test.rows("sightings", "report:*/middle.json")), 2)


def check_three(test, what):
    test.check(f"{what}: scans", test.reports("scans"), NAMED)
    test.check(f"{what}: sightings", test.reports("sightings place:app.py:9"), NAMED)
    rows = test.rows("sightings", "place:app.py:9", "cols:at,report,rows,run")
    for row in rows:
        uris = [one["uri"] for one in test.rows("inputs", f"run:{row['run']}")]
        at = row["rows"] and int(row["rows"].split(":")[0]) - 1
        test.check(f"{what}: rows are of its own report", row["rows"] is None or row["report"] in uris)
        test.check(f"{what}: and of no other", at is None or at < len(uris))
    test.check(f"{what}: met in one", sum(row["rows"] is not None for row in rows), 1)
    finding = rows and test.rows("findings", "place:app.py:9")[0]["id"]
    told = test.run("source", "explain", finding or "none").stdout.decode()
    test.check(f"{what}: explained", [name in told for name in THREE], [True] * 3)
    told = json.loads(test.run("source", "explain", finding or "none", "--json").stdout or "{}")
    test.check(f"{what}: as JSON", [row.get("report", "").rsplit("/", 1)[-1] for row in told["sightings"]],
               list(THREE))
    test.check(f"{what}: with digests", {len(row.get("report_sha256", "")) for row in told["sightings"]}, {64})


def any_order(test):
    """Runs of their own, also a late one; then all anew from the archive."""
    for order in itertools.permutations(THREE):
        test.anew()
        for name in order:
            test.take(test.put(name, THREE[name]))
        check_three(test, order)
        before = [test.rows(view) for view in ("sightings", "scans", "findings")]
        test.check(f"{order}: verified", test.run("cache", "verify").returncode, 0)
        test.run("cache", "rebuild")
        check_three(test, (*order, "rebuilt"))
        test.check(f"{order}: rebuilt", [test.rows(view) for view in ("sightings", "scans", "findings")], before)
        test.check(f"{order}: where the words are", test.proof("findings", "place:app.py:9")[0][0], order[0])


# ---- Twice the same ----


def twice(test):
    """Of reports that say the same the least name is told, whichever came first; nothing is new."""
    names = ("a.json", "b.json", "c.json")
    for order in itertools.permutations(names):
        test.anew()
        said = [test.take(test.put(name, bandit(1, 4, 9))) for name in order]
        test.check(f"{order}: unchanged", [text.split()[0] for text in said], ["shown", "unchanged", "unchanged"])
        test.check(f"{order}: the least", test.reports("scans"), {"01": "a.json"})
        test.check(f"{order}: of sightings", test.reports("sightings"), {"01": "a.json"})
        test.check(f"{order}: proof", test.proof("findings", "place:app.py:9")[0][0], "a.json")
        runs = len(test.rows("runs"))
        for name in names:
            test.take(test.put(name, bandit(1, 4, 9, order=-1)))
        test.check(f"{order}: no run for what is known", len(test.rows("runs")), runs)
        test.check(f"{order}: findings", [row["state"] for row in test.rows("findings")], ["new", "new"])
        test.run("--now", "2027-03-01T00:00:00Z", "archive", "prune", "--older-than", "1d")
        test.check(f"{order}: pruned", test.reports("scans"), {"01": "a.json"})
        test.run("cache", "rebuild")
        test.check(f"{order}: rebuilt", test.reports("scans"), {"01": "a.json"})
        test.check(f"{order}: verified", test.run("cache", "verify").returncode, 0)
    test.anew()
    for name in names[::-1]:
        test.put(name, bandit(1, 4))
    test.take(f"{test.at}/in")
    test.check("all at once", test.reports("scans"), {"01": "a.json"})
    test.check("no row of another report", len(test.proof("findings")), 1)


# ---- Odd ones ----


def refused(test):
    """One that cannot be read takes no other's name; what failed is named too."""
    test.put("a.json", bandit(1, 4))
    test.put("b.json", bandit(8, 4)[:-40])
    test.put("c.json", bandit(15, 4))
    done = test.run("import", "--target", "repo", f"{test.at}/in")
    test.check("incomplete", done.returncode, 6)
    rows = test.rows("scans")
    test.check("each is named", sorted((row["state"], row["report"].rsplit("/", 1)[-1]) for row in rows),
               [("failed", "b.json"), ("whole", "a.json"), ("whole", "c.json")])


def hostile(test):
    """Whatever a file is called, nothing of it reaches a terminal; a table stays a table."""
    folder = os.fsencode(f"{test.at}/in")
    for _ in range(14):
        folder = os.path.join(folder, b"d" * 240)
    os.makedirs(folder)
    path = os.path.join(folder, HOSTILE.encode() + b".json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(bandit(1, 4))
    done = test.run("import", "--target", "repo", path)
    test.check("import", done.returncode, 0)
    finding = (test.rows("findings") or [{"id": "none"}])[0]["id"]
    for args in (("show", "sightings", "cols:at,report"), ("show", "scans", "cols:at,report"),
                 ("source", "explain", finding), ("show", "findings", "--provenance"),
                 ("show", "scans", "cols:report", "--md"),
                 *(("show", where, "--screen", size) for size in ("80x24", "200x50")
                   for where in ("sightings", "scans", f"finding id:{finding}"))):
        shown = test.run(*args)
        test.check(f"{args}: shown", shown.returncode, 0)
        test.check(f"{args}: safe", [c for c in shown.stdout.decode("utf-8", "surrogateescape")
                                     if c != "\n" and (c < " " or "\x7f" <= c < "\xa0" or "\ud800" <= c < "\ue000")], [])
    table = list(csv.reader(io.StringIO(test.run("show", "scans", "cols:at,report", "--csv").stdout.decode())))
    nameless = test.run("import", test.put(b"\xff\xfe\x1b.json", bandit(8, 4)))
    test.check("no text at all", (nameless.returncode, b"<0xFF><0xFE>" in nameless.stderr,
                                  b"\x1b" in nameless.stderr), (2, True, False))
    test.check("CSV", [len(row) for row in table], [2, 2])
    test.check("and what it is called", "report" in table[1][1] and len(table[1][1]) > 3000)


def main():
    test = Test(os.path.abspath(sys.argv[1]))
    try:
        for case in (each_its_own, any_order, twice, refused, hostile):
            test.anew()
            case(test)
    finally:
        test.close()
    print(f"reports: {test.passed} passed, {test.failed} failed")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
