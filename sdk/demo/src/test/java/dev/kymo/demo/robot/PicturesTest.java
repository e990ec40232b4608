package dev.kymo.demo.robot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.demo.world.World;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Leaves pictures in `target/pictures` for people to look at, and checks what a number can say about them.
final class PicturesTest {
    private static final World WORLD = World.of(7);
    private static final Path FOLDER = Path.of("target", "pictures");

    @BeforeAll
    static void makeFolder() throws IOException {
        Files.createDirectories(FOLDER);
    }

    @Test
    void shouldSeeSkyAboveAndGroundBelow() throws IOException {
        final CameraPicture picture = new CameraPicture(WORLD);
        final Pose pose = new Pose();
        final int shots = 6;
        final BufferedImage sheet =
                new BufferedImage(3 * CameraPicture.WIDTH, 2 * CameraPicture.HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < shots; i++) {
            final double timeS = WORLD.route().lapS() * i / shots + 1;
            pose.set(WORLD, timeS);
            picture.render(pose, timeS);
            draw(sheet, picture.pixels(), i % 3 * CameraPicture.WIDTH, i / 3 * CameraPicture.HEIGHT);
            assertTrue(colors(picture.pixels()) > 250, "picture " + i + " is dull: " + colors(picture.pixels()));
        }
        write(sheet, "camera.png");
    }

    @Test
    void shouldHitMoreThanAHundredThousandPointsFromEverywhereOnTheWay() throws IOException {
        final LidarScan scan = new LidarScan(WORLD);
        final Pose pose = new Pose();
        for (int i = 0; i < 24; i++) {
            final double timeS = WORLD.route().lapS() * i / 24;
            pose.set(WORLD, timeS);
            scan.turn(pose, timeS);
            assertTrue(scan.points() > 100_000, "points=" + scan.points() + " at timeS=" + timeS);
            assertEquals(12L * scan.points(), scan.positions().byteSize());
            if (i % 12 == 0) {
                write(topView(scan, pose), "lidar-top-" + i + ".png");
                write(slantedView(scan), "lidar-slant-" + i + ".png");
            }
        }
    }

    private static long colors(final byte[] pixels) {
        final boolean[] seen = new boolean[1 << 15];
        long count = 0;
        for (int i = 0; i < pixels.length; i += 3) {
            final int key = (pixels[i] & 0xf8) << 7 | (pixels[i + 1] & 0xf8) << 2 | ((pixels[i + 2] & 0xff) >> 3);
            if (!seen[key]) {
                seen[key] = true;
                count++;
            }
        }
        return count;
    }

    private static void draw(final BufferedImage sheet, final byte[] rgb, final int left, final int top) {
        for (int y = 0; y < CameraPicture.HEIGHT; y++) {
            for (int x = 0; x < CameraPicture.WIDTH; x++) {
                final int at = 3 * (y * CameraPicture.WIDTH + x);
                final int rgbBits = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
                sheet.setRGB(left + x, top + y, rgbBits);
            }
        }
    }

    private static float world(final LidarScan scan, final Pose pose, final int point, final int axis) {
        return pose.turned(
                axis,
                scan.coordinate(point, 0),
                scan.coordinate(point, 1),
                scan.coordinate(point, 2) + LidarScan.MOUNT_Z_M);
    }

    private static BufferedImage topView(final LidarScan scan, final Pose pose) {
        final int size = 1000;
        final BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < scan.points(); i++) {
            final int px = (int) (size / 2 + (world(scan, pose, i, 0) + pose.x()) * size / 90);
            final int py = (int) (size / 2 - (world(scan, pose, i, 1) + pose.y()) * size / 90);
            if (px >= 0 && py >= 0 && px < size && py < size) {
                image.setRGB(px, py, scan.color(i) >>> 8);
            }
        }
        return image;
    }

    /// From behind and above the robot, with a depth buffer.
    private static BufferedImage slantedView(final LidarScan scan) {
        final int width = 1280;
        final int height = 720;
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final float[] depths = new float[width * height];
        Arrays.fill(depths, Float.POSITIVE_INFINITY);
        final float cos = (float) Math.cos(0.62);
        final float sin = (float) Math.sin(0.62);
        for (int i = 0; i < scan.points(); i++) {
            final float forward = scan.coordinate(i, 0) + 17;
            final float up = scan.coordinate(i, 2) - 12;
            final float depth = forward * cos - up * sin;
            final float rise = forward * sin + up * cos;
            if (depth < 1) {
                continue;
            }
            final int px = (int) (width / 2 - scan.coordinate(i, 1) / depth * 800);
            final int py = (int) (height / 2 - rise / depth * 800);
            for (int k = 0; k < 4; k++) {
                final int x = px + k % 2;
                final int y = py + k / 2;
                if (x >= 0 && y >= 0 && x < width && y < height && depth < depths[y * width + x]) {
                    depths[y * width + x] = depth;
                    image.setRGB(x, y, scan.color(i) >>> 8);
                }
            }
        }
        return image;
    }

    private static void write(final BufferedImage image, final String name) throws IOException {
        try (OutputStream out = Files.newOutputStream(FOLDER.resolve(name))) {
            ImageIO.write(image, "png", out);
        }
    }
}
