package dev.kymo.viewer.app;

import dev.kymo.rrd.lod.LodOptions;
import dev.kymo.store.index.StoreReader;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.HeadlessRenderer;
import dev.kymo.viewer.render.PngWriter;
import dev.kymo.viewer.view.CloudLevels;
import dev.kymo.viewer.view.Composition;
import dev.kymo.viewer.view.Scene;
import dev.kymo.viewer.view.SceneBuilder;
import dev.kymo.viewer.view.ShownStyle;
import dev.kymo.viewer.view.TimeCursor;
import dev.kymo.viewer.vulkan.DeviceOptions;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

    /// What is to be drawn.
    ///
    /// @param width in pixels
    /// @param height likewise
    /// @param caption for the upper left corner
    /// @param style how clouds are shown
    /// @param colouredBy a component that clouds are coloured by; null for their own colours
    /// @param span of how much of the timeline up to the cursor clouds are shown together; 0 for those at
    ///     the cursor
    public record Frame(
            TimeCursor cursor,
            int width,
            int height,
            String caption,
            CloudStyle style,
            @Nullable String colouredBy,
            long span) {
        /// Clouds as they are.
        public Frame(final TimeCursor cursor, final int width, final int height, final String caption) {
            this(cursor, width, height, caption, CloudStyle.PLAIN, null, 0);
        }
    }

    /// Draws what a store holds at a moment and writes it as PNG, all points of all clouds. The same inputs
    /// give the same pixels.
    ///
    /// @throws IOException when the picture can't be written
    /// @throws IllegalStateException when the validation layer, if it is on, had something to say
    public static Result take(final StoreReader reader, final Frame frame, final Path png) throws IOException {
        return take(reader, frame, png, null, (_, _) -> {});
    }

    /// As above; large clouds are drawn by their levels of detail, which are built first where there are
    /// none yet.
    ///
    /// @param anchor where clouds come from; null: all points of all clouds are drawn
    /// @param progress told how far levels of detail are built
    public static Result take(
            final StoreReader reader,
            final Frame frame,
            final Path png,
            final CloudLevels.@Nullable Anchor anchor,
            final LodOptions.Progress progress)
            throws IOException {
        try (GpuDevice device = GpuDevice.open(DeviceOptions.fromEnvironment());
                HeadlessRenderer renderer = new HeadlessRenderer(device);
                CloudLevels levels =
                        anchor == null ? null : CloudLevels.awaited(anchor, device, reader.store(), progress)) {
            Result result = draw(reader, frame, png, device, renderer, levels);
            if (levels != null && levels.mend()) {
                result = draw(reader, frame, png, device, renderer, levels);
            }
            if (!device.validationMessages().isEmpty()) {
                throw new IllegalStateException("Vulkan validation: " + device.validationMessages());
            }
            return result;
        }
    }

    private static Result draw(
            final StoreReader reader,
            final Frame frame,
            final Path png,
            final GpuDevice device,
            final HeadlessRenderer renderer,
            final @Nullable CloudLevels levels)
            throws IOException {
        try (Scene scene = SceneBuilder.build(reader, frame.cursor, device, levels, frame.colouredBy, frame.span);
                ShownStyle shown = new ShownStyle(device, frame.style)) {
            final String detail = String.format(Locale.ROOT, "%,d points", scene.pointCount());
            PngWriter.write(
                    renderer.render(
                            Composition.compose(scene, frame.width, frame.height, frame.caption, detail, shown),
                            frame.width,
                            frame.height),
                    png);
            final List<String> notes = new ArrayList<>(scene.notes());
            if (scene.isEmpty()) {
                notes.add("nothing to see at " + frame.cursor.timeline() + "=" + frame.cursor.time());
            }
            return new Result(device.info().name(), scene.pointCount(), notes);
        }
    }
}
