package dev.kymo.viewer.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that one picture shows. Made anew per frame; borrows the draw data, which must stay open until
/// the frame has been rendered. Colours are sRGB `0xRRGGBBAA`, as Rerun's Color is.
public final class FrameDrawData {
    public static final int BACKGROUND_TOP = 0x0D1011FF;
    public static final int BACKGROUND_BOTTOM = 0x1B1F24FF;

    record PlacedPoints(PointDrawData data, double[] worldFromObject) {
        private boolean isSame(final PlacedPoints other) {
            return data.equals(other.data) && Arrays.equals(worldFromObject, other.worldFromObject);
        }
    }

    record PlacedNode(CloudNodeDrawData data, double[] worldFromPlace, double scale, LodRadii radii, int fineOctants) {
        private static final int ALL_OCTANTS = 0xFF;

        /// Whether every point covers just the pixel it is in.
        boolean onlyDots(final float uiScale) {
            return radii.radius <= 0 && -radii.radius * uiScale <= 0.5f;
        }

        /// Whether some of its points stand for finer ones.
        boolean hasStandIns() {
            return fineOctants != ALL_OCTANTS;
        }

        /// Whether points of a node, where they don't stand for finer ones, are in the same pixels.
        boolean isSamePlace(final PlacedNode other) {
            return scale == other.scale
                    && radii.equals(other.radii)
                    && Arrays.equals(worldFromPlace, other.worldFromPlace);
        }
    }

    /// Some of a cloud's points, in the place of the cloud.
    ///
    /// @param radius of each that has none of its own, as in [PointDrawData]
    record PlacedShare(PointDrawData data, double[] worldFromObject, float radius) {
        /// Whether its points are in the same pixels.
        boolean isSamePlace(final PlacedShare other) {
            return radius == other.radius && Arrays.equals(worldFromObject, other.worldFromObject);
        }
    }

    /// How large points of a cloud with levels of detail are.
    ///
    /// @param radius of each, as in [PointDrawData]
    /// @param apart how far they are from each other, in the cloud's units: where they stand for finer ones,
    ///     so large a gap between them is filled
    public record LodRadii(float radius, float apart) {}

    record PlacedLines(LineDrawData data, double[] worldFromObject) {}

    private final Camera camera;
    private final List<PlacedPoints> points = new ArrayList<>();
    private final List<PlacedShare> shares = new ArrayList<>();
    private final List<PlacedNode> nodes = new ArrayList<>();
    private final List<PointBatch> batches = new ArrayList<>();
    private long batchRevisions;
    private final List<PlacedLines> lines = new ArrayList<>();
    private final List<ImageQuadDrawData> quads = new ArrayList<>();
    private final List<ImageRectDrawData> rects = new ArrayList<>();
    private final List<TextDrawData> texts = new ArrayList<>();
    private @Nullable GridDrawData grid;
    private int backgroundTop = BACKGROUND_TOP;
    private int backgroundBottom = BACKGROUND_BOTTOM;
    private float uiScale = 1;
    private CloudStyle style = CloudStyle.PLAIN;
    private boolean isPassing;
    private long refiningPoints;
    private boolean isComplete = true;
    private long revision;

    public FrameDrawData(final Camera camera) {
        this.camera = camera;
    }

    /// A vertical gradient; equal colours fill the picture flat.
    public FrameDrawData background(final int top, final int bottom) {
        revision++;
        backgroundTop = top;
        backgroundBottom = bottom;
        return this;
    }

    /// Pixels per UI pixel, in which radii below 0 are given.
    public FrameDrawData uiScale(final float scale) {
        if (!(scale > 0 && scale <= 16)) {
            throw new IllegalArgumentException("uiScale=" + scale + ", allowed: more than 0, at most 16");
        }
        revision++;
        uiScale = scale;
        return this;
    }

    /// How all clouds are shown; [CloudStyle#PLAIN] unless said.
    public FrameDrawData style(final CloudStyle clouds) {
        revision++;
        style = clouds;
        return this;
    }

    /// Whether another frame follows at once, since the eye moves: a window may then do without smooth edges,
    /// where these cost more than there is time for.
    public FrameDrawData passing(final boolean passes) {
        isPassing = passes;
        return this;
    }

    /// Has no more than so many points of nodes and shares drawn at a time, into what frames before have
    /// left of the same view; those that are missing follow with the next frames of it. When all are there,
    /// the picture is that of a frame that is drawn at once, bit by bit.
    ///
    /// @param pointsMax at least one node or share is drawn, however many points it has
    /// @param complete whether the frame has all nodes and shares that there will be: else its picture is never
    ///     whole
    public FrameDrawData refining(final long pointsMax, final boolean complete) {
        if (pointsMax < 1) {
            throw new IllegalArgumentException("pointsMax=" + pointsMax + ", allowed: 1 or more");
        }
        refiningPoints = pointsMax;
        isComplete = complete;
        return this;
    }

