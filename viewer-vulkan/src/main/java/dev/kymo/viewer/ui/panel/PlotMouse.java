package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.PlotCurves.Curve;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.ImGuiIO;
import imgui.flag.ImGuiMouseButton;
import imgui.flag.ImGuiMouseCursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the mouse does in a plot: a click goes to that time, the cursor's line can be dragged, dragging elsewhere
/// moves the window of time (with it all plots), the wheel zooms, right-drag zooms to a box, a double-click shows
/// everything.
final class PlotMouse {
    /// ImGuiButtonFlags: left 1, right 2.
    private static final int BUTTONS = 3;

    private static final float CLICK_PIXELS = 4;
    private static final float GRIP_PIXELS = 6;
    private static final double ZOOM_PER_NOTCH = 1.2;
    /// Smaller spans than this many units of time, or parts of the values' magnitude, can't be told apart.
    private static final double TIME_SPAN_MIN = 4;

    private static final double VALUE_SPAN_MIN = 1e-12;
    private static final double TIME_SPAN_MAX = 3e18;

    private enum Drag {
        NONE,
        SCRUB,
        MOVE,
        BOX,
        LEGEND
    }

    private final String id;
    private final PlotLegend legend;
    private Drag drag = Drag.NONE;
    private float pressX;
    private float pressY;
    private boolean moved;
    private boolean pressedTwice;
    private boolean hovering;
    private boolean resetAsked;
    private PlotWindow.@Nullable Times held;

    PlotMouse(final String id, final PlotLegend legend) {
        this.id = id;
        this.legend = legend;
    }

    /// The window of time to show: while the cursor is dragged it stays where it is, or it would run away from
    /// under the mouse.
    PlotWindow.Times held(final PlotWindow.Times current) {
        final PlotWindow.Times kept = held;
        if (drag != Drag.SCRUB || kept == null || !kept.timeline().equals(current.timeline())) {
            held = current;
            return current;
        }
        return kept;
    }

    boolean isHovering() {
        return hovering;
    }

    void resetAsked() {
        resetAsked = true;
    }

    void steer(
            final Ui ui,
            final Session session,
            final TimelineInfo timeline,
            final PlotFrame frame,
            final List<Curve> curves,
            final ImDrawList list) {
        ImGui.setCursorScreenPos(frame.left(), frame.top());
        ImGui.invisibleButton("area", frame.width(), frame.height(), BUTTONS);
        final boolean hovered = ImGui.isItemHovered();
        final float x = ImGui.getMousePosX();
        final float y = ImGui.getMousePosY();
        final float cursorX = frame.x(frame.relative(session.state().time().time()));
        final boolean onCursor = Math.abs(x - cursorX) <= ui.px(GRIP_PIXELS);
        final Curve named = legend.at(curves, x, y);
        if (ImGui.isItemActivated()) {
            pressX = x;
            pressY = y;
            moved = false;
            pressedTwice = ImGui.isMouseDoubleClicked(ImGuiMouseButton.Left);
            drag = ImGui.isMouseDown(ImGuiMouseButton.Right)
                    ? Drag.BOX
                    : named != null ? Drag.LEGEND : onCursor ? Drag.SCRUB : Drag.MOVE;
        }
        if (drag != Drag.NONE) {
            // Of a quick gesture the last move comes in one frame with the release.
            moved |= Math.hypot(x - pressX, y - pressY) > CLICK_PIXELS * ui.scale();
            drag(session, timeline, frame, list, x, y);
        }
        if (drag != Drag.NONE && !ImGui.isItemActive()) {
            release(session, timeline, frame, curves, x, y, named);
            // Once it is over: the second press may as well take the cursor that the first has brought there.
            resetAsked |= pressedTwice && !moved && drag != Drag.LEGEND;
            drag = Drag.NONE;
        }
        hovering = hovered && drag == Drag.NONE;
        if (hovered && named == null && (onCursor || drag == Drag.SCRUB)) {
            ImGui.setMouseCursor(ImGuiMouseCursor.ResizeEW);
        }
        if (hovered && ImGui.getIO().getMouseWheel() != 0) {
            wheel(session, frame, x, y);
        }
        if (resetAsked) {
            resetAsked = false;
            showTimes(session, PlotWindow.Times.AUTOMATIC);
            showValues(session, null);
        }
    }

