#!/usr/bin/env python3
"""Scans into findings: what is new, the same, gone and back; nothing depends on an order.

The scans are protocol lines that a collector of this test tells as they are.
Usage: findings_test.py GAVEL [SEED…]    ROUNDS=20 says how many histories, three in ten
"""
import hashlib
import itertools
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile

DAY = 86400
START = 1767225600  # 2026-01-01

TELLER = r"""#!/bin/sh
case $1 in
describe) echo '{"plugin":"lines","version":"1","proto":1,"title":"lines","kinds":["scan"],"verbs":["describe","detect","collect"],"formats":[{"name":"lines","title":"lines"}],"config":[]}' ;;
collect)
	read -r request
	root=$(printf %s "$request" | sed 's/.*"root":"\([^"]*\)".*/\1/')
	name=$(printf %s "$request" | sed 's/.*"files":\[{"name":"\([^"]*\)".*/\1/')
	echo '{"t":"hello","proto":1,"plugin":"lines","version":"1"}'
	cat "$root/$name"
	echo '{"t":"done"}' ;;
esac
"""


class Scan:
    """One scan: its findings and what is told of it."""

    def __init__(self, findings, at, **told):
        self.findings, self.at = findings, at
        self.told = {"tool": "semgrep", "class": "code", "target": "repo", "partial": None,
                     "rules": (), "why": None, "blind": None, "format": "lines", "digest": None,
                     "covers": (), "filter": None,
                     **told}

    def lines(self, order=None, name="report"):
        told, out = self.told, []

        def say(**members):
            out.append(json.dumps(members, separators=(",", ":")))

        findings = list(self.findings)
        if order:
            order.shuffle(findings)
        digest = hashlib.sha256(repr((findings, self.at)).encode()).hexdigest()
        say(t="input", id=1, uri=name, sha256=digest, bytes=1)
        say(t="scope", id=1, kind="scan", key=[told["tool"], told["class"], "", told["target"]],
            mode="append", at=self.at)
        for row, finding in enumerate(findings, 1):
            say(**{"t": "finding", "scope": 1, "rows": [1, row, row], "class": told["class"],
                   "level": "high", "rule": "r", "title": "t", **finding})
        for rule in told["rules"]:
            say(t="rule", scope=1, id=rule)
        for by, value in told["covers"]:
            say(t="cover", scope=1, by=by, value=value)
        scan = {"t": "scan", "scope": 1, "tool": told["tool"], "format": told["format"],
                "class": told["class"], "target": told["target"], "findings": len(findings)}
        for name in ("partial", "blind", "digest", "filter"):
            if told[name]:
                scan[name] = told[name]
        say(**scan)
        end = {"why": told["why"]} if told["why"] else {}
        say(t="end", scope=1, complete=not told["why"], rows=len(findings), **end)
        return "\n".join(out) + "\n"


VIEWS = ("findings", "scans", "sightings", "finding_events", "trend", "repairs", "vex", "advisory_hits")


class Estate:
    """A gavel with the test's collector, and a cache of its own."""

    def __init__(self, gavel):
        self.path = tempfile.mkdtemp(prefix="gavel-findings.")
        build = os.path.dirname(gavel)
        shutil.copytree(os.path.join(build, "libexec"), f"{self.path}/build/libexec")
        self.gavel = shutil.copy(gavel, f"{self.path}/build/gavel")
        teller = f"{self.path}/build/libexec/gavel/plugins/lines"
        with open(teller, "w", encoding="utf-8") as file:
            file.write(TELLER)
        os.chmod(teller, 0o755)
        self.caches = 0
        self.anew()

    def anew(self):
        self.caches += 1
        os.mkdir(f"{self.path}/{self.caches}")
        self.cache = f"{self.path}/{self.caches}/c.db"

    def command(self, *args):
        return [self.gavel, "--now", "2026-03-01T00:00:00Z", "--cache", self.cache, *args]

    def run(self, *args):
        return subprocess.run(self.command(*args), capture_output=True, text=True,
                              env={**os.environ, "HOME": self.path, "TZ": "Pacific/Kiritimati"},
                              check=False)

    def put(self, scan, order=None, name="report"):
        with open(f"{self.path}/{name}", "w", encoding="utf-8") as file:
            file.write(scan if isinstance(scan, str) else scan.lines(order, name))
        return f"{self.path}/{name}"

    def take(self, scan, order=None, name="report"):
        done = self.run("import", "--as", "lines", self.put(scan, order, name))
        assert done.returncode in (0, 6), done.stderr
        return done

    def rows(self, *address):
        done = self.run("show", *address, "--json")
        assert done.returncode in (0, 1), done.stderr
        return json.loads(done.stdout)["rows"] if done.stdout else []

    def shown(self):
        """Everything that is shown of findings, and what only SQL shows; which run brought what depends
        on the order."""
        views = [[{**row, "run": 0} for row in self.rows(view)] for view in VIEWS]
        return json.dumps(views, indent=0) + "\n".join(self.run("sql", sql).stdout for sql in (
            "SELECT s.at, s.content, t.kind, t.class, t.level, t.findings FROM scan_tally t "
            "JOIN scan s ON s.id = t.scan ORDER BY 1, 2, 3, 4, 5",
            "SELECT finding_word(finding), id, flaw FROM finding_id ORDER BY 1, 2",
            "SELECT id, cve FROM flaw_pair ORDER BY 1, 2",
            "SELECT count(*) FROM pair_due",
            "SELECT s.at, s.content, v.by, v.value FROM scan s JOIN scan_cover v "
            "ON v.cover_set = s.cover_set ORDER BY 1, 2, 3, 4",
            "SELECT f.id, bucket, findings, hex(key), print, file, single, flaw, times FROM finding f "
            "JOIN bucket b ON b.id = bucket ORDER BY 1"))

    def counts(self):
        """Of the newest scan: new, same, gone, back, changed severity."""
        row = self.rows("scans")[0]
        return [row[name] for name in ("new", "same", "gone", "back", "changed_severity")]

    def close(self):
        shutil.rmtree(self.path)


class Checks:
    """What held and what did not."""

    def __init__(self):
        self.passed, self.failed = 0, 0

    def same(self, what, seen, wanted):
        if seen == wanted:
            self.passed += 1
            return
        self.failed += 1
        print(f"findings_test.py: {what}: {wanted!r} expected, {seen!r} seen", file=sys.stderr)


