package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import java.util.concurrent.ConcurrentSkipListMap;

/// A `ConcurrentSkipListMap` per entity, from time to the row's words: what one writes with the JDK alone when readers
/// must not wait for the writer.
final class SkipListPoints implements PointStore {
    private ConcurrentSkipListMap<Long, Row>[] byEntity = maps(0);

    private record Row(int[] positions, int[] colours) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ConcurrentSkipListMap<Long, Row>[] maps(final int count) {
        return new ConcurrentSkipListMap[count];
    }

    @Override
    public boolean begin(final CaseSpec bench, final int entities, final int points) {
        byEntity = maps(entities);
        for (int i = 0; i < entities; i++) {
            byEntity[i] = new ConcurrentSkipListMap<>();
        }
        return false;
    }

    @Override
    public void add(final int entity, final long time, final int[] positions, final int[] colours) {
        byEntity[entity].put(time, new Row(positions.clone(), colours.clone()));
    }

    @Override
    public void seal() {}

    @Override
    public int latestAt(final long time) {
        int sum = 0;
        for (final ConcurrentSkipListMap<Long, Row> rows : byEntity) {
            final Row row = rows.floorEntry(time).getValue();
            for (final int word : row.positions) {
                sum += word;
            }
            for (final int word : row.colours) {
                sum += word;
            }
        }
        return sum;
    }

    @Override
    public void close() {
        byEntity = maps(0);
    }
}
