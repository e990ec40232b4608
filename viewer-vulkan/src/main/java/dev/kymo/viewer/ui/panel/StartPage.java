package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.StoreId;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.flag.ImGuiStyleVar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What is shown while nothing is open: where to begin.
final class StartPage {
    /// What the page can set off.
    interface Actions {
        void attach();

        /// To one of what live processes log to.
        void attach(StoreId live);

        void openRecording();

        void openPointCloud();

        void open(Path file);
    }

    private static final String HELLO = """
            try (var rec = RecordingStream.builder("hello").open()) {
                rec.log("cloud",
                        Points3D.of(0, 0, 0,  1, 0, 0,  0, 1, 0));
            }""";

    private static final String PROFILE = """
            try (var rec = RecordingStream.builder("loop").open()) {
                while (running) {
                    long began = System.nanoTime();
                    step();
                    long took = System.nanoTime() - began;
                    rec.log("loop/ms", Scalars.of(took / 1e6));
                }
            }""";
    private static final float WIDTH = 880;
    private static final float CARD_HEIGHT = 92;
    private static final float GAP = 12;

    private boolean profile;

    void draw(final Ui ui, final Session session, final RecentFiles recent, final Actions actions) {
        final float width = Math.min(ui.px(WIDTH), ImGui.getWindowWidth() - ui.px(48));
        final float left = Math.round((ImGui.getWindowWidth() - width) / 2);
        final float top = Math.max(ui.px(28), Math.round((ImGui.getWindowHeight() - ui.px(560)) * 0.38f));
        ImGui.setCursorPos(left, top);
        Widgets.text(ui.fonts().title(), Theme.TEXT_STRONG, "Kymo");
        ImGui.setCursorPos(left, top + ui.px(42));
        Widgets.quiet("Records what machines sense and do, and shows it.");
        final String opening = session.opening();
        if (opening != null) {
            ImGui.sameLine(0, ui.px(16));
            Widgets.text(ui.fonts().text(), Theme.ACCENT_SOFT, "Opening " + opening + " …");
            ui.requestFrameIn(0.1);
        }
        drawCards(ui, left, top + ui.px(82), width, actions);
        final float below = top + ui.px(82 + CARD_HEIGHT + 30);
        final float column = Math.round((width - ui.px(32)) / 2);
        final float live =
                LiveList.draw(ui, session, left, below, column, producer -> actions.attach(producer.recording()));
        drawRecent(ui, left, below + live + ui.px(24), column, recent.files(), actions);
        drawSnippet(ui, left + column + ui.px(32), below, column);
    }

    private void drawCards(final Ui ui, final float left, final float top, final float width, final Actions actions) {
        final float card = (float) Math.floor((width - 3 * ui.px(GAP)) / 4);
        final float step = card + ui.px(GAP);
        if (card(ui, left, top, card, Icons.LIVE, "Attach to live processes", "Programs that log now")) {
            actions.attach();
        }
        if (card(
                ui,
                left + step,
                top,
                card,
                Icons.FOLDER_OPEN,
                "Open recording",
                "A .rrd file · Ctrl+O · or drop it here")) {
            actions.openRecording();
        }
        if (card(ui, left + 2 * step, top, card, Icons.CLOUD, "Open point cloud", "PLY, LAS, LAZ, PCD and more")) {
            actions.openPointCloud();
        }
        if (card(ui, left + 3 * step, top, card, Icons.STOPWATCH, "Profile a loop", "See how long each turn takes")) {
            profile = !profile;
        }
    }

    private static boolean card(
            final Ui ui,
            final float left,
            final float top,
            final float width,
            final String icon,
            final String title,
            final String text) {
        ImGui.setCursorPos(left, top);
        final float x = ImGui.getCursorScreenPosX();
        final float y = ImGui.getCursorScreenPosY();
        final boolean pressed = ImGui.invisibleButton(title, width, ui.px(CARD_HEIGHT));
        final boolean hovered = ImGui.isItemHovered();
        final ImDrawList list = ImGui.getWindowDrawList();
        list.addRectFilled(
                x, y, x + width, y + ui.px(CARD_HEIGHT), Theme.packed(hovered ? Theme.HOVER : Theme.HEADER), ui.px(6));
        list.addRect(
                x, y, x + width, y + ui.px(CARD_HEIGHT), Theme.packed(hovered ? Theme.ACCENT : Theme.BORDER), ui.px(6));
        ImGui.pushFont(ui.fonts().heading());
        list.addText(x + ui.px(14), y + ui.px(13), Theme.packed(Theme.ACCENT_SOFT), icon);
        ImGui.popFont();
        ImGui.pushFont(ui.fonts().strong());
        list.addText(
                x + ui.px(14),
                y + ui.px(42),
                Theme.packed(Theme.TEXT_STRONG),
                Widgets.fitted(title, width - ui.px(20)));
        ImGui.popFont();
        ImGui.pushFont(ui.fonts().small());
        list.addText(
                x + ui.px(14), y + ui.px(63), Theme.packed(Theme.TEXT_QUIET), Widgets.fitted(text, width - ui.px(20)));
        ImGui.popFont();
        if (hovered) {
            ImGui.setMouseCursor(imgui.flag.ImGuiMouseCursor.Hand);
        }
        return pressed;
    }

