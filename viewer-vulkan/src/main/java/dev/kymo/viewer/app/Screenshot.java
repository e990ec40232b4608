package dev.kymo.viewer.app;

import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.PngWriter;
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
        try (GpuDevice device = GpuDevice.open(DeviceOptions.fromEnvironment());
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                Scene scene = SceneBuilder.build(reader, cursor, device)) {
            final String detail = String.format(Locale.ROOT, "%,d points", scene.pointCount());
            PngWriter.write(
                    renderer.render(Composition.compose(scene, width, height, caption, detail), width, height), png);
            if (!device.validationMessages().isEmpty()) {
                throw new IllegalStateException("Vulkan validation: " + device.validationMessages());
            }
            final List<String> notes = new java.util.ArrayList<>(scene.notes());
            if (scene.isEmpty()) {
                notes.add("nothing to see at " + cursor.timeline() + "=" + cursor.time());
            }
            return new Result(device.info().name(), scene.pointCount(), notes);
        }
    }
}
