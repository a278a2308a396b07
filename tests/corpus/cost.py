#!/usr/bin/env python3
"""Imports the cost corpus with the real program and compares every sum with the corpus.

Expected values come from the corpus' expected.json files or from decimal arithmetic over the
raw CSV here, for Parquet over what DuckDB's library reads; never from gavel. Usage: cost.py GAVEL
CORPUS (the folder that holds cur/, focus/, synthetic/). GAVEL_DUCKDB names the library; without it
what needs it is counted as skipped.
"""
import csv
import gzip
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from decimal import Decimal, getcontext

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../collect"))
from duckdb_peer import Peer, quoted  # noqa: E402

getcontext().prec = 80
DIMENSIONS = {"by_service": "service", "by_line_item_type": "line_type", "by_day": "day",
              "by_billing_period": "period", "currency": None}


class Run:
    """A fresh cache; checks count what held and print what did not."""

    def __init__(self, gavel, corpus):
        self.gavel, self.corpus = gavel, corpus
        self.folder = tempfile.mkdtemp(prefix="gavel-corpus-")
        self.caches, self.held, self.skipped, self.failed = 0, 0, 0, []

    def close(self):
        shutil.rmtree(self.folder)

    def fresh(self):
        self.caches += 1
        return os.path.join(self.folder, f"{self.caches}", "cache.db")

    def call(self, cache, *args):
        env = dict(os.environ, HOME=self.folder, XDG_RUNTIME_DIR=self.folder)
        return subprocess.run([self.gavel, "--cache", cache, *args], env=env,
                              capture_output=True, text=True)

    def bring(self, cache, path, code=0):
        done = self.call(cache, "import", os.path.join(self.corpus, path))
        self.check(path, "exit code", done.returncode, code)
        return done

    def check(self, where, what, got, want):
        if got == want:
            self.held += 1
        else:
            self.failed.append(f"{where}: {what}: got {got}, want {want}")

    def show(self, cache, by=None):
        """{value of the dimension: row}; one row per value, so one currency is assumed."""
        args = ["show", "cost", "--by", by or "total", "--limit", "100000", "--json"]
        done = self.call(cache, *args)
        try:
            rows = json.loads(done.stdout)["rows"]
        except (ValueError, KeyError):
            self.failed.append(f"show --by {by}: {done.stderr.strip() or done.stdout[:200]}")
            return {}
        return {row.get(by) or "" if by else "": row for row in rows}


def figures(row):
    return Decimal(row["unblended"]), row["line_items"]


def check_groups(run, where, cache, by, want):
    """want: {value: (unblended, rows)} or with amortized as third."""
    got = run.show(cache, by)
    run.check(where, f"values of {by}", sorted(got), sorted(want))
    for value, expected in want.items():
        row = got.get(value)
        if not row:
            continue
        run.check(where, f"{by} {value!r}", figures(row), expected[:2])
        if len(expected) > 2:
            run.check(where, f"{by} {value!r} amortized", Decimal(row["amortized"]), expected[2])


def check_total(run, where, cache, rows, **measures):
    got = run.show(cache)
    if not rows and not got:
        return run.check(where, "rows", 0, 0)
    row = got.get("", {})
    run.check(where, "rows", row.get("line_items"), rows)
    for name, value in measures.items():
        run.check(where, name, Decimal(row.get(name) or "NaN"), Decimal(value))
    return None


# ---- CUR files with expected.json ----

