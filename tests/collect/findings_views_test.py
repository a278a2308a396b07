#!/usr/bin/env python3
"""Weeks of findings and how long repairs take, against a simulation that shares no code with gavel.

Random histories of findings become reports of Bandit, imported in any order; what trend, repairs, groups,
docket and report say of them is worked out here from the histories alone.
"""

import json
import os
import pathlib
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

DAY = 86400
NOW = 1764028800  # 2025-11-25T00:00:00Z
LEVELS = ["LOW", "MEDIUM", "HIGH"]
SLA = {"high": 30, "medium": 90, "low": 120}


class Test:
    def __init__(self, gavel):
        self.gavel, self.home = gavel, tempfile.mkdtemp(prefix="gavel-findings-")
        self.passed, self.failed = 0, 0
        open(f"{self.home}/gavel.yaml", "w").close()
        os.chmod(f"{self.home}/gavel.yaml", 0o600)

    def check(self, what, got, want=True):
        if got == want:
            self.passed += 1
        else:
            self.failed += 1
            print(f"findings_views: {what}: got {got!r}, want {want!r}", file=sys.stderr)

    def run(self, cache, *args, now=NOW):
        return subprocess.run([self.gavel, "--config", f"{self.home}/gavel.yaml", "--cache", f"{self.home}/{cache}/cache.db", "--now", str_time(now), *args],
                              capture_output=True, text=True, env={"HOME": self.home, "PATH": os.environ["PATH"]})

    def rows(self, cache, *args, now=NOW):
        done = self.run(cache, "show", *args, "--json", now=now)
        if done.returncode not in (0, 1):
            self.check(f"show {args}", done.stderr, "")
            return []
        return json.loads(done.stdout)["rows"]


def str_time(at):
    import datetime
    return datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def monday(at):
    day = at // DAY
    return (day - (day + 3) % 7) * DAY


class Estate:
    """Targets with scans at random times, and findings that come, go, come back and change severity."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.scans = []  # (target, at, {finding: level})
        for target in ("shop/api", "shop/web", "lab"):
            at, seen = NOW - 140 * DAY, {}
            while at < NOW - DAY:
                for finding in range(14):
                    if finding in seen:
                        if self.random.random() < 0.15:
                            del seen[finding]
                        elif self.random.random() < 0.08:
                            seen[finding] = self.random.choice(LEVELS)
                    elif self.random.random() < 0.12:
                        seen[finding] = self.random.choice(LEVELS)
                self.scans.append((target, at, dict(seen)))
                at += self.random.randint(2 * DAY, 11 * DAY)

    def simulate(self, before=NOW):
        """Events in order of time: (at, kind, level, level before), and every finding's episodes, of the scans before a time."""
        events, episodes = [], []
        for target in sorted({scan[0] for scan in self.scans}):
            lives = {}
            for _, at, seen in sorted(s for s in self.scans if s[0] == target and s[1] < before):
                for finding in sorted(set(lives) | set(seen)):
                    life = lives.get(finding)
                    level = seen.get(finding)
                    if level and not life:
                        lives[finding] = {"level": level, "opened": at, "closed": None}
                        events.append((at, "opened", level, None))
                    elif level and life["closed"] is not None:
                        if at - life["closed"] > 7 * DAY:
                            episodes.append((life["opened"], life["closed"], life["level"]))
                            life["opened"] = at
                        events.append((at, "reopened", life["level"], None))
                        if level != life["level"]:  # it comes back as it was, then moves
                            events.append((at, "moved", level, life["level"]))
                        life.update(level=level, closed=None)
                    elif level:
                        if level != life["level"]:
                            events.append((at, "moved", level, life["level"]))
                        life["level"] = level
                    elif life["closed"] is None:
                        life["closed"] = at
                        events.append((at, "fixed", life["level"], None))
            episodes += [(l["opened"], l["closed"], l["level"]) for l in lives.values()]
        return sorted(events, key=lambda e: e[0]), episodes


