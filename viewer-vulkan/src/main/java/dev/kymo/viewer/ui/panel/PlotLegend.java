package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.ui.panel.PlotCurves.Curve;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Names and colours of a plot's series, in its lower left corner. A click hides one, with Alt all others.
final class PlotLegend {
    private static final int GROUND = 0x1C1E22D0;
    private static final float MARGIN = 8;
    private static final float ROW = 18;
    private static final float NAME_MAX = 150;
    /// Of the plot's width, so that lines can be seen beside the names.
    private static final float NAME_SHARE = 0.5f;

    private float left;
    private float top;
    private float width;
    private float height;
    private float row = 1;

    void draw(
            final Ui ui,
            final ImDrawList list,
            final PlotFrame frame,
            final List<Curve> curves,
            final Set<String> hidden) {
        ImGui.pushFont(ui.fonts().small());
        row = ui.px(ROW);
        final float nameMax = Math.min(ui.px(NAME_MAX), frame.width() * NAME_SHARE);
        float widest = 0;
        for (final Curve curve : curves) {
            widest = Math.max(
                    widest, ImGui.calcTextSize(Widgets.fitted(curve.style().name(), nameMax)).x);
        }
        // Never over more than the plot can spare: a legend that hides the lines explains nothing.
        final int rows = Math.min(curves.size(), (int) ((frame.height() - 2 * ui.px(MARGIN)) / row * 0.7f));
        width = rows <= 0 ? 0 : widest + ui.px(34);
        height = rows * row + ui.px(6);
        left = frame.left() + ui.px(MARGIN);
        top = frame.bottom() - ui.px(MARGIN) - height;
        if (width > 0 && width < frame.width()) {
            list.addRectFilled(left, top, left + width, top + height, Theme.packed(GROUND), ui.px(4));
            for (int i = 0; i < rows; i++) {
                final Curve curve = curves.get(i);
                final boolean off = hidden.contains(curve.style().name());
                final float y = top + ui.px(3) + i * row;
                final float middle = Math.round(y + row / 2);
                list.addRectFilled(
                        left + ui.px(8),
                        middle - ui.px(1.5),
                        left + ui.px(20),
                        middle + ui.px(1.5),
                        Theme.packed(off ? Theme.TEXT_FAINT : curve.style().colour()),
                        ui.px(1.5));
                list.addText(
                        left + ui.px(26),
                        Math.round(y + (row - ImGui.getFontSize()) / 2),
                        Theme.packed(off ? Theme.TEXT_FAINT : Theme.TEXT),
                        Widgets.fitted(curve.style().name(), nameMax));
            }
        } else {
            width = 0;
        }
        ImGui.popFont();
    }

    /// The series under a place; null where there is none.
    @Nullable
    Curve at(final List<Curve> curves, final float x, final float y) {
        if (width <= 0 || x < left || x >= left + width || y < top || y >= top + height) {
            return null;
        }
        final int index = (int) ((y - top) / row);
        return index < curves.size() ? curves.get(index) : null;
    }

    /// What is hidden after a click on a series.
    static Set<String> clicked(
            final List<Curve> curves, final Set<String> hidden, final String name, final boolean alone) {
        final Set<String> after = new HashSet<>(hidden);
        if (alone) {
            final Set<String> others = new HashSet<>();
            curves.forEach(curve -> others.add(curve.style().name()));
            others.remove(name);
            return hidden.equals(others) ? Set.of() : others;
        }
        if (!after.remove(name)) {
            after.add(name);
        }
        return after;
    }
}