CUR = {
    "legacy-anon-canada.csv": ["cur/legacy-anon-canada.csv"],
    "cur2-hr-portal": ["cur/cur2-hr-portal/ha-project-CUR-daily-1-00001.csv"],
    "legacy-createnew-koku": ["cur/legacy-createnew-koku"],
    "workshop-2018-12 csv parts": ["cur/workshop-2018-12/workshop-cur-00001.csv.gz",
                                   "cur/workshop-2018-12/workshop-cur-00002.csv.gz"],
    "keboola-cur1": ["cur/keboola-cur1"],
    "koku-small/2022-07-01-alt-columns.csv": ["cur/koku-small/2022-07-01-alt-columns.csv"],
    "koku-small/2023-06-01-not-final.csv": ["cur/koku-small/2023-06-01-not-final.csv"],
    "koku-small/2023-06-01.csv": ["cur/koku-small/2023-06-01.csv"],
    "koku-small/empty_frame.csv": ["cur/koku-small/empty_frame.csv"],
    "koku-small/test_cur.csv": ["cur/koku-small/test_cur.csv"],
    "cur-anonymize/sample-cur20.csv": ["cur/cur-anonymize/sample-cur20.csv"],
    "cur-anonymize/sample-legacy-csv.csv": ["cur/cur-anonymize/sample-legacy-csv.csv"],
}


def one_folder(run, paths):
    """Parts of one delivery belong together: they are imported as a folder of their own."""
    if len(paths) == 1:
        return paths[0]
    folder = tempfile.mkdtemp(dir=run.folder)
    for path in paths:
        shutil.copy2(os.path.join(run.corpus, path), folder)
    return folder


def check_cur(run, name, want):
    cache = run.fresh()
    run.bring(cache, one_folder(run, CUR[name]))
    check_total(run, name, cache, want["rows"], unblended=want["unblended"],
                on_demand=want["public_on_demand"])
    for key, by in DIMENSIONS.items():
        groups = want[key]
        if not by or not groups or "" in groups and by == "period":
            continue  # files without a period get one from their usage dates
        check_groups(run, name, cache, by,
                     {v: (Decimal(g[1]), g[0]) for v, g in groups.items()})
    if want["rows"]:
        run.check(name, "currencies", sorted(r["currency"] or "" for r in run.show(cache).values()),
                  sorted(want["currency"]))


# ---- Ours ----

TAGS = ["WorkflowId", "ModelVersion", "DatasetTag"]
COLUMNS = {"service": "lineItem/ProductCode", "line_type": "lineItem/LineItemType",
           "day": "lineItem/UsageStartDate",
           **{f"tag:user:{t}": f"resourceTags/user:{t}" for t in TAGS}}
SPLIT = ("EKSPod-EC2", "ECSTask-EC2")


def split_rows(run, *paths):
    """Split-cost-allocation rows cost nothing; expected.json counts them, cost views do not."""
    found = []
    for path in paths:
        name = os.path.join(run.corpus, path)
        opened = gzip.open(name, "rt", newline="") if name.endswith(".gz") else open(name, newline="")
        with opened as f:
            found += [r for r in csv.DictReader(f) if r["lineItem/Operation"] in SPLIT]
    return found


def without(groups, split, by):
    counts = defaultdict(int)
    for record in split:
        value = record.get(COLUMNS[by]) or ""
        counts[value[:10] if by == "day" else value] += 1
    return {v: (Decimal(g["unblended"]), g["rows"] - counts[v], Decimal(g["amortized"]))
            for v, g in groups.items() if g["rows"] > counts[v]}


def check_state(run, where, cache, want, split=()):
    check_total(run, where, cache, want["rows"] - len(split), unblended=want["unblended"],
                amortized=want["amortized"])
    for key, by in [("by_service", "service"), ("by_line_item_type", "line_type"),
                    ("by_day", "day")] + [(f"by_{t}", f"tag:user:{t}") for t in TAGS]:
        check_groups(run, where, cache, by, without(want[key], split, by))


def check_linetypes(run):
    with open(os.path.join(run.corpus, "synthetic/linetypes/expected.json")) as f:
        want = json.load(f)
    cache = run.fresh()
    run.bring(cache, "synthetic/linetypes/linetypes.csv")
    split = split_rows(run, "synthetic/linetypes/linetypes.csv")
    check_state(run, "linetypes", cache, want, split)
    check_total(run, "linetypes", cache, want["rows"] - len(split), true_up=want["true_up"]["ri_sp_trueup"],
                upfront=want["true_up"]["ri_sp_upfront_fees"],
                refund=want["true_up"]["sp_upfront_refunds"])


