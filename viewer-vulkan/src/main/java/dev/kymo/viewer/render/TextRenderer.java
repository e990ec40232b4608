package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lwjgl.system.MemoryUtil;

/// Draws lines of text, glyph by glyph, on whole pixels so that they are crisp. The font comes from the class path.
final class TextRenderer implements AutoCloseable {
    private static final String FONT = "/com/formdev/flatlaf/fonts/inter/Inter-Regular.otf";
    private static final int PADDING_X = 6;
    private static final int PADDING_Y = 3;

    private final GpuDevice device;
    private final TreeMap<Integer, GlyphAtlas> atlasBySize = new TreeMap<>();
    private @Nullable ByteBuffer font;

    TextRenderer(final GpuDevice device) {
        this.device = device;
    }

    /// Makes what the texts need, outside of rendering.
    void prepare(final List<TextDrawData> texts) {
        for (final TextDrawData text : texts) {
            final int size = Math.round(text.sizePixels());
            if (!atlasBySize.containsKey(size)) {
                atlasBySize.put(size, GlyphAtlas.bake(device, font(), size));
            }
        }
    }

    private ByteBuffer font() {
        ByteBuffer loaded = font;
        if (loaded == null) {
            try (InputStream input = TextRenderer.class.getResourceAsStream(FONT)) {
                if (input == null) {
                    throw new IllegalStateException("no " + FONT + " on the class path");
                }
                final byte[] bytes = input.readAllBytes();
                loaded = MemoryUtil.memAlloc(bytes.length).put(bytes).flip();
            } catch (IOException failure) {
                throw new IllegalStateException("cannot read " + FONT, failure);
            }
            font = loaded;
        }
        return loaded;
    }

    void record(final FrameContext context, final QuadRenderer quads) {
        for (final TextDrawData text : context.frame().texts()) {
            final GlyphAtlas atlas = atlasBySize.get(Math.round(text.sizePixels()));
            if (atlas != null) {
                recordText(context, quads, text, atlas);
            }
        }
    }

    private static void recordText(
            final FrameContext context, final QuadRenderer quads, final TextDrawData text, final GlyphAtlas atlas) {
        final float width = atlas.widthOf(text.text());
        final double left = Math.rint(text.centred() ? text.x() - width / 2 : text.x());
        final double top = Math.rint(text.y());
        if ((text.background() & 0xFF) != 0) {
            quads.recordRect(
                    context,
                    null,
                    null,
                    left - PADDING_X,
                    top - PADDING_Y,
                    Math.ceil(width) + 2 * PADDING_X,
                    Math.round(text.sizePixels()) + 2 * PADDING_Y,
                    text.background());
        }
        double pen = left;
        for (int i = 0; i < text.text().length(); i++) {
            final GlyphAtlas.Glyph glyph = atlas.glyph(text.text().charAt(i));
            final QuadRenderer.Texels part = glyph.texels();
            if (part.right() > part.left()) {
                quads.recordRect(
                        context,
                        atlas.texture(),
                        part,
                        Math.rint(pen + glyph.left()),
                        top + atlas.ascent() + Math.rint(glyph.top()),
                        part.right() - part.left(),
                        part.bottom() - part.top(),
                        text.colour());
            }
            pen += glyph.advance();
        }
    }

    @Override
    public void close() {
        atlasBySize.values().forEach(GlyphAtlas::close);
        if (font != null) {
            MemoryUtil.memFree(font);
            font = null;
        }
    }
}
