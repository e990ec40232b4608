package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.store.model.RowId;
import dev.kymo.viewer.render.ImageQuadDrawData;
import dev.kymo.viewer.render.PointDrawData;
import dev.kymo.viewer.render.Texture;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.joml.Matrix4d;
import org.joml.Vector3d;
import org.jspecify.annotations.Nullable;

/// Pinholes, images and depth images → frustums with their picture, and clouds of what the depth image
/// measured.
final class CameraVisualizer {
    private static final int FRUSTUM_COLOUR = 0xB8C0CCFF;
    private static final float FRUSTUM_RADIUS = -1.1f;
    /// Where a frustum's picture stands, in radii of the scene.
    private static final double PLANE_PER_SCENE = 0.16;

    private static final int[] KINDS = {
        SceneComponents.placeOf("Pinhole:image_from_camera"),
        SceneComponents.placeOf("Image:buffer"),
        SceneComponents.placeOf("EncodedImage:blob"),
        SceneComponents.placeOf("DepthImage:buffer")
    };

    private final Scene scene;
    private final SceneState state;
    private final SceneRows rows;
    private final TimeCursor cursor;
    private final Transforms transforms;
    private boolean isInThePast;
    private final List<Picture> pictures = new ArrayList<>();
    private final List<Depth> depths = new ArrayList<>();
    private final List<EntityPath> pinholes = new ArrayList<>();

    /// An image in colour, and the entity whose pinhole it was seen through.
    private record Picture(
            EntityPath entity,
            Cell cell,
            ImagePixels pixels,
            @Nullable EntityPath pinhole) {}

    private record Depth(EntityPath entity, Cell cell, ImagePixels.Format format, float meter, EntityPath pinhole) {}

    CameraVisualizer(
            final Scene scene,
            final SceneState state,
            final SceneRows rows,
            final Transforms transforms,
            final TimeCursor cursor) {
        this.scene = scene;
        this.state = state;
        this.rows = rows;
        this.cursor = cursor;
        this.transforms = transforms;
    }

    /// Whether an entity has something of a camera's.
    static boolean isCamera(final SceneRows rows, final int entity) {
        for (final int component : KINDS) {
            if (rows.answers().isFound(entity, component)) {
                return true;
            }
        }
        return false;
    }

    /// Whether something is shown where it was sensed, and its camera has moved on since.
    boolean isInThePast() {
        return isInThePast;
    }

    /// Notes what an entity has to show; [#addDepthClouds] and [#addFrustums] then make it.
    void collect(final int number) {
        final EntityPath entity = rows.path(number);
        final Cells cells = state.cells(number);
        if (cells.floats("Pinhole:image_from_camera", 9) != null) {
            pinholes.add(entity);
        }
        final Cell raw = cells.cell("Image:buffer", ImagePixels.BLOB).orElse(null);
        if (raw != null && raw.instances().length() > 0) {
            final ImagePixels.Format format =
                    ImagePixels.Format.of(cells.instances("Image:format", ImagePixels.FORMAT));
            addPicture(
                    entity,
                    raw,
                    "its pixel format is not one that is shown yet",
                    arena -> format == null
                            ? null
                            : ImagePixels.ofRaw(raw.instances().list(0).flatBytes(), format, arena));
        }
        final Cell encoded = cells.cell("EncodedImage:blob", ImagePixels.BLOB).orElse(null);
        if (encoded != null && encoded.instances().length() > 0) {
            addPicture(
                    entity,
                    encoded,
                    "it is empty",
                    arena -> ImagePixels.ofEncoded(encoded.instances().list(0).flatBytes(), arena));
        }
        collectDepth(entity, cells);
    }

    /// @param reason why it can't be shown, when it can't
    private void addPicture(
            final EntityPath entity, final Cell cell, final String reason, final DecodedPicture.Decoder decoder) {
        final PixelsKey key = new PixelsKey(entity, cell.row());
        try {
            final DecodedPicture fresh = state.cache().has(key) ? null : DecodedPicture.of(decoder);
            if (fresh == null && !state.cache().has(key)) {
                scene.note(entity + ": the image can't be shown: " + reason);
                return;
            }
            final long bytes = fresh == null ? 0 : fresh.pixels().rgba().byteSize();
            final ImagePixels pixels = state.cache()
                    .get(key, DecodedPicture.class, bytes, () -> java.util.Objects.requireNonNull(fresh))
                    .pixels();
            pictures.add(new Picture(entity, cell, pixels, pinholeAbove(entity)));
        } catch (final IOException e) {
            scene.note(entity + ": the image can't be shown: " + e.getMessage());
        }
    }

    private record PixelsKey(EntityPath entity, RowId row) {}