REDELIVERY = "synthetic/redelivery/finops/adas-hourly/20260301-20260401"
FIRST = "aaaaaaaa-0000-4000-8000-000000000001"
SECOND = "bbbbbbbb-0000-4000-8000-000000000002"


def tree_with(run, label, assembly, mtime):
    """The report's tree as it stood when this assembly was the current one."""
    root = os.path.join(run.folder, label)
    period = os.path.join(root, "finops/adas-hourly/20260301-20260401")
    source = os.path.join(run.corpus, REDELIVERY, assembly)
    shutil.copytree(source, os.path.join(period, assembly))
    shutil.copy(os.path.join(source, "adas-hourly-Manifest.json"), period)
    for folder, _, names in os.walk(root):
        for name in names:
            os.utime(os.path.join(folder, name), (mtime, mtime))
    return root


def check_redelivery(run):
    with open(os.path.join(run.corpus, "synthetic/redelivery/expected.json")) as f:
        want = json.load(f)
    first = tree_with(run, "first", FIRST, 1772600000)
    second = tree_with(run, "second", SECOND, 1772700000)
    split = split_rows(run, *(f"{REDELIVERY}/{SECOND}/adas-hourly-0000{i}.csv.gz" for i in (1, 2)))
    cache = run.fresh()
    run.bring(cache, first)
    check_state(run, "redelivery A", cache, want["after_first"])
    run.bring(cache, second)
    check_state(run, "redelivery A, B", cache, want["after_second"], split)
    cache = run.fresh()
    run.bring(cache, second)
    run.bring(cache, first)
    check_state(run, "redelivery B, A", cache, want["after_second"], split)
    cache = run.fresh()
    run.bring(cache, "synthetic/redelivery")
    check_state(run, "redelivery, the whole tree", cache, want["after_second"], split)


# ---- FOCUS ----

def focus_sums(path, tag):
    sums, rows = defaultdict(Decimal), defaultdict(int)
    with open(path, newline="", encoding="utf-8-sig") as f:
        for record in csv.DictReader(f):
            tags = record.get("Tags") or "NULL"
            value = "" if tags == "NULL" else str(json.loads(tags).get(tag) or "")
            sums[value] += Decimal(record["BilledCost"])
            rows[value] += 1
    return {value: (sums[value], rows[value]) for value in sums}


def check_focus(run):
    path = "focus/focus-1.0-first400.csv"
    cache = run.fresh()
    run.bring(cache, path)
    check_total(run, path, cache, 400, unblended="6.95856091780", amortized="5")
    check_groups(run, path, cache, "tag:environment",
                 focus_sums(os.path.join(run.corpus, path), "environment"))
    path = "focus/focus-1.2-aws-head.csv"
    cache = run.fresh()
    run.bring(cache, path)
    with open(os.path.join(run.corpus, path), newline="") as f:
        records = list(csv.DictReader(f))
    total = {m: sum((Decimal(r[c]) for r in records), Decimal(0))
             for m, c in [("unblended", "BilledCost"), ("amortized", "EffectiveCost")]}
    check_total(run, path, cache, len(records), **total)


# ---- From a number back to the lines of the bill ----

