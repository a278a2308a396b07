#!/usr/bin/env python3
"""What a hostile collector tries, inside the sandbox and outside of it.

Usage: sandbox_test.py GAVEL HOSTILE [PART-OF-A-NAME]

A case is an attempt of tests/hostile, what gavel has to say of it, and what it says when the same
is tried with `sandbox: off`, so that a case whose attempt is impossible anyway is noticed. The
texts of refusals are those of errno(3): EACCES is Landlock's answer, EPERM and ENOSYS seccomp's.
"""
import os
import pty
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from functools import partial

NOBODY = 65534
DENIED, REFUSED, ABSENT = "Permission denied", "Operation not permitted", "Function not implemented"
ANY = ""  # outside of the sandbox it depends on the kernel or would hurt: not asserted


def told(call, answer=REFUSED):
    return rf"(?s)sandbox: {call}\(2\) was tried and refused.*{answer}"


def stopped(call):
    return rf"source 'hostile': the collector was stopped by the sandbox: it tried {call}\(2\)$"


def stopped_for(why):
    return rf"source 'hostile': the collector was stopped by the sandbox: {why}"


# (attempt, on, inside, outside, more keys). {home}: the test's folder; outside None: as root only.
FILES = [
    ("read", "/etc/shadow", DENIED, ANY),
    ("read", "/etc/passwd", DENIED, "got read"),
    ("read", "{home}/private", DENIED, "got read"),
    ("read", "{home}/archive/index", DENIED, "got read"),
    ("read", "{home}/cache.db", DENIED, "got read"),
    ("read", "{home}/gavel.yaml", DENIED, "got read"),
    ("read", "/proc/self/root{home}/private", DENIED, "got read"),
    ("list", "{home}", DENIED, "got list"),
    ("list", "/", DENIED, "got list"),
    ("list", "/tmp", DENIED, "got list"),
    ("list", "/proc", DENIED, "got list"),
    ("parent", "environ", DENIED, "got parent"),
    ("parent", "cmdline", DENIED, "got parent"),
    ("parent", "root{home}/private", DENIED, "got parent"),
    ("beneath", "../private", DENIED, "got beneath"),
    ("beneath", "link", DENIED, "got beneath"),
    ("beneath", "part", "got beneath", "got beneath"),
    ("own link", "{home}/private", DENIED, "got own link"),
    ("append", "{home}/private", DENIED, "got append"),
    ("append", "{home}/archive/index", DENIED, ANY),
    ("create", "{home}/fresh", DENIED, "got create"),
    ("create", "/tmp/gavel-hostile.{pid}", DENIED, "got create"),
    ("truncate", "{home}/private", DENIED, "got truncate"),
    ("truncate by reading", "{home}/private", DENIED, "got truncate by reading"),
    ("remove", "{home}/private", DENIED, "got remove"),
    ("link", "{home}/private", "link: (Permission denied|Invalid cross-device link)", ANY),
    ("chmod", "{home}/private", told("f?chmod(at)?"), "got chmod"),
    ("touch", "{home}/private", told("utimensat"), "got touch"),
    ("change input", "part", told("fchmod"), "got change input"),
    ("write input", "part", DENIED, "got write input"),
    ("execute born", "", DENIED, "the collector said nothing"),
    ("inherited", "", r"descriptors: 10 11 \(\)", r"descriptors: 10 11 \(\)"),
]

