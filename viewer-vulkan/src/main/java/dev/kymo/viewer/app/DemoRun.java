package dev.kymo.viewer.app;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.rrd.RrdWriterOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A demo from its recorder's start to the closed file, with a window or without. Any thread.
public final class DemoRun implements AutoCloseable {
    private static final long MAX_LATENCY_NS = TimeUnit.HOURS.toNanos(1);
    private static final int LATENCY_DIGITS = 3;

    /// What was said when.
    ///
    /// @param atS seconds since the demo began
    record Said(double atS, String what) {}

    private final DemoPlan plan;
    private final Recorder recorder;
    private final DemoStory.Listener listener;
    private final Histogram latencies = new Histogram(MAX_LATENCY_NS, LATENCY_DIGITS);
    private final List<Said> said = new CopyOnWriteArrayList<>();
    private volatile @Nullable DemoStory story;
    private boolean isFinished;

    private DemoRun(final DemoPlan plan, final Recorder recorder, final DemoStory.Listener listener) {
        this.plan = plan;
        this.recorder = recorder;
        this.listener = listener;
    }

    /// Starts the recorder; nobody logs yet.
    ///
    /// @param problems hears of what the recorder can't put right
    /// @param listener hears the story
    /// @throws IOException when the file can't be made
    public static DemoRun open(final DemoPlan plan, final IngestListener problems, final DemoStory.Listener listener)
            throws IOException {
        final Recorder recorder = Recorder.start(
                plan.file(),
                RrdWriterOptions.DEFAULT.withOverwrite(true),
                IngestConfig.defaults().withDirectory(plan.sharedMemory()),
                problems);
        return new DemoRun(plan, recorder, listener);
    }

    /// Starts the producers.
    ///
    /// @throws IOException when they can't be started, or this is over already
    public synchronized DemoStory begin() throws IOException {
        if (isFinished) {
            throw new IOException("the demo is over");
        }
        final DemoStory begun = DemoStory.start(plan, recorder.stores(), (atS, what) -> {
            said.add(new Said(atS, what));
            listener.happened(atS, what);
        });
        story = begun;
        return begun;
    }

    public DemoPlan plan() {
        return plan;
    }

    public Recorder recorder() {
        return recorder;
    }

    /// Once [#begin] has been called.
    public Optional<DemoStory> story() {
        return Optional.ofNullable(story);
    }

    List<Said> said() {
        return said;
    }

    /// Of the rows since the last call; they count in [#latencies] too.
    synchronized Histogram takeLatencies() {
        final Histogram taken = recorder.takeLatencies();
        latencies.add(taken);
        return taken;
    }

    /// Nanoseconds from the making of a row to its being visible, of all rows.
    public synchronized Histogram latencies() {
        takeLatencies();
        return latencies.copy();
    }

    /// Ends the producers and the recorder; the file is whole then. No reader may be inside the recorder's stores.
    /// Closing again does nothing more.
    @Override
    public synchronized void close() throws IOException {
        if (isFinished) {
            return;
        }
        isFinished = true;
        try {
            final DemoStory begun = story;
            if (begun != null) {
                begun.close();
            }
        } finally {
            recorder.close();
        }
    }
}
