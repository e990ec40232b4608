package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.render.Camera;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.ImageQuadDrawData;
import dev.kymo.viewer.render.LineBatch;
import dev.kymo.viewer.render.LineDrawData;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.render.TextDrawData;
import dev.kymo.viewer.render.Texture;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.joml.Matrix4d;
import org.jspecify.annotations.Nullable;

/// What a 2D view shows at one moment, on the device: images in their own pixels (x right, y down, the first
/// pixel's corner at 0, 0), and what was logged in 2D on them. Owns its draw data; close it after the frames
/// that show it. The same store, moment and entities give the same scene.
public final class FlatScene implements AutoCloseable {
    /// Nearer the eye than the images, in pixels.
    static final float DRAWN_Z = -1;

    private static final double[] IDENTITY = new Matrix4d().get(new double[16]);
    private static final double DEPTH_RANGE = 1000;
    /// A depth or segmentation image over a colour image lets it shine through.
    private static final int OVERLAY_TINT = 0xFFFFFF80;
    private static final int OPAQUE = 0xFFFFFFFF;
    private static final int TEXT_GROUND = 0x0D1011B0;
    private static final int MAX_LABELS = 40;

    private final GpuDevice device;
    private final LineBatch lines = new LineBatch();
    private final List<Layer> layers = new ArrayList<>();
    private final List<PointDrawData> points = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();
    private final Set<String> notes = new LinkedHashSet<>();
    /// What is under a pixel is asked for long after the image was made.
    private final Arena pixels = OffHeap.arena(MemoryTag.SCRATCH);

    private @Nullable LineDrawData uploadedLines;
    private double width;
    private double height;

    private record Layer(
            Texture texture, ImagePixels pixels, @Nullable FlatNumbers numbers, boolean isOverlay) {}

    private record Label(String text, double x, double y, int colour) {}

    private FlatScene(final GpuDevice device) {
        this.device = device;
    }

    /// Images of `entities`, and Boxes2D, Points2D and LineStrips2D of everything at or below `origin`.
    ///
    /// @param device where draw data go; the scene must be closed before it
    public static FlatScene build(
            final StoreReader reader,
            final TimeCursor cursor,
            final EntityPath origin,
            final List<EntityPath> entities,
            final GpuDevice device) {
        return build(reader, cursor, origin, entities, _ -> true, device);
    }

    /// The same of visible entities.
    static FlatScene build(
            final StoreReader reader,
            final TimeCursor cursor,
            final EntityPath origin,
            final List<EntityPath> entities,
            final Predicate<EntityPath> visible,
            final GpuDevice device) {
        final FlatScene scene = new FlatScene(device);
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            for (final EntityPath entity : entities) {
                if (visible.test(entity)) {
                    FlatImages.add(scene, entity, new Cells(reader, entity, cursor), scene.pixels);
                }
            }
            for (final EntityPath entity : reader.store().entities()) {
                if (origin.contains(entity) && visible.test(entity)) {
                    FlatVisualizer.add(scene, entity, new Cells(reader, entity, cursor), arena);
                }
            }
            return scene;
        } catch (final RuntimeException | Error e) {
            scene.close();
            throw e;
        }
    }

    GpuDevice device() {
        return device;
    }

    void addImage(final ImagePixels image) {
        add(image, null);
    }

    /// An image of numbers, as colours; over a colour image it is transparent.
    void addNumbers(final ImagePixels image, final FlatNumbers numbers) {
        add(image, numbers);
    }

    private void add(final ImagePixels image, final @Nullable FlatNumbers numbers) {
        layers.add(new Layer(
                Texture.upload(device, image.width(), image.height(), image.rgba()), image, numbers, numbers != null));
        grow(image.width(), image.height());
    }

    /// What the images have at a pixel, the uppermost first, such as `depth 1.25 m   #336699`; empty outside of
    /// them all.
    public String reading(final int x, final int y) {
        final List<String> found = new ArrayList<>();
        for (final Layer layer : layers.reversed()) {
            if (x >= 0 && y >= 0 && x < layer.pixels.width() && y < layer.pixels.height()) {
                final FlatNumbers numbers = layer.numbers;
                found.add(
                        numbers == null
                                ? String.format(Locale.ROOT, "#%06X", layer.pixels.colour(x, y) >>> 8)
                                : numbers.at(x, y));
            }
        }
        return String.join("   ", found);
    }

    void grow(final double x, final double y) {
        if (Double.isFinite(x) && Double.isFinite(y)) {
            width = Math.max(width, x);
            height = Math.max(height, y);
        }
    }

    boolean hasImages() {
        return !layers.isEmpty();
    }

    LineBatch lines() {
        return lines;
    }

    void add(final PointDrawData data) {
        points.add(data);
    }

    void addLabel(final String text, final double x, final double y, final int colour) {
        labels.add(new Label(text, x, y, colour));
    }

    void note(final String text) {
        notes.add(text);
    }

    /// What could not be shown, and why, one line each.
    public Set<String> notes() {
        return java.util.Collections.unmodifiableSet(notes);
    }

    /// How far the scene reaches to the right, in image pixels; 0 when there is nothing to see.
    public double width() {
        return width;
    }

    /// How far the scene reaches down, in image pixels.
    public double height() {
        return height;
    }

    public boolean isEmpty() {
        return width <= 0 || height <= 0;
    }

    /// A picture of the part of the scene that `window` names.
    public FrameDrawData compose(final FlatWindow window, final int pixelWidth, final int pixelHeight) {
        final double visibleHeight = window.visibleHeight(pixelHeight);
        final Camera camera = Camera.orthographic(
                new double[] {window.centreX(), window.centreY(), -DEPTH_RANGE},
                new double[] {window.centreX(), window.centreY(), 0},
                new double[] {0, -1, 0},
                visibleHeight,
                1,
                2 * DEPTH_RANGE);
        final FrameDrawData frame = new FrameDrawData(camera);
        double z = 0;
        boolean first = true;
        for (final Layer layer : layers) {
            final double right = layer.pixels.width();
            final double bottom = layer.pixels.height();
            frame.add(new ImageQuadDrawData(
                    layer.texture,
                    new double[] {0, 0, z, right, 0, z, right, bottom, z, 0, bottom, z},
                    layer.isOverlay && !first ? OVERLAY_TINT : OPAQUE));
            z -= 0.01;
            first = false;
        }
        points.forEach(data -> frame.add(data, IDENTITY));
        if (lines.count() > 0) {
            if (uploadedLines == null) {
                uploadedLines = lines.upload(device);
            }
            frame.add(uploadedLines, IDENTITY);
        }
        addLabels(frame, camera, pixelWidth, pixelHeight);
        return frame;
    }

    private void addLabels(
            final FrameDrawData frame, final Camera camera, final int pixelWidth, final int pixelHeight) {
        int shown = 0;
        for (final Label label : labels) {
            final double[] at = camera.project(label.x, label.y, DRAWN_Z, pixelWidth, pixelHeight);
            final boolean visible = at[0] >= 0 && at[1] >= 0 && at[0] < pixelWidth && at[1] < pixelHeight;
            if (visible && shown++ < MAX_LABELS) {
                frame.add(new TextDrawData(label.text, at[0], at[1] + 5, 12, label.colour, TEXT_GROUND, true));
            }
        }
    }

    @Override
    public void close() {
        layers.forEach(layer -> layer.texture.close());
        layers.clear();
        if (pixels.scope().isAlive()) {
            pixels.close();
        }
        points.forEach(PointDrawData::close);
        points.clear();
        if (uploadedLines != null) {
            uploadedLines.close();
            uploadedLines = null;
        }
    }
}
