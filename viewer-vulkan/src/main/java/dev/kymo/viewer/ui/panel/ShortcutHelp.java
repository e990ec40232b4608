package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImGui;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiCond;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiWindowFlags;

/// The list of shortcuts in the middle of the window.
final class ShortcutHelp {
    private static final int FIXED = ImGuiWindowFlags.NoDecoration
            | ImGuiWindowFlags.NoDocking
            | ImGuiWindowFlags.NoSavedSettings
            | ImGuiWindowFlags.AlwaysAutoResize;

    private ShortcutHelp() {}

    static void draw(final Ui ui) {
        ImGui.setNextWindowPos(
                ImGui.getMainViewport().getCenterX(),
                ImGui.getMainViewport().getCenterY(),
                ImGuiCond.Always,
                0.5f,
                0.5f);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, ui.px(20), ui.px(16));
        ImGui.pushStyleVar(ImGuiStyleVar.WindowBorderSize, 1);
        ImGui.pushStyleColor(ImGuiCol.WindowBg, Theme.packed(Theme.POPUP));
        if (ImGui.begin("##help", FIXED)) {
            Widgets.text(ui.fonts().heading(), Theme.TEXT_STRONG, "Shortcuts");
            ImGui.dummy(0, ui.px(6));
            for (final Shortcuts.Line line : Shortcuts.lines()) {
                Widgets.text(ui.fonts().mono(), Theme.TEXT, line.keys());
                ImGui.sameLine(ui.px(150));
                Widgets.quiet(line.what());
            }
        }
        ImGui.end();
        ImGui.popStyleColor();
        ImGui.popStyleVar(2);
    }
}
