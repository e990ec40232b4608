package dev.kymo.ingest;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// A program that opens its ring as the environment says and logs until every byte of it has been used: file for
/// what became of it. Ends with 0, or with 3 and a line when there is no ring.
final class OpeningProgram {
    static final int NO_RING = 3;
    private static final int ROWS = 3_000;
    private static final int BLOB_BYTES = 20_000;

    private OpeningProgram() {}

    public static void main(final String[] arguments) throws IOException {
        final Path account = Path.of(arguments[0]);
        try (RingProducer producer = RingProducer.open(RingConfig.fromEnvironment())) {
            final Logger logger = new Logger(producer, "small");
            for (int i = 0; i < ROWS; i++) {
                logger.blob(i, BLOB_BYTES);
                for (int n = 0; n < 20; n++) {
                    logger.number(i);
                }
                logger.staticText(i, "static ".repeat(300));
            }
            producer.flush(Duration.ZERO);
            Files.writeString(account, producer.counters().toString());
        } catch (final IOException noRing) {
            Files.writeString(account, noRing.getMessage());
            Runtime.getRuntime().halt(NO_RING);
        }
    }
}
