package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.CLOSED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A program's own ring in shared memory: what it logs into. One per process is enough, whatever its threads
/// and recordings are.
///
/// Names are declared once and travel as small integers from then on. Every method but [#close] may be called
/// by any thread at any time. A committed row is copied before the call returns.
public final class RingProducer implements AutoCloseable {
    private final RingConfig config;
    private final Arena arena;
    private final @Nullable ProcessLock lock;
    private final Path folder;
    private final MemorySegment control;
    private final RingWriter writer;
    private final PayloadWriter payload;
    private final OpenClaims claims;
    private final RoomMaker room;
    private final Declarations declarations;
    private final RowAnswers answers;
    private final RowPublisher publisher;
    private final RecorderProgress progress;
    private final @Nullable FormWriter formWriter;
    private final CallTimes callTimes;
    private final @Nullable SpillWriter spill;
    private final ThreadLocal<RowEncoder> encoders = ThreadLocal.withInitial(RowEncoder::new);
    private volatile boolean closed;

    private RingProducer(
            final RingConfig config, final OpenedFiles opened, final @Nullable SpillDirectory spillDirectory) {
        this.config = config;
        arena = opened.arena();
        lock = opened.lock();
        final ProducerFiles files = opened.files();
        folder = files.folder();
        control = files.control();
        writer = new RingWriter(files.ring());
        progress = new RecorderProgress(control, writer);
        payload = new PayloadWriter(control, files.payload());
        claims = new OpenClaims(payload);
        callTimes = new CallTimes(files.counters());
        final StreamCounters streams = new StreamCounters(control, files.counters());
        declarations = new Declarations(opened.journal()::append, spillDirectory != null);
        room = new RoomMaker(control, writer, payload, claims, streams, declarations, config.overflow());
        spill = spillDirectory == null
                ? null
                : new SpillWriter(spillDirectory, folder, control, declarations, RingConfig.spillSegmentBytes());
        final RowCounters counters = new RowCounters(files.counters());
        answers = new RowAnswers(control, counters, streams, declarations, spill);
        publisher = new RowPublisher(
                config, control, writer, payload, claims, room, opened.journal(), declarations, answers);
        // A second class of its kind would make slower what the JVM has compiled for one
        formWriter = opened.isSeen() ? FormWriter.of(files.ring(), control, counters, answers) : null;
    }

    /// Makes the files, reserves and touches all their memory, and waits for nobody.
    ///
    /// @throws IOException when the folder is not safe to use or there is not room enough; says what to do
    public static RingProducer open(final RingConfig config) throws IOException {
        final SpillDirectory spillDirectory = config.overflow().spills()
                ? SpillDirectory.open(config.overflow().spillDirectory())
                : null;
        return new RingProducer(config, OpenedFiles.open(config), spillDirectory);
    }

    /// A ring that nobody but [RehearsalRing] ever sees.
    static RingProducer openUnseen(final RingConfig config) throws IOException {
        return new RingProducer(config, OpenedFiles.openUnseen(config), null);
    }

    /// The small integer that stands for a store in [#commit]. The same for the same store, always.
    ///
    /// @throws IllegalStateException when the journal is full or cannot grow; says what to do
    public int declareStore(final StoreId store) {
        return declarations.store(store);
    }

    /// The small integer that stands for an entity.
    ///
    /// @throws IllegalStateException as [#declareStore]
    public int declareEntity(final EntityPath entity) {
        return declarations.entity(entity);
    }

    /// The small integer that stands for a timeline.
    ///
    /// @throws IllegalStateException as [#declareStore]
    public int declareTimeline(final Timeline timeline) {
        return declarations.timeline(timeline);
    }

    /// The small integer that stands for a component of a type. One component may be declared with several
    /// types.
    ///
    /// @param type what the instances of such a cell are
    /// @throws IllegalStateException as [#declareStore]
    public int declareComponent(final ComponentDescriptor descriptor, final Datatype type) {
        return declarations.component(descriptor, type);
    }

