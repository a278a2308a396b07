#!/usr/bin/env python3
"""Eight consoles and one watch with six sources whose bills change all the time.

Usage: soak.py GAVEL [SECONDS]

Every delivery must be seen in the cache and every key be answered; what the programs hold in memory
must not grow. Prints the figures.
"""

import fcntl
import json
import os
import pty
import random
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

SOURCES = 6
ADDRESSES = ["cost", "sources", "docket", "log", "runs", "inputs", "bills", "cells"]
KEYS = [b"j", b"k", b"f", b"u", b"g", b"G", b".", b"r", b"\x1b"]
MARK = b"\x1b]7777;frame;"
PUBLISH_WITHIN, ANSWER_WITHIN = 20.0, 5.0  # seconds
# What a program may hold, and by how much it may grow: SQLite keeps up to 4 MiB of the cache's pages, and
# fills them as the cache itself grows by months of deliveries.
MOST_KB = {"console": 16 * 1024, "watch": 8 * 1024}
GROWTH_KB = {"console": 5 * 1024, "watch": 1024}
HEADER = ("bill/PayerAccountId,bill/BillingPeriodStartDate,lineItem/UsageAccountId,"
          "lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,"
          "lineItem/ProductCode,lineItem/CurrencyCode,lineItem/UnblendedCost\n")
ROWS = 200


def resident_kb(pid):
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


class Source:
    """A folder with one bill; each delivery's total is its number."""

    def __init__(self, home, number):
        self.number, self.delivery, self.written = number, 0, 0.0
        self.folder = os.path.join(home, f"bill{number}")
        os.mkdir(self.folder)

    def deliver(self):
        self.delivery += 1
        account = f"{self.number:012d}"
        rows = "".join(f"{account},2026-03-01T00:00:00Z,{account},Usage,2026-03-{1 + i % 28:02d}T00:00:00Z,"
                       f"2026-03-{1 + i % 28:02d}T01:00:00Z,Service{i % 40},USD,"
                       f"{self.delivery if i == 0 else 0}\n" for i in range(ROWS))
        temporary = os.path.join(self.folder, ".new")
        with open(temporary, "w") as file:
            file.write(HEADER + rows)
        os.replace(temporary, os.path.join(self.folder, "bill.csv"))
        self.written = time.monotonic()


class Console:
    """gavel on a terminal of its own."""

    def __init__(self, gavel, home, address, size):
        self.address, self.sent, self.rest, self.worst, self.times = address, None, b"", 0.0, []
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(HOME=home, TERM="xterm-256color", LANG="C.UTF-8", GAVEL_TEST="1")
            os.execv(gavel, [gavel, "--config", f"{home}/gavel.yaml", "--cache", f"{home}/cache.db", address])
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def press(self, key):
        os.write(self.fd, key)
        self.sent = time.monotonic()

    def read(self):
        """Takes what was painted; a frame answers the key."""
        self.rest = (self.rest + os.read(self.fd, 65536))[-65536:]
        if MARK in self.rest and self.sent:
            self.times.append(time.monotonic() - self.sent)
            self.sent = None
        self.rest = self.rest[-len(MARK):]


