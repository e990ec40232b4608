package dev.kymo.rrd;

import dev.kymo.rrd.format.FooterDescriptor;
import dev.kymo.rrd.format.Lz4Blocks;
import dev.kymo.rrd.format.MalformedMessageException;
import dev.kymo.rrd.format.ProtobufReader;
import dev.kymo.rrd.format.SetStoreInfoDescriptor;
import dev.kymo.rrd.format.StoreIdDescriptor;
import dev.kymo.store.ipc.IpcBatch;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.ipc.IpcReader;
import dev.kymo.store.ipc.MalformedIpcException;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The chunks of one store as the footer lists them, one row each: where they are and what times they span, without
/// looking at one of them. Valid until the file is closed.
///
/// It is what the file *says*: whoever relies on it checks the chunk when it is loaded.
public final class Manifest {
    private final StoreId store;
    private final Map<String, ArrayData> columns;
    private final List<IpcField> fields;
    private final List<IpcField> schema;
    private final int chunkCount;
    private final OffHeap.@Nullable Block block;

    /// Both ends are inclusive.
    public record TimeSpan(long start, long end) {}

    private Manifest(
            final StoreId store,
            final List<IpcField> schema,
            final IpcBatch batch,
            final OffHeap.@Nullable Block block) {
        this.store = store;
        this.schema = schema;
        fields = batch.fields();
        this.block = block;
        chunkCount = batch.rowCount();
        columns = new HashMap<>();
        for (int i = 0; i < batch.fields().size(); i++) {
            columns.put(batch.fields().get(i).name(), batch.columns().get(i));
        }
    }

    static Manifest read(final ProtobufReader message) {
        StoreMessages.RawStoreId store = StoreMessages.RawStoreId.NONE;
        ProtobufReader data = null;
        List<IpcField> schema = List.of();
        while (message.next()) {
            switch (message.field()) {
                case FooterDescriptor.MANIFEST_STORE_ID -> store = StoreMessages.readStoreId(message.message());
                case FooterDescriptor.MANIFEST_SCHEMA -> schema = readSchema(message.message());
                case FooterDescriptor.MANIFEST_DATA -> data = message.message();
                default -> {}
            }
        }
        if (data == null) {
            throw new MalformedMessageException(0, "no data");
        }
        return readData(store.resolved(StoreIdDescriptor.UNKNOWN_APPLICATION), schema, data);
    }

    /// All columns of the store; none when they can't be read, since the data says where chunks are without them.
    private static List<IpcField> readSchema(final ProtobufReader message) {
        List<IpcField> found = List.of();
        while (message.next()) {
            if (message.field() == SetStoreInfoDescriptor.WRAPPED) {
                try {
                    found = IpcReader.read(message.bytes()).fields();
                } catch (final MalformedIpcException e) {
                    found = List.of();
                }
            }
        }
        return found;
    }

    private static Manifest readData(final StoreId store, final List<IpcField> schema, final ProtobufReader message) {
        MemorySegment payload = MemorySegment.NULL;
        long offset = 0;
        long compression = 0;
        long uncompressedBytes = 0;
        while (message.next()) {
            switch (message.field()) {
                case FooterDescriptor.DATA_PAYLOAD -> {
                    payload = message.bytes();
                    offset = message.bytesOffset();
                }
                case FooterDescriptor.DATA_COMPRESSION -> compression = message.number();
                case FooterDescriptor.DATA_UNCOMPRESSED_SIZE -> uncompressedBytes = message.number();
                default -> {}
            }
        }
        if (ArrowMessage.compressionOf(compression, offset) == Compression.NONE) {
            return checked(new Manifest(store, schema, IpcReader.read(payload), null), offset);
        }
        Lz4Blocks.checkSize(payload.byteSize(), uncompressedBytes, offset);
        final OffHeap.Block block = OffHeap.allocate(MemoryTag.DECOMPRESSED, uncompressedBytes);
        try {
            final MemorySegment stream = block.segment().asSlice(0, uncompressedBytes);
            Lz4Blocks.decompress(payload, stream, offset);
            return checked(new Manifest(store, schema, IpcReader.read(stream), block), offset);
        } catch (final MalformedMessageException | MalformedIpcException e) {
            block.close();
            throw e;
        }
    }

