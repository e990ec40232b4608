package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalRingTest {
    private static final int LARGE = 12_000;

    @TempDir
    private Path folder;

    private Path shm;

    @BeforeEach
    void makeFolder() throws IOException {
        shm = Files.createDirectory(
                folder.resolve("shm"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private RehearsalRing open() throws IOException {
        return RehearsalRing.open(RingConfig.fromEnvironment().withDirectory(shm));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(shm)) {
            return all.toList();
        }
    }

    private static Commit log(final RingProducer producer, final int bytes, final int row) {
        final int component = producer.declareComponent(new ComponentDescriptor("A:b", "A", "B"), Datatype.UINT8);
        return producer.commit(
                producer.declareStore(StoreId.recording("test", "1")),
                producer.declareEntity(EntityPath.parse("a")),
                1,
                row,
                new int[] {producer.declareTimeline(Timeline.sequence("turn"))},
                new long[] {row},
                1,
                new int[] {component},
                new ArrayData[] {ArrayData.bytes(Datatype.UINT8, new byte[bytes])},
                1);
    }

    @Test
    void shouldBeSeenByNobody() throws IOException {
        try (RehearsalRing ring = open()) {
            assertEquals(List.of(), files());
            log(ring.producer(), LARGE, 1);
            assertEquals(List.of(), files());
            assertNull(ring.producer().formWriter());
        }
        assertEquals(List.of(), files());
    }

    @Test
    void shouldAnswerAsARingThatSomebodyRecordsOrNobody() throws IOException {
        try (RehearsalRing ring = open()) {
            assertEquals(Commit.BUFFERED, log(ring.producer(), 8, 1));
            ring.setRecorded(true);
            assertEquals(Commit.COMMITTED, log(ring.producer(), 8, 2));
            ring.setRecorded(false);
            assertEquals(Commit.BUFFERED, log(ring.producer(), 8, 3));
        }
    }

    @Test
    void shouldHaveRoomAgainForAllThatWasTaken() throws IOException {
        try (RehearsalRing ring = open()) {
            ring.setRecorded(true);
            for (int row = 0; row < 1000; row++) {
                assertEquals(Commit.COMMITTED, log(ring.producer(), row % 3 == 0 ? LARGE : row, row), "row " + row);
                if (row % 4 == 0) {
                    final PayloadClaim claim = ring.producer().claim(LARGE);
                    assertNotNull(claim, "row " + row);
                    ring.producer().release(claim);
                    ring.takeAll();
                }
            }
            assertEquals(1000, ring.producer().counters().committedRows());
        }
    }

    @Test
    void shouldDropWhenNothingIsTaken() throws IOException {
        try (RehearsalRing ring = open()) {
            ring.setRecorded(true);
            int row = 0;
            while (log(ring.producer(), 8, row) == Commit.COMMITTED) {
                row++;
            }
            assertEquals(1, ring.producer().counters().droppedRows());
            ring.takeAll();
            assertEquals(Commit.COMMITTED, log(ring.producer(), 8, row));
            assertEquals(row + 1, ring.producer().counters().committedRows(), "the numbers stay");
        }
    }

    @Test
    void shouldBeClosedWithItsProducer() throws IOException {
        final RehearsalRing ring = open();
        ring.producer().close();
        ring.close();
        assertThrows(IllegalStateException.class, () -> log(ring.producer(), 8, 1));
    }
}
