package dev.kymo.ingest;

import dev.kymo.ring.Overflow;
import dev.kymo.ring.ProducerCounters;
import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A program that logs, run as a process of its own without any flag: folder, entity name, rows, file for its
/// account.
final class ChildLogger {
    static final int HALTED = 7;
    private static final int BLOB_EVERY = 50;

    private ChildLogger() {}

    static int blobLength(final long frame) {
        return (int) (5_000 + frame * 31 % 20_000);
    }

    static boolean isBlob(final long frame) {
        return frame % BLOB_EVERY == 0;
    }

    /// Writes `<frame> <answer>` for each row.
    public static void main(final String[] arguments) throws IOException {
        final List<String> account = new ArrayList<>();
        final RingConfig config = RingConfig.fromEnvironment()
                .withDirectory(Path.of(arguments[0]))
                .withRingBytes(1 << 17)
                .withPayloadBytes(1 << 20)
                .withOverflow(Overflow.DROP);
        try (RingProducer producer = RingProducer.open(config)) {
            if (!producer.awaitRecorder(Duration.ofSeconds(60))) {
                throw new IOException("nobody records " + arguments[0]);
            }
            final Logger logger = new Logger(producer, arguments[1]);
            final long rows = Long.parseLong(arguments[2]);
            for (long frame = 0; frame < rows; frame++) {
                final Commit answer = isBlob(frame) ? logger.blob(frame, blobLength(frame)) : logger.number(frame);
                account.add(frame + " " + answer);
            }
            final ProducerCounters counters = producer.counters();
            account.add("counters " + counters.committedRows() + " " + counters.droppedRows());
            dieIfTold(arguments, account);
        }
        Files.write(Path.of(arguments[3]), account);
    }

    private static void dieIfTold(final String[] arguments, final List<String> account) throws IOException {
        if (arguments.length > 4) {
            Files.write(Path.of(arguments[3]), account);
            Runtime.getRuntime().halt(HALTED);
        }
    }
}