    private record TextureKey(EntityPath entity, RowId row) {}

    private record DepthKey(
            EntityPath entity, RowId depths, @Nullable RowId colours, PinholeModel model, float meter) {}

    private void collectDepth(final EntityPath entity, final Cells cells) {
        final Cell cell = cells.cell("DepthImage:buffer", ImagePixels.BLOB).orElse(null);
        final ImagePixels.Format format =
                ImagePixels.Format.of(cells.instances("DepthImage:format", ImagePixels.FORMAT));
        if (cell == null || cell.instances().length() == 0 || format == null) {
            return;
        }
        if (!format.hasKnownChannels()) {
            scene.note(entity + ": the depth image can't be shown: its channel type is not one that is shown yet");
            return;
        }
        final EntityPath pinhole = pinholeAbove(entity);
        final long bytes = (long) format.width() * format.height() * format.channelBytes();
        if (pinhole == null || cell.instances().list(0).length() < bytes) {
            scene.note(entity + ": the depth image can't be shown: "
                    + (pinhole == null
                            ? "no Pinhole on it or above it"
                            : "its buffer is shorter than its format says"));
            return;
        }
        final float[] meter = cells.floats("DepthImage:meter", 1);
        final float otherwise = format.channelBytes() == Short.BYTES ? 1000 : 1;
        depths.add(new Depth(entity, cell, format, meter != null && meter[0] > 0 ? meter[0] : otherwise, pinhole));
    }

    private @Nullable EntityPath pinholeAbove(final EntityPath entity) {
        if (transforms.areNamed()) {
            final int camera = transforms.cameraAbove(numberOf(entity));
            return camera < 0 ? null : rows.path(camera);
        }
        for (EntityPath path = entity; path != null; path = path.parent()) {
            if (cellsOf(path).floats("Pinhole:image_from_camera", 9) != null) {
                return path;
            }
        }
        return null;
    }

    private int numberOf(final EntityPath entity) {
        return java.util.Objects.requireNonNull(rows.numberOf(entity));
    }

    /// Where a camera was when a cell was logged.
    private Matrix4d worldAt(final EntityPath pinhole, final Cell cell) {
        final long time = cell.isStatic() ? cursor.time() : cell.time();
        isInThePast |= !transforms.isCameraAtCursor(numberOf(pinhole), time);
        return transforms.cameraAt(numberOf(pinhole), time);
    }

    private Cells cellsOf(final EntityPath entity) {
        return state.cells(numberOf(entity));
    }

    void addDepthClouds() {
        for (final Depth depth : depths) {
            final ImagePixels.Format format = depth.format;
            final PinholeModel model = PinholeModel.of(cellsOf(depth.pinhole), format.width(), format.height());
            if (model == null || !transforms.isCameraPlaced(numberOf(depth.pinhole))) {
                continue;
            }
            final Picture beside = pictureBeside(depth);
            final DepthKey key = new DepthKey(
                    depth.entity, depth.cell.row(), beside == null ? null : beside.cell.row(), model, depth.meter);
            final SampledCloud cloud = state.cache()
                    .get(
                            key,
                            SampledCloud.class,
                            16L * format.width() * format.height(),
                            () -> depthCloud(depth, model, beside == null ? null : beside.pixels));
            if (cloud.data().count() > 0) {
                final Matrix4d world = new Matrix4d(worldAt(depth.pinhole, depth.cell)).mul(model.entityFromRdf());
                final float[] some = cloud.samples();
                final Samples places = new Samples(some.length / 3);
                for (int i = 0; i < some.length; i += 3) {
                    places.add(world.transformPosition(new Vector3d(some[i], some[i + 1], some[i + 2])));
                }
                state.addSamples(numberOf(depth.entity), places);
                scene.addPoints(cloud.data(), world);
            }
        }
    }

