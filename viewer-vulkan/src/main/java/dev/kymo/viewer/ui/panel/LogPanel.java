package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.store.sweep.Releasable;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.LogLine;
import dev.kymo.viewer.view.LogLines;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.ImGuiListClipper;
import imgui.callback.ImListClipperCallback;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiMouseButton;
import imgui.flag.ImGuiStyleVar;
import imgui.type.ImString;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The text log: what was said when, by whom.
final class LogPanel extends ViewPanel {
    private static final float ROW = 20;
    private static final float LEVEL = 66;
    private static final float ENTITY_MAX = 170;
    private static final float FILTER = 150;
    private static final float NARROW = 480;
    private static final int ENTITIES_MEASURED = 64;
    private static final int CRITICAL_GROUND = 0xAB0116FF;
    /// Where the cursor's line is brought to, as a part of the height.
    private static final float REST = 0.7f;

    /// What the lines were asked for.
    private record Key(long changes, String timeline, List<EntityPath> entities) {}

    /// Left edges of the columns, in pixels.
    ///
    /// @param isNarrow whether entities are shown by the last part of their paths
    private record Columns(float entity, float level, float body, boolean isNarrow) {
        String shown(final EntityPath path) {
            return isNarrow && !path.isRoot() ? path.parts().getLast() : path.toString();
        }
    }

    private final LogLines log = new LogLines();
    private final ImString text = new ImString(256);
    private List<LogLine> all = List.of();
    private List<LogLine> lines = List.of();
    private List<String> levels = List.of();
    private @Nullable LogFilter filtered;
    private @Nullable Key asked;
    private long scrolledTo = Long.MIN_VALUE;
    private boolean focusAsked;

