#!/usr/bin/env python3
"""What becomes of scanners' reports on their way through the whole program.

Each case is small files of our own and what must be said of them: which format, what is refused and
with what advice, what a folder's files cost each other, what a scan is of, and that a secret in a
report is found nowhere afterwards. Usage: scans_way_test.py GAVEL
"""
import gzip
import hashlib
import hmac
import io
import json
import os
import pty
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile

SECRET = "AKIA7XAMPLE4SECRET99"
PARTS = ["-----BEGIN KEY-----", "b64linewithmanychars0123456789", "-----END KEY-----"]


class Run:
    def __init__(self, gavel):
        self.gavel, self.passed, self.failed = os.path.abspath(gavel), 0, 0
        self.root = tempfile.mkdtemp(prefix="gavel-scans-")
        self.cases = 0

    def folder(self):
        self.cases += 1
        path = os.path.join(self.root, str(self.cases))
        os.makedirs(path)
        return path

    def check(self, what, good, said=""):
        self.passed += good
        self.failed += not good
        if not good:
            print(f"scans: {what}: {said}", file=sys.stderr)

    def call(self, folder, *args, config=None, become=None):
        env = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        base = [self.gavel, "--cache", os.path.join(folder, ".house/cache.db")]
        if config:
            base += ["--config", config]
        return subprocess.run(base + list(args), cwd=folder, env=dict(env, HOME=folder),
                              capture_output=True, text=True, **(become or {}))


def put(folder, files):
    for name, content in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        data = content if isinstance(content, bytes) else (
            content if isinstance(content, str) else json.dumps(content)).encode()
        with open(path, "wb") as file:
            file.write(data)


def result(rule="made/sqli", line=4, **more):
    return {"ruleId": rule, "message": {"text": "text of a request reaches a query"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "app/db.py"},
                                                "region": {"startLine": line}}}], **more}


def sarif(*results, tool="Made", **run):
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": tool}},
                                          "results": list(results), **run}]}


