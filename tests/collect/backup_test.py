#!/usr/bin/env python3
"""Backups taken while sources go on, restored elsewhere; broken ones are refused.

Usage: backup_test.py GAVEL
"""
import json
import os
import random
import shutil
import subprocess
import sys

from watch_test import Home, STREAM, report

VIEWS = [("cost", "--by", "service", "period:2024-01"), ("restatements",), ("bills",), ("runs",)]


class Backups(Home):
    """A source that brings a new delivery at each run."""

    def __init__(self, gavel):
        super().__init__(gavel)
        path = self.collector("grows")
        with open(self.file("grows.stream"), "w") as f:
            f.write(STREAM.replace("NAME", "grows"))
        with open(path, "w") as f:
            f.write(f"""#!/bin/sh
[ "$1" = collect ] || exit 0
n=$(($(cat '{self.path}/n' 2>/dev/null || echo 0) + 1))
echo $n >'{self.path}/n'
sed "s/1706745600/$((1706745600 + n))/; s/\\"d\\"/\\"d$n\\"/; s/1\\.25/$n.25/g" '{self.path}/grows.stream'
""")
        self.configure({"grows": (path, {"every": "1s"})})

    def backup(self, to="safe", *more):
        return self.run("archive", "backup", self.file(to), "--json", *more)

    def restore(self, backup, to):
        return self.run("--archive", self.file(to), "--cache", self.file(to + ".db"),
                        "archive", "restore", self.file(backup))

    def show(self, archive, cache):
        """What every view shows of an archive, from a cache made anew."""
        where = ("--archive", self.file(archive), "--cache", self.file(cache), "--now",
                 "2026-01-01")
        rebuilt = self.run(*where, "cache", "rebuild")
        if rebuilt.returncode:
            return rebuilt.stderr
        return [self.run(*where, "show", *view, "--json").stdout for view in VIEWS]

    def files(self, folder):
        return sorted(os.path.relpath(os.path.join(where, name), self.file(folder))
                      for where, _, names in os.walk(self.file(folder)) for name in names)


def while_it_goes_on(home):
    home.start()
    home.wait("run source=grows result=ok")
    counts = []
    for turn in range(4):
        done = home.backup()
        home.check(f"backup {turn}", done.returncode, 0)
        counts.append(json.loads(done.stdout)["runs"])
        home.check("verifies", home.run("--archive", home.file("safe"), "archive", "verify")
                   .returncode, 0)
        if turn == 2:
            home.check("prune meanwhile", home.run("archive", "prune", "--older-than", "0s")
                       .returncode, 0)
        home.wait("run source=grows result=ok", len(home.said))
    home.stop()
    home.check(f"each has more {counts}", counts == sorted(set(counts)))
    last = json.loads(home.backup().stdout)
    again = json.loads(home.backup().stdout)
    home.check("nothing to copy", (again["copied"], again["bytes"], again["runs"]),
               (0, 0, last["runs"]))
    home.check("what was pruned is gone there too",
               [f for f in home.files("safe") if f.startswith("runs/")],
               [f for f in home.files("archive") if f.startswith("runs/")])


def elsewhere(home):
    # By way of one file, as gavel(1) has it.
    subprocess.run(["tar", "-C", home.path, "-cf", home.file("gavel.tar"), "safe"], check=True)
    shutil.rmtree(home.file("safe"))
    subprocess.run(["tar", "-C", home.path, "-xf", home.file("gavel.tar")], check=True)
    home.check("restore", home.restore("safe", "back").returncode, 0)
    shown = home.show("archive", "a.db")
    home.check("something is shown", ".25" in shown[0])
    home.check("the same is shown", home.show("back", "b.db"), shown)
    home.check("not over an archive", home.restore("safe", "archive").returncode, 2)
    home.check("it goes on", home.run("--archive", home.file("back"), "--cache",
                                      home.file("b.db"), "sync").returncode, 0)
    into = home.run("--archive", home.file("back"), "archive", "backup", home.file("safe"))
    home.check("it is the same archive with more", into.returncode, 0)
    refused = home.backup()
    home.check("not over what went on", (refused.returncode, "another archive" in refused.stderr),
               (2, True))


