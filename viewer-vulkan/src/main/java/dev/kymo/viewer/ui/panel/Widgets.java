package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
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
    static boolean section(final Ui ui, final String title) {
        ImGui.pushStyleColor(ImGuiCol.Header, Theme.packed(Theme.HEADER));
        ImGui.pushStyleVar(ImGuiStyleVar.FrameRounding, 0);
        ImGui.pushFont(ui.fonts().strong());
        final boolean open = ImGui.collapsingHeader(
                title, imgui.flag.ImGuiTreeNodeFlags.DefaultOpen | imgui.flag.ImGuiTreeNodeFlags.SpanAvailWidth);
        ImGui.popFont();
        ImGui.popStyleVar();
        ImGui.popStyleColor();
        return open;
    }
}
