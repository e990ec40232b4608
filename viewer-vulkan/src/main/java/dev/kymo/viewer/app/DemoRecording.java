package dev.kymo.viewer.app;

import dev.kymo.ring.ShmDirectory;
import dev.kymo.rrd.IndexOptions;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.viewer.ui.state.LiveNumbers;
import dev.kymo.viewer.ui.state.NewRows;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.Story;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A demo in the window: what its recorder takes, while it takes it; then the file.
public final class DemoRecording implements Recording {
    private static final long POLL_MS = 20;

    private final DemoRun run;
    private final DemoStory telling;
    private final RecordingStore store;
    private final Story story;
    private final LiveSampler sampler;
    private final NewRows newRows = new NewRows();

    private DemoRecording(final DemoRun run, final DemoStory telling, final RecordingStore store) throws IOException {
        this.run = run;
        this.telling = telling;
        this.store = store;
        story = new DemoTale(run);
        run.recorder().tell(newRows);
        sampler = new LiveSampler(ShmDirectory.open(run.plan().sharedMemory()), run::takeLatencies);
    }

    /// Begins the demo, and waits for its first row.
    ///
    /// @throws IOException when it can't begin, or ends before
    public static Recording begin(final DemoRun run) throws IOException {
        final DemoStory telling = run.begin();
        try {
            while (true) {
                final boolean isOver = telling.awaitEnd(POLL_MS, TimeUnit.MILLISECONDS);
                final RecordingStore store =
                        run.recorder().stores().find(telling.recording()).orElse(null);
                if (store != null && !store.entities().isEmpty()) {
                    return new DemoRecording(run, telling, store);
                }
                if (isOver) {
                    throw new IOException(telling.status().failure().orElse("the demo ended before its first row"));
                }
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public String name() {
        return "demo, live";
    }

    @Override
    public String origin() {
        return "processes of this demo; filed as " + run.plan().file();
    }

    @Override
    public RecordingStore store() {
        return store;
    }

    @Override
    public long generation() {
        return run.recorder().rowCount();
    }

    @Override
    public boolean isLive() {
        return true;
    }

    @Override
    public NewRows newRows() {
        return newRows;
    }

    @Override
    public LiveNumbers numbers() {
        return sampler;
    }

    @Override
    public Story story() {
        return story;
    }

    @Override
    public Session.@Nullable Opening successor() {
        return telling.status().phase().isLast() ? _ -> filed() : null;
    }

    private Recording filed() throws IOException {
        run.close();
        return new Filed(
                FileSource.open(List.of(run.plan().file()), null, run.plan().file(), IndexOptions.defaults()), story);
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() {
        sampler.close();
    }

    /// The file, and how it came about.
    private record Filed(Recording file, Story story) implements Recording {
        @Override
        public String name() {
            return file.name();
        }

        @Override
        public String origin() {
            return file.origin();
        }

        @Override
        public RecordingStore store() {
            return file.store();
        }

        @Override
        public long generation() {
            return file.generation();
        }

        @Override
        public boolean isLive() {
            return false;
        }

        @Override
        public List<String> warnings() {
            return file.warnings();
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
