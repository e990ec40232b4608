package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.EntityNode;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.Story;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.ImGuiIO;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiMouseButton;
import imgui.flag.ImGuiMouseCursor;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiWindowFlags;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Time: which timeline, where on it, how it runs, and what was logged when.
public final class TimePanel implements Panel {
    /// What the panel keeps in the state.
    ///
    /// @param timeline that `from` and `to` are on; another one is shown as a whole
    /// @param from time at the left edge, `to` at the right
    public record TimeView(String timeline, double from, double to) {}

    static final String NAME = "Time";

    private static final float NAMES = 190;
    private static final float RULER = 26;
    private static final float MARGIN = 14;
    private static final int BUTTONS_LEFT_RIGHT_MIDDLE = 7;
    private static final float MARK_REACH = 14;
    private static final double ZOOM_PER_NOTCH = 1.2;
    private static final double WIDEST = 3;

    private enum Drag {
        NONE,
        SCRUB,
        SELECT,
        PAN
    }

    private record Row(EntityNode node, int depth, boolean isOpen) {}

    private final EventTimes events = new EventTimes();
    private final DensityRows densities = new DensityRows(events);
    private final TimeControls controls = new TimeControls();
    private final Set<EntityPath> toggled = new HashSet<>();
    private Drag drag = Drag.NONE;
    private double selectFrom;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String icon() {
        return Icons.CLOCK;
    }

    @Override
    public Place place() {
        return Place.BOTTOM;
    }

    @Override
    public boolean isPadded() {
        return false;
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        final ImDrawList list = ImGui.getWindowDrawList();
        final float left = ImGui.getWindowPosX();
        final float top = ImGui.getWindowPosY();
        final float width = ImGui.getWindowWidth();
        final float height = ImGui.getWindowHeight();
        list.addRectFilled(left, top, left + width, top + height, Theme.packed(Theme.GROUND_TIME));
        controls.draw(ui, session);
        final Optional<TimelineInfo> timeline = session.timeline();
        if (timeline.isEmpty()) {
            ImGui.setCursorPos(ui.px(Theme.PADDING), ui.px(44));
            Widgets.quiet(
                    session.timelines().isEmpty()
                            ? "Everything in this recording is static: it has no timeline."
                            : "This timeline has no data. Choose another one.");
            return;
        }
        final float bodyTop = top + ui.px(TimeControls.HEIGHT);
        final float names = ui.px(NAMES);
        final TimeRuler ruler =
                ruler(session, timeline.get(), left + names + ui.px(MARGIN), width - names - 2 * ui.px(MARGIN));
        drawRuler(ui, list, ruler, left + names, bodyTop, left + width);
        drawSelection(ui, session, list, ruler, bodyTop, top + height);
        drawRows(ui, session, ruler, timeline.get(), bodyTop + ui.px(RULER), left, width, top + height);
        list.addLine(left + names, bodyTop, left + names, top + height, Theme.packed(Theme.BORDER));
        list.addLine(left, bodyTop + ui.px(RULER), left + width, bodyTop + ui.px(RULER), Theme.packed(Theme.LINE));
        drawHeader(ui, list, left, bodyTop);
        steer(ui, session, ruler, timeline.get(), left + names, bodyTop, width - names, top + height - bodyTop);
        drawMarks(ui, session, list, ruler, bodyTop, top + height);
        drawCursor(ui, session, list, ruler, bodyTop, top + height);
    }

    /// Moments that the recording's story names: flags on the ruler.
    private static void drawMarks(
            final Ui ui,
            final Session session,
            final ImDrawList list,
            final TimeRuler ruler,
            final float top,
            final float bottom) {
        for (final Story.Mark mark : marks(session)) {
            final float x = Math.round(ruler.pixelOf(mark.time()));
            if (x < ruler.left() || x > ruler.left() + ruler.width()) {
                continue;
            }
            list.addLine(x, top + ui.px(8), x, bottom, Theme.packed(Theme.faded(Theme.WARNING, 0.45)));
            ImGui.pushFont(ui.fonts().small());
            final float width = ImGui.calcTextSize(mark.label()).x + ui.px(8);
            // To the left where the panel ends
            final float left = x + width > ruler.left() + ruler.width() + ui.px(MARGIN) ? x - width : x;
            list.addRectFilled(
                    left, top + ui.px(4), left + width, top + ui.px(RULER - 4), Theme.packed(Theme.WARNING), ui.px(3));
            list.addText(left + ui.px(4), top + ui.px(6), Theme.packed(Theme.GROUND_DEEP), mark.label());
            ImGui.popFont();
        }
    }

