"""The text index through gavel's commands. Usage: text_index.py GAVEL"""
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

COUNT = 12000  # more than is left to be read without an index
PATIENCE = 60
FAULTS = []
TRIED = [0]


def expect(got, wanted, what):
    TRIED[0] += 1
    if got != wanted:
        FAULTS.append(f"{what}: {got!r}, expected {wanted!r}")


class Estate:
    def __init__(self, gavel):
        self.home = tempfile.mkdtemp(prefix="gavel-index.")
        self.cache = f"{self.home}/cache.db"
        self.command = [os.path.abspath(gavel), "--cache", self.cache]

    def run(self, *words):
        return subprocess.run([*self.command, *words], capture_output=True, text=True, check=False,
                              env={**os.environ, "HOME": self.home}, timeout=PATIENCE)

    def scan(self, target, count):
        results = [{"ruleId": "made/rule", "message": {"text": f"word{i % 50} in piece {i}"},
                    "locations": [{"physicalLocation": {
                        "artifactLocation": {"uri": f"src/file{i % 300}.py"},
                        "region": {"startLine": i + 1}}}]} for i in range(count)]
        report = {"version": "2.1.0", "runs": [{
            "tool": {"driver": {"name": "Maker"}},
            "versionControlProvenance": [{"repositoryUri": f"https://git.example.org/{target}"}],
            "invocations": [{"executionSuccessful": True, "endTimeUtc": "2024-03-01T00:00:00Z"}],
            "results": results}]}
        path = f"{self.home}/{target}.sarif"
        with open(path, "w", encoding="utf-8") as file:
            json.dump(report, file)
        done = self.run("import", path)
        expect(done.returncode, 0, f"import of {target}: {done.stderr}")

    def sql(self, text):
        return json.loads(self.run("sql", text, "--json").stdout)["rows"][0]

    def indexed(self):
        return self.sql("SELECT indexed FROM finder_state")["indexed"]

    def ask(self, *words):
        return len(self.run("show", "findings", *words, "--jsonl").stdout.splitlines())

    def same_rows(self, when):
        # word7 is also the beginning of nothing else below 50; 240 = 12000 / 50.
        expect(self.ask("word7"), 240, f"{when}: a word")
        expect(self.ask("WORD7"), 240, f"{when}: in capitals")
        expect(self.ask("title:*piece 11999"), 1, f"{when}: a pattern")
        expect(self.ask("file:src/file299.py"), 40, f"{when}: a file")
        expect(self.ask("place:src/file299.py:300"), 1, f"{when}: a place")
        expect(self.ask("-word7"), COUNT - 240, f"{when}: without a word")

    def forget(self):
        with sqlite3.connect(self.cache, timeout=PATIENCE) as db:
            db.execute("UPDATE finder_state SET indexed = 0")
        db.close()


def killed(estate):
    """Cut short at any moment, it goes on from where it was."""
    for moment in (1, COUNT // 3):
        estate.forget()
        child = subprocess.Popen([*estate.command, "cache", "index", "--background"],
                                 stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while estate.indexed() < moment and child.poll() is None and time.monotonic() < until:
            pass
        child.send_signal(signal.SIGKILL)
        child.wait()
        expect(estate.run("cache", "verify").returncode, 0, "verify after a kill")
        estate.same_rows("after a kill")
    expect(estate.run("cache", "index").returncode, 0, "index after a kill")
    expect(estate.indexed(), COUNT, "indexed after a kill")


def main():
    estate = Estate(sys.argv[1])
    try:
        estate.scan("app", COUNT)
        # Another may be at it: this waits for it.
        expect(estate.run("cache", "index").returncode, 0, "index")
        expect(estate.indexed(), COUNT, "indexed")
        estate.same_rows("indexed")
        expect(estate.run("show", "findings", "word7").stderr, "", "nothing is said of an index")
        expect(estate.run("cache", "verify").returncode, 0, "verify")
        killed(estate)
        estate.forget()
        estate.same_rows("without an index")
        told = estate.run("show", "findings", "word7").stderr
        expect("the text index has 0 % of the findings" in told, True, "an index that is behind is said")
        told = estate.run("show", "findings", "sev:high").stderr
        expect("index" in told, False, "not where nobody waits for it")
        screen = estate.run("show", "findings", "word7", "--screen=80x24").stdout
        expect("text index 0 %" in screen, True, "nor on a screen")
        expect(estate.run("cache", "rebuild").returncode, 0, "rebuild")
        expect(estate.indexed(), COUNT, "indexed by rebuild")
        with sqlite3.connect(estate.cache) as db:
            # Titles are the first column; its first byte says how many a number has.
            block = bytearray(db.execute("SELECT numbers FROM finder_block WHERE id = 0").fetchone()[0])
            block[1 + 9 * block[0]] ^= 1
            db.execute("UPDATE finder_block SET numbers = ? WHERE id = 0", (bytes(block),))
        db.close()
        lie = estate.run("cache", "verify")
        expect(lie.returncode, 2, "a lie is found")
        expect("the text index is not what finding_body 9 says" in lie.stderr, True, lie.stderr)
    finally:
        shutil.rmtree(estate.home, ignore_errors=True)
    for fault in FAULTS:
        print(fault, file=sys.stderr)
    print(f"text-index: {TRIED[0] - len(FAULTS)} passed, {len(FAULTS)} failed")
    return 1 if FAULTS else 0


sys.exit(main())
