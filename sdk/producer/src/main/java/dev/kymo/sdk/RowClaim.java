package dev.kymo.sdk;

import dev.kymo.ring.PayloadClaim;
import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.EntityPath;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row whose large cells the caller writes where the recorder will read them, instead of having them copied there.
///
/// ```java
/// try (ImageClaim image = rec.claimImage("camera", 640, 480, ColorModel.RGB)) {
///     camera.read(image.pixels());
///     image.commit();
/// }
/// ```
///
/// **Where the memory is.** Over shared memory it is a block of the payload area. When there is no room (after waiting,
/// letting rows go, or neither, as the recording's policy says of any large row), with any other sink, and while
/// logging
/// is off, it is memory of the process's own, and `commit` copies it as a log call would: the code is the same, and
/// what
/// can't be kept is DROPPED and counted.
///
/// **A claim without a commit** leaves no row: closed by hand, by an exception, or because the thread or the program
/// died. A block is given back when the claim is closed; one whose thread has ended without closing it when a thread
/// next needs room; with the program all of it. No reader ever sees a row that is half written: a row is published by
/// `commit`, after its last byte.
///
/// **Ownership.** The memory has whatever was in it before, so all of it is to be written. It is the caller's until
/// `commit` or `close`; then it is the recorder's, and must not be written any more.
/// No block behind a claimed one can be used again before it is committed or closed: a claim is for the milliseconds
/// that
/// filling takes.
///
/// **Threads.** A claim belongs to the thread that made it, which alone may commit or close it
/// ([WrongThreadException] otherwise); others may help to fill the memory meanwhile. The row's times are those of the
/// thread when it commits. A few small objects are made for each claim, whatever its size.
public abstract class RowClaim implements AutoCloseable {
    private final RecordingStream recording;
    private final EntityPath entity;
    private final Thread owner = Thread.currentThread();
    private final @Nullable SharedMemorySink sink;
    private final SharedRing.@Nullable Lease lease;
    private final List<ClaimedMemory> taken = new ArrayList<>(2);
    private final List<DataCell> cells = new ArrayList<>(2);
    private final @Nullable PayloadClaim[] blocks;
    private boolean isOpen = true;

    /// @param maxCells cells of the row
    RowClaim(final RecordingStream recording, final EntityPath entity, final int maxCells) {
        this.recording = recording;
        this.entity = entity;
        blocks = new PayloadClaim[maxCells];
        sink = recording.sharedMemory();
        // So that the mapping stays as long as the caller may write there, whoever closes the recording meanwhile
        lease = sink == null ? null : sink.lease();
    }

    /// Where the memory of a cell lies in its block: the same for all cells of a kind.
    ///
    /// @param template a cell as it will be, but for the last of its buffers, which is empty
    static long offset(final ArrayData template) {
        return RingProducer.lastBufferOffset(template);
    }

    /// Takes memory for one cell.
    ///
    /// @param offset see [#offset]
    final ClaimedMemory take(final long offset, final long bytes) {
        boolean done = false;
        try {
            final ClaimedMemory memory = ClaimedMemory.take(lease == null ? null : sink, offset, bytes);
            taken.add(memory);
            done = true;
            return memory;
        } finally {
            if (!done) {
                end();
            }
        }
    }

    /// The row's next cell.
    ///
    /// @param memory that it was written in; null for one that is copied
    final void add(final DataCell cell, final @Nullable ClaimedMemory memory) {
        blocks[cells.size()] = memory == null ? null : memory.block();
        cells.add(cell);
    }

    /// Adds the cells as they are to be logged.
    abstract void addCells();

    public final EntityPath entity() {
        return entity;
    }

    /// Whether the memory is shared with the recorder, so that nothing will be copied.
    public final boolean isShared() {
        for (final ClaimedMemory memory : taken) {
            if (memory.block() == null) {
                return false;
            }
        }
        return true;
    }

    /// Logs the row at the calling thread's present times. The claim has ended then, whatever the answer is.
    ///
    /// @throws WrongThreadException on another thread than the one that made the claim
    /// @throws IllegalStateException when it was committed or closed before
    public final Commit commit() {
        requireOpen();
        try {
            addCells();
            return recording.commitClaimed(sink, entity, cells, blocks);
        } finally {
            end();
        }
    }

    final MemorySegment open(final ClaimedMemory memory) {
        requireOpen();
        return memory.memory();
    }

    final void requireOpen() {
        requireOwner();
        if (!isOpen) {
            throw new IllegalStateException("entity " + entity + ": the claim was committed or closed");
        }
    }

    private void requireOwner() {
        if (!Thread.currentThread().equals(owner)) {
            throw new WrongThreadException("entity " + entity + ": claimed by " + owner.getName());
        }
    }

    /// Gives the memory back, unless the row was committed. A second call does nothing.
    ///
    /// @throws WrongThreadException on another thread than the one that made the claim
    @Override
    public final void close() {
        requireOwner();
        end();
    }

    private void end() {
        if (isOpen) {
            isOpen = false;
            for (final ClaimedMemory memory : taken) {
                memory.end();
            }
            if (lease != null) {
                lease.release();
            }
        }
    }
}
