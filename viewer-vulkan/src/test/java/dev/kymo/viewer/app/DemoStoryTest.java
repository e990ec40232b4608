package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ingest.IngestConfig;
import dev.kymo.ingest.IngestListener;
import dev.kymo.rrd.RrdWriterOptions;
import dev.kymo.viewer.app.DemoStatus.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The story as a window follows it.
final class DemoStoryTest {
    private static final long TIMEOUT_S = 90;
    private static final long POLL_NS = 2_000_000;

    @TempDir
    private Path folder;

    private final List<String> happened = Collections.synchronizedList(new ArrayList<>());
    private final List<String> problems = Collections.synchronizedList(new ArrayList<>());

    /// Made by the recorder, with the permissions that it asks for.
    private Path rings() {
        return folder.resolve("rings");
    }

    private Recorder record(final DemoPlan plan) throws IOException {
        return Recorder.start(
                plan.file(), RrdWriterOptions.DEFAULT, IngestConfig.defaults().withDirectory(rings()), new Problems());
    }

    private final class Problems implements IngestListener {
        @Override
        public void producerCutOff(final String producer, final Exception reason) {
            problems.add(producer + " cut off: " + reason);
        }

        @Override
        public void rowRefused(final String producer, final IllegalArgumentException reason) {
            problems.add("row of " + producer + " refused: " + reason);
        }

        @Override
        public void rowsLeftBehind(final String producer, final long bytes) {
            problems.add(producer + " left " + bytes + " bytes behind");
        }

        @Override
        public void failed(final Throwable reason) {
            problems.add("failed: " + reason);
        }
    }

    @Test
    void shouldGoThroughItsPhasesAndEndWithEveryCommittedRowInTheStore() throws IOException, InterruptedException {
        final DemoPlan plan = new DemoPlan(2, folder, rings());
        final List<DemoStatus> seen = new ArrayList<>();
        try (Recorder recorder = record(plan);
                DemoStory story = DemoStory.start(plan, recorder.stores(), (_, what) -> happened.add(what))) {
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
            while (!story.awaitEnd(1, TimeUnit.MILLISECONDS) && System.nanoTime() < deadlineNs) {
                seen.add(story.status());
            }
            seen.add(story.status());
            assertEquals(3, story.committedFiles().size());
            assertEquals(2, story.reports().size(), "the one that was killed reports nothing");
            assertTrue(recorder.stores().find(story.recording()).isPresent());
        }
        for (int i = 1; i < seen.size(); i++) {
            final DemoStatus before = seen.get(i - 1);
            final DemoStatus now = seen.get(i);
            assertTrue(now.phase().compareTo(before.phase()) >= 0, before + " then " + now);
            assertTrue(now.elapsedS() >= before.elapsedS(), before + " then " + now);
            assertTrue(now.counts().committed() >= before.counts().committed(), before + " then " + now);
            assertEquals(
                    now.phase().compareTo(Phase.STALLED) >= 0, now.stallTimeNs().isPresent(), now::toString);
        }
        final DemoStatus end = seen.getLast();
        assertEquals(Phase.ENDED, end.phase(), end::toString);
        assertEquals(Optional.empty(), end.failure());
        assertEquals(0, end.leftS());
        assertEquals("./kymo view " + plan.file(), end.next());
        assertEquals(end.counts().committed(), end.counts().stored());
        assertEquals(0, end.counts().lost());
        assertEquals(6, happened.size(), happened::toString);
        assertEquals(List.of(), problems);
    }

    @Test
    void shouldEndItsProcessesWhenItIsClosedEarly() throws IOException, InterruptedException {
        final DemoPlan plan = new DemoPlan(600, folder, rings());
        final List<Path> committed;
        try (Recorder recorder = record(plan)) {
            final DemoStory story = DemoStory.start(plan, recorder.stores(), (_, what) -> happened.add(what));
            final List<ProcessHandle> children =
                    ProcessHandle.current().children().toList();
            assertTrue(children.size() >= 2, "children " + children);
            final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_S);
            while (story.status().phase() == Phase.STARTING && System.nanoTime() < deadlineNs) {
                LockSupport.parkNanos(POLL_NS);
            }
            assertEquals(Phase.LOGGING, story.status().phase());
            story.close();
            story.close();
            assertEquals(Phase.STOPPED, story.status().phase());
            assertTrue(story.awaitEnd(0, TimeUnit.SECONDS));
            assertEquals(List.of(), story.reports());
            while (children.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadlineNs) {
                LockSupport.parkNanos(POLL_NS);
            }
            assertTrue(children.stream().noneMatch(ProcessHandle::isAlive), "processes that go on");
            committed = story.committedFiles();
        }
        final DemoTally tally = DemoTally.of(plan.file(), committed);
        assertTrue(tally.committed() > 0 && tally.isRight(), tally::toString);
    }
}
