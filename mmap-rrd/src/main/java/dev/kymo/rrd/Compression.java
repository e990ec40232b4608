package dev.kymo.rrd;

/// How a chunk's payload is stored.
public enum Compression {
    /// As it is used: it can be mapped.
    NONE,
    /// As one raw LZ4 block.
    LZ4
}
