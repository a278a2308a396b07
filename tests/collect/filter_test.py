#!/usr/bin/env python3
"""Random filters choose the rows that the same filters in Python choose.

The rows of a view without a filter are read once; gavel-filter(7)'s rules are written down again
here, over values and not over text, and must agree on each filter, in the same order.

Usage: filter_test.py GAVEL [FILTERS [SEED]]
"""
import calendar
import datetime
import json
import os
import random
import re
import subprocess
import sys
import tempfile
from decimal import Decimal, getcontext

getcontext().prec = 100
NOW = 1795586400  # 2026-11-25T06:00:00Z
DAY = 86400
TEXT, NUMBER, TIME, MONTH, BOOL = "text", "number", "time", "month", "bool"

# View: what is shown of it, the kinds of its columns, and those that a word looks into.
VIEWS = {
    "cells": (["cells"], {
        "cell": NUMBER, "period": MONTH, "day": TIME, "start": TIME, "account": TEXT,
        "service": TEXT, "region": TEXT, "usage_type": TEXT, "operation": TEXT, "resource": TEXT,
        "unit": TEXT, "currency": TEXT, "payer": TEXT, "unblended": NUMBER, "amortized": NUMBER,
        "usage": NUMBER, "line_items": NUMBER, "net": NUMBER}, None),
    "bills": (["bills"], {
        "period": MONTH, "payer": TEXT, "report": TEXT, "currency": TEXT, "unblended": NUMBER,
        "amortized": NUMBER, "residue": NUMBER, "rows": NUMBER, "invoiced": NUMBER, "final": BOOL,
        "inexact": BOOL, "last_usage": TIME, "delivered": TIME, "fetched": TIME, "delivery": TEXT,
        "run": NUMBER}, ["payer", "report", "currency", "delivery"]),
    "cost": (["cost", "by:service,account,region,tag:Team"], {
        "service": TEXT, "account": TEXT, "region": TEXT, "tag:Team": TEXT, "currency": TEXT,
        "unblended": NUMBER, "amortized": NUMBER, "line_items": NUMBER}, None),
    "inputs": (["inputs"], {
        "run": NUMBER, "input": NUMBER, "uri": TEXT, "bytes": NUMBER, "modified": TIME,
        "sha256": TEXT}, None),
    "restatements": (["restatements"], {
        "bill": TEXT, "service": TEXT, "currency": TEXT, "old": NUMBER, "delta": NUMBER,
        "delivered": TIME}, ["bill", "service", "currency", "delivery"]),
}


def seconds(text):
    """Unix seconds of a date or time as JSON shows it."""
    form = "%Y-%m-%d" if len(text) == 10 else "%Y-%m-%dT%H:%M:%SZ"
    return calendar.timegm(datetime.datetime.strptime(text, form).timetuple())


def day_of(time):
    return datetime.datetime.fromtimestamp(time, datetime.timezone.utc).strftime("%Y-%m-%d")


