package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.util.List;

/// An entity made ready for a fixed number of numbers at a time, one for each series of a plot (`Scalars:scalars`).
///
/// Any thread may use it, one at a time; rows have the times that the calling thread has set. Over shared memory a
/// call allocates nothing, save the array that variable arguments make: hand over one of your own, it is copied.
public final class ScalarsStream {
    private final RecordingStream recording;
    private final EntityPath entity;
    private final double[] values;
    private final List<DataCell> cells;

    ScalarsStream(final RecordingStream recording, final EntityPath entity, final int seriesCount) {
        if (seriesCount < 1) {
            throw new IllegalArgumentException("seriesCount=" + seriesCount + ", expected at least 1");
        }
        this.recording = recording;
        this.entity = entity;
        values = new double[seriesCount];
        cells = List.of(Scalars.SCALARS.cell(ArrayData.doubles(Datatype.FLOAT64, values)));
    }

    /// Logs one row.
    ///
    /// @param row one number for each series
    /// @throws IllegalArgumentException when there are more or fewer
    public Commit log(final double... row) {
        if (row.length != values.length) {
            throw new IllegalArgumentException(
                    "entity " + entity + ": values.length=" + row.length + ", expected=" + values.length);
        }
        if (!recording.isEnabled()) {
            return Commit.DROPPED;
        }
        // The cell is made once, over an array that this object owns: so threads take turns.
        synchronized (values) {
            System.arraycopy(row, 0, values, 0, row.length);
            return recording.commitCells(entity, cells, false);
        }
    }

    public EntityPath entity() {
        return entity;
    }
}
