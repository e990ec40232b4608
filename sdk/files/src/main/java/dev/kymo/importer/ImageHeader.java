package dev.kymo.importer;

/// Width and height of a JPEG or PNG file, from its head.
///
/// @param width in pixels, at least 1
/// @param height in pixels, at least 1
record ImageHeader(int width, int height) {
    private static final long PNG_SIGNATURE = 0x0a1a0a0d474e5089L;
    private static final int PNG_WIDTH_OFFSET = 16;
    private static final int PNG_HEAD_BYTES = 33;
    private static final int JPEG_START = 0xd8ff;
    private static final int MARKER = 0xff;

    static boolean isPng(final SourceFile file) {
        return file.sizeBytes() >= PNG_HEAD_BYTES && file.i64(0) == PNG_SIGNATURE;
    }

    /// @throws ImportException when it is neither, or the head is broken
    static ImageHeader read(final SourceFile file) throws ImportException {
        if (isPng(file)) {
            return of(
                    file,
                    PNG_WIDTH_OFFSET,
                    Integer.reverseBytes((int) file.u32(PNG_WIDTH_OFFSET)),
                    Integer.reverseBytes((int) file.u32(PNG_WIDTH_OFFSET + Integer.BYTES)));
        }
        if (file.sizeBytes() < 4 || file.u16(0) != JPEG_START) {
            throw file.error(0, "image", "a JPEG or PNG file", file.sizeBytes() == 0 ? "an empty file" : "another");
        }
        return jpeg(file);
    }

    private static ImageHeader of(final SourceFile file, final long at, final int width, final int height)
            throws ImportException {
        if (width <= 0 || height <= 0) {
            throw file.error(
                    at,
                    "image size",
                    "1 × 1 or more",
                    Integer.toUnsignedString(width) + " × " + Integer.toUnsignedString(height));
        }
        return new ImageHeader(width, height);
    }

    /// Goes from marker to marker up to the start of frame: FF, marker, length u16 (big-endian), payload.
    private static ImageHeader jpeg(final SourceFile file) throws ImportException {
        long at = 2;
        while (true) {
            file.require(at, 4, "JPEG marker");
            final int marker = file.u8(at + 1);
            if (file.u8(at) != MARKER) {
                throw file.error(at, "JPEG marker", "0xff", file.u8(at));
            }
            if (marker == MARKER) {
                at++;
                continue;
            }
            final int length = Short.reverseBytes((short) file.u16(at + 2)) & 0xffff;
            if (isStartOfFrame(marker)) {
                file.require(at, 9, "JPEG start of frame");
                return of(
                        file,
                        at,
                        Short.reverseBytes((short) file.u16(at + 7)) & 0xffff,
                        Short.reverseBytes((short) file.u16(at + 5)) & 0xffff);
            }
            if (length < 2) {
                throw file.error(at + 2, "length of a JPEG segment", "2 or more", length);
            }
            at += 2 + length;
        }
    }

    private static boolean isStartOfFrame(final int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }
}
