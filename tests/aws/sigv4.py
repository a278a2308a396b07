"""Signature Version 4 as a service checks it: recomputed from the request that came.

Source: "Create a signed AWS API request" (IAM User Guide)."""

import datetime
import hashlib
import hmac
import re
from urllib.parse import parse_qsl, quote

FORM = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<id>[^/]+)/(?P<day>\d{8})/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request, ?"
    r"SignedHeaders=(?P<names>[^,]+), ?Signature=(?P<signature>[0-9a-f]{64})$"
)
MUST_SIGN = {"host", "x-amz-date"}
SKEW = datetime.timedelta(minutes=15)


class Refused(Exception):
    """Why a request is not answered: status, code and sentence of the service."""

    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code = status, code


def encode(text):
    return quote(text, safe="-._~")


def canonical_request(method, path, query, fields, names, body):
    pairs = sorted((encode(k), encode(v)) for k, v in parse_qsl(query, keep_blank_values=True))
    return "\n".join(
        [
            method,
            quote(path, safe="/-._~"),  # encoded a second time, as all but S3 do
            "&".join("%s=%s" % pair for pair in pairs),
            "".join("%s:%s\n" % (n, " ".join(fields[n].split())) for n in names),
            ";".join(names),
            hashlib.sha256(body).hexdigest(),
        ]
    )


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def signature(secret, scope, stamp, canonical):
    day, region, service = scope
    key = ("AWS4" + secret).encode()
    for part in (day, region, service, "aws4_request"):
        key = mac(key, part)
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    return mac(key, "\n".join(["AWS4-HMAC-SHA256", stamp, "/".join(scope) + "/aws4_request", hashed])).hex()


def verify(request, keys):
    """(region, service) of a request that was signed right; keys: id -> (secret, token or None, ended)."""
    method, path, query, fields, body = request
    found = FORM.match(fields.get("authorization", ""))
    if not found:
        raise Refused(403, "MissingAuthenticationTokenException", "no signature")
    secret, token, ended = keys.get(found["id"], (None, None, False))
    if secret is None:
        raise Refused(403, "UnrecognizedClientException", "the security token included in the request is invalid")
    if ended:
        raise Refused(403, "ExpiredTokenException", "the security token included in the request is expired")
    names = found["names"].split(";")
    must = MUST_SIGN | ({"x-amz-security-token"} if token else set()) | {n for n in fields if n == "x-amz-target"}
    stamp = fields.get("x-amz-date", "")
    scope = (found["day"], found["region"], found["service"])
    canonical = canonical_request(method, path, query, fields, names, body)
    right = signature(secret, scope, stamp, canonical)
    if names != sorted(names) or not must <= set(names) or fields.get("x-amz-security-token") != token:
        raise Refused(403, "InvalidSignatureException", "fields that must be signed are not: %s" % sorted(must))
    if not hmac.compare_digest(right, found["signature"]) or stamp[:8] != found["day"]:
        raise Refused(403, "InvalidSignatureException", "the signature does not match: %r" % canonical)
    at = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    if abs(datetime.datetime.now(datetime.timezone.utc) - at) > SKEW:
        raise Refused(403, "InvalidSignatureException", "signature expired")
    return found["region"], found["service"]
