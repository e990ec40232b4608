package dev.kymo.viewer.app;

import dev.kymo.rrd.RrdSeries;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The file, or the files one after the other, that a recorder writes. The thread that files; [#sizeBytes] and
/// [#present] any.
final class RecordingFiles implements ChunkSink, AutoCloseable {
    private final boolean keepsFiled;
    private final @Nullable RrdWriter single;
    private final @Nullable RrdSeries series;
    private volatile long sizeBytes;
    private volatile List<Path> present = List.of();

    private RecordingFiles(
            final boolean keepsFiled, final @Nullable RrdWriter single, final @Nullable RrdSeries series) {
        this.keepsFiled = keepsFiled;
        this.single = single;
        this.series = series;
        noteSize();
    }

    static RecordingFiles create(final RecordingPlan plan) throws IOException {
        return plan.series() == null
                ? new RecordingFiles(plan.keepsFiled(), RrdWriter.create(plan.file(), plan.writing()), null)
                : new RecordingFiles(false, null, RrdSeries.create(plan.file(), plan.series()));
    }

    static RecordingFiles resume(final RecordingPlan plan) throws IOException {
        return plan.series() == null
                ? new RecordingFiles(plan.keepsFiled(), RrdWriter.reopen(plan.file(), plan.writing()), null)
                : new RecordingFiles(false, null, RrdSeries.resume(plan.file(), plan.series()));
    }

    /// The file that is written now.
    RrdWriter writer() {
        return series == null ? java.util.Objects.requireNonNull(single) : series.writer();
    }

    /// Those that are there, oldest first. Any thread.
    List<Path> present() {
        return present;
    }

    /// Whether it is one file from beginning to end.
    boolean isOne() {
        return series == null;
    }

    boolean keepsFiled() {
        return keepsFiled;
    }

    /// Has `entrance` told of every file from the next on.
    void tell(final RrdSeries.Entrance entrance) {
        if (series != null) {
            series.tell(entrance);
        }
    }

    /// @return where the chunk is if this [#keepsFiled]; else the one that was given, for nobody
    @Override
    public Placement place(final StoreId store, final Chunk chunk) throws IOException {
        try {
            if (series != null) {
                series.append(store, chunk);
                return new Placement.InMemory(chunk);
            }
            if (keepsFiled) {
                return writer().place(store, chunk);
            }
            writer().append(store, chunk);
            return new Placement.InMemory(chunk);
        } finally {
            noteSize();
        }
    }

    private void noteSize() {
        sizeBytes = series == null ? writer().sizeBytes() : series.sizeBytes();
        final int files = series == null ? 1 : series.fileCount();
        final List<Path> known = present;
        if (known.size() != files || !known.getLast().equals(writer().path())) {
            present = series == null ? List.of(writer().path()) : series.present();
        }
    }

    /// Why no more can be stored; null while it can.
    @Nullable
    IOException failure() {
        return series == null ? writer().failure() : series.failure();
    }

    long rowCount() {
        return series == null ? writer().rowCount() : series.rowCount();
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /// Deletes what has grown too old to be kept.
    ///
    /// @throws IOException when that fails
    void deleteOld() throws IOException {
        if (series != null) {
            series.deleteOld();
            noteSize();
        }
    }

    /// No other file is begun from now on.
    void endSplitting() {
        if (series != null) {
            series.endSplitting();
        }
    }

    /// Undoes [#create].
    void discard() throws IOException {
        close();
        Files.deleteIfExists(writer().path());
    }

    @Override
    public void close() throws IOException {
        if (series == null) {
            writer().close();
        } else {
            series.close();
        }
        noteSize();
    }
}
