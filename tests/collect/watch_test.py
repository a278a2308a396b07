#!/usr/bin/env python3
"""`gavel sync --watch`: by schedule, side by side, through failures, reloads, signals and kills.

Every wait is for a line that the watch or a collector writes. Usage: watch_test.py GAVEL
"""
import itertools
import json
import multiprocessing
import os
import pty
import random
import re
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 30  # seconds until a wait has failed
STREAM = "".join('{"t":"%s}\n' % line for line in (
    'hello","proto":1,"plugin":"p","version":"1"',
    'scope","id":1,"kind":"cost","key":["000000000000","NAME","2024-01"],"mode":"replace",'
    '"at":1706745600,"delivery":"d"',
    'str","id":1,"v":"000000000000"', 'str","id":2,"v":"Usage"', 'str","id":3,"v":"USD"',
    'cost","scope":1,"from":1704067200,"to":1704153600,"account":1,"line_type":2,'
    '"currency":3,"n":1,"unblended":"1.25","amortized":"1.25"',
    'bill","scope":1,"format":"p","payer":"000000000000","report":"NAME","period":"2024-01",'
    '"delivery":"d","delivered":1706745600,"rows":1,"invoiced":0,"first":1704067200,'
    '"last":1704153600,"columns":0,"has_net":false,"has_resource":false,"has_on_demand":false,'
    '"identity":true,"inexact":false',
    'end","scope":1,"complete":true,"rows":1,"rejected":0', 'done"'))


class Home:
    """A home with collectors in shell, a gavel.yaml, and a watch."""

    def __init__(self, gavel):
        self.gavel, self.failed, self.checks = gavel, [], 0
        self.path = tempfile.mkdtemp(prefix="gavel-watch-")
        self.watch = self.config = None
        self.said = []
        open(self.file("events"), "w").close()

    def file(self, name):
        return os.path.join(self.path, name)

    def collector(self, name, before="", after=""):
        """Writes a collector that notes its begin and end in `events`, and whether it is alone."""
        stream = self.file(name + ".stream")
        with open(stream, "w") as f:
            f.write(STREAM.replace("NAME", name))
        path = self.file(name + ".sh")
        with open(path, "w") as f:
            f.write(f"""#!/bin/sh
[ "$1" = collect ] || exit 0
exec 9>'{self.path}/{name}.alone'
flock -n 9 || echo "double {name}" >>'{self.path}/events'
echo "begin {name} $$" >>'{self.path}/events'
{before}
cat '{stream}'
{after}
echo "end {name}" >>'{self.path}/events'
""")
        os.chmod(path, 0o755)
        return path

    def configure(self, sources, more="", place=""):
        """sources: name -> (collector path, keys)."""
        text = (f"archive: {self.path}/{place}archive\ncache: {self.path}/{place}cache.db\n"
                f"sandbox: off\n{more}sources:\n")
        for name, (plugin, keys) in sources.items():
            text += f"  {name}:\n    plugin: {plugin}\n"
            text += "".join(f"    {key}: {value}\n" for key, value in keys.items())
        self.put("gavel.yaml", text)

    def put(self, name, text):
        with open(self.file(name + ".new"), "w") as f:
            f.write(text)
        os.chmod(self.file(name + ".new"), 0o600)
        os.rename(self.file(name + ".new"), self.file(name))

    def run(self, *args):
        env = {**os.environ, "HOME": self.path}
        return subprocess.run([self.gavel, "--config", self.file("gavel.yaml"), *args],
                              capture_output=True, text=True, env=env, timeout=PATIENCE)

    def start(self, **more):
        env = {**os.environ, "HOME": self.path, **more}
        self.said = []
        self.watch = subprocess.Popen(
            [self.gavel, "--config", self.file("gavel.yaml"), "sync", "--watch"],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, env=env)
        os.set_blocking(self.watch.stderr.fileno(), False)
        self.rest = ""

    def read(self, seconds):
        """Takes what the watch says within that time; False at its end or when it says nothing."""
        if not select.select([self.watch.stderr], [], [], seconds)[0]:
            return False
        got = os.read(self.watch.stderr.fileno(), 65536).decode()
        lines = (self.rest + got).split("\n")
        self.rest = lines.pop()
        self.said += lines
        return bool(got)

    def wait(self, pattern, since=0):
        """The first line of the watch from `since` on that fits."""
        until = time.monotonic() + PATIENCE
        while True:
            for at in range(since, len(self.said)):
                if re.search(pattern, self.said[at]):
                    return self.said[at]
            if time.monotonic() > until or not self.read(until - time.monotonic()):
                raise AssertionError(f"no line '{pattern}' in {self.said[since:]}")

    def event(self, pattern, nth=1):
        """The nth line of the collectors that fits; inotify would do, a pipe is simpler."""
        tail = subprocess.Popen(["tail", "-n", "+1", "-f", self.file("events")],
                                stdout=subprocess.PIPE, text=True)
        alarm = signal.signal(signal.SIGALRM, lambda *_: tail.kill())
        signal.alarm(PATIENCE)
        fits = (line for line in tail.stdout if re.search(pattern, line))
        found = next(itertools.islice(fits, nth - 1, None), None)
        signal.alarm(0)
        signal.signal(signal.SIGALRM, alarm)
        tail.kill()
        tail.wait()
        if not found:
            raise AssertionError(f"no event '{pattern}'")
        return found.split()

    def stop(self, number=signal.SIGTERM):
        """Ends the watch; how long that took."""
        begin = time.monotonic()
        self.watch.send_signal(number)
        while self.read(PATIENCE):
            pass
        code = self.watch.wait(PATIENCE)
        self.watch.stderr.close()
        return code, time.monotonic() - begin

    def events(self):
        return [line.split() for line in open(self.file("events"))]

    def check(self, what, got, want=True):
        self.checks += 1
        if got != want:
            self.failed.append(f"{what}: got {got!r}, want {want!r}")


