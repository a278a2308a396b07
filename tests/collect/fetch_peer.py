"""Peers for the tests of fetching: an S3 client of its own, a proxy that counts and breaks, a web server.

The client signs with Python's hmac after AWS's "Authenticating Requests (AWS Signature Version 4)"; it
shares nothing with the program under test.
"""
import datetime
import hashlib
import hmac
import http.client
import http.server
import os
import re
import socket
import socketserver
import ssl
import threading
import urllib.parse


class S3:
    """Enough of a client to fill a bucket."""

    def __init__(self, endpoint, key, secret, region="us-east-1"):
        parts = urllib.parse.urlsplit(endpoint)
        self.host, self.port = parts.hostname, parts.port
        self.key, self.secret, self.region = key, secret, region

    def _sign(self, method, path, query, digest):
        now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
        host = f"{self.host}:{self.port}"
        scope = f"{now[:8]}/{self.region}/s3/aws4_request"
        names = "host;x-amz-content-sha256;x-amz-date"
        canonical = (f"{method}\n{path}\n{query}\nhost:{host}\nx-amz-content-sha256:{digest}\n"
                     f"x-amz-date:{now}\n\n{names}\n{digest}")
        text = f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
        key = b"AWS4" + self.secret.encode()
        for step in (now[:8], self.region, "s3", "aws4_request", text):
            key = hmac.new(key, step.encode(), hashlib.sha256).digest()
        return {"Host": host, "X-Amz-Date": now, "X-Amz-Content-Sha256": digest,
                "Authorization": f"AWS4-HMAC-SHA256 Credential={self.key}/{scope},"
                                 f"SignedHeaders={names},Signature={key.hex()}"}

    def call(self, method, bucket, key="", body=b"", query=""):
        path = urllib.parse.quote(f"/{bucket}/{key}" if key else f"/{bucket}", safe="/-_.~")
        headers = self._sign(method, path, query, hashlib.sha256(body).hexdigest())
        link = http.client.HTTPConnection(self.host, self.port, timeout=60)
        link.putrequest(method, path + ("?" + query if query else ""), skip_host=True,
                        skip_accept_encoding=True)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            link.putheader(name, value)
        link.endheaders(body)
        answer = link.getresponse()
        text = answer.read()
        link.close()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        return answer

    def put(self, bucket, key, body):
        return self.call("PUT", bucket, key, body).getheader("ETag").strip('"')

    def put_in_parts(self, bucket, key, parts):
        """A multipart upload: its ETag is no MD5 of the whole."""
        path = urllib.parse.quote(f"/{bucket}/{key}", safe="/-_.~")
        link = http.client.HTTPConnection(self.host, self.port, timeout=60)

        def ask(method, query, body=b""):
            headers = self._sign(method, path, query, hashlib.sha256(body).hexdigest())
            link.putrequest(method, f"{path}?{query}", skip_host=True, skip_accept_encoding=True)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                link.putheader(name, value)
            link.endheaders(body)
            answer = link.getresponse()
            return answer, answer.read().decode()

        upload = re.search("<UploadId>(.*?)</UploadId>", ask("POST", "uploads=")[1]).group(1)
        tags = ""
        for number, part in enumerate(parts, 1):
            answer, _ = ask("PUT", f"partNumber={number}&uploadId="
                            + urllib.parse.quote(upload, safe=""), part)
            tags += (f"<Part><PartNumber>{number}</PartNumber>"
                     f"<ETag>{answer.getheader('ETag')}</ETag></Part>")
        ask("POST", "uploadId=" + urllib.parse.quote(upload, safe=""),
            f"<CompleteMultipartUpload>{tags}</CompleteMultipartUpload>".encode())
        link.close()

    def upload(self, bucket, root, prefix=""):
        for folder, _, names in os.walk(root):
            for name in names:
                path = os.path.join(folder, name)
                with open(path, "rb") as f:
                    self.put(bucket, prefix + os.path.relpath(path, root), f.read())


class Request:
    """One request as the proxy saw it: body is what it passed on of the answer's."""

    def __init__(self, method, path, span):
        self.method, self.path, self.span, self.status, self.body = method, path, span, 0, 0

    def is_object(self):
        """A GET of an object, not of a listing."""
        return self.method == "GET" and "list-type=" not in self.path


