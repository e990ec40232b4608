package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.ui.state.CloudColours;
import dev.kymo.viewer.ui.state.CloudSpan;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.SceneView;
import imgui.ImGui;
import imgui.flag.ImGuiStyleVar;
import java.util.List;
import org.joml.Vector3d;

/// How the 3D view shows clouds, as a menu of it: filled holes, eye-dome lighting, a box outside of which
/// they are not shown, of how much time, and in which colours. All of it is the state's [CloudStyle],
/// [CloudSpan] and [CloudColours].
final class CloudStyleMenu {
    private static final String POPUP = "clouds";
    private static final int AXES = 3;
    /// Of the box's diagonal, for a pixel that the mouse is dragged.
    private static final double DRAG_PER_PIXEL = 0.002;
    /// A box that has just been made leaves out a tenth of the scene on each side, so that it is seen to
    /// work.
    private static final double FIRST_SHARE = 0.8;

    private static final String OWN_COLOURS = "their own";

    private static final long NS_PER_S = 1_000_000_000L;
    /// Where nobody has said yet how long the last moments are.
    private static final long FIRST_NS = 10 * NS_PER_S;

    private static final long FIRST_STEPS = 10;
    private static final float LAST_MAX = 86_400;

    /// That clouds can be coloured by, as of when the menu was opened.
    private List<String> components = List.of();

    private final float[] amount = new float[1];
    private final double[] low = new double[AXES];
    private final double[] high = new double[AXES];

