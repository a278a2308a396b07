"""What is accepted passes a gate until its end, and then blocks it: told by a collector of the name that
the ledger's will have, for nobody else is heard.

Usage: accepted.py GAVEL
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

TELLER = """#!/bin/sh
case $1 in
describe) echo '{"plugin":"%(name)s","version":"1","proto":1,"title":"t","kinds":["acceptances"],\
"verbs":["describe","detect","collect"],"formats":[{"name":"%(name)s","title":"t"}],"config":[]}' ;;
collect)
	read -r request
	root=$(printf %%s "$request" | sed 's/.*"root":"\\([^"]*\\)".*/\\1/')
	name=$(printf %%s "$request" | sed 's/.*"files":\\[{"name":"\\([^"]*\\)".*/\\1/')
	echo '{"t":"hello","proto":1,"plugin":"%(name)s","version":"1"}'
	cat "$root/$name"
	echo '{"t":"done"}' ;;
esac
"""
REPORT = {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "t", "rules": [
    {"id": "r", "properties": {"security-severity": "9.8"}}]}}, "results": [
        {"ruleId": "r", "message": {"text": "m"}, "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": "a.c"}, "region": {"startLine": 1}}}]}]}]}


class Desk:
    passed = failed = 0

    def __init__(self, gavel, folder):
        shutil.copytree(os.path.join(os.path.dirname(gavel), "libexec"), f"{folder}/build/libexec")
        self.gavel, self.folder = shutil.copy(gavel, f"{folder}/build/gavel"), folder
        for name in ("ledger", "other"):
            path = f"{folder}/build/libexec/gavel/plugins/{name}"
            with open(path, "w", encoding="utf-8") as file:
                file.write(TELLER % {"name": name})
            os.chmod(path, 0o755)

    def run(self, now, *words):
        return subprocess.run([self.gavel, "--cache", f"{self.folder}/c.db", "--now", f"2026-03-{now}T12:00:00Z",
                               *words], capture_output=True, text=True, check=False)

    def accept(self, teller, until):
        name = json.loads(self.run("01", "show", "findings", "--json").stdout)["rows"][0]["id"]
        with open(f"{self.folder}/told", "w", encoding="utf-8") as file:
            for line in ({"t": "input", "id": 1, "uri": "l", "sha256": "7" * 64, "bytes": 1},
                         {"t": "scope", "id": 1, "kind": "acceptances", "key": ["ledger"], "mode": "replace",
                          "at": 1772323200, "delivery": "1"},
                         {"t": "acceptance", "scope": 1, "id": "RA-7", "finding": name, "level": "critical",
                          "until": until, "by": "lead", "why": "behind the wall"},
                         {"t": "end", "scope": 1, "complete": True, "rows": 1}):
                file.write(json.dumps(line, separators=(",", ":")) + "\n")
        return self.run("01", "import", "--as", teller, f"{self.folder}/told")

    def judged(self, now, *more):
        done = self.run(now, "check", "findings", "--json", *more)
        return done.returncode, [(row["kind"], row["message"]) for row in json.loads(done.stdout)["rows"]]

    def state(self, now):
        return json.loads(self.run(now, "show", "findings", "--json").stdout)["rows"][0]["state"]

    @classmethod
    def check(cls, what, got, wanted):
        cls.passed += got == wanted
        cls.failed += got != wanted
        if got != wanted:
            print(f"gate_accepted: {what}: {got!r}, not {wanted!r}", file=sys.stderr)


def main(gavel):
    with tempfile.TemporaryDirectory(prefix="gavel-accepted.") as folder:
        desk = Desk(gavel, folder)
        with open(f"{folder}/r.sarif", "w", encoding="utf-8") as file:
            json.dump(REPORT, file)
        os.utime(f"{folder}/r.sarif", (1772190000, 1772190000))  # 2026-02-27
        desk.check("import", desk.run("01", "import", "--target", "repo", f"{folder}/r.sarif").returncode, 0)
        desk.check("before", desk.judged("01")[0], 1)
        until = 1772582400  # 2026-03-04
        desk.accept("other", until)
        desk.check("another collector is not heard", (desk.judged("01")[0], desk.state("01")), (1, "new"))
        shutil.rmtree(f"{folder}/c.db.archive")
        os.remove(f"{folder}/c.db")
        desk.run("01", "import", "--target", "repo", f"{folder}/r.sarif")
        desk.check("the ledger is", desk.accept("ledger", until).returncode, 0)
        desk.check("accepted", (desk.state("01"), desk.judged("01")),
                   ("accepted", (0, [("note", "r is accepted by RA-7 until 2026-03-04T00:00:00Z (critical code, "
                                      "t)")])))
        desk.check("its end", (desk.state("04"), desk.judged("04")[0], desk.judged("04")[1][0][0]),
                   ("new", 1, "block"))
        desk.check("is told", "RA-7 no longer covers it" in desk.judged("04")[1][0][1], True)
        rows = json.loads(desk.run("01", "show", "acceptances", "--json").stdout)["rows"]
        desk.check("the view", [(row["id"], row["state"], row["accepted"], row["approver"]) for row in rows],
                   [("RA-7", "valid", "critical", "lead")])
    print(f"gate_accepted: {Desk.passed} passed, {Desk.failed} failed")
    return Desk.failed > 0


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1])))
