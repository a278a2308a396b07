#!/usr/bin/env python3
"""Bills in Parquet through the real program: the three shapes, layouts, and what is refused.

The same rows are written as Parquet, by DuckDB's own library, and as CSV; sums are added up here
from the rows' texts. Usage: parquet_test.py GAVEL [LIBRARY]; without a library the cases that need
it are counted as skipped.
"""
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from decimal import Decimal, getcontext

from duckdb_peer import Peer, quoted

getcontext().prec = 100
DIMENSIONS = ["total", "period", "day", "account", "service", "region", "line_type", "resource",
              "usage_type", "operation", "usage_unit", "product", "entity", "payer", "report"]
STATUS = "cost_and_usage_data_status"


class Checks:
    """Counts what held; keeps what did not."""

    def __init__(self, gavel, library):
        self.gavel, self.library = gavel, library
        self.peer = Peer(library) if library else None
        self.folder = tempfile.mkdtemp(prefix="gavel-parquet-")
        self.homes, self.passed, self.skipped, self.failed = 0, 0, 0, []

    def path(self, *names):
        path = os.path.join(self.folder, *names)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def home(self):
        self.homes += 1
        return os.path.dirname(self.path(f"home-{self.homes}", "x"))

    def call(self, home, *args, library=None):
        env = dict(os.environ, HOME=home, XDG_RUNTIME_DIR=home)
        env.pop("GAVEL_DUCKDB", None)
        library = self.library if library is None else library
        if library:
            env["GAVEL_DUCKDB"] = library
        return subprocess.run([self.gavel, "--cache", f"{home}/cache.db", *args], env=env,
                              capture_output=True, text=True)

    def rows(self, home, *args):
        done = self.call(home, "show", *args, "--limit", "100000", "--json")
        return json.loads(done.stdout)["rows"] if done.returncode == 0 else []

    def same(self, where, what, got, want):
        if got == want:
            self.passed += 1
        else:
            self.failed.append(f"{where}: {what}: got {got!r}, want {want!r}")

    def imports(self, where, home, *args):
        done = self.call(home, "import", *args)
        self.same(where, "exit code", (done.returncode, done.stderr), (0, ""))

    def refuses(self, where, path, *texts, library=None, form=()):
        """Refused with each text in the message, and what was shown before stays."""
        home = self.home()
        write_csv(self.path(f"home-{self.homes}", "before.csv"), LEGACY)
        self.imports(where, home, os.path.join(home, "before.csv"))
        before = self.rows(home, "cost", "--by", "service")
        done = self.call(home, "import", *form, path, library=library)
        self.same(where, "refused", done.returncode in (2, 4, 6), True)
        self.same(where, "message", [t for t in texts if t not in done.stderr], [])
        self.same(where, "what was shown stays", self.rows(home, "cost", "--by", "service"), before)


# ---- The three shapes: columns with their Parquet types, rows of texts and maps ----

TEXT, DOUBLE, STAMP = "VARCHAR", "DOUBLE", "TIMESTAMP"
TAGS, LONG = "MAP(VARCHAR, VARCHAR)", "a text that does not fit in place, with \"quotes\", Müller"


def legacy_row(kind, service, cost, **more):
    row = {"bill_payer_account_id": "012345678901", "bill_billing_entity": "AWS",
           "bill_billing_period_start_date": "2026-03-01 00:00:00",
           "line_item_usage_account_id": "111122223333", "line_item_line_item_type": kind,
           "line_item_usage_start_date": "2026-03-02 05:00:00",
           "line_item_usage_end_date": "2026-03-02 06:00:00", "line_item_product_code": service,
           "line_item_currency_code": "USD", "line_item_unblended_cost": cost}
    return {**row, **more}


SAVED = {"savings_plan_savings_plan_effective_cost": "0.07"}
FEE = {"reservation_unused_amortized_upfront_fee_for_billing_period": "1.5",
       "reservation_unused_recurring_fee": "0.25", "line_item_usage_start_date": "2026-03-01 00:00:00",
       "line_item_usage_end_date": "2026-03-31 23:59:59",
       "reservation_reservation_a_r_n": "arn:aws:ec2:eu-central-1:111122223333:reserved-instances/r"}
