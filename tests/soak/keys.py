#!/usr/bin/env python3
"""Consoles on the demo estate that are sent keys by chance at odd moments, and then Q.

Usage: keys.py GAVEL ESTATE [--first SEED] [--consoles N | --seconds S] [--beside N] [--patience S] [--home DIR]
       keys.py GAVEL ESTATE --seed SEED [--times N] …

ESTATE is the demo's maker; what it makes and what a fault leaves stays in --home, and is used again. None may be ended by a signal, end with another exit code than 0, stay, or
leave a process behind. What a console is sent, and when, follows from its seed alone: of one that fails
the seed, the keys and the end are printed, and --seed does the same again.
"""

import argparse
import contextlib
import fcntl
import multiprocessing
import os
import pty
import random
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time

from alphabet import Alphabet

NOW = "2026-11-20T06:00:00Z"
PATIENCE = 20.0  # seconds until it has left, and all of it; a machine with much else to do is no fault
STEPS = 40
INTERRUPT = b"\x03"
SIZES = [(80, 24), (80, 24), (200, 50), (132, 43), (40, 10), (39, 9), (500, 200), (1, 1), (20, 100)]
TERMINALS = [("xterm-256color", "C.UTF-8"), ("tmux-256color", "C.UTF-8"), ("vt100", "C"), ("linux", "C.UTF-8")]
WAITS = [0, 0, 0, 0.002, 0.01, 0.05]
BESIDE = [["sync"], ["sync", "bill"], ["cache", "index"], ["cache", "rebuild"]]
MAPS = ["default", "vi"]
BEGINNINGS = ["cost", "findings", "docket", "trend", "fixes"]


class Plan:
    """What one console is given: all of it from a seed."""

    def __init__(self, seed, alphabets):
        chance = random.Random(seed)
        self.seed, self.map = seed, chance.choice(MAPS)
        alphabet = alphabets[self.map]
        self.address = chance.choice(BEGINNINGS)
        self.terminal, self.size = chance.choice(TERMINALS), chance.choice(SIZES)
        self.lives = [self.life(chance, alphabet) for _ in range(chance.choice([1, 1, 1, 2]))]

    def life(self, chance, alphabet):
        """Steps, each what it is, with what, and how long to wait behind it."""
        steps = [("wait", None, chance.random() * 0.4)]
        for _ in range(chance.randrange(STEPS + 1)):
            kind = chance.choices(["keys", "size", "beside"], [94, 5, 1])[0]
            what = {"keys": lambda: alphabet.piece(chance), "size": lambda: chance.choice(SIZES),
                    "beside": lambda: chance.choice(BESIDE)}[kind]()
            steps.append((kind, what, chance.choice(WAITS)))
        return steps + [("keys", b"\x1b", chance.choice([0, 0.03])) for _ in range(8)] + [("keys", b"Q", 0)]

    def text(self):
        lines = [f"{self.address}, map {self.map}, TERM={self.terminal[0]} LANG={self.terminal[1]}, "
                 f"{self.size[0]}x{self.size[1]}"]
        for steps in self.lives:
            lines.append(", ".join(f"{what if kind == 'keys' else f'{kind} {what}'}"
                                   + (f" {wait:.3f}s" if wait else "") for kind, what, wait in steps))
        return "\n  then again: ".join([lines[0] + "\n  sent: " + lines[1], *lines[2:]])


