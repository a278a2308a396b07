#!/usr/bin/env python3
"""An import of scans that is killed, starved of disk, run twice or watched by many loses no finding.

A scan is a window on numbered findings that moves on by STEP with every scan: what must stand after
each is known by counting. Usage: scans_kill_test.py GAVEL    ROUNDS=8 and SEED=1 may be set
"""
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

WINDOW, STEP, READERS = 1500, 100, 20
START = 1764028800  # 2025-11-25T00:00:00Z


def window(number):
    return set(range(number * STEP, number * STEP + WINDOW))


class House:
    def __init__(self, gavel):
        self.gavel, self.passed, self.failed = os.path.abspath(gavel), 0, 0
        self.home = tempfile.mkdtemp(prefix="gavel-scans-kill-")
        self.at = self.home

    def check(self, what, got, want=True):
        self.passed += got == want
        self.failed += got != want
        if got != want:
            print(f"scans_kill: {what}: {str(got)[:600]}, not {str(want)[:600]}", file=sys.stderr)

    def report(self, number, target="shop"):
        """A report of Bandit on the window, a day after the one before."""
        name = os.path.join(self.home, f"{target}-{number}.json")
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(START + number * 86400))
        results = [{"filename": f"./{target}/f{n}.py", "line_number": 1 + n, "test_id": "B101",
                    "test_name": "assert", "issue_text": "assert", "issue_severity": "LOW",
                    "issue_confidence": "HIGH", "issue_cwe": {"id": 703}, "code": f"assert x{n}"}
                   for n in sorted(window(number))]
        with open(name, "w", encoding="utf-8") as file:
            json.dump({"errors": [], "generated_at": when, "metrics": {}, "results": results}, file)
        return name

    def words(self, *args):
        return [self.gavel, "--cache", os.path.join(self.at, "cache.db"),
                "--now", "2026-06-01T00:00:00Z", *args]

    def start(self, *args):
        return subprocess.Popen(self.words(*args), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                text=True, env=dict(os.environ, HOME=self.home))

    def run(self, *args):
        process = self.start(*args)
        out, err = process.communicate()
        return process.returncode, out, err

    def load(self, number, target="shop"):
        return ("import", "--target", target, self.report(number, target))

    def shown(self, *address):
        code, out, err = self.run("show", *address, "--json")
        if code != 0:
            return {"error": err or out}
        return json.loads(out)["rows"]

    def open(self, target="shop"):
        rows = self.shown("findings", f"target:{target}", "state:open", "cols:file")
        return rows if isinstance(rows, dict) else {int(r["file"].split("/f")[1][:-3]) for r in rows}

    def everything(self):
        return {view: self.shown(view) for view in ("findings", "finding_events", "sightings")}


def without_runs(everything):
    """What two houses that took the same in must have in common."""
    return json.dumps(everything, sort_keys=True)


def killed(house, rounds):
    """Killed at any moment: the old window or the new one, and the next import makes it whole."""
    pick = random.Random(int(os.environ.get("SEED", "1")))
    house.check("the first import", house.run(*house.load(0))[0], 0)
    began = time.monotonic()
    house.check("the second import", house.run(*house.load(1))[0], 0)
    took = time.monotonic() - began
    for number in range(2, rounds + 2):
        process = house.start(*house.load(number))
        try:
            process.communicate(timeout=pick.random() * took)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        now = house.open()
        house.check(f"round {number}: old or new", now in (window(number - 1), window(number)))
        house.check(f"round {number}: taken in again", house.run(*house.load(number))[0], 0)
        house.check(f"round {number}: as it must be", house.open(), window(number))
    went = house.shown("findings", "state:fixed", "cols:file")
    house.check("gone", len(went), (rounds + 1) * STEP)
    house.check("the archive is whole", house.run("archive", "verify")[0], 0)
    house.check("the cache is whole", house.run("cache", "verify")[0], 0)
    before = house.everything()
    house.check("rebuild", house.run("cache", "rebuild")[0], 0)
    house.check("a rebuilt cache shows the same", house.everything() == before)


def undisturbed(house, rounds):
    """The same scans in a house that nothing happened to."""
    disturbed = without_runs(house.everything())
    house.at = os.path.join(house.home, "calm")
    for number in range(rounds + 2):
        house.run(*house.load(number))
    house.check("the same as in a calm house", without_runs(house.everything()) == disturbed)


def twice(house):
    """Two imports at once, of two targets and of one scan: both are there, once."""
    house.at = os.path.join(house.home, "twice")
    pairs = [(house.load(0), house.load(0, "lab")), (house.load(1), house.load(1)),
             (house.load(2), house.load(3))]
    for pair in pairs:
        processes = [house.start(*words) for words in pair]
        for process in processes:
            _, err = process.communicate()
            house.check("two at once", (process.returncode, err), (0, ""))
    house.check("of one target", house.open(), window(3))
    house.check("of the other", house.open("lab"), window(0))
    house.check("each scan once", len(house.shown("scans")), 5)


def starved(house):
    """A full disk: an error, the last good state; with room again all is taken in."""
    house.at = os.path.join(house.home, "disk")
    os.mkdir(house.at)
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", house.at],
                                      stderr=subprocess.DEVNULL, check=False).returncode:
        print("scans_kill: no tmpfs here: the full disk is not tried")
        return
    try:
        filler = os.path.join(house.at, "filler")
        house.check("on the small disk", house.run(*house.load(0))[0], 0)
        for room in (0, 16, 64, 256):
            with open(filler, "wb", buffering=0) as file:
                try:
                    while True:
                        file.write(bytes(65536))
                except OSError:
                    file.truncate(max(0, file.tell() - room * 1024))
            code, out, err = house.run(*house.load(5))
            house.check(f"{room} KiB left: an error that says so",
                        (code != 0, "space" in err or "full" in err), (True, True))
            house.check(f"{room} KiB left: nothing changed", house.open(), window(0))
            os.remove(filler)
            house.check(f"{room} KiB left: the archive is whole", house.run("archive", "verify")[0], 0)
        house.check("with room again", house.run(*house.load(5))[0], 0)
        house.check("all is there", house.open(), window(5))
        house.check("the cache is whole", house.run("cache", "verify")[0], 0)
    finally:
        subprocess.run(["umount", house.at], check=False)


def watched(house):
    """Readers beside the imports see one window or another, whole."""
    house.at = os.path.join(house.home, "watched")
    house.run(*house.load(0))
    whole = [window(number) for number in range(4)]
    words = ("show", "findings", "target:shop", "state:open", "cols:file", "--json")
    seen = 0
    for number in range(1, 4):
        writer = house.start(*house.load(number))
        readers = [house.start(*words) for _ in range(READERS)]
        for reader in readers:
            out, err = reader.communicate()
            good = reader.returncode == 0 and {
                int(r["file"].split("/f")[1][:-3]) for r in json.loads(out)["rows"]} in whole
            house.check("a reader sees a whole window", good or err)
            seen += good
        house.check("the import beside them", writer.communicate()[1], "")
    house.check("all readers", seen, 3 * READERS)
    house.check("in the end", house.open(), window(3))


def main():
    house = House(sys.argv[1])
    rounds = int(os.environ.get("ROUNDS", "8"))
    try:
        killed(house, rounds)
        undisturbed(house, rounds)
        twice(house)
        starved(house)
        watched(house)
    finally:
        shutil.rmtree(house.home, ignore_errors=True)
    print(f"scans_kill: {house.passed} passed, {house.failed} failed")
    return house.failed > 0


if __name__ == "__main__":
    sys.exit(main())
