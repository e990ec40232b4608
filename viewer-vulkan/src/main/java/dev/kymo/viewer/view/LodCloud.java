package dev.kymo.viewer.view;

import dev.kymo.rrd.lod.LodFile;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.Layouts;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudNodeDrawData;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// A cloud that is drawn by its levels of detail: what a frame costs follows from the picture, not from the
/// cloud. Nodes come to the device as they are wanted, by a [LodLoader], and those that were not drawn for
/// longest go when there are too many. A frame draws what is there.
///
/// One thread, the device's; closed before it.
final class LodCloud implements AutoCloseable {
    /// Of nodes that come to the device in one frame.
    private static final long UPLOAD_BYTES_PER_FRAME = 8L << 20;

    /// Nodes that the loader is asked for, for the frame itself and for those that may follow.
    private static final int ASKED_MAX = 256;

    /// How far the camera is followed ahead, in steps as large as its last.
    private static final double AHEAD_STEPS = 12;

    private static final int NO_PAINT = -1;

    /// What frames are told of a node, the same for as long as the cloud stays where it is.
    private record Place(double[] worldFromPlace, FrameDrawData.LodRadii radii) {}

    private final GpuDevice device;
    private final LodFile tree;
    private final long memoryBytesMax;
    private final LodSelection selection;
    private final LodSelection ahead;
    private final LodLoader loader;
    private final @Nullable CloudNodeDrawData[] there;
    /// Of nodes that have been drawn while the cloud was where it is now.
    private final @Nullable Place[] places;

    private final Matrix4d placedBy = new Matrix4d();
    private double placedScale = 1;
    private final long[] drawnIn;
    private final float fineRadius;
    /// Which colours a node on the device has, by number.
    private final int[] paintedIn;
    private int painting;
    private @Nullable Object paint;
    private Object shown = new Object();
    private @Nullable ScalarColours colours;
    private long frame;
    private long heldBytes;
    private int heldNodes;
    private @Nullable Camera before;
    private @Nullable ClipBox clip;

    /// @param tree closed with this
    /// @param memoryBytesMax what nodes may take on the device; more only for what one frame needs
    /// @param radius of points that stand for themselves, as in [dev.kymo.viewer.render.PointDrawData]
    /// @param wake is told when a frame would show more; any thread
    LodCloud(
            final GpuDevice device,
            final LodFile tree,
            final long memoryBytesMax,
            final float radius,
            final Runnable wake) {
        this.device = device;
        this.tree = tree;
        this.memoryBytesMax = memoryBytesMax;
        fineRadius = radius;
        selection = new LodSelection(tree);
        ahead = new LodSelection(tree);
        loader = new LodLoader(tree, wake);
        there = new CloudNodeDrawData[tree.nodes()];
        places = new Place[tree.nodes()];
        drawnIn = new long[tree.nodes()];
        paintedIn = new int[tree.nodes()];
    }

    /// Has points drawn in other colours than those in the file. Nodes that are there keep theirs until they
    /// have been read again.
    ///
    /// @param key another one (by `equals`) for other colours; null for those in the file
    /// @param make closed by this
    void paint(final @Nullable Object key, final Supplier<ScalarColours> make) {
        if (Objects.equals(key, paint)) {
            return;
        }
        final ScalarColours next = key == null ? null : make.get();
        closeColours();
        colours = next;
        paint = key;
        painting++;
        shown = new Object();
    }

    private void closeColours() {
        if (colours != null) {
            colours.close();
            colours = null;
        }
    }

    private boolean isStale(final int node) {
        return there[node] != null && paintedIn[node] != painting;
    }

    /// Takes over nodes that are on the device from what was known of the same cloud before: while a tree
    /// is built, and when it is done.
    ///
    /// @param before closed by its owner
    void takeFrom(final LodCloud before) {
        // What has other colours than those in the file is read again
        shown = before.paint == null ? before.shown : shown;
        final Map<Long, Integer> nodes = new HashMap<>();
        for (int node = 0; node < tree.nodes(); node++) {
            nodes.put(tree.placeInFile(node), node);
        }
        for (int old = 0; old < before.there.length; old++) {
            final CloudNodeDrawData data = before.there[old];
            final long place = before.tree.placeInFile(old);
            final Integer node = place == LodFile.NOWHERE ? null : nodes.get(place);
            if (data != null && node != null && data.count() == tree.count(node)) {
                there[node] = data;
                // In other colours than its own it is read again
                paintedIn[node] =
                        before.paint == null && before.paintedIn[old] == before.painting ? painting : NO_PAINT;
                heldBytes += data.sizeBytes();
                heldNodes++;
                before.there[old] = null;
            }
        }
        takeAbove();
    }

