package dev.kymo.viewer.ui.panel;

import dev.kymo.viewer.render.ViewportRenderer;
import dev.kymo.viewer.ui.panel.OpenViews.View;
import dev.kymo.viewer.ui.state.Command;
import dev.kymo.viewer.ui.state.Session;
import dev.kymo.viewer.ui.state.ViewerState;
import dev.kymo.viewer.ui.window.FrameTimes.Phase;
import dev.kymo.viewer.ui.window.Icons;
import dev.kymo.viewer.ui.window.Theme;
import dev.kymo.viewer.ui.window.Ui;
import dev.kymo.viewer.view.FlatScene;
import dev.kymo.viewer.view.FlatView;
import dev.kymo.viewer.view.FlatWindow;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.view.ViewProposal;
import dev.kymo.viewer.vulkan.RenderTarget;
import imgui.ImDrawList;
import imgui.ImGui;
import imgui.flag.ImGuiMouseButton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Images in their own pixels, with what is drawn on them, at the time cursor.
final class ImagePanel extends ViewPanel {
    /// What image views look at, by the views' ids; those that are not here show everything.
    record Windows(Map<String, FlatWindow> byId) {
        static final Windows ALL = new Windows(Map.of());

        Windows {
            byId = Map.copyOf(byId);
        }

        Windows with(final String id, final @Nullable FlatWindow window) {
            final Map<String, FlatWindow> changed = new HashMap<>(byId);
            if (window == null) {
                changed.remove(id);
            } else {
                changed.put(id, window);
            }
            return new Windows(changed);
        }
    }

    /// ImGuiButtonFlags: left 1, right 2, middle 4.
    private static final int ANY_BUTTON = 7;

    private static final double ZOOM_PER_NOTCH = 1.2;

    /// What is asked of the store: nothing when it is the same as before.
    private record SceneKey(long changes, TimeCursor cursor, Set<?> hidden, ViewProposal shown) {}

    private record PictureKey(FlatScene scene, FlatWindow window, int width, int height, float scale) {}

    private final Ui ui;
    private final ViewportRenderer renderer;
    private final FlatView flat;
    private @Nullable SceneKey asked;
    private @Nullable FlatScene scene;
    private @Nullable PictureKey drawn;
    private @Nullable RenderTarget target;
    private long texture;
    private boolean resetAsked;

    /// @param renderer shared with other views; closed by its owner
    ImagePanel(final Ui ui, final View shown, final ViewportRenderer renderer) {
        super(shown);
        this.ui = ui;
        this.renderer = renderer;
        flat = new FlatView(ui.device());
    }

    @Override
    public void draw(final Ui frameUi, final Session session) {
        final int width = Math.min((int) ImGui.getContentRegionAvailX(), RenderTarget.SIZE_MAX);
        final int height = Math.min((int) ImGui.getContentRegionAvailY(), RenderTarget.SIZE_MAX);
        if (width < 1 || height < 1) {
            return;
        }
        final float left = ImGui.getCursorScreenPosX();
        final float top = ImGui.getCursorScreenPosY();
        ImGui.invisibleButton("image", width, height, ANY_BUTTON);
        final long beganNs = System.nanoTime();
        final FlatScene current = scene(session);
        ui.times().add(Phase.SCENE, System.nanoTime() - beganNs);
        if (current.isEmpty()) {
            Widgets.centred(ui, "No image at this time");
            drawNotes(current, left, top, width);
            return;
        }
        final FlatWindow window = steer(session, current, left, top, width, height);
        final long drawNs = System.nanoTime();
        render(new PictureKey(current, window, width, height, ui.scale()));
        ui.times().add(Phase.SCENE, System.nanoTime() - drawNs);
        final ImDrawList list = ImGui.getWindowDrawList();
        list.addImage(texture, left, top, left + width, top + height);
        drawNotes(current, left, top, width);
    }

