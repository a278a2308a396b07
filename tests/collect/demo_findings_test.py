#!/usr/bin/env python3
"""The demo estate's findings: the story they tell, and what the screens make of it.

The story is that of share/demo/scans (README there); sums are worked out here from the single findings.
Usage: demo_findings_test.py GAVEL HOME
"""
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter, defaultdict
from urllib.parse import unquote

CLASSES = {"code", "dependency", "container", "iac", "secret", "dast", "posture", "hardening", "load"}
SCREENS = ("findings state:open", "groups state:open", "fixes", "trend", "repairs", "scans",
           "finding_events", "sightings", "exceptions", "docket", "sbom", "components",
           "advisory_hits", "vex", "kev", "epss", "workloads")


class Test:
    def __init__(self, gavel, home):
        self.gavel, self.home, self.passed, self.failed = gavel, home, 0, 0

    def check(self, what, got, want=True):
        self.passed += got == want
        self.failed += got != want
        if got != want:
            print(f"demo_findings: {what}: {str(got)[:400]}, not {str(want)[:400]}", file=sys.stderr)

    def run(self, *args):
        return subprocess.run([self.gavel, "--config", f"{self.home}/gavel.yaml", "--cache",
                               f"{self.home}/cache.db", "--now", "2026-11-20T06:00:00Z", *args],
                              capture_output=True, text=True, check=False)

    def rows(self, *address):
        return json.loads(self.run("show", *address, "--json").stdout)["rows"]


def check_story(test, findings):
    events = test.rows("finding_events")
    of = {f["id"]: f for f in findings}
    test.check("a scan of every class", {f["class"] for f in findings}, CLASSES)
    test.check("over ten weeks, the newest still to come", len(test.rows("trend", "--by", "week")), 10)
    place = lambda e: of[e["finding"]]["file"]
    test.check("a fix", "training/checkpoint.py" in {place(e) for e in events if e["kind"] == "fixed"})
    test.check("a regression", ("labeling/review.py", "reopened") in
               {(place(e), of[e["finding"]]["state"]) for e in events if e["kind"] == "back"})
    test.check("a renamed file", [(e["old"], e["new"]) for e in events if e["kind"] == "renamed"],
               [("tools/convert_bag.py", "tools/bags/convert.py")])
    moved = [f for f in findings if f["file"] == "training/loader.py" and f["line"] == 37 + 6 * 8]
    test.check("a moved line", [f["state"] for f in moved], ["open"])
    seen = test.rows("sightings", f"finding:{moved[0]['id']}")
    test.check("known again by its nearest line", Counter(s["reason"] for s in seen),
               Counter({"new": 1, "nearest line": 7}))


def check_rules(test, findings):
    """The repository is a target with its branch: its owners and its required scans are known."""
    nobodys = {f["place"].split("/")[0] for f in findings
               if f["target"].endswith("/perception@main") and not f["owner"]}
    test.check("the repository's findings have owners, but where CODEOWNERS takes them away",
               nobodys, {"tools"})
    test.check("scans that are required and missing",
               {row["what"].split(":")[0] for row in test.rows("docket", "kind:required")},
               {"dast", "secrets"})


def check_running(test, findings):
    """What the last scan of an image that runs saw, or its inventory lists where no scan of that tool was of it."""
    runs = {w["digest"] for w in test.rows("workloads", "replicas>0")}
    last, seen = {}, defaultdict(set)
    for scan in test.rows("scans", "sort:at"):
        if scan["digest"] in runs:
            last[scan["tool"], scan["category"], scan["target"], scan["digest"]] = scan["at"]
    for row in test.rows("sightings"):
        seen[row["finding"]].add(row["at"])
    listed = {(c["subject"], c["digest"], c["purl"]) for c in test.rows("components") if c["digest"] in runs}

    def is_running(f, digest):
        at = last.get((f["tool"], f["category"], f["target"], digest))
        return at in seen[f["id"]] if at else (f["target"], digest, f["purl"]) in listed
    test.check("what runs is what runs", {f["id"] for f in findings if f["running"]},
               {f["id"] for f in findings if any(is_running(f, digest) for digest in runs)})
    older = [f for f in findings if f["running"] and f["digest"] not in runs]
    test.check("an image before the one that was scanned last", {f["target"].rsplit("/", 1)[1] for f in older},
               {"perception-train"})
    for f in older[:3] + [f for f in findings if f["running"]][:3] + [f for f in findings if not f["running"]][:1]:
        test.check(f"what runs {f['id']}", len(test.rows("workloads", f"finding:{f['id']}")), f["running"] or 0)


