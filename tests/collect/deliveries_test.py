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


def april(*costs):
    return part(*costs).replace("2026-03", "2026-04")


def sized(assembly, size):
    return json.dumps({"assemblyId": assembly, "account": "012345678901", "reportName": "rep",
                       "reportKeys": [{"key": f"{PERIOD}/rep-1.csv", "size": size}]})


class Raw(bytes):
    """Bytes that are written as they are, whatever the file is called."""


def packed(text):
    return gzip.compress(text.encode(), mtime=0)


def flipped(data, at):
    return Raw(data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1:])


# A bill, and blank lines that shrink to a thousandth: 300 MiB.
BOMB = Raw(packed(part(100)) + packed("\n" * (1 << 20)) * 300)

# What can be wrong with a part, and a text of the message.
DAMAGES = [
    ("a wrong checksum", flipped(packed(part(100)), -8), "damaged gzip data"),
    ("cut short", Raw(packed(part(*range(500)))[:-9]), "cut short"),
    ("a tail", Raw(packed(part(100)) + b"tail"), "something follows"),
    ("not UTF-8", Raw(gzip.compress(part(100).encode() + part(200).encode().split(b"\n")[1].replace(
        b"AmazonS3", b"Amazon\xff3") + b"\n")), "row 3: damaged: not UTF-8"),
    ("cut short inside its last row", Raw(packed(part(100, 200)[:-20])), "row 3: damaged: cut short"),
    ("no cost column", Raw(packed(part(100).replace("UnblendedCost", "Price"))), "has no column"),
    ("a bomb", BOMB, "inflates to more than"),
    ("nothing", Raw(b""), "empty"),
    ("a quote that does not close", Raw(packed(part(100) + '"')), "row 3"),
]

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
      f"{APRIL}/{A}/rep-1.csv.gz": april(9)},
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
    ("a NUL costs its own row alone",
     {"bill.csv": part(1) + part(2).replace("AmazonS3", "Ama\0S3").split("\n", 1)[1]
      + part("3\0", 4).split("\n", 1)[1]}, "", "5", ""),
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
    ("a part named twice",
     {f"{PERIOD}/rep-Manifest.json": created(B, "1", "1"), f"{PERIOD}/{B}/rep-1.csv.gz": part(1)},
     "", None, "twice"),
    ("a part of another size than the manifest says",
     {f"{PERIOD}/rep-Manifest.json": sized(A, len(part(1)) + 1), f"{PERIOD}/rep-1.csv": part(1)},
     "", None, f"has {len(part(1))} bytes, the manifest says {len(part(1)) + 1}"),
    ("a part of the size that the manifest says",
     {f"{PERIOD}/rep-Manifest.json": sized(A, len(part(1))), f"{PERIOD}/rep-1.csv": part(1)},
     "", "1", ""),
    ("a manifest that cannot be read keeps only its own period out",
     {f"{PERIOD}/rep-Manifest.json": "{", f"{PERIOD}/rep-1.csv.gz": part(1),
      f"{APRIL}/rep-Manifest.json": legacy(A, f"{APRIL}/rep-1.csv.gz"),
      f"{APRIL}/rep-1.csv.gz": april(9)}, "", "9", "rep-Manifest.json:1"),
    ("one of several loose files is no bill",
     {"a.csv": part(1), "b.csv": "name,wheels\ncar,4\n", "c.csv": part(2)}, "", "3", "b.csv:1"),
    ("the same month twice",
     {"a/rep.csv": part(1), "b/rep.csv": part(2), "c/rep.csv": april(4)}, "", "5",
     "b/rep.csv: 2026-03 of rep was delivered twice"),
    ("two copies of a report, one of them torn",
     {f"x/{PERIOD}/rep-Manifest.json": created(A, "1"), f"x/{PERIOD}/{A}/rep-1.csv.gz": part(1),
      f"y/{PERIOD}/rep-Manifest.json": created(A, "1", "2"),
      f"y/{PERIOD}/{A}/rep-1.csv.gz": part(1)}, "", "1", "rep-2.csv.gz"),
    ("what stands beside bills",
     {"rep/cost_and_usage_data_status/cost_and_usage_data_status.parquet": "PAR1",
      "rep/cost_and_usage_data_status/status.csv": "status\nREADY\n",
      "rep/.rep-1.csv.gz.Xy12": "x", "rep/.rep-1.csv": part(100), "rep/_temporary/0/a.csv": part(100),
      "rep/crawler-cfn.yml": "x", "rep/create-table.sql": "x", "rep/rep-1.csv": part(3)},
     "", "3", ""),
    ("a million parts that are not there",
     {"rep-Manifest.json": json.dumps({"reportKeys": [f"{i:x}" for i in range(1000000)]},
                                      separators=(",", ":"))}, "", None,
     "rep-Manifest.json: the part 0"),
    ("a million times the same part",
     {"rep-Manifest.json": json.dumps({"reportKeys": ["a.csv"] * 1000000}, separators=(",", ":")),
      "a.csv": part(1)}, "", None, "twice"),
    ("a manifest larger than any",
     {"rep-Manifest.json": legacy(A, "x" * (9 << 20))}, "", None, "too large for a manifest"),
    ("too many columns", {"a.csv": ",".join(f"c{i}" for i in range(5000)) + "\n"}, "", None,
     "more than 4096 cells"),
    ("a record that does not end", {"a.csv": '"' + "x" * (40 << 20)}, "", None, "longer than"),
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
            f.write(gzip.compress(data, mtime=0)
                    if name.endswith(".gz") and not isinstance(data, Raw) else data)


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


