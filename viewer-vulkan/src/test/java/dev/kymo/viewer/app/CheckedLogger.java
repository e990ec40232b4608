package dev.kymo.viewer.app;

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
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/// A program without any flag that logs rows whose content follows from their number, into a ring so small that
/// it goes round all the time, until its input ends: folder of the rings, entity, account, rows in a burst, ns
/// between bursts, largest blob (0: none, and a
/// ring of the usual size). The account has two words for each row that was not dropped: its number (or,
/// where the answer was BUFFERED, -1 less it) and when it was made.
final class CheckedLogger {
    static final String APPLICATION = "checked";
    static final StoreId STORE = StoreId.recording(APPLICATION, "one");
    static final String STATICS = "-statics";
    static final int STATIC_EVERY = 500;
    private static final int BLOB_EVERY = 16;
    private static final int[] TIMELINES = {0};

    private final RingProducer producer;
    private final int store;
    private final int entity;
    private final int statics;
    private final int number;
    private final ScalarRows numbers;
    private final int blob;
    private final int maxBlobBytes;

    private CheckedLogger(final RingProducer producer, final String name, final int maxBlobBytes) {
        this.producer = producer;
        this.maxBlobBytes = maxBlobBytes;
        store = producer.declareStore(STORE);
        entity = producer.declareEntity(EntityPath.of(name));
        statics = producer.declareEntity(EntityPath.of(name + STATICS));
        producer.declareTimeline(Timeline.sequence("seq"));
        number = producer.declareComponent(ComponentDescriptor.of("number"), Datatype.FLOAT64);
        numbers = producer.scalarRows(store, entity, number);
        blob = producer.declareComponent(ComponentDescriptor.of("blob"), Datatype.UINT8);
    }

    static Process start(
            final Path rings,
            final String name,
            final Path account,
            final int burst,
            final long pauseNs,
            final int maxBlobBytes,
            final Path output)
            throws IOException, URISyntaxException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        String.join(":", place(RingProducer.class), place(StoreId.class), place(CheckedLogger.class)),
                        CheckedLogger.class.getName(),
                        rings.toString(),
                        name,
                        account.toString(),
                        Integer.toString(burst),
                        Long.toString(pauseNs),
                        Integer.toString(maxBlobBytes))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static String place(final Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    public static void main(final String[] arguments) throws IOException {
        final RingConfig config = RingConfig.fromEnvironment()
                .withDirectory(Path.of(arguments[0]))
                .withRingBytes(arguments[5].equals("0") ? 1 << 22 : 1 << 16)
                .withPayloadBytes(1 << 20);
        final int burst = Integer.parseInt(arguments[3]);
        final long pauseNs = Long.parseLong(arguments[4]);
        try (FileChannel account =
                        FileChannel.open(Path.of(arguments[2]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                RingProducer producer = RingProducer.open(config)) {
            final CheckedLogger logger = new CheckedLogger(producer, arguments[1], Integer.parseInt(arguments[5]));
            final ByteBuffer line = ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            long n = 0;
            while (System.in.available() == 0) {
                for (int i = 0; i < burst; i++) {
                    final long nowNs = RowIds.PROCESS.nowNs();
                    final Commit answer = logger.log(n, nowNs);
                    if (answer != Commit.DROPPED) {
                        line.clear()
                                .putLong(answer == Commit.COMMITTED ? n : -1 - n)
                                .putLong(nowNs);
                        account.write(line.flip());
                    }
                    n++;
                }
                LockSupport.parkNanos(pauseNs);
            }
        }
    }

    private Commit log(final long n, final long nowNs) {
        if (n % STATIC_EVERY == STATIC_EVERY - 1) {
            commit(statics, n, nowNs, 0, new int[] {number}, ArrayData.doubles(Datatype.FLOAT64, (double) n));
        }
        if (n % BLOB_EVERY != 0 || maxBlobBytes == 0) {
            final long[] times = {n};
            return numbers.commit(nowNs, RowIds.PROCESS.nextInc(), TIMELINES, times, 1, (double) n);
        }
        return commit(
                entity,
                n,
                nowNs,
                1,
                new int[] {number, blob},
                ArrayData.doubles(Datatype.FLOAT64, (double) n),
                ArrayData.bytes(Datatype.UINT8, bytesAt(n, maxBlobBytes)));
    }

    private Commit commit(
            final int where,
            final long n,
            final long nowNs,
            final int timeCount,
            final int[] components,
            final ArrayData... cells) {
        return producer.commit(
                store,
                where,
                nowNs,
                RowIds.PROCESS.nextInc(),
                TIMELINES,
                new long[] {n},
                timeCount,
                components,
                cells,
                cells.length);
    }

    /// The blob of row `n`: length and every byte follow from `n`.
    static byte[] bytesAt(final long n, final int maxBlobBytes) {
        final byte[] bytes = new byte[1 + (int) (n * 7919 % maxBlobBytes)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (n * 31 + i * 7L + (i >> 8));
        }
        return bytes;
    }

    static boolean hasBlob(final long n) {
        return n % BLOB_EVERY == 0;
    }

    /// Ends the program in order.
    static int stop(final Process program) throws IOException, InterruptedException {
        try (java.io.OutputStream input = program.getOutputStream()) {
            input.write('\n');
        }
        return program.waitFor();
    }
}