class Console:
    """gavel on a terminal of its own, in a home of its own."""

    def __init__(self, estate, plan, home, again):
        self.estate, self.home, self.beside, self.status = estate, home, [], None
        self.wrote, self.painted = b"", False
        fresh = [] if again else ["--fresh", plan.address]
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(home)  # exports go there
            os.environ.update(HOME=home, TERM=plan.terminal[0], LANG=plan.terminal[1])
            os.execv(estate.gavel, [estate.gavel, *estate.options(home, plan.map), *fresh])
        self.resize(plan.size)

    def resize(self, size):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))

    def read(self, seconds):
        """Takes what is painted for so long; False when there is no more."""
        until = time.monotonic() + seconds
        while True:
            left = max(0, until - time.monotonic())
            if not select.select([self.fd], [], [], left)[0]:
                return True
            try:
                self.wrote = (self.wrote + os.read(self.fd, 65536))[-65536:]
            except OSError:
                return False
            self.painted = self.painted or b"\x1b" in self.wrote  # which no terminal echoes

    def take(self, step):
        kind, what, wait = step
        if kind == "keys":
            if what == INTERRUPT and not self.painted:
                return  # what it is to any program
            try:
                os.write(self.fd, what)
            except OSError:
                return
        elif kind == "size":
            self.resize(what)
        elif kind == "beside":
            self.beside.append(self.estate.start(self.home, *what))
        self.read(wait)

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self.status = status if pid else None
        return self.status is not None

    def leave(self, within):
        """Out of whatever is open, a paste that has no end too, then out of the program."""
        until, at = time.monotonic() + within, time.monotonic() + 1
        while not self.ended() and time.monotonic() < until:
            self.read(0.01)
            if time.monotonic() > at:
                self.take(("keys", b"\x1b[201~\x1b", 0.3))
                self.take(("keys", b"Q", 0))
                at = time.monotonic() + 1
        return self.ended()

    def company(self):
        """What still runs in the console's home, but for what makes the text index and may stay."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline") as line:
                    if os.readlink(f"/proc/{pid}/cwd") == self.home and "--background" not in (words := line.read()):
                        found.append((int(pid), words.replace("\0", " ")))
            except OSError:
                pass  # gone meanwhile, or a zombie
        return found

    def left_behind(self, within):
        until = time.monotonic() + within
        while (found := self.company()) and time.monotonic() < until:
            self.read(0.02) or time.sleep(0.02)
        return found

    def close(self):
        for pid, _ in self.company():
            with contextlib.suppress(ProcessLookupError):  # it may just go
                os.kill(pid, signal.SIGABRT)  # a core tells where it was
        if not self.ended():
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def fault(self, patience):
        """What is wrong with how it ends, or None."""
        if not self.leave(patience):
            return f"did not leave within {patience:.0f} s of Q"
        if os.WIFSIGNALED(self.status):
            return f"ended by {signal.Signals(os.WTERMSIG(self.status)).name}"
        if os.WEXITSTATUS(self.status):
            return f"ended with {os.WEXITSTATUS(self.status)}"
        for child in self.beside:
            child.wait()
        if left := self.left_behind(patience):
            return f"left behind: {left}"
        return None


class Estate:
    """The demo estate, made once; each console has a copy. Later deliveries are what comes beside it."""

    def __init__(self, options, home):
        self.gavel, self.home, self.patience, maker = os.path.abspath(options.gavel), home, options.patience, options.estate
        if os.path.exists(f"{home}/2/later.yaml"):
            return
        for stage in ("1", "2"):
            subprocess.run([maker, "--out", f"{home}/{stage}", "--now", NOW, "--seed", "7", "--stage", stage], check=True)
        for keymap in MAPS:
            self.configure(f"{home}/1", keymap)
        subprocess.run([self.gavel, *self.options(f"{home}/1", MAPS[0]), "sync"], check=True, capture_output=True)
        self.configure(f"{home}/2", "later")

    def configure(self, folder, name):
        with open(f"{folder}/gavel.yaml") as file:
            text = file.read()
        with open(f"{folder}/{name}.yaml", "w") as file:
            file.write(text + (f"keys: {name}\n" if name in MAPS else ""))
        os.chmod(f"{folder}/{name}.yaml", 0o600)

    def options(self, home, config):
        return ["--config", f"{self.home}/{'2' if config == 'later' else '1'}/{config}.yaml", "--cache",
                f"{home}/cache.db", "--now", NOW]

    def start(self, home, *words):
        return subprocess.Popen([self.gavel, *self.options(home, "later"), *words], cwd=home, stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def play(estate, plan):
    """None, or what is wrong with a console that is given this."""
    home = tempfile.mkdtemp(prefix=f"{plan.seed}.", dir=estate.home)
    shutil.copytree(f"{estate.home}/1", home, dirs_exist_ok=True, ignore=shutil.ignore_patterns("scans"))
    for number, steps in enumerate(plan.lives):
        console = Console(estate, plan, home, number > 0)
        for step in steps:
            console.take(step)
        fault = console.fault(estate.patience)
        console.close()
        if fault:
            said = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b[()][0-9A-B]", " ", console.wrote[-3000:].decode(errors="replace"))
            return f"{fault}\n  {plan.text()}\n  its last words: {re.sub(' +', ' ', said)!r}"
    shutil.rmtree(home, ignore_errors=True)  # what makes its text index may still write
    return None


def play_seed(task):
    estate, alphabets, seed = task
    return seed, play(estate, Plan(seed, alphabets))


def seeds(options):
    if options.seed is not None:
        yield from [options.seed] * options.times
        return
    until = time.monotonic() + options.seconds if options.seconds else None
    count = 0
    while time.monotonic() < until if until else count < options.consoles:
        yield options.first + count
        count += 1


def read_options():
    parser = argparse.ArgumentParser(usage=__doc__.partition("Usage: ")[2].partition("\n\n")[0])
    parser.add_argument("gavel")
    parser.add_argument("estate")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--first", type=int, default=None)
    parser.add_argument("--consoles", type=int, default=20)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--home")
    parser.add_argument("--patience", type=float, default=PATIENCE)
    parser.add_argument("--beside", type=int, default=3)
    options = parser.parse_args()
    options.home = options.home and os.path.abspath(options.home)
    options.first = options.first if options.first is not None else random.SystemRandom().randrange(1 << 32)
    return options


def main():
    options, passed, failed = read_options(), 0, 0
    home = options.home or tempfile.mkdtemp(prefix="gavel-keys-")
    try:
        estate = Estate(options, home)
        alphabets = {name: Alphabet(estate.gavel, f"{home}/1/{name}.yaml") for name in MAPS}
        with multiprocessing.Pool(options.beside) as pool:
            begun = threading.Semaphore(2 * options.beside)  # the pool takes whatever there is to do
            tasks = ((estate, alphabets, seed) for seed in seeds(options) if begun.acquire())
            for seed, fault in pool.imap_unordered(play_seed, tasks):
                begun.release()
                passed, failed = passed + (not fault), failed + bool(fault)
                if fault:
                    print(f"keys: seed {seed}: {fault}\n  again: {sys.argv[0]} {options.gavel} {options.estate} "
                          f"--seed {seed} --times 20", file=sys.stderr, flush=True)
    finally:
        if not options.home:
            shutil.rmtree(home, ignore_errors=True)
    print(f"keys: {passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