    private static List<Story.Mark> marks(final Session session) {
        final Story.Page page = session.page();
        final String timeline = session.state().time().timeline();
        return page == null
                ? List.of()
                : page.marks().stream()
                        .filter(mark -> mark.timeline().equals(timeline))
                        .toList();
    }

    /// The mark on the ruler that is within reach of the mouse.
    private static Optional<Story.Mark> markAt(final Session session, final TimeRuler ruler, final float x) {
        return marks(session).stream()
                .filter(mark -> {
                    final float away = x - ruler.pixelOf(mark.time());
                    return away > -MARK_REACH && away < 2 * MARK_REACH;
                })
                .findFirst();
    }

    private static void drawHeader(final Ui ui, final ImDrawList list, final float left, final float top) {
        ImGui.pushFont(ui.fonts().small());
        list.addText(
                left + ui.px(Theme.PADDING),
                top + Math.round((ui.px(RULER) - ImGui.getFontSize()) / 2),
                Theme.packed(Theme.TEXT_QUIET),
                "Streams");
        ImGui.popFont();
    }

    /// The part of the timeline that is shown: all of it until the user has zoomed.
    private static TimeRuler ruler(
            final Session session, final TimelineInfo timeline, final float left, final float width) {
        final TimeView view = session.state().slice(TimeView.class, new TimeView("", 0, 1));
        double from = timeline.range().from();
        double to = timeline.range().to();
        if (view.timeline.equals(timeline.name())) {
            from = view.from;
            to = view.to;
        }
        if (!(to > from)) {
            from -= 0.5;
            to += 0.5;
        }
        return new TimeRuler(timeline.type(), from, to, left, Math.max(1, width));
    }

    private static void drawRuler(
            final Ui ui,
            final ImDrawList list,
            final TimeRuler ruler,
            final float left,
            final float top,
            final float right) {
        list.pushClipRect(left, top, right, top + ui.px(RULER), true);
        ImGui.pushFont(ui.fonts().small());
        double step = ruler.finestStep();
        for (int level = 0; level < 3; level++) {
            final double pixels = step / ruler.unitsPerPixel();
            final double strength = Math.clamp((pixels - 4) / 60, 0.12, 0.6);
            final float tick = ui.px(RULER) * (0.22f + 0.14f * level);
            final double shown = Math.clamp((pixels - 56 * ui.scale()) / (60 * ui.scale()), 0, 1);
            final double next = ruler.nextStep(step);
            final double first = Math.floor(ruler.timeAt(left) / step) * step;
            final double end = ruler.timeAt(right);
            for (double time = first; time <= end; time += step) {
                final float x = Math.round(ruler.pixelOf(time)) + 0.5f;
                final boolean coarser = Math.abs(time / next - Math.rint(time / next)) < step / next / 4;
                list.addLine(
                        x,
                        top + ui.px(RULER) - tick,
                        x,
                        top + ui.px(RULER),
                        Theme.packed(Theme.faded(Theme.TEXT_QUIET, strength)));
                if (shown > 0 && (!coarser || level == 2)) {
                    list.addText(
                            x + ui.px(4),
                            top + ui.px(3),
                            Theme.packed(Theme.faded(Theme.TEXT_QUIET, shown)),
                            ruler.label(time, step));
                }
            }
            step = next;
        }
        ImGui.popFont();
        list.popClipRect();
    }

    private static void drawSelection(
            final Ui ui,
            final Session session,
            final ImDrawList list,
            final TimeRuler ruler,
            final float top,
            final float bottom) {
        final TimeState time = session.state().time();
        final TimeState.Range selection = time.selection();
        if (selection == null) {
            return;
        }
        final boolean active = time.loop() == TimeState.Loop.SELECTION;
        final float from = Math.max(ruler.left(), ruler.pixelOf(selection.from()));
        final float to = Math.min(ruler.left() + ruler.width(), ruler.pixelOf(selection.to()));
        list.addRectFilled(from, top, to, bottom, Theme.packed(Theme.faded(0x186ADDFF, active ? 0.28 : 0.12)));
        list.addRectFilled(
                from, top, to, top + ui.px(RULER), Theme.packed(Theme.faded(0x186ADDFF, active ? 0.55 : 0.2)));
    }

