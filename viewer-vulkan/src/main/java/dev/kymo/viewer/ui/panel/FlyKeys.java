package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.Eye;
import imgui.ImGui;
import imgui.ImGuiIO;
import imgui.flag.ImGuiKey;

/// Flying with W A S D Q E: gains and loses speed softly.
final class FlyKeys {
    /// Of the speed that is aimed at, after a fifth of a second.
    private static final double REACHED = 0.9;

    private static final double REACHED_AFTER_S = 0.2;
    private static final double STILL = 1e-3;

    private double rightward;
    private double upward;
    private double onward;

    boolean isFlying() {
        return Math.abs(rightward) + Math.abs(upward) + Math.abs(onward) > STILL;
    }

    /// @param hovered whether the keys are meant for this view
    Eye move(final Ui ui, final Eye eye, final boolean hovered) {
        final ImGuiIO io = ImGui.getIO();
        final boolean listens = hovered && !io.getWantTextInput() && !io.getKeyCtrl();
        final double pace = io.getKeyShift() ? 10 : io.getKeyAlt() ? 0.1 : 1;
        final double blend = 1 - Math.pow(1 - REACHED, ui.deltaS() / REACHED_AFTER_S);
        rightward += (axis(listens, ImGuiKey.D, ImGuiKey.A) * pace - rightward) * blend;
        upward += (axis(listens, ImGuiKey.E, ImGuiKey.Q) * pace - upward) * blend;
        onward += (axis(listens, ImGuiKey.W, ImGuiKey.S) * pace - onward) * blend;
        if (!isFlying()) {
            rightward = 0;
            upward = 0;
            onward = 0;
            return eye;
        }
        ui.requestFrame();
        final double units = eye.distance() * ui.deltaS();
        return eye.move(rightward * units, upward * units, onward * units);
    }

    private static int axis(final boolean listens, final int plus, final int minus) {
        return listens ? (ImGui.isKeyDown(plus) ? 1 : 0) - (ImGui.isKeyDown(minus) ? 1 : 0) : 0;
    }
}
