package dev.kymo.rrd;

import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.ingest.StoreSave;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Saves a recording as a file of its own, by [StoreSave]: one that is in memory, or in several files, or what is left
/// of
/// one that was swept.
public final class RrdSave {
    private RrdSave() {}

    /// Puts the recording into the file.
    @FunctionalInterface
    public interface Content {
        /// @return what went into `sink`
        StoreSave.Saved saveTo(ChunkSink sink) throws IOException;
    }

    /// Writes beside the target, which is there when it is whole; when this fails nothing is.
    ///
    /// @param overwrite whether a file that is there gives way
    /// @param content may throw to end it
    /// @return what was written; a store without rows gives a file without any
    /// @throws FileAlreadyExistsException when `target` is there
    public static StoreSave.Saved save(
            final StoreId store, final Path target, final boolean overwrite, final Content content) throws IOException {
        if (!overwrite && Files.exists(target)) {
            throw new FileAlreadyExistsException(target.toString(), null, "is there already");
        }
        final Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            final StoreSave.Saved saved;
            try (RrdWriter writer = RrdWriter.create(partial, RrdWriterOptions.DEFAULT.withOverwrite(true))) {
                writer.begin(StoreInfo.of(store));
                saved = content.saveTo(writer);
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
