package dev.kymo.rrd;

import dev.kymo.rrd.IndexBytes.Cursor;
import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.IndexDescriptor;
import dev.kymo.store.index.ChunkLoader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.StoreKind;
import dev.kymo.store.model.TimeType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An index file as [IndexDescriptor] says, mapped or in memory. Opening it looks at header and directory; an entity's
/// block is looked at when the entity is first asked for. Nothing in it is used before its checksum was compared and
/// its numbers were found to be in bounds.
///
/// Any thread.
final class IndexImage {
    private final MemorySegment bytes;
    private final int chunkCount;
    private final List<StoreEntry> stores;
    private final List<Problem> problems;
    private final long entitiesAt;
    private final int entityCount;
    /// Of entities that were looked for or at; made twice by racing readers one is as good as the other.
    private final @Nullable EntityPath[] paths;
    /// Blocks that were found to be sound, by place of the entity.
    private final Map<Integer, IndexBlock> blocks = new ConcurrentHashMap<>();

    /// @param firstEntity place of its first entity
    record StoreEntry(
            StoreId id, boolean hasClears, int firstEntity, int entityCount, Map<String, TimeType> timelines) {}

    private IndexImage(final MemorySegment bytes) {
        this.bytes = bytes;
        chunkCount = bytes.get(Layouts.INT, IndexDescriptor.CHUNKS_OFFSET);
        entityCount = bytes.get(Layouts.INT, IndexDescriptor.ENTITIES_OFFSET);
        entitiesAt = bytes.get(Layouts.LONG, IndexDescriptor.DIRECTORY_OFFSET);
        final long storesAt = bytes.get(Layouts.LONG, IndexDescriptor.STORES_AT_OFFSET);
        require(chunkCount >= 0 && entityCount >= 0, "counts");
        // What is only looked at later must be where it is said to be.
        bytes.asSlice(entitiesAt, Math.multiplyExact((long) entityCount, IndexDescriptor.ENTITY_BYTES));
        paths = new EntityPath[entityCount];
        final Cursor cursor = new Cursor(bytes.asSlice(storesAt));
        stores = readStores(cursor, bytes.get(Layouts.INT, IndexDescriptor.STORES_OFFSET));
        problems = readProblems(cursor);
    }

    private static void require(final boolean condition, final String what) {
        if (!condition) {
            throw new IndexOutOfBoundsException(what);
        }
    }

    /// Reads header and directory.
    ///
    /// @param bytes borrowed, for as long as this is used
    /// @return nothing when this is no index, one of another version, of another recording, or damaged: `reason` is
    ///     told which
    static Optional<IndexImage> open(
            final MemorySegment bytes,
            final RecordingIdentity recording,
            final java.util.function.Consumer<String> reason) {
        final String wrong = wrongWith(bytes, recording);
        if (wrong != null) {
            reason.accept(wrong);
            return Optional.empty();
        }
        try {
            return Optional.of(new IndexImage(bytes));
        } catch (final IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            reason.accept("its directory is damaged: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static @Nullable String wrongWith(final MemorySegment bytes, final RecordingIdentity recording) {
        if (bytes.byteSize() < IndexDescriptor.HEADER_BYTES
                || bytes.get(Layouts.LONG, IndexDescriptor.MAGIC_OFFSET) != IndexDescriptor.MAGIC) {
            return "it is no index file";
        }
        if (bytes.get(Layouts.INT, IndexDescriptor.VERSION_OFFSET) != IndexDescriptor.VERSION) {
            return "it is of another version";
        }
        if (bytes.get(Layouts.LONG, IndexDescriptor.CHECKSUM_OFFSET)
                != Checksums.ofPayload(List.of(bytes.asSlice(0, IndexDescriptor.CHECKSUM_OFFSET)))) {
            return "its header is damaged";
        }
        if (bytes.get(Layouts.LONG, IndexDescriptor.LENGTH_OFFSET) != bytes.byteSize()) {
            return "it has " + bytes.byteSize() + " bytes, expected "
                    + bytes.get(Layouts.LONG, IndexDescriptor.LENGTH_OFFSET);
        }
        final RecordingIdentity described = new RecordingIdentity(
                bytes.get(Layouts.LONG, IndexDescriptor.RECORDING_LENGTH_OFFSET),
                bytes.get(Layouts.LONG, IndexDescriptor.RECORDING_MODIFIED_OFFSET),
                bytes.get(Layouts.LONG, IndexDescriptor.RECORDING_HEAD_OFFSET),
                bytes.get(Layouts.LONG, IndexDescriptor.RECORDING_TAIL_OFFSET));
        if (!described.equals(recording)) {
            return "the recording has changed since";
        }
        final long at = bytes.get(Layouts.LONG, IndexDescriptor.DIRECTORY_OFFSET);
        final long length = bytes.get(Layouts.LONG, IndexDescriptor.DIRECTORY_LENGTH_OFFSET);
        if (at < IndexDescriptor.HEADER_BYTES
                || length < 0
                || at > bytes.byteSize()
                || length > bytes.byteSize() - at) {
            return "its directory is outside of it";
        }
        return bytes.get(Layouts.LONG, IndexDescriptor.DIRECTORY_CHECKSUM_OFFSET)
                        == Checksums.ofPayload(List.of(bytes.asSlice(at, length)))
                ? null
                : "its directory is damaged";
    }

    private List<StoreEntry> readStores(final Cursor cursor, final int count) {
        final List<StoreEntry> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final StoreKind kind = one(StoreKind.values(), cursor.getByte());
            final StoreId id = new StoreId(kind, cursor.getText(), cursor.getText());
            final boolean hasClears = (cursor.getByte() & IndexDescriptor.STORE_HAS_CLEARS) != 0;
            final int first = cursor.getInt();
            final int entities = cursor.getInt();
            require(first >= 0 && entities >= 0 && first <= entityCount - entities, "entities");
            final int timelineCount = cursor.getCount(Integer.BYTES);
            final Map<String, TimeType> timelines = new TreeMap<>();
            for (int k = 0; k < timelineCount; k++) {
                timelines.put(cursor.getText(), one(TimeType.values(), cursor.getByte()));
            }
            found.add(new StoreEntry(id, hasClears, first, entities, timelines));
        }
        return List.copyOf(found);
    }

    private static <T> T one(final T[] values, final int ordinal) {
        require(ordinal < values.length, "kind");
        return values[ordinal];
    }

    private static List<Problem> readProblems(final Cursor cursor) {
        final int count = cursor.getCount(1);
        final List<Problem> found = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            found.add(new Problem(one(Problem.Kind.values(), cursor.getByte()), cursor.getLong(), cursor.getText()));
        }
        return List.copyOf(found);
    }

