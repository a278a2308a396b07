"""The lines that the collector `scans` writes of a file, put together: its scans, what it said."""
import hashlib
import json
import os
import subprocess


class Lines:
    """What one run told: scans by key, each with its findings; warnings, errors, the exit code."""

    def __init__(self, done):
        self.code, self.log, self.out = done.returncode, done.stderr, done.stdout
        self.texts, self.scans, self.warnings, self.errors = {}, [], [], []
        self.done, by_id = False, {}
        for line in done.stdout.splitlines():
            self.take(json.loads(line), by_id)

    def take(self, line, by_id):
        kind = line["t"]
        if kind == "str":
            self.texts[line["id"]] = line["v"]
        elif kind == "scope":
            by_id[line["id"]] = {"key": line["key"], "at": line.get("at"), "kind": line["kind"],
                                 "findings": [], "rules": [], "exceptions": [], "scan": None, "end": None}
            self.scans.append(by_id[line["id"]])
        elif kind == "finding" and self.plain(line).get("status") == "untested":
            pass  # no finding
        elif kind in ("finding", "rule", "exception"):
            by_id[line["scope"]][kind + "s"].append(self.plain(line))
        elif kind in ("scan", "end"):
            by_id[line["scope"]][kind] = line
        elif kind == "warn":
            self.warnings.append(line["text"])
        elif kind == "error":
            self.errors.append(line["text"])
        elif kind == "done":
            self.done = True

    WORDS = ("class", "rule", "title", "level", "raw", "from", "vector", "ids", "cwe", "purl",
             "package", "version", "fixed", "file", "logical", "resource", "url", "method",
             "param", "status", "claim", "claim_why", "link", "alias", "fix", "id", "paths", "purls",
             "other", "reason", "told")

    def plain(self, line):
        """A record with its texts in the place of their ids."""
        return {key: self.texts[value] if key in self.WORDS and isinstance(value, int) else value
                for key, value in line.items()}

    def complete(self):
        return [scan for scan in self.scans if scan["end"] and scan["end"]["complete"]]

    def findings(self):
        return [finding for scan in self.complete() for finding in scan["findings"]]

    def why(self):
        """Everything that was said of why something is not whole."""
        ends = [scan["end"].get("why", "") for scan in self.scans if scan["end"]]
        return " ".join([*ends, *self.errors, self.log])


def ask(gavel, verb, root, request):
    """Runs the collector over a folder, as the runner would."""
    folder = os.open(root, os.O_RDONLY)
    request = {"proto": 1, "source": "import", "config": {}, "now": 1800000000, "root": root,
               "root_fd": folder, **request}
    plugin = os.path.join(os.path.dirname(gavel), "libexec/gavel/plugins/scans")
    done = subprocess.run([plugin, verb], input=json.dumps(request) + "\n", text=True,
                          capture_output=True, pass_fds=[folder], errors="replace")
    os.close(folder)
    return done


def rows(gavel, path, form):
    """What the collector shows of all that findings were made of."""
    root, name = os.path.split(os.path.abspath(path))
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    done = ask(gavel, "rows", root, {"name": name, "sha256": digest, "format": form, "first": 1,
                                     "last": 1000000, "files": []})
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line["fields"] for line in lines if line["t"] == "row"], done.stdout + done.stderr


def listed(root, name):
    stat = os.stat(os.path.join(root, name))
    return {"name": name, "bytes": stat.st_size, "mtime": int(stat.st_mtime)}


def collect(gavel, path, form=None, config=None, more=None):
    """Runs the collector on one file."""
    root, name = os.path.split(os.path.abspath(path))
    request = {"config": config or {}, "files": [listed(root, name)], **(more or {})}
    if form:
        request["format"] = form
    return Lines(ask(gavel, "collect", root, request))


def collect_folder(gavel, root, names):
    """name -> what was said of why it is not whole ("": it is); none of a file that was passed over.

    A file's input comes before the ends of its scopes, and behind those of the file before it.
    """
    root = os.path.abspath(root)
    done = ask(gavel, "collect", root, {"files": [listed(root, name) for name in names]})
    told, path = {}, None
    for line in map(json.loads, done.stdout.splitlines()):
        if line["t"] == "input":
            path = os.path.relpath(line["uri"].removeprefix("file://"), root)
            told[path] = ""
        elif line["t"] == "end" and not line["complete"]:
            told[path] += line["why"] + " "
    return told
