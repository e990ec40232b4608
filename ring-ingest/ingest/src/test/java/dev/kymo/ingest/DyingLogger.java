package dev.kymo.ingest;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;

/// A program that logs from several threads until it is killed, by its own `kymo.ring.dieAt`: folder,
/// account, threads, `recorded` or `alone`, seed. The account is what was answered COMMITTED (or, alone,
/// BUFFERED), a number at a time.
final class DyingLogger {
    static final String RECORDED = "recorded";
    static final long NUMBERS_PER_THREAD = 1_000_000_000L;
    private static final int STATIC_ROWS = 100;

    private DyingLogger() {}

    public static void main(final String[] arguments) throws IOException, InterruptedException {
        final RingConfig config = RingConfig.fromEnvironment()
                .withDirectory(Path.of(arguments[0]))
                .withRingBytes(1 << 16)
                .withPayloadBytes(1 << 18);
        final int threads = Integer.parseInt(arguments[2]);
        final boolean isRecorded = arguments[3].equals(RECORDED);
        final long seed = Long.parseLong(arguments[4]);
        try (FileChannel account =
                        FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                RingProducer producer = RingProducer.open(config)) {
            if (isRecorded && !producer.awaitRecorder(Duration.ofSeconds(60))) {
                throw new IOException("nobody records " + arguments[0]);
            }
            final Commit expected = isRecorded ? Commit.COMMITTED : Commit.BUFFERED;
            for (int t = 1; t < threads; t++) {
                final int thread = t;
                new Thread(() -> log(producer, account, thread, expected, seed), "logger" + t).start();
            }
            log(producer, account, 0, expected, seed);
        }
    }

    private static Commit largeBlob(final Logger logger, final long n, final int length) {
        return n % 2 == 0 ? logger.blob(n, length) : logger.claimedBlob(n, length, 10_000);
    }

    private static void log(
            final RingProducer producer,
            final FileChannel account,
            final int thread,
            final Commit expected,
            final long seed) {
        final Logger logger = new Logger(producer, "thread" + thread);
        final Random random = new Random(seed + thread);
        final ByteBuffer number = ByteBuffer.allocateDirect(Long.BYTES);
        final long first = thread * NUMBERS_PER_THREAD;
        for (long i = 0; ; i++) {
            final long n = first + i;
            final Commit answer = switch (random.nextInt(8)) {
                case 0 -> logger.blob(n, random.nextInt(3_000));
                case 1 -> largeBlob(logger, n, 5_000 + random.nextInt(5_000));
                case 2 -> i < STATIC_ROWS ? logger.staticText(n, "static") : logger.number(n);
                default -> logger.number(n);
            };
            if (answer == expected) {
                try {
                    account.write(number.clear().putLong(n).flip());
                } catch (final IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        }
    }
}
