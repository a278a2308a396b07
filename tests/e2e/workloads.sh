#!/bin/sh
# What runs: the newest list of a cluster is what runs in it, whatever its file is called; clusters of one
# name in two accounts or regions are two; what cannot be told apart is said.
#
# Usage: workloads.sh [BUILD]
# shellcheck disable=SC2015 # ok cannot fail
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"
gavel() { "$build/gavel" --cache "$home/cache.db" --now 2026-11-25T12:00:00Z "$@"; }
# takes ARGUMENT…: what it says is in out
takes() {
	gavel import "$@" >"$home/out" 2>&1 && ok || fail "import $*"
}
# runs WHAT-RUNS WHAT: "cluster workload" of each, in their order
runs() {
	gavel show workloads 'replicas>0' cols:cluster,workload --csv >"$home/csv" 2>"$home/err" || grep -q "nothing matches" "$home/err" || fail "show workloads"
	same "$2" "$(sed 1d "$home/csv" | tr -d '\r' | LC_ALL=C sort | tr '\n' ' ')" "$1"
}

# tasks FILE REGION ACCOUNT CLUSTER SERVICES [TIME]
tasks() {
	mkdir -p "$(dirname "$home/$1")"
	python3 - "$home/$1" "$2" "$3" "$4" "$5" <<'END'
import json, sys
path, region, account, cluster, services = sys.argv[1:]
arn = f"arn:aws:ecs:{region}:{account}:"
json.dump({"tasks": [{"taskArn": f"{arn}task/{cluster}/{i}", "clusterArn": f"{arn}cluster/{cluster}",
                      "group": "service:" + name, "lastStatus": "RUNNING",
                      "containers": [{"image": "r.example/app:1", "imageDigest": "sha256:" + "a" * 64,
                                      "lastStatus": "RUNNING"}]} for i, name in enumerate(services.split())],
           "failures": []}, open(path, "w"))
END
	touch -d "${6:-2026-11-25T00:00:00Z}" "$home/$1"
}
# pods FILE WORKLOAD
pods() {
	printf '{"kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "%s", "namespace": "n"}, "status":
{"containerStatuses": [{"image": "r.example/app:1", "imageID": "r.example/app@sha256:%064d", "state": {"running": {}}}]}}]}' \
		"$2" 0 >"$home/$1"
	touch -d 2026-11-25T00:00:00Z "$home/$1"
}

tasks eu/tasks.json eu-west-1 111122223333 prod web
tasks us/tasks.json us-east-1 111122223333 prod web
tasks other/tasks.json us-east-1 444455556666 prod web
for region in eu us other; do takes "$home/$region/tasks.json"; done
runs '111122223333/eu-west-1/prod,web 111122223333/us-east-1/prod,web 444455556666/us-east-1/prod,web ' \
	'clusters of one name'

tasks ecs-25.json eu-west-1 111122223333 prod "web old" 2026-11-25T01:00:00Z
tasks ecs-26.json eu-west-1 111122223333 prod "web new" 2026-11-25T02:00:00Z
rm -rf "$home/cache.db"*
takes "$home/eu/tasks.json" "$home/ecs-26.json" "$home/ecs-25.json"
runs '111122223333/eu-west-1/prod,new 111122223333/eu-west-1/prod,web ' 'the newest list, in whatever order'
takes "$home/ecs-25.json"
runs '111122223333/eu-west-1/prod,new 111122223333/eu-west-1/prod,web ' 'an older list changes nothing'

# A hundred tasks and more are in several files.
tasks part.json eu-west-1 111122223333 prod "$(seq 1 100 | tr '\n' ' ')" 2026-11-25T03:00:00Z
takes --category 1 "$home/part.json"
says 'a hundred tasks, the most that one call describes: the files of a cluster that has more need a --category each'
same 'both parts' "$(gavel show workloads 'replicas>0' --json | grep -o '"workload":"[^"]*"' | sort -u | wc -l)" 102
tasks none.json eu-west-1 111122223333 prod '' 2026-11-25T04:00:00Z
gavel import "$home/none.json" >"$home/out" 2>&1 && fail 'no cluster is named' || ok
says '--target ACCOUNT/REGION/CLUSTER'
takes --target 111122223333/eu-west-1/prod "$home/none.json"
takes --target 111122223333/eu-west-1/prod --category 1 "$home/none.json"
runs '' 'a cluster in which nothing runs any more'

pods a.json a
pods b.json b
takes "$home/a.json"
says "nothing says which cluster it is: it is taken for 'kubernetes', as any other without --target is"
takes --target one "$home/a.json"
! grep -q 'which cluster' "$home/out" && ok || fail 'a cluster that is named'
takes --target two "$home/b.json"
says 'all pods are of the namespace n: this list takes the place of the cluster'
runs 'kubernetes,a one,a two,b ' 'clusters that a person names'
takes --target two --category n "$home/a.json"
! grep -q 'all pods' "$home/out" && ok || fail 'a category is a list of its own'
printf '{"kind": "List", "items": []}' >"$home/nothing.json"
touch -d 2026-11-25T01:00:00Z "$home/nothing.json"
gavel import --target two "$home/nothing.json" >"$home/out" 2>&1 && fail 'an empty list may be of anything' || ok
takes --as kubernetes-pods --target two "$home/nothing.json"
runs 'kubernetes,a one,a two,a ' 'a cluster that is empty but for a list of its own'

gavel show workloads --json >"$home/before"
gavel cache rebuild >/dev/null 2>&1
gavel show workloads --json >"$home/after"
cmp -s "$home/before" "$home/after" && ok || fail 'a rebuilt cache shows something else'

ends
