package dev.kymo.importer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LasImportTest {
    /// The file as a plain reader sees it: nothing here knows the importer's code.
    private static final class Plain {
        private final ByteBuffer bytes;
        private final int start;
        private final int stride;
        private final int count;

        Plain(final Path path) throws IOException {
            bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
            start = bytes.getInt(96);
            stride = bytes.getShort(105);
            count = bytes.getInt(107);
        }

        double absolute(final int point, final int axis) {
            return bytes.getInt(start + point * stride + 4 * axis) * bytes.getDouble(131 + 8 * axis)
                    + bytes.getDouble(155 + 8 * axis);
        }

        int u8(final int point, final int offset) {
            return bytes.get(start + point * stride + offset) & 0xff;
        }

        int u16(final int point, final int offset) {
            return bytes.getShort(start + point * stride + offset) & 0xffff;
        }

        long i64(final int point, final int offset) {
            return bytes.getLong(start + point * stride + offset);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "lidar/pdal/autzen_trim.las, 110000",
        "lidar/pdal/extrabytes.las, 1065",
        "lidar/las_matrix/pdrf4-1.3.las, 1024"
    })
    void shouldKeepCoordinatesWithinHalfAStep(final String name, final int count) throws IOException {
        final Plain plain = new Plain(SampleData.file(name));
        final Imported imported = Imported.of(SampleData.file(name));

        assertEquals(count, plain.count);
        assertEquals(count, imported.points().instanceCount());
        final double[] origin = imported.origin();
        final ArrayData positions = imported.positions().child(0);
        for (int i = 0; i < count; i++) {
            for (int axis = 0; axis < 3; axis++) {
                final double found = origin[axis] + positions.getFloat(3 * i + axis);
                assertEquals(plain.absolute(i, axis), found, plain.bytes.getDouble(131 + 8 * axis) / 2, "point " + i);
            }
        }
    }

    @Test
    void shouldKeepEveryAttribute() throws IOException {
        final Path path = SampleData.file("lidar/pdal/autzen_trim.las");
        final Plain plain = new Plain(path);
        final Imported imported = Imported.of(path);

        assertEquals(EntityPath.of("autzen_trim"), imported.points().entity());
        assertEquals("frame=0", imported.points().time().toString());
        assertEquals(
                List.of(
                        "Points3D:positions",
                        "Points3D:colors",
                        "PointAttributes:intensity",
                        "PointAttributes:return_number",
                        "PointAttributes:number_of_returns",
                        "PointAttributes:flags",
                        "PointAttributes:classification",
                        "PointAttributes:scan_angle_rank",
                        "PointAttributes:user_data",
                        "PointAttributes:point_source_id",
                        "PointAttributes:gps_time"),
                Imported.components(imported.points()));
        for (int i = 0; i < plain.count; i++) {
            assertEquals(plain.u16(i, 12), imported.attribute("intensity").getShort(i) & 0xffff);
            final int returns = plain.u8(i, 14);
            assertEquals(returns & 7, imported.attribute("return_number").getByte(i));
            assertEquals(
                    returns >> 3 & 7, imported.attribute("number_of_returns").getByte(i));
            final int classes = plain.u8(i, 15);
            assertEquals(
                    (returns & 0xc0) + (classes >> 5),
                    imported.attribute("flags").getByte(i) & 0xff);
            assertEquals(classes & 0x1f, imported.attribute("classification").getByte(i));
            assertEquals(
                    (byte) plain.u8(i, 16),
                    imported.attribute("scan_angle_rank").getByte(i));
            assertEquals(plain.u8(i, 17), imported.attribute("user_data").getByte(i) & 0xff);
            assertEquals(plain.u16(i, 18), imported.attribute("point_source_id").getShort(i) & 0xffff);
            assertEquals(plain.i64(i, 20), imported.attribute("gps_time").getLong(i));
        }
    }

    @Test
    void shouldTakeEightBitColoursAsTheyAre() throws IOException {
        final Path path = SampleData.file("lidar/pdal/autzen_trim.las");
        final Plain plain = new Plain(path);
        final Imported imported = Imported.of(path);

        int greatest = 0;
        for (int i = 0; i < plain.count; i++) {
            for (int channel = 0; channel < 3; channel++) {
                final int value = plain.u16(i, 28 + 2 * channel);
                greatest = Math.max(greatest, value);
                assertEquals(value, imported.colors().getInt(i) >>> (24 - 8 * channel) & 0xff);
            }
            assertEquals(0xff, imported.colors().getInt(i) & 0xff);
        }
        assertTrue(greatest <= 255, "the sample has 8-bit colours: " + greatest);
    }

    @Test
    void shouldTakeTheUpperByteOfSixteenBitColours(@TempDir final Path folder) throws IOException {
        final byte[] bytes = Files.readAllBytes(SampleData.file("lidar/pdal/autzen_trim.las"));
        final ByteBuffer las = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        las.putShort(las.getInt(96) + 28, (short) 0xabcd);
        final Path path = Files.write(folder.resolve("colours.las"), bytes);

        assertEquals(0xab0000ff, Imported.of(path).colors().getInt(0));
    }

    @Test
    void shouldLeaveOutColoursThatAreAllBlack(@TempDir final Path folder) throws IOException {
        final byte[] bytes = Files.readAllBytes(SampleData.file("lidar/pdal/autzen_trim.las"));
        final ByteBuffer las = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        final int length = las.getShort(105);
        for (int at = las.getInt(96); at + length <= bytes.length; at += length) {
            java.util.Arrays.fill(bytes, at + 28, at + 34, (byte) 0);
        }
        final Imported imported = Imported.of(Files.write(folder.resolve("black.las"), bytes));

        assertFalse(Imported.components(imported.points()).contains("Points3D:colors"));
        assertTrue(imported.notes().stream().anyMatch(note -> note.contains("all colours are black")));
    }

    @Test
    void shouldKeepExtraBytesByTheirDescription() throws IOException {
        final Path path = SampleData.file("lidar/pdal/extrabytes.las");
        final Plain plain = new Plain(path);
        final Imported imported = Imported.of(path);

        final ArrayData colors = imported.attribute("Colors");
        assertEquals(Datatype.vector(3, Datatype.UINT16), colors.type());
        final ArrayData reserved = imported.attribute("Reserved");
        assertEquals(Datatype.vector(7, Datatype.UINT8), reserved.type());
        final ArrayData flags = imported.attribute("Flags");
        assertEquals(Datatype.vector(2, Datatype.INT8), flags.type());
        assertEquals(Datatype.UINT32, imported.attribute("Intensity").type());
        assertEquals(Datatype.UINT64, imported.attribute("Time").type());
        for (int i = 0; i < plain.count; i++) {
            for (int k = 0; k < 3; k++) {
                assertEquals(plain.u16(i, 34 + 2 * k), colors.list(i).getShort(k) & 0xffff);
            }
            for (int k = 0; k < 7; k++) {
                assertEquals(plain.u8(i, 40 + k), reserved.list(i).getByte(k) & 0xff);
            }
            assertEquals(plain.u8(i, 47), flags.list(i).getByte(0) & 0xff);
            assertEquals(plain.u16(i, 49), imported.attribute("Intensity").getInt(i) & 0xffff);
            assertEquals(plain.i64(i, 53), imported.attribute("Time").getLong(i));
        }
    }

    @Test
    void shouldKeepExactCoordinatesWhereFloatsCannot() throws IOException {
        final Path path = SampleData.file("lidar/las_matrix/pdrf6-1.4.las");
        final Plain plain = new Plain(path);
        final Imported imported = Imported.of(path);

        final ArrayData exact = imported.attribute("exact_positions").child(0);
        for (int i = 0; i < 1024; i++) {
            for (int axis = 0; axis < 3; axis++) {
                assertEquals(plain.absolute(i, axis), exact.getDouble(3 * i + axis));
                assertEquals(
                        plain.absolute(i, axis), imported.origin()[axis] + imported.position(i, axis), 128, "rounded");
            }
        }
        assertTrue(
                imported.notes().get(0).contains("exact_positions"),
                imported.notes().toString());
    }

    @Test
    void shouldReadTheLongRecordOfFormat6() throws IOException {
        final Path path = SampleData.file("lidar/las_matrix/pdrf6-1.4.las");
        final Plain plain = new Plain(path);
        final Imported imported = Imported.of(path);

        for (int i = 0; i < 1024; i++) {
            assertEquals(
                    plain.u8(i, 14) & 0xf, imported.attribute("return_number").getByte(i));
            assertEquals(
                    plain.u8(i, 14) >> 4,
                    imported.attribute("number_of_returns").getByte(i));
            assertEquals(plain.u8(i, 15), imported.attribute("flags").getByte(i) & 0xff);
            assertEquals(plain.u8(i, 16), imported.attribute("classification").getByte(i) & 0xff);
            assertEquals(plain.u16(i, 18), imported.attribute("scan_angle").getShort(i) & 0xffff);
            assertEquals(plain.u16(i, 20), imported.attribute("point_source_id").getShort(i) & 0xffff);
            assertEquals(plain.i64(i, 22), imported.attribute("gps_time").getLong(i));
            assertEquals(plain.u8(i, 33), imported.attribute("FIELD_3").getByte(i) & 0xff);
        }
    }

    @Test
    void shouldMendAWrongBoundingBox(@TempDir final Path folder) throws IOException {
        final byte[] bytes = Files.readAllBytes(SampleData.file("lidar/pdal/autzen_trim.las"));
        final ByteBuffer las = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 6; i++) {
            las.putDouble(179 + 8 * i, i % 2 == 0 ? Double.NaN : -1e300);
        }
        final Path path = Files.write(folder.resolve("lies.las"), bytes);
        final Plain plain = new Plain(path);
        final Imported imported = Imported.of(path);

        for (int i = 0; i < plain.count; i += 97) {
            for (int axis = 0; axis < 3; axis++) {
                assertEquals(plain.absolute(i, axis), imported.origin()[axis] + imported.position(i, axis), 0.005);
            }
        }
        assertFalse(Imported.components(imported.points()).contains("PointAttributes:exact_positions"));
    }

    @ParameterizedTest
    @CsvSource({
        "lidar/pdal/autzen_trim.las, lidar/pdal/autzen_trim.laz",
        "lidar/las_matrix/pdrf4-1.3.las, lidar/las_matrix/pdrf4-1.3.laz",
        "lidar/las_matrix/pdrf6-1.4.las, lidar/las_matrix/pdrf6-1.4.laz"
    })
    void shouldReadCompressedAsPlain(final String plain, final String compressed) throws IOException {
        final Imported las = Imported.of(SampleData.file(plain));
        final Imported laz = Imported.of(SampleData.file(compressed));

        assertArrayEquals(las.origin(), laz.origin());
        assertSameCells(las.points(), laz.points());
    }

    private static void assertSameCells(final DataRow expected, final DataRow found) {
        assertEquals(Imported.components(expected), Imported.components(found));
        for (int i = 0; i < expected.cells().size(); i++) {
            final DataCell a = expected.cells().get(i);
            final DataCell b = found.cells().get(i);
            assertEquals(a.descriptor(), b.descriptor());
            assertEquals(a.instances().type(), b.instances().type());
            assertEquals(
                    -1,
                    values(a.instances()).mismatch(values(b.instances())),
                    a.descriptor().component());
        }
    }

    private static java.lang.foreign.MemorySegment values(final ArrayData data) {
        return data.childCount() == 0
                ? data.dataBuffer()
                        .asSlice(0, (long) data.length() * data.type().byteWidth())
                : data.child(0)
                        .dataBuffer()
                        .asSlice(0, (long) data.length() * data.type().byteWidth());
    }

    @ParameterizedTest
    @CsvSource({
        "lidar/las_matrix/indoor.laz, 808042",
        "lidar/las_matrix/pdrf8-1.4.laz, 1024",
        "lidar/las_matrix/ellipsoid.copc.laz, 100000"
    })
    void shouldCountCompressedPoints(final String name, final int count) throws IOException {
        assertEquals(count, Imported.of(SampleData.file(name)).points().instanceCount());
    }

    @Test
    void shouldKeepNearInfraredOfFormat8() throws IOException {
        final Imported imported = Imported.of(SampleData.file("lidar/las_matrix/pdrf8-1.4.laz"));

        assertEquals(Datatype.UINT16, imported.attribute("nir").type());
        assertEquals(1024, imported.attribute("nir").length());
    }

    @Test
    void shouldKeepWavePackets() throws IOException {
        final Path path = SampleData.file("lidar/las_matrix/pdrf4-1.3.las");
        final Plain plain = new Plain(path);
        final Imported imported = Imported.of(path);

        for (int i = 0; i < plain.count; i++) {
            assertEquals(
                    plain.u8(i, 28), imported.attribute("wave_packet_index").getByte(i) & 0xff);
            assertEquals(
                    plain.i64(i, 29), imported.attribute("wave_packet_offset").getLong(i));
            assertEquals(
                    Float.intBitsToFloat((int) plain.i64(i, 45)),
                    imported.attribute("wave_direction").list(i).getFloat(0));
        }
        assertEquals(
                Datatype.vector(4, Datatype.UINT8),
                imported.attribute("extra_bytes").type());
    }

    @Test
    void shouldGiveFramesOneOrigin() throws IOException {
        final Path path = SampleData.file("lidar/pdal/autzen_trim.las");
        final Imported imported = Imported.of(ImportRequest.of(
                        path,
                        SampleData.file("lidar/pdal/extrabytes.las"),
                        SampleData.file("lidar/pdal/autzen_trim.laz"))
                .withEntity(EntityPath.of("scan"))
                .withFps(10));

        final List<DataRow> frames =
                imported.rows().stream().filter(row -> !row.time().isStatic()).toList();
        assertEquals(3, frames.size());
        assertEquals(4, imported.rows("scan").size());
        assertEquals("frame=0, time=0", frames.get(0).time().toString());
        assertEquals("frame=2, time=200000000", frames.get(2).time().toString());
        final ArrayData first = Imported.cell(frames.get(0), "Points3D:positions");
        final ArrayData third = Imported.cell(frames.get(2), "Points3D:positions");
        assertEquals(-1, values(first).mismatch(values(third)));
        final Plain plain = new Plain(SampleData.file("lidar/pdal/extrabytes.las"));
        final ArrayData second =
                Imported.cell(frames.get(1), "Points3D:positions").child(0);
        for (int i = 0; i < 3 * plain.count; i++) {
            assertEquals(plain.absolute(i / 3, i % 3), imported.origin()[i % 3] + second.getFloat(i), 0.005);
        }
    }
}
