package dev.kymo.store.ipc;

import org.jspecify.annotations.Nullable;

/// Bounds what is made of a flatbuffer by its size. Its tables are reached through offsets, so a few bytes can
/// name the same table or text over and over and unfold into more than any memory; a genuine schema names each
/// a few times.
final class ReadBudget {
    /// A field takes at least this many bytes when it is not shared: its vector entry, its table, its type.
    static final int FIELD_UNITS = 16;

    private static final int TEXT_UNITS = 8;
    private static final long SHARED_AT_MOST = 64;

    private final long limit;
    private long left;

    ReadBudget(final int bufferBytes) {
        limit = bufferBytes * SHARED_AT_MOST;
        left = limit;
    }

    /// @throws IllegalArgumentException when there is nothing left
    void spend(final long units) {
        left -= units;
        if (left < 0) {
            throw new IllegalArgumentException("a schema that unfolds to more than " + limit + " bytes");
        }
    }

    /// The text, or the empty one where there is none.
    String text(final @Nullable String text) {
        if (text == null) {
            spend(TEXT_UNITS);
            return "";
        }
        spend(TEXT_UNITS + text.length());
        return text;
    }
}
