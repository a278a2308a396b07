#!/usr/bin/env python3
"""`gavel check headers`: the fields of saved answers, and of a server that is asked.

Expected values are those of RFC 6797, CSP Level 3, the Fetch standard, RFC 7034 and Referrer Policy.
Usage: headers_test.py GAVEL
"""
import http.server
import json
import os
import subprocess
import threading

from checking import ENVIRONMENT, GAVEL, HOME, done, expect, judge, refuse, report, rows, rules, run, write

GOOD = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
        "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer"}
HSTS, CSP, SNIFF, FRAME, REFERRER = GOOD

CASES = [
    ({}, []),
    ({HSTS: None}, ["hsts"]),
    ({HSTS: "max-age=31535999"}, ["hsts"]),
    ({HSTS: 'includeSubDomains ; MAX-AGE="63072000"'}, []),
    ({HSTS: "max-age=0"}, ["hsts"]),
    ({HSTS: "max-age=-31536000"}, ["hsts"]),
    ({HSTS: "max-age=99999999999999999999999"}, []),
    ({HSTS: "includeSubDomains"}, ["hsts"]),
    # RFC 6797, 6.1: no directive twice
    ({HSTS: "max-age=31536000; max-age=0"}, ["hsts"]),
    ({HSTS: "max-age=31536000; Max-Age=31536000"}, ["hsts"]),
    ({HSTS: "max-age=31536000; includeSubDomains; includesubdomains"}, ["hsts"]),
    ({HSTS: "max-age=31536000;; includeSubDomains;"}, []),
    ({CSP: None}, ["csp"]),
    ({CSP: None, FRAME: None}, ["csp", "frame"]),
    ({CSP: None, "Content-Security-Policy-Report-Only": "default-src 'self'"}, ["csp"]),
    ({CSP: "default-src 'self'; script-src 'self' 'unsafe-inline'"}, ["csp-scripts"]),
    ({CSP: "default-src 'unsafe-inline'; script-src 'self'"}, []),
    ({CSP: "script-src 'unsafe-inline' 'nonce-abc'"}, []),
    ({CSP: "script-src 'nonce-abc' 'unsafe-eval'"}, ["csp-scripts"]),
    ({CSP: "script-src *"}, ["csp-scripts"]),
    ({CSP: "script-src https:"}, ["csp-scripts"]),
    ({CSP: "script-src *.example.com"}, []),
    # CSP 3, 8.2: 'strict-dynamic' passes over hosts, schemes and 'unsafe-inline', not 'unsafe-eval'
    ({CSP: "script-src 'nonce-abc' 'strict-dynamic' 'unsafe-inline' https: http:"}, []),
    ({CSP: "script-src https: 'unsafe-inline' 'strict-dynamic' 'sha256-abc' *"}, []),
    ({CSP: "script-src 'nonce-abc' 'strict-dynamic' 'unsafe-eval' https:"}, ["csp-scripts"]),
    ({CSP: "script-src 'nonce-abc' https:"}, ["csp-scripts"]),
    ({CSP: "img-src 'self'"}, ["csp-scripts"]),
    ({CSP: "img-src *; Script-Src 'none'"}, []),
    ({CSP: "img-src *, script-src 'self'"}, []),
    ({CSP: "script-src 'self'; script-src *"}, []),
    ({CSP: "default-src 'self'; script-src-elem *"}, ["csp-scripts"]),
    ({CSP: "default-src 'self'; script-src-attr 'unsafe-inline'"}, ["csp-scripts"]),
    ({CSP: "default-src *; script-src-elem 'self'; script-src-attr 'none'"}, ["csp-scripts"]),
    ({CSP: "default-src *; script-src 'self'; script-src-elem 'self'"}, []),
    ({CSP: "script-src 'self'; script-src-elem 'self' 'nonce-x' 'unsafe-inline'"}, []),
    *[({CSP: f"script-src {host}"}, ["csp-scripts"]) for host in (
        "*.com", "https://*.com", "*.com:443", "https://*:443", "*:*", "http://*/x", "*.com.")],
    ({CSP: "default-src 'self'; frame-ancestors *.org"}, ["frame"]),
    ({SNIFF: None}, ["nosniff"]),
    ({SNIFF: "NoSniff, nosniff"}, []),
    ({SNIFF: "yes"}, ["nosniff"]),
    ({FRAME: None}, []),
    ({CSP: "default-src 'self'", FRAME: None}, ["frame"]),
    ({CSP: "default-src 'self'", FRAME: "sameorigin"}, []),
    ({CSP: "default-src 'self'", FRAME: "ALLOW-FROM https://x"}, ["frame"]),
    ({CSP: "default-src 'self'; frame-ancestors *"}, ["frame"]),
    # the same value twice is one; of different ones browsers make different things
    ({CSP: "default-src 'self'", FRAME: "DENY, deny"}, []),
    ({CSP: "default-src 'self'", FRAME: "DENY, ALLOWALL"}, ["frame"]),
    ({CSP: "default-src 'self'", FRAME: "SAMEORIGIN, DENY"}, ["frame"]),
    ({CSP: "default-src 'self'", FRAME: "DENY,"}, ["frame"]),
    ({REFERRER: None}, ["referrer"]),
    ({REFERRER: "unsafe-url"}, ["referrer"]),
    ({REFERRER: "no-referrer, strict-origin-when-cross-origin"}, []),
    ({REFERRER: "no-referrer, nonsense"}, []),
    ({REFERRER: "nonsense"}, ["referrer"]),
]


