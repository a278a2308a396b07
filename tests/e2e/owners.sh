#!/bin/sh
# Whose findings are, which required scans wait on the docket, and scans that failed. Owners follow
# from GitHub's rules for CODEOWNERS files by hand, due dates by hand arithmetic.
#
# Usage: owners.sh [BUILD]
# shellcheck disable=SC2015 # ok cannot fail
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
# shellcheck source=tests/e2e/suite/lib.sh
. "$here/tests/e2e/suite/lib.sh"
now=2026-03-02T12:00:00Z

gavel() {
	status=0
	"$build/gavel" --config "$home/gavel.yaml" --now "$now" "$@" >"$home/raw" 2>"$home/err" ||
		status=$?
	tr -d '\r' <"$home/raw" >"$home/out"
}

# shows TEXT ARGUMENT…: `gavel show …` prints exactly this
shows() {
	printf '%s' "$1" >"$home/wanted"
	shift
	gavel show "$@"
	cmp -s "$home/wanted" "$home/out" && ok || {
		diff "$home/wanted" "$home/out" >&2 || :
		fail "show $*"
	}
}

# exits STATUS ARGUMENT…
exits() {
	wanted=$1
	shift
	gavel "$@"
	[ "$status" = "$wanted" ] && ok || fail "exit $status where $wanted was expected: $*"
}

# ---- A repository and an image ----

# sarif TOOL TIME OK PATH…: a scan with one finding in each file
sarif() {
	tool=$1 time=$2 good=$3
	shift 3
	printf '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"%s"}},' "$tool"
	printf '"invocations":[{"executionSuccessful":%s,"endTimeUtc":"%s"}],"results":[' "$good" "$time"
	comma=
	for path; do
		printf '%s{"ruleId":"r1","level":"error","message":{"text":"bad in %s"},' "$comma" "$path"
		printf '"locations":[{"physicalLocation":{"artifactLocation":{"uri":"%s"},' "$path"
		printf '"region":{"startLine":3}}}]}'
		comma=,
	done
	printf ']}]}\n'
}

