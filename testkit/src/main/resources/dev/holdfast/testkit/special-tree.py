"""Makes a directory tree with every special case a backup can meet.

special-tree.py DIRECTORY SEED [BIG_DIRECTORY_COUNT]

Prints one line for every thing that this user or file system cannot have. Owners, devices,
trusted attributes and locks need root. Access control lists, capabilities and flags are set
by setfacl, setcap and chattr, so that nothing is judged by what made it.
"""
import os, random, stat, subprocess, sys

root = os.fsencode(sys.argv[1])
rng = random.Random(int(sys.argv[2]))
big = int(sys.argv[3]) if len(sys.argv) > 3 else 300
admin = os.geteuid() == 0


def at(*names):
    return os.path.join(root, *[os.fsencode(n) if isinstance(n, str) else n for n in names])


def cannot(what, why):
    print("cannot make %s: %s" % (what, why))


def attempt(what, action):
    try:
        action()
    except OSError as e:
        cannot(what, e.strerror)


def tool(*command):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode != 0:
            cannot(b" ".join(os.fsencode(c) for c in command).decode("latin1"),
                   done.stdout.decode("latin1").strip())
    except FileNotFoundError:
        cannot(command[0], "no such program")


def directory(*names):
    path = at(*names)
    os.makedirs(path, exist_ok=True)
    return path


def file(content, *names):
    path = at(*names)
    with open(path, "wb") as f:
        f.write(content)
    return path


def contents():
    directory("contents")
    for size in (0, 1, 15, 4095, 4096, 4097, 100000, 3 << 20):
        file(rng.randbytes(size), "contents", "random-%d" % size)
    file(b"text\n" * 20000, "contents", "text")
    file(bytes(70000), "contents", "zeros")
    directory("contents", "empty directory")
    directory("empty directory")


def sparse():
    directory("sparse")

    def holes(name, size, *pieces):
        with open(at("sparse", name), "wb") as f:
            os.truncate(f.fileno(), size)
            for position, length in pieces:
                f.seek(position)
                f.write(rng.randbytes(length))

    holes("nothing but a hole", 1 << 26)
    holes("hole in front", 10 << 20, ((10 << 20) - 5000, 5000))
    holes("hole behind", 10 << 20, (0, 5000))
    holes("holes between", 16 << 20, *[(i << 18, 4096) for i in range(0, 64, 5)])
    holes("crooked", 19999937, (12345, 1), (10000000, 70001), (19999936, 1))
    holes("small", 100)


def modes():
    directory("modes")
    for mode in ((0,) if admin else ()) + (0o400, 0o644, 0o755, 0o777, 0o1644, 0o2755, 0o4755, 0o6711, 0o7777):
        os.chmod(file(b"mode", "modes", "file %o" % mode), mode)
    for mode in (0o700, 0o1777, 0o2775, 0o3755, 0o555) + ((0, 0o111) if admin else ()):
        path = directory("modes", "directory %o" % mode)
        file(b"inside", path, "inside")
        os.chmod(path, mode)


def owners():
    if not admin:
        return cannot("files of other owners", "not root")
    directory("owners")
    for uid, gid in ((1, 1), (1000, 65534), (4294967294, 4294967294), (0, 12345), (70000, 0)):
        path = file(b"owned", "owners", "%d-%d" % (uid, gid))
        os.chown(path, uid, gid)
        os.chmod(path, 0o6755)
        path = at("owners", "link %d-%d" % (uid, gid))
        os.symlink("nowhere", path)
        os.chown(path, uid, gid, follow_symlinks=False)
    os.chown(directory("owners", "directory"), 12, 34)


def links():
    directory("links", "sub")
    for name, target in (("relative", "sub"), ("absolute", "/etc/passwd"), ("dangling", "no/such"),
                         ("upwards", "../../../../.."), ("loop", "loop"), ("odd", b"\xff\n\x1b[31m"),
                         ("long", b"x" * 1000)):
        os.symlink(target, at("links", name))
    attempt("symbolic link of 4,000 bytes", lambda: os.symlink(b"y" * 4000, at("links", "longer")))
    first = file(rng.randbytes(9000), "links", "first of three")
    os.link(first, at("links", "second of three"))
    os.link(first, at("links", "sub", "third of three"))
    empty = file(b"", "links", "z empty 1")
    os.link(empty, at("links", "a empty 2"))
    os.link(first, at("a hard link before the others"))


def nodes():
    directory("nodes")
    os.mkfifo(at("nodes", "fifo"), 0o640)
    os.mknod(at("nodes", "socket"), stat.S_IFSOCK | 0o755)
    if not admin:
        return cannot("devices", "not root")
    for name, kind, major, minor in (("null", stat.S_IFCHR, 1, 3), ("block", stat.S_IFBLK, 7, 200),
                                     ("large", stat.S_IFBLK, 4095, 1048575), ("zero", stat.S_IFCHR, 0, 0)):
        attempt("device " + name, lambda: os.mknod(at("nodes", name), kind | 0o660, os.makedev(major, minor)))
    os.chown(at("nodes", "fifo"), 5, 6)


def names():
    directory("names")
    for b in range(1, 256):
        if b not in b"/.":
            file(bytes([b]), "names", bytes([b]))
    for name in (b"x" * 255, b"\xc3\xa9" * 127, "e\u0301", "\u00e9", b"\xff\xfe", b"-rf", b"...", b" lead", b"trail ",
                 b"new\nline", b"\x1b[31mred", "\u202egnp.exe", b"back\\slash", b"*", b"quote'\"", b".hidden"):
        file(b"name", "names", name)
    # The order of an archive is by bytes and by component.
    for name in ("dir-a", "dir.b", "dir0", "DIR"):
        file(b"order", directory("names", name), "inside")
    file(b"order", directory("names", "dir"), "inside")


