package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.Story;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import org.jspecify.annotations.Nullable;

/// The strip under the panels: what a story has come to, what the mouse is on, what is selected, what draws.
final class StatusBar {
    private static final int DECIMALS = 3;

    private StatusBar() {}

    static void draw(final Ui ui, final Session session, final float width) {
        final ImDrawList list = ImGui.getWindowDrawList();
        final float left = ImGui.getWindowPosX();
        final float top = ImGui.getWindowPosY();
        list.addLine(left, top + 0.5f, left + width, top + 0.5f, Theme.packed(Theme.LINE));
        ImGui.pushFont(ui.fonts().small());
        final float textTop = top + Math.round((ui.px(Theme.STATUS_BAR) - ImGui.getFontSize()) / 2);
        final String device = ui.device().info().name();
        final Story.Page page = session.page();
        // A story needs the room
        final float right =
                page == null ? left + width - ui.px(Theme.PADDING) - ImGui.calcTextSize(device).x : left + width;
        if (page == null) {
            list.addText(right, textTop, Theme.packed(Theme.TEXT_FAINT), device);
        }
        float x = left + ui.px(Theme.PADDING);
        if (page != null) {
            x = drawStory(ui, session, page, list, x, textTop);
        }
        drawText(session, page, list, x, textTop, right - x - ui.px(Theme.PADDING));
        ImGui.popFont();
    }

    private static void drawText(
            final Session session,
            final Story.@Nullable Page page,
            final ImDrawList list,
            final float x,
            final float top,
            final float width) {
        final EntityPath hovered = session.hovered();
        final EntityPath selected = session.state().selected();
        final String reading = session.reading().isEmpty() ? "" : "   " + session.reading();
        final String otherwise = page != null ? page.next() : "Space plays · F1 lists the shortcuts";
        final String text = hovered != null
                ? hovered + reading
                : !reading.isEmpty() ? reading.strip() : selected != null ? selected + "  selected" : otherwise;
        list.addText(
                x,
                top,
                Theme.packed(hovered != null ? Theme.TEXT : Theme.TEXT_QUIET),
                Widgets.fitted(text, Math.max(0, page != null ? width : width * 0.9f)));
    }

    /// @return where it ends
    private static float drawStory(
            final Ui ui,
            final Session session,
            final Story.Page page,
            final ImDrawList list,
            final float left,
            final float top) {
        final int colour = page.isGood() ? Theme.SUCCESS : Theme.ERROR;
        final float middle = top + ImGui.getFontSize() / 2f;
        list.addCircleFilled(left + ui.px(4), middle, ui.px(3.5), Theme.packed(colour), 16);
        float x = left + ui.px(14);
        list.addText(x, top, Theme.packed(colour), page.result());
        x += ImGui.calcTextSize(page.result()).x + ui.px(14);
        for (final Story.Mark mark : page.marks()) {
            x = drawMark(ui, session, mark, list, x, top) + ui.px(10);
        }
        return x;
    }

    /// A button that goes to the moment.
    private static float drawMark(
            final Ui ui,
            final Session session,
            final Story.Mark mark,
            final ImDrawList list,
            final float left,
            final float top) {
        final TimelineInfo timeline = session.timelines().get(mark.timeline());
        final TimeType type = timeline == null ? TimeType.SEQUENCE : timeline.type();
        final String text = mark.label() + " at " + TimeFormat.show(type, mark.time(), DECIMALS);
        final float width = ImGui.calcTextSize(text).x + ui.px(16);
        ImGui.setCursorScreenPos(left, top - ui.px(3));
        if (ImGui.invisibleButton(mark.label() + mark.time(), width, ImGui.getFontSize() + ui.px(6))) {
            goTo(session, mark);
        }
        final boolean hovered = ImGui.isItemHovered();
        if (hovered) {
            ImGui.setMouseCursor(imgui.flag.ImGuiMouseCursor.Hand);
        }
        Widgets.tooltip("Show that moment");
        list.addRectFilled(
                left,
                top - ui.px(3),
                left + width,
                top + ImGui.getFontSize() + ui.px(3),
                Theme.packed(hovered ? Theme.HOVER : Theme.HEADER),
                ui.px(4));
        list.addText(left + ui.px(8), top, Theme.packed(Theme.WARNING), text);
        return left + width;
    }

    static void goTo(final Session session, final Story.Mark mark) {
        session.apply(Command.time(
                "Go to " + mark.label(),
                time -> time.timeline().equals(mark.timeline())
                        ? time.playing(false).at(mark.time())
                        : time.on(mark.timeline(), mark.time())));
    }
}