set -- README.md src/api/a.py src/ml/b.py docs/c.md docs/deep/d.md tools/e.py
sarif lint 2026-03-01T02:00:00Z true "$@" >"$home/lint.sarif"
cat >"$home/image.json" <<'END'
{"SchemaVersion":2,"CreatedAt":"2026-03-01T03:00:00Z","ArtifactName":"reg.example/app:1",
"ArtifactType":"container_image","Results":[{"Target":"app","Class":"os-pkgs","Type":"debian",
"Vulnerabilities":[
{"VulnerabilityID":"CVE-2026-0001","PkgName":"openssl","InstalledVersion":"3.0","Severity":"HIGH"},
{"VulnerabilityID":"CVE-2026-0002","PkgName":"zlib1g","InstalledVersion":"1.2","Severity":"LOW"}]}]}
END
cat >"$home/CODEOWNERS" <<'END'
*            @acme/all
/src/        @acme/ml @acme/core
/src/api/    @ann
docs/*       docs@acme.example
/tools/
END
cat >"$home/gavel.yaml" <<END
archive: $home/archive
cache: $home/cache.db
owners:
  - target: repo
    codeowners: CODEOWNERS
  - target: reg.example/*
    owner: ["@acme/platform", "@ann"]
  - package: openssl
    owner: "@acme/crypto"
gates: [gates.yaml]
END
cat >"$home/gates.yaml" <<'END'
gates:
  nightly:
    require:
      sast:
        tool: lint
        target: repo
        max_age: 26h
      secrets:
        class: secret
        target: repo
        max_age: 7d
  pre-deploy:
    like: nightly
    require:
      image:
        class: container
        bind: digest
        max_age: 60h
END
exits 0 import --target repo "$home/lint.sarif"
exits 0 import "$home/image.json"

# ---- Owners ----

shows "place,owner,owner_from
README.md:3,@acme/all,$home/CODEOWNERS:1
docs/c.md:3,docs@acme.example,$home/CODEOWNERS:4
docs/deep/d.md:3,@acme/all,$home/CODEOWNERS:1
src/api/a.py:3,@ann,$home/CODEOWNERS:3
src/ml/b.py:3,@acme/core @acme/ml,$home/CODEOWNERS:2
tools/e.py:3,,$home/CODEOWNERS:5
" findings target:repo cols:place,owner,owner_from sort:place --csv
shows "package,owner,owner_from
openssl,@acme/crypto,$home/gavel.yaml:8
zlib1g,@acme/platform @ann,$home/gavel.yaml:6
" findings class:container cols:package,owner,owner_from sort:package --csv

# Every finding is in one group, what nobody owns in one of its own; each leads to what it counts.
shows 'owner,findings
@acme/all,2
@acme/core @acme/ml,1
@acme/crypto,1
@acme/platform @ann,1
@ann,1
docs@acme.example,1
,1
' groups by:owner cols:findings sort:owner --csv
gavel show groups by:owner cols:findings
says '(none)' "$home/out"
# owner:NAME is whoever has it among others, in quotes the very one, without a value nobody.
for case in 'owner:@ann 2' 'owner:"@ann" 1' 'owner:@ANN 2' 'owner= 1' 'owner!=@ann 6' \
	'owner:@acme/* 5' 'owner:"@acme/core @acme/ml" 1' 'owner:@acme 0'; do
	gavel show findings "${case% *}" cols:id --csv
	[ "$(sed 1d "$home/out" | wc -l)" = "${case##* }" ] && ok || fail "$case"
done

# A file that changed is in force at once.
printf '*  @new\n' >"$home/CODEOWNERS"
gavel show findings owner:@new cols:id --csv
[ "$(sed 1d "$home/out" | wc -l)" = 6 ] && ok || fail "after the change"

# Lines that GitHub would not take are passed over, and told with their place; no byte of them acts on
# the terminal.
printf '* @a\n!x @b\n/y[z] @b\n*.md team\n*.md \033[31m\n' >"$home/CODEOWNERS"
gavel show findings owner:@a cols:id --csv
[ "$(sed 1d "$home/out" | wc -l)" = 6 ] && ok || fail "with bad lines"
exits 2 config check
for line in "2: '!' takes nothing back" "3: '[ ]' is no range" "4: 'team' is no @user" "5: '"; do
	says "$home/CODEOWNERS:$line" "$home/err"
done
! grep -q "$(printf '\033')" "$home/err" && ok || fail "an escape came through"
exits 1 doctor
says "problem  owners      $home/CODEOWNERS:2: " "$home/out"
gavel show docket kind:config cols:what,address --csv
says "CODEOWNERS:2: '!' takes nothing back" "$home/out"
says '(and 3 more' "$home/out"
says 'groups by:owner' "$home/out"
# One that is not there, or larger than GitHub reads, makes nobody an owner.
rm "$home/CODEOWNERS"
exits 2 config check
says "$home/CODEOWNERS: No such file" "$home/err"
gavel show findings target:repo owner= cols:id --csv
[ "$(sed 1d "$home/out" | wc -l)" = 6 ] && ok || fail "without the file"
{
	printf '* @a\n'
	head -c 3145728 /dev/zero | tr '\0' '#'
} >"$home/CODEOWNERS"
exits 2 config check
says "$home/CODEOWNERS: larger than 3145728 bytes" "$home/err"
printf '* @a\n' >"$home/CODEOWNERS"
exits 0 config check

# The gate and the report say whose it is.
exits 1 check findings --gate "$here/share/policies/gates.yaml" --stage pull-request --target repo --json
exits 0 report findings
says '## By owner' "$home/out"
says '| @<!-- -->acme/crypto |' "$home/out"
printf 'gates: {g: {allow: {high: 0}}}\n' >"$home/high.yaml"
exits 1 check findings --gate "$home/high.yaml" --json
says '"owner":"@acme/crypto"' "$home/out"
exits 1 check findings --gate "$home/high.yaml"
says 'owner @acme/crypto' "$home/out"

# ---- Required scans ----

# The scan of 2026-03-01T02:00 is good for 26 hours: until the 2nd, 04:00:00, and a second later not.
now=2026-03-02T04:00:00Z
shows 'kind,what,where
required,secrets: no secret scan,repo
' docket kind:required cols:kind,what,where --csv
now=2026-03-02T04:00:01Z
shows 'due,what,where,address
2026-03-02T04:00:00Z,"sast: lint: it is 1s too old, 26h at most",repo,scans tool:lint target:repo
' docket kind:required what:sast* cols:due,what,where,address --csv
# What a gate binds to a digest is asked for of any; 60 hours after the 1st, 03:00 is the 3rd, 15:00.
now=2026-03-03T15:00:01Z
gavel show docket kind:required where:reg.example/app --json
says '"due":"2026-03-03T15:00:00Z"' "$home/out"
says '"what":"image: trivy: it is 1s too old' "$home/out"
says '"address":"scans tool:trivy target:reg.example/app"' "$home/out"
# Gates that are like each other want a scan once.
shows 'what
"image: trivy: it is 1s too old, 2d at most"
' docket kind:required what:image* cols:what --csv
gavel show docket kind:required cols:where --csv
[ "$(sed 1d "$home/out" | wc -l)" = 3 ] && ok || fail "each is wanted once"
# It leads to the scans; the newer one settles it.
gavel show scans tool:lint target:repo cols:at --csv
says 2026-03-01T02:00:00Z "$home/out"
sarif lint 2026-03-03T14:00:00Z true README.md >"$home/lint2.sarif"
exits 0 import --target repo "$home/lint2.sarif"
gavel show docket kind:required what:sast* cols:what --csv
[ "$(sed 1d "$home/out" | wc -l)" = 0 ] && ok || fail "a new scan settles it"
# As it was known before.
gavel --as-of 2026-03-02T04:00:01Z show docket kind:required cols:what --csv
[ "$status" != 2 ] && ok || fail "--as-of"
# One gate file of gavel.yaml is the gate; of two one is to be named; a broken one is on the docket.
exits 2 check findings
says 'which gate? There are nightly, pre-deploy' "$home/err"
gavel check findings --stage nightly
says "nightly of $home/gates.yaml" "$home/out"
sed 's/gates: .*/gates: [gates.yaml, high.yaml]/' "$home/gavel.yaml" >"$home/two.yaml"
"$build/gavel" --config "$home/two.yaml" --now "$now" check findings >"$home/out" 2>"$home/err" && fail "two gates" || ok
says 'names 2 gate files; say which one with --gate' "$home/err"
printf 'gates:\n  g:\n    allow: {critcal: 0}\n    kev: no\n' >"$home/gates.yaml"
gavel show docket kind:config cols:what,where,address --csv
says "$home/gates.yaml:3: 'critcal' is no severity" "$home/out"
says '(and 1 more)' "$home/out"
exits 2 config check
says "$home/gates.yaml:4: 'kev' is allow or block" "$home/err"
exits 1 doctor
says "problem  gates       $home/gates.yaml:3: " "$home/out"

