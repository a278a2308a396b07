#!/usr/bin/env python3
"""Scanners that are installed, run over a tree of our own; gavel must know what they say.

Bandit's own totals and its CSV report are the peer of what `show findings` has of its JSON report;
grep's matches are the peer of git-secrets'. Usage: scans_peers_test.py GAVEL
"""
import csv
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

FIRST = {
    "app/run.py": 'import subprocess\n\n\ndef run(line):\n    return subprocess.call(line, shell=True)\n',
    "app/load.py": 'import pickle\nimport yaml\n\n\ndef load(text):\n    return yaml.load(text)\n\n\n'
                   'def old(text):\n    return pickle.loads(text)\n',
    "app/check.py": 'def check(x):\n    assert x\n    assert x > 1\n    exec("x")\n',
    "app/clean.py": 'def nothing():\n    return 0\n',
}
# Lines above what was found, one finding mended, a file renamed, and one found fault more.
SECOND = {
    "app/run.py": '"""Runs things."""\nimport os\n' + FIRST["app/run.py"],
    "app/load.py": FIRST["app/load.py"].replace("yaml.load(", "yaml.safe_load("),
    "app/checks.py": FIRST["app/check.py"],
    "app/clean.py": 'import telnetlib\n\n\ndef nothing():\n    return 0\n',
}
# What cannot be read any more is not mended.
BROKEN = {**SECOND, "app/checks.py": "def check(x:\n"}
SECRET = "AKIA" + "Q7ZX" + "PLMN4RTY" + "WS2E"


class Home:
    def __init__(self, gavel):
        self.gavel, self.held, self.failed = gavel, 0, []
        self.path = tempfile.mkdtemp(prefix="gavel-peers-")
        self.env = dict(os.environ, HOME=self.path, XDG_RUNTIME_DIR=self.path, GIT_CONFIG_NOSYSTEM="1",
                        GIT_AUTHOR_NAME="t", GIT_AUTHOR_EMAIL="t@example.com",
                        GIT_COMMITTER_NAME="t", GIT_COMMITTER_EMAIL="t@example.com")
        self.put("gavel.yaml", f"archive: {self.path}/archive\ncache: {self.path}/c.db\nsources:\n"
                 + "".join(f"  {name}:\n    plugin: scans\n    path: {self.path}/{name}\n"
                           f"    target: shop\n" for name in ("code", "secret")))

    def put(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        return path

    def tree(self, files):
        shutil.rmtree(os.path.join(self.path, "tree/app"), ignore_errors=True)
        for name, text in files.items():
            self.put(f"tree/{name}", text)

    def run(self, *command, cwd=None):
        return subprocess.run(command, env=self.env, cwd=cwd or os.path.join(self.path, "tree"),
                              capture_output=True, text=True)

    def call(self, *args):
        return self.run(self.gavel, "--config", os.path.join(self.path, "gavel.yaml"), *args,
                        cwd=self.path)

    def show(self, *args):
        return json.loads(self.call("show", *args, "--json").stdout)["rows"]

    def check(self, what, got, want):
        if got == want:
            self.held += 1
        else:
            self.failed.append(f"{what}: got {got!r}, want {want!r}")


def bandit(home, files, hour):
    """One report; its time is set so that each is newer than the one before."""
    home.tree(files)
    path = os.path.join(home.path, "code/bandit.json")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    home.run("bandit", "-q", "-r", "app", "-f", "json", "-o", path)
    with open(path) as file:
        report = json.load(file)
    report["generated_at"] = f"2026-01-02T{hour:02}:00:00Z"
    home.put("code/bandit.json", json.dumps(report))
    table = home.run("bandit", "-q", "-r", "app", "-f", "csv").stdout
    return report["metrics"]["_totals"], list(csv.DictReader(io.StringIO(table)))


def open_ones(home):
    return [row for row in home.show("findings", "tool:bandit") if row["state"] != "fixed"]


def check_bandit(home):
    totals, table = bandit(home, FIRST, 1)
    done = home.call("sync", "code")
    home.check("first sync", (done.returncode, done.stderr), (0, ""))
    rows = open_ones(home)
    home.check("levels", Counter(row["severity"] for row in rows),
               Counter({level.lower(): int(totals[f"SEVERITY.{level}"])
                        for level in ("HIGH", "MEDIUM", "LOW") if totals[f"SEVERITY.{level}"]}))
    home.check("places", sorted((row["rule"], row["file"], row["line"]) for row in rows),
               sorted((row["test_id"], row["filename"].removeprefix("./"), int(row["line_number"]))
                      for row in table))
    home.check("something was found", len(rows) > 5, True)
    check_moves(home, {row["id"]: row for row in rows})


def counts(home):
    scan = home.show("scans", "tool:bandit")[0]
    return {key: scan[key] for key in ("state", "new", "same", "gone", "back")}


def check_moves(home, before):
    _, table = bandit(home, SECOND, 2)
    home.call("sync", "code")
    rows = open_ones(home)
    gone = [row for row in before.values() if row["rule"] == "B506"]
    home.check("moved, renamed, mended, one more", counts(home),
               {"state": "whole", "new": 1, "same": len(before) - 1, "gone": 1, "back": 0})
    home.check("the mended one", [row["id"] for row in home.show("findings", "state:fixed")],
               [row["id"] for row in gone])
    home.check("still the same", len({row["id"] for row in rows} & set(before)), len(before) - 1)
    home.check("places now", sorted((row["rule"], row["file"], row["line"]) for row in rows),
               sorted((row["test_id"], row["filename"].removeprefix("./"), int(row["line_number"]))
                      for row in table))
    bandit(home, BROKEN, 3)
    home.call("sync", "code")
    home.check("a file that cannot be read", (counts(home)["state"], counts(home)["gone"]),
               ("partial", 0))
    home.check("closes nothing", len(open_ones(home)), len(rows))


def check_git_secrets(home):
    tree = os.path.join(home.path, "tree")
    home.tree({"app/a.env": f"x\nkey = {SECRET}\n", "app/b.txt": "nothing\n"})
    for command in (["git", "init", "-q"], ["git", "secrets", "--register-aws"],
                    ["git", "add", "app"]):
        home.run(*command)
    said = home.run("git", "secrets", "--scan", "-r", "app").stderr
    home.put("secret/git-secrets.txt", said)
    done = home.call("sync", "secret")
    home.check("git-secrets", (done.returncode, SECRET in done.stdout + done.stderr), (0, False))
    matches = home.run("grep", "-rn", SECRET, "app", cwd=tree).stdout.splitlines()
    home.check("matches of grep", len(matches), 1)
    home.check("its places", [f"{row['file']}:{row['line']}"
                              for row in home.show("findings", "tool:git-secrets")],
               [":".join(match.split(":")[:2]) for match in matches])
    shown = home.call("show", "findings", "--json").stdout
    with open(os.path.join(home.path, "c.db"), "rb") as file:
        home.check("the secret is kept nowhere", (SECRET in shown, SECRET.encode() in file.read()),
                   (False, False))


def main():
    home = Home(os.path.abspath(sys.argv[1]))
    for tool, check in (("bandit", check_bandit), ("git-secrets", check_git_secrets)):
        if shutil.which(tool):
            check(home)
        else:
            print(f"scans_peers: {tool} is not here: skipped")
    shutil.rmtree(home.path)
    for text in home.failed:
        print(f"scans_peers: {text}", file=sys.stderr)
    print(f"scans_peers: {home.held} checks hold, {len(home.failed)} do not")
    return 1 if home.failed else 0


if __name__ == "__main__":
    sys.exit(main())
