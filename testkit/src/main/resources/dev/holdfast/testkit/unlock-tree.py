"""Takes away what would keep a tree from being removed: unlock-tree.py DIRECTORY."""
import array, fcntl, os, resource, stat, sys

GETFLAGS, SETFLAGS, LOCKS = 0x80086601, 0x40086602, 0x10 | 0x20
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def unlock(fd):
    try:
        flags = array.array("q", [0])
        fcntl.ioctl(fd, GETFLAGS, flags, True)
        if flags[0] & LOCKS:
            flags[0] &= ~LOCKS
            fcntl.ioctl(fd, SETFLAGS, flags, True)
    except OSError:
        pass


stack = [os.open(os.fsencode(sys.argv[1]), os.O_RDONLY)]
while stack:
    fd = stack.pop()
    unlock(fd)
    for name in os.listdir(fd):
        s = os.stat(name, dir_fd=fd, follow_symlinks=False)
        if stat.S_ISDIR(s.st_mode):
            if s.st_mode & 0o700 != 0o700 and os.geteuid() == s.st_uid != 0:
                os.chmod(name, 0o700, dir_fd=fd)
            try:
                stack.append(os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=fd))
            except OSError:
                pass
        elif stat.S_ISREG(s.st_mode):
            try:
                child = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=fd)
                unlock(child)
                os.close(child)
            except OSError:
                pass
    os.close(fd)