# ---- One after the other ----

SQLI = {"rule": "py/sqli", "file": "app.py", "line": 40, "print": "h/1:aaa", "title": "sqli"}
XSS = {"rule": "py/xss", "file": "app.py", "line": 10, "print": "h/1:bbb", "title": "xss",
       "level": "medium"}
MOVES = [  # findings, then new, same, gone, back, changed
    ([SQLI, XSS], [2, 0, 0, 0, 0]),
    ([{**XSS, "line": 17}, {**SQLI, "line": 55}], [0, 2, 0, 0, 0]),
    ([{**XSS, "line": 17}], [0, 1, 1, 0, 0]),
    ([{**SQLI, "line": 56}, {**XSS, "line": 17}], [0, 1, 0, 1, 0]),
]
RENAMED = ([{**SQLI, "line": 56, "file": "src/app.py"}, {**XSS, "line": 17, "file": "src/app.py"}],
           [0, 2, 0, 0, 0])
COPIED = ([{**SQLI, "line": 90}, {**SQLI, "line": 56}, {**XSS, "line": 17}], [1, 2, 0, 0, 0])
OTHER_PRINT = ([{**SQLI, "line": 56, "print": "h/1:ccc"}, {**XSS, "line": 17}], [1, 1, 1, 0, 0])
RERATED = ([{**SQLI, "line": 56, "level": "low"}, {**XSS, "line": 17}], [0, 2, 0, 0, 1])


def moves(estate, checks):
    for last in (RENAMED, COPIED, OTHER_PRINT, RERATED):
        estate.anew()
        for day, (findings, wanted) in enumerate(MOVES + [last]):
            estate.take(Scan(findings, START + day * DAY))
            checks.same(f"scan {day + 1}", estate.counts(), wanted)
    estate.anew()
    for day, (findings, _) in enumerate(MOVES + [COPIED]):
        estate.take(Scan(findings, START + day * DAY))
    first = [row for row in estate.rows("findings", "rule:py/sqli") if row["line"] == 56]
    checks.same("the old one keeps its history", first[0]["first_seen"], "2026-01-01T00:00:00Z")
    checks.same("due", first[0]["due"], "2026-01-31T00:00:00Z")  # high: 30 days
    checks.same("state", first[0]["state"], "reopened")


def quoted(estate, checks):
    """Findings that differ by a quoted word alone: the fixed one is not taken for the one that moves."""
    def column(name, line):
        return {"rule": "sql", "file": "m.py", "line": line, "title": f"column '{name}' of row 7"}
    estate.anew()
    estate.take(Scan([column("a", 10), column("b", 20)], START))
    first = {row["title"]: row["id"] for row in estate.rows("findings")}
    estate.take(Scan([column("b", 10)], START + DAY))
    checks.same("one is fixed", estate.counts(), [0, 1, 1, 0, 0])
    checks.same("which", {row["id"]: row["state"] for row in estate.rows("findings")},
                {first["column 'a' of row 7"]: "fixed", first["column 'b' of row 7"]: "open"})
    estate.take(Scan([column("c", 10)], START + 2 * DAY))
    checks.same("another word at its place", estate.counts(), [0, 1, 0, 0, 0])


def closing(estate, checks):
    """Only a whole scan of the same kind closes; what fails changes nothing."""
    both, one = [SQLI, XSS], [SQLI]
    cases = [
        ("whole", Scan(one, START + DAY), 0, "fixed"),
        ("partial", Scan(one, START + DAY, partial="changed files only"), 0, "open"),
        ("failed", Scan(one, START + DAY, why="cut short"), 6, "open"),
        ("of another target", Scan(one, START + DAY, target="other"), 0, "new"),
        ("of another tool", Scan(one, START + DAY, tool="other"), 0, "new"),
        ("older", Scan(one, START - DAY), 0, "new"),
        ("rule retired", Scan(one, START + DAY, rules=["py/sqli", "py/none"]), 0, "retired"),
        ("rules of results alone", Scan(one, START + DAY, rules=["py/sqli"]), 0, "fixed"),
    ]
    for what, scan, code, state in cases:
        estate.anew()
        estate.take(Scan(both, START))
        checks.same(f"{what}: exit code", estate.take(scan).returncode, code)
        rows = estate.rows("findings", "rule:py/xss", "target:repo", "tool:semgrep")
        if what == "partial":
            state = "new"  # no whole scan has seen it again
        if what == "failed":
            state = "new"
        checks.same(what, [row["state"] for row in rows], [state])
    estate.anew()
    estate.take(Scan(both, START, target=""))
    said = estate.take(Scan(one, START + DAY, target="")).stdout
    checks.same("no target, said", "of no target, so it closes nothing" in said, True)
    checks.same("no target", len(estate.rows("findings", "state:open")), 2)
    estate.anew()
    estate.take(Scan(both, START))
    estate.take(Scan([], START + DAY))
    checks.same("an empty whole scan closes all", len(estate.rows("findings", "state:open")), 0)


PLAIN = {"rule": "r1", "text": "tainted text reaches a query", "file": "a.py", "line": 10}


def places(rows):
    return sorted((row["place"], row["first_seen"][:10]) for row in rows)


