package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestListener;
import dev.kymo.rrd.ChunkEntry;
import dev.kymo.rrd.RrdException;
import dev.kymo.rrd.RrdFile;
import dev.kymo.rrd.RrdWriter;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.RowId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Which rows that wait in rings are in a file already.
final class FiledRows {
    private FiledRows() {}

    /// Looks through the row-id columns of recordings, the newest chunks first, until all are found.
    ///
    /// @param files those that are gone or can't be read are gone over: what they held is not filed, then
    /// @param waiting the only ids that are looked for, so that the answer is bounded by what rings hold
    static RowIdSet in(final List<Path> files, final RowIdSet waiting, final IngestListener listener) {
        final RowIdSet filed = new RowIdSet();
        for (final Path file : files.reversed()) {
            if (!Files.isRegularFile(file)) {
                continue;
            }
            try (RrdFile recording = RrdFile.open(file)) {
                for (final ChunkEntry entry : recording.entries().reversed()) {
                    if (filed.size() == waiting.size()) {
                        return filed;
                    }
                    addFiled(recording, entry, waiting, filed, listener);
                }
            } catch (final RrdException unreadable) {
                listener.failed(unreadable);
            }
        }
        return filed;
    }

    /// The same in a file that is being continued.
    static RowIdSet in(final RrdWriter continued, final RowIdSet waiting) throws RrdException {
        final RowIdSet filed = new RowIdSet();
        if (waiting.size() > 0) {
            continued.visitRowIds((_, id) -> {
                if (waiting.contains(id)) {
                    filed.add(id);
                }
                return filed.size() < waiting.size();
            });
        }
        return filed;
    }

    private static void addFiled(
            final RrdFile recording,
            final ChunkEntry entry,
            final RowIdSet waiting,
            final RowIdSet filed,
            final IngestListener listener) {
        try {
            final Chunk chunk = recording.load(entry);
            for (int row = 0; row < chunk.rowCount(); row++) {
                final RowId id = chunk.rowId(row);
                if (waiting.contains(id)) {
                    filed.add(id);
                }
            }
            recording.release(entry);
        } catch (final RrdException unreadable) {
            listener.failed(unreadable);
        }
    }
}
