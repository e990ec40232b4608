package dev.kymo.ring;

import dev.kymo.store.model.ArrayData;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The blocks that threads of this process have claimed and not yet committed. Any thread.
///
/// A thread that has died cannot be filling its block any more, so the block is given back by whoever needs room: the
/// alternative, a cleaner, was rejected, for it runs when the collector likes, and because memory may still be
/// written when the claim cannot be reached any more.
final class OpenClaims {
    private final PayloadWriter payload;
    private final Set<PayloadClaim> open = ConcurrentHashMap.newKeySet();

    OpenClaims(final PayloadWriter payload) {
        this.payload = payload;
    }

    PayloadClaim add(final long position, final long bytes) {
        final PayloadClaim claim =
                new PayloadClaim(position, payload.area().asSlice(payload.buffersOffset(position), bytes));
        open.add(claim);
        return claim;
    }

    /// Gives the block back, unless the claim has ended already.
    void release(final PayloadClaim claim) {
        if (claim.end()) {
            payload.release(claim.position());
            open.remove(claim);
        }
    }

    /// The row that names the block has been published.
    void committed(final PayloadClaim claim) {
        claim.end();
        open.remove(claim);
    }

    /// @return whether there were any
    boolean releaseThoseOfDeadThreads() {
        boolean any = false;
        for (final PayloadClaim claim : open) {
            if (!claim.isOwnerAlive()) {
                release(claim);
                any = true;
            }
        }
        return any;
    }

    /// How many there are, of the living and the dead.
    int count() {
        return open.size();
    }

    /// Where the last buffer of a cell that is like `template`, but with more bytes in that buffer, lies in its block.
    ///
    /// @param template its last buffer is empty
    static long lastBufferOffset(final ArrayData template) {
        final ArrayWriter arrays = new ArrayWriter();
        arrays.measure(template);
        return arrays.bodyLength(0, arrays.bufferCount(), RowDescriptor.BLOCK_ALIGNMENT);
    }

    static void requireUsable(final @Nullable PayloadClaim[] claims, final int count) {
        for (int i = 0; i < count; i++) {
            final PayloadClaim claim = claims[i];
            if (claim != null) {
                claim.requireUsable();
            }
        }
    }
}
