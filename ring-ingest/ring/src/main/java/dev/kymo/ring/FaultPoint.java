package dev.kymo.ring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A place where a program can be made to die by SIGKILL, so that tests see what it leaves behind: named by
/// the system property `kymo.ring.dieAt`, as `claimed:100` for the hundredth time that [#CLAIMED] is
/// reached. Without the property the check of [#IS_ARMED], a constant, is all there is, and the compiler
/// removes it.
final class FaultPoint {
    /// The folder is made and locked, nothing else is in it.
    static final String OPENING = "opening";
    /// The tail has moved, the record's header is not written.
    static final String CLAIMED = "claimed";
    /// The same, of a record that ends exactly where the ring does.
    static final String CLAIMED_TO_END = "claimed-to-end";
    /// The tail has moved over the end of the ring, the padding's header is not written.
    static final String WRAP_CLAIMED = "wrap-claimed";
    /// The padding's header is written, its length still negative.
    static final String PADDING_BEGUN = "padding-begun";
    /// The padding is complete, the header of the record behind it is not written.
    static final String PADDED = "padded";
    /// The record's header is written, its length still negative, and nothing of its body.
    static final String BEGUN = "begun";
    /// All of the record is written, its length still negative.
    static final String UNPUBLISHED = "unpublished";
    /// A block was claimed for a caller to fill, nothing is in it.
    static final String BLOCK_CLAIMED = "block-claimed";
    /// The row's blocks are in the payload area, nothing of it in the ring.
    static final String BLOCKS_WRITTEN = "blocks-written";
    /// A static row is written, and not counted.
    static final String STATIC_UNPUBLISHED = "static-unpublished";
    /// Nobody records, the oldest rows were declared gone, and are all still there.
    static final String LETTING_GO = "letting-go";
    /// The same, with their first bytes zeroed.
    static final String HALF_ZEROED = "half-zeroed";

    private static final @Nullable String SETTING = System.getProperty("kymo.ring.dieAt");
    /// Whether this program is to die.
    static final boolean IS_ARMED = SETTING != null;

    private static final AtomicInteger TIMES_LEFT =
            new AtomicInteger(SETTING == null ? 0 : Integer.parseInt(SETTING.substring(SETTING.indexOf(':') + 1)));

    private FaultPoint() {}

    /// Dies here if this is the place, without another step of this thread; other threads go on until the
    /// signal comes.
    static void reach(final String place) {
        if (SETTING == null || !SETTING.startsWith(place + ":") || TIMES_LEFT.decrementAndGet() != 0) {
            return;
        }
        try {
            new ProcessBuilder(
                            "kill", "-9", Long.toString(ProcessHandle.current().pid()))
                    .start();
        } catch (final IOException failure) {
            throw new UncheckedIOException(failure);
        }
        while (true) {
            LockSupport.park();
        }
    }

    /// Which of the places after the tail has moved.
    static void reachClaimed(final long padding, final boolean endsWithRing) {
        final String whole = endsWithRing ? CLAIMED_TO_END : CLAIMED;
        reach(padding == 0 ? whole : WRAP_CLAIMED);
    }
}