    private static void drawRecent(
            final Ui ui,
            final float left,
            final float top,
            final float width,
            final List<Path> files,
            final Actions actions) {
        ImGui.setCursorPos(left, top);
        Widgets.text(ui.fonts().strong(), Theme.TEXT, "Recent recordings");
        if (files.isEmpty()) {
            ImGui.setCursorPos(left, top + ui.px(26));
            Widgets.quiet("None yet. Make one:");
            ImGui.sameLine(0, ui.px(6));
            Widgets.text(ui.fonts().mono(), Theme.TEXT, "kymo demo");
        }
        ImGui.pushStyleVar(ImGuiStyleVar.ItemSpacing, 0, 0);
        for (int i = 0; i < files.size(); i++) {
            final Path file = files.get(i);
            final boolean there = Files.exists(file);
            ImGui.setCursorPos(left, top + ui.px(26 + 26 * i));
            final float x = ImGui.getCursorScreenPosX();
            final float y = ImGui.getCursorScreenPosY();
            if (ImGui.invisibleButton("recent" + i, width, ui.px(26)) && there) {
                actions.open(file);
            }
            final ImDrawList list = ImGui.getWindowDrawList();
            if (ImGui.isItemHovered()) {
                list.addRectFilled(x - ui.px(8), y, x + width, y + ui.px(26), Theme.packed(Theme.HOVER), ui.px(4));
            }
            Widgets.tooltip(there ? file.toString() : file + "\nis not there any more");
            final String name = String.valueOf(file.getFileName());
            list.addText(x, y + ui.px(5), Theme.packed(there ? Theme.TEXT : Theme.TEXT_FAINT), name);
            final float used = ImGui.calcTextSize(name).x + ui.px(12);
            ImGui.pushFont(ui.fonts().small());
            list.addText(
                    x + used,
                    y + ui.px(7),
                    Theme.packed(Theme.TEXT_FAINT),
                    Widgets.fitted(String.valueOf(file.getParent()), Math.max(0, width - used - ui.px(8))));
            ImGui.popFont();
        }
        ImGui.popStyleVar();
    }

    private void drawSnippet(final Ui ui, final float left, final float top, final float width) {
        final String code = profile ? PROFILE : HELLO;
        ImGui.setCursorPos(left, top);
        Widgets.text(ui.fonts().strong(), Theme.TEXT, profile ? "Profile a loop" : "Log from your program");
        ImGui.setCursorPos(left + width - ui.px(26), top - ui.px(3));
        if (Widgets.iconButton(ui, Icons.COPY, "copy", "Copy", false)) {
            ImGui.setClipboardText(code);
        }
        ImGui.setCursorPos(left, top + ui.px(26));
        final float x = ImGui.getCursorScreenPosX();
        final float y = ImGui.getCursorScreenPosY();
        final int lines = (int) code.lines().count();
        final float height = ui.px(20) + lines * (ui.fonts().mono().getFontSize() + ui.px(2));
        final ImDrawList list = ImGui.getWindowDrawList();
        list.addRectFilled(x, y, x + width, y + height, Theme.packed(Theme.GROUND_DEEP), ui.px(6));
        list.addRect(x, y, x + width, y + height, Theme.packed(Theme.LINE), ui.px(6));
        list.pushClipRect(x, y, x + width - ui.px(4), y + height, true);
        ImGui.pushFont(ui.fonts().mono());
        float line = y + ui.px(10);
        for (final String text : code.lines().toList()) {
            list.addText(x + ui.px(12), line, Theme.packed(0xA9C7A0FF), text);
            line += ui.fonts().mono().getFontSize() + ui.px(2);
        }
        ImGui.popFont();
        list.popClipRect();
        drawShortcuts(ui, left, top + ui.px(26) + height + ui.px(20), width);
    }

    private static void drawShortcuts(final Ui ui, final float left, final float top, final float width) {
        ImGui.setCursorPos(left, top);
        Widgets.text(ui.fonts().strong(), Theme.TEXT, "Shortcuts");
        final List<Shortcuts.Line> shown = Shortcuts.lines().stream()
                .filter(line -> List.of("Ctrl+O", "Space", "←", "→", "F", "R", "F1", "Ctrl+Q")
                        .contains(line.keys()))
                .toList();
        for (int i = 0; i < shown.size(); i++) {
            final float x = left + (i % 2) * Math.round(width / 2);
            final int line = i / 2;
            final float y = top + ui.px(26) + line * ui.px(22);
            ImGui.setCursorPos(x, y);
            Widgets.text(ui.fonts().mono(), Theme.TEXT, shown.get(i).keys());
            ImGui.setCursorPos(x + ui.px(64), y);
            Widgets.quiet(shown.get(i).what());
        }
    }
}
