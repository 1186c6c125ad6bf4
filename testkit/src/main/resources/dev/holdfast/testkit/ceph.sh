# A Ceph cluster of one monitor, one disk in memory and one S3 gateway, on this machine alone.
#
#     ceph.sh start DIRECTORY PORT      prints the address when the gateway answers
#     ceph.sh stop DIRECTORY            ends what start has started, and removes the directory
#
# Needs the Debian packages ceph-mon, ceph-osd, radosgw and ceph-common (286 MB); as root, they
# are installed if they are missing. No systemd, no containers, no manager daemon: S3 needs none.
# The directory's name has to be short: sockets lie in it, and their names end at 107 bytes.
set -euo pipefail

directory=$2
export CEPH_CONF=$directory/ceph.conf
access_key=HOLDFASTTESTKEY00001
secret=holdfasttestsecretholdfasttestsecret0001

install() {
    local missing=()
    command -v ceph-mon >/dev/null || missing+=(ceph-mon)
    command -v ceph-osd >/dev/null || missing+=(ceph-osd)
    command -v radosgw >/dev/null || missing+=(radosgw)
    command -v ceph >/dev/null || missing+=(ceph-common)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        echo "missing: ${missing[*]}" >&2
        exit 1
    fi
    {
        apt-get -o DPkg::Lock::Timeout=300 update -q
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q \
            --no-install-recommends "${missing[@]}"
    } </dev/null >&2
}

configure() {
    local port=$1
    mkdir -p "$directory/run" "$directory/log" "$directory/mon" "$directory/osd"
    cat >"$CEPH_CONF" <<CONF
[global]
fsid = $(cat /proc/sys/kernel/random/uuid)
mon_host = [v2:127.0.0.1:$((port + 1))/0,v1:127.0.0.1:$((port + 2))/0]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
ms_bind_port_min = $((port + 10))
ms_bind_port_max = $((port + 40))
keyring = $directory/keyring
run_dir = $directory/run
crash_dir = $directory/run
admin_socket = $directory/run/\$name.asok
pid_file =
log_file = $directory/log/\$name.log
mon_cluster_log_file = $directory/log/cluster.log
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_data_avail_crit = 1
mon_data_avail_warn = 2
# A disk in memory of 4 GiB looks full sooner than it is.
mon_osd_full_ratio = 0.99
mon_osd_backfillfull_ratio = 0.985
mon_osd_nearfull_ratio = 0.98
# Making pools waits for two proposals each: as short as they may be.
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
[mon.a]
mon_data = $directory/mon
[osd.0]
osd_data = $directory/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
osd_max_object_size = 134217728
[client.rgw]
# Without tcp_nodelay every small answer takes 50 ms.
rgw_frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1
rgw_rados_pool_pg_num_min = 1
rgw_thread_pool_size = 32
CONF
}

make_keys() {
    local keyring=$directory/keyring
    ceph-authtool --create-keyring "$keyring" --gen-key -n mon. --cap mon 'allow *'
    ceph-authtool "$keyring" --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *'
    ceph-authtool "$keyring" --gen-key -n osd.0 --cap mon 'allow profile osd' --cap osd 'allow *'
    ceph-authtool "$keyring" --gen-key -n client.rgw --cap mon 'allow rw' --cap osd 'allow rwx'
}

make_monitor() {
    local port=$1 fsid
    fsid=$(sed -n 's/^fsid = //p' "$CEPH_CONF")
    monmaptool --create --clobber --fsid "$fsid" \
        --addv a "[v2:127.0.0.1:$((port + 1)),v1:127.0.0.1:$((port + 2))]" "$directory/monmap"
    ceph-mon --mkfs -i a --monmap "$directory/monmap" --keyring "$directory/keyring"
}

make_disk() {
    local uuid
    uuid=$(cat /proc/sys/kernel/random/uuid)
    ceph osd new "$uuid" 0
    ceph osd crush add osd.0 1.0 host=local root=default
    ceph-osd -i 0 --mkfs --osd-uuid "$uuid"
}

# Starts a daemon that outlives this shell and writes down its process.
daemon() {
    local name=$1
    shift
    setsid "$@" </dev/null >"$directory/log/$name.out" 2>&1 &
    echo $! >"$directory/run/$name.pid"
}

wait_for() {
    local what=$1 i
    shift
    for i in $(seq 600); do
        if "$@" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    echo "the $what does not come up; see $directory/log" >&2
    exit 1
}

has_quorum() { timeout 5 ceph --connect-timeout 3 mon stat; }
has_disk() { timeout 5 ceph osd stat | grep -q '1 up'; }
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET / HTTP/1.0\r\n\r\n' >&3 && read -r -t 5 <&3); }

start() {
    local port=$1 log
    install
    configure "$port"
    log=$directory/log/make.out
    make_keys >>"$log" 2>&1
    make_monitor "$port" >>"$log" 2>&1
    daemon mon ceph-mon -f -i a
    wait_for monitor has_quorum
    make_disk >>"$log" 2>&1
    daemon osd ceph-osd -f -i 0
    wait_for disk has_disk
    daemon rgw radosgw -f -n client.rgw
    wait_for gateway answers "$port"
    radosgw-admin -n client.rgw user create --uid=test --display-name=test \
        --access-key="$access_key" --secret-key="$secret" >>"$log" 2>&1
    echo "http://127.0.0.1:$port $access_key $secret $(radosgw --version)"
}

stop() {
    local name file process
    for name in rgw osd mon; do
        file=$directory/run/$name.pid
        [ -s "$file" ] || continue
        process=$(cat "$file")
        kill "$process" 2>/dev/null || continue
        for _ in $(seq 20); do
            kill -0 "$process" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$process" 2>/dev/null || true
    done
    if [ -f "$CEPH_CONF" ]; then rm -rf "$directory"; fi
}

case $1 in
    start) start "$3" ;;
    stop) stop ;;
    *) exit 2 ;;
esac
