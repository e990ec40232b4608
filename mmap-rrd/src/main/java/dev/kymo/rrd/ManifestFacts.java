package dev.kymo.rrd;

import dev.kymo.rrd.format.FooterDescriptor;
import dev.kymo.rrd.format.IndexDescriptor;
import dev.kymo.store.chunk.SorbetKeys;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.StoreId;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.model.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a manifest says about the chunks it lists, as an index needs it, without looking at one of them.
final class ManifestFacts {
    /// Since this minor version of Rerun's the names in files are today's.
    private static final int FIRST_MINOR_OF_TODAYS_NAMES = 30;

    private final Manifest manifest;
    private final List<TimelineColumns> timelines = new ArrayList<>();
    private final List<ComponentColumns> components = new ArrayList<>();
    private final Map<String, EntityPath> paths = new HashMap<>();
    /// By entity: components as its schema describes them.
    private final Map<EntityPath, Map<String, ComponentDescriptor>> described = new HashMap<>();

    /// By entity: the components of its last chunk.
    private final Map<EntityPath, List<ComponentDescriptor>> shared = new HashMap<>();
    /// Of the chunk that is looked at.
    private final List<ChunkFacts.Span> spans = new ArrayList<>();
    private final List<ComponentDescriptor> found = new ArrayList<>();

    private record TimelineColumns(Timeline timeline, ArrayData start, ArrayData end) {}

    /// @param hasStatic null when no chunk has it without time
    /// @param rows per timeline that it is on: the cells of each chunk
    private record ComponentColumns(
            ComponentDescriptor descriptor, @Nullable ArrayData hasStatic, List<ArrayData> rows) {}

    private ManifestFacts(final Manifest manifest) {
        this.manifest = manifest;
    }

    /// Adds all chunks of a file.
    ///
    /// @return false, and nothing is added, when the footer does not say all that an index needs: the chunks
    ///     have to be looked at
    static boolean addAll(final RrdFile file, final IndexBuilder index) {
        final Optional<Footer> footer = file.footer();
        if (!file.isListed() || footer.isEmpty() || !file.versions().stream().allMatch(ManifestFacts::hasTodaysNames)) {
            return false;
        }
        final List<ManifestFacts> all = new ArrayList<>();
        for (final Manifest manifest : footer.get().manifests()) {
            final ManifestFacts facts = new ManifestFacts(manifest);
            if (!facts.readColumns()) {
                return false;
            }
            all.add(facts);
        }
        int count = 0;
        for (final ManifestFacts facts : all) {
            count += facts.manifest.chunkCount();
        }
        final List<ChunkFacts> chunks = new ArrayList<>(count);
        for (final ManifestFacts facts : all) {
            for (int chunk = 0; chunk < facts.manifest.chunkCount(); chunk++) {
                final ChunkFacts its = facts.facts(facts.manifest.store(), chunk);
                if (!isSound(its)) {
                    return false;
                }
                chunks.add(its);
            }
        }
        chunks.sort(Comparator.comparingLong(ChunkFacts::offsetBytes));
        chunks.forEach(index::add);
        for (final ManifestFacts facts : all) {
            facts.described.forEach((entity, its) ->
                    its.values().forEach(descriptor -> index.describe(facts.manifest.store(), entity, descriptor)));
        }
        return true;
    }