    /// Nothing is drawn of nodes while those above them are not there. Only those that still got points
    /// are not, a few that were written a moment ago.
    private void takeAbove() {
        final boolean[] isAbove = new boolean[tree.nodes()];
        for (int node = tree.nodes() - 1; node >= 0; node--) {
            for (int i = 0; i < tree.children(node); i++) {
                final int child = tree.firstChild(node) + i;
                isAbove[node] |= isAbove[child] || there[child] != null;
            }
        }
        for (int node = 0; node < isAbove.length; node++) {
            if (isAbove[node] && there[node] == null && tree.count(node) > 0) {
                load(node);
            }
        }
    }

    /// The same object as long as the points that have been shown are points of the cloud, in its colours.
    Object shown() {
        return shown;
    }

    /// Whether there will be more of it.
    boolean isPartial() {
        return tree.isPartial();
    }

    /// Points in the cloud.
    long points() {
        return tree.points();
    }

    /// Points that the camera would be shown of it if it were the only cloud and all of it were there.
    long need(
            final FrameDrawData target,
            final Matrix4d worldFromObject,
            final int width,
            final int height,
            final LodQuality quality) {
        ahead.choose(target.camera(), target.style().clip(), worldFromObject, width, height, quality, _ -> true);
        return ahead.points();
    }

    /// Adds to a frame what is there of what the camera sees, and has the rest loaded.
    ///
    void draw(
            final FrameDrawData target,
            final Matrix4d worldFromObject,
            final int width,
            final int height,
            final LodQuality quality) {
        frame++;
        takeLoaded();
        choose(target, worldFromObject, width, height, quality);
        ask(target, worldFromObject, width, height, quality);
        add(target, worldFromObject, quality);
        evict();
    }

    /// As [#draw], but loads first all that the picture needs: the same camera and size give the same
    /// picture.
    void drawSettled(
            final FrameDrawData target,
            final Matrix4d worldFromObject,
            final int width,
            final int height,
            final LodQuality quality) {
        frame++;
        takeLoaded();
        choose(target, worldFromObject, width, height, quality);
        boolean isMore = true;
        while (selection.wantedCount() > 0 && isMore) {
            isMore = false;
            for (int i = 0; i < selection.wantedCount(); i++) {
                isMore |= load(selection.wanted(i));
            }
            choose(target, worldFromObject, width, height, quality);
        }
        for (int i = 0; i < selection.chosenCount(); i++) {
            if (isStale(selection.chosen(i))) {
                load(selection.chosen(i));
            }
        }
        add(target, worldFromObject, quality);
        evict();
    }

    /// Whether the last frame had all that it wanted.
    boolean isSettled() {
        return (selection.wantedCount() == 0 && !hasStale()) || loader.failure() != null;
    }

    private boolean hasStale() {
        for (int i = 0; i < selection.chosenCount(); i++) {
            if (isStale(selection.chosen(i))) {
                return true;
            }
        }
        return false;
    }

    /// Whether more points would have shown more in the last frame.
    boolean isLimited() {
        return selection.isLimited();
    }

    /// Points of the last frame.
    long drawnPoints() {
        long points = 0;
        for (int i = 0; i < selection.chosenCount(); i++) {
            points += tree.count(selection.chosen(i));
        }
        return points;
    }

    /// Bytes of nodes on the device.
    long heldBytes() {
        return heldBytes;
    }

    /// What was wrong with the file; null when nothing was.
    @Nullable
    String failure() {
        return loader.failure();
    }

    private void choose(
            final FrameDrawData target,
            final Matrix4d worldFromObject,
            final int width,
            final int height,
            final LodQuality quality) {
        clip = target.style().clip();
        // Frames that follow each other show nodes in the colours that they had, until they have been read again
        final boolean takesStale = quality.isClosed();
        selection.choose(
                target.camera(),
                clip,
                worldFromObject,
                width,
                height,
                quality,
                node -> there[node] != null && (takesStale || !isStale(node)));
        for (int i = 0; i < selection.chosenCount(); i++) {
            drawnIn[selection.chosen(i)] = frame;
        }
    }

