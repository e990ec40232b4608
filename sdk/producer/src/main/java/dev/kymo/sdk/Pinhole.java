package dev.kymo.sdk;

import dev.kymo.store.model.DataCell;
import java.util.List;

/// A camera: how points in front of it become pixels. What is logged below its entity is in the image plane.
///
/// Pixel 0, 0 is the top left corner of the image.
public final class Pinhole implements Archetype {
    public static final ArchetypeField IMAGE_FROM_CAMERA =
            ArchetypeField.rerun("Pinhole", "image_from_camera", Components.PINHOLE_PROJECTION);
    public static final ArchetypeField RESOLUTION =
            ArchetypeField.rerun("Pinhole", "resolution", Components.RESOLUTION);
    public static final ArchetypeField CAMERA_XYZ =
            ArchetypeField.rerun("Pinhole", "camera_xyz", Components.VIEW_COORDINATES);
    public static final ArchetypeField CHILD_FRAME =
            ArchetypeField.rerun("Pinhole", "child_frame", Components.TRANSFORM_FRAME_ID);
    public static final ArchetypeField PARENT_FRAME =
            ArchetypeField.rerun("Pinhole", "parent_frame", Components.TRANSFORM_FRAME_ID);
    public static final ArchetypeField IMAGE_PLANE_DISTANCE =
            ArchetypeField.rerun("Pinhole", "image_plane_distance", Components.IMAGE_PLANE_DISTANCE);
    public static final ArchetypeField COLOR = ArchetypeField.rerun("Pinhole", "color", Components.COLOR);
    public static final ArchetypeField LINE_WIDTH = ArchetypeField.rerun("Pinhole", "line_width", Components.RADIUS);

    private static final Fields NONE = Fields.none(
            IMAGE_FROM_CAMERA,
            RESOLUTION,
            CAMERA_XYZ,
            CHILD_FRAME,
            PARENT_FRAME,
            IMAGE_PLANE_DISTANCE,
            COLOR,
            LINE_WIDTH);

    private final Fields fields;

    private Pinhole(final Fields fields) {
        this.fields = fields;
    }

    /// A camera with the axes [ViewCoordinates#RDF] (x right, y down, z forward).
    ///
    /// @param fx focal length along x, in pixels
    /// @param fy focal length along y, in pixels
    /// @param cx principal point from the left, in pixels
    /// @param cy principal point from the top, in pixels
    /// @param width of the image in pixels
    /// @param height of the image in pixels
    public static Pinhole of(
            final double fx, final double fy, final double cx, final double cy, final int width, final int height) {
        return update().imageFromCamera((float) fx, 0, 0, 0, (float) fy, 0, (float) cx, (float) cy, 1)
                .resolution(width, height)
                .cameraXyz(ViewCoordinates.RDF);
    }

    /// A camera that looks through the middle of its image.
    ///
    /// @param focalLength in pixels
    /// @param width of the image in pixels
    /// @param height of the image in pixels
    public static Pinhole of(final double focalLength, final int width, final int height) {
        return of(focalLength, focalLength, width / 2.0, height / 2.0, width, height);
    }

    /// Nothing set: for logging some fields while the others stay in force.
    public static Pinhole update() {
        return new Pinhole(NONE);
    }

    /// Every field set to 0 instances: hides all that was logged of this archetype before.
    public static Pinhole clearFields() {
        return new Pinhole(NONE.allCleared());
    }

    /// The 3x3 projection, column by column.
    public Pinhole imageFromCamera(final float... columnMajor) {
        return new Pinhole(fields.with(IMAGE_FROM_CAMERA, Instances.floats(IMAGE_FROM_CAMERA, columnMajor)));
    }

    /// Width and height of the image in pixels.
    public Pinhole resolution(final float width, final float height) {
        return new Pinhole(fields.with(RESOLUTION, Instances.floats(RESOLUTION, width, height)));
    }

    /// The named frame that this transform is from; when not set, the entity itself.
    public Pinhole childFrame(final String childFrame) {
        return new Pinhole(fields.with(CHILD_FRAME, Instances.text(childFrame)));
    }

    /// The named frame that this transform leads to; when not set, the parent entity's.
    public Pinhole parentFrame(final String parentFrame) {
        return new Pinhole(fields.with(PARENT_FRAME, Instances.text(parentFrame)));
    }

    /// How far from the camera its image is drawn, in scene units.
    public Pinhole imagePlaneDistance(final float imagePlaneDistance) {
        return new Pinhole(
                fields.with(IMAGE_PLANE_DISTANCE, Instances.floats(IMAGE_PLANE_DISTANCE, imagePlaneDistance)));
    }

    /// `0xRRGGBBAA` ([Color]).
    public Pinhole color(final int color) {
        return new Pinhole(fields.with(COLOR, Instances.ints(COLOR, color)));
    }

    /// Width of the frustum's lines: positive in scene units, negative in UI points.
    public Pinhole lineWidth(final float lineWidth) {
        return new Pinhole(fields.with(LINE_WIDTH, Instances.floats(LINE_WIDTH, lineWidth)));
    }

    /// Which way the axes of the camera point.
    public Pinhole cameraXyz(final ViewCoordinates axes) {
        return new Pinhole(fields.with(CAMERA_XYZ, axes.instances(CAMERA_XYZ)));
    }

    @Override
    public String name() {
        return fields.archetype();
    }

    @Override
    public List<DataCell> cells() {
        return fields.cells();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
