package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.NativeValues;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/// Components that are more than numbers.
class JavaTypesTest {
    @Test
    void shouldBorrowTheNumbersOfATensor() {
        final float[] values = new float[6];

        final ArrayData data = only(Tensor.of(values, 2, 3));

        data.validate();
        final ArrayData union = data.structField(2);
        assertEquals(10, union.unionChild(0), "F32 is child 10");
        assertSame(values, union.child(10).child(0).dataBuffer().heapBase().orElseThrow());
        assertEquals(List.of(2, 3), numbers(data.structField(0).list(0)));
        assertTrue(data.structField(1).isNull(0), "no names");
    }

    @Test
    void shouldTakeTensorsOfEveryType() {
        final Datatype union =
                Components.TENSOR_DATA.datatype().children().get(2).type();
        for (int branch = 1; branch < union.children().size(); branch++) {
            final Datatype type = union.children().get(branch).type().item();
            final MemorySegment memory = MemorySegment.ofArray(new byte[2 * type.byteWidth()]);

            final ArrayData data = only(Tensor.of(TensorData.of(memory, type, 2)));

            data.validate();
            assertEquals(branch, data.structField(2).unionChild(0), type.toString());
        }
    }

    @Test
    void shouldGatherTensorsOfSeveralRows() {
        final ArrayData data = only(Tensor.update()
                .manyData(
                        TensorData.of(new int[] {1, 2}, 2),
                        TensorData.of(new float[] {3}, 1, 1),
                        TensorData.of(new int[] {4}, 1)));

        data.validate();
        assertEquals(Map.of("I32", List.of(1, 2)), ((Map<?, ?>) NativeValues.toJava(data, 0)).get("buffer"));
        assertEquals(Map.of("F32", List.of(3f)), ((Map<?, ?>) NativeValues.toJava(data, 1)).get("buffer"));
        assertEquals(Map.of("I32", List.of(4)), ((Map<?, ?>) NativeValues.toJava(data, 2)).get("buffer"));
    }

    @Test
    void shouldRefuseShapesThatAreNotThoseOfTheNumbers() {
        assertRefused("values=5, expected=6 by shape=[2, 3]", () -> Tensor.of(new float[5], 2, 3));
        assertRefused("product fits 64 bits", () -> Tensor.of(new float[0], Long.MAX_VALUE, 2));
        assertRefused("product fits 64 bits", () -> Tensor.of(new float[0], -1));
        assertRefused(
                "expected one for each of shape",
                () -> TensorData.of(new float[6], 2, 3).withNames("rows"));
        assertRefused("a tensor of Boolean", () -> new TensorData(ArrayData.booleans(true), List.of(1L), List.of()));
        assertRefused("bytes=7", () -> TensorData.of(MemorySegment.ofArray(new byte[7]), Datatype.FLOAT32, 1));
        assertEquals(
                0,
                only(Tensor.of(new float[0], 0, 4))
                        .structField(2)
                        .child(10)
                        .list(0)
                        .length());
    }

    @Test
    void shouldRefuseIdsThatDoNotFitSixteenBits() {
        assertRefused("id=65536", () -> AnnotationInfo.of(65_536, "no"));
        assertRefused("id=-1", () -> new ClassDescription.Connection(0, -1));
        assertRefused(
                "Points3D:class_ids: number 1 is 65536, expected 0 to 65535",
                () -> Points3D.update().classIds(1, 65_536));
        assertEquals((short) 65_535, only(Points3D.update().classIds(65_535)).getShort(0));
    }

    @Test
    void shouldRoundCoefficientsToHalfPrecision() {
        final float[] coefficients = new float[45];
        coefficients[44] = 0.1f;

        final ArrayData splats = only(GaussianSplats3D.update().shCoefficients(coefficients));

        splats.validate();
        assertEquals(0.1f, Float.float16ToFloat(splats.list(0).list(14).getShort(2)), 1e-4f);
        assertRefused(
                "length=44, expected a multiple of 45",
                () -> GaussianSplats3D.update().shCoefficients(new float[44]));
    }

    @Test
    void shouldDescribeClassesAndTheirKeypoints() {
        final DataCell cell = AnnotationContext.of(
                        ClassDescription.of(1, "road", Color.GRAY),
                        new ClassDescription(
                                AnnotationInfo.of(2, "person"),
                                List.of(AnnotationInfo.of(0, "head"), AnnotationInfo.of(1, "hip")),
                                List.of(new ClassDescription.Connection(0, 1))))
                .cells()
                .getFirst();

        cell.instances().validate();
        final List<?> classes = (List<?>) NativeValues.toJava(cell.instances(), 0);
        assertEquals(2, classes.size());
        assertEquals(
                "{class_id=2, class_description={info={id=2, label=person, color=null},"
                        + " keypoint_annotations=[{id=0, label=head, color=null}, {id=1, label=hip, color=null}],"
                        + " keypoint_connections=[{keypoint0=0, keypoint1=1}]}}",
                String.valueOf(classes.get(1)));
    }

