package dev.kymo.viewer.view;

import dev.kymo.store.index.LatestAtResult;
import dev.kymo.store.index.RangeQuery;
import dev.kymo.store.index.RecordingStore;
import dev.kymo.store.index.StoreReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The rows of all clouds of the last so many nanoseconds, or steps of a sequence, up to the time cursor.
/// One thread.
final class CloudHistory {
    private final RecordingStore store;
    private final SceneRows rows;
    private final Transforms transforms;
    private final @Nullable RowWindow[] windows;
    private final boolean[] isOther;
    private boolean hasOther;
    private boolean isOn;

    CloudHistory(final RecordingStore store, final SceneRows rows, final Transforms transforms) {
        this.store = store;
        this.rows = rows;
        this.transforms = transforms;
        windows = new RowWindow[rows.count()];
        isOther = new boolean[rows.count()];
    }

    /// Takes in what the last questions of rows and transforms have found.
    ///
    /// @param span rows with cursor - span < time ≤ cursor are shown together; 0 for what there is at the cursor
    /// @param placingNsMax how long placing an entity's rows may take
    void ask(final StoreReader reader, final long span, final long placingNsMax, final boolean[] isShown) {
        Arrays.fill(isOther, false);
        hasOther = false;
        isOn = span > 0;
        final long to = rows.cursor().time();
        final long from = to < Long.MIN_VALUE + span ? Long.MIN_VALUE + 1 : to - span + 1;
        for (int i = 0; i < windows.length; i++) {
            final boolean hasCloud = rows.answers().answer(i, SceneComponents.POSITIONS) != LatestAtResult.NO_ANSWER;
            RowWindow window = windows[i];
            if (!isOn || !isShown[i] || !hasCloud) {
                if (window != null) {
                    window.await(false);
                }
                continue;
            }
            if (window == null) {
                window = new RowWindow(
                        new RangeQuery(
                                store,
                                rows.path(i),
                                SceneComponents.ALL.get(SceneComponents.POSITIONS),
                                rows.timeline()),
                        CloudVisualizer.POSITION);
                windows[i] = window;
            }
            window.placeWithin(placingNsMax);
            isOther[i] = window.ask(reader, from, to, transforms.revision(i));
            hasOther |= isOther[i];
        }
    }

    /// Whether rows wait to be shown, for want of time.
    boolean isAwaited() {
        for (int i = 0; i < windows.length && isOn; i++) {
            final RowWindow window = windows[i];
            if (window != null && window.isAwaited()) {
                return true;
            }
        }
        return false;
    }

    /// Whether an entity has other rows than at the question before, or may show them otherwise.
    boolean isOther(final int entity) {
        return isOther[entity];
    }

    /// Whether any has.
    boolean hasOther() {
        return hasOther;
    }

    /// The rows of an entity whose clouds are shown together; null when it shows what it has at the cursor:
    /// nothing, or a static cloud, or the only one that it ever had.
    @Nullable
    RowWindow window(final int entity) {
        final RowWindow window = windows[entity];
        if (!isOn || window == null || window.isStatic()) {
            return null;
        }
        final int answer = rows.answers().answer(entity, SceneComponents.POSITIONS);
        final boolean isAlone = window.rows().size() == 1
                && answer != LatestAtResult.NO_ANSWER
                && rows.answers().isFound(answer)
                && rows.isOnlyRow(answer);
        return isAlone ? null : window;
    }
}
