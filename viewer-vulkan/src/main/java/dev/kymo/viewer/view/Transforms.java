package dev.kymo.viewer.view;

import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// Where entities are: the product of the transforms along the entity tree, or along named frames where a
/// recording has such ([PlacedFrames]). At the cursor the places of all entities are kept, and made anew where
/// a row of theirs or above has changed; at another time, that of a row which was sensed there, they are asked
/// for one by one. One thread.
final class Transforms {
    private final SceneRows rows;
    private final LatestAtQuery query;
    private final LatestAtResult answers = new LatestAtResult();
    private final LocalTransform reading = new LocalTransform();
    private final FrameUse use;
    private final Matrix4d[] locals;
    private final Matrix4d[] worlds;
    /// Of an entity and all above: whether it has moved since the question before, and the newest time of a row
    /// that its place is made of.
    private final boolean[] isMoved;

    private final long[] ownNewest;
    private final long[] newest;
    private final Map<Key, Matrix4d> past = new HashMap<>();
    /// Null while no frame is named.
    private @Nullable PlacedFrames frames;

    private @Nullable StoreReader reader;
    private boolean isFirst = true;
    private boolean hasMoved;
    private boolean hasClears;
    /// Of all entities, while frames are named.
    private long allRevisions;

    private record Key(int entity, long time) {}

    Transforms(final StoreReader reader, final SceneRows rows) {
        this.rows = rows;
        query = new LatestAtQuery(reader.store(), rows.paths(), SceneComponents.TRANSFORM, rows.timeline());
        use = new FrameUse(rows);
        final int count = rows.count();
        locals = new Matrix4d[count];
        worlds = new Matrix4d[count];
        for (int i = 0; i < count; i++) {
            locals[i] = new Matrix4d();
            worlds[i] = new Matrix4d();
        }
        isMoved = new boolean[count];
        ownNewest = new long[count];
        newest = new long[count];
    }

    /// Takes in what the last question of the rows has found.
    ///
    /// @param present the reader of that question; it is asked again until the next
    void update(final StoreReader present) {
        reader = present;
        past.clear();
        hasClears = present.store().hasClears();
        final boolean hasRows = isFirst || (rows.changedParts() & SceneComponents.IN_TRANSFORM) != 0;
        if (hasRows) {
            read(present);
        }
        final boolean wereNamed = frames != null;
        if (use.update(present, isFirst)) {
            place(present);
        } else if (hasRows || wereNamed) {
            frames = null;
            move(wereNamed);
        } else if (hasMoved) {
            java.util.Arrays.fill(isMoved, false);
            hasMoved = false;
        }
        isFirst = false;
    }

    private void read(final StoreReader present) {
        for (int i = 0; i < locals.length; i++) {
            if (isFirst || (rows.changes(i) & SceneComponents.IN_TRANSFORM) != 0) {
                ownNewest[i] = reading.read(rows.answers(), i, locals[i]);
                use.look(present, i, reading.newestAnswer());
            }
        }
    }

    private void move(final boolean isAll) {
        for (int i = 0; i < worlds.length; i++) {
            final int parent = rows.parent(i);
            final boolean moved = isAll
                    || isFirst
                    || (parent >= 0 && isMoved[parent])
                    || (rows.changes(i) & SceneComponents.IN_TRANSFORM) != 0;
            isMoved[i] = moved;
            newest[i] = parent < 0 ? ownNewest[i] : Math.max(ownNewest[i], newest[parent]);
            if (moved) {
                worlds[i].set(parent < 0 ? locals[i] : worlds[parent]);
                if (parent >= 0) {
                    worlds[i].mul(locals[i]);
                }
            }
        }
        hasMoved = true;
    }

    private void place(final StoreReader present) {
        PlacedFrames its = frames;
        final boolean isNew = its == null;
        if (its == null) {
            its = new PlacedFrames(rows);
            frames = its;
        }
        its.update(present, rows.cursor().time(), use.naming(), this::own);
        hasMoved = false;
        allRevisions = 0;
        for (int i = 0; i < worlds.length; i++) {
            // Who says where a frame is can be any of them
            allRevisions += rows.revision(i);
            final boolean moved = its.place(i, worlds[i]) || isNew || isFirst;
            newest[i] = Math.max(ownNewest[i], its.newest(i));
            isMoved[i] = moved;
            hasMoved |= moved;
        }
    }

