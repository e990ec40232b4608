package dev.kymo.viewer.render;

import static dev.kymo.viewer.render.TestScene.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Many clouds in one draw: the same pixels as with a draw for each.
final class PointBatchTest extends RendererTest {
    private static final int CLOUDS = 60;

    /// A cloud as a test knows it.
    private record Cloud(int object, float[] xyz, int[] colours, float[] radii, double[] place) {
        static Cloud random(final int object, final SplittableRandom random) {
            final int count = random.nextInt(12);
            final float[] xyz = new float[count * 3];
            final int[] colours = new int[count];
            final float[] radii = new float[count];
            for (int i = 0; i < count; i++) {
                for (int axis = 0; axis < 3; axis++) {
                    xyz[i * 3 + axis] = (float) random.nextDouble(-1, 1);
                }
                colours[i] = random.nextInt() | 0xFF;
                radii[i] = random.nextInt(6) == 0 ? (float) random.nextDouble(0.8) : (float) -random.nextDouble(1, 4);
            }
            final double[] place =
                    Matrices.translation(random.nextDouble(-6, 6), random.nextDouble(-4, 4), random.nextDouble(-9, 6));
            place[0] = random.nextDouble(0.5, 2);
            return new Cloud(object, xyz, colours, radii, place);
        }

        void putInto(final PointBatch batch) {
            batch.resize(object, colours.length);
            batch.place(object, place);
            for (int i = 0; i < colours.length; i++) {
                batch.set(object, i, xyz[i * 3], xyz[i * 3 + 1], xyz[i * 3 + 2], colours[i], radii[i]);
            }
        }

        PointDrawData alone(final GpuDevice device) {
            return PointDrawData.upload(
                    device,
                    MemorySegment.ofArray(xyz),
                    MemorySegment.ofArray(colours),
                    MemorySegment.ofArray(radii),
                    0,
                    0);
        }
    }

    private static Picture oneByOne(final GpuDevice device, final HeadlessRenderer to, final List<Cloud> clouds) {
        final List<PointDrawData> drawn = new ArrayList<>();
        final FrameDrawData frame = frame();
        for (final Cloud each : clouds) {
            final PointDrawData alone = each.alone(device);
            drawn.add(alone);
            frame.add(alone, each.place);
        }
        final Picture picture = to.render(frame, WIDTH, HEIGHT);
        drawn.forEach(PointDrawData::close);
        return picture;
    }

    private static void compareWhileCloudsComeAndGo(final GpuDevice device, final HeadlessRenderer to) {
        final long seed = 4711;
        final SplittableRandom random = new SplittableRandom(seed);
        final List<Cloud> clouds = new ArrayList<>();
        try (PointBatch batch = new PointBatch(device)) {
            for (int round = 0; round < 12; round++) {
                for (int i = clouds.size() - 1; i >= 0; i--) {
                    if (random.nextInt(4) == 0) {
                        batch.remove(clouds.remove(i).object);
                    } else if (random.nextInt(3) == 0) {
                        clouds.set(i, Cloud.random(clouds.get(i).object, random));
                        clouds.get(i).putInto(batch);
                    }
                }
                while (clouds.size() < CLOUDS * (1 + round % 3)) {
                    final Cloud added = Cloud.random(batch.add(), random);
                    added.putInto(batch);
                    clouds.add(added);
                }
                assertEquals(clouds.size(), batch.size());
                final Picture expected = oneByOne(device, to, clouds);
                final Picture found = to.render(frame().add(batch), WIDTH, HEIGHT);
                assertEquals(
                        -1,
                        expected.rgba().mismatch(found.rgba()),
                        "first different byte, seed " + seed + ", round " + round);
                assertTrue(count(found, BACKGROUND) < WIDTH * HEIGHT);
            }
        }
    }

    @Test
    void shouldDrawWhatADrawForEachCloudWould() {
        compareWhileCloudsComeAndGo(device, renderer);
    }

    @Test
    void shouldDoSoWith32BitAtomics() {
        final GpuDevice other = TestVulkan.open(false);
        try (HeadlessRenderer renderer32 = new HeadlessRenderer(other)) {
            compareWhileCloudsComeAndGo(other, renderer32);
        }
        TestVulkan.closeClean(other);
    }

    @Test
    void shouldSendOnlyWhatHasChanged() {
        try (PointBatch batch = new PointBatch(device)) {
            final SplittableRandom random = new SplittableRandom(1);
            final List<Cloud> clouds = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                clouds.add(Cloud.random(batch.add(), random));
                clouds.getLast().putInto(batch);
            }
            render(frame().add(batch));
            final long all = batch.sentBytes();
            clouds.get(500).putInto(batch);
            render(frame().add(batch));
            assertEquals(all, batch.sentBytes(), "the same again");
            batch.place(clouds.get(500).object, Matrices.translation(1, 2, 3));
            render(frame().add(batch));
            assertTrue(batch.sentBytes() > all && batch.sentBytes() < all + 100, "bytes: " + (batch.sentBytes() - all));
        }
    }

    @Test
    void shouldNotDrawAFrameAgainInWhichNothingHasChanged() {
        try (PointBatch batch = new PointBatch(device)) {
            final Cloud cloud = Cloud.random(batch.add(), new SplittableRandom(9));
            cloud.putInto(batch);
            final FrameDrawData same = frame().add(batch);
            render(same);
            final long before = drawnCount();
            final Picture kept = renderer.renderToLook(same, WIDTH, HEIGHT);
            assertEquals(before, drawnCount());
            final int colours = kept.rgba().asByteBuffer().hashCode();
            assertEquals(colours, render(same).rgba().asByteBuffer().hashCode(), "drawn anew, it is the same");
            assertEquals(before + 1, drawnCount());
            batch.place(cloud.object, Matrices.translation(0, 0, -40));
            final Picture moved = renderer.renderToLook(same, WIDTH, HEIGHT);
            assertEquals(before + 2, drawnCount());
            assertNotEquals(colours, moved.rgba().asByteBuffer().hashCode(), "the cloud has moved");
        }
    }

    private long drawnCount() {
        return renderer.times().histogram(RenderPhase.WAIT).getTotalCount();
    }

    @Test
    void shouldRefuseCloudsThatAreTooLarge() {
        assertTrue(PointBatch.takes(PointBatch.CLOUD_POINTS_MAX, -1.5f));
        assertFalse(PointBatch.takes(PointBatch.CLOUD_POINTS_MAX + 1L, -1.5f));
        assertFalse(PointBatch.takes(1, -0.5f), "dots are drawn by other shaders");
        try (PointBatch batch = new PointBatch(device)) {
            final int object = batch.add();
            assertThrows(IllegalArgumentException.class, () -> batch.resize(object, PointBatch.CLOUD_POINTS_MAX + 1));
            assertThrows(IndexOutOfBoundsException.class, () -> batch.set(object, 0, 0, 0, 0, RED, 1));
        }
    }
}
