package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever bytes a file has, reading it ends: in an exception of ours or in a list of problems, with all
/// memory given back.
final class HostileFileTest {
    private static final long MAX_SMALL_BYTES = 20_000;

    @TempDir
    private Path directory;

    private static final long MAX_TINY_BYTES = 4_000;

    private static List<Path> filesUpTo(final long bytes) throws IOException {
        final List<Path> small = new ArrayList<>();
        for (final Path path : SharedFiles.recordings()) {
            if (Files.size(path) <= bytes) {
                small.add(path);
            }
        }
        return small;
    }

    @Test
    void shouldKeepAllWholeFramesWhereverAFileIsCut() throws IOException {
        cutAll(filesUpTo(MAX_TINY_BYTES));
    }

    @Test
    @Tag("long")
    void shouldKeepAllWholeFramesWhereverALargerFileIsCut() throws IOException {
        cutAll(filesUpTo(MAX_SMALL_BYTES));
    }

    private void cutAll(final List<Path> paths) throws IOException {
        for (final Path path : paths) {
            final List<Frame> whole;
            try (RrdFile file = RrdFile.open(path)) {
                whole = file.frames();
            }
            cutEverywhere(path, whole);
        }
    }

    private void cutEverywhere(final Path path, final List<Frame> whole) throws IOException {
        final Path cut = directory.resolve("cut.rrd");
        Files.copy(path, cut, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(cut, StandardOpenOption.WRITE)) {
            for (long size = Files.size(path) - 1; size >= 0; size--) {
                channel.truncate(size);
                final long left = size;
                final List<Frame> kept = whole.stream()
                        .filter(f -> f.offsetBytes() + f.lengthBytes() <= left)
                        .toList();
                final Frame last = kept.isEmpty() ? null : kept.getLast();
                try (RrdFile file = RrdFile.open(cut)) {
                    assertEquals(kept, file.frames(), path + " cut at " + size);
                    final boolean atBoundary = last != null && last.offsetBytes() + last.lengthBytes() == size;
                    assertEquals(
                            atBoundary, file.problems().isEmpty(), path + " cut at " + size + ": " + file.problems());
                } catch (final RrdException e) {
                    assertTrue(size < 12, path + " cut at " + size + ": " + e);
                }
            }
        }
    }

    @Test
    void shouldSurviveChangedBytes() throws IOException {
        mutate(6_000, 7);
    }

    @Test
    @Tag("long")
    void shouldSurviveManyChangedBytes() throws IOException {
        for (int seed = 100; seed < 120; seed++) {
            mutate(20_000, seed);
        }
    }

    private void mutate(final int count, final long seed) throws IOException {
        final List<Path> paths = filesUpTo(MAX_SMALL_BYTES);
        final Path ours = directory.resolve("ours.rrd");
        try (RrdWriter writer = RrdWriter.create(ours, RrdWriterOptions.DEFAULT.withOverwrite(true))) {
            RrdWriterTest.storeSmallChunks(writer, StoreId.recording("app", "rec"), 3);
        }
        paths.add(ours);
        final List<byte[]> originals = new ArrayList<>();
        for (final Path path : paths) {
            originals.add(Files.readAllBytes(path));
        }
        final Random random = new Random(seed);
        final Path mutated = directory.resolve("mutated.rrd");
        final long usedBefore = OffHeap.usedBytes();
        int opened = 0;
        for (int i = 0; i < count; i++) {
            final int which = random.nextInt(originals.size());
            Files.write(mutated, changed(originals.get(which).clone(), random));
            final String where = "seed " + seed + ", change " + i + " of " + paths.get(which);
            try (RrdFile file = RrdFile.open(mutated)) {
                opened++;
                for (final StoredChunk stored : file.chunks()) {
                    stored.chunk().hasSortedRowIds();
                }
                RrdVerify.verify(file);
                RrdStats.of(file).toJson();
                RrdPrint.print(file, new Discarded(), i % 8 == 0);
            } catch (final RrdException e) {
                assertTrue(e.getMessage().startsWith(mutated + ": byte "), where + ": " + e);
            } catch (final RuntimeException | Error e) {
                fail(where, e);
            }
            assertEquals(usedBefore, OffHeap.usedBytes(), where);
        }
        assertTrue(opened > count / 2, "opened " + opened + " of " + count);
    }

    private static byte[] changed(final byte[] bytes, final Random random) {
        final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        final int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            // Headers are few and payloads long: half of the changes go to the front.
            final int span = random.nextBoolean() ? Math.min(bytes.length, 2000) : bytes.length;
            final int at = random.nextInt(span - 8);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> bytes[at] = (byte) random.nextInt();
                case 2 -> buffer.putInt(at, random.nextInt());
                case 3 -> buffer.putInt(at, random.nextBoolean() ? Integer.MAX_VALUE : -1);
                case 4 -> buffer.putLong(at, random.nextBoolean() ? Long.MAX_VALUE : 1L << random.nextInt(64));
                default -> System.arraycopy(bytes, random.nextInt(bytes.length - 8), bytes, at, 8);
            }
        }
        return bytes;
    }

    private static final class Discarded implements Appendable {
        @Override
        public Appendable append(final CharSequence text) {
            return this;
        }

        @Override
        public Appendable append(final CharSequence text, final int start, final int end) {
            return this;
        }

        @Override
        public Appendable append(final char c) {
            return this;
        }
    }
}