CALLS = [
    ("socket", "2 1 0", told("socket"), "got socket"),     # AF_INET, TCP
    ("socket", "10 1 0", told("socket"), ANY),             # AF_INET6, TCP
    ("socket", "2 2 0", told("socket"), "got socket"),     # UDP
    ("socket", "1 1 0", told("socket"), "got socket"),     # AF_UNIX
    ("socket", "2 3 6", told("socket"), ANY),              # raw
    ("socket", "16 3 0", told("socket"), "got socket"),    # AF_NETLINK
    ("socket", "17 3 0", told("socket"), ANY),             # AF_PACKET
    ("socket", "40 1 0", told("socket"), ANY),             # AF_VSOCK
    ("pair", "1", "got pair", "got pair"),
    ("pair", "2", told("socketpair"), "got pair"),
    ("ptrace", "", stopped("ptrace"), ANY),
    ("peek", "", stopped("process_vm_readv"), "got peek"),
    ("grab", "", stopped("pidfd_getfd"), "got grab"),
    ("signal", "0", REFUSED, "got signal"),
    ("signal", "18", REFUSED, "got signal"),               # SIGCONT
    ("signal group", "", REFUSED, ANY),
    ("limit", "", told("prlimit64"), "got limit"),
    ("nice", "", told("setpriority"), "got nice"),
    ("unshare", "", stopped("unshare"), "got unshare"),
    ("clone", "", stopped("clone"), "got clone"),
    ("clone3", "", f"clone3: {ABSENT}", "got clone3"),
    ("mount", "", stopped("unshare"), ANY),
    ("setns", "", stopped("setns"), ANY),
    ("personality", "", told("personality"), "got personality"),
    ("uring", "", told("io_uring_setup"), ANY),
    ("number", "165", stopped("mount"), "number: "),
    ("number", "246", stopped("kexec_load"), "number: "),
    ("number", "248", told("add_key"), "number: "),
    ("number", "250", told("keyctl"), "number: "),
    ("number", "298", told("perf_event_open"), "number: "),
    ("number", "304", stopped("open_by_handle_at"), "number: "),
    ("number", "319", f"number: {ABSENT}", "number: Bad address"),   # memfd_create
    ("number", "29", f"number: {ABSENT}", "number: Invalid"),        # shmget
    ("number", "321", stopped("bpf"), "number: "),
    ("number", "323", told("userfaultfd"), ANY),
    ("number", "154", told("modify_ldt"), ANY),
    ("number", "1073741863", stopped_for("it tried a system call that no collector may make"), ANY),
    ("other machine", "", stopped_for("it tried a system call that no collector may make"), ANY),
    ("type", "", stopped("ioctl"), "type: Inappropriate ioctl"),
    ("privileges", "", f"privileges: {REFUSED}", "got privileges"),
]

MANY = "it had more than 512 processes and threads at a time"
AMOUNTS = [
    ("forks", "400", "got forks", "got forks"),
    # An account that is bounded by RLIMIT_NPROC may meet that before it is measured.
    ("forks", "600 20", stopped_for(MANY) + "|forks: Resource temporarily unavailable", None),
    ("bomb", "12", stopped_for(MANY), ANY),
    ("threads", "600 20", stopped_for(MANY) + "|threads: Resource temporarily unavailable", None),
    ("memory", "512", "Cannot allocate memory", "got memory", "memory: 256MiB"),
    ("shared", "512 20", stopped_for("it used more than 256.0 MiB of memory"), None, "memory: 256MiB"),
    ("many", "512 20", stopped_for("it used more than 256.0 MiB of memory"), None, "memory: 256MiB"),
    ("many", "128 1", "got many", "got many", "memory: 256MiB"),
    ("spin", "", "the collector did not finish within 1 s and was stopped", ANY, "deadline: 1s"),
    ("large", "3", stopped_for("a file that it wrote grew too large"), "got large"),
    ("fill", "2100 20", stopped_for("it wrote more than 2.0 GiB of temporary files"), None),
    ("hidden", "2100 20", stopped_for("it wrote more than 2.0 GiB of temporary files"), None),
    ("entries", "21000 20", stopped_for("it made more than 20000 temporary files, or nested them too deep"), None),
]
# Without the sandbox the same goes on until it is done, a second later.
OUTSIDE = {"forks": "600", "threads": "600", "shared": "512 0", "many": "512 0", "fill": "80 0", "hidden": "80 0", "entries": "21000 0"}