# ---- Scans that failed ----

printf 'gates: {g: {require: {sast: {tool: lint, target: repo, max_age: 26h}}}}\n' >"$home/gates.yaml"
now=2026-03-04T12:00:00Z
gavel show findings target:repo state:open cols:id --csv
cp "$home/out" "$home/before"
sarif lint 2026-03-04T11:00:00Z false src/api/a.py src/new.py >"$home/lint3.sarif"
exits 6 import --target repo "$home/lint3.sarif"
exits 6 import --target repo "$home/lint3.sarif"
shows 'at,tool,target,state,why,gone
2026-03-04T11:00:00Z,lint,repo,failed,the tool says that its run failed,0
2026-03-03T14:00:00Z,lint,repo,whole,,5
2026-03-01T02:00:00Z,lint,repo,whole,,0
' scans tool:lint cols:at,tool,target,state,why,gone --csv
gavel show findings target:repo state:open cols:id --csv
cmp -s "$home/before" "$home/out" && ok || fail "a failed scan closed something"
gavel show docket kind:incomplete cols:what,where --csv
says 'the tool says that its run failed,lint code - repo' "$home/out"
# The whole one of 22 hours ago is not too old, but what is there now nobody could look at.
exits 6 check findings --target repo
says 'lint of repo at 2026-03-04T11:00:00Z: it did not end well: the tool says that its run failed' "$home/out"
sarif other 2026-03-04T11:00:00Z false >"$home/other.sarif"
exits 6 import --target alone "$home/other.sarif"
sed -i 's/tool: lint, target: repo/tool: other, target: alone/' "$home/gates.yaml"
exits 6 check findings --target alone
says 'sast: other of alone at 2026-03-04T11:00:00Z: it did not end well: the tool says' "$home/out"
shows 'due,what,address
2026-03-04T11:00:00Z,sast: other: it did not end well: the tool says that its run failed,scans tool:other target:alone
' docket kind:required cols:due,what,address --csv
exits 0 cache verify
exits 0 cache rebuild
gavel show scans state:failed cols:tool --csv
[ "$(sed 1d "$home/out" | wc -l)" = 2 ] && ok || fail "after the rebuild"
# When the records of such a run are let go, its row stays.
gavel show scans --json
cp "$home/out" "$home/before"
now=2026-06-01T00:00:00Z
exits 0 archive prune --older-than 1d
says 'pruned run' "$home/out"
exits 0 cache verify
now=2026-03-04T12:00:00Z
gavel show scans --json
cmp -s "$home/before" "$home/out" && ok || fail "pruning changed the scans"
# A whole one settles it.
sarif other 2026-03-04T11:30:00Z true >"$home/other.sarif"
exits 0 import --target alone "$home/other.sarif"
gavel show docket where:alone kind:required,incomplete cols:what --csv
[ "$(sed 1d "$home/out" | wc -l)" = 0 ] && ok || fail "a whole scan settles a failed one"

