package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;

/// Finds room for a row when there is none: lets the oldest rows go while nobody owns the ring, otherwise does
/// what the overflow policy says. A policy that spills never waits and lets nothing go. Any thread; allocates nothing.
final class RoomMaker {
    private static final long BLOCKED_POLL_NS = 50_000;
    /// How often a thread looks again while a sibling lets rows go or has the oldest record half written,
    /// before the row counts as dropped: the caller is never stalled by a sibling that was put to sleep in the
    /// middle.
    private static final int MAX_TRIES = 160;

    private static final int SPINS = 150;
    private static final long SHORT_PAUSE_NS = 1_000;
    /// What is let go at once, as a fraction of the ring: the work is shared by the commits that follow.
    private static final int LET_GO_FRACTION = 64;

    private final MemorySegment control;
    private final RingWriter writer;
    private final PayloadWriter payload;
    private final OpenClaims claims;
    private final OldestRows oldest;
    private final Overflow overflow;
    private final long ringCapacity;

    RoomMaker(
            final MemorySegment control,
            final RingWriter writer,
            final PayloadWriter payload,
            final OpenClaims claims,
            final StreamCounters streams,
            final Declarations declarations,
            final Overflow overflow) {
        this.control = control;
        this.writer = writer;
        this.payload = payload;
        this.claims = claims;
        this.overflow = overflow;
        oldest = new OldestRows(control, writer.ring(), payload, streams, declarations);
        ringCapacity = writer.ring().byteSize() - RingDescriptor.TRAILER_LENGTH;
    }

    /// Claims a record of the ring.
    ///
    /// @return its offset, or [RingWriter#NO_ROOM] when the row is to be dropped
    long claim(final int type, final int recordLength) {
        long index = writer.claim(type, recordLength);
        long deadlineNs = 0;
        for (int tries = 0; index == RingWriter.NO_ROOM; tries++) {
            if (deadlineNs == 0) {
                deadlineNs = System.nanoTime() + overflow.timeoutNs();
            }
            if (!makeRoom(Math.max(recordLength, ringCapacity / LET_GO_FRACTION), false, tries, deadlineNs)) {
                return RingWriter.NO_ROOM;
            }
            index = writer.claim(type, recordLength);
        }
        return index;
    }

    /// Takes a block of the payload area.
    ///
    /// @param state as [PayloadWriter#allocate] has it
    /// @return its position, or [PayloadWriter#NO_ROOM] when the row is to be dropped
    long allocate(final long bytes, final long state) {
        long position = payload.allocate(bytes, state);
        long deadlineNs = 0;
        for (int tries = 0; position == PayloadWriter.NO_ROOM; tries++) {
            if (deadlineNs == 0) {
                deadlineNs = System.nanoTime() + overflow.timeoutNs();
            }
            if (!claims.releaseThoseOfDeadThreads() && !makeRoom(0, true, tries, deadlineNs)) {
                return PayloadWriter.NO_ROOM;
            }
            position = payload.allocate(bytes, state);
        }
        return position;
    }

    /// See [OldestRows#isPromised].
    boolean isPromised() {
        return oldest.isPromised();
    }

    /// @return whether to try again
    private boolean makeRoom(final long leastBytes, final boolean untilBlock, final int tries, final long deadlineNs) {
        if (overflow.spills()) {
            return false;
        }
        final long word = (long) WORD.getVolatile(control, OWNER_OFFSET);
        return switch (OwnerWord.state(word)) {
            case OwnerWord.FREE -> {
                // Rows that went would leave no room behind a block that is being filled
                final boolean isInTheWay = untilBlock && payload.isOldestClaimed();
                yield !oldest.isPromised()
                        && ((!isInTheWay && oldest.letGo(word, leastBytes, untilBlock)) || pause(tries));
            }
            case OwnerWord.RECLAIMING -> pause(tries);
            case OwnerWord.OWNED, OwnerWord.DRAINING -> {
                final boolean inTime = System.nanoTime() - deadlineNs < 0;
                if (inTime) {
                    LockSupport.parkNanos(BLOCKED_POLL_NS);
                }
                yield inTime;
            }
            default -> false;
        };
    }

    private static boolean pause(final int tries) {
        if (tries < SPINS) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(SHORT_PAUSE_NS);
        }
        return tries < MAX_TRIES;
    }
}
