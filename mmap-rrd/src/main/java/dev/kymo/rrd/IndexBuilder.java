package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.rrd.format.IndexDescriptor;
import dev.kymo.store.index.Clears;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimeType;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Collects what is known of a file's chunks, in the order of the file, and lays it out as [IndexDescriptor] says.
final class IndexBuilder {
    /// What is taken ahead at most.
    private static final long MAX_ROOM_BYTES = 1L << 26;

    private final Map<StoreId, StoreNotes> stores = new LinkedHashMap<>();
    private int chunkCount;

    private static final class StoreNotes {
        private final Map<EntityPath, EntityNotes> entities = new HashMap<>();
        private final Map<String, TimeType> timelines = new TreeMap<>();
        private final Set<ChunkId> ids = new HashSet<>();
        private boolean hasClears;
    }

    private static final class EntityNotes {
        private final List<ChunkFacts> chunks = new ArrayList<>();
        private final Map<String, ComponentNotes> components = new TreeMap<>();

        ComponentNotes component(final ComponentDescriptor descriptor) {
            final ComponentNotes notes = components.computeIfAbsent(descriptor.component(), _ -> new ComponentNotes());
            notes.descriptors.add(descriptor);
            return notes;
        }
    }

    private static final class ComponentNotes {
        private final Set<ComponentDescriptor> descriptors = new LinkedHashSet<>();
        private final List<ChunkFacts> statics = new ArrayList<>();
        private final Map<String, List<Timed>> timelines = new TreeMap<>();
    }

    private record Timed(ChunkFacts chunk, long from, long to) {}

    /// A store that the file describes, whether or not it has chunks.
    void add(final StoreId store) {
        stores.computeIfAbsent(store, _ -> new StoreNotes());
    }

    /// A component of an entity that is known before its chunks are.
    void describe(final StoreId store, final EntityPath entity, final ComponentDescriptor descriptor) {
        final EntityNotes known =
                stores.computeIfAbsent(store, _ -> new StoreNotes()).entities.get(entity);
        if (known != null) {
            known.component(descriptor);
        }
    }

    /// Chunks come in the order of the file; one whose id the store has already is left out, as is one that no
    /// question can be about.
    void add(final ChunkFacts chunk) {
        final StoreNotes store = stores.computeIfAbsent(chunk.store(), _ -> new StoreNotes());
        if (!chunk.isAskable() || !store.ids.add(chunk.id())) {
            return;
        }
        chunkCount++;
        final EntityNotes entity = store.entities.computeIfAbsent(chunk.entity(), _ -> new EntityNotes());
        entity.chunks.add(chunk);
        for (final ChunkFacts.Span span : chunk.spans()) {
            store.timelines.putIfAbsent(span.timeline().name(), span.timeline().type());
        }
        chunk.emptyComponents().forEach(entity::component);
        for (final ComponentDescriptor descriptor : chunk.components()) {
            store.hasClears |= descriptor.component().equals(Clears.COMPONENT);
            final ComponentNotes notes = entity.component(descriptor);
            if (chunk.isStatic()) {
                notes.statics.add(chunk);
            }
            for (final ChunkFacts.Span span : chunk.spans()) {
                notes.timelines
                        .computeIfAbsent(span.timeline().name(), _ -> new ArrayList<>())
                        .add(new Timed(chunk, span.from(), span.to()));
            }
        }
    }

    int chunkCount() {
        return chunkCount;
    }

    /// The index file.
    IndexBytes build(final RecordingIdentity recording, final List<Problem> problems) {
        final IndexBytes out = new IndexBytes(
                        (int) Math.min(MAX_ROOM_BYTES, 2L * chunkCount * IndexDescriptor.CHUNK_BYTES))
                .zeros(IndexDescriptor.HEADER_BYTES);
        final IndexBytes entries = new IndexBytes();
        final IndexBytes paths = new IndexBytes();
        final IndexBytes described = new IndexBytes();
        int entityCount = 0;
        int firstChunk = 0;
        for (final Map.Entry<StoreId, StoreNotes> each : stores.entrySet()) {
            final StoreNotes store = each.getValue();
            describe(described, each.getKey(), store, entityCount);
            for (final Map.Entry<EntityPath, EntityNotes> entity : new TreeMap<>(store.entities).entrySet()) {
                final int at = out.align(Long.BYTES).length();
                write(out, entity.getValue(), firstChunk);
                final byte[] path = entity.getKey().toString().getBytes(StandardCharsets.UTF_8);
                entries.putLong(at)
                        .putLong(out.length() - at)
                        .putLong(Checksums.ofPayload(List.of(out.from(at))))
                        .putLong(paths.length())
                        .putInt(path.length)
                        .putInt(firstChunk);
                paths.putBytes(path);
                entityCount++;
                firstChunk += entity.getValue().chunks.size();
            }
        }
        described.putInt(problems.size());
        for (final Problem problem : problems) {
            described
                    .putByte(problem.kind().ordinal())
                    .putLong(problem.offsetBytes())
                    .putText(problem.message());
        }
        writeDirectory(out, recording, entries, paths, described, entityCount);
        return out;
    }

    private static void describe(
            final IndexBytes out, final StoreId id, final StoreNotes store, final int firstEntity) {
        out.putByte(id.kind().ordinal()).putText(id.applicationId()).putText(id.recordingId());
        out.putByte(store.hasClears ? IndexDescriptor.STORE_HAS_CLEARS : 0);
        out.putInt(firstEntity).putInt(store.entities.size()).putInt(store.timelines.size());
        store.timelines.forEach((name, type) -> out.putText(name).putByte(type.ordinal()));
    }

