package dev.kymo.viewer.render;

import dev.kymo.viewer.render.FrameDrawData.PlacedNode;
import dev.kymo.viewer.render.FrameDrawData.PlacedShare;
import dev.kymo.viewer.render.PointShare.Extent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What has been drawn of points into the pixels of [PointRenderer], so that a picture of many points can be
/// drawn over several frames: a pixel keeps the nearest of all points whenever they come, so points that are
/// missing are drawn into what is there.
///
/// What may not stay is what a point has left in a cell while it stood for finer ones that are there
/// now. So such points go to cells apart, which are kept and show only when all points are there. Until
/// then gaps are closed as in the frame before the first of these, which was drawn at once, as all
/// frames of a moving eye are; its pixels stay too.
final class DrawnPoints {
    /// @param isKept whether its points that stand for finer ones are in the cells that are kept
    private record Drawn(PlacedNode node, boolean isKept) {}

    private final Map<CloudNodeDrawData, Drawn> nodes = new HashMap<>();
    private final Map<PointDrawData, PlacedShare> shares = new HashMap<>();
    /// The frame that was drawn last; null when nothing is known of the pixels.
    private @Nullable FrameDrawData last;
    private int width;
    private int height;
    /// Whether there is nothing in the pixels that the last frame would not have drawn.
    private boolean isExact;
    /// The same of the cells that are kept.
    private boolean isKeptExact;
    /// Whether the cells that show close gaps of this view.
    private boolean hasCells;

    /// The pixels are lost, or may be.
    void forget() {
        last = null;
        clear();
    }

    private void clear() {
        nodes.clear();
        shares.clear();
    }

    /// What is to be drawn for a frame; it is taken to be drawn then.
    PointShare next(final FrameDrawData frame, final int pictureWidth, final int pictureHeight) {
        final boolean isSameView = isSameView(frame, pictureWidth, pictureHeight) && hasSamePlaces(frame);
        width = pictureWidth;
        height = pictureHeight;
        if (!frame.isRefined()) {
            return atOnce(frame);
        }
        boolean clears = !isSameView;
        boolean clearsKept = clears || !wasRefined();
        hasCells &= isSameView;
        last = frame;
        if (!clears) {
            compare(frame);
            // What is too much can't be taken back
            clears = !isExact && frame.isComplete();
            clearsKept |= clears;
        }
        if (clears) {
            clear();
            isExact = true;
        }
        List<PlacedNode> missing = missing(frame, clearsKept);
        if (missing.isEmpty() && frame.isComplete() && !isKeptExact) {
            clearsKept = true;
            missing = missing(frame, true);
        }
        final List<PlacedShare> missingShares = missingShares(frame);
        if (missing.isEmpty() && missingShares.isEmpty() && frame.isComplete() && !clears) {
            hasCells |= frame.isFilled();
            return new PointShare(Extent.WHOLE, false, clearsKept, missing, missingShares, frame.isFilled(), false);
        }
        final List<PlacedNode> share = share(frame, missing);
        final List<PlacedShare> shareOfOthers = shareOfOthers(frame, missingShares, share);
        final boolean hasMore =
                frame.isComplete() || share.size() < missing.size() || shareOfOthers.size() < missingShares.size();
        return new PointShare(Extent.PART, clears, clearsKept, share, shareOfOthers, hasCells, hasMore);
    }

    private boolean isSameView(final FrameDrawData frame, final int pictureWidth, final int pictureHeight) {
        final FrameDrawData before = last;
        return before != null
                && width == pictureWidth
                && height == pictureHeight
                && frame.camera().isSame(before.camera())
                && frame.uiScale() == before.uiScale()
                && frame.style().equals(before.style())
                && frame.hasSameClouds(before);
    }

    private boolean wasRefined() {
        return last != null && last.isRefined();
    }