def report(name, homes):
    """Says what failed and how many checks there were, and removes the homes; the exit code."""
    failed = [text for home in homes for text in home.failed]
    for text in failed:
        print(f"{name}_test:", text, file=sys.stderr)
    print(f"{name}: {sum(home.checks for home in homes) - len(failed)} passed, {len(failed)} failed")
    for home in homes:
        if home.watch and home.watch.poll() is None:
            home.watch.kill()
        shutil.rmtree(home.path, ignore_errors=True)
    return 1 if failed else 0


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pid):
    """Waits until a process that is not our child has ended."""
    try:
        fd = os.pidfd_open(int(pid))
    except ProcessLookupError:
        return True
    done = bool(select.select([fd], [], [], PATIENCE)[0])
    os.close(fd)
    return done


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as f:
        return [int(word) for word in f.read().split()]


def switches(pid):
    with open(f"/proc/{pid}/status") as f:
        return sum(int(line.split()[1]) for line in f if "ctxt_switches" in line)


def resident(pid):
    with open(f"/proc/{pid}/status") as f:
        return next(int(line.split()[1]) for line in f if line.startswith("VmRSS"))


# ---- Cases ----

def schedule(home):
    """Runs by the second; one that fails and one that hangs do not hold up the third."""
    bad = home.collector("bad", before="echo 'E! disk full' >&2; exit 1")
    hang = home.collector("hang", before="read -r nothing </dev/zero; exec tail -f /dev/null")
    good = home.collector("good")
    home.configure({"bad": (bad, {"every": "1s"}),
                    "hang": (hang, {"every": "1s", "deadline": "1s"}),
                    "good": (good, {"every": "1s"})}, "parallel: 3\n")
    home.start()
    line = home.wait("run source=bad ")
    home.check("what failed", re.sub(r".* run|next=.*|seconds=\d+ ", "", line).split(" error")[0],
               " source=bad result=failed rows=0 rejected=0 failures=1")
    home.check("why", "disk full" in line)
    failed = re.match(r"(\S+) .*next=(\S+)$", line).groups()
    at = [time.mktime(time.strptime(t, "%Y-%m-%dT%H:%M:%SZ")) for t in failed]
    home.check("back-off", at[1] - at[0] in (29, 30))
    line = home.wait("run source=hang ")
    home.check("deadline", "did not finish within 1 s and was stopped" in line)
    at = len(home.said)
    home.wait("run source=good result=ok rows=1", at)
    home.wait("run source=good result=ok", len(home.said))
    home.check("bad waits", sum("source=bad" in line for line in home.said), 1)
    code, took = home.stop()
    home.check("exit", code, 0)
    home.check("ended in time", took < 2)
    home.check("last words", [line.split()[1] for line in home.said[-2:]], ["stop", "end"])
    log = home.run("source", "log", "bad").stdout
    home.check("log", "E  disk full" in log and "the run failed" in log)
    listed = json.loads(home.run("source", "list", "--json").stdout)["rows"]
    home.check("listed", [(r["source"], r["failures"]) for r in listed],
               [("bad", 1), ("hang", 1), ("good", 0)])


