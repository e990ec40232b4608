package dev.kymo.viewer.ui.panel;

import dev.kymo.store.model.EntityPath;
import dev.kymo.store.sweep.Releasable;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.render.ViewportRenderer;
import dev.kymo.viewer.ui.state.CloudColours;
import dev.kymo.viewer.ui.state.CloudSpan;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Recording;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.TimeFormat;
import dev.kymo.viewer.ui.state.ViewerState;
import dev.kymo.viewer.ui.window.FrameTimes;
import dev.kymo.viewer.ui.window.FrameTimes.Phase;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.ui.window.Window;
import dev.kymo.viewer.view.Eye;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneStatistics;
import dev.kymo.viewer.view.SceneView;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.RenderTarget;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.flag.ImGuiMouseButton;
import java.util.Optional;
import java.util.Set;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// The recording in space, at the time cursor. Drawn anew only when what it shows has changed.
public final class SpatialPanel implements Panel {
    /// What the panel keeps in the state.
    ///
    /// @param eye null: the one that sees everything, taken when there is something to see
    public record View3D(@Nullable Eye eye) {
        static final View3D INITIAL = new View3D(null);
    }

    /// ImGuiButtonFlags: left 1, right 2, middle 4.
    private static final int ANY_BUTTON = 7;

    /// Of rows that come at once, a frame.
    private static final long PLACING_NS_MAX = 8_000_000;

    private static final double SECONDS_OF_FLIGHT = 0.35;
    private static final double EYE_NEAREST = 0.02;
    private static final double FRAMING_INTERVAL_S = 1;
    /// Of the eye's distance.
    private static final double FRAMING_CHANGE = 0.2;
    private static final float CLICK_PIXELS = 4;
    private static final String CONTROLS = """
            drag            turn
            right-drag      move
            wheel           nearer, farther
            W A S D Q E     fly  (Shift faster, Alt slower)
            double-click    look at
            F               look at the selection
            R, double-click
            on background   see everything""";

    /// How far levels of detail had come.
    private record LevelsSeen(long generation, long news, int percent) {}

    /// What is asked of the store: nothing when it is the same as before.
    private record SceneKey(
            long changes,
            TimeCursor cursor,
            Set<EntityPath> hidden,
            long levels,
            CloudColours colours,
            long span,
            long unplaced) {}

    /// @param news of clouds that are loaded while they are shown
    private record PictureKey(Scene scene, Eye eye, int width, int height, float scale, long news, CloudStyle style) {}

    private final SceneView view;
    private final ViewportRenderer renderer;
    private final FlyKeys flight = new FlyKeys();
    private final CloudStyleMenu cloudStyle = new CloudStyleMenu();
    private @Nullable SceneKey shown;
    private @Nullable PictureKey drawn;
    private @Nullable RenderTarget target;
    private long texture;
    private @Nullable Eye flightFrom;
    private @Nullable Eye flightTo;
    private double flightBeganS;
    /// The eye as long as nobody has moved it.
    private @Nullable Eye automatic;
    private double framedAtS;
    private boolean isSteered;
    private float pressX;
    private float pressY;
    private float dragX;
    private float dragY;
    private boolean turning;
    private boolean focusAsked;
    private boolean resetAsked;
    /// What was clicked on last, and from where: known until the eye moves.
    private SceneView.@Nullable PickedInstance pickedInstance;

    private @Nullable Eye pickedFrom;
    /// Whether the picture will show more when the eye has rested.
    private boolean refines;
    private boolean hasRefined;
    private @Nullable LevelsSeen levelsSeen;
    private int shownPercent = -1;

    public SpatialPanel(final Ui ui) {
        view = new SceneView(ui.device());
        view.placeWithin(PLACING_NS_MAX);
        renderer = new ViewportRenderer(ui.device());
    }

    @Override
    public String name() {
        return "3D";
    }

    @Override
    public String icon() {
        return Icons.CUBE;
    }

    @Override
    public Place place() {
        return Place.CENTRE;
    }

    @Override
    public boolean isPadded() {
        return false;
    }

    @Override
    public boolean isClosable() {
        return true;
    }

    @Override
    public void look(final Look at) {
        focusAsked |= at == Look.SELECTION;
        resetAsked |= at == Look.EVERYTHING;
    }