    /// Hands over one row. With `timeCount` 0 the row is static: it goes to the journal and stays there for
    /// readers to come.
    ///
    /// @param rowTimeNs with `rowInc` the row's id
    /// @param timelineIds the first `timeCount` are used, all different by name; `times` lie beside them
    /// @param componentIds the first `cellCount` are used, all different by name; `cells` lie beside them
    /// @param cells each of the type that its component was declared with; borrowed for the duration of the
    ///     call
    /// @throws IllegalArgumentException for ids that were not declared, a reserved time, names that are twice
    ///     in the row, cells of another type or with bad offsets, or a row that can never fit; nothing has
    ///     been logged then
    /// @throws IllegalStateException after [#close]
    public Commit commit(
            final int store,
            final int entity,
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final int[] componentIds,
            final ArrayData[] cells,
            final int cellCount) {
        return commit(
                store,
                entity,
                rowTimeNs,
                rowInc,
                timelineIds,
                times,
                timeCount,
                componentIds,
                cells,
                cellCount,
                (PayloadClaim[]) null);
    }

    /// [#commit] of a row with a time whose large cells, or some of them, were written into claimed blocks. The claims
    /// end with it, whatever it answers or throws.
    ///
    /// @param blocks beside `cells`: null for a cell that is copied, otherwise the claim that has all of its last
    ///     buffer at [#lastBufferOffset] (what comes before is written here); may be shorter than what was claimed.
    ///     Without `blocks` it is [#commit]
    /// @throws WrongThreadException when another thread claimed a block
    /// @throws IllegalStateException when a claim has ended
    public Commit commitClaimed(
            final int store,
            final int entity,
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final int[] componentIds,
            final ArrayData[] cells,
            final int cellCount,
            final @Nullable PayloadClaim @Nullable ... blocks) {
        if (blocks == null) {
            return commit(
                    store, entity, rowTimeNs, rowInc, timelineIds, times, timeCount, componentIds, cells, cellCount);
        }
        OpenClaims.requireUsable(blocks, cellCount);
        try {
            if (timeCount == 0) {
                throw new IllegalArgumentException("timeCount=0: static rows have no place in the payload area");
            }
            return commit(
                    store,
                    entity,
                    rowTimeNs,
                    rowInc,
                    timelineIds,
                    times,
                    timeCount,
                    componentIds,
                    cells,
                    cellCount,
                    blocks);
        } finally {
            for (int i = 0; i < cellCount; i++) {
                if (blocks[i] != null) {
                    release(blocks[i]);
                }
            }
        }
    }

