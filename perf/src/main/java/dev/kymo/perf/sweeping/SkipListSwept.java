package dev.kymo.perf.sweeping;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/// A `ConcurrentSkipListMap` per entity from time to the row's words; rows that go are left to ZGC.
final class SkipListSwept implements SweptStore {
    private static final int ROWS_A_STEP = 2000;
    private static final long PAUSE_NS = 50_000;

    private final List<ConcurrentSkipListMap<Long, long[]>> byEntity = new ArrayList<>();
    private long rows;
    private long cut;

    SkipListSwept(final int entityCount) {
        for (int i = 0; i < entityCount; i++) {
            byEntity.add(new ConcurrentSkipListMap<>());
        }
    }

    @Override
    public void add(final int entity, final long time, final long[] payloads) {
        final int words = SweepSide.PAYLOAD_WORDS;
        for (int row = 0; row * words < payloads.length; row++) {
            byEntity.get(entity)
                    .put(time + row, java.util.Arrays.copyOfRange(payloads, row * words, (row + 1) * words));
            rows++;
        }
    }

    @Override
    public long heldBytes() {
        return rows * SweepSide.PAYLOAD_WORDS * Long.BYTES;
    }

    @Override
    public Asking asking() {
        return new Asking() {
            @Override
            public long ask(final int entity, final long time) {
                final var found = byEntity.get(entity).floorEntry(time);
                return found == null ? 0 : found.getValue()[0];
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void sweepQuarter(final StepTimer steps) {
        long left = rows / 4;
        int entity = 0;
        while (left > 0) {
            steps.begin();
            for (int i = 0; i < ROWS_A_STEP && left > 0; i++) {
                final var gone = byEntity.get(entity).pollFirstEntry();
                entity = (entity + 1) % byEntity.size();
                if (gone != null) {
                    cut = Math.max(cut, gone.getKey() + 1);
                    rows--;
                    left--;
                }
            }
            steps.end();
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    @Override
    public long cut() {
        return cut;
    }

    @Override
    public void close() {
        byEntity.clear();
    }
}
