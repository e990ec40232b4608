package dev.kymo.viewer.view;

import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.vulkan.GpuDevice;
import org.jspecify.annotations.Nullable;

/// Makes a scene of what a store holds at a moment. The same store and moment give the same scene.
public final class SceneBuilder {
    private SceneBuilder() {}

    /// Clouds, lines, boxes, cameras and images of all entities. Text and scalars are not part of a scene.
    /// Whoever looks at one moment after another does so with a [SceneView].
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
        return build(reader, cursor, device, levels, null, 0);
    }

    /// As above.
    ///
    /// @param colouredBy a component that clouds are coloured by, where it is a number for each of their
    ///     points; null for their own colours
    /// @param span as of [SceneView#last]
    public static Scene build(
            final StoreReader reader,
            final TimeCursor cursor,
            final GpuDevice device,
            final @Nullable CloudLevels levels,
            final @Nullable String colouredBy,
            final long span) {
        final SceneState state = new SceneState(device, reader.store(), new SceneStatistics(), levels);
        state.colourBy(colouredBy);
        state.last(span, Long.MAX_VALUE);
        try {
            return state.update(reader, cursor, _ -> true, null).owningState();
        } catch (final RuntimeException | Error e) {
            state.close();
            throw e;
        }
    }
}
