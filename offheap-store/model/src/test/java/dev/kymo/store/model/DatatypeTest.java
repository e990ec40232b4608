package dev.kymo.store.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DatatypeTest {
    private static final Map<String, Datatype> PLAIN = Map.ofEntries(
            Map.entry("Boolean", Datatype.BOOL),
            Map.entry("Int8", Datatype.INT8),
            Map.entry("UInt8", Datatype.UINT8),
            Map.entry("Int16", Datatype.INT16),
            Map.entry("UInt16", Datatype.UINT16),
            Map.entry("Int32", Datatype.INT32),
            Map.entry("UInt32", Datatype.UINT32),
            Map.entry("Int64", Datatype.INT64),
            Map.entry("UInt64", Datatype.UINT64),
            Map.entry("Float16", Datatype.FLOAT16),
            Map.entry("Float32", Datatype.FLOAT32),
            Map.entry("Float64", Datatype.FLOAT64),
            Map.entry("Utf8", Datatype.UTF8),
            Map.entry("Binary", Datatype.BINARY));

    /// Reads Arrow's notation, so that a type can be made from a reference text and written again.
    private static final class Notation {
        private final String text;
        private int at;

        Notation(final String text) {
            this.text = text;
        }

        private boolean take(final String token) {
            if (text.startsWith(token, at)) {
                at += token.length();
                return true;
            }
            return false;
        }

        private void expect(final String token) {
            assertTrue(take(token), text + ": expected " + token + " at " + at);
        }

        private Field field(final String name) {
            final boolean required = take("non-null ");
            return new Field(name, type(), !required);
        }

        Datatype type() {
            if (take("List(")) {
                final Datatype list = Datatype.list(field("item"));
                expect(")");
                return list;
            }
            if (take("FixedSizeList(")) {
                final int end = text.indexOf(" x ", at);
                final int size = Integer.parseInt(text, at, end, 10);
                at = end + 3;
                final Datatype list = Datatype.fixedSizeList(size, field("item"));
                expect(")");
                return list;
            }
            if (take("Struct(")) {
                final List<Field> fields = new ArrayList<>();
                do {
                    expect("\"");
                    final int end = text.indexOf("\": ", at);
                    final String name = text.substring(at, end);
                    at = end + 3;
                    fields.add(field(name));
                } while (take(", "));
                expect(")");
                return Datatype.struct(fields);
            }
            final Matcher word = Pattern.compile("\\w+").matcher(text);
            assertTrue(word.find(at) && PLAIN.containsKey(word.group()), text + " at " + at);
            at = word.end();
            return PLAIN.get(word.group());
        }
    }

    @Test
    void shouldBeWrittenInTheNotationOfTheReferenceTypes() {
        final String json = SharedFiles.read("rrd-types.json");
        final String components = json.substring(json.indexOf("\"comp\""), json.indexOf("\"arch\""));
        final Matcher entries =
                Pattern.compile("\"(\\w+)\": \"((?:[^\"\\\\]|\\\\.)*)\"").matcher(components);
        int compared = 0;
        while (entries.find()) {
            final String text = entries.group(2)
                    .replace("\\\"", "\"")
                    .replaceAll("\\((\\\\n *)+", "(")
                    .replaceAll("(\\\\n *)+\\)", ")")
                    .replaceAll("(\\\\n *)+", ", ");
            if (!text.contains("Union(")) {
                assertEquals(text, new Notation(text).type().toString(), entries.group(1));
                compared++;
            }
        }
        assertTrue(compared >= 84, "compared=" + compared);
    }

    @Test
    void shouldWriteTypesWithoutAReference() {
        assertEquals("Null", Datatype.NULL.toString());
        assertEquals("Timestamp(ns)", Datatype.TIMESTAMP_NS.toString());
        assertEquals("Duration(ns)", Datatype.DURATION_NS.toString());
        assertEquals("FixedSizeBinary(16)", Datatype.fixedSizeBinary(16).toString());
        assertEquals("LargeUtf8", Datatype.of(Datatype.Kind.LARGE_UTF8).toString());
        assertEquals("LargeBinary", Datatype.of(Datatype.Kind.LARGE_BINARY).toString());
        assertEquals(
                "LargeList(Int8)",
                Datatype.largeList(Field.nullable("item", Datatype.INT8)).toString());
        assertEquals(
                "FixedSizeList(3 x non-null Float32)",
                Datatype.vector(3, Datatype.FLOAT32).toString());
    }

    @Test
    void shouldTellTypesApart() {
        final Datatype item = Datatype.list(Field.required("item", Datatype.INT8));
        assertEquals(item, Datatype.list(Field.required("item", Datatype.INT8)));
        assertNotEquals(item, Datatype.list(Field.nullable("item", Datatype.INT8)));
        assertNotEquals(Datatype.vector(2, Datatype.INT8), Datatype.vector(3, Datatype.INT8));
        assertNotEquals(Datatype.fixedSizeBinary(2), Datatype.fixedSizeBinary(3));
        final List<Field> fields = List.of(Field.nullable("a", Datatype.INT8));
        assertNotEquals(Datatype.denseUnion(new byte[] {1}, fields), Datatype.denseUnion(new byte[] {2}, fields));
        assertNotEquals(Datatype.TIMESTAMP_NS, Datatype.INT64);
    }

    @Test
    void shouldRefuseKindsWithoutTheirParameters() {
        for (final Datatype.Kind kind : List.of(
                Datatype.Kind.LIST,
                Datatype.Kind.LARGE_LIST,
                Datatype.Kind.FIXED_SIZE_LIST,
                Datatype.Kind.FIXED_SIZE_BINARY,
                Datatype.Kind.STRUCT,
                Datatype.Kind.DENSE_UNION)) {
            assertThrows(IllegalArgumentException.class, () -> Datatype.of(kind), kind.name());
        }
        assertThrows(IllegalArgumentException.class, () -> Datatype.fixedSizeBinary(-1));
        assertThrows(IllegalArgumentException.class, () -> Datatype.vector(-1, Datatype.INT8));
        assertThrows(IllegalArgumentException.class, () -> Datatype.denseUnion(new byte[2], List.of()));
    }

    @Test
    void shouldRefuseWidthsThatNoIntegerHolds() {
        assertThrows(IllegalArgumentException.class, () -> Datatype.fixedSizeBinary(Integer.MAX_VALUE));
        assertThrows(IllegalArgumentException.class, () -> Datatype.fixedSizeBinary(1 << 28));
        assertThrows(IllegalArgumentException.class, () -> Datatype.vector(1 << 30, Datatype.FLOAT64));
        assertThrows(
                IllegalArgumentException.class,
                () -> Datatype.vector(1 << 16, Datatype.vector(1 << 16, Datatype.INT8)));
        assertEquals(1 << 30, Datatype.vector(1 << 27, Datatype.FLOAT64).byteWidth());
    }

    @Test
    void shouldCountBuffersAndNodesOfWholeTrees() {
        final Datatype type = Datatype.list(Field.nullable(
                "item",
                Datatype.struct(
                        Field.nullable("a", Datatype.UTF8), Field.nullable("b", Datatype.vector(3, Datatype.INT8)))));
        assertEquals(5, type.totalNodeCount());
        assertEquals(2 + 1 + 3 + 1 + 2, type.totalBufferCount());
        assertEquals(12, Datatype.vector(3, Datatype.FLOAT32).byteWidth());
        assertEquals(0, type.byteWidth());
        assertEquals(
                1,
                Datatype.denseUnion(new byte[] {5, 7}, type.item().children()).unionChild((byte) 7));
        assertEquals(
                -1,
                Datatype.denseUnion(new byte[] {5, 7}, type.item().children()).unionChild((byte) 0));
    }
}