def side_by_side(home):
    """Of three that are due, two run at a time; each alone."""
    gated = {name: (home.collector(name, before=f"read -r word <'{home.file(name + '.gate')}'"),
                    {"every": "1h", "jitter": "0s"}) for name in ("a", "b", "c")}
    for name in gated:
        os.mkfifo(home.file(name + ".gate"))
    home.configure(gated)
    home.start()
    home.event("begin", 2)
    for turn in range(1, 4):
        name = home.event("begin", turn)[1]
        with open(home.file(name + ".gate"), "w") as gate:
            gate.write("go\n")
        home.wait(f"run source={name} result=ok")
    home.stop()
    running = most = 0
    for word, *_ in home.events():
        running += {"begin": 1, "end": -1}[word]
        most = max(most, running)
    home.check("two at a time", most, 2)


def missed(home):
    """Planned runs that passed are counted, shown, and made up for once."""
    home.configure({"m": (home.collector("m"), {"every": "1h", "jitter": "0s"})})
    home.run("sync", "m")
    state = home.file("archive.sources/m.json")
    kept = json.load(open(state))
    now = int(time.time())
    kept["last_run"] = kept["last_success"] = now - 5 * 3600
    json.dump(kept, open(state, "w"))
    count = (now - 60) // 3600 - (now - 5 * 3600) // 3600
    first = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime((now - 5 * 3600) // 3600 * 3600 + 3600))
    home.check("listed", f"missed {count} runs since {first}" in home.run("source", "list").stdout)
    home.check("shown", f"missed {count} runs since {first}" in home.run("source", "show", "m").stdout)
    row = json.loads(home.run("source", "list", "--json").stdout)["rows"][0]
    home.check("json", (row["missed"], row["missed_since"]),
               (count, (now - 5 * 3600) // 3600 * 3600 + 3600))
    doctor = home.run("doctor").stdout
    home.check("doctor", f"missed {count} runs since {first}" in doctor and "does not run" in doctor)
    home.start()
    home.check("said", f"missed={count} " in home.wait("run source=m result=ok"))
    home.check("doctor sees the watch", "--watch` runs" in home.run("doctor").stdout)
    home.stop()
    home.check("once", sum("run source=m" in line for line in home.said), 1)
    row = json.loads(home.run("source", "list", "--json").stdout)["rows"][0]
    home.check("made up", row["missed"], 0)
    home.check("remembered", f"{count} since {first}, made up at" in
               home.run("source", "show", "m").stdout)


def reloads(home):
    """gavel.yaml is read anew when it is written and on HUP; a wrong one changes nothing."""
    first = {"one": (home.collector("one"), {"every": "1h"})}
    home.configure(first)
    home.start()
    home.wait("run source=one result=ok")
    home.configure({**first, "two": (home.collector("two"), {"every": "1h"})})
    home.check("sources", "result=ok sources=2" in home.wait("reload"))
    home.wait("run source=two result=ok")
    at = len(home.said)
    home.put("gavel.yaml", "sources:\n  one:\n    plugin: p\n    evry: [1h]\n")
    line = home.wait("reload", at)
    home.check("kept", "result=kept" in line and "gavel.yaml:4: " in line and "sources=2" in line)
    at = len(home.said)
    home.configure(first, place="elsewhere/")
    home.check("moved", "that takes a restart" in home.wait("reload result=kept .*restart", at))
    home.configure(first)
    home.wait("reload result=ok sources=1", at)
    grown = []
    for turn in range(200):
        at = len(home.said)
        home.watch.send_signal(signal.SIGHUP)
        home.wait("reload result=ok sources=1", at)
        if turn in (50, 199):
            grown.append(resident(home.watch.pid))
    # What the sanitizer sets aside grows by itself.
    sanitized = "libasan" in open(f"/proc/{home.watch.pid}/maps").read()
    home.check(f"no growth in 150 reloads {grown}", sanitized or grown[1] - grown[0] < 256)
    at = len(home.said)
    with open(home.file("gavel.yaml"), "a") as f:
        f.write("# written in place\n")
    home.wait("reload result=ok sources=1", at)
    at = len(home.said)
    with open(home.file("accounts.yaml"), "w") as f:
        f.write("'1': One\n")
    os.chmod(home.file("accounts.yaml"), 0o600)
    home.wait("reload", at)
    again = home.run("sync", "--watch")
    home.check("a second watch", (again.returncode, "another `gavel sync --watch`" in again.stderr),
               (4, True))
    code, _ = home.stop(signal.SIGINT)
    home.check("INT", code, 0)


def stubborn(home):
    """A collector that ignores TERM, with a grandchild in a session of its own: nobody is left."""
    path = home.collector("deaf", before=f"""trap '' TERM
setsid sh -c 'trap "" TERM; echo "child deaf $$" >>"{home.path}/events"; exec tail -f /dev/null' &
exec tail -f /dev/null""")
    home.configure({"deaf": (path, {"every": "1h"})})
    home.start()
    home.wait("ready")
    pids = [home.event("child deaf")[2], home.event("begin deaf")[2]]
    worker = children(home.watch.pid)
    home.check("all there", [alive(pid) for pid in pids + worker], [True] * (2 + len(worker)))
    code, took = home.stop()
    home.check("exit", code, 0)
    home.check(f"ended within 2 s ({took:.2f})", took < 2)
    home.check("nobody is left", [alive(pid) for pid in pids + worker], [False] * (2 + len(worker)))
    home.check("due at once", json.loads(home.run("source", "list", "--json").stdout)["rows"][0]
               ["next"] <= time.time())
    # A run that is killed has failed, and its collector is gone.
    open(home.file("events"), "w").close()
    home.start()
    home.wait("ready")
    pids = [home.event("child deaf")[2], home.event("begin deaf")[2]]
    os.kill(children(home.watch.pid)[0], signal.SIGKILL)
    line = home.wait("run source=deaf")
    home.check("crashed", "result=crashed" in line and "failures=1" in line and
               "killed by signal 9" in line)
    home.check("its collector too", [gone(pid) for pid in pids], [True, True])
    home.stop()


def hung_up(home):
    """Started in a terminal that goes away, it ends; its run too."""
    path = home.collector("long", before="exec tail -f /dev/null")
    home.configure({"long": (path, {"every": "1h"})})
    os.environ["HOME"] = home.path
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(home.gavel, [home.gavel, "--config", home.file("gavel.yaml"), "sync", "--watch"])
    run = home.event("begin long")[2]
    ended = os.pidfd_open(pid)
    os.close(terminal)
    home.check("it ends", bool(select.select([ended], [], [], PATIENCE)[0]))
    home.check("well", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), 0)
    home.check("and its run", gone(run))
    os.close(ended)


def elsewhere(home):
    """A source that somebody runs by hand is left to them, and is not due when they are done."""
    os.mkfifo(home.file("gate"))
    path = home.collector("hand", before=f"read -r word <'{home.file('gate')}'")
    home.configure({"hand": (path, {"every": "1h", "jitter": "0s"})})
    child = subprocess.Popen([home.gavel, "--config", home.file("gavel.yaml"), "sync"],
                             env={**os.environ, "HOME": home.path}, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    home.event("begin hand")
    home.start()
    home.wait("ready")
    home.check("listed", "runs now" in home.run("source", "list").stdout)
    with open(home.file("gate"), "w") as gate:
        gate.write("go\n")
    home.check("by hand", child.wait(PATIENCE), 0)
    while home.read(0.5):
        pass
    home.stop()
    home.check("one run", [e[0] for e in home.events()], ["begin", "end"])


def told(home):
    """systemd hears when it is ready, what it does, that it lives, and that it ends."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(home.file("notify"))
    listener.settimeout(PATIENCE)
    home.configure({"one": (home.collector("one"), {"every": "1h"})})
    home.start(NOTIFY_SOCKET=home.file("notify"), WATCHDOG_USEC="2000000")
    home.check("first", listener.recv(4096).decode().split("\n")[0], "READY=1")
    home.check("status", re.fullmatch(r"WATCHDOG=1\nSTATUS=1 sources, \d running, next .*",
                                      listener.recv(4096).decode()) is not None)
    home.wait("run source=one")
    listener.setblocking(False)
    try:
        while True:
            listener.recv(4096)
    except BlockingIOError:
        listener.settimeout(PATIENCE)
    home.check("alive", listener.recv(4096).decode().startswith("WATCHDOG=1\n"))
    home.watch.send_signal(signal.SIGTERM)
    while (word := listener.recv(4096).decode()) and word.startswith("WATCHDOG"):
        pass
    home.check("stopping", word, "STOPPING=1")
    home.stop()


def unwritable(home):
    """What a run cannot note is no reason to run it again at once, and is told."""
    home.configure({"lost": (home.collector("lost"), {"every": "1h"})})
    os.makedirs(home.file("archive.sources/lost.json/in-the-way"))
    home.start()
    line = home.wait(r"run source=lost result=failed")
    said = re.search(r'^(\S+) .* error="[^"]*lost\.json[^"]*" next=(\S+)$', line)
    home.check("says why", bool(said), True)
    if said:
        then, following = (time.mktime(time.strptime(t, "%Y-%m-%dT%H:%M:%SZ"))
                           for t in said.groups())
        home.check("a minute later", 59 <= following - then <= 61, True)
    home.stop()


def idle(home):
    """Nothing is due: nothing is said and the process does not wake up."""
    home.configure({"one": (home.collector("one"), {"every": "52w"})})
    home.start()
    home.wait("run source=one result=ok")
    while home.read(0.5):
        pass
    before = switches(home.watch.pid)
    home.check("silent", home.read(3), False)
    home.check("no wakeup", switches(home.watch.pid) - before, 0)
    home.stop()


def killed(home):
    """Killed at any moment and started again: nothing is lost and nothing runs twice at once."""
    rounds, pick = int(os.environ.get("ROUNDS", "20")), random.Random(int(os.environ.get("SEED", "1")))
    names = ["a", "b", "c"]
    home.configure({name: (home.collector(name), {"every": "1s"}) for name in names})
    for _ in range(rounds):
        home.start()
        home.wait("ready")
        home.read(pick.random() * 0.3)
        workers = children(home.watch.pid)
        home.watch.kill()
        home.watch.wait()
        home.watch.stderr.close()
        home.check("its runs end too", all(gone(pid) for pid in workers))
    home.start()
    for name in names:
        home.wait(f"run source={name} result=ok")
    home.stop()
    home.check("never two of one", [e for e in home.events() if e[0] == "double"], [])
    home.check("archive", home.run("archive", "verify").returncode, 0)
    home.check("cache", home.run("cache", "verify").returncode, 0)
    rows = json.loads(home.run("show", "cost", "--by", "service", "period:2024-01", "--json").stdout)["rows"]
    home.check("nothing lost, nothing twice", "3.75" in json.dumps(rows))


def due(home):
    """--due runs what is due and ends; what is not due is left alone."""
    home.configure({"soon": (home.collector("soon"), {"every": "1h"}),
                    "hand": (home.collector("hand"), {})})
    home.check("first", home.run("sync", "--due").returncode, 0)
    home.check("again", home.run("sync", "--due").returncode, 0)
    home.check("ran", [e[:2] for e in home.events()], [["begin", "soon"], ["end", "soon"]])
    home.check("both", home.run("sync", "--due", "--watch").returncode, 2)
    home.check("named", home.run("sync", "--watch", "soon").returncode, 2)
    home.check("dry", home.run("sync", "--watch", "--dry-run").returncode, 2)
    home.check("clock", home.run("sync", "--watch", "--now", "2026-01-01").returncode, 2)
    home.configure({"hand": (home.collector("hand"), {})})
    none = home.run("sync", "--watch")
    home.check("none", (none.returncode, "no source has `every:` or `at:`" in none.stderr), (2, True))


def keeps(home):
    """`keep_runs` lets go once a day of what nothing shows; a log is begun anew when it is full."""
    path = home.collector("grows")
    with open(path, "a") as f:
        f.write("echo 'W! " + "x" * 400 + "' >&2\n")
    text = open(path).read().replace("cat '", f"""n=$(($(cat '{home.path}/n' 2>/dev/null || echo 0) + 1))
echo $n >'{home.path}/n'
sed "s/1706745600/$((1706745600 + n))/; s/\\"d\\"/\\"d$n\\"/" '""")
    open(path, "w").write(text)
    home.configure({"grows": (path, {"every": "1w"})}, "keep_runs: 2\nlog_keep: 2\nlog_size: 1000\n")
    for _ in range(8):
        home.run("sync", "grows")
    home.start()
    home.wait(r"run source=.keep result=ok .*next=")
    home.stop()
    entries = json.loads(home.run("archive", "list", "--json").stdout)["rows"]
    home.check("the newest two stay", [bool(e["pruned"]) for e in entries], [True] * 6 + [False] * 2)
    home.check("once a day", sum("source=.keep" in line for line in home.said), 1)
    home.check("cache", home.run("cache", "verify").returncode, 0)
    logs = sorted(n for n in os.listdir(home.file("archive.sources")) if ".log" in n)
    home.check("logs", logs, ["grows.log", "grows.log.1", "grows.log.2"])
    home.check("log lines", len(home.run("source", "log", "grows", "--lines", "4").stdout.split("\n")),
               5)
    said = home.run("source", "log", "grows").stdout.split("\n")
    times = [line[:20] for line in said if line]
    home.check("in order", times, sorted(times))
    rows = json.loads(home.run("source", "log", "grows", "--lines", "1", "--json").stdout)["rows"]
    home.check("json", (rows[0]["level"], rows[0]["text"]),
               ("I", "the run went well: 1 rows, 0 rejected"))
    home.check("lines", home.run("source", "log", "grows", "--lines", "none").returncode, 2)


def attempt(case):
    """Does one case in a home of its own, which has what came of it."""
    home = Home(os.path.abspath(sys.argv[1]))
    try:
        case(home)
    except AssertionError as fault:
        home.failed.append(str(fault))
    home.failed = [f"{case.__name__}: {text}" for text in home.failed]
    if home.watch and home.watch.poll() is None:
        home.watch.kill()
    home.watch = None
    return home


def main():
    cases = [schedule, side_by_side, missed, reloads, stubborn, hung_up, elsewhere, told, unwritable, idle,
             killed, due, keeps]
    wanted = [case for case in cases if len(sys.argv) == 2 or case.__name__ in sys.argv[2:]]
    # They wait far more than they work, each for itself.
    with multiprocessing.Pool(3) as pool:
        return report("watch", pool.map(attempt, wanted, 1))


if __name__ == "__main__":
    sys.exit(main())
