package dev.kymo.ring;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/// A block of the payload area that a thread fills before it commits the row that names it: what would otherwise be
/// copied there is written there at once. See [RingProducer#claim].
///
/// It ends once: with a commit, by [RingProducer#release], or, when the thread that claimed it has died, whenever
/// another one needs room. Until then no block behind it can be used again, so it is for milliseconds and not for
/// keeping. Only the thread that claimed it may commit or release it; the memory may be written by any thread as long
/// as that one has not done so.
public final class PayloadClaim {
    private final long position;
    private final MemorySegment memory;
    private final Thread owner = Thread.currentThread();
    private final AtomicBoolean hasEnded = new AtomicBoolean();

    PayloadClaim(final long position, final MemorySegment memory) {
        this.position = position;
        this.memory = memory;
    }

    /// The block's buffers, with whatever is in them: of the length asked for, at an address divisible by 64. It is
    /// the recorder's after a commit, and anybody's after a release: nothing may be written there any more.
    public MemorySegment memory() {
        return memory;
    }

    long position() {
        return position;
    }

    boolean isOwnerAlive() {
        return owner.isAlive();
    }

    /// @return whether this call ended it
    boolean end() {
        return hasEnded.compareAndSet(false, true);
    }

    /// @throws WrongThreadException when another thread claimed it
    /// @throws IllegalStateException when it has ended
    void requireUsable() {
        if (!Thread.currentThread().equals(owner)) {
            throw new WrongThreadException("the block was claimed by " + owner + ", only it may commit or release it");
        }
        if (hasEnded.get()) {
            throw new IllegalStateException("the block was committed or released");
        }
    }
}