# ---- Branches ----

# A repository without its branch is owned on every one, but no branch's scan is taken for a scan of it:
# the commit that is judged may be of it. Whoever names what was never scanned hears what may be meant.
rm -rf "$home/archive" "$home/cache.db"
commit=0123456789012345678901234567890123456789
sarif lint 2026-03-04T11:00:00Z true a.py |
	sed 's|"tool":|"versionControlProvenance":[{"repositoryUri":"https://git.example/x/y",'\
"\"revisionId\":\"$commit\",\"branch\":\"fix/@z\"}],&|" >"$home/fix.sarif"
exits 0 import "$home/fix.sarif"
cat >"$home/gavel.yaml" <<END
archive: $home/archive
cache: $home/cache.db
owners:
  - target: git.example/x/y
    owner: "@acme/y"
  - target: [git.example/q/*, git.example/x]
    owner: "@acme/q"
gates: [gates.yaml]
END
cat >"$home/gates.yaml" <<'END'
gates:
  default: {allow: {high: 9}, kev: allow, require: {sast: {tool: lint, target: git.example/x/y, max_age: 7d}}}
  night: {like: default}
END
shows 'target,owner
git.example/x/y@fix/@z,@acme/y
' findings cols:target,owner --csv
exits 1 show findings target:git.example/x/y
says 'no scan is of the target git.example/x/y; did you mean git.example/x/y@fix/@z?' "$home/err"
exits 1 show findings target:git.example/x/y@fix/@z sev:critical --csv
! grep -q 'no scan' "$home/err" && ok || fail "it is a target"
exits 0 show findings 'target:git.example/x/y@*'
exits 6 check findings
says 'sast: there is no scan by lint of git.example/x/y; did you mean git.example/x/y@fix/@z' "$home/out"
exits 6 check findings --target x/y
says 'no successful scan of x/y; did you mean git.example/x/y@fix/@z' "$home/out"
exits 0 check findings --commit "$commit"
exits 0 check findings --target git.example/x/y --commit "$commit"
exits 6 check findings --commit 1123456789012345678901234567890123456789
gavel show docket kind:required cols:what --csv
says 'sast: no scan by lint; did you mean git.example/x/y@fix/@z' "$home/out"
# It leads to what may be meant; where nothing may be and nothing of its kind came, to all scans.
shows 'address
scans target:git.example/x/y@fix/@z
' docket kind:required cols:address --csv
gavel show scans target:git.example/x/y@fix/@z cols:tool --csv
says lint "$home/out"
cat >"$home/elsewhere.yaml" <<'END'
gates:
  default: {kev: allow, require: {sast: {tool: lint, target: elsewhere, max_age: 7d},
                                  secrets: {tool: lint, target: elsewhere, max_age: 7d},
                                  dast: {tool: zap, max_age: 7d}}}
END
cat >"$home/wanted" <<'END'
what,address
dast: no scan by zap,scans
sast: no scan by lint,scans tool:lint*
secrets: no scan by lint,scans tool:lint*
END
sed 's/gates: .*/gates: [elsewhere.yaml]/' "$home/gavel.yaml" >"$home/elsewhere-gavel.yaml"
"$build/gavel" --config "$home/elsewhere-gavel.yaml" --now "$now" show docket kind:required cols:what,address \
	sort:what --csv >"$home/out"
tr -d '\r' <"$home/out" | cmp -s - "$home/wanted" && ok || fail "$(cat "$home/out")"
exits 0 doctor
says "note     gates       $home/gates.yaml:2: no scan is of the target git.example/x/y" "$home/out"
says 'did you mean git.example/x/y@fix/@z?' "$home/out"
says "note     owners      $home/gavel.yaml:6: no scan is of the target git.example/q/*" "$home/out"
says "note     owners      $home/gavel.yaml:6: no scan is of the target git.example/x" "$home/out"
[ "$(grep -c 'no scan is of' "$home/out")" = 3 ] && ok || fail "a name is told twice"

ends
