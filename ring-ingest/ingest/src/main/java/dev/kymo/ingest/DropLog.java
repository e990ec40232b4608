package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.DropReason;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.RowSink;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Logs what a producer drops into the recording that lacks the rows: the count per stream on
/// `/kymo/dropped/<entity>`, and a line on `/kymo/log` when a stream begins to drop and when it stops. What found
/// no stream of its own, or names one that was never declared, is on `/kymo/dropped` itself.
///
/// One thread, the recorder's.
final class DropLog {
    /// Below it all rows are the recorder's own.
    static final EntityPath OWN = EntityPath.of("kymo");

    private static final EntityPath DROPPED = OWN.child("dropped");
    private static final EntityPath LOG = OWN.child("log");
    private static final ComponentDescriptor SCALARS =
            new ComponentDescriptor("Scalars:scalars", "rerun.archetypes.Scalars", "rerun.components.Scalar");
    private static final ComponentDescriptor TEXT =
            new ComponentDescriptor("TextLog:text", "rerun.archetypes.TextLog", "rerun.components.Text");
    private static final ComponentDescriptor LEVEL =
            new ComponentDescriptor("TextLog:level", "rerun.archetypes.TextLog", "rerun.components.TextLogLevel");
    private static final long INTERVAL_NS = 1_000_000_000L;

    private final long pid;
    private final MemorySegment control;
    private final CountersReader counters;
    private final Names names;
    private final RowSink sink;
    private final Map<Stream, Progress> logged = new HashMap<>();
    private long nextNs = System.nanoTime();
    private long lastTotal;
    private boolean anyDropping;

    DropLog(
            final long pid,
            final MemorySegment control,
            final CountersReader counters,
            final Names names,
            final RowSink sink) {
        this.pid = pid;
        this.control = control;
        this.counters = counters;
        this.names = names;
        this.sink = sink;
    }

    /// Logs what has changed, at most once a second.
    void tick() {
        final long nowNs = System.nanoTime();
        if (nowNs - nextNs >= 0) {
            nextNs = nowNs + INTERVAL_NS;
            log(false);
        }
    }

    /// Logs what has changed since, for the last time. Done twice it does nothing.
    void finish() {
        log(true);
    }

    private void log(final boolean isLast) {
        try {
            final long total = (long) WORD.getVolatile(control, ControlDescriptor.DROPPED_ROWS_OFFSET);
            if (total == lastTotal && !anyDropping) {
                return;
            }
            final Map<Stream, Count> counts = counts(isLast);
            if (counts.isEmpty()) {
                return;
            }
            anyDropping = false;
            for (final Map.Entry<Stream, Count> count : counts.entrySet()) {
                log(count.getKey(), count.getValue(), isLast);
            }
            lastTotal = total;
        } catch (final RuntimeException | InternalError notNow) {
            // The sink takes nothing now, and says so of every row: the counts come with the next second.
            // Or the memory is gone, which its reader finds too.
            anyDropping = true;
        }
    }

    /// What is dropped by recording and entity. A name that has not come yet comes with the journal, soon.
    private Map<Stream, Count> counts(final boolean isLast) {
        final Map<Stream, Count> counts = new HashMap<>();
        for (final StreamCounts stream : counters.streams()) {
            if (stream.droppedRows() == 0) {
                continue;
            }
            final boolean isDeclared = names.isDeclared(stream.store(), stream.entity());
            final boolean mayCome = !isLast && stream.store() != StreamCounts.OTHERS;
            if ((!isDeclared && mayCome) || !names.isDeclared(0, 0)) {
                anyDropping = true;
                continue;
            }
            final StoreId store = names.store(isDeclared ? stream.store() : 0);
            final EntityPath entity = isDeclared ? names.entity(stream.entity()) : EntityPath.ROOT;
            final DropReason reason = stream.lastReason();
            counts.merge(
                    new Stream(store, entity),
                    new Count(stream.droppedRows(), reason == null ? "" : ": " + reason.text()),
                    (first, second) -> new Count(first.rows + second.rows, second.reason));
        }
        return counts;
    }

    private void log(final Stream stream, final Count count, final boolean isLast) {
        final Progress progress = logged.computeIfAbsent(stream, _ -> new Progress());
        final boolean hasChanged = count.rows != progress.rows;
        if (hasChanged) {
            append(
                    stream.store,
                    under(DROPPED, stream.entity),
                    List.of(new DataCell(SCALARS, ArrayData.doubles(Datatype.FLOAT64, (double) count.rows))));
            final boolean isFirst = progress.rows == 0;
            progress.rows = count.rows;
            progress.isDropping = true;
            if (isFirst) {
                say(stream, count, "");
                progress.said = count.rows;
            }
        }
        if (progress.isDropping && (isLast || !hasChanged)) {
            if (progress.said != count.rows) {
                say(stream, count, isLast ? " (in all)" : " (it stopped)");
                progress.said = count.rows;
            }
            progress.isDropping = false;
        }
        anyDropping |= progress.isDropping;
    }

    private void say(final Stream stream, final Count count, final String note) {
        final String text = "producer " + pid + " (" + stream.store.applicationId() + "): " + count.rows + " rows of "
                + stream.entity + " dropped" + note + count.reason;
        append(
                stream.store,
                LOG,
                List.of(new DataCell(TEXT, ArrayData.text(text)), new DataCell(LEVEL, ArrayData.text("WARN"))));
    }

    private void append(final StoreId store, final EntityPath entity, final List<DataCell> cells) {
        final RowId id = RowIds.PROCESS.next();
        final long markBefore = sink.appendedMark();
        try {
            sink.append(store, new DataRow(id, entity, TimePoint.of(Timeline.LOG_TIME, id.timeNs()), cells));
        } catch (final RuntimeException notNow) {
            if (sink.appendedMark() == markBefore) {
                throw notNow;
            }
        }
    }

    private static EntityPath under(final EntityPath root, final EntityPath entity) {
        final List<String> parts = new ArrayList<>(root.parts());
        parts.addAll(entity.parts());
        return EntityPath.of(parts);
    }

    private record Stream(StoreId store, EntityPath entity) {}

    /// @param reason as it is said, with a colon; or nothing
    private record Count(long rows, String reason) {}

    private static final class Progress {
        private long rows;
        private long said;
        private boolean isDropping;
    }
}
