package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;

/// The strip under the panels: what the mouse is on, what is selected, what draws.
final class StatusBar {
    private StatusBar() {}

    static void draw(final Ui ui, final Session session, final float width) {
        final ImDrawList list = ImGui.getWindowDrawList();
        final float left = ImGui.getWindowPosX();
        final float top = ImGui.getWindowPosY();
        list.addLine(left, top + 0.5f, left + width, top + 0.5f, Theme.packed(Theme.LINE));
        ImGui.pushFont(ui.fonts().small());
        final float textTop = top + Math.round((ui.px(Theme.STATUS_BAR) - ImGui.getFontSize()) / 2);
        final EntityPath hovered = session.hovered();
        final EntityPath selected = session.state().selected();
        final String text = hovered != null
                ? session.reading().isEmpty() ? hovered.toString() : hovered + "   " + session.reading()
                : selected != null ? selected + "  selected" : "Space plays · F1 lists the shortcuts";
        list.addText(
                left + ui.px(Theme.PADDING),
                textTop,
                Theme.packed(hovered != null ? Theme.TEXT : Theme.TEXT_QUIET),
                Widgets.fitted(text, width * 0.6f));
        final String device = ui.device().info().name();
        list.addText(
                left + width - ui.px(Theme.PADDING) - ImGui.calcTextSize(device).x,
                textTop,
                Theme.packed(Theme.TEXT_FAINT),
                device);
        ImGui.popFont();
    }
}