def stretch(text):
    """First and last second that a written time stands for."""
    midnight = NOW - NOW % DAY
    days = {"yesterday": -1, "today": 0, "tomorrow": 1}
    if text in days:
        return midnight + days[text] * DAY, midnight + (days[text] + 1) * DAY - 1
    if text == "now":
        return NOW, NOW
    if text[0] in "+-":
        units = {"h": 3600, "d": DAY, "w": 7 * DAY}
        length = int(text[1:-1]) * units[text[-1]]
        at = NOW + (length if text[0] == "+" else -length)
        return at, at
    if len(text) == 7:
        year, month = int(text[:4]), int(text[5:])
        return (calendar.timegm((year, month, 1, 0, 0, 0)),
                calendar.timegm((year + month // 12, month % 12 + 1, 1, 0, 0, 0)) - 1)
    start = seconds(text)
    return start, start + (DAY - 1 if len(text) == 10 else 0)


def span(kind, text):
    if kind == TIME:
        return stretch(text)
    if kind == NUMBER:
        unit = re.fullmatch(r"([-+0-9.e]+)(kB|MB|KiB|MiB)?", text)
        sizes = {None: 1, "kB": 1000, "MB": 10**6, "KiB": 1024, "MiB": 1 << 20}
        value = Decimal(unit[1]) * sizes[unit[2]]
        return value, value
    if kind == BOOL:
        value = text in ("yes", "true", "1")
        return value, value
    return text, text


def comparable(kind, value):
    if value is None or kind in (TEXT, MONTH):
        return value
    if kind == TIME:
        return seconds(value)
    return Decimal(str(value)) if kind == NUMBER else value


def matches_value(kind, op, have, want):
    """One alternative: want is "" (absent), (low, high) of a range, or a text."""
    if want == "":
        return have is None
    if have is None:
        return False
    if isinstance(want, tuple):
        low = span(kind, want[0])[0] if want[0] else None
        high = span(kind, want[1])[1] if want[1] else None
        return (low is None or have >= low) and (high is None or have <= high)
    if kind == TEXT and op in (":", "!=") and "*" in want:
        return re.fullmatch(".*".join(map(re.escape, want.split("*"))), have, re.S) is not None
    if kind == TEXT:
        have, low, high = have.encode(), want.encode(), want.encode()
    else:
        low, high = span(kind, want)
    return {":": low <= have <= high, "!=": low <= have <= high, "<": have < low,
            "<=": have <= high, ">": have > high, ">=": have >= low}[op]


def matches(row, term, kinds, words):
    column, op, values, negated = term
    if column is None:
        lower = re.compile("[A-Z]")
        fold = lambda text: lower.sub(lambda m: m[0].lower(), text)
        found = any(fold(values[0]) in fold(row[w]) for w in words if row[w] is not None)
    else:
        have = comparable(kinds[column], row[column])
        found = any(matches_value(kinds[column], op, have, v) for v in values)
    return found != (negated != (op == "!="))


# ---- Written down ----

def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def written_value(kind, value):
    if isinstance(value, tuple):
        return "..".join(value)
    if kind == TEXT and re.search(r'[\s",]|^=', value):
        return "*".join(quoted(part) if part else "" for part in value.split("*"))
    return value


def written(term, kinds):
    column, op, values, negated = term
    sign = random.choice("-!") if negated else ""
    if column is None:
        return sign + quoted(values[0])
    name, _, key = column.partition(":")
    if key:
        op = "=" if op == ":" else op
        name = f"{name}:{key}"
    return sign + name + op + ",".join(written_value(kinds[column], v) for v in values)


# ---- Chosen by chance ----

def some_value(kind, rows, column):
    have = random.choice(rows)[column]
    if kind == TEXT:
        text = have or "x"
        cut = sorted(random.sample(range(len(text) + 1), 2)) if len(text) else [0, 0]
        return random.choice([text, text, text[:cut[0]] + "*", "*" + text[cut[0]:cut[1]] + "*",
                              text[:cut[0]] + "*" + text[cut[1]:], "nothing of this", "*", ""])
    if kind == MONTH:
        return random.choice([have, "2026-01", "1999-12"])
    if kind == BOOL:
        return random.choice(["yes", "no", "true", "false", "0", "1"])
    if kind == TIME:
        at = seconds(have) if have else NOW
        return random.choice([day_of(at), day_of(at)[:7], "-30d", "-2w", "+1h", "now", "today",
                              "yesterday", "tomorrow",
                              datetime.datetime.fromtimestamp(at, datetime.timezone.utc)
                              .strftime("%Y-%m-%dT%H:%M:%SZ")])
    number = str(have if have is not None else 0)
    choice = [number, number, "0", "-1.5", "1e2", "12.000000000000000000000000000001"]
    return random.choice(choice + (["10kB", "24KiB", "0.03MB"] if column == "bytes" else []))


def some_term(rows, kinds, words):
    if words and random.random() < 0.15:
        text = random.choice(rows)[random.choice(words)] or "x"
        at = random.randrange(max(1, len(text) - 3))
        word = text[at:at + random.randrange(1, 6)].strip()
        return None, None, [random.choice([word, word.upper()]) or "x"], random.random() < 0.3
    column = random.choice(list(kinds))
    kind = kinds[column]
    ops = [":", "!="] if kind == BOOL else [":", ":", "!=", "<", "<=", ">", ">="]
    op = random.choice(ops)
    values = []
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        value = some_value(kind, rows, column)
        if op in (":", "!=") and kind in (NUMBER, TIME, MONTH) and random.random() < 0.3:
            ends = [value, some_value(kind, rows, column)]
            ends[random.randrange(2)] = random.choice([ends[0], ""]) or ends[1]
            value = tuple(ends)
        if value == "" and op not in (":", "!="):
            value = "a"
        values.append(value)
    return column, op, values, random.random() < 0.2


class Filters:
    def __init__(self, gavel):
        self.gavel, self.home = gavel, tempfile.mkdtemp(prefix="gavel-filter-")
        self.failed = self.chosen = 0
        estate = os.path.join(os.path.dirname(gavel), "libexec/gavel/demo-estate")
        for stage in "1", "2":
            subprocess.run([estate, "--out", self.home, "--now", "2026-11-25T06:00:00Z",
                            "--stage", stage], check=True, capture_output=True)
            self.call("sync")

    def call(self, *words):
        return subprocess.run(
            [self.gavel, "--config", f"{self.home}/gavel.yaml", "--cache", f"{self.home}/c.db",
             "--now", "2026-11-25T06:00:00Z", *words], capture_output=True, text=True)

    def rows(self, *words):
        done = self.call("show", *words, "--json")
        if done.returncode > 1:
            return None, done.stderr
        return json.loads(done.stdout)["rows"], done.stderr

    def check(self, view, rows, count):
        shown, kinds, words = VIEWS[view]
        for _ in range(count):
            terms = [some_term(rows, kinds, words) for _ in range(random.choice([1, 1, 2, 3]))]
            want = [r for r in rows if all(matches(r, t, kinds, words) for t in terms)]
            text = [written(t, kinds) for t in terms]
            # As one address, and as words of a command line: both must do.
            line = [" ".join(shown + text)] if random.random() < 0.5 else shown + text
            have, said = self.rows(*line)
            self.chosen += 0 < len(want) < len(rows)
            if have != want:
                self.failed += 1
                print(f"filter: {line}: {len(want)} rows expected, "
                      f"{'none' if have is None else len(have)} shown {said.strip()}",
                      file=sys.stderr)


def main():
    gavel = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 400
    random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    filters = Filters(gavel)
    for view, (shown, kinds, _) in VIEWS.items():
        rows, said = filters.rows(*shown)
        if not rows or not set(kinds) <= set(rows[0]):
            sys.exit(f"filter: {view}: {said}")
        filters.check(view, rows, count // len(VIEWS))
    subprocess.run(["rm", "-rf", filters.home], check=False)
    if filters.chosen < count // 4:
        sys.exit(f"filter: only {filters.chosen} filters chose some rows and not all")
    print(f"filter: {count} filters, {filters.chosen} of them choose, {filters.failed} failed")
    sys.exit(filters.failed > 0)


if __name__ == "__main__":
    main()
