package dev.kymo.ingest;

import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;

/// Reads what [dev.kymo.ring.RowFormatter] writes: declarations, and rows with all cells inline. Trusts
/// nothing of it: every id, length, offset and count is checked. One thread.
///
/// Whatever is wrong is an `IllegalArgumentException` or another unchecked exception that says what was
/// expected and found.
public final class RowParser {
    private final Names names = Names.ofJournal();
    private final RowDecoder decoder = new RowDecoder(names, new PayloadReader(ArrayData.NO_BUFFER));

    /// Takes a declaration; ids of each kind come as 0, 1, 2 and so on.
    ///
    /// @param kind of [dev.kymo.ring.JournalDescriptor], 1 to 4
    /// @param body its own memory: nobody else writes to it
    public void declare(final int kind, final MemorySegment body) {
        names.add(kind, body);
    }

    /// Reads a row.
    ///
    /// @param body the row's, all of it, its own memory; the row's cells are views of it
    public DataRow row(final MemorySegment body) {
        if (body.get(Layouts.SHORT, RowDescriptor.BLOCK_COUNT_OFFSET) != 0) {
            throw new IllegalArgumentException("a row with blocks outside of a ring");
        }
        return decoder.decode(body, body.get(Layouts.SHORT, RowDescriptor.TIME_COUNT_OFFSET) == 0);
    }

    /// Whose the row is.
    public StoreId store(final MemorySegment body) {
        return decoder.store(body);
    }
}
