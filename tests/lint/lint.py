#!/usr/bin/env python3
"""Checks the house's rules that no compiler knows: see rules.py for the tables.

Usage: lint.py [ROOT]. Prints one line per fault, `file:line: what`, and exits 1 when any.
"""
import os
import re
import statistics
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import rules

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
HEAD = re.compile(r"^[A-Za-z_].*\)\s*$|^[A-Za-z_].*,\s*$|^\t.*\)\s*$")


def tracked(root):
    out = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                         capture_output=True, text=True, check=True).stdout
    return sorted(f for f in out.splitlines() if os.path.isfile(os.path.join(root, f)))


def room_of(path):
    """The most specific row of LAYERS that the path lies in."""
    fits = [r for r in rules.LAYERS if path.startswith(r + "/")]
    return max(fits, key=len) if fits else None


def target_of(name):
    """The repository path an #include "name" means."""
    for base in ("", "src/"):
        first = (base + name).split("/")[0]
        if first in ("ui", "plugins", "share", "tests", "src"):
            return base + name
    return "src/" + name


def check_includes(path, lines, say):
    room = room_of(path)
    own = re.sub(r"\.c$", ".h", path)
    first = True
    for number, line in enumerate(lines, 1):
        m = INCLUDE.match(line)
        if not m:
            continue
        quote, name = m.groups()
        if quote == "<":
            check_home(path, number, name, say)
        elif room:
            check_layer(path, number, room, target_of(name), say)
        if first and path.endswith(".c") and own in FILES and target_of(name) != own:
            say(path, number, f'includes its own header first: "{own}"')
        first = False


def check_layer(path, number, room, target, say):
    if target.endswith("_sql.h") and target.count("/") == 1:
        return  # generated
    allowed = [room] + rules.LAYERS[room]
    if not any(target.startswith(a + "/") for a in allowed):
        say(path, number, f"{room} may not include {target}")


def check_home(path, number, name, say):
    for header, homes in rules.HOMES.items():
        if name == header or (header.endswith("/") or "." not in header) and name.startswith(header):
            if not any(path.startswith(h) for h in homes + ["tests/"]):
                say(path, number, f"<{name}> lives in {' or '.join(homes)}")


def check_guard(path, lines, say):
    stem = path[4:] if path.startswith("src/") else path
    guard = "GAVEL_" + re.sub(r"[^A-Za-z0-9]", "_", stem).upper()
    text = "\n".join(lines)
    if f"#ifndef {guard}\n#define {guard}\n" not in text:
        say(path, 1, f"include guard is not {guard}")
    if not lines or not lines[0].startswith("//"):
        say(path, 1, "a header opens with what the thing is and must not do")


def functions(lines):
    """(name, first line, length, parameters, nesting) of each function definition."""
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{" and start is None:
            head = number - 1
            while head > 1 and lines[head - 1].startswith("\t"):
                head -= 1
            start, signature = head, " ".join(lines[head - 1:number - 1])
            depth = deepest = 0
        elif start and line == "}":
            name = re.search(r"(\w+)\s*\(", signature)
            yield (name.group(1) if name else "?", start, number - start + 1,
                   parameters(signature), deepest)
            start = None
        elif start:
            indent = len(line) - len(line.lstrip("\t"))
            if re.match(r"\t+(if|for|while|switch|do|else|\} else)\b", line):
                deepest = max(deepest, indent)


def parameters(signature):
    inside = signature[signature.find("(") + 1:]
    depth, commas = 0, 0
    for c in inside:
        if c == "(":
            depth += 1
        elif c == ")":
            if depth == 0:
                break
            depth -= 1
        elif c == "," and depth == 0:
            commas += 1
    return 0 if inside.strip().startswith(("void)", ")")) else commas + 1


def check_sizes(path, lines, lengths, say):
    limit = rules.LONG_FILES if any(path.startswith(p) for p in rules.PARSERS) else rules.FILE_LINES
    if len(lines) > limit and path not in rules.GENERATED:
        say(path, len(lines), f"{len(lines)} lines, {limit} allowed")
    for name, line, length, count, depth in functions(lines):
        lengths.append(length)
        if length > rules.FUNCTION_LINES:
            say(path, line, f"{name} has {length} lines, {rules.FUNCTION_LINES} allowed")
        if count > rules.PARAMETERS and name not in rules.CALLBACKS and not path.startswith("tests/"):
            say(path, line, f"{name} has {count} parameters, {rules.PARAMETERS} allowed")
        if depth > rules.NESTING:
            say(path, line, f"{name} nests {depth} deep, {rules.NESTING} allowed")


def check_folders(say):
    counts = {}
    for f in FILES:
        if f.endswith(".c") and not f.startswith("tests/"):
            counts[os.path.dirname(f)] = counts.get(os.path.dirname(f), 0) + 1
    for folder, count in sorted(counts.items()):
        if count > rules.FOLDER_SOURCES:
            say(folder, 1, f"{count} source files, {rules.FOLDER_SOURCES} allowed")
        if folder + "/README.md" not in FILES:
            say(folder, 1, "has no README.md")


def main():
    global FILES
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    FILES = set(tracked(root))
    faults, lengths = [], []

    def say(path, line, text):
        faults.append(f"{path}:{line}: {text}")

    for path in sorted(FILES):
        if not path.endswith((".c", ".h")):
            continue
        lines = open(os.path.join(root, path), encoding="utf-8").read().split("\n")
        if lines and lines[-1] == "":
            lines.pop()
        check_includes(path, lines, say)
        if path.endswith(".h"):
            check_guard(path, lines, say)
        else:
            check_sizes(path, lines, [] if path.startswith("tests/") else lengths, say)
    check_folders(say)
    lengths.sort()
    median = statistics.median(lengths) if lengths else 0
    p90 = lengths[int(len(lengths) * 0.9)] if lengths else 0
    if median > rules.MEDIAN or p90 > rules.P90:
        say("functions", 1, f"median {median}, p90 {p90} lines; {rules.MEDIAN} and {rules.P90} allowed")
    print("\n".join(faults + [f"{len(lengths)} functions, median {median}, p90 {p90}, longest {lengths[-1] if lengths else 0} lines"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
