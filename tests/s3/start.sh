#!/bin/sh
# A real S3 server for tests: Ceph's RADOS gateway on one monitor and one store, all on loopback.
#
# Usage: start.sh DIR [PORT [gateway]]    prints the endpoint when it answers; stop.sh DIR ends it;
#        with "gateway" the gateway alone is started again
# Environment: S3_STORE=memstore|bluestore (memory, or files in DIR for more than 50 000 objects),
#              S3_LC_SECONDS=n (a day of a lifecycle lasts n seconds)
# Keys: access key gavelaccess, secret key in DIR/secret, made for each start.
#
# What has to be right: the store's id is the one that the monitor was told; the gateway talks to the
# monitor in plain mode, since nothing authenticates; the monitor does not gather proposals, which
# alone would take ten seconds.
set -eu
dir=$(realpath -m "${1:?usage: start.sh DIR [PORT]}") port=${2:-18480} which=${3:-all}
store=${S3_STORE:-memstore} day=${S3_LC_SECONDS:--1}
monitor=$((port + 1))
fail() {
	echo "start.sh: $*; see $dir/log" >&2
	sh "$(dirname "$0")/stop.sh" "$dir" || :
	exit 1
}
export CEPH_CONF="$dir/ceph.conf" CEPH_ARGS=

run() {
	"$@" >>"$dir/log/start" 2>&1 || fail "$1 failed"
}

# begin NAME COMMAND…: in the background, its number kept for stop.sh
begin() {
	name=$1
	shift
	"$@" >"$dir/log/$name.out" 2>&1 &
	echo "$name $!" >>"$dir/pids"
}

# until_true COMMAND…: asks again until it holds, for 60 seconds
until_true() {
	end=$(($(date +%s) + 60))
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$end" ] || fail "$1 did not come up"
	done
}

is_up() {
	ceph osd stat | grep -q ' 1 up'
}

configure() {
	mkdir -p "$dir/monitor" "$dir/store" "$dir/gateway" "$dir/run" "$dir/log"
	cluster=$(cat /proc/sys/kernel/random/uuid) id=$(cat /proc/sys/kernel/random/uuid)
	tr -d - </proc/sys/kernel/random/uuid >"$dir/secret"
	: >"$dir/pids"
	cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $cluster
mon_host = v2:127.0.0.1:$monitor/0
auth_cluster_required = none
auth_service_required = none
auth_client_required = none
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_port_min = $((port + 10))
ms_bind_port_max = $((port + 90))
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 1000
mon_data = $dir/monitor
mon_data_avail_crit = 1
paxos_propose_interval = 0.02
paxos_min_wait = 0.01
osd_data = $dir/store
osd_objectstore = $store
memstore_device_bytes = 4294967296
bluestore_block_size = 8589934592
osd_memory_target = 939524096
osd_class_load_list = *
osd_class_default_list = *
run_dir = $dir/run
admin_socket = $dir/run/\$name.sock
log_file = $dir/log/\$name
crash_dir = $dir/log
[client.rgw.test]
ms_mon_client_mode = crc
rgw_frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw_data = $dir/gateway
rgw_dns_name = localhost
rgw_enable_usage_log = false
rgw_run_sync_thread = false
rgw_s3_auth_use_sts = true
rgw_sts_key = $(head -c 16 "$dir/secret")
rgw_lc_debug_interval = $day
CONF
}

start_store() {
	run monmaptool --create --fsid "$cluster" --addv a "v2:127.0.0.1:$monitor" "$dir/monmap"
	run ceph-mon -i a --mkfs --monmap "$dir/monmap"
	begin monitor ceph-mon -i a -f
	run ceph --connect-timeout 20 osd new "$id"
	run ceph-osd -i 0 --mkfs --osd-uuid "$id"
	begin store ceph-osd -i 0 -f
	until_true is_up
}

start_gateway() {
	begin gateway radosgw -n client.rgw.test -f
	until_true curl -s -o /dev/null "http://127.0.0.1:$port/"
}

make_user() {
	run radosgw-admin -n client.rgw.test user create --uid=gavel --display-name=gavel \
		--access-key=gavelaccess --secret="$(cat "$dir/secret")" \
		--caps="users=*;buckets=*;roles=*;user-policy=*"
}

if [ "$which" = gateway ]; then
	start_gateway
else
	[ ! -e "$dir/pids" ] || { echo "start.sh: $dir is in use" >&2 && exit 1; }
	configure
	start_store
	start_gateway
	make_user
fi
echo "http://127.0.0.1:$port"
