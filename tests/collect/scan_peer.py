"""The collector of scanners' files, spoken to by the protocol, its strings put back in place.

A finding is a dict as the line tells it. Used by the tests of the formats.
"""
import json
import os
import shutil
import subprocess
import tempfile

PATIENCE = 60


class Answer:
    """What the collector told of one file."""

    def __init__(self, done):
        self.code, self.log = done.returncode, done.stderr
        self.lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.strings = {}
        for line in self.lines:
            self.restore(line)
        self.findings = self.of("finding")
        self.scans = self.of("scan")
        self.scopes = self.of("scope")
        self.ends = self.of("end")
        self.exceptions = self.of("exception")
        self.errors = [e["text"] for e in self.of("error")]
        self.warnings = [w["text"] for w in self.of("warn")]

    WORDS = {"class", "rule", "title", "level", "raw", "from", "vector", "ids", "cwe", "purl",
             "package", "version", "fixed", "file", "logical", "resource", "url", "method",
             "param", "status", "claim", "claim_why", "link", "alias", "fix", "id", "paths",
             "purls", "other", "reason", "end"}

    def restore(self, line):
        if line["t"] == "str":
            self.strings[line["id"]] = line["v"]
        elif line["t"] in ("finding", "exception"):
            for key in self.WORDS & line.keys():
                if isinstance(line[key], int) and not (line["t"] == "finding" and key == "end"):
                    line[key] = self.strings[line[key]]

    def of(self, kind):
        return [line for line in self.lines if line["t"] == kind]

    @property
    def complete(self):
        return bool(self.ends) and all(e["complete"] for e in self.ends)

    @property
    def open(self):
        """Those that nobody claims away and that the tool does not tell as gone."""
        return [f for f in self.findings if not f.get("claim") and not f.get("status")]

    def levels(self, findings=None):
        told = self.open if findings is None else findings
        out = {}
        for f in told:
            out[f["level"]] = out.get(f["level"], 0) + 1
        return out


class Collector:
    def __init__(self, build):
        self.program = os.path.join(build, "libexec", "gavel", "plugins", "scans")
        self.home = tempfile.mkdtemp(prefix="gavel-scans-")

    def close(self):
        shutil.rmtree(self.home)

    def read(self, path, as_format=None, **more):
        root, name = os.path.split(os.path.abspath(path))
        fd = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
        stat = os.stat(path)
        request = {"proto": 1, "source": "import", "root": root, "root_fd": fd, "now": 1700000000,
                   "config": {}, "files": [{"name": name, "bytes": stat.st_size,
                                            "mtime": int(stat.st_mtime)}]}
        if as_format:
            request["format"] = as_format
        request.update(more)
        try:
            return Answer(subprocess.run([self.program, "collect"], input=json.dumps(request),
                                         capture_output=True, text=True, pass_fds=[fd],
                                         timeout=PATIENCE))
        finally:
            os.close(fd)

    def text(self, text, as_format=None, name="report", **more):
        """The same of a text or bytes."""
        path = os.path.join(self.home, name)
        with open(path, "wb") as out:
            out.write(text if isinstance(text, bytes) else text.encode())
        return self.read(path, as_format, **more)

    def json(self, value, as_format=None, **more):
        return self.text(json.dumps(value), as_format, **more)
