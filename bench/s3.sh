#!/bin/bash
# Backups into a bucket and restores out of it, measured side by side: holdfast and restic.
#
#   bench/s3.sh --endpoint URL --bucket NAME [--tree DIRECTORY] [--latencies "0 30"]
#               [--rounds N] [--tools holdfast,restic] [--list] [--per-file] [--work DIRECTORY]
#
# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to be set, and the bucket has to be there. For
# a server on this machine: testkit/src/main/resources/dev/holdfast/testkit/ceph.sh start DIR PORT.
#
# Between the tools and the server stands the proxy of our tests, which delays each answer and
# each new connection by so many milliseconds, and counts. Measured are, in this order: the first
# backup, a backup of nothing new, the restore of everything, and of one file with empty caches.
# Every round uses a new prefix and new homes; the tools take turns. The least of N rounds counts,
# all are shown, with requests and resident memory. rsync compares each restored tree.
#
# --list      only this: back DIRECTORY up and list all its entries, by holdfast with empty caches.
# --per-file  only this: restore DIRECTORY by holdfast; and, from a bucket that has one object for
#             each file, by a walk through the bucket, and by a manifest. 16 connections each.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
endpoint='' bucket='' tree='' latencies='0 30' rounds=3 tools=holdfast,restic work='' mode=usual

fail() {
    echo "s3.sh: $*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --endpoint) endpoint=${2?} && shift 2 ;;
    --bucket) bucket=${2?} && shift 2 ;;
    --tree) tree=$(realpath "${2?}") && shift 2 ;;
    --latencies) latencies=${2?} && shift 2 ;;
    --rounds) rounds=${2?} && shift 2 ;;
    --tools) tools=${2?} && shift 2 ;;
    --list) mode=list && shift ;;
    --per-file) mode=per-file && shift ;;
    --work) work=$(realpath "${2?}") && shift 2 ;;
    *) fail "what is $1?" ;;
    esac
done
IFS=, read -ra tools <<<"$tools"
[ -n "$endpoint" ] && [ -n "$bucket" ] || fail "--endpoint and --bucket say where"
[ -n "$tree" ] || fail "--tree says what"
: "${AWS_ACCESS_KEY_ID?}" "${AWS_SECRET_ACCESS_KEY?}"
classes=$here/testkit/target/classes
image=$here/app/target/image
[ -d "$classes" ] && [ -d "$image" ] || fail "build first: ./mvnw -B package -DskipTests"
. "$here/.mvn/find-jdk.sh"
java=$(find_jdk 25)/bin/java

work=$(mktemp -d "${work:-${TMPDIR:-/var/tmp}}/holdfast-s3-XXXXXX")
proxy=''
trap '[ -z "$proxy" ] || kill "$proxy"; chmod -R u+rwX "$work" && rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Starts the proxy with a delay; its address is in $through afterwards.
start_proxy() {
    [ -z "$proxy" ] || { kill "$proxy" && wait "$proxy" 2>/dev/null || true; }
    rm -f "$work/proxy"
    "$java" -cp "$classes" dev.holdfast.testkit.FaultProxy 0 "$endpoint" "$1" "$work/trace" \
        >"$work/proxy" &
    proxy=$!
    until [ -s "$work/proxy" ]; do sleep 0.1; done
    through=$(cat "$work/proxy")
}

# GNU time, if it is there, says how much memory was resident.
timed=(env)
[ ! -x /usr/bin/time ] || timed=(/usr/bin/time -o "$work/memory" -f %M)

holdfast() {
    HOME=$home "${timed[@]}" "$image/bin/holdfast" -q -r "s3://$bucket/$prefix" --s3-endpoint "$through" "$@"
}
restic() {
    HOME=$home RESTIC_PASSWORD=x "${timed[@]}" restic -q -r "s3:$through/$bucket/$prefix" "$@"
}

