package dev.kymo.viewer.app;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.PayloadClaim;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// A program without any flag that logs numbers until it is killed: folder of the rings, `rows` or `images`,
/// first number, account, and, to spill, a folder for that. Each number that was answered COMMITTED is appended to the
/// account by a write of
/// its own, which no death of the program takes back.
final class NumberLogger {
    static final String APPLICATION = "survive";
    static final String ROWS = "rows";
    static final String IMAGES = "images";
    static final int IMAGE_BYTES = 1 << 20;

    private static final int ROWS_IN_BURST = 25;
    private static final long BURST_INTERVAL_NS = 2_000_000;
    private static final long IMAGE_INTERVAL_NS = 100_000_000;
    private static final long FILLING_NS = 2_000_000;
    private static final int CLAIMED_EVERY = 2;
    private static final int[] TIMELINES = {0};

    private final RingProducer producer;
    private final int store;
    private final int entity;
    private final int number;
    private final ScalarRows numbers;
    private final int image;

    private NumberLogger(final RingProducer producer, final String kind) {
        this.producer = producer;
        store = producer.declareStore(StoreId.recording(APPLICATION, "one"));
        entity = producer.declareEntity(EntityPath.of(kind));
        producer.declareTimeline(Timeline.sequence("seq"));
        number = producer.declareComponent(ComponentDescriptor.of("number"), Datatype.FLOAT64);
        numbers = producer.scalarRows(store, entity, number);
        image = producer.declareComponent(ComponentDescriptor.of("image"), Datatype.UINT8);
    }

    public static void main(final String[] arguments) throws IOException {
        final RingConfig config = RingConfig.fromEnvironment()
                .withDirectory(Path.of(arguments[0]))
                .withRingBytes(1 << 18)
                .withPayloadBytes(8 << 20)
                .withOverflow(arguments.length > 4 ? Overflow.spill(Path.of(arguments[4])) : Overflow.DROP);
        final boolean logsImages = arguments[1].equals(IMAGES);
        final long first = Long.parseLong(arguments[2]);
        try (FileChannel account =
                        FileChannel.open(Path.of(arguments[3]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                RingProducer producer = RingProducer.open(config)) {
            final NumberLogger logger = new NumberLogger(producer, arguments[1]);
            final ByteBuffer line = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long n = first; ; n++) {
                final Commit answer = logsImages ? logger.image(n) : logger.row(n);
                if (answer == Commit.DROPPED && config.overflow().spills()) {
                    throw new IOException(n + " was dropped");
                }
                if (answer == Commit.COMMITTED) {
                    account.write(line.clear().putLong(n).flip());
                }
                if (logsImages) {
                    LockSupport.parkNanos(IMAGE_INTERVAL_NS);
                } else if (n % ROWS_IN_BURST == 0) {
                    LockSupport.parkNanos(BURST_INTERVAL_NS);
                }
            }
        }
    }

    private Commit row(final long n) {
        final long[] times = {n};
        return numbers.commit(RowIds.PROCESS.nowNs(), RowIds.PROCESS.nextInc(), TIMELINES, times, 1, (double) n);
    }

    private Commit image(final long n) {
        final byte[] pixels = new byte[IMAGE_BYTES];
        Arrays.fill(pixels, pixel(n));
        final PayloadClaim claim = n % CLAIMED_EVERY == 0 ? producer.claim(IMAGE_BYTES) : null;
        if (claim != null) {
            return claimedImage(n, pixels, claim);
        }
        return producer.commit(
                store,
                entity,
                RowIds.PROCESS.nowNs(),
                RowIds.PROCESS.nextInc(),
                TIMELINES,
                new long[] {n},
                1,
                new int[] {image},
                new ArrayData[] {ArrayData.bytes(Datatype.UINT8, pixels)},
                1);
    }

    /// Every other image is written in place, and some not at once, so that death finds them half written.
    private Commit claimedImage(final long n, final byte[] pixels, final PayloadClaim claim) {
        final MemorySegment memory = claim.memory();
        final int half = IMAGE_BYTES / 2;
        MemorySegment.copy(pixels, 0, memory, ValueLayout.JAVA_BYTE, 0, half);
        if (n % (2 * CLAIMED_EVERY) == 0) {
            LockSupport.parkNanos(FILLING_NS);
        }
        MemorySegment.copy(pixels, half, memory, ValueLayout.JAVA_BYTE, half, half);
        return producer.commitClaimed(
                store,
                entity,
                RowIds.PROCESS.nowNs(),
                RowIds.PROCESS.nextInc(),
                TIMELINES,
                new long[] {n},
                1,
                new int[] {image},
                new ArrayData[] {ArrayData.flat(Datatype.UINT8, IMAGE_BYTES, memory)},
                1,
                claim);
    }

    /// What every byte of image `n` is.
    static byte pixel(final long n) {
        return (byte) (n * 37 + 1);
    }
}
