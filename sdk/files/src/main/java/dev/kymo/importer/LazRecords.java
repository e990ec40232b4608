package dev.kymo.importer;

import com.github.mreutegg.laszip4j.laszip.ByteStreamOutOstream;
import com.github.mreutegg.laszip4j.laszip.LASitem;
import com.github.mreutegg.laszip4j.laszip.LASpoint;
import com.github.mreutegg.laszip4j.laszip.LASreadPoint;
import com.github.mreutegg.laszip4j.laszip.LASwritePoint;
import com.github.mreutegg.laszip4j.laszip.LASzip;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Points compressed by LASzip, back to records as LAS has them. The LASzip VLR:
///
///     compressor u16 | coder u16 | version 4 | options u32 | chunk size u32
///     -1 i64 | -1 i64 | items u16 | items × (type u16, size u16, version u16)
///
/// LASzip sizes its memory by what the file says; everything it does so with is checked here before.
final class LazRecords {
    private static final int CODER_OFFSET = 2;
    private static final int CHUNK_SIZE_OFFSET = 12;
    private static final int ITEM_COUNT_OFFSET = 32;
    private static final int ITEMS_OFFSET = 34;
    private static final int ITEM_BYTES = 6;

    private static final int POINTWISE = 1;
    private static final int LAYERED = 3;
    /// Stands in the place of the chunk table's position when that is at the file's end instead.
    private static final long TABLE_AT_END = -1;

    /// The reader's buffer, in points.
    private static final int BATCH_POINTS = 8192;
    /// More points in a byte than any real file has: LASzip needs 2 to 4 bytes for one.
    private static final int POINTS_PER_BYTE = 64;
    private static final int FREE_POINTS = 100_000;
    /// Layers of the long core record.
    private static final int CORE_LAYERS = 9;

    private final SourceFile file;
    private final LasHeader header;
    private final LasHeader.Range vlr;
    private final int compressor;

    private LazRecords(final SourceFile file, final LasHeader header) {
        this.file = file;
        this.header = header;
        vlr = Objects.requireNonNull(header.laszip());
        compressor = vlr.length() < ITEMS_OFFSET ? 0 : file.u16(vlr.offset());
    }

    /// The most points that so many compressed bytes are believed to hold.
    static long mostPoints(final long compressedBytes) {
        return FREE_POINTS + POINTS_PER_BYTE * compressedBytes;
    }

    static PointCloud read(
            final SourceFile file,
            final Arena arena,
            final LasHeader header,
            final double @Nullable [] origin,
            final Meter meter)
            throws IOException {
        return new LazRecords(file, header).read(arena, origin, meter);
    }

    private PointCloud read(final Arena arena, final double @Nullable [] origin, final Meter meter) throws IOException {
        final LASitem[] items = items();
        checkChunks(items);
        final LasPoints points = new LasPoints(file, arena, header, origin);
        meter.add(header.pointsOffset(), 0);
        final long compressed = file.sizeBytes() - header.pointsOffset();
        final long[] told = new long[1];
        decode(items, (records, base, from, count) -> {
            points.take(records, base, from, count);
            final long done = compressed * (from + count) / header.pointCount();
            meter.add(done - told[0], count);
            told[0] = done;
        });
        return points.finish(run -> decode(items, run));
    }

    private void decode(final LASitem[] items, final LasRecords.Run run) throws IOException {
        final int stride = header.recordBytes();
        final RecordBuffer buffer = new RecordBuffer(BATCH_POINTS * stride);
        final LazStream stream = new LazStream(file.bytes(), header.pointsOffset());
        final LASpoint point = new LASpoint();
        final LASreadPoint reader = new LASreadPoint(LASzip.LASZIP_DECOMPRESS_SELECTIVE_ALL);
        final LASwritePoint writer = new LASwritePoint();
        if (!point.init(null, items.length, items, null)
                || !reader.setup(items.length, items, laszip(items))
                || !reader.init(stream)
                || !writer.setup(items.length, items)
                || !writer.init(new ByteStreamOutOstream(buffer))) {
            throw file.error(vlr.offset(), "LASzip items", "of versions that can be decompressed", describe(items));
        }
        final int count = header.pointCount();
        final LazRepair repair = new LazRepair(file, header, items);
        for (int from = 0; from < count; from += BATCH_POINTS) {
            final int batch = Math.min(BATCH_POINTS, count - from);
            buffer.clear();
            for (int i = 0; i < batch; i++) {
                decode(reader, writer, point, from + i);
                repair.record(buffer.bytes, buffer.length(), stream.tookRun());
            }
            if (buffer.length() != batch * stride) {
                throw corrupt(from, buffer.length() + " bytes for " + batch + " records of " + stride, null);
            }
            run.take(buffer.records(), 0, from, batch);
        }
        if (count > 0 && !reader.check_end()) {
            throw corrupt(count, reader.error(), null);
        }
    }

