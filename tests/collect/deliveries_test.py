#!/usr/bin/env python3
"""Delivery trees, built here, through the real program: what is taken, what is refused.

Usage: deliveries_test.py GAVEL
"""
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile

HEADER = ("bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,"
          "lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,"
          "lineItem/ProductCode,lineItem/CurrencyCode,lineItem/UnblendedCost\n")
PERIOD = "rep/20260301-20260401"
A, B = "aaaaaaaa-0000-4000-8000-00000000000a", "bbbbbbbb-0000-4000-8000-00000000000b"


def part(*costs):
    return HEADER + "".join(
        f"012345678901,2026-03-01T00:00:00Z,111122223333,Usage,2026-03-02T00:00:00Z,"
        f"2026-03-02T01:00:00Z,AmazonS3,USD,{cost}\n" for cost in costs)


def legacy(assembly, *keys):
    return json.dumps({"assemblyId": assembly, "account": "012345678901", "reportName": "rep",
                       "reportKeys": list(keys)})


def export(execution, *keys):
    return json.dumps({"executionId": execution, "dataFiles": list(keys)})


def created(assembly, *numbers):
    return legacy(assembly, *(f"/pre/{PERIOD}/{assembly}/rep-{n}.csv.gz" for n in numbers))


EXPORT = "exp/data/BILLING_PERIOD=2026-03"
META = "exp/metadata/BILLING_PERIOD=2026-03/exp-Manifest.json"
OLD, NEW = "2026-03-05T00:00:00.000Z-e1", "2026-03-06T00:00:00.000Z-e2"

def zipped(*texts):
    """A zip file with a member per text, as bytes."""
    to = io.BytesIO()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as z:
        for i, text in enumerate(texts):
            z.writestr(f"rep-{i}.csv", text)
    return to.getvalue()


def with_zip(content):
    return {f"{PERIOD}/rep-Manifest.json": legacy(A, f"pre/{PERIOD}/rep-1.csv.zip"),
            f"{PERIOD}/rep-1.csv.zip": content}


APRIL = "rep/20260401-20260501"

