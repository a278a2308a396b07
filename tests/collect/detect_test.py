#!/usr/bin/env python3
"""Folders imported without a format: the first files' headers decide, two formats are a question.

Usage: detect_test.py GAVEL
"""
import os
import shutil
import sys
import tempfile

from deliveries_test import EXPORT, META, PERIOD, created, export, part, run, unblended, write
from deliveries_test import B, zipped

FOCUS = ("BillingAccountId,BillingPeriodStart,ChargePeriodStart,ChargePeriodEnd,ChargeCategory,"
         "ServiceName,BillingCurrency,BilledCost,EffectiveCost\n")
OTHER = "name,wheels\ncar,4\n"


def focus(*costs):
    return FOCUS + "".join(
        f"012345678901,2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,2026-03-02T01:00:00Z,Usage,"
        f"AmazonS3,USD,{cost},0\n" for cost in costs)


# name, {path: content}, expected sum or None = refused, a text of the message.
CASES = [
    ("loose files of CUR", {"a.csv": part(1), "b.csv.gz": part(2)}, "3", ""),
    ("loose files of FOCUS", {"a.csv": focus(1), "b.csv.gz": focus(2)}, "3", ""),
    ("a zip", {"a.csv.zip": zipped(focus(4))}, "4", ""),
    ("both", {"a.csv": part(1), "b.csv": focus(2)}, None, "cur-csv (cur, score 100: a.csv"),
    ("neither", {"a.csv": OTHER}, None, "more than one format fits"),
    ("other files beside them", {"a.txt": "x", "b.json": "{}", "c.csv": focus(5)}, "5", ""),
    ("a CUR report's tree",
     {f"{PERIOD}/rep-Manifest.json": created(B, "1"), f"{PERIOD}/{B}/rep-1.csv.gz": part(7)},
     "7", ""),
    ("a FOCUS export's tree",
     {META: export("e1", f"s3://b/x/{EXPORT}/exp-00001.csv.gz"),
      f"{EXPORT}/exp-00001.csv.gz": focus(6)}, "6", ""),
]


def check(gavel, case):
    name, files, want, text = case
    home = tempfile.mkdtemp(prefix="gavel-detect-")
    try:
        write(os.path.join(home, "in"), files)
        done = run(gavel, home, "import", os.path.join(home, "in"))
        got, said = unblended(gavel, home), done.stderr + done.stdout
        if got != want or (done.returncode == 0) != (want is not None) or text not in said:
            return [f"{name}: exit {done.returncode}, sum {got}, want {want}: {said.strip()}"]
        return []
    finally:
        shutil.rmtree(home)


def main():
    gavel = os.path.abspath(sys.argv[1])
    failed = [line for case in CASES for line in check(gavel, case)]
    print("\n".join(failed + [f"detect: {len(CASES)} cases, {len(failed)} failed"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
