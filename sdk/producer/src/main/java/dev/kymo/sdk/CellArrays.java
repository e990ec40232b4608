package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import java.util.Arrays;
import java.util.List;

/// A row's cells as a ring takes them: ids of components, and instances beside them. One for each thread, used again
/// for each of its rows.
final class CellArrays {
    private static final ThreadLocal<CellArrays> OF_THREAD = ThreadLocal.withInitial(CellArrays::new);
    private static final ArrayData NOTHING = ArrayData.empty(Datatype.NULL);
    private static final int FIRST_CAPACITY = 16;

    private int[] componentIds = new int[FIRST_CAPACITY];
    private ArrayData[] instances = new ArrayData[FIRST_CAPACITY];

    private CellArrays() {}

    /// The calling thread's.
    static CellArrays ofThread() {
        return OF_THREAD.get();
    }

    /// Takes the cells of a row, borrowed until [#forget].
    void take(final List<DataCell> cells, final ComponentIds ids) {
        final int count = cells.size();
        if (count > instances.length) {
            componentIds = new int[2 * count];
            instances = new ArrayData[2 * count];
        }
        for (int i = 0; i < count; i++) {
            final DataCell cell = cells.get(i);
            instances[i] = cell.instances();
            componentIds[i] = ids.id(cell.descriptor(), cell.instances().type());
        }
    }

    /// As many as there were cells, and room behind them.
    int[] componentIds() {
        return componentIds;
    }

    /// Beside [#componentIds].
    ArrayData[] instances() {
        return instances;
    }

    /// Lets go of the row's instances, which are the caller's: an idle thread must not hold them.
    void forget(final int count) {
        Arrays.fill(instances, 0, Math.min(count, instances.length), NOTHING);
    }
}