def write_reports(estate, folder):
    names = []
    for number, (target, at, seen) in enumerate(estate.scans):
        path = os.path.join(folder, f"report{number}.json")
        results = [{"test_id": f"B{100 + f}", "test_name": "check", "issue_text": f"finding {f}",
                    "issue_severity": level, "issue_confidence": "HIGH", "filename": f"src/part{f}.py",
                    "line_number": 10 + f, "code": f"line {f}"} for f, level in seen.items()]
        with open(path, "w") as file:
            json.dump({"errors": [], "generated_at": str_time(at), "metrics": {}, "results": results}, file)
        names.append((target, path))
    return names


def load(test, cache, names):
    os.makedirs(f"{test.home}/{cache}", exist_ok=True)
    for target, path in names:
        done = test.run(cache, "import", "--target", target, path)
        test.check(f"import of {os.path.basename(path)}", (done.returncode, done.stderr), (0, ""))


def load_at_once(test, cache, names):
    os.makedirs(f"{test.home}/{cache}")
    for target in sorted({name[0] for name in names}):
        done = test.run(cache, "import", "--target", target, *(path for of, path in names if of == target))
        test.check(f"imports of {target}", (done.returncode, done.stderr), (0, ""))


# ---- Weeks ----

def expected_weeks(events):
    first, weeks, standing = monday(events[0][0]), {}, {}
    at = first
    while at <= NOW:
        for level in (l.lower() for l in LEVELS):
            weeks[at, level] = dict.fromkeys(("opened", "reopened", "moved_in", "moved_out", "fixed"), 0)
        at += 7 * DAY
    for when, kind, level, was in events:
        week = weeks[monday(when), level.lower()]
        if kind == "moved":
            week["moved_in"] += 1
            weeks[monday(when), was.lower()]["moved_out"] += 1
        else:
            week[kind] += 1
    for (at, level), week in sorted(weeks.items()):
        week["start"] = standing.get(level, 0)
        week["end"] = (week["start"] + week["opened"] + week["reopened"] + week["moved_in"]
                       - week["moved_out"] - week["fixed"])
        standing[level] = week["end"]
    return weeks


def check_weeks(test, cache, events):
    weeks = expected_weeks(events)
    rows = test.rows(cache, "trend", "--by", "week,severity")
    test.check("as many weeks", len(rows), len(weeks))
    for row in rows:
        at = int(__import__("calendar").timegm(__import__("time").strptime(row["week"], "%Y-%m-%d")))
        want = weeks[at, row["severity"]]
        test.check(f"week {row['week']} {row['severity']}", {key: row[key] for key in want}, want)
    for row in test.rows(cache, "trend"):
        test.check(f"balance of {row['week']}", row["end"], row["start"] + row["opened"] + row["reopened"]
                   + row["moved_in"] - row["moved_out"] - row["fixed"] - row["retired"] - row["closed"])


# ---- Repairs ----

def kaplan_meier_median(spans):
    """spans: (days, repaired); the time at which half are repaired, the others censored; or None."""
    survival = 1.0
    for days in sorted({d for d, repaired in spans if repaired}):
        at_risk = sum(d >= days for d, _ in spans)
        survival *= 1 - sum(d == days and r for d, r in spans) / at_risk
        if survival <= 0.5 + 1e-12:
            return days
    return None


def check_repairs(test, rows, episodes, now=NOW):
    for row in rows:
        of = [e for e in episodes if e[2].lower() == row["severity"]]
        lately = [(c - o) / DAY for o, c, _ in of if c is not None and c >= now - 90 * DAY]
        ages = [(now - o) / DAY for o, c, _ in of if c is None]
        half = kaplan_meier_median([((c if c is not None else now) - o, c is not None) for o, c, _ in of])
        name = f"repairs of {row['severity']} at {str_time(now)}"
        test.check(f"{name}: repaired", row["repaired"], len(lately))
        test.check(f"{name}: open", row["open"], len(ages))
        test.check(f"{name}: late", row["late"], sum(a > SLA[row["severity"]] for a in ages))
        for key, want in (("mean", statistics.mean(lately) if lately else None),
                          ("median", statistics.median(lately) if lately else None),
                          ("open_age", statistics.mean(ages) if ages else None),
                          ("oldest", max(ages) if ages else None),
                          ("half_life", half / DAY if half is not None else None)):
            near = row[key] is None if want is None else abs(float(row[key] or -1) - want) < 0.0051
            test.check(f"{name}: {key} {row[key]} near {want}", near)