    /// Of the frame that was drawn last.
    @Override
    public String progress() {
        if (shownPercent >= 0) {
            return shownPercent + " %";
        }
        if (refines || renderer.hasMore()) {
            return "refining";
        }
        return view.levelsGeneration() > 0 || hasRefined ? "done" : "";
    }

    @Override
    public boolean hasNews() {
        final LevelsSeen now = new LevelsSeen(view.levelsGeneration(), view.news(), view.levelsPercent());
        final boolean isOther = !now.equals(levelsSeen);
        levelsSeen = now;
        return isOther;
    }

    @Override
    public void draw(final Ui ui, final Session session) {
        final int width = Math.min((int) ImGui.getContentRegionAvailX(), RenderTarget.SIZE_MAX);
        final int height = Math.min((int) ImGui.getContentRegionAvailY(), RenderTarget.SIZE_MAX);
        if (width < 1 || height < 1) {
            return;
        }
        final float left = ImGui.getCursorScreenPosX();
        final float top = ImGui.getCursorScreenPosY();
        ImGui.invisibleButton("view", width, height, ANY_BUTTON);
        // The buttons in its corner are above it, and get the mouse there
        ImGui.setItemAllowOverlap();
        final long beganNs = System.nanoTime();
        showScene(session, ui.times());
        ui.times().add(Phase.SCENE, System.nanoTime() - beganNs);
        final View3D state = session.state().slice(View3D.class, View3D.INITIAL);
        final Eye start = state.eye() == null ? Eye.framing(view.scene(), width, height) : state.eye();
        final boolean isAutomatic = state.eye() == null || start.equals(automatic);
        if (isAutomatic) {
            followScene(ui, session, start, width, height);
        }
        final Eye eye = steer(ui, session, start, left, top, width, height);
        automatic = isAutomatic && !isSteered ? eye : null;
        // An eye on an empty scene is not kept: there may be something to look at later.
        if (!view.scene().isEmpty() && !eye.equals(state.eye())) {
            session.apply(Command.slice("Move the eye", new View3D(eye)));
        }
        final long drawNs = System.nanoTime();
        final CloudStyle style = session.state().slice(CloudStyle.class, CloudStyle.PLAIN);
        view.style(style);
        render(ui, new PictureKey(view.scene(), eye, width, height, ui.scale(), view.news(), style));
        ui.times().add(Phase.SCENE, System.nanoTime() - drawNs);
        final ImDrawList list = ImGui.getWindowDrawList();
        list.addImage(texture, left, top, left + width, top + height);
        drawOverlays(ui, session, list, eye, left, top, width, height);
    }

    /// Keeps a growing or moving scene of a live recording in the picture, until the user takes the eye.
    private void followScene(final Ui ui, final Session session, final Eye eye, final int width, final int height) {
        final Recording recording = session.recording();
        if (recording == null
                || !recording.isLive()
                || view.scene().isEmpty()
                || flightTo != null
                || ui.nowS() - framedAtS < FRAMING_INTERVAL_S) {
            return;
        }
        framedAtS = ui.nowS();
        final Eye framing = Eye.framing(view.scene(), width, height);
        final double moved = framing.target().distance(eye.target()) / eye.distance();
        final double grown = Math.abs(Math.log(framing.distance() / eye.distance()));
        if (moved > FRAMING_CHANGE || grown > FRAMING_CHANGE) {
            flyTo(ui, eye, framing);
        }
    }

    private void showScene(final Session session, final FrameTimes times) {
        final ViewerState state = session.state();
        final Recording recording = session.recording();
        view.levelsOf(
                recording == null ? null : recording.cloudAnchor(),
                session.reader().store(),
                Window::wake);
        final SceneKey key = new SceneKey(
                session.changes(),
                state.time().cursor(),
                state.hidden(),
                view.levelsGeneration(),
                state.slice(CloudColours.class, CloudColours.OWN),
                session.timeline()
                        .map(timeline ->
                                state.slice(CloudSpan.class, CloudSpan.NONE).on(timeline.type()))
                        .orElse(0L),
                view.unplaced());
        if (!key.equals(shown)) {
            view.colourBy(key.colours.component());
            view.last(key.span);
            view.show(session.reader(), key.cursor, state::isVisible, key.hidden);
            shown = key;
            final SceneStatistics spent = view.statistics();
            times.add(Phase.ROWS, spent.times().lastNs(SceneStatistics.Phase.QUERY));
            times.add(Phase.TRANSFORMS, spent.times().lastNs(SceneStatistics.Phase.TRANSFORMS));
            times.add(Phase.PARTS, spent.times().lastNs(SceneStatistics.Phase.SCENE));
            times.setKept(spent.rowsAsked(), spent.rowsChanged(), spent.partsKept(), spent.partsMade());
        }
    }

