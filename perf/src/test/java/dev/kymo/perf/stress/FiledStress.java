package dev.kymo.perf.stress;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.ChunkSource;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.ChunkMemory;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RangeRuns;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ipc.EncodedIpc;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/// Chunks are filed while prepared queries are asked: one that was open, which is appended to the index bucket in
/// place;
/// two at once, for which a longer bucket takes its place; and one before all others, for which that is copied once
/// more. What is replaced is given back once nobody sees it, as are all but one or two loaded chunks. Rows are found
/// once each, and those of one step together.
@JCStressTest
@Outcome(
        id = {"4, 4, 7", "4, 6, 7", "4, 7, 7", "6, 6, 7", "6, 7, 7", "7, 7, 7"},
        expect = Expect.ACCEPTABLE,
        desc = "so many rows in a range, and at least as many in another after it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a row is missing, there twice, or not whole")
@State
public class FiledStress {
    private static final int WRONG = -1;
    /// Rows at the beginning, and places of a series' first bucket.
    private static final int BEFORE = 4;
    private static final StoreId ID = StoreId.recording("stress", "filed");
    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("v");
    /// Recycled memory still holds rows of an earlier round: a salt of its own tells each round's apart.
    private static final AtomicLong NEXT_SALT = new AtomicLong(1_000);

    private final long salt = NEXT_SALT.getAndAdd(1_000);
    /// Of which next to nothing may be unpacked at once.
    private final RecordingStore store = new RecordingStore(ID, new ChunkMemory(8 << 10));
    private final Source source = new Source();
    private final OpenChunk open = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0);
    private final RangeQuery range = new RangeQuery(store, ENTITY, VALUE.component(), FRAME.name());
    private final RangeRuns runs = new RangeRuns();
    private final LatestAtQuery latest =
            new LatestAtQuery(store, List.of(ENTITY), List.of(VALUE.component()), FRAME.name());
    private final LatestAtResult answers = new LatestAtResult();

    /// Chunks that have to be unpacked each time.
    private static final class Source implements ChunkSource {
        private final List<OffHeap.Block> payloads = new ArrayList<>();

        private synchronized Placement.InFile put(final Chunk chunk) {
            final EncodedIpc encoded = ChunkCodec.encode(chunk);
            final OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, encoded.lengthBytes());
            encoded.copyTo(block.segment());
            payloads.add(block);
            return new Placement.InFile(
                    chunk, this, payloads.size() - 1L, encoded.lengthBytes(), encoded.lengthBytes());
        }

        @Override
        public synchronized ReadChunk read(final long at, final long lengthBytes, final long unpackedBytes) {
            final OffHeap.Block block = OffHeap.allocate(MemoryTag.DECOMPRESSED, unpackedBytes);
            block.segment().copyFrom(payloads.get((int) at).segment().asSlice(0, lengthBytes));
            return new ReadChunk(ChunkCodec.decode(block.segment().asSlice(0, unpackedBytes)), block);
        }

        private synchronized void close() {
            payloads.forEach(OffHeap.Block::close);
        }
    }

    /// Begins with a bucket that has one place left, an open row, and queries that have seen both.
    public FiledStress() {
        final List<Placement> filed = new ArrayList<>();
        for (int i = 0; i < BEFORE - 1; i++) {
            filed.add(source.put(OpenChunk.ofOneRow(row(2L + i))));
        }
        store.insertPlaced(filed);
        open.append(row(BEFORE + 1L));
        store.addOpen(open);
        ask(new III_Result());
    }

    private DataRow row(final long number) {
        return new DataRow(
                new RowId(salt, number + 1),
                ENTITY,
                TimePoint.of(FRAME, number),
                List.of(new DataCell(VALUE, ArrayData.longs(Datatype.INT64, salt + number))));
    }

    @Actor
    public void write() {
        // The row moves from the open chunk into the bucket's last place
        store.seal(open, source.put(open.snapshot()));
        // The bucket is full: both go into a longer one, and are shown together
        store.insertPlaced(List.of(
                source.put(OpenChunk.ofOneRow(row(BEFORE + 2L))), source.put(OpenChunk.ofOneRow(row(BEFORE + 3L)))));
        // Out of order: into a copy
        store.insertPlaced(List.of(source.put(OpenChunk.ofOneRow(row(1)))));
        store.reclaim();
    }

    @Actor
    public void read(final III_Result result) {
        ask(result);
    }

    private void ask(final III_Result result) {
        try (StoreReader reader = store.reader()) {
            reader.range(range, 0, Long.MAX_VALUE, runs);
            result.r1 = countOfRuns();
            reader.latestAt(latest, BEFORE + 1L, answers);
            final boolean isRight = answers.isFound(0, 0)
                    && answers.time(0) == BEFORE + 1L
                    && answers.int64(0, 0) == salt + BEFORE + 1L;
            reader.range(range, 0, Long.MAX_VALUE, runs);
            result.r2 = isRight ? countOfRuns() : WRONG;
        }
    }

    /// Rows from 1 or 2 on, without a gap.
    private int countOfRuns() {
        int count = 0;
        long expected = 0;
        while (runs.next()) {
            for (int i = 0; i < runs.length(); i++) {
                final long time = runs.time(i);
                expected = count == 0 ? Math.min(2, Math.max(1, time)) : expected + 1;
                count++;
                if (time != expected
                        || runs.rowIdTimeNs(i) != salt
                        || runs.rowIdInc(i) != time + 1
                        || runs.instances(i).getLong(0) != salt + time) {
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
        source.close();
    }
}
