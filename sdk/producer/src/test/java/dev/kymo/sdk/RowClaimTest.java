package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.ring.RingConfig;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Commit;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowClaimTest {
    /// Of an area of 1 MiB, 3 have room and a fourth has not.
    private static final int WIDTH = 512;

    private static final int HEIGHT = 600;

    @TempDir
    private Path folder;

    private RingConfig config;

    @BeforeEach
    void makeFolder() throws IOException {
        config = SmallRing.in(folder);
    }

    private RecordingStream open() {
        return RecordingStream.builder("test").sharedMemory(config).open();
    }

    private static ImageClaim claim(final RecordingStream rec) {
        return rec.claimImage("camera", WIDTH, HEIGHT, ColorModel.L);
    }

    private static Commit log(final RecordingStream rec) {
        try (ImageClaim image = claim(rec)) {
            image.pixels().fill((byte) 7);
            return image.commit();
        }
    }

    @Test
    void shouldLogWhatTheArchetypesLogWithAnySink() {
        final MemorySink sink = new MemorySink();
        final byte[] pixels = {1, 2, 3, 4, 5, 6};
        final float[] xyz = {1, 2, 3, 4, 5, 6};
        try (var rec = RecordingStream.builder("test").sink(sink).open()) {
            rec.setTimeSequence("frame", 3);
            try (ImageClaim image = rec.claimImage("camera", 2, 1, ColorModel.RGB)) {
                assertFalse(image.isShared());
                image.pixelBuffer().put(pixels);
                assertEquals(Commit.COMMITTED, image.commit());
            }
            try (PointsClaim points = rec.claimPoints("lidar", 3)) {
                points.positionBuffer().put(xyz);
                points.colorBuffer().put(new int[] {Color.RED, Color.BLUE});
                assertEquals(Commit.COMMITTED, points.commit(2));
            }
            rec.log("camera", Image.rgb8(pixels, 2, 1));
            rec.log("lidar", Points3D.of(xyz).colors(Color.RED, Color.BLUE));
        }
        for (final String path : new String[] {"camera", "lidar"}) {
            final DataRow claimed = sink.rows(path).get(0);
            final DataRow logged = sink.rows(path).get(1);
            assertEquals(logged.cells().size(), claimed.cells().size());
            for (int i = 0; i < logged.cells().size(); i++) {
                assertSameCell(logged.cells().get(i), claimed.cells().get(i));
            }
        }
    }

    private static void assertSameCell(final DataCell expected, final DataCell found) {
        assertEquals(expected.descriptor(), found.descriptor());
        assertEquals(expected.instances().type(), found.instances().type());
        assertEquals(expected.instances().length(), found.instances().length());
        if (expected.descriptor().equals(Image.BUFFER.descriptor())) {
            assertArrayEquals(
                    expected.instances().list(0).flatBytes().toArray(ValueLayout.JAVA_BYTE),
                    found.instances().list(0).flatBytes().toArray(ValueLayout.JAVA_BYTE));
        } else if (!expected.descriptor().equals(Image.FORMAT.descriptor())) {
            assertArrayEquals(
                    expected.instances().flatBytes().toArray(ValueLayout.JAVA_BYTE),
                    found.instances().flatBytes().toArray(ValueLayout.JAVA_BYTE));
        }
    }

    @Test
    void shouldLogATensorOfTheShapeThatWasClaimed() {
        final MemorySink sink = new MemorySink();
        try (var rec = RecordingStream.builder("test").sink(sink).open();
                TensorClaim tensor = rec.claimTensor("t", ChannelDatatype.F32, 2, 3)) {
            tensor.valueBuffer().asFloatBuffer().put(new float[] {1, 2, 3, 4, 5, 6});
            assertEquals(Commit.COMMITTED, tensor.commit());
        }
        final ArrayData data = sink.rows("t").get(0).cells().get(0).instances();
        data.validate();
        assertEquals(
                unnumbered(RerunTypes.componentTypes().get("TensorData")),
                unnumbered(TensorClaim.DATA.type().datatype().toString()));
        assertEquals(2, data.child(0).list(0).getLong(0));
        assertEquals(3, data.child(0).list(0).getLong(1));
        assertTrue(data.child(1).isNull(0));
        final ArrayData union = data.child(2);
        final ArrayData values = union.child(union.unionChild(0)).list(0);
        assertEquals(6, values.length());
        assertEquals(6f, values.getFloat(5));
    }

    /// The list numbers a union's types, in order, and puts each into parentheses.
    private static String unnumbered(final String type) {
        return type.replace("Union(Dense,, ", "DenseUnion(")
                .replaceAll("\\d+: \\(", "")
                .replace(")", "");
    }

    @Test
    void shouldWriteIntoSharedMemory() {
        try (var sink = SharedMemorySink.open(config);
                var rec = open()) {
            try (ImageClaim image = claim(rec)) {
                assertTrue(image.isShared());
                assertEquals(WIDTH * HEIGHT, image.pixels().byteSize());
                assertEquals(Commit.BUFFERED, image.commit());
            }
            try (TensorClaim tensor = rec.claimTensor("t", ChannelDatatype.U16, 10, 10, 10)) {
                assertTrue(tensor.isShared());
                tensor.values().fill((byte) 1);
                assertEquals(Commit.BUFFERED, tensor.commit());
            }
            assertEquals(3, sink.counters().bufferedRows(), "properties, image, tensor");
        }
    }

    @Test
    void shouldGiveBackWhatWasNotCommitted() {
        try (var sink = SharedMemorySink.open(config);
                var rec = open()) {
            for (int i = 0; i < 100; i++) {
                try (ImageClaim image = claim(rec)) {
                    assertTrue(image.isShared(), "claim " + i);
                    image.pixels().fill((byte) i);
                }
            }
            assertEquals(1, sink.counters().bufferedRows(), "the recording's properties");
            assertEquals(0, sink.counters().droppedRows());
        }
    }

    @Test
    void shouldGiveBackWhatADeadThreadHeld() throws InterruptedException {
        try (var rec = open()) {
            final Thread thread = Thread.ofPlatform().name("dies").start(() -> {
                for (int i = 0; i < 3; i++) {
                    assertTrue(claim(rec).isShared());
                }
            });
            thread.join();
            try (ImageClaim image = claim(rec)) {
                assertTrue(image.isShared());
                assertEquals(Commit.BUFFERED, image.commit());
            }
        }
    }

    @Test
    void shouldDropAndCountWhenCallersHoldAllOfTheArea() {
        try (var sink = SharedMemorySink.open(config);
                var rec = open()) {
            try (ImageClaim first = claim(rec);
                    ImageClaim second = claim(rec);
                    ImageClaim third = claim(rec)) {
                assertTrue(third.isShared());
                try (ImageClaim fourth = claim(rec)) {
                    assertFalse(fourth.isShared());
                    fourth.pixels().fill((byte) 9);
                    assertEquals(Commit.DROPPED, fourth.commit());
                }
                assertEquals(1, sink.counters().droppedRows());
                assertEquals(Commit.BUFFERED, second.commit());
                assertEquals(Commit.BUFFERED, first.commit());
            }
            assertEquals(0, sink.counters().letGoRows());
            assertEquals(Commit.BUFFERED, log(rec), "what was not committed makes room again");
            assertEquals(1, sink.counters().droppedRows());
        }
    }

    @Test
    void shouldNotLetRowsGoForRoomThatAClaimIsInTheWayOf() {
        try (var sink = SharedMemorySink.open(config);
                var rec = open()) {
            try (ImageClaim oldest = claim(rec)) {
                log(rec);
                log(rec);
                assertEquals(Commit.DROPPED, log(rec));
                assertEquals(0, sink.counters().letGoRows());
                assertEquals(Commit.BUFFERED, oldest.commit());
            }
            // The first row goes with the block that was the oldest
            assertEquals(Commit.BUFFERED, log(rec));
            assertTrue(sink.counters().letGoRows() > 0);
        }
    }

    @Test
    void shouldKeepTheMemoryOfAClaimWhenTheRecordingIsClosed() throws IOException {
        final RecordingStream rec = open();
        final ImageClaim image = claim(rec);
        rec.close();
        image.pixels().fill((byte) 1);
        assertEquals(1, producerFolders());
        assertEquals(Commit.DROPPED, image.commit());
        assertEquals(0, producerFolders());
        try (ImageClaim late = claim(rec)) {
            late.pixels().fill((byte) 1);
            assertEquals(Commit.DROPPED, late.commit());
        }
    }

    private long producerFolders() throws IOException {
        try (Stream<Path> entries = Files.list(folder.resolve("shm"))) {
            return entries.filter(Files::isDirectory).count();
        }
    }

    @Test
    void shouldBelongToTheThreadThatClaimed() throws InterruptedException {
        try (var rec = open();
                ImageClaim image = claim(rec)) {
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            final Thread other = Thread.ofPlatform().name("other").unstarted(image::commit);
            other.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
            other.start();
            other.join();
            assertInstanceOf(WrongThreadException.class, failure.get());
            assertEquals(Commit.BUFFERED, image.commit());
            assertThrows(IllegalStateException.class, image::pixels);
            assertThrows(IllegalStateException.class, image::commit);
        }
    }

    @Test
    void shouldSayWhatAClaimTooLargeMayHave() throws IOException {
        try (var rec = open()) {
            final String message = assertThrows(
                            IllegalArgumentException.class, () -> rec.claimImage("camera", 4000, 4000, ColorModel.RGB))
                    .getMessage();
            assertTrue(message.contains("KYMO_PAYLOAD_BYTES"), message);
            assertThrows(IllegalArgumentException.class, () -> rec.claimPoints("lidar", -1));
            assertThrows(
                    IllegalArgumentException.class,
                    () -> rec.claimTensor("t", ChannelDatatype.F64, 1L << 40, 1L << 40));
        }
        assertEquals(0, producerFolders(), "no claim holds the ring");
    }
}
