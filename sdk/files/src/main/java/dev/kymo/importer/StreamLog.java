package dev.kymo.importer;

import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Rows of an import on their way to a recording. Sets the calling thread's times, and takes them off when closed.
final class StreamLog implements AutoCloseable {
    private static final String FRAME = "frame";
    private static final Timeline TIME = Timeline.duration("time");
    private static final double NANOS_PER_SECOND = 1e9;

    private final RecordingStream out;
    private final double fps;

    /// @param fps frames per second for the `time` timeline; 0 for none
    StreamLog(final RecordingStream out, final double fps) {
        this.out = out;
        this.fps = fps;
    }

    /// Sets the times of the rows that follow: `frame`, and `time` where frames per second are known.
    void atFrame(final long frame) {
        out.setTimeSequence(FRAME, frame);
        if (fps > 0) {
            out.setTime(TIME, Math.round(frame / fps * NANOS_PER_SECOND));
        }
    }

    /// Sets the times of the rows that follow: `frame`, and `time` as nanoseconds since the Unix epoch.
    void atFrame(final long frame, final long epochNs) {
        out.setTimeSequence(FRAME, frame);
        out.setTimeTimestamp(TIME.name(), epochNs);
    }

    /// @param file for the message when the row is not taken
    void log(final Path file, final EntityPath entity, final Archetype... archetypes) throws IOException {
        try {
            require(file, out.log(entity, archetypes));
        } catch (final IllegalArgumentException e) {
            throw new ImportException(file, "the recording can't take the row: " + e.getMessage(), e);
        }
    }

    void log(final Path file, final EntityPath entity, final List<DataCell> cells) throws IOException {
        try {
            require(file, out.log(entity, cells.toArray(new DataCell[0])));
        } catch (final IllegalArgumentException e) {
            throw new ImportException(file, "the recording can't take the row: " + e.getMessage(), e);
        }
    }

    void logStatic(final Path file, final EntityPath entity, final Archetype... archetypes) throws IOException {
        require(file, out.logStatic(entity, archetypes));
    }

    private static void require(final Path file, final Commit answer) throws IOException {
        if (answer == Commit.DROPPED) {
            throw new ImportException(
                    file, "the recording dropped the row: it is closed, switched off, or has no room for it");
        }
    }

    @Override
    public void close() {
        out.disableTimeline(FRAME);
        out.disableTimeline(TIME.name());
    }
}
