package dev.kymo.viewer.view;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.RowId;

/// A line of a text log.
///
/// @param time on the timeline that was asked for
/// @param level as logged, such as `WARN`; empty without one
/// @param colour `0xRRGGBBAA` as logged, 0 without one
public record LogLine(long time, RowId row, EntityPath entity, String level, String text, int colour)
        implements Comparable<LogLine> {
    /// By time, then by the order of logging.
    @Override
    public int compareTo(final LogLine other) {
        final int byTime = Long.compare(time, other.time);
        return byTime != 0 ? byTime : row.compareTo(other.row);
    }
}
