package dev.kymo.rrd;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.SorbetKeys;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.ipc.IpcField;
import dev.kymo.store.model.ComponentDescriptor;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All columns that the chunks of a store have, named as in a dataframe: `/world/points:Points3D:positions`.
final class SchemaUnion {
    private static final String PROPERTIES = "__properties";

    /// By name: a footer does not depend on the order in which a writer had the columns of a chunk, which the file does
    /// not
    /// keep.
    private final Map<String, IpcField> timelines = new TreeMap<>();

    private final Map<String, IpcField> components = new TreeMap<>();

    void add(final Chunk chunk) {
        for (final TimeColumn time : chunk.timelines()) {
            final String name = time.timeline().name();
            timelines.computeIfAbsent(name, _ -> new IpcField(name, time.times().type(), true, timelineMetadata(name)));
        }
        for (final ComponentColumn component : chunk.components()) {
            final String name = name(chunk.entity(), component.descriptor().component());
            components.merge(name, field(name, chunk, component), SchemaUnion::keepStatic);
        }
    }

    /// In a fixed order, so that equal chunks give equal footers in every process.
    private static Map<String, String> timelineMetadata(final String name) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SorbetKeys.INDEX_NAME, name);
        metadata.put(SorbetKeys.KIND, SorbetKeys.KIND_INDEX);
        return metadata;
    }

    /// Once static, static: it wins over temporal data.
    private static IpcField keepStatic(final IpcField known, final IpcField other) {
        return known.metadata().containsKey(SorbetKeys.IS_STATIC)
                        || !other.metadata().containsKey(SorbetKeys.IS_STATIC)
                ? known
                : other;
    }

    private static IpcField field(final String name, final Chunk chunk, final ComponentColumn component) {
        final Map<String, String> metadata = new LinkedHashMap<>();
        describe(component.descriptor(), metadata);
        metadata.put(SorbetKeys.ENTITY_PATH, chunk.entity().toString());
        if (chunk.isStatic()) {
            metadata.put(SorbetKeys.IS_STATIC, "true");
        }
        metadata.put(SorbetKeys.KIND, SorbetKeys.KIND_DATA);
        return new IpcField(name, component.lists().type(), true, metadata);
    }

    static void describe(final ComponentDescriptor descriptor, final Map<String, String> metadata) {
        if (descriptor.archetype() != null) {
            metadata.put(SorbetKeys.ARCHETYPE, descriptor.archetype());
        }
        metadata.put(SorbetKeys.COMPONENT, descriptor.component());
        if (descriptor.componentType() != null) {
            metadata.put(SorbetKeys.COMPONENT_TYPE, descriptor.componentType());
        }
    }

    private static String name(final EntityPath entity, final String component) {
        final List<String> parts = entity.parts();
        if (parts.isEmpty() || !parts.getFirst().equals(PROPERTIES)) {
            return entity + ":" + component;
        }
        if (parts.size() == 1) {
            return "property:" + component;
        }
        return "property:"
                + EntityPath.of(parts.subList(1, parts.size())).toString().substring(1) + ":" + component;
    }

    /// Row ids, timelines, components.
    List<IpcField> fields() {
        final Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(SorbetKeys.EXTENSION_METADATA, SorbetKeys.ROW_NAMESPACE);
        metadata.put(SorbetKeys.EXTENSION_NAME, SorbetKeys.TUID_EXTENSION);
        metadata.put(SorbetKeys.KIND, SorbetKeys.KIND_CONTROL);
        final List<IpcField> fields = new ArrayList<>();
        fields.add(new IpcField(SorbetKeys.ROW_ID_COLUMN, Datatype.fixedSizeBinary(RowId.BYTES), false, metadata));
        fields.addAll(timelines.values());
        fields.addAll(components.values());
        return fields;
    }
}