    private void drag(
            final Session session,
            final TimelineInfo timeline,
            final PlotFrame frame,
            final ImDrawList list,
            final float x,
            final float y) {
        switch (drag) {
            case SCRUB -> goTo(session, timeline, frame.absoluteTimeAt(x));
            case MOVE -> {
                final ImGuiIO io = ImGui.getIO();
                if (moved && (io.getMouseDeltaX() != 0 || io.getMouseDeltaY() != 0)) {
                    move(session, frame, io.getMouseDeltaX(), io.getMouseDeltaY());
                }
            }
            case BOX -> {
                if (moved) {
                    list.addRectFilled(pressX, pressY, x, y, Theme.packed(0x3D8BFF30));
                    list.addRect(pressX, pressY, x, y, Theme.packed(Theme.ACCENT_SOFT));
                }
            }
            case LEGEND, NONE -> {}
        }
    }

    private void release(
            final Session session,
            final TimelineInfo timeline,
            final PlotFrame frame,
            final List<Curve> curves,
            final float x,
            final float y,
            final @Nullable Curve named) {
        if (drag == Drag.LEGEND && named != null) {
            final PlotWindow.Single state = state(session);
            apply(
                    session,
                    "Show series",
                    state.hiding(PlotLegend.clicked(
                            curves,
                            state.hidden(),
                            named.style().name(),
                            ImGui.getIO().getKeyAlt())));
        } else if (drag == Drag.MOVE && !moved) {
            goTo(session, timeline, frame.absoluteTimeAt(x));
        } else if (drag == Drag.BOX && moved) {
            showTimes(
                    session,
                    times(session, frame, frame.timeAt(Math.min(pressX, x)), frame.timeAt(Math.max(pressX, x))));
            showValues(
                    session,
                    new PlotWindow.Values(frame.valueAt(Math.max(pressY, y)), frame.valueAt(Math.min(pressY, y))));
        }
    }

    private static void goTo(final Session session, final TimelineInfo timeline, final long time) {
        final long there = timeline.range().clamp(time);
        if (there != session.state().time().time() || session.state().time().follow()) {
            session.apply(Command.time("Go to time", t -> t.playing(false).at(there)));
        }
    }

    private void move(final Session session, final PlotFrame frame, final float pixelsX, final float pixelsY) {
        final double time = -pixelsX / frame.width() * (frame.to() - frame.from());
        showTimes(session, times(session, frame, frame.from() + time, frame.to() + time));
        final PlotWindow.Values chosen = state(session).values();
        if (chosen != null) {
            final double value = pixelsY / frame.height() * (frame.high() - frame.low());
            showValues(session, new PlotWindow.Values(chosen.low() + value, chosen.high() + value));
        }
    }

    /// Time, unless Alt is held: then values.
    private void wheel(final Session session, final PlotFrame frame, final float x, final float y) {
        final ImGuiIO io = ImGui.getIO();
        final double factor = Math.pow(ZOOM_PER_NOTCH, -io.getMouseWheel());
        if (!io.getKeyAlt()) {
            final double at = frame.timeAt(x);
            showTimes(
                    session, times(session, frame, at + (frame.from() - at) * factor, at + (frame.to() - at) * factor));
        }
        if (io.getKeyAlt() || (io.getKeyCtrl() && !io.getKeyShift())) {
            final double at = frame.valueAt(y);
            showValues(
                    session,
                    new PlotWindow.Values(at + (frame.low() - at) * factor, at + (frame.high() - at) * factor));
        }
    }

    private static PlotWindow.Times times(
            final Session session, final PlotFrame frame, final double from, final double to) {
        return new PlotWindow.Times(session.state().time().timeline(), frame.origin(), from, to);
    }

    private static void showTimes(final Session session, final PlotWindow.Times times) {
        final double span = times.to() - times.from();
        final double farthest = Math.max(Math.abs(times.from()), Math.abs(times.to()));
        if (times.timeline().isEmpty() || (span >= TIME_SPAN_MIN && farthest <= TIME_SPAN_MAX)) {
            session.apply(Command.slice("Zoom plots in time", times));
        }
    }

    private void showValues(final Session session, final PlotWindow.@Nullable Values values) {
        final boolean sound = values == null
                || (Double.isFinite(values.high() - values.low())
                        && values.high() - values.low()
                                > VALUE_SPAN_MIN * Math.max(Math.abs(values.low()), Math.abs(values.high())));
        if (sound) {
            apply(session, "Zoom a plot", state(session).with(values));
        }
    }

    private PlotWindow.Single state(final Session session) {
        return session.state()
                .slice(PlotWindow.Plots.class, PlotWindow.Plots.INITIAL)
                .of(id);
    }

    private void apply(final Session session, final String name, final PlotWindow.Single single) {
        session.apply(Command.slice(
                name,
                session.state()
                        .slice(PlotWindow.Plots.class, PlotWindow.Plots.INITIAL)
                        .with(id, single)));
    }
}
