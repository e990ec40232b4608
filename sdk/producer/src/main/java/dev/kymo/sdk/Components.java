package dev.kymo.sdk;

import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.Field;

/// The component types that viewers know, with the layout of one instance of each. A test holds them against the
/// list that the file format's description comes with.
public final class Components {
    public static final ComponentType AGGREGATION_POLICY = rerun("AggregationPolicy", Datatype.UINT8);
    public static final ComponentType ALBEDO_FACTOR = rerun("AlbedoFactor", Datatype.UINT32);
    public static final ComponentType ANNOTATION_CONTEXT = rerun(
            "AnnotationContext",
            Datatype.list(Field.required(
                    "item",
                    Datatype.struct(
                            Field.required("class_id", Datatype.UINT16),
                            Field.required(
                                    "class_description",
                                    Datatype.struct(
                                            Field.required(
                                                    "info",
                                                    Datatype.struct(
                                                            Field.required("id", Datatype.UINT16),
                                                            Field.nullable("label", Datatype.UTF8),
                                                            Field.nullable("color", Datatype.UINT32))),
                                            Field.required(
                                                    "keypoint_annotations",
                                                    Datatype.list(Field.required(
                                                            "item",
                                                            Datatype.struct(
                                                                    Field.required("id", Datatype.UINT16),
                                                                    Field.nullable("label", Datatype.UTF8),
                                                                    Field.nullable("color", Datatype.UINT32))))),
                                            Field.required(
                                                    "keypoint_connections",
                                                    Datatype.list(Field.required(
                                                            "item",
                                                            Datatype.struct(
                                                                    Field.required("keypoint0", Datatype.UINT16),
                                                                    Field.required(
                                                                            "keypoint1", Datatype.UINT16)))))))))));
    public static final ComponentType AXIS_LENGTH = rerun("AxisLength", Datatype.FLOAT32);
    public static final ComponentType BLOB = rerun("Blob", Datatype.list(Field.required("item", Datatype.UINT8)));
    public static final ComponentType CELL_SIZE = rerun("CellSize", Datatype.FLOAT32);
    public static final ComponentType CHANNEL_ID = rerun("ChannelId", Datatype.UINT16);
    public static final ComponentType CHANNEL_MESSAGE_COUNTS = rerun(
            "ChannelMessageCounts",
            Datatype.list(Field.required(
                    "item",
                    Datatype.struct(
                            Field.required("channel_id", Datatype.UINT16),
                            Field.required("message_count", Datatype.UINT64)))));
    public static final ComponentType CLASS_ID = rerun("ClassId", Datatype.UINT16);
    public static final ComponentType CLEAR_IS_RECURSIVE = rerun("ClearIsRecursive", Datatype.BOOL);
    public static final ComponentType COLOR = rerun("Color", Datatype.UINT32);
    public static final ComponentType COLORMAP = rerun("Colormap", Datatype.UINT8);
    public static final ComponentType COUNT = rerun("Count", Datatype.UINT64);
    public static final ComponentType DEPTH_METER = rerun("DepthMeter", Datatype.FLOAT32);
    public static final ComponentType DRAW_ORDER = rerun("DrawOrder", Datatype.FLOAT32);
    public static final ComponentType ENTITY_PATH = rerun("EntityPath", Datatype.UTF8);
    public static final ComponentType FILL_MODE = rerun("FillMode", Datatype.UINT8);
    public static final ComponentType FILL_RATIO = rerun("FillRatio", Datatype.FLOAT32);
    public static final ComponentType GAMMA_CORRECTION = rerun("GammaCorrection", Datatype.FLOAT32);
    public static final ComponentType GEO_LINE_STRING =
            rerun("GeoLineString", Datatype.list(Field.required("item", Datatype.vector(2, Datatype.FLOAT64))));
    public static final ComponentType GRAPH_EDGE = rerun(
            "GraphEdge",
            Datatype.struct(Field.required("first", Datatype.UTF8), Field.required("second", Datatype.UTF8)));
    public static final ComponentType GRAPH_NODE = rerun("GraphNode", Datatype.UTF8);
    public static final ComponentType GRAPH_TYPE = rerun("GraphType", Datatype.UINT8);
    public static final ComponentType HALF_SIZE_2D = rerun("HalfSize2D", Datatype.vector(2, Datatype.FLOAT32));
    public static final ComponentType HALF_SIZE_3D = rerun("HalfSize3D", Datatype.vector(3, Datatype.FLOAT32));
    public static final ComponentType IMAGE_BUFFER =
            rerun("ImageBuffer", Datatype.list(Field.required("item", Datatype.UINT8)));
    public static final ComponentType IMAGE_FORMAT = rerun(
            "ImageFormat",
            Datatype.struct(
                    Field.required("width", Datatype.UINT32),
                    Field.required("height", Datatype.UINT32),
                    Field.nullable("pixel_format", Datatype.UINT8),
                    Field.nullable("color_model", Datatype.UINT8),
                    Field.nullable("channel_datatype", Datatype.UINT8)));
    public static final ComponentType IMAGE_PLANE_DISTANCE = rerun("ImagePlaneDistance", Datatype.FLOAT32);
    public static final ComponentType INTERACTIVE = rerun("Interactive", Datatype.BOOL);
    public static final ComponentType INTERPOLATION_MODE = rerun("InterpolationMode", Datatype.UINT8);
    public static final ComponentType IS_KEYFRAME = rerun("IsKeyframe", Datatype.BOOL);
    public static final ComponentType KEY_VALUE_PAIRS = rerun(
            "KeyValuePairs",
            Datatype.list(Field.required(
                    "item",
                    Datatype.struct(Field.required("first", Datatype.UTF8), Field.required("second", Datatype.UTF8)))));
    public static final ComponentType KEYPOINT_ID = rerun("KeypointId", Datatype.UINT16);
    public static final ComponentType LAT_LON = rerun("LatLon", Datatype.vector(2, Datatype.FLOAT64));
    public static final ComponentType LENGTH = rerun("Length", Datatype.FLOAT32);
    public static final ComponentType LINE_STRIP_2D =
            rerun("LineStrip2D", Datatype.list(Field.required("item", Datatype.vector(2, Datatype.FLOAT32))));
    public static final ComponentType LINE_STRIP_3D =
            rerun("LineStrip3D", Datatype.list(Field.required("item", Datatype.vector(3, Datatype.FLOAT32))));
    public static final ComponentType LINEAR_SPEED = rerun("LinearSpeed", Datatype.FLOAT64);
    public static final ComponentType MAGNIFICATION_FILTER = rerun("MagnificationFilter", Datatype.UINT8);
    public static final ComponentType MARKER_SHAPE = rerun("MarkerShape", Datatype.UINT8);
    public static final ComponentType MARKER_SIZE = rerun("MarkerSize", Datatype.FLOAT32);
    public static final ComponentType MEDIA_TYPE = rerun("MediaType", Datatype.UTF8);
    public static final ComponentType MESH_FACE_RENDERING = rerun("MeshFaceRendering", Datatype.UINT8);
    public static final ComponentType NAME = rerun("Name", Datatype.UTF8);
    public static final ComponentType OPACITY = rerun("Opacity", Datatype.FLOAT32);
    public static final ComponentType PINHOLE_PROJECTION =
            rerun("PinholeProjection", Datatype.vector(9, Datatype.FLOAT32));
    public static final ComponentType PLANE_3D = rerun("Plane3D", Datatype.vector(4, Datatype.FLOAT32));
    public static final ComponentType POINT_SHADING = rerun("PointShading", Datatype.UINT8);
    public static final ComponentType POSITION_2D = rerun("Position2D", Datatype.vector(2, Datatype.FLOAT32));
    public static final ComponentType POSITION_3D = rerun("Position3D", Datatype.vector(3, Datatype.FLOAT32));
    public static final ComponentType RADIUS = rerun("Radius", Datatype.FLOAT32);
    public static final ComponentType RANGE_1D = rerun("Range1D", Datatype.vector(2, Datatype.FLOAT64));
    public static final ComponentType RESOLUTION = rerun("Resolution", Datatype.vector(2, Datatype.FLOAT32));
    public static final ComponentType ROTATION_AXIS_ANGLE = rerun(
            "RotationAxisAngle",
            Datatype.struct(
                    Field.required("axis", Datatype.vector(3, Datatype.FLOAT32)),
                    Field.required("angle", Datatype.FLOAT32)));
    public static final ComponentType ROTATION_QUAT = rerun("RotationQuat", Datatype.vector(4, Datatype.FLOAT32));
    public static final ComponentType SCALAR = rerun("Scalar", Datatype.FLOAT64);
    public static final ComponentType SCALE_3D = rerun("Scale3D", Datatype.vector(3, Datatype.FLOAT32));
    public static final ComponentType SCHEMA_ID = rerun("SchemaId", Datatype.UINT16);
    public static final ComponentType SHOW_LABELS = rerun("ShowLabels", Datatype.BOOL);
    public static final ComponentType SPHERICAL_HARMONICS_3_RGB =
            rerun("SphericalHarmonics3Rgb", Datatype.vector(15, Datatype.vector(3, Datatype.FLOAT16)));
    public static final ComponentType SPHERICAL_HARMONICS_DEGREE = rerun("SphericalHarmonicsDegree", Datatype.UINT32);
    public static final ComponentType STROKE_WIDTH = rerun("StrokeWidth", Datatype.FLOAT32);
    public static final ComponentType TENSOR_DIMENSION_INDEX_SELECTION = rerun(
            "TensorDimensionIndexSelection",
            Datatype.struct(Field.required("dimension", Datatype.UINT32), Field.required("index", Datatype.UINT64)));
    public static final ComponentType TENSOR_HEIGHT_DIMENSION = rerun(
            "TensorHeightDimension",
            Datatype.struct(Field.required("dimension", Datatype.UINT32), Field.required("invert", Datatype.BOOL)));
    public static final ComponentType TENSOR_WIDTH_DIMENSION = rerun(
            "TensorWidthDimension",
            Datatype.struct(Field.required("dimension", Datatype.UINT32), Field.required("invert", Datatype.BOOL)));
    public static final ComponentType TEXCOORD_2D = rerun("Texcoord2D", Datatype.vector(2, Datatype.FLOAT32));
    public static final ComponentType TEXT = rerun("Text", Datatype.UTF8);
    public static final ComponentType TEXT_LOG_LEVEL = rerun("TextLogLevel", Datatype.UTF8);
    public static final ComponentType TIMESTAMP = rerun("Timestamp", Datatype.INT64);
    public static final ComponentType TRANSFORM_FRAME_ID = rerun("TransformFrameId", Datatype.UTF8);
    public static final ComponentType TRANSFORM_MAT_3X3 =
            rerun("TransformMat3x3", Datatype.vector(9, Datatype.FLOAT32));
    public static final ComponentType TRANSFORM_RELATION = rerun("TransformRelation", Datatype.UINT8);
    public static final ComponentType TRANSLATION_3D = rerun("Translation3D", Datatype.vector(3, Datatype.FLOAT32));
    public static final ComponentType TRIANGLE_INDICES = rerun("TriangleIndices", Datatype.vector(3, Datatype.UINT32));
    public static final ComponentType VALUE_RANGE = rerun("ValueRange", Datatype.vector(2, Datatype.FLOAT64));
    public static final ComponentType VECTOR_2D = rerun("Vector2D", Datatype.vector(2, Datatype.FLOAT32));
    public static final ComponentType VECTOR_3D = rerun("Vector3D", Datatype.vector(3, Datatype.FLOAT32));
    public static final ComponentType VIDEO_CODEC = rerun("VideoCodec", Datatype.UINT32);
    public static final ComponentType VIDEO_SAMPLE =
            rerun("VideoSample", Datatype.list(Field.required("item", Datatype.UINT8)));
    public static final ComponentType VIDEO_TIMESTAMP = rerun("VideoTimestamp", Datatype.INT64);
    public static final ComponentType VIEW_COORDINATES = rerun("ViewCoordinates", Datatype.vector(3, Datatype.UINT8));
    public static final ComponentType VISIBLE = rerun("Visible", Datatype.BOOL);
    public static final ComponentType VOXEL_INDEX = rerun("VoxelIndex", Datatype.vector(3, Datatype.INT32));
    public static final ComponentType VOXEL_SIZE = rerun("VoxelSize", Datatype.vector(3, Datatype.FLOAT32));
    public static final ComponentType VOXEL_VALUE = rerun("VoxelValue", Datatype.FLOAT32);

