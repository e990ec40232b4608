package dev.kymo.sdk;

import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a row being logged has on each timeline, ordered by timeline name. A sink reads it during a commit; the
/// thread that logs changes it between commits, so whoever keeps it takes [#toTimePoint].
public final class RowTimes {
    static final int NOT_THERE = -1;
    private static final int INITIAL_TIMELINES = 4;
    /// Counter halves of row ids that a thread takes at once.
    private static final int INCS = 64;

    private @Nullable Timeline[] timelines = new Timeline[INITIAL_TIMELINES];
    private long[] times = new long[INITIAL_TIMELINES];
    private int size;

    // Where the automatic timelines are; once the user has set one of that name, it is the user's.
    private int logTimeIndex = NOT_THERE;
    private int logTickIndex = NOT_THERE;
    private boolean isLogTimeSetByUser;
    private boolean isLogTickSetByUser;

    // The timelines' numbers in the ring that rows went to last; void whenever the set of timelines changes.
    private @Nullable SharedMemorySink idsOwner;
    private int[] ids = new int[INITIAL_TIMELINES];

    // Of a thread's own times: what its rows' ids go on with, and the time that is held.
    private long nextInc;
    private long endInc;
    private boolean isHeld;
    private long heldNs;

    RowTimes() {}

    /// The counter half of a fresh row id, for the thread whose times these are: greater than all it had before.
    long nextInc() {
        final long inc = nextInc;
        if (inc == endInc) {
            return nextIncSlowPath();
        }
        nextInc = inc + 1;
        return inc;
    }

    private long nextIncSlowPath() {
        final long first = RowIds.PROCESS.nextIncs(INCS);
        nextInc = first + 1;
        endInc = first + INCS;
        return first;
    }

    /// When a row of the thread whose times these are is logged: now, or the time that is held.
    long nowNs() {
        return isHeld ? heldNs : RowIds.PROCESS.nowNs();
    }

    long heldOr(final long nowNs) {
        return isHeld ? heldNs : nowNs;
    }

    void hold() {
        heldNs = RowIds.PROCESS.nowNs();
        isHeld = true;
    }

    void release() {
        isHeld = false;
    }

    /// How many timelines; 0 for a static row.
    public int size() {
        return size;
    }

    /// @param index from 0 to [#size] - 1
    public Timeline timeline(final int index) {
        final Timeline timeline = timelines[index];
        if (timeline == null) {
            throw new IndexOutOfBoundsException("index=" + index + ", size=" + size);
        }
        return timeline;
    }

    /// @param index from 0 to [#size] - 1
    public long time(final int index) {
        return times[index];
    }

    /// A copy to keep.
    public TimePoint toTimePoint() {
        if (size == 0) {
            return TimePoint.STATIC;
        }
        final Map<Timeline, Long> values = HashMap.newHashMap(size);
        for (int i = 0; i < size; i++) {
            values.put(timeline(i), times[i]);
        }
        return TimePoint.of(values);
    }

    void set(final String name, final TimeType type, final long time) {
        if (time < Timeline.MIN_TIME) {
            throw new IllegalArgumentException(
                    "timeline " + name + ": time " + time + " is reserved; the smallest is " + Timeline.MIN_TIME);
        }
        final int index = indexOf(name);
        if (index != NOT_THERE && timeline(index).type() == type) {
            times[index] = time;
            if (index == logTimeIndex) {
                isLogTimeSetByUser = true;
            } else if (index == logTickIndex) {
                isLogTickSetByUser = true;
            }
            return;
        }
        remove(name);
        insert(new Timeline(name, type), time);
        isLogTimeSetByUser |= name.equals(Timeline.LOG_TIME.name());
        isLogTickSetByUser |= name.equals(Timeline.LOG_TICK.name());
    }

    void remove(final String name) {
        final int index = indexOf(name);
        if (index == NOT_THERE) {
            return;
        }
        size--;
        System.arraycopy(timelines, index + 1, timelines, index, size - index);
        System.arraycopy(times, index + 1, times, index, size - index);
        timelines[size] = null;
        isLogTimeSetByUser &= !name.equals(Timeline.LOG_TIME.name());
        isLogTickSetByUser &= !name.equals(Timeline.LOG_TICK.name());
        changed();
    }

    void clear() {
        Arrays.fill(timelines, 0, size, null);
        size = 0;
        isLogTimeSetByUser = false;
        isLogTickSetByUser = false;
        isHeld = false;
        changed();
    }

    /// Takes the times of another, as they are now.
    void copy(final RowTimes from) {
        boolean isSame = size == from.size;
        for (int i = 0; isSame && i < size; i++) {
            isSame = timeline(i).equals(from.timeline(i));
        }
        if (!isSame) {
            copyTimelines(from);
        }
        System.arraycopy(from.times, 0, times, 0, size);
    }

    private void copyTimelines(final RowTimes from) {
        timelines = from.timelines.clone();
        times = from.times.clone();
        ids = new int[from.ids.length];
        size = from.size;
        changed();
    }

    void stampLogTime(final long nowNs) {
        if (!isLogTimeSetByUser) {
            if (logTimeIndex == NOT_THERE) {
                insert(Timeline.LOG_TIME, nowNs);
            }
            times[logTimeIndex] = nowNs;
        }
    }

    void stampLogTick(final long tick) {
        if (!isLogTickSetByUser) {
            if (logTickIndex == NOT_THERE) {
                insert(Timeline.LOG_TICK, tick);
            }
            times[logTickIndex] = tick;
        }
    }

    /// The times as they lie, the first [#size] of them valid.
    long[] times() {
        return times;
    }

    /// The timelines' numbers in `sink`'s ring, the first [#size] of them valid.
    int[] idsIn(final SharedMemorySink sink) {
        // The times of static rows are one object for all threads: nothing is written to it.
        if (size != 0 && idsOwner != sink) {
            for (int i = 0; i < size; i++) {
                ids[i] = sink.timelineId(timeline(i));
            }
            idsOwner = sink;
        }
        return ids;
    }

    private void insert(final Timeline timeline, final long time) {
        if (size == times.length) {
            timelines = Arrays.copyOf(timelines, 2 * size);
            times = Arrays.copyOf(times, 2 * size);
            ids = new int[2 * size];
        }
        int at = 0;
        while (at < size && timeline(at).compareTo(timeline) < 0) {
            at++;
        }
        System.arraycopy(timelines, at, timelines, at + 1, size - at);
        System.arraycopy(times, at, times, at + 1, size - at);
        timelines[at] = timeline;
        times[at] = time;
        size++;
        changed();
    }

    private void changed() {
        idsOwner = null;
        logTimeIndex = indexOf(Timeline.LOG_TIME.name());
        logTickIndex = indexOf(Timeline.LOG_TICK.name());
    }

    private int indexOf(final String name) {
        for (int i = 0; i < size; i++) {
            if (timeline(i).name().equals(name)) {
                return i;
            }
        }
        return NOT_THERE;
    }
}
