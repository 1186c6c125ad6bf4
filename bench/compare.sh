#!/bin/bash
# First backup, unchanged backup and full restore, measured side by side: holdfast, restic,
# borg, and the pipeline of tar, zstd and age.
#
#   bench/compare.sh [--tree DIRECTORY] [--incompressible GIB] [--rounds N]
#                    [--tools holdfast,restic,borg,pipeline] [--compression LEVEL]
#                    [--cold] [--work DIRECTORY] [--write]
#
# Two sets of data: a tree (by default the Linux source of Debian's linux-source-6.1), and
# GIB gibibytes (by default 2, 0 for none) of files of 160 kB that cannot be compressed.
# Prints a table in Markdown for each; --write also keeps them in docs/benchmarks. LEVEL is
# Holdfast's own (`default` unless said); restic and borg compress by zstd 3 or what is like it,
# the pipeline by zstd 1. It is no backup system: it keeps one copy and knows no second time.
#
# The rules, which are printed with the result: the same data for all, in one run, tools in
# turn, first in the order given and then rotated by one each round. Every backup goes to a
# new repository, every restore to a new directory. Encryption is on everywhere. Nothing of
# a tool survives from one round to the next: caches and homes are in the work directory.
# The data is in the page cache, or with --cold nothing is; what went before is on disk. Of N
# rounds the median counts; the least and the most are shown. In the first round rsync compares
# each restored tree with the source, as far as this user may see.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
tree='' gibibytes=2 rounds=5 tools=holdfast,restic,borg,pipeline compression=default work='' write='' cold=''

fail() {
    echo "compare.sh: $*" >&2
    exit 1
}

while [ $# -gt 0 ]; do
    case $1 in
    --tree) tree=$(realpath "${2?}") && shift 2 ;;
    --incompressible) gibibytes=${2?} && shift 2 ;;
    --rounds) rounds=${2?} && shift 2 ;;
    --tools) tools=${2?} && shift 2 ;;
    --compression) compression=${2?} && shift 2 ;;
    --work) work=$(realpath "${2?}") && shift 2 ;;
    --cold) cold=yes && shift ;;
    --write) write=yes && shift ;;
    *) fail "what is $1?" ;;
    esac
done
IFS=, read -ra tools <<< "$tools"
[ -z "$cold" ] || [ -w /proc/sys/vm/drop_caches ] || fail "--cold empties the page cache, which takes root"

work=$(mktemp -d "${work:-${TMPDIR:-/var/tmp}}/holdfast-compare-XXXXXX")
trap 'chmod -R u+rwX "$work" && rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# Each tool in three steps. Directory $1/$2 is backed up, and restored to $3/$2. A step has a
# HOME of its own, and finds what else it needs in the variables that `step` sets.

init_holdfast() { "$here/holdfast" -q init; }
backup_holdfast() {
    measure "$here/holdfast" -q backup --compression "$compression" "$1/$2"
}
restore_holdfast() { measure "$here/holdfast" -q restore "latest:$1/$2" --target "$3/$2"; }
version_holdfast() { "$here/holdfast" --version; }

init_restic() { restic -q init --repository-version 2; }
backup_restic() { cd "$1" && measure restic -q --compression auto backup "$2"; }
restore_restic() { measure restic -q restore latest --target "$3"; }
version_restic() { restic version; }

init_borg() { borg init --encryption repokey-blake2; }
backup_borg() { cd "$1" && measure borg create --compression zstd,3 "::$4" "$2"; }
restore_borg() { cd "$3" && measure borg extract ::first; }
version_borg() { borg --version; }

init_pipeline() {
    mkdir "$repository"
    age-keygen -o "$HOME/key" 2> /dev/null
}
backup_pipeline() {
    measure bash -c 'tar -C "$0" -c "$1" | zstd -q -1 -T2 | age -r "$2" > "$3/tar.zst.age"' \
        "$1" "$2" "$(age-keygen -y "$HOME/key")" "$repository"
}
restore_pipeline() {
    measure bash -c 'age -d -i "$0" "$1/tar.zst.age" | zstd -q -d | tar -C "$2" -x' \
        "$HOME/key" "$repository" "$3"
}
version_pipeline() { echo "$(tar --version | head -1), $(zstd --version | grep -o 'v[0-9.]*'), age $(age --version)"; }

# Runs a command and writes its wall, user and system seconds and its largest resident set
# in KiB to $measured.
measure() {
    /usr/bin/time --format '%e %U %S %M' --output "$measured" "$@"
}