    private void writeDirectory(
            final IndexBytes out,
            final RecordingIdentity recording,
            final IndexBytes entries,
            final IndexBytes paths,
            final IndexBytes described,
            final int entityCount) {
        final int directoryAt = out.align(Long.BYTES).length();
        final int pathsAt = directoryAt + entries.length();
        for (int i = 0; i < entityCount; i++) {
            final int at = i * IndexDescriptor.ENTITY_BYTES + IndexDescriptor.ENTITY_PATH_OFFSET;
            entries.setLong(at, pathsAt + entries.all().get(dev.kymo.store.model.Layouts.LONG, at));
        }
        out.putBytes(bytes(entries)).putBytes(bytes(paths));
        final int storesAt = out.length();
        out.putBytes(bytes(described));
        out.setLong(IndexDescriptor.MAGIC_OFFSET, IndexDescriptor.MAGIC);
        out.setInt(IndexDescriptor.VERSION_OFFSET, IndexDescriptor.VERSION);
        out.setInt(IndexDescriptor.STORES_OFFSET, stores.size());
        out.setLong(IndexDescriptor.LENGTH_OFFSET, out.length());
        out.setLong(IndexDescriptor.RECORDING_LENGTH_OFFSET, recording.sizeBytes());
        out.setLong(IndexDescriptor.RECORDING_MODIFIED_OFFSET, recording.modifiedNs());
        out.setLong(IndexDescriptor.RECORDING_HEAD_OFFSET, recording.head());
        out.setLong(IndexDescriptor.RECORDING_TAIL_OFFSET, recording.tail());
        out.setLong(IndexDescriptor.DIRECTORY_OFFSET, directoryAt);
        out.setLong(IndexDescriptor.DIRECTORY_LENGTH_OFFSET, out.length() - directoryAt);
        out.setLong(IndexDescriptor.DIRECTORY_CHECKSUM_OFFSET, Checksums.ofPayload(List.of(out.from(directoryAt))));
        out.setLong(IndexDescriptor.STORES_AT_OFFSET, storesAt);
        out.setInt(IndexDescriptor.ENTITIES_OFFSET, entityCount);
        out.setInt(IndexDescriptor.CHUNKS_OFFSET, chunkCount);
        out.setLong(
                IndexDescriptor.CHECKSUM_OFFSET,
                Checksums.ofPayload(List.of(out.all().asSlice(0, IndexDescriptor.CHECKSUM_OFFSET))));
    }

    private static byte[] bytes(final IndexBytes part) {
        return part.all().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    private static void write(final IndexBytes out, final EntityNotes entity, final int firstChunk) {
        final int blockAt = out.length();
        out.putInt(entity.components.size()).putInt(entity.chunks.size()).putLong(0);
        final List<ChunkFacts> byId = new ArrayList<>(entity.chunks);
        byId.sort(Comparator.comparing(ChunkFacts::id));
        final Map<ChunkId, Integer> numbers = new HashMap<>();
        for (final ChunkFacts chunk : byId) {
            numbers.put(chunk.id(), firstChunk + numbers.size());
            final byte[] id = new byte[RowId.BYTES];
            chunk.id().write(MemorySegment.ofArray(id), 0);
            out.putBytes(id)
                    .putLong(chunk.offsetBytes())
                    .putLong(chunk.lengthBytes())
                    .putLong(chunk.unpackedBytes())
                    .putInt(chunk.rows())
                    .putInt(chunk.flags());
        }
        final IndexBytes components = new IndexBytes();
        entity.components.forEach((name, notes) -> {
            components.putText(name).putInt(notes.descriptors.size());
            for (final ComponentDescriptor descriptor : notes.descriptors) {
                putOptional(components, descriptor.archetype());
                putOptional(components, descriptor.componentType());
            }
            components.putInt(notes.statics.size());
            notes.statics.forEach(chunk -> components.putInt(numbers.get(chunk.id())));
            components.putInt(notes.timelines.size());
            notes.timelines.forEach((timeline, chunks) -> components
                    .putText(timeline)
                    .putInt(chunks.size())
                    .putLong(writeSeries(out, chunks, numbers) - (long) blockAt));
        });
        out.setLong(blockAt + IndexDescriptor.BLOCK_COMPONENTS_AT_OFFSET, out.length() - (long) blockAt);
        out.putBytes(bytes(components));
    }

    private static void putOptional(final IndexBytes out, final @org.jspecify.annotations.Nullable String text) {
        out.putByte(text == null ? 0 : 1);
        if (text != null) {
            out.putText(text);
        }
    }

    private static int writeSeries(
            final IndexBytes out, final List<Timed> chunks, final Map<ChunkId, Integer> numbers) {
        // Stable: those that begin together stay in the order of the file.
        chunks.sort(Comparator.comparingLong(Timed::from));
        final int at = out.align(Long.BYTES).length();
        chunks.forEach(each -> out.putLong(each.from));
        chunks.forEach(each -> out.putLong(each.to));
        long greatest = Long.MIN_VALUE;
        for (final Timed each : chunks) {
            greatest = Math.max(greatest, each.to);
            out.putLong(greatest);
        }
        chunks.forEach(each -> out.putInt(numbers.get(each.chunk.id())));
        out.align(Long.BYTES);
        return at;
    }
}