    private PointShare atOnce(final FrameDrawData frame) {
        clear();
        // Nothing is cleared where there is nothing to draw
        last = frame.hasPoints() ? frame : null;
        for (final PlacedNode node : frame.nodes()) {
            nodes.put(node.data(), new Drawn(node, false));
        }
        for (final PlacedShare share : frame.shares()) {
            shares.put(share.data(), share);
        }
        isExact = true;
        hasCells = frame.isFilled();
        return new PointShare(Extent.AT_ONCE, true, false, frame.nodes(), frame.shares(), frame.isFilled(), false);
    }

    private boolean hasSamePlaces(final FrameDrawData frame) {
        for (final PlacedNode node : frame.nodes()) {
            final Drawn drawn = nodes.get(node.data());
            if (drawn != null && !drawn.node.isSamePlace(node)) {
                return false;
            }
        }
        for (final PlacedShare share : frame.shares()) {
            final PlacedShare drawn = shares.get(share.data());
            if (drawn != null && !drawn.isSamePlace(share)) {
                return false;
            }
        }
        return true;
    }

    /// Finds out whether there is something that the frame would not draw: of nodes that it does not
    /// have, of shares likewise, or where points stand for finer ones now, or did when they were put into
    /// the cells that are kept.
    private void compare(final FrameDrawData frame) {
        int known = 0;
        for (final PlacedNode node : frame.nodes()) {
            final Drawn drawn = nodes.get(node.data());
            if (drawn != null) {
                known++;
                isExact &= (drawn.node.fineOctants() & ~node.fineOctants()) == 0;
                isKeptExact &=
                        !drawn.isKept || !drawn.node.hasStandIns() || drawn.node.fineOctants() == node.fineOctants();
            }
        }
        isExact &= known == nodes.size();
        isKeptExact &= known == nodes.size();
        int knownShares = 0;
        for (final PlacedShare share : frame.shares()) {
            knownShares += shares.containsKey(share.data()) ? 1 : 0;
        }
        isExact &= knownShares == shares.size();
    }

    /// Nodes that have not been drawn, or not as the frame would.
    ///
    /// @param clearsKept whether none of them is in the cells that are kept any more
    private List<PlacedNode> missing(final FrameDrawData frame, final boolean clearsKept) {
        if (clearsKept) {
            isKeptExact = true;
            nodes.replaceAll((_, drawn) -> new Drawn(drawn.node, false));
        }
        final List<PlacedNode> missing = new ArrayList<>();
        for (final PlacedNode node : frame.nodes()) {
            final Drawn drawn = nodes.get(node.data());
            if (drawn == null
                    || drawn.node.fineOctants() != node.fineOctants()
                    || (node.hasStandIns() && !drawn.isKept)) {
                missing.add(node);
            }
        }
        return missing;
    }

    private List<PlacedShare> missingShares(final FrameDrawData frame) {
        final List<PlacedShare> missing = new ArrayList<>();
        for (final PlacedShare share : frame.shares()) {
            if (!shares.containsKey(share.data())) {
                missing.add(share);
            }
        }
        return missing;
    }

    private List<PlacedNode> share(final FrameDrawData frame, final List<PlacedNode> missing) {
        final List<PlacedNode> share = new ArrayList<>();
        long points = 0;
        for (final PlacedNode node : missing) {
            points += node.data().count();
            if (!share.isEmpty() && points > frame.refiningPoints()) {
                break;
            }
            share.add(node);
            nodes.put(node.data(), new Drawn(node, true));
        }
        return share;
    }

    /// Shares for which nodes have left points.
    private List<PlacedShare> shareOfOthers(
            final FrameDrawData frame, final List<PlacedShare> missing, final List<PlacedNode> drawn) {
        final List<PlacedShare> others = new ArrayList<>();
        long points = 0;
        for (final PlacedNode node : drawn) {
            points += node.data().count();
        }
        for (final PlacedShare each : missing) {
            points += each.data().count();
            if (points > frame.refiningPoints() && !(others.isEmpty() && drawn.isEmpty())) {
                break;
            }
            others.add(each);
            shares.put(each.data(), each);
        }
        return others;
    }
}
