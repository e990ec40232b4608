package dev.kymo.ingest;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a producer's shared memory says of it at one moment, read by somebody who takes no part: numbers to be
/// shown. Rows and bytes are those that were answered COMMITTED or BUFFERED.
///
/// @param pid the process id it states; in another container it means nothing here
/// @param startNs when it opened its ring, nanoseconds since the epoch
/// @param state who records it, and whether it lives
/// @param ownerPid the process id of who records it; 0 for nobody
/// @param recordings what it logs to, in the order of their declaration
/// @param waitingRows rows in its ring that are not given back: read and not filed, or waiting for a recorder
/// @param ringFill part of the ring that is taken, 0 to 1
/// @param payloadFill part of the payload area that is taken, 0 to 1
/// @param callTimes what log calls cost it since it began
/// @param takenAtNs [System#nanoTime] of the snapshot
public record ProducerSnapshot(
        Path folder,
        long pid,
        long startNs,
        State state,
        long ownerPid,
        List<StoreId> recordings,
        long rows,
        long bytes,
        long droppedRows,
        long letGoRows,
        long spilledRows,
        long waitingRows,
        double ringFill,
        double payloadFill,
        List<Stream> streams,
        CallTimeCounts callTimes,
        long takenAtNs) {
    /// Who records a producer, and whether it lives.
    public enum State {
        RECORDED("recorded"),
        NOBODY("nobody records"),
        REFUSED("refused"),
        CLOSED("closed"),
        DEAD("dead");

        private final String text;

        State(final String text) {
            this.text = text;
        }

        /// In words.
        public String text() {
            return text;
        }
    }

    /// A stream of which rows were dropped, let go or spilled.
    ///
    /// @param recording null with `entity` for all that found no slot of their own
    public record Stream(
            @Nullable StoreId recording, @Nullable EntityPath entity, StreamCounts counts) {}
}
