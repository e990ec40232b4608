package dev.kymo.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingProducer;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Drops are in the recording that lacks the rows, per stream.
final class DropLogTest {
    @TempDir
    private Path temp;

    @Test
    void shouldLogDropsPerStreamIntoTheirRecordingAndSaySo() throws IOException {
        final Rig rig = new Rig(temp.resolve("shm"));
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final IngestAgent agent = rig.agent();
            agent.doWork();
            final Logger first = new Logger(producer, "first");
            final Logger second = new Logger(producer, "second");
            final Logger calm = new Logger(producer, "calm");
            calm.number(0);
            long droppedFirst = 0;
            long droppedSecond = 0;
            for (int i = 1; i < 3_000; i++) {
                droppedFirst += first.number(i) == Commit.DROPPED ? 1 : 0;
                if (i % 3 == 0) {
                    droppedSecond += second.number(i) == Commit.DROPPED ? 1 : 0;
                }
            }
            assertTrue(droppedFirst > 0 && droppedSecond > 0);
            agent.onClose();
            final String one = "/kymo/dropped/first";
            final String two = "/kymo/dropped/second";
            assertEquals(List.of((double) droppedFirst), counts(rig, one));
            assertEquals(List.of((double) droppedSecond), counts(rig, two));
            final List<String> lines = rig.sink.ownRows().stream()
                    .filter(row -> row.entity().equals("/kymo/log"))
                    .map(Rig.Seen::content)
                    .sorted()
                    .toList();
            final String who =
                    "TextLog:text=producer " + ProcessHandle.current().pid() + " (app): ";
            assertEquals(
                    List.of(
                                    who + droppedFirst + " rows of /first dropped: ring full TextLog:level=WARN ",
                                    who + droppedSecond + " rows of /second dropped: ring full TextLog:level=WARN ")
                            .stream()
                            .sorted()
                            .toList(),
                    lines);
            assertTrue(
                    rig.sink.ownRows().stream().allMatch(row -> row.store().equals(StoreId.recording("app", "rec"))));
            assertEquals(List.of(), rig.problems.all());
        }
    }

    private static List<Double> counts(final Rig rig, final String entity) {
        return rig.sink.ownRows().stream()
                .filter(row -> row.entity().equals(entity))
                .map(row -> Double.parseDouble(
                        row.content().substring(row.content().indexOf('=') + 1).strip()))
                .toList();
    }

    @Test
    void shouldLogNothingWhenNothingIsDropped() throws IOException {
        final Rig rig = new Rig(temp.resolve("shm"));
        try (RingProducer producer = RingProducer.open(rig.ring())) {
            final IngestAgent agent = rig.agent();
            agent.doWork();
            final Logger calm = new Logger(producer, "calm");
            for (int i = 0; i < 100; i++) {
                calm.number(i);
            }
            agent.onClose();
            assertEquals(100, rig.sink.count());
            assertEquals(List.of(), rig.sink.ownRows());
        }
    }
}