def check_fixes(test, findings):
    """What runs first, then what is exploited, then the most: worked out from the open findings."""
    by = defaultdict(list)
    for f in findings:
        if f["state"] in ("new", "open", "reopened") and f["package"] and f["fixed"]:
            name = unquote(f["purl"].removeprefix("pkg:").split("@")[0])
            by[name].append(f)
    # The estate's fixed versions differ in numbers alone.
    numbers = lambda f: [int(n) for n in re.findall(r"\d+", f["fixed"])]
    by = {f"{name} to {max(of, key=numbers)['fixed']}": of for name, of in by.items()}
    kev = {row["cve"] for row in test.rows("kev")}
    want = [(name, len(of), len({f["target"] for f in of}),
             len({f["target"] for f in of if f["running"]})) for name, of in by.items()]
    want.sort(key=lambda w: (w[3] == 0, not kev & {f["cve"] for f in by[w[0]]}, -w[1], w[0]))
    test.check("fixes", [(r["upgrade"], r["findings"], r["targets"], r["running"])
                         for r in test.rows("fixes")], want)
    check_running(test, findings)
    first = test.rows("findings", "state:open", "sev:critical")
    test.check("of equal severity what runs comes first",
               sorted(first, key=lambda f: not f["running"]), first)


def check_sums(test, findings):
    """What Enter leads to is what the number is the sum of."""
    for week in test.rows("trend", "--by", "week"):
        came = test.rows("finding_events", f"week:{week['week']}")
        test.check(f"week {week['week']}", Counter(e["kind"] for e in came if e["kind"] != "renamed"),
                   +Counter(new=week["opened"], back=week["reopened"], fixed=week["fixed"]))
    for row in test.rows("repairs"):
        of = [f for f in findings if f["severity"] == row["severity"]]
        test.check(f"repairs of {row['severity']}", (row["open"], row["suppressed"]), (
            sum(f["state"] in ("new", "open", "reopened") for f in of),
            sum(f["state"] == "suppressed" for f in of)))
    count = Counter(f["state"] for f in findings)
    there = count["new"] + count["open"] + count["reopened"]
    screen = test.run("show", "findings state:open", "--screen=80x24").stdout
    test.check("the head counts what the rows are",
               re.search(r"in all (\d+) open, (\d+) suppressed", screen).groups(),
               (str(there), str(count["suppressed"])))
    test.check("and so does the last line", f"{there} rows of {len(findings)}" in screen)
    gate = json.loads(test.run("check", "findings", "--json").stdout)
    unhonoured = sum(f["state"] == "suppressed" for f in findings) - sum(
        row["rule"] == "claims" for row in gate["rows"])
    told = re.match(r"(\d+) findings(?: of (\d+) flaws)?(?:; (\d+) of them suppressed [a-z ]+)?"
                    r"(?:; (\d+) of them gone from the newest scan, in images that still run)?"
                    r"(?:; (\d+) told by advisories on stored inventories alone)?$", gate["counted"])
    found, flaws, claimed, runs, advised = (int(n or 0) for n in told.groups())
    older = sum(f["state"] in ("fixed", "retired", "closed") and bool(f["running"]) for f in findings)
    test.check("the gate counts them too", (found, claimed), (there + unhonoured + older, unhonoured))
    test.check("and what older images have that run", runs, older)
    test.check("with flaws of inventories", (flaws or found) + advised, int(gate["open"]))


def check_left(test, findings):
    """Due in: how long, from 2026-11-20T06:00:00Z on."""
    ids = lambda *address: sorted(f["id"] for f in test.rows("findings", *address))
    due = lambda holds: sorted(f["id"] for f in findings if f["due"] and holds(f["due"]))
    week, month = "2026-11-27T06:00:00Z", "2026-12-20T06:00:00Z"
    test.check("late or due in a week", ids("left<7d"), due(lambda at: at < week))
    test.check("due after a month", ids("left>30d"), due(lambda at: at > month))
    test.check("due after a week and within a month", ids("left:7d..30d"), due(lambda at: week <= at <= month))
    test.check("there are such and others", 0 < len(ids("left:7d..30d")) < len(ids("left<30d")))


def check_absent(test, findings):
    """What has no value is found by an empty one, also where the cache has a text without letters."""
    for column in ("category", "cve", "owner", "package"):
        have = sorted(f["id"] for f in findings if f[column])
        none = sorted(f["id"] for f in findings if not f[column])
        test.check(f"{column}:", sorted(f["id"] for f in test.rows("findings", f"{column}:")), none)
        test.check(f"{column}!=", sorted(f["id"] for f in test.rows("findings", f"{column}!=")), have)
        test.check(f"there are such: {column}", bool(none))


