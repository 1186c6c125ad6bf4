#!/bin/bash
# What time does to a repository: Holdfast over many backups, and restic beside it where it
# has the same task.
#
#   bench/history.sh [--tree DIRECTORY] [--days N] [--small-files N] [--rounds N]
#                    [--tools holdfast,restic] [--parts ageing,prune,few,front]
#                    [--work DIRECTORY] [--write]
#
# ageing: N daily backups (50 unless said) of a copy of a tree (by default the Linux source
# of Debian's linux-source-6.1), one file in a hundred changed each day: of every three of
# them, one gets a line in its middle, one at its end, one is replaced by a new file of its
# size. Then `forget --keep-last 7` with prune. The last restore and the size are compared with
# those of a fresh repository that has seen the last day only.
# prune: as ageing, but half of the snapshots are forgotten; the prune alone is timed, for both
# tools, rounds from copies of the same repository.
# few: N files of 4 KiB that cannot be compressed (400,000 unless said), then one in 2,000 changed
# at random.
# front: one 5-byte file put in front of 100,000 others.
#
# Files are as old as a day when they are backed up, as most are: what was changed a moment ago
# would be read again by the rule of two seconds. Everything is in the page cache.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
tree='' days=50 small=400000 rounds=5 tools=holdfast,restic parts=ageing,prune,few,front work='' write=''

fail() {
    echo "history.sh: $*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --tree) tree=$(realpath "${2?}") && shift 2 ;;
    --days) days=${2?} && shift 2 ;;
    --small-files) small=${2?} && shift 2 ;;
    --rounds) rounds=${2?} && shift 2 ;;
    --tools) tools=${2?} && shift 2 ;;
    --parts) parts=${2?} && shift 2 ;;
    --work) work=$(realpath "${2?}") && shift 2 ;;
    --write) write=yes && shift ;;
    *) fail "what is $1?" ;;
    esac
done
IFS=, read -ra tools <<<"$tools"

work=$(mktemp -d "${work:-${TMPDIR:-/var/tmp}}/holdfast-history-XXXXXX")
trap 'chmod -R u+rwX "$work" && rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
export LC_ALL=C.UTF-8 RESTIC_PASSWORD=comparison

# A world of its own named $1: home and repository.
world() {
    export HOME=$work/$1
    export XDG_DATA_HOME=$HOME/data XDG_CONFIG_HOME=$HOME/config
    export XDG_STATE_HOME=$HOME/state XDG_CACHE_HOME=$HOME/cache
    export HOLDFAST_REPOSITORY=$HOME/repository RESTIC_REPOSITORY=$HOME/repository
    mkdir -p "$HOME"
}

init_holdfast() { "$here/holdfast" -q init; }
backup_holdfast() { "$here/holdfast" --json backup "$1" | tail -1; }
restore_holdfast() { "$here/holdfast" -q restore "latest:$1" --target "$2"; }
halve_holdfast() { "$here/holdfast" -q forget --keep-last "$1"; }
prune_holdfast() { "$here/holdfast" -q prune; }

init_restic() { restic -q init --repository-version 2; }
backup_restic() { restic -q --compression auto backup "$1"; }
restore_restic() { restic -q restore latest --target "$2"; }
halve_restic() { restic -q forget --keep-last "$1"; }
prune_restic() { restic -q prune; }

# Runs a command and adds a line "NAME seconds" to the results.
timed() {
    local name=$1 seconds
    shift
    sync
    /usr/bin/time --format %e --output "$work/time" "$@" >"$work/said" 2>&1 \
        || [ $? = 3 ] || fail "$name: $(tail -5 "$work/said")"
    seconds=$(tail -1 "$work/time")
    echo "$name $seconds" >>"$work/results"
}

# The same, of a function of this script.
timed_step() {
    local name=$1
    shift
    timed "$name" bash -c "$(declare -f "$1"); here='$here'; \"\$@\"" - "$@"
}

fact() { echo "$1 $2" >>"$work/results"; }
bytes() { du -s --apparent-size -B1 "$1" | cut -f1; }

