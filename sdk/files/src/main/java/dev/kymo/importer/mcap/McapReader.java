package dev.kymo.importer.mcap;

import static dev.kymo.importer.mcap.McapDescriptor.LENGTH_OFFSET;
import static dev.kymo.importer.mcap.McapDescriptor.MAGIC_BYTES;
import static dev.kymo.importer.mcap.McapDescriptor.RECORD_HEAD_BYTES;

import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;

/// Reads an MCAP file from its first byte to its last record, in the order of the file. Summary and indexes are not
/// needed and not believed. What is damaged is told and passed over; of a file that is cut, all that came before is
/// read.
public final class McapReader {
    private static final int PIECE_BYTES = 1 << 16;

    private final MemorySegment file;
    private final Visitor visitor;
    private final Map<Integer, Schema> schemas = new HashMap<>();
    private final Map<Integer, Channel> channels = new HashMap<>();
    private final byte[] piece = new byte[PIECE_BYTES];
    private long strayMessages;

    /// Hears what the file has. Bytes are valid during the call.
    public interface Visitor {
        /// @param logTime nanoseconds since whatever the recorder's clock began with, mostly the Unix epoch
        /// @param publishTime likewise
        void message(Channel channel, long logTime, long publishTime, MemorySegment data) throws IOException;

        /// Texts that the writer has noted.
        void metadata(String name, Map<String, String> entries) throws IOException;

        /// A file in the file.
        void attachment(String name, long lengthBytes);

        /// Something is damaged, and what was done about it.
        void problem(long offset, String what);

        /// The file has been read up to here.
        void reached(long offset);
    }

    private McapReader(final MemorySegment file, final Visitor visitor) {
        this.file = file;
        this.visitor = visitor;
    }

    /// Whether a file that begins so is one.
    public static boolean isMcap(final byte[] head) {
        return McapDescriptor.hasMagic(head);
    }

    /// Reads all of it.
    ///
    /// @throws MalformedMcapException when it does not begin as an MCAP file does
    public static void read(final MemorySegment file, final Visitor visitor) throws IOException {
        final long head = Math.min(MAGIC_BYTES, file.byteSize());
        if (!isMcap(file.asSlice(0, head).toArray(ValueLayout.JAVA_BYTE))) {
            throw new MalformedMcapException("expected the eight bytes that MCAP files begin with");
        }
        new McapReader(file, visitor).read();
    }

    private void read() throws IOException {
        long at = MAGIC_BYTES;
        boolean hasEnd = false;
        try (ChunkUnpacker unpacker = new ChunkUnpacker()) {
            while (!hasEnd && at < file.byteSize()) {
                final long left = file.byteSize() - at - RECORD_HEAD_BYTES;
                final long length = left < 0 ? 0 : file.get(Layouts.LONG, at + LENGTH_OFFSET);
                final int opcode = file.get(ValueLayout.JAVA_BYTE, at) & 0xff;
                final boolean isCut = left < 0 || length < 0 || length > left;
                if (isCut) {
                    visitor.problem(at, "the file ends inside a record; what comes before is kept");
                }
                if (left >= 0 && (!isCut || opcode == McapDescriptor.CHUNK)) {
                    final MemorySegment content = file.asSlice(at + RECORD_HEAD_BYTES, isCut ? left : length);
                    hasEnd = record(at, opcode, content, isCut, unpacker);
                }
                if (isCut) {
                    hasEnd = true;
                    break;
                }
                at += RECORD_HEAD_BYTES + length;
                visitor.reached(at);
            }
        }
        if (!hasEnd) {
            visitor.problem(at, "the file has no end: its writer did not close it; all before is kept");
        }
        if (strayMessages > 0) {
            visitor.problem(0, strayMessages + " messages of channels that nothing describes were left out");
        }
        visitor.reached(file.byteSize());
    }

    /// @return whether it ends the data
    private boolean record(
            final long at,
            final int opcode,
            final MemorySegment content,
            final boolean isCut,
            final ChunkUnpacker unpacker)
            throws IOException {
        try {
            final ByteCursor fields = new ByteCursor(content);
            switch (opcode) {
                case McapDescriptor.CHUNK -> chunk(at, fields, isCut, unpacker);
                case McapDescriptor.METADATA -> visitor.metadata(fields.string(), fields.map());
                case McapDescriptor.ATTACHMENT -> attachment(at, content);
                case McapDescriptor.DATA_END -> {
                    checkData(at, (int) fields.u32());
                    return true;
                }
                case McapDescriptor.FOOTER -> {
                    return true;
                }
                default -> data(opcode, fields);
            }
        } catch (final MalformedMcapException e) {
            visitor.problem(at, e.getMessage() + "; this record is left out");
        }
        return false;
    }

