package dev.kymo.importer;

import dev.kymo.store.model.Datatype;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The head of a PLY file: what elements follow, and how they are written.
///
/// @param elements in file order
/// @param dataOffset where the first element begins
record PlyHeader(Encoding encoding, List<Element> elements, long dataOffset) {
    enum Encoding {
        ASCII,
        LITTLE_ENDIAN,
        BIG_ENDIAN
    }

    /// @param count instances
    record Element(String name, long count, List<Property> properties) {
        boolean hasLists() {
            return properties.stream().anyMatch(property -> property.lengthType != null);
        }

        /// Bytes of one instance in a binary file, lists not counted.
        int recordBytes() {
            int bytes = 0;
            for (final Property property : properties) {
                bytes += property.type.byteWidth();
            }
            return bytes;
        }
    }

    /// @param type of each value
    /// @param lengthType type of the number of values, for a list; null for a single value
    record Property(String name, Datatype type, @Nullable Datatype lengthType) {}

    static final String MAGIC = "ply";
    static final String VERTEX = "vertex";

    private static final int MOST_PROPERTIES = 4096;
    private static final Map<String, Datatype> TYPES = types();

    private static Map<String, Datatype> types() {
        final Map<String, Datatype> types = new HashMap<>();
        final String[][] names = {
            {"char", "int8"},
            {"uchar", "uint8"},
            {"short", "int16"},
            {"ushort", "uint16"},
            {"int", "int32"},
            {"uint", "uint32"},
            {"float", "float32"},
            {"double", "float64"}
        };
        final Datatype[] all = {
            Datatype.INT8,
            Datatype.UINT8,
            Datatype.INT16,
            Datatype.UINT16,
            Datatype.INT32,
            Datatype.UINT32,
            Datatype.FLOAT32,
            Datatype.FLOAT64
        };
        for (int i = 0; i < all.length; i++) {
            for (final String name : names[i]) {
                types.put(name, all[i]);
            }
        }
        return Map.copyOf(types);
    }

    static PlyHeader parse(final SourceFile file) throws ImportException {
        final TextLines lines = new TextLines(file, 0);
        final String magic = lines.next();
        if (magic == null || !magic.equals(MAGIC)) {
            throw file.error(0, "first line", MAGIC, magic == null ? "an empty file" : magic);
        }
        Encoding encoding = null;
        final List<Element> elements = new ArrayList<>();
        int properties = 0;
        while (true) {
            final String line = lines.next();
            if (line == null) {
                throw file.error(lines.lineOffset(), "PLY header", "a line end_header", "the end of the file");
            }
            final String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "", "comment", "obj_info" -> {}
                case "format" -> encoding = encoding(file, lines, words);
                case "element" -> elements.add(element(file, lines, words));
                case "property" -> {
                    properties++;
                    if (elements.isEmpty() || properties > MOST_PROPERTIES) {
                        throw file.error(
                                lines.lineOffset(),
                                "property",
                                "at most " + MOST_PROPERTIES + ", each after its element",
                                line);
                    }
                    elements.getLast().properties.add(property(file, lines, words));
                }
                case "end_header" -> {
                    if (encoding == null) {
                        throw file.error(lines.lineOffset(), "PLY header", "a line format", "none");
                    }
                    return new PlyHeader(encoding, elements, lines.offset());
                }
                default ->
                    throw file.error(
                            lines.lineOffset(),
                            "PLY header",
                            "format, comment, obj_info, element, property or end_header",
                            words[0]);
            }
        }
    }

    private static Encoding encoding(final SourceFile file, final TextLines lines, final String... words)
            throws ImportException {
        return switch (String.join(" ", words)) {
            case "format ascii 1.0" -> Encoding.ASCII;
            case "format binary_little_endian 1.0" -> Encoding.LITTLE_ENDIAN;
            case "format binary_big_endian 1.0" -> Encoding.BIG_ENDIAN;
            default ->
                throw file.error(
                        lines.lineOffset(),
                        "format",
                        "ascii, binary_little_endian or binary_big_endian 1.0",
                        String.join(" ", words));
        };
    }

    private static Element element(final SourceFile file, final TextLines lines, final String... words)
            throws ImportException {
        if (words.length != 3) {
            throw file.error(lines.lineOffset(), "element", "a name and a count", String.join(" ", words));
        }
        final long most = words[1].equals(VERTEX) ? PointCloudReader.MAX_POINTS : Integer.MAX_VALUE;
        return new Element(
                words[1], lines.integer(words[2], "count of element " + words[1], 0, most), new ArrayList<>());
    }

    private static Property property(final SourceFile file, final TextLines lines, final String... words)
            throws ImportException {
        final boolean list = words.length == 5 && words[1].equals("list");
        final Datatype type = list || words.length == 3 ? TYPES.get(words[words.length - 2]) : null;
        final Datatype lengthType = list ? TYPES.get(words[2]) : null;
        final boolean lengthIsWhole = lengthType != null
                && lengthType.kind() != Datatype.Kind.FLOAT32
                && lengthType.kind() != Datatype.Kind.FLOAT64;
        if (type == null || (list && !lengthIsWhole)) {
            throw file.error(
                    lines.lineOffset(),
                    "property",
                    "a type and a name, or list, two types and a name",
                    String.join(" ", words));
        }
        return new Property(words[words.length - 1], type, lengthType);
    }
}
