package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.Scalars;
import dev.kymo.viewer.render.DecodedImage;
import dev.kymo.viewer.render.ImageDecoder;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `view --headless --screenshot`.
final class ViewCommandTest {
    @TempDir
    private Path folder;

    /// Three points from frame 1 on, five from frame 4 on.
    private Path recording() throws IOException {
        final Path file = folder.resolve("clouds.rrd");
        OwnCase.write(file, "clouds", "clouds", out -> {
            out.setTimeSequence("frame", 1);
            out.log("cloud", Points3D.of(0, 0, 0, 1, 0, 0, 0, 1, 0));
            out.setTimeSequence("frame", 4);
            out.log("cloud", Points3D.of(new float[15]));
            out.setTimeSequence("frame", 1000);
            out.log("loop", Scalars.of(1));
        });
        return file;
    }

    private static void assertSize(final int width, final int height, final Path png) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final DecodedImage image = ImageDecoder.decodeRgba(MemorySegment.ofArray(Files.readAllBytes(png)), arena);
            assertEquals(width, image.width());
            assertEquals(height, image.height());
        }
    }

    @Test
    void shouldTakeThePictureOfTheAskedMoment() throws IOException {
        TestVulkan.abortWithoutVulkan();
        final Path file = recording();
        final Path png = folder.resolve("view.png");
        try (Kymo kymo = Kymo.loop(folder)) {
            final Kymo.Outcome last = kymo.run("view", file, "--headless", "--screenshot", png);
            assertEquals(0, last.exitCode(), last.stderr());
            assertEquals("", last.stdout());
            assertTrue(last.stderr().contains("5 points"), last.stderr());
            assertTrue(last.stderr().contains("frame = 1000"), last.stderr());
            assertSize(1280, 800, png);
            final Kymo.Outcome early =
                    kymo.run("view", file, "--headless", "--screenshot", png, "--at", "frame=3", "--size", "333x222");
            assertTrue(early.stderr().contains("3 points"), early.stderr());
            assertSize(333, 222, png);
            final byte[] first = Files.readAllBytes(png);
            kymo.run("view", file, "--headless", "--screenshot", png, "--at", "frame=3", "--size", "333x222");
            assertArrayEquals(first, Files.readAllBytes(png));
            final Kymo.Outcome before = kymo.run("view", file, "--headless", "--screenshot", png, "--at", "frame=0");
            assertEquals(0, before.exitCode());
            assertTrue(before.stderr().contains("note: nothing to see at frame=0"), before.stderr());
            final Kymo.Outcome unknown = kymo.run("view", file, "--headless", "--screenshot", png, "--at", "tick=1");
            assertEquals(0, unknown.exitCode());
            assertTrue(unknown.stderr().contains("note: no timeline tick"), unknown.stderr());
        }
    }

    @Test
    void shouldShowAndAnswerFromWhatCanBeImported() throws IOException {
        TestVulkan.abortWithoutVulkan();
        final Path png = folder.resolve("view.png");
        final Map<String, byte[]> kinds =
                Map.of("scan.las", SmallSources.las(), "scan.pcd", SmallSources.pcd(), "no-suffix", SmallSources.ply());
        try (Kymo kymo = Kymo.loop(folder)) {
            for (final Map.Entry<String, byte[]> kind : kinds.entrySet()) {
                final Path file = Files.write(folder.resolve(kind.getKey()), kind.getValue());
                final Kymo.Outcome shown = kymo.run("view", file, "--headless", "--screenshot", png);
                assertEquals(0, shown.exitCode(), shown.stderr());
                assertTrue(shown.stderr().contains("frame = 0"), shown.stderr());
                assertFalse(shown.stderr().contains(" 0 points"), shown.stderr());
            }
            final Path again = Files.write(folder.resolve("scan2.pcd"), SmallSources.pcd());
            final Kymo.Outcome frames =
                    kymo.run("view", folder.resolve("scan.pcd"), again, "--headless", "--screenshot", png);
            assertTrue(frames.stderr().contains("frame = 1"), frames.stderr());
            final Kymo.Outcome answer = kymo.run(
                    "query",
                    "latest-at",
                    folder.resolve("scan.las"),
                    "--entity",
                    "/scan",
                    "--at",
                    "frame=0",
                    "--component",
                    "Points3D:positions",
                    "--json");
            assertEquals(0, answer.exitCode(), answer.stderr());
            assertTrue(answer.stdout().contains("\"count\":3"), answer.stdout());
        }
    }

    @Test
    void shouldSayHowOtherFilesBecomeRecordings() throws IOException {
        final Path las = Files.write(folder.resolve("scan.las"), SmallSources.las());
        final Path file = recording();
        try (Kymo kymo = Kymo.loop(folder)) {
            for (final String tool : new String[] {"stats", "print", "verify"}) {
                final Kymo.Outcome refused = kymo.run("rrd", tool, las);
                assertEquals(1, refused.exitCode(), refused.stderr());
                assertTrue(refused.stderr().contains("kymo import " + las), refused.stderr());
            }
            final Kymo.Outcome both = kymo.run("query", "range", file, las, "--entity", "/a", "--timeline", "frame");
            assertEquals(1, both.exitCode(), both.stderr());
            assertTrue(both.stderr().contains("kymo import " + las), both.stderr());
        }
    }

    @Test
    void shouldSayWhatIsMissingToDraw() throws IOException, InterruptedException {
        final Path png = folder.resolve("view.png");
        final Kymo.Outcome outcome = Kymo.start(
                        folder,
                        Map.of("VK_ICD_FILENAMES", "/nonexistent", "VK_DRIVER_FILES", "/nonexistent"),
                        "view",
                        recording(),
                        "--headless",
                        "--screenshot",
                        png)
                .end();
        assertEquals(1, outcome.exitCode(), outcome.stderr());
        assertEquals(1, outcome.complaints().size(), outcome.stderr());
        assertTrue(outcome.stderr().contains("mesa-vulkan-drivers"), outcome.stderr());
        assertFalse(outcome.stderr().contains("Exception"), outcome.stderr());
        assertFalse(Files.exists(png));
    }
}