init_holdfast() { holdfast init; }
backup_holdfast() { holdfast backup "$tree"; }
restore_holdfast() { holdfast restore "latest:$tree" --target "$1"; }
# The identity alone: what a new machine has.
forget_caches_holdfast() { rm -rf "$home/.local/state"; }
one_holdfast() { holdfast cat "$id:$1" --trust-writer "$writer"; }
list_holdfast() { holdfast ls -R "$id" --trust-writer "$writer"; }
# Who may write, and what the last snapshot is called: a new machine is told both.
remember_holdfast() {
    writer=$(sed -n 's/.*"writers":\["\([0-9a-f]*\)".*/\1/p' "$home"/.local/state/holdfast/*/pins.json)
    id=$(holdfast snapshots --json | grep -o '"snapshot":"[0-9a-f]*"' | tail -1 | cut -d'"' -f4)
}
init_restic() { restic init --repository-version 2; }
backup_restic() { (cd "$tree" && restic backup .); }
restore_restic() { restic restore latest --target "$1"; }
forget_caches_restic() { rm -rf "$home/.cache"; }
one_restic() { restic dump "$id" "/${1#"$tree"/}"; }
remember_restic() { id=$(restic snapshots --json | grep -o '"id":"[0-9a-f]*"' | tail -1 | cut -d'"' -f4); }

# Prints the seconds that a command takes, its requests, and the memory of it.
measured() {
    : >"$work/trace"
    rm -f "$work/memory"
    local start=$EPOCHREALTIME end
    "$@" >"$work/out" 2>"$work/err" || fail "$* failed: $(tail -3 "$work/err")"
    end=$EPOCHREALTIME
    printf '%s·%d·%d' "$(awk -v a="$start" -v b="$end" 'BEGIN { printf "%.2f", b - a }')" \
        "$(wc -l <"$work/trace")" "$(awk '{ print int($1 / 1024) }' "$work/memory" 2>/dev/null || echo 0)"
}

new_home() {
    prefix=bench-$$-$1
    home=$work/home
    rm -rf "$home" "$work/target"
    mkdir "$home"
}

if [ "$mode" != usual ]; then
    echo "seconds·requests·MiB of memory; $(find "$tree" -type f | wc -l) files, $(du -sh "$tree" | cut -f1)"
    for latency in $latencies; do
        start_proxy "$latency"
        new_home "$latency-$mode"
        init_holdfast >/dev/null
        backup_holdfast
        remember_holdfast
        forget_caches_holdfast
        if [ "$mode" = list ]; then
            echo "$latency ms, ls -R: $(measured list_holdfast), $(wc -l <"$work/out") lines," \
                "packs among the requests: $(grep -o 'packs/../[0-9a-f]*' "$work/trace" | sort -u | wc -l)"
            continue
        fi
        echo "$latency ms, holdfast restore: $(measured holdfast restore "$id:$tree" \
            --trust-writer "$writer" --target "$work/target")"
        per_file() {
            "$java" -cp "$classes" dev.holdfast.testkit.PerFile "$1" "$2" "$bucket/$prefix-files" "$3" 16
        }
        per_file put "$endpoint" "$tree"
        for way in walk manifest; do
            mkdir "$work/$way"
            echo "$latency ms, an object a file, by $way: $(measured per_file "$way" "$through" "$work/$way")"
            [ "$(find "$work/$way" -type f | wc -l)" = "$(find "$tree" -type f | wc -l)" ] || fail "$way lost files"
            rm -rf "${work:?}/$way"
        done
    done
    exit 0
fi

one=$(find "$tree" -type f -size +4k | sort | sed -n '100p')
[ -n "$one" ] || fail "$tree has too few files"
declare -A times
for latency in $latencies; do
    start_proxy "$latency"
    for round in $(seq "$rounds"); do
        for tool in "${tools[@]}"; do
            new_home "$latency-$round-$tool"
            "init_$tool" >/dev/null
            key=$latency:$tool
            times[$key:first]+=" $(measured "backup_$tool")"
            times[$key:unchanged]+=" $(measured "backup_$tool")"
            times[$key:restore]+=" $(measured "restore_$tool" "$work/target")"
            rsync -naHi --checksum --delete "$tree/" "$work/target/" | { grep -v ' \./$' || true; } | head -3 |
                sed "s/^/$tool differs: /" >&2
            "remember_$tool"
            "forget_caches_$tool"
            times[$key:one]+=" $(measured "one_$tool" "$one")"
            cmp -s "$work/out" "$one" || fail "$tool gave another file than $one"
        done
    done
done

echo "Least of $rounds rounds, in seconds; in brackets all rounds: seconds·requests·MiB. $(nproc) cores,"
echo "$(find "$tree" -type f | wc -l) files, $(du -sh "$tree" | cut -f1)."
echo
printf '| delay, work |'
for tool in "${tools[@]}"; do printf ' %s |' "$tool"; done
printf '\n|---|'
for _ in "${tools[@]}"; do printf -- '---|'; done
echo
for latency in $latencies; do
    for what in first unchanged restore one; do
        printf '| %s ms, %s |' "$latency" "$what"
        for tool in "${tools[@]}"; do
            all=${times[$latency:$tool:$what]}
            printf ' %s (%s) |' "$(tr ' ' '\n' <<<"$all" | sed '/^$/d; s/·.*//' | sort -n | head -1)" "${all# }"
        done
        echo
    done
done
