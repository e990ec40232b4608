package dev.kymo.importer;

import dev.kymo.store.model.Datatype;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The head of a PCD file, version 0.5 to 0.7.
///
/// @param fields in file order; those named `_` are padding
/// @param width points in a row
/// @param height rows; 1 when the cloud is not organised
/// @param viewpoint x, y, z, then the quaternion w, x, y, z
/// @param dataOffset where points begin
record PcdHeader(
        List<FieldSpec> fields,
        int width,
        int height,
        int points,
        double[] viewpoint,
        Encoding encoding,
        long dataOffset) {
    enum Encoding {
        ASCII,
        BINARY,
        BINARY_COMPRESSED
    }

    static final String PADDING = "_";

    private static final int MOST_FIELDS = 1024;
    private static final int MOST_VALUES = 1 << 16;
    private static final double[] NO_VIEWPOINT = {0, 0, 0, 1, 0, 0, 0};

    /// Bytes of one point.
    int recordBytes() {
        int bytes = 0;
        for (final FieldSpec field : fields) {
            bytes += field.widthBytes();
        }
        return bytes;
    }

    /// Whether the points were seen from somewhere else than the origin, or turned.
    boolean hasViewpoint() {
        return !Arrays.equals(viewpoint, NO_VIEWPOINT);
    }

    static PcdHeader parse(final SourceFile file) throws ImportException {
        return new Parser(file).parse();
    }

    private static final class Parser {
        private final SourceFile file;
        private final TextLines lines;
        private List<String> names = List.of();
        private List<String> sizes = List.of();
        private List<String> types = List.of();
        private List<String> counts = List.of();
        private long width = -1;
        private long height = -1;
        private long points = -1;
        private final double[] viewpoint = NO_VIEWPOINT.clone();

        private Parser(final SourceFile file) {
            this.file = file;
            lines = new TextLines(file, 0);
        }

        private PcdHeader parse() throws ImportException {
            while (true) {
                final String line = lines.next();
                if (line == null) {
                    throw file.error(lines.lineOffset(), "PCD header", "a line DATA", "the end of the file");
                }
                final List<String> words =
                        new ArrayList<>(Arrays.asList(line.strip().split("\\s+")));
                final String key = words.remove(0).toUpperCase(Locale.ROOT);
                if (key.isEmpty() || key.startsWith("#")) {
                    continue;
                }
                if (key.equals("DATA")) {
                    return header(encoding(words));
                }
                take(key, words);
            }
        }

        private void take(final String key, final List<String> words) throws ImportException {
            switch (key) {
                case "VERSION" -> {
                    if (!List.of("0.7", ".7", "0.6", ".6", "0.5", ".5").contains(String.join(" ", words))) {
                        throw file.error(lines.lineOffset(), "PCD version", "0.5, 0.6 or 0.7", words);
                    }
                }
                case "FIELDS", "COLUMNS" -> names = words;
                case "SIZE" -> sizes = words;
                case "TYPE" -> types = words;
                case "COUNT" -> counts = words;
                case "WIDTH" -> width = only(key, words);
                case "HEIGHT" -> height = only(key, words);
                case "POINTS" -> points = only(key, words);
                case "VIEWPOINT" -> {
                    if (words.size() != viewpoint.length) {
                        throw file.error(lines.lineOffset(), "VIEWPOINT", "7 numbers", words);
                    }
                    for (int i = 0; i < viewpoint.length; i++) {
                        viewpoint[i] = lines.number(words.get(i), "VIEWPOINT");
                    }
                }
                default ->
                    throw file.error(
                            lines.lineOffset(),
                            "PCD header",
                            "VERSION, FIELDS, SIZE, TYPE, COUNT, WIDTH, HEIGHT, VIEWPOINT, POINTS or DATA",
                            key);
            }
        }

        private long only(final String key, final List<String> words) throws ImportException {
            return lines.integer(String.join(" ", words), key, 0, PointCloudReader.MAX_POINTS);
        }

        private Encoding encoding(final List<String> words) throws ImportException {
            return switch (String.join(" ", words).toLowerCase(Locale.ROOT)) {
                case "ascii" -> Encoding.ASCII;
                case "binary" -> Encoding.BINARY;
                case "binary_compressed" -> Encoding.BINARY_COMPRESSED;
                default -> throw file.error(lines.lineOffset(), "DATA", "ascii, binary or binary_compressed", words);
            };
        }

        private PcdHeader header(final Encoding encoding) throws ImportException {
            final int fieldCount = names.size();
            if (fieldCount == 0 || fieldCount > MOST_FIELDS) {
                throw file.error(0, "FIELDS", "1 to " + MOST_FIELDS + " names before DATA", fieldCount);
            }
            if (sizes.size() != fieldCount || types.size() != fieldCount) {
                throw file.error(
                        0,
                        "SIZE and TYPE",
                        fieldCount + " each, as many as FIELDS",
                        sizes.size() + " and " + types.size());
            }
            if (!counts.isEmpty() && counts.size() != fieldCount) {
                throw file.error(0, "COUNT", fieldCount + ", as many as FIELDS", counts.size());
            }
            final List<FieldSpec> fields = new ArrayList<>();
            for (int i = 0; i < fieldCount; i++) {
                final int count = counts.isEmpty() ? 1 : (int) lines.integer(counts.get(i), "COUNT", 1, MOST_VALUES);
                fields.add(new FieldSpec(names.get(i), type(names.get(i), types.get(i), sizes.get(i)), count));
            }
            return new PcdHeader(fields, columns(), rows(), pointCount(), viewpoint, encoding, lines.offset());
        }

        private Datatype type(final String field, final String type, final String size) throws ImportException {
            return switch (type.toUpperCase(Locale.ROOT) + size) {
                case "I1" -> Datatype.INT8;
                case "I2" -> Datatype.INT16;
                case "I4" -> Datatype.INT32;
                case "I8" -> Datatype.INT64;
                case "U1" -> Datatype.UINT8;
                case "U2" -> Datatype.UINT16;
                case "U4" -> Datatype.UINT32;
                case "U8" -> Datatype.UINT64;
                case "F4" -> Datatype.FLOAT32;
                case "F8" -> Datatype.FLOAT64;
                default ->
                    throw file.error(
                            0,
                            "TYPE and SIZE of field " + field,
                            "I or U of 1, 2, 4, 8 bytes, or F of 4, 8",
                            type + " of " + size);
            };
        }

        private int columns() {
            return (int) (width >= 0 ? width : Math.max(0, points));
        }

        private int rows() {
            return (int) (height >= 0 ? height : 1);
        }

        private int pointCount() throws ImportException {
            if (width < 0 && points < 0) {
                throw file.error(0, "PCD header", "WIDTH or POINTS before DATA", "neither");
            }
            final long product = (long) columns() * rows();
            if ((points >= 0 && points != product) || product > PointCloudReader.MAX_POINTS) {
                throw file.error(
                        0,
                        "POINTS",
                        "WIDTH × HEIGHT, at most " + PointCloudReader.MAX_POINTS,
                        points + " for " + columns() + " × " + rows());
            }
            return (int) product;
        }
    }
}
