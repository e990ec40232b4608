package dev.kymo.importer;

import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.Datatype;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// PCD 0.5 to 0.7: ascii, binary and binary_compressed, every field type, organised clouds. Points without a finite
/// position are kept, so that rows and columns of an organised cloud keep their meaning.
final class PcdReader implements PointCloudReader {
    /// Width and height of an organised cloud.
    static final String SIZE = "organized_size";
    /// Where the cloud was seen from: x, y, z, quaternion w, x, y, z.
    static final String VIEWPOINT = "viewpoint";

    private static final int SIZES_BYTES = 8;

    @Override
    public boolean accepts(final byte[] head) {
        final String text = new String(head, StandardCharsets.ISO_8859_1);
        return text.startsWith("# .PCD") || (text.startsWith("VERSION") && text.contains("\nFIELDS"));
    }

    @Override
    public boolean acceptsName(final String lowerCaseName) {
        return lowerCaseName.endsWith(".pcd");
    }

    @Override
    public PointCloud read(
            final SourceFile file, final Arena arena, final double @Nullable [] origin, final Meter meter)
            throws IOException {
        final PcdHeader header = PcdHeader.parse(file);
        final List<ScalarColumn> columns = switch (header.encoding()) {
            case ASCII -> new TextTable(file, header.dataOffset()).read(header.fields(), header.points(), arena, meter);
            case BINARY -> binary(file, header, meter);
            case BINARY_COMPRESSED -> compressed(file, header, arena, meter);
        };
        columns.removeIf(column -> column.name().equals(PcdHeader.PADDING));
        final PointCloud cloud = CloudFields.assemble(file, arena, columns, header.points(), origin);
        final List<PointCloud.Attribute> attributes = new ArrayList<>(cloud.attributes());
        if (header.height() > 1) {
            attributes.add(new PointCloud.Attribute(
                    SIZE, ArrayData.ints(Datatype.vector(2, Datatype.UINT32), header.width(), header.height())));
        }
        final List<String> notes = new ArrayList<>(cloud.notes());
        if (header.hasViewpoint()) {
            attributes.add(new PointCloud.Attribute(
                    VIEWPOINT, ArrayData.doubles(Datatype.vector(7, Datatype.FLOAT64), header.viewpoint())));
            notes.add("VIEWPOINT " + Arrays.toString(header.viewpoint()) + " is kept, not applied");
        }
        return new PointCloud(cloud.positions(), cloud.colors(), attributes, cloud.origin(), cloud.nonFinite(), notes);
    }

    /// Points one behind the other.
    private static List<ScalarColumn> binary(final SourceFile file, final PcdHeader header, final Meter meter)
            throws ImportException {
        final long stride = header.recordBytes();
        file.require(
                header.dataOffset(), stride * header.points(), header.points() + " points of " + stride + " bytes");
        final List<ScalarColumn> columns = new ArrayList<>();
        long offset = header.dataOffset();
        for (final FieldSpec field : header.fields()) {
            columns.add(
                    new ScalarColumn(field.name(), field.type(), field.count(), file.bytes(), offset, stride, false));
            offset += field.widthBytes();
        }
        meter.add(file.sizeBytes(), header.points());
        return columns;
    }

    /// Two sizes, then all of the first field, all of the second and so on, compressed as one.
    private static List<ScalarColumn> compressed(
            final SourceFile file, final PcdHeader header, final Arena arena, final Meter meter)
            throws ImportException {
        final long at = header.dataOffset();
        file.require(at, SIZES_BYTES, "sizes of the compressed points");
        final long compressedBytes = file.u32(at);
        final long bytes = file.u32(at + Integer.BYTES);
        final long expected = (long) header.recordBytes() * header.points();
        if (bytes != expected) {
            throw file.error(
                    at + Integer.BYTES,
                    "size when decompressed",
                    expected + " (" + header.points() + " points of " + header.recordBytes() + " bytes)",
                    bytes);
        }
        file.require(at + SIZES_BYTES, compressedBytes, "compressed points");
        if (bytes > Lzf.mostBytes(compressedBytes)) {
            throw file.error(
                    at,
                    "size when decompressed",
                    "at most " + Lzf.mostBytes(compressedBytes) + " from " + compressedBytes + " bytes",
                    bytes);
        }
        final MemorySegment points = Columns.allocate(file, arena, Datatype.UINT8, bytes);
        Lzf.decompress(file, at + SIZES_BYTES, compressedBytes, points);
        final List<ScalarColumn> columns = new ArrayList<>();
        long offset = 0;
        for (final FieldSpec field : header.fields()) {
            columns.add(new ScalarColumn(
                    field.name(), field.type(), field.count(), points, offset, field.widthBytes(), false));
            offset += (long) field.widthBytes() * header.points();
        }
        meter.add(file.sizeBytes(), header.points());
        return columns;
    }
}