    /// Takes a block of the payload area for the calling thread to fill, and waits, lets rows go or does not as the
    /// policy says of rows for which there is no room.
    ///
    /// @param bytes of the cell's buffers as they lie in a block: [#lastBufferOffset] and what comes there
    /// @return null when there is no room (nothing is counted yet: a row that is committed without a claim is)
    /// @throws IllegalArgumentException when there will never be so much, and the policy knows no other place
    public @Nullable PayloadClaim claim(final long bytes) {
        checkOpen();
        if (bytes < 0 || bytes > payload.maxBytes()) {
            if (spill != null && bytes >= 0) {
                return null;
            }
            throw new IllegalArgumentException("a claim of " + bytes + " bytes, max=" + payload.maxBytes()
                    + " (the payload area); set KYMO_PAYLOAD_BYTES higher");
        }
        final long position = room.allocate(bytes, PayloadDescriptor.CLAIMED);
        if (position == PayloadWriter.NO_ROOM) {
            return null;
        }
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reach(FaultPoint.BLOCK_CLAIMED);
        }
        return claims.add(position, bytes);
    }

    /// Gives a claimed block back, unless it was committed or released before. Also after [#close].
    public void release(final PayloadClaim claim) {
        if (!closed) {
            claims.release(claim);
        }
    }

    /// Where the last buffer of a cell begins in its block.
    ///
    /// @param template a cell as it will be, but for the last of its buffers, which is empty
    public static long lastBufferOffset(final ArrayData template) {
        return OpenClaims.lastBufferOffset(template);
    }

    private Commit commit(
            final int store,
            final int entity,
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final int[] componentIds,
            final ArrayData[] cells,
            final int cellCount,
            final @Nullable PayloadClaim @Nullable [] blocks) {
        checkOpen();
        declarations.checkStoreAndEntity(store, entity);
        declarations.checkTimes(timelineIds, times, timeCount);
        declarations.checkComponents(componentIds, cellCount);
        final RowEncoder row = encoders.get();
        row.take(
                rowTimeNs,
                rowInc,
                RowEncoder.pair(store, entity),
                timelineIds,
                times,
                timeCount,
                componentIds,
                cells,
                cellCount,
                blocks);
        try {
            return timeCount == 0 ? publisher.publishStatic(row) : publisher.publish(row);
        } finally {
            row.forget();
        }
    }

    /// Prepares rows of one number each, which are committed without any object and in few bytes.
    ///
    /// @param component declared as `FLOAT64`
    /// @throws IllegalArgumentException for ids that were not declared, and for another type
    public ScalarRows scalarRows(final int store, final int entity, final int component) {
        declarations.checkStoreAndEntity(store, entity);
        if (declarations.type(component).kind() != Datatype.Kind.FLOAT64) {
            throw new IllegalArgumentException("component=" + component + " was declared as "
                    + declarations.type(component) + ", expected Float64");
        }
        return new ScalarRows(this, store, entity, component);
    }

    MemorySegment control() {
        return control;
    }

    MemorySegment payloadArea() {
        return payload.area();
    }

    RingWriter writer() {
        return writer;
    }

    RoomMaker room() {
        return room;
    }

    Declarations declarations() {
        return declarations;
    }

    /// Null where there can't be one.
    @Nullable
    FormWriter formWriter() {
        return formWriter;
    }

    RowAnswers answers() {
        return answers;
    }

    /// @throws IllegalStateException after [#close]
    void checkOpen() {
        if (closed) {
            throw new IllegalStateException(folder + ": the ring was closed");
        }
    }

    boolean fitsRing(final long recordLength) {
        return publisher.fitsRing(recordLength);
    }

    /// Whether a recorder owns the ring now. (One that was killed still does: its successor takes over.)
    public boolean hasRecorder() {
        checkOpen();
        return progress.hasRecorder();
    }

    /// Waits until a recorder owns the ring.
    ///
    /// @return whether one does
    public boolean awaitRecorder(final Duration timeout) {
        return RecorderProgress.await(timeout, this::hasRecorder);
    }

    /// Waits until a recorder has taken all that was committed or buffered before this call: it can be asked
    /// for then. That it is filed whoever dies needs no waiting.
    ///
    /// @return whether it has; false when time ran out
    public boolean flush(final Duration timeout) {
        checkOpen();
        return progress.awaitTaken(timeout);
    }

    /// Says what a log call has cost, for others to see. To be told of a few of many calls: it costs as much as a
    /// small part of one.
    public void tookCall(final long ns) {
        if (!closed) {
            callTimes.add(ns);
        }
    }

    /// What became of the rows so far.
    public ProducerCounters counters() {
        checkOpen();
        return answers.counters();
    }

    /// The folder of this producer's files, which names it to a recorder.
    public Path folder() {
        return folder;
    }

    /// Says goodbye. When a recorder owns the ring, it drains what is left and then removes the files; the
    /// caller need not wait. When there is none, the files are removed here, unless [RingConfig#linger] keeps
    /// them for a recorder to come, or rows wait that a recorder promised to keep and could not file. No other
    /// call may be going on.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lock;
                arena;
                spill) {
            WORD.setVolatile(control, CLOSED_OFFSET, 1L);
            if (Goodbye.mayRemoveFiles(control, () -> config.linger() || keepsRows() || room.isPromised())) {
                ProducerFiles.remove(folder);
            }
        } catch (final IOException failure) {
            throw new UncheckedIOException(folder + ": its files could not be removed", failure);
        }
    }

    /// With a policy that spills, rows in the ring stay for a recorder to come, as those on disk do.
    private boolean keepsRows() {
        return spill != null && !progress.hasTakenRing();
    }
}
