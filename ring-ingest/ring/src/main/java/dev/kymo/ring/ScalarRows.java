package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.OWNER_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.Timeline;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows of one number each, of one component of one entity: the cheapest there are. Any thread may use one.
///
/// What the rows have in common is declared once for each set of timelines ([RowForm]), so a record in the
/// ring is the row's id, the times that are not the id's, and the number: 32 bytes where the only time is
/// the id's own, as with `log_time`. (All told it would be 88.)
public final class ScalarRows {
    /// Rows with timelines of another set go all told, and cost some objects.
    private static final int MAX_FORMS = 8;

    private final RingProducer producer;
    private final @Nullable FormWriter formWriter;
    private final RingWriter writer;
    private final RowAnswers answers;
    private final MemorySegment control;
    private final MemorySegment ring;
    private final int store;
    private final int entity;
    private final int component;
    /// Replaced, never changed, under the monitor.
    private volatile Form[] forms = {};
    /// The journal had no room for another.
    private volatile boolean isFull;
    /// Any of them. Plain, for what it refers to has final fields alone.
    private Form latest = Form.NONE;

    /// A form that was declared.
    ///
    /// @param isIdTime beside `timelineIds`
    private record Form(int type, int recordLength, int[] timelineIds, boolean[] isIdTime) {
        static final Form NONE = new Form(0, 0, new int[0], new boolean[0]);

        /// Whether a row can be of this form: it has its timelines, and the id's time where the form says so.
        boolean takes(final long rowTimeNs, final int[] ids, final long[] times, final int timeCount) {
            final int[] own = timelineIds;
            if (timeCount != own.length) {
                return false;
            }
            for (int i = 0; i < own.length; i++) {
                final long time = times[i];
                if (ids[i] != own[i] || time < Timeline.MIN_TIME || (isIdTime[i] && time != rowTimeNs)) {
                    return false;
                }
            }
            return own.length != 0;
        }
    }

    ScalarRows(final RingProducer producer, final int store, final int entity, final int component) {
        this.producer = producer;
        this.store = store;
        this.entity = entity;
        this.component = component;
        formWriter = producer.formWriter();
        writer = producer.writer();
        answers = producer.answers();
        control = producer.control();
        ring = writer.ring();
    }

    /// [RingProducer#commit] of one row of one number.
    public Commit commit(
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final double value) {
        producer.checkOpen();
        Form form = latest;
        if (!form.takes(rowTimeNs, timelineIds, times, timeCount)) {
            form = find(rowTimeNs, timelineIds, times, timeCount);
            if (form == null) {
                return commitWhole(rowTimeNs, rowInc, timelineIds, times, timeCount, value);
            }
        }
        if (formWriter != null) {
            final Commit answer =
                    formWriter.commit(form.type, form.recordLength, form.isIdTime, rowTimeNs, rowInc, times, value);
            if (answer != null) {
                return answer;
            }
        }
        return commitSlowPath(form, rowTimeNs, rowInc, timelineIds, times, timeCount, value);
    }

    /// The same when nobody or somebody new owns the ring, or it has no room, or its end is near.
    private Commit commitSlowPath(
            final Form form,
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final double value) {
        final int recordLength = form.recordLength;
        final long before = (long) WORD.getVolatile(control, OWNER_OFFSET);
        if (OwnerWord.state(before) == OwnerWord.REFUSED) {
            return answers.dropped(RowEncoder.pair(store, entity), recordLength, DropReason.REFUSED);
        }
        long index = writer.claim(form.type, recordLength);
        if (index == RingWriter.NO_ROOM) {
            index = producer.room().claim(form.type, recordLength);
            if (index == RingWriter.NO_ROOM) {
                return answers.spills()
                        ? commitWhole(rowTimeNs, rowInc, timelineIds, times, timeCount, value)
                        : answers.dropped(RowEncoder.pair(store, entity), recordLength, DropReason.RING_FULL);
            }
        }
        final MemorySegment records = ring;
        long at = index + RingDescriptor.HEADER_LENGTH;
        records.set(Layouts.LONG, at + RowDescriptor.ROW_TIME_OFFSET, rowTimeNs);
        records.set(Layouts.LONG, at + RowDescriptor.ROW_INC_OFFSET, rowInc);
        at += RowForm.TIMES_OFFSET;
        final boolean[] isIdTime = form.isIdTime;
        for (int i = 0; i < isIdTime.length; i++) {
            if (!isIdTime[i]) {
                records.set(Layouts.LONG, at, times[i]);
                at += Long.BYTES;
            }
        }
        records.set(Layouts.DOUBLE, at, value);
        if (FaultPoint.IS_ARMED) {
            FaultPoint.reach(FaultPoint.UNPUBLISHED);
        }
        writer.publish(index, recordLength);
        return answers.of(before, recordLength);
    }

    /// @return null when the row must go all told
    private @Nullable Form find(
            final long rowTimeNs, final int[] timelineIds, final long[] times, final int timeCount) {
        for (final Form form : forms) {
            if (form.takes(rowTimeNs, timelineIds, times, timeCount)) {
                latest = form;
                return form;
            }
        }
        final boolean mayDeclare = timeCount > 0 && forms.length < MAX_FORMS && !isFull;
        return mayDeclare ? declare(rowTimeNs, timelineIds, times, timeCount) : null;
    }

    private synchronized @Nullable Form declare(
            final long rowTimeNs, final int[] timelineIds, final long[] times, final int timeCount) {
        final Form[] known = forms;
        for (final Form form : known) {
            if (form.takes(rowTimeNs, timelineIds, times, timeCount)) {
                return form;
            }
        }
        producer.declarations().checkTimes(timelineIds, times, timeCount);
        final RowForm.Time[] formTimes = new RowForm.Time[timeCount];
        final boolean[] isIdTime = new boolean[timeCount];
        int recordLength = RingDescriptor.HEADER_LENGTH + RowForm.TIMES_OFFSET + Double.BYTES;
        for (int i = 0; i < timeCount; i++) {
            isIdTime[i] = times[i] == rowTimeNs;
            recordLength += isIdTime[i] ? 0 : Long.BYTES;
            formTimes[i] = new RowForm.Time(timelineIds[i], isIdTime[i]);
        }
        if (known.length == MAX_FORMS || !producer.fitsRing(recordLength)) {
            return null;
        }
        final int id = producer.declarations()
                .form(new RowForm(store, entity, List.of(formTimes), List.of(new RowForm.Cell(component, 1))));
        if (id == Declarations.NO_FORM) {
            isFull = true;
            return null;
        }
        final Form declared = new Form(
                RingDescriptor.FIRST_FORM_TYPE + id, recordLength, Arrays.copyOf(timelineIds, timeCount), isIdTime);
        final Form[] more = Arrays.copyOf(known, known.length + 1);
        more[known.length] = declared;
        forms = more;
        latest = declared;
        return declared;
    }

    private Commit commitWhole(
            final long rowTimeNs,
            final long rowInc,
            final int[] timelineIds,
            final long[] times,
            final int timeCount,
            final double value) {
        final int[] components = {component};
        final ArrayData[] cells = {ArrayData.doubles(producer.declarations().type(component), value)};
        return producer.commit(store, entity, rowTimeNs, rowInc, timelineIds, times, timeCount, components, cells, 1);
    }
}