def check_lists(test):
    """What is most urgent is read whole at 80 columns."""
    screen = test.run("show", "docket", "--screen=80x24").stdout
    for row in test.rows("docket"):
        test.check(f"whole: {row['what']}", f" {row['what']} " in screen)
    screen = test.run("show", "fixes", "--screen=80x24").stdout
    for row in test.rows("fixes"):  # "log4j-core to 2.15.0", whatever is before the name
        name = row["upgrade"].rsplit("/", 1)[1]
        test.check(f"name and version: {name}", re.search(rf"^\S*/{re.escape(name)} ", screen, re.M) is not None)
    reasons = defaultdict(list)
    for row in test.rows("sightings"):
        reasons[row["finding"]].append(f" {row['at']}  {row['reason']}")
    for finding, told in list(reasons.items())[::9]:
        screen = test.run("show", f"finding id:{finding}", "--screen=80x100").stdout
        test.check(f"how {finding} was known again", [line for line in told if line not in screen], [])


def titles(test, view, size):
    lines = test.run("show", view, f"--screen={size}").stdout.split("\n")
    head = next(line for line in lines if line.startswith("severity ")) if view.startswith("findings") else lines[1]
    return re.split("  +", re.sub("[‹›↓↑]", " ", head).strip())


def width(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def check_screens(test, findings):
    address = f"finding id:{findings[0]['id']}"
    for view in (*SCREENS, address, address + " cols:title"):
        for columns, rows in ((40, 10), (80, 24), (200, 50)):
            done = test.run("show", view, f"--screen={columns}x{rows}")
            lines = done.stdout.split("\n")[:-1]
            test.check(f"{view} at {columns}x{rows}",
                       (done.returncode, len(lines), max(map(width, lines)) <= columns,
                        any(ord(c) < 32 or 127 <= ord(c) < 160 for line in lines for c in line)),
                       (0, rows, True, False))
    for view in SCREENS:
        wide = titles(test, view, "400x24") + titles(test, view, "131x24")  # some stand for others there
        test.check(f"{view}: no title is cut at 80 columns",
                   [title for title in titles(test, view, "80x24") if title not in wide], [])
    for view, by in (("repairs", ["target", "severity"]), ("repairs", ["class", "severity"]),
                     ("groups", ["severity", "class"]), ("fixes", ["upgrade"]), ("trend", ["target", "week"])):
        test.check(f"{view} by {by}: that comes first",
                   titles(test, f"{view} by:{','.join(by)}", "80x24")[:len(by)], by)
    screen = test.run("show", "findings state:open", "--screen=80x24").stdout
    head = re.search(r"^(severity +due in +class +age +)(title +)where", screen, re.M)
    test.check("at 80 columns severity, due date, class, age, title and where are seen", bool(head))
    test.check("and the title can be read", bool(head) and len(head[2]) > 20)
    check_apart(test)
    head = test.run("show", "repairs", "--screen=80x24").stdout.split("\n")[1]
    for column in ("mean days", "median days", "half-life", "open age", "late"):
        test.check(f"at 80 columns {column} is seen", column in head)
    screen = test.run("show", "advisory_hits", "--screen=80x24").stdout
    test.check("and the ids of flaws are whole", set(re.findall(r"^CVE\S+", screen, re.M)) <=
               {row["advisory"] for row in test.rows("advisory_hits")})


def check_apart(test):
    """One flaw in several images, one rule at several lines: each row says which."""
    findings = test.rows("findings", "state:open")
    screen = test.run("show", "findings state:open", "--screen=80x150").stdout.split("\n")
    seen = [line.rstrip() for line in screen if re.match(r"(critical|high|medium|low) +(late )?\d+[dh] ", line)]
    test.check("every row is seen", len(seen), len(findings))
    for f, line in zip(findings, seen):
        end = f["target"] if f["class"] in ("container", "dependency") else f["place"] or f["target"]
        # Of a name that is longer than its column the last part, or what is left of that.
        test.check(f"{f['id']} says where", line.endswith(re.split("[/]", end)[-1][-10:]), True)
    test.check("no two rows are alike", [line for line, n in Counter(seen).items() if n > 1], [])
    count = Counter(f["class"] for f in findings)
    for columns in (60, 80):
        screen = test.run("show", "findings state:open", f"--screen={columns}x24").stdout
        test.check(f"at {columns} columns the head counts every class",
                   [name for name, n in count.items() if not re.search(rf"\b{name} {n}\b", screen)], [])


def main():
    test = Test(sys.argv[1], sys.argv[2])
    findings = test.rows("findings")
    check_story(test, findings)
    check_rules(test, findings)
    check_fixes(test, findings)
    check_sums(test, findings)
    check_left(test, findings)
    check_absent(test, findings)
    check_lists(test)
    check_screens(test, findings)
    print(f"demo_findings: {test.passed} passed, {test.failed} failed")
    return test.failed > 0


if __name__ == "__main__":
    sys.exit(main())
