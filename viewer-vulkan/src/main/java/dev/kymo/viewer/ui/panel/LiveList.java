package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.state.LiveProducer;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.flag.ImGuiStyleVar;
import java.util.List;
import java.util.function.Consumer;

/// The programs that log now, one a row; a click attaches to what one of them logs.
final class LiveList {
    private static final float ROW = 26;
    private static final int SHOWN_MAX = 6;

    private LiveList() {}

    /// @return how high it is, pixels
    static float draw(
            final Ui ui,
            final Session session,
            final float left,
            final float top,
            final float width,
            final Consumer<LiveProducer> chosen) {
        ImGui.setCursorPos(left, top);
        Widgets.text(ui.fonts().strong(), Theme.TEXT, "Live now");
        final List<LiveProducer> producers = session.producers();
        // The next look must be asked for, even when nothing else moves
        ui.requestFrameIn(1);
        if (producers == null || producers.isEmpty()) {
            ImGui.setCursorPos(left, top + ui.px(ROW));
            Widgets.quiet(
                    producers == null
                            ? "Looking for programs that log …"
                            : "No program logs now. Start one: it is listed here at once.");
            return ui.px(2 * ROW);
        }
        final int shown = Math.min(producers.size(), SHOWN_MAX);
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, 0, 0);
        for (int i = 0; i < shown; i++) {
            ImGui.setCursorPos(left, top + ui.px(ROW + ROW * i));
            if (drawRow(ui, producers.get(i), i, width)) {
                chosen.accept(producers.get(i));
            }
        }
        ImGui.popStyleVar();
        return ui.px(ROW + ROW * shown);
    }

    private static boolean drawRow(final Ui ui, final LiveProducer producer, final int number, final float width) {
        final float x = ImGui.getCursorScreenPosX();
        final float y = ImGui.getCursorScreenPosY();
        final boolean pressed = ImGui.invisibleButton("live" + number, width, ui.px(ROW));
        final ImDrawList list = ImGui.getWindowDrawList();
        if (ImGui.isItemHovered()) {
            list.addRectFilled(x - ui.px(8), y, x + width, y + ui.px(ROW), Theme.packed(Theme.HOVER), ui.px(4));
            ImGui.setMouseCursor(imgui.flag.ImGuiMouseCursor.Hand);
        }
        Widgets.tooltip("Attach to recording " + producer.recording().recordingId() + "\nlogging since "
                + TimeFormat.date(producer.startNs()) + "; " + producer.state());
        list.addCircleFilled(x + ui.px(4), y + ui.px(ROW / 2), ui.px(3.5), Theme.packed(Theme.SUCCESS), 16);
        final String name = producer.recording().applicationId();
        ImGui.pushFont(ui.fonts().small());
        final String rate = rate(producer);
        final float rateWidth = ImGui.calcTextSize(rate).x;
        list.addText(x + width - rateWidth - ui.px(8), y + ui.px(7), Theme.packed(Theme.TEXT_QUIET), rate);
        ImGui.popFont();
        final String fitted = Widgets.fitted(name, Math.max(0, width - rateWidth - ui.px(120)));
        list.addText(x + ui.px(16), y + ui.px(5), Theme.packed(Theme.TEXT_STRONG), fitted);
        final float used = ui.px(16 + 10) + ImGui.calcTextSize(fitted).x;
        ImGui.pushFont(ui.fonts().small());
        list.addText(x + used, y + ui.px(7), Theme.packed(Theme.TEXT_FAINT), "process " + producer.pid());
        ImGui.popFont();
        return pressed;
    }

    private static String rate(final LiveProducer producer) {
        final double rate = producer.rowsPerSecond();
        return Double.isNaN(rate) ? "…" : TimeFormat.grouped(Math.round(rate)) + " rows/s";
    }

    /// For menus.
    static String label(final LiveProducer producer) {
        return Icons.LIVE + "  " + producer.recording().applicationId() + " · process " + producer.pid() + "##live"
                + producer.pid() + producer.recording().recordingId();
    }
}
