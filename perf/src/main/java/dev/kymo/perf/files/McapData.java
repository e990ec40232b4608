package dev.kymo.perf.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/// The MCAP file of the suite `import`: numbers of `std_msgs/Float64` on one topic, as ROS 1 serialises them, in chunks
/// of about 1 MiB that are not packed. Written here by the format's own words, since nothing of Kymo's writes MCAP.
final class McapData {
    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'C', 'A', 'P', '0', '\r', '\n'};
    private static final int HEADER = 1;
    private static final int FOOTER = 2;
    private static final int SCHEMA = 3;
    private static final int CHANNEL = 4;
    private static final int MESSAGE = 5;
    private static final int CHUNK = 6;
    private static final int DATA_END = 15;
    private static final int RECORD_HEAD_BYTES = 9;
    private static final int CHUNK_HEAD_BYTES = 8 + 8 + 8 + 4 + 4 + 8;
    private static final int MESSAGE_BYTES = RECORD_HEAD_BYTES + 22 + Double.BYTES;
    private static final int CHUNK_MESSAGES = (1 << 20) / MESSAGE_BYTES;
    private static final int SMALL_BYTES = 4096;

    private McapData() {}

    static void write(final FileChannel channel, final int messages) throws IOException {
        final ByteBuffer bytes = ByteBuffer.allocate(CHUNK_MESSAGES * MESSAGE_BYTES + SMALL_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(MAGIC);
        record(bytes, HEADER, text("ros1"), text("kymo bench"));
        record(bytes, SCHEMA, new byte[] {1, 0}, text("std_msgs/Float64"), text("ros1msg"), text("float64 data"));
        record(bytes, CHANNEL, new byte[] {1, 0, 1, 0}, text("/value"), text("ros1"), new byte[Integer.BYTES]);
        for (int first = 0; first < messages; first += CHUNK_MESSAGES) {
            final int count = Math.min(CHUNK_MESSAGES, messages - first);
            final long records = (long) count * MESSAGE_BYTES;
            bytes.put((byte) CHUNK).putLong(CHUNK_HEAD_BYTES + records);
            // From, to, unpacked length; no checksum, no compression; length
            bytes.putLong(first)
                    .putLong(first + count - 1L)
                    .putLong(records)
                    .putInt(0)
                    .putInt(0)
                    .putLong(records);
            for (int i = first; i < first + count; i++) {
                bytes.put((byte) MESSAGE).putLong(MESSAGE_BYTES - RECORD_HEAD_BYTES);
                bytes.putShort((short) 1).putInt(i).putLong(i).putLong(i).putDouble(i * 0.5);
            }
            writeAll(channel, bytes);
        }
        record(bytes, DATA_END, new byte[Integer.BYTES]);
        record(bytes, FOOTER, new byte[Long.BYTES + Long.BYTES + Integer.BYTES]);
        bytes.put(MAGIC);
        writeAll(channel, bytes);
    }

    private static byte[] text(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static void record(final ByteBuffer into, final int opcode, final byte[]... fields) {
        long length = 0;
        for (final byte[] field : fields) {
            length += field.length;
        }
        into.put((byte) opcode).putLong(length);
        for (final byte[] field : fields) {
            into.put(field);
        }
    }

    private static void writeAll(final FileChannel channel, final ByteBuffer bytes) throws IOException {
        bytes.flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        bytes.clear();
    }
}