def block(change, status="HTTP/2 200"):
    fields = {k: v for k, v in {**GOOD, **change}.items() if v is not None}
    return status + "\r\n" + "".join(f"{k.lower()}: {v}\r\n" for k, v in fields.items()) + "\r\n"


def test_cases():
    for change, expected in CASES:
        expect(change, rules(judge("headers", "h.txt", block(change))), expected)
    notes = rows(judge("headers", "h.txt", block({HSTS: "max-age=31536000"})), "note")
    expect("subdomains are noted", [r["rule"] for r in notes], ["hsts-subdomains"])


def test_blocks():
    """The last of several answers counts, and a redirect is not the page."""
    moved = "HTTP/1.1 301 Moved\r\nLocation: https://x/\r\n\r\n"
    expect("after a redirect", judge("headers", "h.txt", moved + block({}))["verdict"], "pass")
    expect("before a worse answer", rules(judge("headers", "h.txt", block({}) + block({CSP: None}))),
           ["csp"])
    document = judge("headers", "h.txt", block({}, "HTTP/1.1 302 Found"))
    expect("a redirect", (document["verdict"], rules(document, "missing")),
           ("incomplete", ["answer"]))
    document = judge("headers", "h.txt", block({HSTS: None}) + "\r\n\r\n")
    expect("the line", rows(document)[0]["line"], 1)
    document = judge("headers", "h.txt", block({HSTS: "max-age=1"}))
    expect("the field's line", rows(document)[0]["line"], 2)
    two = block({}).replace("\r\n\r\n", "\r\nContent-Security-Policy: script-src *\r\n\r\n")
    expect("two policies both hold", judge("headers", "h.txt", two)["verdict"], "pass")
    for fields, expected in ((["X-Frame-Options: ALLOWALL"], ["frame"]), (["X-Frame-Options: DENY"], []),
                             (["Content-Security-Policy: frame-ancestors *"], ["frame"]),
                             (["Content-Security-Policy: frame-ancestors 'none'"], []),
                             (["Referrer-Policy: unsafe-url"], ["referrer"]), (["Referrer-Policy: nonsense"], [])):
        twice = block({CSP: "default-src 'self'"}).replace("\r\n\r\n", "\r\n" + "\r\n".join(fields) + "\r\n\r\n")
        expect(("twice", fields), rules(judge("headers", "h.txt", twice)), expected)
    two = "HTTP/1.1 200 OK\nStrict-Transport-Security: max-age=1\n" + block({})[12:]
    expect("the first HSTS counts", rules(judge("headers", "h.txt", two)), ["hsts"])
    expect("no field at all", rules(judge("headers", "h.txt", "HTTP/2 200")),
           ["csp", "frame", "hsts", "nosniff", "referrer"])
    bare = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    all_of_them = ["csp", "frame", "hsts", "nosniff", "referrer"]
    lines = "".join(f"{k}: {v}\r\n" for k, v in GOOD.items())
    for body in (lines, "<html>\n" + lines, "<p>\n\nHTTP/1.1 200 OK\r\n" + lines,
                 "\r\n" + lines, "\0" + lines, "a line\n" * 20000):
        expect(f"a body: {body[:20]!r}", rules(judge("headers", "h.txt", bare + body)), all_of_them)
    expect("its own lines count", judge("headers", "h.txt", block({}) + "<html>")["verdict"], "pass")
    document = judge("headers", "h.txt", bare + block({}))
    expect("a body like an answer", (document["verdict"], rules(document, "missing")),
           ("incomplete", ["answer"]))
    expect("a proxy's", judge("headers", "h.txt", "HTTP/1.1 200 Connection established\r\n\r\n"
                              + block({}))["verdict"], "pass")
    document = judge("headers", "h.txt", moved + block({}))
    expect("that the last counts is said", [r["message"] for r in rows(document, "note")],
           ["2 answers: the last one counts, 200 in line 4"])
    for status in ("404 Not Found", "500 No", "103 Early Hints"):
        document = judge("headers", "h.txt", block({}, "HTTP/1.1 " + status))
        expect(status, (document["verdict"], rules(document, "missing")),
               ("incomplete", ["answer"]))
    refuse("headers", "h.txt", "hello\n", "no status line before it: save with curl -sI")
    refuse("headers", "h.txt", "", "no status line")
    refuse("headers", "h.txt", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n", "h.txt:3: no header line")


class Server(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302 if self.path == "/moved" else 200)
        if self.path == "/moved":
            self.send_header("Location", "/")
        for name, value in GOOD.items():
            if not (self.path == "/plain" and name == SNIFF):
                self.send_header(name, value)
        if self.path == "/hostile":
            self.send_header("X-Esc", "\x1b[2J")
        self.send_header("Content-Length", "5")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"HTTP/")

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


