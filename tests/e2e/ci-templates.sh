#!/bin/sh
# The workflows of share/ci: every run line is executed, with gavel itself and stubs of the scanners
# that refuse what the real ones would. With nothing found every job ends well; with something found
# the gate is the step that fails.
#
# Usage: ci-templates.sh [BUILD]
# shellcheck disable=SC2015,SC2016 # ok cannot fail; expressions are GitHub's
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"
HOME=$home/person FIXTURES=$home/reports CALLS=$home/calls STUBS=$home/bin
export HOME FIXTURES CALLS STUBS
GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=$home/gitconfig
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL
now=2026-03-01T12:00:00Z

# ---- The tools ----

mkdir "$home/person" "$home/reports" "$home/bin"
python3 "$here/tests/e2e/gate/reports.py" "$FIXTURES"
for tool in semgrep bandit checkov gitleaks pip-audit osv-scanner trivy syft zap-full-scan.py aws curl docker; do
	ln -s "$here/tests/e2e/ci/stub.py" "$home/bin/$tool"
done
# gavel with the clock of the reports; what it reads has just been written, whatever the clock says.
cat >"$home/bin/gavel" <<END
#!/bin/sh
find "$home" -type f -newer "$home/gitconfig" -path '*reports*' \
	-exec touch -d \${MADE:-2026-03-01T11:00:00Z} {} + 2>/dev/null || :
exec "$build/gavel" --now \${NOW:-$now} "\$@"
END
chmod +x "$home/bin/gavel" "$here/tests/e2e/ci/stub.py"
PATH=$home/bin:$PATH
export PATH

# The runner's own cache has the catalogue of what is exploited.
gavel import "$FIXTURES/kev-other.json" >/dev/null

# ---- A repository with a branch ----

