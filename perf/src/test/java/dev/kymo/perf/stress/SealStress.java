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
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// A chunk is sealed, and its open form given back, while prepared queries that know the open form are asked: each row
/// is found once, whole, and none that was there before is missing.
@JCStressTest
@Outcome(
        id = {
            "1, 1, 4", "1, 2, 4", "1, 3, 4", "1, 4, 4", "2, 2, 4", "2, 3, 4", "2, 4, 4", "3, 3, 4", "3, 4, 4", "4, 4, 4"
        },
        expect = Expect.ACCEPTABLE,
        desc = "so many rows in a range, and at least as many in the latest-at after it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a row is missing, there twice, or not whole")
@State
public class SealStress {
    private static final int WRONG = -1;
    private static final StoreId ID = StoreId.recording("stress", "seal");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("v");
    /// Recycled memory still holds rows of an earlier round: a salt of its own tells each round's apart.
    private static final AtomicLong NEXT_SALT = new AtomicLong(1_000);

    private final long salt = NEXT_SALT.getAndAdd(1_000);
    private final RecordingStore store = new RecordingStore(ID);
    private final MemoryChunks sink = new MemoryChunks();
    private final OpenChunk first = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0);
    private final RangeQuery range = new RangeQuery(store, ENTITY, VALUE.component(), FRAME.name());
    private final RangeRuns runs = new RangeRuns();
    private final LatestAtQuery latest =
            new LatestAtQuery(store, List.of(ENTITY), List.of(VALUE.component()), FRAME.name());
    private final LatestAtResult answers = new LatestAtResult();

    /// Begins with one row, and with queries that have seen it where it is.
    public SealStress() {
        append(first, 1);
        store.addOpen(first);
        ask(new III_Result());
    }

    private void append(final OpenChunk chunk, final long number) {
        chunk.append(new DataRow(
                new RowId(salt, number),
                ENTITY,
                TimePoint.of(FRAME, number),
                List.of(new DataCell(VALUE, ArrayData.longs(Datatype.INT64, salt + number)))));
    }

    @Actor
    public void write() {
        append(first, 2);
        store.seal(first, sink.store(ID, first.snapshot()));
        final OpenChunk second = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0);
        append(second, 3);
        store.addOpen(second);
        append(second, 4);
    }

    @Actor
    public void read(final III_Result result) {
        ask(result);
    }

    private void ask(final III_Result result) {
        try (StoreReader reader = store.reader()) {
            reader.range(range, 0, Long.MAX_VALUE, runs);
            result.r1 = countOfRuns();
            reader.latestAt(latest, Long.MAX_VALUE, answers);
            final long newest = answers.isFound(0, 0) ? answers.time(0) : 0;
            result.r2 = newest > 0 && answers.int64(0, 0) == salt + newest ? (int) newest : WRONG;
        }
    }

    private int countOfRuns() {
        int count = 0;
        while (runs.next()) {
            for (int i = 0; i < runs.length(); i++) {
                count++;
                if (runs.time(i) != count
                        || runs.rowIdTimeNs(i) != salt
                        || runs.rowIdInc(i) != count
                        || runs.instances(i).getLong(0) != salt + count) {
                    return WRONG;
                }
            }
        }
        return count;
    }

    @Arbiter
    public void close(final III_Result result) {
        try (StoreReader reader = store.reader()) {
            reader.range(range, 0, Long.MAX_VALUE, runs);
            result.r3 = countOfRuns();
        }
        store.close();
        sink.close();
    }
}
