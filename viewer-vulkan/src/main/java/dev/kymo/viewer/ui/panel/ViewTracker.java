package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.KeptLayout.Box;
import dev.kymo.viewer.ui.window.Ui;
import imgui.internal.ImGuiDockNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sees where ImGui's docks have views, and whether the user has put them there.
final class ViewTracker {
    /// What is dropped or closed takes ImGui so many frames until it has come to rest.
    private static final int CALM_FRAMES = 4;

    private static final float SHARE_STEPS = 200;
    private static final int DEPTH_MAX = 32;

    private final Map<String, Boolean> seen = new HashMap<>();
    private final Map<String, Box> boxes = new HashMap<>();
    private final Set<Integer> docks = new HashSet<>();
    private @Nullable KeptLayout last;
    private float lastWidth;
    private float lastHeight;
    private int calm;

    /// @param shown whether the view is in front of its tabs
    /// @param box where its window is
    void seen(final String id, final boolean shown, final Box box) {
        seen.put(id, shown);
        boxes.put(id, box);
    }

    /// Something moves: what is seen now is not to last.
    void disturb() {
        calm = 0;
    }

    /// Views are put elsewhere, by no hand of the user's.
    void forget() {
        last = null;
        calm = 0;
    }

    /// Whether what was seen last is at rest.
    boolean isCalm() {
        return calm >= CALM_FRAMES;
    }

    /// @param dock the root
    /// @param placed docks of views, by the views' ids
    KeptLayout look(
            final int dock, final List<String> open, final List<String> closed, final Map<String, Integer> placed) {
        final ImGuiDockNode root = imgui.internal.ImGui.dockBuilderGetNode(dock);
        docks.clear();
        final KeptLayout.Part tree = root.ptr == 0 ? null : part(root, open, placed, 0);
        final Map<String, Box> floating = new LinkedHashMap<>();
        for (final String id : open) {
            final Box box = boxes.get(id);
            if (box != null && !docks.contains(placed.getOrDefault(id, 0))) {
                floating.put(id, box);
            }
        }
        return new KeptLayout(
                new java.util.LinkedHashSet<>(open), new java.util.LinkedHashSet<>(closed), floating, tree);
    }

    private KeptLayout.@Nullable Part part(
            final ImGuiDockNode node, final List<String> open, final Map<String, Integer> placed, final int depth) {
        if (!node.isSplitNode() || depth > DEPTH_MAX) {
            final int id = node.getID();
            docks.add(id);
            final List<String> here = open.stream()
                    .filter(view -> placed.getOrDefault(view, 0) == id)
                    .toList();
            int front = 0;
            for (int i = 0; i < here.size(); i++) {
                front = seen.getOrDefault(here.get(i), false) ? i : front;
            }
            return here.isEmpty() ? null : new KeptLayout.Tabs(here, front);
        }
        final ImGuiDockNode one = node.getChildNodeFirst();
        final ImGuiDockNode two = node.getChildNodeSecond();
        final KeptLayout.Part first = part(one, open, placed, depth + 1);
        final KeptLayout.Part second = part(two, open, placed, depth + 1);
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        final boolean sideBySide = node.getSplitAxis() == 0;
        final float length = sideBySide ? one.getSizeX() : one.getSizeY();
        final float all = length + (sideBySide ? two.getSizeX() : two.getSizeY());
        // Rounded, as sizes in whole pixels are not quite the same after every change of the window's.
        final float share = Math.round(length / Math.max(1, all) * SHARE_STEPS) / SHARE_STEPS;
        return new KeptLayout.Split(sideBySide, share, first, second);
    }

    /// Whether `now` differs from what came before for no other reason than what the user has done. To be asked
    /// every frame.
    ///
    /// @param width of the area; a change of it moves everything
    boolean isChangedByHand(final Ui ui, final KeptLayout now, final float width, final float height) {
        if (calm < CALM_FRAMES) {
            calm++;
            ui.requestFrame();
            return false;
        }
        final KeptLayout before = last;
        final boolean sameArea = width == lastWidth && height == lastHeight;
        last = now;
        lastWidth = width;
        lastHeight = height;
        return before != null && sameArea && !now.equals(before);
    }
}
