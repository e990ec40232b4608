package dev.kymo.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Points3D;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The menu of the 3D view that says how clouds are shown, in a real window. Screenshots are kept in
/// `target/pictures`.
final class CloudStyleWindowTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int TAB_BAR = 24;
    /// The middle of the menu's button, from the right and the upper edge of the view.
    private static final int BUTTON_RIGHT = 34 + 2 * 28 - 13;
    private static final int BUTTON_TOP = TAB_BAR + 8 + 11;
    /// The first check box, from where the menu was opened; the next ones are below it.
    private static final int BOX_X = 18;

    private static final int BOX_Y = 20;
    private static final int BOX_STEP = 27;

    @TempDir
    private Path folder;

    private Path recording() throws IOException {
        final Path file = folder.resolve("hills.rrd");
        OwnCase.write(file, "hills", "hills", out -> {
            final SplittableRandom random = new SplittableRandom(3);
            final float[] xyz = new float[3 * 200_000];
            for (int i = 0; i < xyz.length; i += 3) {
                xyz[i] = (float) random.nextDouble(-5, 5);
                xyz[i + 1] = (float) random.nextDouble(-5, 5);
                xyz[i + 2] = (float) (Math.sin(xyz[i] * 1.3) * Math.cos(xyz[i + 1]) * 0.8);
            }
            out.setTimeSequence("frame", 0);
            out.log("hills", Points3D.of(xyz));
        });
        return file;
    }

    private static Path kept(final String name) throws IOException {
        final Path pictures = Path.of(System.getProperty("kymo.root"), "viewer-vulkan", "target", "pictures");
        Files.createDirectories(pictures);
        return pictures.resolve(name + ".png");
    }

    @Test
    void shouldShowCloudsAsTheMenuSays() throws IOException, InterruptedException {
        TestVulkan.abortWithoutVulkan();
        final Path file = recording();
        try (Desktop desktop = Desktop.open(WIDTH, HEIGHT);
                DrivenViewer viewer =
                        DrivenViewer.start(desktop, folder, file, "--size", WIDTH + "x" + HEIGHT, "--eye-dome")) {
            viewer.await(
                    "lit as the command line says", s -> style(s.get("CloudStyle"), "fillsHoles=false, eyeDome=true"));
            final int[] view = viewer.place("3D");
            final int x = view[0] + view[2] - BUTTON_RIGHT;
            final int y = view[1] + BUTTON_TOP;
            viewer.click(x, y);
            desktop.shoot(kept("cloud-style-menu"));
            viewer.click(x + BOX_X, y + BOX_Y);
            viewer.await("fills holes", s -> style(s.get("CloudStyle"), "fillsHoles=true, eyeDome=true"));
            viewer.click(x + BOX_X, y + BOX_Y + BOX_STEP);
            viewer.await("no light", s -> style(s.get("CloudStyle"), "fillsHoles=true, eyeDome=false"));
            viewer.click(x + BOX_X, y + BOX_Y + 2 * BOX_STEP);
            final String clipped = viewer.await("clips", s -> style(s.get("CloudStyle"), "clip=ClipBox[lowX="))
                    .get("CloudStyle");
            desktop.shoot(kept("cloud-style-box"));
            // Its first number, dragged
            final int fieldY = y + BOX_Y + 3 * BOX_STEP;
            viewer.drag(x + 40, fieldY, x + 120, fieldY);
            viewer.await("another box", s -> !clipped.equals(s.get("CloudStyle")));
            desktop.shoot(kept("cloud-style-dragged"));
            assertTrue(style(viewer.state().get("CloudStyle"), "fillsHoles=true, eyeDome=false, clip=ClipBox"));
            viewer.key("Escape");
            viewer.quit();
        }
    }

    private static boolean style(final String shown, final String part) {
        return shown != null && shown.contains(part);
    }
}
