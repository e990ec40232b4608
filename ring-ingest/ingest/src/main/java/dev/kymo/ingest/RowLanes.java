package dev.kymo.ingest;

import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/// The shapes of a producer's rows, learnt from rows that went the long way: the next one of the same shape
/// goes by a lane of the sink, and nothing is made for it. One thread.
final class RowLanes {
    /// A program with more log statements than that logs the rest the long way.
    private static final int MAX_SHAPES = 1 << 14;
    /// Of one entity: a row that is of none of them should not be compared with many.
    private static final int MAX_SHAPES_OF_ENTITY = 8;
    /// A sink that had no lane so often has none, and is not asked for each row.
    private static final int MAX_REFUSALS = 64;

    private final RowSink sink;
    private final TimelineSets timelineSets;
    /// Where the bodies of rows are copied to.
    private final MemorySegment copies;
    private final Long2ObjectHashMap<List<RecordShape>> byStoreAndEntity = new Long2ObjectHashMap<>();
    private @Nullable RecordShape latest;
    private int shapeCount;
    private int refusals;

    RowLanes(final RowSink sink, final Names names, final MemorySegment copies) {
        this.sink = sink;
        this.copies = copies;
        timelineSets = new TimelineSets(names);
    }

    /// Reads a row that has a lane; null for another.
    ///
    /// @param bodyLength of the body that is copied to the beginning of `copies`
    @Nullable
    RecordShape read(final int bodyLength) {
        final RecordShape before = latest;
        if (before != null && before.reads(copies, bodyLength)) {
            return before;
        }
        return RecordShape.canBeRead(bodyLength) && shapeCount > 0 ? search(bodyLength) : null;
    }

    private @Nullable RecordShape search(final int bodyLength) {
        final List<RecordShape> shapes = byStoreAndEntity.get(RecordShape.storeAndEntity(copies));
        if (shapes != null) {
            for (int i = 0; i < shapes.size(); i++) {
                final RecordShape shape = shapes.get(i);
                if (shape.reads(copies, bodyLength)) {
                    latest = shape;
                    return shape;
                }
            }
        }
        return null;
    }

    /// Learns the shape of a row that was decoded from `copies` and that the sink took.
    ///
    /// @param hasBlocks whether some of its cells are in the payload area
    void learn(final MemorySegment body, final StoreId store, final DataRow decoded, final boolean hasBlocks) {
        final List<DataCell> cells = decoded.cells();
        final boolean hasNoLanes = shapeCount == 0 && refusals >= MAX_REFUSALS;
        if (hasBlocks || hasNoLanes || shapeCount >= MAX_SHAPES || !arePlain(cells)) {
            return;
        }
        final List<RecordShape> known = byStoreAndEntity.get(RecordShape.storeAndEntity(copies));
        if (known != null && known.size() >= MAX_SHAPES_OF_ENTITY) {
            return;
        }
        final List<ComponentDescriptor> descriptors = new ArrayList<>();
        final List<Datatype> types = new ArrayList<>();
        for (final DataCell cell : cells) {
            descriptors.add(cell.descriptor());
            types.add(cell.instances().type());
        }
        final int times = body.get(Layouts.SHORT, RowDescriptor.TIME_COUNT_OFFSET);
        final RowShape shape = new RowShape(
                store,
                decoded.entity(),
                timelineSets.find(body, RowDescriptor.TIMES_OFFSET, times),
                descriptors,
                types);
        final RowLane lane = sink.lane(shape);
        if (lane == null) {
            refusals++;
            return;
        }
        final RecordShape learnt = new RecordShape(shape, lane, body, copies);
        // Some bytes too many in a buffer, say, which are allowed: such rows go the long way
        if (!learnt.reads(copies, Math.toIntExact(body.byteSize()))) {
            return;
        }
        byStoreAndEntity
                .computeIfAbsent(learnt.storeAndEntity(), _ -> new ArrayList<>(1))
                .add(learnt);
        shapeCount++;
        latest = learnt;
    }

    private static boolean arePlain(final List<DataCell> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (!isPlain(cells.get(i).instances())) {
                return false;
            }
        }
        return !cells.isEmpty();
    }

    private static boolean isPlain(final ArrayData values) {
        return RowShape.isPlain(values.type())
                && values.validityBuffer().byteSize() == 0
                && (values.childCount() == 0 || isPlain(values.child(0)));
    }
}