    private void render(final Ui ui, final PictureKey key) {
        final long nowNs = System.nanoTime();
        if (key.equals(drawn) && !renderer.hasMore()) {
            final double dueInS = view.refinesInS(nowNs);
            if (refines && dueInS > 0) {
                // This frame was asked for otherwise, a little early, or is the second pass of one
                ui.requestFrameIn(dueInS);
            }
            if (!refines || dueInS > 0) {
                return;
            }
        }
        final RenderTarget before = target;
        final boolean resized = before == null || before.width() != key.width || before.height() != key.height;
        if (resized && before != null) {
            ui.backend().release(texture);
        }
        final RenderTarget picture = renderer.target(key.width, key.height);
        if (resized) {
            texture = ui.backend().register(picture);
            target = picture;
        }
        renderer.render(view.composeMoving(key.eye, key.width, key.height, key.scale, nowNs), picture);
        ui.times().add(Phase.UPLOAD, renderer.times().lastNs(RenderPhase.UPLOAD));
        ui.times().add(Phase.DRAW, renderer.times().lastNs(RenderPhase.RECORD));
        ui.times().add(Phase.DEVICE, renderer.times().lastNs(RenderPhase.DEVICE));
        view.took(renderer.takeDeviceNs());
        drawn = key;
        final double refinesInS = view.refinesInS(nowNs);
        refines = refinesInS >= 0;
        if (refines) {
            hasRefined = true;
            ui.requestFrameIn(refinesInS);
        }
        if (renderer.hasMore()) {
            ui.requestFrame();
        }
    }

    private Eye steer(
            final Ui ui,
            final Session session,
            final Eye start,
            final float left,
            final float top,
            final int width,
            final int height) {
        Eye eye = start;
        isSteered = focusAsked;
        final boolean hovered = ImGui.isItemHovered();
        final float x = ImGui.getMousePosX() - left;
        final float y = ImGui.getMousePosY() - top;
        final Optional<SceneView.Pick> pick =
                hovered && !ImGui.isAnyMouseDown() ? view.pick(eye, x, y, width, height, ui.scale()) : Optional.empty();
        pick.ifPresent(p -> session.hover(p.entity()));
        final SceneView.PickedInstance instance = pickedInstance;
        if (hovered && instance != null && start.equals(pickedFrom)) {
            session.read(describe(session, instance));
        }
        if (hovered) {
            eye = wheel(eye);
        }
        if (ImGui.isItemActivated()) {
            pressX = x;
            pressY = y;
            turning = ImGui.isMouseDown(ImGuiMouseButton.Left) && !ImGui.getIO().getKeyShift();
        }
        eye = drag(eye, x, y, height);
        if (hovered && ImGui.isMouseDoubleClicked(ImGuiMouseButton.Left)) {
            doubleClick(ui, eye, x, y, width, height);
            isSteered = true;
        } else if (hovered && ImGui.isMouseReleased(ImGuiMouseButton.Left) && isClick(ui, x, y)) {
            session.apply(Command.select(view.pick(eye, x, y, width, height, ui.scale())
                    .map(SceneView.Pick::entity)
                    .orElse(null)));
            pickedInstance =
                    view.pickInstance(eye, x, y, width, height, ui.scale()).orElse(null);
            pickedFrom = eye;
        }
        answerAsked(ui, session, eye, width, height);
        eye = flight.move(ui, eye, hovered);
        isSteered |= !eye.equals(start);
        if (!eye.equals(start)) {
            flightTo = null;
        }
        return glide(ui, eye);
    }

