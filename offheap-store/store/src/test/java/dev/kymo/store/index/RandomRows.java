package dev.kymo.store.index;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Rows that get in each other's way as much as they can: few entities, few times, row ids in any order.
final class RandomRows {
    static final List<EntityPath> ENTITIES = List.of(
            EntityPath.ROOT,
            EntityPath.of("a"),
            EntityPath.of("a", "b"),
            EntityPath.of("a", "b", "c d"),
            EntityPath.of("ab"),
            EntityPath.of("😀/"));
    static final List<String> TIMELINES = List.of("frame", "clock", "age", "both", "nowhere");
    static final List<String> COMPONENTS =
            List.of(Clears.COMPONENT, "Points3D:positions", "Points3D:colors", "user", "ö.never", "Text:text");

    private static final long[] EDGES = {
        Timeline.MIN_TIME, Timeline.MIN_TIME + 1, Timeline.MAX_TIME, Timeline.MAX_TIME - 1, 1L << 62, -(1L << 62), 0
    };

    private final Random random;
    private final Set<RowId> used = new HashSet<>();
    /// Chances differ from recording to recording, so that some are all about clears, others have no static data.
    private final int clearPercent;
    private final int staticPercent;
    private final int sameTypePercent;
    private long clock;

    RandomRows(final Random random) {
        this.random = random;
        clearPercent = random.nextInt(3) == 0 ? 0 : random.nextInt(60);
        staticPercent = random.nextInt(3) == 0 ? 0 : random.nextInt(30);
        sameTypePercent = random.nextInt(101);
    }

    DataRow next() {
        final EntityPath entity = ENTITIES.get(random.nextInt(ENTITIES.size()));
        final Map<String, DataCell> cells = new LinkedHashMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            final DataCell cell = cell();
            cells.put(cell.descriptor().component(), cell);
        }
        return new DataRow(id(), entity, time(), new ArrayList<>(cells.values()));
    }

    private DataCell cell() {
        if (random.nextInt(100) < clearPercent) {
            final ComponentDescriptor clear =
                    new ComponentDescriptor(Clears.COMPONENT, "rerun.archetypes.Clear", "ClearIsRecursive");
            return new DataCell(clear, Values.randomClear(random));
        }
        final ComponentDescriptor descriptor = switch (random.nextInt(5)) {
            case 0, 1 -> new ComponentDescriptor("Points3D:positions", "Points3D", "Position3D");
            case 2 -> new ComponentDescriptor("Points3D:colors", random.nextBoolean() ? "Points3D" : null, "Color");
            case 3 -> new ComponentDescriptor("Text:text", "Text", random.nextBoolean() ? "Text" : "Label");
            default -> ComponentDescriptor.of("user");
        };
        final ArrayData instances = random.nextInt(100) < sameTypePercent
                ? ArrayData.ints(Datatype.INT32, random.ints(random.nextInt(4)).toArray())
                : Values.random(random);
        return new DataCell(descriptor, instances);
    }

    private RowId id() {
        RowId id;
        do {
            id = switch (random.nextInt(4)) {
                case 0 -> new RowId(random.nextInt(4), random.nextInt(1000));
                case 1 -> new RowId(random.nextLong(), random.nextLong());
                case 2 -> new RowId(5, random.nextLong());
                default -> new RowId(1000 + clock++, 0);
            };
        } while (!used.add(id));
        return id;
    }

    private TimePoint time() {
        if (random.nextInt(100) < staticPercent) {
            return TimePoint.STATIC;
        }
        final Map<Timeline, Long> times = new HashMap<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0, 1 -> times.put(Timeline.sequence("frame"), randomTime());
                case 2 -> times.put(Timeline.timestamp("clock"), randomTime());
                case 3 -> times.put(Timeline.duration("age"), randomTime());
                default -> {
                    times.keySet().removeIf(timeline -> timeline.name().equals("both"));
                    final TimeType type = random.nextBoolean() ? TimeType.SEQUENCE : TimeType.DURATION;
                    times.put(new Timeline("both", type), randomTime());
                }
            }
        }
        return TimePoint.of(times);
    }

    private long randomTime() {
        return switch (random.nextInt(12)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextLong() | 1;
            case 2, 3, 4 -> clock;
            default -> random.nextInt(20) - 8;
        };
    }

    /// A time worth asking for: one that is there, its neighbours, the ends, or anything.
    long askedTime(final List<Long> there) {
        final long time = switch (random.nextInt(6)) {
            case 0 -> EDGES[random.nextInt(EDGES.length)];
            case 1 -> random.nextInt(3) == 0 ? Long.MIN_VALUE : random.nextLong();
            case 2 -> random.nextInt(24) - 10;
            default -> there.isEmpty() ? 0 : there.get(random.nextInt(there.size()));
        };
        return random.nextInt(3) == 0 ? time + random.nextInt(3) - 1 : time;
    }

    static ReferenceStore.Row reference(final DataRow row) {
        final Map<String, ReferenceStore.Value> cells = new LinkedHashMap<>();
        for (final DataCell cell : row.cells()) {
            final String text = Values.text(cell.instances());
            cells.put(
                    cell.descriptor().component(),
                    new ReferenceStore.Value(cell.descriptor(), text, text.equals("Boolean[true]")));
        }
        return new ReferenceStore.Row(row.id(), row.entity(), row.time(), cells);
    }
}
