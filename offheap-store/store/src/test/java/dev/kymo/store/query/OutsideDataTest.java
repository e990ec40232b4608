package dev.kymo.store.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutsideDataTest {
    @TempDir
    private Path temp;

    private OutsideData data = new OutsideData(Path.of("."), 0);

    @BeforeEach
    void makeFiles() throws IOException {
        final Path folder = Files.createDirectories(temp.resolve("run/raw"));
        Files.write(folder.resolve("a.bin"), new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
        Files.write(temp.resolve("secret.bin"), new byte[16]);
        Files.createSymbolicLink(folder.resolve("out"), temp.resolve("secret.bin"));
        Files.createSymbolicLink(folder.resolve("in"), folder.resolve("a.bin"));
        data = new OutsideData(temp.resolve("run"), 8);
    }

    private static OutsideData.Reference reference(final String path, final long offset, final long length) {
        // By way of the cell, as it comes out of a store.
        return OutsideData.reference(
                new OutsideData.Reference(path, offset, length).cell().instances(), 0);
    }

    @Test
    void shouldReadWhatACellNames() throws IOException {
        final ArrayData bytes = data.read(reference("raw/a.bin", 2, 3), Datatype.UINT8);
        assertEquals(3, bytes.length());
        assertEquals(4, bytes.getByte(2));
        assertEquals(
                0x0706, data.read(reference("raw/in", 6, 2), Datatype.UINT16).getShort(0));
        assertEquals(0, data.read(reference("raw/a.bin", 8, 0), Datatype.UINT8).length());
    }

    @Test
    void shouldNotLeaveTheFolder() {
        for (final String path : new String[] {
            "../secret.bin", "raw/out", temp.resolve("secret.bin").toString(), "/etc/passwd", "raw/../../secret.bin"
        }) {
            final IOException refused =
                    assertThrows(IOException.class, () -> data.read(reference(path, 0, 1), Datatype.UINT8), path);
            assertTrue(String.valueOf(refused.getMessage()).contains("leads out"), refused.toString());
        }
    }

    @Test
    void shouldRefuseWhatIsNotThere() {
        assertThrows(IOException.class, () -> data.read(reference("raw/b.bin", 0, 1), Datatype.UINT8));
        assertThrows(IOException.class, () -> data.read(reference("raw", 0, 1), Datatype.UINT8));
        assertThrows(IOException.class, () -> data.read(reference("\0", 0, 1), Datatype.UINT8));
        assertThrows(IOException.class, () -> data.read(reference("raw/a.bin", 7, 2), Datatype.UINT8));
        assertThrows(IOException.class, () -> data.read(reference("raw/a.bin", -1, 1), Datatype.UINT8));
        assertThrows(IOException.class, () -> data.read(reference("raw/a.bin", Long.MAX_VALUE, 8), Datatype.UINT8));
    }

    @Test
    void shouldRefuseMoreThanIsAllowedAndBrokenValues() {
        assertThrows(IllegalArgumentException.class, () -> data.read(reference("raw/a.bin", 0, 9), Datatype.UINT8));
        assertThrows(IllegalArgumentException.class, () -> data.read(reference("raw/a.bin", 0, -1), Datatype.UINT8));
        assertThrows(IllegalArgumentException.class, () -> data.read(reference("raw/a.bin", 0, 3), Datatype.UINT16));
        assertThrows(IllegalArgumentException.class, () -> data.read(reference("raw/a.bin", 0, 3), Datatype.UTF8));
        assertThrows(IllegalArgumentException.class, () -> OutsideData.reference(ArrayData.text("raw/a.bin"), 0));
    }
}