# Runs step $1 of tool $2 on directory $3 in a world of its own, which is $work/round. What
# it says is shown only if it fails.
step() {
    local round=$work/round
    (
        export HOME=$round/home repository=$round/repository measured=$round/measured
        export XDG_DATA_HOME=$HOME/data XDG_CONFIG_HOME=$HOME/config
        export XDG_STATE_HOME=$HOME/state XDG_CACHE_HOME=$HOME/cache
        export HOLDFAST_REPOSITORY=$repository
        export RESTIC_REPOSITORY=$repository RESTIC_PASSWORD=comparison
        export BORG_REPO=$repository BORG_PASSPHRASE=comparison BORG_BASE_DIR=$HOME
        export LC_ALL=C.UTF-8
        cd "$round"
        "$1_$2" "$(dirname "$3")" "$(basename "$3")" "$round/restored" "${4:-first}"
    ) > "$work/said" 2>&1 || fail "$2 cannot $1: $(tail -5 "$work/said")"
}

# Brings the disk to rest, and the page cache to what was asked for.
settle() {
    sync
    [ -z "$cold" ] || echo 3 > /proc/sys/vm/drop_caches
}

# One tool, one round, one set of data: a line "name tool round …" goes to the results.
round() {
    local name=$1 source=$2 tool=$3 number=$4 stored backup again='- - - -' restore equal=-
    mkdir -p "$work/round/home" "$work/round/restored"
    step init "$tool" "$source"
    settle
    step backup "$tool" "$source"
    backup=$(cat "$work/round/measured")
    stored=$(find "$work/round/repository" -type f -printf '%s\n' |
        awk '{ bytes += $1 } END { printf "%d %d", bytes, NR }')
    if [ "$tool" != pipeline ]; then
        settle
        step backup "$tool" "$source" again
        again=$(cat "$work/round/measured")
    fi
    settle
    step restore "$tool" "$source"
    restore=$(cat "$work/round/measured")
    if [ "$number" = 1 ]; then
        equal=$(rsync -naHAXi --checksum --delete "$source/" \
            "$work/round/restored/$(basename "$source")/" | wc -l)
    fi
    echo "$name $tool $number $backup $stored $again $restore $equal" >> "$work/results"
    echo "  $tool: backup ${backup%% *} s, again ${again%% *} s, restore ${restore%% *} s" >&2
    chmod -R u+rwX "$work/round" && rm -rf "$work/round"
}

