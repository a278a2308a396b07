#!/usr/bin/env python3
"""Sources aws://SERVICE against a stub of the services (stub.py) and beside the official SDK (sdk_peer.js).

Usage: aws_test.py GAVEL FOLDER [NODE_MODULES]
"""
import glob
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time

import estate
from stub import WHO

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../collect"))
from scans_lines import Lines  # noqa: E402

SERVICES = ("securityhub", "guardduty", "inspector2", "accessanalyzer", "ecr")
LASTING = {"AWS_ACCESS_KEY_ID": "AKIDLASTING", "AWS_SECRET_ACCESS_KEY": "lasting-secret"}
SESSION = {"AWS_ACCESS_KEY_ID": "ASIASESSION", "AWS_SECRET_ACCESS_KEY": "session-secret",
           "AWS_SESSION_TOKEN": "session/token+with=="}
ENDED = {"AWS_ACCESS_KEY_ID": "ASIAENDED", "AWS_SECRET_ACCESS_KEY": "ended-secret", "AWS_SESSION_TOKEN": "ended-token"}
HOSTS = {"securityhub": "securityhub.{}", "guardduty": "guardduty.{}", "inspector2": "inspector2.{}",
         "accessanalyzer": "access-analyzer.{}", "ecr": "api.ecr.{}"}
PLACE = f"{estate.ACCOUNT}/{estate.REGION}"