def no_link(home):
    """A link where a copy begins, laid by somebody, leads nowhere."""
    home.backup("linked")
    run = next(f for f in home.files("linked") if f.startswith("runs/"))
    os.remove(home.file(f"linked/{run}"))
    with open(home.file("victim"), "w") as f:
        f.write("mine")
    os.symlink(home.file("victim"), home.file(f"linked/{run}.new"))
    home.check("copied again", home.backup("linked").returncode, 0)
    with open(home.file("victim"), "rb") as f:
        home.check("what the link names stays", f.read(), b"mine")


def refused(home):
    home.check("fresh", home.backup("good").returncode, 0)
    pick = random.Random(int(os.environ.get("SEED", "1")))

    def broken(what, break_it):
        shutil.rmtree(home.file("bad"), ignore_errors=True)
        shutil.copytree(home.file("good"), home.file("bad"))
        break_it(home.file("bad"))
        done = home.restore("bad", "never")
        home.check(f"{what}: refused ({done.stderr.strip()})", done.returncode, 2)
        home.check(f"{what}: nothing written", os.path.exists(home.file("never")), False)

    def flip(name):
        def act(folder):
            path = os.path.join(folder, name)
            with open(path, "r+b") as f:
                at = pick.randrange(os.path.getsize(path))
                f.seek(at)
                byte = f.read(1)[0] ^ 1 << pick.randrange(8)
                f.seek(at)
                f.write(bytes([byte]))
        return act

    def cut(name, lines=False):
        def act(folder):
            path = os.path.join(folder, name)
            data = open(path, "rb").read()
            keep = b"".join(data.splitlines(True)[:-1]) if lines else data[:len(data) // 2]
            open(path, "wb").write(keep)
        return act

    runs = [f for f in home.files("good") if f.startswith("runs/")]
    for name in [*runs[:8], "index", "format"]:
        broken("a bit of " + name[:12], flip(name))
    for name in [runs[0], "index", "backup", "format"]:
        broken(name[:12] + " cut", cut(name))
        broken(name[:12] + " gone", lambda folder, name=name: os.remove(os.path.join(folder, name)))
    broken("a line of the index gone", cut("index", lines=True))
    broken("no backup", lambda folder: shutil.rmtree(folder))
    # In the archive itself a flipped bit of any run is found as well.
    flip(runs[0])(home.file("archive"))
    home.check("verify", home.run("archive", "verify").returncode, 2)
    done = home.backup("late")
    home.check("damaged", (done.returncode, runs[0][8:20] in done.stderr), (2, True))
    home.check("is not called whole", os.path.exists(home.file("late/backup")), False)


def places(home):
    os.mkdir(home.file("full"))
    open(home.file("full/letter"), "w").close()
    done = home.backup("full")
    home.check("a folder with something else", (done.returncode, "neither empty nor" in done.stderr),
               (2, True))
    home.check("itself", home.backup("archive").returncode, 2)
    home.check("no name", home.run("archive", "backup").returncode, 2)
    home.check("a file", home.backup("gavel.yaml").returncode, 2)
    os.mkdir(home.file("begun"))
    open(home.file("begun/format.4711.new"), "w").close()
    home.check("killed at its first file", home.backup("begun").returncode, 0)
    # Killed at any moment, the next one completes it.
    pick = random.Random(int(os.environ.get("SEED", "1")))
    for _ in range(int(os.environ.get("ROUNDS", "10"))):
        child = subprocess.Popen([home.gavel, "--config", home.file("gavel.yaml"), "archive",
                                  "backup", home.file("cut")], stdout=subprocess.DEVNULL)
        try:
            child.wait(pick.random() * 0.03)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        if pick.random() < 0.5:
            shutil.rmtree(home.file("cut"), ignore_errors=True)
    home.check("after kills", home.backup("cut").returncode, 0)
    home.check("nothing half", [f for f in home.files("cut") if f.endswith(".new")], [])
    home.check("restores", home.restore("cut", "cut-back").returncode, 0)


def main():
    home = Backups(os.path.abspath(sys.argv[1]))
    for case in (while_it_goes_on, elsewhere, no_link, places, refused):
        try:
            case(home)
        except AssertionError as fault:
            home.failed.append(f"{case.__name__}: {fault}")
    return report("backup", [home])


if __name__ == "__main__":
    sys.exit(main())
