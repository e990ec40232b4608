package dev.kymo.perf.query;

import dev.kymo.perf.side.CaseSpec;
import java.util.concurrent.ConcurrentSkipListMap;

/// A `ConcurrentSkipListMap` per entity, from time to the row's words: what one writes with the JDK alone when readers
/// must not wait for the writer.
final class SkipListPoints implements PointStore {
    private ConcurrentSkipListMap<Long, Row>[] byEntity = maps(0);

    /// Colours stay what they were where a row has none.
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
        final ConcurrentSkipListMap<Long, Row> rows = byEntity[entity];
        final int[] shown =
                colours.length > 0 ? colours.clone() : rows.lastEntry().getValue().colours;
        rows.put(time, new Row(positions.clone(), shown));
    }

    @Override
    public void seal() {}

    @Override
    public int latestAt(final long time) {
        int sum = 0;
        for (int entity = 0; entity < byEntity.length; entity++) {
            sum += latestAt(entity, time);
        }
        return sum;
    }

    @Override
    public int latestAt(final int entity, final long time) {
        int sum = 0;
        final Row row = byEntity[entity].floorEntry(time).getValue();
        for (final int word : row.positions) {
            sum += word;
        }
        for (final int word : row.colours) {
            sum += word;
        }
        return sum;
    }

    @Override
    public void close() {
        byEntity = maps(0);
    }
}
