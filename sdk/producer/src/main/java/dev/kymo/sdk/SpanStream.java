package dev.kymo.sdk;

import dev.kymo.store.model.EntityPath;

/// An entity made ready for spans of time ([Span]).
///
/// ```java
/// SpanStream step = rec.span("control/step");
/// try (OpenSpan _ = step.begin()) {
///     …
/// }
/// ```
///
/// Any thread may use it, any number at a time, without waiting for each other. Spans of one thread lie in each other,
/// those of all entities of the recording: each knows how deep it is. A row is logged when a span ends, at the times
/// that the thread had when it began. So a program that is killed loses the spans that are open then, and no other.
///
/// Over shared memory beginning and ending allocate nothing, once a thread has been as deep before.
public final class SpanStream {
    private final RecordingStream recording;
    private final PreparedRows rows;
    private final String name;
    private volatile boolean isNamed;

    SpanStream(final RecordingStream recording, final EntityPath entity, final String name) {
        this.recording = recording;
        this.name = name;
        rows = new PreparedRows(recording, entity, Span.START, Span.DURATION, Span.DEPTH, Span.LANE);
    }

    /// Begins a span of the calling thread, which ends it by [OpenSpan#close]. While logging is off nothing is begun.
    ///
    /// @throws IllegalStateException when the row would have no time
    public OpenSpan begin() {
        return recording.isEnabled() ? recording.spans().get().begin(this) : OpenSpan.NONE;
    }

    public EntityPath entity() {
        return rows.entity();
    }

    /// What the spans are called: the last part of the path, when it was not said.
    public String name() {
        return name;
    }

    PreparedRows rows() {
        if (!isNamed) {
            nameSlowPath();
        }
        return rows;
    }

    private void nameSlowPath() {
        if (recording.isEnabled()) {
            isNamed = true;
            recording.logStatic(rows.entity(), Span.named(name));
        }
    }
}
