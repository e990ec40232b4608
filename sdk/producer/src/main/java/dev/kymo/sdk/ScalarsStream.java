package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;

/// An entity made ready for a fixed number of numbers at a time, one for each series of a plot (`Scalars:scalars`).
///
/// Any thread may use it, one at a time; rows have the times that the calling thread has set. Over shared memory a
/// call allocates nothing, save the array that variable arguments make: hand over one of your own, it is copied.
public final class ScalarsStream {
    private final PreparedRows rows;
    private final double[] values;
    private final ArrayData[] instances;

    ScalarsStream(final RecordingStream recording, final EntityPath entity, final int seriesCount) {
        if (seriesCount < 1) {
            throw new IllegalArgumentException("seriesCount=" + seriesCount + ", expected at least 1");
        }
        rows = new PreparedRows(recording, entity, Scalars.SCALARS);
        values = new double[seriesCount];
        instances = new ArrayData[] {ArrayData.doubles(Datatype.FLOAT64, values)};
    }

    /// Logs one row.
    ///
    /// @param row one number for each series
    /// @throws IllegalArgumentException when there are more or fewer
    public Commit log(final double... row) {
        if (row.length != values.length) {
            throw new IllegalArgumentException(
                    "entity " + entity() + ": values.length=" + row.length + ", expected=" + values.length);
        }
        if (!rows.isEnabled()) {
            return Commit.DROPPED;
        }
        // The cell is made once, over an array that this object owns: so threads take turns.
        synchronized (values) {
            System.arraycopy(row, 0, values, 0, row.length);
            return rows.log(instances);
        }
    }

    public EntityPath entity() {
        return rows.entity();
    }
}
