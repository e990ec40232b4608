package dev.kymo.rrd.lod;

import java.io.IOException;

/// Lets threads do numbered pieces of work one at a time, in the order of their numbers.
final class Turns {
    /// Done in its turn.
    @FunctionalInterface
    interface Turn {
        void take() throws IOException;
    }

    private int next;
    private boolean ended;

    /// Waits until all before have been taken; does nothing after [#end].
    synchronized void take(final int number, final Turn turn) throws IOException {
        boolean interrupted = false;
        while (next != number && !ended) {
            try {
                wait();
            } catch (final InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!ended) {
            turn.take();
            next++;
            notifyAll();
        }
    }

    /// Nobody waits any more: a piece of work is missing.
    synchronized void end() {
        ended = true;
        notifyAll();
    }
}
