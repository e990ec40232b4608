package dev.kymo.viewer.app;

import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.PngWriter;
import dev.kymo.viewer.view.CloudLevels;
import dev.kymo.viewer.view.Composition;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneBuilder;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A picture of a moment, without a window.
public final class Screenshot {
    private Screenshot() {}

    /// What was drawn.
    ///
    /// @param device the device that drew it
    /// @param notes what could not be shown, and why
    public record Result(String device, long points, List<String> notes) {}

    /// Draws what a store holds at a moment and writes it as PNG. The same inputs give the same pixels.
    ///
    /// @param caption for the upper left corner
    /// @throws IOException when the picture can't be written
    /// @throws IllegalStateException when the validation layer, if it is on, had something to say
    public static Result take(
            final StoreReader reader,
            final TimeCursor cursor,
            final int width,
            final int height,
            final String caption,
            final Path png)
            throws IOException {
        return take(reader, cursor, width, height, caption, png, null, (_, _) -> {});
    }

    /// As above; large clouds are drawn by their levels of detail, which are built first where there are
    /// none yet.
    ///
    /// @param anchor where clouds come from; null: all points of all clouds are drawn
    /// @param progress told how far levels of detail are built
    public static Result take(
            final StoreReader reader,
            final TimeCursor cursor,
            final int width,
            final int height,
            final String caption,
            final Path png,
            final CloudLevels.@Nullable Anchor anchor,
            final LodOptions.Progress progress)
            throws IOException {
        try (GpuDevice device = GpuDevice.open(DeviceOptions.fromEnvironment());
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                CloudLevels levels =
                        anchor == null ? null : CloudLevels.awaited(anchor, device, reader.store(), progress)) {
            Result result = take(reader, cursor, width, height, caption, png, device, renderer, levels);
            if (levels != null && levels.mend()) {
                result = take(reader, cursor, width, height, caption, png, device, renderer, levels);
            }
            if (!device.validationMessages().isEmpty()) {
                throw new IllegalStateException("Vulkan validation: " + device.validationMessages());
            }
            return result;
        }
    }

    private static Result take(
            final StoreReader reader,
            final TimeCursor cursor,
            final int width,
            final int height,
            final String caption,
            final Path png,
            final GpuDevice device,
            final HeadlessRenderer renderer,
            final @Nullable CloudLevels levels)
            throws IOException {
        try (Scene scene = SceneBuilder.build(reader, cursor, device, levels)) {
            final String detail = String.format(Locale.ROOT, "%,d points", scene.pointCount());
            PngWriter.write(
                    renderer.render(Composition.compose(scene, width, height, caption, detail), width, height), png);
            final List<String> notes = new java.util.ArrayList<>(scene.notes());
            if (scene.isEmpty()) {
                notes.add("nothing to see at " + cursor.timeline() + "=" + cursor.time());
            }
            return new Result(device.info().name(), scene.pointCount(), notes);
        }
    }
}
