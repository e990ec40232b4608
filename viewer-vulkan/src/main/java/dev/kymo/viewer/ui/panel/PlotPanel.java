package dev.kymo.viewer.ui.panel;

import dev.kymo.store.sweep.Releasable;
import dev.kymo.store.sweep.SweepPolicy;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.panel.PlotCurves.Curve;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.TimelineInfo;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.ImVec2;
import imgui.extension.implot.ImPlot;
import imgui.extension.implot.flag.ImPlotAxis;
import imgui.extension.implot.flag.ImPlotAxisFlags;
import imgui.extension.implot.flag.ImPlotCol;
import imgui.extension.implot.flag.ImPlotCond;
import imgui.extension.implot.flag.ImPlotFlags;
import imgui.extension.implot.flag.ImPlotMarker;
import imgui.extension.implot.flag.ImPlotStyleVar;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lines over time: scalars, or percentiles.
final class PlotPanel extends ViewPanel {
    /// ImPlot draws axes and lines; the mouse is [PlotMouse]'s, as it means time here.
    private static final int FLAGS = ImPlotFlags.NoTitle
            | ImPlotFlags.NoLegend
            | ImPlotFlags.NoMouseText
            | ImPlotFlags.NoInputs
            | ImPlotFlags.NoMenus
            | ImPlotFlags.NoBoxSelect
            | ImPlotFlags.NoChild
            | ImPlotFlags.AntiAliased;
    private static final int AXIS = ImPlotAxisFlags.NoLabel | ImPlotAxisFlags.NoTickMarks | ImPlotAxisFlags.NoMenus;
    /// Between labels.
    private static final float TICK_GAP = 14;

    private static final float VALUE_TICK_PIXELS = 34;
    private static final float NEAR_PIXELS = 16;
    private static final float SIZE_MIN = 40;

    private final CurveSource curves;
    private final PlotLegend legend = new PlotLegend();
    private final PlotMouse mouse;
    /// The plotted area's width in the frame before: what series are reduced to.
    private int columns = 1;

    PlotPanel(final View view, final CurveSource curves) {
        super(view);
        this.curves = curves;
        mouse = new PlotMouse(view.id(), legend);
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        final float width = ImGui.getContentRegionAvailX();
        final float height = ImGui.getContentRegionAvailY();
        if (width < ui.px(SIZE_MIN) || height < ui.px(SIZE_MIN)) {
            return;
        }
        final Optional<TimelineInfo> timeline = session.timeline();
        if (timeline.isEmpty()) {
            Widgets.centred(ui, "These series are on other timelines");
            return;
        }
        final PlotWindow.Times times = mouse.held(PlotWindow.times(session, timeline.get()));
        final PlotWindow.Single state = session.state()
                .slice(PlotWindow.Plots.class, PlotWindow.Plots.INITIAL)
                .of(name());
        final List<Curve> shown = curves.of(session, shown().entities(), times, columns);
        final PlotWindow.Values values =
                state.values() != null ? state.values() : PlotCurves.values(shown, state.hidden(), times);
        final PlotFrame frame = drawPlot(ui, timeline.get(), times, values, shown, state.hidden(), width, height);
        if (frame == null) {
            return;
        }
        columns = Math.max(1, (int) frame.width());
        final ImDrawList list = ImGui.getWindowDrawList();
        list.pushClipRect(frame.left(), frame.top(), frame.right(), frame.bottom(), true);
        drawCursor(ui, session, list, frame);
        legend.draw(ui, list, frame, shown, state.hidden());
        mouse.steer(ui, session, timeline.get(), frame, shown, list);
        if (mouse.isHovering()) {
            hover(ui, session, timeline.get(), list, frame, shown, state.hidden());
        }
        list.popClipRect();
        if (shown.stream().allMatch(curve -> curve.points().count() == 0)) {
            Widgets.centred(
                    ui,
                    shown.isEmpty() ? "No numbers on timeline " + timeline.get().name() : "No numbers at these times");
        }
    }

    private static @Nullable PlotFrame drawPlot(
            final Ui ui,
            final TimelineInfo timeline,
            final PlotWindow.Times times,
            final PlotWindow.Values values,
            final List<Curve> curves,
            final Set<String> hidden,
            final float width,
            final float height) {
        pushStyle(ui);
        ImGui.pushFont(ui.fonts().small());
        PlotFrame frame = null;
        if (ImPlot.beginPlot("##plot", width, height, FLAGS)) {
            ImPlot.setupAxis(ImPlotAxis.X1, AXIS);
            ImPlot.setupAxis(ImPlotAxis.Y1, AXIS);
            ImPlot.setupAxisLimits(ImPlotAxis.X1, times.from(), times.to(), ImPlotCond.Always);
            ImPlot.setupAxisLimits(ImPlotAxis.Y1, values.low(), values.high(), ImPlotCond.Always);
            setupTicks(ui, timeline, times, width);
            setupValueTicks(ui, values, height);
            frame = frame(times, values);
            for (final Curve curve : curves) {
                if (!hidden.contains(curve.style().name()) && curve.points().count() > 0) {
                    drawCurve(ui, curve);
                }
            }
            ImPlot.endPlot();
        }
        ImGui.popFont();
        popStyle();
        return frame;
    }

