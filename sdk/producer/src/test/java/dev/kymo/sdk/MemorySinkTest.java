package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class MemorySinkTest {
    @Test
    void shouldCopyTheWindowAndNoMore() {
        final ArrayData floats = ArrayData.floats(Datatype.vector(3, Datatype.FLOAT32), new float[300]);
        final ArrayData text = ArrayData.text("zero", "one", "", "three");

        final ArrayData floatsCopy = ArrayCopy.of(floats.slice(7, 2));
        final ArrayData textCopy = ArrayCopy.of(text.slice(1, 3));

        floatsCopy.validate();
        textCopy.validate();
        assertEquals(24, floatsCopy.child(0).dataBuffer().byteSize());
        assertEquals("one||three", textCopy.string(0) + "|" + textCopy.string(1) + "|" + textCopy.string(2));
        assertEquals(8, textCopy.dataBuffer().byteSize());
    }

    @Test
    void shouldCopyNullsBooleansListsAndStructs() {
        final MemorySegment validity = MemorySegment.ofArray(new byte[] {0b0101_0110, 0b1});
        final ArrayData nullable =
                new ArrayData(Datatype.INT32, 0, 9, validity, ArrayData.NO_BUFFER, MemorySegment.ofArray(new int[] {
                    0, 1, 2, 3, 4, 5, 6, 7, 8
                }));
        final ArrayData copy = ArrayCopy.of(nullable.slice(3, 6));

        for (int i = 0; i < 6; i++) {
            assertEquals(nullable.isNull(3 + i), copy.isNull(i), "value " + i);
            assertEquals(3 + i, copy.getInt(i));
        }
        final ArrayData bools = ArrayCopy.of(ArrayData.booleans(true, false, true, true, false, true, false, true, true)
                .slice(2, 7));
        assertTrue(bools.bool(0) && bools.bool(1) && !bools.bool(2) && bools.bool(6));

        final ArrayData strips = LineStrips3D.of(new float[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, new int[] {0, 2, 3})
                .cells()
                .get(0)
                .instances();
        final ArrayData last = ArrayCopy.of(strips.slice(1, 1));
        last.validate();
        assertEquals(2, last.list(0).list(0).getFloat(1));
        assertEquals(1, last.child(0).length());

        final ArrayData rotations = Boxes3D.update()
                .rotationAxisAngles(new float[] {1, 0, 0, 0, 1, 0}, new float[] {0.25f, 0.5f})
                .cells()
                .get(0)
                .instances();
        final ArrayData second = ArrayCopy.of(rotations.slice(1, 1));
        second.validate();
        assertEquals(1, second.structField(0).list(0).getFloat(1));
        assertEquals(0.5f, second.structField(1).getFloat(0));
    }

    @Test
    void shouldCopyUnions() {
        final Datatype type = Datatype.denseUnion(
                new byte[] {5, 7},
                java.util.List.of(
                        dev.kymo.store.model.Field.required("a", Datatype.INT32),
                        dev.kymo.store.model.Field.required("b", Datatype.FLOAT64)));
        final ArrayData union = new ArrayData(
                type,
                0,
                3,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(new int[] {0, 0, 1}),
                MemorySegment.ofArray(new byte[] {5, 7, 5}),
                ArrayData.ints(Datatype.INT32, 10, 11),
                ArrayData.doubles(Datatype.FLOAT64, 0.5));

        final ArrayData copy = ArrayCopy.of(union.slice(1, 2));

        copy.validate();
        assertEquals(1, copy.unionChild(0));
        assertEquals(11, copy.child(0).getInt(copy.unionOffset(1)));
    }
}
