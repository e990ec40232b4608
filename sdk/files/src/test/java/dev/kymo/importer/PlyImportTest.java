package dev.kymo.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.Datatype;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlyImportTest {
    private static final String FACES = "element face 1\nproperty list uchar int vertex_indices\n";

    @TempDir
    private Path folder;

    private Path ply(final String header, final byte... data) throws IOException {
        final byte[] head = ("ply\n" + header + "end_header\n").getBytes(StandardCharsets.ISO_8859_1);
        final byte[] all = new byte[head.length + data.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(data, 0, all, head.length, data.length);
        return Files.write(folder.resolve("cloud.ply"), all);
    }

    @Test
    void shouldReadDoublesAndColours() throws IOException {
        final Path path = SampleData.file("images/livingroom_extra/fragment_002.ply");
        final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        final int start = bytes.capacity() - 112698 * 27;
        final Imported imported = Imported.of(path);

        assertEquals(112698, imported.points().instanceCount());
        for (int i = 0; i < 112698; i++) {
            for (int axis = 0; axis < 3; axis++) {
                assertEquals(
                        bytes.getDouble(start + 27 * i + 8 * axis),
                        imported.origin()[axis] + imported.position(i, axis),
                        1e-6);
                assertEquals(
                        bytes.get(start + 27 * i + 24 + axis) & 0xff,
                        imported.colors().getInt(i) >>> (24 - 8 * axis) & 0xff);
            }
        }
    }

    @Test
    void shouldReadBigEndianWithFacesBeforeAndAttributes() throws IOException {
        final ByteBuffer data = ByteBuffer.allocate(1000).order(ByteOrder.BIG_ENDIAN);
        data.put((byte) 3).putInt(0).putInt(1).putInt(2);
        data.putFloat(1.5f)
                .putFloat(-2)
                .putFloat(1e-3f)
                .put((byte) 10)
                .put((byte) 200)
                .put((byte) 255);
        data.putShort((short) -7).putFloat(0).putFloat(0).putFloat(1).putDouble(Math.PI);
        data.putFloat(Float.NaN)
                .putFloat(0)
                .putFloat(0)
                .put((byte) 0)
                .put((byte) 0)
                .put((byte) 0);
        data.putShort((short) 258).putFloat(1).putFloat(0).putFloat(0).putDouble(Math.E);
        final byte[] bytes = java.util.Arrays.copyOf(data.array(), data.position());
        final Imported imported = Imported.of(ply(
                "format binary_big_endian 1.0\ncomment hand-made\n" + FACES
                        + "element vertex 2\nproperty float x\nproperty float y\nproperty float z\n"
                        + "property uchar red\nproperty uchar green\nproperty uchar blue\nproperty short label\n"
                        + "property float nx\nproperty float ny\nproperty float nz\nproperty float64 weight\n",
                bytes));

        assertEquals(2, imported.points().instanceCount());
        assertEquals(1.5f, imported.position(0, 0));
        assertEquals(1e-3f, imported.position(0, 2));
        assertTrue(Float.isNaN(imported.position(1, 0)));
        assertEquals(0x0ac8ffff, imported.colors().getInt(0));
        assertEquals(Datatype.INT16, imported.attribute("label").type());
        assertEquals(-7, imported.attribute("label").getShort(0));
        assertEquals(258, imported.attribute("label").getShort(1));
        assertEquals(1f, imported.attribute("normals").list(0).getFloat(2));
        assertEquals(Math.E, imported.attribute("weight").getDouble(1));
        assertTrue(imported.notes().stream().anyMatch(note -> note.contains("1 × face left out")));
    }

    @Test
    void shouldReadTextWithWindowsLineEndsAndFloatColours() throws IOException {
        final String text = "ply\r\nformat ascii 1.0\r\nelement vertex 2\r\nproperty double x\r\nproperty double y\r\n"
                + "property double z\r\nproperty float red\r\nproperty float green\r\nproperty float blue\r\n"
                + "property float alpha\r\nproperty uint id\r\n" + FACES.replace("\n", "\r\n")
                + "end_header\r\n4000000.25 -1 0 1 0.5 0 0.25 4294967295\r\n4000001.25 1 2 0 0 1 1 7\r\n3 0 1 0\r\n";
        final Path path = Files.writeString(folder.resolve("text.ply"), text);
        final Imported imported = Imported.of(path);

        assertEquals(4000000.25, imported.origin()[0] + imported.position(0, 0));
        assertEquals(4000001.25, imported.origin()[0] + imported.position(1, 0));
        assertEquals(0xff800040, imported.colors().getInt(0));
        assertEquals(-1, imported.attribute("id").getInt(0));
    }

    @Test
    void shouldNoticeCutFaces() throws IOException {
        final ByteBuffer data = ByteBuffer.allocate(12 + 1 + 8).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(1).putFloat(2).putFloat(3).put((byte) 3).putInt(0).putInt(0);
        final Path path = ply(
                "format binary_little_endian 1.0\nelement vertex 1\nproperty float x\nproperty float y\n"
                        + "property float z\n" + FACES,
                data.array());

        final ImportException e = assertThrows(ImportException.class, () -> Imported.of(path));
        assertTrue(e.getMessage().contains("expected 12 bytes, found 8"), e.getMessage());
    }
}
