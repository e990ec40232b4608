package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.store.model.EntityPath;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes a scene of what a store holds at a moment. The same store and moment give the same scene.
public final class SceneBuilder {
    private SceneBuilder() {}

    /// Clouds, lines, boxes, cameras and images of all entities. Text and scalars are not part of a scene.
    ///
    /// @param device where draw data go; the scene must be closed before it
    public static Scene build(final StoreReader reader, final TimeCursor cursor, final GpuDevice device) {
        return build(reader, cursor, device, null);
    }

    /// @param levels of large clouds, closed after the scene; null: all points of all clouds are drawn
    public static Scene build(
            final StoreReader reader,
            final TimeCursor cursor,
            final GpuDevice device,
            final @Nullable CloudLevels levels) {
        final DrawCache cache = new DrawCache();
        final List<EntityPath> entities = List.copyOf(reader.store().entities());
        return build(reader, cursor, new RowTrace(cursor, entities), entities, new Scene(device, cache, cache, levels));
    }

    /// @param cache keeps draw data for the scenes that follow; closed by the caller, after them
    /// @param trace keeps what is asked
    /// @param shown the visible entities; where they are does not depend on it
    static Scene build(
            final StoreReader reader,
            final TimeCursor cursor,
            final RowTrace trace,
            final List<EntityPath> shown,
            final DrawCache cache,
            final GpuDevice device,
            final @Nullable CloudLevels levels) {
        final Scene scene = build(reader, cursor, trace, shown, new Scene(device, cache, null, levels));
        cache.endScene();
        if (levels != null) {
            levels.endScene();
        }
        return scene;
    }

    private static Scene build(
            final StoreReader reader,
            final TimeCursor cursor,
            final RowTrace trace,
            final List<EntityPath> shown,
            final Scene scene) {
        final Transforms transforms = new Transforms(reader, cursor.timeline(), trace);
        try {
            final CameraVisualizer cameras = new CameraVisualizer(scene, reader, cursor, transforms, trace);
            worldAxes(reader, cursor, trace).ifPresent(scene::axes);
            final CloudVisualizer clouds = new CloudVisualizer(scene);
            final LineVisualizer lines = new LineVisualizer(scene);
            for (final EntityPath entity : shown) {
                final Cells cells = new Cells(reader, entity, cursor, trace);
                scene.bounds().owner(entity);
                clouds.add(entity, cells, transforms);
                lines.addStrips(entity, cells, transforms);
                lines.addBoxes(entity, cells, transforms);
                cameras.collect(entity, cells);
            }
            cameras.addDepthClouds();
            cameras.addFrustums();
            return scene;
        } catch (final RuntimeException | Error e) {
            scene.close();
            throw e;
        }
    }

    /// What the axes mean, by the ViewCoordinates nearest to the root.
    private static Optional<ViewAxes> worldAxes(
            final StoreReader reader, final TimeCursor cursor, final RowTrace trace) {
        return reader.store().entities().stream()
                .sorted(java.util.Comparator.comparingInt(e -> e.parts().size()))
                .flatMap(entity -> new Cells(reader, entity, cursor, trace)
                        .any("ViewCoordinates:xyz").flatMap(cell -> ViewAxes.of(cell.instances())).stream())
                .findFirst();
    }
}
