package dev.kymo.importer.mcap;

import dev.kymo.store.model.Layouts;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the fields of a record one behind the other, and none behind its end.
final class ByteCursor {
    private final MemorySegment bytes;
    private long at;

    ByteCursor(final MemorySegment bytes) {
        this.bytes = bytes;
    }

    long left() {
        return bytes.byteSize() - at;
    }

    int u8() {
        return bytes.get(ValueLayout.JAVA_BYTE, take(1, "a byte")) & 0xff;
    }

    int u16() {
        return bytes.get(Layouts.SHORT, take(Short.BYTES, "a u16")) & 0xffff;
    }

    long u32() {
        return bytes.get(Layouts.INT, take(Integer.BYTES, "a u32")) & 0xffff_ffffL;
    }

    long u64() {
        return bytes.get(Layouts.LONG, take(Long.BYTES, "a u64"));
    }

    String string() {
        return new String(bytes(u32(), "text").toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// The next so many bytes, where they lie.
    ///
    /// @param length unsigned
    MemorySegment bytes(final long length, final String what) {
        return bytes.asSlice(take(length, what), length);
    }

    MemorySegment rest() {
        return bytes(left(), "the rest");
    }

    Map<String, String> map() {
        final ByteCursor entries = new ByteCursor(bytes(u32(), "a map"));
        final Map<String, String> map = new LinkedHashMap<>();
        while (entries.left() > 0) {
            map.put(entries.string(), entries.string());
        }
        return map;
    }

    private long take(final long length, final String what) {
        if (length < 0 || length > left()) {
            throw new MalformedMcapException(
                    what + " of " + Long.toUnsignedString(length) + " bytes expected, " + left() + " are left");
        }
        final long from = at;
        at += length;
        return from;
    }
}
