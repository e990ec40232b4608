package dev.kymo.viewer.render;

/// Where the cells lie that `fill.glsl` closes gaps with: behind the pixels of a picture, level by level. A
/// cell of level n covers 2^n × 2^n pixels.
final class CellLevels {
    static final int COUNT = 4;

    private final int width;
    private final int height;

    /// @param width of the picture in pixels; `height` likewise
    CellLevels(final int width, final int height) {
        this.width = width;
        this.height = height;
    }

    /// @param level 0 for pixels
    int across(final int level) {
        return (width + (1 << level) - 1) >> level;
    }

    int down(final int level) {
        return (height + (1 << level) - 1) >> level;
    }

    /// The first entry of a level; level [#COUNT] + 1 begins where all ends.
    int first(final int level) {
        int entries = 0;
        for (int below = 0; below < level; below++) {
            entries += across(below) * down(below);
        }
        return entries;
    }

    /// Pixels and cells of all levels.
    int entries() {
        return first(COUNT + 1);
    }
}