    private void decode(final LASreadPoint reader, final LASwritePoint writer, final LASpoint point, final int index)
            throws ImportException {
        try {
            if (!reader.read(point.PointRecords)) {
                throw corrupt(index, reader.error(), null);
            }
            if (!writer.write(point.PointRecords)) {
                throw corrupt(index, "a record that can't be written out", null);
            }
        } catch (final RuntimeException e) {
            throw corrupt(index, e.toString(), e);
        }
    }

    private ImportException corrupt(final int index, final @Nullable String found, final @Nullable Throwable cause) {
        final String problem = "byte " + header.pointsOffset() + " on: compressed points: expected "
                + header.pointCount() + " that can be decompressed, found at point " + index + ": " + found;
        return cause == null
                ? new ImportException(file.path(), problem)
                : new ImportException(file.path(), problem, cause);
    }

    private LASzip laszip(final LASitem[] items) {
        final LASzip laszip = new LASzip();
        laszip.compressor = (char) compressor;
        laszip.coder = 0;
        laszip.chunk_size = (int) file.u32(vlr.offset() + CHUNK_SIZE_OFFSET);
        laszip.num_items = (char) items.length;
        laszip.items = items;
        return laszip;
    }

    private static String describe(final LASitem[] items) {
        final List<String> words = new ArrayList<>();
        for (final LASitem item : items) {
            words.add(item.type + " version " + (int) item.version);
        }
        return words.toString();
    }

