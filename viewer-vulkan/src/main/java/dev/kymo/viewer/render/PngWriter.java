package dev.kymo.viewer.render;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/// Writes pictures as PNG (https://www.w3.org/TR/png-3/): 8-bit RGB when nothing is transparent, else RGBA.
/// The same picture gives the same bytes on the same JDK.
public final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final int LEVEL = 6;
    private static final int RGB = 2;
    private static final int RGBA = 6;
    /// Each row as the difference from the one above.
    private static final byte FILTER_UP = 2;

    private PngWriter() {}

    public static void write(final Picture picture, final Path file) throws IOException {
        Files.write(file, encode(picture));
    }

    public static byte[] encode(final Picture picture) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final DataOutputStream output = new DataOutputStream(bytes);
        final boolean opaque = isOpaque(picture);
        output.write(SIGNATURE);
        final ByteArrayOutputStream headerBytes = new ByteArrayOutputStream();
        final DataOutputStream header = new DataOutputStream(headerBytes);
        header.writeInt(picture.width());
        header.writeInt(picture.height());
        header.write(new byte[] {8, (byte) (opaque ? RGB : RGBA), 0, 0, 0});
        writeChunk(output, "IHDR", headerBytes.toByteArray());
        writeChunk(output, "IDAT", deflate(picture, opaque ? 3 : 4));
        writeChunk(output, "IEND", new byte[0]);
        return bytes.toByteArray();
    }

    private static boolean isOpaque(final Picture picture) {
        final MemorySegment rgba = picture.rgba();
        for (long at = 3; at < rgba.byteSize(); at += 4) {
            if (rgba.get(ValueLayout.JAVA_BYTE, at) != (byte) 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static byte[] deflate(final Picture picture, final int channels) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Deflater deflater = new Deflater(LEVEL);
        final byte[] source = new byte[picture.width() * 4];
        byte[] above = new byte[picture.width() * channels];
        byte[] row = new byte[above.length];
        final byte[] filtered = new byte[above.length + 1];
        filtered[0] = FILTER_UP;
        try (DeflaterOutputStream output = new DeflaterOutputStream(bytes, deflater)) {
            for (int y = 0; y < picture.height(); y++) {
                MemorySegment.copy(
                        picture.rgba(), ValueLayout.JAVA_BYTE, (long) y * source.length, source, 0, source.length);
                for (int i = 0; i < row.length; i++) {
                    row[i] = source[i / channels * 4 + i % channels];
                    filtered[i + 1] = (byte) (row[i] - above[i]);
                }
                output.write(filtered);
                final byte[] swap = above;
                above = row;
                row = swap;
            }
        } finally {
            deflater.end();
        }
        return bytes.toByteArray();
    }

    private static void writeChunk(final DataOutputStream output, final String type, final byte[] data)
            throws IOException {
        final byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        final CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        output.writeInt(data.length);
        output.write(name);
        output.write(data);
        output.writeInt((int) crc.getValue());
    }
}