def by_period(gavel, home):
    done = run(gavel, home, "show", "cost", "--by", "period", "--json")
    return {r["period"]: r["unblended"] for r in json.loads(done.stdout)["rows"]}


def check_damage(gavel, damage):
    """Two months are shown; then both are delivered anew, one of them damaged."""
    name, content, text = damage
    home = tempfile.mkdtemp(prefix="gavel-deliveries-")
    root = os.path.join(home, "in")
    tree = {f"{PERIOD}/rep-Manifest.json": created(A, "1"), f"{PERIOD}/{A}/rep-1.csv.gz": part(1),
            f"{APRIL}/rep-Manifest.json": legacy(A, f"{APRIL}/rep-1.csv.gz"),
            f"{APRIL}/rep-1.csv.gz": april(2)}
    try:
        write(root, tree)
        run(gavel, home, "import", root)
        write(root, {f"{PERIOD}/rep-Manifest.json": created(B, "1", "2"),
                     f"{PERIOD}/{B}/rep-1.csv.gz": part(5), f"{PERIOD}/{B}/rep-2.csv.gz": content,
                     f"{APRIL}/rep-1.csv.gz": april(3)})
        done = run(gavel, home, "import", root)
        got, said = by_period(gavel, home), done.stdout + done.stderr
        if done.returncode == 6 and got == {"2026-03": "1", "2026-04": "3"} and text in said \
                and f"{B}/rep-2.csv.gz" in said:
            return []
        return [f"damage, {name}: exit {done.returncode}, {got}: {said.strip()}"]
    finally:
        shutil.rmtree(home)


def check_link(gavel):
    """A part that is a symbolic link out of the tree is not followed."""
    home = tempfile.mkdtemp(prefix="gavel-deliveries-")
    try:
        write(home, {f"in/{PERIOD}/rep-Manifest.json": created(A, "1"), "out/rep-1.csv.gz": part(100)})
        os.symlink("../../../out", os.path.join(home, "in", PERIOD, A))
        done = run(gavel, home, "import", "--as", "cur-csv", os.path.join(home, "in"))
        if done.returncode == 6 and "is missing" in done.stdout + done.stderr:
            return []
        return [f"a linked assembly: exit {done.returncode}: {done.stderr.strip()}"]
    finally:
        shutil.rmtree(home)


def main():
    gavel = os.path.abspath(sys.argv[1])
    failed = [line for case in CASES for line in check(gavel, case)]
    failed += [line for damage in DAMAGES for line in check_damage(gavel, damage)]
    failed += check_link(gavel)
    count = len(CASES) + len(DAMAGES) + 1
    print("\n".join(failed + [f"deliveries: {count} cases, {len(failed)} failed"]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
