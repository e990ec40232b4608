package dev.kymo.viewer.render;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.lwjgl.stb.STBImage;
import org.lwjgl.system.MemoryStack;

/// Decodes JPEG and PNG (8 and 16 bits per channel). Any thread.
public final class ImageDecoder {
    /// Pictures of more pixels are refused: what a file claims must not decide how much is allocated.
    public static final long PIXELS_MAX = 1L << 27;

    /// As many channels as the file has.
    public static final int CHANNELS_OF_FILE = 0;

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    /// Of the header that every PNG begins with: bits of a channel, then the kind of its colours (RFC 2083, 4.1.1).
    private static final int PNG_BITS_AT = 24;

    private static final int PNG_GRAY = 0;
    private static final int PNG_HEAD_BYTES = 33;

    private ImageDecoder() {}

    /// Decodes as the file has it: its channels, its bits.
    ///
    /// @param encoded the whole file
    /// @throws IOException naming what is wrong, for anything that is not a JPEG or PNG of reasonable size
    public static DecodedImage decode(final MemorySegment encoded, final Arena arena) throws IOException {
        return decode(encoded, CHANNELS_OF_FILE, true, arena);
    }

    /// Decodes to 8-bit RGBA, what [Texture#upload] takes.
    ///
    /// @throws IOException as [#decode(MemorySegment, Arena)] does
    public static DecodedImage decodeRgba(final MemorySegment encoded, final Arena arena) throws IOException {
        return decode(encoded, 4, false, arena);
    }

    /// Whether a file has one channel of 16 bits, so that 8 of them would not say what it says: depths, heights,
    /// radiometry.
    ///
    /// @throws IOException as [#decode(MemorySegment, Arena)] does, for what is neither JPEG nor PNG
    public static boolean isDeepGray(final MemorySegment encoded) throws IOException {
        if (!kindOf(encoded).equals("PNG") || encoded.byteSize() < PNG_HEAD_BYTES) {
            return false;
        }
        return encoded.get(BYTE, PNG_BITS_AT) == 16 && encoded.get(BYTE, PNG_BITS_AT + 1) == PNG_GRAY;
    }

    private static DecodedImage decode(
            final MemorySegment encoded, final int wantedChannels, final boolean keep16Bits, final Arena arena)
            throws IOException {
        final String kind = kindOf(encoded);
        if (encoded.byteSize() > Integer.MAX_VALUE) {
            throw new IOException(kind + " of " + encoded.byteSize() + " bytes, at most " + Integer.MAX_VALUE);
        }
        // stb reads native memory
        try (Arena scratch = Arena.ofConfined();
                MemoryStack stack = MemoryStack.stackPush()) {
            final MemorySegment source = encoded.isNative()
                    ? encoded
                    : scratch.allocate(encoded.byteSize()).copyFrom(encoded);
            final ByteBuffer bytes = source.asByteBuffer();
            final IntBuffer width = stack.mallocInt(1);
            final IntBuffer height = stack.mallocInt(1);
            final IntBuffer channels = stack.mallocInt(1);
            if (!STBImage.stbi_info_from_memory(bytes, width, height, channels)) {
                throw failure(kind, encoded);
            }
            if ((long) width.get(0) * height.get(0) > PIXELS_MAX) {
                throw new IOException(kind + " of " + width.get(0) + " x " + height.get(0) + " pixels, at most "
                        + PIXELS_MAX + " in all");
            }
            final boolean deep = keep16Bits && STBImage.stbi_is_16_bit_from_memory(bytes);
            final MemorySegment pixels = deep
                    ? load16(bytes, width, height, channels, wantedChannels, arena)
                    : load8(bytes, width, height, channels, wantedChannels, arena);
            if (pixels == null) {
                throw failure(kind, encoded);
            }
            final int found = wantedChannels == CHANNELS_OF_FILE ? channels.get(0) : wantedChannels;
            return new DecodedImage(width.get(0), height.get(0), found, deep ? 16 : 8, pixels);
        }
    }

    private static @Nullable MemorySegment load8(
            final ByteBuffer bytes,
            final IntBuffer width,
            final IntBuffer height,
            final IntBuffer channels,
            final int wantedChannels,
            final Arena arena) {
        final ByteBuffer pixels = STBImage.stbi_load_from_memory(bytes, width, height, channels, wantedChannels);
        if (pixels == null) {
            return null;
        }
        try {
            return arena.allocate(pixels.remaining(), Long.BYTES).copyFrom(MemorySegment.ofBuffer(pixels));
        } finally {
            STBImage.stbi_image_free(pixels);
        }
    }

    private static @Nullable MemorySegment load16(
            final ByteBuffer bytes,
            final IntBuffer width,
            final IntBuffer height,
            final IntBuffer channels,
            final int wantedChannels,
            final Arena arena) {
        final ShortBuffer pixels = STBImage.stbi_load_16_from_memory(bytes, width, height, channels, wantedChannels);
        if (pixels == null) {
            return null;
        }
        try {
            final MemorySegment samples = MemorySegment.ofBuffer(pixels);
            return arena.allocate(samples.byteSize(), Long.BYTES).copyFrom(samples);
        } finally {
            STBImage.stbi_image_free(pixels);
        }
    }

    private static String kindOf(final MemorySegment encoded) throws IOException {
        if (startsWith(encoded, PNG)) {
            return "PNG";
        }
        if (startsWith(encoded, JPEG)) {
            return "JPEG";
        }
        final StringBuilder found = new StringBuilder();
        for (int i = 0; i < Math.min(encoded.byteSize(), PNG.length); i++) {
            found.append(String.format(Locale.ROOT, "%02x ", encoded.get(BYTE, i)));
        }
        throw new IOException("image of " + encoded.byteSize() + " bytes: expected JPEG or PNG, found first bytes "
                + found.toString().strip());
    }

    private static boolean startsWith(final MemorySegment encoded, final byte[] magic) {
        if (encoded.byteSize() < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (encoded.get(BYTE, i) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static IOException failure(final String kind, final MemorySegment encoded) {
        return new IOException(
                "damaged " + kind + " of " + encoded.byteSize() + " bytes: " + STBImage.stbi_failure_reason());
    }
}
