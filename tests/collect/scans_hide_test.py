#!/usr/bin/env python3
"""Secrets in what reports say in passing: tokens of known shapes, and values that are assigned.

Each case is a text as the message of a finding, and what must be shown of it. Shapes and lengths are
those that the services and the published rules of secret scanners tell; every value is made up.
Usage: scans_hide_test.py GAVEL
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

LETTERS = "qXbKdRvTnYwLcZpHsMfJgGaEuCoWtiBNxQkDyVrUhSmPjFzAleO"  # no digit among them
MIXED = "q7Xb2Kd9Rv4Tn8Yw3Lc6Zp1Hs5Mf0Jg2Ga9EuCo4iWt7Bx3Nk8Qy5Dr1Vh6Um9PsZq2Wx4Ec7Rv0Tb5Yn8Um1Ik3Ol6Pa9Sd"
HEX = "3f9a1c7e5b2d8046" * 4

# Prefix and body.
SHAPES = [
    ("hf_", LETTERS[:34]), ("hf_", MIXED[:34]), ("ghp_", LETTERS[:36]), ("npm_", LETTERS[:36]),
    ("AKIA", LETTERS.upper()[:16]), ("ABIA", "Q7XB2KD4RVZTNYWL"), ("glpat-", LETTERS[:20]), ("glrt-", MIXED[:20]),
    ("glcbt-", "64_" + MIXED[:20]), ("sk-", MIXED[:48]), ("sk-proj-", MIXED[:40]), ("sk-svcacct-", MIXED[:40]),
    ("sk-ant-api03-", MIXED[:93]), ("sk-or-v1-", HEX), ("r8_", MIXED[:37]), ("dapi", HEX[:32]), ("dapi", HEX[:32] + "-2"),
    ("dckr_pat_", MIXED[:27]), ("dckr_oat_", MIXED[:32]), ("xapp-", "1-A01-123456-" + HEX), ("xoxc-", "12-34-" + MIXED[:24]),
    ("pypi-AgEI", MIXED[:70]), ("pypi-AgEN", MIXED[:70]), ("KGAT_", HEX[:32]), ("wandb_v1_", MIXED[:70]), ("eyJ", MIXED[:80]),
    ("ya29.", MIXED[:60]), ("GOCSPX-", MIXED[:28]), ("gsk_", MIXED[:52]), ("nvapi-", MIXED[:64]), ("pcsk_", MIXED[:60]),
    ("sk_test_", MIXED[:24]), ("whsec_", MIXED[:32]), ("glsa_", MIXED[:32] + "_" + HEX[:8]), ("hvs.", MIXED[:24]),
]

PLAIN = [
    "insecure use of hf_hub_download_without_revision here", "the rule sk-ant-design-is-too-old-for-this-one",
    "glpat-personal-access-token-detected", "see AKIAs and ghp_ and hf_ prefixes", "dapi is the driver's interface",
]


def sarif(texts):
    return {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "X"}}, "results": [
        {"ruleId": f"r{i:03}", "message": {"text": text}, "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": "a.py"}}}]} for i, text in enumerate(texts)]}]}


class Run:
    def __init__(self, gavel):
        self.gavel, self.passed, self.failed = os.path.abspath(gavel), 0, 0

    def check(self, what, good, said=""):
        self.passed += good
        self.failed += not good
        if not good:
            print(f"scans: {what}: {said}", file=sys.stderr)

    def call(self, folder, *args):
        return subprocess.run([self.gavel, "--cache", os.path.join(folder, ".house/cache.db"), *args], cwd=folder,
                              capture_output=True, text=True, env=dict(os.environ, HOME=folder))

    def shown(self, name, report, *args):
        """Rules and titles after the report is imported."""
        folder = tempfile.mkdtemp(prefix="gavel-hide-")
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(report, file)
        done = self.call(folder, "import", "--target", "t", *args, name)
        self.check(f"{name} is read", done.returncode == 0, done.stderr)
        rows = json.loads(self.call(folder, "show", "findings", "--json").stdout)["rows"]
        shutil.rmtree(folder)
        return {row["rule"]: row["title"] for row in rows}


def check_texts(run, cases):
    shown = run.shown("r.sarif", sarif([text for text, _ in cases]))
    for i, (text, wanted) in enumerate(cases):
        title = shown.get(f"r{i:03}")
        run.check(repr(text), title == wanted, f"{title!r} is shown, not {wanted!r}")


def main():
    run = Run(sys.argv[1])
    check_texts(run, [(f"uses {head}{body} here", "uses [secret] here") for head, body in SHAPES])
    check_texts(run, [(text, text) for text in PLAIN])
    print(f"scans, hidden: {run.passed} passed, {run.failed} failed")
    sys.exit(run.failed > 0)


if __name__ == "__main__":
    main()
