package dev.kymo.sdk;

import java.util.List;

/// What a class id means, and those of its key points: the joints of a skeleton, say.
///
/// @param info of the class itself
/// @param keypoints what the key points' ids mean
/// @param connections key points that are joined by lines
public record ClassDescription(AnnotationInfo info, List<AnnotationInfo> keypoints, List<Connection> connections) {
    /// Two key points of a class that are joined by a line, by their ids, 0 to 65,535.
    public record Connection(int first, int second) {
        /// @throws IllegalArgumentException for an id that does not fit 16 bits
        public Connection {
            AnnotationInfo.requireId(first);
            AnnotationInfo.requireId(second);
        }
    }

    public ClassDescription {
        keypoints = List.copyOf(keypoints);
        connections = List.copyOf(connections);
    }

    /// A class without key points.
    public static ClassDescription of(final AnnotationInfo info) {
        return new ClassDescription(info, List.of(), List.of());
    }

    /// A class of which no more is known than a label and a colour.
    ///
    /// @param color `0xRRGGBBAA` ([Color])
    public static ClassDescription of(final int id, final String label, final int color) {
        return of(AnnotationInfo.of(id, label, color));
    }
}
