#!/bin/bash
# Backups into a bucket and restores out of it, measured side by side: holdfast and restic.
#
#   bench/s3.sh --endpoint URL --bucket NAME [--tree DIRECTORY] [--latencies "0 30"]
#               [--rounds N] [--tools holdfast,restic] [--work DIRECTORY]
#
# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to be set, and the bucket has to be there. For
# a server on this machine: testkit/src/main/resources/dev/holdfast/testkit/ceph.sh start DIR PORT.
#
# Between the tools and the server stands the proxy of our tests, which delays each answer and
# each new connection by so many milliseconds. Measured are, in this order: the first backup, a
# backup of nothing new, the restore of everything, and of one file with empty caches. Every
# round uses a new prefix and new homes; the tools take turns. The least of N rounds counts,
# all are shown. rsync compares each restored tree with the source.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
endpoint='' bucket='' tree='' latencies='0 30' rounds=3 tools=holdfast,restic work=''

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
    --work) work=$(realpath "${2?}") && shift 2 ;;
    *) fail "what is $1?" ;;
    esac
done
IFS=, read -ra tools <<<"$tools"
[ -n "$endpoint" ] && [ -n "$bucket" ] || fail "--endpoint and --bucket say where"
[ -n "$tree" ] || fail "--tree says what"
: "${AWS_ACCESS_KEY_ID?}" "${AWS_SECRET_ACCESS_KEY?}"
classes=$here/testkit/target/classes
[ -d "$classes" ] || fail "build first: ./mvnw -B package -DskipTests"
. "$here/.mvn/find-jdk.sh"
java=$(find_jdk 25)/bin/java

work=$(mktemp -d "${work:-${TMPDIR:-/var/tmp}}/holdfast-s3-XXXXXX")
proxy=''
trap '[ -z "$proxy" ] || kill "$proxy"; chmod -R u+rwX "$work" && rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Starts the proxy with a delay; its address is in $through afterwards.
start_proxy() {
    [ -z "$proxy" ] || { kill "$proxy" && wait "$proxy" 2>/dev/null || true; }
    "$java" -cp "$classes" dev.holdfast.testkit.FaultProxy 0 "$endpoint" "$1" >"$work/proxy" &
    proxy=$!
    until [ -s "$work/proxy" ]; do sleep 0.1; done
    through=$(cat "$work/proxy")
}

holdfast() {
    HOME=$home "$here/holdfast" -q -r "s3://$bucket/$prefix" --s3-endpoint "$through" "$@"
}
restic() {
    HOME=$home RESTIC_PASSWORD=x command restic -q -r "s3:$through/$bucket/$prefix" "$@"
}

init_holdfast() { holdfast init; }
backup_holdfast() { holdfast backup "$tree"; }
restore_holdfast() { holdfast restore "latest:$tree" --target "$1"; }
# The identity alone: what a new machine has.
forget_caches_holdfast() { rm -rf "$home/.local/state"; }
one_holdfast() { holdfast cat "latest:$1" --trust-writer "$writer"; }
init_restic() { restic init --repository-version 2; }
backup_restic() { (cd "$tree" && restic backup .); }
restore_restic() { restic restore latest --target "$1"; }
forget_caches_restic() { rm -rf "$home/.cache"; }
one_restic() { restic dump latest "/${1#"$tree"/}"; }

# Prints the seconds that a command takes.
seconds() {
    local start=$EPOCHREALTIME
    "$@" >"$work/out" 2>"$work/err" || fail "$* failed: $(tail -3 "$work/err")"
    awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.2f", b - a }'
}

one=$(find "$tree" -type f -size +4k | sort | sed -n '100p')
[ -n "$one" ] || fail "$tree has too few files"
declare -A times
for latency in $latencies; do
    start_proxy "$latency"
    for round in $(seq "$rounds"); do
        for tool in "${tools[@]}"; do
            prefix=bench-$$-$latency-$round-$tool
            home=$work/home
            rm -rf "$home" "$work/target"
            mkdir "$home"
            "init_$tool" >/dev/null
            writer=$(cat "$home"/.local/state/holdfast/*/pins.json 2>/dev/null |
                sed -n 's/.*"writers":\["\([0-9a-f]*\)".*/\1/p' || true)
            key=$latency:$tool
            times[$key:first]+=" $(seconds "backup_$tool")"
            times[$key:unchanged]+=" $(seconds "backup_$tool")"
            times[$key:restore]+=" $(seconds "restore_$tool" "$work/target")"
            rsync -naHi --checksum --delete "$tree/" "$work/target/" | { grep -v ' \./$' || true; } | head -3 |
                sed "s/^/$tool differs: /" >&2
            "forget_caches_$tool"
            times[$key:one]+=" $(seconds "one_$tool" "$one")"
            cmp -s "$work/out" "$one" || fail "$tool gave another file than $one"
        done
    done
done

echo "Least of $rounds rounds, in seconds, all rounds in brackets. $(nproc) cores,"
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
            printf ' %s (%s) |' "$(tr ' ' '\n' <<<"$all" | sed '/^$/d' | sort -n | head -1)" "${all# }"
        done
        echo
    done
done
