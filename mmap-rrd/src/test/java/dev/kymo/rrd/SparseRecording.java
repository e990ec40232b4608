package dev.kymo.rrd;

import dev.kymo.rrd.format.MessageHeaderDescriptor;
import dev.kymo.rrd.format.StreamHeaderDescriptor;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ChunkCodec;
import dev.kymo.store.chunk.OpenChunk;
import dev.kymo.store.ipc.EncodedIpc;
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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A recording of any size that takes little disk: entities that take turns with chunks of 100 rows, a number and a
/// blob of zeros each, and where the blobs lie the file has holes.
///
/// @param entities numbered from 0, at `/e0` and so on
/// @param chunks of each entity
/// @param blobBytes of each row
record SparseRecording(int entities, int chunks, int blobBytes) {
    static final StoreId STORE = StoreId.recording("sparse", "one");
    static final Timeline FRAME = Timeline.sequence("frame");
    static final String VALUE = "Scalars:scalars";
    static final int ROWS = 100;

    private static final Datatype BLOB = Datatype.list(Field.required("item", Datatype.UINT8));
    private static final long HOLE_BYTES = 64 << 10;

    static double value(final int entity, final long frame) {
        return entity * 1e6 + frame;
    }

    /// @param hasFooter whether the file is closed in order
    void write(final Path path, final boolean hasFooter) throws IOException {
        final FooterBuilder footer = new FooterBuilder();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                Arena arena = Arena.ofConfined()) {
            final ArrayData zeros = ArrayData.flat(Datatype.UINT8, blobBytes, arena.allocate(blobBytes));
            long at = put(file, 0, List.of(MemorySegment.ofArray(StreamHeaderDescriptor.written())), HOLE_BYTES);
            for (int chunk = 0; chunk < chunks; chunk++) {
                for (int entity = 0; entity < entities; entity++) {
                    at = store(file, at, footer, entity, chunk, zeros);
                }
            }
            if (hasFooter) {
                at = put(file, at, footer.frame(at), Long.MAX_VALUE);
            }
            file.truncate(at);
        }
    }

    private static long store(
            final FileChannel file,
            final long at,
            final FooterBuilder footer,
            final int entity,
            final int number,
            final ArrayData zeros)
            throws IOException {
        final EntityPath path = EntityPath.of("e" + entity);
        final long first = (long) number * ROWS;
        try (OpenChunk open = new OpenChunk(path, TimePoint.of(FRAME, first), 0)) {
            for (int row = 0; row < ROWS; row++) {
                open.append(new DataRow(
                        RowIds.PROCESS.next(),
                        path,
                        TimePoint.of(FRAME, first + row),
                        List.of(
                                new DataCell(
                                        ComponentDescriptor.of(VALUE),
                                        ArrayData.doubles(Datatype.FLOAT64, value(entity, first + row))),
                                new DataCell(ComponentDescriptor.of("blob"), ArrayData.oneList(BLOB, zeros)))));
            }
            final Chunk chunk = open.snapshot();
            final EncodedIpc payload = ChunkCodec.encode(chunk);
            final byte[] suffix = ChunkFrame.suffix(chunk.id(), false);
            final MemorySegment prefix = ChunkFrame.prefix(STORE, payload.lengthBytes(), 0, suffix.length, at);
            final List<MemorySegment> parts = new ArrayList<>();
            Stream.of(List.of(prefix), payload.parts(), List.of(MemorySegment.ofArray(suffix)))
                    .forEach(parts::addAll);
            final long end = put(file, at, parts, HOLE_BYTES);
            final long messageAt = at + MessageHeaderDescriptor.BYTES;
            footer.add(STORE, chunk, messageAt, end - messageAt, payload.lengthBytes());
            return end;
        }
    }

    /// Parts of at least `holeBytes` are the zeros: left out, they become holes.
    private static long put(
            final FileChannel file, final long from, final List<MemorySegment> parts, final long holeBytes)
            throws IOException {
        long at = from;
        for (final MemorySegment part : parts) {
            if (part.byteSize() < holeBytes) {
                final ByteBuffer bytes = part.asByteBuffer();
                long to = at;
                while (bytes.hasRemaining()) {
                    to += file.write(bytes, to);
                }
            }
            at += part.byteSize();
        }
        return at;
    }
}