def unsure(estate, checks):
    """What a scan that closes nothing does not show may still be there: it is not found elsewhere."""
    there = [("a.py:10", "2026-01-01")]
    elsewhere = {**PLAIN, "file": "b.py"}
    cases = [
        ("of no target", {"target": ""}, {}, elsewhere, there + [("b.py:10", "2026-01-02")]),
        ("partial", {}, {"partial": "diff"}, elsewhere, there + [("b.py:10", "2026-01-02")]),
        ("partial, another line", {}, {"partial": "diff"}, {**PLAIN, "line": 100},
         there + [("a.py:100", "2026-01-02")]),
        ("partial, a fingerprint", {}, {"partial": "diff"}, {**PLAIN, "line": 100, "print": "x"},
         [("a.py:100", "2026-01-01")]),
    ]
    for what, both, second, finding, wanted in cases:
        estate.anew()
        first = {**PLAIN, "print": "x"} if "print" in finding else PLAIN
        estate.take(Scan([first], START, **both))
        estate.take(Scan([finding], START + DAY, **both, **second))
        checks.same(what, places(estate.rows("findings")), sorted(wanted))
    estate.take(Scan([PLAIN, {**PLAIN, "line": 100}], START + 2 * DAY))
    # Closed long ago and now in another file: nobody moved it.
    estate.anew()
    for day, findings in enumerate(([PLAIN], [], [elsewhere])):
        estate.take(Scan(findings, START + day * DAY))
    checks.same("closed, and in another file", estate.counts(), [1, 0, 0, 0, 0])
    # Of two scans of one time nobody knows which is the later one.
    for scans in itertools.permutations([Scan([PLAIN], START), Scan([elsewhere], START)]):
        estate.anew()
        said = [estate.take(scan).stdout for scan in scans][-1]
        checks.same("one time", len(estate.rows("findings", "state:open")), 2)
        checks.same("one time, said", "another scan has the same time" in said, True)
    estate.take(Scan([PLAIN], START + DAY))
    checks.same("one time, then a later one", places(estate.rows("findings", "state:open")), there)
    said = estate.take(Scan([PLAIN], START - DAY)).stdout
    checks.same("a late one, said", "a later scan is known" in said, True)


SECRET = {"rule": "aws", "file": "a.env", "line": 3, "secret": "digest 1"}


def rekeyed(estate, checks):
    """Under another key secrets are the ones of their rule and place; under one key they are not."""
    kind = {"tool": "gitleaks", "class": "secret"}
    two = [SECRET, {**SECRET, "line": 9, "secret": "digest 2"}]
    for blind, wanted in [("key 2", [0, 2, 0, 0, 0]), ("key 1", [2, 0, 2, 0, 0]),
                          (None, [0, 2, 0, 0, 0])]:
        estate.anew()
        estate.take(Scan(two, START, blind="key 1", **kind))
        others = [{**secret, "secret": secret["secret"] + " again"} for secret in two]
        estate.take(Scan(others, START + DAY, blind=blind, **kind))
        checks.same(f"rekeyed: {blind}", estate.counts(), wanted)


def rule_renumbered(estate, checks):
    """tfsec's rules had numbers, names in words and numbers of AVD: by one name they are one."""
    kind = {"tool": "tfsec", "class": "iac"}
    at = {"class": "iac", "file": "s3.tf", "line": 3, "resource": "aws_s3_bucket.b", "title": "Logging"}
    name = "aws-s3-enable-bucket-encryption"
    told = [{**at, "rule": "AWS017", "alias": name}, {**at, "rule": name}, {**at, "rule": "AWS-0088", "alias": name}]
    for first, wanted in ((told[0], [0, 1, 0, 0, 0]), ({**at, "rule": "AWS017", "alias": "aws-s3-x"}, [1, 0, 1, 0, 0]),
                          ({**at, "rule": "AWS017"}, [1, 0, 1, 0, 0])):
        for later in told[1:]:
            for days in ((0, 1), (1, 0)):
                estate.anew()
                for day in days:
                    estate.take(Scan([(first, later)[day]], START + day * DAY, **kind))
                if days == (0, 1):
                    checks.same(f"renumbered to {later['rule']}", estate.counts(), wanted)
                else:
                    checks.same("renumbered, late", len(estate.rows("findings", "state:open")), 1)


def upgraded(estate, checks):
    """Places that have the package's version in their path stay the same when it is another, and vulnerable still."""
    def at(folder, version):
        return {"rule": "CVE-2024-6345", "ids": "CVE-2024-6345", "package": "setuptools", "version": version,
                "purl": f"pkg:pypi/setuptools@{version}", "file": f"{folder}/setuptools-{version}.dist-info/METADATA"}
    kind, folders = {"class": "container", "tool": "trivy"}, ("opt/venv", "usr/lib")
    scans = [Scan([at(folder, version) for folder in folders], START + day * DAY, **kind)
             for day, version in enumerate(("65.5.0", "65.5.1", "66.0"))]
    for order in itertools.permutations(scans):
        estate.anew()
        for scan in order:
            estate.take(scan)
        rows = estate.rows("findings", "sort:file")
        checks.same("upgraded", [(row["file"].split("/setuptools")[0], row["version"], row["first_seen"][:10], row["state"])
                                 for row in rows], [(folder, "66.0", "2026-01-01", "open") for folder in folders])
    was = estate.rows("finding_events", "kind:renamed", "sort:at")
    checks.same("each at its place", {(row["old"].split("/setup")[0], row["new"].split("/setup")[0]) for row in was},
                {(folder, folder) for folder in folders})
    # It is back where it was; what a part of a scan does not show may still be there.
    for second, third, wanted in [({}, "65.5.1", ["reopened", "reopened"]), ({"partial": "diff"}, None, ["new"] * 4)]:
        estate.anew()
        found = [] if third else [at(folder, "65.5.1") for folder in folders]
        estate.take(scans[0])
        estate.take(Scan(found, START + DAY, **kind, **second))
        if third:
            estate.take(Scan([at(folder, third) for folder in folders], START + 2 * DAY, **kind))
        checks.same("closed, then another version", [row["state"] for row in estate.rows("findings")], wanted)


def measured(estate, checks):
    """A span that ended with its rule is one of which no more is known; what is closed stays of its severity."""
    one, two = {**PLAIN, "rule": "r1"}, {**PLAIN, "rule": "r2"}
    every = ("r1", "r2", "r3")
    runs = [(0, [one, two], every), (10, [two], every[1:]), (20, [], every[1:]), (30, [one], every), (32, [], every)]
    scans = [Scan(findings, START + day * DAY, rules=rules) for day, findings, rules in runs]
    for order in (scans, scans[::-1]):
        estate.anew()
        for scan in order:
            estate.take(scan)
        # Spans of 2, at least 10, and 20 days: S(2) = 2/3, S(20) = 0. Repaired are those of 2 and 20 days.
        checks.same("half-life", [[row[name] for name in ("repaired", "mean", "half_life")]
                                  for row in estate.rows("repairs")], [[2, "11.0", "20.0"]])
    shut = {**PLAIN, "status": "closed"}
    scans = [Scan([finding], START + day * DAY) for day, finding in
             enumerate((PLAIN, shut, {**shut, "level": "low"}, {**PLAIN, "level": "low"}))]
    for last in (3, 4):
        for order in (scans[:last], scans[:last][::-1]):
            estate.anew()
            for scan in order:
                estate.take(scan)
            there = last == 4
            checks.same("rated when it is closed", sorted(
                (row["severity"], row["closed"], row["moved_in"], row["moved_out"])
                for row in estate.rows("trend", "by:severity,week") if row["week"] == "2025-12-29"),
                        [("high", 1, 0, int(there))] + [("low", 0, 1, 0)] * there)
            checks.same("repaired as", [(row["severity"], row["repaired"], row["there"]) for row in estate.rows("repairs")],
                        [("low", 0, 1) if there else ("high", 1, 0)])
            checks.same("is of", [row["severity"] for row in estate.rows("findings")], ["low" if there else "high"])
            checks.same("told once", len(estate.rows("finding_events", "kind:severity")), int(there))


