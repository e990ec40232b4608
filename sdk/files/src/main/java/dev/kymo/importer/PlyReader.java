package dev.kymo.importer;

import dev.kymo.store.model.Datatype;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The vertices of a PLY file, ascii or binary of either byte order. Other elements (faces) are passed over and
/// named.
final class PlyReader implements PointCloudReader {
    @Override
    public boolean accepts(final byte[] head) {
        return head.length > 3
                && head[0] == 'p'
                && head[1] == 'l'
                && head[2] == 'y'
                && (head[3] == '\n' || head[3] == '\r');
    }

    @Override
    public boolean acceptsName(final String lowerCaseName) {
        return lowerCaseName.endsWith(".ply");
    }

    @Override
    public PointCloud read(
            final SourceFile file, final Arena arena, final double @Nullable [] origin, final Meter meter)
            throws IOException {
        final PlyHeader header = PlyHeader.parse(file);
        PlyHeader.Element vertices = null;
        List<ScalarColumn> columns = List.of();
        final List<String> notes = new ArrayList<>();
        final TextTable text = new TextTable(file, header.dataOffset());
        final boolean ascii = header.encoding() == PlyHeader.Encoding.ASCII;
        long at = header.dataOffset();
        for (final PlyHeader.Element element : header.elements()) {
            final boolean isCloud = vertices == null && element.name().equals(PlyHeader.VERTEX);
            if (isCloud) {
                vertices = element;
                final List<FieldSpec> fields = fields(file, element);
                columns = ascii
                        ? text.read(fields, (int) element.count(), arena, meter)
                        : binary(file, element, fields, at, header.encoding() == PlyHeader.Encoding.BIG_ENDIAN);
            } else if (element.count() > 0) {
                notes.add(element.count() + " × " + element.name() + " left out: only points are imported");
            }
            if (ascii && !isCloud) {
                skipText(text, element);
            } else if (!ascii) {
                at = skipBinary(file, element, at, header.encoding() == PlyHeader.Encoding.BIG_ENDIAN);
            }
        }
        if (vertices == null) {
            throw file.error(0, "PLY header", "an element vertex", "none");
        }
        final PointCloud cloud = CloudFields.assemble(file, arena, columns, (int) vertices.count(), origin);
        if (!ascii) {
            meter.add(file.sizeBytes(), cloud.count());
        }
        notes.addAll(cloud.notes());
        return new PointCloud(
                cloud.positions(), cloud.colors(), cloud.attributes(), cloud.origin(), cloud.nonFinite(), notes);
    }

    private static List<FieldSpec> fields(final SourceFile file, final PlyHeader.Element vertices)
            throws ImportException {
        final List<FieldSpec> fields = new ArrayList<>();
        for (final PlyHeader.Property property : vertices.properties()) {
            if (property.lengthType() != null) {
                throw file.error(0, "properties of vertex", "single values", "the list " + property.name());
            }
            fields.add(new FieldSpec(property.name(), property.type(), 1));
        }
        return fields;
    }

    private static List<ScalarColumn> binary(
            final SourceFile file,
            final PlyHeader.Element vertices,
            final List<FieldSpec> fields,
            final long dataOffset,
            final boolean bigEndian)
            throws ImportException {
        final long stride = vertices.recordBytes();
        file.require(dataOffset, stride * vertices.count(), vertices.count() + " vertices of " + stride + " bytes");
        final List<ScalarColumn> columns = new ArrayList<>();
        long offset = dataOffset;
        for (final FieldSpec field : fields) {
            columns.add(new ScalarColumn(field.name(), field.type(), 1, file.bytes(), offset, stride, bigEndian));
            offset += field.widthBytes();
        }
        return columns;
    }

    /// Returns where the element after `element` begins.
    private static long skipBinary(
            final SourceFile file, final PlyHeader.Element element, final long offset, final boolean bigEndian)
            throws ImportException {
        final String what = element.count() + " × " + element.name();
        if (!element.hasLists()) {
            final long bytes = element.count() * element.recordBytes();
            file.require(offset, bytes, what);
            return offset + bytes;
        }
        long at = offset;
        for (long i = 0; i < element.count(); i++) {
            for (final PlyHeader.Property property : element.properties()) {
                final Datatype lengthType = property.lengthType();
                long values = 1;
                if (lengthType != null) {
                    file.require(at, lengthType.byteWidth(), what + ": length of list " + property.name());
                    values = (long) ScalarColumn.number(lengthType.kind(), file.bytes(), at, bigEndian);
                    if (values < 0) {
                        throw file.error(at, what + ": length of list " + property.name(), "0 or more", values);
                    }
                    at += lengthType.byteWidth();
                }
                file.require(at, values * property.type().byteWidth(), what + ": " + property.name());
                at += values * property.type().byteWidth();
            }
        }
        return at;
    }

    private static void skipText(final TextTable text, final PlyHeader.Element element) throws ImportException {
        if (element.properties().isEmpty()) {
            return;
        }
        for (long i = 0; i < element.count(); i++) {
            for (final PlyHeader.Property property : element.properties()) {
                text.skip(property.lengthType() == null ? 1 : text.listLength());
            }
        }
    }
}
