package dev.kymo.importer.mcap;

import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.rrd.format.ProtobufReader;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Message types of a protobuf `FileDescriptorSet` (descriptor.proto), as far as reading messages needs them.
final class ProtobufTypes {
    private static final int SET_FILE = 1;
    private static final int FILE_PACKAGE = 2;
    private static final int FILE_MESSAGE = 4;
    private static final int MESSAGE_NAME = 1;
    private static final int MESSAGE_FIELD = 2;
    private static final int MESSAGE_NESTED = 3;
    private static final int FIELD_NAME = 1;
    private static final int FIELD_NUMBER = 3;
    private static final int FIELD_LABEL = 4;
    private static final int FIELD_TYPE = 5;
    private static final int FIELD_TYPE_NAME = 6;
    private static final int FIELD_ONEOF = 9;
    private static final int FIELD_OPTIONAL = 17;
    private static final int LABEL_REPEATED = 3;

    /// A type of messages; fields by number.
    record MessageType(String name, Map<Integer, MessageField> fields) {}

    /// @param type descriptor.proto's code: 1 double, 2 float and so on
    /// @param typeName of a message, in full
    /// @param hasPresence whether it can be told from one with the value zero, and so is nothing when left out
    record MessageField(String name, int type, String typeName, boolean isRepeated, boolean hasPresence) {}

    /// All types of a set, and the one that was asked for.
    record Types(MessageType root, Map<String, MessageType> byName) {
        /// @throws MalformedMcapException when it is not described
        MessageType named(final String name) {
            final MessageType type = byName.get(name);
            if (type == null) {
                throw new MalformedMcapException("protobuf type " + name + " is not described");
            }
            return type;
        }
    }

    private final Map<String, MessageType> byName = new HashMap<>();

    private ProtobufTypes() {}

    /// @throws MalformedMcapException when the bytes are no set, or do not describe the schema's type
    static Types parse(final Schema schema) {
        final ProtobufTypes types = new ProtobufTypes();
        try {
            final ProtobufReader set = new ProtobufReader(MemorySegment.ofArray(schema.data()), 0);
            while (set.next()) {
                if (set.field() == SET_FILE) {
                    types.file(set.message(), set.message());
                }
            }
        } catch (final MalformedMessageException e) {
            throw new MalformedMcapException("schema " + schema.name() + ": " + e.getMessage(), e);
        }
        final MessageType root = types.byName.get(schema.name());
        if (root == null) {
            throw new MalformedMcapException("schema " + schema.name() + " does not describe its own type");
        }
        return new Types(root, types.byName);
    }

    private void file(final ProtobufReader forPackage, final ProtobufReader file) {
        String prefix = "";
        while (forPackage.next()) {
            if (forPackage.field() == FILE_PACKAGE) {
                prefix = forPackage.text() + ".";
            }
        }
        while (file.next()) {
            if (file.field() == FILE_MESSAGE) {
                message(file.message(), file.message(), prefix, 0);
            }
        }
    }

    private void message(
            final ProtobufReader forName, final ProtobufReader message, final String prefix, final int depth) {
        ValueBudget.checkDepth(depth);
        String name = prefix;
        while (forName.next()) {
            if (forName.field() == MESSAGE_NAME) {
                name = prefix + forName.text();
            }
        }
        final Map<Integer, MessageField> fields = new TreeMap<>();
        while (message.next()) {
            if (message.field() == MESSAGE_FIELD) {
                field(message.message(), fields);
            } else if (message.field() == MESSAGE_NESTED) {
                message(message.message(), message.message(), name + ".", depth + 1);
            }
        }
        byName.put(name, new MessageType(name, fields));
    }

    private static void field(final ProtobufReader field, final Map<Integer, MessageField> fields) {
        String name = "";
        String typeName = "";
        int number = 0;
        int type = 0;
        boolean isRepeated = false;
        boolean hasPresence = false;
        while (field.next()) {
            switch (field.field()) {
                case FIELD_NAME -> name = field.text();
                case FIELD_NUMBER -> number = (int) field.number();
                case FIELD_LABEL -> isRepeated = field.number() == LABEL_REPEATED;
                case FIELD_TYPE -> type = (int) field.number();
                case FIELD_TYPE_NAME -> typeName = withoutDot(field.text());
                case FIELD_ONEOF, FIELD_OPTIONAL -> hasPresence = true;
                default -> {
                    // Options, defaults and JSON names
                }
            }
        }
        fields.put(number, new MessageField(name, type, typeName, isRepeated, hasPresence));
    }

    private static String withoutDot(final @Nullable String name) {
        return name == null ? "" : name.startsWith(".") ? name.substring(1) : name;
    }
}
