#!/usr/bin/env python3
"""Holds what `gavel check` printed to the rules of its form.

Usage: forms.py json|sarif|junit|github|text FILE VERDICT [ITEMS]. Exits 1 with what is wrong.

SARIF: the members that the 2.1.0 schema requires of what we write, their types, the indexes, RFC 3986.
JUnit: well formed, counts that are true. GitHub: one command a line, properties that end where they
should. In none of them a byte that a terminal, a log or a parser would act upon.
"""
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

form, path, verdict = sys.argv[1:4]
items = int(sys.argv[4]) if len(sys.argv) > 4 else None
data = open(path, "rb").read()
text = data.decode("utf-8")


def need(holds, what):
    if not holds:
        sys.exit(f"{form}: {what}")


for bad in re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b-\u200f]", text):
    need(False, f"holds {bad!r}")


def check_json():
    doc = json.loads(text)
    need(doc["schema"] == "gavel.check/1" and doc["check"], "is no gavel.check/1")
    need(doc["verdict"] == verdict, f"says {doc['verdict']}")
    for kind in ("block", "missing", "warn", "note"):
        need(doc[kind] == sum(r["kind"] == kind for r in doc["rows"]), f"{kind} is miscounted")
    for row in doc["rows"]:
        need(row["rule"] and row["message"] and row["demand"], "a row says nothing")
    return doc["block"] + doc["missing"]


def check_message(message):
    need(isinstance(message["text"], str) and message["text"], "an empty message")
    need(not re.search(r"(?<!\{)\{(?:\{\{)*(?!\{)", message["text"]), "a placeholder in a message")
    need(not re.search(r"(?<!\\)\]\(", message["text"]), "a link in a message")


def check_location(location):
    physical = location.get("physicalLocation")
    if physical:
        uri = physical["artifactLocation"]["uri"]
        need(re.fullmatch(r"(?:[A-Za-z0-9\-._~/!$&'()*+,;=@:]|%[0-9A-F]{2})+", uri), f"uri {uri}")
        need(":" not in uri.split("/")[0] or uri.startswith("file://"), f"uri {uri} has a scheme")
        region = physical.get("region")
        need(not region or region["startLine"] >= 1, "a line below 1")
    for logical in location.get("logicalLocations", []):
        need(logical["fullyQualifiedName"], "a logical location without a name")


def check_sarif():
    doc = json.loads(text)
    need(doc["version"] == "2.1.0" and len(doc["runs"]) == 1, "is no SARIF 2.1.0 of one run")
    run = doc["runs"][0]
    driver = run["tool"]["driver"]
    need(driver["name"] == "gavel", "is not ours")
    rules = [r["id"] for r in driver["rules"]]
    need(len(rules) == len(set(rules)), "a rule stands twice")
    need(run["automationDetails"]["id"].endswith("/"), "the category is none")
    successful = run["invocations"][0]["executionSuccessful"]
    need(isinstance(successful, bool) and (verdict != "incomplete" or not successful),
         "an incomplete check that was successful")
    need(run["properties"]["verdict"] == verdict, "the verdict is another")
    for rule in driver["rules"]:
        check_message(rule["shortDescription"])
    for result in run["results"]:
        need(rules[result["ruleIndex"]] == result["ruleId"], "the rule's index is another's")
        need(result["level"] in ("none", "note", "warning", "error"), "a level of no kind")
        check_message(result["message"])
        need(1 <= len(result.get("locations", [{}])) <= 1, "locations")
        for location in result.get("locations", []):
            check_location(location)
        for name, value in result.get("partialFingerprints", {}).items():
            need(isinstance(value, str) and value and "/" in name, "a fingerprint of no kind")
    return sum(r["level"] == "error" for r in run["results"])


def check_junit():
    root = ElementTree.fromstring(data)
    need(root.tag == "testsuites" and len(root) == 1, "is no testsuites of one")
    suite = root[0]
    cases = suite.findall("testcase")
    failures = [c for c in cases if c.find("failure") is not None]
    errors = [c for c in cases if c.find("error") is not None]
    for element in (root, suite):
        need(int(element.get("tests")) == len(cases), "tests are miscounted")
        need(int(element.get("failures")) == len(failures), "failures are miscounted")
        need(int(element.get("errors")) == len(errors), "errors are miscounted")
    for case in cases:
        need(case.get("name") and case.get("classname"), "a test without a name")
    need(len(cases) > 0, "no test at all: some readers take that for a fault")
    found = {p.get("name"): p.get("value") for p in suite.find("properties")}
    need(found["verdict"] == verdict, "the verdict is another")
    need(bool(failures) == (verdict == "fail"), "failures and no fail")
    return len(failures) + len(errors)


# The data of a command may hold no % but of an escape; a property neither ':' nor ','.
COMMAND = re.compile(r"::(error|warning|notice) title=([^:,%]|%[0-9A-F]{2})+"
                     r"(,file=([^:,%]|%[0-9A-F]{2})+)?(,line=[0-9]+)?::([^%]|%(25|0A))*")


def check_github():
    lines = text.split("\n")
    need(lines[-1] == "" and lines[-2].endswith(": " + verdict), "the last line is no verdict")
    for line in lines[:-2]:
        need(COMMAND.fullmatch(line), f"no command: {line}")
    need(len(text.splitlines()) == len(lines) - 1, "lines that are not ours")
    return sum(line.startswith("::error ") for line in lines)


def check_text():
    need(text.startswith("check ") and f": {verdict}" in text.split("\n")[0], "no verdict first")
    need("##" not in text, "what may begin a command of a log")
    return len(re.findall(r"^(?:BLOCK|MISSING) ", text, re.M))


CHECKS = {"json": check_json, "sarif": check_sarif, "junit": check_junit,
          "github": check_github, "text": check_text}
count = CHECKS[form]()
need(items is None or count == items, f"{count} items")
