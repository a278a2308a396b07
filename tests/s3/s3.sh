#!/bin/sh
# The S3 client against a real server: every function, special keys, faults, secrets.
#
# Usage: s3.sh [BUILD]    environment: S3_OBJECTS (2000), S3_PORT (one of 20000 to 29900)
# shellcheck disable=SC2016 # keys hold dollars
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:-build}" && pwd)
objects=${S3_OBJECTS:-2000} port=${S3_PORT:-$((20000 + $$ % 100 * 100))}
work=$(mktemp -d "${TMPDIR:-/tmp}/gavel-s3.XXXXXX")
proxies=
passed=0

finish() {
	for p in $proxies; do
		curl -s -k -o /dev/null "$p/__stop" || :
	done
	sh "$here/stop.sh" "$work/server"
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

fail() {
	echo "s3.sh: $*" >&2
	exit 1
}

expect() {
	[ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
	passed=$((passed + 1))
}

# s3 OPTION=VALUE… COMMAND ARGUMENT…
s3() {
	"$build/tests/s3_tool" "endpoint=$endpoint" "bucket=$bucket" "$@"
}

# gives OUTPUT OPTION=VALUE… COMMAND ARGUMENT…
gives() {
	want=$1
	shift
	got=$(s3 "$@" 2>&1) || fail "$*: $got"
	expect "$*" "$want" "$got"
}

# refuses PATTERN OPTION=VALUE… COMMAND…: ends with 1 and says so
refuses() {
	want=$1
	shift
	if s3 "$@" >"$work/out" 2>"$work/err"; then
		fail "$*: expected '$want', but it was done"
	fi
	grep -q -e "$want" "$work/err" || fail "$*: expected '$want', got: $(cat "$work/err")"
	passed=$((passed + 1))
}

[ "$objects" -le 50000 ] || S3_STORE=bluestore
export S3_STORE="${S3_STORE:-memstore}" S3_LC_SECONDS=1
started=$(date +%s%N)
server=$(sh "$here/start.sh" "$work/server" "$port")
echo "s3.sh: server up in $((($(date +%s%N) - started) / 1000000)) ms"
secret=$(cat "$work/server/secret")
endpoint=$server bucket=bills
for v in AWS_PROFILE AWS_SESSION_TOKEN AWS_REGION AWS_DEFAULT_REGION AWS_ENDPOINT_URL AWS_ENDPOINT_URL_S3; do
	unset "$v"
done
HOME=$work AWS_EC2_METADATA_DISABLED=true
export HOME AWS_EC2_METADATA_DISABLED
refuses "denied: s3://bills: no AWS credentials" list
export AWS_ACCESS_KEY_ID=gavelaccess AWS_SECRET_ACCESS_KEY="$secret"

# ---- Buckets and single objects ----

refuses "not-found: s3://bills: NoSuchBucket" list
s3 make
gives "" list
gives "$(printf 5d41402abc4b2a76b9719d911017c592)	-" put a/b =hello
gives "hello" get a/b
gives "5	5d41402abc4b2a76b9719d911017c592	-	-	0	free	0" head a/b
gives "ll" offset=2 bytes=2 get a/b
gives "llo" offset=2 get a/b
gives "hello" etag=5d41402abc4b2a76b9719d911017c592 get a/b
refuses "stale: s3://bills/a/b: PreconditionFailed" etag=00000000000000000000000000000000 get a/b
gives "not modified" unless=5d41402abc4b2a76b9719d911017c592 get a/b
gives "not modified" unless=5d41402abc4b2a76b9719d911017c592 head a/b
refuses "not-found: s3://bills/none: NoSuchKey" get none
refuses "not-found: s3://bills/none: not found (status 404" head none
refuses "stale: s3://bills/a/b: .*status 416" offset=99 get a/b
refuses "stale: s3://bills/a/b: PreconditionFailed" put a/b =other new
gives "hello" get a/b
s3 put zero = >/dev/null
gives "" get zero
s3 delete a/b - zero -

# ---- Keys ----

cat >"$work/keys" <<'KEYS'
..
./c
//x//
/lead
a/../b
a//b
a=b&c?d#e;f
back\slash
ctl%01%1F
dot.
end/
nl%0Acr%0D
p%2525
q'"()*!:@,$[]{}|^`~
sp%20ace%20+plus
tab%09
%C3%BC%E2%82%AC%F0%9F%98%80
KEYS
while read -r key; do
	s3 put "$key" "=of $key" >/dev/null
	gives "of $key" get "$key"
	gives "of $key" style=host "endpoint=http://localhost:$port" get "$key"
done <"$work/keys"
python3 - "$work/keys" >"$work/expected" <<'PY'
import sys, urllib.parse as u
keys = [u.unquote_to_bytes(line.rstrip("\n")) for line in open(sys.argv[1], encoding="utf-8")]
print("\n".join(u.quote(k, safe="/~") for k in sorted(keys)))
PY
expect "all keys are listed as they are" "$(cat "$work/expected")" "$(s3 list | cut -f 1)"
expect "page by page" "$(cat "$work/expected")" "$(s3 page=1 list | cut -f 1)"
expect "versions page by page" "$(cat "$work/expected")" "$(s3 page=1 versions | cut -f 1)"
expect "one level" "a/ " "$(s3 list a / | grep -v '^a%' | cut -f 1 | tr '\n' ' ')"
gives "17" empty ''
gives "" list

# ---- Many ----

began=$(date +%s%N)
fillers=
for part in 1 2 3 4; do
	s3 fill "many/$part/a%20b+" "$((objects / 4))" &
	fillers="$fillers $!"
done
for filler in $fillers; do
	wait "$filler" || fail "not all objects were put"
done
objects=$((objects / 4 * 4))
filled=$(date +%s%N)
gives "$objects" count many/
listed=$(date +%s%N)
gives "$objects" page=777 count many/
echo "s3.sh: $objects objects put in $(((filled - began) / 1000000)) ms, listed in $(((listed - filled) / 1000000)) ms"
expect "every key once" "$objects" "$(s3 list many/ | cut -f 1 | sort -u | wc -l)"
gives "$objects" empty many/
gives "0" count many/

# ---- Versions, lock, tags, lifecycle ----

gives never versioning
s3 versioning on
gives on versioning
s3 put v =one >/dev/null
s3 put v =two >/dev/null
first=$(s3 versions v | sed -n 2p | cut -f 4)
gives one "version=$first" get v
gives two get v
s3 delete v -
refuses "not-found" get v
expect "a marker and two versions" "3 1" "$(s3 versions v | wc -l) $(s3 versions v | grep -c marker)"
expect "the marker is the latest" "latest marker" "$(s3 versions v | sed -n 1p | cut -f 5-6 | tr '\t' ' ')"
s3 versioning off
gives suspended versioning
gives 3 empty v

s3 put t =x >/dev/null
gives "" tags t
s3 tag t 'owner & co' 'ü=<1>'
gives "owner & co	ü=<1>" tags t
s3 tag t owner 'second'
gives "owner	second" tags t
gives "" tags

refuses "not-found: s3://bills: ?lifecycle is not set" document lifecycle
rule='<LifecycleConfiguration><Rule><ID>old</ID><Filter><Prefix>logs/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>'
s3 set-document lifecycle "$rule"
expect "the rule is kept" 1 "$(s3 document lifecycle | grep -c '<ID>old</ID>')"
refuses "invalid: s3://bills: line 1: no element found" set-document lifecycle '<LifecycleConfiguration>'
refuses "invalid: s3://bills: line 1: <Tagging> instead of <LifecycleConfiguration>" set-document lifecycle '<Tagging/>'

bucket=locked
s3 make lock
expect "lock is on" 1 "$(s3 document object-lock | grep -c '<ObjectLockEnabled>Enabled')"
s3 put l =held >/dev/null
version=$(s3 versions l | cut -f 4)
gives off hold l
s3 hold l on
gives on hold l
expect "head says held" held "$(s3 head l | cut -f 6)"
expect "a held version is refused" "refused" "$(s3 delete l "$version" | cut -f 1)"
s3 hold l off
gives "governance	0" retain l
until=$(($(date +%s) + 86400))
s3 retain l "$until"
gives "governance	$until" retain l
expect "head says until when" "GOVERNANCE $until" "$(s3 head l | cut -f 4-5 | tr '\t' ' ')"
expect "a retained version is refused" "refused" "$(s3 delete l "$version" | cut -f 1)"
refuses "denied: s3://locked/l: " retain l "$(($(date +%s) + 3600))"
s3 retain l "$(($(date +%s) + 3600))" bypass
gives "" bypass l "$version"
gives "" versions
bucket=bills

# ---- Presigned, anonymous, wrong keys ----

s3 put 'sign me/ü?' =signed >/dev/null
expect "anyone with the address" signed "$(curl -s "$(s3 presign 'sign me/ü?' 60)")"
expect "not with another" 403 "$(curl -s -o /dev/null -w '%{http_code}' "$(s3 presign 'sign me/ü?' 60)0")"
refuses "invalid: s3://bills/x: " presign x 604801
refuses "denied: s3://bills/t: AccessDenied" anonymous=1 get t
export AWS_SECRET_ACCESS_KEY=wrong
refuses "denied: s3://bills: " list
export AWS_SECRET_ACCESS_KEY="$secret" AWS_ACCESS_KEY_ID=nobody
refuses "denied: s3://bills: " list
export AWS_ACCESS_KEY_ID=gavelaccess
expect "no secret in what was said" 0 "$(grep -c "$secret" "$work/err" || :)"

# ---- Session tokens by STS ----

radosgw_admin() {
	CEPH_CONF="$work/server/ceph.conf" radosgw-admin -n client.rgw.test "$@" 2>/dev/null
}
trust='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/gavel"]},"Action":["sts:AssumeRole"]}]}'
allow='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:*"],"Resource":"arn:aws:s3:::*"}]}'
radosgw_admin role create --role-name=reader --path=/ --assume-role-policy-doc="$trust" >/dev/null
radosgw_admin role-policy put --role-name=reader --policy-name=all --policy-doc="$allow" >/dev/null
mkdir -p "$work/.aws"
cat >"$work/.aws/config" <<CONF
[profile base]
aws_access_key_id = gavelaccess
aws_secret_access_key = $secret
[profile reader]
role_arn = arn:aws:iam:::role/reader
source_profile = base
CONF
AWS_ENDPOINT_URL_STS=$server
export AWS_ENDPOINT_URL_STS
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY
gives "x" profile=base get t
gives "x" profile=reader get t
printf '[profile no]\nrole_arn = arn:aws:iam:::role/none\nsource_profile = base\n' >>"$work/.aws/config"
refuses "profile no: AssumeRole: " profile=no get t
export AWS_ACCESS_KEY_ID=gavelaccess AWS_SECRET_ACCESS_KEY="$secret" AWS_SESSION_TOKEN=forged
refuses "denied: s3://bills/t: " get t
unset AWS_SESSION_TOKEN

# ---- Faults ----

# start_proxy NAME [OPTION…]: its address in $proxy
start_proxy() {
	python3 "$here/faults.py" "$server" "$work/$1.port" ${2:+"$2" "$3" "$4"} &
	end=$(($(date +%s) + 30))
	until [ -s "$work/$1.port" ]; do
		[ "$(date +%s)" -lt "$end" ] || fail "the proxy did not start"
	done
}
start_proxy plain
proxy=http://127.0.0.1:$(cat "$work/plain.port")
proxies=$proxy

plan() {
	curl -s -o /dev/null -X PUT "$proxy/__plan/$1"
}

# asked COUNT: so many requests came since the plan was set
asked() {
	expect "requests for $last" "$1" "$(curl -s "$proxy/__count")"
}

head -c 3000000 /dev/urandom >"$work/large"
s3 put large "$work/large" >/dev/null
sum=$(md5sum <"$work/large" | cut -d ' ' -f 1)
endpoint=$proxy
for fault in 503 429 500 timeout close cut rst 503,503,429,close,500; do
	last="get after $fault"
	plan "$fault"
	rm -f "$work/down"
	expect "$last" "3000000	$sum" "$(s3 base=1 cap=5 download large "$work/down")"
	cmp "$work/large" "$work/down" || fail "$last: other bytes"
	asked "$(($(echo "$fault" | tr -cd , | wc -c) + 2))"
done
last="get after a stall" && plan stall && rm -f "$work/down"
expect "$last" "3000000	$sum" "$(s3 base=1 stall=1000 download large "$work/down")"
cmp "$work/large" "$work/down" || fail "$last: other bytes"
asked 2
last="many cuts" && plan cut,cut,cut,cut,cut,cut,cut,cut,cut,cut,cut,cut && rm -f "$work/down"
expect "$last" "3000000	$sum" "$(s3 base=1 cap=2 tries=2 download large "$work/down")"
asked 13
last=list && plan 503,cut,close
gives "" base=1 cap=5 list none/
asked 4
last=put && plan 503,close,500
s3 base=1 cap=5 put p "$work/large" >/dev/null
asked 4
gives "3000000	$sum	-	-	0	free	0" head p
last="put from memory" && plan close,503
s3 base=1 cap=5 put p =again >/dev/null
asked 3
gives again get p
last="a deletion" && plan cut,503
s3 base=1 cap=5 delete p -
asked 3
# What never gets better is told, with the reason, after as many tries as asked for.
last="always 503" && plan 503,503,503
refuses "busy: s3://bills/t: after 3 tries: SlowDown: on purpose (status 503, request f)" tries=3 base=1 get t
asked 3
last="always closed" && plan close,close
refuses "io: s3://bills/t: after 2 tries: 127.0.0.1:.*: Server returned nothing" tries=2 base=1 get t
asked 2
# A download that ends early goes on another time, from the bytes that are there.
last="resumed" && plan stall && rm -f "$work/down"
refuses "incomplete: s3://bills/large: 127.0.0.1:[0-9]*: no byte for 1000 ms, after 1500000 bytes" stall=1000 tries=1 download large "$work/down"
expect "half is there" 1500000 "$(stat -c %s "$work/down")"
plan ok
expect "$last" "3000000	$sum" "$(s3 "etag=$sum" download large "$work/down")"
cmp "$work/large" "$work/down" || fail "$last: other bytes"
asked 2
# Changed in between: what is there is not gone on with.
cp "$work/large" "$work/other" && printf x >>"$work/other"
s3 put large "$work/other" >/dev/null
head -c 1000 "$work/large" >"$work/down"
refuses "stale: s3://bills/large: " "etag=$sum" download large "$work/down"
# What came is not what is stored.
plan garble && rm -f "$work/down"
refuses "incomplete: s3://bills/large: its MD5 is .*what came is not what is stored" download large "$work/down"
expect "nothing of it stays" 0 "$(stat -c %s "$work/down")"
plan html
refuses "invalid: s3://bills: answer: line 1: .*" list
endpoint=http://127.0.0.1:1
refuses "io: s3://bills/t: after 2 tries: 127.0.0.1:1: Couldn't connect" tries=2 base=1 get t

# ---- TLS ----

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$work/key.pem" \
	-out "$work/cert.pem" -days 2 -subj /CN=test -addext subjectAltName=IP:127.0.0.1 2>/dev/null
start_proxy tls --tls "$work/cert.pem" "$work/key.pem"
endpoint=https://127.0.0.1:$(cat "$work/tls.port")
proxies="$proxies $endpoint"
refuses "denied: s3://bills/t: 127.0.0.1:.*certificate" get t
gives "x" "ca=$work/cert.pem" get t
refuses "denied: s3://bills/t: localhost:.*certificate" "ca=$work/cert.pem" "endpoint=https://localhost:$(cat "$work/tls.port")" get t
refuses "invalid: .*" "ca=$work/absent.pem" get t

# ---- Secrets ----

# While a request hangs, nothing outside the process shows the secret key or the token.
endpoint=$proxy
plan stall
AWS_SESSION_TOKEN='' s3 stall=20000 get large >"$work/out" 2>"$work/err" &
tool=$!
end=$(($(date +%s) + 30))
until [ -s "$work/out" ]; do
	[ "$(date +%s)" -lt "$end" ] || fail "the hanging request did not begin"
done
child=$(pgrep -P "$tool" || echo "$tool")
expect "not in its arguments" 0 "$(tr '\0' '\n' <"/proc/$child/cmdline" | grep -c "$secret" || :)"
[ "$(id -u)" = 0 ] || expect "not dumpable: its memory is root's" 0 "$(stat -c %u "/proc/$child/mem")"
expect "no core" "Max core file size 0 0" "$(grep '^Max core' "/proc/$child/limits" | awk '{print $1,$2,$3,$4,$5,$6}')"
kill "$child" 2>/dev/null || :
wait "$tool" 2>/dev/null || :
expect "not on its stderr" 0 "$(grep -c "$secret" "$work/err" || :)"

# ---- The server dies in the middle ----

# begin_download NAME TRIES: its number in $tool, once the first bytes are there
begin_download() {
	rm -f "$work/down"
	"$build/tests/s3_tool" "endpoint=$endpoint" bucket=bills stall=20000 "tries=$2" base=50 cap=500 \
		download "$1" "$work/down" >"$work/out" 2>"$work/err" &
	tool=$!
	end=$(($(date +%s) + 30))
	until [ -s "$work/down" ]; do
		[ "$(date +%s)" -lt "$end" ] || fail "the download did not begin"
	done
}

# It is stopped while the server is killed and comes up again: it goes on where it was.
endpoint=$server
head -c 100000000 /dev/urandom >"$work/huge"
s3 put huge "$work/huge" >/dev/null
begin_download huge 60
kill -STOP "$tool"
[ "$(stat -c %s "$work/down")" -lt 100000000 ] || fail "the download was over too soon"
sh "$here/stop.sh" "$work/server" gateway
sh "$here/start.sh" "$work/server" "$port" gateway >/dev/null
kill -CONT "$tool"
wait "$tool" || fail "after a restart: $(cat "$work/err")"
expect "after a restart" "100000000	$(md5sum <"$work/huge" | cut -d ' ' -f 1)" "$(cat "$work/out")"
cmp "$work/huge" "$work/down" || fail "after a restart: other bytes"
# It never comes back: that is told.
begin_download huge 5
kill -STOP "$tool"
sh "$here/stop.sh" "$work/server" gateway
kill -CONT "$tool"
code=0
wait "$tool" || code=$?
expect "a dead server is an error" 1 "$code"
grep -q "^io: s3://bills/huge: .*Couldn't connect" "$work/err" || fail "a dead server: $(cat "$work/err")"
echo "s3: $((passed + 1)) passed, 0 failed"
