package dev.kymo.store.ipc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.Test;

final class IpcStreamTest {
    private static final int WALKED_VALUES = 50;

    private static IpcBatch randomBatch(final long seed) {
        final Random random = new Random(seed);
        final RandomArrays arrays = new RandomArrays(random, false);
        final int rows = random.nextInt(40);
        final List<IpcField> fields = new ArrayList<>();
        final List<ArrayData> columns = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            final Datatype type = arrays.type(3);
            fields.add(new IpcField("column " + i, type, true, Map.of("key " + i, "välue")));
            columns.add(arrays.array(type, rows));
        }
        return new IpcBatch(Map.of("of", "all"), fields, columns, rows);
    }

    private static byte[] bytesOf(final EncodedIpc stream) {
        final byte[] bytes = new byte[(int) stream.lengthBytes()];
        stream.copyTo(MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static void assertSame(final IpcBatch expected, final IpcBatch found, final String where) {
        assertEquals(expected.rowCount(), found.rowCount(), where);
        assertEquals(expected.metadata(), found.metadata(), where);
        assertEquals(expected.fields(), found.fields(), where);
        for (int i = 0; i < expected.columns().size(); i++) {
            assertEquals(
                    RandomArrays.values(expected.columns().get(i)),
                    RandomArrays.values(found.columns().get(i)),
                    where + ", " + expected.fields().get(i));
        }
    }

    @Test
    void shouldReadBackWhatItWrote() {
        for (int seed = 0; seed < 500; seed++) {
            final IpcBatch batch = randomBatch(seed);
            final byte[] bytes = bytesOf(IpcWriter.write(batch));
            assertSame(batch, IpcReader.read(MemorySegment.ofArray(bytes)), "seed " + seed);
        }
    }

    /// Arrow reads our stream and writes what it understood; we read that.
    @Test
    void shouldAgreeWithArrowBothWays() throws IOException {
        try (RootAllocator allocator = new RootAllocator()) {
            for (int seed = 0; seed < 300; seed++) {
                final IpcBatch batch = randomBatch(seed);
                if (batch.fields().stream().anyMatch(f -> hasListOfUnions(f.type(), false))) {
                    continue;
                }
                final ByteArrayOutputStream theirs = new ByteArrayOutputStream();
                try (ArrowStreamReader reader = new ArrowStreamReader(
                                new ByteArrayInputStream(bytesOf(IpcWriter.write(batch))), allocator);
                        ArrowStreamWriter writer = new ArrowStreamWriter(reader.getVectorSchemaRoot(), null, theirs)) {
                    assertTrue(reader.loadNextBatch(), "seed " + seed);
                    writer.start();
                    writer.writeBatch();
                    writer.end();
                }
                assertSame(batch, IpcReader.read(MemorySegment.ofArray(theirs.toByteArray())), "seed " + seed);
            }
        }
    }

    /// Arrow's Java vectors can't be made for them: they compare the union's type ids with those of an empty one.
    private static boolean hasListOfUnions(final Datatype type, final boolean inList) {
        final boolean list = inList || type.isList() || type.kind() == Datatype.Kind.FIXED_SIZE_LIST;
        return (inList && type.kind() == Datatype.Kind.DENSE_UNION)
                || type.children().stream().anyMatch(f -> hasListOfUnions(f.type(), list));
    }

    @Test
    void shouldAlignEveryBuffer() {
        try (Arena arena = Arena.ofConfined()) {
            for (int seed = 0; seed < 100; seed++) {
                final EncodedIpc stream = IpcWriter.write(randomBatch(seed));
                final MemorySegment memory = arena.allocate(stream.lengthBytes(), 4096);
                stream.copyTo(memory);
                for (final ArrayData column : IpcReader.read(memory).columns()) {
                    assertAligned(column, 64, "seed " + seed);
                }
            }
            final ArrayData large = ArrayData.floats(Datatype.FLOAT32, new float[300_000]);
            final IpcField field = new IpcField("large", Datatype.FLOAT32, false, Map.of());
            final EncodedIpc stream =
                    IpcWriter.write(new IpcBatch(Map.of(), List.of(field), List.of(large), large.length()));
            final MemorySegment memory = arena.allocate(stream.lengthBytes(), 4096);
            stream.copyTo(memory);
            assertAligned(IpcReader.read(memory).columns().getFirst(), 4096, "large");
        }
    }

    private static void assertAligned(final ArrayData array, final int alignment, final String where) {
        for (final MemorySegment buffer : List.of(array.validityBuffer(), array.offsetsBuffer(), array.dataBuffer())) {
            assertTrue(
                    buffer.byteSize() == 0 || !buffer.isNative() || buffer.address() % alignment == 0,
                    where + ": " + array.type() + " at " + buffer.address());
        }
        for (int i = 0; i < array.childCount(); i++) {
            assertAligned(array.child(i), alignment, where);
        }
    }

    @Test
    void shouldRefuseToWriteAWindow() {
        final ArrayData window = ArrayData.ints(Datatype.INT32, 1, 2, 3).slice(1, 2);
        final IpcField field = new IpcField("window", Datatype.INT32, false, Map.of());
        final IpcBatch batch = new IpcBatch(Map.of(), List.of(field), List.of(window), 2);
        assertThrows(IllegalArgumentException.class, () -> IpcWriter.write(batch));
    }

    @Test
    void shouldRefuseOrReadStreamsWithChangedBytes() {
        int refused = 0;
        for (int seed = 0; seed < 6_000; seed++) {
            final Random random = new Random(seed);
            final byte[] bytes = bytesOf(IpcWriter.write(randomBatch(seed % 50)));
            for (int i = 0; i <= random.nextInt(4); i++) {
                final int at = random.nextInt(bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
            }
            final MemorySegment stream = MemorySegment.ofArray(bytes);
            try {
                for (final ArrayData column : IpcReader.read(stream).columns()) {
                    walk(column);
                }
            } catch (final MalformedIpcException e) {
                refused++;
            } catch (final RuntimeException | Error e) {
                fail("seed " + seed, e);
            }
        }
        assertTrue(refused > 250, "refused " + refused);
    }

    /// What has been read must be readable.
    private static void walk(final ArrayData array) {
        final int count = Math.min(array.length(), WALKED_VALUES);
        for (int i = 0; i < count; i++) {
            if (array.isNull(i)) {
                continue;
            }
            switch (array.type().kind()) {
                case LIST, LARGE_LIST, FIXED_SIZE_LIST -> walk(array.list(i));
                case STRUCT, DENSE_UNION -> {
                    for (int child = 0; child < array.childCount(); child++) {
                        walk(array.child(child));
                    }
                }
                default -> {
                    if (array.type().kind() != Datatype.Kind.FIXED_SIZE_BINARY
                            || array.type().size() < WALKED_VALUES) {
                        RandomArrays.value(array, i);
                    }
                }
            }
        }
    }

    @Test
    void shouldRefuseAStreamCutAnywhereInItsData() {
        final byte[] bytes = bytesOf(IpcWriter.write(randomBatch(3)));
        final int dataEnd = bytes.length - Long.BYTES;
        for (int size = 0; size < bytes.length; size++) {
            final MemorySegment cut = MemorySegment.ofArray(bytes).asSlice(0, size);
            try {
                final IpcBatch batch = IpcReader.read(cut);
                assertTrue(size >= dataEnd || batch.rowCount() == 0, "cut at " + size);
            } catch (final MalformedIpcException e) {
                assertTrue(size < dataEnd, "cut at " + size + ": " + e);
            }
        }
    }

    /// Tables are reached through offsets, so that one can stand for any number.
    @Test
    void shouldBoundWhatASchemaUnfoldsTo() {
        final ReadBudget budget = new ReadBudget(100);
        assertThrows(IllegalArgumentException.class, () -> {
            while (true) {
                budget.spend(ReadBudget.FIELD_UNITS);
            }
        });
    }
}
