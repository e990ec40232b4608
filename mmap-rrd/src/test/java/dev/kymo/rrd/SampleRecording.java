package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Field;
import dev.kymo.store.model.RowIds;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimePoint;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/// A recording with chunks of every kind there is: large and small, static and on every type of timeline,
/// nested types, empty lists, missing cells. Deterministic but for ids.
final class SampleRecording {
    static final Datatype POSITION = Datatype.vector(3, Datatype.FLOAT32);
    static final Timeline FRAME = Timeline.sequence("frame");
    static final Timeline ELAPSED = Timeline.duration("elapsed");
    static final Timeline STAMP = Timeline.timestamp("stamp");
    static final Datatype TENSOR = tensorType();
    static final Datatype IMAGE_FORMAT = Datatype.struct(
            Field.required("width", Datatype.UINT32),
            Field.required("height", Datatype.UINT32),
            Field.nullable("pixel_format", Datatype.UINT8),
            Field.nullable("color_model", Datatype.UINT8),
            Field.nullable("channel_datatype", Datatype.UINT8));
    static final Datatype BLOB = Datatype.list(Field.required("item", Datatype.UINT8));

    private static final long STAMP_NS = 1_700_000_000_000_000_000L;

    private final Random random = new Random(42);
    private final RrdWriter writer;
    private final StoreId store;
    private final int repeats;

    /// @param repeats how many small chunks of each kind
    SampleRecording(final RrdWriter writer, final StoreId store, final int repeats) {
        this.writer = writer;
        this.store = store;
        this.repeats = repeats;
    }

    static ComponentDescriptor builtIn(final String component, final String type) {
        final String archetype = component.substring(0, component.indexOf(':'));
        return new ComponentDescriptor(component, "rerun.archetypes." + archetype, "rerun.components." + type);
    }

    private static Datatype tensorType() {
        final Datatype[] numbers = {
            Datatype.UINT8,
            Datatype.UINT16,
            Datatype.UINT32,
            Datatype.UINT64,
            Datatype.INT8,
            Datatype.INT16,
            Datatype.INT32,
            Datatype.INT64,
            Datatype.FLOAT16,
            Datatype.FLOAT32,
            Datatype.FLOAT64
        };
        final String[] names = {"U8", "U16", "U32", "U64", "I8", "I16", "I32", "I64", "F16", "F32", "F64"};
        final List<Field> fields = new ArrayList<>();
        fields.add(Field.nullable("_null_markers", Datatype.NULL));
        final byte[] ids = new byte[names.length + 1];
        for (int i = 0; i < names.length; i++) {
            fields.add(Field.required(names[i], Datatype.list(Field.required("item", numbers[i]))));
            ids[i + 1] = (byte) (i + 1);
        }
        return Datatype.struct(
                Field.required("shape", Datatype.list(Field.required("item", Datatype.UINT64))),
                Field.nullable("names", Datatype.list(Field.required("item", Datatype.UTF8))),
                Field.required("buffer", Datatype.denseUnion(ids, fields)));
    }

    /// A tensor of `values` along one axis.
    static ArrayData tensor(final float... values) {
        final Datatype union = TENSOR.children().get(2).type();
        final ArrayData[] children = new ArrayData[union.children().size()];
        for (int i = 0; i < children.length; i++) {
            children[i] = ArrayData.empty(union.children().get(i).type());
        }
        final byte floats = 10;
        children[floats] =
                ArrayData.oneList(union.children().get(floats).type(), ArrayData.floats(Datatype.FLOAT32, values));
        final ArrayData buffer = new ArrayData(
                union,
                0,
                1,
                ArrayData.NO_BUFFER,
                MemorySegment.ofArray(new int[] {0}),
                MemorySegment.ofArray(new byte[] {floats}),
                children);
        return ArrayData.struct(
                TENSOR,
                1,
                ArrayData.oneList(TENSOR.children().get(0).type(), ArrayData.longs(Datatype.UINT64, values.length)),
                ArrayData.oneList(TENSOR.children().get(1).type(), ArrayData.text("x")),
                buffer);
    }

