package dev.kymo.sdk.file;

import static dev.kymo.sdk.file.SampleValues.CLASSES;
import static dev.kymo.sdk.file.SampleValues.COLORS;
import static dev.kymo.sdk.file.SampleValues.QUATERNIONS;
import static dev.kymo.sdk.file.SampleValues.RADII;
import static dev.kymo.sdk.file.SampleValues.SIZE;
import static dev.kymo.sdk.file.SampleValues.XY;
import static dev.kymo.sdk.file.SampleValues.XYZ;

import dev.kymo.sdk.Arrows2D;
import dev.kymo.sdk.Arrows3D;
import dev.kymo.sdk.Asset3D;
import dev.kymo.sdk.Boxes2D;
import dev.kymo.sdk.Boxes3D;
import dev.kymo.sdk.Capsules3D;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.CoordinateFrame;
import dev.kymo.sdk.Cylinders3D;
import dev.kymo.sdk.Ellipsoids3D;
import dev.kymo.sdk.FillMode;
import dev.kymo.sdk.InstancePoses3D;
import dev.kymo.sdk.LineStrips2D;
import dev.kymo.sdk.LineStrips3D;
import dev.kymo.sdk.MediaType;
import dev.kymo.sdk.Mesh3D;
import dev.kymo.sdk.MeshFaceRendering;
import dev.kymo.sdk.Origin3D;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.PointShading;
import dev.kymo.sdk.Points2D;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.TransformAxes3D;
import dev.kymo.sdk.TransformRelation;
import dev.kymo.sdk.ViewCoordinates;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What lies in a scene.
final class SceneSamples {
    /// The frame of the entity `/`, as the viewer calls it: what hangs on it is in one tree with all other entities.
    /// On a frame that nothing leads to the viewer would complain of every other entity in the view.
    private static final String ROOT_FRAME = "tf#/";
    private static final float[] AXES = {0, 0, 1, 0, 1, 0, 1, 0, 0};
    private static final float[] ANGLES = {0.25f, 0.5f, -1};

    private SceneSamples() {}

    static List<Sample> clouds() {
        return List.of(
                new Sample(
                        "clouds/points3d",
                        Points3D.of(XYZ)
                                .radii(RADII)
                                .colors(COLORS)
                                .labels("one", "zwei", "\u4E09")
                                .showLabels(true)
                                .pointShading(PointShading.values()[0])
                                .classIds(CLASSES)
                                .keypointIds(CLASSES),
                        Points3D.update().colors(Color.WHITE),
                        Points3D.clearFields()),
                new Sample(
                        "flat/points2d",
                        Points2D.of(XY)
                                .radii(RADII)
                                .colors(COLORS)
                                .labels("a", "", "c")
                                .showLabels(false)
                                .drawOrder(1)
                                // Of the class below whose keypoints are connected: the viewer says so when one is
                                // missing
                                .classIds((short) 1, (short) 1, (short) 65_535)
                                .keypointIds(CLASSES),
                        Points2D.update().radii(1),
                        Points2D.clearFields()),
                new Sample(
                        "clouds/origin",
                        Origin3D.of(1e7 + 0.001, 2, 3),
                        Origin3D.of(0, 0, -0.0),
                        Origin3D.clearFields()));
    }

    static List<Sample> shapes() {
        return List.of(
                new Sample(
                        "shapes/boxes3d",
                        Boxes3D.fromCentersAndHalfSizes(XYZ, new float[] {1, 1, 1, 2, 2, 2, 3, 3, 3})
                                .rotationAxisAngles(AXES, ANGLES)
                                .quaternions(QUATERNIONS)
                                .colors(COLORS)
                                .radii(RADII)
                                .fillMode(FillMode.SOLID)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .classIds(CLASSES),
                        Boxes3D.update().centers(1, 2, 3),
                        Boxes3D.clearFields()),
                new Sample(
                        "flat/boxes2d",
                        Boxes2D.fromCentersAndHalfSizes(XY, new float[] {1, 1, 2, 2, 3, 3})
                                .colors(COLORS)
                                .radii(RADII)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .drawOrder(3)
                                .classIds(CLASSES),
                        Boxes2D.update().drawOrder(-1),
                        Boxes2D.clearFields()),
                new Sample(
                        "shapes/ellipsoids",
                        Ellipsoids3D.fromCentersAndHalfSizes(XYZ, new float[] {1, 1, 1, 2, 2, 2, 3, 3, 3})
                                .rotationAxisAngles(AXES, ANGLES)
                                .quaternions(QUATERNIONS)
                                .colors(COLORS)
                                .lineRadii(RADII)
                                .fillMode(FillMode.MAJOR_WIREFRAME)
                                .labels("x", "y", "z")
                                .showLabels(false)
                                .classIds(CLASSES),
                        Ellipsoids3D.update().centers(1, 2, 3),
                        Ellipsoids3D.clearFields()),
                new Sample(
                        "shapes/capsules",
                        Capsules3D.of(new float[] {1, 2, 3}, RADII)
                                .translations(XYZ)
                                .rotationAxisAngles(AXES, ANGLES)
                                .quaternions(QUATERNIONS)
                                .colors(COLORS)
                                .lineRadii(RADII)
                                .fillMode(FillMode.SOLID)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .classIds(CLASSES),
                        Capsules3D.update().lengths(4),
                        Capsules3D.clearFields()),
                new Sample(
                        "shapes/cylinders",
                        Cylinders3D.of(new float[] {1, 2, 3}, RADII)
                                .centers(XYZ)
                                .rotationAxisAngles(AXES, ANGLES)
                                .quaternions(QUATERNIONS)
                                .colors(COLORS)
                                .lineRadii(RADII)
                                .fillMode(FillMode.DENSE_WIREFRAME)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .classIds(CLASSES),
                        Cylinders3D.update().lengths(4),
                        Cylinders3D.clearFields()));
    }