# ---- Clocks ----

HUB = {"SchemaVersion": "2018-10-08", "Id": "arn:aws:s3:::data/1", "GeneratorId": "s3.8", "AwsAccountId": "012345678901",
       "ProductArn": "arn:aws:securityhub:eu-central-1::product/aws/securityhub", "ProductName": "Security Hub",
       "Types": ["Software and Configuration Checks"], "Title": "Bucket", "Description": "It is open.",
       "Severity": {"Label": "HIGH"}, "RecordState": "ACTIVE", "Workflow": {"Status": "NEW"},
       "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::data"}]}


def write(test, name, value):
    with open(f"{test.home}/{name}", "w") as file:
        json.dump(value, file)
    return f"{test.home}/{name}"


def import_hub(test, cache, at, state):
    """Seen by the tool 60 days before NOW, and scanned at a time."""
    path = write(test, f"hub{at}.json", {"Findings": [{**HUB, "CreatedAt": str_time(NOW - 60 * DAY), "UpdatedAt": str_time(at), "RecordState": state}]})
    done = test.run(cache, "import", "--at", str_time(at), path)
    test.check(f"import of {path}", (done.returncode, done.stderr), (0, ""))


def check_one_clock(test):
    """Due date, age and time to repair count from when the tool saw it first; back after a week from then."""
    cache = "clock"
    os.makedirs(f"{test.home}/{cache}")
    import_hub(test, cache, NOW - 50 * DAY, "ACTIVE")
    row, = test.rows(cache, "findings", "cols:due,first_seen,age", now=NOW - 45 * DAY)
    test.check("due 30 days after the tool saw it", (row["due"], row["first_seen"]), (str_time(NOW - 30 * DAY), str_time(NOW - 60 * DAY)))
    test.check("open for 15 days", test.rows(cache, "repairs", now=NOW - 45 * DAY)[0]["open_age"], "15.0")
    import_hub(test, cache, NOW - 40 * DAY, "ARCHIVED")
    test.check("repaired in 20 days", test.rows(cache, "repairs")[0]["mean"], "20.0")
    import_hub(test, cache, NOW - 33 * DAY, "ACTIVE")
    row, = test.rows(cache, "findings", "cols:due,episodes")
    test.check("back within a week: the same clock", (row["due"], row["episodes"]), (str_time(NOW - 30 * DAY), 1))
    import_hub(test, cache, NOW - 20 * DAY, "ARCHIVED")
    import_hub(test, cache, NOW - 13 * DAY + 1, "ACTIVE")
    row, = test.rows(cache, "findings", "cols:due,episodes")
    test.check("back after more: a clock of its own", (row["due"], row["episodes"]), (str_time(NOW + 17 * DAY + 1), 2))
    repairs, = test.rows(cache, "repairs")
    test.check("the first episode, and the second one's age", (repairs["repaired"], repairs["mean"], repairs["open_age"]), (1, "40.0", "13.0"))
    began = str_time(NOW - 13 * DAY + 1)
    check_ages(test, cache, began, "up to 30 days")
    test.check("first seen stays", test.rows(cache, "findings", "cols:first_seen"), [{"first_seen": str_time(NOW - 60 * DAY)}])


def check_ages(test, cache, began, step):
    """Whatever tells an age tells that of the same episode, and the steps of the report are of it."""
    test.check("age of a finding", [r["age"] for r in test.rows(cache, "findings", "age<14d", "sort:age")], [began])
    test.check("age in steps", [(r["aged"], r["oldest"]) for r in test.rows(cache, "groups", "by:aged")], [(step, began)])
    test.check("by its step", len(test.rows(cache, "findings", f'aged:"{step}"')), 1)
    test.check("none is older", test.rows(cache, "findings", "age>14d"), [])
    test.check("of the report", f"| {step} | 1 |" in test.run(cache, "report", "findings").stdout, True)


