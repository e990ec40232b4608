package dev.kymo.rrd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What became of a mapped file that is shorter now than when it was mapped. Reads of what is gone end in an
/// `InternalError`, which the JVM makes of the kernel's signal; here it gets a meaning.
public final class FileIsCut {
    private FileIsCut() {}

    /// @param mappedBytes of the file when it was mapped
    /// @return to be thrown: what happened to the file, or `fault` itself when the file is as it was
    public static RuntimeException explain(final Path path, final long mappedBytes, final InternalError fault) {
        final RrdException reason = reason(path, mappedBytes, fault);
        if (reason == null) {
            throw fault;
        }
        return new UncheckedIOException(reason);
    }

    /// @throws RrdException when the file is shorter now
    public static void check(final Path path, final long mappedBytes, final @Nullable Throwable fault)
            throws RrdException {
        final RrdException reason = reason(path, mappedBytes, fault);
        if (reason != null) {
            throw reason;
        }
    }

    /// What is wrong with a file that is shorter now; null for one that is not, and for one that has no name any
    /// more.
    static @Nullable RrdException reason(final Path path, final long mappedBytes, final @Nullable Throwable fault) {
        try {
            final long now = Files.size(path);
            return now >= mappedBytes
                    ? null
                    : new RrdException(
                            path,
                            now,
                            "the file ends here now, while it is being read: it had " + mappedBytes
                                    + " bytes when it was opened. Open it again for what is left",
                            fault);
        } catch (final IOException e) {
            return null;
        }
    }
}
