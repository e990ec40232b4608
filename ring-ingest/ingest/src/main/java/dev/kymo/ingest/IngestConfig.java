package dev.kymo.ingest;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How rings are drained.
///
/// @param directory the folder of all rings; null for the user's default, as producers find it
/// @param spillDirectory where rows of producers without shared memory may wait on disk; null for the user's
///     default
/// @param drainTimeout how long leaving waits for records that producers have begun and not finished
public record IngestConfig(
        @Nullable Path directory, @Nullable Path spillDirectory, Duration drainTimeout) {
    private static final Duration DEFAULT_DRAIN_TIMEOUT = Duration.ofSeconds(5);

    /// The user's folder, and five seconds to leave.
    public static IngestConfig defaults() {
        return new IngestConfig(null, null, DEFAULT_DRAIN_TIMEOUT);
    }

    public IngestConfig withDirectory(final Path newDirectory) {
        return new IngestConfig(newDirectory, spillDirectory, drainTimeout);
    }

    public IngestConfig withSpillDirectory(final Path newSpillDirectory) {
        return new IngestConfig(directory, newSpillDirectory, drainTimeout);
    }

    public IngestConfig withDrainTimeout(final Duration newDrainTimeout) {
        return new IngestConfig(directory, spillDirectory, newDrainTimeout);
    }
}
