package dev.kymo.viewer.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.ingest.MemoryChunks;
import dev.kymo.store.ingest.SealPolicy;
import dev.kymo.store.ingest.StoreIngest;
import dev.kymo.store.ingest.Stores;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Counting while a recording grows, against sets that are counted anew each time.
final class CommittedCounterTest {
    private static final StoreId ID = StoreId.recording("counter", "one");
    private static final Timeline SEQ = Timeline.sequence("seq");
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long PATIENCE_NS = 5 * SECOND_NS;
    private static final long GENERATION = 10_000_000_000L;

    @TempDir
    private Path folder;

    private final Stores stores = new Stores();
    private final MemoryChunks chunks = new MemoryChunks();
    private final StoreIngest ingest =
            new StoreIngest(stores, chunks, new SealPolicy(1 << 20, 7, Long.MAX_VALUE, 1 << 20));
    private final CommittedCounter counter = new CommittedCounter(stores, ID);

    @AfterEach
    void giveMemoryBack() {
        ingest.close();
        stores.close();
        chunks.close();
    }

    private void store(final String entity, final String component, final long number) {
        ingest.append(
                ID,
                new DataRow(
                        RowIds.PROCESS.next(),
                        EntityPath.parse(entity),
                        TimePoint.of(SEQ, number),
                        List.of(new DataCell(
                                ComponentDescriptor.of(component), ArrayData.longs(Datatype.INT64, number)))));
    }

