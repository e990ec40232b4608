package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// Where entities are in one picture, by the frames that their data are in. The picture is that of one root:
/// the one that most entities with something to show hang from, and of as many the entities' own. What hangs
/// from another one has no place in it. One thread.
final class PlacedFrames {
    private static final int NAMED_MAX = 3;
    private static final int[] SHOWN = {
        SceneComponents.POSITIONS, SceneComponents.STRIPS, SceneComponents.HALF_SIZES, SceneComponents.PINHOLE
    };

    private final SceneRows rows;
    private final NamedFrames frames;
    private final NamedFrames.Place[] places;
    private final NamedFrames.Place[] cameras;
    private final boolean[] isOther;
    private int root;
    private long time;

    PlacedFrames(final SceneRows rows) {
        this.rows = rows;
        frames = new NamedFrames(rows);
        places = new NamedFrames.Place[rows.count()];
        cameras = new NamedFrames.Place[rows.count()];
        isOther = new boolean[rows.count()];
    }

    /// @param naming entities by number
    void update(final StoreReader reader, final long at, final Iterable<Integer> naming, final NamedFrames.Own others) {
        time = at;
        frames.update(reader, at, naming, others);
        final int rootBefore = root;
        root = mostShown();
        for (int i = 0; i < places.length; i++) {
            final NamedFrames.Place place = frames.place(frameOf(i), at);
            final NamedFrames.Place camera = frames.place(frames.frameOfCamera(i), at);
            isOther[i] = root != rootBefore || !isSame(place, places[i]) || !isSame(camera, cameras[i]);
            places[i] = place;
            cameras[i] = camera;
        }
    }

    private static boolean isSame(final NamedFrames.Place place, final NamedFrames.@Nullable Place before) {
        return before != null
                && place.root() == before.root()
                && place.rootFromFrame().equals(before.rootFromFrame());
    }

    private int frameOf(final int entity) {
        return frames.frame(FrameUse.frameName(rows.answers(), entity), entity);
    }

    private int mostShown() {
        final Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < places.length; i++) {
            if (isShown(i)) {
                final boolean isCamera = rows.answers().isFound(i, SceneComponents.PINHOLE);
                final int frame = isCamera ? frames.frameOfCamera(i) : frameOf(i);
                counts.merge(frames.place(frame, time).root(), 1, Integer::sum);
            }
        }
        counts.remove(FrameNames.NONE);
        int best = 0;
        for (final Map.Entry<Integer, Integer> each : counts.entrySet()) {
            final int more = Integer.compare(each.getValue(), counts.getOrDefault(best, 0));
            // The order of names, and not that in which they were met, decides where neither has more
            final boolean isFirst = best != 0 && frames.name(each.getKey()).compareTo(frames.name(best)) < 0;
            if (more > 0 || (more == 0 && isFirst)) {
                best = each.getKey();
            }
        }
        return best;
    }

    private boolean isShown(final int entity) {
        for (final int component : SHOWN) {
            if (rows.answers().isFound(entity, component)) {
                return true;
            }
        }
        return false;
    }

    /// @param world is set, where the entity has a place
    /// @return whether it has moved, or its camera has
    boolean place(final int entity, final Matrix4d world) {
        world.set(places[entity].rootFromFrame());
        return isOther[entity];
    }

    long newest(final int entity) {
        return places[entity].newest();
    }

    boolean isPlaced(final int entity) {
        return places[entity].root() == root;
    }

    /// Where an entity was; null where there was no way to the root of the picture yet.
    ///
    /// @param name of its frame then; null for its own
    @Nullable
    Matrix4d at(final @Nullable String name, final int entity, final long at) {
        final NamedFrames.Place then = frames.place(frames.frame(name, entity), at);
        return then.root() == root ? then.rootFromFrame() : null;
    }

    boolean isCameraPlaced(final int entity) {
        return cameras[entity].root() == root;
    }

    Matrix4d camera(final int entity) {
        return cameras[entity].rootFromFrame();
    }

    long cameraNewest(final int entity) {
        return cameras[entity].newest();
    }

    /// Where a camera was; where it is when there was no way then.
    Matrix4d cameraAt(final int entity, final long at) {
        final NamedFrames.Place then = frames.place(frames.frameOfCamera(entity), at);
        return then.root() == root ? then.rootFromFrame() : camera(entity);
    }

    /// The camera whose image plane an entity's data are in; below 0 for none.
    int cameraAbove(final int entity) {
        return frames.cameraAbove(frameOf(entity));
    }

    /// One line for each root that is not the picture's.
    List<String> notes() {
        final Map<Integer, List<EntityPath>> left = new TreeMap<>();
        for (int i = 0; i < places.length; i++) {
            final boolean isCamera = rows.answers().isFound(i, SceneComponents.PINHOLE);
            if (isShown(i) && !(isCamera ? isCameraPlaced(i) : isPlaced(i))) {
                left.computeIfAbsent((isCamera ? cameras : places)[i].root(), _ -> new ArrayList<>())
                        .add(rows.path(i));
            }
        }
        final List<String> notes = new ArrayList<>();
        left.forEach((frame, entities) -> {
            final StringBuilder note = new StringBuilder();
            for (int i = 0; i < Math.min(NAMED_MAX, entities.size()); i++) {
                note.append(i == 0 ? "" : ", ").append(entities.get(i));
            }
            if (entities.size() > NAMED_MAX) {
                note.append(" and ").append(entities.size() - NAMED_MAX).append(" more");
            }
            note.append(
                    frame == FrameNames.NONE
                            ? ": not shown: their frames hang from each other in a circle"
                            : ": not shown: no transform leads from frame " + frames.name(frame) + " to "
                                    + frames.name(root));
            notes.add(note.toString());
        });
        return notes;
    }
}
