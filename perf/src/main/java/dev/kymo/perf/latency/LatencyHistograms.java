package dev.kymo.perf.latency;

import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.StoredChunk;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/// What a paced loop took: of its log calls, corrected for coordinated omission, and how late its turns began. One
/// thread records, any other reads.
public final class LatencyHistograms {
    private static final int DIGITS = 3;
    private static final String SCALARS = "Scalars:scalars";

    private final SingleWriterRecorder calls = new SingleWriterRecorder(DIGITS);
    private final SingleWriterRecorder lateness = new SingleWriterRecorder(DIGITS);
    private final Histogram allCalls = new Histogram(DIGITS);
    private final Histogram allLateness = new Histogram(DIGITS);

    void record(final long tookNs, final long lateNs, final long periodNs) {
        calls.recordValueWithExpectedInterval(Math.max(0, tookNs), periodNs);
        lateness.recordValue(Math.max(0, lateNs));
    }

    /// Everything so far.
    public synchronized Snapshot snapshot() {
        allCalls.add(calls.getIntervalHistogram());
        allLateness.add(lateness.getIntervalHistogram());
        return new Snapshot(allCalls.copy(), allLateness.copy());
    }

    /// Nanoseconds.
    public record Snapshot(Histogram calls, Histogram lateness) {}

    /// Those of a recording that [PacedLoop] made.
    ///
    /// @throws IOException when it can't be read, or is no such recording
    public static Snapshot read(final Path file) throws IOException {
        final Map<StoreId, List<Chunk>> byStore = new HashMap<>();
        try (RrdFile opened = RrdFile.open(file)) {
            for (final StoredChunk stored : opened.chunks()) {
                byStore.computeIfAbsent(stored.store(), _ -> new ArrayList<>()).add(stored.chunk());
            }
            for (final Map.Entry<StoreId, List<Chunk>> entry : byStore.entrySet()) {
                try (RecordingStore store = new RecordingStore(entry.getKey())) {
                    store.insert(entry.getValue());
                    final LatencyHistograms found = new LatencyHistograms();
                    read(store, found);
                    final Snapshot snapshot = found.snapshot();
                    if (snapshot.calls().getTotalCount() > 0) {
                        return snapshot;
                    }
                }
            }
        }
        throw new IOException(file + ": expected a recording of kymo latency, found no entity /" + PacedLoop.CALL);
    }

    private static void read(final RecordingStore store, final LatencyHistograms into) {
        try (StoreReader reader = store.reader()) {
            final List<Cell> took = cells(reader, PacedLoop.CALL);
            final List<Cell> late = cells(reader, PacedLoop.LATE);
            final int turns = Math.min(took.size(), late.size());
            final long periodNs =
                    turns < 2 ? 0 : (took.getLast().time() - took.getFirst().time()) / (turns - 1);
            for (int turn = 0; turn < turns; turn++) {
                into.record((long) number(took.get(turn)), (long) number(late.get(turn)), periodNs);
            }
        }
    }

    private static List<Cell> cells(final StoreReader reader, final String entity) {
        return reader.range(
                EntityPath.parse(entity), SCALARS, Timeline.LOG_TIME.name(), Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static double number(final Cell cell) {
        return cell.instances().flatBytes().get(Layouts.DOUBLE, 0);
    }
}
