package dev.kymo.viewer.view;

import dev.kymo.store.chunk.Chunk;
import dev.kymo.store.index.Cell;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// Where coordinate frames are, those with names and those of entities alike: each hangs from one parent at a
/// time, and where it hangs from none it is a root.
///
/// ```text
///   Transform3D of a row   child_frame, else tf#/its/entity   ──►  parent_frame, else tf#/its
///   Pinhole without one    the same, and nothing moves
///   an entity              CoordinateFrame, else tf#/its/entity
///   tf#/a/b                tf#/a, unless a row says otherwise
/// ```
///
/// Made only of recordings that name frames. One thread.
final class NamedFrames {
    private static final int NOBODY = -1;
    static final String PINHOLE_CHILD = "Pinhole:child_frame";
    static final String PINHOLE_PARENT = "Pinhole:parent_frame";
    private static final String CLEAR = "Clear:is_recursive";

    private final SceneRows rows;
    private final FrameNames names;
    private final LocalTransform reading = new LocalTransform();
    /// By entity: those that name frames.
    private final Map<Integer, FrameRows> naming = new TreeMap<>();
    /// By frame, who says where it is.
    private final Map<Integer, List<FrameRows>> speakers = new HashMap<>();

    private final Map<FrameRows.Found, Edge> known = new HashMap<>();
    private final Map<FrameRows.Found, Edge> used = new HashMap<>();
    private final Map<Moment, Place> places = new HashMap<>();
    /// Cameras by the frame that is theirs, and what a Pinhole says of the frames that it is between.
    private final Map<Integer, Integer> cameras = new HashMap<>();

    private final Map<Integer, Edge> pinholes = new HashMap<>();
    private int[] framesOfCameras = {};
    private long time;
    private @Nullable StoreReader reader;
    private Own own = (_, _) -> null;

    /// From a frame to its parent.
    ///
    /// @param newest time of the row that says so; [Long#MIN_VALUE] for what holds for good
    record Edge(int parent, Matrix4d parentFromFrame, long newest) {}

    /// @param root the frame at the end of the way up; [FrameNames#NONE] where that goes round in circles
    record Place(int root, Matrix4d rootFromFrame, long newest) {}

    private record Moment(int frame, long time) {}

    /// What entities that name no frames say of their own.
    @FunctionalInterface
    interface Own {
        /// @return null for nothing
        @Nullable
        Edge of(int entity, long time);
    }

    NamedFrames(final SceneRows rows) {
        this.rows = rows;
        names = new FrameNames(rows.paths());
    }

    String name(final int frame) {
        return names.name(frame);
    }

    /// Takes in the rows of a moment.
    ///
    /// @param entities by number: who names frames now
    /// @param others what the rest says
    void update(final StoreReader present, final long at, final Iterable<Integer> entities, final Own others) {
        reader = present;
        time = at;
        own = others;
        places.clear();
        final Map<Integer, FrameRows> before = new HashMap<>(naming);
        naming.clear();
        for (final int entity : entities) {
            final FrameRows its = before.containsKey(entity)
                    ? before.get(entity)
                    : new FrameRows(rows.path(entity), entity, rows.timeline(), names);
            its.update(present);
            naming.put(entity, its);
        }
        speakers.clear();
        for (final FrameRows each : naming.values()) {
            for (final int frame : each.frames()) {
                speakers.computeIfAbsent(frame, _ -> new ArrayList<>()).add(each);
            }
        }
        takeCameras();
        // What the scene before was made of is asked for again as a rule
        known.keySet().retainAll(used.keySet());
        used.clear();
    }

    private void takeCameras() {
        cameras.clear();
        pinholes.clear();
        framesOfCameras = new int[rows.count()];
        for (int i = 0; i < rows.count(); i++) {
            framesOfCameras[i] = i;
            if (rows.answers().isFound(i, SceneComponents.PINHOLE)) {
                final String child = latestName(i, PINHOLE_CHILD);
                final String parent = latestName(i, PINHOLE_PARENT);
                final int frame = child == null ? i : names.numberOf(child);
                framesOfCameras[i] = frame;
                cameras.put(frame, i);
                if (child != null || parent != null) {
                    final int answer = rows.answers().answer(i, SceneComponents.PINHOLE);
                    final long newest = rows.answers().isStatic(answer)
                            ? Long.MIN_VALUE
                            : rows.answers().time(answer);
                    pinholes.put(
                            frame,
                            new Edge(parent == null ? parentOf(i) : names.numberOf(parent), new Matrix4d(), newest));
                }
            }
        }
    }

    private @Nullable String latestName(final int entity, final String component) {
        return asked().latestAt(rows.path(entity), component, rows.timeline(), time)
                .map(cell -> FrameRows.name(cell.instances()))
                .orElse(null);
    }

    private StoreReader asked() {
        return java.util.Objects.requireNonNull(reader, "not yet updated");
    }

    /// The root's parent is itself: it hangs from nothing.
    private int parentOf(final int entity) {
        return rows.parent(entity) < 0 ? entity : rows.parent(entity);
    }