    /// The items of a record, which must be those that the point format has.
    private LASitem[] items() throws ImportException {
        if (vlr.length() < ITEMS_OFFSET) {
            throw file.error(vlr.offset(), "length of the LASzip VLR", "at least " + ITEMS_OFFSET, vlr.length());
        }
        final int coder = file.u16(vlr.offset() + CODER_OFFSET);
        if (coder != 0) {
            throw file.error(vlr.offset() + CODER_OFFSET, "LASzip coder", "0 (arithmetic)", coder);
        }
        final boolean isLong = header.format() >= LasDescriptor.FIRST_LONG_FORMAT;
        if (compressor < POINTWISE || compressor > LAYERED || isLong != (compressor == LAYERED)) {
            throw file.error(
                    vlr.offset(),
                    "LASzip compressor of point format " + header.format(),
                    isLong ? "3 (layered)" : "1 or 2 (pointwise)",
                    compressor);
        }
        final LASitem.Type[] expected = expectedItems();
        final int count = file.u16(vlr.offset() + ITEM_COUNT_OFFSET);
        if (count != expected.length || vlr.length() < ITEMS_OFFSET + (long) count * ITEM_BYTES) {
            throw file.error(
                    vlr.offset() + ITEM_COUNT_OFFSET,
                    "LASzip items of point format " + header.format(),
                    expected.length,
                    count + " in " + vlr.length() + " bytes");
        }
        final LASitem[] items = new LASitem[count];
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            final long at = vlr.offset() + ITEMS_OFFSET + (long) i * ITEM_BYTES;
            final int size = itemBytes(expected[i]);
            if (file.u16(at) != expected[i].ordinal() || file.u16(at + 2) != size) {
                throw file.error(
                        at,
                        "LASzip item " + i,
                        expected[i] + " (" + expected[i].ordinal() + ") of " + size + " bytes",
                        file.u16(at) + " of " + file.u16(at + 2) + " bytes");
            }
            items[i] = new LASitem(expected[i], size, file.u16(at + 4));
            bytes += size;
        }
        if (bytes != header.recordBytes()) {
            throw file.error(vlr.offset(), "bytes of all LASzip items", header.recordBytes(), bytes);
        }
        return items;
    }

    private LASitem.Type[] expectedItems() {
        final List<LASitem.Type> types = new ArrayList<>();
        final int format = header.format();
        final boolean isLong = format >= LasDescriptor.FIRST_LONG_FORMAT;
        types.add(isLong ? LASitem.Type.POINT14 : LASitem.Type.POINT10);
        if (!isLong && LasDescriptor.gpsTimeOffset(format) != LasDescriptor.ABSENT) {
            types.add(LASitem.Type.GPSTIME11);
        }
        if (LasDescriptor.nirOffset(format) != LasDescriptor.ABSENT) {
            types.add(LASitem.Type.RGBNIR14);
        } else if (LasDescriptor.rgbOffset(format) != LasDescriptor.ABSENT) {
            types.add(isLong ? LASitem.Type.RGB14 : LASitem.Type.RGB12);
        }
        if (LasDescriptor.waveOffset(format) != LasDescriptor.ABSENT) {
            types.add(isLong ? LASitem.Type.WAVEPACKET14 : LASitem.Type.WAVEPACKET13);
        }
        if (header.recordBytes() > LasDescriptor.recordBytes(format)) {
            types.add(isLong ? LASitem.Type.BYTE14 : LASitem.Type.BYTE);
        }
        return types.toArray(new LASitem.Type[0]);
    }

    private int itemBytes(final LASitem.Type type) {
        return switch (type) {
            case POINT10 -> 20;
            case POINT14 -> 30;
            case GPSTIME11, RGBNIR14 -> 8;
            case RGB12, RGB14 -> 6;
            case WAVEPACKET13, WAVEPACKET14 -> 29;
            default -> header.recordBytes() - LasDescriptor.recordBytes(header.format());
        };
    }

    private void checkChunks(final LASitem[] items) throws ImportException {
        if (compressor == POINTWISE || header.pointCount() == 0) {
            return;
        }
        final long at = header.pointsOffset();
        file.require(at, Long.BYTES, "position of the LASzip chunk table");
        final long first = at + Long.BYTES;
        long table = file.i64(at);
        if (table == TABLE_AT_END) {
            file.require(first, Long.BYTES, "position of the LASzip chunk table, at the end");
            table = file.i64(file.sizeBytes() - Long.BYTES);
        }
        long end = file.sizeBytes();
        // A table "at" its own position was never written: chunks are then read without one.
        if (table != at) {
            if (table < first || table > file.sizeBytes() - Long.BYTES) {
                throw file.error(
                        at,
                        "position of the LASzip chunk table",
                        first + " to " + (file.sizeBytes() - Long.BYTES),
                        table);
            }
            final long chunks = file.u32(table + Integer.BYTES);
            final long most = (table - first) / header.recordBytes();
            if (chunks > most) {
                throw file.error(
                        table + Integer.BYTES,
                        "number of LASzip chunks",
                        "at most " + most + " (each begins with a record of " + header.recordBytes() + " bytes)",
                        chunks);
            }
            end = table;
        }
        if (compressor == LAYERED) {
            checkLayers(items, first, end);
        }
    }

    /// Goes from chunk to chunk: a record, the number of points, the size of each layer, the layers.
    private void checkLayers(final LASitem[] items, final long first, final long end) throws ImportException {
        int layers = 0;
        for (final LASitem item : items) {
            layers += switch (item.type) {
                case POINT14 -> CORE_LAYERS;
                case RGBNIR14 -> 2;
                case BYTE14 -> item.size;
                default -> 1;
            };
        }
        final long headBytes = header.recordBytes() + Integer.BYTES * (1L + layers);
        long at = first;
        long points = 0;
        while (points < header.pointCount()) {
            if (headBytes > end - at) {
                throw file.error(at, "LASzip chunk from point " + points, headBytes + " bytes or more", end - at);
            }
            final long sizes = at + header.recordBytes();
            points += file.u32(sizes);
            long bytes = 0;
            for (int layer = 1; layer <= layers; layer++) {
                bytes += file.u32(sizes + (long) layer * Integer.BYTES);
            }
            if (file.u32(sizes) == 0 || bytes > end - at - headBytes) {
                throw file.error(
                        sizes,
                        "points and layers of a LASzip chunk",
                        "some points in at most " + (end - at - headBytes) + " bytes",
                        file.u32(sizes) + " points in " + bytes + " bytes");
            }
            at += headBytes + bytes;
        }
        if (points != header.pointCount()) {
            throw file.error(first, "points in LASzip chunks", header.pointCount(), points);
        }
    }

    /// Where decompressed records are written; never holds more than it was made for.
    private static final class RecordBuffer extends OutputStream {
        private final byte[] bytes;
        private int length;

        RecordBuffer(final int capacityBytes) {
            bytes = new byte[capacityBytes];
        }

        int length() {
            return length;
        }

        void clear() {
            length = 0;
        }

        MemorySegment records() {
            return MemorySegment.ofArray(bytes);
        }

        @Override
        public void write(final int value) {
            bytes[length++] = (byte) value;
        }

        @Override
        public void write(final byte[] source, final int offset, final int count) {
            System.arraycopy(source, offset, bytes, length, count);
            length += count;
        }
    }
}
