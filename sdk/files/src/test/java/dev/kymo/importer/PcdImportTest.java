package dev.kymo.importer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PcdImportTest {
    @TempDir
    private Path folder;

    private Path pcd(final String header, final byte... data) throws IOException {
        final byte[] head = ("# .PCD v0.7\nVERSION 0.7\n" + header).getBytes(StandardCharsets.ISO_8859_1);
        final byte[] all = new byte[head.length + data.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(data, 0, all, head.length, data.length);
        return Files.write(folder.resolve("cloud.pcd"), all);
    }

    /// LZF as its description has it, on arrays.
    private static byte[] plainLzf(final byte[] in, final int from, final int length, final int size) {
        final byte[] out = new byte[size];
        int at = from;
        int to = 0;
        while (at < from + length) {
            final int op = in[at++] & 0xff;
            if (op < 32) {
                for (int i = 0; i <= op; i++) {
                    out[to++] = in[at++];
                }
            } else {
                int run = op >> 5;
                if (run == 7) {
                    run += in[at++] & 0xff;
                }
                int back = to - ((op & 31) << 8) - (in[at++] & 0xff) - 1;
                for (int i = 0; i < run + 2; i++) {
                    out[to++] = out[back++];
                }
            }
        }
        assertEquals(size, to);
        return out;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void shouldKeepOrganisedCloudsWithTheirHoles(final int number) throws IOException {
        final Path path = SampleData.file("lidar/pcl_pairwise/capture000" + number + ".pcd");
        final byte[] file = Files.readAllBytes(path);
        final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        final String text = new String(file, 0, 400, StandardCharsets.ISO_8859_1);
        final int start = text.indexOf("compressed\n") + "compressed\n".length();
        final int points = 640 * 480;
        final ByteBuffer plain = ByteBuffer.wrap(plainLzf(file, start + 8, bytes.getInt(start), 12 * points))
                .order(ByteOrder.LITTLE_ENDIAN);

        final Imported imported = Imported.of(path);

        assertEquals(points, imported.points().instanceCount());
        final ArrayData positions = imported.positions().child(0);
        int holes = 0;
        for (int i = 0; i < points; i++) {
            boolean hole = false;
            for (int axis = 0; axis < 3; axis++) {
                final float expected = plain.getFloat(4 * (axis * points + i));
                assertEquals(
                        Float.floatToRawIntBits(expected), Float.floatToRawIntBits(positions.getFloat(3 * i + axis)));
                hole |= !Float.isFinite(expected);
            }
            holes += hole ? 1 : 0;
        }
        assertTrue(holes > 0, "the sample has holes");
        assertTrue(
                imported.notes().get(0).endsWith(holes + " of 307200 points have no finite position (kept)"),
                imported.notes().toString());
        assertEquals(640, imported.attribute("organized_size").list(0).getInt(0));
        assertEquals(480, imported.attribute("organized_size").list(0).getInt(1));
        assertArrayEquals(new double[3], imported.origin());
    }

    @Test
    void shouldReadPackedColoursOfText() throws IOException {
        final Imported imported = Imported.of(SampleData.file("lidar/loaders_pcd/simple-ascii.pcd"));

        assertEquals(213, imported.points().instanceCount());
        assertEquals(0.93773f, imported.position(0, 0));
        assertEquals(0.33763f, imported.position(0, 1));
        assertEquals(
                Float.floatToRawIntBits(4.2108e+06f) << 8 | 0xff,
                imported.colors().getInt(0));
    }

    @Test
    void shouldReadBinary() throws IOException {
        final Path path = SampleData.file("lidar/loaders_pcd/Zaghetto.pcd");
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        final int start = new String(bytes.array(), 0, 400, StandardCharsets.ISO_8859_1).indexOf("binary\n") + 7;
        final Imported imported = Imported.of(path);

        assertEquals(59750, imported.points().instanceCount());
        for (int i = 0; i < 3 * 59750; i++) {
            assertEquals(
                    bytes.getInt(start + 4 * i),
                    Float.floatToRawIntBits(imported.position(i / 3, i % 3)),
                    "value " + i);
        }
    }

    @Test
    void shouldKeepF64CoordinatesByAnOriginAndEveryField() throws IOException {
        final Path path = SampleData.file("lidar/pdal/autzen-utm.pcd");
        final byte[] file = Files.readAllBytes(path);
        final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        final int stride = 8 * 3 + 2 + 5 + 4 + 1 + 2 + 8 + 6;
        final int start = file.length - 1065 * stride;
        final Imported imported = Imported.of(path);

        assertEquals(1065, imported.points().instanceCount());
        for (int i = 0; i < 1065; i++) {
            for (int axis = 0; axis < 3; axis++) {
                final double expected = bytes.getDouble(start + i * stride + 8 * axis);
                assertEquals(expected, imported.origin()[axis] + imported.position(i, axis), 2e-4);
            }
            assertEquals(
                    bytes.getShort(start + i * stride + 24),
                    imported.attribute("Intensity").getShort(i));
            assertEquals(
                    bytes.getDouble(start + i * stride + 38),
                    imported.attribute("GpsTime").getDouble(i));
            assertEquals(
                    bytes.get(start + i * stride + 46) & 0xff, imported.colors().getInt(i) >>> 24);
        }
        assertEquals(Datatype.FLOAT32, imported.attribute("ScanAngleRank").type());
        assertFalse(Imported.components(imported.points()).contains("PointAttributes:Red"));
    }

    @Test
    void shouldReadTextWithNanAndFieldsOfSeveralValues() throws IOException {
        final Imported imported = Imported.of(pcd(
                """
                FIELDS x y z h normal_x normal_y normal_z
                SIZE 4 4 4 2 4 4 4
                TYPE F F F I F F F
                COUNT 1 1 1 3 1 1 1
                WIDTH 2
                HEIGHT 1
                VIEWPOINT 1 2 3 1 0 0 0
                POINTS 2
                DATA ascii
                """, "1 2.5 -3e-1 1 -2 3 0 0 1\nnan nan nan 4 5 -32768 1 0 0".getBytes(StandardCharsets.ISO_8859_1)));

        assertEquals(-0.3f, imported.position(0, 2));
        assertTrue(Float.isNaN(imported.position(1, 0)));
        final ArrayData h = imported.attribute("h");
        assertEquals(Datatype.vector(3, Datatype.INT16), h.type());
        assertEquals(-2, h.list(0).getShort(1));
        assertEquals(-32768, h.list(1).getShort(2));
        assertEquals(1f, imported.attribute("normals").list(1).getFloat(0));
        assertEquals(3.0, imported.attribute("viewpoint").list(0).getDouble(2));
        assertTrue(imported.notes().stream().anyMatch(note -> note.contains("1 of 2 points")));
    }

    @Test
    void shouldLeavePaddingOutAndSpreadRgba() throws IOException {
        final ByteBuffer data = ByteBuffer.allocate(2 * 20).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1).putFloat(2).putFloat(3).putInt(0xdead).putInt(0x80ff7f01);
        data.putFloat(4).putFloat(5).putFloat(6).putInt(0xbeef).putInt(0x00000002);
        final Imported imported = Imported.of(pcd("""
                FIELDS x y z _ rgba
                SIZE 4 4 4 1 4
                TYPE F F F U U
                COUNT 1 1 1 4 1
                WIDTH 2
                HEIGHT 1
                POINTS 2
                DATA binary
                """, data.array()));

        assertEquals(List.of("Points3D:positions", "Points3D:colors"), Imported.components(imported.points()));
        assertEquals(0xff7f0180, imported.colors().getInt(0));
        assertEquals(0x00000200, imported.colors().getInt(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FIELDS x y\nSIZE 4 4\nTYPE F F\nWIDTH 0\nHEIGHT 1\nPOINTS 0\nDATA binary\n",
                "FIELDS x y z\nSIZE 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA binary\n",
                "FIELDS x y z\nSIZE 4 4 3\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nPOINTS 1\nDATA binary\n",
                "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 99999999\nHEIGHT 99999999\nPOINTS 1\nDATA binary\n",
                "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 600000000\nHEIGHT 1\nPOINTS 600000000\nDATA binary\n",
                "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 600000000\nHEIGHT 1\nDATA ascii\n1 2 3\n",
                "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 2\n",
                "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nDATA ascii\n1 2 x3\n",
                "FIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 1\nHEIGHT 1\nDATA zipped\n",
                "WIDTH 1\n"
            })
    void shouldSayWhatIsWrong(final String header) throws IOException {
        final Path path = pcd(header);
        final ImportException e = assertThrows(ImportException.class, () -> Imported.of(path));
        assertTrue(e.getMessage().startsWith(path + ": byte "), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
    }
}
