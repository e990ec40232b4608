package dev.kymo.viewer.render;

import dev.kymo.viewer.render.FrameDrawData.PlacedNode;
import dev.kymo.viewer.render.FrameDrawData.PlacedShare;
import java.util.List;

/// What of a frame's points is drawn, and into what.
///
/// @param extent of the picture that is there afterwards
/// @param clears whether all that was drawn before is cleared, and clouds that have neither nodes nor
///     shares are drawn
/// @param clearsKept whether cells that are kept are cleared
/// @param nodes of clouds with levels of detail that are drawn
/// @param shares of other clouds that are drawn
/// @param isFilled whether cells close gaps in what is shown
/// @param hasMore whether a further frame would show more
record PointShare(
        Extent extent,
        boolean clears,
        boolean clearsKept,
        List<PlacedNode> nodes,
        List<PlacedShare> shares,
        boolean isFilled,
        boolean hasMore) {
    enum Extent {
        /// All of it, drawn by this frame alone.
        AT_ONCE,
        /// Not yet all: gaps are closed as they were in the last frame that was drawn at once.
        PART,
        /// All of it, the last of several frames.
        WHOLE
    }

    boolean isPart() {
        return extent == Extent.PART;
    }
}