LEGACY = {
    "name": "legacy", "format": "cur-parquet", "inexact": True, "tags": ["user_team", "user_teaM"],
    "columns": {
        "identity_line_item_id": TEXT, "bill_payer_account_id": TEXT, "bill_invoice_id": TEXT,
        "bill_billing_entity": TEXT, "bill_billing_period_start_date": STAMP, "line_item_usage_account_id": TEXT,
        "line_item_line_item_type": TEXT, "line_item_usage_start_date": STAMP,
        "line_item_usage_end_date": STAMP, "line_item_product_code": TEXT,
        "line_item_usage_type": TEXT, "line_item_operation": TEXT, "line_item_resource_id": TEXT,
        "line_item_usage_amount": DOUBLE, "line_item_currency_code": TEXT,
        "line_item_unblended_cost": DOUBLE, "line_item_line_item_description": TEXT,
        "product_product_name": TEXT, "product_region": TEXT, "pricing_unit": TEXT,
        "reservation_reservation_a_r_n": TEXT, "reservation_unused_recurring_fee": DOUBLE,
        "reservation_unused_amortized_upfront_fee_for_billing_period": DOUBLE,
        "savings_plan_savings_plan_effective_cost": DOUBLE,
        "resource_tags_user_team": TEXT, "resource_tags_user_teaM": TEXT},
    "rows": [
        legacy_row("Usage", "AmazonS3", "0.1", line_item_usage_amount="3.0", pricing_unit="GB-Mo",
                   resource_tags_user_team="perception", line_item_resource_id=LONG,
                   resource_tags_user_teaM="Perception"),
        legacy_row("Usage", "AmazonS3", "0.2", resource_tags_user_team="perception",
                   bill_invoice_id="1"),
        legacy_row("Usage", "AmazonEC2", "1e-07", resource_tags_user_team="", product_region="x"),
        legacy_row("Usage", "AmazonEC2", "-0.0", product_product_name="Amazon EC2"),
        legacy_row("Credit", "AmazonEC2", "-6.76e-08"),
        legacy_row("SavingsPlanCoveredUsage", "AmazonEC2", "0.11", **SAVED),
        legacy_row("SavingsPlanNegation", "AmazonEC2", "-0.11"),
        legacy_row("RIFee", "AmazonEC2", "152.2968", **FEE),
        legacy_row("Tax", "AmazonEC2", "19.999999999999996"),
    ],
    # By the table of line item types: Usage and Tax as posted, the plan's effective cost for what
    # it covers, nothing for its negation, the reservation's unused part for its fee.
    "amortized": Decimal("0.3000001") - Decimal("6.76e-8") + Decimal("0.07") + Decimal("1.75")
    + Decimal("19.999999999999996"), "cost": "line_item_unblended_cost",
    "service": "line_item_product_code",
}


def cur2_row(kind, service, cost, named, product, **more):
    row = {"bill_payer_account_id": "012345678901",
           "bill_billing_period_start_date": "2026-03-01 00:00:00",
           "line_item_usage_account_id": "111122223333", "line_item_line_item_type": kind,
           "line_item_usage_start_date": "2026-03-02 05:00:00",
           "line_item_usage_end_date": "2026-03-02 06:00:00", "line_item_product_code": service,
           "line_item_currency_code": "EUR", "line_item_unblended_cost": cost,
           "resource_tags": named, "product": product, "discount": {"total_discount": "1.5"}}
    return {**row, **more}