def rules_go(estate, checks):
    """A rule that is no longer had is retired; a list without any, where rules were listed, had none to run."""
    two = [{**PLAIN, "rule": "r1"}, {**PLAIN, "rule": "r2"}]
    for rules, findings, form, wanted in [((), [], "lines", ["open", "open"]),
                                          ((), two[1:], "lines", ["open", "open"]),
                                          (("r1",), two[:1], "lines", ["open", "retired"]),
                                          ((), [], "other", ["fixed", "fixed"])]:
        scans = [Scan(two, START, rules=("r1", "r2", "r3")),
                 Scan(findings, START + DAY, rules=rules, format=form)]
        for order in (scans, scans[::-1]):
            estate.anew()
            for scan in order:
                estate.take(scan)
            states = [row["state"] for row in estate.rows("findings", "sort:rule")]
            checks.same(f"rules {rules} {form}", states, wanted)


def other_rules(estate, checks):
    """A run of rules of which the last list with a finding's rule has none closes nothing of these."""
    found, words = [{**PLAIN, "rule": "py/1"}], "1 open finding is of a rule pack that it did not run and stays open"
    python, script, none = ("py/1", "py/2"), ("js/1", "js/2"), []
    cases = [  # the rules and findings of each scan, the finding's state, why the last leaves it open
        ("another pack", [(python, found), (script, none)], "open", words),
        ("and a third time", [(python, found), (script, none), (script, none)], "open", words),
        ("its own again", [(python, found), (script, none), (python, none)], "fixed", None),
        ("no rule at all", [(python, found), ((), none)], "open", words),
        ("no rule, twice", [(python, found), ((), none), ((), none)], "open", words),
        ("no rule, then its own", [(python, found), ((), none), (python, none)], "fixed", None),
        ("rules of results alone, then none", [(python[:1], found), ((), none)], "fixed", None),
        ("its own without the rule", [(python, found), (script, none), (python[1:], none)], "retired", None),
        ("its own without the rule, between", [(python, found), (python[1:] + ("py/3",), none), (script, none)],
         "retired", None),
        ("never listed", [((), found), (script, none)], "open", words),
        ("never listed, with others", [((), found + [{**PLAIN, "rule": "js/1", "file": "b.js"}]), (script, none)],
         "retired", None),
        ("both packs, then one", [(python + script, found), (script, none)], "retired", None),
    ]
    for what, runs, state, why in cases:
        scans = [Scan(list(findings), START + day * DAY, rules=rules) for day, (rules, findings) in enumerate(runs)]
        for order in (scans, scans[::-1]):
            estate.anew()
            for scan in order:
                estate.take(scan)
            states = [row["state"] for row in estate.rows("findings", "rule:py/1")]
            checks.same(what, ["open" if now == "new" else now for now in states], [state])
            newest = max(estate.rows("scans"), key=lambda row: row["at"])
            checks.same(f"{what}: why", newest["why"], why)


def again(estate, checks):
    estate.anew()
    scan = Scan([SQLI, XSS, {**XSS, "line": 90, "print": "h/1:ddd"}], START)
    estate.take(scan)
    before = estate.shown() + json.dumps(estate.rows("runs"))
    for seed in range(3):
        said = estate.take(scan, random.Random(seed)).stdout
        checks.same("again", said.split()[0], "unchanged")
    checks.same("no trace", estate.shown() + json.dumps(estate.rows("runs")), before)


def word_for_word(estate, checks):
    """What is said again is the same word for word, whichever scan of it came first."""
    shut = {**PLAIN, "status": "closed"}
    scans = [Scan([{**shut, "level": level}], START + day * DAY)
             for day, level in enumerate(("high", "high", "low"))]
    for order in itertools.permutations(scans):
        estate.anew()
        for scan in order:
            estate.take(scan)
        checks.same("closed by its tool", [row["reason"] for row in estate.rows("sightings", "sort:at")],
                    ["new", "word for word", "same place"])
    # What a scan closes by the tool's own word it closes, and finds nothing the same.
    estate.anew()
    estate.take(Scan([PLAIN, {**PLAIN, "line": 30}], START))
    estate.take(Scan([shut, {**PLAIN, "line": 30}], START + DAY))
    checks.same("closed by its tool, counted", estate.counts(), [0, 1, 1, 0, 0])
    # A closed one, and one that was found again at its place since.
    for lines in ((10, 30), (30, 10)):
        there, other = ({**PLAIN, "line": line} for line in lines)
        scans = [Scan(findings, START + day * DAY)
                 for day, findings in enumerate(([there, other], [other], [there]))]
        scans.append(Scan([there], START + 3 * DAY, partial="diff"))
        for order in (scans, scans[::-1]):
            estate.anew()
            for scan in order:
                estate.take(scan)
            newest = estate.rows("sightings", "scan:partial")
            checks.same("in place of a closed one", [row["reason"] for row in newest], ["word for word"])


def twins(estate, checks):
    """Of two closed ones with the same words the same one is back, whichever scan came first."""
    for lines in ((10, 30), (30, 10)):
        there, other = ({**PLAIN, "line": line} for line in lines)
        scans = [Scan(findings, START + day * DAY)
                 for day, findings in enumerate(([there, other], [other], [there], [], [there]))]
        back = set()
        for order in (scans, scans[::-1]):
            estate.anew()
            for scan in order:
                estate.take(scan)
            back.update(row["id"] for row in estate.rows("findings", "state:reopened"))
        checks.same("twins", len(back), 1)