def records(path):
    """(row, record) of a part; blank lines are no rows, the header is row 1."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as z:
            lines = io.TextIOWrapper(z.open(z.namelist()[0]), newline="", encoding="utf-8-sig")
            return list(enumerate(csv.DictReader(lines), 2))
    opened = gzip.open(path, "rt", newline="", encoding="utf-8-sig") if path.endswith(".gz") \
        else open(path, newline="", encoding="utf-8-sig")
    with opened as f:
        return list(enumerate(csv.DictReader(f), 2))


# What is imported, its parts, and the columns of service, operation, cost and line id.
LEGACY = ("lineItem/ProductCode", "lineItem/Operation", "lineItem/UnblendedCost",
          "identity/LineItemId")
LINES = [
    ("synthetic/linetypes/linetypes.csv", ["synthetic/linetypes/linetypes.csv"], LEGACY),
    ("synthetic/redelivery",
     [f"{REDELIVERY}/{SECOND}/adas-hourly-0000{i}.csv.gz" for i in (1, 2)], LEGACY),
    ("cur/keboola-cur1", ["cur/keboola-cur1/MockTestReport-00001.csv.zip"], LEGACY),
    ("cur/cur2-hr-portal/ha-project-CUR-daily-1-00001.csv",
     ["cur/cur2-hr-portal/ha-project-CUR-daily-1-00001.csv"],
     ("line_item_product_code", "line_item_operation", "line_item_unblended_cost",
      "identity_line_item_id")),
    ("focus/focus-1.0-first400.csv", ["focus/focus-1.0-first400.csv"],
     ("ServiceName", None, "BilledCost", "Id")),
]


def expected_lines(run, parts, columns):
    """{service: sorted [(part, row, cost, id)]} by reading the parts here."""
    service, operation, cost, name = columns
    want = defaultdict(list)
    for path in parts:
        for row, r in records(os.path.join(run.corpus, path)):
            if operation and r[operation] in SPLIT:
                continue
            want[r[service]].append((os.path.basename(path), row, Decimal(r[cost] or 0),
                                     r.get(name) or ""))
    return {value: sorted(lines) for value, lines in want.items()}


def check_lines(run):
    for path, parts, columns in LINES:
        cache = run.fresh()
        run.bring(cache, path)
        for service, want in expected_lines(run, parts, columns).items():
            done = run.call(cache, "cost", "lines", "--csv", f"service:{service}")
            got = sorted((os.path.basename(r["file"]), int(r["row"]), Decimal(r["unblended"]),
                          r["id"]) for r in csv.DictReader(io.StringIO(done.stdout)))
            where = f"lines of {path}, {service}"
            run.check(where, "exit code", done.returncode, 0)
            run.check(where, "file, row, cost and id of each", got, want)
            run.check(where, "the check", done.stderr.count("difference 0"), 2)
            done = run.call(cache, "cost", "lines", "--json", "--limit", "1", f"service:{service}")
            told = json.loads(done.stdout)["check"][0]
            total = sum((line[2] for line in want), Decimal(0))
            run.check(where, "sum", (Decimal(told["unblended"]["lines"]), told["lines"],
                                     Decimal(told["unblended"]["difference"])),
                      (total, len(want), 0))


# ---- Parquet ----

WORKSHOP = "cur/workshop-2018-12/Dec2018-WorkshopCUR-00001.snappy.parquet"
CENTERS = "resource_tags_user_cost_center"
# The cost of each line item type that occurs in it, by the table of line item types.
AMORTIZED = {"Usage": ["line_item_unblended_cost"],
             "DiscountedUsage": ["reservation_effective_cost"],
             "RIFee": ["reservation_unused_amortized_upfront_fee_for_billing_period",
                       "reservation_unused_recurring_fee"]}
BY = {"service": "line_item_product_code", "line_type": "line_item_line_item_type",
      "region": "product_region", "operation": "line_item_operation",
      "day": "CAST(line_item_usage_start_date AS DATE)", "tag:user_cost_center": CENTERS}
ALL = ["total", "period", "day", "account", "service", "region", "line_type", "resource",
       "usage_type", "operation", "usage_unit", "product", "entity", "payer"]


def workshop_sums(peer, path):
    """What the library reads, added up here: {dimension: {value: (unblended, rows, amortized)}}."""
    costs = sorted({c for columns in AMORTIZED.values() for c in columns})
    names = list(BY.values()) + costs
    rows = peer.run("SELECT " + ", ".join(f"CAST({n} AS VARCHAR)" for n in names)
                    + f" FROM read_parquet({quoted(path)})")
    sums = {by: defaultdict(lambda: [Decimal(0), 0, Decimal(0)]) for by in BY}
    for row in rows:
        values = dict(zip(names, row))
        unblended = Decimal(values["line_item_unblended_cost"])
        amortized = sum((Decimal(values[c] or 0) for c in
                         AMORTIZED[values["line_item_line_item_type"]]), Decimal(0))
        for by, column in BY.items():
            group = sums[by][values[column] or ""]
            group[0] += unblended
            group[1] += 1
            group[2] += amortized
    return {by: {v: tuple(g) for v, g in groups.items()} for by, groups in sums.items()}


def check_workshop(run, peer):
    """AWS's own Parquet; the totals and those of the cost centers as the corpus states them."""
    cache = run.fresh()
    run.bring(cache, WORKSHOP)
    check_total(run, WORKSHOP, cache, 91264, unblended="408.3759924354",
                amortized="539.8499667354", true_up="-131.4739726")
    sums = workshop_sums(peer, os.path.join(run.corpus, WORKSHOP))
    for by, want in sums.items():
        check_groups(run, WORKSHOP, cache, by, want)
    stated = {"": ("353.62785", "296.203568"), "Cost001": ("24.295082", "100.862532"),
              "Cost002": ("4.668011", "116.137417"), "Cost005": ("0.508334", "0.508334"),
              "Cost006": ("25.276716", "26.138116")}
    got = run.show(cache, "tag:user_cost_center")
    run.check(WORKSHOP, "cost centers",
              {v: tuple(round(Decimal(r[m]), 6) for m in ("unblended", "amortized"))
               for v, r in got.items()},
              {v: tuple(map(Decimal, sums)) for v, sums in stated.items()})


