package dev.kymo.rrd;

/// How a file is written.
///
/// @param overwrite whether an existing file gives way; it is removed, not emptied, so that whoever has it
///     open keeps it
/// @param compression of chunks: none, so that they can be mapped, or LZ4
/// @param windowBytes address space that is mapped ahead at a time; a multiple of 4096
public record RrdWriterOptions(boolean overwrite, Durability durability, Compression compression, long windowBytes) {
    private static final long PAGE_BYTES = 4096;

    /// A new file, durability as the system has it, windows of 1 GiB.
    public static final RrdWriterOptions DEFAULT =
            new RrdWriterOptions(false, Durability.NONE, Compression.NONE, 1L << 30);

    public RrdWriterOptions {
        if (windowBytes <= 0 || windowBytes % PAGE_BYTES != 0) {
            throw new IllegalArgumentException("windowBytes=" + windowBytes + ", expected a multiple of " + PAGE_BYTES);
        }
    }

    public RrdWriterOptions withOverwrite(final boolean value) {
        return new RrdWriterOptions(value, durability, compression, windowBytes);
    }

    public RrdWriterOptions withDurability(final Durability value) {
        return new RrdWriterOptions(overwrite, value, compression, windowBytes);
    }

    public RrdWriterOptions withCompression(final Compression value) {
        return new RrdWriterOptions(overwrite, durability, value, windowBytes);
    }

    public RrdWriterOptions withWindowBytes(final long value) {
        return new RrdWriterOptions(overwrite, durability, compression, value);
    }
}