def test_addresses():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    for path, expected in (("/", []), ("/plain", ["nosniff"]), ("/moved", []), ("/hostile", [])):
        document = report("headers", base + path)
        expect(path, rules(document), sorted(["hsts", *expected]))
    expect("the address is the file", {r["file"] for r in rows(report("headers", base + "/plain"))},
           {base + "/plain"})
    code, out, err = run("headers", "--json", base + "/plain?k=hush")
    expect("what may be a secret is not said", b"hush" in out or "hush" in err, False)
    document = report("headers", "--warn", "hsts", base + "/")
    expect("plain HTTP", (document["verdict"], rules(document, "warn")), ("pass", ["hsts"]))
    server.shutdown()
    server.server_close()
    good = write("good.txt", block({}))
    bad = write("bad.txt", block({SNIFF: None}))
    for name, files, verdict, code in (("alone", (), "incomplete", 6), ("good", (good,), "incomplete", 6),
                                       ("bad", (bad,), "fail", 1)):
        for order in ((*files, base + "/"), (base + "/", *files)):
            got, out, err = run("headers", "--json", *order)
            document = json.loads(out)
            expect(f"nobody answers, {name}", (got, document["verdict"], err), (code, verdict, ""))
            expect(f"{name}: and it says so", [(r["rule"], r["file"]) for r in rows(document, "missing")],
                   [("readable", base + "/")])
            expect(f"{name}: the others are judged", document["files"],
                   f"checked {len(files)}, passed over 0")
    expect("a secret of an address is not said", "hush" in str(run("headers", base + "/?k=hush")), False)
    for address in ("http://user:hush@127.0.0.1:1/", "https://user:hu@hush@h/", "ftp://user:hush@h/",
                    "http://user:hu/hush@127.0.0.1:1/", "http://user:hush?@h", "http://user:hush#x/@h/"):
        expect("nor its password", "hush" in str(run("headers", address)), False)
    expect("no scheme of ours", run("headers", "ftp://127.0.0.1/")[0], 2)


