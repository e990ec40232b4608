package dev.kymo.viewer.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The components that a scene is made of, and their places in the queries that ask for them.
final class SceneComponents {
    static final int TRANSLATION = 0;
    static final int AXIS_ANGLE = 1;
    static final int QUATERNION = 2;
    static final int SCALE = 3;
    static final int MATRIX = 4;
    static final int RELATION = 5;
    static final int FRAME = 6;
    static final int VIEW_COORDINATES = 7;
    static final int POSITIONS = 8;
    static final int POINT_COLORS = 9;
    static final int POINT_RADII = 10;
    static final int ORIGIN = 11;
    static final int STRIPS = 12;
    static final int HALF_SIZES = 15;

    /// Where an entity is.
    static final int IN_TRANSFORM = 1;
    /// What the axes of the world mean.
    static final int IN_AXES = 1 << 1;

    static final int IN_POINTS = 1 << 2;
    static final int IN_LINES = 1 << 3;
    static final int IN_CAMERAS = 1 << 4;

    /// By place.
    static final List<String> ALL = List.of(
            "Transform3D:translation",
            "Transform3D:rotation_axis_angle",
            "Transform3D:quaternion",
            "Transform3D:scale",
            "Transform3D:mat3x3",
            "Transform3D:relation",
            "CoordinateFrame:frame",
            "ViewCoordinates:xyz",
            "Points3D:positions",
            "Points3D:colors",
            "Points3D:radii",
            "Origin3D:origin",
            "LineStrips3D:strips",
            "LineStrips3D:colors",
            "LineStrips3D:radii",
            "Boxes3D:half_sizes",
            "Boxes3D:centers",
            "Boxes3D:quaternions",
            "Boxes3D:colors",
            "Boxes3D:radii",
            "Boxes3D:labels",
            "Pinhole:image_from_camera",
            "Pinhole:resolution",
            "Pinhole:camera_xyz",
            "Pinhole:image_plane_distance",
            "Image:buffer",
            "Image:format",
            "EncodedImage:blob",
            "DepthImage:buffer",
            "DepthImage:format",
            "DepthImage:meter");

    /// Those of them that say where an entity is: the first ones.
    static final List<String> TRANSFORM = ALL.subList(0, VIEW_COORDINATES);

    static final String CHILD_FRAME = "Transform3D:child_frame";
    static final String PARENT_FRAME = "Transform3D:parent_frame";
    /// Those that make a Transform3D, names of frames first. Names are not among [#ALL]: most have none, and
    /// yet a column that is empty throughout.
    static final List<String> TRANSFORM_ROW = Stream.concat(
                    Stream.of(CHILD_FRAME, PARENT_FRAME), ALL.subList(0, FRAME).stream())
            .toList();

    static final int PINHOLE = ALL.indexOf("Pinhole:image_from_camera");
    private static final int FIRST_OF_LINES = STRIPS;
    private static final int FIRST_OF_CAMERAS = PINHOLE;
    private static final Map<String, Integer> PLACES = places();

    private SceneComponents() {}

    private static Map<String, Integer> places() {
        final Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < ALL.size(); i++) {
            places.put(ALL.get(i), i);
        }
        return places;
    }

    /// @throws IllegalArgumentException for a component that is not asked for
    static int placeOf(final String component) {
        final Integer place = PLACES.get(component);
        if (place == null) {
            throw new IllegalArgumentException(component + " is not among what scenes are made of");
        }
        return place;
    }

    /// What a component is part of, one bit.
    static int partOf(final int component) {
        if (component < VIEW_COORDINATES) {
            return IN_TRANSFORM;
        }
        if (component == VIEW_COORDINATES) {
            return IN_AXES;
        }
        if (component >= FIRST_OF_CAMERAS) {
            return IN_CAMERAS;
        }
        return component >= FIRST_OF_LINES ? IN_LINES : IN_POINTS;
    }
}
