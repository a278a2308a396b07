#!/usr/bin/env python3
"""A proxy before an S3 server that fails on purpose.

Usage: faults.py UPSTREAM PORTFILE [--tls CERT KEY]

Listens on a free port of 127.0.0.1, which it writes to PORTFILE. A plan is set with
PUT /__plan/FAULT,FAULT,…; each request then takes the next one, and none when the plan is over:
  ok       passed on             503    SlowDown with Retry-After: 0     429   too many requests
  500      InternalError         timeout  400 RequestTimeout             close  no answer at all
  cut      half of the body      stall  half of the body, then nothing   rst    half, then a reset
  html     a login page          garble one byte of the body is changed
GET /__count says how many requests came since the plan was set, /__stop ends it.
"""
import http.client
import http.server
import os
import socket
import ssl
import struct
import sys
import threading
import urllib.parse

XML = "<Error><Code>%s</Code><Message>on purpose</Message><RequestId>f</RequestId></Error>"
ANSWERS = {
    "503": (503, "SlowDown"),
    "429": (429, "TooManyRequestsException"),
    "500": (500, "InternalError"),
    "timeout": (400, "RequestTimeout"),
}


class State:
    plan, count, lock = [], 0, threading.Lock()
    done = threading.Event()

    @classmethod
    def take(cls):
        with cls.lock:
            cls.count += 1
            return cls.plan.pop(0) if cls.plan else "ok"


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, body, fields=()):
        self.send_response_only(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def control(self):
        if self.path.startswith("/__plan/"):
            with State.lock:
                State.plan, State.count = self.path[8:].split(","), 0
        self.answer(200, str(State.count).encode())
        if self.path == "/__stop":
            State.done.set()

    def forward(self, body):
        upstream = http.client.HTTPConnection(UPSTREAM)
        upstream.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            upstream.putheader(name, value)
        upstream.endheaders(body)
        response = upstream.getresponse()
        data = response.read()
        upstream.close()
        return response, data

    def break_off(self, response, data, fault):
        """The head is whole; the body is not."""
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:len(data) // 2])
        self.wfile.flush()
        if fault == "stall":
            State.done.wait(60)
        if fault == "rst":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def handle_any(self):
        if self.path.startswith("/__"):
            return self.control()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = State.take()
        if fault in ANSWERS:
            status, code = ANSWERS[fault]
            return self.answer(status, (XML % code).encode(), [("Retry-After", "0")])
        if fault == "html":
            return self.answer(200, b"<html><body>please log in</body></html>")
        if fault == "close":
            self.close_connection = True
            return None
        response, data = self.forward(body)
        if fault in ("cut", "stall", "rst"):
            return self.break_off(response, data, fault)
        if fault == "garble" and data:
            data = data[:-1] + bytes([data[-1] ^ 1])
        fields = [(n, v) for n, v in response.getheaders()
                  if n.lower() not in ("connection", "transfer-encoding", "content-length")]
        if self.command != "HEAD":
            return self.answer(response.status, data, fields)
        self.send_response_only(response.status)
        for name, value in response.getheaders():
            self.send_header(name, value)
        return self.end_headers()

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any


def main():
    global UPSTREAM
    UPSTREAM = urllib.parse.urlsplit(sys.argv[1]).netloc
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    if "--tls" in sys.argv:
        cert, key = sys.argv[sys.argv.index("--tls") + 1:][:2]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with open(sys.argv[2] + ".new", "w", encoding="ascii") as out:
        out.write(str(server.server_address[1]))
    os.rename(sys.argv[2] + ".new", sys.argv[2])
    State.done.wait()


main()