    private FlatScene scene(final Session session) {
        final ViewerState state = session.state();
        final SceneKey key = new SceneKey(session.changes(), state.time().cursor(), state.hidden(), shown());
        FlatScene current = scene;
        if (current == null || !key.equals(asked)) {
            current = flat.show(session.reader(), key.cursor, shown().origin(), shown().entities(), state::isVisible);
            scene = current;
            asked = key;
        }
        return current;
    }

    private FlatWindow steer(
            final Session session,
            final FlatScene current,
            final float left,
            final float top,
            final int width,
            final int height) {
        final FlatWindow all = FlatWindow.fit(current, width, height);
        final FlatWindow before =
                session.state().slice(Windows.class, Windows.ALL).byId().getOrDefault(name(), all);
        FlatWindow window = before;
        final float x = ImGui.getMousePosX() - left;
        final float y = ImGui.getMousePosY() - top;
        if (ImGui.isItemActive()
                && (ImGui.getIO().getMouseDeltaX() != 0 || ImGui.getIO().getMouseDeltaY() != 0)) {
            window = window.draggedBy(
                    ImGui.getIO().getMouseDeltaX(), ImGui.getIO().getMouseDeltaY());
        }
        if (ImGui.isItemHovered()) {
            final float wheel = ImGui.getIO().getMouseWheel();
            if (wheel != 0) {
                window = window.zoomedAt(Math.pow(ZOOM_PER_NOTCH, wheel), x, y, width, height, current);
            }
            read(session, current, window, x, y, width, height);
            resetAsked |= ImGui.isMouseDoubleClicked(ImGuiMouseButton.Left);
        }
        if (resetAsked) {
            resetAsked = false;
            keep(session, null);
            return all;
        }
        if (!window.equals(before)) {
            keep(session, window);
        }
        return window;
    }

    private void keep(final Session session, final @Nullable FlatWindow window) {
        session.apply(Command.slice(
                "Look at a part of " + title(),
                session.state().slice(Windows.class, Windows.ALL).with(name(), window)));
    }

    private void read(
            final Session session,
            final FlatScene current,
            final FlatWindow window,
            final float x,
            final float y,
            final int width,
            final int height) {
        final int pixelX = (int) Math.floor(window.imageX(x, width));
        final int pixelY = (int) Math.floor(window.imageY(y, height));
        final String reading = current.reading(pixelX, pixelY);
        session.hover(
                shown().entities().isEmpty()
                        ? shown().origin()
                        : shown().entities().getFirst());
        if (!reading.isEmpty()) {
            session.read("x " + pixelX + "  y " + pixelY + "   " + reading);
        }
    }

    private void render(final PictureKey key) {
        if (key.equals(drawn)) {
            return;
        }
        RenderTarget picture = target;
        if (picture == null || picture.width() != key.width || picture.height() != key.height) {
            closePicture();
            picture = renderer.newTarget(key.width, key.height);
            texture = ui.backend().register(picture);
            target = picture;
        }
        renderer.render(
                key.scene
                        .compose(key.window, key.width, key.height)
                        .background(Theme.GROUND_DEEP, Theme.GROUND_DEEP)
                        .uiScale(key.scale),
                picture);
        drawn = key;
    }

    private void drawNotes(final FlatScene current, final float left, final float top, final int width) {
        if (!current.notes().isEmpty()) {
            ImGui.setCursorScreenPos(left + width - ui.px(28), top + ui.px(8));
            Widgets.text(ui.fonts().text(), Theme.WARNING, Icons.WARNING);
            Widgets.tooltip(String.join("\n", current.notes()));
        }
    }

    @Override
    public void look(final Look at) {
        resetAsked |= at == Look.EVERYTHING;
    }

    private void closePicture() {
        if (target != null) {
            ui.backend().release(texture);
            target.close();
            target = null;
        }
    }

    @Override
    public void forget() {
        asked = null;
        scene = null;
        drawn = null;
        flat.forget();
    }

    @Override
    public void close() {
        forget();
        closePicture();
        flat.close();
    }
}
