package dev.kymo.perf.stress;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// A row whose count is seen is seen whole: id, time, presence and values, also when its column is new or its
/// buffers have just been replaced by larger ones.
@JCStressTest
@Outcome(
        id = {"1", "2", "3"},
        expect = Expect.ACCEPTABLE,
        desc = "so many rows, all whole")
@Outcome(expect = Expect.FORBIDDEN, desc = "a row is seen in part, or stale")
@State
public class OpenChunkStress {
    static final int TORN = -1;

    private static final Timeline FRAME = Timeline.sequence("frame");
    private static final EntityPath ENTITY = EntityPath.of("e");
    /// Recycled memory still holds rows of an earlier round: a salt of its own tells each round's apart.
    private static final AtomicLong NEXT_SALT = new AtomicLong(1_000);

    private final long salt = NEXT_SALT.getAndAdd(1_000);
    private final OpenChunk chunk = new OpenChunk(ENTITY, TimePoint.of(FRAME, 0), 0);

    /// Begins with one row; the second has a null and a new column, the third outgrows a 4 KiB buffer.
    public OpenChunkStress() {
        chunk.append(row(0, cell("a", 2)));
    }

    private DataRow row(final long number, final DataCell... cells) {
        return new DataRow(new RowId(salt, number), ENTITY, TimePoint.of(FRAME, salt + number), List.of(cells));
    }

    private DataCell cell(final String component, final int count) {
        final long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = salt + i;
        }
        return new DataCell(ComponentDescriptor.of(component), ArrayData.longs(Datatype.INT64, values));
    }

    @Actor
    public void write() {
        chunk.append(row(1, cell("b", 3)));
        chunk.append(row(2, cell("a", 600)));
    }

    @Actor
    public void read(final I_Result result) {
        final Chunk seen = chunk.snapshot();
        result.r1 = isWhole(seen) ? seen.rowCount() : TORN;
    }

    @Arbiter
    public void close() {
        chunk.close();
    }

    private boolean isWhole(final Chunk seen) {
        for (int row = 0; row < seen.rowCount(); row++) {
            if (!seen.rowId(row).equals(new RowId(salt, row))
                    || seen.timelines().getFirst().time(row) != salt + row
                    || !holds(seen, "a", row, row == 0 ? 2 : row == 1 ? 0 : 600)
                    || !holds(seen, "b", row, row == 1 ? 3 : 0)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(final Chunk seen, final String component, final int row, final int count) {
        final ComponentColumn column = seen.component(component).orElse(null);
        if (column == null || !column.has(row)) {
            return count == 0;
        }
        final ArrayData values = column.instances(row);
        for (int i = 0; i < values.length(); i++) {
            if (values.getLong(i) != salt + i) {
                return false;
            }
        }
        return values.length() == count;
    }
}
