package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.DataTable;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SinksTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MemorySink sink = new MemorySink();

    private static RecordingStream program(final Sink to) {
        return RecordingStream.builder("test").sink(to).open();
    }

    private static double value(final DataRow row) {
        return row.cells().getFirst().instances().getDouble(0);
    }

    // ---- tee

    private static final class FailingSink implements Sink {
        @Override
        public Commit commit(final StoreId store, final DataRow row) {
            throw new IllegalArgumentException("will not");
        }

        @Override
        public boolean flush(final Duration timeout) {
            return true;
        }

        @Override
        public void close() {
            throw new IllegalStateException("can't");
        }
    }

    @Test
    void shouldGiveEachBranchOfATeeItsRowsWhateverAnotherDoes() {
        final TeeSink tee = new TeeSink(new FailingSink(), sink);
        final StoreId store = StoreId.recording("test", "tee");
        final DataRow row = new DataRow(
                new RowId(1, 1),
                EntityPath.parse("a"),
                TimePoint.STATIC,
                Scalars.of(1).cells());
        assertEquals(
                "will not",
                assertThrows(IllegalArgumentException.class, () -> tee.commit(store, row))
                        .getMessage());
        assertEquals(1, sink.rows().size());
        final RowTimes times = new RowTimes();
        times.set("frame", TimeType.SEQUENCE, 1);
        final PreparedScalar scalar = tee.prepareScalar(store, row.entity(), Scalars.SCALARS.descriptor());
        assertThrows(IllegalArgumentException.class, () -> scalar.commit(2, 2, times, 2.0));
        assertEquals(2, sink.rows().size());
        assertThrows(IllegalStateException.class, tee::close);
        assertThrows(IllegalStateException.class, () -> sink.commit(store, row));
    }

    // ---- batches

    @Test
    void shouldHandTablesToAFunctionByRowsBytesAndTime() {
        final List<DataTable> tables = new CopyOnWriteArrayList<>();
        final BatchPolicy byRows = new BatchPolicy(Duration.ofMinutes(1), 1 << 20, 10);
        try (RecordingStream rec =
                RecordingStream.builder("test").tables(tables::add, byRows).open()) {
            for (int i = 0; i < 29; i++) {
                assertEquals(Commit.BUFFERED, rec.log("value", Scalars.of(i)));
            }
            assertTrue(rec.flush(LONG));
            final int full =
                    tables.stream().mapToInt(table -> table.rows().size()).sum();
            assertEquals(30, full);
            // The row of the recording's properties is of the first table
            assertEquals(
                    List.of(10, 10, 10),
                    tables.stream().map(table -> table.rows().size()).toList());
            rec.log("value", Scalars.of(29));
        }
        final List<DataRow> rows = tables.stream()
                .flatMap(table -> table.rows().stream())
                .filter(row -> row.entity().toString().equals("/value"))
                .toList();
        assertEquals(30, rows.size());
        for (int i = 0; i < rows.size(); i++) {
            assertEquals(i, value(rows.get(i)));
        }
    }

    @Test
    void shouldHandOverWhenTheTickIsOver() throws InterruptedException {
        final CountDownLatch came = new CountDownLatch(2);
        final BatchPolicy byTime = new BatchPolicy(Duration.ofMillis(5), 1 << 20, 1000);
        try (RecordingStream rec = RecordingStream.builder("test")
                .tables(table -> table.rows().forEach(_ -> came.countDown()), byTime)
                .open()) {
            rec.log("value", Scalars.of(1));
            assertTrue(came.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void shouldBoundWhatIsGatheredAndCountTheRest() {
        final CountDownLatch held = new CountDownLatch(1);
        final BatchingSink batching = BatchingSink.calling(
                _ -> {
                    try {
                        held.await();
                    } catch (final InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                BatchPolicy.NONE);
        long dropped = 0;
        try (RecordingStream rec = program(batching)) {
            final float[] large = new float[3 << 20];
            for (int i = 0; i < 10; i++) {
                dropped += rec.log("cloud", Points3D.of(large)) == Commit.DROPPED ? 1 : 0;
            }
            assertFalse(rec.flush(Duration.ofMillis(5)));
            held.countDown();
            assertTrue(rec.flush(LONG));
        }
        // 12 MiB each
        assertEquals(5, dropped);
        assertEquals(5, batching.droppedRows());
    }

    @Test
    void shouldGoOnWhenTheFunctionFails() {
        final List<DataTable> tables = new CopyOnWriteArrayList<>();
        final BatchingSink batching = BatchingSink.calling(
                table -> {
                    if (value(table.rows().getFirst()) == 2) {
                        throw new IllegalStateException("this one not");
                    }
                    tables.add(table);
                },
                BatchPolicy.NONE);
        final StoreId store = StoreId.recording("test", "fails");
        for (int i = 1; i <= 3; i++) {
            batching.commit(
                    store,
                    new DataRow(
                            new RowId(1, i),
                            EntityPath.parse("a"),
                            TimePoint.STATIC,
                            Scalars.of(i).cells()));
        }
        batching.close();
        assertEquals(1, batching.droppedRows());
        assertEquals(2, tables.stream().mapToInt(table -> table.rows().size()).sum());
    }

    @Test
    void shouldBatchForAnotherSink() {
        final BatchingSink batching = BatchingSink.to(sink, new BatchPolicy(Duration.ofMinutes(1), 1 << 20, 1000));
        try (RecordingStream rec = program(batching)) {
            rec.log("value", Scalars.of(1));
            assertTrue(rec.flush(LONG));
            assertEquals(1, sink.rows("value").size());
            rec.log("value", Scalars.of(2));
        }
        assertEquals(2, sink.rows("value").size());
        assertEquals(0, batching.droppedRows());
    }

    @Test
    void shouldReadTheEnvironment() {
        assertEquals(BatchPolicy.DEFAULT, BatchPolicy.from(null, "", " "));
        assertEquals(new BatchPolicy(Duration.ofMillis(200), 64 << 10, 100), BatchPolicy.from("0.2", "64k", "100"));
        for (final String[] bad : new String[][] {
            {"x", null, null},
            {"-1", null, null},
            {"NaN", null, null},
            {null, "0", null},
            {null, "1g", null},
            {null, null, "10k"},
            {null, null, "99999999999999999999"}
        }) {
            final String message = assertThrows(
                            IllegalArgumentException.class, () -> BatchPolicy.from(bad[0], bad[1], bad[2]))
                    .getMessage();
            assertTrue(message.startsWith("KYMO_FLUSH_"), message);
        }
    }

    // ---- sinks that are elsewhere

    @Test
    void shouldNameTheArtifactThatIsMissing() {
        final RecordingBuilder builder = RecordingStream.builder("test").connectTcp();
        final String message =
                assertThrows(IllegalStateException.class, builder::open).getMessage();
        assertTrue(message.contains("kymo-sdk-remote"), message);
    }

    @Test
    void shouldFindKymoInItsHomeAndOnThePath(@TempDir final Path folder) throws IOException {
        final Path program = Files.createFile(
                folder.resolve("kymo"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertEquals(program, SpawnedViewer.find(Map.of("KYMO_HOME", folder.toString())::get));
        assertEquals(program, SpawnedViewer.find(Map.of("PATH", "/nowhere::" + folder)::get));
        final String none = assertThrows(IOException.class, () -> SpawnedViewer.find(Map.of("PATH", "/nowhere")::get))
                .getMessage();
        assertTrue(none.contains("KYMO_HOME") && none.contains("kymo view live:"), none);
        final String wrong = assertThrows(
                        IOException.class, () -> SpawnedViewer.find(Map.of("KYMO_HOME", "/nowhere")::get))
                .getMessage();
        assertTrue(wrong.contains("/nowhere/kymo"), wrong);
    }
}
