package dev.kymo.importer;

import java.lang.foreign.ValueLayout;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A 16-bit grey PNG, decoded. Written here because depth needs nothing else of PNG, and the JDK's decoder
/// brings AWT. Format: https://www.w3.org/TR/png-3/
///
/// @param values row by row
record DepthPng(int width, int height, short[] values) {
    private static final long HEADER_TYPE_AND_LENGTH = 0x52444849_0d000000L;
    private static final int HEADER_OFFSET = 8;
    private static final int FIRST_CHUNK_AFTER_HEADER = 33;
    private static final int BIT_DEPTH_OFFSET = 24;
    private static final int CHUNK_BYTES = 12;
    private static final int DATA_TYPE = 0x54414449;
    private static final int END_TYPE = 0x444e4549;
    /// Deflate makes at most this many bytes of one.
    private static final long GREATEST_RATIO = 1032;
    private static final int PIXEL_BYTES = Short.BYTES;

    /// @throws ImportException when it is another kind of image, cut, or broken
    static DepthPng read(final SourceFile file) throws ImportException {
        final ImageHeader size = ImageHeader.read(file);
        if (!ImageHeader.isPng(file) || file.i64(HEADER_OFFSET) != HEADER_TYPE_AND_LENGTH) {
            throw file.error(0, "depth image", "a PNG file", "another");
        }
        final int depth = file.u8(BIT_DEPTH_OFFSET);
        final int color = file.u8(BIT_DEPTH_OFFSET + 1);
        final int interlace = file.u8(BIT_DEPTH_OFFSET + 4);
        if (depth != 16 || color != 0 || file.u16(BIT_DEPTH_OFFSET + 2) != 0 || interlace != 0) {
            throw file.error(
                    BIT_DEPTH_OFFSET,
                    "depth image",
                    "16-bit grey, not interlaced",
                    depth + "-bit, colour type " + color + ", interlace " + interlace);
        }
        final long rowBytes = 1 + (long) size.width() * PIXEL_BYTES;
        final long bytes = rowBytes * size.height();
        if (bytes > file.sizeBytes() * GREATEST_RATIO || bytes > Integer.MAX_VALUE - 8) {
            throw file.error(
                    HEADER_OFFSET,
                    "size of the depth image",
                    "what " + file.sizeBytes() + " bytes can hold",
                    size.width() + " × " + size.height());
        }
        final byte[] rows = inflate(file, (int) bytes);
        return new DepthPng(size.width(), size.height(), unfilter(file, rows, size.width(), size.height()));
    }

    private static byte[] inflate(final SourceFile file, final int length) throws ImportException {
        final byte[] rows = new byte[length];
        final Inflater inflater = new Inflater();
        try {
            int done = 0;
            long at = FIRST_CHUNK_AFTER_HEADER;
            while (true) {
                file.require(at, CHUNK_BYTES, "PNG chunk");
                final int size = Integer.reverseBytes((int) file.u32(at));
                if (size < 0) {
                    throw file.error(at, "length of a PNG chunk", "below 2^31", Integer.toUnsignedString(size));
                }
                file.require(at, CHUNK_BYTES + (long) size, "PNG chunk");
                final byte[] chunk = file.bytes().asSlice(at + 4, 4L + size).toArray(ValueLayout.JAVA_BYTE);
                requireSum(file, at + 8 + size, chunk);
                final int type = (int) file.u32(at + 4);
                if (type == DATA_TYPE) {
                    inflater.setInput(chunk, 4, size);
                    done += inflater.inflate(rows, done, length - done);
                } else if (type == END_TYPE) {
                    break;
                }
                at += CHUNK_BYTES + (long) size;
            }
            if (done != length) {
                throw file.error(at, "pixels of the depth image", length + " bytes", done);
            }
            return rows;
        } catch (final DataFormatException e) {
            throw new ImportException(file.path(), "depth image: damaged compressed data: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static void requireSum(final SourceFile file, final long at, final byte... typeAndData)
            throws ImportException {
        final CRC32 sum = new CRC32();
        sum.update(typeAndData);
        final long stored = Integer.reverseBytes((int) file.u32(at)) & 0xffff_ffffL;
        if (stored != sum.getValue()) {
            throw file.error(
                    at, "check sum of a PNG chunk", Long.toHexString(sum.getValue()), Long.toHexString(stored));
        }
    }

    private static short[] unfilter(final SourceFile file, final byte[] rows, final int width, final int height)
            throws ImportException {
        final int stride = width * PIXEL_BYTES;
        final short[] values = new short[width * height];
        byte[] above = new byte[stride];
        byte[] row = new byte[stride];
        for (int y = 0; y < height; y++) {
            final int start = y * (stride + 1);
            final int filter = rows[start];
            System.arraycopy(rows, start + 1, row, 0, stride);
            switch (filter) {
                case 0 -> {}
                case 1 -> addLeft(row);
                case 2 -> addAbove(row, above);
                case 3 -> addMean(row, above);
                case 4 -> addPaeth(row, above);
                default -> throw file.error(0, "filter of row " + y + " of the depth image", "0 to 4", filter);
            }
            for (int x = 0; x < width; x++) {
                values[y * width + x] = (short) (row[2 * x] << 8 | (row[2 * x + 1] & 0xff));
            }
            final byte[] spare = above;
            above = row;
            row = spare;
        }
        return values;
    }

    private static void addLeft(final byte[] row) {
        for (int i = PIXEL_BYTES; i < row.length; i++) {
            row[i] += row[i - PIXEL_BYTES];
        }
    }

    private static void addAbove(final byte[] row, final byte[] above) {
        for (int i = 0; i < row.length; i++) {
            row[i] += above[i];
        }
    }

    private static void addMean(final byte[] row, final byte[] above) {
        for (int i = 0; i < row.length; i++) {
            final int left = i < PIXEL_BYTES ? 0 : row[i - PIXEL_BYTES] & 0xff;
            row[i] += (byte) ((left + (above[i] & 0xff)) / 2);
        }
    }

    private static void addPaeth(final byte[] row, final byte[] above) {
        for (int i = 0; i < row.length; i++) {
            final int left = i < PIXEL_BYTES ? 0 : row[i - PIXEL_BYTES] & 0xff;
            final int up = above[i] & 0xff;
            final int corner = i < PIXEL_BYTES ? 0 : above[i - PIXEL_BYTES] & 0xff;
            final int estimate = left + up - corner;
            final int toLeft = Math.abs(estimate - left);
            final int toUp = Math.abs(estimate - up);
            final int toCorner = Math.abs(estimate - corner);
            final int nearest = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
            row[i] += (byte) nearest;
        }
    }
}