def zipped(log, how=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        file.writestr("report.sarif", json.dumps(log))
    return out.getvalue()


def rows(run, folder, *args):
    done = run.call(folder, "show", *args, "--json", "--limit", "1000")
    return json.loads(done.stdout)["rows"] if done.returncode == 0 else []


# name, files, arguments of import, exit code, words that must be said (stdout and stderr)
PACKED = [("zst", "zstd", b"\x28\xb5\x2f\xfd"), ("xz", "xz", b"\xfd7zXZ\0"), ("bz2", "bzip2", b"BZh9")]
BARE_16 = "UTF-16 without a byte order mark"
CASES = [
    ("sarif", {"r.sarif": sarif(result())}, ["--target", "t", "r.sarif"], 0, ["shown", "1 rows"]),
    ("gzip", {"r.json": gzip.compress(json.dumps(sarif(result())).encode())},
     ["--target", "t", "r.json"], 0, ["1 rows"]),
    ("zip", {"r.zip": zipped(sarif(result()))}, ["--target", "t", "r.zip"], 0, ["1 rows"]),
    ("stored zip", {"r.zip": zipped(sarif(result()), zipfile.ZIP_STORED)}, ["--target", "t", "r.zip"], 0, ["1 rows"]),
    *((f"marked as UTF-8: {name}", {name: "\ufeff" + text}, ["--target", "t", name], 0, ["1 rows"]) for name, text in (
        ("scores.csv", "#model_version:v1,score_date:2026-11-01T00:00:00+0000\ncve,epss,percentile\nCVE-2020-1,0.5,0.9\n"),
        ("a.spdx", "SPDXVersion: SPDX-2.3\nDocumentName: app\nCreated: 2026-11-01T00:00:00Z\n\nPackageName: p\nSPDXID: SPDXRef-p\n"),
        (".trivyignore", "CVE-2020-1\n"),
        ("leaks.csv", "RuleID,Commit,File,SymlinkFile,Secret,Match,StartLine,EndLine,StartColumn,EndColumn,Author,Message,Date,"
         "Email,Fingerprint,Tags\r\nkey,abc,a.py,,s3cr3t,s3cr3t,1,1,1,9,n,m,2026-01-01T00:00:00Z,e@x.example,abc:a.py:key:1,\r\n"))),
    ("cut gzip", {"r.json": gzip.compress(json.dumps(sarif(result())).encode())[:-9]},
     ["r.json"], 2, ["r.json: cut short"]),
    ("no target", {"r.sarif": sarif(result())}, ["r.sarif"], 0,
     ["closes no finding", "--target NAME"]),
    ("empty", {"sast_report.sarif": ""}, ["sast_report.sarif"], 2, ["the file is empty"]),
    ("blanks alone", {"r.sarif": " " * (300 << 10)}, ["r.sarif"], 2, ["the file is empty"]),
    ("blanks before it", {"r.sarif": " " * (300 << 10) + json.dumps(sarif(result()))}, ["r.sarif"], 2,
     ["r.sarif: so many blanks stand before the first word that its format is not known", "--as FORMAT"]),
    ("blanks before it, named", {"r.sarif": " " * (300 << 10) + json.dumps(sarif(result()))},
     ["--as", "sarif", "--target", "t", "r.sarif"], 0, ["1 new"]),
    ("zap html", {"zap_report.html": "<!DOCTYPE html><title>ZAP Scanning Report</title>"},
     ["zap_report.html"], 2, ["zap-baseline.py -J report.json"]),
    ("other html", {"a.html": "<html>hi"}, ["a.html"], 2, ["an HTML page"]),
    ("spdx 3", {"s.json": {"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
                           "@graph": []}}, ["s.json"], 2, ["SPDX 3 is not read"]),
    ("old sarif", {"r.sarif": {"version": "1.0.0", "runs": [{"tool": {}}]}}, ["r.sarif"], 2,
     ["SARIF version '1.0.0' is not read"]),
    ("cut", {"r.sarif": json.dumps(sarif(result()))[:-9]}, ["r.sarif"], 2,
     ["r.sarif:1:", "cut short"]),
    ("not there", {}, ["r.sarif"], 2, ["r.sarif: No such file"]),
    ("entities", {"r.xml": '<?xml version="1.0"?>\n<!DOCTYPE OWASPZAPReport [<!ENTITY a "b">]>\n'
                           '<OWASPZAPReport version="2.9.0"></OWASPZAPReport>'}, ["r.xml"], 2,
     ["r.xml:2:26: it declares what it is made of (a DTD), which a report has no use for", "without"]),
    *((f"{name}, named", {"r.xml": f'<!DOCTYPE OWASPZAPReport {dtd}>\n<OWASPZAPReport version="2.9.0"/>'},
       ["--as", "zap-xml", "--target", "t", "r.xml"], 2, ["r.xml:1:26: it declares what it is made of (a DTD)"])
      for name, dtd in (("attributes", "[" + "".join(f"<!ATTLIST r a{i} CDATA ''>" for i in range(9999)) + "]"),
                        ("elements", "[<!ELEMENT r " + "(" * 300000 + "]"),
                        ("entities", "[<!ENTITY a 'b'>]"))),
    ("a comment before the root", {"r.xml": f'<!DOCTYPE OWASPZAPReport>\n<!--{"x" * (200 << 10)}-->\n<OWASPZAPReport/>'},
     ["r.xml"], 2, ["r.xml: so much stands before its root element that its format is not known", "--as FORMAT"]),
    ("a bomb", {"r.json": gzip.compress(b'{"version":"2.1.0","runs":[') +
                gzip.compress(b" " * (32 << 20)) * 9}, ["r.json"], 2,
     ["which no report or bill does"]),
    ("not json", {"r.json": '{"a": tru}'}, ["r.json"], 2, ["r.json:1:11: a value was expected"]),
    ("unknown json", {"r.json": {"a": 1}}, ["r.json"], 2, ["no report of a format that is known"]),
    ("other files", {"r.sarif": sarif(result(), externalPropertyFileReferences={})}, ["r.sarif"],
     2, ["externalPropertyFileReferences"]),
    ("failed run", {"r.sarif": sarif(result(), invocations=[{"executionSuccessful": False}])},
     ["r.sarif"], 6, ["the tool says that its run failed"]),
    ("unknown list", {"r.json": [{"a": 1}]}, ["r.json"], 2,
     ["no report of a format that is known", "of a list perhaps one of: ", "gitleaks"]),
    ("empty object", {"r.json": {}}, ["r.json"], 2, ["name one with --as FORMAT"]),
    ("empty list", {"r.json": "[]\n"}, ["r.json"], 2, ["more than one format fits", "--as FORMAT"]),
    ("null", {"r.json": "null"}, ["r.json"], 2, ["--as FORMAT"]),
    ("named", {"r.json": "[]"}, ["--as", "gitleaks", "--target", "t", "r.json"], 0, ["0 rows"]),
    ("wrong name", {"r.json": "[]"}, ["--as", "sarif", "r.json"], 2, ["no sarif: nothing in it is of one"]),
    ("another's name", {"r.json": sarif(result())}, ["--as", "tfsec-json", "r.json"], 2,
     ["no tfsec-json: it is SARIF", "(sarif)"]),
    ("an error for a report", {"r.json": {"error": "license expired"}}, ["--as", "tfsec-json", "r.json"],
     2, ["nothing in it is of one"]),
    ("a catalogue that is none", {"r.json": {}}, ["--as", "kev", "r.json"], 2,
     ["nothing in it is of one"]),
    ("an answer for a list of pods", {"r.json": {"kind": "Status", "code": 403}},
     ["--as", "kubernetes-pods", "r.json"], 2, ["nothing in it is of one"]),
    *[(f"run that ended badly {i}", {"r.sarif": sarif(result(), invocations=[said])}, ["r.sarif"], 6,
       ["the tool says that its run failed"])
      for i, said in enumerate([{"executionSuccessful": "false"}, {"executionSuccessful": None},
                                {"exitCode": 2}, {"executionSuccessful": True, "exitSignalNumber": 9}])],
    ("run that ended well", {"r.sarif": sarif(result(), invocations=[{"exitCode": 1}])},
     ["--target", "t", "r.sarif"], 0, ["1 new"]),
    *[(f"what a change brings {i}", {"r.sarif": sarif(*of, **members)}, ["--target", "t", "r.sarif"], 0,
       ["not the whole, so it closes nothing: it " + why])
      for i, (of, members, why) in enumerate([
          ([result()], {"invocations": [{"executionSuccessful": True,
                                         "arguments": ["ci", "--baseline-commit", "abc"]}]},
           "was asked for what a change brings"),
          ([{**result(), "baselineState": "new"}], {}, "has only what is new against a baseline")])],
    ("bad time", {"r.sarif": sarif()}, ["--at", "noon", "r.sarif"], 2, ["--at"]),
    ("folder", {"a/r.sarif": sarif(result()), "b.json": sarif(result(), tool="Other"),
                "notes.txt": "hello", "tsconfig.json": "{ // comment\n}"},
     ["--target", "t", "a/.."], 0, ["made", "other", "2 files are no report"]),
    ("folder with a bad one", {"a.sarif": sarif(result()), "b.sarif": json.dumps(sarif())[:-5]},
     ["--target", "t", "."], 6, ["shown", "b.sarif:1:", "cut short"]),
    # What is JSON or XML and ends too soon may have been the report that matters, whatever its name.
    *[(f"folder with a cut one, {name}", {"a.sarif": sarif(result()), name: text},
       ["--target", "t", "."], 6, ["shown", f"{name}{place}", "cut short"])
      for name, place, text in [
          ("results.json", ":1:", json.dumps(sarif(result()))[:9]),
          ("scan.out", ":1:", '[{"a": [1, 2'),
          ("grype.json", ":2:", '{"x": {"y": 1},\n"matches": ['),
          ("r.json", "", gzip.compress(json.dumps({"a": "b" * 99}).encode())[:-9]),
          ("zap.xml", ":2:", '<?xml version="1.0"?>\n<Report version="2.9.0"><site'),
          ("unit.xml", ":1:", '<a><b>c</b>')]],
    ("folder with what is none", {"a.sarif": sarif(result()), "package.json": {"name": "x"}, "pom.xml": "<a/>",
                                  "log": "[2026-01-01] begun", "x.ini": "[a]\nb=1", "t.json": "{{ x }}",
                                  "y.xml": "<?xml version='1.0'?><a></b>"},
     ["--target", "t", "."], 0, ["shown", "6 files are no report"]),
    # A scanner's log, or its last words, stand where its report should be: that report is missed.
    *[(f"folder with a log, {name} {i}", {"a.sarif": sarif(result()), name: text}, ["--target", "t", "."], 6,
       ["shown", f"{name} is incomplete: ", "no report "]) for i, (name, text) in enumerate([
           ("web.json", "2026-01-01T00:00:00Z\tINFO\t[vuln] enabled\n" + json.dumps(sarif(result()))),
           ("web.json", "2026-01-01T00:00:00Z\tFATAL\tno such image\n"),
           ("bandit.json", "[main]\tINFO\tprofile include tests: None\n" + json.dumps(sarif())),
           ("pip.json", "[notice] A new release of pip\n[]"), ("grype.json", "[0000]  WARN unable\n{}"),
           ("semgrep.json", "\u250c\u2500\u2510\n{}"), ("zap.xml", "Usage: zap.sh -cmd"),
           ("r.sarif", "panic: runtime error\n"), ("r.json.gz", gzip.compress(b"Error: denied\n")), ("r.json", "\0" * 9),
           ("r.json", "<html><body>504 Gateway Timeout</body></html>"), ("r.sarif", "<!DOCTYPE html>\n<html></html>"),
           ("r.sarif", '{"message": "Bad credentials"}'), ("r.sarif.gz", gzip.compress(b"{}"))])],
    ("folder with what logs are like", {"a.sarif": sarif(result()), "notes.txt": "FATAL\tx", "keys.json": "// keys\n[{}]", "a.json": "/* x */ {}",
                                        "b.json": "[ // x\n 1]", "c.json": '[{"a": 1},]', "d.json": [1.5, 2],
                                        "lfs.json": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"},
     ["--target", "t", "."], 0, ["shown", "7 files are no report"]),
    # Magic numbers: RFC 8878, the .xz file format, bzip2's manual
    *[(f"packed, {end}", {"r.sarif." + end: magic + b"\1" * 40}, ["r.sarif." + end], 2,
       [f"gavel: r.sarif.{end}: packed with {name}, which is not read; unpack it ({name} -d)"])
      for end, name, magic in PACKED],
    *[(f"folder with {end}", {"a.sarif": sarif(result()), "r.sarif." + end: magic + b"\1" * 40,
                              "t.tar." + end: magic + b"\1" * 40}, ["--target", "t", "."], 6,
       ["shown", f"r.sarif.{end} is incomplete: packed with", "1 file is no report"]) for end, _, magic in PACKED],
    *[(f"width {width}", {"r.sarif": json.dumps(sarif(result())).encode(width)}, ["r.sarif"], 2,
       [f"gavel: r.sarif: text in {name}, which is not read; have it written in UTF-8"])
      for width, name in (("utf-16-le", BARE_16), ("utf-16-be", BARE_16), ("utf-32", "UTF-32"),
                          ("utf-32-le", "UTF-32"), ("utf-32-be", "UTF-32"))],
    ("width utf-16", {"r.sarif": json.dumps(sarif(result())).encode("utf-16")}, ["--target", "t", "r.sarif"], 0, ["1 new"]),
    ("encoding", {"r.xml": "<?xml version='1.0' encoding='windows-1252'?><a>\u00e9</a>".encode("cp1252")}, ["r.xml"], 2,
     ["gavel: r.xml: text in windows-1252, which is not read; have it written in UTF-8"]),
    ("unknown xml", {"r.xml": "<a/>"}, ["r.xml"], 2, ["no report of a format that is known"]),
    ("cut xml", {"r.xml": "<a><b>"}, ["r.xml"], 2, ["r.xml:1:7: cut short"]),
    ("folder of two weeks", {"a.sarif": sarif(result()), "b.sarif": sarif(result(line=5))},
     ["--target", "t", "."], 0, ["1 rows"]),
]


def check_cases(run):
    for name, files, args, code, words in CASES:
        folder = run.folder()
        put(folder, files)
        done = run.call(folder, "import", *args)
        said = done.stdout + done.stderr
        run.check(name, done.returncode == code and all(word in said for word in words),
                  f"exit {done.returncode}\n{said}")


def check_once(run):
    """What a command failed by is said once: of one file as the command's error, of several each."""
    folder = run.folder()
    put(folder, {"a.sarif": "{", "b.sarif": "[", "deep/a.sarif": "{"})
    for args, heads in ((["a.sarif"], ["gavel: a.sarif:1:2: "]),
                        (["deep/a.sarif"], ["gavel: deep/a.sarif:1:2: "]),
                        (["a.sarif", "b.sarif"], ["error: a.sarif:1:2: ", "error: b.sarif:1:2: ", "gavel: 2 of 2 failed"])):
        lines = run.call(folder, "import", *args).stderr.splitlines()
        run.check("once", len(lines) == len(heads) and all(map(str.startswith, lines, heads)), lines)


def check_bill_options(run):
    folder = run.folder()
    put(folder, {"b.csv": "lineItem/UsageStartDate,lineItem/UnblendedCost,lineItem/UsageAccountId,"
                          "lineItem/ProductCode\n"})
    done = run.call(folder, "import", "--target", "t", "b.csv")
    run.check("target of a bill", done.returncode == 2 and "has no use for it" in done.stderr,
              done.stderr)


def everything_below(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(place, name), "rb") as file:
                data = file.read()
            if name.endswith(".zst") or data[:4] == b"\x28\xb5\x2f\xfd":
                data += subprocess.run(["zstd", "-dcq"], input=data, capture_output=True).stdout
            yield os.path.join(place, name), data


def secret_report():
    key = "\n".join(PARTS)
    one = result("aws-key", message={"text": f"found {SECRET} in app/{SECRET}.env"},
                 partialFingerprints={"x/v1": f"app:{SECRET}"}, hostedViewerUri=f"https://h/{SECRET}",
                 suppressions=[{"kind": "external", "justification": f"{SECRET} is a test key"}])
    one["locations"][0]["physicalLocation"]["region"]["snippet"] = {"text": SECRET}
    one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = f"app/{SECRET}.env"
    two = result("private-key", message={"text": f"line {PARTS[1]} of a key"})
    two["locations"][0]["physicalLocation"]["region"]["snippet"] = {"text": key}
    return sarif(one, two, tool="gitleaks")


def check_secrets(run):
    folder = run.folder()
    put(folder, {"r.sarif": secret_report(), "key": os.urandom(32),
                 "gavel.yaml": "secrets_key: key\n"})
    os.chmod(os.path.join(folder, "key"), 0o600)
    os.chmod(os.path.join(folder, "gavel.yaml"), 0o600)
    config = os.path.join(folder, "gavel.yaml")
    done = run.call(folder, "import", "--target", "t", "r.sarif", config=config)
    run.check("secrets", done.returncode == 0, done.stderr)
    said = [done.stdout, done.stderr]
    for view in (["findings", "--json"], ["findings"], ["scans", "--json"], ["sightings", "--json"]):
        said.append(run.call(folder, "show", *view, config=config).stdout)
    with open(os.path.join(folder, "key"), "rb") as file:
        key = file.read()
    hidden = [SECRET.encode(), PARTS[1].encode(), key, key.hex().encode()]
    for secret in hidden:
        run.check("secret in what was said", secret not in "".join(said).encode(), secret)
        for path, data in everything_below(os.path.join(folder, ".house")):
            run.check(f"secret in {path}", secret not in data, secret)
    lines = b"".join(data for _, data in everything_below(os.path.join(folder, ".house")))
    digest = hmac.new(key, SECRET.encode(), hashlib.sha256).hexdigest()[:32]
    run.check("digest is kept", digest.encode() in lines, digest)
    run.check("secret is marked", "[secret]" in said[2], said[2])


HIDDEN = "Hunter2Zq9Xw7Vv"


def snippet(of, text):
    of["locations"][0]["physicalLocation"]["region"]["snippet"] = {"text": text}
    return of


def at_uri(uri, **more):
    of = result(**more)
    of["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = uri
    return of


def told(rule, text, **more):
    return result(rule, message={"text": text}, **more)


def from_repo(uri):
    return sarif(result(), versionControlProvenance=[{"repositoryUri": uri}])


TRIVY = {"SchemaVersion": 2, "ArtifactName": "img:1", "ArtifactType": "container_image", "Results": [
    {"Target": "Dockerfile", "Class": "config", "Type": "dockerfile", "Misconfigurations": [
        {"Type": "Dockerfile Security Check", "ID": "DS031", "AVDID": "AVD-DS-0031", "Title": "Secrets",
         "Message": f'Possible exposure of secret env "{HIDDEN}" in ENV', "Severity": "CRITICAL",
         "Status": "FAIL", "CauseMetadata": {"StartLine": 2}}]}]}
CHECKOV = {"check_type": "secrets", "results": {"failed_checks": [
    {"check_id": "CKV_SECRET_2", "check_name": "AWS Access Key", "check_result": {"result": "FAILED"},
     "code_block": [[3, f"key = {HIDDEN}"]], "file_path": "/a.tf", "file_line_range": [3, 4],
     "resource": HIDDEN, "severity": None}], "passed_checks": [], "skipped_checks": [],
    "parsing_errors": []}, "summary": {"failed": 1, "checkov_version": "3.0"}}
SEMGREP = {"results": [{"check_id": "py.jwt-hardcode", "path": "a.py", "start": {"line": 1},
                        "end": {"line": 1}, "extra": {
                            "message": f"The credential '{HIDDEN}' is in the code", "severity": "ERROR",
                            "lines": f"k = '{HIDDEN}'", "metadata": {"cwe": ["CWE-798: x"]}}}],
           "errors": [], "version": "1.90.0", "paths": {"scanned": ["a.py"]}}
# A report that holds HIDDEN, and a word that must still be shown of it.
LEAKS = [
    ("snippet is the line", sarif(snippet(told("k", f"found {HIDDEN}"), f"KEY = '{HIDDEN}'"),
                                  tool="gitleaks"), "found [secret]"),
    ("snippet without quotes", sarif(snippet(told("k", f"found {HIDDEN}"), f"KEY: {HIDDEN} # prod"),
                                     tool="gitleaks"), "found [secret]"),
    ("no snippet", sarif(told("k", f"found '{HIDDEN}'"), tool="gitleaks"), "found '[secret]'"),
    ("hard-coded credential", sarif(snippet(told("py/hardcoded-credentials",
                                                 f"The password '{HIDDEN}' is hard-coded"),
                                            f"p = '{HIDDEN}'"), tool="CodeQL"), "'[secret]' is hard"),
    ("password in a rule's name", sarif(told("no-password-literal", f'The text "{HIDDEN}"')),
     'The text "[secret]"'),
    ("semgrep", SEMGREP, "'[secret]' is in the code"),
    ("login of an address", sarif(at_uri(f"https://user:{HIDDEN}@h/a.py")), "h/a.py"),
    ("login in a text", sarif(told("r", f"cloned ssh://user:{HIDDEN}@h/r today")), "ssh://h/r today"),
    ("login of a repository", from_repo(f"//user:{HIDDEN}@git.example/o/r"), "git.example/o/r"),
    ("query of a repository", from_repo(f"https://git.example/o/r?token={HIDDEN}"), "git.example/o/r"),
    ("trivy", TRIVY, "Possible exposure"),
    ("checkov", CHECKOV, "AWS Access Key"),
    ("failed run", sarif(invocations=[{"executionSuccessful": False, "processStartFailureMessage":
                                       f"401 for token {HIDDEN}"}]), "401 for token [secret]"),
    *[(f"failed run, {of[:4]}", sarif(invocations=[{"executionSuccessful": False,
                                                    "processStartFailureMessage": f"401 of {of}"}]),
       "401 of [secret]") for of in ("ghp_" + HIDDEN, "AKIA" + HIDDEN.upper() + "9", "xoxb-" + HIDDEN,
                                     "eyJhbGciOi." + HIDDEN + ".x", "sk-" + HIDDEN, HIDDEN)],
]


def check_leaks(run):
    """Values that no member names as the secret, but that are within what is told of it."""
    for name, report, word in LEAKS:
        folder = run.folder()
        put(folder, {"r.json": report})
        done = run.call(folder, "import", "r.json")
        said = [done.stdout, done.stderr]
        for view in ("findings", "scans", "sightings"):
            said.append(run.call(folder, "show", view, "--json").stdout)
        for row in rows(run, folder, "findings"):
            said.append(run.call(folder, "source", "explain", row["id"]).stdout)
        whole = "".join(said)
        value = HIDDEN.upper() if HIDDEN.upper() in json.dumps(report) else HIDDEN
        run.check(f"{name}: secret is told", value not in whole, whole)
        run.check(f"{name}: text is told", word in whole.replace('\\"', '"'), whole)
        for path, data in everything_below(os.path.join(folder, ".house")):
            run.check(f"{name}: secret in {path}", value.encode() not in data, "")


RANDOM = "q7Xb2Kd9Rv4Tn8Yw3Lc6Zp1Hs5Mf0Jg2Ga9EuCo4iWt7"  # of no use anywhere, like all below
SHAPES = ["ghp" + "_" + RANDOM[:36], "github" + "_pat_" + RANDOM[:22] + "_" + RANDOM, "glpat" + "-" + RANDOM[:20],
          "AKIA" + RANDOM.upper()[:16], "xoxb" + "-289078666617-" + RANDOM[:24], "npm" + "_" + RANDOM[:36],
          "AIza" + RANDOM[:35], "sk" + "_live_" + RANDOM[:24], "eyJhbGciOiJIUzI1NiJ9." + RANDOM + "." + RANDOM[:9],
          "-----BEGIN EC PRIVATE KEY-----\n" + RANDOM + RANDOM + "\n" + RANDOM[::-1] + "\n-----END EC PRIVATE KEY-----"]


def check_shapes(run):
    """Tokens of known shapes, private keys and logins are kept of no text, whatever it is about."""
    words = "set " + " or ".join(SHAPES) + " aside"
    where = f"https://oauth2:{RANDOM}@git.example/x.git"
    coded = where.replace(":", "%3A").replace("/", "%2F").replace("@", "%40")
    login = {"type": "library", "name": "a", "version": f"git+{where}#1", "purl": f"pkg:npm/a@1?vcs_url=git%2B{where}",
             "bom-ref": f"a {where}", "externalReferences": [{"type": "vcs", "url": where}],
             "licenses": [{"license": {"name": words}}]}
    part = dict(login, name="b", version="1", purl=f"pkg:npm/b@1?vcs_url={coded}")
    reports = {
        "code.sarif": sarif(result("made/style", message={"text": words})),
        "tfsec.json": {"results": [{"rule_id": "AVD-AWS-0001", "long_id": "aws-x-y-z", "rule_description": words,
                                    "description": words, "severity": "HIGH", "resource": where, "links": [where],
                                    "location": {"filename": "a.tf", "start_line": 1, "end_line": 1}}]},
        "hadolint.json": [{"file": "Dockerfile", "line": 1, "column": 1, "level": "warning", "code": "DL3001",
                           "message": words}],
        "bom.json": {"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {
            "timestamp": "2026-11-01T00:00:00Z", "component": {"type": "application", "name": where, "version": words}},
                     "components": [login, part]},
        ".trivyignore": "# " + words.replace("\n", " ") + "\nCVE-2026-10001\n"}
    for name, report in reports.items():
        folder = run.folder()
        put(folder, {name: report})
        done = run.call(folder, "import", "--target", "t", name)
        run.check(f"{name}: is read", done.returncode == 0, done.stdout + done.stderr)
        for path, data in everything_below(os.path.join(folder, ".house")):
            told = [shape for shape in SHAPES + [RANDOM[:20]] for line in shape.split("\n")
                    if line[:5] != "-----" and line.encode() in data]
            run.check(f"{name}: nothing in {os.path.basename(path)}", not told, told)
    folder = run.folder()
    plain = "insecure-temporary-file-creation of AKIA and ghp_ in https://h/@a/b, see mailto:a@b.example or pkg:npm/%40a/b"
    put(folder, {"r.sarif": sarif(result("made/style", message={"text": plain}))})
    run.call(folder, "import", "--target", "t", "r.sarif")
    run.check("what is none stays", rows(run, folder, "findings")[0]["title"] == plain)


def check_key(run):
    """Without a key it is said; one that others can read, or of a few bytes, is refused."""
    folder = run.folder()
    put(folder, {"r.sarif": secret_report(), "gavel.yaml": "secrets_key: key\n"})
    config = os.path.join(folder, "gavel.yaml")
    os.chmod(config, 0o600)
    done = run.call(folder, "import", "--target", "t", "r.sarif")
    run.check("no key", done.returncode == 0 and "names no secrets_key" in done.stderr, done.stderr)
    done = run.call(folder, "import", "--target", "t", "r.sarif", config=config)
    run.check("missing key", done.returncode == 2 and "secrets_key" in done.stderr, done.stderr)
    put(folder, {"key": b"0" * 32})
    os.chmod(os.path.join(folder, "key"), 0o644)
    done = run.call(folder, "import", "--target", "t", "r.sarif", config=config)
    run.check("open key", done.returncode == 4 and "make it 0600" in done.stderr, done.stderr)
    put(folder, {"key": b"0" * 8})
    os.chmod(os.path.join(folder, "key"), 0o600)
    done = run.call(folder, "import", "--target", "t", "r.sarif", config=config)
    run.check("short key", done.returncode == 2 and "at least 16" in done.stderr, done.stderr)


def check_source(run):
    """A source's `target` and `category`, and its name where it has no target."""
    for extra, target in (("", "nightly"), ("    target: app\n    category: sast\n", "app")):
        folder = run.folder()
        put(folder, {"r.sarif": sarif(result()),
                     "gavel.yaml": "sources:\n  nightly:\n    plugin: scans\n    path: r.sarif\n"
                     + extra})
        config = os.path.join(folder, "gavel.yaml")
        os.chmod(config, 0o600)
        done = run.call(folder, "sync", config=config)
        got = rows(run, folder, "findings")
        run.check(f"source {target}", done.returncode == 0 and [row["target"] for row in got] ==
                  [target], done.stderr + str(got))


DIGESTS = ["sha256:" + c * 64 for c in "ab"]


def check_nameless(run):
    """What a report calls "." or by its digest alone has the name that --target gives."""
    spdx = ("SPDXVersion: SPDX-2.3\nDocumentName: .\nSPDXID: SPDXRef-DOCUMENT\n"
            "Created: 2026-11-01T00:00:00Z\n\nPackageName: {0}\nSPDXID: SPDXRef-{0}\n")
    sboms = {"cdx": lambda name: {"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {
        "component": {"type": "file", "name": "."}}, "components": [{"type": "library", "name": name}]},
             "spdx": spdx.format,
             "syft": lambda name: {"artifacts": [{"name": name, "version": "1", "type": "npm", "foundBy": "x",
                                                  "id": name}],
                                   "source": {"type": "directory", "target": ".", "name": "."},
                                   "descriptor": {"name": "syft"}}}
    for kind, made in sboms.items():
        folder = run.folder()
        for target, name in (("repo-a", "log4j-core"), ("repo-b", "left-pad")):
            put(folder, {"s.json": made(name)})
            run.call(folder, "import", "--target", target, "s.json")
        got = sorted(row["subject"] for row in rows(run, folder, "sbom"))
        run.check(f"nameless {kind}", got == ["repo-a", "repo-b"], got)
    images = [lambda at: {"matches": [], "source": {"type": "image", "target": {"userInput": at}},
                          "descriptor": {"name": "grype", "version": "1"}},
              lambda at: {"SchemaVersion": 2, "ArtifactName": at, "ArtifactType": "container_image",
                          "Results": []}]
    for i, made in enumerate(images):
        for args, want in (([], ""), (["--target", "app"], "app")):
            folder = run.folder()
            for digest in DIGESTS:
                put(folder, {"s.json": made(digest)})
                run.call(folder, "import", *args, "s.json")
            got = rows(run, folder, "scans")
            run.check(f"bare digest {i} {want}", {row["target"] for row in got} == {want} and
                      {row["digest"] for row in got} == set(DIGESTS), got)


def scores(day, count):
    return (f"#model_version:v1,score_date:2026-11-{day:02}T00:00:00+0000\ncve,epss,percentile\n" +
            "".join(f"CVE-2020-{i},0.5,0.9\n" for i in range(1, count + 1)))


def tags(count):
    return ("SPDXVersion: SPDX-2.3\nDocumentName: app\nCreated: 2026-11-01T00:00:00Z\n" +
            "".join(f"\nPackageName: p{i}\nSPDXID: SPDXRef-p{i}\n" for i in range(count)))


def check_shrunk(run):
    """A list without count or end is not believed when it is much shorter than the one shown."""
    for name, first, second, few, table, code in (
            ("scores", scores(1, 100), scores(2, 95), False, "epss", 0),
            ("cut scores", scores(1, 100), scores(2, 94), True, "epss", 6),
            ("tags", tags(4), tags(6), False, "component", 0),
            ("cut tags", tags(4), tags(3), True, "component", 6)):
        folder = run.folder()
        put(folder, {"a.txt": first, "b.txt": second})
        run.call(folder, "import", "a.txt")
        done = run.call(folder, "import", "b.txt")
        run.check(name, done.returncode == code and few == ("so it may be cut" in done.stderr),
                  f"exit {done.returncode} {done.stderr}")
        count = run.call(folder, "sql", f"SELECT count(*) FROM {table}").stdout.split()[-1]
        run.check(f"{name}: rows", count == str((first if few else second).count("CVE") or
                                                (first if few else second).count("PackageName")), count)
        done = run.call(folder, "import", "--as", "epss-csv" if table == "epss" else "spdx-tag-value", "b.txt")
        run.check(f"{name}: with --as", done.returncode == 0, done.stderr)


def check_whole(run):
    """What says where it ends is believed, in whatever order two of one time come."""
    def bom(count):
        return {"bomFormat": "CycloneDX", "specVersion": "1.5", "metadata": {
            "timestamp": "2026-11-01T00:00:00Z", "component": {"type": "application", "name": "app", "version": "1"}},
                "components": [{"type": "library", "name": f"l{n}", "version": "1", "purl": f"pkg:npm/l{n}@1"}
                               for n in range(count)]}
    for order in ((6, 3), (3, 6)):
        folder = run.folder()
        for count in order:
            put(folder, {"b.json": bom(count)})
            done = run.call(folder, "import", "b.json")
            run.check(f"{order}: {count} entries", done.returncode == 0, done.stdout + done.stderr)


def check_unreadable(run):
    """A file that may not be read costs itself, as a broken one does."""
    folder = run.folder()
    put(folder, {"in/a.sarif": sarif(result(), invocations=[{"executionSuccessful": True, "endTimeUtc": "2026-11-02T00:00:00Z"}]), "in/b.sarif": sarif(result())})
    os.chmod(os.path.join(folder, "in/b.sarif"), 0)
    if os.geteuid() == 0:  # who may read everything
        for path in (run.root, folder, os.path.join(folder, "in"), os.path.join(folder, "in/a.sarif"),
                     os.path.join(folder, "in/b.sarif")):
            os.chown(path, 65534, 65534)
        become = {"user": 65534, "group": 65534, "extra_groups": []}
    else:
        become = {}
    done = run.call(folder, "import", "--target", "t", "in", become=become)
    run.check("unreadable", done.returncode == 6 and "1 new" in done.stdout and
              "b.sarif is incomplete: Permission denied" in done.stderr, f"exit {done.returncode} {done.stdout}{done.stderr}")


def check_rewritten(run):
    """A file that somebody writes into while it is read is not believed, though its size stays."""
    folder = run.folder()
    put(folder, {"r.sarif": sarif(*[result(line=n) for n in range(1, 30000)])})
    path = os.path.join(folder, "r.sarif")
    over = threading.Event()

    def write():
        with open(path, "r+b", buffering=0) as file:
            while not over.is_set():
                os.pwrite(file.fileno(), b"{", 0)

    writer = threading.Thread(target=write)
    writer.start()
    done = run.call(folder, "import", "--target", "t", "r.sarif")
    over.set()
    writer.join()
    run.check("rewritten", done.returncode == 6 and "changed while it was read" in done.stderr,
              f"exit {done.returncode} {done.stderr}")


def check_hostile(run):
    """Escapes of a report reach no terminal."""
    folder = run.folder()
    evil = "\x1b]0;owned\x07\u202e\u200b\x9b31m"
    put(folder, {"r.sarif": sarif(result(message={"text": evil}), tool=f"T{evil}")})
    done = run.call(folder, "import", "--target", evil, "r.sarif")
    shown = done.stdout + done.stderr + run.call(folder, "show", "findings").stdout
    run.check("escapes", done.returncode == 0 and not any(c in shown for c in evil if ord(c) < 32
                                                          or ord(c) > 126), repr(shown))


def check_versions(run):
    """Who asks by version hears of packages whose version nobody knows."""
    folder = run.folder()
    parts = [{"type": "library", "name": "log4j-core", **more} for more in (
        {"version": "2.14.1", "purl": "pkg:maven/o/log4j-core@2.14.1"}, {"purl": "pkg:maven/o/log4j-core"},
        {"version": "2.17.1", "purl": "pkg:maven/o/log4j-core@2.17.1"})]
    put(folder, {"s.json": {"bomFormat": "CycloneDX", "specVersion": "1.5", "components": parts + [
        {"type": "library", "name": "other", "purl": "pkg:maven/o/other"}]}})
    run.call(folder, "import", "--target", "app", "s.json")
    unknown = "1 more is of an unknown version"
    for args, code, said in (
            (["sbom", "who", "log4j-core"], 0, False),
            (["show", "components", "name:log4j-core", "version<2.17"], 0, True),
            (["show", "components", "name:log4j-core", "version<2.17", "--json"], 0, True),
            (["show", "components", "name:log4j-core"], 0, False),
            (["show", "components", "name:log4j-core", "version:2.14.1"], 0, False)):
        done = run.call(folder, *args)
        run.check(" ".join(args), done.returncode == code and (unknown in done.stderr) == said,
                  f"exit {done.returncode} {done.stdout}{done.stderr}")
    # A range may hold it: such a package is among those that are asked for, and never among the others.
    done = run.call(folder, "sbom", "who", "log4j-core<2.17")
    run.check("among those that may have it", done.returncode == 0 and "2.14.1" in done.stdout and
              "unknown" in done.stdout and "2.17.1" not in done.stdout, done.stdout + done.stderr)
    done = run.call(folder, "sbom", "who", "--json", "o/log4j-core<2")
    run.check("alone", done.returncode == 0 and [row["version"] for row in json.loads(done.stdout)["rows"]] == [None],
              done.stdout + done.stderr)
    done = run.call(folder, "show", "components", "name:log4j-core", '-range:">3"', "cols:version", "--csv")
    run.check("not among the others", done.stdout.split() == ["version", "2.14.1", "2.17.1"], done.stdout)
    for term, words in (("version<2.17", "1 row of 4, row 1, 1 more of an unknown version"),
                        ("version<2", "nothing matches; 1 of an unknown version may")):
        done = run.call(folder, "show", "components", "name:log4j-core", term, "--screen=100x20")
        run.check(f"on the screen, {term}", words in done.stdout, done.stdout + done.stderr)
    run.check("those of none", len(rows(run, folder, "components", "name:log4j-core", 'version:""')) == 1)


def on_terminal(run, folder, *args):
    """What a command writes to a terminal."""
    master, slave = pty.openpty()
    process = subprocess.Popen([run.gavel, "--cache", os.path.join(folder, ".house/cache.db"), *args],
                               cwd=folder, env=dict(os.environ, HOME=folder, TERM="xterm"),
                               stdin=subprocess.DEVNULL, stdout=slave, stderr=subprocess.DEVNULL)
    os.close(slave)
    said = b""
    try:
        while part := os.read(master, 65536):
            said += part
    except OSError:  # nobody has the other end any more
        pass
    process.wait()
    os.close(master)
    return said.decode(errors="replace")


def check_terminal(run):
    """Nothing that is shown moves a cursor, on a terminal or in a log; JSON is exact by its escapes."""
    folder = run.folder()
    evil = "a\x1b]0;owned\x07\u202eb"
    put(folder, {"r.sarif": sarif(result(message={"text": evil}))})
    run.call(folder, "import", "--target", "t", "r.sarif")
    select = "SELECT char(27) || ']0;owned' || char(7)"
    for args in (["show", "findings", "--csv"], ["show", "findings", "--csv=sheet"],
                 ["show", "findings", "--json"], ["show", "findings", "--md"], ["show", "findings"],
                 ["sql", select]):
        shown = on_terminal(run, folder, *args)
        run.check(f"{args} on a terminal", "owned" in shown and not set(shown) & set("\x1b\x07\u202e"),
                  repr(shown))
    for args in (["show", "findings", "--csv"], ["show", "findings", "--csv=sheet"]):
        run.check(f"{args} in a pipe", "a<U+001B>]0;owned<U+0007><U+202E>b" in run.call(folder, *args).stdout, args)
    rows = json.loads(run.call(folder, "show", "findings", "--json").stdout)["rows"]
    run.check("exact", [row["title"] for row in rows] == [evil], rows)


def vdr(day, *flaws):
    """A bill of materials with what is known of it: an inventory and a scan in one file."""
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": {"timestamp": f"2026-11-0{day}T00:00:00Z",
                         "tools": [{"vendor": "made", "name": "maker", "version": "1"}],
                         "component": {"type": "application", "name": "shop", "bom-ref": "shop"}},
            "components": [{"type": "library", "name": "lib", "version": "1", "purl": "pkg:npm/lib@1",
                            "bom-ref": "l"}],
            "vulnerabilities": [{"id": flaw, "ratings": [{"severity": "high"}], "affects": [{"ref": "l"}]}
                                for flaw in flaws]}


