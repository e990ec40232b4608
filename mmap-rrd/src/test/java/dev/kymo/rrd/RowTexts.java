package dev.kymo.rrd;

import dev.kymo.rrd.format.Checksums;
import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.chunk.ComponentColumn;
import dev.kymo.store.chunk.TimeColumn;
import dev.kymo.store.model.ArrayData;
import dev.kymo.store.model.ChunkId;
import dev.kymo.store.model.Datatype;
import dev.kymo.store.model.StoreId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Every row of a file as a line of text: store, entity, row id, times, values. What two files that say the same have
/// in common, however their chunks are cut.
final class RowTexts {
    private static final int LONG_ARRAY = 32;

    private RowTexts() {}

    /// Sorted; a chunk that is there twice counts once, as for every reader.
    static List<String> of(final Path... paths) throws IOException {
        final List<String> rows = new ArrayList<>();
        final Set<List<Object>> seen = new HashSet<>();
        for (final Path path : paths) {
            try (RrdFile file = RrdFile.open(path)) {
                for (final StoredChunk stored : file.chunks()) {
                    final StoreId store = stored.store();
                    final ChunkId id = stored.chunk().id();
                    if (seen.add(List.of(store, id))) {
                        addRows(store, stored.chunk(), rows);
                    }
                    file.release(stored.entry());
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    private static void addRows(final StoreId store, final Chunk chunk, final List<String> rows) {
        for (int row = 0; row < chunk.rowCount(); row++) {
            final TreeMap<String, String> parts = new TreeMap<>();
            for (final TimeColumn times : chunk.timelines()) {
                parts.put("@" + times.timeline(), Long.toString(times.time(row)));
            }
            for (final ComponentColumn component : chunk.components()) {
                if (component.has(row)) {
                    final StringBuilder text = new StringBuilder();
                    append(component.instances(row), text);
                    parts.put(
                            component.descriptor().toString(),
                            text.length() < 200 ? text.toString() : Integer.toHexString(hash(text)) + text.length());
                }
            }
            rows.add(store + " " + chunk.entity() + " " + chunk.rowId(row) + " " + parts);
        }
    }

    private static int hash(final CharSequence text) {
        int hash = 7;
        for (int i = 0; i < text.length(); i++) {
            hash = hash * 31 + text.charAt(i);
        }
        return hash;
    }

    private static boolean isFlat(final Datatype type) {
        return type.byteWidth() > 0 || (type.kind() == Datatype.Kind.FIXED_SIZE_LIST && isFlat(type.item()));
    }

    private static void append(final ArrayData array, final StringBuilder text) {
        if (array.length() > LONG_ARRAY && isFlat(array.type()) && array.nullCount() == 0) {
            text.append(array.length()).append('#').append(Checksums.ofPayload(List.of(array.flatBytes())));
            return;
        }
        text.append('[');
        for (int i = 0; i < array.length(); i++) {
            if (array.isNull(i)) {
                text.append("null,");
                continue;
            }
            switch (array.type().kind()) {
                case BOOL -> text.append(array.bool(i));
                case UTF8, LARGE_UTF8 ->
                    text.append('"').append(array.string(i)).append('"');
                case LIST, LARGE_LIST, FIXED_SIZE_LIST -> append(array.list(i), text);
                case STRUCT -> {
                    for (int field = 0; field < array.childCount(); field++) {
                        append(array.structField(field).slice(i, 1), text);
                    }
                }
                case DENSE_UNION -> {
                    final int child = array.unionChild(i);
                    text.append(child).append(':');
                    append(array.child(child).slice(array.unionOffset(i), 1), text);
                }
                case BINARY, LARGE_BINARY, FIXED_SIZE_BINARY ->
                    text.append(Arrays.toString(array.bytes(i).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)));
                default -> {
                    final long width = array.type().byteWidth();
                    for (long at = 0; at < width; at++) {
                        text.append(Integer.toHexString(array.dataBuffer()
                                        .get(java.lang.foreign.ValueLayout.JAVA_BYTE, (array.offset() + i) * width + at)
                                & 0xFF));
                    }
                }
            }
            text.append(',');
        }
        text.append(']');
    }
}
