package dev.kymo.ingest;

import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.RowDescriptor;
import dev.kymo.ring.SpillDescriptor;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import org.agrona.collections.LongArrayQueue;
import org.jspecify.annotations.Nullable;

/// Files what one producer has spilled: reads its segments in order, at most a window ahead of what is filed,
/// keeps in each segment how far it is filed, and deletes those that are done with. What a recorder that died had
/// read and not marked is in the window behind the mark, where [#addWaiting] finds it.
///
/// One thread, the recorder's.
final class SpillReader {
    private static final String BAD_SUFFIX = ".bad";

    private final Path folder;
    private final String group;
    private final RowSink sink;
    private final IngestListener listener;
    private final Names names = Names.ofSpillSegment();
    private final RowDecoder decoder = new RowDecoder(names, new PayloadReader(ArrayData.NO_BUFFER));

    /// Those read whole and not filed whole, oldest first.
    private final Deque<SpillSegment> behind = new ArrayDeque<>();

    private @Nullable SpillSegment current;
    private int nextIndex;
    private final LongArrayQueue marks = new LongArrayQueue();
    private final LongArrayQueue ends = new LongArrayQueue();
    private final LongArrayQueue lengths = new LongArrayQueue();
    private long heldBytes;
    private long lastMark;
    /// Behind the last row that is filed.
    private long filedPosition;
    /// Behind the last row that a recorder before this one can have filed.
    private long formerPosition;

    private long rows;
    private boolean isAtEnd;

    /// @param group the name that the producer's segments begin with
    SpillReader(final Path folder, final String group, final RowSink sink, final IngestListener listener) {
        this.folder = folder;
        this.group = group;
        this.sink = sink;
        this.listener = listener;
    }

    Path folder() {
        return folder;
    }

    String group() {
        return group;
    }

    String name() {
        return "spilled rows of producer " + group + " (" + folder + ")";
    }

    /// Whether the last [#poll] found nothing more.
    boolean isAtEnd() {
        return isAtEnd;
    }

    /// Rows taken.
    long rows() {
        return rows;
    }

    /// Whether all that was read is filed.
    boolean holdsNothing() {
        return marks.isEmpty();
    }

    /// Whether all is filed that a recorder before this one can have filed without saying so in the segment.
    boolean hasGivenBackWhatItFound() {
        return filedPosition >= formerPosition;
    }

    /// Adds the ids of the rows that a recorder before this one may have filed. Before the first [#poll].
    void addWaiting(final RowIdSet ids) {
        long bytes = 0;
        int count = 0;
        try {
            for (final int index : SpillFiles.indexes(folder, group)) {
                try (SpillSegment segment = SpillSegment.open(SpillFiles.segment(folder, group, index), index)) {
                    while (segment != null
                            && bytes < SpillDescriptor.WINDOW_BYTES
                            && count < SpillDescriptor.WINDOW_ROWS
                            && segment.read()) {
                        final boolean isWaiting = segment.isRow() && segment.position() >= segment.filedMark();
                        if (isWaiting && segment.body().byteSize() >= RowDescriptor.STORE_OFFSET) {
                            ids.add(
                                    segment.body().get(Layouts.LONG, RowDescriptor.ROW_TIME_OFFSET),
                                    segment.body().get(Layouts.LONG, RowDescriptor.ROW_INC_OFFSET));
                            bytes += segment.recordLength();
                            count++;
                        }
                        segment.advance();
                        if (isWaiting) {
                            formerPosition = SpillDescriptor.position(index, segment.position());
                        }
                    }
                }
            }
        } catch (final IOException | RuntimeException notSound) {
            // Reading in earnest finds it again and says so
        }
    }

    /// Takes what is there, up to `maxRows` rows and the window.
    ///
    /// @param isOver whether the producer writes no more
    /// @return how many rows; 0 when nothing more can be taken now
    int poll(final int maxRows, final boolean isOver) throws IOException {
        giveBack();
        isAtEnd = false;
        int taken = 0;
        while (taken < maxRows) {
            if (heldBytes >= SpillDescriptor.WINDOW_BYTES || marks.size() >= SpillDescriptor.WINDOW_ROWS) {
                fileTaken();
                giveBack();
                if (heldBytes >= SpillDescriptor.WINDOW_BYTES || marks.size() >= SpillDescriptor.WINDOW_ROWS) {
                    break;
                }
            }
            final SpillSegment segment = readNext(isOver);
            if (segment == null) {
                isAtEnd = true;
                break;
            }
            taken += take(segment);
        }
        return taken;
    }

    /// Finds the next record.
    ///
    /// @return the segment that has read it; null when there is none, now or (when it is over) for good
    private @Nullable SpillSegment readNext(final boolean isOver) throws IOException {
        while (true) {
            final SpillSegment segment = current;
            if (segment == null) {
                if (!openNext(isOver)) {
                    return null;
                }
                continue;
            }
            try {
                if (segment.read()) {
                    return segment;
                }
                // In this order: a producer that has begun another segment writes no more to this one
                final boolean isLast = !isOver && next().isEmpty();
                if (isLast) {
                    return null;
                }
                if (segment.read()) {
                    return segment;
                }
            } catch (final IllegalArgumentException notSound) {
                putAside(segment.path(), segment.place(), notSound);
                leave(segment);
                continue;
            }
            leave(segment);
        }
    }

    private SortedSet<Integer> next() throws IOException {
        return SpillFiles.indexes(folder, group).tailSet(nextIndex);
    }

