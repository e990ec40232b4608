package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.SpanRows;
import dev.kymo.viewer.view.SpanRows.Box;
import dev.kymo.viewer.view.SpanRows.Lane;
import imgui.ImDrawList;
import imgui.ImGui;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Spans as lanes: one for each thread, spans that lie in each other below each other. Time, zoom and cursor are those
/// of the plots.
final class SpansPanel extends ViewPanel {
    private static final float ROW = 18;
    private static final float ROW_MIN = 4;
    private static final float LANE_NAME = 16;
    private static final float GAP = 4;
    private static final float SIZE_MIN = 40;
    /// A box narrower than this has no name in it.
    private static final float NAMED_MIN = 24;
    private static final float TEXT_LEFT = 4;
    private static final int TEXT_ON_BOX = 0x0D0D0DFF;

    private record Key(long changes, List<EntityPath> entities, PlotWindow.Times times, int columns) {}

    /// A row of boxes as it is drawn.
    private record Row(Lane lane, int depth, List<Box> boxes, float top, float height) {}

    private record Hovered(Row row, Box box) {}

    private final SpanRows spans = new SpanRows();
    private final PlotMouse mouse;
    private SpanRows.@Nullable Picture picture;
    private @Nullable Key shownFor;
    /// The drawn area's width in the frame before: what spans are joined to.
    private int columns = 1;

    SpansPanel(final View view) {
        super(view);
        mouse = new PlotMouse(view.id(), new PlotLegend());
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        final float width = ImGui.getContentRegionAvailX();
        final float height = ImGui.getContentRegionAvailY();
        if (width < ui.px(SIZE_MIN) || height < ui.px(SIZE_MIN)) {
            return;
        }
        final Optional<TimelineInfo> timeline = session.timeline();
        if (timeline.isEmpty() || timeline.get().type() == TimeType.SEQUENCE) {
            Widgets.centred(ui, "Spans take time: choose a timeline of time, such as log_time");
            return;
        }
        final PlotWindow.Times times = mouse.held(PlotWindow.times(session, timeline.get()));
        final SpanRows.Picture shown = picture(session, times);
        final PlotFrame frame = PlotPanel.drawTimeAxis(ui, timeline.get(), times, width, height);
        if (frame == null) {
            return;
        }
        columns = Math.max(1, (int) frame.width());
        final ImDrawList list = ImGui.getWindowDrawList();
        list.pushClipRect(frame.left(), frame.top(), frame.right(), frame.bottom(), true);
        final List<Row> rows = place(ui, frame, shown);
        for (final Row row : rows) {
            drawRow(ui, list, frame, shown, row);
        }
        PlotPanel.drawCursor(ui, session, list, frame);
        mouse.steer(ui, session, timeline.get(), frame, List.of(), list);
        if (mouse.isHovering()) {
            hover(ui, session, timeline.get(), list, frame, shown, rows);
        }
        list.popClipRect();
        if (rows.isEmpty()) {
            Widgets.centred(ui, "No spans at these times");
        } else if (shown.isCut()) {
            Widgets.centred(ui, "There are more spans than can be shown: zoom in");
        }
    }

    private SpanRows.Picture picture(final Session session, final PlotWindow.Times times) {
        final Key key = new Key(session.changes(), shown().entities(), times, columns);
        SpanRows.Picture now = picture;
        if (now == null || !key.equals(shownFor)) {
            now = spans.of(
                    session.reader(),
                    key.entities,
                    times.timeline(),
                    times.absolute(Math.floor(times.from())),
                    times.absolute(Math.ceil(times.to())),
                    columns,
                    times.origin());
            picture = now;
            shownFor = key;
        }
        return now;
    }

    /// Lanes below each other; rows get lower where there are too many.
    private static List<Row> place(final Ui ui, final PlotFrame frame, final SpanRows.Picture picture) {
        int depths = 0;
        for (final Lane lane : picture.lanes()) {
            depths += lane.depths().size();
        }
        final float names = picture.lanes().size() * ui.px(LANE_NAME + GAP);
        final float room = (frame.height() - names - ui.px(GAP)) / Math.max(1, depths);
        final float height = Math.clamp(room, ui.px(ROW_MIN), ui.px(ROW));
        final List<Row> rows = new ArrayList<>();
        float top = frame.top() + ui.px(GAP);
        for (final Lane lane : picture.lanes()) {
            top += ui.px(LANE_NAME);
            for (int depth = 0; depth < lane.depths().size(); depth++) {
                rows.add(new Row(lane, depth, lane.depths().get(depth), top, height));
                top += height;
            }
            top += ui.px(GAP);
        }
        return rows;
    }

