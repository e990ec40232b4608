package dev.kymo.sdk;

import dev.kymo.store.model.ArrayData;
import org.jspecify.annotations.Nullable;

/// A span that has begun and is to be ended by the same thread, as [AutoCloseable] is by `try`. The object belongs to
/// the thread and is used again for its next span of that depth: do not keep it.
public final class OpenSpan implements AutoCloseable {
    /// What is answered while logging is off.
    static final OpenSpan NONE = new OpenSpan();

    private final @Nullable ThreadSpans thread;
    private final int depth;

    // The row's cells are made once, over these arrays
    private final long[] startNs = new long[1];
    private final long[] durationNs = new long[1];
    private final ArrayData[] instances;
    private final RowTimes times = new RowTimes();
    private @Nullable SpanStream stream;

    private OpenSpan() {
        thread = null;
        depth = 0;
        instances = new ArrayData[0];
    }

    OpenSpan(final ThreadSpans thread, final int depth, final long lane) {
        this.thread = thread;
        this.depth = depth;
        instances = new ArrayData[] {
            Instances.longs(Span.START, startNs),
            Instances.longs(Span.DURATION, durationNs),
            Instances.ints(Span.DEPTH, depth),
            Instances.longs(Span.LANE, lane)
        };
    }

    void begin(final SpanStream of, final RowTimes now, final long nowNs) {
        times.copy(now);
        startNs[0] = nowNs;
        stream = of;
    }

    /// Ends the span, and with it those that were begun within it and not ended. A second call does nothing.
    ///
    /// @throws WrongThreadException on another thread than the one that began it
    @Override
    public void close() {
        if (thread != null) {
            thread.end(depth);
        }
    }

    /// Logs the row.
    void end(final long nowNs) {
        final SpanStream of = stream;
        if (of != null) {
            stream = null;
            durationNs[0] = nowNs - startNs[0];
            of.rows().log(times, instances);
        }
    }
}
