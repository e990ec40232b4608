package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowSink;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One producer whose ring this process owns. All but [#statistics] belongs to the agent's thread.
final class AttachedProducer {
    private static final int MAX_ROWS = 256;
    /// Within one duty cycle, what is filed goes back to the producer every so many rows.
    private static final int GIVE_BACK_ROWS = 32;
    /// More than this fraction of ring or payload area held makes the sink file early.
    private static final int MAX_HELD_RING_FRACTION = 2;

    private static final int MAX_HELD_PAYLOAD_FRACTION = 2;
    /// With only this fraction left, taking rows waits until some are filed.
    private static final int URGENT_FRACTION = 4;
    /// The sink is asked again to file when what is held has changed by this fraction of the ring.
    private static final int ASK_AGAIN_FRACTION = 64;

    /// Liveness is probed in every so many checks: some 100 ms.
    private static final int PROBE_INTERVAL_CHECKS = 5;

    /// The sink took no row and complained.
    private static final int SINK_FULL = -1;

    private final ProducerFiles files;
    private final Arena arena;
    private final RowSink sink;
    private final IngestListener listener;
    private final RowLatencies latencies;
    /// A viewer's, who files nothing: what was promised to a recorder is not his to give back.
    private final boolean isViewers;

    private final MemorySegment control;
    private final RingOwnership ownership;
    private final Names names = Names.ofJournal();
    private final RingReader ring;
    private final AttachedJournal journal;
    private final RowTaker taker;
    private final DropLog drops;
    private final AttachedSpill spill;
    /// How much was held when the sink was asked last, while it has not filed that.
    private long askedHeldBytes;

    private final long pid;
    private final long startNs;
    private long tailAtAttach;
    private boolean isDead;
    private @Nullable BadRecordException badRecord;

    private int checksUntilProbe;
    private int checksUntilRemoval = 2 * PROBE_INTERVAL_CHECKS;
    private long unfinishedRecords;
    private boolean isCutOff;
    private boolean isReported;
    private volatile ProducerStatistics statistics;

    private AttachedProducer(
            final ProducerFiles files,
            final Arena arena,
            final RowSink sink,
            final IngestListener listener,
            final RowLatencies latencies,
            final boolean isViewers) {
        this.files = files;
        this.arena = arena;
        this.sink = sink;
        this.listener = listener;
        this.latencies = latencies;
        this.isViewers = isViewers;
        control = files.control();
        ownership = new RingOwnership(files.folder(), control, isViewers);
        pid = ProducerMapping.pid(control);
        startNs = ProducerMapping.startNs(control);
        final PayloadReader payload = new PayloadReader(files.payload());
        final MemorySegment copies = ProducerMapping.recordCopy(files.ring(), arena);
        ring = new RingReader(control, files.ring(), payload, names, copies);
        taker = new RowTaker(
                name(),
                sink,
                listener,
                latencies,
                ring,
                new RowDecoder(names, payload),
                new RowLanes(sink, names, copies));
        journal = new AttachedJournal(
                name(),
                control,
                new JournalReader(files.folder(), control, arena),
                names,
                new RowDecoder(names, payload),
                taker::append);
        drops = new DropLog(pid, control, new CountersReader(files.counters()), names, sink);
        spill = new AttachedSpill(files.folder(), control, sink, listener);
        statistics = new ProducerStatistics(pid, files.folder(), startNs, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);
    }

    /// Maps a producer's files and takes its ring over.
    ///
    /// @return null when it cannot be owned now: it is going away, or letting rows go this very moment
    /// @throws IOException when its files are gone or not what they should be
    /// @throws BadRecordException when its control words are not sound
    static @Nullable AttachedProducer attach(
            final Path folder,
            final RowSink sink,
            final IngestListener listener,
            final RowLatencies latencies,
            final boolean isViewers)
            throws IOException, BadRecordException {
        final Arena arena = Arena.ofShared();
        AttachedProducer attached = null;
        try {
            final ProducerFiles files = ProducerMapping.map(folder, arena);
            final AttachedProducer producer = new AttachedProducer(files, arena, sink, listener, latencies, isViewers);
            if (producer.ownership.take()) {
                producer.begin();
                attached = producer;
            }
            return attached;
        } finally {
            if (attached == null) {
                arena.close();
            }
        }
    }

    private void begin() throws BadRecordException {
        try {
            ring.begin();
            tailAtAttach = ring.tail();
            ownership.sign(tailAtAttach);
        } catch (final RuntimeException notSound) {
            final BadRecordException bad = new BadRecordException(name() + ": " + notSound.getMessage(), notSound);
            refuse(bad);
            throw bad;
        }
    }

    Path folder() {
        return files.folder();
    }

    boolean isCutOff() {
        return isCutOff;
    }

    String name() {
        return "producer " + pid + " (" + files.folder() + ")";
    }

    /// Whether nothing is held any more of what was in the ring when it was taken over.
    boolean hasGivenBackWhatItFound() {
        return isCutOff || (ring.head() >= tailAtAttach && spill.hasGivenBackWhatItFound());
    }

    /// Where reading of the ring is.
    long takenPosition() {
        return ring.position();
    }

    /// Whether nothing is held of what was taken when the ring was read up to `position`.
    boolean hasGivenBackTo(final long position) {
        return isCutOff || (ring.head() >= position && spill.holdsNothing());
    }

    /// Whether all that was read has been given back.
    boolean holdsNothing() {
        return isCutOff || (ring.heldBytes() == 0 && spill.holdsNothing());
    }

    /// Adds the ids of all rows that wait in ring and journal.
    void addWaiting(final RowIdSet ids) {
        if (isCutOff) {
            return;
        }
        spill.addWaiting(ids);
        try {
            ring.addWaiting(ids);
            final JournalReader again = new JournalReader(files.folder(), control, arena);
            while (again.hasNext()) {
                final MemorySegment body = again.next();
                if (again.kind() == JournalDescriptor.STATIC_ROW && body.byteSize() >= RowDescriptor.STORE_OFFSET) {
                    ids.add(
                            body.get(Layouts.LONG, RowDescriptor.ROW_TIME_OFFSET),
                            body.get(Layouts.LONG, RowDescriptor.ROW_INC_OFFSET));
                }
            }
        } catch (final IOException | RuntimeException | InternalError notSound) {
            // Reading in earnest finds it again and says so
        }
    }

    /// Takes what is there, up to a bounded number of rows.
    ///
    /// @return how many rows
    int poll() {
        if (isCutOff) {
            return 0;
        }
        try {
            return drain() + spill.poll(isDead || ownership.isClosed());
        } catch (final BadRecordException bad) {
            cutOff(bad);
            return 0;
        } catch (final InternalError fault) {
            explain(fault);
            return 0;
        }
    }

    /// Cuts the producer off when the fault, the JVM's report that a mapped page is gone, comes from its files
    /// ([ProducerMapping#isTruncated]).
    ///
    /// @return whether it does
    boolean isCutOffFor(final InternalError fault) {
        final boolean isOurs = isTruncated();
        if (isOurs && !isReported) {
            cutOff(new BadRecordException(name() + ": its files were cut while they were read", fault));
        }
        return isOurs;
    }

    /// @throws InternalError when it is not this producer's
    private void explain(final InternalError fault) {
        if (!isCutOffFor(fault)) {
            throw fault;
        }
    }

    private int drain() throws BadRecordException {
        int taken = 0;
        latencies.begin();
        try {
            taken += drainJournal();
            while (taken < MAX_ROWS) {
                final int length = nextRecord();
                if (length == RingReader.NOTHING) {
                    break;
                }
                taken += takeRow(length) + 1;
                if (taken % GIVE_BACK_ROWS == 0) {
                    giveBack(false);
                }
            }
        } finally {
            if (badRecord == null) {
                giveBack(taken == 0);
            }
        }
        return taken;
    }

    /// Gives back what is filed, and sees to it that there is something: rows wait in ring and payload area
    /// until they are in the file, and their producer must not run out of room because a chunk fills slowly.
    ///
    /// @param isIdle whether no row has come: what could not be filed is tried again then
    private void giveBack(final boolean isIdle) {
        ring.publishPosition();
        if (isPromised()) {
            return;
        }
        ring.giveBack(sink.filedMark());
        final long areaBytes = files.payload().byteSize();
        if (ring.heldBytes() <= ring.capacity() / MAX_HELD_RING_FRACTION
                && ring.heldBlockBytes() <= areaBytes / MAX_HELD_PAYLOAD_FRACTION) {
            askedHeldBytes = 0;
            return;
        }
        final long heldBytes = ring.heldBytes() + ring.heldBlockBytes();
        final boolean isUrgent = ring.heldBytes() > ring.capacity() - ring.capacity() / URGENT_FRACTION
                || ring.heldBlockBytes() > areaBytes - areaBytes / URGENT_FRACTION;
        // What was asked for is on its way: to look for the oldest rows after every few costs as much as taking them
        if (isIdle || isUrgent || Math.abs(heldBytes - askedHeldBytes) > ring.capacity() / ASK_AGAIN_FRACTION) {
            askedHeldBytes = heldBytes;
            // Half of that, oldest first: chunks that were begun later go on growing
            final long mark = ring.markOfOldest(
                    ring.heldBytes() - ring.capacity() / (2 * MAX_HELD_RING_FRACTION),
                    ring.heldBlockBytes() - areaBytes / (2 * MAX_HELD_PAYLOAD_FRACTION));
            // Rows that are dropped for want of room are worse than rows that are taken later
            fileOldest(mark, isUrgent);
            ring.giveBack(sink.filedMark());
        }
    }

    private void fileOldest(final long mark, final boolean isUrgent) {
        if (sink.filedMark() < mark) {
            try {
                sink.requestFiling(mark, isUrgent);
            } catch (final RuntimeException notNow) {
                // The rows stay where they are, and it is tried again
                listener.failed(notNow);
            }
        }
    }

    /// Whether the oldest row was committed to a recorder, and this owner is none.
    private boolean isPromised() {
        return isViewers && (long) WORD.getVolatile(control, ControlDescriptor.KEEP_UNTIL_OFFSET) > ring.head();
    }

    /// @return whether every row of this producer is filed
    private boolean fileAll() {
        if (isPromised()) {
            return false;
        }
        fileTaken();
        ring.giveBack(sink.filedMark());
        return sink.filedMark() >= taker.lastMark();
    }

    private void fileTaken() {
        if (sink.filedMark() < taker.lastMark()) {
            try {
                sink.requestFiling();
            } catch (final RuntimeException notNow) {
                // The rows stay where they are, and it is tried again
                listener.failed(notNow);
            }
        }
    }

    private int nextRecord() throws BadRecordException {
        try {
            return ring.next();
        } catch (final RuntimeException notSound) {
            throw bad(notSound);
        }
    }

    /// @return how many static rows came with it
    private int takeRow(final int length) throws BadRecordException {
        try {
            // After the record was seen, so that all it refers to has been declared
            final int before = ring.isOfUnknownForm() ? drainJournal() : 0;
            if (taker.takeByLane(length)) {
                return before;
            }
            final int statics = before + drainJournal();
            taker.takeDecoded(length);
            return statics;
        } catch (final RowTaker.NotSoundException notSound) {
            throw bad(notSound.reason());
        }
    }

    private int drainJournal() throws BadRecordException {
        try {
            return journal.drain();
        } catch (final BadRecordException bad) {
            badRecord = bad;
            throw bad;
        }
    }

    private BadRecordException bad(final RuntimeException notSound) {
        final long offset = ControlDescriptor.RING_OFFSET + ring.position() % ring.capacity();
        final String place = ProducerFiles.RING + " byte " + offset;
        final BadRecordException bad =
                new BadRecordException(name() + ": " + place + ": " + notSound.getMessage(), notSound);
        badRecord = bad;
        return bad;
    }

    private void cutOff(final BadRecordException bad) {
        badRecord = bad;
        refuse(bad);
        taker.noteMark();
        // Nobody reads this ring again, so what came before the bad record has no other copy
        fileTaken();
        arena.close();
    }

    private void refuse(final BadRecordException bad) {
        isCutOff = true;
        final ProducerStatistics last = statistics;
        publishStatistics(last.droppedRows(), last.droppedBytes(), last.letGoRows(), last.letGoBytes());
        if (!isTruncated()) {
            ownership.refuse();
            drops.finish();
        }
        listener.producerCutOff(name(), bad);
        // Last: a fault may be thrown late, in any line before, and all is done again then
        isReported = true;
    }

    private boolean isTruncated() {
        return ProducerMapping.isTruncated(files) || journal.isTruncated();
    }

    /// Looks after what need not be looked at in every duty cycle.
    ///
    /// @return whether the producer is gone for good and nothing is left of it: drop it
    boolean check() throws IOException {
        if (isCutOff) {
            if (arena.scope().isAlive()) {
                arena.close();
            }
            final boolean gone = ownership.isProducerDead();
            if (gone) {
                ProducerFiles.remove(files.folder());
            }
            return gone;
        }
        try {
            return checkAttached();
        } catch (final InternalError fault) {
            explain(fault);
            return false;
        }
    }

    private boolean checkAttached() throws IOException {
        publishStatistics();
        drops.tick();
        // First whether it is over, then what is left: what was claimed before is all there then
        final boolean closed = ownership.isClosed();
        if (!isDead && checksUntilProbe-- == 0) {
            isDead = ownership.isProducerDead();
            checksUntilProbe = PROBE_INTERVAL_CHECKS;
        }
        if ((!closed && !isDead) || hasMore()) {
            return false;
        }
        if (ring.position() < ring.tail() && (!isDead || !skipUnfinished())) {
            return false;
        }
        // What a viewer gives back is in no file: other followers get time to read it
        if (isCutOff || hasMore() || (isViewers && checksUntilRemoval-- > 0)) {
            return false;
        }
        drops.finish();
        taker.noteMark();
        if (!fileAll() || !spill.remove()) {
            return false;
        }
        ownership.remove();
        arena.close();
        return true;
    }

    private boolean hasMore() {
        if (journal.hasNext()) {
            return true;
        }
        try {
            return nextRecord() != RingReader.NOTHING;
        } catch (final BadRecordException notSound) {
            // The next duty cycle finds it again and deals with it
            return true;
        }
    }

    private boolean skipUnfinished() {
        try {
            boolean skipped = false;
            while (ring.next() == RingReader.NOTHING && ring.skipUnfinished()) {
                skipped = true;
                unfinishedRecords++;
            }
            giveBack(true);
            return skipped;
        } catch (final RuntimeException notSound) {
            cutOff(bad(notSound));
            return false;
        }
    }

    private void publishStatistics() {
        publishStatistics(
                (long) WORD.getVolatile(control, ControlDescriptor.DROPPED_ROWS_OFFSET),
                (long) WORD.getVolatile(control, ControlDescriptor.DROPPED_BYTES_OFFSET),
                (long) WORD.getVolatile(control, ControlDescriptor.LET_GO_ROWS_OFFSET),
                (long) WORD.getVolatile(control, ControlDescriptor.LET_GO_BYTES_OFFSET));
    }

    private void publishStatistics(
            final long droppedRows, final long droppedBytes, final long letGoRows, final long letGoBytes) {
        statistics = new ProducerStatistics(
                pid,
                files.folder(),
                startNs,
                taker.rows() + spill.rows(),
                journal.rows(),
                taker.bytes() + journal.bytes(),
                taker.refusedRows(),
                unfinishedRecords,
                droppedRows,
                droppedBytes,
                letGoRows,
                letGoBytes,
                isCutOff);
    }

    /// Says that this owner is leaving, before [#finishLeaving].
    void beginLeaving() {
        if (!isCutOff) {
            ownership.startDraining();
        }
    }

    /// Takes what was claimed before [#beginLeaving], files all, and lets go of the ring.
    void finishLeaving(final long deadlineNs) throws IOException {
        if (isCutOff) {
            return;
        }
        try {
            final long tail = ring.tail();
            final boolean tookAll = takeWhatWasClaimed(tail, deadlineNs);
            if (!isCutOff) {
                drops.finish();
                taker.noteMark();
                spill.leave(isDead || ownership.isClosed(), deadlineNs);
                final boolean filedAll = fileAll();
                if (!tookAll || !filedAll) {
                    listener.rowsLeftBehind(name(), tail - ring.position() + ring.heldBytes());
                }
                keepUntil(tookAll && filedAll ? 0 : tookAll ? ring.position() : tail);
                letGo(filedAll);
            }
        } catch (final InternalError fault) {
            explain(fault);
        }
    }

    /// Has the producer keep what was promised and is not filed: rows of the ring, and by one position more than
    /// the ring holds static rows of the journal, should nothing else wait.
    private void keepUntil(final long position) {
        final long least = ring.head() + RingDescriptor.ALIGNMENT;
        ownership.keepUntil(position == 0 ? 0 : Math.max(position, least));
    }

    /// @return whether it is all taken; if not, time ran out or the sink takes nothing any more
    private boolean takeWhatWasClaimed(final long tail, final long deadlineNs) throws IOException {
        final long journalCommitted = journal.committed();
        while (!isCutOff && (ring.position() < tail || journal.taken() < journalCommitted)) {
            final int rowsTaken = pollOrReport();
            if (rowsTaken == SINK_FULL) {
                return false;
            }
            if (rowsTaken == 0 && !isCutOff) {
                if (ownership.isProducerDead() && skipUnfinished()) {
                    continue;
                }
                if (System.nanoTime() - deadlineNs >= 0) {
                    return false;
                }
                Thread.onSpinWait();
            }
        }
        return true;
    }

    /// @return how many rows, or [#SINK_FULL]
    private int pollOrReport() {
        final long markBefore = sink.appendedMark();
        try {
            return poll();
        } catch (final RuntimeException notNow) {
            listener.failed(notNow);
            return sink.appendedMark() == markBefore ? SINK_FULL : 1;
        }
    }

    private void letGo(final boolean filedAll) throws IOException {
        publishStatistics();
        ownership.free(() -> filedAll && ring.position() == ring.tail());
        arena.close();
    }

    /// A snapshot as of the last check, for any thread.
    ProducerStatistics statistics() {
        return statistics;
    }
}
