package dev.kymo.importer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.lwjgl.system.MemoryUtil;
import org.lwjgl.util.zstd.Zstd;

/// Writes MCAP files for tests, record by record, as the format says and as a test wants them.
final class McapFile {
    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /// Bytes of a record's fields, one behind the other.
    static final class Fields {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Fields u8(final int value) {
            out.write(value);
            return this;
        }

        Fields u16(final int value) {
            return u8(value).u8(value >> 8);
        }

        Fields u32(final long value) {
            return u16((int) value).u16((int) (value >> 16));
        }

        Fields u64(final long value) {
            return u32(value).u32(value >> 32);
        }

        Fields f32(final float value) {
            return u32(Float.floatToIntBits(value));
        }

        Fields f64(final double value) {
            return u64(Double.doubleToLongBits(value));
        }

        Fields bytes(final byte... bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Fields text(final String text) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return u32(bytes.length).bytes(bytes);
        }

        /// As CDR has it, with a zero that counts.
        Fields cdrText(final String text) {
            align(4);
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return u32(bytes.length + 1).bytes(bytes).u8(0);
        }

        /// To a multiple from behind CDR's first four bytes.
        Fields align(final int bytes) {
            while ((out.size() - 4) % bytes != 0) {
                out.write(0);
            }
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }

    static Fields fields() {
        return new Fields();
    }

    /// A file that has begun.
    static McapFile begin() {
        final McapFile file = new McapFile();
        file.out.writeBytes(MAGIC);
        return file.record(1, fields().text("").text("test").toBytes());
    }

    /// Records without a file, for a chunk.
    static McapFile records() {
        return new McapFile();
    }

    McapFile record(final int opcode, final byte... content) {
        out.write(opcode);
        out.writeBytes(fields().u64(content.length).toBytes());
        out.writeBytes(content);
        return this;
    }

    McapFile schema(final int id, final String name, final String encoding, final byte... data) {
        return record(
                3,
                fields().u16(id)
                        .text(name)
                        .text(encoding)
                        .u32(data.length)
                        .bytes(data)
                        .toBytes());
    }

    McapFile schema(final int id, final String name, final String encoding, final String data) {
        return schema(id, name, encoding, data.getBytes(StandardCharsets.UTF_8));
    }

    McapFile channel(final int id, final int schema, final String topic, final String encoding) {
        return record(
                4,
                fields().u16(id).u16(schema).text(topic).text(encoding).u32(0).toBytes());
    }

    McapFile message(final int channel, final long time, final byte... data) {
        return record(
                5,
                fields().u16(channel).u32(0).u64(time).u64(time + 1).bytes(data).toBytes());
    }

    McapFile message(final int channel, final long time, final String json) {
        return message(channel, time, json.getBytes(StandardCharsets.UTF_8));
    }

    McapFile metadata(final String name, final Map<String, String> entries) {
        final Fields map = fields();
        entries.forEach((key, value) -> map.text(key).text(value));
        final byte[] bytes = map.toBytes();
        return record(12, fields().text(name).u32(bytes.length).bytes(bytes).toBytes());
    }

    McapFile chunk(final String compression, final McapFile records) throws IOException {
        final byte[] bytes = records.out.toByteArray();
        final CRC32 crc = new CRC32();
        crc.update(bytes);
        return chunk(compression, bytes.length, (int) crc.getValue(), packed(compression, bytes));
    }

    McapFile chunk(final String compression, final long bytes, final int checksum, final byte... packed) {
        return record(
                6,
                fields().u64(0)
                        .u64(0)
                        .u64(bytes)
                        .u32(checksum)
                        .text(compression)
                        .u64(packed.length)
                        .bytes(packed)
                        .toBytes());
    }

    private static byte[] packed(final String compression, final byte... bytes) throws IOException {
        return switch (compression) {
            case "lz4" -> {
                final ByteArrayOutputStream packed = new ByteArrayOutputStream();
                try (LZ4FrameOutputStream frame = new LZ4FrameOutputStream(packed)) {
                    frame.write(bytes);
                }
                yield packed.toByteArray();
            }
            case "zstd" -> zstd(bytes);
            default -> bytes;
        };
    }

