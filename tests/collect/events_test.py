#!/usr/bin/env python3
"""`gavel sync --on`: events run the sources that want them, each once.

Usage: events_test.py GAVEL
"""
import json
import os
import subprocess
import sys

from watch_test import Home, report


def created(bucket, key, number):
    """As in "EventBridge event message structure", S3 user guide."""
    return {"version": "0", "id": f"17793124-05d4-b198-2fde-{number:012d}",
            "detail-type": "Object Created", "source": "aws.s3", "account": "111122223333",
            "time": "2021-11-12T00:00:00Z", "region": "ca-central-1",
            "resources": [f"arn:aws:s3:::{bucket}"],
            "detail": {"version": "0", "bucket": {"name": bucket},
                       "object": {"key": key, "size": 5, "etag": "b1946ac92492d2347c6235b4d2611184",
                                  "version-id": "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e",
                                  "sequencer": "617f08299329d189"},
                       "request-id": "N4N7GDK58NMKJ12R", "requester": "123456789012",
                       "source-ip-address": "1.2.3.4", "reason": "PutObject"}}


class Events(Home):
    def __init__(self, gavel):
        super().__init__(gavel)
        job = "[{source: [aws.sagemaker], detail-type: [{prefix: SageMaker}]," \
              " detail: {TrainingJobStatus: [{anything-but: InProgress}]}}," \
              " {source: [org.example.nightly]}]"
        self.configure({
            "bill": (self.collector("bill"), {"on": "{source: [aws.s3], detail: {bucket: "
                                              "{name: [bills]}, object: {key: [{prefix: cur/}]}}}"}),
            "jobs": (self.collector("jobs"), {"on": job}),
            "quiet": (self.collector("quiet"), {"every": "1h"})})

    def on(self, *documents, text=None, name="events.json", into=None):
        text = text if text is not None else "\n".join(json.dumps(d) for d in documents) + "\n"
        if not into:
            self.put(name, text)
        open(self.file("events"), "w").close()
        done = subprocess.run([self.gavel, "--config", self.file("gavel.yaml"), "sync", "--on",
                               into or self.file(name)], capture_output=True, text=True,
                              input=text if into else None, timeout=30,
                              env={**os.environ, "HOME": self.path})
        ran = [e[1] for e in self.events() if e[0] == "begin"]
        return done.returncode, ran, done.stderr.strip().replace(self.path, "")

    def expect(self, what, got, code, ran, *said):
        self.check(what + ": exit", got[0], code)
        self.check(what + ": ran", got[1], ran)
        for words in said:
            self.check(f"{what}: '{words}' in {got[2]!r}", words in got[2])


def main():
    home = Events(os.path.abspath(sys.argv[1]))
    bill, nightly = created("bills", "cur/2026-01/a.csv.gz", 1), {
        "id": "n", "source": "org.example.nightly", "detail-type": "Done", "detail": {}}
    done = {"id": "j", "source": "aws.sagemaker", "detail-type":
            "SageMaker Training Job State Change", "detail": {"TrainingJobStatus": "Completed"}}
    going = {**done, "id": "g", "detail": {"TrainingJobStatus": "InProgress"}}
    home.expect("one", home.on(bill), 0, ["bill"], "1 event: 0 twice, 0 malformed, 0 that no source")
    home.expect("two sources", home.on(bill, nightly), 0, ["bill", "jobs"])
    home.expect("standard input", home.on(bill, done, into="-"), 0, ["bill", "jobs"])
    home.expect("the same event twice", home.on(bill, bill), 0, ["bill"], "2 events: 1 twice")
    home.expect("two events, one run", home.on(bill, created("bills", "cur/b", 2)), 0, ["bill"])
    home.expect("unknown", home.on(going), 1, [], "events.json:1: no source wants 'SageMaker Training",
                "no source wants any of the events")
    home.expect("unknown and known", home.on(going, nightly), 0, ["jobs"], "1 that no source wants")
    home.expect("another bucket", home.on(created("other", "cur/a", 3)), 1, [])
    wrapped = {"Records": [{"messageId": "m", "body": json.dumps(bill)},
                           {"messageId": "o", "body": json.dumps(nightly)}]}
    home.expect("a queue's messages", home.on(wrapped), 0, ["bill", "jobs"])
    record = {"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-west-2",
              "eventTime": "1970-01-01T00:00:00.000Z", "eventName": "ObjectCreated:Put",
              "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": "bills"}, "object": {
                  "key": "cur/2026+01/a.gz", "size": 1, "eTag": "e", "sequencer": "1"}}}
    home.expect("S3's own", home.on({"Records": [record, record]}), 0, ["bill"], "2 events: 1 twice")
    home.expect("malformed", home.on(text="{\n" + json.dumps(bill) + "\nnot json\n"), 6, ["bill"],
                "events.json:2: ", "malformed", "could not be read")
    home.expect("nothing", home.on(text=""), 2, [], "there is no event in it")
    home.expect("no file", home.on(into=home.file("absent")), 1, [], "absent")
    home.expect("hostile", home.on({**going, "detail-type": "\x1b]0;x\x07\u202e"}), 1, [],
                "<U+001B>")
    # Without `on`, a path below which an object was created.
    home.configure({"s3": (home.collector("s3"), {"path": "s3://bills/cur"})})
    got = home.on(bill)
    home.check("s3:// is run", "1 source to run" in got[2])
    home.expect("s3:// elsewhere", home.on(created("bills", "focus/a", 4)), 1, [])
    # An operation that takes long to read: many faults are counted, not all said.
    got = home.on(text="{}\n" * 5000 + json.dumps(bill) + "\n")
    home.check("many faults", (got[2].count("warning: "), "5000 malformed" in got[2]), (20, True))
    return report("events", [home])


if __name__ == "__main__":
    sys.exit(main())
