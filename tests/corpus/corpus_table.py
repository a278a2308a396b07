"""What the corpus' scripts share: its table of files, and checks that are counted."""
import os
import re
import shutil
import tempfile
from collections import Counter

LEVELS = {"C": "critical", "H": "high", "M": "medium", "L": "low", "I": "info"}


def levels_in(said, count):
    """C1 H18, or words: "5 Info,High,…", "3 H,H,M", "7 Medium"; None where there are none."""
    counts = said.split("A:")[-1] if "A:" in said else ""
    counted = {LEVELS[letter]: int(n) for letter, n in re.findall(r"\b([CHMLI])(\d+)\b", counts)}
    words = re.search(r"[TA]:\s?(?:\d+ )?((?:Critical|High|Medium|Low|Info|[CHMLI])\b(?:,\w+)*)", said)
    if counted or not words:
        return counted or None
    told = [LEVELS[word[0]] for word in words.group(1).split(",")]
    if count is None or len(told) == count:
        return dict(Counter(told))
    return {told[0]: count} if len(told) == 1 else None


def expected(corpus, folders, but=()):
    """path -> (count, {level: count}), as far as README.md tells them: what a source's own test
    asserts (T:), else what its parser returns (A:), else what was counted by looking."""
    table = {}
    with open(os.path.join(corpus, "README.md"), encoding="utf-8") as file:
        lines = file.read().splitlines()
    for line in lines:
        row = re.match(r"\| `([^`]+)` \|", line)
        if not row or not row.group(1).startswith(folders) or row.group(1).endswith(but):
            continue
        said = line.replace("\\|", " ").split("|")[6]
        found = (re.search(r"T:\s?(\d+)\b(?! tests)", said) or re.search(r"A:\s?(\d+)", said) or
                 re.search(r", (\d+) item", said))
        count = int(found.group(1)) if found else None
        levels = levels_in(said, count)
        table[row.group(1)] = (sum(levels.values()) if levels and count is None else count, levels)
    return table


def levels_of(lines):
    return dict(Counter(finding["level"] for finding in lines.findings()))


class Run:
    """One run over the corpus: a folder of its own, and the checks that hold and that do not."""

    def __init__(self, gavel, corpus):
        self.gavel, self.corpus, self.held, self.failed = gavel, corpus, 0, []
        self.folder = tempfile.mkdtemp(prefix="gavel-corpus-")

    def path(self, name):
        return os.path.join(self.corpus, name)

    def check(self, where, what, got, want):
        if got == want:
            self.held += 1
        else:
            self.failed.append(f"{where}: {what}: got {got}, want {want}")

    def finish(self, what):
        """Tells of the checks; the exit code."""
        shutil.rmtree(self.folder)
        for text in self.failed:
            print(f"corpus: {text}")
        print(f"corpus: {what}: {self.held} checks hold, {len(self.failed)} do not")
        return 1 if self.failed else 0