    private static Manifest checked(final Manifest manifest, final long offset) {
        manifest.require(FooterDescriptor.ENTITY_PATH, Datatype.UTF8, offset);
        manifest.require(FooterDescriptor.CHUNK_ID, Datatype.fixedSizeBinary(RowId.BYTES), offset);
        manifest.require(FooterDescriptor.IS_STATIC, Datatype.BOOL, offset);
        manifest.require(FooterDescriptor.NUM_ROWS, Datatype.UINT64, offset);
        manifest.require(FooterDescriptor.BYTE_OFFSET, Datatype.UINT64, offset);
        manifest.require(FooterDescriptor.BYTE_SIZE, Datatype.UINT64, offset);
        return manifest;
    }

    private void require(final String name, final Datatype type, final long offset) {
        final ArrayData column = columns.get(name);
        if (column == null || !column.type().equals(type) || column.nullCount() != 0) {
            throw new MalformedMessageException(
                    offset,
                    "column " + name + ": expected " + type + " without nulls, found "
                            + (column == null ? "no such column" : column.type()));
        }
    }

    public StoreId store() {
        return store;
    }

    public int chunkCount() {
        return chunkCount;
    }

    public EntityPath entity(final int chunk) {
        return EntityPath.parse(column(FooterDescriptor.ENTITY_PATH).string(chunk));
    }

    public ChunkId chunkId(final int chunk) {
        return ChunkId.read(column(FooterDescriptor.CHUNK_ID).bytes(chunk), 0);
    }

    public boolean isStatic(final int chunk) {
        return column(FooterDescriptor.IS_STATIC).bool(chunk);
    }

    public long rowCount(final int chunk) {
        return column(FooterDescriptor.NUM_ROWS).getLong(chunk);
    }

    /// Where the chunk's message (without its header) is in the file: [ChunkEntry#offsetBytes].
    public long byteOffset(final int chunk) {
        return column(FooterDescriptor.BYTE_OFFSET).getLong(chunk);
    }

    public long byteSize(final int chunk) {
        return column(FooterDescriptor.BYTE_SIZE).getLong(chunk);
    }

    /// Bytes of the chunk's Arrow stream; of its message where the manifest does not say.
    long uncompressedBytes(final int chunk) {
        final ArrayData column = columns.get(FooterDescriptor.BYTE_SIZE_UNCOMPRESSED);
        return column == null || !column.type().equals(Datatype.UINT64) || column.isNull(chunk)
                ? byteSize(chunk)
                : column.getLong(chunk);
    }

    /// The entity as it is written.
    String entityText(final int chunk) {
        return column(FooterDescriptor.ENTITY_PATH).string(chunk);
    }

    /// The columns' descriptions; of several with one name [#columns] has the last.
    List<IpcField> fields() {
        return fields;
    }

    Map<String, ArrayData> columns() {
        return columns;
    }

    /// All columns that the store's chunks have.
    List<IpcField> schema() {
        return schema;
    }

    private ArrayData column(final String name) {
        return Objects.requireNonNull(columns.get(name), name);
    }

    /// The times that the chunk's rows have on a timeline; nothing when it has none there.
    public Optional<TimeSpan> span(final int chunk, final String timeline) {
        final String name = FooterDescriptor.columnName(timeline);
        final ArrayData start = columns.get(name + ":" + FooterDescriptor.START);
        final ArrayData end = columns.get(name + ":" + FooterDescriptor.END);
        if (start == null
                || end == null
                || start.type().byteWidth() != Long.BYTES
                || end.type().byteWidth() != Long.BYTES
                || start.isNull(chunk)
                || end.isNull(chunk)) {
            return Optional.empty();
        }
        return Optional.of(new TimeSpan(start.getLong(chunk), end.getLong(chunk)));
    }

    void close() {
        if (block != null) {
            block.close();
        }
    }
}
