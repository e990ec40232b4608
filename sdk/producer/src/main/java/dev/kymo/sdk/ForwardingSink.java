package dev.kymo.sdk;

import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.time.Duration;

/// Lets threads take turns at a [RowSink], which takes one at a time.
final class ForwardingSink implements Sink {
    private final RowSink rows;
    private boolean isClosed;

    ForwardingSink(final RowSink rows) {
        this.rows = rows;
    }

    @Override
    public synchronized Commit commit(final StoreId store, final DataRow row) {
        if (isClosed) {
            throw new IllegalStateException("the sink is closed");
        }
        rows.append(store, row);
        return Commit.COMMITTED;
    }

    @Override
    public boolean flush(final Duration timeout) {
        return true;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
    }
}
