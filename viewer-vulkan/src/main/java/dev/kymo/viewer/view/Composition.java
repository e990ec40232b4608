package dev.kymo.viewer.view;

import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.GridDrawData;
import dev.kymo.viewer.render.ImageRectDrawData;
import dev.kymo.viewer.render.TextDrawData;
import dev.kymo.viewer.render.Texture;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// Puts a scene into a picture: a camera that sees all of it, the ground, camera images in a corner, a caption.
public final class Composition {
    private static final int MARGIN = 16;
    private static final int INSET_FRAME = 0x3A414BFF;
    private static final int TEXT_COLOUR = 0xC9D1DBFF;
    private static final int QUIET_TEXT = 0x8C96A3FF;
    private static final int TEXT_GROUND = 0x0D1011B0;
    private static final int MAX_INSETS = 3;
    private static final int MAX_LABELS = 40;

    private Composition() {}

    /// With a caption, seen by the eye that sees all of the scene.
    ///
    /// @param caption what and when, for the upper left corner; `detail` below it
    public static FrameDrawData compose(
            final Scene scene, final int width, final int height, final String caption, final String detail) {
        return compose(scene, width, height, caption, detail, ShownStyle.PLAIN);
    }

    /// As above.
    ///
    /// @param style of its clouds, with what is drawn of a clip box
    public static FrameDrawData compose(
            final Scene scene,
            final int width,
            final int height,
            final String caption,
            final String detail,
            final ShownStyle style) {
        final FrameDrawData frame = compose(scene, Eye.framing(scene, width, height), width, height, 1, style, null);
        addInsets(scene, frame, width, height, scene.bounds().isEmpty());
        frame.add(new TextDrawData(caption, MARGIN, MARGIN - 4, 18, TEXT_COLOUR, TEXT_GROUND, false));
        frame.add(new TextDrawData(detail, MARGIN, MARGIN + 22, 13, QUIET_TEXT, TEXT_GROUND, false));
        return frame;
    }

    /// What has a place in space, without camera images in a corner: a window shows them in views of their
    /// own.
    ///
    /// @param uiScale pixels per UI pixel
    /// @param style as above
    /// @param quality of large clouds, as for [Scene#drawInto]
    static FrameDrawData compose(
            final Scene scene,
            final Eye eye,
            final int width,
            final int height,
            final float uiScale,
            final ShownStyle style,
            final @Nullable LodQuality quality) {
        final Camera camera = eye.camera();
        final FrameDrawData frame = new FrameDrawData(camera).uiScale(uiScale);
        style.addTo(frame);
        if (!scene.bounds().isEmpty()) {
            final Vector3d up = scene.axes().up();
            final Vector3d ground = scene.ground();
            frame.grid(new GridDrawData(
                    new double[] {ground.x, ground.y, ground.z},
                    new double[] {up.x, up.y, up.z},
                    0,
                    GridDrawData.SUBTLE));
        }
        scene.drawInto(frame, width, height, quality);
        addLabels(scene, frame, camera, width, height, uiScale);
        return frame;
    }

    private static void addLabels(
            final Scene scene,
            final FrameDrawData frame,
            final Camera camera,
            final int width,
            final int height,
            final float uiScale) {
        int shown = 0;
        for (final Scene.Label label : scene.labels()) {
            final double[] at = camera.project(label.x(), label.y(), label.z(), width, height);
            final boolean visible =
                    at[2] > camera.near() && at[0] >= 0 && at[1] >= 0 && at[0] < width && at[1] < height;
            if (visible && shown++ < MAX_LABELS) {
                frame.add(new TextDrawData(
                        label.text(), at[0], at[1] - 8 * uiScale, 13 * uiScale, label.colour(), TEXT_GROUND, true));
            }
        }
    }

    private static void addInsets(
            final Scene scene, final FrameDrawData frame, final int width, final int height, final boolean alone) {
        final int count = Math.min(MAX_INSETS, scene.insets().size());
        final double share = alone ? 0.9 / Math.max(1, count) : 0.28;
        double bottom = height - (alone ? height * 0.05 : MARGIN);
        for (int i = 0; i < count; i++) {
            final Texture texture = scene.insets().get(i).texture();
            final double room =
                    Math.min(width * (alone ? 0.9 : 0.26) / texture.width(), height * share / texture.height());
            final double insetWidth = texture.width() * room;
            final double insetHeight = texture.height() * room;
            final double left = alone ? (width - insetWidth) / 2 : width - MARGIN - insetWidth;
            final double top = bottom - insetHeight;
            frame.add(new ImageRectDrawData(null, left - 1, top - 1, insetWidth + 2, insetHeight + 2, INSET_FRAME));
            frame.add(new ImageRectDrawData(texture, left, top, insetWidth, insetHeight, 0xFFFFFFFF));
            frame.add(new TextDrawData(
                    scene.insets().get(i).entity().toString(), left + 6, top + 4, 12, TEXT_COLOUR, TEXT_GROUND, false));
            bottom = top - 10;
        }
        if (scene.insets().size() > count) {
            scene.note("images: " + count + " of " + scene.insets().size() + " shown");
        }
    }
}