    LogPanel(final View view) {
        super(view);
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        final Optional<TimelineInfo> timeline = session.timeline();
        if (timeline.isEmpty()) {
            Widgets.centred(ui, "The log is on other timelines");
            return;
        }
        final LogFilter filter = drawFilter(ui, session);
        update(session, timeline.get().name(), filter);
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, 0, 0);
        if (ImGui.beginChild("lines", 0, 0, false)) {
            if (lines.isEmpty()) {
                Widgets.centred(
                        ui,
                        all.isEmpty() ? "No lines on timeline " + timeline.get().name() : "No line fits the filter");
            } else {
                drawLines(ui, session, timeline.get().type());
            }
        }
        ImGui.endChild();
        ImGui.popStyleVar();
    }

    private void update(final Session session, final String timeline, final LogFilter filter) {
        final Key key = new Key(session.changes(), timeline, shown().entities());
        if (!key.equals(asked)) {
            final List<LogLine> now = log.lines(session.reader(), key.entities, timeline);
            if (!now.equals(all)) {
                all = now;
                levels = LogFilter.levels(all);
                filtered = null;
            }
            asked = key;
        }
        if (!filter.equals(filtered)) {
            lines = filter.apply(all);
            filtered = filter;
            scrolledTo = Long.MIN_VALUE;
        }
    }

    private LogFilter drawFilter(final Ui ui, final Session session) {
        LogFilter filter = session.state().slice(LogFilter.class, LogFilter.ALL);
        ImGui.setCursorPos(ui.px(8), ImGui.getCursorPosY() + ui.px(5));
        ImGui.setNextItemWidth(Math.min(ui.px(FILTER), ImGui.getContentRegionAvailX() - ui.px(8)));
        if (focusAsked) {
            ImGui.setKeyboardFocusHere();
            focusAsked = false;
        }
        ImGui.pushStyleVar(ImGuiStyleVar.FramePadding, ui.px(8), ui.px(2));
        if (ImGui.inputTextWithHint("##filter", Icons.SEARCH + "  Filter lines", text)) {
            final LogFilter changed = filter.text(text.get());
            session.apply(Command.slice("Filter the log", changed));
            filter = changed;
        }
        ImGui.popStyleVar();
        for (final String level : levels) {
            ImGui.sameLine(0, ui.px(4));
            if (ImGui.getContentRegionAvailX() < ui.px(LEVEL)) {
                break;
            }
            final boolean on = !filter.hidden().contains(level);
            ImGui.pushFont(ui.fonts().small());
            ImGui.pushStyleColor(ImGuiCol.Button, Theme.packed(on ? 0x24272CFF : 0));
            ImGui.pushStyleColor(ImGuiCol.ButtonHovered, Theme.packed(Theme.HOVER));
            ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(on ? LogFilter.colour(level) : Theme.TEXT_FAINT));
            ImGui.pushStyleVar(ImGuiStyleVar.FramePadding, ui.px(7), ui.px(3));
            if (ImGui.button(Widgets.fitted(level, ui.px(80)) + "##" + level, 0, ui.px(20))) {
                filter = filter.toggled(level);
                session.apply(Command.slice("Filter the log", filter));
            }
            ImGui.popStyleVar();
            ImGui.popStyleColor(3);
            ImGui.popFont();
            Widgets.tooltip((on ? "Hide " : "Show ") + level);
        }
        ImGui.setCursorPosY(ImGui.getCursorPosY() + ui.px(2));
        return filter;
    }

    private void drawLines(final Ui ui, final Session session, final TimeType type) {
        final float row = ui.px(ROW);
        final long cursor = session.state().time().time();
        final int until = LogFilter.countUntil(lines, cursor);
        scrollTo(ui, cursor, until, row);
        final Columns columns = columns(ui, type);
        ImGuiListClipper.forEach(lines.size(), (int) row, new ImListClipperCallback() {
            @Override
            public void accept(final int index) {
                drawLine(ui, session, type, columns, lines.get(index), index + 1 == until, index == 0 && until == 0);
            }
        });
    }

    /// Follows the cursor, but lets the user read elsewhere while it rests.
    private void scrollTo(final Ui ui, final long cursor, final int until, final float row) {
        if (cursor == scrolledTo) {
            return;
        }
        final float height = ImGui.getWindowHeight();
        if (Math.abs(ImGui.getScrollMaxY() - Math.max(0, lines.size() * row - height)) > row) {
            // How far can be scrolled is known a frame later.
            ui.requestFrame();
            return;
        }
        scrolledTo = cursor;
        final float at = until * row - ImGui.getScrollY();
        if (at < 2 * row || at > height - row) {
            ImGui.setScrollY(Math.max(0, until * row - height * REST));
        }
    }

    private Columns columns(final Ui ui, final TimeType type) {
        ImGui.pushFont(ui.fonts().mono());
        final float time = Math.max(
                ImGui.calcTextSize(time(type, lines.getFirst())).x, ImGui.calcTextSize(time(type, lines.getLast())).x);
        ImGui.popFont();
        final boolean narrow = ImGui.getWindowWidth() < ui.px(NARROW);
        float entity = 0;
        for (final EntityPath each :
                shown().entities().stream().limit(ENTITIES_MEASURED).toList()) {
            final String path = narrow && !each.isRoot() ? each.parts().getLast() : each.toString();
            entity = Math.max(entity, ImGui.calcTextSize(path).x);
        }
        entity = Math.min(entity, Math.min(ui.px(ENTITY_MAX), ImGui.getWindowWidth() * 0.25f));
        ImGui.pushFont(ui.fonts().small());
        float level = 0;
        for (final String each : levels) {
            level = Math.max(level, Math.min(ui.px(LEVEL), ImGui.calcTextSize(each).x));
        }
        ImGui.popFont();
        final float gap = ui.px(narrow ? 10 : 16);
        final float entityLeft = ui.px(Theme.PADDING) + time + gap;
        final float levelLeft = entityLeft + entity + gap;
        return new Columns(entityLeft, levelLeft, levelLeft + (level == 0 ? 0 : level + gap), narrow);
    }

    private static String time(final TimeType type, final LogLine line) {
        return TimeFormat.show(type, line.time(), 3);
    }

    private static void drawLine(
            final Ui ui,
            final Session session,
            final TimeType type,
            final Columns columns,
            final LogLine line,
            final boolean isCursor,
            final boolean isBeforeAll) {
        final ImDrawList list = ImGui.getWindowDrawList();
        final float left = ImGui.getCursorScreenPosX();
        final float top = ImGui.getCursorScreenPosY();
        final float width = ImGui.getContentRegionAvailX();
        final float row = ui.px(ROW);
        ImGui.pushID(line.row().toString());
        ImGui.invisibleButton("line", Math.max(1, width), row);
        ImGui.popID();
        final boolean hovered = ImGui.isItemHovered();
        final float x = ImGui.getMousePosX() - left;
        final boolean onTime = hovered && x < columns.entity - ui.px(7);
        if (hovered) {
            list.addRectFilled(left, top, left + width, top + row, Theme.packed(Theme.HOVER));
            session.hover(line.entity());
            if (onTime) {
                ImGui.setMouseCursor(imgui.flag.ImGuiMouseCursor.Hand);
            }
            if (ImGui.isMouseClicked(ImGuiMouseButton.Left)) {
                session.apply(
                        onTime
                                ? Command.time(
                                        "Go to a line", t -> t.playing(false).at(line.time()))
                                : Command.select(line.entity()));
            }
        }
        final float text = top + Math.round((row - ImGui.getFontSize()) / 2);
        ImGui.pushFont(ui.fonts().mono());
        list.addText(
                left + ui.px(12),
                top + Math.round((row - ImGui.getFontSize()) / 2),
                Theme.packed(onTime ? Theme.TEXT_STRONG : Theme.TEXT_QUIET),
                time(type, line));
        ImGui.popFont();
        list.addText(
                left + columns.entity,
                text,
                Theme.packed(Theme.TEXT_QUIET),
                Widgets.fitted(columns.shown(line.entity()), columns.level - columns.entity - ui.px(4)));
        drawLevel(ui, list, line.level(), left + columns.level, top, row);
        final String body = Widgets.fitted(firstLine(line.text()), width - columns.body - ui.px(8));
        final int logged = line.colour();
        list.addText(left + columns.body, text, Theme.packed(logged == 0 ? Theme.TEXT : logged), body);
        if (hovered && !body.equals(line.text()) && x > columns.body) {
            ImGui.beginTooltip();
            ImGui.pushTextWrapPos(ui.px(500));
            ImGui.textUnformatted(line.text());
            ImGui.popTextWrapPos();
            ImGui.endTooltip();
        }
        if (isCursor || isBeforeAll) {
            final float at = isBeforeAll ? top : top + row - 1;
            list.addRectFilled(left, at, left + width, at + Math.max(1, ui.scale()), Theme.packed(0xFFFFFFD0));
        }
    }

    private static void drawLevel(
            final Ui ui, final ImDrawList list, final String level, final float x, final float top, final float row) {
        ImGui.pushFont(ui.fonts().small());
        final String shown = Widgets.fitted(level, ui.px(LEVEL - 8));
        if (level.equals("CRITICAL")) {
            list.addRectFilled(
                    x - ui.px(4),
                    top + ui.px(2),
                    x + ImGui.calcTextSize(shown).x + ui.px(4),
                    top + row - ui.px(2),
                    Theme.packed(CRITICAL_GROUND),
                    ui.px(3));
        }
        list.addText(
                x, top + Math.round((row - ImGui.getFontSize()) / 2), Theme.packed(LogFilter.colour(level)), shown);
        ImGui.popFont();
    }

    private static String firstLine(final String text) {
        final int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end) + " …";
    }

    @Override
    public void giveUp(final Releasable.Rank rank) {
        if (rank == Releasable.Rank.VIEWER) {
            forget();
        }
    }

    @Override
    public void forget() {
        all = List.of();
        lines = List.of();
        levels = List.of();
        asked = null;
        filtered = null;
    }
}