    static List<Sample> lines() {
        return List.of(
                new Sample(
                        "lines/strips3d",
                        LineStrips3D.of(XYZ, new float[] {1, 1, 1, 2, 2, 2})
                                .radii(0.1f, 0.2f)
                                .colors(Color.RED, Color.BLUE)
                                .labels("long", "short")
                                .showLabels(true)
                                .classIds((short) 1, (short) 2),
                        LineStrips3D.update().colors(Color.WHITE),
                        LineStrips3D.clearFields()),
                new Sample(
                        "flat/strips2d",
                        LineStrips2D.of(XY, new float[] {1, 1, 2, 2})
                                .radii(0.1f, 0.2f)
                                .colors(Color.RED, Color.BLUE)
                                .labels("long", "short")
                                .showLabels(true)
                                .drawOrder(1)
                                .classIds((short) 1, (short) 2),
                        LineStrips2D.update().colors(Color.WHITE),
                        LineStrips2D.clearFields()),
                new Sample(
                        "lines/arrows3d",
                        Arrows3D.of(AXES)
                                .origins(XYZ)
                                .radii(RADII)
                                .colors(COLORS)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .classIds(CLASSES),
                        Arrows3D.update().origins(XYZ),
                        Arrows3D.clearFields()),
                new Sample(
                        "flat/arrows2d",
                        Arrows2D.of(XY)
                                .origins(XY)
                                .radii(RADII)
                                .colors(COLORS)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .drawOrder(2)
                                .classIds(CLASSES),
                        Arrows2D.update().origins(XY),
                        Arrows2D.clearFields()));
    }

    static List<Sample> meshes() {
        final byte[] triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n".getBytes(StandardCharsets.US_ASCII);
        return List.of(
                new Sample(
                        "meshes/mesh",
                        Mesh3D.of(XYZ, new int[] {0, 1, 2})
                                .vertexNormals(0, 0, 1, 0, 0, 1, 0, 0, 1)
                                .vertexColors(COLORS)
                                .vertexTexcoords(XY)
                                .albedoFactor(Color.WHITE)
                                .faceRendering(MeshFaceRendering.values()[0])
                                .classIds(CLASSES),
                        Mesh3D.update().albedoFactor(Color.RED),
                        Mesh3D.clearFields()),
                new Sample(
                        "meshes/asset",
                        Asset3D.of(triangle, MediaType.OBJ).albedoFactor(Color.WHITE),
                        Asset3D.update().albedoFactor(Color.GREEN),
                        Asset3D.clearFields()));
    }

    static List<Sample> transforms() {
        return List.of(
                new Sample(
                        "world/body",
                        Transform3D.fromPose(new float[] {1, 2, 3}, new float[] {0, 0, 0, 1})
                                .rotationAxisAngle(0, 0, 1, 0.5f)
                                .scale(1, 2, 3)
                                .mat3x3(1, 0, 0, 0, 1, 0, 0, 0, 1)
                                .relation(TransformRelation.PARENT_FROM_CHILD),
                        Transform3D.update().translation(1, 1, 1),
                        Transform3D.clearFields()),
                new Sample(
                        "world/body/axes",
                        TransformAxes3D.of(1).showFrame(true),
                        TransformAxes3D.update().axisLength(2),
                        TransformAxes3D.clearFields()),
                new Sample(
                        "frames/named",
                        Transform3D.fromTranslation(1, 0, 0).childFrame("arm").parentFrame(ROOT_FRAME),
                        Transform3D.fromTranslation(2, 0, 0).childFrame("arm").parentFrame(ROOT_FRAME),
                        Transform3D.update().scale(2)),
                new Sample(
                        "frames/cloud",
                        CoordinateFrame.of("arm"),
                        CoordinateFrame.of(ROOT_FRAME),
                        CoordinateFrame.of("arm")),
                new Sample(
                        "world/poses",
                        InstancePoses3D.update()
                                .translations(XYZ)
                                .rotationAxisAngles(AXES, ANGLES)
                                .quaternions(QUATERNIONS)
                                .scales(1, 1, 1, 2, 2, 2, 3, 3, 3)
                                .mat3x3(1, 0, 0, 0, 1, 0, 0, 0, 1),
                        InstancePoses3D.update().scales(2, 2, 2),
                        InstancePoses3D.clearFields()),
                new Sample(
                        "world/camera",
                        Pinhole.of(500, SIZE, SIZE)
                                .imagePlaneDistance(1)
                                .color(Color.WHITE)
                                .lineWidth(1)
                                .cameraXyz(ViewCoordinates.RDF),
                        Pinhole.update().imagePlaneDistance(2),
                        Pinhole.clearFields()),
                new Sample("world", ViewCoordinates.RIGHT_HAND_Z_UP, ViewCoordinates.RDF, ViewCoordinates.of("FLU")));
    }
}
