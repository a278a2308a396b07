"""What the corpus' scripts share: its table of files, and checks that are counted."""
import re
import shutil
import tempfile

LEVELS = {"C": "critical", "H": "high", "M": "medium", "L": "low", "I": "info"}


def rows(readme):
    """(path, what is expected of it) of every file that README.md names."""
    with open(readme, encoding="utf-8") as file:
        for line in file:
            row = re.match(r"\| `([^`]+)` \|", line)
            if row:
                yield row.group(1), line.replace("\\|", " ").split("|")[6]


class Run:
    """One run over the corpus: a folder of its own, and the checks that hold and that do not."""

    def __init__(self, gavel, corpus):
        self.gavel, self.corpus, self.held, self.failed = gavel, corpus, 0, []
        self.folder = tempfile.mkdtemp(prefix="gavel-corpus-")

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
