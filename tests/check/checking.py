"""What the suites of `gavel check` over files share: a run, its report, and a tally."""
import json
import os
import subprocess
import sys
import tempfile

GAVEL = os.path.abspath(sys.argv[1])
HOME = tempfile.TemporaryDirectory(prefix="gavel-check.")
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": HOME.name, "LANG": "C.UTF-8",
               **{k: v for k, v in os.environ.items() if k.startswith(("ASAN", "UBSAN"))}}
EXITS = {"pass": 0, "fail": 1, "incomplete": 6}
passed = failed = 0


def expect(what, got, expected):
    global passed, failed
    if got == expected:
        passed += 1
        return
    failed += 1
    print(f"{what}:\n  expected {expected!r}\n  got      {got!r}", file=sys.stderr)


def run(check, *arguments, stdin=b"", cwd=None):
    """Exit code, standard output, standard error."""
    done = subprocess.run([GAVEL, "check", check, *arguments], input=stdin, capture_output=True,
                          env=ENVIRONMENT, cwd=cwd, check=False)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def report(check, *arguments, **how):
    """The report as JSON; its verdict and the exit code agree."""
    code, out, err = run(check, "--json", *arguments, **how)
    if code not in EXITS.values():
        raise SystemExit(f"check {check} {arguments}: exit {code}: {err}")
    document = json.loads(out)
    expect(f"{check} {arguments}: exit", code, EXITS[document["verdict"]])
    return document


def write(name, content):
    path = os.path.join(HOME.name, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return path


def rows(document, kind="block"):
    return [r for r in document["rows"] if r["kind"] == kind]


def rules(document, kind="block"):
    return sorted(r["rule"] for r in rows(document, kind))


def judge(check, name, content, *options):
    return report(check, *options, write(name, content))


def refuse(check, name, content, words):
    """Exit 2, nothing on standard output, and these words."""
    code, out, err = run(check, write(name, content))
    expect(f"{check} {name}: exit", (code, out), (2, b""))
    if words not in err:
        expect(f"{check} {name}: message", err, f"…{words}…")
    else:
        expect(f"{check} {name}: message", True, True)
    return err


def done(name):
    print(f"{name}: {passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)
