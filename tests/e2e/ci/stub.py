#!/usr/bin/env python3
"""Stands in the place of a scanner or another tool that CI runs: knows the options that we use of it,
refuses any other, and writes the report that the scenario has for it.

Its name says which tool it is. $FIXTURES: the folder of reports (../gate/reports.py). $SCENARIO: words
that say what is found: code, secret, package, image, layer, exploited. $CALLS: a file that calls are noted in.
What gitleaks would find it looks for itself, as gitleaks does: in what git shows it.
"""
import os
import shutil
import subprocess
import sys

FIXTURES, CALLS = os.environ["FIXTURES"], os.environ["CALLS"]
FOUND = os.environ.get("SCENARIO", "").split()
TOOL = os.path.basename(sys.argv[0])
words = sys.argv[1:]


def refuse(what):
    print(f"{TOOL}: {what}: {' '.join(words)}", file=sys.stderr)
    sys.exit(64)


# Of each call: its first words, options without a value, with one, and those that must be there.
TOOLS = {
    "semgrep": (["scan"], ["--sarif", "--quiet", "--no-git-ignore"],
                ["--config", "--output", "--max-target-bytes"],
                ["--sarif", "--output", "--no-git-ignore", "--max-target-bytes"]),
    # Debian's 1.6.2 does not know --exit-zero
    "bandit": ([], ["--recursive", "--ignore-nosec"], ["--format", "--output"], ["--output"]),
    # --quiet would leave out what a comment skips and which files were not parsed
    "checkov": ([], ["--soft-fail"], ["--directory", "--output"], ["--soft-fail"]),
    "gitleaks": (["git"], ["--redact", "--no-banner", "--ignore-gitleaks-allow"],
                 ["--log-opts", "--report-format", "--report-path", "--exit-code"],
                 ["--report-path", "--exit-code"]),
    "pip-audit": ([], ["--no-deps", "--disable-pip", "--locked"],
                  ["--requirement", "--format", "--output", "--progress-spinner"], ["--output"]),
    # without these two it reads settings beside the lockfile, and leaves out what Go code does not call
    "osv-scanner": (["scan", "source"], [], ["--config", "--no-call-analysis", "--lockfile", "--format"],
                    ["--config", "--no-call-analysis", "--lockfile", "--format"]),
    "trivy": (["image"], ["--quiet", "--show-suppressed"], ["--scanners", "--format", "--output"],
              ["--scanners", "--output", "--show-suppressed"]),
    "syft": (["scan"], ["--quiet"], ["--output"], ["--output"]),
    "zap-full-scan.py": ([], ["-I"], ["-t", "-J"], ["-t", "-J", "-I"]),
    "aws": (["ecr", "get-login-password"], [], [], []),
    "curl": ([], ["-fsS"], ["-H", "--output"], ["-fsS"]),
}
DOCKER = {
    ("login",): ([], ["--username"], ["--password-stdin"]),
    ("build",): (["--tag"], [], []),
    ("push",): ([], [], ["--quiet"]),
    ("image", "inspect"): (["--format"], [], []),
}


def read(first, flags, valued, needed):
    """options and what is no option"""
    if words[:len(first)] != first:
        refuse("another verb")
    options, rest, at = {}, [], len(first)
    while at < len(words):
        word = words[at]
        if word in flags:
            options[word] = ""
        elif word in valued:
            at += 1
            if at == len(words):
                refuse(f"{word} has no value")
            options[word] = words[at]
        elif word.startswith("-"):
            refuse(f"no option {word}")
        else:
            rest.append(word)
        at += 1
    for need in needed:
        if need not in options:
            refuse(f"without {need}")
    return options, rest


# What osv-scanner 2 reads as which lockfile, by the name alone or by the one before the colon.
OSV = ("pubspec.lock", "pnpm-lock.yaml", "yarn.lock", "package-lock.json", "pom.xml", "buildscript-gradle.lockfile",
       "gradle.lockfile", "poetry.lock", "Pipfile.lock", "pdm.lock", "requirements.txt", "uv.lock", "Cargo.lock",
       "composer.lock", "mix.lock", "renv.lock", "packages.config", "packages.lock.json", "conan.lock", "go.mod",
       "bun.lock", "Gemfile.lock", "cabal.project.freeze", "stack.yaml.lock")


def audited(options, rest):
    """Whether pip-audit is asked for a lockfile that is there, and builds nothing of it."""
    if "--locked" in options:  # of a folder's own, by the names of PEP 751; without pip
        names = os.listdir(rest[0]) if len(rest) == 1 and not {"--requirement", "--no-deps", "--disable-pip"} & set(
            options) else []
        return any(name == "pylock.toml" or name.startswith("pylock.") and name.endswith(".toml") for name in names)
    # without these two it builds what a lockfile names, and so runs it
    return {"--no-deps", "--disable-pip"} <= set(options) and os.path.isfile(options["--requirement"])


KEV = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json"