def check_preview(run):
    """A dry run says of each scope what the import says, and which findings it would change."""
    folder = run.folder()
    zap = {"@version": "2.14.0", "@programName": "ZAP", "@generated": "Mon, 2 Nov 2026 10:00:00",
           "site": [{"@name": "https://shop.example", "@host": "shop.example", "@port": "443", "@ssl": "true",
                     "alerts": [{"pluginid": "10020", "alertRef": "10020-1", "alert": "Framing", "name": "Framing",
                                 "riskcode": "2", "confidence": "2", "riskdesc": "Medium (Medium)", "desc": "d",
                                 "instances": [{"uri": "https://shop.example/", "method": "GET", "param": "",
                                                "attack": "", "evidence": ""}]}]}]}
    put(folder, {"before.json": vdr(1, "CVE-2020-1000", "CVE-2020-1001"), "in/a.sarif": sarif(result(), invocations=[{"executionSuccessful": True, "endTimeUtc": "2026-11-02T00:00:00Z"}]),
                 "in/b.json": vdr(2, "CVE-2020-1001", "CVE-2020-1002"), "in/c.json": zap,
                 "kev.json": {"title": "CISA Catalog of Known Exploited Vulnerabilities",
                              "catalogVersion": "2026.11.01", "dateReleased": "2026-11-01T00:00:00.0000Z",
                              "count": 1, "vulnerabilities": [{"cveID": "CVE-2020-1002", "vendorProject": "v",
                                                               "product": "p", "dateAdded": "2026-01-01",
                                                               "dueDate": "2026-02-01"}]}})
    later = ["--now", "2026-11-04T00:00:00Z", "--target", "t"]
    for name, words in (("before.json", "2 new"), ("in", "1 new, 1 gone, 1 same"), ("in", None), ("kev.json", None)):
        dry = run.call(folder, "import", "--dry-run", *later, name)
        done = run.call(folder, "import", *later, name)
        said = [line for line in dry.stdout.splitlines() if not line.startswith(" ")]
        run.check(f"a dry run of {name}", said and said == done.stdout.splitlines() and
                  dry.stderr == done.stderr and all("says itself" in line for line in dry.stderr.splitlines()) and
                  dry.returncode == done.returncode == 0, dry.stdout + dry.stderr + done.stdout + done.stderr)
        run.check(f"of {name}, what it changes", not words or words in dry.stdout, dry.stdout)
    run.check("each that changed is told", [line.split()[0::3][:2] for line in run.call(
        folder, "import", "--dry-run", *later, "--at", "2026-11-03T00:00:00Z", "before.json").stdout.splitlines()
        if " F-" in line] == [["gone", "CVE-2020-1002"], ["back", "CVE-2020-1000"]])