    /// The button, where the cursor is, and the menu while it is open.
    ///
    /// @param everything a box around all of the scene
    /// @param selection a box around what is selected; empty for nothing
    void draw(final Ui ui, final Session session, final SceneView.Extent everything, final SceneView.Extent selection) {
        final CloudStyle style = session.state().slice(CloudStyle.class, CloudStyle.PLAIN);
        final CloudColours colours = session.state().slice(CloudColours.class, CloudColours.OWN);
        final CloudSpan span = session.state().slice(CloudSpan.class, CloudSpan.NONE);
        final boolean isOn = !style.equals(CloudStyle.PLAIN)
                || !colours.equals(CloudColours.OWN)
                || session.timeline().filter(it -> span.on(it.type()) > 0).isPresent();
        if (Widgets.iconButton(ui, Icons.POINTS, "clouds", "How clouds are shown", isOn)) {
            ImGui.openPopup(POPUP);
            components =
                    SceneView.coloursOf(session.reader(), session.state().time().cursor());
        }
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, ui.px(10), ui.px(10));
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, ui.px(8), ui.px(6));
        if (ImGui.beginPopup(POPUP)) {
            drawMenu(ui, session, style, everything, selection);
            session.timeline().ifPresent(timeline -> drawSpan(ui, session, span, timeline.type()));
            drawColours(ui, session, colours);
            ImGui.endPopup();
        }
        ImGui.popStyleVar(2);
    }

    private void drawMenu(
            final Ui ui,
            final Session session,
            final CloudStyle style,
            final SceneView.Extent everything,
            final SceneView.Extent selection) {
        if (ImGui.checkbox("Fill holes", style.fillsHoles())) {
            session.apply(Command.slice("Fill holes", style.withFilledHoles(!style.fillsHoles())));
        }
        Widgets.tooltip("Close gaps of up to four pixels between points, and hide what shines through them.");
        if (ImGui.checkbox("Eye-dome lighting", style.eyeDome())) {
            session.apply(Command.slice("Light by depth", style.withEyeDome(!style.eyeDome())));
        }
        Widgets.tooltip("Darken what lies behind its surroundings, so that shapes can be seen.");
        final ClipBox clip = style.clip();
        if (ImGui.checkbox("Clip box", clip != null)) {
            session.apply(
                    Command.slice("Clip clouds", style.withClip(clip == null ? box(everything, FIRST_SHARE) : null)));
        }
        Widgets.tooltip("Show points of clouds inside of a box only.");
        if (clip != null) {
            drawBox(ui, session, style, clip, everything, selection);
        }
    }

    private void drawSpan(final Ui ui, final Session session, final CloudSpan span, final TimeType type) {
        final boolean isSequence = type == TimeType.SEQUENCE;
        final long last = span.on(type);
        if (ImGui.checkbox("Last", last > 0)) {
            final long first = isSequence ? FIRST_STEPS : FIRST_NS;
            session.apply(Command.slice("Show the last clouds together", span.with(type, last > 0 ? 0 : first)));
        }
        Widgets.tooltip("Show the clouds of the last moments together, each where it was sensed.");
        ImGui.sameLine();
        ImGui.setNextItemWidth(ui.px(120));
        amount[0] = (float) (isSequence ? last : (double) last / NS_PER_S);
        final String unit = isSequence ? "steps" : "s";
        if (ImGui.dragFloat(
                        unit + "##last", amount, isSequence ? 0.5f : 0.05f, 0, LAST_MAX, isSequence ? "%.0f" : "%.2f")
                && Float.isFinite(amount[0])) {
            final double asked = Math.clamp(amount[0], 0, LAST_MAX);
            session.apply(Command.slice(
                    "Show the last clouds together",
                    span.with(type, isSequence ? Math.round(asked) : Math.round(asked * 100) * (NS_PER_S / 100))));
        }
        Widgets.tooltip("Drag, or double-click and type. 0 for the cloud at the cursor alone.");
    }

    private void drawColours(final Ui ui, final Session session, final CloudColours colours) {
        final String chosen = colours.component();
        ImGui.setNextItemWidth(ui.px(260));
        if (ImGui.beginCombo("colours", chosen == null ? OWN_COLOURS : chosen)) {
            if (ImGui.selectable(OWN_COLOURS, chosen == null)) {
                session.apply(Command.slice("Show clouds in their colours", CloudColours.OWN));
            }
            for (final String component : components) {
                if (ImGui.selectable(component, component.equals(chosen))) {
                    session.apply(Command.slice("Colour clouds by " + component, new CloudColours(component)));
                }
            }
            ImGui.endCombo();
        }
        Widgets.tooltip("What is a number for each point: from blue, the lowest, to red, strays apart.");
    }

    private void drawBox(
            final Ui ui,
            final Session session,
            final CloudStyle style,
            final ClipBox clip,
            final SceneView.Extent everything,
            final SceneView.Extent selection) {
        low[0] = clip.lowX();
        low[1] = clip.lowY();
        low[2] = clip.lowZ();
        high[0] = clip.highX();
        high[1] = clip.highY();
        high[2] = clip.highZ();
        final double size = Math.hypot(Math.hypot(high[0] - low[0], high[1] - low[1]), high[2] - low[2]);
        final float speed = (float) Math.max(size * DRAG_PER_PIXEL, Float.MIN_NORMAL);
        ImGui.setNextItemWidth(ui.px(260));
        if (ImGui.dragScalarN("from", low, AXES, speed)) {
            for (int axis = 0; axis < AXES; axis++) {
                low[axis] = Math.min(low[axis], high[axis]);
            }
            apply(session, style);
        }
        ImGui.setNextItemWidth(ui.px(260));
        if (ImGui.dragScalarN("to", high, AXES, speed)) {
            for (int axis = 0; axis < AXES; axis++) {
                high[axis] = Math.max(low[axis], high[axis]);
            }
            apply(session, style);
        }
        if (ImGui.button("Around everything")) {
            session.apply(Command.slice("Clip around everything", style.withClip(box(everything, 1))));
        }
        if (!selection.isEmpty()) {
            ImGui.sameLine();
            if (ImGui.button("Around the selection")) {
                session.apply(Command.slice("Clip around the selection", style.withClip(box(selection, 1))));
            }
        }
    }

    private void apply(final Session session, final CloudStyle style) {
        for (int axis = 0; axis < AXES; axis++) {
            if (!Double.isFinite(low[axis]) || !Double.isFinite(high[axis])) {
                return;
            }
        }
        session.apply(Command.slice(
                "Change the clip box", style.withClip(new ClipBox(low[0], low[1], low[2], high[0], high[1], high[2]))));
    }

    /// @param share of the extent's edges; 1 is a little more than it, since an extent is that of samples
    private static ClipBox box(final SceneView.Extent extent, final double share) {
        if (extent.isEmpty()) {
            return new ClipBox(-1, -1, -1, 1, 1, 1);
        }
        final double more = share < 1 ? 0 : extent.radius() / 50;
        final Vector3d middle = extent.centre();
        final Vector3d half =
                new Vector3d(extent.high()).sub(extent.low()).mul(share / 2).add(more, more, more);
        return new ClipBox(
                middle.x - half.x,
                middle.y - half.y,
                middle.z - half.z,
                middle.x + half.x,
                middle.y + half.y,
                middle.z + half.z);
    }
}
