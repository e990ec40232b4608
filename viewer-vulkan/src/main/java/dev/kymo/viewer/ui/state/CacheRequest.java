package dev.kymo.viewer.ui.state;

import dev.kymo.store.sweep.Releasable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Asks a window, from the thread that keeps memory below its limit, to give up what it has made of rows; the window
/// answers between two frames. Where no window shows the recording there is nothing to be given up.
public final class CacheRequest {
    private final AtomicReference<Releasable.@Nullable Rank> asked = new AtomicReference<>();
    private volatile @Nullable Runnable wake;

    /// For [dev.kymo.store.sweep.MemoryKeeper#add], one for each rank.
    public Releasable of(final Releasable.Rank rank) {
        return new Releasable() {
            private boolean isWaiting;

            @Override
            public boolean release(final long budgetNs) {
                final Runnable window = wake;
                if (window == null) {
                    return false;
                }
                if (!isWaiting) {
                    isWaiting = true;
                    asked.set(rank);
                    window.run();
                    return true;
                }
                isWaiting = asked.get() == rank;
                return isWaiting;
            }
        };
    }

    /// A window shows the recording from now on.
    ///
    /// @param wakeWindow has it draw a frame; any thread may run it
    public void attend(final Runnable wakeWindow) {
        wake = wakeWindow;
    }

    /// Whether the window has something to give up.
    public boolean isAsked() {
        return asked.get() != null;
    }

    /// What is asked for; null when nothing is. It counts as done: to be given up at once.
    public Releasable.@Nullable Rank take() {
        return asked.getAndSet(null);
    }
}