    private boolean openNext(final boolean isOver) throws IOException {
        final SortedSet<Integer> next = next();
        if (next.isEmpty()) {
            return false;
        }
        final int index = next.first();
        final Path path = SpillFiles.segment(folder, group, index);
        try {
            final SpillSegment opened = SpillSegment.open(path, index);
            if (opened == null) {
                if (!isOver && next.size() == 1) {
                    return false;
                }
                // Its producer died before the header was whole: no row was ever in it
                nextIndex = index + 1;
                Files.deleteIfExists(path);
                return true;
            }
            current = opened;
            nextIndex = index + 1;
            names.clear();
            decoder.forgetNames();
            filedPosition = marks.isEmpty() ? SpillDescriptor.position(index, opened.filedMark()) : filedPosition;
        } catch (final NoSuchFileException isGone) {
            nextIndex = index + 1;
        } catch (final IllegalArgumentException notSound) {
            nextIndex = index + 1;
            putAside(path, path.toString(), notSound);
        }
        return true;
    }

    /// A segment that is not sound is kept for people to look at, under a name that no recorder reads.
    private void putAside(final Path path, final String place, final Exception notSound) {
        listener.producerCutOff(name(), new BadRecordException(place + ": " + notSound.getMessage(), notSound));
        try {
            Files.move(path, path.resolveSibling(path.getFileName() + BAD_SUFFIX), StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException failure) {
            listener.failed(failure);
        }
    }

    /// Goes on to the next segment; this one is deleted when it is filed.
    private void leave(final SpillSegment segment) throws IOException {
        behind.addLast(segment);
        current = null;
        giveBack();
    }

    private int take(final SpillSegment segment) throws IOException {
        final DataRow row;
        final StoreId store;
        try {
            if (!segment.isRow()) {
                names.add(segment.kind(), segment.body());
                segment.advance();
                return 0;
            }
            if (segment.position() < segment.filedMark()) {
                segment.advance();
                return 0;
            }
            final MemorySegment body = segment.body();
            if (body.get(Layouts.SHORT, RowDescriptor.BLOCK_COUNT_OFFSET) != 0) {
                throw new IllegalArgumentException("a spilled row with blocks");
            }
            row = decoder.decode(body, segment.kind() == JournalDescriptor.STATIC_ROW);
            store = decoder.store(body);
        } catch (final RuntimeException notSound) {
            putAside(segment.path(), segment.place(), notSound);
            leave(segment);
            return 0;
        }
        final RuntimeException failure = append(store, row);
        final long length = segment.recordLength();
        segment.advance();
        marks.addLong(lastMark);
        ends.addLong(SpillDescriptor.position(segment.index(), segment.position()));
        lengths.addLong(length);
        heldBytes += length;
        rows++;
        if (failure != null) {
            throw failure;
        }
        return 1;
    }

    /// @return what the sink complained of although it took the row
    private @Nullable RuntimeException append(final StoreId store, final DataRow row) {
        final long markBefore = sink.appendedMark();
        RuntimeException failure = null;
        try {
            sink.append(store, row);
        } catch (final IllegalArgumentException refused) {
            listener.rowRefused(name(), refused);
        } catch (final RuntimeException notNow) {
            if (sink.appendedMark() == markBefore) {
                throw notNow;
            }
            failure = notNow;
        }
        lastMark = sink.appendedMark();
        return failure;
    }

    /// Gives back what has been filed meanwhile.
    void settle() throws IOException {
        if (!marks.isEmpty()) {
            giveBack();
        }
    }

    /// @return whether all that was read is filed
    boolean fileAll() throws IOException {
        fileTaken();
        giveBack();
        return marks.isEmpty();
    }

    private void fileTaken() {
        if (sink.filedMark() < lastMark) {
            try {
                sink.requestFiling();
            } catch (final RuntimeException notNow) {
                // The rows stay where they are, and it is tried again
                listener.failed(notNow);
            }
        }
    }

    /// Marks what is filed, and deletes segments that are filed whole.
    private void giveBack() throws IOException {
        final long filedMark = sink.filedMark();
        final long before = filedPosition;
        while (!marks.isEmpty() && marks.peekLong() <= filedMark) {
            marks.pollLong();
            filedPosition = ends.pollLong();
            heldBytes -= lengths.pollLong();
        }
        while (!behind.isEmpty() && isDone(behind.getFirst())) {
            final SpillSegment done = behind.removeFirst();
            done.close();
            Files.deleteIfExists(done.path());
        }
        if (filedPosition != before) {
            writeFiledMark();
        }
    }

    private boolean isDone(final SpillSegment segment) {
        return marks.isEmpty() || (ends.peekLong() >> Integer.SIZE) > segment.index();
    }

    private void writeFiledMark() throws IOException {
        final int index = (int) (filedPosition >> Integer.SIZE);
        final SpillSegment oldest = behind.isEmpty() ? current : behind.getFirst();
        if (oldest != null && oldest.index() == index) {
            oldest.writeFiledMark(filedPosition & 0xffff_ffffL);
        }
    }

    /// Deletes what is left, once it is over and [#poll] has taken all.
    ///
    /// @return whether all is filed and gone
    boolean remove() throws IOException {
        if (!fileAll()) {
            return false;
        }
        if (current != null) {
            leave(current);
        }
        return behind.isEmpty() && next().isEmpty();
    }

    /// Leaves the segments as they are, for the next recorder.
    void close() throws IOException {
        for (final SpillSegment segment : behind) {
            segment.close();
        }
        behind.clear();
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
