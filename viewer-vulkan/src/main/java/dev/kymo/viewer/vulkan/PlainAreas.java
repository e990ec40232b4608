package dev.kymo.viewer.vulkan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Finds the rectangles of one colour in a list of ImGui's, as its `PrimRect` writes them: six indices, four
/// vertices, all at the same place of the texture. Used again for every list; allocates when a list is longer than
/// all before.
final class PlainAreas {
    /// Smaller ones are not worth a change of pipelines.
    private static final float PIXELS_MIN = 2048;

    private static final int WORDS_PER_VERTEX = 5;
    private static final int INDICES = 6;
    private static final int[] PATTERN = {0, 1, 2, 0, 2, 3};
    private static final int U = 2;
    private static final int V = 3;
    private static final int COLOUR = 4;
    private static final int ALPHA_SHIFT = 24;
    private static final int OPAQUE = 0xFF;

    private int[] words = new int[1 << 14];
    private short[] indices = new short[1 << 14];
    private MemorySegment vertexBytes = MemorySegment.ofArray(words);
    private MemorySegment indexBytes = MemorySegment.ofArray(indices);

    /// Takes in the vertices of a list.
    ///
    /// @return a copy of them, which stays until the next call
    MemorySegment vertices(final MemorySegment given, final int count) {
        if (words.length < count * WORDS_PER_VERTEX) {
            words = Arrays.copyOf(words, count * WORDS_PER_VERTEX * 3 / 2);
            vertexBytes = MemorySegment.ofArray(words);
        }
        final long bytes = (long) count * WORDS_PER_VERTEX * Integer.BYTES;
        MemorySegment.copy(given, ValueLayout.JAVA_INT_UNALIGNED, 0, words, 0, Math.toIntExact(bytes / Integer.BYTES));
        return vertexBytes.asSlice(0, bytes);
    }

    /// Takes in the indices of a list.
    ///
    /// @return a copy of them, which stays until the next call
    MemorySegment indices(final MemorySegment given, final int count) {
        if (indices.length < count) {
            indices = Arrays.copyOf(indices, count * 3 / 2);
            indexBytes = MemorySegment.ofArray(indices);
        }
        MemorySegment.copy(given, ValueLayout.JAVA_SHORT_UNALIGNED, 0, indices, 0, count);
        return indexBytes.asSlice(0, (long) count * Short.BYTES);
    }

    /// Of the first large one among the indices from `from` to `end`; `end` when there is none.
    ///
    /// @param firstVertex what indices are counted from
    int find(final int from, final int end, final int firstVertex) {
        for (int at = from; at + INDICES <= end; at += INDICES / 2) {
            if (isPlain(at, firstVertex)) {
                return at;
            }
        }
        return end;
    }

    /// Behind those that follow each other from `from` on, all opaque or none.
    int endOfRun(final int from, final int end, final int firstVertex) {
        int at = from + INDICES;
        while (at + INDICES <= end
                && isPlain(at, firstVertex)
                && isOpaque(at, firstVertex) == isOpaque(from, firstVertex)) {
            at += INDICES;
        }
        return at;
    }

    boolean isOpaque(final int at, final int firstVertex) {
        return word(at, 0, firstVertex, COLOUR) >>> ALPHA_SHIFT == OPAQUE;
    }

    private boolean isPlain(final int at, final int firstVertex) {
        final int base = Short.toUnsignedInt(indices[at]);
        for (int i = 1; i < INDICES; i++) {
            if (Short.toUnsignedInt(indices[at + i]) != base + PATTERN[i]) {
                return false;
            }
        }
        final int[] all = words;
        final int a = (firstVertex + base) * WORDS_PER_VERTEX;
        final int b = a + WORDS_PER_VERTEX;
        final int c = b + WORDS_PER_VERTEX;
        final int d = c + WORDS_PER_VERTEX;
        if (all[a + U] != all[c + U]
                || all[a + V] != all[c + V]
                || all[a + COLOUR] != all[b + COLOUR]
                || all[a + COLOUR] != all[c + COLOUR]
                || all[a + COLOUR] != all[d + COLOUR]
                || all[a] != all[d]
                || all[b] != all[c]
                || all[a + 1] != all[b + 1]
                || all[c + 1] != all[d + 1]) {
            return false;
        }
        final float width = Float.intBitsToFloat(all[c]) - Float.intBitsToFloat(all[a]);
        final float height = Float.intBitsToFloat(all[c + 1]) - Float.intBitsToFloat(all[a + 1]);
        return Math.abs(width * height) >= PIXELS_MIN;
    }

    private int word(final int at, final int corner, final int firstVertex, final int word) {
        return words[(firstVertex + Short.toUnsignedInt(indices[at + corner])) * WORDS_PER_VERTEX + word];
    }
}
