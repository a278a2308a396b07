#!/usr/bin/env python3
"""Account numbers show with their names: the bill's, the newest bill's, the person's own.

Usage: names_test.py GAVEL
"""
import csv
import io
import json
import os
import shutil
import sys
import tempfile

from deliveries_test import part, run, write

HEADER = ("bill_payer_account_id,bill_payer_account_name,bill_billing_period_start_date,"
          "line_item_usage_account_id,line_item_usage_account_name,line_item_line_item_type,"
          "line_item_usage_start_date,line_item_product_code,line_item_currency_code,"
          "line_item_unblended_cost\n")


def bill(month, names):
    """{account: name} as a bill of that month; each account costs 1."""
    return HEADER + "".join(
        f"012345678901,The payer,{month}-01T00:00:00Z,{account},\"{name}\",Usage,"
        f"{month}-02T00:00:00Z,AmazonS3,USD,1\n" for account, name in names.items())


class Names:
    def __init__(self, gavel):
        self.gavel, self.failed, self.checks = gavel, [], 0
        self.home = tempfile.mkdtemp(prefix="gavel-names-")
        write(self.home, {"gavel.yaml": "sources:\n"})
        os.chmod(f"{self.home}/gavel.yaml", 0o600)

    def call(self, *args):
        return run(self.gavel, self.home, "--config", f"{self.home}/gavel.yaml", *args)

    def bring(self, name, text, mtime):
        path = os.path.join(self.home, name)
        write(self.home, {name: text})
        os.utime(path, (mtime, mtime))
        self.check(f"import of {name}", self.call("import", path).returncode, 0)

    def shown(self, *args):
        """[(account, name)] by JSON."""
        rows = json.loads(self.call("show", "cost", "--by", "account", "--json", *args).stdout)
        return sorted((r["account"], r["account_name"]) for r in rows["rows"])

    def check(self, what, got, want):
        self.checks += 1
        if got != want:
            self.failed.append(f"names: {what}: got {got!r}, want {want!r}")


def main():
    n = Names(os.path.abspath(sys.argv[1]))
    n.bring("b.csv", bill("2026-04", {"000000000012": "team b", "000000000034": ""}), 2000)
    n.check("as the bill says", n.shown(), [("000000000012", "team b"), ("000000000034", None)])
    n.bring("a.csv", bill("2026-03", {"000000000012": "old", "000000000034": "c, \u00e9"}), 1000)
    n.check("the newest bill's, whatever came last", n.shown(),
            [("000000000012", "team b"), ("000000000034", "c, \u00e9")])
    table = n.call("show", "cost", "--by", "account").stdout
    n.check("beside the number", ("000000000012 team b " in table, "000000000034 c, \u00e9" in table),
            (True, True))
    rows = csv.DictReader(io.StringIO(n.call("show", "cost", "--by", "account", "--csv").stdout))
    n.check("CSV", sorted((r["account"], r["account_name"]) for r in rows),
            [("000000000012", "team b"), ("000000000034", "c, \u00e9")])
    payer = json.loads(n.call("show", "bills", "--json").stdout)["rows"][0]
    n.check("the payer", (payer["payer"], payer["payer_name"]), ("012345678901", "The payer"))
    found = json.loads(n.call("show", "cost", "account_name:team*", "--by", "account_name", "--json")
                       .stdout)["rows"]
    n.check("by name", [(r["account_name"], r["unblended"]) for r in found], [("team b", "1")])
    n.check("a name finds its lines",
            n.call("cost", "lines", "--csv", "account_name:old").stdout.count("a.csv,"), 1)
    write(n.home, {"accounts.yaml": '"000000000012": Mine\n'})
    os.chmod(f"{n.home}/accounts.yaml", 0o600)
    n.check("the person's own", n.shown("period:2026-04"),
            [("000000000012", "Mine"), ("000000000034", "c, \u00e9")])
    n.bring("a.csv", bill("2026-03", {"000000000012": "old"}), 3000)
    n.check("gone with its bill", n.shown("period:2026-04"),
            [("000000000012", "Mine"), ("000000000034", None)])
    n.bring("legacy.csv", part(1), 1)
    n.check("a bill without names", n.shown("report:legacy"), [("111122223333", None)])
    n.check("the cache is what the archive gives", n.call("cache", "verify").returncode, 0)
    shutil.rmtree(n.home)
    print("\n".join(n.failed + [f"names: {n.checks} checks, {len(n.failed)} failed"]))
    return 1 if n.failed else 0


if __name__ == "__main__":
    sys.exit(main())