# name, {path: content}, folder imported ("" = the root), expected sum or None = refused, and a
# text of the message.
CASES = [
    ("create new: the current assembly alone",
     {f"{PERIOD}/rep-Manifest.json": created(B, "1", "02"),
      f"{PERIOD}/{A}/rep-Manifest.json": created(A, "1"), f"{PERIOD}/{A}/rep-1.csv.gz": part(100),
      f"{PERIOD}/{B}/rep-Manifest.json": created(B, "1", "02"),
      f"{PERIOD}/{B}/rep-1.csv.gz": part("1.5e-7", 2), f"{PERIOD}/{B}/rep-02.csv.gz": part(3)},
     "", "5.00000015", ""),
    ("create new: a missing part is not taken from the older assembly",
     {f"{PERIOD}/rep-Manifest.json": created(B, "1", "2"),
      f"{PERIOD}/{A}/rep-1.csv.gz": part(100), f"{PERIOD}/{A}/rep-2.csv.gz": part(100),
      f"{PERIOD}/{B}/rep-1.csv.gz": part(1)},
     "", None, f"{B}/rep-2.csv.gz"),
    ("a missing part keeps only its own period out",
     {f"{PERIOD}/rep-Manifest.json": created(B, "1", "2"), f"{PERIOD}/{B}/rep-1.csv.gz": part(1),
      f"{APRIL}/rep-Manifest.json": legacy(A, f"{APRIL}/{A}/rep-1.csv.gz"),
      f"{APRIL}/{A}/rep-1.csv.gz": part(9).replace("2026-03", "2026-04")},
     "", "9", f"{B}/rep-2.csv.gz"),
    ("an assembly folder whose period names another",
     {f"{PERIOD}/rep-Manifest.json": created(B, "1"),
      f"{PERIOD}/{A}/rep-Manifest.json": created(A, "1"), f"{PERIOD}/{A}/rep-1.csv.gz": part(100)},
     f"{PERIOD}/{A}", None, "superseded"),
    ("an assembly folder that is the current one",
     {f"{PERIOD}/rep-Manifest.json": created(B, "1"),
      f"{PERIOD}/{B}/rep-Manifest.json": created(B, "1"), f"{PERIOD}/{B}/rep-1.csv.gz": part(7)},
     f"{PERIOD}/{B}", "7", ""),
    ("overwrite",
     {f"{PERIOD}/rep-Manifest.json": legacy(A, f"pre/{PERIOD}/rep-00001.csv.gz"),
      f"{PERIOD}/rep-00001.csv.gz": part("-0.0", "0.1", "0.2")}, "", "0.3", ""),
    ("an unpacked part",
     {f"{PERIOD}/rep-Manifest.json": legacy(A, f"pre/{PERIOD}/rep-00001.csv.gz"),
      f"{PERIOD}/rep-00001.csv": part(4)}, "", "4", ""),
    ("export: overwrite",
     {META: export("e1", f"s3://b/x/{EXPORT}/exp-00001.csv.gz"),
      f"{EXPORT}/exp-00001.csv.gz": part(6)}, "", "6", ""),
    ("export: create new, the manifest's execution alone",
     {META: export("e2", f"s3://b/x/{EXPORT}/{NEW}/exp-00001.csv.gz"),
      f"{EXPORT}/{OLD}/exp-00001.csv.gz": part(100),
      f"{EXPORT}/{NEW}/exp-00001.csv.gz": part(8)}, "", "8", ""),
    ("export: a part is missing",
     {META: export("e2", f"s3://b/x/{EXPORT}/{NEW}/exp-00001.csv.gz"),
      f"{EXPORT}/{OLD}/exp-00001.csv.gz": part(100)}, "", None, f"{NEW}/exp-00001.csv.gz"),
    ("a zip part", with_zip(zipped(part(1, 2))), "", "3", ""),
    ("a zip with two files", with_zip(zipped(part(1), part(2))), "", None, "rep-1.csv.zip"),
    ("a zip cut short", with_zip(zipped(part(*range(500)))[:300]), "", None, "rep-1.csv.zip"),
    ("an empty zip", with_zip(zipped()), "", None, "rep-1.csv.zip"),
    ("an empty part", with_zip(b""), "", None, "rep-1.csv.zip"),
    ("a key that climbs out",
     {"in/rep-Manifest.json": legacy(A, "../out/rep-1.csv.gz"), "out/rep-1.csv.gz": part(100)},
     "in", None, "../out/rep-1.csv.gz"),
    ("a key that is absolute",
     {"rep-Manifest.json": legacy(A, "/etc/passwd")}, "", None, "/etc/passwd"),
    ("a key that is not a text",
     {"rep-Manifest.json": '{"assemblyId":"a","reportKeys":[7]}'}, "", None, "not a text"),
    ("a manifest with a key twice",
     {"rep-Manifest.json": '{"reportKeys":[],"reportKeys":[]}'}, "", None, "rep-Manifest.json:1"),
    ("a manifest cut short",
     {"rep-Manifest.json": legacy(A, "rep-1.csv.gz")[:40], "rep-1.csv.gz": part(1)},
     "", None, "rep-Manifest.json:1"),
    ("a manifest that is a list", {"rep-Manifest.json": "[]"}, "", None, "without parts"),
]


def write(root, files):
    for name, content in files.items():
        path = os.path.join(root, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        with open(path, "wb") as f:
            f.write(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)


def run(gavel, home, *args):
    env = dict(os.environ, HOME=home, XDG_RUNTIME_DIR=home)
    return subprocess.run([gavel, "--cache", f"{home}/cache.db", *args], env=env,
                          capture_output=True, text=True)


def unblended(gavel, home):
    done = run(gavel, home, "show", "cost", "--by", "total", "--json")
    rows = json.loads(done.stdout)["rows"] if done.returncode == 0 else []
    return rows[0]["unblended"] if len(rows) == 1 else None


def check(gavel, case):
    name, files, folder, want, text = case
    home = tempfile.mkdtemp(prefix="gavel-deliveries-")
    try:
        root = os.path.join(home, "in")
        write(root, files)
        done = run(gavel, home, "import", "--as", "cur-csv", os.path.join(root, folder))
        got, said = unblended(gavel, home), done.stderr + done.stdout
        if got != want or (done.returncode == 0) != (want is not None and not text) or text not in said:
            return [f"{name}: exit {done.returncode}, sum {got}, want {want}: {said.strip()}"]
        return []
    finally:
        shutil.rmtree(home)


def main():
    gavel = os.path.abspath(sys.argv[1])
    failed = [line for case in CASES for line in check(gavel, case)]
    print("\n".join(failed + [f"deliveries: {len(CASES)} cases, {len(failed)} failed"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
