package dev.kymo.ring;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a program's ring is set up. Immutable; the `with…` methods answer a changed copy.
///
/// | | environment | default |
/// |---|---|---|
/// | folder of all rings | `KYMO_SHM_DIR`, or the system property `kymo.shm.dir` | `/dev/shm/kymo-<uid>` |
/// | `ringBytes` | `KYMO_RING_BYTES` | 4 MiB |
/// | `payloadBytes` | `KYMO_PAYLOAD_BYTES` | 64 MiB |
/// | `journalBytes` | `KYMO_JOURNAL_BYTES` | 256 MiB, taken only as it is needed |
/// | `overflow` | `KYMO_OVERFLOW`: `drop`, `block:200ms` or `spill` | `drop` |
/// | folder of spilled rows | `KYMO_SPILL_DIR` | `kymo/spill` in `$XDG_STATE_HOME` or `~/.local/state` |
///
/// @param directory the folder of all rings; null for the default
/// @param ringBytes capacity of the ring, a power of two from 64 KiB to 1 GiB; a row's record takes at most an
///     eighth
/// @param payloadBytes capacity of the area for cells of 4 KiB and more, a multiple of 4096
/// @param journalBytes the most that declarations and static rows may take
/// @param linger whether the files stay behind when the program closes its ring while nobody records, so that
///     a recorder that is started later can still take the rows; otherwise they are removed
public record RingConfig(
        @Nullable Path directory,
        int ringBytes,
        long payloadBytes,
        long journalBytes,
        Overflow overflow,
        boolean linger) {
    /// Smallest ring.
    public static final int MIN_RING_BYTES = 1 << 16;
    /// Greatest ring.
    public static final int MAX_RING_BYTES = 1 << 30;
    /// Smallest payload area.
    public static final long MIN_PAYLOAD_BYTES = 1 << 16;
    /// Greatest payload area.
    public static final long MAX_PAYLOAD_BYTES = 1L << 40;
    /// Smallest limit for the journal.
    public static final long MIN_JOURNAL_BYTES = 1 << 16;

    private static final int DEFAULT_RING_BYTES = 4 << 20;
    private static final long DEFAULT_PAYLOAD_BYTES = 64L << 20;
    private static final long LEAST_DEFAULT_PAYLOAD_BYTES = 4L << 20;
    private static final long DEFAULT_JOURNAL_BYTES = 256L << 20;
    private static final int PAGE_BYTES = 4096;

    public RingConfig {
        if (ringBytes < MIN_RING_BYTES || ringBytes > MAX_RING_BYTES || Integer.bitCount(ringBytes) != 1) {
            throw new IllegalArgumentException("ringBytes=" + ringBytes + ", expected a power of two from "
                    + MIN_RING_BYTES + " to " + MAX_RING_BYTES);
        }
        if (payloadBytes < MIN_PAYLOAD_BYTES || payloadBytes > MAX_PAYLOAD_BYTES || payloadBytes % PAGE_BYTES != 0) {
            throw new IllegalArgumentException("payloadBytes=" + payloadBytes + ", expected a multiple of " + PAGE_BYTES
                    + " from " + MIN_PAYLOAD_BYTES + " to " + MAX_PAYLOAD_BYTES);
        }
        if (journalBytes < MIN_JOURNAL_BYTES) {
            throw new IllegalArgumentException(
                    "journalBytes=" + journalBytes + ", expected at least " + MIN_JOURNAL_BYTES);
        }
    }

    /// The defaults, changed by the environment.
    ///
    /// @throws IllegalArgumentException when a variable is no number or out of range; names it
    public static RingConfig fromEnvironment() {
        return new RingConfig(
                null,
                Math.toIntExact(bytes("KYMO_RING_BYTES", DEFAULT_RING_BYTES, MAX_RING_BYTES)),
                bytes("KYMO_PAYLOAD_BYTES", defaultPayloadBytes(ShmDirectory.freeBytes()), MAX_PAYLOAD_BYTES),
                bytes("KYMO_JOURNAL_BYTES", DEFAULT_JOURNAL_BYTES, Long.MAX_VALUE),
                Overflow.parse("KYMO_OVERFLOW", System.getenv("KYMO_OVERFLOW")),
                false);
    }

    /// What a payload area takes when nobody says: 64 MiB, or where shared memory is scarce (a container has
    /// 64 MB of it in all) the power of two that is at most a quarter of what is free, so that several
    /// producers fit.
    static long defaultPayloadBytes(final long freeBytes) {
        return Math.clamp(Long.highestOneBit(freeBytes / 4), LEAST_DEFAULT_PAYLOAD_BYTES, DEFAULT_PAYLOAD_BYTES);
    }

    public RingConfig withDirectory(final Path newDirectory) {
        return new RingConfig(newDirectory, ringBytes, payloadBytes, journalBytes, overflow, linger);
    }

    public RingConfig withRingBytes(final int newRingBytes) {
        return new RingConfig(directory, newRingBytes, payloadBytes, journalBytes, overflow, linger);
    }

    public RingConfig withPayloadBytes(final long newPayloadBytes) {
        return new RingConfig(directory, ringBytes, newPayloadBytes, journalBytes, overflow, linger);
    }

    public RingConfig withJournalBytes(final long newJournalBytes) {
        return new RingConfig(directory, ringBytes, payloadBytes, newJournalBytes, overflow, linger);
    }

    public RingConfig withOverflow(final Overflow newOverflow) {
        return new RingConfig(directory, ringBytes, payloadBytes, journalBytes, newOverflow, linger);
    }

    public RingConfig withLinger(final boolean newLinger) {
        return new RingConfig(directory, ringBytes, payloadBytes, journalBytes, overflow, newLinger);
    }

    /// How long spill segments get.
    static long spillSegmentBytes() {
        return bytes("KYMO_SPILL_SEGMENT_BYTES", SpillDescriptor.SEGMENT_BYTES, SpillDescriptor.MAX_SEGMENT_BYTES / 2);
    }

    /// A number, or one with the suffix `k`, `m` or `g` for KiB, MiB or GiB.
    private static long bytes(final String variable, final long defaultBytes, final long maxBytes) {
        final String text = System.getenv(variable);
        if (text == null || text.isBlank()) {
            return defaultBytes;
        }
        final String lower = text.strip().toLowerCase(Locale.ROOT);
        final int shift = switch (lower.charAt(lower.length() - 1)) {
            case 'k' -> 10;
            case 'm' -> 20;
            case 'g' -> 30;
            default -> 0;
        };
        try {
            final long value = Long.parseLong(shift == 0 ? lower : lower.substring(0, lower.length() - 1));
            final long bytes = Math.multiplyExact(value, 1L << shift);
            if (bytes <= maxBytes) {
                return bytes;
            }
        } catch (final NumberFormatException | ArithmeticException notANumber) {
            throw new IllegalArgumentException(
                    variable + "=" + text + ", expected bytes, as 4194304 or 4m", notANumber);
        }
        throw new IllegalArgumentException(variable + "=" + text + ", expected at most " + maxBytes + " bytes");
    }
}
