package dev.kymo.perf.logging;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.UnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/// A Flight Recorder event of three fields, without a stack trace, into a recording on disk. There is no reader in
/// another process: the event lands in a buffer of the thread, which the JVM writes out.
final class JfrLog implements LogWriter {
    private static final String EVENT = "dev.kymo.bench.Scalar";
    private static final long MAX_BYTES = 256L << 20;

    private @Nullable Recording recording;
    private @Nullable Path folder;
    private boolean ignoresTime;

    @Name(EVENT)
    @StackTrace(false)
    @SuppressWarnings("UnusedVariable") // Flight Recorder reads them
    private static final class ScalarEvent extends Event {
        long sequence;
        long rowTime;
        double value;
    }

    @Override
    public void open(final CaseSpec bench) throws UnavailableException {
        if (LogCases.payloadBytes(bench.name()) > 0) {
            throw new UnavailableException("events carry no bytes");
        }
        folder = bench.folder();
        ignoresTime = LogCases.readsClock(bench.name());
        final Recording opened = new Recording();
        opened.enable(EVENT);
        opened.setMaxSize(MAX_BYTES);
        opened.start();
        recording = opened;
    }

    @Override
    public boolean scalar(final long sequence, final long timeNs, final double value) {
        final ScalarEvent event = new ScalarEvent();
        event.sequence = sequence;
        event.rowTime = timeNs;
        event.value = value;
        event.commit();
        return true;
    }

    /// An event has the time of its commit anyway.
    @Override
    public boolean scalarNow(final long sequence, final double value) {
        return scalar(sequence, 0, value);
    }

    @Override
    public boolean payload(final long sequence, final long timeNs, final ByteBuffer payload) {
        throw new UnsupportedOperationException("events carry no bytes");
    }

    @Override
    public boolean hasReader() {
        return false;
    }

    @Override
    public long ownSum() throws IOException {
        final Path file = folder.resolve("check.jfr");
        recording.dump(file);
        long sum = 0;
        for (final RecordedEvent event : RecordingFile.readAllEvents(file)) {
            sum += Double.doubleToRawLongBits(event.getDouble("value"));
            sum += ignoresTime ? 0 : event.getLong("rowTime");
        }
        return sum;
    }

    @Override
    public void close() {
        if (recording != null) {
            recording.close();
        }
    }
}
