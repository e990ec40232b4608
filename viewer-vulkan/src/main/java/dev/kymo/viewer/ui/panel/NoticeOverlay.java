package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.state.Notices;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImGui;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiStyleVar;
import imgui.flag.ImGuiWindowFlags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Messages in the window's lower right corner. Errors stay until they are closed, the rest for a while.
final class NoticeOverlay {
    private static final double STAYS_S = 8;
    private static final int SHOWN_MAX = 4;
    private static final int FLAGS = ImGuiWindowFlags.NoDecoration
            | ImGuiWindowFlags.NoDocking
            | ImGuiWindowFlags.NoSavedSettings
            | ImGuiWindowFlags.NoMove
            | ImGuiWindowFlags.NoFocusOnAppearing
            | ImGuiWindowFlags.NoNav
            | ImGuiWindowFlags.AlwaysAutoResize;

    private final Map<Long, Double> firstShownS = new HashMap<>();

    void draw(final Ui ui, final Notices notices, final float right, final float bottom) {
        float below = bottom - ui.px(12);
        final List<Notices.Notice> all = notices.all();
        int shown = 0;
        for (final Notices.Notice notice : all.reversed()) {
            final double ageS = ui.nowS() - firstShownS.computeIfAbsent(notice.number(), _ -> ui.nowS());
            if (notice.level() != Notices.Level.ERROR && ageS > STAYS_S) {
                notices.dismiss(notice.number());
                firstShownS.remove(notice.number());
            } else if (shown++ < SHOWN_MAX) {
                below = drawOne(ui, notices, notice, right - ui.px(12), below) - ui.px(8);
                ui.requestFrameIn(1);
            }
        }
    }

    private static float drawOne(
            final Ui ui, final Notices notices, final Notices.Notice notice, final float right, final float below) {
        final int colour = switch (notice.level()) {
            case INFO -> Theme.ACCENT_SOFT;
            case WARNING -> Theme.WARNING;
            case ERROR -> Theme.ERROR;
        };
        final String icon = switch (notice.level()) {
            case INFO -> Icons.INFO;
            case WARNING -> Icons.WARNING;
            case ERROR -> Icons.ERROR;
        };
        ImGui.setNextWindowPos(right, below, imgui.flag.ImGuiCond.Always, 1, 1);
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, ui.px(12), ui.px(10));
        ImGui.pushStyleVar(ImGuiStyleVar.WindowBorderSize, 1);
        ImGui.pushStyleColor(ImGuiCol.WindowBg, Theme.packed(Theme.POPUP));
        float top = below;
        if (ImGui.begin("notice " + notice.number(), FLAGS)) {
            if (ImGui.isWindowAppearing()) {
                // It is hidden until its size is known, and has no place yet.
                ui.requestFrame();
            } else {
                top = ImGui.getWindowPosY();
            }
            Widgets.text(ui.fonts().text(), colour, icon);
            ImGui.sameLine(0, ui.px(8));
            ImGui.pushTextWrapPos(ui.px(400));
            ImGui.textUnformatted(notice.text());
            ImGui.popTextWrapPos();
            ImGui.sameLine(0, ui.px(10));
            if (Widgets.iconButton(ui, Icons.CLEAR, "close" + notice.number(), "Close", false)) {
                notices.dismiss(notice.number());
            }
        }
        ImGui.end();
        ImGui.popStyleColor();
        ImGui.popStyleVar(2);
        return top;
    }
}
