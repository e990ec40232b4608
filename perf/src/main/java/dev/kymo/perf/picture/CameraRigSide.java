package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;
import dev.kymo.sdk.Image;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.Transform3D;
import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.view.Eye;
import dev.kymo.viewer.view.FlatScene;
import dev.kymo.viewer.view.FlatView;
import dev.kymo.viewer.view.FlatWindow;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneView;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A rig of ten cameras that see 30 pictures of 640×480 a second each, shown at 60 frames a second: each in a 2D view
/// of
/// its own of 240×180, and in its frustum in a 3D view of 640×360. One operation is one frame; with every second one
/// the
/// pictures of all cameras are new. Logging them is not timed.
public final class CameraRigSide implements Side {
    public static final String RIG = "10-camera-rig";
    /// How many frames begin from the commit of a picture until it is shown, that one included.
    public static final String FRAMES_TO_SCREEN = "frames_to_screen";

    private static final int CAMERAS = 10;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 480;
    private static final int SPACE_HEIGHT = 360;
    private static final int FLAT_WIDTH = 240;
    private static final int FLAT_HEIGHT = 180;
    private static final int PICTURES = 4;

    private final OpenedTogether opened = new OpenedTogether();
    private @Nullable HeadlessRenderer space;
    private @Nullable HeadlessRenderer flat;
    private @Nullable SceneView view;
    private final List<FlatView> flats = new ArrayList<>();
    private final List<EntityPath> cameras = new ArrayList<>();
    private final byte[][] pictures = new byte[PICTURES][];
    private @Nullable FrameStore data;
    private @Nullable FrameCosts costs;
    private @Nullable Eye eye;
    private int frame;
    private int framesSinceLogged;
    private boolean isAwaited;
    private int worstFrames;

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException, IOException {
        close();
        final GpuDevice device = opened.add(PointsSide.open(), GpuDevice::close);
        data = opened.add(new FrameStore(), FrameStore::close);
        flat = opened.add(new HeadlessRenderer(device, false), HeadlessRenderer::close);
        space = opened.add(new HeadlessRenderer(device, false), HeadlessRenderer::close);
        view = opened.add(new SceneView(device), SceneView::close);
        costs = new FrameCosts(List.of(view.statistics()), space.times());
        final SplittableRandom random = new SplittableRandom(bench.seed());
        for (int i = 0; i < PICTURES; i++) {
            pictures[i] = new byte[WIDTH * HEIGHT * 3];
            random.nextBytes(pictures[i]);
        }
        for (int camera = 0; camera < CAMERAS; camera++) {
            final String path = "rig/camera" + camera;
            cameras.add(EntityPath.parse(path));
            flats.add(opened.add(new FlatView(device), FlatView::close));
            data.recording()
                    .logStatic(
                            path,
                            Transform3D.fromTranslation(camera, 0, 1).rotationAxisAngle(1, 0, 0, (float) -Math.PI / 2),
                            Pinhole.update()
                                    .imageFromCamera(525, 0, 0, 0, 525, 0, 319.5f, 239.5f, 1)
                                    .resolution(WIDTH, HEIGHT)
                                    .imagePlaneDistance(1));
        }
        frame = 0;
        eye = null;
        return frame(new Sample());
    }

    private void logPictures() {
        // What was never shown is counted as too late
        worstFrames = Math.max(worstFrames, isAwaited ? framesSinceLogged + 1 : 0);
        framesSinceLogged = 0;
        isAwaited = true;
        data.recording().setTimeSequence(FrameStore.TIMELINE, frame / 2);
        for (int camera = 0; camera < CAMERAS; camera++) {
            data.recording()
                    .log("rig/camera" + camera, Image.rgb8(pictures[(frame / 2 + camera) % PICTURES], WIDTH, HEIGHT));
        }
    }

    private long frame(final Sample sample) {
        if (frame % 2 == 0) {
            logPictures();
        }
        framesSinceLogged++;
        final long newest = frame / 2;
        costs.beginFrame(sample);
        final long beganNs = System.nanoTime();
        long shown = 0;
        try (StoreReader reader = data.store().reader()) {
            final TimeCursor cursor = new TimeCursor(FrameStore.TIMELINE, newest);
            final Scene scene = view.show(reader, cursor, _ -> true, "all");
            if (eye == null) {
                eye = Eye.framing(scene, WIDTH, SPACE_HEIGHT);
            }
            space.renderToLook(view.compose(eye, WIDTH, SPACE_HEIGHT, 1), WIDTH, SPACE_HEIGHT);
            for (int camera = 0; camera < CAMERAS; camera++) {
                final EntityPath path = cameras.get(camera);
                final FlatView its = flats.get(camera);
                final long before = its.builtCount();
                final FlatScene picture = its.show(reader, cursor, path, List.of(path), _ -> true);
                if (its.builtCount() != before) {
                    flat.renderToLook(
                            picture.compose(FlatWindow.fit(picture, FLAT_WIDTH, FLAT_HEIGHT), FLAT_WIDTH, FLAT_HEIGHT),
                            FLAT_WIDTH,
                            FLAT_HEIGHT);
                }
                shown += isShown(picture, newest, camera) ? 1 : 0;
            }
        }
        sample.recordBatch(System.nanoTime() - beganNs, 1);
        costs.endFrame(sample);
        if (isAwaited && shown == CAMERAS) {
            worstFrames = Math.max(worstFrames, framesSinceLogged);
            isAwaited = false;
        }
        frame++;
        return shown;
    }

    /// Whether a scene has the picture that was logged last: by its first pixel.
    private boolean isShown(final FlatScene picture, final long newest, final int camera) {
        final byte[] rgb = pictures[(int) ((newest + camera) % PICTURES)];
        return picture.reading(0, 0)
                .equals(String.format(
                        java.util.Locale.ROOT, "#%02X%02X%02X", rgb[0] & 0xFF, rgb[1] & 0xFF, rgb[2] & 0xFF));
    }

    /// Frames with new pictures and frames without, as many of each.
    @Override
    public int leastUnits() {
        return 4;
    }

    @Override
    public int warmUnits() {
        return 24;
    }

    @Override
    public void round(final Sample sample, final int units) {
        worstFrames = 0;
        costs.beginRound();
        for (int i = 0; i < units; i++) {
            frame(sample);
        }
        costs.endRound(sample);
        sample.figure(FRAMES_TO_SCREEN, worstFrames);
    }

    @Override
    public void close() {
        opened.close();
        flats.clear();
        cameras.clear();
    }
}