    private void takeLoaded() {
        long uploaded = 0;
        while (uploaded < UPLOAD_BYTES_PER_FRAME) {
            final LodLoader.Loaded loaded = loader.take();
            if (loaded == null) {
                return;
            }
            try (OffHeap.Block points = loaded.points()) {
                uploaded += keep(loaded.node(), points.segment());
            }
        }
    }

    private long keep(final int node, final MemorySegment points) {
        final CloudNodeDrawData before = there[node];
        if (before != null && !isStale(node)) {
            return 0;
        }
        final ScalarColours other = colours;
        final long count = tree.count(node);
        if (other != null) {
            final long numbers = count * (Long.BYTES + Integer.BYTES);
            for (long i = 0; i < count; i++) {
                points.set(
                        Layouts.INT,
                        count * Long.BYTES + i * Integer.BYTES,
                        other.of(points.get(Layouts.INT, numbers + i * Integer.BYTES)));
            }
        }
        final CloudNodeDrawData data = CloudNodeDrawData.upload(device, points, tree.count(node));
        if (before == null) {
            heldNodes++;
        } else {
            heldBytes -= before.sizeBytes();
            before.close();
        }
        there[node] = data;
        paintedIn[node] = painting;
        drawnIn[node] = frame;
        heldBytes += data.sizeBytes();
        return data.sizeBytes();
    }

