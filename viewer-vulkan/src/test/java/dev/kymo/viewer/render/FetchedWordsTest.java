package dev.kymo.viewer.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.TestVulkan;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Points whose words are fetched, beside the same that shaders reach by address.
final class FetchedWordsTest {
    private static final int WIDTH = 333;
    private static final int HEIGHT = 207;
    private static final int COUNT = 6000;
    private static final int MANY = 1500;
    private static final long SEED = 5;
    private static final double[] HERE = Matrices.identity();

    /// What a device is asked to draw.
    private record Clouds(
            PointDrawData coloured, PointDrawData plain, PointDrawData sized, CloudNodeDrawData node, PointBatch batch)
            implements AutoCloseable {
        static Clouds upload(final GpuDevice device) {
            final SplittableRandom random = new SplittableRandom(SEED);
            final float[] xyz = new float[3 * COUNT];
            final int[] colours = new int[COUNT];
            final float[] radii = new float[COUNT];
            try (Arena arena = Arena.ofConfined()) {
                final MemorySegment places = arena.allocate(COUNT * 12L, 8);
                for (int i = 0; i < COUNT; i++) {
                    for (int axis = 0; axis < 3; axis++) {
                        xyz[3 * i + axis] = (float) random.nextDouble(-4, 4);
                    }
                    // some are not shown
                    colours[i] = random.nextInt() | (i % 17 == 0 ? 0 : 0xFF);
                    // dots, discs, balls, those that a workgroup draws among them
                    radii[i] = i % 500 == 0 ? -20 : (float) random.nextDouble(-4, -0.2);
                    final long place = random.nextLong(1L << 21)
                            | random.nextLong(1L << 21) << 21
                            | random.nextLong(1L << 20, 5L << 18) << 42;
                    places.setAtIndex(ValueLayout.JAVA_LONG, i, place);
                    places.set(ValueLayout.JAVA_INT, COUNT * 8L + i * 4L, colours[i]);
                }
                xyz[6] = Float.NaN;
                final MemorySegment positions = MemorySegment.ofArray(xyz);
                return new Clouds(
                        PointDrawData.upload(device, positions, MemorySegment.ofArray(colours), null, 0, -0.5f),
                        PointDrawData.upload(device, positions, null, null, TestScene.RED, 0.02f),
                        PointDrawData.upload(
                                device,
                                positions,
                                MemorySegment.ofArray(colours),
                                MemorySegment.ofArray(radii),
                                0,
                                -0.5f),
                        CloudNodeDrawData.upload(device, places, COUNT),
                        batch(device, random));
            }
        }

        private static PointBatch batch(final GpuDevice device, final SplittableRandom random) {
            final PointBatch batch = new PointBatch(device);
            for (int cloud = 0; cloud < 40; cloud++) {
                final int object = batch.add();
                batch.resize(object, 20);
                batch.place(
                        object, Matrices.translation(random.nextDouble(-2, 2), random.nextDouble(-2, 2), cloud % 3));
                for (int point = 0; point < 20; point++) {
                    batch.set(
                            object,
                            point,
                            (float) random.nextDouble(-2, 2),
                            (float) random.nextDouble(-2, 2),
                            (float) random.nextDouble(-2, 2),
                            random.nextInt() | 0xFF,
                            point == 0 ? -20 : (float) random.nextDouble(-3, 0.05));
                }
            }
            return batch;
        }

        private static FrameDrawData frame(final int scene) {
            final Camera camera = Camera.perspective(
                    new double[] {5, 4, 8}, new double[3], new double[] {0, 1, 0}, Math.toRadians(60), 0.01);
            return new FrameDrawData(camera).style(style(scene % 4));
        }

        private static CloudStyle style(final int number) {
            return switch (number) {
                case 1 -> CloudStyle.PLAIN.withFilledHoles(true);
                case 2 -> CloudStyle.PLAIN.withEyeDome(true).withFilledHoles(true);
                case 3 -> CloudStyle.PLAIN.withClip(new ClipBox(-2, -1, -3, 1.5, 2, 0.5));
                default -> CloudStyle.PLAIN;
            };
        }

        List<FrameDrawData> frames() {
            final double[] fromPlace = Matrices.identity();
            for (int axis = 0; axis < 3; axis++) {
                fromPlace[5 * axis] = 8.0 / (1 << 21);
                fromPlace[12 + axis] = -4;
            }
            final List<FrameDrawData> all = new ArrayList<>();
            for (int style = 0; style < 4; style++) {
                all.add(frame(style).add(coloured, HERE));
                all.add(frame(style).add(plain, HERE));
                all.add(frame(style).add(batch));
                all.add(frame(style).add(sized, HERE).addShare(coloured, HERE, -1.5f));
                // stand-ins in some octants, none, and points larger than a dot
                final FrameDrawData.LodRadii dots = new FrameDrawData.LodRadii(-0.5f, 0.3f);
                all.add(frame(style).add(node, fromPlace, 1, dots, 0b10110010));
                all.add(frame(style).add(node, fromPlace, 1, dots, 0xFF));
                all.add(frame(style)
                        .add(node, fromPlace, 1, new FrameDrawData.LodRadii(-2, 0.1f), 0)
                        .add(plain, HERE));
            }
            return all;
        }

        @Override
        public void close() {
            coloured.close();
            plain.close();
            sized.close();
            node.close();
            batch.close();
        }
    }