class Proxy:
    """Passes requests on to a server, counts them, and breaks what `fault` says.

    fault(request) gives None, ("status", 503), ("drop",), ("cut", bytes of the body), or ("after",
    bytes of the body, function): it is called then, and the rest follows if the server still is there.
    """

    def __init__(self, endpoint):
        parts = urllib.parse.urlsplit(endpoint)
        self.to = (parts.hostname, parts.port)
        self.fault, self.seen, self.server = None, [], None
        self.lock = threading.Lock()
        self.start()

    def start(self, port=0):
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def handle_any(self):
                proxy.handle(self)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02},
                         daemon=True).start()

    def stop(self):
        """Nobody listens any more."""
        self.server.shutdown()
        self.server.server_close()

    def handle(self, h):
        request = Request(h.command, h.path, h.headers.get("Range"))
        with self.lock:
            self.seen.append(request)
            fault = self.fault(request) if self.fault else None
        body = h.rfile.read(int(h.headers.get("Content-Length", 0)))
        if fault and fault[0] == "drop":
            h.close_connection = True
            return
        if fault and fault[0] == "status":
            request.status = fault[1]
            h.send_response(fault[1])
            h.send_header("Content-Length", "0")
            h.end_headers()
            return
        try:
            self.forward(h, request, body, fault[1] if fault else None,
                         fault[2] if fault and len(fault) > 2 else None)
        except (OSError, http.client.HTTPException):
            h.close_connection = True

    def forward(self, h, request, body, most, hook=None):
        link = http.client.HTTPConnection(*self.to, timeout=60)
        link.putrequest(h.command, h.path, skip_host=True, skip_accept_encoding=True)
        for name, value in h.headers.items():
            link.putheader(name, value)
        link.endheaders(body)
        answer = link.getresponse()
        request.status = answer.status
        length = answer.getheader("Content-Length")
        text = None if length else answer.read()
        h.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("connection", "transfer-encoding"):
                h.send_header(name, value)
        if text is not None:
            h.send_header("Content-Length", str(len(text)))
        h.end_headers()
        left = int(length) if text is None else len(text)
        while left and h.command != "HEAD":
            if most is not None and request.body >= most and not hook:
                break
            if hook and request.body >= most:
                hook, _ = hook(), None
            size = min(left, 65536) if most is None or request.body >= most else \
                min(left, 65536, most - request.body)
            chunk = answer.read(size) if text is None else text[request.body:request.body + size]
            if not chunk:
                break
            h.wfile.write(chunk)
            request.body += len(chunk)
            left -= len(chunk)
        h.wfile.flush()
        link.close()
        if left and h.command != "HEAD":
            h.close_connection = True
            h.connection.shutdown(socket.SHUT_RDWR)

    def take(self):
        """What was asked since the last call."""
        with self.lock:
            seen, self.seen = self.seen, []
        return seen

    def objects(self):
        """GETs of objects since the last call, and the bytes they gave."""
        got = [r for r in self.take() if r.is_object()]
        return len(got), sum(r.body for r in got if r.status in (200, 206))


class Web:
    """A web server with TLS: files by path; each with or without ETag and ranges."""

    def __init__(self, certificate, key):
        self.files, self.seen, self.cut = {}, [], None
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args):
                pass

            def do_HEAD(self):
                web.handle(self)

            do_GET = do_HEAD

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02},
                         daemon=True).start()

    def put(self, path, body, etag=None, modified="Tue, 01 Dec 2026 10:00:00 GMT", to=None):
        self.files[path] = (body, etag, modified, to)

    def handle(self, h):
        path = urllib.parse.urlsplit(h.path).path
        self.seen.append((h.command, h.path, h.headers.get("Range")))
        if path not in self.files:
            h.send_response(404)
            h.send_header("Content-Length", "0")
            h.end_headers()
            return
        body, etag, modified, to = self.files[path]
        if to:
            h.send_response(302)
            h.send_header("Location", to)
            h.send_header("Content-Length", "0")
            h.end_headers()
            return
        span = re.match(r"bytes=(\d+)-", h.headers.get("Range", "")) if etag else None
        if span and h.headers.get("If-Range", etag) == etag:
            first = int(span.group(1))
            h.send_response(206)
            h.send_header("Content-Range", f"bytes {first}-{len(body) - 1}/{len(body)}")
            body = body[first:]
        else:
            h.send_response(200)
        if etag:
            h.send_header("ETag", etag)
        h.send_header("Last-Modified", modified)
        h.send_header("Content-Length", str(len(body)))
        h.end_headers()
        if h.command == "HEAD":
            return
        if self.cut is not None:
            body, self.cut = body[:self.cut], None
            h.close_connection = True
        h.wfile.write(body)
        h.wfile.flush()
