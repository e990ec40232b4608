package dev.kymo.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
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
    void shouldStartAViewerWhenNobodyLooksOn(@TempDir final Path folder) throws IOException, InterruptedException {
        final Path home = Files.createDirectory(folder.resolve("home"));
        final Path said = folder.resolve("said.txt");
        final Path kymo = Files.createFile(
                home.resolve("kymo"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(
                kymo, "#!/bin/sh\necho \"$@\" \"$KYMO_SHM_DIR\" > " + said + ".new; mv " + said + ".new " + said);
        final Path shm = folder.resolve("shm");

        final ChildProcess.Outcome outcome = ChildProcess.compileAndRun(
                folder, "Spawn", """
                import dev.kymo.sdk.*;

                void main() {
                  try (var rec = RecordingStream.builder("spawn").spawn().open()) {
                    IO.println(rec.log("value", Scalars.of(1)));
                  }
                }
                """, Map.of("KYMO_SHM_DIR", shm.toString(), "KYMO_HOME", home.toString()));

        assertEquals(new ChildProcess.Outcome(0, "BUFFERED\n", ""), outcome);
        final long deadlineNs = System.nanoTime() + 30_000_000_000L;
        while (!Files.exists(said) && System.nanoTime() < deadlineNs) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals("view live: " + shm, Files.readString(said).strip());
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
