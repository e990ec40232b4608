package dev.kymo.importer.mcap;

import dev.kymo.store.model.Datatype;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Message definitions of ROS 1 and 2 as MCAP has them: the type's own text, and behind lines of `=` each type that it
/// uses, after `MSG: package/Type`.
final class RosTypes {
    private static final Pattern SEPARATOR = Pattern.compile("={3,}");
    private static final Pattern FIELD = Pattern.compile("([\\w/]+)(?:<=\\d+)?(\\[(?:<=)?(\\d*)])?\\s+(\\w+)\\s*(.*)");

    private static final Map<String, Datatype> NUMBERS = Map.ofEntries(
            Map.entry("bool", Datatype.UINT8),
            Map.entry("byte", Datatype.UINT8),
            Map.entry("char", Datatype.UINT8),
            Map.entry("int8", Datatype.INT8),
            Map.entry("uint8", Datatype.UINT8),
            Map.entry("int16", Datatype.INT16),
            Map.entry("uint16", Datatype.UINT16),
            Map.entry("int32", Datatype.INT32),
            Map.entry("uint32", Datatype.UINT32),
            Map.entry("int64", Datatype.INT64),
            Map.entry("uint64", Datatype.UINT64),
            Map.entry("float32", Datatype.FLOAT32),
            Map.entry("float64", Datatype.FLOAT64));

    /// What ROS 1 builds in, and what some writers of ROS 2 leave out.
    private static final Map<String, String> BUILT_IN = Map.of(
            "time", "uint32 sec\nuint32 nsec",
            "duration", "int32 sec\nint32 nsec",
            "builtin_interfaces/Time", "int32 sec\nuint32 nanosec",
            "builtin_interfaces/Duration", "int32 sec\nuint32 nanosec",
            "std_msgs/Header", "uint32 seq\ntime stamp\nstring frame_id");

    private final Map<String, Type> types = new HashMap<>();
    private final Map<String, String> texts = new HashMap<>();

    /// A type with fields.
    record Type(String name, List<Field> fields) {}

    /// What a field of a type holds.
    ///
    /// @param number its datatype; null for text and messages
    /// @param type of a message; null for numbers and text
    /// @param isBool numbers that are truths
    /// @param isArray whether there are several
    /// @param fixedCount of an array; negative where the message says how many
    record Field(
            String name,
            @Nullable Datatype number,
            @Nullable Type type,
            boolean isBool,
            boolean isArray,
            int fixedCount) {}

    private RosTypes() {}

    /// @throws MalformedMcapException when it is no definition, or one of its types is missing
    static Type parse(final Schema schema) {
        return new RosTypes().parse(normalized(schema.name()), new String(schema.data(), StandardCharsets.UTF_8));
    }

    private Type parse(final String name, final String text) {
        String current = name;
        StringBuilder definition = new StringBuilder();
        for (final String line : text.lines().toList()) {
            final String stripped = line.strip();
            if (SEPARATOR.matcher(stripped).matches()) {
                texts.putIfAbsent(current, definition.toString());
                definition = new StringBuilder();
                current = "";
            } else if (stripped.startsWith("MSG:")) {
                current = normalized(stripped.substring(4).strip());
            } else if (stripped.startsWith("IDL:")) {
                throw new MalformedMcapException("type " + name + " is described in IDL, expected message definitions");
            } else {
                definition.append(line).append('\n');
            }
        }
        texts.putIfAbsent(current, definition.toString());
        return resolve(name, name, 0);
    }

    /// `package/Type`, without what ROS 2 has between them.
    private static String normalized(final String name) {
        final int first = name.indexOf('/');
        return first < 0 ? name : name.substring(0, first) + name.substring(name.lastIndexOf('/'));
    }

    private Type resolve(final String name, final String from, final int depth) {
        ValueBudget.checkDepth(depth);
        String known = name;
        if (!texts.containsKey(known)) {
            final int slash = from.indexOf('/');
            known = slash < 0 || name.indexOf('/') >= 0 ? name : from.substring(0, slash + 1) + name;
            if (name.equals("Header")) {
                known = "std_msgs/Header";
            }
        }
        final Type before = types.get(known);
        if (before != null) {
            return before;
        }
        // The built-in ones of ROS 1 belong to no package
        final String text = texts.getOrDefault(known, BUILT_IN.getOrDefault(known, BUILT_IN.get(name)));
        if (text == null) {
            throw new MalformedMcapException("type " + name + ", which " + from + " uses, is not described");
        }
        final List<Field> fields = new ArrayList<>();
        for (final String line : text.lines().toList()) {
            final String stripped = withoutComment(line).strip();
            if (!stripped.isEmpty() && !stripped.startsWith("@")) {
                final Field field = field(stripped, known, depth);
                if (field != null) {
                    fields.add(field);
                }
            }
        }
        final Type type = new Type(known, fields);
        types.put(known, type);
        return type;
    }

    private static String withoutComment(final String line) {
        final int comment = line.indexOf('#');
        return comment < 0 ? line : line.substring(0, comment);
    }

    /// @return null for a constant
    private @Nullable Field field(final String line, final String from, final int depth) {
        final Matcher parts = FIELD.matcher(line);
        if (!parts.matches()) {
            throw new MalformedMcapException("type " + from + ": expected a type and a name, found " + line);
        }
        if (parts.group(5).startsWith("=")) {
            return null;
        }
        final String typeName = normalized(parts.group(1));
        final boolean isArray = parts.group(2) != null;
        final boolean isFixed =
                isArray && !parts.group(3).isEmpty() && !parts.group(2).startsWith("[<=");
        final int count;
        try {
            count = isFixed ? Integer.parseInt(parts.group(3)) : -1;
        } catch (final NumberFormatException e) {
            throw new MalformedMcapException("type " + from + ": an array of " + parts.group(3), e);
        }
        final String name = parts.group(4);
        final Datatype number = NUMBERS.get(typeName);
        if (typeName.equals("wstring")) {
            throw new MalformedMcapException("type " + from + ": field " + name + " is wide text, which is not read");
        }
        final boolean isText = typeName.equals("string");
        final Type type = number != null || isText ? null : resolve(typeName, from, depth + 1);
        return new Field(name, number, type, typeName.equals("bool"), isArray, count);
    }
}