class Bench:
    def __init__(self, gavel, hostile, uid):
        self.uid, self.passed, self.failed, self.skipped = uid, 0, [], 0
        self.home = tempfile.mkdtemp(prefix="gavel-sandbox-")
        self.gavel, self.hostile = (shutil.copy(p, self.home) for p in (gavel, hostile))
        self.sanitized = b"__asan_init" in open(gavel, "rb").read()
        os.makedirs(f"{self.home}/input")
        os.makedirs(f"{self.home}/tmp")
        self.write("input/part", "bytes")
        os.symlink("../private", f"{self.home}/input/link")
        os.chmod(self.home, 0o755)
        self.own()

    def own(self):
        if self.uid != os.getuid():
            subprocess.run(["chown", "-hR", f"{self.uid}:{self.uid}", self.home], check=True)

    def write(self, name, text, mode=0o600):
        with open(f"{self.home}/{name}", "w") as f:
            f.write(text)
        os.chmod(f"{self.home}/{name}", mode)

    def configure(self, sandbox, keys, plugin=None):
        self.write("private", "secret")
        source = [f"plugin: {plugin or self.hostile}", f"path: {self.home}/input", *keys]
        self.write("gavel.yaml", f"cache: {self.home}/cache.db\narchive: {self.home}/archive\n"
                   f"sandbox: {sandbox}\nsources:\n  hostile:\n    " + "\n    ".join(source) + "\n")
        for name in ("private", "gavel.yaml"):
            os.chown(f"{self.home}/{name}", self.uid, self.uid)
        if os.path.exists(f"{self.home}/fresh"):
            os.remove(f"{self.home}/fresh")

    def run(self, *args, **more):
        env = dict(os.environ, HOME=self.home, TMPDIR=f"{self.home}/tmp", AWS_SECRET_ACCESS_KEY="x",
                   XDG_CONFIG_HOME=self.home)
        user = {"user": self.uid, "group": self.uid, "extra_groups": []} if self.uid != os.getuid() else {}
        # In a session of its own: an attempt on gavel's group must not reach the test.
        return subprocess.run([self.gavel, "--config", f"{self.home}/gavel.yaml", *args], env=env,
                              cwd=self.home, text=True, stdin=subprocess.DEVNULL,
                              start_new_session=True, timeout=120, errors="replace",
                              **(more or {"capture_output": True}), **user)

    def sync(self, sandbox, keys, plugin=None):
        self.configure(sandbox, keys, plugin)
        done = self.run("sync", "hostile")
        return done.stderr + done.stdout

    def expect(self, what, good, got):
        if good:
            self.passed += 1
        else:
            self.failed.append(f"{what}: {got.strip()}")

    def is_clean(self, what):
        left = os.listdir(f"{self.home}/tmp")
        self.expect(f"{what}: nothing is left in TMPDIR", left == [], f"{left}")
        self.expect(f"{what}: no process is left", not self.orphans(), f"{self.orphans()}")

    def orphans(self, patience_ms=5000):
        """Processes of the hostile program that do not end."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                if os.readlink(f"/proc/{pid}/exe") == self.hostile:
                    found.append(int(pid))
            except OSError:
                pass
        return [pid for pid in found if not ends(pid, patience_ms)]


def ends(pid, patience_ms):
    """What was killed may take a moment to be gone."""
    try:
        fd = os.pidfd_open(pid)
    except OSError:
        return True
    wait = select.poll()
    wait.register(fd, select.POLLIN)
    done = wait.poll(patience_ms) != []
    os.close(fd)
    return done


def keys_of(attempt, on, more):
    return [f'attempt: "{attempt}"', f'with: "{on}"', *more]


def check(bench, case):
    attempt, on, inside, outside, *more = case
    on = on.replace("{home}", bench.home).replace("{pid}", str(os.getpid()))
    name = f"uid {bench.uid}: {attempt} {on}"
    small = os.statvfs(bench.home).f_bavail * os.statvfs(bench.home).f_frsize < 8 << 30
    if small and attempt in ("fill", "hidden") or bench.sanitized and attempt in ("ptrace", "memory", "shared", "many"):
        bench.skipped += 1
        return
    got = bench.sync("auto", keys_of(attempt, on, more))
    bench.expect(name, re.search(inside, got, re.M) is not None, got)
    bench.is_clean(name)
    if outside is None:
        outside, on = f"got {attempt}", OUTSIDE[attempt]
    if outside:
        got = bench.sync("off", keys_of(attempt, on, more))
        bench.expect(f"{name}, outside", re.search(outside, got, re.M) is not None, got)
    if os.path.exists(f"/tmp/gavel-hostile.{os.getpid()}"):
        os.remove(f"/tmp/gavel-hostile.{os.getpid()}")


# ---- What is no attempt of one line ----

def check_folder(bench):
    """Its folder is its home and goes, whatever was made in it."""
    got = bench.sync("auto", keys_of("folder", "", []))
    folder = re.search(r"folder (\S+)", got)
    # Whether it was measured while it stood is a matter of moments.
    bench.expect("a folder", folder is not None and re.search("got folder|nested them too deep", got), got)
    for what in ("home", "temporary"):
        bench.expect(f"{what} is the folder", f"{what} {folder and folder[1]}" in got, got)
    bench.is_clean("a folder of 3000 levels")


def check_daemon(bench):
    """What leaves its session elsewhere cannot here, and is ended with the rest."""
    got = bench.sync("auto", keys_of("daemon", "", []))
    bench.expect("a daemon", re.search(told("setsid"), got) is not None, got)
    bench.is_clean("a daemon")
    got = bench.sync("off", keys_of("daemon", "", []))
    left = bench.orphans(100)
    bench.expect("a daemon outside", "got daemon" in got and left != [], f"{got} {left}")
    for pid in left:
        os.kill(pid, 9)


def check_limits(bench):
    got = bench.sync("auto", keys_of("limits", "", ["deadline: 100s", "memory: 1GiB"]))
    for name, value in (("core", 0), ("cpu", 100 * os.cpu_count()), ("data", 1 << 30),
                        ("file", 2 << 30), ("files", 1024)):
        if name != "data" or not bench.sanitized:
            bench.expect(f"limit {name}", re.search(f"limit {name} {value}$", got, re.M) is not None, got)


def on_terminal(bench, sandbox, path):
    """gavel with a terminal of its own; what came out of it, besides what it said."""
    bench.configure(sandbox, keys_of("terminal", path, []))
    pid, master = pty.fork()
    if pid == 0:
        path = path.replace("{own}", os.ttyname(0))
        bench.configure(sandbox, keys_of("terminal", path, []))
        if bench.uid != os.getuid():
            os.chown(os.ttyname(0), bench.uid, bench.uid)
            os.setgroups([])
            os.setgid(bench.uid)
            os.setuid(bench.uid)
        os.environ.update(HOME=bench.home, TMPDIR=f"{bench.home}/tmp")
        os.execv(bench.gavel, [bench.gavel, "--config", f"{bench.home}/gavel.yaml", "sync", "hostile"])
    out = b""
    try:
        while chunk := os.read(master, 4096):
            out += chunk
    except OSError:
        pass
    os.waitpid(pid, 0)
    os.close(master)
    return out.decode(errors="replace")


def check_terminal(bench):
    got = on_terminal(bench, "auto", "{own}")
    bench.expect("the person's terminal", f"terminal: {DENIED}" in got and "hello\r" not in got, got)
    got = on_terminal(bench, "off", "{own}")
    bench.expect("the person's terminal, outside", "hello\r" in got, got)
    got = on_terminal(bench, "auto", "/dev/tty")
    bench.expect("/dev/tty", f"terminal: {DENIED}" in got, got)
    got = on_terminal(bench, "off", "/dev/tty")  # no controlling terminal even so
    bench.expect("/dev/tty, outside", "terminal: No such device or address" in got, got)


PYTHON = """#!/usr/bin/python3
import hashlib, json, os, socket, subprocess, sys, tempfile, threading
if sys.argv[1] == "describe":
    print(json.dumps(dict(plugin="py", version="1", proto=1, title="t", kinds=[], verbs=[], formats=[], config=[])))
    sys.exit()
