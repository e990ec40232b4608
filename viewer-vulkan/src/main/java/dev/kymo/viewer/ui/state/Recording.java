package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.RecordingStore;
import java.util.List;

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

    /// After the last reader of the store has been closed.
    @Override
    void close();
}
