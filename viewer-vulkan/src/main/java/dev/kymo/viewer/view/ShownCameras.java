package dev.kymo.viewer.view;

import java.util.ArrayList;
import java.util.List;

/// The cameras of a scene: which entities they are, and whether they stand where they did. One thread.
final class ShownCameras {
    private final List<Integer> entities = new ArrayList<>();
    private boolean isInThePast;
    private long placedAt;

    /// Finds them among what is shown.
    ///
    /// @param isAnew whether nothing is known of the scene before
    /// @return whether there are others, or something of them has changed
    boolean update(final SceneRows present, final boolean[] isShown, final boolean isAnew) {
        if (!isAnew && (present.changedParts() & SceneComponents.IN_CAMERAS) == 0) {
            return false;
        }
        boolean isOther = false;
        final List<Integer> found = new ArrayList<>();
        for (int i = 0; i < present.count(); i++) {
            isOther |= (present.changes(i) & SceneComponents.IN_CAMERAS) != 0;
            if (isShown[i] && CameraVisualizer.isCamera(present, i)) {
                found.add(i);
            }
        }
        isOther |= !found.equals(entities);
        entities.clear();
        entities.addAll(found);
        return isOther;
    }

    /// By number.
    List<Integer> entities() {
        return entities;
    }

    /// Notes where they have been put.
    ///
    /// @param past whether one stands where it was sensed, and has moved on since
    void placed(final Transforms all, final boolean past) {
        isInThePast = past;
        placedAt = revision(all);
    }

    boolean haveMoved(final Transforms all) {
        for (final int entity : entities) {
            if (all.isMoved(entity)) {
                return true;
            }
        }
        return isInThePast && placedAt != revision(all);
    }

    private long revision(final Transforms all) {
        long revision = 0;
        for (final int entity : entities) {
            revision += all.revision(entity);
        }
        return revision;
    }

    void clear() {
        entities.clear();
    }
}