request = json.loads(sys.stdin.readline())
say = lambda text: print("W!", text, file=sys.stderr, flush=True)
fd = os.open("part", os.O_RDONLY, dir_fd=request["root_fd"])
say("part " + os.read(fd, 9).decode())
with tempfile.TemporaryFile() as f:
    f.write(b"x")
with tempfile.NamedTemporaryFile() as f:
    f.write(b"x")
say("sub " + subprocess.run(["sh", "-c", "echo hi | tr h H"], capture_output=True, text=True, check=True).stdout.strip())
thread = threading.Thread(target=lambda: say("digest " + hashlib.sha256(b"").hexdigest()[:8]))
thread.start()
thread.join()
port = int(request["config"].get("port", "0"))
for what, act in (("connect", lambda: socket.create_connection(("127.0.0.1", port), 5).close()),
                  ("listen", lambda: socket.create_server(("127.0.0.1", 0)).close()),
                  ("name", lambda: socket.getaddrinfo("localhost", 80)),
                  ("extra", lambda: open(request["config"]["extra"]).close())):
    try:
        act()
        say(what + " worked")
    except (OSError, KeyError) as why:
        say(what + " " + str(why))
print(json.dumps(dict(t="hello", proto=1, plugin="py", version="1")))
print(json.dumps(dict(t="done")))
"""


def check_python(bench):
    """A collector in Python works; the network and another path only when its source says so."""
    bench.write("py", PYTHON, 0o755)
    bench.write("extra", "x", 0o644)
    bench.own()
    server = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: [server.accept() for _ in range(1)], daemon=True).start()
    keys = [f"port: {server.getsockname()[1]}", f"extra: {bench.home}/extra"]
    plugin = f"{bench.home}/py"
    got = bench.sync("auto", keys, plugin)
    for text in ("part bytes", "sub Hi", "digest e3b0c442", f"connect [Errno 1] {REFUSED}",
                 f"listen [Errno 1] {REFUSED}", f"extra [Errno 13] {DENIED}"):
        bench.expect(f"python: {text}", text in got, got)
    bench.expect("python: nothing in its way", "Traceback" not in got and "PYTHONVERBOSE" not in got, got)
    got = bench.sync("auto", keys + ["network: true", f"read: [{bench.home}/extra]"], plugin)
    for text in ("connect worked", "name worked", "extra worked", f"listen [Errno 1] {REFUSED}",
                 "sandbox: bind(2) was tried and refused"):
        bench.expect(f"python, online: {text}", text in got, got)
    server.close()


def check_require(bench):
    """On this kernel `require` is met; what it refuses is in the unit tests."""
    got = bench.sync("require", keys_of("read", "/etc/passwd", []))
    bench.expect("require", f"read: {DENIED}" in got, got)
    got = bench.sync("sometimes", keys_of("read", "/etc/passwd", []))
    bench.expect("a wrong word", "gavel.yaml:3: 'sandbox' is one of auto|require|off, not 'sometimes'" in got, got)
    for key, text in (("memory: much", "'memory' is a whole number of MiB or GiB"),
                      ("memory: 1MiB", "'memory' is at least 64MiB"),
                      ("network: maybe", "'network' is true or false"),
                      ("read: /opt", "'read' is a list of paths"),
                      ("read: [/nowhere/at/all]", "source 'hostile': /nowhere/at/all: No such file")):
        bench.expect(key, text in bench.sync("auto", [key]), bench.sync("auto", [key]))


def check_told(bench):
    """doctor and source show say how collectors are confined."""
    bench.configure("off", keys_of("read", "x", []))
    got = bench.run("doctor").stdout
    bench.expect("doctor, off", re.search(r"^problem  sandbox +off \(.*gavel.yaml:3\)", got, re.M) is not None, got)
    bench.configure("auto", ["network: true", "memory: 2GiB", f"read: [{bench.home}/extra]"])
    got = bench.run("doctor").stdout
    bench.expect("doctor", re.search(r"^(ok|note) +sandbox +.*Landlock ABI \d+.*seccomp", got, re.M) is not None, got)
    got = bench.run("source", "show", "hostile").stdout
    for text in (r"^sandbox +network, 2.0 GiB of memory$", rf"^reads +{bench.home}/input, {bench.home}/extra$"):
        bench.expect(f"source show: {text}", re.search(text, got, re.M) is not None, got)


def check_all(gavel, hostile, part, uid):
    bench = Bench(gavel, hostile, uid)
    try:
        # An archive and a cache to steal.
        bench.sync("auto", [], "/usr/bin/true")
        bench.write("good", "#!/bin/sh\nread -r request\necho '" + GOOD + "'\n", 0o755)
        bench.own()
        bench.sync("auto", [], f"{bench.home}/good")
        for case in FILES + CALLS + AMOUNTS:
            if part in case[0]:
                check(bench, case)
        for act in (check_folder, check_daemon, check_limits, check_terminal, check_python,
                    check_require, check_told):
            if part in act.__name__:
                act(bench)
    finally:
        shutil.rmtree(bench.home, ignore_errors=True)
    return bench


GOOD = "\n".join([
    '{"t":"hello","proto":1,"plugin":"good","version":"1"}',
    '{"t":"scope","id":1,"kind":"cost","key":["p","r","2024-01"],"mode":"replace","at":1706745600,"delivery":"d"}',
    '{"t":"bill","scope":1,"format":"f","payer":"p","report":"r","period":"2024-01","rows":0,"invoiced":0,"identity":true}',
    '{"t":"end","scope":1,"complete":true,"rows":0}', '{"t":"done"}'])


def main():
    gavel, hostile = (os.path.abspath(p) for p in sys.argv[1:3])
    part = sys.argv[3] if len(sys.argv) > 3 else ""
    accounts = [0, NOBODY] if os.getuid() == 0 else [os.getuid()]
    with ProcessPoolExecutor(len(accounts)) as side_by_side:
        benches = list(side_by_side.map(partial(check_all, gavel, hostile, part), accounts))
    failed = [line for bench in benches for line in bench.failed]
    for line in failed:
        print(f"sandbox: {line}")
    skipped = sum(b.skipped for b in benches)
    print(f"sandbox: {sum(b.passed for b in benches)} passed, {len(failed)} failed"
          + (f", {skipped} skipped: no disk, or sanitizers" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
