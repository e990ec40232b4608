package dev.kymo.generator;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The datatype of one instance, as a definition writes it.
///
/// @param kind a number's name such as `f32`, or `bool`, `text`, `null`, `vector`, `list`, `struct`, `union`
/// @param size how many items a vector has, else 0
/// @param parts the items of a vector or list, the fields of a struct or union
record Layout(String kind, int size, List<Part> parts) {
    /// @param name `item` for items
    /// @param isNullable whether a value may be null
    record Part(String name, Layout layout, boolean isNullable) {}

    /// Longer expressions are broken at each field of a struct.
    private static final int LONG = 70;

    private static final Map<String, String> KINDS = Map.of("null", "NULL", "bool", "BOOL", "text", "UTF8");

    Layout item() {
        return parts.getFirst().layout();
    }

    boolean isVector() {
        return kind.equals("vector");
    }

    boolean isList() {
        return kind.equals("list");
    }

    /// The numbers that a vector (of vectors) is made of, or a number itself.
    Layout number() {
        return isVector() ? item().number() : this;
    }

    /// How many numbers one instance has.
    int numberCount() {
        return isVector() ? size * item().numberCount() : 1;
    }

    /// Whether the definition is a number, alone or in vectors.
    boolean isFlat() {
        return number().kind.matches("[fiu]\\d+");
    }

    /// The expression that makes it: `Datatype.vector(3, Datatype.FLOAT32)`.
    String expression() {
        return switch (kind) {
            case "vector" -> "Datatype.vector(" + size + ", " + item().expression() + ")";
            case "list" -> "Datatype.list(" + field(parts.getFirst()) + ")";
            case "struct" ->
                "Datatype.struct("
                        + String.join(", ", parts.stream().map(Layout::field).toList()) + ")";
            case "union" ->
                "Datatype.denseUnion(new byte[] {" + String.join(", ", ids()) + "}, List.of("
                        + String.join(", ", parts.stream().map(Layout::field).toList()) + "))";
            default -> "Datatype." + constant();
        };
    }

    /// The same, on several lines when it is long.
    ///
    /// @param column where the line begins that it is on
    String expression(final int column) {
        final String flat = expression();
        if (flat.length() <= LONG || parts.isEmpty() || isVector()) {
            return flat;
        }
        if (isList()) {
            return "Datatype.list(" + field(parts.getFirst(), column) + ")";
        }
        final int deeper = column + 8;
        final String separator = ",\n" + " ".repeat(deeper);
        final String fields = String.join(
                separator, parts.stream().map(part -> field(part, deeper)).toList());
        final String before = kind.equals("struct")
                ? "Datatype.struct("
                : "Datatype.denseUnion(new byte[] {" + String.join(", ", ids()) + "}, List.of(";
        return before + separator.substring(1) + fields + (kind.equals("struct") ? ")" : "))");
    }

    private List<String> ids() {
        return java.util.stream.IntStream.range(0, parts.size())
                .mapToObj(Integer::toString)
                .toList();
    }

    private String constant() {
        final String known = KINDS.get(kind);
        if (known != null) {
            return known;
        }
        final String family = switch (kind.charAt(0)) {
            case 'f' -> "FLOAT";
            case 'i' -> "INT";
            default -> "UINT";
        };
        return family + kind.substring(1).toUpperCase(Locale.ROOT);
    }

    private static String field(final Part part) {
        return field(part, part.layout().expression());
    }

    private static String field(final Part part, final int column) {
        return field(part, part.layout().expression(column));
    }

    private static String field(final Part part, final String expression) {
        return "Field." + (part.isNullable() ? "nullable" : "required") + "(\"" + part.name() + "\", " + expression
                + ")";
    }
}