    /// A plot with an axis of time alone, for others to draw into.
    ///
    /// @return null when it can't be seen
    static @Nullable PlotFrame drawTimeAxis(
            final Ui ui,
            final TimelineInfo timeline,
            final PlotWindow.Times times,
            final float width,
            final float height) {
        pushStyle(ui);
        ImGui.pushFont(ui.fonts().small());
        PlotFrame frame = null;
        if (ImPlot.beginPlot("##plot", width, height, FLAGS)) {
            ImPlot.setupAxis(ImPlotAxis.X1, AXIS);
            ImPlot.setupAxis(ImPlotAxis.Y1, AXIS | ImPlotAxisFlags.NoDecorations);
            ImPlot.setupAxisLimits(ImPlotAxis.X1, times.from(), times.to(), ImPlotCond.Always);
            ImPlot.setupAxisLimits(ImPlotAxis.Y1, 0, 1, ImPlotCond.Always);
            setupTicks(ui, timeline, times, width);
            frame = frame(times, new PlotWindow.Values(0, 1));
            ImPlot.endPlot();
        }
        ImGui.popFont();
        popStyle();
        return frame;
    }

    private static PlotFrame frame(final PlotWindow.Times times, final PlotWindow.Values values) {
        final ImVec2 place = ImPlot.getPlotPos();
        final ImVec2 size = ImPlot.getPlotSize();
        return new PlotFrame(
                place.x,
                place.y,
                Math.max(1, size.x),
                Math.max(1, size.y),
                times.origin(),
                times.from(),
                times.to(),
                values.low(),
                values.high());
    }

    private static void popStyle() {
        ImPlot.popStyleVar(5);
        ImPlot.popStyleColor(6);
    }

    private static void pushStyle(final Ui ui) {
        ImPlot.pushStyleColor(ImPlotCol.FrameBg, 0);
        ImPlot.pushStyleColor(ImPlotCol.PlotBg, Theme.packed(Theme.GROUND_DEEP));
        ImPlot.pushStyleColor(ImPlotCol.PlotBorder, Theme.packed(Theme.LINE));
        ImPlot.pushStyleColor(ImPlotCol.AxisGrid, Theme.packed(0xFFFFFF14));
        ImPlot.pushStyleColor(ImPlotCol.AxisText, Theme.packed(Theme.TEXT_QUIET));
        ImPlot.pushStyleColor(ImPlotCol.AxisBg, 0);
        ImPlot.pushStyleVar(ImPlotStyleVar.PlotPadding, ui.px(8), ui.px(8));
        ImPlot.pushStyleVar(ImPlotStyleVar.LabelPadding, ui.px(5), ui.px(4));
        ImPlot.pushStyleVar(ImPlotStyleVar.MinorAlpha, 0.4f);
        ImPlot.pushStyleVar(ImPlotStyleVar.PlotMinSize, ui.px(20), ui.px(20));
        ImPlot.pushStyleVar(ImPlotStyleVar.PlotBorderSize, 1f);
    }

    private static void setupTicks(
            final Ui ui, final TimelineInfo timeline, final PlotWindow.Times times, final float width) {
        final String longest = TimeFormat.show(timeline.type(), times.absolute(times.to()), 1);
        final List<TimeTicks.Tick> ticks = TimeTicks.between(
                timeline.type(),
                times.absolute(Math.ceil(times.from())),
                times.absolute(Math.floor(times.to())),
                width / (ImGui.calcTextSize(longest).x + ui.px(TICK_GAP)));
        if (ticks.isEmpty()) {
            ImPlot.setupAxisTicks(ImPlotAxis.X1, new double[] {times.from()}, 1, new String[] {""});
            return;
        }
        ImPlot.setupAxisTicks(
                ImPlotAxis.X1,
                ticks.stream().mapToDouble(tick -> tick.time() - times.origin()).toArray(),
                ticks.size(),
                ticks.stream().map(TimeTicks.Tick::label).toArray(String[]::new));
    }

