#!/usr/bin/env python3
"""Files made to break a reader: refused or judged, in bounded time, and no byte of theirs reaches
the terminal.

Usage: hostile_test.py GAVEL
"""
import json
import os
import random
import subprocess
import time

from checking import GAVEL, HOME, done, expect, refuse, report, rows, run, write

CHECKS = ("hardening", "ci", "headers", "iac")
LIMIT = 40  # seconds, with sanitizers


def timed(what, call):
    start = time.monotonic()
    result = call()
    expect(f"{what}: in time", time.monotonic() - start < LIMIT, True)
    return result


def bomb(levels):
    lines = ["apiVersion: v1", "kind: Pod", "a0: &a0 [x]"]
    for i in range(1, levels + 1):
        lines.append(f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 10)}]")
    return "\n".join(lines) + "\n"


def test_shapes():
    timed("bomb", lambda: refuse("hardening", "b.yaml", bomb(30), "more values than are read"))
    timed("deep", lambda: refuse("hardening", "d.yaml", "[" * 1000000, "nested too deep"))
    timed("deep JSON", lambda: refuse("iac", "d.json", '{"a":' * 1000000, "nested too deep"))
    timed("deep blocks", lambda: refuse(
        "ci", "d.yml", "".join(" " * i + "a:\n" for i in range(2000)), "nested too deep"))
    timed("itself", lambda: refuse("hardening", "i.yaml", "a: &x [*x]\n", "an alias of nothing"))
    timed("wide", lambda: refuse("hardening", "w.json", "[" + "0," * 3000000 + "0]",
                                 "more values than are read"))
    with open(os.path.join(HOME.name, "huge.yaml"), "wb") as file:
        file.truncate(65 * 1024 * 1024)
    code, out, err = timed("huge", lambda: run("hardening", os.path.join(HOME.name, "huge.yaml")))
    expect("huge", (code, out, "larger than 67108864 bytes" in err), (2, b"", True))
    keys = "".join(f"k{i}: 0\n" for i in range(200000))
    timed("many keys", lambda: refuse("hardening", "k.yaml", keys + "k7: 0\n", "'k7' stands twice"))
    pods = {"apiVersion": "v1", "kind": "Pod", "spec": {
        "containers": [{"name": f"c{i}", "image": "x"} for i in range(5000)]}}
    code, out, _ = timed("many containers",
                         lambda: run("hardening", "--json", write("m.json", json.dumps(pods))))
    expect("many containers", (code, json.loads(out)["block"]), (1, 35000))
    extends = "".join(f"j{i}:\n  extends: [{', '.join([f'j{i + 1}'] * 50)}]\n  script: [aws x y]\n"
                      for i in range(12)) + "j12:\n  script: [make]\n"
    code, _, err = timed("extends", lambda: run("ci", write(".gitlab-ci.yml", extends)))
    expect(f"extends {err}", code in (1, 6), True)


# Windows code, bidi marks, a title's end, a bell.
ESC = "\x1b]0;owned\x07\x1b[2J\u202e\x9b31m"


def is_clean(data):
    text = data.decode("utf-8", "replace")
    return not any(ord(c) < 32 and c not in "\n\t" or 0x7f <= ord(c) <= 0x9f or c == "\u202e"
                   for c in text)


def test_escapes():
    pod = json.dumps({"apiVersion": "v1", "kind": "Pod" + ESC, "metadata": {"name": ESC}, "spec": {
        "containers": [{"name": ESC, "image": "x" + ESC}]}})
    stack = json.dumps({"Resources": {ESC: {"Type": "AWS::EC2::Volume", "Properties": {
        "Encrypted": ESC}}}})
    flow = "on: push\njobs:\n  \"" + json.dumps(ESC)[1:-1] + "\":\n    steps: [{run: aws s3 ls}]\n"
    head = "HTTP/1.1 200 OK\r\nX-Frame-Options: " + ESC + "\r\n"
    for check, name, text in (("hardening", f"p{ESC}.json", pod), ("iac", f"s{ESC}.json", stack),
                              ("ci", f"w{ESC}.yml", flow), ("headers", f"h{ESC}", head),
                              ("hardening", f"bad{ESC}.json", "{" + ESC)):
        path = write(name, text)
        for form in ("", "--json", "--sarif", "--junit", "--github"):
            code, out, err = run(check, *([form] if form else []), path)
            expect(f"{check} {form}: clean", (is_clean(out), is_clean(err.encode())), (True, True))
            expect(f"{check} {form}: judged", code, 2 if "bad" in name else 1)


