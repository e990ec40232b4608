package dev.kymo.rrd.lod;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Does numbered pieces of work one at a time, in the order of their numbers, whichever threads bring
/// them: one that is not yet its turn is left to the thread that brings what is missing. So a thread waits
/// only when it is far ahead.
final class Turns {
    /// Done in its turn, by any of the threads; what those before have done is seen.
    @FunctionalInterface
    interface Turn {
        void take() throws IOException;
    }

    private final @Nullable Turn[] waiting;
    private int next;
    private boolean taken;
    private boolean ended;

    /// @param ahead how many may wait for one that is missing
    Turns(final int ahead) {
        waiting = new Turn[ahead];
    }

    /// Brings a piece of work, and does what has its turn now. Does nothing after [#end].
    void take(final int number, final Turn turn) throws IOException {
        if (!put(number, turn)) {
            return;
        }
        try {
            for (Turn ready = first(); ready != null; ready = following()) {
                ready.take();
            }
        } catch (final IOException | RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    private synchronized boolean put(final int number, final Turn turn) {
        boolean interrupted = false;
        while (number >= next + waiting.length && !ended) {
            try {
                wait();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        waiting[number % waiting.length] = turn;
        return !ended;
    }

    /// What has its turn, if nobody is at it.
    private synchronized @Nullable Turn first() {
        if (taken || ended) {
            return null;
        }
        final Turn turn = waiting[next % waiting.length];
        taken = turn != null;
        return turn;
    }

    private synchronized @Nullable Turn following() {
        taken = false;
        waiting[next % waiting.length] = null;
        next++;
        notifyAll();
        return first();
    }

    /// Nobody waits any more: a piece of work is missing.
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