    private static void setupValueTicks(final Ui ui, final PlotWindow.Values values, final float height) {
        final List<ValueTicks.Tick> ticks =
                ValueTicks.between(values.low(), values.high(), height / ui.px(VALUE_TICK_PIXELS));
        if (!ticks.isEmpty()) {
            ImPlot.setupAxisTicks(
                    ImPlotAxis.Y1,
                    ticks.stream().mapToDouble(ValueTicks.Tick::value).toArray(),
                    ticks.size(),
                    ticks.stream().map(ValueTicks.Tick::label).toArray(String[]::new));
        }
    }

    private static void drawCurve(final Ui ui, final Curve curve) {
        final int rgba = curve.style().colour();
        final float red = (rgba >>> 24) / 255f;
        final float green = (rgba >>> 16 & 0xFF) / 255f;
        final float blue = (rgba >>> 8 & 0xFF) / 255f;
        final String id = "##" + curve.style().entity() + curve.style().instance();
        final float width = curve.style().width() * ui.scale();
        // A line needs two ends.
        if (curve.style().isPoints() || curve.points().count() == 1) {
            final float radius = curve.style().isPoints() ? width : 3 * ui.scale();
            ImPlot.setNextMarkerStyle(ImPlotMarker.Circle, radius, red, green, blue, 1, 0, red, green, blue, 1);
            ImPlot.plotScatter(id, curve.points().x(), curve.points().y());
        } else {
            ImPlot.setNextLineStyle(red, green, blue, 1, width);
            ImPlot.plotLine(id, curve.points().x(), curve.points().y());
        }
    }

    static void drawCursor(final Ui ui, final Session session, final ImDrawList list, final PlotFrame frame) {
        final float x = Math.round(frame.x(frame.relative(session.state().time().time())));
        if (x < frame.left() - 1 || x > frame.right() + 1) {
            return;
        }
        final int colour = Theme.packed(Theme.TEXT_STRONG);
        list.addRectFilled(x - 0.75f * ui.scale(), frame.top(), x + 0.75f * ui.scale(), frame.bottom(), colour);
        list.addTriangleFilled(x - ui.px(5), frame.top(), x + ui.px(5), frame.top(), x, frame.top() + ui.px(8), colour);
    }

    private void hover(
            final Ui ui,
            final Session session,
            final TimelineInfo timeline,
            final ImDrawList list,
            final PlotFrame frame,
            final List<Curve> shown,
            final Set<String> hidden) {
        final float x = ImGui.getMousePosX();
        final float y = ImGui.getMousePosY();
        final Curve named = legend.at(shown, x, y);
        if (named != null) {
            session.hover(named.style().entity());
            return;
        }
        final PlotCurves.Nearest near = PlotCurves.nearest(shown, hidden, frame, x, y, ui.px(NEAR_PIXELS));
        if (near == null) {
            list.addLine(x, frame.top(), x, frame.bottom(), Theme.packed(0xFFFFFF28));
            return;
        }
        final int colour = Theme.packed(near.curve().style().colour());
        session.hover(near.curve().style().entity());
        list.addCircleFilled(frame.x(near.time()), frame.y(near.value()), ui.px(4), Theme.packed(Theme.GROUND_DEEP));
        list.addCircle(frame.x(near.time()), frame.y(near.value()), ui.px(4), colour, 0, 1.5f * ui.scale());
        ImGui.beginTooltip();
        ImGui.pushStyleColor(imgui.flag.ImGuiCol.Text, colour);
        ImGui.textUnformatted(near.curve().style().name());
        ImGui.popStyleColor();
        ImGui.sameLine(0, ui.px(12));
        Widgets.text(ui.fonts().mono(), Theme.TEXT_STRONG, ValueText.number(near.value()));
        Widgets.text(
                ui.fonts().mono(),
                Theme.TEXT,
                TimeFormat.full(timeline.type(), frame.origin() + Math.round(near.time())));
        Widgets.quiet(near.curve().style().entity().toString());
        ImGui.endTooltip();
    }

    @Override
    public void look(final Look at) {
        if (at == Look.EVERYTHING) {
            mouse.resetAsked();
        }
    }

    @Override
    public void giveUp(final Releasable.Rank rank) {
        if (rank == Releasable.Rank.VIEWER) {
            curves.forget();
        }
    }

    /// Times that the user has chosen; what a plot shows by itself is what there is.
    @Override
    public List<SweepPolicy.ProtectedRange> shownRanges(final Session session) {
        final PlotWindow.Times times = session.state().slice(PlotWindow.Times.class, PlotWindow.Times.AUTOMATIC);
        return times.timeline().isEmpty()
                ? List.of()
                : List.of(new SweepPolicy.ProtectedRange(
                        times.timeline(),
                        times.absolute(Math.floor(times.from())),
                        times.absolute(Math.ceil(times.to())),
                        Set.copyOf(shown().entities())));
    }

    @Override
    public void forget() {
        curves.forget();
    }
}
