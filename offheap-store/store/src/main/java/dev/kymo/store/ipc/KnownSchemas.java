package dev.kymo.store.ipc;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.arrow.flatbuf.Schema;
import org.jspecify.annotations.Nullable;

/// Schemas read before, so that chunks which differ in nothing but what their schema's own metadata says (id, entity)
/// have
/// their fields decoded once. A schema counts as known only when all of its bytes are those of an earlier one, the
/// texts
/// of its metadata's values left out, which lie in the same places and have the same lengths.
///
/// Any thread. A few schemas are kept, each in the place that its length gives it.
final class KnownSchemas {
    private static final int PLACES = 64;
    /// Larger ones are rare, and would be kept for long.
    private static final int MAX_BYTES = 64 << 10;
    /// What bytes become that are no UTF-8.
    private static final char REPLACEMENT = '\uFFFD';

    private static final AtomicReferenceArray<@Nullable Known> PLACE = new AtomicReferenceArray<>(PLACES);

    private KnownSchemas() {}

    /// @param message the bytes of the schema's message
    /// @param valuesAt where in them the metadata's values lie, ascending
    /// @param valueBytes their lengths
    /// @param keys of the metadata, in the order of the values in the schema
    /// @param order which of `valuesAt` belongs to each key
    record Known(
            MemorySegment message,
            int[] valuesAt,
            int[] valueBytes,
            List<String> keys,
            int[] order,
            List<IpcField> fields) {
        private boolean isIn(final MemorySegment other) {
            int at = 0;
            for (int i = 0; i < valuesAt.length; i++) {
                if (!isSame(other, at, valuesAt[i])) {
                    return false;
                }
                at = valuesAt[i] + valueBytes[i];
            }
            return isSame(other, at, (int) message.byteSize());
        }

        private boolean isSame(final MemorySegment other, final int from, final int to) {
            return MemorySegment.mismatch(message, from, to, other, from, to) < 0;
        }

        /// Whether the schema itself says that its values lie there. One that was made up to mislead may have had
        /// values
        /// that lie over its fields; a genuine one must not be taken for it.
        private boolean isPointedAtBy(final Schema schema) {
            if (schema.customMetadataLength() != order.length) {
                return false;
            }
            for (int i = 0; i < order.length; i++) {
                final ByteBuffer value = schema.customMetadata(i).valueAsByteBuffer();
                if (value == null
                        || value.position() != valuesAt[order[i]]
                        || value.remaining() != valueBytes[order[i]]) {
                    return false;
                }
            }
            return true;
        }

        /// The metadata of a schema that is the same but for it; null when a text is none, which whoever reads it anew
        /// finds.
        @Nullable
        Map<String, String> metadata(final MemorySegment other) {
            final Map<String, String> metadata = new LinkedHashMap<>();
            for (int i = 0; i < keys.size(); i++) {
                final byte[] text = new byte[valueBytes[order[i]]];
                MemorySegment.copy(other, ValueLayout.JAVA_BYTE, valuesAt[order[i]], text, 0, text.length);
                final String value = new String(text, StandardCharsets.UTF_8);
                if (value.indexOf(REPLACEMENT) >= 0) {
                    return null;
                }
                metadata.put(keys.get(i), value);
            }
            return metadata;
        }
    }

    private static int place(final MemorySegment message) {
        return Math.floorMod(Long.hashCode(message.byteSize() * 0x9E3779B97F4A7C15L), PLACES);
    }

    /// @param schema of that message
    /// @return null when no such schema is known
    static @Nullable Known find(final MemorySegment message, final Schema schema) {
        final Known known = PLACE.get(place(message));
        return known != null
                        && known.message.byteSize() == message.byteSize()
                        && known.isIn(message)
                        && known.isPointedAtBy(schema)
                ? known
                : null;
    }

    /// As in a process that has read none yet: for tests.
    static void forget() {
        for (int i = 0; i < PLACES; i++) {
            PLACE.set(i, null);
        }
    }

    /// Keeps a schema that was read without fault.
    static void keep(final MemorySegment message, final Schema schema, final List<IpcField> fields) {
        final int count = schema.customMetadataLength();
        if (message.byteSize() > MAX_BYTES) {
            return;
        }
        final long[] spans = new long[count];
        final String[] keys = new String[count];
        for (int i = 0; i < count; i++) {
            final ByteBuffer value = schema.customMetadata(i).valueAsByteBuffer();
            final String key = schema.customMetadata(i).key();
            if (value == null || key == null) {
                return;
            }
            keys[i] = key;
            spans[i] = (long) value.position() << Integer.SIZE | value.remaining();
        }
        final long[] sorted = spans.clone();
        java.util.Arrays.sort(sorted);
        final int[] at = new int[count];
        final int[] bytes = new int[count];
        final int[] order = new int[count];
        int end = 0;
        for (int i = 0; i < count; i++) {
            at[i] = (int) (sorted[i] >> Integer.SIZE);
            bytes[i] = (int) sorted[i];
            // Values that share bytes, with each other or with what points at them, are no writer's
            if (at[i] < end || bytes[i] > message.byteSize() - at[i]) {
                return;
            }
            end = at[i] + bytes[i];
        }
        for (int i = 0; i < count; i++) {
            order[i] = java.util.Arrays.binarySearch(sorted, spans[i]);
        }
        final MemorySegment copy = MemorySegment.ofArray(message.toArray(ValueLayout.JAVA_BYTE));
        PLACE.set(place(message), new Known(copy, at, bytes, List.of(keys), order, List.copyOf(fields)));
    }
}
