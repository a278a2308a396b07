#!/usr/bin/env python3
"""`gavel check hardening` over the corpus' own files, against the figures that its README gives.

Usage: findings_hardening.py GAVEL FINDINGS-CORPUS
"""
import json
import os
import subprocess
import sys

# file: the rules that fail, as the corpus' README names them
FABRICATED = {
    "Dockerfile.pass": [],
    "Dockerfile.last_user_root": ["digest", "non-root"],
    "Dockerfile.user_only_in_build_stage": ["non-root"],
    "ecs_pass.json": [],
    "ecs_root.json": ["non-root"] * 3,
    "ecs_secret_in_env.json": ["plain-secret"],
    "ecs_writable_privileged.json": ["privileged", "read-only-root"],
    "k8s_caps_readded.json": ["capabilities"],
    "k8s_container_overrides_pod.json": ["non-root", "seccomp"],
    "k8s_deployment_and_cronjob.json": ["privileged"],
    "k8s_init_container_root.json": ["capabilities", "digest", "limits", "no-escalation",
                                     "non-root", "read-only-root", "seccomp"],
    "k8s_pass.json": [],
    "k8s_pod_level_inherited.json": [],
    "k8s_read_only_in_volume.json": ["read-only-root"],
    "k8s_runasnonroot_uid0.json": ["non-root"],
}
# Pods that mount a volume at /tmp and do not declare it, which Kubernetes refuses ("not found" of
# volumeMounts[].name): one `tmp` more for each such container than the README counts.
UNDECLARED = {"k8s_caps_readded.json": 1, "k8s_container_overrides_pod.json": 1,
              "k8s_deployment_and_cronjob.json": 2, "k8s_init_container_root.json": 1, "k8s_pass.json": 1,
              "k8s_pod_level_inherited.json": 1, "k8s_runasnonroot_uid0.json": 1}
# Manifests that kube-linter was run on; counted by hand against reference 4. "clean" is clean to
# kube-linter only: no seccomp profile, a tag for a digest, a read-only root without /tmp.
KUBELINTER = {
    "clean.yaml": ["digest", "seccomp", "tmp"],
    "single.yaml": ["digest", "read-only-root", "seccomp"],
    "many.yaml": ["capabilities", "digest", "limits", "no-escalation", "non-root", "privileged",
                  "read-only-root", "seccomp"],
}

gavel, corpus = os.path.abspath(sys.argv[1]), sys.argv[2]
faults = count = 0
for folder, files in (("fabricated/hardening", FABRICATED), ("kubelinter", KUBELINTER)):
    manifests = {n for n in os.listdir(os.path.join(corpus, folder))
                 if folder != "kubelinter" or n.endswith(".yaml")}
    if manifests != set(files):
        print(f"{folder}: files without a figure: {sorted(manifests ^ set(files))}")
        faults += 1
    for name, rules in files.items():
        expected = sorted(rules + ["tmp"] * UNDECLARED.get(name, 0))
        done = subprocess.run([gavel, "check", "hardening", "--json",
                               os.path.join(corpus, folder, name)], capture_output=True, check=False)
        document = json.loads(done.stdout) if done.stdout else {"rows": []}
        got = sorted(r["rule"] for r in document["rows"] if r["kind"] in ("block", "missing"))
        count += 1
        if got != expected or done.returncode != (1 if expected else 0):
            print(f"{folder}/{name}: exit {done.returncode}, expected {expected}, got {got}")
            faults += 1
print(f"corpus: hardening: {count} files, {faults} faults")
sys.exit(1 if faults else 0)