def catalogue(to):
    """The fixture's flaw is in it when the scenario says so."""
    with open(os.path.join(FIXTURES, "kev.json"), encoding="utf-8") as file:
        text = file.read()
    with open(to, "w", encoding="utf-8") as file:
        file.write(text if "exploited" in FOUND else text.replace("CVE-2026-0002", "CVE-2000-0001"))


def unjudged():
    """Settings of the scanners that the change brought, in the working folder."""
    with open("semgrep/rules.yaml", encoding="utf-8") as file:
        rules = file.read()
    if os.path.exists(".semgrepignore") or "loosened" in rules:
        refuse("the change's own settings")


def leaks(options, rest):
    """Whether git shows gitleaks a line that adds a secret (gitleaks 8, sources/git.go: one command, its
    options split at blanks; what git calls binary is passed over)."""
    told = options["--log-opts"].split(" ") if "--log-opts" in options else \
        ["--full-history", "--all", "--diff-filter=tuxdb"]
    shown = subprocess.run(["git", "-C", rest[0], "log", "-p", "-U0", *told], check=True,
                           stdout=subprocess.PIPE).stdout
    return any(line.startswith(b"+") and b"A-SECRET" in line for line in shown.split(b"\n"))


def unheard():
    """Trivy and syft take settings from the working folder, which is not the repository's then."""
    for name in (".trivyignore", "trivy.yaml", "trivy-secret.yaml", ".syft.yaml", ".syft"):
        if os.path.exists(name):
            refuse(f"{name} of the repository")


def give(name, to):
    shutil.copyfile(os.path.join(FIXTURES, name), to)


def docker():
    for first, (valued, more, flags) in DOCKER.items():
        if words[:len(first)] == list(first):
            options, rest = read(list(first), flags, valued + more, [])
            if first == ("login",) and not sys.stdin.read():
                refuse("no password")
            if not rest:
                refuse("no image or registry")
            if first == ("image", "inspect"):
                if options.get("--format") != "{{index .RepoDigests 0}}":
                    refuse("another format")
                image = "a" if "image" in FOUND else "d" if "layer" in FOUND else "b"
                print("registry.example/api@sha256:" + image * 64)
            return
    refuse("another verb")


def tool(options, rest):
    base = os.path.basename(os.getcwd()) in ("before", "tree")  # the base's worktree
    if TOOL == "semgrep":
        if not os.path.isdir(options["--config"]):
            refuse("no rules there")
        unjudged()
        give("two.sarif" if "code" in FOUND and not base else "high.sarif", options["--output"])
    elif TOOL == "bandit":
        give("bandit.json", options["--output"])
        sys.exit(1 if "code" in FOUND else 0)
    elif TOOL == "checkov":
        sys.stdout.write(open(os.path.join(FIXTURES, "checkov.json"), encoding="utf-8").read())
    elif TOOL == "gitleaks":
        if open(".gitleaks.toml", encoding="utf-8").read() != "# base\n":
            refuse("the change's own settings")
        if options["--exit-code"] != "0" or options["--report-format"] != "json":
            refuse("another exit code or format")
        found = "secret" in FOUND or leaks(options, rest)
        give("leaks.json" if found else "no-leaks.json", options["--report-path"])
    elif TOOL == "pip-audit":
        if not audited(options, rest):
            refuse("no such lockfile")
        bad = "package" in FOUND
        give("audit-bad.json" if bad else "audit.json", options["--output"])
        sys.exit(1 if bad else 0)
    elif TOOL == "osv-scanner":
        kind, _, lock = options["--lockfile"].partition(":")
        if not os.path.isfile(lock) or os.path.getsize(options["--config"]):
            refuse("no such lockfile, or settings")
        if (kind or os.path.basename(lock)) not in OSV:
            refuse("could not determine extractor")
        bad = "crate" in FOUND and lock.endswith("Cargo.lock")
        with open(os.path.join(FIXTURES, "osv-bad.json" if bad else "osv.json"), encoding="utf-8") as report:
            sys.stdout.write(report.read())
        sys.exit(1 if bad else 0)
    elif TOOL == "trivy":
        unheard()
        if len(rest) != 1 or "@sha256:" not in rest[0]:
            refuse("no digest")
        if options["--scanners"] != "vuln,secret":
            refuse("other scanners")
        give(f"both-{rest[0][-1]}.json", options["--output"])
    elif TOOL == "syft":
        unheard()
        form, _, path = options["--output"].partition("=")
        if form != "cyclonedx-json":
            refuse("another form")
        give("sbom.json", path)
    elif TOOL == "zap-full-scan.py":
        give("zap.json", options["-J"])
    elif TOOL == "aws":
        print("password")
    elif TOOL == "curl":
        if rest == [KEV]:
            catalogue(options["--output"])
            return
        if not rest[0].endswith("&audience=sts.amazonaws.com"):
            refuse("another audience")
        print('{"count":1,"value":"a.b.c"}')


with open(CALLS, "a", encoding="utf-8") as calls:
    calls.write(TOOL + "\n")
if TOOL == "docker":
    docker()
else:
    tool(*read(*TOOLS[TOOL]))
