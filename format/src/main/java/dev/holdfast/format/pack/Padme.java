package dev.holdfast.format.pack;

/// Padmé size classes (Nikitin et al., PETS 2019): sizes whose binary form has few
/// significant digits, so that a size tells little, at a price of at most 12 %.
final class Padme {

    private Padme() {}

    /// The smallest class that `size` fits in.
    static long sizeClass(long size) {
        if (size < 2) return size;
        int exponent = 63 - Long.numberOfLeadingZeros(size);
        int digits = 32 - Integer.numberOfLeadingZeros(exponent);
        long mask = (1L << (exponent - digits)) - 1;
        return (size + mask) & ~mask;
    }
}