    /// Kymo's own: the f64 point that positions are relative to.
    public static final ComponentType ORIGIN_3D =
            new ComponentType("kymo.components.Origin3D", Datatype.vector(3, Datatype.FLOAT64));

    /// Kymo's own: when a span began, nanoseconds since the Unix epoch.
    public static final ComponentType SPAN_START = kymo("SpanStart", Datatype.INT64);
    /// Kymo's own: how long a span took, in nanoseconds.
    public static final ComponentType SPAN_DURATION = kymo("SpanDuration", Datatype.INT64);
    /// Kymo's own: how many spans a span is in.
    public static final ComponentType SPAN_DEPTH = kymo("SpanDepth", Datatype.UINT32);
    /// Kymo's own: the thread of a span.
    public static final ComponentType SPAN_LANE = kymo("SpanLane", Datatype.UINT64);
    /// Kymo's own: what spans or lanes are called.
    public static final ComponentType SPAN_NAME = kymo("SpanName", Datatype.UTF8);
    /// Kymo's own: when an interval began and ended, nanoseconds since the Unix epoch.
    public static final ComponentType HISTOGRAM_INTERVAL =
            kymo("HistogramInterval", Datatype.vector(2, Datatype.INT64));
    /// Kymo's own: HdrHistogram's V2 encoding, not compressed.
    public static final ComponentType HISTOGRAM_ENCODED =
            kymo("HistogramEncoded", Datatype.list(Field.required("item", Datatype.UINT8)));
    /// Kymo's own: how many values.
    public static final ComponentType HISTOGRAM_COUNT = kymo("HistogramCount", Datatype.UINT64);
    /// Kymo's own: what values are measured in.
    public static final ComponentType HISTOGRAM_UNIT = kymo("HistogramUnit", Datatype.UTF8);

    private Components() {}

    private static ComponentType kymo(final String name, final Datatype datatype) {
        return new ComponentType("kymo.components." + name, datatype);
    }

    private static ComponentType rerun(final String name, final Datatype datatype) {
        return new ComponentType("rerun.components." + name, datatype);
    }
}
