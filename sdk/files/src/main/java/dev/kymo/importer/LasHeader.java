package dev.kymo.importer;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a LAS or LAZ file says about itself, checked against the file's size.
///
/// @param format point data record format, 0 to 10, without the compression bits
/// @param pointsOffset where points (or their compressed chunks) begin
/// @param scale x, y, z: finite, above zero
/// @param shift x, y, z: finite
/// @param bounds minimum x, y, z, maximum x, y, z as the header claims, not trusted
/// @param extraFields what the extra bytes of each record hold, in order
/// @param laszip the payload of the LASzip VLR as (offset, length) in the file; null when the points are not
/// compressed
record LasHeader(
        int format,
        int recordBytes,
        int pointCount,
        long pointsOffset,
        double[] scale,
        double[] shift,
        double[] bounds,
        List<LasExtraField> extraFields,
        @Nullable Range laszip) {
    /// A run of bytes in the file.
    record Range(long offset, long length) {}

    boolean compressed() {
        return laszip != null;
    }

    /// Bytes of each record that no format and no description accounts for.
    int undescribedBytes() {
        int described = LasDescriptor.recordBytes(format);
        for (final LasExtraField field : extraFields) {
            described += field.widthBytes();
        }
        return recordBytes - described;
    }

    /// @throws ImportException when it is no LAS file, or the header contradicts itself or the file's size
    static LasHeader parse(final SourceFile file) throws ImportException {
        file.require(0, LasDescriptor.HEADER_BYTES_1_2, "LAS header");
        final String signature = file.text(0, LasDescriptor.SIGNATURE.length());
        if (!signature.equals(LasDescriptor.SIGNATURE)) {
            throw file.error(0, "signature", LasDescriptor.SIGNATURE, signature);
        }
        final int minor = file.u8(LasDescriptor.VERSION_MINOR_OFFSET);
        final int major = file.u8(LasDescriptor.VERSION_MAJOR_OFFSET);
        if (major != 1 || minor > 4) {
            throw file.error(LasDescriptor.VERSION_MAJOR_OFFSET, "LAS version", "1.0 to 1.4", major + "." + minor);
        }
        final int headerBytes = headerBytes(file, minor);
        final long pointsOffset = file.u32(LasDescriptor.POINTS_OFFSET_OFFSET);
        if (pointsOffset < headerBytes || pointsOffset > file.sizeBytes()) {
            throw file.error(
                    LasDescriptor.POINTS_OFFSET_OFFSET,
                    "offset to points",
                    headerBytes + " (after the header) to " + file.sizeBytes() + " (the end of the file)",
                    pointsOffset);
        }
        final int formatByte = file.u8(LasDescriptor.FORMAT_OFFSET);
        final int format = formatByte & LasDescriptor.FORMAT_MASK;
        if (format > LasDescriptor.LAST_FORMAT) {
            throw file.error(LasDescriptor.FORMAT_OFFSET, "point format", "0 to 10", formatByte);
        }
        final int recordBytes = file.u16(LasDescriptor.RECORD_LENGTH_OFFSET);
        if (recordBytes < LasDescriptor.recordBytes(format)) {
            throw file.error(
                    LasDescriptor.RECORD_LENGTH_OFFSET,
                    "record length of point format " + format,
                    "at least " + LasDescriptor.recordBytes(format),
                    recordBytes);
        }
        final boolean compressed = (formatByte & LasDescriptor.COMPRESSED_BIT) != 0;
        final Records records = Records.walk(file, minor, headerBytes, pointsOffset);
        if (compressed && records.laszip == null) {
            throw file.error(headerBytes, "LASzip VLR of compressed points", "one before the points", "none");
        }
        final int pointCount = pointCount(file, minor, compressed, pointsOffset, recordBytes);
        final List<LasExtraField> extraFields =
                LasExtraField.parse(file, records.extraBytes, recordBytes - LasDescriptor.recordBytes(format));
        return new LasHeader(
                format,
                recordBytes,
                pointCount,
                pointsOffset,
                numbers(file, LasDescriptor.SCALE_OFFSET, "scale factor", true),
                numbers(file, LasDescriptor.SHIFT_OFFSET, "offset", false),
                bounds(file),
                extraFields,
                compressed ? records.laszip : null);
    }

    private static int headerBytes(final SourceFile file, final int minor) throws ImportException {
        final int least = minor >= 4
                ? LasDescriptor.HEADER_BYTES_1_4
                : minor == 3 ? LasDescriptor.HEADER_BYTES_1_3 : LasDescriptor.HEADER_BYTES_1_2;
        final int headerBytes = file.u16(LasDescriptor.HEADER_SIZE_OFFSET);
        if (headerBytes < least) {
            throw file.error(
                    LasDescriptor.HEADER_SIZE_OFFSET,
                    "header size of LAS 1." + minor,
                    "at least " + least,
                    headerBytes);
        }
        file.require(0, headerBytes, "LAS header");
        return headerBytes;
    }

    private static int pointCount(
            final SourceFile file,
            final int minor,
            final boolean compressed,
            final long pointsOffset,
            final int recordBytes)
            throws ImportException {
        final long legacy = file.u32(LasDescriptor.LEGACY_COUNT_OFFSET);
        final long extended = minor >= 4 ? file.i64(LasDescriptor.COUNT_OFFSET) : 0;
        // Writers of 1.4 that only know the old field leave the new one zero; where both are there, the new one
        // counts.
        final long count = extended != 0 ? extended : legacy;
        final int at = extended != 0 ? LasDescriptor.COUNT_OFFSET : LasDescriptor.LEGACY_COUNT_OFFSET;
        final long room = file.sizeBytes() - pointsOffset;
        final long most = compressed ? LazRecords.mostPoints(room) : room / recordBytes;
        if (count < 0 || count > most) {
            throw file.error(
                    at,
                    "point count",
                    "at most " + most + " (" + room + " bytes from byte " + pointsOffset
                            + (compressed ? " on, compressed)" : " on, records of " + recordBytes + ")"),
                    Long.toUnsignedString(count));
        }
        if (count > PointCloudReader.MAX_POINTS) {
            throw file.error(at, "point count", "at most " + PointCloudReader.MAX_POINTS + " in one file", count);
        }
        return (int) count;
    }

    private static double[] numbers(final SourceFile file, final int offset, final String what, final boolean positive)
            throws ImportException {
        final double[] values = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            final int at = offset + axis * Double.BYTES;
            final double value = file.f64(at);
            if (!Double.isFinite(value) || Math.abs(value) > 1e30 || (positive && !(value > 0))) {
                throw file.error(
                        at,
                        what + " of " + "xyz".charAt(axis),
                        positive ? "a finite number above zero" : "a finite number",
                        value);
            }
            values[axis] = value;
        }
        return values;
    }

    private static double[] bounds(final SourceFile file) {
        final double[] bounds = new double[6];
        for (int axis = 0; axis < 3; axis++) {
            final int at = LasDescriptor.BOUNDS_OFFSET + axis * 2 * Double.BYTES;
            bounds[3 + axis] = file.f64(at);
            bounds[axis] = file.f64(at + Double.BYTES);
        }
        return bounds;
    }

    /// The variable length records that matter to points.
    private static final class Records {
        private final List<Range> extraBytes = new ArrayList<>();
        private @Nullable Range laszip;

        private static Records walk(
                final SourceFile file, final int minor, final int headerBytes, final long pointsOffset)
                throws ImportException {
            final Records records = new Records();
            long at = headerBytes;
            final long count = file.u32(LasDescriptor.VLR_COUNT_OFFSET);
            for (long i = 0; i < count; i++) {
                if (at > pointsOffset - LasDescriptor.VLR_HEADER_BYTES) {
                    throw file.error(
                            at,
                            "VLR " + i + " of " + count,
                            "to begin before the points at " + pointsOffset,
                            "no room");
                }
                final long payload = at + LasDescriptor.VLR_HEADER_BYTES;
                final int length = file.u16(at + LasDescriptor.VLR_LENGTH_OFFSET);
                if (length > pointsOffset - payload) {
                    throw file.error(
                            at + LasDescriptor.VLR_LENGTH_OFFSET,
                            "length of VLR " + i + " of " + count,
                            "at most " + (pointsOffset - payload),
                            length);
                }
                records.take(file, at, new Range(payload, length));
                at = payload + length;
            }
            if (minor >= 4) {
                records.walkExtended(file);
            }
            return records;
        }

        private void walkExtended(final SourceFile file) throws ImportException {
            final long count = file.u32(LasDescriptor.EVLR_COUNT_OFFSET);
            long at = count == 0 ? 0 : file.i64(LasDescriptor.EVLR_START_OFFSET);
            for (long i = 0; i < count; i++) {
                if (at < LasDescriptor.HEADER_BYTES_1_4 || at > file.sizeBytes() - LasDescriptor.EVLR_HEADER_BYTES) {
                    throw file.error(
                            LasDescriptor.EVLR_START_OFFSET,
                            "start of EVLR " + i + " of " + count,
                            "after the header and " + LasDescriptor.EVLR_HEADER_BYTES + " bytes before "
                                    + file.sizeBytes(),
                            Long.toUnsignedString(at));
                }
                final long payload = at + LasDescriptor.EVLR_HEADER_BYTES;
                final long length = file.i64(at + LasDescriptor.VLR_LENGTH_OFFSET);
                if (length < 0 || length > file.sizeBytes() - payload) {
                    throw file.error(
                            at + LasDescriptor.VLR_LENGTH_OFFSET,
                            "length of EVLR " + i + " of " + count,
                            "at most " + (file.sizeBytes() - payload),
                            Long.toUnsignedString(length));
                }
                take(file, at, new Range(payload, length));
                at = payload + length;
            }
        }

        private void take(final SourceFile file, final long header, final Range payload) {
            final String user = file.text(header + LasDescriptor.VLR_USER_ID_OFFSET, LasDescriptor.VLR_USER_ID_BYTES);
            final int id = file.u16(header + LasDescriptor.VLR_RECORD_ID_OFFSET);
            if (user.equals(LasDescriptor.SPEC_USER_ID) && id == LasDescriptor.EXTRA_BYTES_RECORD_ID) {
                extraBytes.add(payload);
            } else if (user.equals(LasDescriptor.LASZIP_USER_ID) && id == LasDescriptor.LASZIP_RECORD_ID) {
                laszip = payload;
            }
        }
    }
}