    private static void drawRow(
            final Ui ui, final ImDrawList list, final PlotFrame frame, final SpanRows.Picture picture, final Row row) {
        ImGui.pushFont(ui.fonts().small());
        if (row.depth == 0) {
            list.addText(
                    frame.left() + ui.px(TEXT_LEFT),
                    row.top - ui.px(LANE_NAME) + (ui.px(LANE_NAME) - ImGui.getFontSize()) / 2,
                    Theme.packed(Theme.TEXT_QUIET),
                    row.lane.name());
        }
        final float bottom = row.top + Math.max(1, row.height - Math.max(1, ui.scale()));
        final float textTop = row.top + (row.height - ImGui.getFontSize()) / 2 - 0.5f;
        for (final Box box : row.boxes) {
            final float left = Math.max(frame.left(), frame.x(box.from()));
            final float right = Math.min(frame.right(), Math.max(frame.x(box.to()), frame.x(box.from()) + 1));
            if (right < frame.left() || left > frame.right()) {
                continue;
            }
            list.addRectFilled(
                    left,
                    row.top,
                    right,
                    bottom,
                    Theme.packed(picture.labels().get(box.entity()).colour()));
            final float room = right - left - ui.px(2 * TEXT_LEFT);
            if (box.count() == 1 && room > ui.px(NAMED_MIN) && row.height >= ImGui.getFontSize()) {
                list.addText(
                        left + ui.px(TEXT_LEFT),
                        textTop,
                        Theme.packed(TEXT_ON_BOX),
                        Widgets.fitted(picture.labels().get(box.entity()).name(), room));
            }
        }
        ImGui.popFont();
    }

    private void hover(
            final Ui ui,
            final Session session,
            final TimelineInfo timeline,
            final ImDrawList list,
            final PlotFrame frame,
            final SpanRows.Picture picture,
            final List<Row> rows) {
        final float x = ImGui.getMousePosX();
        final float y = ImGui.getMousePosY();
        final Hovered found = at(rows, frame, x, y);
        if (found == null) {
            list.addLine(x, frame.top(), x, frame.bottom(), Theme.packed(0xFFFFFF28));
            return;
        }
        final Box box = found.box;
        final EntityPath entity = shown().entities().get(box.entity());
        session.hover(entity);
        list.addRect(
                frame.x(box.from()),
                found.row.top,
                Math.max(frame.x(box.to()), frame.x(box.from()) + 1),
                found.row.top + found.row.height - 1,
                Theme.packed(Theme.TEXT_STRONG));
        ImGui.beginTooltip();
        ImGui.pushStyleColor(
                imgui.flag.ImGuiCol.Text,
                Theme.packed(picture.labels().get(box.entity()).colour()));
        ImGui.textUnformatted(picture.labels().get(box.entity()).name());
        ImGui.popStyleColor();
        ImGui.sameLine(0, ui.px(12));
        Widgets.text(
                ui.fonts().mono(),
                Theme.TEXT_STRONG,
                box.count() == 1
                        ? duration(box.durationNs())
                        : TimeFormat.grouped(box.count()) + " spans, up to " + duration(box.durationNs()));
        Widgets.text(
                ui.fonts().mono(),
                Theme.TEXT,
                TimeFormat.full(timeline.type(), frame.origin() + Math.round(box.from())));
        Widgets.quiet(entity + ", " + found.row.lane.name() + ", depth " + found.row.depth);
        ImGui.endTooltip();
    }

    private static @Nullable Hovered at(final List<Row> rows, final PlotFrame frame, final float x, final float y) {
        for (final Row row : rows) {
            if (y >= row.top && y < row.top + row.height) {
                for (final Box box : row.boxes) {
                    if (x >= frame.x(box.from()) && x <= Math.max(frame.x(box.to()), frame.x(box.from()) + 1)) {
                        return new Hovered(row, box);
                    }
                }
            }
        }
        return null;
    }

    /// In the largest unit that leaves a number of 1 or more.
    static String duration(final long ns) {
        if (ns < 1_000) {
            return ns + " ns";
        }
        if (ns < 1_000_000) {
            return String.format(Locale.ROOT, "%.2f µs", ns / 1e3);
        }
        return ns < 1_000_000_000
                ? String.format(Locale.ROOT, "%.3f ms", ns / 1e6)
                : String.format(Locale.ROOT, "%.3f s", ns / 1e9);
    }

    @Override
    public void look(final Look at) {
        if (at == Look.EVERYTHING) {
            mouse.resetAsked();
        }
    }

    @Override
    public void forget() {
        picture = null;
        shownFor = null;
    }
}