CUR2 = {
    "name": "cur2", "format": "cur-parquet", "inexact": False,
    "tags": ["user_cost_center", "user_team"],
    "columns": {
        "bill_payer_account_id": TEXT, "bill_billing_period_start_date": "TIMESTAMP_MS",
        "line_item_usage_account_id": TEXT, "line_item_usage_account_name": TEXT,
        "line_item_line_item_type": TEXT, "line_item_usage_start_date": "TIMESTAMPTZ",
        "line_item_usage_end_date": "TIMESTAMPTZ", "line_item_product_code": TEXT,
        "line_item_currency_code": TEXT, "line_item_unblended_cost": "DECIMAL(38, 20)",
        "product_region_code": TEXT, "resource_tags": TAGS, "product": TAGS,
        "discount": "MAP(VARCHAR, DOUBLE)", "cost_category": TAGS, "tags": TAGS},
    "rows": [
        cur2_row("Usage", "AmazonS3", "0.00377554707705832001",
                 {"user_cost_center": "CC-1001", "user_team": 'a "b" \\ c\u00fc'},
                 {"product_name": "Amazon Simple Storage Service", "region": "eu-central-1"}),
        cur2_row("Usage", "AmazonS3", "123456789012345678.00000000000000000001",
                 {"user_cost_center": "cc-1001"}, {}, product_region_code="eu-central-1"),
        cur2_row("Usage", "AmazonEC2", "-0.5", {}, None, cost_category={"team": "x"}),
        cur2_row("Usage", "AmazonEC2", "2", None, {"product_name": "EC2"},
                 tags={"resourceTags/user:CostCenter": "CC-1001"}),
    ],
    "amortized": None, "cost": "line_item_unblended_cost", "service": "line_item_product_code",
}


def focus_row(category, service, billed, effective, tags, **more):
    row = {"BillingAccountId": "012345678901", "SubAccountId": "111122223333",
           "BillingPeriodStart": "2026-03-01 00:00:00", "ChargeCategory": category,
           "ChargePeriodStart": "2026-03-02 05:00:00", "ChargePeriodEnd": "2026-03-02 06:00:00",
           "ServiceName": service, "BillingCurrency": "USD", "BilledCost": billed,
           "EffectiveCost": effective, "ListCost": "7", "Tags": tags}
    return {**row, **more}


FOCUS = {
    "name": "focus", "format": "focus-parquet", "inexact": True, "tags": ["environment", "org"],
    "columns": {
        "BillingAccountId": TEXT, "SubAccountId": TEXT, "BillingPeriodStart": "TIMESTAMP_NS",
        "ChargeCategory": TEXT, "ChargePeriodStart": "TIMESTAMP_S", "ChargePeriodEnd": STAMP,
        "ServiceName": TEXT, "BillingCurrency": TEXT, "BilledCost": DOUBLE,
        "EffectiveCost": "DECIMAL(18, 6)", "ListCost": "BIGINT", "ConsumedQuantity": "FLOAT",
        "RegionId": TEXT, "Tags": TAGS, "SkuPriceDetails": "STRUCT(a VARCHAR, b INTEGER[])",
        "x_Discounts": "MAP(VARCHAR, DOUBLE)"},
    "rows": [
        focus_row("Usage", "Amazon S3", "0.30000000000000004", "0.25", {"environment": "dev"},
                  ConsumedQuantity="0.1"),
        focus_row("Usage", "Amazon S3", "1.1", "1", {"environment": "prod", "org": "true"},
                  RegionId="eu-central-1"),
        focus_row("Purchase", "Amazon EC2", "560.92032", "0", None, RegionId="NULL"),
    ],
    "amortized": Decimal("1.25"), "cost": "BilledCost", "service": "ServiceName",
}
SHAPES = [LEGACY, CUR2, FOCUS]


def literal(value, kind):
    if value is None:
        return f"NULL::{kind}"
    if isinstance(value, dict):
        pairs = ", ".join(f"{quoted(k)}: {quoted(v)}" for k, v in value.items())
        return f"(MAP {{{pairs}}})::{kind}"
    return f"{quoted(value)}::{kind}"


def write_parquet(checks, path, shape, options=""):
    columns = shape["columns"]
    rows = ", ".join("(" + ", ".join(literal(row.get(c), columns[c]) for c in columns) + ")"
                     for row in shape["rows"])
    # The library renames columns that differ in case only: those get their names afterwards.
    stand_in = {c: c[:-1] + "~" for i, c in enumerate(columns)
                if c.lower() in [d.lower() for d in list(columns)[:i]]}
    names = ", ".join(f'"{stand_in.get(c, c)}"' for c in columns)
    checks.peer.run(f"COPY (SELECT * FROM (VALUES {rows}) AS t({names})) TO {quoted(path)} "
                    f"(FORMAT parquet{options})")
    with open(path, "rb") as f:
        content = f.read()
    for name, other in stand_in.items():
        content = content.replace(other.encode(), name.encode())
    with open(path, "wb") as f:
        f.write(content)
    return path