def check_repeats(run):
    """What is warned of each of many reports is said of the first and counted; the log and `explain` have each."""
    folder = run.folder()
    put(folder, {f"{name}.json": {"SchemaVersion": 2, "CreatedAt": "2026-11-01T00:00:00Z", "ArtifactName": f"shop/{name}:1",
                                  "ArtifactType": "container_image", "Results": [{
                                      "Target": f"shop/{name}:1 (debian 12)", "Class": "os-pkgs", "Type": "debian"}]}
                 for name in "abc"})
    words = "nothing shows whether it looked for secrets"
    done = run.call(folder, "import", "a.json", "b.json", "c.json")
    said = [line.split(words)[0] for line in done.stderr.splitlines()]
    run.check("many warn of the same", (done.returncode, said) == (0, ["warning: a.json: ", "warning: 2 more: "]), done.stderr)
    run.check("each is in the log", sorted(row["text"].split(":")[0] for row in json.loads(run.call(
        folder, "show", "log level:warn", "--json").stdout)["rows"]) == ["a.json", "b.json", "c.json"])
    run.check("and explained", f"warned: b.json: {words}" in run.call(folder, "source", "explain", "2").stdout and [
        words in row["text"] for row in json.loads(run.call(folder, "source", "explain", "3", "--json").stdout)["warnings"]
    ] == [True])


def main():
    run = Run(sys.argv[1])
    for part in (check_cases, check_bill_options, check_secrets, check_leaks, check_shapes, check_key, check_source,
                 check_nameless, check_once, check_shrunk, check_whole, check_unreadable, check_rewritten, check_terminal,
                 check_versions, check_preview, check_repeats, check_hostile):
        part(run)
    shutil.rmtree(run.root)
    print(f"scans: {run.passed} passed, {run.failed} failed")
    return 1 if run.failed else 0


if __name__ == "__main__":
    sys.exit(main())
