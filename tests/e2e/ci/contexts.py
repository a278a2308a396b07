"""Which contexts an expression of a GitHub workflow may use where: GitHub's table "Context
availability" (docs.github.com, Contexts reference). One that is not there makes the whole file invalid.

Usage: contexts.py FILE… prints what is wrong and exits with 1.
"""
import re
import sys

import yaml

WORKFLOW = {"github", "inputs", "vars"}
JOB = WORKFLOW | {"needs", "strategy", "matrix"}
STEP = JOB | {"job", "runner", "env", "secrets", "steps"}
# The longest key that a place begins with holds; * is any name or number.
AVAILABLE = {
    ("run-name",): WORKFLOW,
    ("concurrency",): WORKFLOW,
    ("env",): WORKFLOW | {"secrets"},
    ("on", "workflow_call", "inputs", "*", "default"): WORKFLOW,
    ("on", "workflow_call", "outputs", "*", "value"): WORKFLOW | {"jobs"},
    ("jobs", "*", "concurrency"): JOB,
    ("jobs", "*", "container"): JOB,
    ("jobs", "*", "container", "credentials"): JOB | {"env", "secrets"},
    ("jobs", "*", "container", "env"): STEP - {"steps"},
    ("jobs", "*", "continue-on-error"): JOB,
    ("jobs", "*", "defaults", "run"): JOB | {"env"},
    ("jobs", "*", "env"): JOB | {"secrets"},
    ("jobs", "*", "environment"): JOB,
    ("jobs", "*", "environment", "url"): STEP - {"secrets"},
    ("jobs", "*", "if"): WORKFLOW | {"needs"},
    ("jobs", "*", "name"): JOB,
    ("jobs", "*", "outputs"): STEP,
    ("jobs", "*", "runs-on"): JOB,
    ("jobs", "*", "secrets"): JOB | {"secrets"},
    ("jobs", "*", "services"): JOB,
    ("jobs", "*", "services", "*", "credentials"): JOB | {"env", "secrets"},
    ("jobs", "*", "services", "*", "env"): STEP - {"steps"},
    ("jobs", "*", "steps"): STEP,
    ("jobs", "*", "steps", "*", "if"): STEP - {"secrets"},
    ("jobs", "*", "strategy"): WORKFLOW | {"needs"},
    ("jobs", "*", "timeout-minutes"): JOB,
    ("jobs", "*", "with"): JOB,
}


def available(place):
    fits = [key for key in AVAILABLE if len(key) <= len(place) and
            all(k in ("*", p) for k, p in zip(key, place))]
    return AVAILABLE[max(fits, key=len)] if fits else set()


def contexts_of(expression):
    """Names that are looked into or handed to a function; texts in quotes are none."""
    bare = re.sub(r"'(?:[^']|'')*'", "''", expression)
    words = re.findall(r"(?<![\w.\-])([A-Za-z_][\w-]*)(?![\w-]|\s*\()", bare)
    return {w for w in words if w not in ("true", "false", "null")}


def check(node, place=()):
    """Each expression that says what is not known where it stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            # YAML 1.1 takes the key `on` for true
            yield from check(value, place + ("on" if key is True else str(key),))
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from check(value, place + (str(number),))
    elif isinstance(node, str):
        found = re.findall(r"\$\{\{(.*?)\}\}", node, re.S)
        if place and place[-1] == "if" and not found:
            found = [node]
        for expression in found:
            for name in sorted(contexts_of(expression) - available(place)):
                yield f"{'.'.join(place)}: the context '{name}' is not available there"


if __name__ == "__main__":
    faults = 0
    for path in sys.argv[1:]:
        with open(path, encoding="utf-8") as file:
            for fault in check(yaml.safe_load(file)):
                print(f"{path}: {fault}", file=sys.stderr)
                faults += 1
    sys.exit(1 if faults else 0)
