package dev.holdfast.restore;

import java.util.random.RandomGenerator;

/// How a tree is written: whose the files are to be, whether blocks of zeros become holes,
/// and where names for what is not complete yet come from.
public record TreeWriterOptions(Owners owners, boolean sparse, RandomGenerator random) {}
