package dev.kymo.viewer.render;

/// Where the cells lie that `fill.glsl` closes gaps with: behind the pixels of a picture, level by
/// level. A cell of level n covers 2^n × 2^n pixels. Behind these lies the same once more, for pictures
/// that are drawn over several frames: points that stand for finer ones, without what gaps were closed
/// with.
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

    /// The first entry of a level; level [#COUNT] + 1 begins where these cells end.
    int first(final int level) {
        int entries = 0;
        for (int below = 0; below < level; below++) {
            entries += across(below) * down(below);
        }
        return entries;
    }

    /// Pixels of the picture.
    int pixels() {
        return first(1);
    }

    /// Cells of all levels; as many are kept.
    int cells() {
        return first(COUNT + 1) - first(1);
    }

    /// The first entry of a level that is kept.
    int firstKept(final int level) {
        return first(level) + cells();
    }

    /// Pixels, cells of all levels, and those that are kept.
    int entries() {
        return firstKept(COUNT + 1);
    }
}