# All rounds over the data in directory $2, called $1.
compare() {
    local name=$1 source=$2 number turn
    find "$source" -type f -print0 | xargs -0 cat > /dev/null
    find "$source" -type f -printf '%s\n' |
        awk -v name="$name" '{ bytes += $1 } END { printf "%s %d %d\n", name, NR, bytes }' \
            >> "$work/data"
    for ((number = 1; number <= rounds; number++)); do
        echo "$name, round $number of $rounds" >&2
        for ((turn = 0; turn < ${#tools[@]}; turn++)); do
            round "$name" "$source" "${tools[(turn + number - 1) % ${#tools[@]}]}" "$number"
        done
    done
}

# Files of 160,000 bytes, 256 in a directory, always the same.
make_incompressible() {
    python3 - "$1" "$2" << 'PYTHON'
import os, random, sys
top, gibibytes = sys.argv[1], float(sys.argv[2])
random.seed(20261121)
for i in range(int(gibibytes * 2**30 / 160000)):
    directory = "%s/%04d" % (top, i // 256)
    if i % 256 == 0:
        os.makedirs(directory)
    with open("%s/%08d.bin" % (directory, i), "wb") as file:
        file.write(random.randbytes(160000))
PYTHON
}

if [ -z "$tree" ]; then
    archive=/usr/src/linux-source-6.1.tar.xz
    [ -f "$archive" ] || fail "no $archive: apt install linux-source-6.1, or give --tree"
    echo "unpacking $archive" >&2
    tar -C "$work" -xf "$archive" && tree=$work/linux-source-6.1
fi
for tool in "${tools[@]}"; do
    version=$("version_$tool" | head -1) || fail "cannot run $tool"
    echo "$tool $version" >> "$work/versions"
done
compare tree "$tree"
if [ "$gibibytes" != 0 ]; then
    make_incompressible "$work/incompressible" "$gibibytes"
    sleep 3
    compare incompressible "$work/incompressible"
fi

report=$(python3 - "$work" "$here" "$tree" "$compression" "$cold" << 'PYTHON'
import collections, os, statistics, subprocess, sys
from datetime import datetime, timezone

work, here, tree, compression, cold = sys.argv[1:]
lines = lambda name: [line.split() for line in open(os.path.join(work, name))]
tools = [line[0] for line in lines("versions")]
COLUMNS = ["backup", "backup user", "backup system", "backup memory", "size", "files",
           "again", "again user", "again system", "again memory",
           "restore", "restore user", "restore system", "restore memory"]


def first_line(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"


def cpu():
    facts = dict(line.split(":", 1) for line in open("/proc/cpuinfo").read().splitlines() if ":" in line)
    facts = {key.strip(): value.strip() for key, value in facts.items()}
    has = facts.get("flags", "").split()
    known = " ".join(flag for flag in ("aes", "vaes", "sha_ni", "avx2", "avx512f") if flag in has)
    return "%s × %d (%s)" % (facts.get("model name", "unknown"), os.cpu_count(), known)


def seconds(values):
    return "%.2f s" % statistics.median(values)


def spread(values):
    return "%s (%.2f – %.2f)" % (seconds(values), min(values), max(values))


def mebibytes(values):
    return "%.1f MiB" % (statistics.median(values) / 2**20)


def most(values):
    return "%.0f MiB" % (max(values) / 2**10)


def count(values):
    return "%d" % statistics.median(values)


def table(name):
    measured = collections.defaultdict(lambda: collections.defaultdict(list))
    equal = {}
    for dataset, tool, number, *values in lines("results"):
        if dataset != name:
            continue
        for column, value in zip(COLUMNS, values):
            if value != "-":
                measured[tool][column].append(float(value))
        for which in ("backup", "again", "restore"):
            if not measured[tool][which + " user"]:
                continue
            spent = measured[tool][which + " user"][-1] + measured[tool][which + " system"][-1]
            measured[tool][which + " processor"].append(spent)
        if values[-1] != "-":
            equal[tool] = "yes" if values[-1] == "0" else "%s differences" % values[-1]
    base = measured[tools[0]]

    def row(title, column, shown):
        cells = []
        for tool in tools:
            if not measured[tool][column]:
                cells.append("-")
                continue
            mine, other = (statistics.median(m[column]) for m in (base, measured[tool]))
            share = " · %.2f" % (mine / other) if tool != tools[0] and other else ""
            cells.append(shown(measured[tool][column]) + share)
        return "| %s | %s |" % (title, " | ".join(cells))

    yield "| | %s |" % " | ".join(tools)
    yield "|---|%s" % ("--:|" * len(tools))
    yield row("first backup", "backup", spread)
    yield row("processor time of it", "backup processor", seconds)
    yield row("memory of it", "backup memory", most)
    yield row("backup, nothing changed", "again", spread)
    yield row("processor time of it", "again processor", seconds)
    yield row("memory of it", "again memory", most)
    yield row("repository", "size", mebibytes)
    yield row("files in it", "files", count)
    yield row("restore", "restore", spread)
    yield row("processor time of it", "restore processor", seconds)
    yield row("memory of it", "restore memory", most)
    yield "| same by rsync | %s |" % " | ".join(equal.get(tool, "-") for tool in tools)
    yield ""


rounds = max(int(line[2]) for line in lines("results"))
commit = first_line("git", "-C", here, "describe", "--always", "--dirty")
print("# Backup and restore: %s beside %s" % (tools[0], ", ".join(tools[1:])))
print()
print("Made by `bench/compare.sh` on %s at commit %s." % (datetime.now(timezone.utc).date(), commit))
print()
print("Median of %d rounds (least – most); behind the point, the share that %s takes of what that"
      % (rounds, tools[0]))
print("tool takes: below 1 is less. Memory is the largest resident set of all rounds. %s" % (
    "Nothing is in" if cold else "The data is in"))
print("the page cache; tools take turns; every backup is encrypted and goes to a new repository, with")
print("caches of its own.")
print()
for name, files, size in lines("data"):
    what = os.path.basename(tree) if name == "tree" else "Files of 160 kB that cannot be compressed"
    print("## %s: %s files, %.2f GiB" % (what, format(int(files), ","), int(size) / 2**30))
    print()
    print("\n".join(table(name)))
print("## Machine, versions, settings")
print()
print("* %s, %.0f GiB of memory, Linux %s, %s" % (
    cpu(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, os.uname().release,
    first_line("stat", "-f", "-c", "%T", work)))
for tool, *version in lines("versions"):
    print("* " + " ".join(version))
print("* holdfast: `--compression %s`. restic: repository version 2, `--compression auto`." % compression)
print("  borg: `repokey-blake2`, `zstd,3`.")
print("* source, repository and target are on one file system; `sync` before each measurement, none in it.")
PYTHON
)
echo "$report"
if [ -n "$write" ]; then
    mkdir -p "$here/docs/benchmarks"
    target=$here/docs/benchmarks/$(date -u +%F)-${cold:+cold-}comparison.md
    echo "$report" > "$target"
    echo "written to $target" >&2
fi
