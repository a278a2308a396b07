"""What one run of the collector `scans` says besides findings: scopes of every kind, records plain."""
import json

from scans_lines import Lines, collect


class Told:
    """Scopes in order: kind, key, at, records (texts in the place of their ids), end."""

    def __init__(self, lines):
        self.lines, self.scopes, texts, by_id = lines, [], {}, {}
        for line in map(json.loads, lines.out.splitlines()):
            kind, scope = line["t"], by_id.get(line.get("scope"))
            if kind == "str":
                texts[line["id"]] = line["v"]
            elif kind == "scope":
                by_id[line["id"]] = {**line, "records": [], "end": None, "rejects": []}
                self.scopes.append(by_id[line["id"]])
            elif kind == "end":
                scope["end"] = line
            elif kind == "reject":
                scope["rejects"].append(line["why"])
            elif scope and kind not in ("warn", "error"):
                scope["records"].append(self.plain(line, texts))

    NUMBERS = ("scope", "n", "components", "added", "due", "at", "replicas", "findings", "line", "in",
               "end", "rows")

    def plain(self, line, texts):
        return {key: texts[value] if type(value) is int and key not in self.NUMBERS else value
                for key, value in line.items()}

    def records(self, kind):
        """Of scopes that are whole."""
        return [record for scope in self.scopes if scope["end"] and scope["end"]["complete"]
                for record in scope["records"] if record["t"] == kind]

    def has(self, kind):
        return any(scope["kind"] == kind and scope["end"]["complete"] for scope in self.scopes)


def told(gavel, path, form=None, config=None):
    return Told(collect(gavel, path, form, config))


__all__ = ["Lines", "Told", "told"]