def failures(estate, checks):
    """Of scans of one time that failed the same one is kept, and told once."""
    scans = [Scan([SQLI], START, why="cut short"), Scan([], START, why="broken"),
             Scan([SQLI], START, why="broken", digest=DIGESTS[0])]
    kept = set()
    for order in itertools.permutations(scans):
        estate.anew()
        for scan in order + order[:1]:
            estate.take(scan)
        rows = estate.rows("scans")
        checks.same("one failed", [row["state"] for row in rows], ["failed"])
        kept.add(json.dumps(rows))
    checks.same("the same one", len(kept), 1)


def passes(estate, checks):
    """A thing that is told to be well: the finding of it is fixed then, in any order; none is made."""
    kind, first, second, third = {"class": "posture", "tool": "hub"}, {"uid": "1"}, {"uid": "2"}, {"uid": "3"}
    part = {**kind, "partial": "an event"}
    scans = [Scan([first, second], START, **kind), Scan([first], START + DAY, **part),
             Scan([{**first, "status": "passed", "title": "other"}, {**third, "status": "passed"}], START + 2 * DAY, **part),
             Scan([third], START + 3 * DAY, **part)]
    for order in itertools.permutations(scans):
        estate.anew()
        for scan in order:
            estate.take(scan)
        checks.same("passed", sorted((row["state"], str(row["closed"]), row["first_seen"]) for row in estate.rows("findings")),
                    [("fixed", "2026-01-03T00:00:00Z", "2026-01-01T00:00:00Z"),
                     ("new", "None", "2026-01-01T00:00:00Z"), ("new", "None", "2026-01-04T00:00:00Z")])
        checks.same("scans", [(row["findings"], row["new"], row["gone"], row["back"]) for row in reversed(estate.rows("scans"))],
                    [(2, 2, 0, 0), (1, 0, 0, 0), (0, 0, 1, 0), (1, 1, 0, 0)])
    before = estate.shown()
    checks.same("rebuilt", estate.run("cache", "rebuild").returncode, 0)
    checks.same("the same", estate.shown() == before, True)
    estate.take(Scan([first, second], START + 4 * DAY, **kind))
    checks.same("back", sorted(row["state"] for row in estate.rows("findings")), ["fixed", "open", "reopened"])


def covered(estate, checks):
    """What a scan did not look at stays open, and is told as that; a rule that is gone is retired where it did."""
    files = [("file", "a.py"), ("file", "b.py")]
    two = [{**PLAIN, "rule": "r1"}, {**PLAIN, "rule": "r2", "file": "b.py"}]
    cases = [  # what the second scan covers, its rules, the states, its words
        ([], (), ["fixed", "fixed"], None),
        (files[1:], (), ["open", "fixed"], "1 open finding is in files that it does not list and stays open"),
        (files[1:], ("r1", "r3"), ["open", "retired"], "1 open finding is in files that it does not list and stays open"),
        ([("level", "critical")], (), ["open", "open"], "2 open findings are hidden by its filter (some) and stay open"),
        (files[:1] + [("level", "critical")], (), ["open", "open"],
         "2 open findings are in files that it does not list or hidden by its filter (some) and stay open"),
        ([("rule", "r2")], (), ["open", "fixed"], "1 open finding is of checks that it does not list and stays open"),
        (files[:1] + [("rule", "r2")], (), ["open", "open"], "2 open findings are outside what it looked at and stay open"),
        ([("rule", "r2"), ("not_file", "z.py")], (), ["open", "fixed"],
         "1 open finding is of checks that it does not list or did not make and stays open"),
        ([("phase", "moon")], (), ["open", "open"], "2 open findings are outside what it looked at and stay open"),
    ]
    for covers, rules, states, words in cases:
        told = {"covers": covers, "rules": rules, "filter": "some" if words and "(some)" in words else None}
        scans = [Scan(two, START), Scan([], START + DAY, **told)]
        for order in (scans, scans[::-1]):
            estate.anew()
            said = [estate.take(scan).stdout for scan in order][-1]
            checks.same(f"covers {covers}", ["open" if row["state"] == "new" else row["state"]
                                             for row in estate.rows("findings", "sort:rule")], states)
            checks.same(f"covers {covers}: why", estate.rows("scans")[0]["why"], words)
            left = next((row["id"] for row in estate.rows("findings", "state:open")), None)
            if left:
                checks.same(f"covers {covers}: explained",
                            f"The newest scan did not look at it: {words}." in estate.run("source", "explain", left).stdout, True)
                explained = json.loads(estate.run("source", "explain", left, "--json").stdout)
                checks.same(f"covers {covers}: explained as JSON", explained["finding"][0]["left_open"], words)
            run = estate.rows("scans", "cols:run")[0]["run"]
            checks.same(f"covers {covers}: of its run", f"semgrep of repo: {words}." in
                        estate.run("source", "explain", str(run)).stdout, words is not None)
            if order is scans and words:
                checks.same(f"covers {covers}: said", words in said, True)
    one = estate.rows("findings", "state:open")[0]["id"]
    estate.take(Scan(two, START + 2 * DAY))
    checks.same("seen again", "did not look" in estate.run("source", "explain", one).stdout, False)
    # One that is partial closes nothing anyway: only that is said of it.
    estate.anew()
    estate.take(Scan(two, START))
    said = estate.take(Scan([], START + DAY, covers=files[1:], partial="diff")).stdout
    checks.same("a part", ("closes nothing: diff" in said, "does not list" in said), (True, False))


def claims(estate, checks):
    estate.anew()
    estate.take(Scan([{**SQLI, "claim": "suppressed"},
                      {**XSS, "level": "critical", "claim": "suppressed"},
                      {**SQLI, "line": 1, "print": "2", "claim": "s", "claim_until": START},
                      {**SQLI, "line": 2, "print": "3", "claim": "s", "claim_until": -1}], START))
    rows = {row["line"]: row["state"] for row in estate.rows("findings")}
    checks.same("claims", rows, {40: "suppressed", 10: "new", 1: "new", 2: "new"})


