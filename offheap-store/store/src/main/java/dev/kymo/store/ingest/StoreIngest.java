package dev.kymo.store.ingest;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkSink;
import dev.kymo.store.chunk.LiveChunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.chunk.Placement;
import dev.kymo.store.index.Clears;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.FlatRow;
import dev.kymo.store.model.RowLane;
import dev.kymo.store.model.RowShape;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns rows into chunks: a row is queryable when [#append] returns; its chunk goes to the sink when it is
/// sealed.
///
/// One thread, except that readers of the stores may be anywhere.
public final class StoreIngest implements RowSink, AutoCloseable {
    private static final long AGE_CHECK_NS = 100_000_000L;

    private final Stores stores;
    private final ChunkSink sink;
    private final SealPolicy policy;
    private final Map<StoreId, OpenChunks> open = new HashMap<>();
    /// That of the row before: most rows are of one store.
    private @Nullable OpenChunks latest;
    /// The mark of each open chunk's first row, least first: chunks are made in the order of their first
    /// rows.
    private final SequencedMap<LiveChunk, Long> firstMarks = new LinkedHashMap<>();
    /// Null where the sink is called by the thread that takes rows.
    private final @Nullable FilingThread filing;
    /// What the filing thread could not store: it is tried again when all is to be filed.
    private final List<FilingThread.Job> notFiled = new ArrayList<>();

    private final boolean keepsFiled;
    private @Nullable Throwable latestFailure;
    private long appendedMark;
    private long filedMark;
    private long lastAgeCheckNs = System.nanoTime();

    /// The open chunks of a store. Those of one entity that carry different timelines are few: a list is searched.
    private record OpenChunks(StoreId id, RecordingStore store, Map<EntityPath, List<OpenChunk>> byEntity) {
        List<OpenChunk> of(final EntityPath entity) {
            final List<OpenChunk> chunks = byEntity.get(entity);
            return chunks == null ? byEntity.computeIfAbsent(entity, _ -> new ArrayList<>()) : chunks;
        }
    }

    /// @param sink where sealed chunks go; stays the caller's
    public StoreIngest(final Stores stores, final ChunkSink sink, final SealPolicy policy) {
        this(stores, sink, policy, true);
    }

    /// @param keepsFiled whether rows can be asked for once they are with the sink; without, the stores hold no more
    ///     than open chunks, and what the sink answers is not used
    public StoreIngest(final Stores stores, final ChunkSink sink, final SealPolicy policy, final boolean keepsFiled) {
        this(stores, sink, policy, keepsFiled, null);
    }

    private StoreIngest(
            final Stores stores,
            final ChunkSink sink,
            final SealPolicy policy,
            final boolean keepsFiled,
            final @Nullable FilingThread filing) {
        this.filing = filing;
        this.keepsFiled = keepsFiled;
        this.stores = stores;
        this.sink = sink;
        this.policy = policy;
    }

    /// One that hands chunks to the sink on a thread of its own, from now to [#close] or [#abandon], so that
    /// rows do not wait for a disk. A large row is copied for that, and can be asked for at once. What the sink
    /// complains of is thrown by a later call.
    public static StoreIngest filingBeside(
            final Stores stores, final ChunkSink sink, final SealPolicy policy, final boolean keepsFiled) {
        return new StoreIngest(stores, sink, policy, keepsFiled, new FilingThread(sink));
    }

    /// @throws IllegalArgumentException for a row without cells, or with one that can neither be appended to
    ///     a chunk (64-bit offsets) nor stored as it lies (a window into a longer array); nothing of it has
    ///     been kept
    /// @throws UncheckedIOException when a chunk can't be stored; its rows, this one among them, stay
    ///     queryable (and counted in [#appendedMark]), and the next attempt to seal tries again
    @Override
    public void append(final StoreId storeId, final DataRow row) {
        if (row.cells().isEmpty()) {
            throw new IllegalArgumentException("entity " + row.entity() + ": a row without cells");
        }
        long rowBytes = 0;
        boolean whole = true;
        boolean hasClear = false;
        DataCell unappendable = null;
        for (final DataCell cell : row.cells()) {
            rowBytes += OpenChunk.sizeOf(cell.instances());
            whole &= cell.instances().beginsAtZero();
            hasClear |= cell.descriptor().component().equals(Clears.COMPONENT);
            if (cell.instances().type().hasWideOffsets()) {
                unappendable = cell;
            }
        }
        if (unappendable != null && !whole) {
            throw new IllegalArgumentException("entity " + row.entity() + ", component "
                    + unappendable.descriptor().component() + ": windows of "
                    + unappendable.instances().type() + " can't be stored: use 32-bit offsets, or whole arrays");
        }
        final OpenChunks chunks = chunksOf(storeId);
        final RecordingStore store = chunks.store;
        if (hasClear) {
            // Before the row can be seen, so that no reader sees data that the same row clears.
            store.noteClear(row.entity());
        }
        final boolean isLarge = whole && rowBytes >= policy.largeRowBytes();
        if (filing != null && (unappendable != null || isLarge)) {
            final LoneRow lone = LoneRow.copyOf(OpenChunk.ofOneRow(row));
            store.addOpen(lone);
            noteFirst(lone);
            seal(store, lone);
        } else if (unappendable != null) {
            insertStored(store, placeSealed(storeId, OpenChunk.ofOneRow(row)));
        } else if (isLarge) {
            storeAlone(chunks, row);
        } else {
            sealIfFull(chunks, appendToOpen(chunks, row));
        }
    }

    private void sealIfFull(final OpenChunks chunks, final OpenChunk target) {
        if (policy.isFull(target)) {
            seal(chunks.store, target);
            chunks.of(target.entity()).remove(target);
        }
    }

    /// {@inheritDoc}
    ///
    /// A lane's row goes from where it lies into the columns of the chunk that took the lane's row before, and no
    /// object is made for it. Whatever that chunk can't take goes the usual way ([#append]), and so the chunks are
    /// the same whichever way rows took.
    @Override
    public @Nullable RowLane lane(final RowShape shape) {
        for (final ComponentDescriptor descriptor : shape.descriptors()) {
            if (descriptor.component().equals(Clears.COMPONENT)) {
                return null;
            }
        }
        return new Lane(shape, chunksOf(shape.store()));
    }

    /// Rows of one shape.
    private final class Lane implements RowLane {
        private final RowShape shape;
        private final OpenChunks chunks;
        private final int[] widths;
        /// Where the row before went, and how.
        private @Nullable OpenChunk chunk;
        private int @Nullable [] cellOfColumn;

        Lane(final RowShape shape, final OpenChunks chunks) {
            this.shape = shape;
            this.chunks = chunks;
            widths = shape.types().stream().mapToInt(Datatype::byteWidth).toArray();
        }

        @Override
        public void append(final FlatRow row) {
            final OpenChunk target = chunk;
            final int[] cells = cellOfColumn;
            if (target == null || cells == null || isLarge(row) || !target.tryAppend(row, cells)) {
                appendSlowly(row);
                return;
            }
            appendedMark++;
            sealIfFull(chunks, target);
        }

        private boolean isLarge(final FlatRow row) {
            long bytes = 0;
            for (int i = 0; i < widths.length; i++) {
                bytes += row.valueCount(i) * (long) widths[i];
            }
            return bytes >= policy.largeRowBytes();
        }

        private void bind(final OpenChunk candidate) {
            cellOfColumn = candidate.placesOf(shape);
            chunk = cellOfColumn == null ? null : candidate;
        }

        private void appendSlowly(final FlatRow row) {
            StoreIngest.this.append(shape.store(), shape.rowOf(row));
            final OpenChunk before = chunk;
            chunk = null;
            for (final OpenChunk candidate : chunks.of(shape.entity())) {
                // The first that accepts such rows gets them, whether it has all columns yet or not
                if (candidate.accepts(shape)) {
                    bind(candidate);
                    if (before != null && before != candidate && candidate.rowCount() == 1) {
                        candidate.expect(before);
                    }
                    return;
                }
            }
        }
    }

    /// For a row that was stored without an open chunk.
    private void insertStored(final RecordingStore store, final Placement stored) {
        appendedMark++;
        noteFiled();
        if (keepsFiled) {
            store.insertPlaced(List.of(stored));
        }
    }

    private void storeAlone(final OpenChunks chunks, final DataRow row) {
        final Placement stored;
        try {
            stored = placeSealed(chunks.id, OpenChunk.ofOneRow(row));
        } catch (final UncheckedIOException e) {
            // The row's memory is borrowed: to keep the row it has to be copied.
            appendToOpen(chunks, row);
            throw e;
        }
        insertStored(chunks.store, stored);
    }

    private OpenChunks chunksOf(final StoreId storeId) {
        final OpenChunks before = latest;
        if (before != null && before.id.equals(storeId)) {
            return before;
        }
        final OpenChunks found =
                open.computeIfAbsent(storeId, id -> new OpenChunks(id, stores.getOrCreate(id), new HashMap<>()));
        latest = found;
        return found;
    }

    private OpenChunk appendToOpen(final OpenChunks chunks, final DataRow row) {
        final List<OpenChunk> candidates = chunks.of(row.entity());
        for (int i = 0; i < candidates.size(); i++) {
            final OpenChunk chunk = candidates.get(i);
            if (chunk.tryAppend(row)) {
                appendedMark++;
                return chunk;
            }
        }
        final OpenChunk fresh = new OpenChunk(row.entity(), row.time(), System.nanoTime());
        try {
            fresh.append(row);
        } catch (final RuntimeException | Error refused) {
            fresh.close();
            throw refused;
        }
        chunks.store.addOpen(fresh);
        // Last: a chunk that the store does not show must not take the rows that follow.
        candidates.add(fresh);
        noteFirst(fresh);
        return fresh;
    }

    /// A chunk has got its first row.
    private void noteFirst(final LiveChunk chunk) {
        appendedMark++;
        firstMarks.put(chunk, appendedMark);
        noteFiled();
    }

    /// Rows are counted, each as one mark.
    @Override
    public long appendedMark() {
        return appendedMark;
    }

    /// All rows before the first of the oldest open chunk are in sealed chunks that the chunk sink has
    /// stored.
    @Override
    public long filedMark() {
        return filedMark;
    }

    private void noteFiled() {
        filedMark =
                firstMarks.isEmpty() ? appendedMark : firstMarks.firstEntry().getValue() - 1;
    }

    /// [#sealAll].
    @Override
    public void requestFiling() {
        sealAll();
    }

    @Override
    public void tick() {
        takeFiled();
        final long nowNs = System.nanoTime();
        if (nowNs - lastAgeCheckNs >= AGE_CHECK_NS) {
            lastAgeCheckNs = nowNs;
            sealAged(nowNs);
        }
    }

    /// Seals what has grown old; [#tick] does it regularly.
    ///
    /// @param nowNs by [System#nanoTime]
    /// @return how many chunks were sealed
    public int sealAged(final long nowNs) {
        return sealWhere(chunk -> nowNs - chunk.createdNs() >= policy.maxAgeNs());
    }

    /// Seals everything that is open, and waits until it is filed.
    public int sealAll() {
        final int sealed = sealWhere(_ -> true);
        final FilingThread thread = filing;
        if (thread != null) {
            tryAgain();
            awaitFiled(thread, appendedMark);
        }
        return sealed;
    }

    /// {@inheritDoc}
    ///
    /// Seals the chunks whose first rows are as old as that. Those that were begun later hold nothing back, and
    /// go on growing.
    @Override
    public void requestFiling(final long mark, final boolean isUrgent) {
        tryAgain();
        final Set<OpenChunk> oldest = new HashSet<>();
        for (final Map.Entry<LiveChunk, Long> each : firstMarks.entrySet()) {
            if (each.getValue() > mark) {
                break;
            }
            // Others are on their way already
            if (each.getKey() instanceof final OpenChunk open && !open.hasEnded()) {
                oldest.add(open);
            }
        }
        if (!oldest.isEmpty()) {
            sealWhere(oldest::contains);
        }
        if (isUrgent && filing != null) {
            awaitFiled(filing, mark);
        }
    }

    private int sealWhere(final java.util.function.Predicate<OpenChunk> condition) {
        int sealed = 0;
        for (final OpenChunks ofStore : open.values()) {
            final var entries = ofStore.byEntity.values().iterator();
            while (entries.hasNext()) {
                final List<OpenChunk> chunks = entries.next();
                sealed += sealWhere(ofStore.store, chunks, condition);
                if (chunks.isEmpty()) {
                    entries.remove();
                }
            }
            ofStore.store.reclaim();
        }
        return sealed;
    }

    private int sealWhere(
            final RecordingStore store,
            final List<OpenChunk> chunks,
            final java.util.function.Predicate<OpenChunk> condition) {
        int sealed = 0;
        final var each = chunks.iterator();
        while (each.hasNext()) {
            final OpenChunk chunk = each.next();
            if (condition.test(chunk)) {
                seal(store, chunk);
                each.remove();
                sealed++;
            }
        }
        return sealed;
    }

    private void seal(final RecordingStore store, final LiveChunk chunk) {
        final FilingThread thread = filing;
        if (thread == null) {
            final Placement stored = placeSealed(store.id(), chunk.snapshot());
            endAppending(chunk);
            noteFiled(store, chunk, stored);
        } else {
            endAppending(chunk);
            submit(thread, store, chunk);
        }
    }

    private static void endAppending(final LiveChunk chunk) {
        if (chunk instanceof final OpenChunk open) {
            open.endAppending();
        }
    }

    private void submit(final FilingThread thread, final RecordingStore store, final LiveChunk chunk) {
        while (thread.isFull()) {
            note(java.util.Objects.requireNonNull(thread.take()));
        }
        thread.submit(store, chunk);
    }

    private void awaitFiled(final FilingThread thread, final long mark) {
        while (filedMark < mark) {
            final FilingThread.Job done = thread.take();
            if (done == null) {
                break;
            }
            note(done);
        }
        throwLatest();
    }

    private void tryAgain() {
        if (filing != null && !notFiled.isEmpty()) {
            final List<FilingThread.Job> again = List.copyOf(notFiled);
            notFiled.clear();
            again.forEach(job -> submit(filing, job.store(), job.live()));
        }
    }

    /// Takes notice of what was filed meanwhile.
    ///
    /// @throws RuntimeException when something could not be
    private void takeFiled() {
        final FilingThread thread = filing;
        if (thread != null) {
            for (FilingThread.Job done = thread.poll(); done != null; done = thread.poll()) {
                note(done);
            }
            throwLatest();
        }
    }

    private void note(final FilingThread.Job done) {
        if (done.failure() == null) {
            noteFiled(done.store(), done.live(), done.stored());
        } else {
            notFiled.add(done);
            latestFailure = done.failure();
        }
    }

    private void throwLatest() {
        final Throwable failure = latestFailure;
        latestFailure = null;
        switch (failure) {
            case null -> {}
            case final IOException notStored -> throw new UncheckedIOException(notStored);
            case final RuntimeException refused -> throw refused;
            default -> throw new IllegalStateException("filing failed", failure);
        }
    }

    private void noteFiled(final RecordingStore store, final LiveChunk chunk, final Placement stored) {
        firstMarks.remove(chunk);
        noteFiled();
        if (keepsFiled) {
            store.seal(chunk, stored);
        } else {
            store.replace(chunk.entity(), List.of(chunk), List.of(), List.of());
        }
    }

    private Placement placeSealed(final StoreId id, final Chunk chunk) {
        try {
            return sink.place(id, chunk);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Seals everything; the sink stays open.
    @Override
    public void close() {
        try {
            sealAll();
        } finally {
            abandon();
        }
    }

    /// For whoever will not file what is left: seals nothing, and calls the sink no more.
    public void abandon() {
        if (filing != null) {
            filing.close();
        }
    }
}
