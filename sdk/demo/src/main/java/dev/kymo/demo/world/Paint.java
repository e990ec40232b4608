package dev.kymo.demo.world;

/// What a solid looks like and what it belongs to.
///
/// @param red linear, 0 to 1, as are `green` and `blue`
/// @param thing what it is part of; see [World#things]
record Paint(Material material, float red, float green, float blue, int thing) {
    /// Part of nothing that has a name.
    static final int NO_THING = -1;

    /// @param sRgb `0xRRGGBB`, as people pick colours
    static Paint of(final Material material, final int sRgb) {
        return new Paint(material, linear(sRgb >> 16), linear(sRgb >> 8), linear(sRgb), NO_THING);
    }

    Paint ofThing(final int newThing) {
        return new Paint(material, red, green, blue, newThing);
    }

    static float linear(final int sRgbByte) {
        return (float) Math.pow((sRgbByte & 0xff) / 255.0, 2.2);
    }
}
