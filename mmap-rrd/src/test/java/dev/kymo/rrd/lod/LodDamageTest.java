package dev.kymo.rrd.lod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Side files that are cut or changed, by accident or on purpose: an error that names the file, and nothing
/// else.
final class LodDamageTest {
    private static final int MUTATIONS = 1500;

    @TempDir
    private Path folder;

    private final long seed = Long.getLong("kymo.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private LodIdentity identity = new LodIdentity(0, 0, 0, 0, 0);
    private Path path = Path.of("");
    private byte[] whole = {};

    @BeforeEach
    void build() throws IOException {
        final Path recording = folder.resolve("run.rrd");
        Files.writeString(recording, "a recording");
        final float[] xyz = java.util.Arrays.copyOf(Clouds.FAR_FROM_ZERO.make(random), 3 * 15_000);
        final int[] rgba = Clouds.colours(xyz.length / 3, random);
        try (LodFile tree = new LodPlace(List.of(recording), null, 1, _ -> {})
                .build(Clouds.source(xyz, rgba), LodOptions.defaults())) {
            path = tree.path();
        }
        identity = LodIdentity.of(recording, 1);
        whole = Files.readAllBytes(path);
    }

    @Test
    void shouldRefuseAFileThatIsCutAnywhere() throws IOException {
        for (int i = 0; i < 300; i++) {
            final int length = i < 130 ? i : random.nextInt(whole.length);
            Files.write(path, java.util.Arrays.copyOf(whole, length));
            final IOException failure = assertThrows(
                    IOException.class, () -> LodFile.open(path, identity).close());
            assertTrue(failure.getMessage().contains(path.toString()), failure.getMessage());
        }
    }

    @Test
    void shouldNoticePointsThatAreNotWhatWasWritten() throws IOException {
        whole[LodDescriptor.HEADER_BYTES + 1] ^= 1;
        Files.write(path, whole);
        try (LodFile tree = LodFile.open(path, identity)) {
            assertEquals(1, readAll(tree), "nodes that can't be read");
        }
    }

    @Test
    void shouldNeverDoMoreThanRefuseWhateverTheTableSays() throws IOException {
        final int tableAt =
                (int) MemorySegment.ofArray(whole).get(ValueLayout.JAVA_LONG_UNALIGNED, LodDescriptor.TABLE_OFFSET);
        final long before = OffHeap.usedBytes();
        int opened = 0;
        for (int round = 0; round < MUTATIONS; round++) {
            final byte[] mutated = whole.clone();
            final MemorySegment bytes = MemorySegment.ofArray(mutated);
            for (int change = random.nextInt(3); change >= 0; change--) {
                final boolean inHeader = random.nextInt(4) == 0;
                final int at = inHeader
                        ? 8 + random.nextInt(LodDescriptor.TABLE_CHECKSUM_OFFSET - 8)
                        : tableAt + random.nextInt(mutated.length - tableAt - 8);
                switch (random.nextInt(3)) {
                    case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                    case 1 -> bytes.set(ValueLayout.JAVA_INT_UNALIGNED, at, random.nextInt());
                    default ->
                        bytes.set(
                                ValueLayout.JAVA_LONG_UNALIGNED,
                                at,
                                List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 31)
                                        .get(random.nextInt(5)));
                }
            }
            // An attacker's file has checksums that fit
            bytes.set(
                    ValueLayout.JAVA_LONG_UNALIGNED,
                    LodDescriptor.TABLE_CHECKSUM_OFFSET,
                    Checksums.ofPayload(List.of(bytes.asSlice(tableAt))));
            bytes.set(
                    ValueLayout.JAVA_LONG_UNALIGNED,
                    LodDescriptor.CHECKSUM_OFFSET,
                    Checksums.ofPayload(List.of(bytes.asSlice(0, LodDescriptor.CHECKSUM_OFFSET))));
            Files.write(path, mutated);
            try (LodFile tree = LodFile.open(path, identity)) {
                opened++;
                readAll(tree);
            } catch (final IOException e) {
                assertTrue(e.getMessage().contains(path.toString()), e.getMessage());
            }
        }
        assertTrue(opened > 0 && opened < MUTATIONS, "seed " + seed + ": opened " + opened);
        assertEquals(before, OffHeap.usedBytes(), "seed " + seed);
    }

    /// How many nodes can't be read.
    private static int readAll(final LodFile tree) {
        int failures = 0;
        for (int node = 0; node < tree.nodes(); node++) {
            try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, tree.bytes(node))) {
                tree.read(node, block.segment());
            } catch (final IOException e) {
                failures++;
            }
        }
        return failures;
    }
}
