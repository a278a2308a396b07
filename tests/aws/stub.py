#!/usr/bin/env python3
"""A stub of five AWS services and STS: stub.py FOLDER [PAGE].

Listens on loopback, prints its address, checks every request's signature (sigv4.py), answers from
estate.py in pages of at most PAGE (3), and appends each request that was signed right to FOLDER/requests as a line of
JSON. FOLDER/faults, read for each request, makes it misbehave: a JSON list of {"call": NAME, "nth": N, "do": FAULT},
for the N-th call of that name (from 1, 0: each) since the stub was started or the file last changed. A FAULT
that is a map is set in the first item of the answer's list: {"status": "FAILED"}; one of a list sets the whole list."""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

import estate
from sigv4 import Refused, verify

KEYS = {
    "AKIDLASTING": ("lasting-secret", None, False),
    "ASIASESSION": ("session-secret", "session/token+with==", False),
    "ASIAENDED": ("ended-secret", "ended-token", True),
}
WHO = "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"


def throttled():
    raise Refused(429, "ThrottlingException", "rate exceeded")


def busy():
    raise Refused(400, "ThrottlingException", "rate exceeded")


def broken():
    raise Refused(500, "InternalServerException", "something went wrong")


def forbidden():
    raise Refused(400, "AccessDeniedException", "not authorized to perform this")


def expired():
    raise Refused(403, "ExpiredTokenException", "the security token included in the request is expired")


def missing():
    raise Refused(404, "", "no such page")


def naming():
    raise Refused(403, "AccessDeniedException", "the key AKIAQXBKDRVTNYWLCZPH may not do this")


FAULTS = {"missing": missing, "naming": naming, "throttle": throttled, "busy": busy, "break": broken, "forbid": forbidden, "expire": expired}


def changed(found, to):
    """The answer with another list, or with other members of that list's first item."""
    name = next(name for name, items in found.items() if isinstance(items, list))
    if isinstance(to, list):
        found[name] = to
    elif found[name]:
        found[name][0] = {**found[name][0], **to}


# ---- The calls ----


def paged(items, ask, names, most):
    """A page of items and what names the next one; names: of the size and of the token in the question."""
    size, token = (ask.get(name) for name in names)
    start = int(token.removeprefix("page-")) if token else 0
    if token and not 0 < start < len(items):
        raise Refused(400, "InvalidInputException", "no such page")
    end = start + min(int(size or most), most)
    return items[start:end], {names[1]: "page-%d" % end} if end < len(items) else {}


HUB_NAMES, NAMES = ("MaxResults", "NextToken"), ("maxResults", "nextToken")


def get_hub_findings(_path, ask, most):
    states = [f["Value"] for f in ask.get("Filters", {}).get("RecordState", [])]
    found, more = paged([f for f in estate.HUB if not states or f["RecordState"] in states], ask, HUB_NAMES, most)
    return {"Findings": found, **more}


def list_detectors(_path, ask, most):
    found, more = paged(sorted(estate.DETECTORS), ask, NAMES, most)
    return {"detectorIds": found, **more}


def list_guard_findings(path, ask, most):
    found, more = paged([f["id"] for f in estate.DETECTORS[path[1]]], ask, NAMES, most)
    return {"findingIds": found, **more}


def get_guard_findings(path, ask, _most):
    return {"findings": [f for f in estate.DETECTORS[path[1]] if f["id"] in ask["findingIds"]]}


def list_inspected(_path, ask, most):
    found, more = paged(estate.INSPECTED, ask, NAMES, most)
    return {"findings": found, **more}


def inspector_status(_path, ask, _most):
    state = {"status": "ENABLED"}
    return {"accounts": [{"accountId": estate.ACCOUNT, "state": state, "resourceState": estate.SCANNED}],
            "failedAccounts": []}


def list_analyzers(_path, ask, most):
    found, more = paged(estate.ANALYZERS, ask, NAMES, most)
    return {"analyzers": found, **more}


def list_access(path, ask, most):
    external = "type" in ask or ask["analyzerArn"] == estate.ANALYZERS[0]["arn"]
    if path[0] == "finding" and not external:
        raise Refused(400, "ValidationException", "only analyzers of external access are supported")
    found, more = paged(estate.ACCESS[ask["analyzerArn"]], ask, NAMES, most)
    return {"findings": found, **more}


def describe_repositories(_path, ask, most):
    found, more = paged([{"repositoryName": r, "registryId": estate.ACCOUNT} for r in sorted(estate.REPOSITORIES)], ask, NAMES, most)
    return {"repositories": found, **more}


def describe_images(_path, ask, most):
    found, more = paged(estate.REPOSITORIES[ask["repositoryName"]], ask, NAMES, most)
    return {"imageDetails": found, **more}


def describe_scan(_path, ask, most):
    digest = ask["imageId"]["imageDigest"]
    if digest not in estate.FLAWS:
        raise Refused(400, "ScanNotFoundException", "no scan")
    found, more = paged(estate.FLAWS[digest], ask, NAMES, most)
    return {
        "registryId": estate.ACCOUNT,
        "repositoryName": ask["repositoryName"],
        "imageId": {"imageDigest": digest},
        "imageScanStatus": {"status": "COMPLETE", "description": "done"},
        "imageScanFindings": {"findings": found, "imageScanCompletedAt": estate.AT, "findingSeverityCounts": {}},
        **more,
    }


