package dev.kymo.perf.sweeping;

import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.sweep.Sweep;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.store.sweep.SweepTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/// Kymo's store: sealed chunks in memory, a prepared query, and a sweep in steps of 200 µs.
final class KymoSwept implements SweptStore {
    static final long BUDGET_NS = 200_000;

    private static final StoreId ID = StoreId.recording("bench", "sweep");
    private static final Timeline FRAME = new Timeline("frame", TimeType.SEQUENCE);
    private static final ComponentDescriptor VALUE = ComponentDescriptor.of("value");
    /// Between steps rows would be taken in.
    private static final long PAUSE_NS = 50_000;

    private final RecordingStore store = new RecordingStore(ID);
    private final MemoryChunks memory = new MemoryChunks();
    private final List<EntityPath> entities = new ArrayList<>();

    KymoSwept(final int entityCount) {
        for (int i = 0; i < entityCount; i++) {
            entities.add(EntityPath.of("e" + i));
        }
    }

    @Override
    public void add(final int entity, final long time, final long[] payloads) {
        try (OpenChunk chunk = new OpenChunk(entities.get(entity), TimePoint.of(FRAME, time), 0)) {
            final int words = SweepSide.PAYLOAD_WORDS;
            for (int row = 0; row * words < payloads.length; row++) {
                final long[] payload = java.util.Arrays.copyOfRange(payloads, row * words, (row + 1) * words);
                chunk.append(new DataRow(
                        RowIds.PROCESS.next(),
                        entities.get(entity),
                        TimePoint.of(FRAME, time + row),
                        List.of(new DataCell(VALUE, ArrayData.longs(Datatype.INT64, payload)))));
            }
            store.insertPlaced(List.<Placement>of(memory.place(ID, chunk.snapshot())));
        }
    }

    @Override
    public long heldBytes() {
        return store.sealedBytes();
    }

    @Override
    public Asking asking() {
        final LatestAtQuery query = new LatestAtQuery(store, entities, List.of(VALUE.component()), FRAME.name());
        final LatestAtResult answers = new LatestAtResult();
        final StoreReader reader = store.reader();
        return new Asking() {
            @Override
            public long ask(final int entity, final long time) {
                reader.renew();
                reader.latestAt(query, entity, time, answers);
                return answers.size() > 0 && answers.isFound(0) ? answers.int64(0, 0) : 0;
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public void sweepQuarter(final StepTimer steps) {
        final Sweep sweep = new Sweep(store, memory, SweepPolicy.OLDEST_FIRST, new SweepTarget.Fraction(0.25));
        boolean isSwept = false;
        boolean isDone = false;
        while (!isDone) {
            steps.begin();
            if (isSwept) {
                isDone = store.reclaim(BUDGET_NS) == 0;
            } else {
                isSwept = sweep.step(BUDGET_NS);
            }
            steps.end();
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    @Override
    public long cut() {
        long greatest = 0;
        try (StoreReader reader = store.reader()) {
            for (final EntityPath entity : entities) {
                final OptionalLong cut = reader.cut(entity, VALUE.component(), FRAME.name());
                greatest = Math.max(greatest, cut.orElse(0));
            }
        }
        return greatest;
    }

    @Override
    public void close() {
        store.close();
        memory.close();
    }
}
