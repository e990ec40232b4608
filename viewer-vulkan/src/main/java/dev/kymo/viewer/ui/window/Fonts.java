package dev.kymo.viewer.ui.window;

import dev.kymo.viewer.vulkan.ImGuiBackend;
import imgui.ImFont;
import imgui.ImFontAtlas;
import imgui.ImFontConfig;
import imgui.ImGui;
import imgui.type.ImInt;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// The fonts of the interface, in one atlas on the device. Made anew when the display's scale changes.
public final class Fonts implements AutoCloseable {
    private static final String INTER = "/com/formdev/flatlaf/fonts/inter/Inter-Regular.otf";
    private static final String INTER_STRONG = "/com/formdev/flatlaf/fonts/inter/Inter-SemiBold.otf";
    private static final String MONO = "/com/formdev/flatlaf/fonts/jetbrains_mono/JetBrainsMono-Regular.ttf";
    private static final String ICONS = "/META-INF/resources/webjars/font-awesome/6.5.2/webfonts/fa-solid-900.ttf";
    /// ImGui's sizes are ascent - descent: 1.21 em in Inter, 1.32 em in JetBrains Mono.
    private static final float INTER_PER_EM = 1.21f;

    /// ImGuiFreeTypeBuilderFlags: snaps heights to pixels, leaves shapes as they are drawn.
    private static final int LIGHT_HINTING = 1 << 3;

    private static final float MONO_PER_EM = 1.32f;

    /// Pairs of first and last characters: Latin, Greek, Cyrillic, punctuation, super- and subscripts, currency,
    /// letter-like, arrows, mathematics, shapes.
    private static final short[] CHARACTERS = {
        0x20, 0x17F, 0x2B0, 0x2FF, 0x370, 0x3FF, 0x400, 0x4FF, 0x1E00, 0x1EFF, 0x2000, 0x2044, 0x2070, 0x209F, 0x20A0,
        0x20BF, 0x2100, 0x214F, 0x2190, 0x21FF, 0x2200, 0x22FF, 0x25A0, 0x25FF, 0
    };

    private final ImGuiBackend backend;
    private final Map<String, byte[]> files = new HashMap<>();
    private final ImFont text;
    private final ImFont strong;
    private final ImFont mono;
    private final ImFont small;
    private final ImFont heading;
    private final ImFont title;
    private final long texture;

    private Fonts(final ImGuiBackend backend, final float scale) {
        this.backend = backend;
        final ImFontAtlas atlas = ImGui.getIO().getFonts();
        atlas.clear();
        atlas.setFreeTypeRenderer(true);
        text = add(atlas, INTER, 13 * INTER_PER_EM * scale, CHARACTERS);
        addIcons(atlas, 13 * scale);
        strong = add(atlas, INTER_STRONG, 13 * INTER_PER_EM * scale, CHARACTERS);
        addIcons(atlas, 13 * scale);
        mono = add(atlas, MONO, 12 * MONO_PER_EM * scale, CHARACTERS);
        small = add(atlas, INTER, 11 * INTER_PER_EM * scale, CHARACTERS);
        addIcons(atlas, 11 * scale);
        heading = add(atlas, INTER_STRONG, 16 * INTER_PER_EM * scale, CHARACTERS);
        addIcons(atlas, 18 * scale);
        title = add(atlas, INTER_STRONG, 30 * INTER_PER_EM * scale, CHARACTERS);
        final ImInt width = new ImInt();
        final ImInt height = new ImInt();
        final ByteBuffer pixels = atlas.getTexDataAsRGBA32(width, height);
        texture = backend.upload(
                MemorySegment.ofBuffer(pixels).asSlice(0, 4L * width.get() * height.get()), width.get(), height.get());
        atlas.setTexID(texture);
        atlas.clearTexData();
    }

    /// Replaces ImGui's fonts. Between frames.
    static Fonts load(final ImGuiBackend backend, final float scale) {
        return new Fonts(backend, scale);
    }

    private ImFont add(
            final ImFontAtlas atlas, final String resource, final float sizePixels, final short[] characters) {
        final ImFontConfig config = new ImFontConfig();
        try {
            // the array is Java's
            config.setFontDataOwnedByAtlas(false);
            config.setPixelSnapH(true);
            config.setOversampleH(1);
            config.addFontBuilderFlags(LIGHT_HINTING);
            config.setName(resource.substring(resource.lastIndexOf('/') + 1));
            return atlas.addFontFromMemoryTTF(read(resource), Math.round(sizePixels), config, characters);
        } finally {
            config.destroy();
        }
    }

    private void addIcons(final ImFontAtlas atlas, final float sizePixels) {
        final ImFontConfig config = new ImFontConfig();
        try {
            config.setFontDataOwnedByAtlas(false);
            config.setMergeMode(true);
            config.setPixelSnapH(true);
            config.setGlyphMinAdvanceX(Math.round(sizePixels * 1.25f));
            config.setName("icons");
            atlas.addFontFromMemoryTTF(read(ICONS), Math.round(sizePixels), config, Icons.RANGE);
        } finally {
            config.destroy();
        }
    }

    private byte[] read(final String resource) {
        return files.computeIfAbsent(resource, name -> {
            try (InputStream input = Fonts.class.getResourceAsStream(name)) {
                if (input == null) {
                    throw new IllegalStateException("no " + name + " on the class path");
                }
                return input.readAllBytes();
            } catch (final IOException e) {
                throw new IllegalStateException("cannot read " + name, e);
            }
        });
    }

    public ImFont text() {
        return text;
    }

    public ImFont strong() {
        return strong;
    }

    /// For numbers and times: all digits are of one width.
    public ImFont mono() {
        return mono;
    }

    public ImFont small() {
        return small;
    }

    public ImFont heading() {
        return heading;
    }

    public ImFont title() {
        return title;
    }

    @Override
    public void close() {
        backend.release(texture);
    }
}
