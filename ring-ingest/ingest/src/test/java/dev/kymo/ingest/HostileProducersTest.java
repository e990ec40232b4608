package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bad producers by the thousand beside good ones.
final class HostileProducersTest {
    private static final System.Logger LOG = System.getLogger(HostileProducersTest.class.getName());
    private static final long SHORT_RECORDS = 8_000;
    private static final long LONG_RECORDS = 1_000_000;

    private Path base = Path.of("");

    @BeforeEach
    void makeFolder() throws IOException {
        base = Files.createTempDirectory(Path.of("/dev/shm"), "kymo-fuzz-");
    }

    @AfterEach
    void removeFolder() throws IOException {
        HostileProducers.remove(base);
    }

    @Test
    void shouldCutOffBadProducersAndLoseNoRowOfGoodOnes() throws IOException, InterruptedException {
        run(SHORT_RECORDS);
    }

    @Test
    @Tag("long")
    void shouldCutOffBadProducersThroughAMillionRecords() throws IOException, InterruptedException {
        run(Long.getLong("kymo.fuzz.records", LONG_RECORDS));
    }

    private void run(final long records) throws IOException, InterruptedException {
        final HostileProducers.Result result = HostileProducers.run(base, records, System.nanoTime());
        LOG.log(System.Logger.Level.INFO, "hostile producers: " + result);
        assertTrue(result.records() >= records, result.toString());
    }
}
