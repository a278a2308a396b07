#!/usr/bin/env python3
"""Prints which share of lines and branches the tests ran, per room, from what gcov counted.

Usage: cover.py BUILD [LEAST]. BUILD was compiled with --coverage and its tests were run. A file
that nothing ran counts with all its lines. LEAST files with the smallest share are listed below.
"""
import collections
import glob
import json
import os
import subprocess
import sys

ROOMS = ("src", "ui", "plugins", "share")


def read_counts(note):
    """gcov's JSON for one object file."""
    out = subprocess.run(["gcov", "--branch-probabilities", "--json-format", "--stdout", note],
                         capture_output=True, text=True, check=True).stdout
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def room_of(path):
    parts = path.split("/")
    return "/".join(parts[:2]) if parts[0] in ("src", "plugins", "share") and len(parts) > 2 else parts[0]


def gather(build):
    """{file: ({line: count}, {(line, branch): count})}; a header is counted once for all users."""
    files = collections.defaultdict(lambda: ({}, {}))
    for note in sorted(glob.glob(os.path.join(build, "obj", "**", "*.gcno"), recursive=True)):
        for document in read_counts(note):
            for entry in document["files"]:
                path = os.path.relpath(os.path.join(document["current_working_directory"], entry["file"]))
                # An older build may have left notes of files that have moved since.
                if not path.startswith(tuple(room + "/" for room in ROOMS)) or not os.path.exists(path):
                    continue
                lines, branches = files[path]
                for line in entry["lines"]:
                    number = line["line_number"]
                    lines[number] = lines.get(number, 0) + line["count"]
                    for i, branch in enumerate(line["branches"]):
                        key = (number, i)
                        branches[key] = branches.get(key, 0) + branch["count"]
    return files


def share(counts):
    """(hit, all) of a list of counts."""
    return sum(1 for c in counts if c), len(counts)


def percent(hit, whole):
    return f"{100 * hit / whole:5.1f}%" if whole else "     -"


def row(name, count, lines, branches):
    print(f"{name:<20} {count:>5}  {lines[0]:>6} of {lines[1]:>6} {percent(*lines)}"
          f"  {branches[0]:>6} of {branches[1]:>6} {percent(*branches)}")


def add(a, b):
    return a[0] + b[0], a[1] + b[1]


def main():
    build = sys.argv[1]
    least = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    files = {path: (share(lines.values()), share(branches.values()))
             for path, (lines, branches) in gather(build).items()}
    if not files:
        sys.exit(f"{build}: nothing was compiled for coverage")
    rooms = collections.defaultdict(lambda: [0, (0, 0), (0, 0)])
    for path, (lines, branches) in files.items():
        for name in (room_of(path), "all"):
            room = rooms[name]
            rooms[name] = [room[0] + 1, add(room[1], lines), add(room[2], branches)]
    print(f"{'room':<20} {'files':>5}  {'lines run':>23}  {'branches taken':>23}")
    for name in sorted(rooms, key=lambda n: (n == "all", n)):
        row(name, *rooms[name])
    print("\nleast of all:")
    worst = sorted((p for p in files if files[p][0][1]), key=lambda p: files[p][0][0] / files[p][0][1])
    for path in worst[:least]:
        print(f"{percent(*files[path][0])}  {path}")


if __name__ == "__main__":
    main()
