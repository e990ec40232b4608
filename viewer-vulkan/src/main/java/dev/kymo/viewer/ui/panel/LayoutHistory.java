package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.state.Blueprint;
import dev.kymo.viewer.ui.state.Blueprint.Property;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImGui;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Notes in a blueprint what the user changes of the window, and undoes it. What belongs together is one
/// change: all that came before the mouse let go, the text field was left and nothing was done for a moment.
///
/// What changes by itself, such as views of data that has only now been logged, is no change of the user's:
/// undo takes back what he did, and such views stay where they are known.
final class LayoutHistory implements AutoCloseable {
    private static final double CALM_S = 0.25;

    private final ViewArea views;
    private @Nullable Blueprint blueprint;
    /// What was shown when the window was last at rest; null before.
    private @Nullable Map<Property, List<String>> rest;
    /// What is shown since [#changedS] and is not noted yet; null when that is nothing.
    private @Nullable Map<Property, List<String>> changed;

    private double changedS;
    /// Whether what comes next is what an undo has made.
    private boolean isRestoring;

    LayoutHistory(final ViewArea views) {
        this.views = views;
    }

    /// To be called with every frame that shows a recording, when all of it is drawn.
    void look(final Ui ui, final Session session) {
        final Recording shown = session.recording();
        if (shown == null) {
            return;
        }
        if (blueprint == null) {
            blueprint = new Blueprint(shown.store().id().applicationId());
        }
        final KeptLayout layout = views.settled();
        if (layout == null || ImGui.isAnyMouseDown()) {
            return;
        }
        if (ImGui.isAnyItemActive()) {
            ui.requestFrameIn(CALM_S);
            return;
        }
        final Map<Property, List<String>> now = BlueprintValues.of(session.state(), layout);
        if (rest == null || isRestoring) {
            isRestoring = false;
            views.takeMovedByHand();
            rest = now;
            changed = null;
        } else if (now.equals(rest)) {
            views.takeMovedByHand();
            changed = null;
        } else if (!now.equals(changed)) {
            changed = now;
            changedS = ui.nowS();
            ui.requestFrameIn(CALM_S);
        } else if (ui.nowS() - changedS >= CALM_S) {
            note();
        } else {
            ui.requestFrameIn(CALM_S);
        }
    }

    private void note() {
        final Map<Property, List<String>> before = rest;
        final Map<Property, List<String>> after = changed;
        if (before == null || after == null || blueprint == null) {
            return;
        }
        final boolean isMoved = views.takeMovedByHand();
        if (isMoved || !BlueprintValues.withoutLayout(before).equals(BlueprintValues.withoutLayout(after))) {
            blueprint.change(before, after);
        }
        rest = after;
        changed = null;
    }

    /// Goes back to before the last change; does nothing when there is none.
    void undo(final Session session) {
        note();
        if (blueprint != null && rest != null) {
            restore(session, "Undo", blueprint.undo());
        }
    }

    /// Does again what was undone last; nothing when that is nothing.
    void redo(final Session session) {
        note();
        if (blueprint != null && rest != null) {
            restore(session, "Redo", blueprint.redo());
        }
    }

    private void restore(final Session session, final String name, final @Nullable Map<Property, List<String>> values) {
        if (values == null) {
            return;
        }
        session.apply(new Command(name, state -> BlueprintValues.applied(state, values)));
        final KeptLayout wanted = BlueprintValues.layout(values).orElse(null);
        if (wanted != null && !wanted.equals(views.settled())) {
            views.restore(session, wanted);
        }
        isRestoring = true;
    }

    /// How many changes can be undone.
    int undoable() {
        return blueprint == null ? 0 : blueprint.undoable();
    }

    /// How many can be done again.
    int redoable() {
        return blueprint == null ? 0 : blueprint.redoable();
    }

    /// The recording goes: the next one begins anew.
    void forget() {
        if (blueprint != null) {
            blueprint.close();
            blueprint = null;
        }
        rest = null;
        changed = null;
        isRestoring = false;
    }

    @Override
    public void close() {
        forget();
    }
}