    private Path write(final String name, final String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /// Plain sets, and what a producer does to them: it logs, notes what it was promised a little later, and is
    /// killed in between.
    private final class Model {
        private final Random random;
        private final Set<Long> noted = new HashSet<>();
        private final Set<Long> stored = new HashSet<>();
        private final Map<Long, Long> notedAtNs = new HashMap<>();
        private final List<Long> inRing = new ArrayList<>();
        private final List<Long> toNote = new ArrayList<>();
        private int generation = -1;
        private long number;
        private Path file = folder;
        private String torn = "";

        Model(final long seed) {
            random = new Random(seed);
        }

        void startProcess() {
            generation++;
            number = 1 + generation * GENERATION;
            file = folder.resolve("committed-" + generation + ".txt");
            counter.watch(file, number);
        }

        void logRow() throws IOException {
            finishLine();
            final long logged = number++;
            final int fate = random.nextInt(100);
            if (fate < 80) {
                inRing.add(logged);
                toNote.add(logged);
            } else if (fate < 85) {
                inRing.add(logged);
            } else if (fate < 86) {
                // Promised and lost: what must never be, and must be seen when it is
                toNote.add(logged);
            }
            if (random.nextInt(3) > 0) {
                note();
            }
        }

        private void note() throws IOException {
            for (final long promised : toNote) {
                write(file.getFileName().toString(), promised + "\n");
                noted.add(promised);
            }
            toNote.clear();
        }

        /// The beginning of a line, as a reader may find it.
        void tear() throws IOException {
            if (torn.isEmpty() && !toNote.isEmpty()) {
                final String line = toNote.getFirst() + "\n";
                final String begun = line.substring(0, 1 + random.nextInt(line.length() - 1));
                write(file.getFileName().toString(), begun);
                torn = line.substring(begun.length());
            }
        }

        private void finishLine() throws IOException {
            if (!torn.isEmpty()) {
                write(file.getFileName().toString(), torn);
                noted.add(toNote.removeFirst());
                torn = "";
            }
        }

        /// Some of what is in the ring, not in order: threads pass each other.
        void drain(final int rows) {
            for (int i = 0; i < rows && !inRing.isEmpty(); i++) {
                final long taken = inRing.remove(random.nextInt(Math.min(4, inRing.size())));
                store("entity/" + taken % 3, taken % 2 == 0 ? "even" : "odd", taken);
                stored.add(taken);
            }
        }

        void kill() {
            toNote.clear();
            torn = "";
            startProcess();
        }

        DemoCounts counts(final long nowNs) {
            noted.forEach(promised -> notedAtNs.putIfAbsent(promised, nowNs));
            final long waiting = noted.stream().filter(n -> !stored.contains(n)).count();
            final long lost = noted.stream()
                    .filter(n -> !stored.contains(n) && notedAtNs.getOrDefault(n, nowNs) <= nowNs - PATIENCE_NS)
                    .count();
            final long extra = stored.stream().filter(n -> !noted.contains(n)).count();
            return new DemoCounts(noted.size(), noted.size() - waiting, waiting, lost, extra);
        }
    }

    private static void assertCounts(final DemoCounts expected, final DemoCounts counts, final String when) {
        assertEquals(expected.committed(), counts.committed(), "committed, " + when);
        assertEquals(expected.stored(), counts.stored(), "stored, " + when);
        assertEquals(expected.waiting(), counts.waiting(), "waiting, " + when);
        assertEquals(expected.lost(), counts.lost(), "lost, " + when);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldCountAsSetsDoWhileProducersAreKilledAndGoOn(final long seed) throws IOException {
        final Model model = new Model(seed);
        model.startProcess();
        // Both components of each entity are there before the first poll: one that comes later is found later
        for (int entity = 0; entity < 3; entity++) {
            store("entity/" + entity, "even", -1);
            store("entity/" + entity, "odd", -1);
        }
        long nowNs = -3 * SECOND_NS;
        for (int step = 0; step < 3000; step++) {
            final String when = "seed " + seed + ", step " + step;
            switch (model.random.nextInt(40)) {
                case 0 -> model.kill();
                case 1, 2, 3 -> {
                    nowNs += model.random.nextLong(SECOND_NS / 2);
                    counter.poll(nowNs);
                    final DemoCounts expected = model.counts(nowNs);
                    assertCounts(expected, counter.counts(nowNs), when);
                    assertTrue(counter.counts(nowNs).extra() <= expected.extra(), when);
                }
                case 4 -> model.tear();
                case 5, 6, 7, 8, 9, 10, 11 -> model.drain(5);
                default -> model.logRow();
            }
        }
        model.drain(Integer.MAX_VALUE);
        nowNs += 2 * PATIENCE_NS;
        counter.pollAll(nowNs);
        assertEquals(model.counts(nowNs), counter.counts(nowNs), "seed " + seed + ", at the end");
        assertTrue(model.generation > 20, "seed " + seed + ", processes " + model.generation);
        assertTrue(model.noted.size() > 1000, "seed " + seed + ", noted " + model.noted.size());
        final long laterNs = nowNs + PATIENCE_NS;
        final DemoCounts end = counter.counts(laterNs);
        assertEquals(end.waiting(), end.lost(), "seed " + seed + ", what waits for long is lost");
    }

    @Test
    void shouldFindRowsOfAComponentThatAnEntityGetsLater() throws IOException {
        counter.watch(folder.resolve("a"), 1);
        store("e", "early", 1);
        write("a", "1\n");
        counter.poll(0);
        assertEquals(new DemoCounts(1, 1, 0, 0, 0), counter.counts(0));
        store("e", "late", 2);
        write("a", "2\n");
        counter.poll(SECOND_NS);
        counter.poll(3 * SECOND_NS);
        assertEquals(new DemoCounts(2, 2, 0, 0, 0), counter.counts(3 * SECOND_NS));
    }

    @Test
    void shouldTellProcessesApart() throws IOException {
        counter.watch(folder.resolve("a"), 1);
        counter.watch(folder.resolve("b"), 1 + GENERATION);
        write("a", "1\n2\n");
        write("b", (1 + GENERATION) + "\n");
        store("e", "c", 2);
        counter.poll(0);
        assertEquals(new DemoCounts(2, 1, 1, 0, 0), counter.counts(0, 0));
        assertEquals(new DemoCounts(1, 0, 1, 0, 0), counter.counts(1, 0));
        assertEquals(new DemoCounts(3, 1, 2, 2, 0), counter.counts(PATIENCE_NS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"12x\n", "\n", "1\n\n", "-1\n", "1234567890123456789\n", " 1\n"})
    void shouldSayWhereAFileOfPromisesIsNone(final String text) throws IOException {
        final Path file = write("a", text);
        counter.watch(file, 1);
        final IOException failure = assertThrows(IOException.class, () -> counter.poll(0));
        assertTrue(failure.getMessage().startsWith(file + ": byte "), failure.getMessage());
    }

    @Test
    void shouldRefuseNumbersThatAreAnotherProcess() throws IOException {
        final Path file = write("a", "5\n2000000000\n");
        counter.watch(file, 1);
        final IOException failure = assertThrows(IOException.class, () -> counter.poll(0));
        assertEquals(file + ": expected numbers from 1 to 200000000, found 2000000000", failure.getMessage());
    }
}
