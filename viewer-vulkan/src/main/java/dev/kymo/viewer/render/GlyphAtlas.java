package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.lwjgl.stb.STBTTFontinfo;
import org.lwjgl.stb.STBTTPackContext;
import org.lwjgl.stb.STBTTPackedchar;
import org.lwjgl.stb.STBTruetype;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.system.MemoryUtil;

/// The glyphs of Latin-1 in one size, as coverage on the device.
final class GlyphAtlas implements AutoCloseable {
    private static final char FIRST = ' ';
    private static final int COUNT = 224;
    private static final int SIZE_MIN = 256;
    private static final int SIZE_MAX = 4096;

    /// Where a glyph is in the atlas, and where it goes from the pen on the base line; in pixels.
    record Glyph(QuadRenderer.Texels texels, float left, float top, float advance) {}

    private final Texture texture;
    private final Glyph[] glyphs;
    private final float ascent;

    private GlyphAtlas(final Texture texture, final Glyph[] glyphs, final float ascent) {
        this.texture = texture;
        this.glyphs = glyphs;
        this.ascent = ascent;
    }

    /// @param font a TrueType or OpenType file in native memory, used only here
    static GlyphAtlas bake(final GpuDevice device, final ByteBuffer font, final int sizePixels) {
        for (int size = SIZE_MIN; size <= SIZE_MAX; size *= 2) {
            final ByteBuffer coverage = MemoryUtil.memCalloc(size * size);
            try (MemoryStack stack = MemoryStack.stackPush();
                    STBTTPackedchar.Buffer packed = STBTTPackedchar.calloc(COUNT)) {
                final STBTTPackContext context = STBTTPackContext.calloc(stack);
                STBTruetype.stbtt_PackBegin(context, coverage, size, size, 0, 1);
                final boolean fits = STBTruetype.stbtt_PackFontRange(context, font, 0, sizePixels, FIRST, packed);
                STBTruetype.stbtt_PackEnd(context);
                if (!fits) {
                    continue;
                }
                final STBTTFontinfo info = STBTTFontinfo.calloc(stack);
                if (!STBTruetype.stbtt_InitFont(info, font)) {
                    throw new IllegalStateException("font cannot be read");
                }
                final int[] ascent = new int[1];
                STBTruetype.stbtt_GetFontVMetrics(info, ascent, new int[1], new int[1]);
                final float scale = STBTruetype.stbtt_ScaleForPixelHeight(info, sizePixels);
                final Texture texture =
                        new Texture(device, size, size, Texture.Format.COVERAGE8, MemorySegment.ofBuffer(coverage));
                return new GlyphAtlas(texture, glyphsOf(packed), Math.round(ascent[0] * scale));
            } finally {
                MemoryUtil.memFree(coverage);
            }
        }
        throw new IllegalArgumentException("sizePixels=" + sizePixels + " does not fit an atlas");
    }

    private static Glyph[] glyphsOf(final STBTTPackedchar.Buffer packed) {
        final Glyph[] glyphs = new Glyph[COUNT];
        for (int i = 0; i < COUNT; i++) {
            final STBTTPackedchar one = packed.get(i);
            glyphs[i] = new Glyph(
                    new QuadRenderer.Texels(one.x0(), one.y0(), one.x1(), one.y1()),
                    one.xoff(),
                    one.yoff(),
                    one.xadvance());
        }
        return glyphs;
    }

    Texture texture() {
        return texture;
    }

    /// Pixels from the top of a line to its base line.
    float ascent() {
        return ascent;
    }

    Glyph glyph(final char character) {
        final int index = character - FIRST;
        return index >= 0 && index < COUNT ? glyphs[index] : glyphs['?' - FIRST];
    }

    float widthOf(final String text) {
        float width = 0;
        for (int i = 0; i < text.length(); i++) {
            width += glyph(text.charAt(i)).advance;
        }
        return width;
    }

    @Override
    public void close() {
        texture.close();
    }
}
