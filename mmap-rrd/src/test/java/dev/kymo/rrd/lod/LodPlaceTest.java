package dev.kymo.rrd.lod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where side files lie, when they are used, and what is left when a build does not come to its end.
final class LodPlaceTest {
    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();
    private Path recording = Path.of("");

    @BeforeEach
    void makeRecording() throws IOException {
        recording = folder.resolve("run.rrd");
        Files.writeString(recording, "a recording");
    }

    private LodPlace place() {
        return new LodPlace(List.of(recording), folder.resolve("cache/kymo"), 5, notes::add);
    }

    private Path said() {
        return folder.resolve("said.txt");
    }

    private static PointSource cloud() {
        final float[] xyz = Clouds.SURFACE.make(new Random(1));
        return Clouds.source(xyz, Clouds.colours(xyz.length / 3, new Random(2)));
    }

    private List<String> files(final Path where) throws IOException {
        try (Stream<Path> all = Files.list(where)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("run.rrd") && !name.equals("said.txt"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldLieBesideTheRecordingForItsUserAloneAndBeFoundThere() throws IOException {
        assertTrue(place().open().isEmpty());
        place().build(cloud(), LodOptions.defaults()).close();
        assertEquals(List.of("run.rrd.0000000000000005.kymo-lod"), files(folder));
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("run.rrd.0000000000000005.kymo-lod"))));
        try (LodFile tree = place().open().orElseThrow()) {
            assertEquals(cloud().count(), tree.points());
        }
        assertTrue(
                new LodPlace(List.of(recording), null, 6, notes::add).open().isEmpty(),
                "another cloud of the recording");
        assertEquals(List.of(), notes);
    }

