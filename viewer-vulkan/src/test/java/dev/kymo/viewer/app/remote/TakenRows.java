package dev.kymo.viewer.app.remote;

import dev.kymo.sdk.Sink;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.StoreId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a server has taken: the first value of each row, in order.
final class TakenRows implements Sink {
    /// Whose values are kept.
    static final String APPLICATION = "remote_test";

    private final List<Integer> values = new ArrayList<>();
    private int dropped;
    private int others;

    @Override
    public synchronized Commit commit(final StoreId store, final DataRow row) {
        if (!store.applicationId().equals(APPLICATION)) {
            others++;
            return Commit.COMMITTED;
        }
        if (row.entity().toString().equals("/loop/value")) {
            values.add((int) row.cells().getFirst().instances().getDouble(0));
        }
        if (row.entity().toString().equals("/kymo/dropped")) {
            dropped = (int) row.cells().getFirst().instances().getDouble(0);
        }
        return Commit.COMMITTED;
    }

    /// Rows of other applications.
    synchronized int others() {
        return others;
    }

    /// Rows that the recording is said to lack.
    synchronized int dropped() {
        return dropped;
    }

    synchronized List<Integer> values() {
        return List.copyOf(values);
    }

    synchronized int count() {
        return values.size();
    }

    @Override
    public boolean flush(final Duration timeout) {
        return true;
    }

    @Override
    public void close() {}
}
