package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.ring.RingProducer;
import dev.kymo.ring.ScalarRows;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A recorder that stands still costs a control loop rows, which are counted, and no time.
final class StalledRecorderTest {
    private static final System.Logger LOG = System.getLogger(StalledRecorderTest.class.getName());
    private static final long INTERVAL_NS = 1_000_000;
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    private final List<Long> committed = new ArrayList<>();
    private final Histogram commitNs = new Histogram(3);
    private long dropped;
    private long next;

    @Test
    void shouldNotStallALoopAndCountWhatWasDropped() throws IOException, InterruptedException {
        stallFor(Duration.ofSeconds(2));
    }

    @Test
    @Tag("long")
    void shouldNotStallALoopForTenSeconds() throws IOException, InterruptedException {
        stallFor(Duration.ofSeconds(10));
    }

    private void stallFor(final Duration stall) throws IOException, InterruptedException {
        final Path file = temp.resolve("stalled.rrd");
        final Path rings = temp.resolve("rings");
        final RingConfig config =
                RingConfig.fromEnvironment().withDirectory(rings).withRingBytes(1 << 16);
        try (RingProducer producer = RingProducer.open(config)) {
            final Process recorder =
                    RecorderProcess.start(rings, file, temp.resolve("problems"), temp.resolve("output"));
            try {
                assertTrue(producer.awaitRecorder(DEADLINE));
                loop(producer, Duration.ofMillis(500));
                assertEquals(0, dropped);
                signal(recorder, "-STOP");
                loop(producer, stall);
                final long droppedWhileStalled = dropped;
                assertTrue(droppedWhileStalled > 0, "the ring was too large to fill");
                signal(recorder, "-CONT");
                assertTrue(producer.flush(DEADLINE));
                loop(producer, Duration.ofMillis(500));
                assertEquals(droppedWhileStalled, dropped, "after it went on");
                assertEquals(dropped, producer.counters().droppedRows());
                assertEquals(committed.size(), producer.counters().committedRows());
            } finally {
                signal(recorder, "-CONT");
                recorder.getOutputStream().close();
                assertTrue(recorder.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS));
            }
            assertEquals(0, recorder.exitValue(), () -> said("problems") + said("output"));
        }
        LOG.log(
                System.Logger.Level.INFO,
                "stalled " + stall + ": committed=" + committed.size() + " dropped=" + dropped + ", commit p50="
                        + commitNs.getValueAtPercentile(50) + " ns, p99.9=" + commitNs.getValueAtPercentile(99.9)
                        + " ns, max=" + commitNs.getMaxValue() + " ns");
        assertEquals(next, committed.size() + dropped);
        assertEquals(committed, filed(file));
        assertEquals(dropped, lastLoggedDrops(file));
        // A call that waited for the recorder would have taken as long as the stall; a busy machine takes some of it
        assertTrue(commitNs.getMaxValue() < stall.toNanos() / 4, () -> "max=" + commitNs.getMaxValue() + " ns");
    }

    private void loop(final RingProducer producer, final Duration duration) {
        final int store = producer.declareStore(StoreId.recording("app", "stalled"));
        final int entity = producer.declareEntity(EntityPath.of("loop"));
        final int[] timelines = {producer.declareTimeline(Timeline.sequence("seq"))};
        final ScalarRows numbers = producer.scalarRows(
                store, entity, producer.declareComponent(ComponentDescriptor.of("number"), Datatype.FLOAT64));
        final long[] times = new long[1];
        final long beginNs = System.nanoTime();
        for (long cycle = 0; cycle * INTERVAL_NS < duration.toNanos(); cycle++) {
            long leftNs = beginNs + cycle * INTERVAL_NS - System.nanoTime();
            while (leftNs > 0) {
                LockSupport.parkNanos(leftNs);
                leftNs = beginNs + cycle * INTERVAL_NS - System.nanoTime();
            }
            times[0] = next;
            final long startNs = System.nanoTime();
            final Commit answer =
                    numbers.commit(RowIds.PROCESS.nowNs(), RowIds.PROCESS.nextInc(), timelines, times, 1, 1.5);
            commitNs.recordValue(System.nanoTime() - startNs);
            if (answer == Commit.COMMITTED) {
                committed.add(next);
            } else {
                assertEquals(Commit.DROPPED, answer);
                dropped++;
            }
            next++;
        }
    }

    private static void signal(final Process process, final String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    private String said(final String file) {
        try {
            return Files.exists(temp.resolve(file)) ? Files.readString(temp.resolve(file)) : "";
        } catch (final IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    /// The count that the recorder logged last, beside the rows that it stands for.
    private static long lastLoggedDrops(final Path file) throws IOException {
        long latest = Long.MIN_VALUE;
        double rows = 0;
        try (RrdFile recording = RrdFile.open(file)) {
            for (final StoredChunk stored : recording.chunks()) {
                final Chunk chunk = stored.chunk();
                if (!chunk.entity().equals(EntityPath.of("kymo", "dropped", "loop"))) {
                    continue;
                }
                final var times = chunk.timeline("log_time").orElseThrow();
                final var counts = chunk.component("Scalars:scalars").orElseThrow();
                for (int row = 0; row < chunk.rowCount(); row++) {
                    if (times.time(row) > latest) {
                        latest = times.time(row);
                        rows = counts.instances(row).getDouble(0);
                    }
                }
            }
        }
        return Math.round(rows);
    }

    private static List<Long> filed(final Path file) throws IOException {
        final List<Long> numbers = new ArrayList<>();
        try (RrdFile recording = RrdFile.open(file)) {
            assertEquals(List.of(), recording.problems());
            for (final StoredChunk stored : recording.chunks()) {
                if (EntityPath.of("kymo").contains(stored.chunk().entity())) {
                    continue;
                }
                final var times = stored.chunk().timeline("seq").orElseThrow();
                for (int row = 0; row < stored.chunk().rowCount(); row++) {
                    numbers.add(times.time(row));
                }
            }
        }
        return numbers.stream().sorted().toList();
    }
}
