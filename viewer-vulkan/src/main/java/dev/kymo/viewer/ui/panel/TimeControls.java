package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.TimeType;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.TimeState;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImGui;
import imgui.flag.ImGuiCol;
import imgui.flag.ImGuiComboFlags;
import java.util.Locale;
import java.util.Optional;

/// The row of buttons over the ruler.
final class TimeControls {
    static final float HEIGHT = 36;
    private static final float[] SPEED = new float[1];
    private static final double SPEED_MIN = 0.01;
    private static final double SPEED_MAX = 100;
    private static final double STEP_S = 0.1;

    void draw(final Ui ui, final Session session) {
        final TimeState time = session.state().time();
        ImGui.setCursorPos(ui.px(8), ui.px(7));
        if (Widgets.iconButton(ui, Icons.TO_START, "start", "To the start (Home)", false)) {
            toStart(session);
        }
        ImGui.sameLine(0, ui.px(2));
        if (Widgets.iconButton(ui, Icons.STEP_BACK, "back", "One step back (←)", false)) {
            step(session, -1, 1);
        }
        ImGui.sameLine(0, ui.px(2));
        if (Widgets.iconButton(
                ui, time.playing() ? Icons.PAUSE : Icons.PLAY, "play", "Play, pause (Space)", time.playing())) {
            togglePlaying(session);
        }
        ImGui.sameLine(0, ui.px(2));
        if (Widgets.iconButton(ui, Icons.STEP_FORWARD, "forward", "One step on (→)", false)) {
            step(session, 1, 1);
        }
        ImGui.sameLine(0, ui.px(2));
        if (Widgets.iconButton(ui, Icons.TO_END, "end", "To the end (End)", false)) {
            toEnd(session);
        }
        ImGui.sameLine(0, ui.px(10));
        final String loop = switch (time.loop()) {
            case OFF -> "Repeat: off (L)";
            case ALL -> "Repeat: everything (L)";
            case SELECTION -> "Repeat: the selected time (L)";
        };
        if (Widgets.iconButton(ui, Icons.LOOP, "loop", loop, time.loop() != TimeState.Loop.OFF)) {
            cycleLoop(session);
        }
        ImGui.sameLine(0, ui.px(10));
        drawTimeline(ui, session);
        ImGui.sameLine(0, ui.px(8));
        drawSpeed(ui, session);
        ImGui.sameLine(0, ui.px(12));
        drawTime(ui, session);
        drawFollow(ui, session);
    }

    private static void drawTimeline(final Ui ui, final Session session) {
        final TimeState time = session.state().time();
        ImGui.setNextItemWidth(ui.px(140));
        ImGui.pushStyleColor(ImGuiCol.FrameBg, Theme.packed(0x24272CFF));
        ImGui.pushStyleVar(imgui.flag.ImGuiStyleVar.FramePadding, ui.px(8), ui.px(3));
        final float comboLeft = ImGui.getCursorScreenPosX();
        final float comboTop = ImGui.getCursorScreenPosY();
        final boolean comboOpen = ImGui.beginCombo(
                "##timeline", time.timeline(), ImGuiComboFlags.HeightLarge | ImGuiComboFlags.NoArrowButton);
        if (comboOpen) {
            for (final TimelineInfo each : session.timelines().values()) {
                final boolean selected = each.name().equals(time.timeline());
                if (ImGui.selectable(each.name(), selected)) {
                    session.apply(Command.time(
                            "Choose timeline " + each.name(),
                            t -> t.on(each.name(), each.range().to())));
                }
                ImGui.sameLine(ui.px(150));
                Widgets.quiet(each.type().name().toLowerCase(Locale.ROOT) + " · " + each.entities() + " entities");
            }
            ImGui.endCombo();
        }
        ImGui.popStyleVar();
        ImGui.popStyleColor();
        Widgets.tooltip("Timeline");
        Widgets.chevron(
                ui,
                ImGui.getWindowDrawList(),
                comboLeft + ui.px(128),
                comboTop + ui.px(Theme.ROW) / 2,
                true,
                Theme.TEXT_QUIET);
    }

    private static void drawSpeed(final Ui ui, final Session session) {
        SPEED[0] = (float) session.state().time().speed();
        ImGui.setNextItemWidth(ui.px(62));
        ImGui.pushStyleVar(imgui.flag.ImGuiStyleVar.FramePadding, ui.px(8), ui.px(3));
        ImGui.pushFont(ui.fonts().mono());
        if (ImGui.dragFloat("##speed", SPEED, 0.02f, (float) SPEED_MIN, (float) SPEED_MAX, "%.2f×")) {
            final double speed = Math.clamp(SPEED[0], SPEED_MIN, SPEED_MAX);
            session.apply(Command.time("Set the speed", t -> t.speed(speed)));
        }
        ImGui.popFont();
        ImGui.popStyleVar();
        Widgets.tooltip("Speed of playing; drag");
    }