    /// The frame of that name, or the entity's own.
    int frame(final @Nullable String name, final int entity) {
        return name == null ? entity : names.numberOf(name);
    }

    /// The frame that a camera's picture is seen from; of any other entity its own.
    int frameOfCamera(final int entity) {
        return framesOfCameras[entity];
    }

    /// Where a frame was; what nothing was known of by then, is where it is at the cursor.
    Place place(final int frame, final long at) {
        final Moment key = new Moment(frame, at);
        final Place found = places.get(key);
        if (found != null) {
            return found;
        }
        // From the frame up, as there is one parent at most; a way of more steps than frames goes in circles
        final Matrix4d rootFromFrame = new Matrix4d();
        long newest = Long.MIN_VALUE;
        int root = frame;
        int steps = 0;
        for (Edge edge = edge(frame, at); edge != null; edge = edge(root, at)) {
            edge.parentFromFrame.mul(rootFromFrame, rootFromFrame);
            newest = Math.max(newest, edge.newest);
            if (edge.parent == root) {
                break;
            }
            root = edge.parent;
            if (++steps > names.count()) {
                root = FrameNames.NONE;
                break;
            }
        }
        final Place made = new Place(root, rootFromFrame, newest);
        places.put(key, made);
        return made;
    }

    private @Nullable Edge edge(final int frame, final long at) {
        final Edge then = edgeAt(frame, at);
        return then != null || at == time ? then : edgeAt(frame, time);
    }

    private @Nullable Edge edgeAt(final int frame, final long at) {
        final Edge said = said(frame, at);
        if (said != null) {
            return said;
        }
        final Edge camera = pinholes.get(frame);
        if (camera != null) {
            return camera;
        }
        if (names.isOfEntity(frame) && !naming.containsKey(frame)) {
            final Edge its = own.of(frame, at);
            if (its != null) {
                return its;
            }
        }
        final int above = names.parent(frame);
        return above == FrameNames.NONE ? null : new Edge(above, new Matrix4d(), Long.MIN_VALUE);
    }

    /// By a row that is about the frame.
    private @Nullable Edge said(final int frame, final long at) {
        FrameRows.Found best = null;
        FrameRows speaker = null;
        for (final FrameRows each : speakers.getOrDefault(frame, List.of())) {
            final FrameRows.Found found = each.latest(frame, at);
            if (found != null && found.isAfter(best)) {
                best = found;
                speaker = each;
            }
        }
        if (best == null || speaker == null || isCleared(speaker.entity(), best, at)) {
            return null;
        }
        final FrameRows from = speaker;
        final FrameRows.Found found = best;
        Edge edge = known.get(found);
        if (edge == null) {
            edge = read(from, found);
            known.put(found, edge);
        }
        used.put(found, edge);
        return edge.parent == FrameNames.NONE ? null : edge;
    }

    private Edge read(final FrameRows speaker, final FrameRows.Found found) {
        final Matrix4d parentFromFrame = new Matrix4d();
        final Chunk chunk = speaker.chunkOf(asked(), found);
        if (chunk == null) {
            return new Edge(FrameNames.NONE, parentFromFrame, Long.MIN_VALUE);
        }
        reading.read(chunk, found.row(), parentFromFrame);
        final String parent = FrameRows.name(chunk, found.row(), SceneComponents.PARENT_FRAME);
        final int entity = java.util.Objects.requireNonNull(rows.numberOf(speaker.entity()));
        return new Edge(
                parent == null ? parentOf(entity) : names.numberOf(parent),
                parentFromFrame,
                found.isStatic() ? Long.MIN_VALUE : found.time());
    }

    /// Whether a Clear hides a row.
    private boolean isCleared(final EntityPath entity, final FrameRows.Found found, final long at) {
        if (!asked().store().hasClears()) {
            return false;
        }
        for (EntityPath path = entity; path != null; path = path.parent()) {
            final Cell clear =
                    asked().latestAt(path, CLEAR, rows.timeline(), at).orElse(null);
            if (clear != null && (path.equals(entity) || isRecursive(clear)) && hides(clear, found)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRecursive(final Cell clear) {
        return clear.instances().length() == 1
                && !clear.instances().isNull(0)
                && clear.instances().bool(0);
    }

    private static boolean hides(final Cell clear, final FrameRows.Found found) {
        if (clear.isStatic() != found.isStatic()) {
            return clear.isStatic();
        }
        final int byTime = clear.isStatic() ? 0 : Long.compare(found.time(), clear.time());
        return (byTime != 0 ? byTime : found.id().compareTo(clear.row())) <= 0;
    }

    /// The camera whose image plane a frame is, or is part of; below 0 for none.
    int cameraAbove(final int frame) {
        int at = frame;
        for (int steps = 0; steps <= names.count(); steps++) {
            final Integer camera = cameras.get(at);
            if (camera != null) {
                return camera;
            }
            final Edge edge = edge(at, time);
            if (edge == null || edge.parent == at) {
                return NOBODY;
            }
            at = edge.parent;
        }
        return NOBODY;
    }
}