def test_bytes():
    """Random bytes, and good files cut anywhere or with bytes changed: an answer, and no crash."""
    source = random.Random(4)
    good = {"hardening": b"apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
                         b"  - {name: a, image: x, env: [{name: A_TOKEN, value: b}]}\n",
            "ci": b"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n    - run: aws s3 ls\n",
            "headers": b"HTTP/1.1 200 OK\r\nContent-Security-Policy: default-src *\r\n\r\n",
            "iac": b'{"Resources":{"A":{"Type":"AWS::EC2::Volume","Properties":{"Encrypted":'
                   b'{"Ref":"B"}}}}}'}
    for check in CHECKS:
        paths = [write(f"{check}.bin/r{i}.yaml", source.randbytes(source.randrange(300)))
                 for i in range(4)]
        paths += [write(f"{check}.bin/c{i}.yaml", good[check][:source.randrange(len(good[check]))])
                  for i in range(8)]
        for i in range(10):
            changed = bytearray(good[check])
            for _ in range(source.randrange(1, 4)):
                changed[source.randrange(len(changed))] = source.randrange(256)
            paths.append(write(f"{check}.bin/m{i}.yaml", bytes(changed)))
        for path in paths:
            code, _, err = run(check, path)
            expect(f"{path}: {err}", code in (0, 1, 2, 6) and "killed" not in err
                   and "ended with" not in err, True)
        code = run(check, os.path.join(HOME.name, f"{check}.bin"))[0]
        expect(f"{check}: a folder of them", code in (1, 6), True)


def test_pipes_and_links():
    pod = write("real/pod.yaml", "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a}]}\n")
    os.symlink("/etc/passwd", os.path.join(HOME.name, "real", "x.yaml"))
    os.mkfifo(os.path.join(HOME.name, "real", "fifo.yaml"))
    document = timed("a pipe in a folder", lambda: report("hardening", os.path.dirname(pod)))
    expect("a link out of the folder is not read",
           [(os.path.basename(r["file"]), r["rule"]) for r in rows(document, "missing")],
           [("x.yaml", "readable")])
    done_ = subprocess.run(["bash", "-c", f"{GAVEL} check hardening <(cat {pod})"],
                           capture_output=True, env={"PATH": os.environ["PATH"],
                                                     "HOME": HOME.name}, check=False)
    expect("a pipe that is named", (done_.returncode, b"/dev/fd/" in done_.stdout), (1, True))


def test_links():
    """What deploys a folder follows its links: each is read, or said to be unread."""
    root = os.path.join(HOME.name, "linked")
    bare = "apiVersion: v1\nkind: Pod\nspec: {hostPID: true, containers: [{name: a}]}\n"
    write("outside/pod.yaml", bare)
    write("linked/kept/pod.txt", bare)
    write("linked/good.Dockerfile", "FROM a@sha256:" + "0" * 64 + "\nUSER 5\n")

    def verdict(target, name="x.yaml"):
        link = os.path.join(root, name)
        os.makedirs(os.path.dirname(link), exist_ok=True)
        os.symlink(target, link)
        document = timed(f"link to {target}", lambda: report("hardening", root))
        os.unlink(link)
        return document["verdict"], sorted({os.path.basename(r["file"])
                                            for r in document["rows"] if r["kind"] != "note"})

    expect("a link to a file", verdict("kept/pod.txt"), ("fail", ["x.yaml"]))
    expect("from a folder", verdict("../kept/pod.txt", "sub/x.yaml"), ("fail", ["x.yaml"]))
    expect("named Dockerfile", verdict("kept/pod.txt", "Dockerfile")[0], "incomplete")
    expect("to what is read anyway", verdict("good.Dockerfile", "y.Dockerfile"), ("pass", []))
    expect("of no name of ours", verdict("kept/pod.txt", "x.txt"), ("pass", []))
    for target in ("../outside/pod.yaml", os.path.join(HOME.name, "outside/pod.yaml"),
                   "nowhere", "x.yaml", "/dev/null"):
        expect(target, verdict(target), ("incomplete", ["x.yaml"]))
    expect("a folder outside", verdict("../outside", "far"), ("incomplete", ["far"]))
    expect("the folder itself", verdict("..", "kept/loop"), ("pass", []))
    expect("a folder of it", verdict("kept", "other"), ("pass", []))


def test_too_many_references():
    """What is not followed any more is unseen, and not taken for nothing."""
    node = {"Type": "AWS::EC2::Instance", "Properties": {"LaunchTemplate": {"LaunchTemplateId": {"Ref": "Lt"}}}}
    launch = {"Type": "AWS::EC2::LaunchTemplate",
              "Properties": {"LaunchTemplateData": {"InstanceType": "g5.xlarge"}}}
    for count, kind in ((10, "block"), (1100000, "missing")):
        join = {"Type": "AWS::EC2::SubnetRouteTableAssociation",
                "Properties": {"SubnetId": ["s"] * count, "RouteTableId": {"Ref": "T"}}}
        document = timed(f"{count} subnets", lambda text=json.dumps(
            {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
                "Join": join, "Route": {"Type": "AWS::EC2::Route", "Properties": {
                    "RouteTableId": {"Ref": "T"}, "GatewayId": "igw-1"}},
                "T": {"Type": "AWS::EC2::RouteTable"}, "Lt": launch, "Node": node}}):
                         report("iac", write("many.json", text)))
        expect(f"a node behind {count} subnets", "gpu-private" in [
            r["rule"] for r in document["rows"] if r["kind"] == kind], True)


test_shapes()
test_escapes()
test_bytes()
test_pipes_and_links()
test_links()
test_too_many_references()
done("hostile")
