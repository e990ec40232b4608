package dev.kymo.demo;

import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.ScalarStream;
import dev.kymo.sdk.TextLog;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.EntityPath;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/// A recording whose rows are numbered on the timeline `seq`, and whose committed numbers are written down, so
/// that somebody else can show that none was lost. Static rows have no timelines: they are not numbered, and
/// not counted. Any thread may log; it says with [#setTime] when its rows are.
final class CountedRecording implements AutoCloseable {
    private static final Duration RECORDER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RECORDER_POLL = Duration.ofMillis(50);
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(2);

    private final String name;
    private final RecordingStream recording;
    private final CommittedFile file;
    private final AtomicLong nextNumber;
    private final LongAdder committed = new LongAdder();
    private final LongAdder buffered = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    CountedRecording(final Options options) {
        name = options.name();
        file = CommittedFile.create(options.folder(), name);
        recording = RecordingStream.builder(options.application())
                .recordingId(options.recording())
                .startTime(options.startEpochNs())
                .open();
        nextNumber = new AtomicLong(options.firstNumber());
    }

    /// Logs without time and without number.
    void logStatic(final String path, final Archetype... archetypes) {
        recording.logStatic(path, archetypes);
    }

    /// Waits a while for somebody who records, and no longer than `isStopped` says; without, rows are logged all the
    /// same.
    void awaitRecorder(final BooleanSupplier isStopped) {
        final long beganNs = System.nanoTime();
        while (!isStopped.getAsBoolean()
                && System.nanoTime() - beganNs < RECORDER_TIMEOUT.toNanos()
                && !recording.awaitRecorder(RECORDER_POLL)) {
            // Asked to end, it ends
        }
    }

    /// When the calling thread's next rows are, since the start of the demo.
    void setTime(final long timeNs) {
        recording.setTimeDuration("time", timeNs);
    }

    ScalarStream scalar(final String path) {
        return recording.scalar(path);
    }

    void log(final EntityPath entity, final Archetype... archetypes) {
        final long number = nextNumber.getAndIncrement();
        recording.setTimeSequence("seq", number);
        count(number, recording.log(entity, archetypes));
    }

    void log(final ScalarStream scalar, final double value) {
        final long number = nextNumber.getAndIncrement();
        recording.setTimeSequence("seq", number);
        count(number, scalar.log(value));
    }

    void event(final EntityPath entity, final String level, final String text) {
        log(entity, TextLog.of(level, text));
    }

    private void count(final long number, final Commit commit) {
        switch (commit) {
            case COMMITTED -> {
                committed.increment();
                file.append(number);
            }
            case BUFFERED -> buffered.increment();
            case DROPPED -> dropped.increment();
        }
    }

    /// What became of the numbered rows, as one line of JSON.
    String report() {
        return "{\"name\":\"" + name + "\",\"committed\":" + committed.sum() + ",\"buffered\":" + buffered.sum()
                + ",\"dropped\":" + dropped.sum() + "}";
    }

    /// No thread may log any more.
    @Override
    public void close() {
        try (file) {
            recording.flush(FLUSH_TIMEOUT);
            recording.close();
        }
    }
}