    @Test
    void shouldRefuseAxesThatAreNotSet() {
        assertRefused(
                "Pinhole:camera_xyz: no axes are set", () -> Pinhole.update().cameraXyz(ViewCoordinates.clearFields()));
        assertEquals("", ViewCoordinates.update().axes());
    }

    @Test
    void shouldChartBarsAndMapCells() {
        assertEquals(
                1,
                BarChart.of(1.5, 2).widths(1, 2).cells().getFirst().instances().length());
        assertEquals(3, GridMap.u8(new byte[6], 3, 2, 0.5f).cells().size());
        assertRefused("cells.length=5, expected=width*height=6", () -> GridMap.u8(new byte[5], 3, 2, 0.5f));
    }

    private static List<Object> numbers(final ArrayData values) {
        return java.util.stream.IntStream.range(0, values.length())
                .mapToObj(i -> (Object) (int) values.getLong(i))
                .toList();
    }

    private static ArrayData only(final Archetype archetype) {
        assertEquals(1, archetype.cells().size());
        return archetype.cells().getFirst().instances();
    }

    private static void assertRefused(final String expected, final Executable call) {
        final String message =
                assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(expected), () -> "expected <" + expected + "> in <" + message + ">");
    }

    @Test
    void shouldLayOutImageFormatsAsAnyStruct() {
        final List<ImageFormat> formats = List.of(
                ImageFormat.of(3, 2, ColorModel.RGB, ChannelDatatype.U8),
                ImageFormat.of(640, 480, PixelFormat.NV12),
                ImageFormat.of(1, 1, ChannelDatatype.F32));
        for (int count = 1; count <= formats.size(); count++) {
            final ArrayData laidOut = Instances.imageFormat(Image.FORMAT, formats.subList(0, count));

            laidOut.validate();
            final List<Map<String, Object>> rows = formats.subList(0, count).stream()
                    .map(JavaTypesTest::fields)
                    .toList();
            assertEquals(
                    NativeValues.toJava(NativeValues.of(Image.FORMAT.type().datatype(), rows)),
                    NativeValues.toJava(laidOut));
        }
    }

    private static Map<String, Object> fields(final ImageFormat format) {
        final Map<String, Object> fields = new HashMap<>();
        fields.put("width", format.width());
        fields.put("height", format.height());
        if (format.pixelFormat() != null) {
            fields.put("pixel_format", format.pixelFormat().code());
        }
        if (format.colorModel() != null) {
            fields.put("color_model", format.colorModel().code());
        }
        if (format.channelDatatype() != null) {
            fields.put("channel_datatype", format.channelDatatype().code());
        }
        return fields;
    }

    @Test
    void shouldReadFilesWhole(@TempDir final Path folder) throws IOException {
        final byte[] jpeg = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1};
        final Path image = Files.write(folder.resolve("a"), jpeg);
        final Path model = Files.write(folder.resolve("b.STL"), jpeg);
        final Path video = Files.write(folder.resolve("c.mp4"), jpeg);

        assertEquals(text(EncodedImage.of(jpeg)), text(EncodedImage.fromFile(image)));
        assertEquals(text(Asset3D.of(jpeg, MediaType.STL)), text(Asset3D.fromFile(model)));
        assertEquals(1, Asset3D.fromFile(image).cells().size(), "no name, no media type");
        assertEquals(text(AssetVideo.mp4(jpeg)), text(AssetVideo.fromFile(video)));
        final Path gone = folder.resolve("gone.png");
        final UncheckedIOException failure =
                assertThrows(UncheckedIOException.class, () -> EncodedImage.fromFile(gone));
        assertTrue(failure.getMessage().contains(gone.toString()), failure.getMessage());
    }

    private static List<Object> text(final Archetype archetype) {
        return archetype.cells().stream()
                .<Object>map(cell -> cell.descriptor() + " "
                        + cell.instances().type()
                        + (cell.instances().type().isText()
                                ? cell.instances().string(0)
                                : Arrays.toString((byte[]) NativeValues.toJava(cell.instances(), 0))))
                .toList();
    }

    @Test
    void shouldMakeSpheresOfRadii() {
        assertEquals(
                List.of(List.of(2f, 2f, 2f), List.of(3f, 3f, 3f)),
                NativeValues.toJava(only(Ellipsoids3D.fromRadii(2, 3))));
        final IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> Ellipsoids3D.fromCentersAndRadii(new float[6], 1f));
        assertEquals("centers.length=6, expected=radii*3=3", failure.getMessage());
    }

    @Test
    void shouldMakeBoxesOfSizesAndCorners() {
        assertEquals(List.of(List.of(1f, 2f, 3f)), NativeValues.toJava(only(Boxes3D.fromSizes(2, 4, 6))));
        final Boxes2D boxes = Boxes2D.fromMinsAndMaxs(new float[] {0, 2}, new float[] {4, 8});
        assertEquals(
                List.of(List.of(2f, 3f)),
                NativeValues.toJava(boxes.cells().get(0).instances()));
        assertEquals(
                List.of(List.of(2f, 5f)),
                NativeValues.toJava(boxes.cells().get(1).instances()));
    }
}