def times():
    directory("times")
    second = 10 ** 9
    for ns in (0, 1, -1, -1500000000, 999999999, -second, 1234567890123456789, 2 ** 31 * second - 1,
               2 ** 31 * second, 2 ** 32 * second + 5, -2 ** 31 * second + 1, 4102444800123456789):
        path = file(b"time", "times", "%d" % ns)
        os.utime(path, ns=(ns, ns))
        path = at("times", "link %d" % ns)
        os.symlink("nowhere", path)
        os.utime(path, ns=(ns, ns), follow_symlinks=False)
        path = directory("times", "directory %d" % ns)
        file(b"", path, "inside")
        os.utime(path, ns=(ns, ns))


def attributes():
    directory("attributes")
    path = file(b"attributes", "attributes", "file")
    for name, value in (("user.empty", b""), ("user.binary", bytes(range(256))), ("user.z", b"z"), ("user.a", b"a"),
                        ("user." + "n" * 250, b"long name"), ("user.\u00e9", b"name")):
        attempt(name, lambda: os.setxattr(path, name, value))
    many = file(b"", "attributes", "many")
    for i in range(40):
        attempt("user.%d" % i, lambda: os.setxattr(many, "user.%d" % i, b"%d" % i))
    large = file(b"", "attributes", "large")
    attempt("large attribute", lambda: os.setxattr(large, "user.large", rng.randbytes(3000)))
    attempt("attribute of a directory", lambda: os.setxattr(directory("attributes", "directory"), "user.d", b"1"))
    if not admin:
        return cannot("trusted and security attributes", "not root")
    link = at("attributes", "link")
    os.symlink("file", link)
    fifo = at("attributes", "fifo")
    os.mkfifo(fifo)
    for place in (path, link, fifo, directory("attributes", "directory")):
        attempt("trusted attribute", lambda: os.setxattr(place, "trusted.t", b"\0t\xff", follow_symlinks=False))
        attempt("security attribute",
                lambda: os.setxattr(place, "security.holdfast", b"label", follow_symlinks=False))


def lists():
    directory("lists")
    named = ["-m", "u:1000:rwx,u:0:r,g:1000:---,g:7:rx"]
    tool("setfacl", *named, file(b"acl", "lists", "named"))
    tool("setfacl", "-m", "m::r", file(b"acl", "lists", "mask only"))
    tool("setfacl", "-n", "-m", "u:1000:rwx,m::---", file(b"acl", "lists", "mask below"))
    many = ",".join("u:%d:%d" % (i * 7 + 1, i % 8) for i in range(60))
    tool("setfacl", "-m", many, file(b"acl", "lists", "many"))
    path = directory("lists", "directory")
    # Made before the default list, so that nothing is inherited that was not meant.
    file(b"inside", path, "inside")
    tool("setfacl", *named, path)
    tool("setfacl", "-d", "-m", "u:1000:rwx,g:7:---,o::---", path)
    tool("setfacl", "-d", "-m", "u::rwx,g::rx,o::-", directory("lists", "plain default"))
    inheriting = directory("lists", "inheriting")
    tool("setfacl", "-d", "-m", "u:1000:rwx", inheriting)
    file(b"inherits", inheriting, "inherits")
    directory(inheriting, "inherits too")
    tool("setfacl", "-b", file(b"does not", inheriting, "does not"))
    fifo = at("lists", "fifo")
    os.mkfifo(fifo)
    tool("setfacl", *named, fifo)


def capabilities():
    if not admin:
        return cannot("capabilities", "not root")
    directory("capabilities")
    tool("setcap", "cap_net_raw+ep", file(b"cap", "capabilities", "ping"))
    path = file(b"cap", "capabilities", "owned by another")
    os.chown(path, 1000, 1000)
    os.chmod(path, 0o4755)
    tool("setcap", "cap_net_admin,cap_sys_time=eip", path)


def flags():
    directory("flags")
    for flag in "dAS":
        tool("chattr", "+" + flag, file(b"flag", "flags", flag))
    for flag in "dAD":
        path = directory("flags", "directory " + flag)
        file(b"inside", path, "inside")
        tool("chattr", "+" + flag, path)
    if not admin:
        return cannot("locks", "not root")
    linked = file(b"locked", "flags", "immutable and linked")
    os.link(linked, at("flags", "also immutable"))
    append = file(b"append", "flags", "append only")
    path = directory("flags", "immutable directory")
    file(b"inside", path, "inside")
    for locked in (linked, path):
        tool("chattr", "+i", locked)
    tool("chattr", "+a", append)


def deep():
    """A path far longer than PATH_MAX, with something at its end."""
    here = os.open(directory("deep"), os.O_RDONLY)
    for i in range(300):
        name = b"%03d-%s" % (i, b"d" * 20)
        os.mkdir(name, dir_fd=here)
        below = os.open(name, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    f = os.open(b"bottom", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=here)
    os.write(f, b"bottom")
    os.close(f)
    os.symlink(b"bottom", b"link", dir_fd=here)
    os.link(b"bottom", b"other name", src_dir_fd=here, dst_dir_fd=here)
    os.close(here)


def many():
    here = directory("many")
    for i in range(big):
        file(b"%d" % i, here, "%x" % (i * 2654435761 % 4294967296))


os.umask(0o022)
os.makedirs(root, exist_ok=True)
for part in (contents, sparse, modes, owners, links, nodes, names, attributes, lists, capabilities, many, deep, times,
             flags):
    part()
os.utime(root, ns=(-5, 1600000000123456789))
