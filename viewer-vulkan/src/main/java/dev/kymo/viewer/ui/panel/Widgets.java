package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImFont;
import imgui.ImGui;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiStyleVar;

/// Small pieces that several panels are made of.
final class Widgets {
    private static final String ELLIPSIS = "…";

    private Widgets() {}

    static void colour(final int rgba, final Runnable drawing) {
        ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(rgba));
        drawing.run();
        ImGui.popStyleColor();
    }

    static void text(final ImFont font, final int rgba, final String text) {
        ImGui.pushFont(font);
        ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(rgba));
        ImGui.textUnformatted(text);
        ImGui.popStyleColor();
        ImGui.popFont();
    }

    static void quiet(final String text) {
        ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(Theme.TEXT_QUIET));
        ImGui.textUnformatted(text);
        ImGui.popStyleColor();
    }

    static void quietWrapped(final String text) {
        ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(Theme.TEXT_QUIET));
        ImGui.pushTextWrapPos(0);
        ImGui.textUnformatted(text);
        ImGui.popTextWrapPos();
        ImGui.popStyleColor();
    }

    /// A quiet line in the middle of the window, for when there is nothing to show.
    static void centred(final Ui ui, final String text) {
        final String shown = fitted(text, ImGui.getWindowWidth() - ui.px(16));
        ImGui.getWindowDrawList()
                .addText(
                        Math.round(ImGui.getWindowPosX() + (ImGui.getWindowWidth() - ImGui.calcTextSize(shown).x) / 2),
                        Math.round(ImGui.getWindowPosY() + ImGui.getWindowHeight() / 2),
                        Theme.packed(Theme.TEXT_QUIET),
                        shown);
    }

    static void tooltip(final String text) {
        if (ImGui.isItemHovered()) {
            ImGui.beginTooltip();
            ImGui.textUnformatted(text);
            ImGui.endTooltip();
        }
    }

    /// A square button without a ground of its own, of a row's height.
    ///
    /// @param on whether it is a switch that is on
    static boolean iconButton(final Ui ui, final String icon, final String id, final String tooltip, final boolean on) {
        final float size = ui.px(Theme.ROW);
        ImGui.pushStyleVar(ImGuiStyleVar.FramePadding, 0, 0);
        ImGui.pushStyleColor(ImGuiCol.Button, Theme.packed(on ? Theme.SELECTION : 0));
        ImGui.pushStyleColor(ImGuiCol.ButtonHovered, Theme.packed(on ? Theme.SELECTION_HOVER : Theme.HOVER));
        ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(on ? Theme.TEXT_STRONG : Theme.TEXT));
        final boolean pressed = ImGui.button(icon + "##" + id, ui.px(26), size);
        ImGui.popStyleColor(3);
        ImGui.popStyleVar();
        tooltip(tooltip);
        return pressed;
    }

    /// As much of the text as fits, with an ellipsis where it was cut.
    static String fitted(final String text, final float width) {
        if (ImGui.calcTextSize(text).x <= width) {
            return text;
        }
        int low = 0;
        int high = text.length();
        while (low < high) {
            final int middle = (low + high + 1) >>> 1;
            if (ImGui.calcTextSize(text.substring(0, middle) + ELLIPSIS).x <= width) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return text.substring(0, low) + ELLIPSIS;
    }

    /// A section's head over the panel's whole width, to fold it.
    ///
    /// @return whether the section is open
    static boolean section(final Ui ui, final String title) {
        final float left = ImGui.getCursorScreenPosX();
        final float top = ImGui.getCursorScreenPosY();
        final float width = ImGui.getContentRegionAvailX();
        final float height = ui.px(26);
        final int id = ImGui.getID(title);
        final imgui.ImGuiStorage storage = ImGui.getStateStorage();
        final boolean open = storage.getBool(id, true);
        if (ImGui.invisibleButton(title, width, height)) {
            storage.setBool(id, !open);
        }
        final boolean hovered = ImGui.isItemHovered();
        final ImDrawList list = ImGui.getWindowDrawList();
        list.addRectFilled(left, top, left + width, top + height, Theme.packed(hovered ? Theme.HOVER : Theme.HEADER));
        chevron(ui, list, left + ui.px(15), top + height / 2, open, Theme.TEXT_QUIET);
        ImGui.pushFont(ui.fonts().strong());
        list.addText(
                left + ui.px(28),
                top + Math.round((height - ImGui.getFontSize()) / 2),
                Theme.packed(Theme.TEXT),
                fitted(title, width - ui.px(36)));
        ImGui.popFont();
        return open;
    }

    /// The mark of something that can be folded.
    ///
    /// @param x middle, pixels of the screen; `y` likewise
    static void chevron(
            final Ui ui, final ImDrawList list, final float x, final float y, final boolean open, final int rgba) {
        final float size = ui.px(3.5);
        list.pathClear();
        if (open) {
            list.pathLineTo(x - size, y - size / 2);
            list.pathLineTo(x, y + size / 2);
            list.pathLineTo(x + size, y - size / 2);
        } else {
            list.pathLineTo(x - size / 2, y - size);
            list.pathLineTo(x + size / 2, y);
            list.pathLineTo(x - size / 2, y + size);
        }
        list.pathStroke(Theme.packed(rgba), 0, ui.scale() * 1.4f);
    }
}