    private boolean load(final int node) {
        try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, tree.bytes(node))) {
            tree.read(node, block.segment());
            return keep(node, block.segment()) > 0;
        } catch (final IOException e) {
            loader.fail(node, e);
            return false;
        }
    }

    /// What is missed now, then what will be if the camera goes on as it does.
    private void ask(
            final FrameDrawData target,
            final Matrix4d worldFromObject,
            final int width,
            final int height,
            final LodQuality quality) {
        final int[] asked = new int[ASKED_MAX];
        int count = 0;
        for (int i = 0; i < selection.wantedCount() && count < ASKED_MAX; i++) {
            asked[count++] = selection.wanted(i);
        }
        for (int i = 0; i < selection.chosenCount() && count < ASKED_MAX; i++) {
            if (isStale(selection.chosen(i))) {
                asked[count++] = selection.chosen(i);
            }
        }
        final Camera camera = target.camera();
        final Camera last = before;
        before = camera;
        if (last != null && count < ASKED_MAX && !Arrays.equals(last.eye(), camera.eye())) {
            ahead.choose(
                    camera.ahead(last, AHEAD_STEPS),
                    clip,
                    worldFromObject,
                    width,
                    height,
                    quality,
                    node -> there[node] != null);
            for (int i = 0; i < ahead.wantedCount() && count < ASKED_MAX; i++) {
                asked[count++] = ahead.wanted(i);
            }
        }
        loader.ask(Arrays.copyOf(asked, count));
    }

    private void add(final FrameDrawData target, final Matrix4d worldFromObject, final LodQuality quality) {
        if (!worldFromObject.equals(placedBy)) {
            placedBy.set(worldFromObject);
            placedScale = dev.kymo.viewer.render.Matrices.scaleOf(worldFromObject.get(new double[16]));
            Arrays.fill(places, null);
        }
        final boolean isClosed = quality.isClosed() || target.style().fillsHoles();
        for (int i = 0; i < selection.chosenCount(); i++) {
            final int node = selection.chosen(i);
            final CloudNodeDrawData data = there[node];
            if (data != null) {
                final Place place = places[node] == null ? place(node) : places[node];
                target.add(
                        data,
                        place.worldFromPlace,
                        placedScale,
                        place.radii,
                        isClosed ? selection.refinedOctants(node) : selection.fineOctants(node));
            }
        }
    }

    private Place place(final int node) {
        final Place made = new Place(
                new Matrix4d(placedBy)
                        .translate(tree.corner(node, 0), tree.corner(node, 1), tree.corner(node, 2))
                        .scale(tree.edge(node) / LodFile.stepsPerEdge())
                        .get(new double[16]),
                new FrameDrawData.LodRadii(fineRadius, tree.spacing(node)));
        places[node] = made;
        return made;
    }

    /// Gives back the nodes that were not drawn for longest.
    private void evict() {
        if (heldBytes <= memoryBytesMax) {
            return;
        }
        final int[] held = new int[heldNodes];
        int count = 0;
        for (int node = 0; node < there.length; node++) {
            if (there[node] != null) {
                held[count++] = node;
            }
        }
        // A node goes before those above it: nothing can be drawn without them
        final int[] order = java.util.stream.IntStream.of(held)
                .boxed()
                .sorted((a, b) ->
                        drawnIn[a] != drawnIn[b] ? Long.compare(drawnIn[a], drawnIn[b]) : Integer.compare(b, a))
                .mapToInt(Integer::intValue)
                .toArray();
        // Somewhat less than the limit, so that it is not sorted again in every frame
        for (int i = 0;
                i < count && heldBytes > memoryBytesMax - memoryBytesMax / 8 && drawnIn[order[i]] < frame;
                i++) {
            final CloudNodeDrawData data = Objects.requireNonNull(there[order[i]]);
            heldBytes -= data.sizeBytes();
            heldNodes--;
            there[order[i]] = null;
            data.close();
        }
    }

    /// A point of the cloud.
    ///
    /// @param number in the cloud as it was logged
    /// @param world where it is
    /// @param score how near it is to what was pointed at, less is nearer
    record Picked(int number, Vector3d world, double score) {}

    /// The point of the last frame that is nearest to a place of the picture, of those within `radius`
    /// pixels the nearest to the eye; none that was outside of its clip box. Reads the nodes there, which
    /// were drawn a moment ago.
    Optional<Picked> pick(
            final Camera camera,
            final Matrix4d worldFromObject,
            final double x,
            final double y,
            final double radius,
            final int width,
            final int height) {
        Picked best = null;
        final Vector3d at = new Vector3d();
        for (int i = 0; i < selection.chosenCount(); i++) {
            final int node = selection.chosen(i);
            if (tree.count(node) == 0 || !mayTouch(node, camera, worldFromObject, x, y, radius, width, height)) {
                continue;
            }
            try (OffHeap.Block block = OffHeap.allocate(MemoryTag.SCRATCH, tree.bytes(node))) {
                final MemorySegment points = block.segment();
                tree.read(node, points);
                final long count = tree.count(node);
                for (long k = 0; k < count; k++) {
                    final long place = points.get(Layouts.LONG, k * Long.BYTES);
                    worldFromObject.transformPosition(at.set(
                            tree.coordinate(node, place, 0),
                            tree.coordinate(node, place, 1),
                            tree.coordinate(node, place, 2)));
                    final double[] seen = camera.project(at.x, at.y, at.z, width, height);
                    final double pixels = Math.hypot(seen[0] - x, seen[1] - y);
                    final double score = seen[2] * (1 + pixels / radius);
                    if (seen[2] > camera.near()
                            && pixels <= radius
                            && (best == null || score < best.score)
                            && (clip == null || clip.contains(at.x, at.y, at.z))) {
                        final int number =
                                points.get(Layouts.INT, count * (Long.BYTES + Integer.BYTES) + k * Integer.BYTES);
                        best = new Picked(number, new Vector3d(at), score);
                    }
                }
            } catch (final IOException e) {
                loader.fail(node, e);
            }
        }
        return Optional.ofNullable(best);
    }

    private boolean mayTouch(
            final int node,
            final Camera camera,
            final Matrix4d worldFromObject,
            final double x,
            final double y,
            final double radius,
            final int width,
            final int height) {
        double lowX = Double.POSITIVE_INFINITY;
        double lowY = Double.POSITIVE_INFINITY;
        double highX = Double.NEGATIVE_INFINITY;
        double highY = Double.NEGATIVE_INFINITY;
        final Vector3d corner = new Vector3d();
        for (int i = 0; i < 8; i++) {
            worldFromObject.transformPosition(corner.set(
                    tree.box(node, (i & 1) == 0 ? 0 : 3),
                    tree.box(node, (i & 2) == 0 ? 1 : 4),
                    tree.box(node, (i & 4) == 0 ? 2 : 5)));
            final double[] seen = camera.project(corner.x, corner.y, corner.z, width, height);
            if (seen[2] <= camera.near()) {
                return true;
            }
            lowX = Math.min(lowX, seen[0]);
            highX = Math.max(highX, seen[0]);
            lowY = Math.min(lowY, seen[1]);
            highY = Math.max(highY, seen[1]);
        }
        return x >= lowX - radius && x <= highX + radius && y >= lowY - radius && y <= highY + radius;
    }

    @Override
    public void close() {
        loader.close();
        closeColours();
        for (final CloudNodeDrawData data : there) {
            if (data != null) {
                data.close();
            }
        }
        try {
            tree.close();
        } catch (final IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
