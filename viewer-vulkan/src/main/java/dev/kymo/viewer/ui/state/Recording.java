package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.viewer.view.CloudLevels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recording that is open in the viewer, wherever it comes from: a file, a file that is still being written,
/// live processes.
///
/// The window asks [#generation] at every frame and now and then while it rests; when it has changed, entities,
/// timelines and scenes are asked of the store anew.
public interface Recording extends AutoCloseable {
    /// For the top bar, such as a file's name.
    String name();

    /// Where it comes from, such as a file's path.
    String origin();

    /// The same one until this is closed; it may grow meanwhile.
    RecordingStore store();

    /// A number that is different whenever the store may hold more than before. Any thread; cheap.
    long generation();

    /// Whether more is to be expected.
    boolean isLive();

    /// What was found wrong while opening, one line each; the rest can be used.
    List<String> warnings();

    /// Rows as they come; null where none do.
    default @Nullable NewRows newRows() {
        return null;
    }

    /// For the top bar.
    default LiveNumbers numbers() {
        return LiveNumbers.NONE;
    }

    /// What was given back of memory; cheap.
    default SweepNumbers sweeps() {
        return SweepNumbers.NONE;
    }

    /// Has rows kept that are on the screen, and no others from now on; the rest may go when memory is short.
    default void protect(final List<SweepPolicy.ProtectedRange> shown) {}

    /// How the window is asked to give up what it has made of rows; null where nobody asks.
    default @Nullable CacheRequest caches() {
        return null;
    }

    /// What happens meanwhile; null where nobody tells.
    default @Nullable Story story() {
        return null;
    }

    /// What opens the recording that takes this one's place, now that this one has ended by itself; null until
    /// then, and where nothing follows. Run on the window's thread right after this has been closed; what is shown
    /// of it stays as it is.
    default Session.@Nullable Opening successor() {
        return null;
    }

    /// The file that its clouds come from, for side files of large ones; null where there is none, or
    /// several.
    default CloudLevels.@Nullable Anchor cloudAnchor() {
        return null;
    }

    /// Why it can be shown no more, such as that its file was cut; null while it can. Asked at every frame.
    default @Nullable String lost() {
        return null;
    }

    /// Why nothing comes of what is live, such as that a connection was cut; null while something may.
    /// Asked at every frame.
    default @Nullable String silence() {
        return null;
    }

    /// What a fault means that a reader of mapped memory ran into.
    ///
    /// @return to be thrown
    default RuntimeException explain(final InternalError fault) {
        throw fault;
    }

    /// After the last reader of the store has been closed.
    @Override
    void close();
}
