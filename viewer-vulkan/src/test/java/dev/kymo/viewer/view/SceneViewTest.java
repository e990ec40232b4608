package dev.kymo.viewer.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.sdk.Boxes3D;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.Picture;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.io.IOException;
import java.nio.file.Path;
import org.joml.Vector3d;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One view of a store through time: as if each moment were looked at afresh, at the price of what changes.
final class SceneViewTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    @TempDir
    private Path folder;

    private LoggedScene recording() throws IOException {
        return LoggedScene.of(folder, out -> {
            out.setTimeSequence("frame", 0);
            out.logStatic("map", Points3D.of(-4, -4, 0, 4, -4, 0, 4, 4, 0, -4, 4, 0));
            for (int frame = 0; frame < 4; frame++) {
                out.setTimeSequence("frame", frame);
                out.log("robot", Points3D.of(frame, 0, 1, frame, 1, 1));
                out.log("robot/box", Boxes3D.fromHalfSizes(0.5f + frame, 0.5f, 0.5f));
            }
        });
    }

    private static Picture fresh(
            final StoreReader reader,
            final long frame,
            final Eye eye,
            final GpuDevice device,
            final HeadlessRenderer to) {
        try (SceneView view = new SceneView(device)) {
            view.show(reader, new TimeCursor("frame", frame), _ -> true);
            return to.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
        }
    }

    @Test
    void shouldShowEachMomentAsIfNoOtherHadBeenShownBefore() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene recording = recording();
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                SceneView view = new SceneView(device);
                StoreReader reader = recording.store().reader()) {
            view.show(reader, new TimeCursor("frame", 3), _ -> true);
            final Eye eye = Eye.framing(view.scene(), WIDTH, HEIGHT);
            for (final long frame : new long[] {3, 0, 2, 1, 3, 0}) {
                view.show(reader, new TimeCursor("frame", frame), _ -> true);
                final Picture picture = renderer.render(view.compose(eye, WIDTH, HEIGHT, 1), WIDTH, HEIGHT);
                final Picture expected = fresh(reader, frame, eye, device, renderer);
                assertEquals(-1, expected.rgba().mismatch(picture.rgba()), "first different byte of frame " + frame);
            }
        }
        TestVulkan.closeClean(device);
    }

    /// Too many points for the batch of small clouds, of which what has changed is sent each time.
    private static Points3D large(final float x) {
        final float[] xyz = new float[300 * 3];
        java.util.Arrays.fill(xyz, x);
        return Points3D.of(xyz);
    }

    @Test
    void shouldSendALargeRowToTheDeviceOnce() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene recording = LoggedScene.of(folder, out -> {
                    out.logStatic("map", large(-1));
                    for (int frame = 0; frame < 4; frame++) {
                        out.setTimeSequence("frame", frame);
                        out.log("robot", large(frame));
                    }
                });
                SceneView view = new SceneView(device);
                StoreReader reader = recording.store().reader()) {
            for (int round = 0; round < 3; round++) {
                for (long frame = 0; frame < 4; frame++) {
                    view.show(reader, new TimeCursor("frame", frame), _ -> true);
                }
            }
            // the map, and four clouds of the robot
            assertEquals(5, view.uploadCount());
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldKeepTheSceneWhileTheSameRowsMakeIt() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene recording = LoggedScene.of(folder, out -> {
                    for (int frame = 0; frame < 30; frame++) {
                        out.setTimeSequence("frame", frame);
                        out.log("load", Scalars.of(frame));
                        if (frame % 10 == 0) {
                            out.log("robot", Transform3D.fromTranslation(frame, 0, 0));
                            out.log("robot/cloud", Points3D.of(0, 0, 0, 1, 1, 1));
                        }
                    }
                });
                SceneView view = new SceneView(device);
                StoreReader reader = recording.store().reader()) {
            final Scene first = view.show(reader, new TimeCursor("frame", 3), _ -> true);
            assertSame(first, view.show(reader, new TimeCursor("frame", 9), _ -> true), "nothing in space has changed");
            final Scene moved = view.show(reader, new TimeCursor("frame", 10), _ -> true);
            assertNotSame(first, moved);
            assertSame(moved, view.show(reader, new TimeCursor("frame", 19), _ -> true));
            final EntityPath cloud = EntityPath.parse("/robot/cloud");
            assertEquals(
                    0,
                    view.show(reader, new TimeCursor("frame", 19), entity -> !entity.equals(cloud))
                            .pointCount(),
                    "what is hidden is not shown");
            assertEquals(3, view.builtCount());
        }
        TestVulkan.closeClean(device);
    }

    @Test
    void shouldFindWhatIsUnderTheMouseAndLeaveOutWhatIsHidden() throws IOException {
        final GpuDevice device = TestVulkan.open();
        try (LoggedScene recording = recording();
                SceneView view = new SceneView(device);
                StoreReader reader = recording.store().reader()) {
            final EntityPath robot = EntityPath.parse("/robot");
            view.show(reader, new TimeCursor("frame", 2), _ -> true);
            final Eye eye = Eye.framing(view.scene(), WIDTH, HEIGHT);
            final double[] at = SceneView.project(eye, new Vector3d(2, 1, 1), WIDTH, HEIGHT);
            assertEquals(
                    robot,
                    view.pick(eye, at[0] + 2, at[1], WIDTH, HEIGHT, 1)
                            .orElseThrow()
                            .entity());
            assertTrue(view.pick(eye, 1, 1, WIDTH, HEIGHT, 1).isEmpty());
            assertEquals(2.5, view.extentOf(EntityPath.parse("/robot/box")).high().x, 1e-5);
            view.show(reader, new TimeCursor("frame", 2), entity -> !robot.contains(entity));
            assertEquals(4, view.scene().pointCount());
            assertTrue(view.extentOf(robot).isEmpty());
        }
        TestVulkan.closeClean(device);
    }
}