    /// @param worldFromObject 4×4, column-major; [Matrices#identity] when positions are the world's
    public FrameDrawData add(final PointDrawData data, final double[] worldFromObject) {
        revision++;
        points.add(new PlacedPoints(data, Matrices.check(worldFromObject)));
        return this;
    }

    /// Some of a cloud's points, others of which are there apart from them or not yet: a picture of all
    /// shares of a cloud is that of the cloud. Unlike other points they can be drawn over several frames
    /// ([#refining]).
    ///
    /// @param worldFromObject 4×4, column-major
    /// @param radius of points that have none of their own, in place of the one in `data`
    public FrameDrawData addShare(final PointDrawData data, final double[] worldFromObject, final float radius) {
        revision++;
        shares.add(new PlacedShare(data, Matrices.check(worldFromObject), radius));
        return this;
    }

    /// A node of a cloud that is drawn in levels of detail.
    ///
    /// @param worldFromPlace 4×4, column-major; takes steps of places to the world
    /// @param scale length in the world of a unit of the cloud
    /// @param fineOctants a bit for each octant of the node where finer nodes are drawn: 1 for greater x, 2
    ///     for y, 4 for z
    public FrameDrawData add(
            final CloudNodeDrawData data,
            final double[] worldFromPlace,
            final double scale,
            final LodRadii radii,
            final int fineOctants) {
        revision++;
        nodes.add(new PlacedNode(data, Matrices.check(worldFromPlace), scale, radii, fineOctants));
        return this;
    }

    /// Many clouds at once, as they are when the frame is rendered.
    public FrameDrawData add(final PointBatch clouds) {
        revision++;
        batches.add(clouds);
        batchRevisions += clouds.revision();
        return this;
    }

    /// @param worldFromObject 4×4, column-major
    public FrameDrawData add(final LineDrawData data, final double[] worldFromObject) {
        revision++;
        lines.add(new PlacedLines(data, Matrices.check(worldFromObject)));
        return this;
    }

    public FrameDrawData add(final ImageQuadDrawData quad) {
        revision++;
        quads.add(quad);
        return this;
    }

    /// Over everything; later ones over earlier ones.
    public FrameDrawData add(final ImageRectDrawData rect) {
        revision++;
        rects.add(rect);
        return this;
    }

    /// Over everything, rectangles too.
    public FrameDrawData add(final TextDrawData text) {
        revision++;
        texts.add(text);
        return this;
    }

    /// At most one; null for none.
    public FrameDrawData grid(final @Nullable GridDrawData plane) {
        revision++;
        grid = plane;
        return this;
    }

    /// Another number after each change of what the frame shows, that of its batches included.
    long revision() {
        long all = revision;
        for (final PointBatch each : batches) {
            all += each.revision();
        }
        return all;
    }

    public Camera camera() {
        return camera;
    }

    List<PlacedPoints> points() {
        return points;
    }

    List<PlacedShare> shares() {
        return shares;
    }

    List<PlacedNode> nodes() {
        return nodes;
    }

    List<PointBatch> batches() {
        return batches;
    }

    /// Whether another frame shows the same clouds, those apart that are drawn by nodes or shares.
    public boolean hasSameClouds(final FrameDrawData other) {
        boolean isSame = points.size() == other.points.size()
                && batches.equals(other.batches)
                && batchRevisions == other.batchRevisions;
        for (int i = 0; i < points.size() && isSame; i++) {
            isSame = points.get(i).isSame(other.points.get(i));
        }
        return isSame;
    }

    boolean hasPoints() {
        return !points.isEmpty() || !shares.isEmpty() || !nodes.isEmpty() || !batches.isEmpty();
    }

    List<PlacedLines> lines() {
        return lines;
    }

    List<ImageQuadDrawData> quads() {
        return quads;
    }

    List<ImageRectDrawData> rects() {
        return rects;
    }

    List<TextDrawData> texts() {
        return texts;
    }

    @Nullable
    GridDrawData grid() {
        return grid;
    }

    int backgroundTop() {
        return backgroundTop;
    }

    int backgroundBottom() {
        return backgroundBottom;
    }

    float uiScale() {
        return uiScale;
    }

    public CloudStyle style() {
        return style;
    }

    boolean isPassing() {
        return isPassing;
    }

    /// Whether points are drawn over several frames.
    boolean isRefined() {
        return refiningPoints > 0;
    }

    long refiningPoints() {
        return refiningPoints;
    }

    boolean isComplete() {
        return isComplete;
    }

    /// Whether some points stand for finer ones, so that gaps between them are closed.
    boolean hasStandIns() {
        for (final PlacedNode node : nodes) {
            if (node.hasStandIns()) {
                return true;
            }
        }
        return false;
    }

    /// Whether cells of the levels of `fill.glsl` are needed.
    boolean isFilled() {
        return hasPoints() && (style.fillsHoles() || hasStandIns());
    }
}
