package dev.kymo.viewer.vulkan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

final class PlainAreasTest {
    private static final int WORDS_PER_VERTEX = 5;
    private static final int OPAQUE_GREY = 0xFF808080;
    private static final int HALF_GREY = 0x80808080;

    private final int[] words = new int[64 * WORDS_PER_VERTEX];
    private final short[] indices = new short[128];
    private int vertexCount;
    private int indexCount;

    /// As ImGui's `PrimRectUV` does.
    private void rectangle(final float size, final float textureSize, final int colour) {
        final int first = vertexCount;
        for (int corner = 0; corner < 4; corner++) {
            final boolean isRight = corner == 1 || corner == 2;
            final boolean isLow = corner >= 2;
            final int at = vertexCount++ * WORDS_PER_VERTEX;
            words[at] = Float.floatToIntBits(isRight ? size : 0);
            words[at + 1] = Float.floatToIntBits(isLow ? size : 0);
            words[at + 2] = Float.floatToIntBits(0.25f + (isRight ? textureSize : 0));
            words[at + 3] = Float.floatToIntBits(0.25f + (isLow ? textureSize : 0));
            words[at + 4] = colour;
        }
        for (final int corner : new int[] {0, 1, 2, 0, 2, 3}) {
            indices[indexCount++] = (short) (first + corner);
        }
    }

    private PlainAreas areas() {
        final PlainAreas areas = new PlainAreas();
        areas.vertices(MemorySegment.ofArray(words), vertexCount);
        areas.indices(MemorySegment.ofArray(indices), indexCount);
        return areas;
    }

    @Test
    void shouldFindLargeRectanglesOfOneColourAmongTextAndSmallOnes() {
        rectangle(100, 0.1f, OPAQUE_GREY);
        rectangle(10, 0, OPAQUE_GREY);
        rectangle(100, 0, OPAQUE_GREY);
        rectangle(200, 0, OPAQUE_GREY);
        rectangle(100, 0, HALF_GREY);
        rectangle(100, 0.1f, OPAQUE_GREY);
        final PlainAreas areas = areas();
        assertEquals(12, areas.find(0, indexCount, 0), "textures and small ones are left out");
        assertTrue(areas.isOpaque(12, 0));
        assertEquals(24, areas.endOfRun(12, indexCount, 0), "opaque ones go together");
        assertEquals(24, areas.find(24, indexCount, 0));
        assertFalse(areas.isOpaque(24, 0));
        assertEquals(30, areas.endOfRun(24, indexCount, 0));
        assertEquals(indexCount, areas.find(30, indexCount, 0));
    }

    @Test
    void shouldLeaveWhatHasSeveralColoursAlone() {
        rectangle(100, 0, OPAQUE_GREY);
        words[2 * WORDS_PER_VERTEX + 4] = HALF_GREY;
        assertEquals(indexCount, areas().find(0, indexCount, 0));
    }

    @Test
    void shouldReadListsLongerThanAllBefore() {
        final PlainAreas areas = new PlainAreas();
        final int[] many = new int[40_000 * WORDS_PER_VERTEX];
        many[many.length - 1] = 7;
        final MemorySegment kept = areas.vertices(MemorySegment.ofArray(many), 40_000);
        assertEquals(-1, MemorySegment.ofArray(many).mismatch(kept));
    }
}