# The corpus' CSV bills once more as Parquet: path, format, and the columns of other types.
MAP = "json_transform({0}, '\"MAP(VARCHAR, VARCHAR)\"')"
TWINS = [
    ("cur/cur2-hr-portal/ha-project-CUR-daily-1-00001.csv", "cur-parquet",
     {"DOUBLE": ["line_item_unblended_cost", "line_item_usage_amount",
                 "pricing_public_on_demand_cost"],
      "TIMESTAMPTZ": ["line_item_usage_start_date", "line_item_usage_end_date"],
      MAP: ["product", "resource_tags", "tags", "discount", "cost_category"]}),
    ("cur/legacy-anon-canada.csv", "cur-parquet", {"DECIMAL(38, 20)": ["lineItem/UnblendedCost"]}),
    ("cur/koku-small/2023-06-01.csv", "cur-parquet", {}),
    ("synthetic/linetypes/linetypes.csv", "cur-parquet", {}),
    ("focus/focus-1.0-first400.csv", "focus-parquet",
     {"DECIMAL(30, 15)": ["BilledCost", "EffectiveCost", "ListCost"],
      "TIMESTAMP": ["ChargePeriodStart", "ChargePeriodEnd", "BillingPeriodStart"],
      MAP: ["Tags"]}),
    ("focus/focus-1.2-aws-head.csv", "focus-parquet",
     {"DOUBLE": ["BilledCost", "EffectiveCost"], MAP: ["Tags"]}),
]


def write_twin(run, peer, path, types):
    source = quoted(os.path.join(run.corpus, path))
    read = f"read_csv({source}, all_varchar = true, header = true, strict_mode = true)"
    kind = {column: t for t, columns in types.items() for column in columns}
    columns = [row[0] for row in peer.run(f"DESCRIBE FROM {read}")]
    list_of = []
    for column in columns:
        value = f"nullif(nullif(\"{column}\", ''), 'NULL')"
        target = kind.get(column)
        if target:
            value = target.format(value) if "{0}" in target else f"CAST({value} AS {target})"
        list_of.append(f'{value} AS "{column}"')
    name = os.path.basename(path).replace(".csv", ".parquet")
    twin = os.path.join(run.folder, "twins", name)
    os.makedirs(os.path.dirname(twin), exist_ok=True)
    peer.run(f"COPY (SELECT {', '.join(list_of)} FROM {read}) TO {quoted(twin)} (FORMAT parquet)")
    return twin


