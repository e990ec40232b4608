package dev.kymo.viewer.view;

import dev.kymo.store.index.LatestAtQuery;
import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.HashMap;
import java.util.Map;
import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// Where entities are: the product of the transforms along the entity tree. At the cursor those of all entities are
/// kept, and made anew where a row of theirs or above has changed; at another time, that of a row which was sensed
/// there, they are asked for one by one. One thread.
final class Transforms {
    private final SceneRows rows;
    private final LatestAtQuery query;
    private final LatestAtResult answers = new LatestAtResult();
    private final LocalTransform reading = new LocalTransform();
    private final Matrix4d[] locals;
    private final Matrix4d[] worlds;
    /// Of an entity and all above: whether it has moved since the question before, and the newest time of a row that
    /// its place is made of.
    private final boolean[] isMoved;

    private final long[] ownNewest;
    private final long[] newest;
    private final Map<Key, Matrix4d> past = new HashMap<>();
    private @Nullable StoreReader reader;
    private boolean isFirst = true;
    private boolean hasMoved;
    private boolean hasClears;

    private record Key(int entity, long time) {}

    Transforms(final StoreReader reader, final SceneRows rows) {
        this.rows = rows;
        query = new LatestAtQuery(reader.store(), rows.paths(), SceneComponents.TRANSFORM, rows.timeline());
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
        if (isFirst || (rows.changedParts() & SceneComponents.IN_TRANSFORM) != 0) {
            move();
        } else if (hasMoved) {
            java.util.Arrays.fill(isMoved, false);
            hasMoved = false;
        }
        isFirst = false;
    }

    private void move() {
        for (int i = 0; i < worlds.length; i++) {
            final int parent = rows.parent(i);
            boolean moved = parent >= 0 && isMoved[parent];
            if (isFirst || (rows.changes(i) & SceneComponents.IN_TRANSFORM) != 0) {
                ownNewest[i] = reading.read(rows.answers(), i, locals[i]);
                moved = true;
            }
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

    /// Whether a row that an entity's place at the cursor is made of is another one than before.
    boolean isMoved(final int entity) {
        return isMoved[entity];
    }

    /// Another number when the store has more, or less, of what an entity's place at any time is made of.
    long revision(final int entity) {
        long sum = 0;
        for (int i = entity; i >= 0; i = rows.parent(i)) {
            sum += rows.revision(i);
        }
        return sum;
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
            final StoreReader asked = java.util.Objects.requireNonNull(reader, "not yet updated");
            final Matrix4d local = new Matrix4d();
            asked.latestAt(query, entity, time, answers);
            reading.read(answers, entity, local);
            final int parent = rows.parent(entity);
            found = parent < 0 ? local : new Matrix4d(at(parent, time)).mul(local);
            past.put(key, found);
        }
        return found;
    }

    /// One entity's, for whoever asks once.
    static Matrix4d worldFrom(
            final StoreReader reader, final String timeline, final EntityPath entity, final long time) {
        final SceneRows rows = new SceneRows(reader.store(), java.util.List.of(entity), timeline);
        rows.ask(reader, time);
        final Transforms transforms = new Transforms(reader, rows);
        transforms.update(reader);
        return transforms.atCursor(rows.count() - 1);
    }
}
