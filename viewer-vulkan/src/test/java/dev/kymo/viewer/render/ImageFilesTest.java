package dev.kymo.viewer.render;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class ImageFilesTest {
    private static Picture noise(final int width, final int height, final boolean opaque, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final int[] texels = new int[width * height];
        for (int i = 0; i < texels.length; i++) {
            texels[i] = random.nextInt() | (opaque ? 0xFF000000 : 0);
        }
        final MemorySegment rgba = Arena.ofAuto().allocate(texels.length * 4L, 4);
        MemorySegment.copy(texels, 0, rgba, ValueLayout.JAVA_INT, 0, texels.length);
        return new Picture(width, height, rgba);
    }

    @Test
    void shouldWritePngThatAnotherDecoderReads() throws IOException {
        for (final boolean opaque : new boolean[] {true, false}) {
            final Picture picture = noise(37, 23, opaque, 1);
            final byte[] png = PngWriter.encode(picture);
            assertArrayEquals(png, PngWriter.encode(picture));
            final BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
            assertEquals(37, image.getWidth());
            assertEquals(23, image.getHeight());
            for (int y = 0; y < 23; y++) {
                for (int x = 0; x < 37; x++) {
                    final int argb = Integer.rotateRight(picture.pixel(x, y), 8);
                    assertEquals(argb, image.getRGB(x, y), "seed 1, pixel (" + x + ", " + y + ")");
                }
            }
        }
    }

    @Test
    void shouldDecodeItsOwnPngs() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final Picture picture = noise(40, 9, false, 2);
            final DecodedImage image = ImageDecoder.decode(MemorySegment.ofArray(PngWriter.encode(picture)), arena);
            assertEquals(4, image.channels());
            assertEquals(8, image.bitsPerChannel());
            assertEquals(-1, image.pixels().mismatch(picture.rgba()));
        }
    }

    @Test
    void shouldKeepSixteenBits() throws IOException {
        final BufferedImage deep = new BufferedImage(20, 10, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 200; i++) {
            deep.getRaster().setSample(i % 20, i / 20, 0, i * 300 + 7);
        }
        final ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(deep, "png", png);
        try (Arena arena = Arena.ofConfined()) {
            final DecodedImage image = ImageDecoder.decode(MemorySegment.ofArray(png.toByteArray()), arena);
            assertEquals(16, image.bitsPerChannel());
            assertEquals(1, image.channels());
            for (int i = 0; i < 200; i++) {
                assertEquals(i * 300 + 7, Short.toUnsignedInt(image.pixels().getAtIndex(ValueLayout.JAVA_SHORT, i)));
            }
        }
    }

    @Test
    void shouldDecodeJpegToRgba() throws IOException {
        final BufferedImage source = new BufferedImage(64, 48, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < 48; y++) {
            for (int x = 0; x < 64; x++) {
                source.setRGB(x, y, y < 24 ? 0xC83232 : 0x3232C8);
            }
        }
        final ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(source, "jpg", jpeg);
        try (Arena arena = Arena.ofConfined()) {
            final DecodedImage image = ImageDecoder.decodeRgba(MemorySegment.ofArray(jpeg.toByteArray()), arena);
            assertEquals(4, image.channels());
            final Picture picture = new Picture(image.width(), image.height(), image.pixels());
            assertEquals(0xC8, picture.pixel(10, 5) >>> 24, 6);
            assertEquals(0xC8, picture.pixel(10, 40) >>> 8 & 0xFF, 6);
            assertEquals(0xFF, picture.pixel(10, 40) & 0xFF);
        }
    }

    @Test
    void shouldDecodeCameraAndDepthFiles() throws IOException {
        final String set = System.getenv("KYMO_SHARED");
        final Path shared = set != null
                ? Path.of(set)
                : Path.of(System.getProperty("kymo.root")).resolveSibling("shared");
        final Path images = shared.resolve("data/images/livingroom_rgbd");
        if (!Files.isDirectory(images)) {
            Assumptions.abort("no sample images at " + images);
        }
        try (Arena arena = Arena.ofConfined()) {
            final byte[] colour = Files.readAllBytes(images.resolve("image/00000.jpg"));
            final DecodedImage photo = ImageDecoder.decodeRgba(MemorySegment.ofArray(colour), arena);
            assertEquals(640, photo.width());
            assertEquals(480, photo.height());
            final byte[] millimetres = Files.readAllBytes(images.resolve("depth/00000.png"));
            final DecodedImage depth = ImageDecoder.decode(MemorySegment.ofArray(millimetres), arena);
            assertEquals(16, depth.bitsPerChannel());
            assertEquals(1, depth.channels());
            final int middle = Short.toUnsignedInt(depth.pixels().getAtIndex(ValueLayout.JAVA_SHORT, 240 * 640 + 320));
            assertTrue(middle > 300 && middle < 10_000, "millimetres: " + middle);
        }
    }

    @Test
    void shouldRefuseGarbageSayingWhatItFound() {
        try (Arena arena = Arena.ofConfined()) {
            final IOException refused = assertThrows(
                    IOException.class,
                    () -> ImageDecoder.decode(MemorySegment.ofArray(new byte[] {'G', 'I', 'F', '8', '9', 'a'}), arena));
            assertTrue(refused.getMessage().contains("expected JPEG or PNG"), refused.getMessage());
            assertTrue(refused.getMessage().contains("47 49 46"), refused.getMessage());
            assertThrows(IOException.class, () -> ImageDecoder.decode(MemorySegment.ofArray(new byte[0]), arena));
        }
    }

    @Test
    void shouldSurviveTruncationAtEveryByteAndDamage() throws IOException {
        final byte[] png = PngWriter.encode(noise(9, 7, true, 3));
        try (Arena arena = Arena.ofConfined()) {
            // whatever follows the last pixel (checksums, IEND) may be missing
            for (int length = 0; length < png.length - 30; length++) {
                final MemorySegment cut = MemorySegment.ofArray(png).asSlice(0, length);
                assertThrows(IOException.class, () -> ImageDecoder.decode(cut, arena), "cut at " + length);
            }
        }
        final SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 2000; round++) {
            final byte[] damaged = png.clone();
            damaged[8 + random.nextInt(damaged.length - 8)] = (byte) random.nextInt();
            try (Arena arena = Arena.ofConfined()) {
                final DecodedImage image = ImageDecoder.decode(MemorySegment.ofArray(damaged), arena);
                assertTrue(image.width() > 0 && image.height() > 0, "seed 4, round " + round);
            } catch (IOException expected) {
                assertTrue(expected.getMessage() != null, "seed 4, round " + round);
            }
        }
    }

    @Test
    void shouldRefuseSizesThatOnlyTheHeaderClaims() throws IOException {
        final byte[] png = PngWriter.encode(noise(2, 2, true, 3));
        // IHDR: width and height at byte 16
        png[17] = 0x7F;
        png[21] = 0x7F;
        try (Arena arena = Arena.ofConfined()) {
            final IOException refused =
                    assertThrows(IOException.class, () -> ImageDecoder.decode(MemorySegment.ofArray(png), arena));
            assertTrue(refused.getMessage().contains("PNG"), refused.getMessage());
        }
    }
}
