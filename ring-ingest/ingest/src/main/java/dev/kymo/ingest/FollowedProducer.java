package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.CONSUMED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.TAKEN_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.OwnerWord;
import dev.kymo.ring.ProcessLock;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.ingest.LiveOverlay;
import dev.kymo.store.ingest.RowMemory;
import dev.kymo.store.ingest.RowOrigin;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// One producer whose rows are read without owning its ring, through mappings that cannot be written to.
///
/// A record may be given back, zeroed and written anew while it is read here. *consumed* tells: whoever gives
/// records back stores it before he changes a byte of them or of their blocks, so what was copied is whole if
/// *consumed*, read after the copy, is still not beyond the record. (The fences: `storeStoreFence` there,
/// `acquireFence` here.) Nothing is decoded from, and no row shown that lies in, memory that can still change.
final class FollowedProducer implements RowOrigin {
    /// In one call of [#poll], so that none starves the others.
    private static final int MAX_RECORDS = 256;

    private static final long PROBE_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /// What looking at one record came to.
    private enum Step {
        ROW,
        PASSED_OVER,
        /// Nothing is to be read, or a record is not finished yet.
        END
    }

    private final ProducerFiles files;
    private final Arena arena;
    private final LiveOverlay sink;
    private final IngestListener listener;
    private final MemorySegment control;
    private final RingRecords records;
    private final JournalReader journal;
    private final Names names = Names.ofJournal();
    private final BlockCopies blocks;
    private final RowDecoder decoder;
    private final MemorySegment copy;
    private final String name;

    private long position;
    private long refusedRows;
    private long missedBytes;
    private boolean isClosed;
    private long lastProbeNs = System.nanoTime() - PROBE_INTERVAL_NS;

    /// A pass is over when this position is reached, or what is before it cannot have been read by anybody.
    private long goal = Long.MIN_VALUE;

    private boolean isPassPending;
    private long notedConsumed;
    private long settled;

    private FollowedProducer(
            final ProducerFiles files, final Arena arena, final LiveOverlay sink, final IngestListener listener) {
        this.files = files;
        this.arena = arena;
        this.sink = sink;
        this.listener = listener;
        control = files.control();
        records = new RingRecords(files.ring());
        journal = new JournalReader(files.folder(), control, arena);
        blocks = new BlockCopies(files.payload());
        decoder = new RowDecoder(names, blocks);
        copy = ProducerMapping.recordCopy(files.ring(), arena);
        name = "producer " + ProducerMapping.pid(control) + " (" + files.folder() + ")";
        position = consumed();
        settled = position;
        notedConsumed = position;
    }

    /// Maps a producer's files, to read what waits in its ring.
    ///
    /// @throws IOException when its files are gone or not what they should be
    static FollowedProducer attach(final Path folder, final LiveOverlay sink, final IngestListener listener)
            throws IOException {
        final Arena arena = Arena.ofShared();
        FollowedProducer attached = null;
        try {
            attached = new FollowedProducer(ProducerMapping.mapReadOnly(folder, arena), arena, sink, listener);
            return attached;
        } finally {
            if (attached == null) {
                arena.close();
            }
        }
    }

    Path folder() {
        return files.folder();
    }

    /// Rows that could not be shown.
    long refusedRows() {
        return refusedRows;
    }

    /// Bytes of the ring that were given back before they were read here: in a file, then, or let go.
    long missedBytes() {
        return missedBytes;
    }

    @Override
    public long settledPosition() {
        return settled;
    }

    /// Notes what is given back now, before files are read to their ends.
    void noteConsumed() {
        try {
            notedConsumed = isClosed ? Long.MAX_VALUE : consumed();
        } catch (final InternalError truncated) {
            // The next poll finds it again and says so
        }
    }

    /// All files have been read since [#noteConsumed].
    void confirmConsumed() {
        settled = notedConsumed;
    }

    /// Whether its files have been let go of, and [#settledPosition] says so.
    boolean isOver() {
        return isClosed && settled == Long.MAX_VALUE;
    }

    boolean isClosed() {
        return isClosed;
    }

    /// From now on [#hasPassed] tells when all that is in the ring by now has been read.
    void beginPass() {
        isPassPending = !isClosed;
        try {
            goal = isClosed ? Long.MIN_VALUE : records.tail();
        } catch (final InternalError truncated) {
            goal = Long.MAX_VALUE;
        }
    }

    boolean hasPassed() {
        return isClosed || !isPassPending;
    }

