#!/usr/bin/env python3
"""Sources on an S3 server and on web servers: what is fetched, kept, resumed, and what breaks it.

Usage: fetch_test.py GAVEL ENDPOINT FOLDER    the server is real, its folder that of tests/s3/start.sh;
faults come from a proxy
"""
import hashlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from deliveries_test import legacy, part, write
from fetch_peer import S3, Proxy, Web

MONTHS = [(2025 + m // 12, m % 12 + 1) for m in range(2, 15)]


class Home:
    """A home with its own archive; what gavel says and does there."""

    def __init__(self, gavel, endpoint, folder):
        self.gavel, self.folder, self.key = gavel, folder, "gavelaccess"
        with open(os.path.join(folder, "secret")) as f:
            self.secret = f.read().strip()
        self.failed, self.checks, self.said = [], 0, []
        self.root = tempfile.mkdtemp(prefix="gavel-fetch-")
        self.server = S3(endpoint, self.key, self.secret)
        self.proxy = Proxy(endpoint)
        self.sources = {}
        self.buckets = 0
        self.data = os.path.join(self.root, "data")

    def bucket(self):
        self.buckets += 1
        name = f"gavel-{os.getpid()}-{self.buckets}"
        self.server.call("PUT", name)
        return name

    def configure(self, name, path, plugin="cur", **keys):
        keys = {"endpoint": self.proxy.url, **keys} if path.startswith("s3://") else keys
        self.sources[name] = {"plugin": plugin, "path": path, **keys}
        file = os.path.join(self.root, "gavel.yaml")
        with open(file, "w") as f:
            f.write(f"archive: {self.data}/archive\ncache: {self.data}/cache.db\nsources:\n")
            for source, values in self.sources.items():
                f.write(f"  {source}:\n")
                for k, v in values.items():
                    f.write(f"    {k}: {json.dumps(v)}\n")
        os.chmod(file, 0o600)

    def environment(self, **more):
        return {"PATH": os.environ["PATH"], "HOME": self.root, "AWS_ACCESS_KEY_ID": self.key,
                "AWS_SECRET_ACCESS_KEY": self.secret, "AWS_REGION": "us-east-1",
                "AWS_MAX_ATTEMPTS": "5", "TMPDIR": os.environ.get("TMPDIR", "/tmp"), "FETCH_TEST": self.root,
                **{k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_"))}, **more}

    def start(self, *args, **more):
        return subprocess.Popen(
            [self.gavel, "--config", os.path.join(self.root, "gavel.yaml"), *args], text=True,
            env=self.environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, *args, **more):
        child = self.start(*args, **more)
        out, err = child.communicate(timeout=300)
        self.said.append(out + err)
        return subprocess.CompletedProcess(args, child.returncode, out, err)

    def json(self, *args):
        return json.loads(self.run(*args, "--json").stdout or "{}")

    def total(self):
        rows = self.json("show", "cost", "--by", "total").get("rows", [])
        return rows[0]["unblended"] if rows else None

    def spool(self, source):
        folder = os.path.join(self.data, "archive.spool", source)
        return sorted(os.listdir(folder)) if os.path.isdir(folder) else []

    def check(self, what, got, want):
        self.checks += 1
        if got != want:
            self.failed.append(f"{what}: got {got!r}, want {want!r}")

    def holds(self, what, text, pattern):
        self.checks += 1
        if not re.search(pattern, text):
            self.failed.append(f"{what}: no '{pattern}' in {text!r}")

    def anew(self):
        """Forgets all that was collected."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.sources = {}
        self.proxy.fault = None
        self.proxy.take()


def states(done):
    return sorted(line.split()[0] for line in done.stdout.splitlines())


def month(assembly, when, *costs):
    """{path: bytes} of one delivery in two parts."""
    year, number = when
    after = f"{year + number // 12:04d}{number % 12 + 1:02d}01"
    period = f"rep/{year:04d}{number:02d}01-{after}"
    names = [f"{period}/{assembly}/rep-{i}.csv" for i in (1, 2)]
    texts = [part(*costs[:-1]), part(costs[-1])]
    return {f"{period}/rep-Manifest.json": legacy(assembly, *names).encode(), **{
        n: t.replace("2026-03", f"{year:04d}-{number:02d}").encode()
        for n, t in zip(names, texts)}}


def put_all(home, bucket, files, prefix=""):
    for name, body in files.items():
        home.server.put(bucket, prefix + name, body)


def noise(rows, seed):
    """A bill whose bytes do not shrink and do not repeat: about 140 bytes a row."""
    pick = random.Random(seed)
    return part(*(f"{pick.randrange(1, 10**9)}e-9" for _ in range(rows))).encode()


def fetched(home, source):
    row = home.json("source", "show", source)
    return row["listed"], row["fetched"], row["fetched_bytes"]


# ---- The same as from a folder ----

def same_as_local(home):
    """The demo estate's bills, as they lie in a folder and as they lie in a bucket."""
    estate = os.path.join(home.root, "estate")
    helper = os.path.join(os.path.dirname(home.gavel), "libexec/gavel/demo-estate")
    os.makedirs(estate)
    subprocess.run([helper, "--out", estate, "--now", "2026-11-22T09:00:00Z", "--seed", "7",
                    "--stage", "1"], check=True, stdout=subprocess.DEVNULL)
    text = open(os.path.join(estate, "gavel.yaml")).read()
    found = re.findall(r"^  (\S+):\n    plugin: (\S+)\n    path: (\S+)", text, re.M)
    shown = {}
    for place in ("folder", "bucket"):
        home.anew()
        bucket = home.bucket()
        for name, plugin, path in found:
            if name == "secrets":  # empty lists, of a format that its source names
                continue
            path = os.path.join(estate, path)
            if place == "bucket":
                home.server.upload(bucket, path, f"{name}/")
                path = f"s3://{bucket}/{name}"
            home.configure(name, path, plugin)
        done = home.run("sync")
        home.check(f"{place}: sync", done.returncode, 0)
        shown[place] = home.run("show", "cost", "--by", "service,day", "--json").stdout
    home.check("a bill is there", len(shown["folder"]) > 10000, True)
    home.check("the same bytes", shown["bucket"] == shown["folder"], True)
    uris = [row["uri"] for row in home.json("show", "inputs")["rows"]]
    home.check("provenance", all(re.match(rf"s3://{bucket}/.+#etag=[0-9a-f]{{32}}$", u)
                                 for u in uris) and len(uris) > 3, True)
    home.proxy.take()
    done = home.run("sync")
    home.check("a second sync", (done.returncode, set(states(done))), (0, {"unchanged"}))
    home.check("fetches nothing", home.proxy.objects(), (0, 0))


# ---- What is fetched, and when again ----

def only_what_is_new(home):
    home.anew()
    bucket = home.bucket()
    for when in MONTHS:
        put_all(home, bucket, month("a", when, 1, 2), "in/")
    put_all(home, bucket, {"in/rep/old/rep-1.csv": part(1000).encode(), "in2/x.csv": part(7).encode(),
                           "in/rep/20260301-20260401/0/rep-1.csv": part(5).encode()})
    home.configure("bills", f"s3://{bucket}/in", exclude="rep/old/*")
    done = home.run("sync")
    home.check("first sync", (done.returncode, states(done), home.total()),
               (0, ["shown"] * 13, "39"))
    objects, size = home.proxy.objects()
    home.check("an object that no delivery names is not fetched", objects, 39)
    home.check("it says what it fetched", fetched(home, "bills"), (40, 39, size))
    done = home.run("sync")
    home.check("second sync", (done.returncode, states(done)), (0, ["unchanged"] * 13))
    home.check("fetches nothing", (home.proxy.objects(), fetched(home, "bills")),
               ((0, 0), (40, 0, 0)))
    text = home.run("source", "show", "bills").stdout
    home.holds("source show", text, r"last fetch +40 objects listed, 0 fetched, 0 bytes")
    home.holds("source show", text, rf"spooled +39 objects, {size} bytes; begun: 0, 0 bytes")
    home.holds("doctor", home.run("doctor").stdout, rf"spool .*bills: 39 objects, {size} bytes")

    changed = month("a", MONTHS[3], 1, 20)
    name = [n for n in changed if n.endswith("rep-2.csv")][0]
    home.server.put(bucket, "in/" + name, changed[name])
    home.proxy.take()
    done = home.run("sync")
    home.check("one object changed", (done.returncode, states(done), home.total()),
               (0, ["shown"] + ["unchanged"] * 12, "57"))
    home.check("that one is fetched", home.proxy.objects(), (1, len(changed[name])))
    home.check("and takes the old one's place", len(home.spool("bills")), 39)

    shutil.rmtree(os.path.join(home.data, "archive.spool"))
    done = home.run("sync")
    home.check("without its spool", (done.returncode, states(done)), (0, ["unchanged"] * 13))
    home.check("it fetches the manifests alone", home.proxy.objects()[0], 13)
    home.check("and next time not even those", (home.run("sync").returncode, home.proxy.objects()),
               (0, (0, 0)))

    home.server.call("DELETE", bucket, "in/" + name)
    done = home.run("sync")
    home.check("an object is gone", (done.returncode, states(done), home.total()),
               (6, ["incomplete"] + ["unchanged"] * 12, "57"))
    for key in changed:
        if key != name:
            home.server.call("DELETE", bucket, "in/" + key)
    done = home.run("sync")
    home.check("its whole month is gone: what was published stays",
               (done.returncode, states(done), home.total()), (0, ["unchanged"] * 12, "57"))
    home.check("and leaves the spool", len(home.spool("bills")), 12)


def spool_keep(home):
    home.anew()
    bucket = home.bucket()
    big = noise(4000, 1)
    home.server.put(bucket, "big.csv", big)
    home.server.put(bucket, "small.csv", part(3).encode())
    home.configure("bills", f"s3://{bucket}/", spool_keep="400kB")
    home.check("sync", home.run("sync").returncode, 0)
    home.check("too much is let go, the small stays", len(home.spool("bills")), 1)
    home.proxy.take()
    home.check("known all the same", (states(home.run("sync")), home.proxy.objects()),
               (["unchanged"] * 2, (0, 0)))
    lines = home.json("cost", "lines")["rows"]
    home.check("lines are fetched again", (len(lines), home.proxy.objects()),
               (4001, (1, len(big))))
    home.check("and are there now", (len(home.json("cost", "lines")["rows"]), home.proxy.objects()),
               (4001, (0, 0)))
    spool = os.path.join(home.data, "archive.spool/bills")
    name = max(os.listdir(spool), key=lambda n: os.path.getsize(os.path.join(spool, n)))
    with open(os.path.join(spool, name), "r+b") as f:
        f.seek(500)
        f.write(b"9")
    done = home.run("cost", "lines")
    home.check("other bytes in the spool", done.returncode, 6)
    home.holds("are told", done.stderr, "big.csv has changed since it was read")
    shutil.rmtree(spool)
    home.server.put(bucket, "big.csv", part(1).encode())
    done = home.run("cost", "lines")
    home.check("another object by now", done.returncode, 6)
    home.holds("is told", done.stderr, "big.csv was replaced")
    home.server.call("DELETE", bucket, "big.csv")
    done = home.run("cost", "lines")
    home.holds("gone is told", done.stderr, "big.csv is not there any more")
    home.configure("bills", f"s3://{bucket}/", spool_keep="0s")
    home.server.put(bucket, "big.csv", big)
    done = home.run("sync", "--now", "2030-01-01")
    home.check("kept for no time", (done.returncode, len(home.spool("bills"))), (0, 1))


# ---- Keys of any kind ----

KEYS = ["..csv", "../up.csv", "a//b.csv", "/lead.csv", "./dot.csv", "l" * 300 + ".csv",
        "deep/" + "d/" * 300 + "x.csv", "tab\tnew\nline\x01\x7f.csv", "a.csv", "a.csv/inner.csv",
        "blank and \u00fc\u4e16\U0001f600.csv", "per%20cent%.csv", "q?a=b&c#etag=0.csv", "plus+.csv",
        "quote\"back\\slash'.csv", "\u202eevil.csv", "star*[x].csv"]


def any_key(home):
    home.anew()
    bucket = home.bucket()
    for i, key in enumerate(KEYS):
        home.server.put(bucket, "p/" + key, part(2 ** i).encode())
    home.server.put(bucket, "p/folder/", b"")
    home.configure("keys", f"s3://{bucket}/p/")
    done = home.run("sync")
    # What begins with a dot stands beside a bill, for the collectors of bills.
    bills = [key for key in KEYS if not re.search("(^|/)[.]", key)]
    home.check("any key", (done.returncode, states(done)), (0, ["shown"] * len(bills)))
    home.check("each of them once", home.total(), str(sum(2 ** KEYS.index(key) for key in bills)))
    home.check("no raw control reaches the terminal",
               re.findall("[\x00-\x08\x0b-\x1f\x7f\u202e]", done.stdout + done.stderr), [])
    lines = home.json("cost", "lines")["rows"]
    home.check("their lines", sorted(row["file"] for row in lines),
               sorted(f"s3://{bucket}/p/{key}" for key in bills))
    home.proxy.take()
    home.check("and known", (states(home.run("sync")), home.proxy.objects()),
               (["unchanged"] * len(bills), (0, 0)))
    home.check("the spool has plain names", [n for n in home.spool("keys")
                                             if not re.fullmatch("[0-9a-f]{64}", n)], [])
    one = home.run("import", "--as", "cur-csv", f"s3://{bucket}/p/a.csv",
                   AWS_ENDPOINT_URL=home.proxy.url)
    home.check("an object that is a folder too", one.returncode, 2)
    home.holds("is not guessed", one.stderr, r"write s3://.*/p/a\.csv/ for those")


def imports(home):
    home.anew()
    bucket = home.bucket()
    put_all(home, bucket, month("a", MONTHS[0], 1, 2), "t/")
    home.server.put(bucket, "one.csv", part(5).encode())
    env = {"AWS_ENDPOINT_URL": home.proxy.url}
    home.configure("other", "/nowhere")
    done = home.run("import", "--dry-run", f"s3://{bucket}/t", **env)
    home.check("a dry run", (done.returncode, states(done), home.spool("_import")),
               (0, ["shown"], []))
    done = home.run("import", f"s3://{bucket}/t", f"s3://{bucket}/one.csv", **env)
    home.check("import", (done.returncode, states(done), home.total()), (0, ["shown"] * 2, "8"))
    home.proxy.take()
    done = home.run("import", f"s3://{bucket}/t", f"s3://{bucket}/one.csv", **env)
    home.check("again", (done.returncode, states(done), home.proxy.objects()),
               (0, ["unchanged"] * 2, (0, 0)))
    home.check("lines of it", len(home.json("cost", "lines")["rows"]), 3)
    for address, code, text in [
            (f"s3://{bucket}/nothing", 1, "there is no such object"),
            (f"s3://{bucket}-not/x/", 1, "NoSuchBucket"), ("s3://", 2, "s3://"),
            ("http://localhost/x.csv", 2, "only s3://, https:// and aws:// are fetched"),
            ("ftp://localhost/x.csv", 2, "only s3://, https:// and aws:// are fetched")]:
        done = home.run("import", address, **env)
        home.check(address, done.returncode, code)
        home.holds(address, done.stderr, text)
    done = home.run("import", f"s3://{bucket}/t", **env, AWS_SECRET_ACCESS_KEY="wrong-secret")
    home.check("wrong keys", done.returncode, 4)
    home.holds("wrong keys", done.stderr, "status 403")
    both = [home.start("import", f"s3://{bucket}/t", **env) for _ in range(2)]
    home.check("two at once", [b.wait() for b in both], [0, 0])
    for b in both:
        home.said += b.communicate()


# ---- A collector that cannot ask ----

PLAIN = """#!/usr/bin/python3
import hashlib, json, os, sys
say = lambda **line: print(json.dumps(line))
if sys.argv[1] == "describe":
    say(plugin="plain", version="1", proto=1, title="", kinds=["cost"], verbs=["collect"],
        formats=[], config=[])
elif sys.argv[1] == "collect":
    request = json.loads(sys.stdin.readline())
    say(t="hello", proto=1, plugin="plain", version="1")
    names = {f["name"]: os.open(f["at"], os.O_RDONLY, dir_fd=request["root_fd"])
             for f in request["files"]}
    text = " ".join(f"{n}={os.read(fd, 99).decode()}" for n, fd in names.items())
    say(t="warn", text="saw " + text[:30])
    say(t="warn", text="digest " + hashlib.sha256(text.encode()).hexdigest())
    say(t="done")
"""


def plain_collector(home):
    home.anew()
    bucket = home.bucket()
    put_all(home, bucket, {"x/a": b"one", "x/../b": b"two", "x/c.tmp": b"no"})
    program = os.path.join(home.root, "plain")
    with open(program, "w") as f:
        f.write(PLAIN)
    os.chmod(program, 0o755)
    home.configure("plain", f"s3://{bucket}/x", program, exclude="*.tmp *.bak")
    done = home.run("sync")
    home.check("a collector that does not ask gets all", done.returncode, 0)
    home.holds("with where they are", done.stderr, r"saw \.\./b=two a=one")
    put_all(home, bucket, {f"x/{key}": str(i).encode() for i, key in enumerate(KEYS)})
    said = " ".join(f"{key}={i}" for key, i in sorted(
        [*((key, i) for i, key in enumerate(KEYS)), ("../b", "two"), ("a", "one")],
        key=lambda pair: pair[0].encode()))
    home.holds("whatever their names", home.run("sync").stderr,
               "digest " + hashlib.sha256(said.encode()).hexdigest())


# ---- Faults ----

def faults(home):
    home.anew()
    bucket = home.bucket()
    for when in MONTHS:
        put_all(home, bucket, month("a", when, 1, 2))
    home.configure("bills", f"s3://{bucket}")
    turn = [0]

    def busy(request):
        turn[0] += 1
        return ("status", 503) if turn[0] % 4 == 0 else ("drop",) if turn[0] % 7 == 0 else None

    home.proxy.fault = busy
    done = home.run("sync")
    home.check("503s and lost connections", (done.returncode, home.total()), (0, "39"))
    home.check("they were there", len([r for r in home.proxy.take() if r.status == 503]) > 5, True)


def resumed(home):
    """Cut in the middle, then nobody answers: what came stays, the rest comes later."""
    home.anew()
    bucket = home.bucket()
    old, new = noise(2000, 2), noise(30000, 3)
    home.server.put(bucket, "bill.csv", old)
    home.configure("bills", f"s3://{bucket}")
    home.check("the first", home.run("sync").returncode, 0)
    before = home.total()
    home.server.put(bucket, "bill.csv", new)
    home.proxy.take()
    cuts = [len(new) // 3]
    home.proxy.fault = lambda r: ("cut", cuts.pop()) if r.is_object() and cuts else None
    done = home.run("sync", "--dry-run")
    home.check("cut once", (done.returncode, home.proxy.objects()), (0, (2, len(new))))
    half = len(new) // 2
    dead = []

    def dies(request):
        if dead:
            return ("drop",)
        if request.is_object():
            dead.append(1)
            return ("cut", half)
        return None

    home.proxy.fault = dies
    done = home.run("sync")
    home.check("a server that dies", (done.returncode, home.total()), (6, before))
    home.holds("is told", done.stderr, rf"source 'bills': s3://{bucket}/bill.csv: ")
    parts = [n for n in home.spool("bills") if n.endswith(".part")]
    home.check("what came is kept", len(parts), 1)
    size = os.path.getsize(os.path.join(home.data, "archive.spool/bills", parts[0]))
    home.check("all that came", size, half)
    home.holds("source show", home.run("source", "show", "bills").stdout, f"begun: 1, {half} bytes")
    home.holds("source show", home.run("source", "show", "bills").stdout, r"last error +source 'bills': s3://")
    home.proxy.fault = None
    home.proxy.take()
    done = home.run("sync")
    home.check("the next sync", (done.returncode, states(done)), (0, ["shown"]))
    home.check("fetches the rest", home.proxy.objects(), (1, len(new) - half))
    home.check("no beginning is left", [n for n in home.spool("bills") if ".part" in n], [])
    digest = hashlib.sha256(new).hexdigest()
    home.check("and it is whole", digest in [r["sha256"] for r in home.json("show", "inputs")["rows"]],
               True)

    home.server.put_in_parts(bucket, "bill.csv", [new + b"\n" * (5 << 20), noise(2000, 4)[199:]])
    dead.clear()
    home.proxy.fault = dies
    home.check("a large one dies", home.run("sync").returncode, 6)
    home.server.put(bucket, "bill.csv", old)
    home.proxy.fault = None
    home.proxy.take()
    home.check("replaced meanwhile", (home.run("sync").returncode, home.proxy.objects()),
               (0, (1, len(old))))
    home.check("its beginning is gone", [n for n in home.spool("bills") if ".part" in n], [])

    # A beginning that is not what the server has: the checksum finds it.
    home.server.put(bucket, "bill.csv", new)
    dead.clear()
    home.proxy.fault = dies
    home.check("it dies again", home.run("sync").returncode, 6)
    path = os.path.join(home.data, "archive.spool/bills",
                        [n for n in home.spool("bills") if n.endswith(".part")][0])
    with open(path, "r+b") as f:
        f.seek(1000)
        f.write(b"\0" * 50)
    home.proxy.fault = None
    home.proxy.take()
    done = home.run("sync")
    home.check("a damaged beginning", (done.returncode, home.proxy.objects()),
               (0, (2, len(new) - half + len(new))))


def gateway(home, script, *more):
    """Kills the gateway, or starts it again on the store that lived on."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "s3", script)
    subprocess.run(["sh", path, home.folder, *more, "gateway"], check=True,
                   stdout=subprocess.DEVNULL)


def server_killed(home):
    """The real server is killed in the middle of an object."""
    home.anew()
    bucket = home.bucket()
    home.server.put(bucket, "a.csv", part(5).encode())
    home.configure("bills", f"s3://{bucket}")
    home.check("before", (home.run("sync").returncode, home.total()), (0, "5"))
    new = noise(60000, 9)
    home.server.put(bucket, "a.csv", new)
    home.proxy.take()
    kill = ("after", 1 << 20, lambda: gateway(home, "stop.sh"))
    home.proxy.fault = lambda r: kill if r.is_object() else None
    done = home.run("sync")
    home.check("killed", (done.returncode, home.total()), (6, "5"))
    home.holds("is told", done.stderr, rf"source 'bills': s3://{bucket}/a.csv: ")
    came = home.proxy.objects()[1]
    home.check("in the middle", 1 << 20 <= came < len(new), True)
    home.proxy.fault = None
    gateway(home, "start.sh", str(home.server.port))
    home.proxy.take()
    done = home.run("sync")
    home.check("the next sync", (done.returncode, states(done)), (0, ["shown"]))
    home.check("fetches the rest", home.proxy.objects(), (1, len(new) - came))


def replaced_while_read(home):
    """Between the list and the get the object becomes another one."""
    home.anew()
    bucket = home.bucket()
    put_all(home, bucket, month("a", MONTHS[0], 1, 2))
    put_all(home, bucket, month("a", MONTHS[1], 3, 4))
    name = [n for n in month("a", MONTHS[1], 3, 4) if n.endswith("rep-2.csv")][0]
    home.configure("bills", f"s3://{bucket}")
    done = []

    def swap(request):
        if request.path.split("?")[0].endswith(name) and not done:
            done.append(home.server.put(bucket, name, month("a", MONTHS[1], 3, 40)[name]))

    home.proxy.fault = swap
    first = home.run("sync")
    home.check("replaced under way", (first.returncode, states(first), home.total()),
               (6, ["incomplete", "shown"], "3"))
    home.holds("is told", first.stdout + first.stderr, "was replaced since it was listed")
    again = home.run("sync")
    home.check("the next sync", (again.returncode, home.total()), (0, "46"))


def killed(home):
    """gavel or its fetching child killed at any moment: old or new, never half; nothing stays behind."""
    home.anew()
    bucket = home.bucket()
    home.configure("bills", f"s3://{bucket}")
    pick = random.Random(int(os.environ.get("SEED", "1")))
    rounds = int(os.environ.get("ROUNDS", "20"))
    sums = []
    for turn in range(rounds + 1):
        files = {f"r{i}.csv": noise(1500, turn * 10 + i) for i in range(3)}
        put_all(home, bucket, files)
        if turn:
            child = home.start("sync")
            time.sleep(pick.random() * took)
            victim = fetching(child.pid) if turn % 2 else child.pid
            if victim:
                try:
                    os.kill(victim, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            home.said += child.communicate()
            home.check(f"round {turn}: gavel ended", child.returncode if child.returncode not in (0, 6, -9) else 0, 0)
        before = sums[-1:]
        began = time.monotonic()
        shown = home.total() if turn else None
        done = home.run("sync")
        took = time.monotonic() - began if not turn else took
        sums.append(home.total())
        home.check(f"round {turn}: the next sync", done.returncode, 0)
        if turn:
            home.check(f"round {turn}: old or new", shown in before + sums[-1:], True)
    home.check("nothing is left in the spool", len(home.spool("bills")), 3)
    home.check("nobody is left", [p for p in os.listdir("/proc") if p.isdigit() and marked(home, p)],
               [])
    home.check("archive verify", home.run("archive", "verify").returncode, 0)


def fetching(pid):
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/stat") as f:
                fields = f.read().rsplit(")", 1)
            with open(f"/proc/{entry}/comm") as f:
                if f.read().strip() == "fetch" and int(fields[1].split()[1]) == pid:
                    return int(entry)
        except (OSError, ValueError):
            continue
    return None


def marked(home, pid):
    try:
        with open(f"/proc/{pid}/environ", "rb") as f:
            return f"FETCH_TEST={home.root}".encode() in f.read()
    except OSError:
        return False


def full_disk(home):
    home.anew()
    bucket = home.bucket()
    os.makedirs(home.data)
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", home.data],
                                      stderr=subprocess.DEVNULL).returncode:
        print("fetch: no tmpfs here: the full disk is not tried")
        return
    try:
        home.configure("bills", f"s3://{bucket}")
        home.server.put(bucket, "a.csv", part(5).encode())
        home.check("room", (home.run("sync").returncode, home.total()), (0, "5"))
        home.server.put(bucket, "b.csv", noise(150000, 5))
        home.proxy.take()
        done = home.run("sync")
        home.check("no room", (done.returncode, home.total()), (2, "5"))
        home.holds("is told", done.stderr, r"the spool: \d+ bytes are to be fetched, \d+ are free")
        home.check("before anything is fetched", home.proxy.objects(), (0, 0))
        home.server.put(bucket, "b.csv", part(6).encode())
        home.check("room again", (home.run("sync").returncode, home.total()), (0, "11"))
    finally:
        subprocess.run(["umount", home.data], check=True)


# ---- https:// ----

def certificate(folder):
    key, cert = os.path.join(folder, "key.pem"), os.path.join(folder, "ca.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost"], check=True,
                   stderr=subprocess.DEVNULL)
    return cert, key


def web(home):
    home.anew()
    cert, key = certificate(home.root)
    site = Web(cert, key)
    bill = noise(20000, 6)
    site.put("/in/bill.csv", bill, etag='"one"')
    site.put("/in/plain.csv", part(4).encode())
    token = "token-that-is-secret"
    address = f"{site.url}/in/bill.csv?sig={token}"
    home.configure("web", address)
    done = home.run("sync")
    home.check("an unknown certificate", done.returncode, 4)
    home.holds("is told", done.stderr, "certificate")
    home.configure("web", address, ca_file="ca.pem")
    site.cut = len(bill) // 4
    site.seen.clear()
    done = home.run("sync")
    home.check("https", (done.returncode, states(done)), (0, ["shown"]))
    home.check("cut, and gone on", [s[2] for s in site.seen if s[0] == "GET"],
               [None, f"bytes={len(bill) // 4}-"])
    site.seen.clear()
    done = home.run("sync")
    home.check("again", (done.returncode, states(done), [s[0] for s in site.seen]),
               (0, ["unchanged"], ["HEAD"]))
    uri = home.json("show", "inputs")["rows"][0]["uri"]
    home.check("provenance", uri, f'{site.url}/in/bill.csv#etag="one"')
    shutil.rmtree(os.path.join(home.data, "archive.spool"))
    home.check("its lines", len(home.json("cost", "lines")["rows"]), 20000)
    home.check("come with the whole address", site.seen[-1][1], f"/in/bill.csv?sig={token}")
    site.put("/in/bill.csv", part(9).encode(), etag='"two"')
    done = home.run("sync")
    home.check("another ETag", (done.returncode, home.total()), (0, "9"))
    home.configure("plain", f"{site.url}/in/plain.csv", ca_file=cert)
    site.seen.clear()
    home.check("without ETag", (home.run("sync", "plain").returncode, home.total()), (0, "13"))
    home.check("known by its time", (states(home.run("sync", "plain")),
                                     [s[0] for s in site.seen]), (["unchanged"], ["HEAD", "GET", "HEAD"]))
    site.put("/in/moved.csv", b"", to="/in/plain.csv")
    home.configure("moved", f"{site.url}/in/moved.csv", ca_file=cert)
    home.check("moved", home.run("sync", "moved").returncode, 0)
    site.put("/in/down.csv", b"", to="http://localhost:1/x.csv")
    home.configure("down", f"{site.url}/in/down.csv", ca_file=cert)
    home.holds("never down to http", home.run("sync", "down").stderr, "leads elsewhere")
    home.configure("none", f"{site.url}/in/none.csv", ca_file=cert)
    done = home.run("sync", "none")
    home.check("not there", done.returncode, 1)
    home.holds("not there", done.stderr, "status 404")
    home.check("the secret of an address is nowhere",
               leaks(home, token, but=("gavel.yaml",)), [])


# ---- Secrets ----

def leaks(home, secret, but=()):
    """Files that hold it, and whether it was said."""
    found = ["said"] if any(secret in text for text in home.said) else []
    for folder, _, names in os.walk(home.root):
        for name in names:
            path = os.path.join(folder, name)
            with open(path, "rb") as f:
                if name not in but and secret.encode() in f.read():
                    found.append(path)
    return found


def secrets(home):
    """While it fetches: no argument holds a key. Afterwards: no file does."""
    home.anew()
    bucket = home.bucket()
    home.server.put(bucket, "bill.csv", noise(500, 8))
    home.configure("bills", f"s3://{bucket}")
    seen = []

    def look(request):
        for entry in filter(str.isdigit, os.listdir("/proc")):
            if marked(home, entry):
                with open(f"/proc/{entry}/cmdline", "rb") as f:
                    seen.append(f.read())

    home.proxy.fault = look
    done = home.run("sync")
    home.check("watched", (done.returncode, len(seen) > 0), (0, True))
    home.check("no key in an argument", [a for a in seen if home.secret.encode() in a
                                         or home.key.encode() in a], [])
    collector = os.path.join(home.root, "nosy")
    with open(collector, "w") as f:
        f.write("#!/bin/sh\n[ $1 = collect ] || { echo '{\"wants\":true}'; exit 0; }\n"
                "env | sed 's/^/W! /' >&2\nexit 1\n")
    os.chmod(collector, 0o755)
    home.configure("nosy", f"s3://{bucket}", collector)
    said = home.run("sync", "nosy").stderr
    home.check("a collector sees no key", ("PATH=" in said, "AWS" in said), (True, False))


def keys_of_a_program(home):
    """credential_process in the sandbox: nothing it is refused is told, for it does no wrong."""
    home.anew()
    bucket = home.bucket()
    home.server.put(bucket, "bill.csv", part(3).encode())
    program = os.path.join(home.root, "keys")
    with open(program, "w") as f:
        f.write("#!/bin/sh\nprintf '{\"Version\":1,\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\"}' "
                f"{home.key} {home.secret}\n")
    os.chmod(program, 0o700)
    os.makedirs(os.path.join(home.root, ".aws"))
    with open(os.path.join(home.root, ".aws/config"), "w") as f:
        f.write(f"[profile asked]\ncredential_process = {program}\n")
    home.configure("bills", f"s3://{bucket}", profile="asked")
    home.holds("not named", home.run("sync").stderr, "keys: Permission denied; .*`read`")
    home.configure("bills", f"s3://{bucket}", profile="asked", read=[program])
    done = home.run("sync", AWS_ACCESS_KEY_ID="", AWS_SECRET_ACCESS_KEY="")
    home.check("named", (done.returncode, done.stderr, home.total()), (0, "", "3"))
    os.remove(program)


CASES = [same_as_local, only_what_is_new, spool_keep, any_key, imports, plain_collector, faults, resumed,
         server_killed, replaced_while_read, killed, full_disk, web, secrets,
         keys_of_a_program]


def main():
    gavel, endpoint, folder = sys.argv[1:4]
    home = Home(os.path.abspath(gavel), endpoint, folder)
    wanted = os.environ.get("ONLY", "").split()
    for case in CASES:
        if not wanted or case.__name__ in wanted:
            case(home)
            home.check(f"{case.__name__}: no secret anywhere", leaks(home, home.secret), [])
    shutil.rmtree(home.root)
    print("\n".join(home.failed + [f"fetch: {home.checks} checks, {len(home.failed)} failed"]))
    return 1 if home.failed else 0


if __name__ == "__main__":
    sys.exit(main())
