package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RrdWriterTest {
    private static final StoreId STORE = StoreId.recording("sample", "sample_1");

    @TempDir
    private Path directory;

    /// Set `kymo.sample` to keep the file and show it to other programs.
    @Test
    void shouldReadBackEveryKindOfChunk() throws IOException {
        final String kept = System.getProperty("kymo.sample");
        final Path path = kept == null ? directory.resolve("sample.rrd") : Path.of(kept);
        final long written;
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT.withOverwrite(true))) {
            new SampleRecording(writer, STORE, 80).write();
            written = writer.chunkCount();
        }
        try (RrdFile file = RrdFile.open(path)) {
            assertEquals(java.util.List.of(), file.problems());
            assertEquals(written, file.entries().size());
            assertTrue(file.footer().isPresent());
        }
    }
}
