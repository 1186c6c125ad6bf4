"""Prints everything a backup should keep of a tree, a line an entry, in the order of an archive.

dump-tree.py DIRECTORY

An implementation of its own, by directory descriptors, so that no path is too long.
"""
import array, fcntl, hashlib, os, resource, stat, sys

GETFLAGS, FSGETXATTR = 0x80086601, 0x801C581F
# What chattr sets and file systems do not decide by themselves.
KNOWN = 0x20 | 0x80 | 0x04 | 0x800000 | 0x40 | 0x10000 | 0x10 | 0x08 | 0x400 | 0x20000000

soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
first_names = {}
out = sys.stdout.buffer


def quote(b):
    return b.decode("latin1").encode("unicode_escape").replace(b" ", b"\\x20")


def flags(fd):
    try:
        answer = array.array("q", [0])
        fcntl.ioctl(fd, GETFLAGS, answer, True)
        return answer[0] & KNOWN
    except OSError:
        return 0


def project(fd):
    try:
        answer = array.array("I", [0] * 7)
        fcntl.ioctl(fd, FSGETXATTR, answer, True)
        return answer[3]
    except OSError:
        return 0


def attributes(fd):
    # By way of /proc this is the file itself, whatever its type.
    path = "/proc/self/fd/%d" % fd
    try:
        names = sorted(os.listxattr(path), key=os.fsencode)
    except OSError:
        return b"?"
    return b",".join(quote(os.fsencode(n)) + b"=" + os.getxattr(path, n).hex().encode() for n in names)


def digest(fd, size):
    hashed = hashlib.sha256()
    position = 0
    while position < size:
        try:
            data = os.lseek(fd, position, os.SEEK_DATA)
        except OSError:
            data = size
        while position < data:
            length = min(data - position, 1 << 20)
            hashed.update(bytes(length))
            position += length
        if position >= size:
            break
        hole = os.lseek(fd, position, os.SEEK_HOLE)
        while position < hole:
            piece = os.pread(fd, min(hole - position, 1 << 20), position)
            if not piece:
                return "short"
            hashed.update(piece)
            position += len(piece)
    return hashed.hexdigest()


def describe(path, fd, readable, s):
    fields = [quote(path) or b".", b"%o" % s.st_mode, b"%d:%d" % (s.st_uid, s.st_gid), b"%d" % s.st_mtime_ns]
    if stat.S_ISREG(s.st_mode):
        same = first_names.setdefault((s.st_dev, s.st_ino), path)
        fields += [b"%d" % s.st_size, quote(same), b"%d" % s.st_nlink]
        fields.append(digest(readable, s.st_size).encode() if readable is not None else b"unreadable")
    if stat.S_ISLNK(s.st_mode):
        fields.append(quote(os.readlink(b"", dir_fd=fd)))
    if stat.S_ISBLK(s.st_mode) or stat.S_ISCHR(s.st_mode):
        fields.append(b"%d,%d" % (os.major(s.st_rdev), os.minor(s.st_rdev)))
    fields.append(attributes(fd))
    if readable is not None:
        fields.append(b"%x %d" % (flags(readable), project(readable)))
    out.write(b" ".join(fields) + b"\n")


def open_both(name, parent):
    fd = os.open(name, os.O_PATH | os.O_NOFOLLOW, dir_fd=parent)
    s = os.fstat(fd)
    readable = None
    if stat.S_ISREG(s.st_mode) or stat.S_ISDIR(s.st_mode):
        try:
            readable = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=parent)
        except PermissionError:
            pass
    return fd, readable, s


def names(fd):
    return iter(sorted(os.fsencode(n) for n in os.listdir(fd)))


top = os.open(os.fsencode(sys.argv[1]), os.O_RDONLY)
describe(b"", top, top, os.fstat(top))
stack = [(b"", top, names(top))]
while stack:
    path, fd, rest = stack[-1]
    name = next(rest, None)
    if name is None:
        os.close(fd)
        stack.pop()
        continue
    child = path + b"/" + name if path else name
    place, readable, s = open_both(name, fd)
    describe(child, place, readable, s)
    os.close(place)
    if stat.S_ISDIR(s.st_mode) and readable is not None:
        stack.append((child, readable, names(readable)))
    elif readable is not None:
        os.close(readable)
