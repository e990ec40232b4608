package dev.kymo.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ArrayWriterTest {
    private static final long SEED = 20_261_120;
    private static final int ROUNDS = 4_000;

    @Test
    void shouldReadBackRandomWindowsOfEveryKindAsTheyWere() {
        final ArrayWriter writer = new ArrayWriter();
        for (int round = 0; round < ROUNDS; round++) {
            final long seed = SEED + round;
            final RandomArrays arrays = new RandomArrays(new Random(seed));
            final Datatype.Kind kind = Datatype.Kind.values()[round % Datatype.Kind.values().length];
            final Datatype type = arrays.type(kind, 3);
            final ArrayData array = arrays.array(type, round % 23);
            final int alignment = round % 2 == 0 ? RowDescriptor.INLINE_ALIGNMENT : RowDescriptor.BLOCK_ALIGNMENT;
            final ArrayData read = writeAndRead(writer, array, alignment, round % 3 == 0);
            assertEquals(
                    RandomArrays.values(array), RandomArrays.values(read), () -> "seed=" + seed + ", type=" + type);
        }
    }

    private static ArrayData writeAndRead(
            final ArrayWriter writer, final ArrayData array, final int alignment, final boolean shared) {
        writer.reset();
        writer.measure(array);
        assertEquals(array.type().totalNodeCount(), writer.nodeCount());
        assertEquals(array.type().totalBufferCount(), writer.bufferCount());
        final MemorySegment lengths = lengths(writer);
        final long bytes = writer.bodyLength(0, writer.bufferCount(), alignment);
        assertEquals(bytes, ArrayReader.bodyLength(array.type(), lengths, alignment));
        final int before = 3 * alignment;
        final MemorySegment body = MemorySegment.ofArray(new byte[Math.toIntExact(before + bytes)]);
        writer.write(array, 0, body, before, alignment);
        return new ArrayReader().read(array.type(), lengths, body.asSlice(before, bytes), alignment, shared);
    }

    private static MemorySegment lengths(final ArrayWriter writer) {
        final int nodes = writer.nodeCount();
        final int buffers = writer.bufferCount();
        final MemorySegment lengths = MemorySegment.ofArray(new byte[RowDescriptor.lengthsLength(nodes, buffers)]);
        for (int i = 0; i < nodes + buffers; i++) {
            lengths.set(
                    Layouts.INT,
                    (long) i * Integer.BYTES,
                    i < nodes ? writer.nodeLength(i) : writer.bufferLength(i - nodes));
        }
        return lengths;
    }

    @Test
    void shouldWriteOnlyWhatTheWindowShows() {
        final ArrayData million = ArrayData.ints(Datatype.INT32, new int[1_000_000]);
        final ArrayData lists =
                ArrayData.lists(Datatype.list(Field.required("item", Datatype.INT32)), million, 0, 500_000, 500_003);
        final ArrayWriter writer = new ArrayWriter();
        writer.measure(lists.slice(1, 1));
        assertEquals(8 + 12, writer.bodyLength(0, writer.bufferCount(), 1));
    }

    @Test
    void shouldRefuseOffsetsThatDescendOrLeaveTheirChild() {
        final Datatype type = Datatype.list(Field.required("item", Datatype.INT32));
        final ArrayData items = ArrayData.ints(Datatype.INT32, 1, 2, 3);
        for (final int[] offsets : new int[][] {{0, 3, 2}, {0, 2, 4}, {-1, 0, 1}}) {
            final ArrayData lists = ArrayData.lists(type, items, offsets);
            assertThrows(IllegalArgumentException.class, () -> new ArrayWriter().measure(lists));
        }
    }

    @Test
    void shouldRefuseBuffersThatAreTooShort() {
        final ArrayData array = new ArrayData(
                Datatype.FLOAT64, 0, 3, ArrayData.NO_BUFFER, ArrayData.NO_BUFFER, MemorySegment.ofArray(new double[2]));
        assertThrows(IllegalArgumentException.class, () -> new ArrayWriter().measure(array));
    }

    @Test
    void shouldNeverReadOutsideTheBytesWhateverTheLengthsSay() {
        final Random random = new Random(SEED);
        final ArrayWriter writer = new ArrayWriter();
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            final RandomArrays arrays = new RandomArrays(random);
            final Datatype type = arrays.type(3);
            final ArrayData array = arrays.array(type, 1 + random.nextInt(20));
            writer.reset();
            writer.measure(array);
            final MemorySegment lengths = lengths(writer);
            final long bytes = writer.bodyLength(0, writer.bufferCount(), 8);
            final MemorySegment body = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
            writer.write(array, 0, body, 0, 8);
            final MemorySegment target = random.nextBoolean() && bytes > 0 ? body : lengths;
            if (target.byteSize() > 0) {
                target.set(java.lang.foreign.ValueLayout.JAVA_BYTE, random.nextLong(target.byteSize()), (byte)
                        random.nextInt());
            }
            try {
                final ArrayData read = new ArrayReader().read(type, lengths, body, 8, false);
                if (read.length() > 0) {
                    RandomArrays.value(read, 0);
                    RandomArrays.value(read, read.length() - 1);
                }
            } catch (final IllegalArgumentException bad) {
                refused++;
            }
        }
        final int refusedInAll = refused;
        org.junit.jupiter.api.Assertions.assertTrue(refused > ROUNDS / 20, () -> "refused=" + refusedInAll);
    }
}
