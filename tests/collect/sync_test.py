#!/usr/bin/env python3
"""A source that is synced again and again reads only what is new.

A part that must not be read is made unreadable as a bill: its bytes are spoilt, its size and its
time stay. Usage: sync_test.py GAVEL
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

from deliveries_test import legacy, part, run, write

MONTHS = [(2025 + (m // 12), m % 12 + 1) for m in range(2, 15)]


class Source:
    """A tree of 13 months in a home of its own, and the configuration that names it."""

    def __init__(self, gavel):
        self.gavel, self.failed, self.checks = gavel, [], 0
        self.home = tempfile.mkdtemp(prefix="gavel-sync-")
        self.root = os.path.join(self.home, "in")
        for month in MONTHS:
            self.deliver(month, "a", 1, 2)
        self.configure()

    def configure(self, more=""):
        path = os.path.join(self.home, "gavel.yaml")
        with open(path, "w") as f:
            f.write(f"sources:\n  bills:\n    plugin: cur\n    path: {self.root}\n{more}")
        os.chmod(path, 0o600)

    def deliver(self, month, assembly, *costs):
        """Two parts; the first has all costs but the last."""
        year, number = month
        after = f"{year + number // 12:04d}{number % 12 + 1:02d}01"
        period = f"rep/{year:04d}{number:02d}01-{after}"
        names = [f"{period}/{assembly}/rep-{i}.csv.gz" for i in (1, 2)]
        texts = [part(*costs[:-1]), part(costs[-1])]
        write(self.root, {f"{period}/rep-Manifest.json": legacy(assembly, *names), **{
            n: t.replace("2026-03", f"{year:04d}-{number:02d}") for n, t in zip(names, texts)}})
        return [os.path.join(self.root, n) for n in names]

    def parts(self):
        return [os.path.join(folder, name) for folder, _, names in os.walk(self.root)
                for name in names if name.endswith(".gz")]

    def sync(self, *args):
        return run(self.gavel, self.home, "--config", os.path.join(self.home, "gavel.yaml"),
                   "sync", *args)

    def show(self, *args):
        done = run(self.gavel, self.home, "show", *args, "--json")
        return json.loads(done.stdout)["rows"]

    def check(self, what, got, want):
        self.checks += 1
        if got != want:
            self.failed.append(f"{what}: got {got}, want {want}")


def spoil(path):
    before = os.stat(path)
    with open(path, "r+b") as f:
        f.write(b"\0" * before.st_size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def states(done):
    return [line.split()[0] for line in done.stdout.splitlines()]


def total(source):
    return source.show("cost", "--by", "total")[0]["unblended"]


def collect(gavel, root, state=None):
    """The collector's own answer: how many inputs it read, how many it did not, and its cursor."""
    files = [os.path.relpath(os.path.join(folder, name), root)
             for folder, _, names in os.walk(root) for name in names]
    request = {"proto": 1, "source": "x", "config": {}, "now": 0, "root": root, "files": [
        {"name": n, "bytes": os.stat(os.path.join(root, n)).st_size,
         "mtime": int(os.stat(os.path.join(root, n)).st_mtime)} for n in sorted(files)]}
    if state is not None:
        request["state"] = state
    folder = os.open(root, os.O_RDONLY)
    request["root_fd"] = folder
    plugin = os.path.join(os.path.dirname(gavel), "libexec/gavel/plugins/cur")
    done = subprocess.run([plugin, "collect"], input=json.dumps(request) + "\n", text=True,
                          capture_output=True, pass_fds=[folder])
    os.close(folder)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [line["t"] for line in lines]
    cursors = [line["cursor"] for line in lines if line["t"] == "state"]
    return kinds.count("input"), kinds.count("unchanged"), cursors[0] if cursors else None