def check_same(run, where, first, second, tags=()):
    for by in ALL + list(tags):
        run.check(where, f"as the CSV, by {by}", run.show(first, by), run.show(second, by))


def check_twin(run, peer, path, form, types):
    twin, of_csv, of_parquet = write_twin(run, peer, path, types), run.fresh(), run.fresh()
    run.bring(of_csv, path)
    run.bring(of_parquet, twin)
    tags = ["tag:user_cost_center", "tag:user:CostCenter", "tag:environment", "tag:user:Project"]
    check_same(run, f"{path} as Parquet", of_parquet, of_csv, tags)
    done = run.call(of_parquet, "show", "bills", "--json")
    run.check(path, "format", {row["format"] for row in json.loads(done.stdout)["rows"]}, {form})


def check_first_week(run, peer):
    """The CSV parts of the corpus were cut out of its Parquet file."""
    csv_parts, twin = run.fresh(), run.fresh()
    run.bring(csv_parts, one_folder(run, CUR["workshop-2018-12 csv parts"]))
    path = os.path.join(run.folder, "workshop-cur.parquet")
    peer.run(f"COPY (FROM read_parquet({quoted(os.path.join(run.corpus, WORKSHOP))}) WHERE "
             f"line_item_usage_start_date < TIMESTAMP '2018-12-08') TO {quoted(path)} (FORMAT parquet)")
    run.bring(twin, path)
    check_same(run, "workshop, first week", twin, csv_parts,
               [f"tag:user_{t}" for t in ("cost_center", "department", "environment", "workload")])


def check_parquet(run):
    library = os.environ.get("GAVEL_DUCKDB")
    if not library:
        run.skipped += 2 + len(TWINS)
        print("cost corpus: DuckDB's library is not here: Parquet is skipped")
        return
    peer = Peer(library)
    check_workshop(run, peer)
    check_first_week(run, peer)
    for path, form, types in TWINS:
        check_twin(run, peer, path, form, types)


# ---- What must be refused ----

def check_refused(run):
    """A delivery whose part is missing, or cut short, shows nothing and says which part."""
    broken = tree_with(run, "broken", SECOND, 1772800000)
    part = os.path.join(broken, "finops/adas-hourly/20260301-20260401", SECOND,
                        "adas-hourly-00002.csv.gz")
    with open(part, "rb") as f:
        whole = f.read()
    for label, content in [("missing", None), ("cut short", whole[:len(whole) // 2])]:
        if content is None:
            os.remove(part)
        else:
            with open(part, "wb") as f:
                f.write(content)
        first = tree_with(run, f"before {label}", FIRST, 1772600000)
        cache = run.fresh()
        run.bring(cache, first)
        before = run.call(cache, "show", "cost", "--by", "service", "--json").stdout
        done = run.call(cache, "import", broken)
        run.check(label, "refused", done.returncode != 0, True)
        run.check(label, "names the part", "adas-hourly-00002.csv.gz" in done.stderr + done.stdout,
                  True)
        after = run.call(cache, "show", "cost", "--by", "service", "--json").stdout
        run.check(label, "shows the same", after, before)


def main():
    gavel, corpus = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    run = Run(gavel, corpus)
    with open(os.path.join(corpus, "cur/expected.json")) as f:
        expected = json.load(f)
    try:
        for name, want in expected.items():
            if name in CUR:
                check_cur(run, name, want)
            else:
                run.failed.append(f"{name}: in expected.json but not in this test")
        check_linetypes(run)
        check_redelivery(run)
        check_focus(run)
        check_lines(run)
        check_refused(run)
        check_parquet(run)
    finally:
        run.close()
    for line in run.failed:
        print(line)
    print(f"cost corpus: {run.held} checks held, {len(run.failed)} failed, {run.skipped} skipped")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
