package dev.kymo.sdk.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.ChunkEntry;
import dev.kymo.rrd.RrdFile;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Scalars;
import dev.kymo.store.chunk.Chunk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSinkTest {
    @TempDir
    private Path folder;

    private static void log(final RecordingStream rec) {
        for (int i = 0; i < 5000; i++) {
            rec.setTimeSequence("frame", i);
            rec.log("loop/value", Scalars.of(i));
        }
        rec.log("cloud", Points3D.of(new float[300_000]));
    }

    private static long rows(final Path file) throws IOException {
        long rows = 0;
        try (RrdFile recording = RrdFile.open(file)) {
            assertTrue(recording.problems().isEmpty(), recording.problems().toString());
            for (final ChunkEntry entry : recording.entries()) {
                final Chunk chunk = recording.load(entry);
                rows += chunk.rowCount();
                recording.release(entry);
            }
        }
        return rows;
    }

    @Test
    void shouldWriteAStreamThatIsAWholeFileAndOneThatIsCutAfterEachFlush() throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final byte[] early;
        try (RecordingStream rec =
                RecordingStream.builder("test").sink(StreamSink.to(bytes)).open()) {
            log(rec);
            assertTrue(rec.flush(Duration.ZERO));
            early = bytes.toByteArray();
            log(rec);
        }
        // With the recording's own first row
        assertEquals(10_003, rows(Files.write(folder.resolve("whole.rrd"), bytes.toByteArray())));
        assertEquals(5_002, rows(Files.write(folder.resolve("early.rrd"), early)));
    }

    @Test
    void shouldSayThatNobodyReads() throws IOException {
        final OutputStream broken = new OutputStream() {
            private int room = 100_000;

            @Override
            public void write(final int one) throws IOException {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(final byte[] bytes, final int from, final int length) throws IOException {
                room -= length;
                if (room < 0) {
                    throw new IOException("Broken pipe");
                }
            }
        };
        final StreamSink sink = StreamSink.to(broken);
        final RecordingStream rec = RecordingStream.builder("test").sink(sink).open();
        assertThrows(UncheckedIOException.class, () -> {
            log(rec);
            rec.flush(Duration.ZERO);
        });
        assertThrows(UncheckedIOException.class, rec::close);
    }

    @Test
    void shouldSaveToAFileByTheBuilder() throws IOException {
        final Path file = folder.resolve("saved.rrd");
        try (RecordingStream rec = RecordingStream.builder("test").save(file).open()) {
            log(rec);
        }
        assertEquals(5_002, rows(file));
        final UncheckedIOException refused = assertThrows(
                UncheckedIOException.class,
                () -> RecordingStream.builder("test").save(file).open());
        assertTrue(refused.getCause() instanceof FileAlreadyExistsException, refused.toString());
    }
}
