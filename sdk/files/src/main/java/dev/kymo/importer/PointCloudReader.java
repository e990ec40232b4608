package dev.kymo.importer;

import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// Reads one file of points.
interface PointCloudReader {
    /// Greatest number of points in one row: positions are lists of three, and Arrow counts items in 31 bits.
    int MAX_POINTS = Integer.MAX_VALUE / 3;

    /// Whether the file's first bytes are this format's.
    boolean accepts(byte[] head);

    /// Whether the name ends as this format's files do.
    boolean acceptsName(String lowerCaseName);

    /// Reads and checks all of the file.
    ///
    /// @param file mapped by `arena`
    /// @param arena shared between threads; owns what is returned
    /// @param origin what positions must be relative to (the frames of an entity share theirs); null to choose
    /// @param meter hears of bytes and points done
    /// @throws ImportException when the file is not what it says
    PointCloud read(SourceFile file, Arena arena, double @Nullable [] origin, Meter meter) throws IOException;
}
