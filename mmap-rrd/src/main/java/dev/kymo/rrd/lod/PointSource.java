package dev.kymo.rrd.lod;

import org.jspecify.annotations.Nullable;

/// The points of a cloud by number. It is read several times, in order and in parts, by several threads at
/// once, and must
/// give the same each time.
public interface PointSource {
    /// 0 to [LodBuilder#POINTS_MAX].
    long count();

    /// Copies points.
    ///
    /// @param first number of the first one
    /// @param xyz gets three numbers for each of `count` points, which need not be finite
    /// @param rgba gets `0xRRGGBBAA` for each; null when colours are not wanted
    void read(long first, int count, float[] xyz, int @Nullable [] rgba);
}
