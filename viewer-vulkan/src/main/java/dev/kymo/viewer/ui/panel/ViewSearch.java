package dev.kymo.viewer.ui.panel;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.ui.window.Window;
import dev.kymo.viewer.view.ViewHeuristics;
import dev.kymo.viewer.view.ViewProposal;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Looks through a recording for what views would show, in the background: the newest value of every series is asked
/// for, which takes a recording of thousands of entities longer than a frame.
final class ViewSearch implements AutoCloseable {
    private final BackgroundReading reading = new BackgroundReading("kymo-views", 1);
    private final AtomicReference<@Nullable Found> found = new AtomicReference<>();
    private boolean isUnderway;

    /// @param entities how many the recording had
    record Found(int entities, List<ViewProposal> proposals) {}

    boolean isUnderway() {
        return isUnderway;
    }

    /// Begins; [#take] has the answer some time after, and the window is woken for it.
    void begin(final RecordingStore store) {
        isUnderway = reading.tryRun(() -> {
            // Counted before: what comes meanwhile is looked for again.
            final int entities = store.entities().size();
            try (StoreReader reader = store.reader()) {
                found.set(new Found(entities, ViewHeuristics.propose(reader)));
            }
            Window.wake();
        });
    }

    /// Whether there is something to be taken. Any thread.
    boolean hasFound() {
        return found.get() != null;
    }

    /// What has been found since it was taken last; null when nothing was.
    @Nullable
    Found take() {
        final Found taken = found.getAndSet(null);
        isUnderway &= taken == null;
        return taken;
    }

    /// Returns when the recording is not read any more.
    void forget() {
        reading.stop();
        found.set(null);
        isUnderway = false;
    }

    @Override
    public void close() {
        reading.close();
    }
}