    private static byte[] zstd(final byte... bytes) {
        final ByteBuffer source = MemoryUtil.memAlloc(bytes.length);
        final ByteBuffer target = MemoryUtil.memAlloc((int) Zstd.ZSTD_compressBound(bytes.length));
        try {
            final long length = Zstd.ZSTD_compress(target, source.put(bytes).flip(), 3);
            final byte[] packed = new byte[(int) length];
            target.get(packed);
            return packed;
        } finally {
            MemoryUtil.memFree(source);
            MemoryUtil.memFree(target);
        }
    }

    /// With its end: the checksum of the data, no summary.
    byte[] end() {
        final CRC32 crc = new CRC32();
        crc.update(out.toByteArray());
        record(15, fields().u32(crc.getValue()).toBytes());
        record(2, fields().u64(0).u64(0).u32(0).toBytes());
        out.writeBytes(MAGIC);
        return out.toByteArray();
    }

    /// As it is, without an end.
    byte[] unfinished() {
        return out.toByteArray();
    }

    /// A file for changing at random: topics of all encodings, in chunks of all kinds and outside.
    static byte[] mixed() throws IOException {
        final McapFile declared = records()
                .schema(
                        1,
                        "test/Thing",
                        "ros1msg",
                        "float64 x\nuint8[] data\nstring name\nHeader header\nint32[2] pair")
                .channel(1, 1, "/thing", "ros1")
                .schema(2, "foxglove.LocationFix", "jsonschema", "{}")
                .channel(2, 2, "/fix", "json")
                .schema(3, "geometry_msgs/msg/PoseStamped", "ros2msg", POSE_STAMPED)
                .channel(3, 3, "/pose", "cdr");
        final McapFile file = begin().metadata("about", Map.of("robot", "r2"));
        for (final String compression : Arrays.asList("", "lz4", "zstd")) {
            final McapFile more = records();
            more.out.writeBytes(declared.out.toByteArray());
            file.chunk(
                    compression,
                    more.message(1, 10, thing("a", 1.5))
                            .message(2, 20, "{\"latitude\":1.5,\"longitude\":2,\"altitude\":3,\"frame_id\":\"earth\"}")
                            .message(3, 30, poseStamped()));
        }
        return file.message(1, 40, thing("b", -1)).end();
    }

    static final String POSE_STAMPED = """
            std_msgs/Header header
            Pose pose
            ================================================================================
            MSG: geometry_msgs/Pose
            Point position
            Quaternion orientation
            ================================================================================
            MSG: geometry_msgs/Point
            float64 x
            float64 y
            float64 z
            ================================================================================
            MSG: geometry_msgs/Quaternion
            float64 x 0
            float64 y 0
            float64 z 0
            float64 w 1
            ================================================================================
            MSG: std_msgs/Header
            builtin_interfaces/Time stamp
            string frame_id
            ================================================================================
            MSG: builtin_interfaces/Time
            int32 sec
            uint32 nanosec
            """;

    private static byte[] thing(final String name, final double x) {
        return fields().f64(x)
                .u32(3)
                .bytes((byte) 1, (byte) 2, (byte) 3)
                .text(name)
                .u32(7)
                .u32(5)
                .u32(6)
                .text("base")
                .u32(8)
                .u32(9)
                .toBytes();
    }

    static byte[] poseStamped() {
        return fields().bytes((byte) 0, (byte) 1, (byte) 0, (byte) 0)
                .u32(12)
                .u32(34)
                .cdrText("map")
                .align(8)
                .f64(1)
                .f64(2)
                .f64(3)
                .f64(0)
                .f64(0)
                .f64(0)
                .f64(2)
                .toBytes();
    }

    /// Little-endian numbers.
    static byte[] floats(final float... values) {
        final ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (final float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
