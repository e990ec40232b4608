package dev.kymo.importer.mcap;

/// What the messages of a channel look like.
///
/// @param name of the type, such as `sensor_msgs/msg/Image` or `foxglove.RawImage`
/// @param encoding of `data`: `ros1msg`, `ros2msg`, `protobuf`, `jsonschema`, or one that is not known here
/// @param data the description of the type
public record Schema(String name, String encoding, byte[] data) {
    /// Of a channel without.
    static final Schema NONE = new Schema("", "", new byte[0]);
}