    static ArrayData imageFormat(final int width, final int height) {
        return ArrayData.struct(
                IMAGE_FORMAT,
                1,
                ArrayData.ints(Datatype.UINT32, width),
                ArrayData.ints(Datatype.UINT32, height),
                nullByte(),
                ArrayData.bytes(Datatype.UINT8, (byte) 2),
                ArrayData.bytes(Datatype.UINT8, (byte) 6));
    }

    private static ArrayData nullByte() {
        final MemorySegment zero = MemorySegment.ofArray(new byte[1]);
        return new ArrayData(Datatype.UINT8, 0, 1, zero, ArrayData.NO_BUFFER, zero);
    }

    /// Writes all kinds of chunks.
    void write() throws IOException {
        properties();
        clouds();
        scalars();
        texts();
        images();
        tensors();
        boxesAndClears();
    }

    private void properties() throws IOException {
        store(
                "/__properties",
                1,
                _ -> TimePoint.STATIC,
                _ -> List.of(
                        cell("RecordingInfo:start_time", "Timestamp", ArrayData.longs(Datatype.INT64, STAMP_NS)),
                        cell("RecordingInfo:name", "Name", ArrayData.text("sample"))));
        store(
                "/__properties/rig",
                1,
                _ -> TimePoint.STATIC,
                _ -> List.of(new DataCell(ComponentDescriptor.of("operator"), ArrayData.text("somebody"))));
        store(
                "/world",
                1,
                _ -> TimePoint.STATIC,
                _ -> List.of(cell(
                        "ViewCoordinates:xyz",
                        "ViewCoordinates",
                        ArrayData.bytes(Datatype.vector(3, Datatype.UINT8), (byte) 3, (byte) 2, (byte) 6))));
    }

    private void clouds() throws IOException {
        for (final int points : new int[] {200_000, 5_000}) {
            store("/world/cloud" + points, 1, _ -> TimePoint.STATIC, _ -> cloud(points));
        }
        for (int i = 0; i < repeats; i++) {
            final int from = i * 4;
            store("/world/lidar", 4, row -> time(from + row), row -> cloud(10 + row));
        }
    }

