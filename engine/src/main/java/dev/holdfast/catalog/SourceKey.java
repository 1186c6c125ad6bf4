package dev.holdfast.catalog;

import dev.holdfast.format.ByteString;

/// One source of one host: what a lineage is the history of.
///
/// @param host the name under which the host backs up
/// @param kind `files`, or what other kinds of source are called
/// @param root where the source begins: for files the absolute path
public record SourceKey(String host, String kind, ByteString root) {}