def get_images(_path, ask, _most):
    """Of an index that the estate has no manifest of there is none."""
    manifests = getattr(estate, "MANIFESTS", {})
    known = [i for i in ask["imageIds"] if i["imageDigest"] in manifests]
    return {"images": [{"imageId": i, "imageManifest": json.dumps(manifests[i["imageDigest"]])} for i in known],
            "failures": [{"imageId": i, "failureCode": "ImageNotFound"} for i in ask["imageIds"] if i not in known]}


# service as it signs, method, path with * for one segment, target -> name, call
ECR = "AmazonEC2ContainerRegistry_V20150921."
CALLS = [
    ("securityhub", "POST", "findings", None, "GetFindings", get_hub_findings),
    ("guardduty", "GET", "detector", None, "ListDetectors", list_detectors),
    ("guardduty", "POST", "detector/*/findings", None, "ListFindings", list_guard_findings),
    ("guardduty", "POST", "detector/*/findings/get", None, "GetFindings", get_guard_findings),
    ("inspector2", "POST", "status/batch/get", None, "BatchGetAccountStatus", inspector_status),
    ("inspector2", "POST", "findings/list", None, "ListFindings", list_inspected),
    ("access-analyzer", "GET", "analyzer", None, "ListAnalyzers", list_analyzers),
    ("access-analyzer", "POST", "finding", None, "ListFindings", list_access),
    ("access-analyzer", "POST", "findingv2", None, "ListFindingsV2", list_access),
    ("ecr", "POST", "", ECR + "DescribeRepositories", "DescribeRepositories", describe_repositories),
    ("ecr", "POST", "", ECR + "DescribeImages", "DescribeImages", describe_images),
    ("ecr", "POST", "", ECR + "BatchGetImage", "BatchGetImage", get_images),
    ("ecr", "POST", "", ECR + "DescribeImageScanFindings", "DescribeImageScanFindings", describe_scan),
]


def fits(pattern, path):
    wanted = pattern.split("/")
    return len(wanted) == len(path) and all(w in ("*", p) for w, p in zip(wanted, path))


def find_call(service, method, path, target):
    for row in CALLS:
        if row[:2] == (service, method) and fits(row[2], path) and row[3] == target:
            return row[4], row[5]
    raise Refused(404, "UnknownOperationException", "no such call")


# ---- The server ----


class Stub(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder, page):
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder, self.page = folder, page
        self.lock = threading.Lock()
        self.plan, self.counts = "", {}

    def fault(self, name):
        """What is to go wrong with this call, and how often it was made."""
        try:
            with open(os.path.join(self.folder, "faults"), encoding="utf-8") as f:
                plan = f.read()
        except FileNotFoundError:
            plan = ""
        if plan != self.plan:
            self.plan, self.counts = plan, {}
        self.counts[name] = self.counts.get(name, 0) + 1
        hits = [f["do"] for f in json.loads(plan or "[]") if f["call"] == name and f["nth"] in (0, self.counts[name])]
        return hits[0] if hits else None

    def keep(self, line):
        with open(os.path.join(self.folder, "requests"), "a", encoding="utf-8") as f:
            f.write(json.dumps(line, sort_keys=True) + "\n")


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body, kind, cut=False):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("x-amzn-RequestId", "stub")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if cut else body)
        self.close_connection = self.close_connection or cut

    def answer(self):
        url = urlsplit(self.path)
        fields = {k.lower(): v for k, v in self.headers.items()}
        body = self.rfile.read(int(fields.get("content-length", 0)))
        region, service = verify((self.command, url.path, url.query, fields, body), KEYS)
        if service == "sts":
            return self.reply(200, (WHO % estate.ACCOUNT).encode(), "text/xml")
        path, target = [unquote(p) for p in url.path.lstrip("/").split("/")], fields.get("x-amz-target")
        name, call = find_call(service, self.command, path, target)
        ask = dict(parse_qsl(url.query)) if self.command == "GET" else json.loads(body)
        with self.server.lock:
            fault = self.server.fault(name)
            self.server.keep({"service": service, "region": region, "method": self.command, "path": url.path,
                              "target": target, "type": fields.get("content-type"), "ask": ask})
        if isinstance(fault, str) and fault in FAULTS:
            FAULTS[fault]()
        found = call(path, ask, self.server.page)
        if isinstance(fault, (dict, list)):
            changed(found, fault)
        if fault == "loop":
            found.update({k: "page-%d" % self.server.page for k in found if k.lower() == "nexttoken"})
        if fault == "drop":
            del next(items for items in found.values() if isinstance(items, list))[0]
        text = b"<html>" if fault == "garble" else b"" if fault == "empty" else json.dumps(found).encode()
        return self.reply(200, text, "application/json", fault == "cut")

    def serve(self):
        try:
            self.answer()
        except Refused as why:
            text = json.dumps({"__type": why.code, "message": str(why)}).encode()
            self.reply(why.status, text, "application/x-amz-json-1.1")

    do_GET = do_POST = serve


def main():
    folder, page = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    stub = Stub(folder, page)
    print("http://127.0.0.1:%d" % stub.server_address[1], flush=True)
    stub.serve_forever()


if __name__ == "__main__":
    main()