    private List<DataCell> cloud(final int points) {
        final float[] positions = new float[points * 3];
        final int[] colors = new int[points];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = random.nextFloat() * 10;
        }
        for (int i = 0; i < points; i++) {
            colors[i] = random.nextInt() | 0xFF;
        }
        return List.of(
                cell("Points3D:positions", "Position3D", ArrayData.floats(POSITION, positions)),
                cell("Points3D:colors", "Color", ArrayData.ints(Datatype.UINT32, colors)),
                cell("Points3D:radii", "Radius", ArrayData.floats(Datatype.FLOAT32, 0.02f)));
    }

    private void scalars() throws IOException {
        for (int i = 0; i < repeats; i++) {
            final int from = i * 50;
            store(
                    "/plots/sin",
                    50,
                    row -> time(from + row),
                    row -> List.of(cell(
                            "Scalars:scalars",
                            "Scalar",
                            ArrayData.doubles(Datatype.FLOAT64, Math.sin((from + row) * 0.01)))));
            // Backwards, so that neither the timeline nor any two chunks are in order.
            store(
                    "/plots/back wards",
                    5,
                    row -> time(10_000 - from - row),
                    row -> List.of(cell(
                            "Scalars:scalars", "Scalar", ArrayData.doubles(Datatype.FLOAT64, row, -row, Double.NaN))));
        }
    }

    private void texts() throws IOException {
        for (int i = 0; i < repeats; i++) {
            final int from = i * 7;
            store(
                    "/log",
                    7,
                    row -> TimePoint.of(STAMP, STAMP_NS + (from + row) * 1_000_000L),
                    row -> row % 3 == 2
                            ? List.of(cell("TextLog:text", "Text", ArrayData.text("línea " + (from + row) + " — ✓")))
                            : List.of(
                                    cell("TextLog:text", "Text", ArrayData.text("line " + (from + row))),
                                    cell(
                                            "TextLog:level",
                                            "TextLogLevel",
                                            ArrayData.text(row % 2 == 0 ? "INFO" : "WARN"))));
        }
    }

    private void images() throws IOException {
        final byte[] pixels = new byte[640 * 480 * 3];
        random.nextBytes(pixels);
        store(
                "/camera",
                2,
                row -> time(row * 10),
                _ -> List.of(
                        cell(
                                "Image:buffer",
                                "ImageBuffer",
                                ArrayData.oneList(BLOB, ArrayData.bytes(Datatype.UINT8, pixels))),
                        cell("Image:format", "ImageFormat", imageFormat(640, 480))));
    }

    /// The type is that of Rerun's tensors, but it is not called so: viewer 0.33 warns of every `TensorData`
    /// whose type it prints itself as the expected one.
    private void tensors() throws IOException {
        store(
                "/tensor",
                3,
                row -> time(row),
                row -> List.of(new DataCell(ComponentDescriptor.of("tensor"), tensor(row, row + 1, row + 2))));
    }

    private void boxesAndClears() throws IOException {
        final Datatype strips = Datatype.list(Field.required("item", POSITION));
        store(
                "/world/strips",
                2,
                row -> time(row),
                row -> List.of(cell(
                        "LineStrips3D:strips",
                        "LineStrip3D",
                        ArrayData.lists(
                                strips,
                                ArrayData.floats(POSITION, 0, 0, 0, 1, 1, row, 2, 2, 2, 3, 3, 3),
                                0,
                                2,
                                2,
                                4))));
        // An empty list hides what came before; a missing cell does not.
        store(
                "/world/boxes",
                4,
                row -> time(row),
                row -> row % 2 == 1
                        ? List.of(cell("Boxes3D:half_sizes", "HalfSize3D", ArrayData.empty(POSITION)))
                        : List.of(
                                cell("Boxes3D:half_sizes", "HalfSize3D", ArrayData.floats(POSITION, 1, 2, 3, 1, 1, 1)),
                                cell("Boxes3D:labels", "Text", ArrayData.text("a", "b"))));
        store(
                "/world/boxes",
                1,
                _ -> time(90),
                _ -> List.of(cell("Clear:is_recursive", "ClearIsRecursive", ArrayData.booleans(true))));
        store(
                "/ünï/çode path!",
                1,
                _ -> TimePoint.of(Timeline.sequence("my-time line"), -5),
                _ -> List.of(
                        new DataCell(ComponentDescriptor.of("my tag, odd.name"), ArrayData.text("x", "")),
                        new DataCell(ComponentDescriptor.of("flags"), ArrayData.booleans(true, false, true)),
                        new DataCell(ComponentDescriptor.of("wide"), ArrayData.longs(Datatype.UINT64, -1, 0, 1))));
    }

    private static TimePoint time(final int row) {
        return TimePoint.of(Map.of(FRAME, (long) row, ELAPSED, row * 10_000_000L, STAMP, STAMP_NS + row * 10_000_000L));
    }

    private static DataCell cell(final String component, final String type, final ArrayData instances) {
        return new DataCell(builtIn(component, type), instances);
    }

    private void store(
            final String entity,
            final int rows,
            final IntFunction<TimePoint> times,
            final IntFunction<List<DataCell>> cells)
            throws IOException {
        try (OpenChunk open = new OpenChunk(EntityPath.parse(entity), times.apply(0), 0)) {
            for (int row = 0; row < rows; row++) {
                open.append(new DataRow(
                        RowIds.PROCESS.next(), EntityPath.parse(entity), times.apply(row), cells.apply(row)));
            }
            final Chunk snapshot = open.snapshot();
            writer.append(store, snapshot);
        }
    }
}