    @Test
    void shouldLieInTheCacheWhereTheFolderCantBeWritten() throws IOException {
        final Path cache = folder.resolve("cache/kymo");
        // Beside it the name would be longer than a file system takes, whoever runs this
        final Path named = folder.resolve("r".repeat(240) + ".rrd");
        Files.writeString(named, "a recording");
        assertThrows(
                IOException.class,
                () -> new LodPlace(List.of(named), null, 1, notes::add).build(cloud(), LodOptions.defaults()));
        new LodPlace(List.of(named), cache, 1, notes::add)
                .build(cloud(), LodOptions.defaults())
                .close();
        assertEquals(1, files(cache).size());
        assertTrue(new LodPlace(List.of(named), cache, 1, notes::add).open().isPresent());
        assertTrue(notes.getFirst().contains("not written"), notes.toString());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)));
    }

    @Test
    void shouldNoticeThatTheRecordingIsAnother() throws IOException {
        place().build(cloud(), LodOptions.defaults()).close();
        Files.writeString(recording, "b recording");
        assertTrue(place().open().isEmpty());
        assertTrue(notes.getLast().contains("the recording has changed"), notes.toString());
        place().build(cloud(), LodOptions.defaults()).close();
        assertTrue(place().open().isPresent());
        Files.setLastModifiedTime(recording, FileTime.fromMillis(1));
        assertTrue(place().open().isEmpty());
    }

    @Test
    void shouldNoticeThatOneOfSeveralFilesIsAnother() throws IOException {
        final Path second = folder.resolve("run.2.rrd");
        Files.writeString(second, "more of it");
        final LodPlace both = new LodPlace(List.of(recording, second), null, 5, notes::add);
        both.build(cloud(), LodOptions.defaults()).close();
        assertTrue(both.open().isPresent());
        assertTrue(new LodPlace(List.of(second, recording), null, 5, notes::add)
                .open()
                .isEmpty());
        assertTrue(place().open().isEmpty(), "one of them alone");
        Files.writeString(second, "much else..");
        assertTrue(both.open().isEmpty());
        assertTrue(notes.getLast().contains("the recording has changed"), notes.toString());
    }

    @Test
    void shouldBeReadUntilAllWhoShareItHaveClosedIt() throws IOException {
        final LodFile tree = place().buildUnkept(cloud(), LodOptions.defaults());
        final LodFile second = tree.share();
        tree.close();
        tree.close();
        assertThrows(IllegalStateException.class, tree::share);
        try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, second.bytes(0))) {
            second.read(0, block.segment());
            second.close();
            assertThrows(ClosedChannelException.class, () -> second.read(0, block.segment()));
        }
    }

    @Test
    void shouldLeaveNoFileOfWhatIsNotKept() throws IOException {
        try (LodFile tree = place().buildUnkept(cloud(), LodOptions.defaults())) {
            assertEquals(List.of(), files(folder));
            assertEquals(cloud().count(), tree.points());
            try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, tree.bytes(0))) {
                tree.read(0, block.segment());
            }
        }
        assertTrue(place().open().isEmpty());
    }

    @Test
    void shouldMakeNothingOfARecordingThatChangesMeanwhile() throws IOException {
        final LodOptions touching = LodOptions.defaults().withProgress((_, _) -> touch());
        final IOException failure = assertThrows(
                IOException.class,
                () -> new LodPlace(List.of(recording), null, 5, notes::add).build(cloud(), touching));
        assertTrue(failure.getMessage().contains("changed while"), failure.getMessage());
        assertEquals(List.of(), files(folder));
    }

    private void touch() {
        try {
            Files.writeString(recording, "more", StandardOpenOption.APPEND);
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void shouldRemoveWhatAKilledBuilderLeftAndNoLivingOnes() throws IOException, InterruptedException {
        final Process child = LodBuilderProcess.start("exec", recording, said());
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (files(folder).stream()
                .noneMatch(name -> name.contains(".building-") && sizeOf(folder.resolve(name)) > 0)) {
            assertTrue(child.isAlive() && System.nanoTime() < deadlineNs, "the child never began");
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        final String begun = files(folder).stream()
                .filter(name -> name.contains(".building-"))
                .findFirst()
                .orElseThrow();
        place().build(cloud(), LodOptions.defaults()).close();
        assertTrue(files(folder).contains(begun), "a living builder's file was taken away");
        child.destroyForcibly().waitFor();
        assertTrue(files(folder).contains(begun));
        notes.clear();
        place().build(cloud(), LodOptions.defaults()).close();
        assertEquals(List.of("run.rrd.0000000000000005.kymo-lod"), files(folder));
        assertTrue(notes.getFirst().contains("killed"), notes.toString());
        try (LodFile tree = place().open().orElseThrow()) {
            assertEquals(cloud().count(), tree.points());
        }
    }

    private static long sizeOf(final Path file) {
        try {
            return Files.size(file);
        } catch (final IOException e) {
            return 0;
        }
    }

    /// A limit on the size of files stands in for the end of the disk.
    @Test
    void shouldLeaveNothingWhenTheDiskIsFull() throws IOException, InterruptedException {
        final Process child = LodBuilderProcess.start("ulimit -f 2000; exec", recording, said());
        assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        assertEquals(3, child.exitValue());
        assertFalse(Files.exists(folder.resolve("run.rrd.0000000000000005.kymo-lod")));
        assertEquals(List.of(), files(folder));
    }

    /// A memory file system of 8 MiB, in a mount namespace of its own; where that is not allowed the test
    /// is left out.
    @Test
    void shouldLeaveNothingOnADiskThatIsFullAndSaySo() throws IOException, InterruptedException {
        final Path small = Files.createDirectory(folder.resolve("small"));
        final Path left = folder.resolve("left.txt");
        final String shell = "exec unshare -m bash -c 'mount -t tmpfs -o size=8m none \"$0\" || exit 77; "
                + "echo a recording > \"$0/run.rrd\"; \"$@\"; code=$?; ls -A \"$0\" > " + left
                + "; exit $code' " + small;
        final Process child = LodBuilderProcess.start(shell, small.resolve("run.rrd"), said());
        assertTrue(child.waitFor(60, TimeUnit.SECONDS));
        Assumptions.assumeTrue(child.exitValue() == 3 || Files.exists(left), "file systems can't be mounted here");
        assertEquals(3, child.exitValue());
        assertEquals("run.rrd\n", Files.readString(left), "something stayed behind");
        assertTrue(Files.readString(said()).contains("not written, No space left on device"), Files.readString(said()));
    }
}