def check_due_day(test):
    """A date is due through the end of its day."""
    cache, day = "kev", NOW - 10 * DAY
    os.makedirs(f"{test.home}/{cache}")
    paths = [write(test, "audit.json", [{"name": "a", "version": "1.0", "vulns": [{"id": "CVE-2025-1000", "fix_versions": ["1.1"], "aliases": [], "description": "d"}]}]),
             write(test, "kev.json", {"title": "CISA Catalog", "catalogVersion": "1", "dateReleased": str_time(NOW - 20 * DAY), "count": 1, "vulnerabilities": [
                 {"cveID": "CVE-2025-1000", "vendorProject": "v", "product": "p", "vulnerabilityName": "n", "dateAdded": str_time(NOW - 20 * DAY)[:10],
                  "shortDescription": "s", "requiredAction": "r", "dueDate": str_time(day)[:10], "knownRansomwareCampaignUse": "Unknown"}]})]
    for path in paths:
        done = test.run(cache, "import", "--target", "t", "--at", str_time(NOW - 20 * DAY), path)
        test.check(f"import of {path}", (done.returncode, done.stderr), (0, ""))
    for now, late in ((day, 0), (day + DAY - 1, 0), (day + DAY, 1)):
        test.check(f"late at {str_time(now)}", [r["late"] for r in test.rows(cache, "repairs", now=now)], [late])
        test.check(f"late in groups at {str_time(now)}", [r["late"] for r in test.rows(cache, "groups", "--by", "target", "cols:findings,late", now=now)], [late])
        test.check(f"past due at {str_time(now)}", len(test.rows(cache, "findings", f"due<{str_time(now)}", now=now)), late)


