package dev.kymo.perf.stress;

import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RangeRuns;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.sweep.Sweep;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.store.sweep.SweepTarget;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Chunks are swept, and their memory is given back and used again for the next row, while prepared queries that know
/// them are asked: the newest row is always found, and no row is torn, there twice, or another round's.
@JCStressTest
@Outcome(
        id = {"1, 6, 1", "1, 7, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "rows in order, the newest among them, and the newest or the next as latest-at")
@Outcome(expect = Expect.FORBIDDEN, desc = "a row is missing, there twice, or not whole")
@State
public class SweepStress {
    private static final int WRONG = -1;
    private static final int WHOLE = 1;
    private static final int ROWS = 6;
    private static final StoreId ID = StoreId.recording("stress", "sweep");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("v");
    private static final AtomicLong NEXT_SALT = new AtomicLong(1_000);

    private final long salt = NEXT_SALT.getAndAdd(1_000);
    private final RecordingStore store = new RecordingStore(ID);
    private final MemoryChunks memory = new MemoryChunks();
    private final RangeQuery range = new RangeQuery(store, ENTITY, VALUE.component(), FRAME.name());
    private final RangeRuns runs = new RangeRuns();
    private final LatestAtQuery latest =
            new LatestAtQuery(store, List.of(ENTITY), List.of(VALUE.component()), FRAME.name());
    private final LatestAtResult answers = new LatestAtResult();

    /// Begins with three chunks of two rows, which the queries have seen.
    public SweepStress() {
        for (int number = 1; number < ROWS; number += 2) {
            place(number, number + 1);
        }
        ask(new III_Result());
    }

    private void place(final long... numbers) {
        try (OpenChunk chunk = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0)) {
            for (final long number : numbers) {
                chunk.append(new DataRow(
                        new RowId(salt, number),
                        ENTITY,
                        TimePoint.of(FRAME, number),
                        List.of(new DataCell(VALUE, ArrayData.longs(Datatype.INT64, salt + number)))));
            }
            store.insertPlaced(List.of(memory.place(ID, chunk.snapshot())));
        }
    }

    @Actor
    public void sweep() {
        final Sweep sweep = new Sweep(store, memory, SweepPolicy.OLDEST_FIRST, SweepTarget.everything());
        while (!sweep.step(1_000_000)) {
            // goes on
        }
        place(ROWS + 1);
        store.reclaim();
    }

    @Actor
    public void read(final III_Result result) {
        ask(result);
    }

    private void ask(final III_Result result) {
        try (StoreReader reader = store.reader()) {
            reader.range(range, 0, Long.MAX_VALUE, runs);
            result.r1 = whole();
            reader.latestAt(latest, Long.MAX_VALUE, answers);
            final long newest = answers.isFound(0, 0) ? answers.time(0) : 0;
            result.r2 = newest >= ROWS && answers.int64(0, 0) == salt + newest ? (int) newest : WRONG;
        }
    }

    /// What is there ends with the newest row, and each of it is whole.
    private int whole() {
        long before = 0;
        while (runs.next()) {
            for (int i = 0; i < runs.length(); i++) {
                if (runs.time(i) <= before
                        || runs.rowIdTimeNs(i) != salt
                        || runs.rowIdInc(i) != runs.time(i)
                        || runs.instances(i).getLong(0) != salt + runs.time(i)) {
                    return WRONG;
                }
                before = runs.time(i);
            }
        }
        return before >= ROWS ? WHOLE : WRONG;
    }

    @Arbiter
    public void close(final III_Result result) {
        try (StoreReader reader = store.reader()) {
            reader.range(range, 0, Long.MAX_VALUE, runs);
            result.r3 = whole();
        }
        store.close();
        memory.close();
    }
}
