package dev.kymo.sdk.file;

import dev.kymo.sdk.AggregationPolicy;
import dev.kymo.sdk.AnnotationContext;
import dev.kymo.sdk.AnnotationInfo;
import dev.kymo.sdk.AnyValues;
import dev.kymo.sdk.Archetype;
import dev.kymo.sdk.Arrows2D;
import dev.kymo.sdk.Arrows3D;
import dev.kymo.sdk.Asset3D;
import dev.kymo.sdk.AssetVideo;
import dev.kymo.sdk.BarChart;
import dev.kymo.sdk.Boxes2D;
import dev.kymo.sdk.Boxes3D;
import dev.kymo.sdk.Capsules3D;
import dev.kymo.sdk.ClassDescription;
import dev.kymo.sdk.Clear;
import dev.kymo.sdk.Color;
import dev.kymo.sdk.Colormap;
import dev.kymo.sdk.CoordinateFrame;
import dev.kymo.sdk.Cylinders3D;
import dev.kymo.sdk.DepthImage;
import dev.kymo.sdk.Ellipses2D;
import dev.kymo.sdk.Ellipsoids3D;
import dev.kymo.sdk.EncodedDepthImage;
import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.FillMode;
import dev.kymo.sdk.GaussianSplats3D;
import dev.kymo.sdk.GeoLineStrings;
import dev.kymo.sdk.GeoPoints;
import dev.kymo.sdk.GraphEdge;
import dev.kymo.sdk.GraphEdges;
import dev.kymo.sdk.GraphNodes;
import dev.kymo.sdk.GraphType;
import dev.kymo.sdk.GridMap;
import dev.kymo.sdk.Histogram;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.InstancePoses3D;
import dev.kymo.sdk.InterpolationMode;
import dev.kymo.sdk.LineStrips2D;
import dev.kymo.sdk.LineStrips3D;
import dev.kymo.sdk.MagnificationFilter;
import dev.kymo.sdk.MarkerShape;
import dev.kymo.sdk.McapChannel;
import dev.kymo.sdk.McapMessage;
import dev.kymo.sdk.McapSchema;
import dev.kymo.sdk.McapStatistics;
import dev.kymo.sdk.MediaType;
import dev.kymo.sdk.Mesh3D;
import dev.kymo.sdk.MeshFaceRendering;
import dev.kymo.sdk.Origin3D;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.PointShading;
import dev.kymo.sdk.Points2D;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingInfo;
import dev.kymo.sdk.Scalars;
import dev.kymo.sdk.SegmentationImage;
import dev.kymo.sdk.SeriesLines;
import dev.kymo.sdk.SeriesPoints;
import dev.kymo.sdk.Span;
import dev.kymo.sdk.SpanLane;
import dev.kymo.sdk.StateChange;
import dev.kymo.sdk.StateConfiguration;
import dev.kymo.sdk.Tensor;
import dev.kymo.sdk.TensorData;
import dev.kymo.sdk.TextDocument;
import dev.kymo.sdk.TextLog;
import dev.kymo.sdk.TextLogLevel;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.TransformAxes3D;
import dev.kymo.sdk.TransformRelation;
import dev.kymo.sdk.VideoCodec;
import dev.kymo.sdk.VideoFrameReference;
import dev.kymo.sdk.VideoStream;
import dev.kymo.sdk.ViewCoordinates;
import dev.kymo.sdk.VoxelGridMap;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/// A value of every archetype with every field set, and one with a field alone.
final class AllArchetypes {
    /// The frame of the entity `/`, as the viewer calls it: what hangs on it is in one tree with all other entities. On
    /// a
    /// frame that nothing leads to the viewer would complain of every other entity in the view.
    private static final String ROOT_FRAME = "tf#/";

    private static final int SIZE = 4;
    private static final float[] XYZ = {0, 0, 0, 1, 0, 0, 0, 1, 0};
    private static final float[] XY = {0, 0, 1, 0, 0, 1};
    private static final float[] AXES = {0, 0, 1, 0, 1, 0, 1, 0, 0};
    private static final float[] ANGLES = {0.25f, 0.5f, -1};
    private static final float[] QUATERNIONS = {0, 0, 0, 1, 0.6f, 0, 0, 0.8f, 0, 0.6f, 0.8f, 0};
    private static final float[] RADII = {0.1f, 0.2f, 0.3f};
    private static final int[] COLORS = {Color.RED, Color.GREEN, Color.BLUE};
    private static final short[] CLASSES = {0, 1, (short) 65_535};

