package dev.kymo.sdk;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/// An entity made ready for values whose distribution matters, such as how long each turn of a loop took
/// ([Histogram]).
///
/// ```java
/// HistogramStream took = rec.histogram("control/step_ns");
/// took.record(System.nanoTime() - beganNs);
/// ```
///
/// Any thread may record, any number at a time: a call is one atomic addition, waits for nobody and allocates nothing.
/// Each second, and when the recording is closed, what came since is logged as one row at `log_time`, the end of its
/// interval; intervals without a value are not. So a program that is killed loses the values of its last second.
public final class HistogramStream {
    static final String NANOSECONDS = "ns";
    static final long LOWEST_NS = 1;
    static final long HIGHEST_NS = 3_600_000_000_000L;
    static final int DIGITS = 3;

    private final RecordingStream recording;
    private final EntityPath entity;
    private final String unit;
    private final long highest;
    private final CountedValues values;
    private final AtomicLong clamped = new AtomicLong();

    // Of the thread that flushes, under the lock
    private final RowTimes times = new RowTimes();
    private long intervalStartNs;
    private boolean isUnitLogged;

    HistogramStream(
            final RecordingStream recording,
            final EntityPath entity,
            final String unit,
            final long lowest,
            final long highest,
            final int digits,
            final long nowNs) {
        this.recording = recording;
        this.entity = entity;
        this.unit = unit;
        this.highest = highest;
        values = new CountedValues(lowest, highest, digits);
        intervalStartNs = nowNs;
    }

    /// Counts a value. One below 0 or above the highest counts as the nearest that can be told, and among those that
    /// were clamped.
    public void record(final long value) {
        if (value >= 0 && value <= highest) {
            values.add(value);
        } else {
            clamped.getAndIncrement();
            values.add(value < 0 ? 0 : highest);
        }
    }

    /// Logs what came since the last call. While logging is off all stays for later.
    synchronized void flush(final long nowNs) {
        if (!recording.isEnabled()) {
            return;
        }
        final long count = values.take();
        if (count > 0) {
            if (!isUnitLogged) {
                isUnitLogged = true;
                recording.logStatic(entity, Histogram.ofUnit(unit));
            }
            times.set(Timeline.LOG_TIME.name(), TimeType.TIMESTAMP, nowNs);
            final MemorySegment encoded = MemorySegment.ofBuffer(values.encode());
            recording.commitAt(
                    entity,
                    times,
                    Histogram.of(intervalStartNs, nowNs, encoded, count)
                            .clamped(clamped.getAndSet(0))
                            .cells());
        }
        intervalStartNs = nowNs;
    }

    public EntityPath entity() {
        return entity;
    }
}
