package dev.kymo.viewer.ui.panel;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.LiveNumbers;
import dev.kymo.viewer.ui.state.LiveProducer;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.StepTimes;
import dev.kymo.viewer.ui.state.SweepNumbers;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.ViewerState;
import dev.kymo.viewer.ui.window.FrameTimes;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.vulkan.DeviceInfo;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.flag.ImGuiStyleVar;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The strip over the panels: menu, what is open, numbers, which sides are open.
final class TopBar {
    private static final double MEMORY_INTERVAL_S = 1;
    private static final double SLOW_US = 100e3;
    private static final double LATE_US = 1e6;
    private static final int BAR_CHARACTERS = 20;

    /// @param text shown in the bar
    /// @param tooltip what it means
    private record Figure(String label, String text, int colour, Supplier<String> tooltip) {
        Figure(final String label, final String text, final int colour, final String tooltip) {
            this(label, text, colour, () -> tooltip);
        }
    }

    private double memoryAtS = -MEMORY_INTERVAL_S;
    private long heapBytes;
    private long offHeapBytes;
    private long gpuBytes;

    void draw(final Ui ui, final Session session, final Shortcuts.Actions actions, final float width) {
        final ImDrawList list = ImGui.getWindowDrawList();
        final float left = ImGui.getWindowPosX();
        final float top = ImGui.getWindowPosY();
        final float height = ui.px(Theme.TOP_BAR);
        list.addLine(left, top + height - 1, left + width, top + height - 1, Theme.packed(Theme.LINE));
        final float row = Math.round((height - ui.px(Theme.ROW)) / 2);
        ImGui.setCursorPos(ui.px(8), row);
        drawMenu(ui, session, actions);
        ImGui.sameLine(0, ui.px(6));
        ImGui.setCursorPosY(row + ui.px(3));
        Widgets.text(ui.fonts().strong(), Theme.TEXT_STRONG, "Kymo");
        drawName(ui, session, row);
        drawSoftwareNote(ui, row);
        ImGui.sameLine(0, ui.px(20));
        final float free = ImGui.getCursorPosX();
        float right = width - ui.px(8);
        right = drawSides(ui, session, right, row);
        drawNumbers(ui, session, free, right - ui.px(10), row);
    }

    private static void drawMenu(final Ui ui, final Session session, final Shortcuts.Actions actions) {
        if (Widgets.iconButton(ui, Icons.MENU, "menu", "Menu", false)) {
            ImGui.openPopup("main menu");
        }
        ImGui.pushStyleVar(ImGuiStyleVar.WindowPadding, ui.px(8), ui.px(8));
        if (ImGui.beginPopup("main menu")) {
            if (ImGui.menuItem("Open…", "Ctrl+O")) {
                actions.openFile();
            }
            if (ImGui.menuItem("Save the recording as…", "Ctrl+S", false, session.recording() != null)) {
                actions.saveRecording();
            }
            if (ImGui.menuItem("Attach to live processes")) {
                session.attach();
            }
            final List<LiveProducer> producers = session.producers();
            if (producers != null) {
                for (final LiveProducer producer : producers) {
                    if (ImGui.menuItem(LiveList.label(producer))) {
                        session.attach(producer.recording());
                    }
                }
            }
            if (ImGui.menuItem("Close the recording", "Ctrl+W", false, session.recording() != null)) {
                actions.closeRecording();
            }
            ImGui.separator();
            if (ImGui.menuItem("Undo", "Ctrl+Z", false, actions.undoable() > 0)) {
                actions.undo();
            }
            if (ImGui.menuItem("Redo", "Ctrl+Shift+Z", false, actions.redoable() > 0)) {
                actions.redo();
            }
            ImGui.separator();
            for (final ViewerState.Side side : ViewerState.Side.values()) {
                final String name = switch (side) {
                    case LEFT -> "Left panel";
                    case RIGHT -> "Right panel";
                    case TIME -> "Time panel";
                };
                final String keys = switch (side) {
                    case LEFT -> "Ctrl+Shift+B";
                    case RIGHT -> "Ctrl+Shift+S";
                    case TIME -> "Ctrl+Shift+T";
                };
                if (ImGui.menuItem(name, keys, session.state().isOpen(side))) {
                    session.apply(Command.toggle(side));
                }
            }
            if (ImGui.menuItem("Reset the layout", "Ctrl+Shift+R")) {
                actions.resetLayout();
            }
            if (ImGui.menuItem("Fill the screen", "F11")) {
                actions.toggleFullscreen();
            }
            ImGui.separator();
            if (ImGui.menuItem("Shortcuts", "F1")) {
                actions.toggleHelp();
            }
            if (ImGui.menuItem("Quit", "Ctrl+Q")) {
                actions.quit();
            }
            ImGui.endPopup();
        }
        ImGui.popStyleVar();
    }