    /// More clouds than there are sets in a pool, each a buffer or two of its own.
    private static Picture manySmall(final GpuDevice device, final HeadlessRenderer renderer) {
        final List<PointDrawData> clouds = new ArrayList<>();
        final SplittableRandom random = new SplittableRandom(SEED);
        final FrameDrawData frame = Clouds.frame(0);
        for (int i = 0; i < MANY; i++) {
            final float[] xyz = new float[6];
            for (int at = 0; at < xyz.length; at++) {
                xyz[at] = (float) random.nextDouble(-4, 4);
            }
            final int[] colours = {random.nextInt() | 0xFF, random.nextInt() | 0xFF};
            clouds.add(PointDrawData.upload(
                    device,
                    MemorySegment.ofArray(xyz),
                    i % 2 == 0 ? MemorySegment.ofArray(colours) : null,
                    null,
                    colours[0],
                    -1.5f));
            frame.addShare(clouds.getLast(), HERE, -1.5f);
        }
        final Picture picture = renderer.render(frame, WIDTH, HEIGHT);
        clouds.forEach(PointDrawData::close);
        return picture;
    }

    private static List<Picture> pictures(final DeviceOptions options) {
        final GpuDevice device = GpuDevice.open(options);
        final List<Picture> pictures = new ArrayList<>();
        try (HeadlessRenderer smooth = new HeadlessRenderer(device);
                HeadlessRenderer plain = new HeadlessRenderer(device, false);
                Clouds clouds = Clouds.upload(device)) {
            assertEquals(options.fetchesWords(), device.fetchesWords());
            for (final FrameDrawData frame : clouds.frames()) {
                pictures.add(smooth.render(frame, WIDTH, HEIGHT));
                pictures.add(plain.render(frame, WIDTH, HEIGHT));
            }
            // twice, with sets that were given back
            pictures.add(manySmall(device, plain));
            pictures.add(manySmall(device, plain));
        }
        TestVulkan.closeClean(device);
        return pictures;
    }

    @Test
    void shouldDrawTheSamePicturesAsByAddress() {
        TestVulkan.abortWithoutVulkan();
        for (final boolean wide : new boolean[] {true, false}) {
            final DeviceOptions options = new DeviceOptions("software", true, wide);
            final List<Picture> fetched = pictures(options);
            final List<Picture> expected = pictures(options.withFetchedWords(false));
            for (int i = 0; i < expected.size(); i++) {
                final String what = "64 bits " + wide + ", picture " + i;
                assertEquals(-1, expected.get(i).rgba().mismatch(fetched.get(i).rgba()), what);
                assertFalse(isEmpty(expected.get(i)), what);
            }
        }
    }

    private static boolean isEmpty(final Picture picture) {
        int lit = 0;
        for (int x = 0; x < WIDTH; x++) {
            final int rgba = picture.pixel(x, HEIGHT / 2);
            lit += (rgba >>> 24) + (rgba >> 16 & 0xFF) + (rgba >> 8 & 0xFF) > 3 * 0x28 ? 1 : 0;
        }
        return lit == 0;
    }
}
