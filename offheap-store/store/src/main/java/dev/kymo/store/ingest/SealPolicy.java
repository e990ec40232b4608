package dev.kymo.store.ingest;

import dev.kymo.store.chunk.OpenChunk;

/// When an open chunk is sealed: at the first of these.
///
/// @param maxBytes of values
/// @param maxRows rows
/// @param maxRowsIfUnsorted rows, where those of one timeline do not come in the order of time: they are sorted
/// when
///     they are asked for, and that should stay a small matter
/// @param maxAgeNs since the chunk got its first row
/// @param largeRowBytes a row of at least this many bytes becomes a chunk of its own, straight from where it lies
public record SealPolicy(long maxBytes, int maxRows, int maxRowsIfUnsorted, long maxAgeNs, long largeRowBytes) {
    /// 384 KiB, 4096 rows or 1024 unsorted ones, 5 s; rows from 64 KiB alone.
    public static final SealPolicy DEFAULT = new SealPolicy(384 << 10, 4096, 1024, 5_000_000_000L, 64 << 10);

    /// @throws IllegalArgumentException for a limit below 1, or a negative age or size of a row
    public SealPolicy {
        if (maxBytes <= 0 || maxRows <= 0 || maxRowsIfUnsorted <= 0 || maxAgeNs < 0 || largeRowBytes < 0) {
            throw new IllegalArgumentException("maxBytes=" + maxBytes + ", maxRows=" + maxRows + ", maxRowsIfUnsorted="
                    + maxRowsIfUnsorted + ", maxAgeNs=" + maxAgeNs + ", largeRowBytes=" + largeRowBytes
                    + ": expected limits from 1 on");
        }
    }

    /// Sorted or not.
    public SealPolicy(final long maxBytes, final int maxRows, final long maxAgeNs, final long largeRowBytes) {
        this(maxBytes, maxRows, maxRows, maxAgeNs, largeRowBytes);
    }

    /// The default, as `KYMO_CHUNK_MAX_BYTES`, `KYMO_CHUNK_MAX_ROWS` and `KYMO_CHUNK_MAX_ROWS_IF_UNSORTED`
    /// change it.
    ///
    /// @throws IllegalArgumentException when one of them is no whole number above 0
    public static SealPolicy fromEnvironment() {
        return new SealPolicy(
                number("KYMO_CHUNK_MAX_BYTES", DEFAULT.maxBytes),
                rows("KYMO_CHUNK_MAX_ROWS", DEFAULT.maxRows),
                rows("KYMO_CHUNK_MAX_ROWS_IF_UNSORTED", DEFAULT.maxRowsIfUnsorted),
                DEFAULT.maxAgeNs,
                DEFAULT.largeRowBytes);
    }

    /// Whether a chunk is to be sealed however young it is.
    boolean isFull(final OpenChunk chunk) {
        final int rows = chunk.rowCount();
        return chunk.payloadBytes() >= maxBytes || rows >= maxRows || (rows >= maxRowsIfUnsorted && !chunk.isSorted());
    }

    private static int rows(final String variable, final int otherwise) {
        return (int) Math.min(number(variable, otherwise), Integer.MAX_VALUE);
    }

    private static long number(final String variable, final long otherwise) {
        final String text = System.getenv(variable);
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            final long value = Long.parseLong(text.strip());
            if (value > 0) {
                return value;
            }
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException(variable + "=" + text + ", expected a whole number above 0", e);
        }
        throw new IllegalArgumentException(variable + "=" + text + ", expected a whole number above 0");
    }
}