printf '[user]\n\tname = a\n\temail = a@example.org\n[init]\n\tdefaultBranch = main\n
[diff "hide"]\n\ttextconv = true\n' >"$home/gitconfig"
touch -d 2026-03-01T00:00:00Z "$home/gitconfig"
mkdir -p "$home/server/team"
git init -q "$home/server/team/app"
cd "$home/server/team/app"
mkdir -p app "a dir" policy semgrep
cp "$here/share/policies/gates.yaml" policy/
echo 'flask==0.5' >requirements.txt
echo 'flask==0.5' >"a dir/requirements-dev.txt"
echo 'rules: []' >semgrep/rules.yaml
echo '# base' >.gitleaks.toml
mkdir -p .github/workflows
cp "$here"/share/ci/github/*.yml .github/workflows/
printf 'FROM registry.example/base@sha256:%064d\nCOPY app /app\nUSER 10001\n' 0 >Dockerfile
mkdir ci && cp "$here/share/ci/gitlab/gavel.yml" ci/
echo 'include: {local: ci/gavel.yml}' >.gitlab-ci.yml
touch .trivyignore trivy.yaml trivy-secret.yaml .syft.yaml
git add . && git commit -qm 'what there was'
base=$(git rev-parse HEAD)
echo 'print(1)' >app/main.py
# A change that would let everything through is not judged by itself.
printf 'gates: {pull-request: {allow: {critical: any, high: any}, secrets: allow}}\n' >policy/gates.yaml
echo '*' >.semgrepignore
echo '*' >"a dir/.semgrepignore"
echo 'rules: [] # loosened' >semgrep/rules.yaml
echo '[allowlist] # loosened' >.gitleaks.toml
git add . && git commit -qm 'a change'
head=$(git rev-parse HEAD)
git checkout -q "$base" -- policy semgrep .gitleaks.toml && git rm -qf .semgrepignore "a dir/.semgrepignore" &&
	git commit -qm 'what it is judged by as it was'
merged=$(git rev-parse HEAD)
git config uploadpack.allowAnySHA1InWant true

# Changes that would hide what they bring from whoever reads git's differences, on no branch.
# hidden ATTRIBUTE prints its commit.
hidden() {
	git checkout -q --detach "$merged"
	printf '* %s\n' "$1" >.gitattributes
	echo 'key = "A-SECRET"' >prod.env
	git add . && git commit -qm "$1" && git rev-parse HEAD
}
binary=$(hidden binary)
converted=$(hidden diff=hide)
git checkout -q --detach "$merged"
echo 1 >one && git add one && git commit -qm one && one=$(git rev-parse HEAD)
git checkout -q --detach "$merged"
echo 2 >two && git add two && git commit -qm two
git merge -q --no-commit "$one" >/dev/null 2>&1
echo 'key = "A-SECRET"' >>one && git add one && git commit -qm 'a merge that has what neither side has'
evil=$(git rev-parse HEAD)
# What it brings would be what was there before.
git checkout -q --detach "$merged"
mkdir -p .reports/base
cp "$FIXTURES/two.sarif" .reports/base/
git add -f .reports && git commit -qm before
before=$(git rev-parse HEAD)
# Targets that ask for more since the change left them, and a change whose image runs as root.
git checkout -q -b release/1 "$base"
sed -i 's/tool: semgrep/tool: other/' policy/gates.yaml && git commit -qam 'another scanner'
git checkout -q --detach "$merged"
sed -i '/USER/d' Dockerfile && git commit -qam 'as root' && root=$(git rev-parse HEAD)
# Every lockfile that the gate asks for, two whose names are the same without folders, and those that
# nothing audits.
git checkout -q --detach "$merged"
mkdir -p locks/requirements requirements
unread='conda-lock.yml pixi.lock bun.lockb deno.lock Package.resolved'
# shellcheck disable=SC2086 # words
python3 - policy/gates.yaml $unread <<'END'
import sys
import yaml
gate = yaml.safe_load(open(sys.argv[1]))["gates"]["pull-request"]
for pattern in gate["require"]["lockfiles"]["files"]:
    if "/" not in pattern and pattern[1:] not in sys.argv[2:]:
        open("locks/" + pattern.replace("*", ""), "w").close()
END
touch locks_requirements.txt requirements/base.txt locks/requirements/dev.txt
git add . && git commit -qm 'locked' && locked=$(git rev-parse HEAD)
for name in $unread; do touch "locks/$name"; done
git add . && git commit -qm 'that nothing reads' && unaudited=$(git rev-parse HEAD)
git checkout -q main

played=10
# plays EXIT STEP SCENARIO FILE JOB NAME=VALUE…: the job ends so; the step is the one that fails.
# Each is a minute after the one before: scans of one time do not close what the other has.
plays() {
	wanted=$1 step=$2 SCENARIO=$3 file=$4 job=$5
	played=$((played + 1))
	MADE=2026-03-01T11:$played:00Z
	export SCENARIO MADE
	shift 5
	rm -rf "$home/temp"
	mkdir -p "$home/work" "$home/temp"
	case $file in
	github*) echo 'key = "A-SECRET"' >"$home/work/left-by-a-job.env" ;; # its runner's folder stays
	gitlab*)
		rm -rf "$home/work"
		git clone -q "file://$home/server/team/app" "$home/work"
		;;
	esac
	status=0
	(cd "$home/work" && python3 "$here/tests/e2e/ci/play.py" "$here/share/ci/$file" "$job" "$@") \
		>"$home/out" 2>&1 || status=$?
	[ "$status" = "$wanted" ] && ok || fail "$file $job with '$SCENARIO': exit $status, not $wanted"
	if [ "$status" = 0 ]; then
		! grep -q '^failed: ' "$home/out" && ok || fail "$file $job: a step failed"
	else
		grep -q "^failed: $step" "$home/out" && ok || fail "$file $job: '$step' did not fail"
	fi
}

github() {
	wanted=$1 step=$2 scenario=$3 file=$4 job=$5
	shift 5
	plays "$wanted" "$step" "$scenario" "github/$file" "$job" github.token=t \
		runner.temp="$home/temp" RUNNER_TEMP="$home/temp" GITHUB_SERVER_URL="file://$home/server" \
		GITHUB_REPOSITORY=team/app GITHUB_SHA="$merged" "$@"
}

# ---- GitHub ----

change() {
	github "$@" github.event.pull_request.base.sha="$base" github.event.pull_request.head.sha="$head"
}
change 0 '' '' pull-request.yml scan
change 1 gate code pull-request.yml scan
says '::error title=allow,file=app/other.py,line=5::'
change 1 gate secret pull-request.yml scan
says '::error title=secrets,file=app/settings.py,line=3::'
for own in "$binary" "$converted" "$evil"; do
	github 1 gate '' pull-request.yml scan github.event.pull_request.base.sha="$base" \
		github.event.pull_request.head.sha="$own"
	says 'title=secrets'
done
for own in "$converted" "$evil"; do
	github 1 gate '' nightly.yml scan GITHUB_SHA="$own"
	says 'title=secrets'
done
change 0 '' package pull-request.yml scan # no severity is told by pip-audit: it is medium
github 0 '' '' nightly.yml scan
github 1 gate secret nightly.yml scan
github 0 '' '' nightly.yml scan GITHUB_SHA="$locked"
# All others are audited, and a flaw of one is seen. unaudited FILE
unaudited() {
	says smallvec "$1"
	says 'no dependency scan looked at locks/conda-lock.yml' "$1"
	# shellcheck disable=SC2086 # words
	same 'what nobody looked at' "$(grep -o 'looked at locks/[^ "%:&]*' "$1" | LC_ALL=C sort -u)" \
		"$(printf 'looked at locks/%s\n' $unread | LC_ALL=C sort)"
}
github 1 gate crate pull-request.yml scan github.event.pull_request.base.sha="$base" \
	github.event.pull_request.head.sha="$unaudited"
unaudited "$home/out"
github 0 '' '' quarterly.yml dast vars.STAGING=https://staging.example.com
image() {
	github "$@" vars.AWS_ROLE=arn:aws:iam::000000000000:role/ci vars.AWS_REGION=eu-west-1 \
		vars.REGISTRY=registry.example vars.IMAGE=api \
		ACTIONS_ID_TOKEN_REQUEST_TOKEN=t 'ACTIONS_ID_TOKEN_REQUEST_URL=https://token.example/?a=b'
}
image 1 gate image container.yml image
says 'title=allow'
image 1 gate layer container.yml image
says 'title=secrets'
image 1 gate exploited container.yml image
says 'title=kev'
image 0 '' '' container.yml image
deploy() {
	github "$@" inputs.digest="registry.example/api@$digest"
}
# The cache has what the jobs above kept: the leak of the night and of the layers is mended since.
digest=sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
github 0 '' '' nightly.yml scan
deploy 0 '' '' pre-deploy.yml gate
digest=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
deploy 1 gate '' pre-deploy.yml gate
digest=sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc
deploy 6 gate '' pre-deploy.yml gate
says 'title=require'
digest=v1.0
deploy 2 gate '' pre-deploy.yml gate

# ---- GitLab ----

gitlab() {
	wanted=$1 step=$2 scenario=$3 job=$4
	shift 4
	plays "$wanted" "$step" "$scenario" gitlab/gavel.yml "$job" CI_PROJECT_DIR="$home/work" \
		CI_PROJECT_PATH=team/app CI_COMMIT_SHA="$merged" "CI_MERGE_REQUEST_DIFF_BASE_SHA=$base" \
		CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main "$@"
}
gate='gavel check findings'
gitlab 0 '' '' gavel-merge-request
gitlab 0 '' '' gavel-merge-request CI_COMMIT_SHA="$head"
gitlab 0 '' '' gavel-nightly CI_COMMIT_SHA="$locked"
gitlab 1 "$gate" crate gavel-merge-request CI_COMMIT_SHA="$unaudited"
unaudited "$home/work/.reports/gate.xml"
gitlab 1 'gavel check hardening' '' gavel-merge-request CI_COMMIT_SHA="$root"
gitlab 6 "$gate" '' gavel-merge-request CI_MERGE_REQUEST_TARGET_BRANCH_NAME=release/1
says 'other' "$home/work/.reports/gate.xml"
gitlab 1 "$gate" code gavel-merge-request
gitlab 1 "$gate" secret gavel-merge-request
gitlab 1 "$gate" code gavel-merge-request CI_COMMIT_SHA="$before"
for own in "$binary" "$evil"; do
	gitlab 1 "$gate" '' gavel-merge-request CI_COMMIT_SHA="$own"
	says secrets "$home/work/.reports/gate.xml"
	gitlab 1 "$gate" '' gavel-nightly CI_COMMIT_SHA="$own"
	says secrets "$home/work/.reports/gate.xml"
done
gitlab 1 "$gate" secret gavel-nightly
gitlab 0 '' '' gavel-nightly
gitlab 1 "$gate" image gavel-container IMAGE=registry.example/api
gitlab 1 "$gate" exploited gavel-container IMAGE=registry.example/api
gitlab 0 '' '' gavel-container IMAGE=registry.example/api
gitlab 0 '' '' gavel-pre-deploy \
	DIGEST=sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
gitlab 6 "$gate" '' gavel-pre-deploy \
	DIGEST=sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc

# ---- The hook ----

cd "$home/server/team/app"
cp "$here/share/ci/hooks/pre-commit" .git/hooks/
TMPDIR=$home/hook-reports
export TMPDIR
mkdir "$TMPDIR"
refs=$(git for-each-ref)
echo more >>app/main.py
git add app
SCENARIO=secret git commit -qm 'with a secret' >"$home/out" 2>&1 && fail 'a secret was committed' || ok
says 'a secret: aws-access-token'
SCENARIO='' git commit -qm 'without' >"$home/out" 2>&1 && ok || fail 'a clean commit was refused'
for attribute in binary -diff diff=hide; do
	echo "* $attribute" >.gitattributes
	echo 'key = "A-SECRET"' >prod.env
	git add .gitattributes prod.env
	SCENARIO='' git commit -qm hidden >"$home/out" 2>&1 && fail "$attribute hid a secret" || ok
	says 'a secret: aws-access-token'
	git reset -q --hard
done
same 'what the hook leaves of branches' "$(git for-each-ref | grep -v main)" "$(echo "$refs" | grep -v main)"
rm "$home/bin/gitleaks"
echo more >>app/main.py
git add app
git commit -qm 'nobody looked' >"$home/out" 2>&1 && fail 'nobody looked, and it was committed' || ok
ln -s "$here/tests/e2e/ci/stub.py" "$home/bin/gitleaks"

[ -z "$(ls "$TMPDIR")" ] && ok || fail 'the hook leaves something behind'

# ---- All of it was played ----

for tool in semgrep bandit checkov gitleaks pip-audit osv-scanner trivy syft zap-full-scan.py aws curl docker; do
	grep -qx "$tool" "$CALLS" && ok || fail "$tool was never called"
done
for file in "$here"/share/ci/github/*.yml "$here"/share/ci/gitlab/*.yml; do
	grep -qF "$(basename "$file")" "$here/tests/e2e/ci-templates.sh" && ok || fail "$file is not played"
done

# ---- Expressions ----

# Each context where GitHub knows it, and none where it does not.
known() {
	python3 -B "$here/tests/e2e/ci/contexts.py" "$@" 2>"$home/out"
}
known "$here"/share/ci/github/*.yml && ok || fail 'an expression uses what is not available'
place() {
	printf 'on: push\n%s\n' "$2" >"$home/place.yml"
	known "$home/place.yml" && got=known || got=unknown
	[ "$got" = "$1" ] && ok || fail "$2: $got"
}
place unknown 'env: {A: "${{ runner.temp }}/a"}'
place known 'env: {A: "${{ secrets.A }} ${{ vars.A }} ${{ inputs.A }} ${{ github.sha }}"}'
place unknown 'env: {A: "${{ needs.a.result }}"}'
place unknown 'env: {A: "${{ env.B }}"}'
place unknown 'jobs: {a: {env: {A: "${{ runner.temp }}"}}}'
place unknown 'jobs: {a: {env: {A: "${{ env.B }}"}}}'
place known 'jobs: {a: {env: {A: "${{ needs.b.outputs.c }} ${{ matrix.d }} ${{ strategy.job-index }}"}}}'
place unknown 'jobs: {a: {runs-on: "${{ env.B }}"}}'
place unknown 'jobs: {a: {runs-on: "${{ secrets.B }}"}}'
place unknown 'jobs: {a: {if: "secrets.A != 1"}}'
place known "jobs: {a: {if: \"always() && needs.b.result == 'secrets.x'\"}}"
place known 'jobs: {a: {steps: [{env: {A: "${{ runner.temp }}"}, run: "${{ steps.b.outputs.c }}"}]}}'
place unknown 'jobs: {a: {steps: [{if: "secrets.A", run: x}]}}'
place unknown 'permissions: {contents: "${{ github.ref }}"}'

# A run line that is wrong does not go through.
for typo in 's/^#.*/# unchanged/' 's/--stage nightly/--stage nigthly/' 's/--soft-fail/--soft-fial/' 's/gavel import/gavel imprt/' \
	's/policy.gates.yaml/policy\/gate.yaml/'; do
	sed "$typo" "$here/share/ci/github/nightly.yml" >"$home/typo.yml"
	! cmp -s "$home/typo.yml" "$here/share/ci/github/nightly.yml" || fail "$typo changes nothing"
	rm -rf "$home/work" && mkdir "$home/work"
	(cd "$home/work" && SCENARIO='' python3 "$here/tests/e2e/ci/play.py" "$home/typo.yml" scan \
		github.token=t runner.temp="$home/temp" RUNNER_TEMP="$home/temp" \
		GITHUB_SERVER_URL="file://$home/server" \
		GITHUB_REPOSITORY=team/app GITHUB_SHA="$merged") >"$home/out" 2>&1 && gone=yes || gone=no
	[ "$gone" = "$([ "$typo" = 's/^#.*/# unchanged/' ] && echo yes || echo no)" ] && ok ||
		fail "$typo: gone through: $gone"
done

ends
