package dev.holdfast.sys;

/// What differs between the two machines Holdfast runs on.
enum Machine {
    X86_64(0200000, 0400000, 217),
    AARCH64(040000, 0100000, 61);

    static final Machine HERE = here();

    final int directoryFlag;
    final int noFollowFlag;
    final int getdents64;

    Machine(int directoryFlag, int noFollowFlag, int getdents64) {
        this.directoryFlag = directoryFlag;
        this.noFollowFlag = noFollowFlag;
        this.getdents64 = getdents64;
    }

    private static Machine here() {
        var name = System.getProperty("os.arch");
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default ->
                throw new IllegalStateException(
                        "Holdfast knows Linux on x86-64 and AArch64, not on " + name);
        };
    }
}
