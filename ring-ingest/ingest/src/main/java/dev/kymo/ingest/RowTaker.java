package dev.kymo.ingest;

import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;
import org.agrona.collections.LongArrayList;
import org.jspecify.annotations.Nullable;

/// The way of a row from a producer's ring into the sink: by a lane where its like has been before, else decoded. The
/// owner's thread.
final class RowTaker {
    private static final LongArrayList NO_BLOCKS = new LongArrayList();

    private final String producer;
    private final RowSink sink;
    private final IngestListener listener;
    private final RowLatencies latencies;
    private final RingReader ring;
    private final RowDecoder decoder;
    private final RowLanes lanes;
    private int copiedLength;
    private long lastMark;
    private long rows;
    private long bytes;
    private long refusedRows;

    /// The record is none that a producer writes.
    static final class NotSoundException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient RuntimeException reason;

        private NotSoundException(final RuntimeException reason) {
            super(reason);
            this.reason = reason;
        }

        RuntimeException reason() {
            return reason;
        }
    }

    /// @param producer its name, for what is said of it
    RowTaker(
            final String producer,
            final RowSink sink,
            final IngestListener listener,
            final RowLatencies latencies,
            final RingReader ring,
            final RowDecoder decoder,
            final RowLanes lanes) {
        this.producer = producer;
        this.sink = sink;
        this.listener = listener;
        this.latencies = latencies;
        this.ring = ring;
        this.decoder = decoder;
        this.lanes = lanes;
    }

    /// The sink's mark after the last row of ring or journal.
    long lastMark() {
        return lastMark;
    }

    /// Others have appended rows for this producer.
    void noteMark() {
        lastMark = sink.appendedMark();
    }

    /// Rows that the sink has taken.
    long rows() {
        return rows;
    }

    /// Bytes of the ring's rows, with their blocks.
    long bytes() {
        return bytes;
    }

    /// Rows that the sink refused.
    long refusedRows() {
        return refusedRows;
    }

    /// Takes the row at the ring's position by a lane, and goes over it. All that it refers to has been read before,
    /// with the row that the lane was learnt from.
    ///
    /// @param length of its record
    /// @return false when it has no lane: the position is still there, for [#takeDecoded]
    /// @throws NotSoundException when it is none; the position is still there
    /// @throws RuntimeException when the sink complains. It has the row if the position is behind it
    boolean takeByLane(final int length) throws NotSoundException {
        final RecordShape shape;
        try {
            copiedLength = ring.copyBody(length);
            shape = lanes.read(copiedLength);
        } catch (final RuntimeException notSound) {
            throw new NotSoundException(notSound);
        }
        if (shape == null) {
            return false;
        }
        final RuntimeException failure = append(shape);
        ring.advance(length, lastMark, NO_BLOCKS, 0);
        bytes += length;
        latencies.note(shape.row().idTimeNs());
        if (failure != null) {
            throw failure;
        }
        return true;
    }

    /// Takes a row that has no lane, or not yet, as [#takeByLane] has copied it. What was declared before it must have
    /// been read.
    ///
    /// @throws NotSoundException as [#takeByLane]
    void takeDecoded(final int length) throws NotSoundException {
        final MemorySegment body = ring.body(copiedLength);
        final DataRow row;
        final StoreId store;
        try {
            row = decoder.decode(body, false);
            store = decoder.store(body);
        } catch (final RuntimeException notSound) {
            throw new NotSoundException(notSound);
        }
        final long refusedBefore = refusedRows;
        final RuntimeException failure = append(store, row);
        ring.advance(length, lastMark, decoder.blocks(), decoder.blockBytes());
        bytes += length + decoder.blockBytes();
        latencies.note(row.id().timeNs());
        if (failure != null) {
            throw failure;
        }
        if (refusedRows == refusedBefore) {
            lanes.learn(body, store, row, !decoder.blocks().isEmpty());
        }
    }

    private @Nullable RuntimeException append(final RecordShape shape) {
        final long markBefore = sink.appendedMark();
        RuntimeException failure = null;
        try {
            shape.lane().append(shape.row());
            rows++;
        } catch (final RuntimeException notTaken) {
            failure = afterFailure(notTaken, markBefore);
        }
        lastMark = sink.appendedMark();
        return failure;
    }

    /// @return what the sink complained of although it took the row, to be thrown when the row is behind us
    @Nullable
    RuntimeException append(final StoreId store, final DataRow row) {
        final long markBefore = sink.appendedMark();
        RuntimeException failure = null;
        try {
            sink.append(store, row);
            rows++;
        } catch (final RuntimeException notTaken) {
            failure = afterFailure(notTaken, markBefore);
        }
        lastMark = sink.appendedMark();
        return failure;
    }

    private @Nullable RuntimeException afterFailure(final RuntimeException failure, final long markBefore) {
        if (failure instanceof final IllegalArgumentException refused) {
            refusedRows++;
            listener.rowRefused(producer, refused);
            return null;
        }
        if (sink.appendedMark() == markBefore) {
            throw failure;
        }
        rows++;
        return failure;
    }
}
