#!/usr/bin/env python3
"""From a number to its line items: parts that are gone, changed or damaged since, limits, ^C.

Usage: lines_test.py GAVEL
"""
import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from decimal import Decimal

from deliveries_test import HEADER, PERIOD, legacy, part, run, write, zipped, Raw

A = "aaaaaaaa-0000-4000-8000-00000000000a"
PARTS = [f"{PERIOD}/rep-1.csv", f"{PERIOD}/rep-2.csv.gz", f"{PERIOD}/rep-3.csv.zip"]
ODD = 'says "hi",\nand `goes`'


class Bill:
    def __init__(self, gavel):
        self.gavel, self.failed, self.checks = gavel, [], 0
        self.home = tempfile.mkdtemp(prefix="gavel-lines-")
        self.root = os.path.realpath(os.path.join(self.home, "in"))
        write(self.root, {f"{PERIOD}/rep-Manifest.json": legacy(A, *PARTS),
                          PARTS[0]: part("1.5", "-0.25"), PARTS[1]: part("1e-20", "2"),
                          PARTS[2]: zipped(part("4", "1"))})
        self.check("import", self.call("import", self.root).returncode, 0)

    def call(self, *args):
        return run(self.gavel, self.home, *args)

    def path(self, index):
        return os.path.join(self.root, PARTS[index])

    def check(self, what, got, want):
        self.checks += 1
        if got != want:
            self.failed.append(f"lines: {what}: got {got!r}, want {want!r}")

    def lines(self, *args):
        done = self.call("cost", "lines", "--json", *args)
        return done, json.loads(done.stdout) if done.stdout else None


def check_whole(b):
    done, told = b.lines()
    b.check("all", done.returncode, 0)
    b.check("lines", [(os.path.basename(r["file"]), r["row"], r["unblended"]) for r in told["rows"]],
            [("rep-1.csv", 2, "1.5"), ("rep-1.csv", 3, "-0.25"),
             ("rep-2.csv.gz", 2, "0.00000000000000000001"), ("rep-2.csv.gz", 3, "2"),
             ("rep-3.csv.zip", 2, "4"), ("rep-3.csv.zip", 3, "1")])
    b.check("check", told["check"], [{
        "currency": "USD", "lines": 6, "shown_lines": 6,
        **{m: {"lines": "8.25000000000000000001", "shown": "8.25000000000000000001",
               "difference": "0"} for m in ("unblended", "amortized")}}])
    done, told = b.lines("--limit", "2")
    b.check("limit", (done.returncode, len(told["rows"]), told["more"], told["check"][0]["lines"]),
            (0, 2, True, 6))
    for address in (["cost by:day,tag:Team service:AmazonS3 sort:-amortized limit:1"],
                    ["cost", "by:total", "service:AmazonS3", "spread:yes"]):
        done, told = b.lines(*address)
        b.check(f"address {address}", (done.returncode, len(told["rows"]), told["address"]),
                (0, 6, "cells service:AmazonS3"))
    done = b.call("cost", "lines", "cost by:day spread:yes")
    b.check("shares", (done.returncode, "shares of line items" in done.stderr), (2, True))
    done, told = b.lines("service:Nothing")
    b.check("nothing", (done.returncode, done.stdout), (1, ""))
    done = b.call("cost", "lines", "colour:red")
    b.check("no such column", (done.returncode, done.stdout), (2, ""))
    done = b.call("cost", "lines")
    b.check("table", (done.returncode, len(done.stdout.splitlines())), (0, 7))
    b.check("says", "Σ unblended of the lines 8.25000000000000000001 USD = shown, difference 0"
            in done.stderr, True)


def check_gone(b):
    """Each part is taken away, spoilt or swapped in turn; the others are still read."""
    for i, name in enumerate(PARTS):
        with open(b.path(i), "rb") as f:
            whole = f.read()
        for what, content in [("gone", None), ("changed", whole.replace(whole[-1:], b"?")),
                              ("cut", whole[:-3]), ("empty", b"")]:
            if content is None:
                os.remove(b.path(i))
            else:
                write(b.root, {name: Raw(content)})
            done, told = b.lines()
            where = f"{what} {name}"
            faults = [x for x in told["inputs"] if x["fault"]]
            b.check(where + ": exit", done.returncode, 6)
            b.check(where + ": lines", len(told["rows"]), 4)
            b.check(where + ": named", [x["file"] for x in faults], [b.path(i)])
            b.check(where + ": why", ("is gone" if content is None else "has changed")
                    in faults[0]["fault"], True)
            b.check(where + ": difference", told["check"][0]["unblended"]["difference"] == "0", False)
            write(b.root, {name: Raw(whole)})
    os.remove(b.path(0))
    os.symlink("/etc/passwd", b.path(0))
    done, told = b.lines()
    b.check("a link in its place", (done.returncode, len(told["rows"])), (6, 4))


def check_odd(b):
    """Texts with quotes, newlines and '*' come back as they are."""
    header = HEADER.strip() + ",lineItem/LineItemDescription,lineItem/ResourceId\n"
    line = part(7).splitlines()[1] + ',"' + ODD.replace('"', '""') + '",arn:*[x]?\n'
    write(b.home, {"odd.csv": header + line + line.replace("arn:*[x]?", "arn:ax")})
    b.check("odd import", b.call("import", os.path.join(b.home, "odd.csv")).returncode, 0)
    done = b.call("cost", "lines", "--csv", "report:odd", "resource:arn:*x]?")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    b.check("odd", [(r["description"], r["resource"], r["row"]) for r in rows],
            [(ODD, "arn:*[x]?", "2")])


def check_interrupt(b):
    """^C while a large part is read: exit 130, no collector is left."""
    rows = part(*(["1"] * 400000))
    write(b.home, {"large.csv": rows})
    b.check("large import", b.call("import", os.path.join(b.home, "large.csv")).returncode, 0)
    env = dict(os.environ, HOME=b.home, XDG_RUNTIME_DIR=b.home)
    child = subprocess.Popen([b.gavel, "--cache", f"{b.home}/cache.db", "cost", "lines", "--csv",
                              "report:large"], env=env, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    first = child.stdout.read(1000)
    child.send_signal(signal.SIGINT)
    rest, said = child.communicate()
    b.check("interrupted", (child.returncode, b"interrupted" in said), (130, True))
    b.check("streams", (first.startswith(b"file,row,"), len(rest) < 60 * 400000), (True, True))
    done = b.call("cost", "lines", "--json", "--limit", "1", "report:large")
    b.check("large sum", Decimal(json.loads(done.stdout)["check"][0]["unblended"]["lines"]), 400000)


def main():
    gavel, failed, checks = os.path.abspath(sys.argv[1]), [], 0
    for check in (check_whole, check_odd, check_interrupt, check_gone):
        bill = Bill(gavel)
        check(bill)
        failed, checks = failed + bill.failed, checks + bill.checks
        shutil.rmtree(bill.home)
    print("\n".join(failed + [f"lines: {checks} checks, {len(failed)} failed"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