    /// Reads what is there, up to a bounded number of records.
    ///
    /// @return how many rows
    int poll() {
        if (isClosed) {
            return 0;
        }
        try {
            return drain();
        } catch (final BadRecordException bad) {
            drop(bad);
        } catch (final InternalError fault) {
            if (!isDroppedFor(fault)) {
                throw fault;
            }
        }
        return 0;
    }

    /// Drops the producer when the fault, the JVM's report that a mapped page is no longer there, comes from its
    /// files ([ProducerMapping#isTruncated]).
    ///
    /// @return whether it does
    boolean isDroppedFor(final InternalError fault) {
        final boolean isOurs = ProducerMapping.isTruncated(files) || journal.isTruncated();
        if (isOurs && !isClosed) {
            drop(new BadRecordException(name + ": its files were cut while they were read", fault));
        }
        return isOurs;
    }

    private int drain() throws BadRecordException {
        int rows = drainJournal();
        final long from = position;
        for (int looked = 0; looked < MAX_RECORDS; looked++) {
            final Step step = step();
            if (step == Step.END) {
                // At the end, or before a record of a living producer that is not finished, which its owner cannot
                // have passed either
                isPassPending = false;
                break;
            }
            if (step == Step.ROW) {
                rows++;
            }
            if (looked == MAX_RECORDS - 1 && position == from) {
                // With a sound producer, what is not there any more is behind us in the next step
                throw badAt(ProducerFiles.RING, new IllegalArgumentException("its words go back and forth"));
            }
        }
        isPassPending &= position < goal;
        return rows;
    }

    private Step step() throws BadRecordException {
        final long tail;
        try {
            tail = findBegin();
        } catch (final IllegalArgumentException notSound) {
            throw badAt(ProducerFiles.RING, notSound);
        }
        if (position == tail) {
            return Step.END;
        }
        final MemorySegment body;
        final int recordLength;
        try {
            final int length = records.length(position);
            if (length <= 0) {
                return unfinished(tail);
            }
            recordLength = records.checkedLength(position, length);
            final int type = records.type(position);
            if (type == RingDescriptor.PADDING_TYPE) {
                if (isStillThere()) {
                    position += RingDescriptor.aligned(recordLength);
                }
                return Step.PASSED_OVER;
            }
            if (!RingDescriptor.isRow(type)) {
                throw new IllegalArgumentException("record of type " + type);
            }
            body = copy.asSlice(0, copyBody(recordLength, type));
        } catch (final RuntimeException notSound) {
            return tornOrBad(notSound);
        }
        return isStillThere() ? takeRow(body, recordLength) : Step.PASSED_OVER;
    }

    private int copyBody(final int recordLength, final int type) throws BadRecordException {
        if (!RingDescriptor.isOfForm(type)) {
            return records.copyBody(position, recordLength, copy);
        }
        final int form = type - RingDescriptor.FIRST_FORM_TYPE;
        if (!names.hasForm(form)) {
            // After the record, so that its form has been declared
            drainJournal();
        }
        return records.copyBody(position, recordLength, names.form(form), copy);
    }

    /// Goes to where reading may begin: what is given back is not there any more.
    ///
    /// @return the tail
    private long findBegin() {
        while (true) {
            final long consumed = consumed();
            final long tail = records.tail();
            final long begin = Math.max(consumed, position);
            if (consumed >= 0
                    && consumed % RingDescriptor.ALIGNMENT == 0
                    && begin <= tail
                    && tail - begin <= records.capacity()) {
                missedBytes += begin - position;
                position = begin;
                return tail;
            }
            // The tail may have moved far between the two reads, but then so has consumed
            if (consumed == consumed()) {
                throw new IllegalArgumentException("consumed=" + consumed + ", tail=" + tail + ", read up to "
                        + position + ", capacity=" + records.capacity());
            }
        }
    }

    private long consumed() {
        return (long) WORD.getVolatile(control, CONSUMED_OFFSET);
    }

    /// Whether what was read of the record at the position before this call was that record. Pairs with the
    /// fence behind the store of *consumed* by whoever gives records back.
    private boolean isStillThere() {
        VarHandle.acquireFence();
        return consumed() <= position;
    }

    private Step tornOrBad(final RuntimeException notSound) throws BadRecordException {
        if (!isStillThere()) {
            return Step.PASSED_OVER;
        }
        throw badAt(
                ProducerFiles.RING + " byte " + (ControlDescriptor.RING_OFFSET + position % records.capacity()),
                notSound);
    }

