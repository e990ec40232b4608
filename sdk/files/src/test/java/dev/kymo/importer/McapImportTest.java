package dev.kymo.importer;

import static dev.kymo.importer.McapFile.fields;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kymo.rrd.format.ProtobufWriter;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.DataRow;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages of MCAP files, of real recorders and of this test, and what they become.
final class McapImportTest {
    @TempDir
    private Path folder;

    private Imported imported(final byte... file) throws IOException {
        return Imported.of(Files.write(folder.resolve("test.mcap"), file));
    }

    private static double scalar(final DataRow row) {
        return Imported.cell(row, "Scalars:scalars").getDouble(0);
    }

    private static long time(final DataRow row, final String timeline) {
        for (int i = 0; i < row.time().size(); i++) {
            if (row.time().timeline(i).equals(Timeline.timestamp(timeline))) {
                return row.time().time(i);
            }
        }
        throw new AssertionError(row.entity() + " has no time on " + timeline);
    }

    @Test
    void shouldReadWhatRosbag2Wrote() throws IOException {
        final Imported talker = Imported.of(SampleData.file("mcap/rosbag2/talker.mcap"));
        final List<DataRow> lines = talker.rows("/topic");
        assertEquals(
                10,
                lines.size(),
                () -> "rows of "
                        + talker.rows().stream().map(DataRow::entity).distinct().toList());
        assertTrue(Imported.cell(lines.getFirst(), "TextLog:text").string(0).startsWith("Hello, world!"));
        assertEquals(List.of(), talker.notes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mcap/rosbag2/topics_and_services.mcap", "mcap/rosbag2/wbag_0.mcap", "mcap/rosbag2/wbag_1.mcap"})
    void shouldReadAllMessagesOfRealRecorders(final String name) throws IOException {
        final Imported all = Imported.of(SampleData.file(name));
        assertFalse(all.rows().isEmpty());
        assertTrue(
                all.notes().stream().noneMatch(note -> note.contains("byte ")), () -> String.join("\n", all.notes()));
    }

    @Test
    void shouldReadFoxglovesCameras() throws IOException {
        final Imported all = Imported.of(SampleData.file("mcap/custom-camera-model.mcap"));
        assertEquals(List.of(), all.notes());
        assertTrue(all.rows().stream().anyMatch(row -> Imported.components(row).contains("Pinhole:image_from_camera")));
        assertTrue(all.rows().stream()
                .anyMatch(row -> Imported.components(row).stream()
                        .anyMatch(c -> c.startsWith("EncodedImage:blob") || c.startsWith("Image:buffer"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lz4", "zstd"})
    void shouldReadChunksOfEachCompression(final String compression) throws IOException {
        final McapFile records = McapFile.records()
                .schema(1, "std_msgs/Float64", "ros1msg", "float64 data")
                .channel(1, 1, "/a/b", "ros1");
        for (int i = 0; i < 1000; i++) {
            records.message(1, i, fields().f64(i * 0.5).toBytes());
        }
        final Imported all =
                imported(McapFile.begin().chunk(compression, records).end());
        final List<DataRow> rows = all.rows("/a/b");
        assertEquals(1000, rows.size());
        for (int i = 0; i < 1000; i++) {
            assertEquals(i * 0.5, scalar(rows.get(i)));
            assertEquals(i, time(rows.get(i), "message_log_time"));
            assertEquals(i + 1, time(rows.get(i), "message_publish_time"));
        }
        assertEquals(List.of(), all.notes());
    }

    @Test
    void shouldReadRos2Poses() throws IOException {
        final Imported all = imported(McapFile.begin()
                .schema(1, "geometry_msgs/msg/PoseStamped", "ros2msg", McapFile.POSE_STAMPED)
                .channel(1, 1, "/pose", "cdr")
                .message(1, 5, McapFile.poseStamped())
                .end());
        final DataRow row = all.rows("/pose").getLast();
        final ArrayData places = Imported.cell(row, "InstancePoses3D:translations");
        assertEquals(
                List.of(1f, 2f, 3f),
                List.of(
                        places.child(0).getFloat(0),
                        places.child(0).getFloat(1),
                        places.child(0).getFloat(2)));
        assertEquals(
                1f, Imported.cell(row, "InstancePoses3D:quaternions").child(0).getFloat(3), "normalised");
        assertEquals("map", Imported.cell(row, "CoordinateFrame:frame").string(0));
        assertEquals(12_000_000_034L, time(row, "ros2_timestamp"));
    }

    private static final String CLOUD = """
            uint32 height
            uint32 width
            PointField[] fields
            bool is_bigendian
            uint32 point_step
            uint32 row_step
            uint8[] data
            bool is_dense
            ===
            MSG: sensor_msgs/PointField
            uint8 FLOAT32 = 7
            string name
            uint32 offset
            uint8 datatype
            uint32 count
            """;

    /// Two lines of two points of 16 bytes, 4 bytes of padding behind each line.
    @Test
    void shouldReadRosClouds() throws IOException {
        final McapFile.Fields cloud = fields().u32(2).u32(2).u32(4);
        final String[] names = {"x", "y", "z", "intensity"};
        for (int i = 0; i < names.length; i++) {
            cloud.text(names[i]).u32(4L * i).u8(7).u32(1);
        }
        cloud.u8(0).u32(16).u32(36).u32(68);
        for (int i = 0; i < 4; i++) {
            cloud.bytes(McapFile.floats(i, i + 10, i + 20, i + 30));
            if (i == 1) {
                cloud.u32(-1);
            }
        }
        cloud.u8(1);
        final Imported all = imported(McapFile.begin()
                .schema(1, "sensor_msgs/PointCloud2", "ros1msg", CLOUD)
                .channel(1, 1, "lidar", "ros1")
                .message(1, 5, cloud.toBytes())
                .end());
        assertEquals(List.of(), all.notes());
        assertEquals(EntityPath.of("lidar"), all.points().entity());
        for (int i = 0; i < 4; i++) {
            assertEquals(i, all.position(i, 0));
            assertEquals(i + 20, all.position(i, 2));
            assertEquals(i + 30, all.attribute("intensity").getFloat(i));
        }
    }

    @Test
    void shouldReadFoxgloveJson() throws IOException {
        final String cloud = Base64.getEncoder().encodeToString(McapFile.floats(1, 2, 3, 4, 5, 6));
        final String pixels = Base64.getEncoder().encodeToString(new byte[16]);
        final McapFile file = McapFile.begin();
        final String[] types = {
            "PointCloud", "RawImage", "Log", "LocationFix", "PosesInFrame", "FrameTransforms", "FrameTransform"
        };
        for (int i = 0; i < types.length; i++) {
            file.schema(i + 1, "foxglove." + types[i], "jsonschema", "{}")
                    .channel(i + 1, i + 1, "/" + types[i], "json");
        }
        final String pose =
                "{\"position\":{\"x\":1,\"y\":2,\"z\":3},\"orientation\":{\"x\":0,\"y\":0,\"z\":0,\"w\":1}}";
        final String transform =
                "{\"timestamp\":{\"sec\":1,\"nsec\":2},\"parent_frame_id\":\"a\",\"child_frame_id\":\"b\","
                        + "\"translation\":{\"x\":1,\"y\":2,\"z\":3},\"rotation\":{\"x\":0,\"y\":0,\"z\":0,\"w\":1}}";
        file.message(
                        1,
                        1,
                        "{\"timestamp\":{\"sec\":1,\"nsec\":2},\"frame_id\":\"lidar\",\"pose\":" + pose
                                + ",\"point_stride\":12,\"fields\":[{\"name\":\"x\",\"offset\":0,\"type\":7},"
                                + "{\"name\":\"y\",\"offset\":4,\"type\":7},{\"name\":\"z\",\"offset\":8,\"type\":7}],"
                                + "\"data\":\"" + cloud + "\"}")
                .message(
                        2, 2, "{\"width\":2,\"height\":2,\"encoding\":\"rgb8\",\"step\":8,\"data\":\"" + pixels + "\"}")
                .message(3, 3, "{\"level\":4,\"message\":\"boom\",\"name\":\"n\"}")
                .message(4, 4, "{\"latitude\":48.5,\"longitude\":9.25,\"altitude\":300}")
                .message(5, 5, "{\"frame_id\":\"f\",\"poses\":[" + pose + "," + pose + "]}")
                .message(6, 6, "{\"transforms\":[" + transform + "]}")
                .message(7, 7, transform);
        final Imported all = imported(file.end());
        assertEquals(List.of(), all.notes());
        assertEquals(6f, all.position(1, 2));
        assertEquals(1_000_000_002L, time(all.points(), "timestamp"));
        assertTrue(Imported.components(all.points()).contains("InstancePoses3D:translations"), "its own pose");
        assertEquals(
                12,
                Imported.cell(all.rows("/RawImage").getFirst(), "Image:buffer")
                        .list(0)
                        .length(),
                "without padding");
        assertEquals(
                "n: boom",
                Imported.cell(all.rows("/Log").getFirst(), "TextLog:text").string(0));
        assertEquals(
                "ERROR",
                Imported.cell(all.rows("/Log").getFirst(), "TextLog:level").string(0));
        final ArrayData place = Imported.cell(all.rows("/LocationFix").getFirst(), "GeoPoints:positions")
                .child(0);
        assertEquals(48.5, place.getDouble(0));
        assertEquals(9.25, place.getDouble(1));
        assertEquals(300, scalar(all.rows("/LocationFix/altitude").getFirst()));
        assertEquals(
                2,
                Imported.cell(all.rows("/PosesInFrame").getLast(), "InstancePoses3D:translations")
                        .length());
        assertEquals(
                "b",
                Imported.cell(all.rows("/FrameTransforms/b").getFirst(), "Transform3D:child_frame")
                        .string(0));
        assertEquals(
                "a",
                Imported.cell(all.rows("/FrameTransform").getFirst(), "Transform3D:parent_frame")
                        .string(0));
    }

    private static byte[] field(
            final String name, final int number, final int label, final int type, final String typeName) {
        final ProtobufWriter field = new ProtobufWriter()
                .text(1, name)
                .number(3, number)
                .number(4, label)
                .number(5, type);
        return (typeName.isEmpty() ? field : field.text(6, typeName)).toArray();
    }

    private static ProtobufWriter type(final String name, final byte[]... fields) {
        final ProtobufWriter type = new ProtobufWriter().text(1, name);
        for (final byte[] field : fields) {
            type.bytes(2, field);
        }
        return type;
    }

    @Test
    void shouldReadProtobufByItsDescriptors() throws IOException {
        final byte[] set = new ProtobufWriter()
                .message(
                        1,
                        new ProtobufWriter()
                                .text(2, "my.pkg")
                                .message(4, type("Inner", field("v", 1, 1, 17, "")))
                                .message(
                                        4,
                                        type(
                                                "Outer",
                                                field("speed", 1, 1, 1, ""),
                                                field("inner", 2, 1, 11, ".my.pkg.Inner"),
                                                field("counts", 3, 3, 13, ""),
                                                field("left_out", 4, 1, 5, ""),
                                                field("label", 5, 1, 9, ""))))
                .toArray();
        final byte[] message = new ProtobufWriter()
                .fixed64(1, Double.doubleToLongBits(2.5))
                .message(2, new ProtobufWriter().number(1, 5))
                .bytes(3, new byte[] {1, (byte) 0x80, 1})
                .text(5, "fast")
                .toArray();
        final Imported all = imported(McapFile.begin()
                .schema(1, "my.pkg.Outer", "protobuf", set)
                .channel(1, 1, "/t", "protobuf")
                .message(1, 5, message)
                .end());
        assertEquals(List.of(), all.notes());
        assertEquals(2.5, scalar(all.rows("/t/speed").getFirst()));
        assertEquals(-3, scalar(all.rows("/t/inner/v").getFirst()), "zigzag");
        assertEquals(
                2,
                Imported.cell(all.rows("/t/counts").getFirst(), "Scalars:scalars")
                        .length());
        assertEquals(
                128,
                Imported.cell(all.rows("/t/counts").getFirst(), "Scalars:scalars")
                        .getDouble(1));
        assertEquals(0, scalar(all.rows("/t/left_out").getFirst()), "proto3 leaves zeros out");
        assertEquals("fast", Imported.cell(all.rows("/t").getFirst(), "label").string(0));
    }

    @Test
    void shouldKeepWhatItCannotReadAsBytes() throws IOException {
        final byte[] unread = {1, 2, 3};
        final Imported all = imported(McapFile.begin()
                .schema(1, "my/Type", "ros2idl", "module my {};")
                .channel(1, 1, "/idl", "cdr")
                .message(1, 5, unread)
                .schema(2, "sensor_msgs/Image", "ros1msg", "uint32 width")
                .channel(2, 2, "/image", "ros1")
                .message(2, 6, fields().u32(7).toBytes())
                .end());
        final DataRow row = all.rows("/idl").getLast();
        assertArrayEquals(unread, bytes(Imported.cell(row, "data")));
        assertEquals(
                "my/Type", Imported.cell(all.rows("/idl").getFirst(), "schema").string(0));
        assertArrayEquals(
                new byte[] {7, 0, 0, 0}, bytes(Imported.cell(all.rows("/image").getLast(), "data")));
        assertEquals(2, all.notes().size());
        assertTrue(
                all.notes().stream().allMatch(note -> note.contains("kept as bytes")),
                () -> String.join("\n", all.notes()));
    }

    private static byte[] bytes(final ArrayData blob) {
        final ArrayData list = blob.list(0);
        final byte[] bytes = new byte[list.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.getByte(i);
        }
        return bytes;
    }

    @Test
    void shouldKeepWhatIsGoodOfDamagedFiles() throws IOException {
        final McapFile chunk = McapFile.records()
                .schema(1, "std_msgs/Float64", "ros1msg", "float64 data")
                .channel(1, 1, "/v", "ros1")
                .message(1, 1, fields().f64(1).toBytes());
        final McapFile second = McapFile.records().message(1, 2, fields().f64(2).toBytes());
        final byte[] whole = McapFile.begin()
                .chunk("lz4", chunk)
                .chunk("", second)
                .message(1, 3, fields().f64(3).toBytes())
                .end();
        assertEquals(3, imported(whole).rows("/v").size());
        // Without its end
        final byte[] open =
                McapFile.begin().chunk("lz4", chunk).chunk("", second).unfinished();
        final Imported unfinished = imported(open);
        assertEquals(2, unfinished.rows("/v").size());
        assertTrue(
                unfinished.notes().getFirst().contains("has no end"),
                () -> unfinished.notes().getFirst());
        // In the middle of the second chunk, which was not packed: its message is cut, and told
        final Imported cut = imported(Arrays.copyOf(open, open.length - 4));
        assertEquals(1, cut.rows("/v").size());
        assertTrue(
                cut.notes().getFirst().contains("ends inside a record"),
                () -> cut.notes().getFirst());
        // A value of the second chunk changed: its checksum says so
        final byte[] changed = open.clone();
        changed[changed.length - 3] ^= 1;
        final Imported damaged = imported(changed);
        assertEquals(1, damaged.rows("/v").size());
        assertTrue(
                damaged.notes().getFirst().contains("checksum"),
                () -> damaged.notes().getFirst());
    }

    @Test
    void shouldNotBelieveWhatAChunkClaims() throws IOException {
        for (final String compression : List.of("zstd", "lz4", "", "brotli")) {
            final Imported all = imported(McapFile.begin()
                    .chunk(compression, Long.MAX_VALUE, 0, new byte[] {1, 2, 3})
                    .metadata("after", Map.of("a", "b"))
                    .end());
            assertEquals(1, all.rows("/__mcap_properties/after").size(), compression);
            assertTrue(
                    all.notes().getFirst().contains("chunk"), () -> all.notes().getFirst());
        }
    }

    @Test
    void shouldLogStaticTransformsForGood() throws IOException {
        final String definition = """
                geometry_msgs/TransformStamped[] transforms
                ===
                MSG: geometry_msgs/TransformStamped
                Header header
                string child_frame_id
                Transform transform
                ===
                MSG: geometry_msgs/Transform
                Vector3 translation
                Quaternion rotation
                ===
                MSG: geometry_msgs/Vector3
                float64 x
                float64 y
                float64 z
                ===
                MSG: geometry_msgs/Quaternion
                float64 x
                float64 y
                float64 z
                float64 w
                """;
        final byte[] message = fields().u32(1)
                .u32(0)
                .u32(1)
                .u32(0)
                .text("map")
                .text("base/link")
                .f64(1)
                .f64(2)
                .f64(3)
                .f64(0)
                .f64(0)
                .f64(0)
                .f64(1)
                .toBytes();
        final Imported all = imported(McapFile.begin()
                .schema(1, "tf2_msgs/TFMessage", "ros1msg", definition)
                .channel(1, 1, "/tf_static", "ros1")
                .message(1, 5, message)
                .end());
        assertEquals(List.of(), all.notes());
        final DataRow row = all.rows().stream()
                .filter(each -> each.entity().equals(EntityPath.of("tf_static", "base/link")))
                .findFirst()
                .orElseThrow();
        assertTrue(row.time().isStatic());
        assertEquals("map", Imported.cell(row, "Transform3D:parent_frame").string(0));
    }

    @Test
    void shouldSayThatItIsNoMcap() throws IOException {
        final Path file = Files.writeString(folder.resolve("not.mcap"), "hello, this is text");
        final ImportException e = assertThrows(ImportException.class, () -> Imported.of(file));
        assertTrue(e.getMessage().startsWith(file + ": byte 0: "), e.getMessage());
    }
}
