package dev.kymo.importer;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The types of messages that become archetypes, by name: those of ROS 1 and 2 and Foxglove's, which are called the
/// same
/// whatever they are encoded as.
final class MessageKinds {
    private static final Map<String, MessageKind> KINDS = Map.ofEntries(
            Map.entry("sensor_msgs/pointcloud2", CloudMessages::ros),
            Map.entry("foxglove/pointcloud", CloudMessages::foxglove),
            Map.entry("sensor_msgs/image", ImageMessages::raw),
            Map.entry("foxglove/rawimage", ImageMessages::raw),
            Map.entry("sensor_msgs/compressedimage", ImageMessages::compressed),
            Map.entry("foxglove/compressedimage", ImageMessages::compressed),
            Map.entry("foxglove/compressedvideo", ImageMessages::compressed),
            Map.entry("sensor_msgs/camerainfo", ImageMessages::camera),
            Map.entry("foxglove/cameracalibration", ImageMessages::camera),
            Map.entry("foxglove/frametransform", FrameMessages::transform),
            Map.entry("foxglove/frametransforms", FrameMessages::transforms),
            Map.entry("tf2_msgs/tfmessage", FrameMessages::transforms),
            Map.entry("tf/tfmessage", FrameMessages::transforms),
            Map.entry("geometry_msgs/transformstamped", FrameMessages::transform),
            Map.entry("geometry_msgs/posestamped", FrameMessages::pose),
            Map.entry("foxglove/poseinframe", FrameMessages::pose),
            Map.entry("foxglove/posesinframe", FrameMessages::poses),
            Map.entry("geometry_msgs/posearray", FrameMessages::poses),
            Map.entry("nav_msgs/odometry", FrameMessages::odometry),
            Map.entry("sensor_msgs/navsatfix", PlainMessages::place),
            Map.entry("foxglove/locationfix", PlainMessages::place),
            Map.entry("sensor_msgs/imu", PlainMessages::imu),
            Map.entry("foxglove/log", PlainMessages::log),
            Map.entry("rosgraph_msgs/log", PlainMessages::log),
            Map.entry("rcl_interfaces/log", PlainMessages::log),
            Map.entry("std_msgs/string", PlainMessages::text));

    private MessageKinds() {}

    /// @param schema a type's name, such as `sensor_msgs/msg/Image` or `foxglove.RawImage`
    static @Nullable MessageKind find(final String schema) {
        String name = schema.replace("/msg/", "/");
        if (name.startsWith("foxglove.")) {
            name = "foxglove/" + name.substring("foxglove.".length());
        } else if (name.startsWith("foxglove_msgs/")) {
            name = "foxglove/" + name.substring("foxglove_msgs/".length());
        }
        return KINDS.get(name.toLowerCase(Locale.ROOT));
    }
}
