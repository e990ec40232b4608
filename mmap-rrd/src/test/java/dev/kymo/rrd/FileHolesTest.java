package dev.kymo.rrd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Parts of a file that are given back.
final class FileHolesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveBackTheBytesThatWereNamedAndNoOthers() throws IOException {
        final byte[] bytes = new byte[100_000];
        Arrays.fill(bytes, (byte) 7);
        final Path file = folder.resolve("points");
        Files.write(file, bytes);
        try (FileHoles holes = FileHoles.of(file)) {
            holes.punch(4321, 60_001);
            holes.punch(99_990, 0);
            assertThrows(IllegalArgumentException.class, () -> holes.punch(-1, 5));
            assertThrows(IllegalArgumentException.class, () -> holes.punch(0, -5));
        }
        final byte[] left = Files.readAllBytes(file);
        assertEquals(bytes.length, left.length);
        for (int i = 0; i < left.length; i++) {
            assertEquals(i >= 4321 && i < 64_322 ? 0 : 7, left[i], "byte " + i);
        }
    }
}
