package dev.kymo.importer.mcap;

import java.lang.foreign.MemorySegment;

/// Messages of one channel to values, by its schema.
public interface MessageDecoder {
    /// @param message borrowed; arrays of numbers are views of it
    /// @throws MalformedMcapException when it is no message of that type
    Struct decode(MemorySegment message);

    /// @throws MalformedMcapException when the encoding or the schema's is not known here, or the schema says
    ///     nothing that can be read
    static MessageDecoder of(final Channel channel) {
        final Schema schema = channel.schema();
        final String encodings = channel.messageEncoding() + " by " + schema.encoding();
        return switch (encodings) {
            case "ros1 by ros1msg" -> new RosDecoder(RosTypes.parse(schema), false);
            case "cdr by ros2msg" -> new RosDecoder(RosTypes.parse(schema), true);
            case "protobuf by protobuf" -> new ProtobufDecoder(ProtobufTypes.parse(schema));
            case "json by jsonschema", "json by " -> new JsonDecoder();
            default -> throw new MalformedMcapException("messages encoded as " + encodings);
        };
    }
}
