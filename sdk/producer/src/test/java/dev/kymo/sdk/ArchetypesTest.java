package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ArchetypesTest {
    @Test
    void shouldBorrowArraysInsteadOfCopyingThem() {
        final float[] xyz = {1, 2, 3, 4, 5, 6};
        final byte[] pixels = new byte[2 * 2 * 3];

        final ArrayData positions = only(Points3D.of(xyz));
        final ArrayData image = cell(Image.rgb8(pixels, 2, 2), Image.BUFFER);

        assertEquals(2, positions.length());
        assertSame(xyz, positions.child(0).dataBuffer().heapBase().orElseThrow());
        assertSame(pixels, image.child(0).dataBuffer().heapBase().orElseThrow());
    }

    @Test
    void shouldTakeMemoryOutsideTheHeap() {
        try (var arena = Arena.ofConfined()) {
            final MemorySegment xyz = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5, 6);

            final ArrayData positions = only(Points3D.of(xyz));

            positions.validate();
            assertEquals(2, positions.length());
            assertEquals(xyz.address(), positions.child(0).dataBuffer().address());
            assertEquals(5, positions.list(1).getFloat(1));
        }
    }

    @Test
    void shouldLeaveOutFieldsThatAreNotSet() {
        final List<DataCell> cells =
                Points3D.update().colors(Color.RED, Color.BLUE).cells();

        assertEquals(1, cells.size());
        assertEquals("Points3D:colors", cells.get(0).descriptor().component());
        assertEquals(0xFF0000FF, cells.get(0).instances().getInt(0));
    }

    @Test
    void shouldLeaveTheOriginalAsItWas() {
        final Points3D points = Points3D.of(1, 2, 3);

        final Points3D coloured = points.colors(Color.RED).radii(1).radii(2);

        assertEquals(1, points.cells().size());
        assertEquals(3, coloured.cells().size());
        assertEquals(2, cell(coloured, Points3D.RADII).getFloat(0));
    }

    @Test
    void shouldKeepEmptyApartFromNotSet() {
        for (final DataCell cell : Points3D.clearFields().cells()) {
            assertEquals(0, cell.instances().length(), cell.descriptor().component());
            cell.instances().validate();
        }
        assertEquals(8, Points3D.clearFields().cells().size());
        assertEquals(0, only(Points3D.of(new float[0])).length());
        assertEquals(0, Points3D.update().cells().size());
    }

    @Test
    void shouldSayBothNumbersWhenAShapeIsWrong() {
        assertRefused(
                "pixels.length=10, expected=width*height*3=12 (width=2, height=2)",
                () -> Image.rgb8(new byte[10], 2, 2));
        assertRefused("expected=width*height=4", () -> DepthImage.u16mm(new short[3], 2, 2));
        assertRefused("pixels.length=5, expected=NV12(2x2)=6", () -> Image.nv12(new byte[5], 2, 2));
        assertRefused("Points3D:positions: length=4, expected a multiple of 3", () -> Points3D.of(1, 2, 3, 4));
        assertRefused(
                "Points3D:positions: bytes=13, expected a multiple of 12",
                () -> Points3D.of(MemorySegment.ofArray(new byte[13])));
        assertRefused("columnMajor.length=15, expected=16", () -> Transform3D.fromMatrix4x4(new float[15]));
        assertRefused("last row=", () -> Transform3D.fromMatrix4x4(new float[16]));
        assertRefused(
                "length=8, expected a multiple of 9", () -> Transform3D.update().mat3x3(new float[8]));
        assertRefused(
                "axes.length=4, expected=angles*3=3",
                () -> Boxes3D.update().rotationAxisAngles(new float[4], new float[1]));
        assertRefused("offsets[1]=3, expected 0 to points=2", () -> LineStrips3D.of(new float[6], 0, 3));
        assertRefused("strip 1 has length=2", () -> LineStrips3D.of(new float[3], new float[2]));
        assertRefused("green=256", () -> Color.rgb(0, 256, 0));
        assertRefused("axes=RRU", () -> ViewCoordinates.of("RRU"));
        assertRefused(
                "type=Float64, expected=Float32", () -> Points3D.RADII.cell(ArrayData.doubles(Datatype.FLOAT64, 1)));
        assertRefused("is there twice", () -> AnyValues.of().with("a", 1.0).with("a", 2.0));
    }

    @Test
    void shouldDescribeImagesByTheirFormat() {
        final ArrayData rgb = cell(Image.rgb8(new byte[2 * 3 * 3], 2, 3), Image.FORMAT);
        final ArrayData nv12 = cell(Image.nv12(new byte[6], 2, 2), Image.FORMAT);
        final ArrayData depth = cell(DepthImage.u16mm(new short[6], 3, 2), DepthImage.FORMAT);

        rgb.validate();
        assertEquals(
                List.of(2, 3),
                List.of(rgb.structField(0).getInt(0), rgb.structField(1).getInt(0)));
        assertTrue(rgb.structField(2).isNull(0));
        assertEquals(2, rgb.structField(3).getByte(0));
        assertEquals(6, rgb.structField(4).getByte(0));
        assertEquals(26, nv12.structField(2).getByte(0));
        assertTrue(nv12.structField(3).isNull(0) && nv12.structField(4).isNull(0));
        assertTrue(depth.structField(2).isNull(0) && depth.structField(3).isNull(0));
        assertEquals(8, depth.structField(4).getByte(0));
    }

    @Test
    void shouldStoreDepthAsLittleEndianBytes() {
        final DepthImage image = DepthImage.u16mm(new short[] {0x0102, 0x0304}, 2, 1);

        final ArrayData bytes = cell(image, DepthImage.BUFFER).list(0);

        assertArrayEquals(new byte[] {2, 1, 4, 3}, bytes.flatBytes().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(1000, cell(image, DepthImage.METER).getFloat(0));
    }

    @Test
    void shouldGiveAPinholeItsMatrixColumnByColumn() {
        final Pinhole camera = Pinhole.of(525, 526, 319.5, 239.5, 640, 480);

        final float[] matrix =
                cell(camera, Pinhole.IMAGE_FROM_CAMERA).flatBytes().toArray(ValueLayout.JAVA_FLOAT);

        assertArrayEquals(new float[] {525, 0, 0, 0, 526, 0, 319.5f, 239.5f, 1}, matrix);
        assertArrayEquals(
                new float[] {640, 480},
                cell(camera, Pinhole.RESOLUTION).flatBytes().toArray(ValueLayout.JAVA_FLOAT));
        assertArrayEquals(
                new byte[] {3, 2, 5},
                cell(camera, Pinhole.CAMERA_XYZ).flatBytes().toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void shouldTakeAMatrixApartColumnByColumn() {
        final Transform3D transform = Transform3D.fromMatrix4x4(1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 1);

        assertArrayEquals(
                new float[] {10, 11, 12},
                cell(transform, Transform3D.TRANSLATION).flatBytes().toArray(ValueLayout.JAVA_FLOAT));
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9},
                cell(transform, Transform3D.MAT3X3).flatBytes().toArray(ValueLayout.JAVA_FLOAT));
    }

    @Test
    void shouldClearTheRestOfAPoseThatIsGivenWhole() {
        final Transform3D whole = Transform3D.fromAxisAngle(0, 0, 1, 0.5f);

        assertEquals(1, cell(whole, Transform3D.ROTATION_AXIS_ANGLE).length());
        assertEquals(0, cell(whole, Transform3D.TRANSLATION).length());
        assertEquals(0, cell(whole, Transform3D.MAT3X3).length());
        assertEquals(1, Transform3D.update().translation(1, 2, 3).cells().size());
        final ArrayData rotation = cell(whole, Transform3D.ROTATION_AXIS_ANGLE);
        assertEquals(1, rotation.structField(0).list(0).getFloat(2));
        assertEquals(0.5f, rotation.structField(1).getFloat(0));
    }

    @Test
    void shouldCutStripsAtTheirOffsets() {
        final ArrayData gathered = only(LineStrips3D.of(new float[] {0, 0, 0, 1, 1, 1}, new float[] {2, 2, 2}));
        final ArrayData cut = only(LineStrips3D.of(new float[] {0, 0, 0, 1, 1, 1, 2, 2, 2}, new int[] {0, 2, 3}));

        final float[] alone = {0, 0, 0, 1, 1, 1};
        assertSame(
                alone,
                only(LineStrips3D.of(alone))
                        .child(0)
                        .child(0)
                        .dataBuffer()
                        .heapBase()
                        .orElseThrow());
        gathered.validate();
        cut.validate();
        for (final ArrayData strips : List.of(gathered, cut)) {
            assertEquals(2, strips.length());
            assertEquals(2, strips.list(0).length());
            assertEquals(2, strips.list(1).list(0).getFloat(0));
        }
    }

    @Test
    void shouldKnowHandedness() {
        assertEquals("RFU", ViewCoordinates.RIGHT_HAND_Z_UP.axes());
        assertArrayEquals(
                new byte[] {3, 5, 1},
                only(ViewCoordinates.RIGHT_HAND_Z_UP).flatBytes().toArray(ValueLayout.JAVA_BYTE));
        assertEquals("RDF", ViewCoordinates.RDF.axes());
    }

    @Test
    void shouldTellTheMediaTypeFromTheFirstBytes() {
        final byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0};

        assertEquals(
                "image/jpeg",
                cell(EncodedImage.of(jpeg), EncodedImage.MEDIA_TYPE).string(0));
        assertEquals(1, EncodedImage.of(new byte[3]).cells().size());
    }

    @Test
    void shouldSayFlatAndRecursiveClears() {
        assertFalse(only(Clear.flat()).bool(0));
        assertTrue(only(Clear.recursive()).bool(0));
        assertEquals(
                "Clear:is_recursive", Clear.flat().cells().get(0).descriptor().component());
    }

    @Test
    void shouldKeepOriginsInDoublePrecision() {
        final DataCell origin = Origin3D.of(1e7 + 0.001, 2, 3).cells().get(0);

        assertEquals("Origin3D:origin", origin.descriptor().component());
        assertEquals("kymo.Origin3D", origin.descriptor().archetype());
        assertEquals("kymo.components.Origin3D", origin.descriptor().componentType());
        assertEquals(
                "FixedSizeList(3 x non-null Float64)", origin.instances().type().toString());
        assertEquals(1e7 + 0.001, origin.instances().list(0).getDouble(0));
    }

    @Test
    void shouldNameComponentsOfOnesOwn() {
        final DataCell free = AnyValues.of().with("torque", 1.0, 2.0).cells().get(0);
        final DataCell owned =
                AnyValues.of("my.project.Wheel").with("torque", 1.0f).cells().get(0);

        assertEquals("torque", free.descriptor().component());
        assertEquals(null, free.descriptor().archetype());
        assertEquals(2, free.instances().length());
        assertEquals("Wheel:torque", owned.descriptor().component());
        assertEquals("my.project.Wheel", owned.descriptor().archetype());
    }

    private static void assertRefused(final String expected, final Executable call) {
        final String message =
                assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(expected), () -> "expected <" + expected + "> in <" + message + ">");
    }

    private static ArrayData only(final Archetype archetype) {
        assertEquals(1, archetype.cells().size());
        return archetype.cells().get(0).instances();
    }

    private static ArrayData cell(final Archetype archetype, final ArchetypeField field) {
        return archetype.cells().stream()
                .filter(cell -> cell.descriptor().equals(field.descriptor()))
                .findFirst()
                .orElseThrow()
                .instances();
    }
}
