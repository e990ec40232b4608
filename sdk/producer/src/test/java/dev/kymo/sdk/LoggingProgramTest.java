package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggingProgramTest {
    private static final String HELLO = """
            import dev.kymo.sdk.*;

            void main() {
              float[] xyz = new float[300];
              int[] rgba = new int[100];
              byte[] pixels = new byte[640 * 480 * 3];
              try (var rec = RecordingStream.open("hello")) {
                rec.logStatic("world", ViewCoordinates.RIGHT_HAND_Z_UP);
                var error = rec.scalar("loop/error");
                for (int i = 0; i < 1000; i++) {
                  rec.setTimeSequence("frame", i);
                  rec.log("world/lidar", Points3D.of(xyz).colors(rgba));
                  rec.log("camera", Image.rgb8(pixels, 640, 480));
                  error.log(Math.sin(i * .1));
                }
                IO.println(error.log(0));
              }
            }
            """;

    @Test
    void shouldDoNothingAtAllWhenTheEnvironmentSaysOff(@TempDir final Path folder)
            throws IOException, InterruptedException {
        final Path shm = folder.resolve("shm");

        final ChildProcess.Outcome outcome = ChildProcess.compileAndRun(
                folder, "Hello", HELLO, Map.of("KYMO", "off", "KYMO_SHM_DIR", shm.toString()));

        assertEquals(new ChildProcess.Outcome(0, "DROPPED\n", ""), outcome);
        assertFalse(Files.exists(shm), "shared memory was made though logging is off");
    }

    @Test
    void shouldLogWithThreeJarsNoFlagsAndNothingOnStderr(@TempDir final Path folder)
            throws IOException, InterruptedException {
        final Path shm = folder.resolve("shm");

        final ChildProcess.Outcome outcome =
                ChildProcess.compileAndRun(folder, "Hello", HELLO, Map.of("KYMO_SHM_DIR", shm.toString()));

        assertEquals(new ChildProcess.Outcome(0, "BUFFERED\n", ""), outcome);
        try (Stream<Path> left = Files.list(shm)) {
            assertEquals(List.of(), left.toList(), "files left behind");
        }
    }
}
