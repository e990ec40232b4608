package dev.kymo.ingest;

import dev.kymo.ring.RowDescriptor;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import dev.kymo.store.model.TimelineSet;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Reads the times of rows. A program's rows carry few different sets of timelines, so those seen are kept. One
/// thread.
final class TimelineSets {
    /// A program that changes its timelines with each row gets a set made for each, and no more memory.
    private static final int MAX_KNOWN = 32;

    private final Names names;
    private final List<Known> known = new ArrayList<>();
    private int latest;

    private record Known(int[] ids, TimelineSet timelines) {
        boolean isThatOf(final MemorySegment body, final long at, final int count) {
            if (ids.length != count) {
                return false;
            }
            for (int i = 0; i < count; i++) {
                if (body.get(Layouts.INT, at + i * (long) RowDescriptor.TIME_LENGTH) != ids[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    TimelineSets(final Names names) {
        this.names = names;
    }

    /// Forgets all, when the ids come to mean something else.
    void clear() {
        known.clear();
        latest = 0;
    }

    /// @param at where the times begin; all of them lie within `body`
    /// @param count at least 1
    /// @throws IllegalArgumentException for ids that are not declared, two timelines of one name, or a reserved
    ///     time
    TimePoint read(final MemorySegment body, final long at, final int count) {
        final TimelineSet timelines = find(body, at, count);
        final long[] times = new long[count];
        for (int i = 0; i < count; i++) {
            final long offset = at + i * (long) RowDescriptor.TIME_LENGTH + RowDescriptor.TIME_VALUE_OFFSET;
            times[timelines.place(i)] = body.get(Layouts.LONG, offset);
        }
        return timelines.at(times);
    }

    /// As [#read], without the times.
    TimelineSet find(final MemorySegment body, final long at, final int count) {
        if (latest < known.size() && known.get(latest).isThatOf(body, at, count)) {
            return known.get(latest).timelines;
        }
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).isThatOf(body, at, count)) {
                latest = i;
                return known.get(i).timelines;
            }
        }
        final int[] ids = new int[count];
        final Timeline[] timelines = new Timeline[count];
        for (int i = 0; i < count; i++) {
            ids[i] = body.get(Layouts.INT, at + i * (long) RowDescriptor.TIME_LENGTH);
            timelines[i] = names.timeline(ids[i]);
        }
        final TimelineSet made = TimelineSet.of(timelines);
        if (known.size() < MAX_KNOWN) {
            latest = known.size();
            known.add(new Known(ids, made));
        }
        return made;
    }
}