def questions(estate, checks):
    estate.anew()
    levels = ["critical", "high", "medium", "low", "info", "unknown"]
    estate.take(Scan([{**SQLI, "line": i, "print": str(i), "level": level}
                      for i, level in enumerate(levels)], START))
    for question, wanted in [("sev>=high", levels[:2]), ("severity<low", levels[4:]),
                             ("severity:unknown", levels[5:]), ("sev!=high class:code state:open",
                                                               [levels[0]] + levels[2:])]:
        rows = estate.rows("findings", *question.split())
        checks.same(question, [row["severity"] for row in rows], wanted)
    first = estate.rows("findings", "sort:-severity")[0]["id"]
    checks.same("by id", len(estate.rows("findings", f"id:{first}")), 1)
    wrong = estate.run("show", "findings", "sev:hihg")
    checks.same("a word that is none", (wrong.returncode, "is none of critical, high" in
                                        wrong.stderr), (2, True))


FLAW = {"rule": "GHSA-aaaa-bbbb-cccc", "ids": "GHSA-aaaa-bbbb-cccc", "package": "x",
        "version": "1", "file": "pom.xml"}


def flaws(estate, checks):
    """GHSA and CVE of one flaw are one; the end of the KEV catalogue's day caps the due date."""
    kind = {"class": "dependency", "tool": "trivy"}
    told = {**FLAW, "rule": "CVE-2020-1", "ids": "CVE-2020-1 GHSA-aaaa-bbbb-cccc", "version": "2"}
    kev = (f'{{"t":"input","id":1,"uri":"k","sha256":"{7:064x}","bytes":1}}\n'
           '{"t":"scope","id":1,"kind":"kev","key":["cisa"],"mode":"replace","at":1,"delivery":"1"}\n'
           f'{{"t":"kev","scope":1,"cve":"CVE-2020-1","due":{START + 5 * DAY}}}\n'
           '{"t":"end","scope":1,"complete":true,"rows":1}\n')
    # The catalogue needs `input` lines too, and its scope is no scan: it may come at any time.
    scans = [Scan([FLAW], START, **kind), Scan([told], START + DAY, **kind), kev]
    for order in itertools.permutations(scans):
        estate.anew()
        for scan in order:
            estate.take(scan)
        rows = estate.rows("findings")
        checks.same("one flaw", [(row["cve"], row["version"], row["first_seen"], row["due"], row["kev"])
                                 for row in rows],
                    [("CVE-2020-1", "2", "2026-01-01T00:00:00Z", "2026-01-06T23:59:59Z", True)])
    reasons = [row["reason"] for row in estate.rows("sightings", "sort:-at")]
    checks.same("its reason", reasons, ["another id of the flaw", "new"])
    found = rows[0]["id"]
    why = json.loads(estate.run("source", "explain", found, "--json").stdout)
    checks.same("its other ids", why["known_as"], ["GHSA-aaaa-bbbb-cccc"])
    checks.same("what each scan called it", [row["rule"] for row in why["sightings"]],
                ["GHSA-aaaa-bbbb-cccc", "CVE-2020-1"])
    checks.same("in words", "It is also known as: GHSA-aaaa-bbbb-cccc.\n" in
                estate.run("source", "explain", found).stdout, True)
    # A tool that tells another id mostly spells the package's name otherwise too.
    estate.anew()
    estate.take(Scan([{**FLAW, "package": "My_Lib"}], START, **kind))
    estate.take(Scan([{**told, "package": "my-lib"}], START + DAY, **kind))
    checks.same("another spelling", [row["package"] for row in estate.rows("findings")], ["my-lib"])
    # Told twice in one scan, and of two versions or in two files: those are others.
    for second, wanted in [({}, 1), ({"version": "9"}, 2), ({"file": "other/pom.xml"}, 2)]:
        estate.anew()
        estate.take(Scan([{**told, "rule": FLAW["rule"]}, {**told, **second}], START, **kind))
        checks.same(f"told twice {second}", len(estate.rows("findings")), wanted)


def told_twice(estate, checks):
    """Of two records of one id the one that is open, then the one nobody claims, then the worse."""
    kind = {"class": "posture", "tool": "guardduty", "partial": "a stream"}
    told = {"uid": "arn:1", "resource": "i-1"}
    pairs = [({"status": "archived"}, {}, ("new", "high")), ({"claim": "suppressed"}, {}, ("new", "high")),
             ({"level": "critical"}, {}, ("new", "critical")),
             ({"level": "critical", "status": "archived"}, {"level": "low"}, ("new", "low"))]
    for other, one, wanted in pairs:
        for title in "abcd":  # their digests are in any order
            estate.anew()
            estate.take(Scan([{**told, **other, "title": title}, {**told, **one}], START, **kind))
            checks.same(f"two of one id {other} {title}",
                        [(row["state"], row["severity"], row["times"])
                         for row in estate.rows("findings")], [(*wanted, 2)])


# ---- Any order ----

SEEDS = [10, 24, 1, 2, 3, 4]  # the first two found faults
CLASSES = ["code", "dependency", "container", "iac", "secret", "dast", "posture"]
LEVELS = ["low", "high", "critical", "unknown"]
FLAWS = ["CVE-2020-1", "CVE-2020-2", "GHSA-aaaa-bbbb-cccc", "CVE-2020-1 GHSA-aaaa-bbbb-cccc",
         "CVE-2020-2 GHSA-aaaa-bbbb-cccc", "GHSA-aaaa-bbbb-cccc GHSA-dddd-eeee-ffff"]
DIGESTS = ["sha256:" + letter * 64 for letter in "ab"]


def aside(dice):
    """Dice of their own, which leave what is thrown next as it is: histories of before stay what they are."""
    state = dice.getstate()[1]
    return random.Random(state[0] * 1000 + state[-1])


def place(dice, kind):
    """Where a finding of this class is."""
    if kind in ("posture", "iac") and dice.random() < .7:
        name = "uid" if kind == "posture" else "resource"
        return {name: f"arn{dice.randint(1, 5)}"}
    if kind == "dast":
        return {"url": f"https://shop.example/{dice.choice('ab')}", "method": "GET",
                "param": dice.choice("xyz")}
    return {"file": f"f{dice.randint(1, 3)}", "line": dice.randint(1, 9)}