    private AllArchetypes() {}

    /// @param whole every field
    /// @param part some fields, of a row that updates
    /// @param empty every field empty
    record Sample(String entity, Archetype whole, Archetype part, Archetype empty) {}

    /// @param bytes gives the bytes of a picture in a format such as `png`
    static List<Sample> encoded(final BiFunction<String, Integer, byte[]> bytes) {
        final byte[] png = bytes.apply("png", SIZE);
        return List.of(
                new Sample(
                        "encoded/image",
                        EncodedImage.of(png).opacity(1).drawOrder(2).magnificationFilter(MagnificationFilter.NEAREST),
                        EncodedImage.update().opacity(0.5f),
                        EncodedImage.clearFields()),
                new Sample(
                        "encoded/depth",
                        EncodedDepthImage.of(png, MediaType.PNG, 1000)
                                .colormap(Colormap.TURBO)
                                .depthRange(0, 2)
                                .pointFillRatio(1)
                                .drawOrder(1)
                                .magnificationFilter(MagnificationFilter.LINEAR),
                        EncodedDepthImage.update().meter(100),
                        EncodedDepthImage.clearFields()));
    }

    /// Video that no decoder takes: containers and codecs are their own business.
    static List<Sample> videos() {
        return List.of(
                new Sample(
                        "video/asset",
                        AssetVideo.mp4(new byte[] {0, 0, 0, 8, 'f', 't', 'y', 'p'}),
                        AssetVideo.update().mediaType("video/mp4"),
                        AssetVideo.clearFields()),
                new Sample(
                        "video/frame",
                        VideoFrameReference.of(40_000_000)
                                .videoReference("/video/asset")
                                .opacity(1)
                                .drawOrder(1),
                        VideoFrameReference.update().timestamp(80_000_000),
                        VideoFrameReference.clearFields()),
                new Sample(
                        "video/stream",
                        VideoStream.ofSample((byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 9, (byte) 16)
                                .codec(VideoCodec.H264)
                                .isKeyframe(true)
                                .opacity(1)
                                .drawOrder(1),
                        VideoStream.update().isKeyframe(false),
                        VideoStream.clearFields()));
    }

    /// On a map, whose tiles a viewer fetches.
    static List<Sample> maps() {
        return List.of(
                new Sample(
                        "geo/points",
                        GeoPoints.of(52.5, 13.4, -33.9, 151.2)
                                .radii(1, 2)
                                .colors(Color.RED, Color.BLUE)
                                .classIds((short) 1, (short) 2),
                        GeoPoints.update().colors(Color.GREEN),
                        GeoPoints.clearFields()),
                new Sample(
                        "geo/lines",
                        GeoLineStrings.of(new double[] {52.5, 13.4, 52.6, 13.5}, new double[] {-33.9, 151.2, -34, 151})
                                .radii(-1, -2)
                                .colors(Color.RED, Color.BLUE),
                        GeoLineStrings.update().radii(-3),
                        GeoLineStrings.clearFields()));
    }

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

    static List<Sample> images() {
        final byte[] rgb = new byte[SIZE * SIZE * 3];
        final short[] depths = new short[SIZE * SIZE];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (i * 5);
        }
        for (int i = 0; i < depths.length; i++) {
            depths[i] = (short) (i * 4000);
        }
        return List.of(
                new Sample(
                        "images/rgb",
                        Image.rgb8(rgb, SIZE, SIZE)
                                .opacity(1)
                                .drawOrder(1)
                                .magnificationFilter(MagnificationFilter.NEAREST),
                        Image.update().opacity(0.5f),
                        Image.clearFields()),
                new Sample(
                        "images/depth",
                        DepthImage.u16mm(depths, SIZE, SIZE)
                                .colormap(Colormap.VIRIDIS)
                                .depthRange(0, 60_000)
                                .pointFillRatio(1)
                                .drawOrder(1)
                                .magnificationFilter(MagnificationFilter.NEAREST),
                        DepthImage.update().meter(500),
                        DepthImage.clearFields()),
                new Sample(
                        "images/classes",
                        SegmentationImage.u16(depths, SIZE, SIZE).opacity(1).drawOrder(2),
                        SegmentationImage.update().opacity(0.25f),
                        SegmentationImage.clearFields()));
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

    /// Graphs, charts, maps in the scene, tensors: what has a view of its own.
    static List<Sample> others() {
        return List.of(
                new Sample(
                        "graph/edges",
                        GraphEdges.of(GraphEdge.of("a", "b"), GraphEdge.of("b", "\u4E09"))
                                .graphType(GraphType.DIRECTED),
                        GraphEdges.update().graphType(GraphType.UNDIRECTED),
                        GraphEdges.clearFields()),
                new Sample(
                        "graph/nodes",
                        GraphNodes.of("a", "b", "\u4E09")
                                .positions(XY)
                                .colors(COLORS)
                                .labels("A", "", "C")
                                .showLabels(true)
                                .radii(RADII),
                        GraphNodes.update().radii(2),
                        GraphNodes.clearFields()),
                new Sample(
                        "charts/bars",
                        BarChart.of(1.5, -2, 3)
                                .color(Color.BLUE)
                                .abscissa(TensorData.of(new float[] {0, 2, 5}, 3))
                                .widths(1, 2, 1),
                        BarChart.update().color(Color.RED),
                        BarChart.clearFields()),
                new Sample(
                        "tensors/named",
                        Tensor.of(TensorData.of(new float[24], 2, 3, 4).withNames("channel", "row", "column"))
                                .valueRange(0, 1),
                        Tensor.of(new byte[] {1, 2, 3, 4}, 2, 2),
                        Tensor.clearFields()),
                new Sample(
                        "maps/grid",
                        GridMap.u8(new byte[SIZE * SIZE], SIZE, SIZE, 0.5f)
                                .translation(1, 2, 0)
                                .rotationAxisAngle(0, 0, 1, 0.5f)
                                .quaternion(0, 0, 0, 1)
                                .opacity(1)
                                .drawOrder(1)
                                .colormap(Colormap.RVIZ_MAP),
                        GridMap.update().opacity(0.5f),
                        GridMap.clearFields()),
                new Sample(
                        "maps/voxels",
                        VoxelGridMap.of(new int[] {0, 0, 0, 1, -2, 3}, 0.5f, 0.5f, 1)
                                .values(0, 1)
                                .colors(Color.RED, Color.BLUE)
                                .translation(1, 2, 3)
                                .rotationAxisAngle(0, 0, 1, 0.5f)
                                .quaternion(0, 0, 0, 1)
                                .opacity(1)
                                .valueRange(0, 2)
                                .colormap(Colormap.TURBO),
                        VoxelGridMap.update().values(1, 0),
                        VoxelGridMap.clearFields()),
                new Sample(
                        "splats",
                        GaussianSplats3D.of(XYZ, new float[] {1, 1, 1, 2, 2, 2, 3, 3, 3}, QUATERNIONS, COLORS)
                                .shCoefficients(new float[3 * 45])
                                .sphericalHarmonicsDegree(3),
                        GaussianSplats3D.update().sphericalHarmonicsDegree(0),
                        GaussianSplats3D.clearFields()),
                new Sample(
                        "flat/ellipses",
                        Ellipses2D.fromCentersAndHalfSizes(XY, new float[] {1, 1, 2, 2, 3, 3})
                                .colors(COLORS)
                                .lineRadii(RADII)
                                .labels("x", "y", "z")
                                .showLabels(true)
                                .drawOrder(3)
                                .classIds(CLASSES),
                        Ellipses2D.update().drawOrder(-1),
                        Ellipses2D.clearFields()),
                new Sample(
                        "flat",
                        AnnotationContext.of(
                                ClassDescription.of(0, "ground", Color.GRAY),
                                new ClassDescription(
                                        AnnotationInfo.of(1, "person"),
                                        List.of(
                                                new AnnotationInfo(0, null, null),
                                                AnnotationInfo.of(1, "hip", Color.RED)),
                                        List.of(new ClassDescription.Connection(0, 1)))),
                        AnnotationContext.of(AnnotationInfo.of(2, "thing")),
                        AnnotationContext.clearFields()));
    }

    /// States over time, and what an MCAP file says about itself.
    static List<Sample> states() {
        return List.of(
                new Sample("states/machine", StateChange.of("idle"), StateChange.of("busy"), StateChange.clearFields()),
                new Sample(
                        "states/machine",
                        StateConfiguration.update()
                                .values("idle", "busy")
                                .labels("Idle", "Busy")
                                .colors(Color.GRAY, Color.GREEN)
                                .visible(true, true),
                        StateConfiguration.update().labels("i", "b"),
                        StateConfiguration.clearFields()),
                new Sample(
                        "mcap/channel",
                        McapChannel.update()
                                .id(65_535)
                                .topic("/scan")
                                .messageEncoding("cdr")
                                .metadata(Map.of("k", "v")),
                        McapChannel.update().topic("/other"),
                        McapChannel.clearFields()),
                new Sample(
                        "mcap/message",
                        McapMessage.of((byte) 1, (byte) 2),
                        McapMessage.of(new byte[0]),
                        McapMessage.clearFields()),
                new Sample(
                        "mcap/schema",
                        McapSchema.update()
                                .id(7)
                                .name("Scan")
                                .encoding("ros2msg")
                                .data((byte) 'x'),
                        McapSchema.update().id(8),
                        McapSchema.clearFields()),
                new Sample(
                        "mcap/statistics",
                        McapStatistics.update()
                                .messageCount(10)
                                .schemaCount(1)
                                .channelCount(2)
                                .attachmentCount(0)
                                .metadataCount(3)
                                .chunkCount(4)
                                .messageStartTime(1_700_000_000_000_000_000L)
                                .messageEndTime(1_700_000_001_000_000_000L)
                                .channelMessageCounts(Map.of(1, 10L)),
                        McapStatistics.update().messageCount(11),
                        McapStatistics.clearFields()));
    }

    static List<Sample> texts() {
        return List.of(
                new Sample(
                        "texts/log",
                        TextLog.of(TextLogLevel.INFO, "gr\u00FC\u00DFe").color(Color.RED),
                        TextLog.of("a line"),
                        TextLog.clearFields()),
                new Sample(
                        "texts/document",
                        TextDocument.markdown("# Title\n\ntext"),
                        TextDocument.update().text("plain"),
                        TextDocument.clearFields()),
                new Sample("own/span", Span.of(1_000, 2_000).depth(1).lane(3), Span.named("turn"), Span.of(5_000, 0)),
                new Sample("own/lane", SpanLane.named("main"), SpanLane.named("worker"), SpanLane.named("")),
                new Sample("own/histogram", histogram(2).clamped(1), Histogram.ofUnit("ns"), histogram(0)),
                new Sample(
                        "own/values",
                        ownValues(),
                        AnyValues.of().with("note", "alone"),
                        AnyValues.of("a.b.Own").with("flags", true, false, true)),
                new Sample(
                        "__properties/run",
                        RecordingInfo.update()
                                .startTime(1_700_000_000_000_000_000L)
                                .name("all"),
                        RecordingInfo.update().name("again"),
                        RecordingInfo.clearFields()));
    }

    /// The bytes mean something to Kymo alone, and need not here.
    private static Histogram histogram(final long count) {
        return Histogram.of(1_000, 2_000, MemorySegment.ofArray(new byte[] {1, 2, 3}), count);
    }

    private static AnyValues ownValues() {
        return AnyValues.of("a.b.Own")
                .with("doubles", -0.0, Double.NaN, Double.MIN_VALUE)
                .with("floats", 1.5f, Float.POSITIVE_INFINITY)
                .with("longs", Long.MIN_VALUE, Long.MAX_VALUE)
                .with("ints", 1, -1)
                .with("flags", true, false)
                .with("words", "", "\uD83E\uDD16");
    }

    static List<Sample> numbers() {
        return List.of(
                new Sample("plots/three", Scalars.of(1, -0.0, 1e300), Scalars.of(2), Scalars.clearFields()),
                new Sample(
                        "plots/three",
                        SeriesLines.update()
                                .colors(COLORS)
                                .widths(1, 2, 3)
                                .names("a", "b", "c")
                                .visibleSeries(true, true, false)
                                .aggregationPolicy(AggregationPolicy.AVERAGE)
                                .interpolationMode(InterpolationMode.values()[0]),
                        SeriesLines.update().widths(2),
                        SeriesLines.clearFields()),
                new Sample(
                        "plots/dots",
                        SeriesPoints.update()
                                .colors(COLORS)
                                .names("a", "b", "c")
                                .visibleSeries(true)
                                .markerSizes(2, 3, 4)
                                .markers(MarkerShape.CIRCLE, MarkerShape.CROSS, MarkerShape.PLUS),
                        SeriesPoints.update().markerSizes(5),
                        SeriesPoints.clearFields()),
                new Sample("hidden/flat", Clear.flat(), Clear.recursive(), Clear.flat()));
    }
}