    private void drawRows(
            final Ui ui,
            final Session session,
            final TimeRuler ruler,
            final TimelineInfo timeline,
            final float top,
            final float left,
            final float width,
            final float bottom) {
        final EntityNode root = session.entities();
        if (root == null || bottom - top < 1) {
            return;
        }
        final List<Row> rows = new ArrayList<>();
        root.children().forEach(child -> collect(child, 0, rows));
        ImGui.setCursorScreenPos(left, top);
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, 0, 0);
        if (ImGui.beginChild("streams", width, bottom - top, false, ImGuiWindowFlags.NoScrollWithMouse)) {
            final float height = ui.px(Theme.ROW);
            final int first = (int) (ImGui.getScrollY() / height);
            final int last = Math.min(rows.size(), first + (int) ((bottom - top) / height) + 2);
            densities.begin(session, ruler, timeline);
            for (int i = first; i < last; i++) {
                drawRow(ui, session, rows.get(i), left, top - ImGui.getScrollY() + i * height);
            }
            ImGui.setCursorPosY(rows.size() * height);
            ImGui.dummy(1, 1);
            final ImGuiIO io = ImGui.getIO();
            if (ImGui.isWindowHovered() && !io.getKeyCtrl() && !io.getKeyShift() && io.getMouseWheel() != 0) {
                ImGui.setScrollY(ImGui.getScrollY() - io.getMouseWheel() * height * 3);
            }
        }
        ImGui.endChild();
        ImGui.popStyleVar();
    }

    private void collect(final EntityNode node, final int depth, final List<Row> rows) {
        // Folded at first where that is only detail: density shows through.
        final boolean open = depth < 1 != toggled.contains(node.path());
        rows.add(new Row(node, depth, open));
        if (open) {
            node.children().forEach(child -> collect(child, depth + 1, rows));
        }
    }

    private void drawRow(final Ui ui, final Session session, final Row row, final float left, final float top) {
        final ImDrawList list = ImGui.getWindowDrawList();
        final EntityPath path = row.node.path();
        final float height = ui.px(Theme.ROW);
        final boolean selected = path.equals(session.state().selected());
        ImGui.setCursorScreenPos(left, top);
        if (ImGui.invisibleButton("##" + path, ui.px(NAMES), height)) {
            if (ImGui.getMousePosX() < left + ui.px(26 + 14 * row.depth)
                    && !row.node.children().isEmpty()) {
                if (!toggled.remove(path)) {
                    toggled.add(path);
                }
            } else {
                session.apply(Command.select(path));
            }
        }
        final boolean hovered = ImGui.isItemHovered();
        if (hovered) {
            session.hover(path);
        }
        if (selected || hovered || path.equals(session.hovered())) {
            list.addRectFilled(
                    left,
                    top,
                    left + ui.px(NAMES),
                    top + height,
                    Theme.packed(selected ? hovered ? Theme.SELECTION_HOVER : Theme.SELECTION : Theme.HOVER));
        }
        final float x = left + ui.px(8 + 14 * row.depth);
        final float textTop = top + Math.round((height - ImGui.getFontSize()) / 2);
        if (!row.node.children().isEmpty()) {
            Widgets.chevron(ui, list, x + ui.px(6), top + height / 2, row.isOpen, Theme.TEXT_QUIET);
        }
        final int text = selected ? Theme.TEXT_STRONG : row.node.hasData() ? Theme.TEXT : Theme.TEXT_QUIET;
        final float name = x + ui.px(18);
        list.addText(
                name, textTop, Theme.packed(text), Widgets.fitted(row.node.name(), left + ui.px(NAMES - 6) - name));
        densities.draw(ui, list, row.node, !row.isOpen, selected, top);
    }

    private static void drawCursor(
            final Ui ui,
            final Session session,
            final ImDrawList list,
            final TimeRuler ruler,
            final float top,
            final float bottom) {
        final float x = Math.round(ruler.pixelOf(session.state().time().time()));
        if (x < ruler.left() - ui.px(MARGIN) || x > ruler.left() + ruler.width() + ui.px(MARGIN)) {
            return;
        }
        final int colour = Theme.packed(Theme.TEXT_STRONG);
        list.addRectFilled(x - 0.75f * ui.scale(), top + ui.px(8), x + 0.75f * ui.scale(), bottom, colour);
        list.addTriangleFilled(
                x - ui.px(5.5), top + ui.px(2), x + ui.px(5.5), top + ui.px(2), x, top + ui.px(11), colour);
    }

    private void steer(
            final Ui ui,
            final Session session,
            final TimeRuler ruler,
            final TimelineInfo timeline,
            final float left,
            final float top,
            final float width,
            final float height) {
        if (width < 1 || height < 1) {
            return;
        }
        // A child of its own: it lies over the rows' window and takes what is to the right of the names.
        ImGui.setCursorScreenPos(left, top);
        ImGui.pushStyleColor(ImGuiCol.ChildBg, 0);
        final boolean shown = ImGui.beginChild(
                "area", width, height, false, ImGuiWindowFlags.NoScrollWithMouse | ImGuiWindowFlags.NoScrollbar);
        if (shown) {
            ImGui.invisibleButton("time", width, height, BUTTONS_LEFT_RIGHT_MIDDLE);
            final float x = ImGui.getMousePosX();
            final boolean begins = ImGui.isItemActivated();
            if (begins) {
                begin(session, ruler, x, ImGui.getMousePosY() < top + ui.px(RULER));
            }
            if ((ImGui.isItemActive() || ImGui.isItemDeactivated()) && !(begins && drag == Drag.PAN)) {
                move(session, ruler, timeline, x);
            }
            if (!ImGui.isItemActive()) {
                drag = Drag.NONE;
            }
            if (ImGui.isItemHovered()) {
                hover(ui, session, ruler, timeline, x, top, height);
            }
        }
        ImGui.endChild();
        ImGui.popStyleColor();
    }

    private void begin(final Session session, final TimeRuler ruler, final float x, final boolean onRuler) {
        if (ImGui.isMouseClicked(ImGuiMouseButton.Middle) || ImGui.isMouseClicked(ImGuiMouseButton.Right)) {
            drag = Drag.PAN;
        } else if (onRuler && ImGui.getIO().getKeyShift()) {
            drag = Drag.SELECT;
            selectFrom = ruler.timeAt(x);
        } else if (onRuler && markAt(session, ruler, x).isPresent()) {
            drag = Drag.NONE;
            StatusBar.goTo(session, markAt(session, ruler, x).get());
        } else {
            drag = Drag.SCRUB;
            if (session.state().time().playing()) {
                session.apply(Command.time("Pause", t -> t.playing(false)));
            }
        }
    }

    private void move(final Session session, final TimeRuler ruler, final TimelineInfo timeline, final float x) {
        switch (drag) {
            case SCRUB -> {
                final long time = timeline.range().clamp(Math.round(ruler.timeAt(x)));
                if (time != session.state().time().time()) {
                    session.apply(Command.time("Go to time", t -> t.at(time)));
                }
            }
            case SELECT -> {
                final TimeState.Range range = new TimeState.Range(Math.round(selectFrom), Math.round(ruler.timeAt(x)));
                session.apply(Command.time(
                        "Select time",
                        t -> t.selecting(new TimeState.Range(
                                timeline.range().clamp(range.from()),
                                timeline.range().clamp(range.to())))));
            }
            case PAN ->
                show(
                        session,
                        timeline,
                        ruler.from() - ImGui.getIO().getMouseDeltaX() * ruler.unitsPerPixel(),
                        ruler.to() - ImGui.getIO().getMouseDeltaX() * ruler.unitsPerPixel());
            case NONE -> {}
        }
    }

    private void hover(
            final Ui ui,
            final Session session,
            final TimeRuler ruler,
            final TimelineInfo timeline,
            final float x,
            final float top,
            final float height) {
        final ImGuiIO io = ImGui.getIO();
        if (drag == Drag.NONE) {
            ImGui.getWindowDrawList().addLine(x, top + ui.px(RULER), x, top + height, Theme.packed(0xFFFFFF38));
            ImGui.setMouseCursor(ImGuiMouseCursor.ResizeEW);
        }
        final float wheel = io.getMouseWheel();
        if (io.getKeyCtrl() && wheel != 0) {
            final double factor = Math.pow(ZOOM_PER_NOTCH, -wheel);
            final double at = ruler.timeAt(x);
            show(session, timeline, at + (ruler.from() - at) * factor, at + (ruler.to() - at) * factor);
        } else if (io.getKeyShift() && wheel != 0) {
            final double step = -wheel * 60 * ruler.unitsPerPixel();
            show(session, timeline, ruler.from() + step, ruler.to() + step);
        }
        if (ImGui.isMouseDoubleClicked(ImGuiMouseButton.Left)) {
            session.apply(Command.slice("Show all time", new TimeView("", 0, 1)));
        }
    }

    private static void show(final Session session, final TimelineInfo timeline, final double from, final double to) {
        final double all = Math.max(1, timeline.range().length());
        if (to - from >= 4 && to - from <= all * WIDEST) {
            session.apply(Command.slice("Zoom in time", new TimeView(timeline.name(), from, to)));
        }
    }

    @Override
    public void forget() {
        events.forget();
        densities.forget();
        toggled.clear();
    }

    @Override
    public void close() {
        events.close();
    }
}
