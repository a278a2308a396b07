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
    ({CSP: "img-src 'self'"}, ["csp-scripts"]),
    ({CSP: "img-src *; Script-Src 'none'"}, []),
    ({CSP: "img-src *, script-src 'self'"}, []),
    ({CSP: "script-src 'self'; script-src *"}, []),
    ({SNIFF: None}, ["nosniff"]),
    ({SNIFF: "NoSniff, nosniff"}, []),
    ({SNIFF: "yes"}, ["nosniff"]),
    ({FRAME: None}, []),
    ({CSP: "default-src 'self'", FRAME: None}, ["frame"]),
    ({CSP: "default-src 'self'", FRAME: "sameorigin"}, []),
    ({CSP: "default-src 'self'", FRAME: "ALLOW-FROM https://x"}, ["frame"]),
    ({CSP: "default-src 'self'; frame-ancestors *"}, ["frame"]),
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
    two = "HTTP/1.1 200 OK\nStrict-Transport-Security: max-age=1\n" + block({})[12:]
    expect("the first HSTS counts", rules(judge("headers", "h.txt", two)), ["hsts"])
    expect("no field at all", rules(judge("headers", "h.txt", "HTTP/2 200")),
           ["csp", "frame", "hsts", "nosniff", "referrer"])
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
        expect(path, rules(document), expected)
    expect("the address is the file", rows(report("headers", base + "/plain"))[0]["file"],
           base + "/plain")
    code, out, err = run("headers", "--json", base + "/plain?k=hush")
    expect("what may be a secret is not said", b"hush" in out or "hush" in err, False)
    expect("plain HTTP", rules(report("headers", base + "/"), "warn"), ["hsts"])
    server.shutdown()
    server.server_close()
    code, out, err = run("headers", base + "/")
    expect("nobody answers", (code, out), (6, b""))
    expect("and it says so", base in err, True)
    expect("no scheme of ours", run("headers", "ftp://127.0.0.1/")[0], 2)


SSLYZE = {"sslyze_version": "5.2.0", "date_scans_started": "2026-05-01T00:00:00",
          "server_scan_results": [{
              "server_location": {"hostname": "www.example.test", "port": 443},
              "connectivity_status": "COMPLETED", "scan_status": "COMPLETED",
              "scan_result": {"tls_1_0_cipher_suites": {"status": "COMPLETED", "result": {
                  "is_tls_version_supported": True, "tls_version_used": "TLS_1_0",
                  "accepted_cipher_suites": [{"cipher_suite": {
                      "name": "TLS_RSA_WITH_AES_128_CBC_SHA"}}]}}}}]}


def test_tls():
    """What SSLyze found of the server, once it is in the cache."""
    cache = ("--cache", os.path.join(HOME.name, "c.db"))
    saved = write("h.txt", block({}))
    expect("no cache", report("headers", *cache, "--host", "www.example.test", saved)["rows"], [])
    subprocess.run([GAVEL, *cache, "import", write("tls.json", json.dumps(SSLYZE))], check=False,
                   capture_output=True, env=ENVIRONMENT)
    for host, expected in (("www.example.test", ["TLS 1.0 is spoken"]),
                           ("WWW.example.test:443", ["TLS 1.0 is spoken"]),
                           ("www.example.test:8443", []), ("www.example.tes", [])):
        document = report("headers", *cache, "--host", host, saved)
        expect(host, [r["message"] for r in rows(document, "warn") if r["rule"] == "tls"], expected)
        expect(f"{host}: passes", document["verdict"], "pass")
        expect(f"{host}: a scan is missed", rules(document, "note"), [] if expected else ["tls"])


test_cases()
test_blocks()
test_tls()
test_addresses()
done("headers")
