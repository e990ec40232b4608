package dev.kymo.viewer.render;

/// Where pixels and the cells lie that `fill.glsl` closes gaps with. Pixels come first, in tiles of 64 × 64, of
/// which those at the edges may be more than the picture has (`common.glsl`); behind them cells in rows, level by
/// level. A cell of level n covers 2^n × 2^n pixels. Behind these lies the same once more, for pictures that are
/// drawn over several frames: points that stand for finer ones, without what gaps were closed with.
final class CellLevels {
    static final int COUNT = 4;
    /// As in common.glsl.
    private static final int TILE = 64;

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
        int entries = level == 0 ? 0 : pixels();
        for (int below = 1; below < level; below++) {
            entries += across(below) * down(below);
        }
        return entries;
    }

    /// Of pixels, those of whole tiles.
    int pixels() {
        return Math.ceilDiv(width, TILE) * Math.ceilDiv(height, TILE) * TILE * TILE;
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