def check_exploited(test):
    """What is exploited is due when the first of its findings is, or the catalogue says; its words are no links."""
    cache = "exploited"
    os.makedirs(f"{test.home}/{cache}")
    title = "see https://e.example/x, HTTP://e.example or WWW.e.example; www is none, nor is a:b"
    flaw = {"VulnerabilityID": "CVE-2025-1000", "PkgName": "zlib", "InstalledVersion": "1", "Severity": "CRITICAL", "Title": title}
    done = test.run(cache, "import", "--scanners", "vuln", "--at", str_time(NOW - 3 * DAY), write(test, "app.json", {
        "SchemaVersion": 2, "ArtifactName": "app:1", "ArtifactType": "container_image", "Results": [
            {"Target": "app:1", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": [flaw]}]}))
    test.check("import", (done.returncode, done.stderr), (0, ""))
    for made, due, want in ((2, NOW + 300 * DAY, str_time(NOW + 4 * DAY)), # 7 days for what is critical
                            (1, NOW + DAY, str_time(NOW + DAY)[:10] + "T23:59:59Z")):
        done = test.run(cache, "import", write(test, "kev.json", {
            "title": "CISA Catalog", "catalogVersion": "1", "dateReleased": str_time(NOW - made * DAY), "count": 1, "vulnerabilities": [
                {"cveID": "CVE-2025-1000", "vendorProject": "v", "product": "p", "vulnerabilityName": "n", "dateAdded": str_time(NOW - 2 * DAY)[:10],
                 "shortDescription": "s", "requiredAction": "r", "dueDate": str_time(due)[:10], "knownRansomwareCampaignUse": "Unknown"}]}))
        test.check("import of a catalogue", (done.returncode, done.stderr), (0, ""))
        test.check("due of what is exploited", [r["due"] for r in test.rows(cache, "docket", "kind:exploited")], [want])
    for cve in ("CVE-2025-1000", "cve-2025-1000", '"Cve-2025-1000"', "cve-*-1000", "x,cve-2025-1000"):
        test.check(f"ids in any case: {cve}", [len(test.rows(cache, *of, f"cve:{cve}")) for of in (("findings",), ("groups", "by:cve"), ("kev",))], [1, 1, 1])
        test.check(f"and not: {cve}", len(test.rows(cache, "findings", f"-cve:{cve}")), 0)
    test.check("no links in Markdown", test.run(cache, "show", "findings", "cols:title", "--md").stdout.splitlines()[2:], [
        "| see https\\://e.example/x, HTTP\\://e.example or WWW\\.e.example; www is none, nor is a:b |"])


# ---- What is there ----

def check_unknown_target(test):
    """What is of no known target is in a row of its own, and counts for none."""
    cache = "nowhere"
    os.makedirs(f"{test.home}/{cache}")
    result = {"ruleId": "R", "message": {"text": "m"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "f.c"}, "region": {"startLine": 1}}}]}
    for target in ((), ("--target", "t")):
        done = test.run(cache, "import", *target, "--at", str_time(NOW - DAY), write(test, f"nowhere{len(target)}.json", {
            "version": "2.1.0", "runs": [{"tool": {"driver": {"name": f"Foo{len(target)}"}}, "results": [result]}]}))
        test.check("import", done.returncode, 0)
    rows = test.rows(cache, "groups", "by:target", "cols:findings,targets", "sort:target")
    test.check("by target", sorted((r["target"] or "", r["findings"], r["targets"]) for r in rows), [("", 1, 0), ("t", 1, 1)])
    test.check("in all", test.rows(cache, "groups", "by:rule", "cols:findings,targets"), [{"rule": "R", "findings": 2, "targets": 1}])
    screen = test.run(cache, "show", "groups", "by:target").stdout
    test.check("and says so", bool(re.search(r"^\(none\) +1 +0 ", screen, re.M)))
    test.check("that leads to it", [len(test.rows(cache, of, *by, "target:")) for of, by in (("findings", ()), ("groups", ("by:target",)))], [1, 1])


def check_suppressed(test):
    """What is suppressed is not gone: the weeks have it, repairs and the report tell it apart."""
    cache = "claims"
    os.makedirs(f"{test.home}/{cache}")
    levels = {"9.8": "critical", "7.5": "high", "5.0": "medium"}
    rules = [{"id": f"R{score}", "properties": {"security-severity": score}} for score in levels]
    results = [{"ruleId": f"R{score}", "ruleIndex": i, "message": {"text": f"m{n}"}, "suppressions": [{"kind": "external", "status": "accepted"}] if n < 2 else [],
                "locations": [{"physicalLocation": {"artifactLocation": {"uri": f"f{n}.c"}, "region": {"startLine": 1}}}]}
               for i, score in enumerate(levels) for n in range(5)]
    path = write(test, "claims.sarif", {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T", "rules": rules}}, "results": results}]})
    done = test.run(cache, "import", "--target", "t", "--at", str_time(NOW - DAY), path)
    test.check("import of claims", (done.returncode, done.stderr), (0, ""))
    ends = {r["severity"]: r["end"] for r in test.rows(cache, "trend", "--by", "week,severity", "week:2025-11-24")}
    told = {r["severity"]: (r["open"], r["suppressed"], r["accepted"], r["there"]) for r in test.rows(cache, "repairs")}
    test.check("what is there at the end of the week", ends, dict.fromkeys(levels.values(), 5))
    test.check("a claim hides nothing critical", told, {"critical": (5, 0, 0, 5), "high": (3, 2, 0, 5), "medium": (3, 2, 0, 5)})
    test.check("the report's head", "**11 open** (5 critical, 3 high, 3 medium), 0 of them past due; 4 suppressed and 0 accepted ones: 15 there."
               in test.run(cache, "report", "findings").stdout)


def check_odd_id(test):
    """An id that no list has, with a quote in it, keeps no finding from being listed beside an exception file."""
    cache = "odd"
    os.makedirs(f"{test.home}/{cache}")
    flaws = [{"VulnerabilityID": name, "PkgName": "zlib", "InstalledVersion": "1", "Severity": "HIGH"} for name in ('CVE-1"x', "CVE-2024-2")]
    path = write(test, "odd.json", {"SchemaVersion": 2, "ArtifactName": "app:1", "ArtifactType": "container_image", "Results": [
        {"Target": "app:1", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": flaws}]})
    with open(f"{test.home}/.trivyignore", "w") as file:
        file.write("CVE-2024-2\n")
    for name in (path, f"{test.home}/.trivyignore"):
        done = test.run(cache, "import", "--scanners", "vuln", "--target", "app", "--at", str_time(NOW - DAY), name)
        test.check(f"import of {name}", (done.returncode, done.stderr), (0, ""))
    test.check("the rule of the odd one beside the other's", sorted((r["rule"], r["ignored_in"] is not None)
               for r in test.rows(cache, "findings")), [('CVE-1"x', False), ("CVE-2024-2", True)])


# ---- Groups, docket, report ----

def check_groups(test, cache, events):
    open_now = sum({"opened": 1, "reopened": 1, "fixed": -1}.get(e[1], 0) for e in events)
    rows = test.rows(cache, "findings", "state:open")
    test.check("open findings", len(rows), open_now)
    for conditions in ("state:open", "state:open sev:high", "target:lab", "sev>=medium -target:lab", "state:fixed"):
        screen = test.run(cache, "show", "findings " + conditions, "--screen=80x24").stdout
        found = re.search(r"^(?:1 to \d+ of )?(\d+) rows? of (\d+)", screen, re.M)
        test.check(f"count of {conditions}", found and (int(found[1]), int(found[2])),
                   (len(test.rows(cache, "findings " + conditions)), len(test.rows(cache, "findings"))))
    for by in ("rule", "target", "severity", "file", "total"):
        groups = test.rows(cache, "groups", "--by", by, "state:open")
        test.check(f"groups by {by} sum up", sum(g["findings"] for g in groups), open_now)
    by_target = {g["target"]: g for g in test.rows(cache, "groups", "--by", "target", "state:open")}
    for target, group in by_target.items():
        of = [r for r in rows if r["target"] == target]
        test.check(f"high in {target}", group["high"], sum(r["severity"] == "high" for r in of))
        test.check(f"oldest in {target}", group["oldest"], min(r["first_seen"] if r["episodes"] == 1 else r["opened"] for r in of))


def check_report(test, cache):
    now = test.run(cache, "report", "findings")
    test.check("report", now.returncode, 0)
    test.check("report has its sections", now.stdout.count("\n## "), 12)
    rows = test.rows(cache, "findings", "state:open")
    late = sum(r["due"] is not None and r["due"] < str_time(NOW) for r in rows)
    by = [(sum(r["severity"] == s for r in rows), s) for s in ("critical", "high", "medium", "low", "info", "unknown")]
    said = ", ".join(f"{n} {s}" for n, s in by if n)
    test.check("report says what is open", f"**{len(rows)} open** ({said}), {late} of them past due" in now.stdout, True)
    week = ("report", "findings", "--week", "2025-10-15")
    past = test.run(cache, *week)
    test.check("a past week stays the same", test.run(cache, *week, now=NOW + 400 * DAY).stdout, past.stdout)
    test.check("a past week is that week", past.stdout.startswith("# Findings, week of 2025-10-13\n"))
    sections = json.loads(test.run(cache, "report", "findings", "--json").stdout)["sections"]
    test.check("the same as JSON", [s["title"] for s in sections],
               [line[3:] for line in now.stdout.splitlines() if line.startswith("## ")])
    next_week = monday(NOW) + 7 * DAY
    for day in (monday(NOW), next_week - DAY, next_week - 1):
        test.check(f"the week that {str_time(day)} is in", test.run(cache, "report", "findings", "--week", str_time(day)).stdout, now.stdout)
    for day in (str_time(next_week), "2099-01-01"):
        later = test.run(cache, "report", "findings", "--week", day)
        test.check(f"{day} is yet to come", (later.returncode, later.stderr), (2, f"gavel: --week: the week of {day} has not begun\n"))


def section(report, title):
    return next(s["table"]["rows"] for s in report["sections"] if s["title"] == title)


def check_past(test, estate):
    """A week that is over: as if nothing had been scanned since, whatever came later and in which order."""
    ends = [monday(NOW) - weeks * 7 * DAY for weeks in (1, 4, 9, 16)]
    for end in sorted(ends):
        cache, week = f"until{end}", ("report", "findings", "--week", str_time(end - 7 * DAY))
        of = [(target, path) for (target, path), (_, at, _) in zip(estate.names, estate.scans) if at < end]
        load_at_once(test, cache, of)
        then = test.run(cache, *week, now=end)
        test.check(f"report until {str_time(end)}", (then.returncode, then.stderr), (0, ""))
        for full in ("ordered", "shuffled"):
            for now in (NOW, NOW + 400 * DAY):
                test.check(f"the week before {str_time(end)} in {full}", test.run(full, *week, now=now).stdout, then.stdout)
        events, episodes = estate.simulate(end)
        report = json.loads(test.run("shuffled", *week, "--json").stdout)
        test.check("what it is told as of", report["end"], str_time(end))
        rows = section(report, "How long repairs take")
        test.check("severities", {r["severity"] for r in rows}, {e[2].lower() for e in episodes})
        check_repairs(test, rows, episodes, end)
        standing = sum({"opened": 1, "reopened": 1, "fixed": -1}.get(e[1], 0) for e in events)
        for title, column in (("How old the open ones are", "findings"), ("Where they are", "findings"),
                              ("By owner", "findings"), ("This week by severity", "end")):
            test.check(f"{title} at {str_time(end)}", sum(r[column] for r in section(report, title)), standing)
        new = sum(e[1] == "opened" and e[0] >= end - 7 * DAY for e in events)
        test.check(f"new at {str_time(end)}", sum(r["findings"] for r in section(report, "New this week")), new)


def check_damaged_past(test, estate, names):
    """What a past week is read from is gone: it says so, and with what exit status."""
    shutil.copytree(f"{test.home}/shuffled", f"{test.home}/damaged")
    paths = [path for _, path in estate.names]
    first = min(range(len(names)), key=lambda run: estate.scans[paths.index(names[run][1])][1])
    sha256 = json.loads(test.run("damaged", "archive", "list", "--json").stdout)["rows"][first]["sha256"]
    next(pathlib.Path(f"{test.home}/damaged/cache.db.archive/runs").glob(f"*/{sha256}.*")).unlink()
    week = ("report", "findings", "--week", str_time(monday(NOW) - 14 * DAY))
    done = test.run("damaged", *week)
    test.check("a run is gone", (done.returncode, "cannot be used" in done.stderr), (6, True))
    shutil.rmtree(f"{test.home}/damaged/cache.db.archive")
    done = test.run("damaged", *week)
    test.check("no archive", (done.returncode, done.stdout), (1, ""))


def check_docket(test, cache):
    stale = test.rows(cache, "docket", "kind:stale", now=NOW + 60 * DAY)
    test.check("scans that do not come any more", sorted(r["where"] for r in stale),
               ["bandit lab", "bandit shop/api", "bandit shop/web"])
    test.check("none of them now", test.rows(cache, "docket", "kind:stale"), [])


def main():
    test = Test(os.path.abspath(sys.argv[1]))
    try:
        estate = Estate(11)
        events, episodes = estate.simulate()
        names = write_reports(estate, test.home)
        estate.names = list(names)
        load(test, "ordered", names)
        estate.random.shuffle(names)
        load(test, "shuffled", names)
        for cache in ("ordered", "shuffled"):
            check_weeks(test, cache, events)
            check_repairs(test, test.rows(cache, "repairs"), episodes)
            check_groups(test, cache, events)
        check_report(test, "ordered")
        check_past(test, estate)
        check_damaged_past(test, estate, names)
        check_one_clock(test)
        check_due_day(test)
        check_exploited(test)
        check_unknown_target(test)
        check_suppressed(test)
        check_odd_id(test)
        check_docket(test, "ordered")
        for view in ("findings", "trend", "repairs", "groups", "finding_events", "sightings"):
            test.check(f"{view}: any order, the same bytes", test.rows("shuffled", view), test.rows("ordered", view))
    finally:
        shutil.rmtree(test.home)
    print(f"findings_views: {test.passed} passed, {test.failed} failed")
    return 1 if test.failed else 0


sys.exit(main())