    /// What entities say of where they are in the entity above.
    private NamedFrames.Edge own(final int entity, final long time) {
        final int parent = rows.parent(entity) < 0 ? entity : rows.parent(entity);
        if (ownNewest[entity] <= time && !hasClears) {
            return new NamedFrames.Edge(parent, locals[entity], ownNewest[entity]);
        }
        final Matrix4d local = new Matrix4d();
        ask(entity, time);
        return new NamedFrames.Edge(parent, local, reading.read(answers, entity, local));
    }

    private void ask(final int entity, final long time) {
        java.util.Objects.requireNonNull(reader, "not yet updated").latestAt(query, entity, time, answers);
    }

    /// Whether a row that an entity's place at the cursor is made of is another one than before.
    boolean isMoved(final int entity) {
        return isMoved[entity];
    }

    /// Whether any has moved.
    boolean hasMoved() {
        return hasMoved;
    }

    /// Another number when the store has more, or less, of what an entity's place at any time is made of.
    long revision(final int entity) {
        long sum = 0;
        if (frames != null) {
            return allRevisions;
        }
        for (int i = entity; i >= 0; i = rows.parent(i)) {
            sum += rows.revision(i);
        }
        return sum;
    }

    /// Whether an entity has a place: not where no transform leads from its frame to that of the picture.
    boolean isPlaced(final int entity) {
        return frames == null || frames.isPlaced(entity);
    }

    /// From an entity's coordinates to the root's at the cursor. Not to be changed, and not to be kept.
    Matrix4d atCursor(final int entity) {
        return worlds[entity];
    }

    /// Whether an entity was at `time` where it is at the cursor: no row that says where it is came later. When
    /// something may be hidden by a Clear that takes a closer look.
    boolean isAtCursor(final int entity, final long time) {
        return !hasClears && newest[entity] <= time;
    }

    /// From an entity's coordinates to the root's at any time up to the cursor's. Not to be changed.
    Matrix4d at(final int entity, final long time) {
        if (isAtCursor(entity, time)) {
            return worlds[entity];
        }
        final Key key = new Key(entity, time);
        Matrix4d found = past.get(key);
        if (found == null) {
            found = frames == null ? walk(entity, time) : walkFrames(frames, entity, time);
            past.put(key, found);
        }
        return found;
    }

    private Matrix4d walk(final int entity, final long time) {
        final Matrix4d local = new Matrix4d();
        ask(entity, time);
        reading.read(answers, entity, local);
        final int parent = rows.parent(entity);
        return parent < 0 ? local : new Matrix4d(at(parent, time)).mul(local);
    }

    private Matrix4d walkFrames(final PlacedFrames named, final int entity, final long time) {
        ask(entity, time);
        final String name = FrameUse.frameName(answers, entity);
        final Matrix4d then = named.at(name == null ? FrameUse.frameName(rows.answers(), entity) : name, entity, time);
        return then == null ? worlds[entity] : then;
    }

    /// The camera whose image plane an entity lies in; below 0 for none, and while no frame is named: then it
    /// is found along the tree.
    int cameraAbove(final int entity) {
        return frames == null ? -1 : frames.cameraAbove(entity);
    }

    boolean areNamed() {
        return frames != null;
    }

    /// Whether a camera has a place, whose frames may be others than its entity's.
    boolean isCameraPlaced(final int entity) {
        return frames == null || frames.isCameraPlaced(entity);
    }

    /// From a camera's coordinates to the root's at the cursor. Not to be changed.
    Matrix4d cameraAtCursor(final int entity) {
        return frames == null ? worlds[entity] : frames.camera(entity);
    }

    boolean isCameraAtCursor(final int entity, final long time) {
        return frames == null ? isAtCursor(entity, time) : !hasClears && frames.cameraNewest(entity) <= time;
    }

    /// As [#at], of a camera.
    Matrix4d cameraAt(final int entity, final long time) {
        if (frames == null) {
            return at(entity, time);
        }
        return isCameraAtCursor(entity, time) ? frames.camera(entity) : frames.cameraAt(entity, time);
    }

    /// What has no place, and why, one line for each frame.
    List<String> notes() {
        return frames == null ? List.of() : frames.notes();
    }

    /// One entity's, for whoever asks once.
    static Matrix4d worldFrom(
            final StoreReader reader, final String timeline, final EntityPath entity, final long time) {
        final SceneRows rows = new SceneRows(reader.store(), List.of(entity), timeline);
        rows.ask(reader, time);
        final Transforms transforms = new Transforms(reader, rows);
        transforms.update(reader);
        return transforms.atCursor(rows.count() - 1);
    }
}
