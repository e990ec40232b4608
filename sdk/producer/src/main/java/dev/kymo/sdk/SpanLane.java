package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// What a lane of [Span]s is: a thread of a program. Static, on the entity `/kymo/lanes/<lane>`.
public final class SpanLane implements Archetype {
    /// The thread's name.
    public static final ArchetypeField NAME = ArchetypeField.of("kymo.SpanLane", "name", Components.SPAN_NAME);

    private static final String ENTITY = "kymo/lanes/";
    private static final int PROCESS_SHIFT = Integer.SIZE;
    private static final long THREAD_MASK = (1L << PROCESS_SHIFT) - 1;

    private final Fields fields;

    private SpanLane(final Fields fields) {
        this.fields = fields;
    }

    public static SpanLane named(final String name) {
        return new SpanLane(Fields.none(NAME).with(NAME, Instances.text(name)));
    }

    /// A thread's lane: process id in the upper 32 bits, the thread's number within it in the lower.
    public static long of(final long processId, final long threadId) {
        return (processId << PROCESS_SHIFT) | (threadId & THREAD_MASK);
    }

    /// Where the lane's name is logged.
    public static String entityOf(final long lane) {
        return ENTITY + Long.toUnsignedString(lane);
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