    /// A record that may also stand in a chunk.
    private void data(final int opcode, final ByteCursor fields) throws IOException {
        switch (opcode) {
            case McapDescriptor.SCHEMA -> schema(fields);
            case McapDescriptor.CHANNEL -> channel(fields);
            case McapDescriptor.MESSAGE -> message(fields);
            default -> {
                // The format asks readers to pass over what they do not know
            }
        }
    }

    private void schema(final ByteCursor fields) {
        final int id = fields.u16();
        final String name = fields.string();
        final String encoding = fields.string();
        final byte[] data = fields.bytes(fields.u32(), "a schema").toArray(ValueLayout.JAVA_BYTE);
        // Said again it is the same, by the format; whoever lies about it must not cost a decoder each time
        schemas.putIfAbsent(id, new Schema(name, encoding, data));
    }

    private void channel(final ByteCursor fields) {
        final int id = fields.u16();
        final int schema = fields.u16();
        final String topic = fields.string();
        final String encoding = fields.string();
        channels.putIfAbsent(id, new Channel(topic, encoding, schemas.getOrDefault(schema, Schema.NONE)));
    }

    private void message(final ByteCursor fields) throws IOException {
        final Channel channel = channels.get(fields.u16());
        fields.u32();
        final long logTime = fields.u64();
        final long publishTime = fields.u64();
        if (channel == null) {
            strayMessages++;
        } else {
            visitor.message(channel, logTime, publishTime, fields.rest());
        }
    }

    private void chunk(final long at, final ByteCursor fields, final boolean isCut, final ChunkUnpacker unpacker)
            throws IOException {
        fields.u64();
        fields.u64();
        final long claimedBytes = fields.u64();
        final int checksum = (int) fields.u32();
        final String compression = fields.string();
        final long packedBytes = fields.u64();
        final MemorySegment packed = isCut ? fields.rest() : fields.bytes(packedBytes, "a chunk's records");
        final boolean isPlain = compression.isEmpty() || compression.equals("none");
        final long wanted = isCut && isPlain ? Math.min(claimedBytes, packed.byteSize()) : claimedBytes;
        final MemorySegment records = unpacker.unpack(compression, packed, wanted);
        if (!isCut) {
            if (records.byteSize() != claimedBytes) {
                throw new MalformedMcapException(
                        "a chunk that unpacks to " + records.byteSize() + " bytes, expected " + claimedBytes);
            }
            checkSum("a chunk", records, checksum);
        }
        long next = 0;
        while (records.byteSize() - next >= RECORD_HEAD_BYTES) {
            final long length = records.get(Layouts.LONG, next + LENGTH_OFFSET);
            if (length < 0 || length > records.byteSize() - next - RECORD_HEAD_BYTES) {
                break;
            }
            final int opcode = records.get(ValueLayout.JAVA_BYTE, next) & 0xff;
            try {
                data(opcode, new ByteCursor(records.asSlice(next + RECORD_HEAD_BYTES, length)));
            } catch (final MalformedMcapException e) {
                visitor.problem(
                        at, "in this chunk, byte " + next + ": " + e.getMessage() + "; that record is left out");
            }
            next += RECORD_HEAD_BYTES + length;
        }
        if (next < records.byteSize() && !isCut) {
            visitor.problem(at, "in this chunk, byte " + next + ": a record that goes beyond it; the rest is left out");
        }
    }

    private void attachment(final long at, final MemorySegment content) {
        final ByteCursor fields = new ByteCursor(content);
        fields.u64();
        fields.u64();
        final String name = fields.string();
        fields.string();
        final long bytes = fields.u64();
        fields.bytes(bytes, "an attachment");
        final int checksum = (int) fields.u32();
        checkSum(
                "attachment " + name, content.asSlice(0, content.byteSize() - fields.left() - Integer.BYTES), checksum);
        visitor.attachment(name, bytes);
        visitor.reached(at);
    }

    private void checkData(final long end, final int expected) {
        checkSum("the data of this file", file.asSlice(0, end), expected);
    }

    /// @param expected 0 where there is none
    private void checkSum(final String what, final MemorySegment bytes, final int expected) {
        if (expected == 0) {
            return;
        }
        final CRC32 crc = new CRC32();
        // By copies: what computes it is native, and these bytes may be a mapping of a file that becomes shorter
        for (long at = 0; at < bytes.byteSize(); at += PIECE_BYTES) {
            final int count = (int) Math.min(PIECE_BYTES, bytes.byteSize() - at);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, piece, 0, count);
            crc.update(piece, 0, count);
        }
        if ((int) crc.getValue() != expected) {
            throw new MalformedMcapException(String.format(
                    java.util.Locale.ROOT,
                    "%s has the checksum %08x, expected %08x",
                    what,
                    (int) crc.getValue(),
                    expected));
        }
    }
}
