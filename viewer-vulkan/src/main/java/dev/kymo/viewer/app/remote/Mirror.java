package dev.kymo.viewer.app.remote;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A recording that comes from elsewhere, and grows, in a folder of this machine that can be followed like
/// the one in shared memory. Any thread.
public interface Mirror extends AutoCloseable {
    /// What follows the rings of the machine can follow this folder.
    Path folder();

    /// Why nothing comes; null while something may.
    @Nullable
    String end();

    /// What whoever looks on is to be told while nothing comes that was to be expected; otherwise null.
    default @Nullable String silence() {
        return null;
    }

    /// Lets no more come, and removes the folder; after whoever follows it.
    @Override
    void close() throws IOException;
}