    private static String describe(final Session session, final SceneView.PickedInstance instance) {
        final String text = "point " + TimeFormat.grouped(instance.instance()) + " of " + instance.entity();
        final Long time = instance.time();
        return text
                + session.timeline()
                        .filter(_ -> time != null)
                        .map(timeline ->
                                " at " + TimeFormat.full(timeline.type(), java.util.Objects.requireNonNull(time)))
                        .orElse("");
    }

    private boolean isClick(final Ui ui, final float x, final float y) {
        return Math.hypot(x - pressX, y - pressY) <= CLICK_PIXELS * ui.scale();
    }

    private static Eye wheel(final Eye eye) {
        final float wheel = ImGui.getIO().getMouseWheel();
        return wheel == 0 ? eye : eye.zoom(Math.exp(-wheel * 0.15), eye.distance() * EYE_NEAREST);
    }

    /// By what the mouse has moved since the frame before; the frame of its release included.
    private Eye drag(final Eye eye, final float x, final float y, final int height) {
        final boolean held = ImGui.isItemActive() || ImGui.isItemDeactivated();
        final float dx = x - dragX;
        final float dy = y - dragY;
        dragX = x;
        dragY = y;
        // The movement of the first frame has led to the press.
        if (!held || ImGui.isItemActivated() || (dx == 0 && dy == 0)) {
            return eye;
        }
        if (turning) {
            return eye.orbit(-dx * 0.005, dy * 0.005);
        }
        final double units = eye.unitsPerPixel(height);
        return eye.move(-dx * units, dy * units, 0);
    }

    private void doubleClick(
            final Ui ui, final Eye eye, final float x, final float y, final int width, final int height) {
        final Optional<SceneView.Pick> pick = view.pick(eye, x, y, width, height, ui.scale());
        if (pick.isPresent()) {
            final double near = Math.min(Math.max(pick.get().radius() * 1.5, EYE_NEAREST), eye.distance());
            flyTo(ui, eye, eye.lookAt(pick.get().point(), near));
        } else {
            flyTo(ui, eye, Eye.framing(view.scene(), width, height));
        }
    }

    private void answerAsked(final Ui ui, final Session session, final Eye eye, final int width, final int height) {
        final EntityPath selected = session.state().selected();
        if (resetAsked || (focusAsked && selected == null)) {
            flyTo(ui, eye, Eye.framing(view.scene(), width, height));
        } else if (focusAsked) {
            final SceneView.Extent extent = view.extentOf(java.util.Objects.requireNonNull(selected));
            if (!extent.isEmpty()) {
                flyTo(ui, eye, eye.lookAt(extent.centre(), Math.max(extent.radius() * 2.6, EYE_NEAREST)));
            }
        }
        resetAsked = false;
        focusAsked = false;
    }

    private void flyTo(final Ui ui, final Eye from, final Eye to) {
        flightFrom = from;
        flightTo = to;
        flightBeganS = ui.nowS();
        ui.requestFrame();
    }

    private Eye glide(final Ui ui, final Eye eye) {
        final Eye from = flightFrom;
        final Eye to = flightTo;
        if (from == null || to == null) {
            return eye;
        }
        final double share = (ui.nowS() - flightBeganS) / SECONDS_OF_FLIGHT;
        if (share >= 1) {
            flightTo = null;
            return to;
        }
        ui.requestFrame();
        return from.towards(to, 1 - Math.pow(1 - share, 3));
    }

    private void drawOverlays(
            final Ui ui,
            final Session session,
            final ImDrawList list,
            final Eye eye,
            final float left,
            final float top,
            final int width,
            final int height) {
        list.pushClipRect(left, top, left + width, top + height, true);
        final EntityPath selected = session.state().selected();
        final EntityPath hovered = session.hovered();
        if (hovered != null && !hovered.equals(selected)) {
            drawExtent(ui, list, eye, view.extentOf(hovered), left, top, width, height, 0xFFFFFF70);
        }
        if (selected != null) {
            drawExtent(ui, list, eye, view.extentOf(selected), left, top, width, height, Theme.ACCENT_SOFT);
        }
        if (flight.isFlying() || (flightTo != null && automatic == null)) {
            drawTarget(ui, list, eye, left, top, width, height);
        }
        final float margin = ui.px(10);
        ImGui.pushFont(ui.fonts().small());
        final int percent = view.levelsPercent();
        shownPercent = percent;
        final String count = TimeFormat.grouped(view.scene().pointCount())
                + (percent < 0 ? " points" : " points, a sample is shown; levels of detail " + percent + " %");
        list.addText(left + margin, top + height - margin - ImGui.getFontSize(), Theme.packed(Theme.TEXT_QUIET), count);
        ImGui.popFont();
        list.popClipRect();
        if (view.scene().isEmpty()) {
            final String text = "Nothing to see in 3D at this time";
            final float textWidth = ImGui.calcTextSize(text).x;
            list.addText(
                    Math.round(left + (width - textWidth) / 2),
                    Math.round(top + height / 2f),
                    Theme.packed(Theme.TEXT_QUIET),
                    text);
        }
        drawCorner(ui, session, left, top, width);
    }

