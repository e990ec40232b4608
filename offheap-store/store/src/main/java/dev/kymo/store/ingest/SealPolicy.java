package dev.kymo.store.ingest;

/// When an open chunk is sealed: at the first of these.
///
/// @param maxBytes of values
/// @param maxRows rows
/// @param maxAgeNs since the chunk got its first row
/// @param largeRowBytes a row of at least this many bytes becomes a chunk of its own, straight from where it lies
public record SealPolicy(long maxBytes, int maxRows, long maxAgeNs, long largeRowBytes) {
    /// 384 KiB, 4096 rows, 5 s; rows from 64 KiB alone. `KYMO_CHUNK_MAX_BYTES` and `KYMO_CHUNK_MAX_ROWS` change it.
    public static SealPolicy fromEnvironment() {
        return new SealPolicy(
                number("KYMO_CHUNK_MAX_BYTES", 384 << 10),
                (int) Math.min(number("KYMO_CHUNK_MAX_ROWS", 4096), Integer.MAX_VALUE),
                5_000_000_000L,
                64 << 10);
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
