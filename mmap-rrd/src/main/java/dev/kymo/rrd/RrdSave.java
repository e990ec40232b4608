package dev.kymo.rrd;

import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreSave;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Saves what a store has as a file of its own: a recording that is in memory, or in several files, or what is left of
/// one that was swept. Chunks get a good size ([StoreSave]).
public final class RrdSave {
    private RrdSave() {}

    /// Writes beside the target, which is there when it is whole; when this fails nothing is.
    ///
    /// Any thread but the store's writer may do this while rows come in; the store must not be closed meanwhile.
    ///
    /// @param overwrite whether a file that is there gives way
    /// @param progress may throw to end it
    /// @return what was written; a store without rows gives a file without any
    /// @throws FileAlreadyExistsException when `target` is there
    public static StoreSave.Saved save(
            final RecordingStore store, final Path target, final boolean overwrite, final StoreSave.Progress progress)
            throws IOException {
        if (!overwrite && Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "is there already");
        }
        final Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            final StoreSave.Saved saved;
            try (RrdWriter writer = RrdWriter.create(partial, RrdWriterOptions.DEFAULT.withOverwrite(true))) {
                writer.begin(StoreInfo.of(store.id()));
                saved = StoreSave.save(store, writer, SealPolicy.DEFAULT, progress);
                writer.force();
            }
            if (overwrite) {
                Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(partial, target);
            }
            return saved;
        } finally {
            Files.deleteIfExists(partial);
        }
    }
}