class Soak:
    def __init__(self, gavel, seconds):
        self.gavel, self.seconds, self.faults = gavel, seconds, []
        self.home = tempfile.mkdtemp(prefix="gavel-soak-")
        self.sources = [Source(self.home, n + 1) for n in range(SOURCES)]
        self.publishes, self.slowest = 0, 0.0
        with open(f"{self.home}/gavel.yaml", "w") as config:
            config.write("parallel: 2\nsources:\n" + "".join(
                f"  bill{s.number}: {{plugin: cur, path: {s.folder}, every: 1s}}\n" for s in self.sources))
        os.chmod(f"{self.home}/gavel.yaml", 0o600)

    def run(self, *args):
        environment = dict(os.environ, HOME=self.home)
        return subprocess.run([self.gavel, "--config", f"{self.home}/gavel.yaml", "--cache",
                               f"{self.home}/cache.db", *args], env=environment, capture_output=True, text=True)

    def totals(self):
        done = self.run("show", "cost", "--by", "account", "--json")
        rows = json.loads(done.stdout)["rows"] if done.returncode == 0 else []
        return {int(row["account"]): row["unblended"] for row in rows}

    def start(self):
        for source in self.sources:
            source.deliver()
        self.run("sync")
        self.watch = subprocess.Popen(
            [self.gavel, "--config", f"{self.home}/gavel.yaml", "--cache", f"{self.home}/cache.db", "sync", "--watch"],
            env=dict(os.environ, HOME=self.home), stdout=subprocess.DEVNULL,
            stderr=open(f"{self.home}/watch.log", "w"))
        self.consoles = [Console(self.gavel, self.home, address, (80, 24) if i % 2 else (200, 50))
                         for i, address in enumerate(ADDRESSES)]

    def look_after_sources(self):
        """Delivers anew what was published; says what was not in time."""
        totals = self.totals()
        for source in self.sources:
            waited = time.monotonic() - source.written
            if totals.get(source.number) == str(source.delivery):
                self.publishes += 1
                self.slowest = max(self.slowest, waited)
                source.deliver()
            elif waited > PUBLISH_WITHIN:
                self.faults.append(f"source {source.number}: delivery {source.delivery} was not published "
                                   f"within {PUBLISH_WITHIN:.0f} s, shown is {totals.get(source.number)}")
                source.deliver()

    def look_after_consoles(self, seconds):
        """Presses keys and takes frames for so long."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            for console in self.consoles:
                if not console.sent and random.random() < 0.5:
                    console.press(random.choice(KEYS))
                elif console.sent and time.monotonic() - console.sent > ANSWER_WITHIN:
                    self.faults.append(f"{console.address}: a key was not answered in {ANSWER_WITHIN:.0f} s")
                    console.sent = None
            ready, _, _ = select.select([c.fd for c in self.consoles], [], [], min(left, 0.2))
            for console in self.consoles:
                if console.fd in ready:
                    try:
                        console.read()
                    except OSError:
                        self.faults.append(f"{console.address}: the console ended")
                        self.consoles.remove(console)
                        break

    def sizes(self):
        return {"watch": resident_kb(self.watch.pid)} | {
            c.address: resident_kb(c.pid) for c in self.consoles}

    def soak(self):
        begin, early = time.monotonic(), None
        while (at := time.monotonic() - begin) < self.seconds and self.consoles:
            self.look_after_sources()
            self.look_after_consoles(1.0)
            if not early and at > self.seconds * 0.2:
                early = self.sizes()
            if self.watch.poll() is not None:
                self.faults.append(f"the watch ended with {self.watch.returncode}")
                return
        self.judge_growth(early or {}, self.sizes())

    def judge_growth(self, early, late):
        for name, kb in sorted(late.items()):
            kind = "watch" if name == "watch" else "console"
            print(f"  {name:<10} {early.get(name, 0):>7} KB early {kb:>7} KB at the end")
            if kb - early.get(name, kb) > GROWTH_KB[kind]:
                self.faults.append(f"{name}: grew by {kb - early[name]} KB")
            if kb > MOST_KB[kind]:
                self.faults.append(f"{name}: holds {kb} KB")

    def end(self):
        for console in self.consoles:
            os.kill(console.pid, signal.SIGTERM)
            os.waitpid(console.pid, 0)
        self.watch.terminate()
        try:
            self.watch.wait(10)
        except subprocess.TimeoutExpired:
            self.faults.append("the watch did not end within 10 s of TERM")
            self.watch.kill()
        if self.run("cache", "verify").returncode != 0:
            self.faults.append("cache verify failed afterwards")

    def report(self):
        times = sorted(t for c in self.consoles for t in c.times) or [0.0]
        print(f"  {self.publishes} deliveries published, the slowest after {self.slowest:.1f} s; {len(times)} keys, "
              f"median {times[len(times) // 2] * 1000:.1f} ms, p99 {times[int(len(times) * 0.99)] * 1000:.1f} ms, "
              f"worst {times[-1] * 1000:.0f} ms")
        for fault in self.faults[:20]:
            print(f"soak: {fault}", file=sys.stderr)
        print(f"soak: {self.publishes + len(times)} passed, {len(self.faults)} failed")
        return 1 if self.faults else 0


def main():
    random.seed(1)
    soak = Soak(os.path.abspath(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 600)
    try:
        soak.start()
        soak.soak()
        soak.end()
        return soak.report()
    finally:
        if "KEEP" not in os.environ:
            shutil.rmtree(soak.home)


sys.exit(main())