def some_findings(dice, kind):
    alike = dice.random() < .4
    for _ in range(dice.randint(2, 9)):
        finding = {"rule": f"r{dice.randint(1, 3)}", "title": f"t{dice.randint(1, 2)}",
                   "level": dice.choice(LEVELS), **place(dice, kind)}
        if alike:
            finding.update(rule="r1", title="t1", level="low", **{"file": "f1"} if "file" in finding else {})
        if kind in ("dependency", "container"):
            finding.update(ids=dice.choice(FLAWS), package=f"p{dice.randint(1, 2)}",
                           purl=f"pkg:npm/p@{dice.randint(1, 2)}", version=str(dice.randint(1, 2)))
            if dice.random() < .5:
                del finding["line"]
            if aside(dice).random() < .5:
                finding[aside(dice).choice(["fixed", "fix"])] = "fixed"
            if aside(dice).random() < .4:
                finding["file"] = f"lib{aside(dice).randint(1, 2)}/p-{{}}.jar"
        if kind == "code" and dice.random() < .6:
            finding["print"] = f"h{dice.randint(1, 5)}"
        if kind == "secret":
            finding["secret"] = f"s{dice.randint(1, 4)}"
        if kind == "code" and dice.random() < .6:
            finding["title"] += f" of 'c{dice.randint(1, 3)}'"
        yield finding


# How likely what is said changes, what it needs, and what is said then.
CHANGES = [
    (.3, "line", lambda dice, old: {"line": dice.randint(1, 12)}),
    (.2, "level", lambda dice, old: {"level": dice.choice(LEVELS)}),
    (.15, "file", lambda dice, old: {"file": f"f{dice.randint(1, 4)}"}),
    (.1, "rule", lambda dice, old: {"claim": "suppressed"}),
    (.05, "rule", lambda dice, old: {"claim": "s", "claim_until": START + DAY}),
    (.1, "rule", lambda dice, old: {"status": dice.choice(("closed", "passed"))}),
    (.1, "rule", lambda dice, old: {"n": dice.randint(2, 3)}),
    (.1, "rule", lambda dice, old: {"kev": True}),
    (.1, "rule", lambda dice, old: {"seen": START - dice.randint(0, 2) * DAY}),
    (.1, "print", lambda dice, old: {"print": f"h{dice.randint(1, 5)}"}),
    (.2, "ids", lambda dice, old: {"ids": dice.choice(FLAWS)}),
    (.2, "version", lambda dice, old: {"version": str(dice.randint(1, 3))}),
]


def other_words(dice, finding):
    finding = dict(finding)
    for odds, needs, change in CHANGES:
        if needs in finding and dice.random() < odds:
            finding.update(change(dice, finding))
    if "fix" in finding and aside(dice).random() < .2:
        finding["fix"] = "not_fixed"
    return finding


def placed(finding):
    """The version stands in its path."""
    return {**finding, "file": finding["file"].replace("{}", finding["version"])} if "version" in finding else finding


def blinded(finding, key):
    if "secret" in finding:
        finding = {**finding, "secret": f"{key}:{finding['secret']}"}
        if not key:
            del finding["secret"]
    return finding


def some_covers(dice):
    """What a scan may say that it looked at; most say nothing."""
    lists = {"file": ["f1", "./f2", "f3", "f4", "f9"], "fix": ["fixed", "unfixed"], "level": LEVELS,
             "rule": ["r1", "r2", "r9"]}
    if dice.random() < .5:
        return ()
    kinds = dice.sample(sorted(lists), dice.choice([1, 1, 1, 2]))
    return [(by, value) for by in kinds for value in dice.sample(lists[by], dice.randint(1, len(lists[by])))]


def some_scan(dice, kind, pool, at):
    key = dice.choice([None, "a", "b"])
    seen = [other_words(dice, f) if dice.random() < .5 else f for f in pool if dice.random() < .7]
    seen += [dict(f) for f in seen if dice.random() < .1]
    return Scan([blinded(placed(f), key) for f in seen], at,
                **{"class": kind, "partial": dice.choice([None] * 4 + ["diff", "paths"]),
                   "why": dice.choice([None] * 8 + ["broken", "cut short"]), "blind": key,
                   "format": dice.choice(["lines", "lines", "other"]),
                   "digest": dice.choice(DIGESTS) if kind == "container" else None,
                   "rules": dice.choice([(), (), ("r1", "r2", "r9"), ("r2",)]),
                   "covers": some_covers(aside(dice)), "filter": aside(dice).choice([None, "some"])})


def told(number, scope, records):
    """Another kind of scope, as lines."""
    lines = [{"t": "input", "id": 1, "uri": "u", "sha256": f"{number:064x}", "bytes": 1},
             {"t": "scope", "id": 1, "mode": "replace", **scope}]
    lines += [{"scope": 1, **record} for record in records]
    lines.append({"t": "end", "scope": 1, "complete": True, "rows": len(records)})
    return "\n".join(json.dumps(line, separators=(",", ":")) for line in lines) + "\n"


def some_words(dice, number, times):
    """What others than scanners say; what replaces something has a time of its own."""
    at = times[dice.randrange(len(times))] + number
    what = dice.choice(["kev", "vex", "vex", "workloads", "sbom"])
    if what == "kev":
        records = [{"t": "kev", "cve": "CVE-2020-1", "due": START + dice.randint(1, 9) * DAY}]
        return told(number, {"kind": "kev", "key": ["cisa"], "at": at}, records[:dice.randint(0, 1)])
    if what == "vex":
        records = [{"t": "vex", "issuer": f"i{dice.randint(1, 2)}", "document": f"d{number}",
                    "ids": dice.choice(FLAWS), "product": "pkg:npm/p", "at": dice.choice(times),
                    "status": dice.choice(["not_affected", "affected", "fixed"]),
                    "justification": dice.choice(["x", "y"])} for _ in range(dice.randint(1, 3))]
        return told(number, {"kind": "vex", "key": [f"d{number}"], "at": at}, records)
    digest = dice.choice(DIGESTS)
    if what == "sbom":
        records = [{"t": "component", "name": "p", "version": "1", "purl": "pkg:npm/p@1"},
                   {"t": "sbom", "format": "lines", "subject": "repo", "digest": digest,
                    "components": 1}]
        return told(number, {"kind": "sbom", "key": ["repo", digest], "at": at}, records)
    records = [{"t": "workload", "cluster": "c", "workload": "w", "digest": digest, "replicas": 2}]
    return told(number, {"kind": "workloads", "key": ["c"], "at": at}, records)