    /// A record that is not finished is waited for, unless nobody will finish it: its producer is dead, or the
    /// owner, who has found that out, has gone on.
    private Step unfinished(final long tail) {
        final boolean isPassed = (long) WORD.getVolatile(control, TAKEN_OFFSET) > position;
        if (!isPassed && !isDead()) {
            return Step.END;
        }
        // Once more: it may have been finished, and taken, since
        final int length = records.length(position);
        final long end = length > 0 ? position : records.unfinishedEnd(position, length, tail);
        if (isStillThere()) {
            position = end;
        }
        return Step.PASSED_OVER;
    }

    private boolean isDead() {
        final long nowNs = System.nanoTime();
        if (!isPassPending && nowNs - lastProbeNs < PROBE_INTERVAL_NS) {
            return false;
        }
        lastProbeNs = nowNs;
        try {
            return ProcessLock.isFree(files.folder().resolve(ProducerFiles.LOCK));
        } catch (final IOException unknown) {
            return false;
        }
    }

    private Step takeRow(final MemorySegment body, final int recordLength) throws BadRecordException {
        // After the record, so that all it refers to has been declared
        drainJournal();
        final DataRow row;
        final StoreId store;
        try {
            row = decoder.decode(lasting(body), false);
            store = decoder.store(body);
        } catch (final RuntimeException notSound) {
            blocks.take().close();
            return tornOrBad(notSound);
        }
        final RowMemory memory = blocks.take();
        if (!memory.isEmpty() && !isStillThere()) {
            memory.close();
            return Step.PASSED_OVER;
        }
        position += RingDescriptor.aligned(recordLength);
        hand(store, row, memory, position);
        return Step.ROW;
    }

    /// The small cells of a row with blocks may be kept with them: they get memory of their own.
    private static MemorySegment lasting(final MemorySegment body) {
        return body.get(Layouts.SHORT, RowDescriptor.BLOCK_COUNT_OFFSET) == 0
                ? body
                : MemorySegment.ofArray(body.toArray(ValueLayout.JAVA_BYTE));
    }

    private void hand(final StoreId store, final DataRow row, final RowMemory memory, final long end) {
        try {
            sink.take(store, row, memory, this, end);
        } catch (final IllegalArgumentException refused) {
            refusedRows++;
            listener.rowRefused(name, refused);
        }
    }

    private int drainJournal() throws BadRecordException {
        int rows = 0;
        while (journal.hasNext()) {
            final String place = journal.place();
            DataRow row = null;
            StoreId store = null;
            try {
                final MemorySegment body = journal.next();
                if (journal.kind() == JournalDescriptor.STATIC_ROW) {
                    store = decoder.store(body);
                    row = decoder.decode(body, true);
                } else {
                    names.add(journal.kind(), body);
                }
            } catch (final IOException | RuntimeException notSound) {
                throw badAt(place, notSound);
            }
            if (row != null && store != null) {
                hand(store, row, RowMemory.NONE, Long.MAX_VALUE);
                rows++;
            }
        }
        return rows;
    }

    private BadRecordException badAt(final String place, final Exception notSound) {
        return new BadRecordException(name + ": " + place + ": " + notSound.getMessage(), notSound);
    }

    private void drop(final BadRecordException bad) {
        close();
        if (!isBeingRemoved(files.folder())) {
            listener.producerCutOff(name, bad);
        }
    }

    /// Whether files that a producer's folder has from the moment it appears are not there any more: nothing is
    /// wrong with what can't be read of it then.
    static boolean isBeingRemoved(final Path folder) {
        return !Files.exists(folder.resolve(ProducerFiles.RING), LinkOption.NOFOLLOW_LINKS)
                || !Files.exists(folder.resolve(ProducerFiles.PAYLOAD), LinkOption.NOFOLLOW_LINKS)
                || !Files.exists(folder.resolve(ProducerFiles.journal(0)), LinkOption.NOFOLLOW_LINKS);
    }

    /// Whether its files are being removed, or are: nothing more will come.
    ///
    /// @param looksAtFolder whether to ask the file system as well
    boolean isGone(final boolean looksAtFolder) {
        try {
            return (!isClosed && OwnerWord.state((long) WORD.getVolatile(control, OWNER_OFFSET)) == OwnerWord.GONE)
                    || (looksAtFolder && !Files.exists(files.folder(), LinkOption.NOFOLLOW_LINKS));
        } catch (final InternalError truncated) {
            return false;
        }
    }

    /// Unmaps the files. Rows that were handed out stay.
    void close() {
        if (!isClosed) {
            isClosed = true;
            arena.close();
        }
    }
}
