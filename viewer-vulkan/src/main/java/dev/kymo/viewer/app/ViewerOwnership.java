package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestAgent;
import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.ingest.RingFollower;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A viewer that owns the rings while nobody records: the rows it shows are read beside this, by its
/// [RingFollower]; here is only said that they have been taken, and room is given back, when it gets scarce and
/// the follower has read it. So a recorder that comes later still files what waits in the rings.
///
/// The viewer's thread.
final class ViewerOwnership {
    /// A recorder waits meanwhile.
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(1);

    private final IngestAgent agent;
    private final ReadRows rows;

    private ViewerOwnership(final IngestAgent agent, final ReadRows rows) {
        this.agent = agent;
        this.rows = rows;
    }

    /// @return null when somebody owns the rings, or a recorder waits for them
    static @Nullable ViewerOwnership tryTake(
            final IngestConfig config, final RingFollower follower, final IngestListener listener) throws IOException {
        final ReadRows rows = new ReadRows(follower);
        final IngestAgent agent =
                IngestAgent.tryOpenForViewer(config.withDrainTimeout(DRAIN_TIMEOUT), rows, new FailuresOnly(listener));
        return agent == null ? null : new ViewerOwnership(agent, rows);
    }

    int doWork() throws IOException {
        return agent.doWork();
    }

    boolean isWanted() throws IOException {
        return agent.isWanted();
    }

    /// Leaves the rings.
    ///
    /// @param forRecorder whether what waits in them is promised to a recorder; else it is given back, since
    ///     rows that a viewer has shown must not keep newer ones out
    void leave(final boolean forRecorder) {
        rows.keepsAll = forRecorder;
        agent.onClose();
    }

    /// Counts rows; they are "filed" when the follower has them and their room is needed.
    private static final class ReadRows implements RowSink {
        private final RingFollower follower;
        private long taken;
        private long given;
        private boolean keepsAll;

        private ReadRows(final RingFollower follower) {
            this.follower = follower;
        }

        @Override
        public void append(final StoreId store, final DataRow row) {
            taken++;
        }

        @Override
        public long appendedMark() {
            return taken;
        }

        @Override
        public long filedMark() {
            return given;
        }

        @Override
        public void requestFiling() {
            if (keepsAll) {
                return;
            }
            try {
                follower.catchUp();
                given = taken;
            } catch (final IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    /// The follower names bad producers and rows itself, and what stays in the rings stays on purpose.
    private record FailuresOnly(IngestListener listener) implements IngestListener {
        @Override
        public void producerCutOff(final String producer, final Exception reason) {
            // Named by the follower
        }

        @Override
        public void rowRefused(final String producer, final IllegalArgumentException reason) {
            // Named by the follower
        }

        @Override
        public void rowsLeftBehind(final String producer, final long bytes) {
            // For the recorder to come
        }

        @Override
        public void failed(final Throwable reason) {
            listener.failed(reason);
        }
    }
}
