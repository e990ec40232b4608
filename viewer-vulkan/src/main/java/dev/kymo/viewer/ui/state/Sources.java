package dev.kymo.viewer.ui.state;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.StoreSave;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens what the user asks for. Called on a thread of its own; may take as long as it takes.
public interface Sources {
    /// A recording, or any file that can be imported.
    ///
    /// @param progress told what is being done, in a few words
    /// @throws IOException whose message says in one line what is wrong, where, and what to do
    Recording open(Path file, Consumer<String> progress) throws IOException;

    /// The processes of this machine that log now.
    ///
    /// @param recording which of what they log; null for the newest
    /// @throws IOException as [#open]
    Recording attach(@Nullable StoreId recording, Consumer<String> progress) throws IOException;

    /// Saves what a recording has now as a file of its own. On a thread that may read the store.
    ///
    /// @param overwrite whether a file that is there gives way
    /// @param progress may throw to end it
    /// @throws IOException as [#open]
    StoreSave.Saved save(RecordingStore recording, Path file, boolean overwrite, StoreSave.Progress progress)
            throws IOException;

    /// The programs that log now, the newest first. Asked on one thread, about once a second.
    default List<LiveProducer> producers() {
        return List.of();
    }
}