def history(dice):
    """A few scans of one kind; some at the same time, some partial, some failed, some elsewhere."""
    kind = dice.choice(CLASSES)
    targets = dice.choice([["repo"]] * 6 + [[""], ["repo", "repo@next"], ["repo", ""]])
    pool = list(some_findings(dice, kind))
    times = [START + DAY * day for day in dice.choice([[0], [0, 1], [0, 3, 20], [0, 2, 4, 9]])]
    for number in range(dice.randint(2, 6)):
        if dice.random() < .2:
            yield some_words(dice, number, times)
            continue
        scan = some_scan(dice, kind, pool, dice.choice(times))
        scan.told["target"] = dice.choice(targets)
        yield scan


def balance(estate):
    """New, back and gone of all scans are what is open at the end, by severity."""
    sums = {}
    for line in estate.run("sql", "SELECT level, kind, sum(findings) FROM scan_tally GROUP BY 1, 2"
                           ).stdout.splitlines()[1:]:
        level, kind, count = line.split(",")
        sign = 1 if kind in ("new", "back", "level_in") else -1
        sums[level] = sums.get(level, 0) + sign * int(count)
    opened = {}
    for line in estate.run("sql", "SELECT level, sum(findings) FROM bucket WHERE state = 0 "
                           "GROUP BY 1").stdout.splitlines()[1:]:
        level, count = line.split(",")
        opened[level] = int(count)
    return {k: v for k, v in sums.items() if v} == opened


def any_order(estate, checks, seed):
    dice = random.Random(seed)
    events = list(history(dice))
    order, wanted = list(range(len(events))), None
    for _ in range(3):
        estate.anew()
        for number in order:
            estate.take(events[number], dice, name=f"report {number}")
        shown = estate.shown()
        wanted = wanted or shown
        checks.same(f"seed {seed}: order {order}", shown == wanted, True)
        checks.same(f"seed {seed}: balance", balance(estate), True)
        dice.shuffle(order)
    runs = len(estate.rows("runs"))
    for number in order:
        estate.take(events[number], dice, name="report of another name")
    checks.same(f"seed {seed}: again", len(estate.rows("runs")), runs)
    checks.same(f"seed {seed}: no trace", estate.shown() == wanted, True)
    verified = estate.run("cache", "verify")
    checks.same(f"seed {seed}: verify", verified.returncode, 0)
    estate.run("cache", "rebuild")
    checks.same(f"seed {seed}: rebuilt", estate.shown() == wanted, True)


# ---- Broken off, and two at once ----

def many(seed):
    findings = [{**SQLI, "line": i, "print": f"p{i}", "text": "x" * 200} for i in range(20000)]
    return Scan(findings, START + seed)


def size(path):
    return os.stat(path).st_size if os.path.exists(path) else 0


def spooled(folder):
    """Bytes of the largest run being written."""
    try:
        return max((entry.stat().st_size for entry in os.scandir(folder)), default=0)
    except FileNotFoundError:
        return 0


def broken_off(estate, checks):
    estate.anew()
    estate.take(Scan([SQLI, XSS], START))
    before = estate.shown()
    for seed in (1, 2, 3):
        child = subprocess.Popen(estate.command("import", "--as", "lines", estate.put(many(seed))),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                 env={**os.environ, "HOME": estate.path}, start_new_session=True)
        # Killed once it writes: as soon as the spool has something, at any place in it.
        spool = f"{estate.cache}.archive/spool"
        while child.poll() is None and spooled(spool) < seed * 20000:
            pass
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        checks.same("killed: as before", estate.shown() == before, True)
        checks.same("killed: verified", estate.run("cache", "verify").returncode, 0)
    said = estate.take(many(1)).stdout
    checks.same("then taken in", "19998 new" in said or "20000 new" in said, True)


def first_broken_off(estate, checks):
    """Nothing is shown of a first scan that is killed, or all of it; the next one finds no rest of it."""
    marks = (("the new file is written", lambda: size(estate.cache + ".new") > 1 << 20),
             ("it is archived", lambda: size(estate.cache + ".archive/index")),
             ("it is in its place", lambda: size(estate.cache) > 1 << 20))
    for name, reached in marks:
        estate.anew()
        child = subprocess.Popen(estate.command("import", "--as", "lines", estate.put(many(1))),
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                 env={**os.environ, "HOME": estate.path}, start_new_session=True)
        while child.poll() is None and not reached():
            pass
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        said = estate.take(many(1)).stdout
        checks.same(f"killed when {name}", "20000 new" in said or "unchanged" in said, True)
        checks.same(f"{name}: verified", estate.run("cache", "verify").returncode, 0)
        count = estate.run("sql", "SELECT count(*) FROM finding").stdout
        checks.same(f"{name}: all of it", "20000" in count, True)
        checks.same(f"{name}: no rest", size(estate.cache + ".new"), 0)


def two_at_once(estate, checks):
    estate.anew()
    estate.take(Scan([SQLI], START))
    children = []
    for seed in (1, 2):
        path = f"{estate.path}/two{seed}"
        with open(path, "w", encoding="utf-8") as file:
            file.write(many(seed).lines())
        children.append(subprocess.Popen(estate.command("import", "--as", "lines", path),
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                         env={**os.environ, "HOME": estate.path}))
    checks.same("both are taken in", [child.wait() for child in children], [0, 0])
    checks.same("all scans", len(estate.rows("scans")), 3)
    checks.same("verified", estate.run("cache", "verify").returncode, 0)


def main():
    estate, checks = Estate(os.path.abspath(sys.argv[1])), Checks()
    try:
        for case in (moves, quoted, closing, unsure, rekeyed, rule_renumbered, upgraded, measured, rules_go, other_rules, again,
                     word_for_word, twins, failures, passes, covered, claims, questions, flaws, told_twice,
                     broken_off, first_broken_off, two_at_once):
            case(estate, checks)
        for seed in map(int, sys.argv[2:] or SEEDS[:int(os.environ.get("ROUNDS", "20")) * 3 // 10]):
            any_order(estate, checks, seed)
    finally:
        estate.close()
    print(f"findings: {checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