    private SampledCloud depthCloud(final Depth depth, final PinholeModel model, final @Nullable ImagePixels colours) {
        final ImagePixels.Format format = depth.format;
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final MemorySegment buffer = depth.cell.instances().list(0).flatBytes();
            final MemorySegment positions = arena.allocate(12L * format.width() * format.height(), 16);
            final MemorySegment rgba = arena.allocate(4L * format.width() * format.height(), 16);
            long count = 0;
            for (int v = 0; v < format.height(); v++) {
                for (int u = 0; u < format.width(); u++) {
                    final double z = format.number(buffer, (long) v * format.width() + u) / depth.meter;
                    if (z > 0 && Double.isFinite(z)) {
                        // Right, down, forward of the camera; what the entity's axes mean is part of the transform.
                        positions.set(Layouts.FLOAT, count * 12, (float) ((u - model.cx()) * z / model.fx()));
                        positions.set(Layouts.FLOAT, count * 12 + 4, (float) ((v - model.cy()) * z / model.fy()));
                        positions.set(Layouts.FLOAT, count * 12 + 8, (float) z);
                        rgba.set(
                                Layouts.INT,
                                count * 4,
                                colours != null ? colours.colour(u, v) | 0xFF : Palette.turbo(z / 5));
                        count++;
                    }
                }
            }
            final MemorySegment used = positions.asSlice(0, count * 12);
            return new SampledCloud(
                    PointDrawData.upload(
                            state.device(),
                            used,
                            rgba.asSlice(0, count * 4),
                            null,
                            -1,
                            CloudVisualizer.defaultRadius(count)),
                    SampledCloud.sample(used));
        }
    }

    /// A colour image of the same size through the same pinhole, or one beside it.
    private @Nullable Picture pictureBeside(final Depth depth) {
        for (final Picture picture : pictures) {
            final boolean beside = picture.pinhole != null
                    && (picture.pinhole.equals(depth.pinhole)
                            || java.util.Objects.equals(picture.pinhole.parent(), depth.pinhole.parent()));
            if (beside
                    && picture.pixels.width() == depth.format.width()
                    && picture.pixels.height() == depth.format.height()) {
                return picture;
            }
        }
        return null;
    }

    /// Frustums, each with its picture on its far side; pictures without a pinhole are only shown flat. To be
    /// called when the size of the scene is known.
    void addFrustums() {
        final double planeDistance =
                scene.bounds().isEmpty() ? 1 : scene.bounds().radius() * PLANE_PER_SCENE;
        scene.planeDistance(planeDistance);
        for (final EntityPath pinhole : pinholes) {
            final Picture picture = pictures.stream()
                    .filter(p -> pinhole.equals(p.pinhole))
                    .findFirst()
                    .orElse(null);
            final boolean depthBesidePicture = picture == null
                    && depths.stream().anyMatch(d -> d.pinhole.equals(pinhole) && pictureBeside(d) != null);
            if (!depthBesidePicture && transforms.isCameraPlaced(numberOf(pinhole))) {
                addFrustum(pinhole, picture, planeDistance);
            }
        }
        for (final Picture picture : pictures) {
            scene.addInset(picture.entity, texture(picture));
        }
    }

    private Texture texture(final Picture picture) {
        final ImagePixels pixels = picture.pixels;
        return state.cache()
                .get(
                        new TextureKey(picture.entity, picture.cell.row()),
                        Texture.class,
                        pixels.rgba().byteSize(),
                        () -> Texture.upload(state.device(), pixels.width(), pixels.height(), pixels.rgba()));
    }

    private void addFrustum(final EntityPath pinhole, final @Nullable Picture picture, final double planeDistance) {
        final PinholeModel model = PinholeModel.of(
                cellsOf(pinhole),
                picture == null ? 0 : picture.pixels.width(),
                picture == null ? 0 : picture.pixels.height());
        if (model == null) {
            return;
        }
        final Matrix4d world =
                picture == null ? transforms.cameraAtCursor(numberOf(pinhole)) : worldAt(pinhole, picture.cell);
        final double distance = model.planeDistance() > 0 ? model.planeDistance() : planeDistance;
        final Vector3d eye = world.transformPosition(new Vector3d());
        final double right = model.width() - 0.5;
        final double bottom = model.height() - 0.5;
        final Vector3d[] corners = {
            world.transformPosition(model.point(-0.5, -0.5, distance)),
            world.transformPosition(model.point(right, -0.5, distance)),
            world.transformPosition(model.point(right, bottom, distance)),
            world.transformPosition(model.point(-0.5, bottom, distance))
        };
        final Samples places = new Samples(5);
        places.add(eye);
        final double[] quad = new double[12];
        for (int i = 0; i < corners.length; i++) {
            line(eye, corners[i]);
            line(corners[i], corners[(i + 1) % corners.length]);
            places.add(corners[i]);
            quad[i * 3] = corners[i].x;
            quad[i * 3 + 1] = corners[i].y;
            quad[i * 3 + 2] = corners[i].z;
        }
        state.require(numberOf(pinhole), places);
        if (picture != null) {
            final Texture texture = texture(picture);
            scene.add(frame -> frame.add(new ImageQuadDrawData(texture, quad, 0xFFFFFFFF)));
        }
    }

    private void line(final Vector3d from, final Vector3d to) {
        state.frustums()
                .segment(
                        (float) from.x,
                        (float) from.y,
                        (float) from.z,
                        (float) to.x,
                        (float) to.y,
                        (float) to.z,
                        FRUSTUM_COLOUR,
                        FRUSTUM_RADIUS);
    }
}