class Test:
    def __init__(self, gavel, folder):
        self.gavel, self.folder, self.held, self.failed, self.runs = gavel, folder, 0, [], 0
        self.stub = subprocess.Popen([sys.executable, "-B", os.path.join(HERE, "stub.py"), folder],
                                     stdout=subprocess.PIPE)
        self.address = self.stub.stdout.readline().decode().strip()

    def check(self, where, what, got, want):
        if got == want:
            self.held += 1
        else:
            self.failed.append(f"{where}: {what}: got {got}, want {want}")

    def environment(self, keys):
        return {"PATH": os.environ["PATH"], "HOME": self.folder, "AWS_ENDPOINT_URL": self.address, "AWS_MAX_ATTEMPTS": "3",
                "TMPDIR": self.folder, **{k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_"))}, **keys}

    def faults(self, *faults):
        with open(os.path.join(self.folder, "faults"), "w", encoding="utf-8") as f:
            json.dump([{"call": c, "nth": n, "do": do} for c, n, do in faults], f)
            f.write(" " * self.runs)  # another text each time: the stub counts anew

    def sync(self, service, keys=None, faults=(), home=None, **more):
        """A source in a house of its own, or in that of another run: what came of it, and the lines that were archived."""
        self.runs += 1
        self.faults(*faults)
        home = os.path.join(self.folder, home or f"run{self.runs}")
        os.makedirs(home, exist_ok=True)
        source = {"plugin": "scans", "path": f"aws://{service}/{estate.REGION}", **more}
        with open(os.path.join(home, "gavel.yaml"), "w", encoding="utf-8") as f:
            f.write(f"archive: {home}/archive\ncache: {home}/cache.db\nsources:\n  cloud: {json.dumps(source)}\n")
        os.chmod(os.path.join(home, "gavel.yaml"), 0o600)
        done = subprocess.run([self.gavel, "--config", os.path.join(home, "gavel.yaml"), "sync"], text=True,
                              capture_output=True, env=self.environment(keys or SESSION), timeout=120)
        return done, archived(home)

    def show(self, home, view, *filters):
        config = os.path.join(self.folder, home, "gavel.yaml")
        done = subprocess.run([self.gavel, "--config", config, "show", view, *filters, "--json"], text=True,
                              capture_output=True, timeout=60)
        return json.loads(done.stdout)["rows"] if done.stdout else done.stderr

    def requests(self):
        """What was signed right since the last call of this."""
        path = os.path.join(self.folder, "requests")
        with open(path, encoding="utf-8") as f:
            lines = [json.loads(line) for line in f]
        os.remove(path)
        return lines

    def close(self):
        self.stub.kill()
        self.stub.wait()


def archived(home):
    lines = []
    for run in sorted(glob.glob(os.path.join(home, "**/*.jsonl.zst"), recursive=True)):
        lines.append(subprocess.run(["zstd", "-dcq", run], capture_output=True, check=True, text=True).stdout)
    return Lines(subprocess.CompletedProcess([], 0, "".join(lines), ""))


# ---- What each service's findings are ----


def wanted_hub():
    return [f["ProductArn"] + " " + f["Id"] for f in estate.HUB if f["Compliance"]["Status"] != "PASSED"]


def wanted_guard():
    return [f["arn"] for findings in estate.DETECTORS.values() for f in findings]


def wanted_reached():
    return estate.ACCESS[estate.ANALYZERS[0]["arn"]]


def wanted_access():
    return [f["resource"] for findings in estate.ACCESS.values() for f in findings]


OLDER = estate.image(23, 0, False)["imageDigest"]  # scanned, as is a newer one
REGISTRY = f"{estate.ACCOUNT}.dkr.ecr.{estate.REGION}.amazonaws.com"
# service: key of each scan, the member that names a finding, and its values
WANTED = {
    "securityhub": ([["securityhub", "posture", "", PLACE]], "uid", wanted_hub()),
    "guardduty": ([["guardduty", "posture", "", PLACE]], "uid", wanted_guard()),
    "inspector2": ([["inspector", "dependency", "", PLACE]], "uid", [f["findingArn"] for f in estate.INSPECTED]),
    "accessanalyzer": ([["access-analyzer", "posture", c, PLACE] for c in ("external/open", "unused/idle")], "resource",
                       wanted_access()),
    "ecr": ([["ecr", "container", c, f"{REGISTRY}/{r}"] for r, c in (
        ("api", ""), ("both", ""), ("both", "2"), ("native", ""), ("natives", ""), ("natives", "linux/arm64"), ("old", ""), ("old", "2"), ("tool", ""), ("tool", "linux/arm64"))],
            "ids", [f["name"] for digest, flaws in estate.FLAWS.items() for f in flaws if digest != OLDER]),
}


def check_whole(test, where, service, done, lines):
    keys, name, values = WANTED[service]
    test.check(where, "exit code", (done.returncode, done.stderr if done.returncode else ""), (0, ""))
    test.check(where, "scans", [scan["key"] for scan in lines.complete()], keys)
    test.check(where, "findings", sorted(f[name] for f in lines.findings()), sorted(values))


def check_services(test):
    for service in SERVICES:
        for keys in (LASTING, SESSION) if service == "securityhub" else (SESSION,):
            before = int(time.time())
            done, lines = test.sync(service, keys)
            check_whole(test, service, service, done, lines)
            home = f"run{test.runs}"
            for view in ("scans", "sightings"):
                test.check(service, f"{view} name what was asked", {row["report"].split("#")[0] for row in test.show(home, view)},
                           {f"aws://{service}/{PLACE.split('/')[1]}/{estate.ACCOUNT}/findings.json"})
            ats = [scan["at"] for scan in lines.scans]
            if service == "ecr":  # when the image was scanned
                test.check(service, "time", ats, [1770000000] * 10)
            else:
                test.check(service, "time", all(before <= at <= time.time() for at in ats), True)
            test.check(service, "secrets", any(s in done.stdout + done.stderr + lines.out for s in keys.values()), False)
    said = [line.split(": repository ")[1] for line in done.stderr.splitlines()]
    test.check("ecr", "what is left out", said, [
        "native: its newest image was not scanned: the newest that was is told",
        "natives: 1 of the images of its newest index was not scanned: those that were are told",
        "old: which images its newest index has is not known, or none of them was scanned: those pushed last are told",
        "tool: 1 of the images of its newest index was not scanned: those that were are told",
        "web: none of its images was scanned"])
    test.check("guardduty", "never whole", test.sync("guardduty")[1].scans[0]["scan"].get("partial", "")[:8], "a stream")


# The second page's call of each list.
LISTS = {"securityhub": "GetFindings", "guardduty": "ListFindings", "inspector2": "ListFindings",
         "accessanalyzer": "ListFindingsV2", "ecr": "DescribeImageScanFindings"}
MENDED = ("throttle", "busy", "break", "expire", "cut")  # once; tried again


def of_service(service, faults, every):
    """All faults on one service, a few on the others: what reads lists is the same."""
    return [fault for fault in faults if service == "securityhub" or fault in every]


def check_faults(test):
    for service, call in LISTS.items():
        for do in of_service(service, MENDED, ("throttle",)):
            done, lines = test.sync(service, faults=[(call, 2, do)])
            check_whole(test, f"{service}, {do} once", service, done, lines)


# do: exit code and what is said. Every call after the first fails, or only the second where that is no matter of luck.
LOST = {"throttle": (6, "rate exceeded"), "break": (6, "something went wrong"), "cut": (6, "after 3 tries"),
        "missing": (6, "no such page"), "empty": (2, "the answer is empty"), "naming": (4, "the key [secret] may not do this"),
        "garble": (2, "the answer:1:1"), "loop": (2, "names a page that was read already"),
        "forbid": (4, "AccessDeniedException"), "expire": (4, "get new ones")}


def check_lost(test):
    for service, call in LISTS.items():
        for do in of_service(service, LOST, ("garble", "loop", "forbid")):
            code, text = LOST[do]
            once = do not in ("throttle", "break", "cut", "expire")
            faults = [(call, n, do) for n in ([2] if once else range(2, 12))]
            done, lines = test.sync(service, faults=faults)
            where = f"{service}, {do}"
            test.check(where, "exit code", done.returncode, code)
            test.check(where, f"is said: {done.stderr}", text in done.stderr and f"aws://{service}/{estate.REGION}: {call}: " in done.stderr, True)
            test.check(where, "nothing changes", (lines.scans, lines.out), ([], ""))


def check_refusals(test):
    wrong = {**SESSION, "AWS_SECRET_ACCESS_KEY": "another"}
    for keys, code, text in ((ENDED, 4, "get new ones"), (wrong, 4, "InvalidSignatureException"), ({"X": "1"}, 4, "")):
        done, lines = test.sync("inspector2", keys)
        test.check(f"keys {keys}", f"is refused: {done.stderr}", (done.returncode, text in done.stderr, lines.scans),
                   (code, True, []))
    done, _ = test.sync("macie2")
    test.check("macie2", f"is told: {done.stderr}", (done.returncode, "is no service that is asked" in done.stderr), (2, True))


# ---- What becomes of findings from scan to scan ----


def next_second():
    """A scan's time is in seconds: the next one is to be later."""
    now = time.time()
    threading.Event().wait(int(now) + 1 - now)


def check_life(test):
    """The same again is nothing new; one that the hub no longer lists is gone, one of GuardDuty's is not."""
    archived = sum(f["service"]["archived"] for findings in estate.DETECTORS.values() for f in findings)
    for service, gone in (("securityhub", 1), ("guardduty", archived)):
        home = "life-" + service
        test.sync(service, home=home)
        first = test.show(home, "scans")
        test.sync(service, home=home, faults=[("GetFindings", n, "break") for n in (1, 2, 3)])
        test.check(service, "a scan that failed changes nothing", test.show(home, "scans"), first)
        next_second()
        test.sync(service, home=home)
        next_second()
        test.sync(service, home=home, faults=[("GetFindings", 1, "drop")])
        scans = sorted(test.show(home, "scans"), key=lambda row: row["at"])
        count = len(WANTED[service][2])
        test.check(service, "scans", [sum(r[k] for r in scans) for k in ("new", "gone", "back")], [count, gone, 0])


def check_disabled(test):
    """Inspector switched off, or not known to be on, and a hub that lists nothing at all, close nothing."""
    home, status, none = "life-inspector", "BatchGetAccountStatus", ("ListFindings", 0, [])
    test.sync("inspector2", home=home)
    count = open_findings(test, home)
    test.check("inspector", "some are open", count > 3, True)
    for state in ("DISABLED", "SUSPENDED", "NEW_WORD"):
        next_second()
        done, _ = test.sync("inspector2", home=home, faults=[(status, 1, {"state": {"status": state}}), none])
        test.check(state, f"is said: {done.stderr}", (done.returncode, f"Inspector is {state}" in done.stderr), (6, True))
        test.check(state, "open", open_findings(test, home), count)
    next_second()
    done, _ = test.sync("inspector2", home=home, faults=[(status, 1, "forbid"), none])
    test.check("not known", f"is said: {done.stderr}", (done.returncode, "is not known" in done.stderr), (0, True))
    test.check("not known", "open", open_findings(test, home), count)
    next_second()
    test.sync("inspector2", home=home, faults=[(status, 1, "forbid"), ("ListFindings", 1, "drop")])
    test.check("not known, a list", "open", open_findings(test, home), count - 1)
    next_second()
    test.sync("inspector2", home=home, faults=[none])
    test.check("enabled and clean", "open", open_findings(test, home), 0)
    home = "life-hub"
    test.sync("securityhub", home=home)
    count = open_findings(test, home)
    next_second()
    test.sync("securityhub", home=home, faults=[("GetFindings", 0, [])])
    test.check("hub of nothing", "open", (open_findings(test, home), count > 3), (count, True))


def check_some_disabled(test):
    """What kind of resource is not looked at closes nothing of it, even where Inspector closes it for that; the others do."""
    home, kinds = "life-kinds", {"ec2": "i-", "lambda": "CVE-2026-0007", "lambdaCode": "os-command"}

    def of_kinds():
        rows = test.show(home, "findings", "open:true", "cols:id,resource,rule")
        return {kind: sum(part in (row["resource"] + row["rule"]) for row in rows) for kind, part in kinds.items()}
    test.sync("inspector2", home=home)
    whole = of_kinds()
    test.check("kinds", "of each some are open", whole, {"ec2": 7, "lambda": 1, "lambdaCode": 1})
    closed = [{**f, "status": "CLOSED"} for f in estate.INSPECTED]
    for kind, word, listed in (("ec2", "DISABLED", closed), ("ec2", None, []), ("lambda", "SUSPENDED", []),
                               ("lambdaCode", "ENABLING", closed)):
        state = {**estate.SCANNED, kind: {"status": word}}
        if not word:
            del state[kind]
        next_second()
        done, _ = test.sync("inspector2", home=home, faults=[("BatchGetAccountStatus", 1, {"resourceState": state}),
                                                             ("ListFindings", 0, listed)])
        test.check(kind, f"{word}: {done.stderr}", (done.returncode, of_kinds()),
                   (0, {**dict.fromkeys(kinds, 0), kind: whole[kind]}))
        scan = test.show(home, "scans")[0]
        test.check(kind, "whole", (scan["state"], scan["uncovered"]), ("whole", whole[kind]))
        next_second()
        test.sync("inspector2", home=home)
        test.check(kind, "on again", of_kinds(), whole)
    next_second()
    test.sync("inspector2", home=home, faults=[("BatchGetAccountStatus", 1, "forbid"),
                                               ("ListFindings", 0, estate.INSPECTED[:1])])
    test.check("kinds not known", "of what it lists something", of_kinds(), {"ec2": 1, "lambda": 1, "lambdaCode": 1})


def check_indexes(test):
    """Without the right to ask for an index what was pushed at one moment is told, and that is said."""
    done, lines = test.sync("ecr", faults=[("BatchGetImage", 0, "forbid")])
    test.check("index", "exit code", done.returncode, 0)
    test.check("index", f"is said: {done.stderr}", done.stderr.count("AccessDeniedException"), 3)
    tools = [(s["key"][2], s["scan"]["digest"][-1]) for s in lines.complete() if s["key"][3].endswith("tool")]
    test.check("index", "what is told", tools, [("", "5")])


def check_unscanned(test):
    """Of images that do not say whether they were scanned some are asked for, and one that was scanned later is found."""
    test.faults()
    test.requests()
    for statuses in (0, 1):  # of the oldest
        images = [estate.image(100 + n, 50 - n, False) for n in range(12)] + [estate.image(4, 0, statuses)]
        wanted = [image["imageDigest"] for image in images[:10] + images[12:] * statuses]
        done, lines = test.sync("ecr", faults=[("DescribeRepositories", 0, [{"repositoryName": "web"}]), ("DescribeImages", 0, images)])
        asked = [r["ask"]["imageId"]["imageDigest"] for r in test.requests() if "imageId" in r["ask"]]
        times = len(asked) // len(wanted)  # the repository is on each page
        test.check("unscanned", "asked for", asked, wanted * max(times, 1))
        said = "its newest 12 images were not scanned" if statuses else "none of its newest 10 images was scanned"
        more = re.findall(rf"(\d+) more: .*{said}", done.stderr)  # the same again is counted
        test.check("unscanned", f"is said: {done.stderr}", (done.returncode, done.stderr.count(said) and 1 + sum(map(int, more)),
                                                            len(lines.scans)), (0, times, statuses))


def open_findings(test, home, *filters):
    return len(test.show(home, "findings", "open:true", *filters))


def check_analyzers(test):
    """An analyzer that does not look, or is not there any more, closes nothing; the other one's list counts."""
    home, active = "life-analyzers", sum(f["status"] == "ACTIVE" for f in wanted_reached())
    test.sync("accessanalyzer", home=home)
    test.check("analyzers", "open", open_findings(test, home, "category:external/open"), active)
    for status in ("FAILED", "CREATING", "DISABLED", "NEW_WORD"):
        next_second()
        fault = {"status": status, "statusReason": {"code": "ORGANIZATION_DELETED"}}
        done, lines = test.sync("accessanalyzer", home=home, faults=[("ListAnalyzers", 1, fault), ("ListFindings", 0, [])])
        said = f"analyzer 'open' is {status}: ORGANIZATION_DELETED"
        test.check(status, f"is said: {done.stderr}", (done.returncode, said in done.stderr + done.stdout), (6, True))
        test.check(status, "open", open_findings(test, home, "category:external/open"), active)
        test.check(status, "the other one", lines.complete()[-1]["key"][2], "unused/idle")
    next_second()
    done, _ = test.sync("accessanalyzer", home=home, faults=[("ListAnalyzers", 1, "drop")])
    test.check("analyzer gone", "exit code", (done.returncode, done.stderr), (0, ""))
    test.check("analyzer gone", "open", open_findings(test, home, "category:external/open"), active)
    next_second()
    test.sync("accessanalyzer", home=home, faults=[("ListFindings", 0, [])])
    test.check("analyzer clean", "open", open_findings(test, home, "category:external/open"), 0)
    test.check("analyzer clean", "unused", open_findings(test, home, "category:unused/idle"), 7)


# ---- The SDK asks for the same ----


def check_none(test):
    """Where there is nothing to ask of, that is said."""
    for service, call, code, text in (("accessanalyzer", "ListAnalyzers", 6, "IAM Access Analyzer has no analyzer there"),
                                      ("guardduty", "ListDetectors", 6, "GuardDuty has no detector there"),
                                      ("ecr", "DescribeRepositories", 0, "there is no repository with an image"),
                                      ("ecr", "DescribeImages", 0, "there is no repository with an image that was scanned")):
        done, lines = test.sync(service, faults=[(call, 0, [])])
        test.check(f"none of {call}", f"is said: {done.stderr}", (done.returncode, text in done.stderr, lines.scans), (code, True, []))


def check_sdk(test, modules):
    test.faults()
    test.requests()
    for service in SERVICES:
        test.sync(service)
    ours = test.requests()
    done = subprocess.run(["node", os.path.join(HERE, "sdk_peer.js"), test.address, estate.REGION], text=True,
                          capture_output=True, env={**test.environment(SESSION), "NODE_PATH": modules}, timeout=60)
    test.check("sdk", "runs", (done.returncode, done.stderr if done.returncode else ""), (0, ""))
    theirs = test.requests()
    test.check("sdk", "requests", len(ours), len(theirs))
    def order(request):  # of repositories over several pages the images are asked for in between
        return request["service"] == "ecr" and json.dumps(request)
    for mine, its in zip(sorted(ours, key=lambda r: order(r) or ""), sorted(theirs, key=lambda r: order(r) or "")):
        test.check("sdk", f"request {its['service']} {its['path']}", mine, its)
    found = json.loads(done.stdout or "{}")
    passed = {f["Id"] for f in estate.HUB if f["Compliance"]["Status"] == "PASSED"}
    test.check("sdk", "securityhub", [i for i in found["securityhub"] if i not in passed],
               [f.split(" ")[1] for f in WANTED["securityhub"][2]])
    for service in ("guardduty", "inspector2"):
        test.check("sdk", service, found[service], WANTED[service][2])
    test.check("sdk", "ecr", sorted(found["ecr"]), sorted(WANTED["ecr"][2]))
    test.check("sdk", "accessanalyzer", len(found["accessanalyzer"]), len(WANTED["accessanalyzer"][2]))


# ---- Where requests go without an endpoint ----


class Proxy(threading.Thread):
    """Refuses every CONNECT and remembers where to; what is asked in plain it answers as STS."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        self.asked = []

    def run(self):
        while True:
            client, _ = self.listener.accept()
            with client, client.makefile("rb") as lines:
                self.serve(client, lines.readline().decode().split(" "), lines)

    def serve(self, client, first, lines):
        fields = dict(line.decode().rstrip().lower().split(": ", 1) for line in iter(lines.readline, b"\r\n"))
        lines.read(int(fields.get("content-length", 0)))
        body = (WHO % estate.ACCOUNT).encode()
        if first[0] == "CONNECT":
            self.asked.append(first[1])
            client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        else:
            client.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))


def ask_host(test, proxy, service, region, **more):
    """Where `fetch get` connects to, with no endpoint set."""
    environment = {k: v for k, v in test.environment(SESSION).items() if k != "AWS_ENDPOINT_URL"}
    folder = os.open(test.folder, os.O_RDONLY)
    document = {"name": "findings.json", "at": "0" * 64, "bytes": -1, "mtime": int(time.time())}
    ask = {"proto": 1, "address": f"aws://{service}/{region}", "proxy": proxy.url, "root": "aws://x", "spool_fd": folder,
           "objects": [document]}
    fetch = os.path.join(os.path.dirname(test.gavel), "libexec/gavel/fetch")
    subprocess.run([fetch, "get"], input=json.dumps(ask) + "\n", text=True, capture_output=True, pass_fds=[folder],
                   env={**environment, "AWS_MAX_ATTEMPTS": "1", **more}, timeout=60)
    os.close(folder)
    asked, proxy.asked = proxy.asked, []
    return asked


def check_hosts(test):
    proxy = Proxy()
    proxy.start()
    for region, end in (("eu-central-1", "amazonaws.com"), ("cn-north-1", "amazonaws.com.cn")):
        for service, host in HOSTS.items():
            asked = ask_host(test, proxy, service, region, AWS_ENDPOINT_URL_STS="http://sts.invalid")
            test.check(service, f"host in {region}", asked, [f"{host.format(region)}.{end}:443"])
        test.check("sts", f"host in {region}", ask_host(test, proxy, "ecr", region), [f"sts.{region}.{end}:443"])


def main():
    gavel, folder = sys.argv[1:3]
    modules = sys.argv[3] if len(sys.argv) > 3 else ""
    test = Test(gavel, folder)
    try:
        for check in (check_services, check_faults, check_lost, check_refusals, check_hosts, check_life, check_analyzers, check_indexes, check_unscanned, check_disabled, check_some_disabled, check_none):
            check(test)
        if modules:
            check_sdk(test, modules)
    finally:
        test.close()
    for text in test.failed:
        print(f"aws-findings: {text}", file=sys.stderr)
    print(f"aws-findings: {test.held} checks hold, {len(test.failed)} do not" + ("" if modules else "; the SDK was left out"))
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
