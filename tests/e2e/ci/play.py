#!/usr/bin/env python3
"""Plays the jobs of share/ci: every run line in a shell as the runner starts it, with gavel itself and
stubs for all other tools.

Usage: play.py FILE JOB [NAME=VALUE…]. FILE is a GitHub workflow, or the GitLab include. NAME=VALUE are
what expressions stand for (vars.X=…, inputs.X=…) and the runner's own variables; $STUBS is the folder of
the stubs. Runs in the working
folder, which is empty (GitHub) or a clone (GitLab). Prints the step that failed and exits as it did;
64 for a workflow that is wrong in itself.
"""
import os
import re
import shlex
import subprocess
import sys

import yaml

import contexts

path, job_name = sys.argv[1:3]
given = dict(word.split("=", 1) for word in sys.argv[3:])
# As the runners start them: docs of GitHub Actions, "defaults.run.shell"; of GitLab's shell executor.
GITHUB_SHELL = ["bash", "--noprofile", "--norc", "-eo", "pipefail"]
GITLAB_SHELL = ["bash", "-eo", "pipefail"]


# Whatever stands before them on the way here.
os.environ["PATH"] = os.environ["STUBS"] + ":" + os.environ["PATH"]


def wrong(what):
    print(f"{path}: {what}", file=sys.stderr)
    sys.exit(64)


def expand(text):
    def value(match):
        name = match.group(1).strip()
        if name not in given:
            wrong(f"nothing is known of '{name}'")
        return given[name]
    return re.sub(r"\$\{\{(.*?)\}\}", value, str(text))


def run(shell, name, script, env):
    done = subprocess.run(shell + ["-c", script], env=env, check=False)
    print(f"ran: {name}")
    if done.returncode:
        print(f"failed: {name}")
        sys.exit(done.returncode)


def check_workflow(doc, text):
    for fault in contexts.check(doc):
        wrong(fault)
    if "permissions" not in doc:
        wrong("says nothing about permissions")
    touches = re.search(r"\baws\b|AWS_ROLE", text)
    if bool(touches) != (doc["permissions"].get("id-token") == "write"):
        wrong("AWS without id-token: write, or the other way round")
    if re.search(r"AWS_SECRET_ACCESS_KEY|AKIA", text):
        wrong("has a key")
    for job in doc["jobs"].values():
        for step in job["steps"]:
            if "uses" in step and not re.search(r"@[0-9a-f]{40}$", step["uses"]):
                wrong(f"{step['uses']} is not pinned")


def play_github(doc, text):
    check_workflow(doc, text)
    if doc["defaults"]["run"]["shell"] != "bash":
        wrong("is for another shell")
    job = doc["jobs"][job_name]
    env = dict(os.environ)
    for layer in (doc.get("env", {}), job.get("env", {})):
        env.update({k: expand(v) for k, v in layer.items()})
    env.update({k: v for k, v in given.items() if re.fullmatch("[A-Z_0-9]+", k)})
    for step in job["steps"]:
        own = dict(env, **{k: expand(v) for k, v in step.get("env", {}).items()})
        script = step["run"]
        if "${{" in script:
            wrong(f"{step['name']}: an expression in a script: whoever writes it writes the script")
        run(GITHUB_SHELL, step["name"], script, own)


class Reference(list):
    """GitLab's !reference [JOB, KEY]: what stands there."""


yaml.SafeLoader.add_constructor(
    "!reference", lambda loader, node: Reference(loader.construct_sequence(node)))


def flatten(doc, lines):
    for line in lines:
        if isinstance(line, Reference):
            yield from flatten(doc, doc[line[0]][line[1]])
        else:
            yield line


# All lines of a job are one script there; each is told as it begins.
def play_gitlab(doc):
    job = doc[job_name]
    base = doc[job["extends"]]
    env = dict(os.environ, **given)
    for name, value in doc["variables"].items():
        env[name] = re.sub(r"\$([A-Z_]+)", lambda m: env[m.group(1)], value)
    for words in ("fetch -q origin", "checkout -q"):  # as the runner does
        subprocess.run(["git", *words.split(), given["CI_COMMIT_SHA"]], check=True)
    script = ["trap '[ $? = 0 ] || echo \"failed: $line\"' EXIT"]
    for line in flatten(doc, job["script"]):
        script.append(f"line={shlex.quote(line)}\n{line}")
    done = subprocess.run(GITLAB_SHELL + ["-c", "\n".join(script)], env=env, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    report = base["artifacts"]["reports"]["junit"]
    if not os.path.exists(report):
        wrong(f"{report} was not written")


with open(path, encoding="utf-8") as file:
    source = file.read()
document = yaml.safe_load(source)
if "jobs" in document:
    play_github(document, source)
else:
    play_gitlab(document)
