package dev.kymo.viewer.app;

import dev.kymo.rrd.Compression;
import dev.kymo.rrd.RrdSeries;
import dev.kymo.rrd.RrdWriterOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where and how a recorder files rows.
///
/// @param file the recording; of several, what their names are made of ([RrdSeries#file])
/// @param writing also compressed or not
/// @param series when it goes on from file to file; null for one file
public record RecordingPlan(Path file, RrdWriterOptions writing, RrdSeries.@Nullable Options series) {
    /// One file.
    public static RecordingPlan ofFile(final Path file, final RrdWriterOptions writing) {
        return new RecordingPlan(file, writing, null);
    }

    /// Whether what is filed can be asked of the recorder: not when it is packed or may be deleted, where it would
    /// have to be kept in memory.
    boolean keepsFiled() {
        return series == null && writing.compression() == Compression.NONE;
    }
}