def write_csv(path, shape):
    with open(path, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(shape["columns"])
        for row in shape["rows"]:
            cells = [row.get(c) for c in shape["columns"]]
            out.writerow(json.dumps(c, separators=(",", ":")) if isinstance(c, dict) else c
                         for c in cells)
    return path


# ---- Imported ----

def check_shape(checks, shape):
    where, homes = shape["name"], []
    for write in (lambda p: write_parquet(checks, p + ".parquet", shape),
                  lambda p: write_csv(p + ".csv", shape)):
        homes.append(checks.home())
        checks.imports(where, homes[-1], write(checks.path(f"bill-{where}-{len(homes)}", where)))
    parquet, text = homes
    sums = {}
    for row in shape["rows"]:
        service = row[shape["service"]]
        sums[service] = sums.get(service, Decimal(0)) + Decimal(row[shape["cost"]])
    got = {r["service"]: Decimal(r["unblended"]) for r in checks.rows(parquet, "cost", "--by", "service")}
    checks.same(where, "unblended by service", got, sums)
    total = checks.rows(parquet, "cost", "--by", "total")[0]
    if shape["amortized"] is not None:
        checks.same(where, "amortized", Decimal(total["amortized"]), shape["amortized"])
    checks.same(where, "line items", total["line_items"], len(shape["rows"]))
    for by in DIMENSIONS + [f"tag:{tag}" for tag in shape["tags"]]:
        checks.same(where, f"as CSV says, by {by}", checks.rows(parquet, "cost", "--by", by),
                    checks.rows(text, "cost", "--by", by))
    bill = checks.rows(parquet, "bills")[0]
    checks.same(where, "form", (bill["format"], bill["inexact"]),
                (shape["format"], shape["inexact"]))


def check_doubles(checks):
    """Shortest round trip: what Python's repr says of each double, added exactly."""
    pick = random.Random(7)
    texts = [repr(pick.uniform(-1000, 1000) * 10 ** pick.randint(-12, 3)) for _ in range(5000)]
    rows = [legacy_row("Usage", "AmazonS3", text) for text in texts]
    home = checks.home()
    checks.imports("doubles", home, write_parquet(checks, checks.path("doubles.parquet"),
                                                  {**LEGACY, "rows": rows}))
    got = checks.rows(home, "cost", "--by", "total")[0]
    checks.same("doubles", "sum", Decimal(got["unblended"]), sum(map(Decimal, texts)))


def check_row_groups(checks):
    """Rows come in the file's order, whatever its row groups; and a huge one has room."""
    columns = LEGACY["columns"]
    cells = {"identity_line_item_id": "'id-' || i",
             "line_item_usage_start_date": "TIMESTAMP '2026-03-01' + to_hours(CAST(i % 700 AS INT))",
             "line_item_product_code": "'service-' || (i % 3)", "line_item_unblended_cost":
             "i::DOUBLE", "line_item_line_item_type": "'Usage'", "line_item_currency_code": "'USD'",
             "bill_payer_account_id": "'012345678901'",
             "line_item_line_item_description": "repeat(md5(i::VARCHAR), 4)"}
    list_of = ", ".join(f'{cells.get(c, f"NULL::{t}")} AS "{c}"' for c, t in columns.items())
    count = 600000
    for size in (2048, count):
        path = checks.path(f"groups-{size}.parquet")
        checks.peer.run(f"COPY (SELECT {list_of} FROM range({count}) AS t(i)) TO {quoted(path)} "
                        f"(FORMAT parquet, ROW_GROUP_SIZE {size})")
        home = checks.home()
        checks.imports(f"row groups of {size}", home, path)
        got = checks.rows(home, "cost", "--by", "total")[0]
        checks.same(f"row groups of {size}", "sum and rows",
                    (Decimal(got["unblended"]), got["line_items"]),
                    (Decimal(count * (count - 1) // 2), count))
        check_rows(checks, path, f"row groups of {size}", count)


def check_rows(checks, path, where, count):
    """`rows`: the named rows again, in the file's order; with their columns or without."""
    digest = subprocess.run(["sha256sum", path], capture_output=True, text=True).stdout[:64]
    plugin = os.path.join(os.path.dirname(checks.gavel), "libexec/gavel/plugins/cur")
    env = dict(os.environ, GAVEL_DUCKDB=checks.library)
    root, name = os.path.split(path)
    first = count // 2
    day = 1772323200 + (first - 2) % 700 // 24 * 86400  # 2026-03-01 and the hours of the first
    cell = {"first": first, "last": first + 5, "from": day, "to": day + 86400,
            "service": "service-1", "line_type": "Usage", "currency": "USD"}
    fd = os.open(root, os.O_RDONLY)

    def ask(**more):
        request = {"proto": 1, "root": root, "root_fd": fd, "name": name, "sha256": digest,
                   "format": "cur-parquet", "limit": 200, "cells": [cell], **more}
        done = subprocess.run([plugin, "rows"], input=json.dumps(request) + "\n", text=True,
                              capture_output=True, env=env, pass_fds=[fd])
        return [json.loads(line) for line in done.stdout.splitlines()]

    # Row 2 is the first record, of cost 0.
    want = [r for r in range(first, first + 6) if (r - 2) % 3 == 1]
    checks.same(where, "rows again",
                [(r["row"], r["fields"]["line_item_unblended_cost"]) for r in ask()[:-1]],
                [(r, f"{r - 2}.0") for r in want])
    checks.same(where, "rows again, in brief",
                [(r["row"], r["id"], r["unblended"], "fields" in r) for r in ask(brief=True)[:-1]],
                [(r, f"id-{r - 2}", f"{r - 2}", False) for r in want])
    checks.same(where, "rows of a changed file", [r["t"] for r in ask(sha256="0" * 64)], ["error"])
    os.close(fd)


# ---- Layouts ----

HIVE = "pre/rep/rep/year=2026/month=3"


def athena(checks, label, keys, status, parts=("1", "2")):
    """Athena's copy of a legacy report: two parts, their manifest, the status table."""
    root = os.path.dirname(checks.path(label, "x"))
    half = {**LEGACY, "rows": LEGACY["rows"][:2]}
    for part in parts:
        write_parquet(checks, checks.path(label, HIVE, f"rep-0000{part}.snappy.parquet"), half)
    manifest = {"assemblyId": "aaaaaaaa-0000-4000-8000-000000000001", "account": "012345678901",
                "reportName": "rep", "compression": "Parquet", "contentType": "Parquet",
                "billingPeriod": {"start": "20260301T000000.000Z", "end": "20260401T000000.000Z"},
                "reportKeys": keys}
    with open(checks.path(label, HIVE, "rep-Manifest.json"), "w") as f:
        json.dump(manifest, f)
    path = checks.path(label, "pre/rep", STATUS, f"{STATUS}.parquet")
    checks.peer.run(f"COPY (SELECT {quoted(status)} AS status) TO {quoted(path)} (FORMAT parquet)")
    return root


def export(checks, label, shape):
    """A Data Export's folder, and the manifest that names its part."""
    month = "BILLING_PERIOD=2026-03"
    write_parquet(checks, checks.path(label, "exp/data", month, "exp-00001.snappy.parquet"), shape)
    with open(checks.path(label, "exp/metadata", month, "exp-Manifest.json"), "w") as f:
        json.dump({"executionId": "e1",
                   "dataFiles": [f"s3://b/exp/data/{month}/exp-00001.snappy.parquet"]}, f)
    return os.path.dirname(checks.path(label, "x"))


def check_exports(checks):
    for shape in (CUR2, FOCUS):
        where, home = f"export of {shape['name']}", checks.home()
        checks.imports(where, home, export(checks, where, shape))
        got = checks.rows(home, "bills")
        checks.same(where, "bills", [(b["report"], b["format"], b["rows"]) for b in got],
                    [("exp", shape["format"], len(shape["rows"]))])


def check_layouts(checks):
    keys = [f"{HIVE}/rep-00001.snappy.parquet", f"{HIVE}/rep-00002.snappy.parquet"]
    home = checks.home()
    checks.imports("athena", home, athena(checks, "athena", keys, "READY"))
    got = checks.rows(home, "bills")
    checks.same("athena", "bills", [(b["report"], b["period"], b["rows"], b["unblended"]) for b in got],
                [("rep", "2026-03", 4, "0.6")])
    checks.refuses("athena, a part is missing", athena(checks, "missing", keys, "READY", ("1",)),
                   "rep-00002.snappy.parquet")
    checks.refuses("athena, being written", athena(checks, "updating", keys, "UPDATING"),
                   STATUS, "UPDATING")
    for write in (lambda p: write_parquet(checks, p + ".parquet", LEGACY),
                  lambda p: write_csv(p + ".csv", LEGACY)):
        write(checks.path("both", "bill"))
    checks.refuses("the same bill twice", os.path.dirname(checks.path("both", "x")), "bill.parquet",
                   "bill.csv", form=("--as", "cur-csv"))


# ---- Refused ----

def broken(checks, name, whole, change):
    path = checks.path("broken", name)
    with open(path, "wb") as f:
        f.write(change(whole))
    return path


def overwritten(data, at, count):
    return data[:at] + bytes(b ^ 0x5a for b in data[at:at + count]) + data[at + count:]


def check_damaged(checks):
    rows = LEGACY["rows"] * 500
    path = write_parquet(checks, checks.path("whole.parquet"), {**LEGACY, "rows": rows})
    with open(path, "rb") as f:
        whole = f.read()
    footer = int.from_bytes(whole[-8:-4], "little")
    for name, change in [
            ("page.parquet", lambda d: overwritten(d, 60, (len(d) - footer) // 2)),
            ("footer.parquet", lambda d: overwritten(d, len(d) - footer - 8, 40)),
            ("middle.parquet", lambda d: d[:200] + d[-footer - 8:]),
            ("columns.parquet", lambda d: d[:4] + d[-footer - 8:])]:
        checks.refuses(f"damaged: {name}", broken(checks, name, whole, change), name)
    # The file's number of rows, a zigzag varint (Thrift's compact protocol) before its row groups.
    with open(write_parquet(checks, checks.path("nine.parquet"), LEGACY), "rb") as f:
        nine = f.read()
    checks.same("damaged: rows", "the number is there", nine.count(b"\x16\x12\x19\x1c"), 1)
    for told in (8, 10):
        path = broken(checks, f"rows-{told}.parquet", nine, lambda d, n=told: d.replace(
            b"\x16\x12\x19\x1c", bytes([0x16, 2 * n, 0x19, 0x1c])))
        checks.refuses(f"damaged: {told} rows", path, f"rows-{told}.parquet: its footer promises "
                       f"{told} rows, 9 were there")
    key = checks.path("broken", "secret.parquet")
    checks.peer.run("SET force_mbedtls_unsafe = 'true'")
    checks.peer.run("PRAGMA add_parquet_key('k', '0123456789112345')")
    write_parquet(checks, key, LEGACY, ", ENCRYPTION_CONFIG {footer_key: 'k'}")
    checks.refuses("encrypted", key, "secret.parquet", "encrypted")
    other = checks.path("broken", "other.parquet")
    checks.peer.run(f"COPY (SELECT 1 AS a) TO {quoted(other)} (FORMAT parquet)")
    checks.refuses("another table", other, "other.parquet", form=("--as", "cur"))


def check_bomb(checks):
    """A few kilobytes that hold a megabyte of text in every row: refused, whatever gives way."""
    cells = {**{c: f"{quoted(t)}::{LEGACY['columns'][c]}" for c, t in LEGACY["rows"][0].items()},
             "line_item_resource_id": "repeat('x', 1000000)"}
    list_of = ", ".join(f'{value} AS "{c}"' for c, value in cells.items()
                        if not c.startswith("resource_tags"))
    path = checks.path("broken", "bomb.parquet")
    checks.peer.run(f"COPY (SELECT {list_of} FROM range(2000)) TO {quoted(path)} (FORMAT parquet)")
    checks.same("bomb", "is small", os.path.getsize(path) < 100000, True)
    checks.refuses("bomb", path, "bomb.parquet")


def footer_of(*names):
    """What a file of these columns ends in, as far as telling formats apart goes."""
    return b"".join(bytes([len(n)]) + n.encode() for n in names)


def parquet_like(*names):
    footer = footer_of(*names)
    return b"PAR1" + b"\0" * 20 + footer + len(footer).to_bytes(4, "little") + b"PAR1"


def check_library(checks):
    """How the library is found and what of it is refused; no library is needed for this."""
    path = broken(checks, "bill.parquet", parquet_like(*list(LEGACY["columns"])), bytes)
    focus = broken(checks, "focus.parquet", parquet_like(*list(FOCUS["columns"])), bytes)
    fake = checks.path("libraries", "fake.so")
    with open(fake, "w") as f:
        f.write("not a library\n")
    os.chmod(fake, 0o755)
    loose = checks.path("libraries", "loose.so")
    shutil.copy(fake, loose)
    os.chmod(loose, 0o775)
    cases = [("not absolute", "build/libduckdb.so", "build/libduckdb.so", "absolute"),
             ("not there", checks.path("libraries", "none.so"), "none.so", "No such file"),
             ("a folder", os.path.dirname(fake), "libraries", "regular file"),
             ("others can write it", loose, "loose.so", "chmod go-w"),
             ("no library", fake, "fake.so", "bill.parquet")]
    if os.geteuid() == 0:
        theirs = checks.path("libraries", "theirs.so")
        shutil.copy(fake, theirs)
        os.chown(theirs, 12345, -1)
        cases.append(("another person's", theirs, "theirs.so", "belongs to another person"))
    for where, library, *texts in cases:
        checks.refuses(where, path, "bill.parquet", *texts, library=library)
    if not any(os.path.exists(f"{p}/libduckdb.so") for p in ("/usr/lib", "/usr/local/lib")):
        checks.refuses("no library is here", path, "bill.parquet", "GAVEL_DUCKDB", "csv", library="")
        checks.refuses("no library is here, FOCUS", focus, "focus.parquet", "GAVEL_DUCKDB",
                       library="")


def check_shapeless(checks):
    """Files whose ends tell that they are no whole Parquet."""
    whole = parquet_like(*list(LEGACY["columns"]))
    for name, content, text in [
            ("empty.parquet", b"", "empty"), ("short.parquet", b"PAR1PAR1", "too short"),
            ("csv.parquet", b"a,b\n1,2\n3,4\n", "does not begin with PAR1"),
            ("cut.parquet", whole[:-3], "cut short"), ("cut-name", whole[:-9], "cut short"),
            ("encrypted.parquet", b"PARE" + whole[4:-4] + b"PARE", "encrypted"),
            ("long.parquet", whole[:-8] + b"\xff\xff\xff\x00PAR1", "footer of 16777215 bytes"),
            ("huge.parquet", whole[:-8] + b"\xff\xff\xff\xffPAR1", "footer of 4294967295 bytes")]:
        checks.refuses(name, broken(checks, name, content, bytes), name, text)


def check_key(checks):
    """The source's own key names the library, too."""
    path = write_parquet(checks, checks.path("keyed", "bill.parquet"), LEGACY)
    config = checks.path("keyed", "gavel.yaml")
    home = checks.home()
    with open(config, "w") as f:
        f.write(f"sources:\n  bill:\n    plugin: cur\n    path: {path}\n    duckdb: {checks.library}\n")
    os.chmod(config, 0o600)
    done = checks.call(home, "--config", config, "sync", "bill", library="")
    checks.same("the key duckdb", "sync", (done.returncode, done.stderr), (0, ""))
    checks.same("the key duckdb", "line items", checks.rows(home, "cost", "--by", "total")[0]["line_items"],
                len(LEGACY["rows"]))


ALWAYS = [check_library, check_shapeless]
WITH_LIBRARY = [lambda c, s=shape: check_shape(c, s) for shape in SHAPES] + [
    check_doubles, check_row_groups, check_layouts, check_exports, check_damaged, check_bomb, check_key]


def main():
    library = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else None
    checks = Checks(os.path.abspath(sys.argv[1]), library)
    try:
        for check in ALWAYS:
            check(checks)
        for check in WITH_LIBRARY:
            if library:
                check(checks)
            else:
                checks.skipped += 1
    finally:
        shutil.rmtree(checks.folder)
    print("\n".join(checks.failed + [f"parquet: {checks.passed} passed, {len(checks.failed)} failed, "
                                     f"{checks.skipped} skipped"]))
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