    private static void drawTime(final Ui ui, final Session session) {
        final Optional<TimelineInfo> timeline = session.timeline();
        if (timeline.isEmpty()) {
            return;
        }
        final long time = session.state().time().time();
        final int decimals = timeline.get().type() == TimeType.SEQUENCE ? 0 : 3;
        ImGui.setCursorPosY(ui.px(7));
        Widgets.text(
                ui.fonts().mono(),
                Theme.TEXT_STRONG,
                TimeFormat.show(timeline.get().type(), time, decimals));
        Widgets.tooltip(TimeFormat.full(timeline.get().type(), time) + "\n" + time);
        if (timeline.get().type() == TimeType.TIMESTAMP) {
            ImGui.sameLine(0, ui.px(8));
            ImGui.setCursorPosY(ui.px(7));
            Widgets.text(ui.fonts().mono(), Theme.TEXT_FAINT, TimeFormat.date(time));
        }
    }

    /// At the right edge, while there is something to follow.
    private static void drawFollow(final Ui ui, final Session session) {
        final Recording recording = session.recording();
        final Optional<TimelineInfo> timeline = session.timeline();
        if (recording == null || !recording.isLive() || timeline.isEmpty()) {
            return;
        }
        final boolean following = session.state().time().follow();
        final double behindS =
                (timeline.get().range().to() - session.state().time().time())
                        / timeline.get().unitsPerSecond();
        final String text = following ? Icons.LIVE + "  LIVE" : String.format(Locale.ROOT, "%.1f s behind", behindS);
        final float width = ImGui.calcTextSize(text).x + ui.px(20);
        ImGui.setCursorPos(ImGui.getWindowWidth() - width - ui.px(10), ui.px(6));
        ImGui.pushStyleColor(ImGuiCol.Button, Theme.packed(following ? 0x1E4D36FF : 0x24272CFF));
        ImGui.pushStyleColor(ImGuiCol.Text, Theme.packed(following ? Theme.SUCCESS : Theme.TEXT));
        if (ImGui.button(text + "##follow", width, ui.px(24))) {
            toggleFollow(session);
        }
        ImGui.popStyleColor(2);
        Widgets.tooltip(following ? "Following the newest data; click to stop" : "Follow the newest data (End)");
    }

    static void togglePlaying(final Session session) {
        session.timeline()
                .ifPresent(timeline -> session.apply(Command.time("Play or pause", t -> {
                    final boolean start = !t.playing();
                    // Played to the end: begins again, as nothing would move otherwise.
                    final boolean atEnd = start && t.time() >= timeline.range().to();
                    return (atEnd ? t.at(timeline.range().from()) : t)
                            .following(false)
                            .playing(start);
                })));
    }

    static void toStart(final Session session) {
        session.timeline()
                .ifPresent(timeline -> session.apply(Command.time(
                        "Go to the start", t -> t.at(timeline.range().from()))));
    }

    static void toEnd(final Session session) {
        final Recording recording = session.recording();
        final boolean live = recording != null && recording.isLive();
        session.timeline()
                .ifPresent(timeline -> session.apply(Command.time(
                        "Go to the end",
                        t -> t.playing(false).at(timeline.range().to()).following(live))));
    }

    static void toggleFollow(final Session session) {
        session.apply(Command.time("Follow", t -> t.following(!t.follow())));
    }

    static void cycleLoop(final Session session) {
        session.apply(Command.time(
                "Repeat",
                t -> t.looping(
                        switch (t.loop()) {
                            case OFF -> TimeState.Loop.ALL;
                            case ALL -> t.selection() == null ? TimeState.Loop.OFF : TimeState.Loop.SELECTION;
                            case SELECTION -> TimeState.Loop.OFF;
                        })));
    }

    /// One unit of a sequence, a tenth of a second of a time.
    static void step(final Session session, final int direction, final int factor) {
        session.timeline().ifPresent(timeline -> {
            final long step = timeline.type() == TimeType.SEQUENCE
                    ? factor
                    : Math.round(STEP_S * timeline.unitsPerSecond()) * factor;
            session.apply(Command.time(
                    "Step",
                    t -> t.playing(false)
                            .at(timeline.range().clamp(timeline.range().clamp(t.time()) + direction * step))));
        });
    }
}
