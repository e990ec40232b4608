package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FooterCompletionTest {
    private static final StoreId STORE = StoreId.recording("app", "rec");

    @TempDir
    private Path directory;

    /// A file as its writer leaves it that dies after so many chunks, some time ago.
    private Path abandoned(final int chunks) throws IOException {
        final Path path = directory.resolve("abandoned.rrd");
        final Path growing = directory.resolve("growing.rrd");
        try (RrdWriter writer = RrdWriter.create(growing, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, STORE, chunks);
            Files.copy(growing, path);
        }
        return aged(path);
    }

    private static Path aged(final Path path) throws IOException {
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(10)));
    }

    private static void assertLeftAlone(final Path path) throws IOException {
        final byte[] before = Files.readAllBytes(path);
        assertFalse(FooterCompletion.appendIfMissing(path));
        assertArrayEquals(before, Files.readAllBytes(path));
    }

    @Test
    void shouldAppendTheFooterThatADeadWriterDidNotWrite() throws IOException {
        final Path path = abandoned(5);
        final byte[] before = Files.readAllBytes(path);
        assertTrue(FooterCompletion.appendIfMissing(path));
        assertArrayEquals(before, Arrays.copyOf(Files.readAllBytes(path), before.length));
        try (RrdFile file = RrdFile.open(path)) {
            assertTrue(file.footer().isPresent());
            assertEquals(5, file.entries().size());
            assertEquals(List.of(), RrdVerify.verify(file));
        }
        assertLeftAlone(aged(path));
    }

    @Test
    void shouldLeaveAFileAloneThatIsBeingWritten() throws IOException {
        final Path path = directory.resolve("live.rrd");
        try (RrdWriter writer = RrdWriter.create(path, RrdWriterOptions.DEFAULT)) {
            RrdWriterTest.storeSmallChunks(writer, STORE, 3);
            assertLeftAlone(aged(path));
        }
    }

    @Test
    void shouldLeaveAFileAloneThatChangedJustNow() throws IOException {
        final Path path = abandoned(3);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
        assertLeftAlone(path);
    }

    @Test
    void shouldLeaveTornAndDamagedFilesAlone() throws IOException {
        final Path path = abandoned(3);
        final byte[] whole = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(whole, whole.length - 10));
        assertLeftAlone(aged(path));
        final byte[] damaged = whole.clone();
        // A length in the first frame's header
        damaged[20] ^= 0x55;
        Files.write(path, damaged);
        assertLeftAlone(aged(path));
        Files.write(path, Arrays.copyOf(whole, 12));
        assertLeftAlone(aged(path));
        assertFalse(FooterCompletion.appendIfMissing(directory.resolve("none.rrd")));
        assertFalse(FooterCompletion.appendIfMissing(directory));
    }

    /// One bit of values, with no frame torn: reading a file must not take from it what is damaged, nor what is not.
    @Test
    void shouldLeaveAFileAloneWhoseChunksAreDamaged() throws IOException {
        final Path path = abandoned(3);
        final byte[] whole = Files.readAllBytes(path);
        final List<Long> payloads = new ArrayList<>();
        try (RrdFile file = RrdFile.open(path)) {
            file.entries().forEach(entry -> payloads.add(entry.payloadOffset() + entry.payloadBytes() - 1));
        }
        final byte[] lastDamaged = whole.clone();
        lastDamaged[Math.toIntExact(payloads.getLast())] ^= 1;
        Files.write(path, lastDamaged);
        assertLeftAlone(aged(path));
        final byte[] allDamaged = whole.clone();
        payloads.forEach(at -> allDamaged[Math.toIntExact(at)] ^= 1);
        Files.write(path, allDamaged);
        assertLeftAlone(aged(path));
    }

    /// Without our checksums it is somebody else's file.
    @Test
    void shouldLeaveFilesOfOthersAlone() throws IOException {
        final Path path = abandoned(3);
        final byte[] bytes = Files.readAllBytes(path);
        // The version's minor number in the stream header
        bytes[5] ^= 1;
        Files.write(path, bytes);
        assertLeftAlone(aged(path));
    }
}
