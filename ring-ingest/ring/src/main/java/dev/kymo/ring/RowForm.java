package dev.kymo.ring;

import java.util.List;

/// What rows of one log statement have in common, said once in the journal, so that a record in the ring
/// says only the rest: the row's id, its times and its values. The record's type says which form it is of
/// ([RingDescriptor#FIRST_FORM_TYPE]).
///
/// ```text
///   0         8        16
///   +---------+--------+----------------+------------------------------------+
///   | time ns |  inc   | time (i64) ... | values of each cell, padded to 8   |
///   +---------+--------+----------------+------------------------------------+
///     row id             those of the form's times that are not the row id's
/// ```
///
/// Values are those of a plain datatype, none of them null: numbers, or (nested) fixed-size lists of
/// numbers. A row of a form means what a row that [RowDescriptor] lays out means: readers make that of it
/// and check it as such.
///
/// @param store a declared id
/// @param entity a declared id
/// @param times at least one, 32,767 at most
/// @param cells 32,767 at most
public record RowForm(int store, int entity, List<Time> times, List<Cell> cells) {
    /// Where the times begin in a record's body.
    public static final int TIMES_OFFSET = RowDescriptor.STORE_OFFSET;

    public RowForm {
        times = List.copyOf(times);
        cells = List.copyOf(cells);
        if (times.isEmpty() || times.size() > RowDescriptor.MAX_COUNT || cells.size() > RowDescriptor.MAX_COUNT) {
            throw new IllegalArgumentException("a form of times=" + times.size() + ", cells=" + cells.size()
                    + ", expected 1 to " + RowDescriptor.MAX_COUNT + " times, at most as many cells");
        }
    }

    /// One timeline of the rows.
    ///
    /// @param timelineId a declared id
    /// @param isIdTime whether a row's time is its id's, and is not said again
    public record Time(int timelineId, boolean isIdTime) {}

    /// One cell of the rows.
    ///
    /// @param componentId a declared id, of a plain datatype
    /// @param count how many instances each row has of it
    public record Cell(int componentId, int count) {
        public Cell {
            if (count < 0) {
                throw new IllegalArgumentException("a cell of " + count + " instances");
            }
        }
    }
}