def check_cursors(s):
    """A cursor that is not this collector's very own knows nothing."""
    root = os.path.join(s.home, "again")
    write(root, {f"m{i}/r{i}.csv": part(i) for i in range(3)})
    read, unchanged, cursor = collect(s.gavel, root)
    s.check("without a cursor", (read, unchanged), (3, 0))
    s.check("with its own", collect(s.gavel, root, cursor), (0, 3, cursor))
    for what, state in [("empty", ""), ("no JSON", "x"), ("cut", cursor[:-5]), ("a list", "[]"),
                        ("another kind", '{"read":7}'), ("null", '{"of":null,"read":null}'),
                        ("of another", cursor.replace('"of":"', '"of":"0')),
                        ("stamps of another", cursor.replace('"read":{"', '"read":{"0'))]:
        read, unchanged, after = collect(s.gavel, root, state)
        want = (1, 2) if what == "stamps of another" else (3, 0)
        s.check(f"a cursor that is {what}", (read, unchanged, after == cursor), (*want, True))
    moved = os.path.join(s.home, "moved")
    os.rename(root, moved)
    s.check("another folder", collect(s.gavel, moved, cursor)[:2], (3, 0))
    many = os.path.join(s.home, "many")
    write(many, {f"r{i:04d}.csv": part(1) for i in range(900)})
    read, unchanged, cursor = collect(s.gavel, many)
    s.check("a line of the protocol holds it", len(json.dumps(cursor)) < 60000, True)
    again = collect(s.gavel, many, cursor)
    s.check("what it does not hold is read again", (again[0] + again[1], 300 < again[1] < 900,
                                                    again[2] == cursor), (900, True, True))


def check_many(s):
    """100 000 files with long names beside the bills: 25 MB of request, and no reason to fail."""
    os.makedirs(f"{s.root}/noise")
    for i in range(100000):
        os.close(os.open(f"{s.root}/noise/{i:06}{'x' * 180}.txt", os.O_CREAT | os.O_WRONLY))
    done = s.sync()
    s.check("among very many files", (done.returncode, done.stderr), (0, ""))


def main():
    s = Source(os.path.abspath(sys.argv[1]))
    done = s.sync()
    s.check("first sync", (done.returncode, states(done)), (0, ["shown"] * 13))
    s.check("sum", total(s), "39")
    for path in s.parts():
        spoil(path)
    done = s.sync()
    s.check("second sync reads no part", (done.returncode, states(done)), (0, ["unchanged"] * 13))
    s.check("and says what is shown", "012345678901 rep 2026-03  2 rows  3.00 USD" in done.stdout,
            True)
    s.check("and leaves no run", len(s.show("runs")), 1)
    fresh = s.deliver(MONTHS[5], "b", 10, 20)
    done = s.sync()
    s.check("one month anew", (done.returncode, sorted(states(done))),
            (0, ["shown"] + ["unchanged"] * 12))
    s.check("sum of it", total(s), "66")
    read = {row["uri"] for row in s.show("inputs", "run:2")}
    s.check("exactly its parts were read", read, {"file://" + os.path.realpath(p) for p in fresh})
    spoil(fresh[1])
    os.utime(fresh[1], ns=(1, 1))
    done = s.sync()
    s.check("a part that changed is read", (done.returncode, sorted(states(done))),
            (6, ["incomplete"] + ["unchanged"] * 12))
    done = s.sync()
    s.check("and again, until it is whole", (done.returncode, sorted(states(done))),
            (6, ["incomplete"] + ["unchanged"] * 12))
    s.check("its last good data stays", total(s), "66")
    s.deliver(MONTHS[5], "b", 10, 20)
    done = s.sync()
    s.check("whole again", (done.returncode, sorted(states(done))), (0, ["unchanged"] * 13))
    s.configure("    duckdb: /nowhere\n")
    done = s.sync()
    s.check("another configuration reads all", (done.returncode, set(states(done))),
            (6, {"incomplete", "unchanged"}))
    for month in MONTHS:
        s.deliver(month, "a", 1, 2)
    os.rename(s.home + "/cache.db.archive", s.home + "/lost")
    os.remove(s.home + "/cache.db")
    done = s.sync()
    s.check("a lost cursor reads all", (done.returncode, states(done)), (0, ["shown"] * 13))
    done = run(s.gavel, s.home, "import", s.root)
    s.check("an import reads all, and knows it", (done.returncode, states(done)),
            (0, ["unchanged"] * 13))
    spoil(s.parts()[0])
    done = run(s.gavel, s.home, "import", s.root)
    s.check("an import has no cursor", (done.returncode, states(done).count("unchanged")), (6, 12))
    check_cursors(s)
    for month in MONTHS:
        s.deliver(month, "a", 1, 2)
    check_many(s)
    shutil.rmtree(s.home)
    print("\n".join(s.failed + [f"sync: {s.checks} checks, {len(s.failed)} failed"]))
    return 1 if s.failed else 0


if __name__ == "__main__":
    sys.exit(main())