    private void drawCorner(final Ui ui, final Session session, final float left, final float top, final int width) {
        float x = left + width - ui.px(34);
        ImGui.setCursorScreenPos(x, top + ui.px(8));
        Widgets.iconButton(ui, "?", "controls", CONTROLS, false);
        x -= ui.px(28);
        ImGui.setCursorScreenPos(x, top + ui.px(8));
        if (Widgets.iconButton(ui, Icons.FRAME, "reset", "See everything (R)", false)) {
            look(Look.EVERYTHING);
        }
        x -= ui.px(28);
        ImGui.setCursorScreenPos(x, top + ui.px(8));
        final EntityPath selected = session.state().selected();
        cloudStyle.draw(
                ui,
                session,
                view.extentOf(EntityPath.ROOT),
                view.extentOf(selected == null ? EntityPath.ROOT : selected));
        final Set<String> notes = view.scene().notes();
        if (!notes.isEmpty()) {
            x -= ui.px(28);
            ImGui.setCursorScreenPos(x, top + ui.px(8));
            ImGui.pushStyleColor(imgui.flag.ImGuiCol.Text, Theme.packed(Theme.WARNING));
            ImGui.textUnformatted(Icons.WARNING);
            ImGui.popStyleColor();
            Widgets.tooltip(String.join("\n", notes));
        }
    }

    private static void drawTarget(
            final Ui ui,
            final ImDrawList list,
            final Eye eye,
            final float left,
            final float top,
            final int width,
            final int height) {
        final double[] at = SceneView.project(eye, new Vector3d(eye.target()), width, height);
        list.addCircle(left + (float) at[0], top + (float) at[1], ui.px(5), Theme.packed(0xFFFFFF90), 24, ui.scale());
    }

    /// The twelve edges of a box, over the picture.
    private static void drawExtent(
            final Ui ui,
            final ImDrawList list,
            final Eye eye,
            final SceneView.Extent extent,
            final float left,
            final float top,
            final int width,
            final int height,
            final int rgba) {
        if (extent.isEmpty()) {
            return;
        }
        final double[][] corners = new double[8][];
        for (int corner = 0; corner < 8; corner++) {
            corners[corner] = SceneView.project(
                    eye,
                    new Vector3d(
                            (corner & 1) == 0 ? extent.low().x : extent.high().x,
                            (corner & 2) == 0 ? extent.low().y : extent.high().y,
                            (corner & 4) == 0 ? extent.low().z : extent.high().z),
                    width,
                    height);
        }
        for (int corner = 0; corner < 8; corner++) {
            for (int axis = 1; axis < 8; axis <<= 1) {
                final double[] from = corners[corner];
                final double[] to = corners[corner | axis];
                if ((corner & axis) == 0 && from[2] > 0 && to[2] > 0) {
                    list.addLine(
                            left + (float) from[0],
                            top + (float) from[1],
                            left + (float) to[0],
                            top + (float) to[1],
                            Theme.packed(rgba),
                            1.25f * ui.scale());
                }
            }
        }
    }

    @Override
    public void giveUp(final Releasable.Rank rank) {
        if (rank == Releasable.Rank.GRAPHICS) {
            view.giveUp();
        }
    }

    @Override
    public void forget() {
        shown = null;
        drawn = null;
        flightTo = null;
        view.forget();
    }

    /// Textures go with the window's backend, which is closed after the panels.
    @Override
    public void close() {
        renderer.close();
        view.close();
    }
}