    List<StoreEntry> stores() {
        return stores;
    }

    /// What was found to be wrong with the recording when the index was made.
    List<Problem> problems() {
        return problems;
    }

    int chunkCount() {
        return chunkCount;
    }

    private long entityAt(final int entity) {
        return entitiesAt + (long) entity * IndexDescriptor.ENTITY_BYTES;
    }

    EntityPath path(final int entity) {
        final EntityPath known = paths[entity];
        if (known != null) {
            return known;
        }
        final EntityPath read = readPath(entity);
        paths[entity] = read;
        return read;
    }

    private EntityPath readPath(final int entity) {
        final long at = entityAt(entity);
        final byte[] text = bytes.asSlice(
                        bytes.get(Layouts.LONG, at + IndexDescriptor.ENTITY_PATH_OFFSET),
                        bytes.get(Layouts.INT, at + IndexDescriptor.ENTITY_PATH_LENGTH_OFFSET))
                .toArray(ValueLayout.JAVA_BYTE);
        return EntityPath.parse(new String(text, StandardCharsets.UTF_8));
    }

    /// The place of an entity of a store; -1 when it has none of that path.
    int find(final StoreEntry store, final EntityPath path) {
        int low = store.firstEntity;
        int high = store.firstEntity + store.entityCount - 1;
        while (low <= high) {
            final int middle = (low + high) >>> 1;
            final int order = path(middle).compareTo(path);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /// The block of an entity.
    ///
    /// @param loader of the store that the entity is of
    ///
    /// @throws DamagedIndexException when it is not what was written
    IndexBlock block(final int entity, final ChunkLoader loader) throws DamagedIndexException {
        final IndexBlock known = blocks.get(entity);
        if (known != null) {
            return known;
        }
        try {
            final long at = entityAt(entity);
            final MemorySegment block = bytes.asSlice(
                    bytes.get(Layouts.LONG, at + IndexDescriptor.ENTITY_BLOCK_OFFSET),
                    bytes.get(Layouts.LONG, at + IndexDescriptor.ENTITY_BLOCK_LENGTH_OFFSET));
            if (bytes.get(Layouts.LONG, at + IndexDescriptor.ENTITY_CHECKSUM_OFFSET)
                    != Checksums.ofPayload(List.of(block))) {
                throw new DamagedIndexException("the block of " + path(entity) + " has another checksum");
            }
            final IndexBlock read = new IndexBlock(
                    block, bytes.get(Layouts.INT, at + IndexDescriptor.ENTITY_FIRST_CHUNK_OFFSET), chunkCount, loader);
            blocks.put(entity, read);
            return read;
        } catch (final IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            throw new DamagedIndexException("the block of entity " + entity + ": " + e.getMessage());
        }
    }

    /// The entity that a chunk is of.
    int entityOf(final int chunk) {
        int low = 0;
        int high = entityCount - 1;
        while (low < high) {
            final int middle = (low + high + 1) >>> 1;
            if (bytes.get(Layouts.INT, entityAt(middle) + IndexDescriptor.ENTITY_FIRST_CHUNK_OFFSET) <= chunk) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
