package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.StoreSave;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CancellationException;

/// Saves a recording as a file beside the window, on a thread of its own that reads the store: to be ended before the
/// recording is closed.
final class Saving {
    private final Thread thread;
    private volatile boolean isEnding;
    private volatile boolean isDone;

    /// @param wake has the window show the notice
    Saving(
            final Sources sources,
            final RecordingStore store,
            final Path file,
            final boolean overwrite,
            final Notices notices,
            final Runnable wake) {
        thread = Thread.ofPlatform().name("kymo-save").daemon().start(() -> {
            try {
                final StoreSave.Saved saved = sources.save(store, file, overwrite, this::goOn);
                notices.add(
                        Notices.Level.INFO,
                        String.format(
                                Locale.ROOT, "%s: %,d rows saved in %,d chunks", file, saved.rows(), saved.chunks()));
            } catch (final CancellationException closed) {
                notices.add(Notices.Level.WARNING, file + " was not saved: the recording was closed before");
            } catch (final FileAlreadyExistsException there) {
                notices.add(Notices.Level.ERROR, file + " is there already: choose another name");
            } catch (final IOException | RuntimeException e) {
                notices.add(Notices.Level.ERROR, file + " was not saved: " + e.getMessage());
            } finally {
                isDone = true;
                wake.run();
            }
        });
    }

    private void goOn(final int done, final int all) {
        if (isEnding) {
            throw new CancellationException();
        }
    }

    boolean isDone() {
        return isDone;
    }

    /// Gives up what is not saved yet, and returns when nothing of the store is read any more.
    void end() {
        isEnding = true;
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (final InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