    private static void drawName(final Ui ui, final Session session, final float row) {
        final Recording recording = session.recording();
        final String opening = session.opening();
        if (recording != null) {
            ImGui.sameLine(0, ui.px(14));
            ImGui.setCursorPosY(row + ui.px(3));
            Widgets.quiet(recording.store().id().applicationId());
            ImGui.sameLine(0, ui.px(6));
            ImGui.setCursorPosY(row + ui.px(3));
            Widgets.text(ui.fonts().text(), Theme.TEXT_FAINT, "/");
            ImGui.sameLine(0, ui.px(6));
            ImGui.setCursorPosY(row + ui.px(3));
            ImGui.textUnformatted(Widgets.fitted(recording.name(), ui.px(260)));
            Widgets.tooltip(
                    recording.origin() + "\nrecording " + recording.store().id().recordingId());
        }
        if (opening != null) {
            ImGui.sameLine(0, ui.px(14));
            ImGui.setCursorPosY(row + ui.px(3));
            Widgets.quiet("opening " + opening + " …");
            ui.requestFrameIn(0.1);
        }
    }

    private static void drawSoftwareNote(final Ui ui, final float row) {
        if (ui.device().info().type() == DeviceInfo.Type.SOFTWARE) {
            ImGui.sameLine(0, ui.px(14));
            ImGui.setCursorPosY(row + ui.px(4));
            Widgets.text(ui.fonts().small(), Theme.WARNING, Icons.WARNING + " Software rendering");
            Widgets.tooltip("No GPU driver was found: pictures are drawn by the CPU.\n"
                    + ui.device().info().name());
        }
    }

    /// @return where the buttons begin
    private static float drawSides(final Ui ui, final Session session, final float right, final float row) {
        float x = right;
        final ViewerState.Side[] sides = {ViewerState.Side.RIGHT, ViewerState.Side.TIME, ViewerState.Side.LEFT};
        final String[] names = {"Right panel (Ctrl+Shift+S)", "Time panel (Ctrl+Shift+T)", "Left panel (Ctrl+Shift+B)"};
        for (int i = 0; i < sides.length; i++) {
            x -= ui.px(28);
            ImGui.setCursorPos(x, row);
            if (Widgets.iconButton(ui, "", "side" + i, names[i], false)) {
                session.apply(Command.toggle(sides[i]));
            }
            drawSideIcon(ui, sides[i], session.state().isOpen(sides[i]));
        }
        return x;
    }

    /// A window with the side filled.
    private static void drawSideIcon(final Ui ui, final ViewerState.Side side, final boolean open) {
        final ImDrawList list = ImGui.getWindowDrawList();
        final float left = Math.round((ImGui.getItemRectMinX() + ImGui.getItemRectMaxX()) / 2 - ui.px(7));
        final float top = Math.round((ImGui.getItemRectMinY() + ImGui.getItemRectMaxY()) / 2 - ui.px(5.5));
        final float right = left + ui.px(14);
        final float bottom = top + ui.px(11);
        final int colour = Theme.packed(open ? Theme.TEXT : Theme.TEXT_FAINT);
        list.addRect(left, top, right, bottom, colour, ui.px(2), 0, ui.scale());
        switch (side) {
            case LEFT -> list.addRectFilled(left, top, left + ui.px(5), bottom, colour);
            case RIGHT -> list.addRectFilled(right - ui.px(5), top, right, bottom, colour);
            case TIME -> list.addRectFilled(left, bottom - ui.px(4), right, bottom, colour);
        }
    }

    /// As many as there is room for from the right, beginning at `free`.
    private void drawNumbers(final Ui ui, final Session session, final float free, final float right, final float row) {
        measureMemory(ui);
        final List<Figure> numbers = new ArrayList<>();
        addLive(numbers, session.liveNumbers().sample());
        final FrameTimes times = ui.times();
        final double p50 = times.recentMs(50);
        final double p99 = times.recentMs(99);
        numbers.add(new Figure(
                "frame",
                String.format(Locale.ROOT, "%.1f · %.1f ms", p50, p99),
                p50 > 50 ? Theme.WARNING : Theme.TEXT,
                () -> "Time to make a frame: p50 · p99 of the last 256\n\n" + times.report()));
        numbers.add(new Figure(
                "memory",
                TimeFormat.bytes(heapBytes + offHeapBytes + gpuBytes),
                Theme.TEXT,
                "heap " + TimeFormat.bytes(heapBytes) + "\noff heap " + TimeFormat.bytes(offHeapBytes)
                        + "\ngraphics " + TimeFormat.bytes(gpuBytes)
                        + "\nPages of mapped files are not counted: they are the system's cache."
                        + sweeps(session.recording())));
        float x = right;
        for (final Figure number : numbers.reversed()) {
            ImGui.pushFont(ui.fonts().mono());
            final float valueWidth = ImGui.calcTextSize(number.text).x;
            ImGui.popFont();
            ImGui.pushFont(ui.fonts().small());
            final float labelWidth = ImGui.calcTextSize(number.label).x;
            ImGui.popFont();
            if (x - valueWidth - labelWidth - ui.px(6) < free) {
                return;
            }
            x -= valueWidth;
            ImGui.setCursorPos(x, row + ui.px(3));
            Widgets.text(ui.fonts().mono(), number.colour, number.text);
            monoTooltip(ui, number.tooltip);
            x -= labelWidth + ui.px(6);
            ImGui.setCursorPos(x, row + ui.px(5));
            Widgets.text(ui.fonts().small(), Theme.TEXT_FAINT, number.label);
            x -= ui.px(16);
        }
    }

