package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.importer.ImportRequest;
import dev.kymo.importer.Importers;
import dev.kymo.importer.Progress;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.file.FileSink;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.joml.Vector3d;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real RGB-D sequence, imported and drawn.
final class LivingRoomPictureTest {
    private static final EntityPath IMAGE = EntityPath.parse("world/camera/image");
    private static final int TOLERANCE = 60;

    @TempDir
    private Path folder;

    private Path imported() throws IOException {
        final String named = System.getenv("KYMO_SHARED");
        final Path images = (named != null
                        ? Path.of(named)
                        : Path.of(System.getProperty("kymo.root"))
                                .toAbsolutePath()
                                .resolveSibling("shared"))
                .resolve("data/images");
        if (!Files.isDirectory(images)) {
            return Assumptions.abort(images + " is not there: nothing to draw");
        }
        final Path file = folder.resolve("room.rrd");
        try (RecordingStream out =
                RecordingStream.builder("room").sink(FileSink.create(file)).open()) {
            Importers.importTo(
                    ImportRequest.of(images.resolve("livingroom_rgbd"))
                            .withEntity(EntityPath.parse("world"))
                            .withTrajectory(images.resolve("livingroom_extra/trajectory.log"))
                            .withIntrinsics(new ImportRequest.Intrinsics(525, 525, 319.5, 239.5)),
                    out,
                    Progress.NONE);
        }
        return file;
    }

    @Test
    void shouldShowTheRoomAndTheCameraInIt() throws IOException {
        TestVulkan.abortWithoutVulkan();
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene scene = LoggedScene.open(imported());
                HeadlessRenderer renderer = new HeadlessRenderer(device)) {
            for (final int frame : new int[] {0, 25, 50}) {
                final LoggedScene.Drawn drawn = scene.draw(device, renderer, frame, "livingroom-" + frame);
                assertTrue(drawn.points() > 100_000, "frame " + frame + ": points " + drawn.points());
                assertEquals(1, drawn.insets());
                assertEquals(java.util.List.of(), drawn.notes());
                assertTrue(coloursOf(drawn) > 5000, "frame " + frame + ": colours " + coloursOf(drawn));
                assertFrustumPicture(scene, drawn, frame);
            }
        }
        TestVulkan.closeClean(device);
    }

    private static int coloursOf(final LoggedScene.Drawn drawn) {
        final java.util.Set<Integer> colours = new java.util.HashSet<>();
        for (int y = 0; y < LoggedScene.HEIGHT; y++) {
            for (int x = 0; x < LoggedScene.WIDTH; x++) {
                colours.add(drawn.picture().pixel(x, y));
            }
        }
        return colours.size();
    }

    /// Most places of the frustum's far side show what the camera saw there; what stands before it hides the rest.
    private static void assertFrustumPicture(final LoggedScene scene, final LoggedScene.Drawn drawn, final int frame)
            throws IOException {
        final TimeCursor cursor = new TimeCursor("frame", frame);
        int same = 0;
        int all = 0;
        try (StoreReader reader = scene.store().reader();
                Arena arena = Arena.ofConfined()) {
            final Cells cells = new Cells(reader, IMAGE, cursor);
            final ImagePixels pixels = ImagePixels.ofEncoded(
                    cells.cell("EncodedImage:blob", ImagePixels.BLOB)
                            .orElseThrow()
                            .instances()
                            .list(0)
                            .flatBytes(),
                    arena);
            final PinholeModel model = PinholeModel.of(cells, pixels.width(), pixels.height());
            final var world = Transforms.worldFrom(reader, "frame", IMAGE, frame);
            for (int v = 40; v < 480; v += 40) {
                for (int u = 40; u < 640; u += 40) {
                    final Vector3d place = world.transformPosition(
                            java.util.Objects.requireNonNull(model).point(u, v, drawn.planeDistance()));
                    final int seen = drawn.pixelAt(place.x, place.y, place.z);
                    same += isNear(pixels.colour(u, v), seen) ? 1 : 0;
                    all++;
                }
            }
        }
        assertTrue(same > all / 2, "frame " + frame + ": places with the picture's colour " + same + " of " + all);
    }

    private static boolean isNear(final int a, final int b) {
        for (int shift = 8; shift < 32; shift += 8) {
            if (Math.abs((a >>> shift & 0xFF) - (b >>> shift & 0xFF)) > TOLERANCE) {
                return false;
            }
        }
        return true;
    }
}