OLD_VERSIONS = [f"{version}_cipher_suites" for version in ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1")]


def tested(accepted):
    """What SSLyze's docs/json-output.rst has of a command that was run to its end."""
    suites = [{"cipher_suite": {"name": "TLS_RSA_WITH_AES_128_CBC_SHA"}}] if accepted else []
    return {"status": "COMPLETED", "result": {"is_tls_version_supported": accepted,
                                              "accepted_cipher_suites": suites}}


def sslyze(commands, connectivity="COMPLETED"):
    return {"sslyze_version": "5.2.0", "date_scans_started": "2026-05-01T00:00:00",
            "server_scan_results": [{
                "server_location": {"hostname": "www.example.test", "port": 443},
                "connectivity_status": connectivity, "scan_status": "COMPLETED",
                "scan_result": commands}]}


SSLYZE = sslyze({c: tested(c.startswith("tls_1_0")) for c in OLD_VERSIONS})
GOOD_TLS = {c: tested(False) for c in OLD_VERSIONS}
FAILED = {"status": "ERROR", "error_reason": "BUG_IN_SSLYZE", "result": None}
# what was tested; the rules that were not seen, and what is said of it
UNSEEN = [
    ("all", GOOD_TLS, "COMPLETED", [], ""),
    ("a part", {c: tested(False) for c in OLD_VERSIONS[:2]}, "COMPLETED", ["tls-versions"], "tls-1.0, tls-1.1"),
    ("a version", {**GOOD_TLS, OLD_VERSIONS[2]: FAILED}, "COMPLETED", ["tls", "tls-versions"],
     "not tested: tls-1.0 (BUG_IN_SSLYZE)"),
    ("another check", {**GOOD_TLS, "robot": FAILED}, "COMPLETED", ["tls"], "not tested: robot"),
    ("nothing", {}, "ERROR", ["tls", "tls-versions"], "no connection"),
]


def test_tls():
    """What SSLyze found of the server, once it is in the cache."""
    cache = ("--cache", os.path.join(HOME.name, "c.db"))
    saved = write("h.txt", block({}))
    expect("no cache", report("headers", *cache, "--host", "www.example.test", saved)["rows"], [])
    scan = write("tls.json", json.dumps(SSLYZE))
    os.utime(scan, (1777593600, 1777593600))  # 2026-05-01
    subprocess.run([GAVEL, *cache, "import", scan, "--now",
                    "2026-05-01T12:00:00Z"], check=False,
                   capture_output=True, env=ENVIRONMENT)
    later = (*cache, "--now", "2026-05-25T12:00:00Z")
    spoken = ["TLS 1.0 is spoken (SSLyze, 2026-05-01, 24d ago)"]
    for host, expected in (("www.example.test", spoken), ("WWW.example.test:443", spoken),
                           ("www.example.test:8443", []), ("www.example.tes", [])):
        document = report("headers", *later, "--host", host, saved)
        expect(host, [(r["message"]) for r in rows(document) if r["rule"] == "tls-versions"], expected)
        expect(f"{host}: fails", document["verdict"], "fail" if expected else "pass")
        expect(f"{host}: the scan's age", [r["message"][:35] for r in rows(document, "note")],
               ["SSLyze's last scan: 2026-05-01, 24d"] if expected else ["no SSLyze scan of the server is kno"])
    document = report("headers", *later, "--warn", "tls-versions", "--host", "www.example.test", saved)
    expect("--warn", (document["verdict"], rules(document, "warn")), ("pass", ["tls-versions"]))
    for host, met in (("www.example.tes", False), ("www.example.test", True)):
        out = run("headers", *later, "--junit", "--host", host, saved)[1]
        expect(f"{host}: tls-versions is a demand of the report", b"tls-versions" in out, met)
    listed = json.loads(run("headers", "--rules", "--json")[1])["rows"]
    expect("--rules", {"tls", "tls-versions"} <= {r["rule"] for r in listed}, True)


def test_unseen_tls():
    """The newest scan of a server counts, and what it did not test was not seen."""
    cache = ("--cache", os.path.join(HOME.name, "unseen.db"), "--now", "2026-05-25T12:00:00Z")
    saved = write("h.txt", block({}))
    for day, (name, commands, connectivity, missing, words) in enumerate(UNSEEN):
        scan = write("tls.json", json.dumps(sslyze(commands, connectivity)))
        os.utime(scan, (1777593600 + 86400 * day,) * 2)
        subprocess.run([GAVEL, *cache, "import", scan], check=False, capture_output=True, env=ENVIRONMENT)
        document = report("headers", *cache, "--host", "www.example.test", saved)
        expect(name, (document["verdict"], rules(document, "missing")),
               ("incomplete" if missing else "pass", missing))
        expect(f"{name}: and why", words in str(rows(document, "missing")), True)
    document = report("headers", *cache, "--warn", "tls,tls-versions", "--host", "www.example.test", saved)
    expect("--warn", (document["verdict"], rules(document, "warn")), ("pass", ["tls", "tls-versions"]))


test_cases()
test_blocks()
test_unseen_tls()
test_tls()
test_addresses()
done("headers")
