package dev.kymo.sdk;

import dev.kymo.store.model.RowIds;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// The open spans of one thread in one recording, one in the other. For that thread alone.
final class ThreadSpans {
    private static final int FIRST_DEPTH = 8;
    /// More than that is a loop that forgets to end them.
    private static final int MAX_DEPTH = 512;
    /// Static rows stay in shared memory for good: a program that makes threads without end names only so many.
    private static final int MAX_NAMED = 1024;

    private final RecordingStream recording;
    private final AtomicInteger named;
    private final Thread owner = Thread.currentThread();
    private final long lane;
    private OpenSpan[] stack = new OpenSpan[0];
    private int depth;
    private boolean isNamed;
    private boolean hasComplained;

    /// @param named threads of the recording that have a name
    ThreadSpans(final RecordingStream recording, final AtomicInteger named) {
        this.recording = recording;
        this.named = named;
        lane = SpanLane.of(ProcessHandle.current().pid(), owner.threadId());
    }

    OpenSpan begin(final SpanStream stream) {
        final int at = depth;
        if (at == stack.length && !growSlowPath()) {
            return OpenSpan.NONE;
        }
        final OpenSpan span = stack[at];
        final long nowNs = RowIds.PROCESS.nowNs();
        span.begin(stream, recording.stamped(nowNs), nowNs);
        depth = at + 1;
        return span;
    }

    void end(final int from) {
        if (!Thread.currentThread().equals(owner)) {
            throw new WrongThreadException("the span was begun by " + owner.getName());
        }
        final int open = depth;
        if (from >= open) {
            return;
        }
        final long nowNs = RowIds.PROCESS.nowNs();
        depth = from;
        if (!isNamed) {
            nameSlowPath();
        }
        for (int i = open - 1; i >= from; i--) {
            stack[i].end(nowNs);
        }
    }

    private void nameSlowPath() {
        if (recording.isEnabled()) {
            isNamed = true;
            if (named.getAndIncrement() < MAX_NAMED) {
                recording.logStatic(SpanLane.entityOf(lane), SpanLane.named(owner.getName()));
            }
        }
    }

    private boolean growSlowPath() {
        final int length = stack.length;
        if (length >= MAX_DEPTH) {
            if (!hasComplained) {
                hasComplained = true;
                recording.log(
                        "kymo/log",
                        TextLog.of(
                                TextLogLevel.WARN,
                                "thread " + owner.getName() + " has " + length
                                        + " spans open and begins another: those are not logged; is one not closed?"));
            }
            return false;
        }
        stack = Arrays.copyOf(stack, Math.max(FIRST_DEPTH, 2 * length));
        for (int i = length; i < stack.length; i++) {
            stack[i] = new OpenSpan(this, i, lane);
        }
        return true;
    }
}
