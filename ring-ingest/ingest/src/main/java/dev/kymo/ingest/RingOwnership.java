package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.OwnerWord;
import dev.kymo.ring.ProcessLock;
import dev.kymo.ring.ProducerFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/// The owner's side of a ring's owner word ([OwnerWord]): taking a ring, leaving it, refusing it, and who
/// removes its files. For whoever holds the folder's recorder lock; one thread.
final class RingOwnership {
    private static final int ATTACH_TRIES = 10_000;

    private final Path folder;
    private final MemorySegment control;
    private final boolean isViewers;
    private long ownedWord;
    private boolean hadDeadRecorder;

    /// @param isViewers whether the owner files nothing: what was promised to a recorder is not his to give back
    RingOwnership(final Path folder, final MemorySegment control, final boolean isViewers) {
        this.folder = folder;
        this.control = control;
        this.isViewers = isViewers;
    }

    /// Takes the owner word. OWNED and DRAINING are of an owner that died, since we hold the folder's lock.
    ///
    /// @return false when the ring cannot be owned now: it is going away, or letting rows go this very moment
    boolean take() throws IOException {
        for (int tries = 0; tries < ATTACH_TRIES; tries++) {
            final long word = (long) WORD.getVolatile(control, ControlDescriptor.OWNER_OFFSET);
            final int state = OwnerWord.state(word);
            final boolean ownerDied = state == OwnerWord.OWNED || state == OwnerWord.DRAINING;
            final boolean mayOwn = state == OwnerWord.FREE
                    || ownerDied
                    || (state == OwnerWord.RECLAIMING && tries == 0 && isProducerDead());
            if (mayOwn) {
                ownedWord = OwnerWord.owned(word);
                if (WORD.compareAndSet(control, ControlDescriptor.OWNER_OFFSET, word, ownedWord)) {
                    hadDeadRecorder =
                            ownerDied && (long) WORD.getVolatile(control, ControlDescriptor.OWNER_PID_OFFSET) > 0;
                    return true;
                }
            } else if (state != OwnerWord.RECLAIMING) {
                return false;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /// Says who owns the ring, once it is known to be sound.
    void sign(final long tail) {
        if (isViewers && hadDeadRecorder) {
            // Else the next viewer, should this one die, would not know it
            WORD.setVolatile(control, ControlDescriptor.KEEP_UNTIL_OFFSET, tail);
        }
        final long ownPid = ProcessHandle.current().pid();
        WORD.setVolatile(control, ControlDescriptor.OWNER_PID_OFFSET, isViewers ? -ownPid : ownPid);
    }

    /// From now on commits answer DROPPED.
    void refuse() {
        store(OwnerWord.REFUSED);
    }

    /// From now on commits answer BUFFERED. Pairs with `RowAnswers.of`: the volatile store comes before the
    /// owner reads the tail, so whoever was answered COMMITTED has his claim below that tail.
    void startDraining() {
        store(OwnerWord.DRAINING);
    }

    /// Has the producer keep what was promised and is not filed.
    ///
    /// @param position of the ring; 0 when nothing was left behind
    void keepUntil(final long position) {
        WORD.setVolatile(control, ControlDescriptor.KEEP_UNTIL_OFFSET, position);
    }

    /// Removes the files of a producer that is over, when all of its rows are filed.
    void remove() throws IOException {
        store(OwnerWord.GONE);
        ProducerFiles.remove(folder);
    }

    /// Leaves the ring to whoever comes. A producer that closed leaves its files to the owner: the other way
    /// round than `RingProducer.close`, so that one of the two sees the other and removes them.
    ///
    /// @param isEmpty whether all rows are filed; asked after the ring is free
    void free(final BooleanSupplier isEmpty) throws IOException {
        final long free = OwnerWord.withState(ownedWord, OwnerWord.FREE);
        WORD.setVolatile(control, ControlDescriptor.OWNER_OFFSET, free);
        if (isClosed()
                && isEmpty.getAsBoolean()
                && WORD.compareAndSet(
                        control, ControlDescriptor.OWNER_OFFSET, free, OwnerWord.withState(free, OwnerWord.GONE))) {
            ProducerFiles.remove(folder);
        }
    }

    /// Whether the producer has said goodbye.
    boolean isClosed() {
        return (long) WORD.getVolatile(control, ControlDescriptor.CLOSED_OFFSET) != 0;
    }

    /// Whether the producer's process has ended, however.
    boolean isProducerDead() throws IOException {
        return ProcessLock.isFree(folder.resolve(ProducerFiles.LOCK));
    }

    private void store(final int state) {
        WORD.setVolatile(control, ControlDescriptor.OWNER_OFFSET, OwnerWord.withState(ownedWord, state));
    }
}
