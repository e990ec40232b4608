package dev.kymo.perf.logging;

import dev.kymo.perf.side.CaseSpec;

/// The cases of `log` by name, and their sizes: bursts fit rings of 4 MiB (rows) and 64 MiB (images).
public final class LogCases {
    public static final String SCALAR = "scalar-burst";
    public static final String SCALAR_CLOCK = "scalar-burst-clock";
    public static final String SCALAR_SPINNING = "scalar-burst-spinning-reader";
    public static final String SCALAR_PACED = "scalar-paced-1khz";
    public static final String ROW_64 = "row-64b";
    public static final String ROW_4K = "row-4kib";
    public static final String IMAGE = "image-1mib";

    /// Capacity of rings that a side sizes itself.
    public static final int RING_BYTES = 4 << 20;

    /// The same for images.
    public static final int IMAGE_RING_BYTES = 64 << 20;

    private static final int SMALL_PAYLOAD = 64;
    private static final int PAGE_PAYLOAD = 4096;
    private static final int IMAGE_PAYLOAD = 1 << 20;

    private LogCases() {}

    /// 0 for scalar rows.
    public static int payloadBytes(final String name) {
        return switch (name) {
            case ROW_64 -> SMALL_PAYLOAD;
            case ROW_4K -> PAGE_PAYLOAD;
            case IMAGE -> IMAGE_PAYLOAD;
            default -> 0;
        };
    }

    /// Capacity of rings that a side sizes itself.
    public static int ringBytes(final String name) {
        return name.equals(IMAGE) ? IMAGE_RING_BYTES : RING_BYTES;
    }

    static boolean readsClock(final String name) {
        return name.equals(SCALAR_CLOCK);
    }

    /// Whether Kymo claims the memory that the payload is written to.
    static boolean isClaimed(final String name) {
        return name.equals(IMAGE);
    }

    static boolean isPaced(final String name) {
        return name.equals(SCALAR_PACED);
    }

    static int rowsPerBurst(final CaseSpec bench) {
        return switch (payloadBytes(bench.name())) {
            case 0 -> 20_000;
            case SMALL_PAYLOAD -> 8_000;
            case PAGE_PAYLOAD -> 512;
            default -> 8;
        };
    }

    /// Bursts after which the writer's code and the reader's are compiled as they will stay; of scalars also the way
    /// that one row in five hundred goes, which takes five thousand of those.
    static int warmBursts(final CaseSpec bench) {
        return switch (payloadBytes(bench.name())) {
            case 0 -> 140;
            case SMALL_PAYLOAD, PAGE_PAYLOAD -> 40;
            default -> 10;
        };
    }

    /// Some sides take fresh memory for all that they ever write.
    static int maxBursts(final CaseSpec bench) {
        return payloadBytes(bench.name()) == IMAGE_PAYLOAD ? 30 : Integer.MAX_VALUE;
    }

    /// Rows that are timed together.
    static int payloadBatch(final int payloadBytes) {
        return payloadBytes > PAGE_PAYLOAD ? 1 : 16;
    }
}
