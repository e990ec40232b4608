package dev.kymo.viewer.view;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.index.StoredChunkColumn;
import dev.kymo.store.index.StoredColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rows of an entity's Transform3D by the frame that each is about: one entity may say where many frames
/// are, one row after the other, and the newest row of one does not hide that of another. A row is a whole:
/// what it does not have is not taken from one before. Chunks that are complete are looked through once. One
/// thread.
final class FrameRows {
    private final EntityPath entity;
    private final int ownFrame;
    private final String timeline;
    private final FrameNames names;
    private final Map<ChunkId, Rows> known = new HashMap<>();
    private List<Rows> rows = List.of();
    private final Map<Integer, Found> statics = new HashMap<>();
    private List<Object> seen = List.of();

    /// A row, and where it is.
    ///
    /// @param component one that its chunk has
    record Found(boolean isStatic, long time, RowId id, ChunkId chunk, String component, int row) {
        boolean isAfter(final @Nullable Found other) {
            if (other == null || isStatic != other.isStatic) {
                // What is said for good is what holds until something is said of a time
                return other == null || other.isStatic;
            }
            final int byTime = isStatic ? 0 : Long.compare(time, other.time);
            return (byTime != 0 ? byTime : id.compareTo(other.id)) > 0;
        }
    }

    /// Those of one chunk.
    ///
    /// @param rowsOf by frame, ascending by time and id
    private record Rows(
            ChunkId chunk, String component, long[] times, RowId[] ids, Map<Integer, int[]> rowsOf, long minTime) {
        /// The newest at or before a time.
        @Nullable
        Found latest(final int frame, final long time) {
            final int[] its = rowsOf.get(frame);
            if (its == null || minTime > time) {
                return null;
            }
            int low = 0;
            int high = its.length;
            while (low < high) {
                final int middle = (low + high) >>> 1;
                if (times[its[middle]] <= time) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            if (low == 0) {
                return null;
            }
            final int row = its[low - 1];
            return new Found(false, times[row], ids[row], chunk, component, row);
        }
    }

    /// @param ownFrame the frame of rows that name none
    FrameRows(final EntityPath entity, final int ownFrame, final String timeline, final FrameNames names) {
        this.entity = entity;
        this.ownFrame = ownFrame;
        this.timeline = timeline;
        this.names = names;
    }

    EntityPath entity() {
        return entity;
    }

    /// Takes in what has come, or gone.
    ///
    /// @return whether anything did
    boolean update(final StoreReader reader) {
        final Map<ChunkId, Listed> listed = new LinkedHashMap<>();
        final Map<ChunkId, Chunk> fixed = new LinkedHashMap<>();
        for (final String component : SceneComponents.TRANSFORM_ROW) {
            reader.storedChunks(entity, component, timeline, Long.MIN_VALUE, Long.MAX_VALUE)
                    .forEach(each -> listed.putIfAbsent(each.chunk(), new Listed(component, each)));
            reader.staticChunks(entity, component).forEach(each -> fixed.putIfAbsent(each.id(), each));
        }
        final List<Object> now = new ArrayList<>();
        listed.values().forEach(each -> {
            now.add(each.column.chunk());
            now.add(each.column.rowCount());
        });
        fixed.values().forEach(each -> {
            now.add(each.id());
            now.add(each.rowCount());
        });
        if (now.equals(seen)) {
            return false;
        }
        seen = now;
        final List<Rows> all = new ArrayList<>();
        for (final Listed each : listed.values()) {
            final Rows its = each.column.isSealed() ? known.get(each.column.chunk()) : null;
            final Rows read = its == null ? read(each) : its;
            if (read != null) {
                all.add(read);
                if (each.column.isSealed()) {
                    known.put(read.chunk, read);
                }
            }
        }
        known.keySet().retainAll(listed.keySet());
        rows = all;
        statics.clear();
        fixed.values().forEach(this::readStatic);
        return true;
    }

    private record Listed(String component, StoredChunkColumn column) {}

    private @Nullable Rows read(final Listed listed) {
        final StoredColumn stored = listed.column.column();
        if (stored == null) {
            return null;
        }
        final Chunk chunk = stored.chunk();
        final int count = chunk.rowCount();
        final long[] times = new long[count];
        final RowId[] ids = new RowId[count];
        final List<ComponentColumn> columns = columns(chunk);
        final ComponentColumn children =
                chunk.component(SceneComponents.CHILD_FRAME).orElse(null);
        final Map<Integer, List<Integer>> byFrame = new HashMap<>();
        for (int row = 0; row < count; row++) {
            if (has(columns, row)) {
                times[row] = stored.times().time(row);
                ids[row] = chunk.rowId(row);
                byFrame.computeIfAbsent(childOf(children, row), _ -> new ArrayList<>())
                        .add(row);
            }
        }
        final Map<Integer, int[]> rowsOf = new HashMap<>();
        final Comparator<Integer> order =
                Comparator.<Integer>comparingLong(row -> times[row]).thenComparing(row -> ids[row]);
        byFrame.forEach((frame, its) -> rowsOf.put(
                frame, its.stream().sorted(order).mapToInt(Integer::intValue).toArray()));
        return new Rows(chunk.id(), listed.component, times, ids, rowsOf, listed.column.minTime());
    }

    private void readStatic(final Chunk chunk) {
        final List<ComponentColumn> columns = columns(chunk);
        final ComponentColumn children =
                chunk.component(SceneComponents.CHILD_FRAME).orElse(null);
        for (int row = 0; row < chunk.rowCount(); row++) {
            if (has(columns, row)) {
                final Found found = new Found(
                        true,
                        0,
                        chunk.rowId(row),
                        chunk.id(),
                        columns.getFirst().descriptor().component(),
                        row);
                final int frame = childOf(children, row);
                if (found.isAfter(statics.get(frame))) {
                    statics.put(frame, found);
                }
            }
        }
    }

    /// Those of a Transform3D; names of frames first.
    private static List<ComponentColumn> columns(final Chunk chunk) {
        final List<ComponentColumn> its = new ArrayList<>();
        for (final String component : SceneComponents.TRANSFORM_ROW) {
            chunk.component(component).ifPresent(its::add);
        }
        return its;
    }

    private static boolean has(final List<ComponentColumn> columns, final int row) {
        for (final ComponentColumn column : columns) {
            if (column.has(row)) {
                return true;
            }
        }
        return false;
    }

    private int childOf(final @Nullable ComponentColumn children, final int row) {
        final String name = children == null ? null : name(children, row);
        return name == null ? ownFrame : names.numberOf(name);
    }

    /// What a row names; null for nothing.
    static @Nullable String name(final Chunk chunk, final int row, final String component) {
        final ComponentColumn column = chunk.component(component).orElse(null);
        return column == null ? null : name(column, row);
    }

    private static @Nullable String name(final ComponentColumn column, final int row) {
        return column.has(row) ? name(column.instances(row)) : null;
    }

    /// The name among a component's instances; null for none.
    static @Nullable String name(final ArrayData values) {
        return values.length() == 0
                        || !values.type().equals(Datatype.UTF8)
                        || values.isNull(0)
                        || values.string(0).isEmpty()
                ? null
                : values.string(0);
    }

    /// All frames that any row is about.
    Set<Integer> frames() {
        final Set<Integer> all = new TreeSet<>(statics.keySet());
        rows.forEach(each -> all.addAll(each.rowsOf.keySet()));
        return all;
    }

    /// The row that says where a frame is at a time: the newest up to then, else what holds for good.
    @Nullable
    Found latest(final int frame, final long time) {
        Found best = statics.get(frame);
        for (final Rows each : rows) {
            final Found found = each.latest(frame, time);
            if (found != null && found.isAfter(best)) {
                best = found;
            }
        }
        return best;
    }

    /// The chunk of a row, loaded where it has to be; null when it can't be read.
    @Nullable
    Chunk chunkOf(final StoreReader reader, final Found found) {
        if (found.isStatic) {
            for (final Chunk each : reader.staticChunks(entity, found.component)) {
                if (each.id().equals(found.chunk)) {
                    return each;
                }
            }
            return null;
        }
        for (final StoredChunkColumn each :
                reader.storedChunks(entity, found.component, timeline, found.time, found.time)) {
            if (each.chunk().equals(found.chunk)) {
                final StoredColumn stored = each.column();
                return stored == null ? null : stored.chunk();
            }
        }
        return null;
    }
}
