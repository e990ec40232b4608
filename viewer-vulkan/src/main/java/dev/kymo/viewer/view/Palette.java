package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;

/// Colours for what was logged without any, as `0xRRGGBBAA`.
final class Palette {
    /// Distinct, of even lightness, quiet on a dark ground.
    private static final int[] ENTITY_COLOURS = {
        0x6CA6E0FF, 0xE0A458FF, 0x7FC8A9FF, 0xD9828BFF, 0xB79CDBFF, 0xC9C46AFF, 0x6FC5D2FF, 0xE08BBBFF
    };

    private Palette() {}

    static int of(final EntityPath entity) {
        return ENTITY_COLOURS[Math.floorMod(entity.hashCode(), ENTITY_COLOURS.length)];
    }

    /// A perceptual ramp from deep blue over green to red for a value of 0 to 1: the polynomial form of the "turbo" map
    /// (A. Mikhailov, 2019).
    static int turbo(final float value) {
        final float x = Math.clamp(value, 0f, 1f);
        final float r = 0.13572138f + x * (4.61539260f + x * (-42.66032258f + x * (132.13108234f + x * (-152.94239396f + x * 59.28637943f))));
        final float g = 0.09140261f + x * (2.19418839f + x * (4.84296658f + x * (-14.18503333f + x * (4.27729857f + x * 2.82956604f))));
        final float b = 0.10667330f + x * (12.64194608f + x * (-60.58204836f + x * (110.36276771f + x * (-89.90310912f + x * 27.34824973f))));
        return channel(r) << 24 | channel(g) << 16 | channel(b) << 8 | 0xFF;
    }

    private static int channel(final float value) {
        return Math.round(Math.clamp(value, 0f, 1f) * 255);
    }
}
