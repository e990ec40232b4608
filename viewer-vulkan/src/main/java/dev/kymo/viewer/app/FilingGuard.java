package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestListener;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Between store and file: notices when the file takes nothing any more (a full disk), which ends the
/// recording, and keeps the complaints that follow from that from being said over and over. What does not
/// follow from it passes on.
final class FilingGuard implements ChunkSink, IngestListener {
    private static final long LOOK_INTERVAL_NS = 250_000_000L;

    private final IngestListener listener;
    private final List<Runnable> actions = new ArrayList<>();
    private @Nullable RecordingFiles files;
    private long nextLookNs = System.nanoTime();
    private volatile @Nullable IOException failure;

    FilingGuard(final IngestListener listener) {
        this.listener = listener;
    }

    void writeTo(final RecordingFiles newFiles) {
        files = newFiles;
    }

    /// Deletes files that have grown too old to be kept, as often as is needed.
    void tick() {
        final RecordingFiles written = files;
        if (written != null && !written.isOne() && System.nanoTime() - nextLookNs >= 0) {
            nextLookNs = System.nanoTime() + LOOK_INTERVAL_NS;
            try {
                written.deleteOld();
            } catch (final IOException stays) {
                listener.failed(stays);
            }
        }
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /// Has `action` run when filing fails for good, on the thread that files; at once when it has failed.
    void whenFilingFails(final Runnable action) {
        synchronized (actions) {
            if (failure == null) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public Placement place(final StoreId store, final Chunk chunk) throws IOException {
        final RecordingFiles file = java.util.Objects.requireNonNull(files, "no file yet");
        try {
            return file.place(store, chunk);
        } catch (final IOException notStored) {
            if (file.failure() != null) {
                fail(notStored);
            }
            throw notStored;
        }
    }

    private void fail(final IOException reason) {
        final List<Runnable> now;
        synchronized (actions) {
            if (failure != null) {
                return;
            }
            failure = reason;
            now = List.copyOf(actions);
            actions.clear();
        }
        now.forEach(Runnable::run);
    }

    @Override
    public void producerCutOff(final String producer, final Exception reason) {
        listener.producerCutOff(producer, reason);
    }

    @Override
    public void rowRefused(final String producer, final IllegalArgumentException reason) {
        listener.rowRefused(producer, reason);
    }

    @Override
    public void rowsLeftBehind(final String producer, final long bytes) {
        if (failure == null) {
            listener.rowsLeftBehind(producer, bytes);
        }
    }

    @Override
    public void failed(final Throwable reason) {
        if (failure == null) {
            listener.failed(reason);
        }
    }
}