    private static boolean isSound(final ChunkFacts chunk) {
        for (final ChunkFacts.Span span : chunk.spans()) {
            if (span.from() > span.to()) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasTodaysNames(final StreamVersion version) {
        return version.major() > 0 || version.minor() >= FIRST_MINOR_OF_TODAYS_NAMES;
    }

    /// @return whether all is there, and no two names have become one in those of the columns
    private boolean readColumns() {
        final Map<String, ArrayData> byName = manifest.columns();
        final Set<String> prefixes = new HashSet<>();
        final Map<String, ComponentColumns> byComponent = new HashMap<>();
        boolean isWhole = true;
        for (final IpcField field : manifest.fields()) {
            final String index = field.metadata().get(FooterDescriptor.INDEX_KEY);
            final String component = field.metadata().get(SorbetKeys.COMPONENT);
            final ArrayData column = byName.get(field.name());
            if (index == null || column == null) {
                continue;
            }
            if (component == null) {
                if (field.name().endsWith(":" + FooterDescriptor.START)) {
                    isWhole &= addTimeline(index, byName) && prefixes.add(FooterDescriptor.columnName(index));
                }
            } else if (field.name().endsWith(":" + FooterDescriptor.HAS_STATIC_DATA)) {
                isWhole &= column.type().equals(Datatype.BOOL) && column.nullCount() == 0;
                merge(byComponent, field, column, null);
            } else if (field.name().endsWith(":" + FooterDescriptor.COMPONENT_ROWS)) {
                isWhole &= column.type().equals(Datatype.UINT64);
                merge(byComponent, field, null, column);
            }
        }
        components.addAll(byComponent.values());
        return isWhole && readSchema(byComponent);
    }

    private boolean addTimeline(final String name, final Map<String, ArrayData> byName) {
        final String prefix = FooterDescriptor.columnName(name);
        final ArrayData start = byName.get(prefix + ":" + FooterDescriptor.START);
        final ArrayData end = byName.get(prefix + ":" + FooterDescriptor.END);
        if (name.isEmpty() || start == null || end == null || !start.type().equals(end.type())) {
            return false;
        }
        for (final TimeType type : TimeType.values()) {
            if (type.datatype().equals(start.type())) {
                timelines.add(new TimelineColumns(new Timeline(name, type), start, end));
                return true;
            }
        }
        return false;
    }

    private static void merge(
            final Map<String, ComponentColumns> byComponent,
            final IpcField field,
            final @Nullable ArrayData hasStatic,
            final @Nullable ArrayData rows) {
        final ComponentDescriptor descriptor = descriptor(field);
        final ComponentColumns known = byComponent.computeIfAbsent(
                descriptor.component(), _ -> new ComponentColumns(descriptor, null, new ArrayList<>()));
        if (rows != null) {
            known.rows.add(rows);
        }
        if (hasStatic != null) {
            byComponent.put(descriptor.component(), new ComponentColumns(known.descriptor, hasStatic, known.rows));
        }
    }

    private static ComponentDescriptor descriptor(final IpcField field) {
        return new ComponentDescriptor(
                field.metadata().getOrDefault(SorbetKeys.COMPONENT, field.name()),
                field.metadata().get(SorbetKeys.ARCHETYPE),
                field.metadata().get(SorbetKeys.COMPONENT_TYPE));
    }

    /// @return whether every component of the schema has columns of its own
    private boolean readSchema(final Map<String, ComponentColumns> byComponent) {
        final Map<String, String> names = new HashMap<>();
        for (final IpcField field : manifest.schema()) {
            final String entity = field.metadata().get(SorbetKeys.ENTITY_PATH);
            final String component = field.metadata().get(SorbetKeys.COMPONENT);
            if (entity == null || component == null || component.isEmpty()) {
                continue;
            }
            final String column = FooterDescriptor.columnName(component);
            final String other = names.putIfAbsent(column, component);
            if (!byComponent.containsKey(component) || (other != null && !other.equals(component))) {
                return false;
            }
            described.computeIfAbsent(path(entity), _ -> new HashMap<>()).putIfAbsent(component, descriptor(field));
        }
        return true;
    }

    private EntityPath path(final String text) {
        return paths.computeIfAbsent(text, EntityPath::parse);
    }

    private ChunkFacts facts(final StoreId store, final int chunk) {
        final EntityPath entity = path(manifest.entityText(chunk));
        final boolean isStatic = manifest.isStatic(chunk);
        spans.clear();
        if (!isStatic) {
            for (final TimelineColumns times : timelines) {
                if (!times.start.isNull(chunk) && !times.end.isNull(chunk)) {
                    spans.add(
                            new ChunkFacts.Span(times.timeline, times.start.getLong(chunk), times.end.getLong(chunk)));
                }
            }
        }
        found.clear();
        final Map<String, ComponentDescriptor> known = described.getOrDefault(entity, Map.of());
        for (final ComponentColumns component : components) {
            final boolean has = isStatic
                    ? component.hasStatic != null && component.hasStatic.bool(chunk)
                    : hasRows(component.rows, chunk);
            if (has) {
                found.add(known.getOrDefault(component.descriptor.component(), component.descriptor));
            }
        }
        return new ChunkFacts(
                store,
                entity,
                manifest.chunkId(chunk),
                manifest.byteOffset(chunk),
                manifest.byteSize(chunk),
                manifest.uncompressedBytes(chunk),
                Math.clamp(manifest.rowCount(chunk), 0, Integer.MAX_VALUE),
                isStatic ? IndexDescriptor.CHUNK_STATIC : 0,
                List.copyOf(spans),
                share(entity),
                List.of());
    }

    /// What was found for a chunk; most chunks of an entity have the same, which is then held once.
    private List<ComponentDescriptor> share(final EntityPath entity) {
        final List<ComponentDescriptor> before = shared.get(entity);
        if (before != null && before.equals(found)) {
            return before;
        }
        final List<ComponentDescriptor> copy = List.copyOf(found);
        shared.put(entity, copy);
        return copy;
    }

    private static boolean hasRows(final List<ArrayData> rows, final int chunk) {
        for (final ArrayData column : rows) {
            if (!column.isNull(chunk) && column.getLong(chunk) != 0) {
                return true;
            }
        }
        return false;
    }
}