# Changes a share of the files under $1 by the random seed $2, one in $3; says how many bytes
# the changed files have.
change() {
    python3 - "$@" <<'PYTHON'
import os, random, sys, time
root, seed, share = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
whole = len(sys.argv) > 4
pick = random.Random(seed)
files = sorted(os.path.join(d, f) for d, _, names in os.walk(root) for f in names
               if not os.path.islink(os.path.join(d, f)))
old = time.time() - 86400 * 400 + 86400 * seed
changed = 0
for number, path in enumerate(sorted(pick.sample(files, len(files) // share))):
    with open(path, "rb") as file:
        content = file.read()
    line = b"// %030x\n" % pick.getrandbits(120)
    kind = 2 if whole else number % 3
    if kind == 0:
        half = content.find(b"\n", len(content) // 2) + 1
        content = content[:half] + line + content[half:]
    elif kind == 1:
        content += line
    else:
        content = pick.randbytes(len(content))
    with open(path, "wb") as file:
        file.write(content)
    os.utime(path, (old, old))
    changed += len(content)
print(changed)
PYTHON
}

grow() { # grow TOOL: `days` backups of a changing copy of the tree
    world "$1"
    "init_$1"
    local day
    for day in $(seq "$days"); do
        [ "$day" = 1 ] || change "$work/source" "$day" 100 >/dev/null
        sleep 2.1 # past the rule of two seconds, for ctimes
        "backup_$1" "$work/source" >"$work/said" 2>&1 || fail "$1 backup: $(tail -3 "$work/said")"
    done
}

source_again() {
    rm -rf "$work/source"
    cp -a "$tree" "$work/source"
}

measure_ageing() {
    source_again
    grow holdfast
    fact ageing.grown "$(bytes "$HOLDFAST_REPOSITORY")"
    timed_step ageing.forget halve_holdfast 7
    timed_step ageing.prune prune_holdfast
    fact ageing.aged "$(bytes "$HOLDFAST_REPOSITORY")"
    world fresh
    init_holdfast
    backup_holdfast "$work/source" >/dev/null
    fact ageing.fresh "$(bytes "$HOLDFAST_REPOSITORY")"
    local round world
    for round in $(seq "$rounds"); do
        for world in holdfast fresh; do
            world $world
            rm -rf "$work/restored"
            timed_step "ageing.restore.$world" restore_holdfast "$work/source" "$work/restored"
        done
    done
    world holdfast
    rm -rf "$work/restored"
    restore_holdfast "$work/source" "$work/restored"
    [ -z "$(rsync -naHAX --checksum --delete --itemize-changes "$work/source/" "$work/restored/")" ] \
        || fail "the aged restore differs from the source"
    rm -rf "$work/restored" "$work/holdfast" "$work/fresh"
}

measure_prune() {
    local tool round
    for tool in "${tools[@]}"; do
        source_again
        grow "$tool"
        "halve_$tool" $((days / 2)) >/dev/null
        cp -a "$work/$tool" "$work/kept-$tool"
    done
    for round in $(seq "$rounds"); do
        for tool in "${tools[@]}"; do
            rm -rf "${work:?}/$tool"
            cp -a "$work/kept-$tool" "$work/$tool"
            world "$tool"
            timed_step "prune.$tool" "prune_$tool"
        done
    done
    for tool in "${tools[@]}"; do rm -rf "${work:?}/$tool" "$work/kept-$tool"; done
}

field() { python3 -c 'import json,sys; d=json.loads(sys.argv[1])
for k in sys.argv[2].split("."): d=d[k]
print(d)' "$1" "$2"; }

measure_few() {
    mkdir "$work/small"
    python3 - "$work/small" "$small" <<'PYTHON'
import os, sys
root, count = sys.argv[1], int(sys.argv[2])
for i in range(count):
    if i % 1000 == 0: os.mkdir("%s/%04d" % (root, i // 1000))
    with open("%s/%04d/%06d" % (root, i // 1000, i), "wb") as file: file.write(os.urandom(4096))
PYTHON
    sleep 3
    world few
    init_holdfast
    backup_holdfast "$work/small" >/dev/null
    backup_holdfast "$work/small" >/dev/null
    local round said unchanged
    for round in $(seq "$rounds"); do
        timed_step few.unchanged backup_holdfast "$work/small"
        fact few.changed.bytes "$(change "$work/small" "$round" 2000 whole)"
        sleep 2.1
        timed_step few.changed backup_holdfast "$work/small"
        said=$(tail -1 "$work/said")
        fact few.read "$(field "$said" read_bytes)"
        fact few.stored "$(field "$said" stored_bytes)"
        fact few.evacuated "$(field "$said" changes.causes.evacuated)"
    done
    rm -rf "$work/small" "$work/few"
}

measure_front() {
    mkdir "$work/front"
    python3 - "$work/front" <<'PYTHON'
import sys
for i in range(100000): open("%s/f%06d" % (sys.argv[1], i), "wb").close()
PYTHON
    sleep 2.1
    world front-world
    init_holdfast
    backup_holdfast "$work/front" >/dev/null
    printf 12345 >"$work/front/a"
    sleep 2.1
    said=$(backup_holdfast "$work/front")
    fact front.stored "$(field "$said" stored_bytes)"
    fact front.packs "$(field "$said" packs)"
    rm -rf "$work/front" "$work/front-world"
}

[ -n "$tree" ] || tree=/usr/src/linux-source-6.1
: >"$work/results"
for part in ${parts//,/ }; do
    case $part in
    ageing | prune) [ -d "$tree" ] || fail "--tree says what; $tree is not there" ;;
    esac
    "measure_$part"
done

report=$(python3 - "$work/results" "$here" "$days" "$small" "$rounds" <<'PYTHON'
import collections, statistics, subprocess, sys
from datetime import datetime, timezone
results, here, days, small, rounds = sys.argv[1:]
facts = collections.defaultdict(list)
for line in open(results):
    name, value = line.split()
    facts[name].append(float(value))
def median(name): return statistics.median(facts[name])
def seconds(name):
    return "%.2f s (%.2f – %.2f)" % (median(name), min(facts[name]), max(facts[name]))
def mib(name): return "%.2f MiB" % (median(name) / 2**20)
commit = subprocess.run(["git", "-C", here, "describe", "--always", "--dirty"],
                        capture_output=True, text=True).stdout.strip()
print("# What time does to a repository\n")
print("Made by `bench/history.sh` on %s at commit %s. Median of %s rounds (least – most).\n"
      % (datetime.now(timezone.utc).date(), commit, rounds))
print("| what | measured |\n|---|--:|")
def row(what, text): print("| %s | %s |" % (what, text))
if "ageing.aged" in facts:
    row("repository after %s days" % days, mib("ageing.grown"))
    row("forget --keep-last 7 and prune", "%.2f s + %.2f s" % (median("ageing.forget"), median("ageing.prune")))
    row("repository then", mib("ageing.aged"))
    row("repository that has seen the last day only", "%s · %.2f"
        % (mib("ageing.fresh"), median("ageing.aged") / median("ageing.fresh")))
    row("restore of the last day", seconds("ageing.restore.holdfast"))
    row("restore from the fresh repository", "%s · %.2f" % (seconds("ageing.restore.fresh"),
        median("ageing.restore.holdfast") / median("ageing.restore.fresh")))
for name in sorted(facts):
    if name.startswith("prune."):
        row("prune after half of %s snapshots went, %s" % (days, name[6:]), seconds(name))
if "prune.restic" in facts and "prune.holdfast" in facts:
    row("holdfast's share of restic's prune", "%.2f" % (median("prune.holdfast") / median("prune.restic")))
if "few.changed" in facts:
    row("%s files of 4 KiB, nothing changed" % small, seconds("few.unchanged"))
    row("one in 2,000 of them changed", "%s · %.2f" % (seconds("few.changed"),
        median("few.changed") / median("few.unchanged")))
    row("changed bytes", mib("few.changed.bytes"))
    row("read", mib("few.read"))
    row("files evacuated", "%d" % median("few.evacuated"))
    row("stored", mib("few.stored"))
if "front.stored" in facts:
    row("one file of 5 bytes in front of 100,000: stored", mib("front.stored"))
PYTHON
)
echo "$report"
if [ -n "$write" ]; then
    mkdir -p "$here/docs/benchmarks"
    target=$here/docs/benchmarks/$(date -u +%F)-history.md
    echo "$report" >"$target"
    echo "written to $target" >&2
fi