    private static String sweeps(final @Nullable Recording recording) {
        final SweepNumbers sweeps = recording == null ? SweepNumbers.NONE : recording.sweeps();
        final StepTimes steps = sweeps.steps();
        if (steps.count() == 0) {
            return "";
        }
        return "\n\ngiven back to stay below the limit: " + TimeFormat.bytes(sweeps.freedBytes()) + " in "
                + TimeFormat.grouped(sweeps.sweeps()) + " sweeps\n"
                + TimeFormat.grouped(steps.count()) + " steps of "
                + micros(steps.p50Us()) + " · p90 " + micros(steps.p90Us()) + " · p99 " + micros(steps.p99Us())
                + " · p99.9 " + micros(steps.p999Us()) + " · at most " + micros(steps.maxUs())
                + histogram(steps)
                + (sweeps.refusedRows() == 0
                        ? ""
                        : "\n" + TimeFormat.grouped(sweeps.refusedRows())
                                + " rows were refused: all that may go has gone");
    }

    /// A line for each bucket; the bar of the fullest is whole.
    private static String histogram(final StepTimes steps) {
        long most = 1;
        for (final StepTimes.Bucket bucket : steps.buckets()) {
            most = Math.max(most, bucket.count());
        }
        final StringBuilder lines = new StringBuilder();
        for (final StepTimes.Bucket bucket : steps.buckets()) {
            final int bar = (int) Math.ceilDiv(BAR_CHARACTERS * bucket.count(), most);
            lines.append(String.format(
                    Locale.ROOT,
                    "\n  ≤ %7s  %-" + BAR_CHARACTERS + "s  %s",
                    bound(bucket.toUs()),
                    "■".repeat(bar),
                    TimeFormat.grouped(bucket.count())));
        }
        return lines.toString();
    }

    private static String bound(final long us) {
        return us < 1000 ? us + " µs" : us < 1_000_000 ? us / 1000 + " ms" : us / 1_000_000 + " s";
    }

    private static void monoTooltip(final Ui ui, final Supplier<String> text) {
        if (ImGui.isItemHovered()) {
            ImGui.beginTooltip();
            ImGui.pushFont(ui.fonts().mono());
            ImGui.textUnformatted(text.get());
            ImGui.popFont();
            ImGui.endTooltip();
        }
    }

    private static void addLive(final List<Figure> numbers, final LiveNumbers.Sample live) {
        if (!live.equals(LiveNumbers.Sample.UNKNOWN)) {
            final boolean isKnown = !Double.isNaN(live.logCallP99Us());
            numbers.add(new Figure(
                    "log call",
                    isKnown ? "p99 " + micros(live.logCallP99Us()) : "–",
                    isKnown ? Theme.TEXT : Theme.TEXT_QUIET,
                    "What a log call costs the programs that log now: 99th percentile of a sample\n"
                            + "of their calls in the last ten seconds, as they count it themselves"));
        }
        if (!Double.isNaN(live.rowsPerSecond())) {
            numbers.add(new Figure(
                    "rows/s",
                    TimeFormat.grouped(Math.round(live.rowsPerSecond())),
                    Theme.TEXT,
                    "Rows that programs of this machine log"));
        }
        if (!Double.isNaN(live.visibleP99Us())) {
            final double p99 = live.visibleP99Us();
            numbers.add(new Figure(
                    "visible",
                    micros(live.visibleP50Us()) + " · p99 " + micros(p99),
                    p99 > LATE_US ? Theme.ERROR : p99 > SLOW_US ? Theme.WARNING : Theme.TEXT,
                    "From the making of a row in its program to its being visible to queries here,\n"
                            + "of the last second: median · 99th percentile"));
        }
        if (live.dropped() >= 0) {
            numbers.add(new Figure(
                    "dropped",
                    TimeFormat.grouped(live.dropped()),
                    live.dropped() > 0 ? Theme.ERROR : Theme.TEXT,
                    "Rows that programs could not commit for want of room"));
        }
    }

    private static String micros(final double us) {
        return us < 1000
                ? String.format(Locale.ROOT, us < 10 ? "%.1f µs" : "%.0f µs", us)
                : String.format(Locale.ROOT, "%.1f ms", us / 1000);
    }

    private void measureMemory(final Ui ui) {
        if (ui.nowS() - memoryAtS < MEMORY_INTERVAL_S) {
            return;
        }
        memoryAtS = ui.nowS();
        final Runtime runtime = Runtime.getRuntime();
        heapBytes = runtime.totalMemory() - runtime.freeMemory();
        offHeapBytes = 0;
        for (final MemoryTag tag : MemoryTag.values()) {
            offHeapBytes += OffHeap.usedBytes(tag);
        }
        gpuBytes = 0;
        for (final GpuMemoryTag tag : GpuMemoryTag.values()) {
            gpuBytes += ui.device().memoryBytes(tag);
        }
    }
}
