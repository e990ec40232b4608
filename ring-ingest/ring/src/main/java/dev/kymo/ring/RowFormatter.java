package dev.kymo.ring;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Lays out rows as [RowDescriptor] says, all cells inline, for whoever sends them elsewhere than into a
/// ring; names are declared once, through a [DeclarationLog]. Any thread; a thread measures a row and then
/// writes it.
public final class RowFormatter {
    private final Declarations declarations;
    private final ThreadLocal<Measured> measured = ThreadLocal.withInitial(Measured::new);

    /// @param log gets declarations before the first row that uses them has been measured
    public RowFormatter(final DeclarationLog log) {
        declarations = new Declarations(log, false);
    }

    /// Declares what the row names, and measures it.
    ///
    /// @param row borrowed until [#write] or [#forget]
    /// @return bytes of its body
    /// @throws IllegalArgumentException when the row can't be laid out: bad offsets, too many cells
    /// @throws IllegalStateException when a declaration found no room
    public long measure(final StoreId store, final DataRow row) {
        final Measured to = measured.get();
        final int times = row.time().size();
        final int cells = row.cells().size();
        to.grow(times, cells);
        for (int i = 0; i < times; i++) {
            to.timelineIds[i] = declarations.timeline(row.time().timeline(i));
            to.times[i] = row.time().time(i);
        }
        for (int i = 0; i < cells; i++) {
            final DataCell cell = row.cells().get(i);
            to.arrays[i] = cell.instances();
            to.componentIds[i] =
                    declarations.component(cell.descriptor(), cell.instances().type());
        }
        declarations.checkTimes(to.timelineIds, to.times, times);
        declarations.checkComponents(to.componentIds, cells);
        to.encoder.take(
                row.id().timeNs(),
                row.id().inc(),
                RowEncoder.pair(declarations.store(store), declarations.entity(row.entity())),
                to.timelineIds,
                to.times,
                times,
                to.componentIds,
                to.arrays,
                cells,
                null);
        boolean isMeasured = false;
        try {
            final long length = to.encoder.measure(declarations, Long.MAX_VALUE);
            isMeasured = true;
            return length;
        } finally {
            if (!isMeasured) {
                forget();
            }
        }
    }

    /// Writes the row that this thread has measured.
    ///
    /// @param body zeros from `offset` on
    public void write(final MemorySegment body, final long offset) {
        try {
            measured.get().encoder.write(body, offset);
        } finally {
            forget();
        }
    }

    /// Lets go of the row that this thread has measured, which is the caller's.
    public void forget() {
        final Measured of = measured.get();
        of.encoder.forget();
        Arrays.fill(of.arrays, Measured.NOTHING);
    }

    /// A thread's row.
    private static final class Measured {
        static final ArrayData NOTHING = ArrayData.empty(Datatype.NULL);

        final RowEncoder encoder = new RowEncoder();
        int[] timelineIds = new int[16];
        long[] times = new long[16];
        int[] componentIds = new int[16];
        ArrayData[] arrays = new ArrayData[16];

        void grow(final int timeCount, final int cellCount) {
            if (timeCount > timelineIds.length) {
                timelineIds = new int[2 * timeCount];
                times = new long[2 * timeCount];
            }
            if (cellCount > arrays.length) {
                componentIds = new int[2 * cellCount];
                arrays = new ArrayData[2 * cellCount];
            }
        }
    }
}
