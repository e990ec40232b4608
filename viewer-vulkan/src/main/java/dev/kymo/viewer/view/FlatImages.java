package dev.kymo.viewer.view;

import dev.kymo.store.index.Cell;
import dev.kymo.store.model.EntityPath;
import dev.kymo.store.model.Layouts;
import dev.kymo.viewer.render.DecodedImage;
import dev.kymo.viewer.render.ImageDecoder;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Images, depth images and segmentation images → layers of a flat scene.
final class FlatImages {
    private FlatImages() {}

    static void add(final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        addRaw(scene, entity, cells, arena);
        addEncoded(scene, entity, cells, arena);
        addDepth(scene, entity, cells, arena);
        addEncodedDepth(scene, entity, cells, arena);
        addClasses(scene, entity, cells, arena);
    }

    private static void addRaw(final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        final Cell cell = cells.cell("Image:buffer", ImagePixels.BLOB).orElse(null);
        if (cell == null || cell.instances().length() == 0) {
            return;
        }
        final ImagePixels.Format format = ImagePixels.Format.of(cells.instances("Image:format", ImagePixels.FORMAT));
        final ImagePixels pixels = format == null
                ? null
                : ImagePixels.ofRaw(cell.instances().list(0).flatBytes(), format, arena);
        if (pixels == null) {
            scene.note(entity + ": the image can't be shown: its pixel format is not one that is shown yet");
        } else {
            scene.addImage(pixels);
        }
    }

    private static void addEncoded(
            final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        final Cell cell = cells.cell("EncodedImage:blob", ImagePixels.BLOB).orElse(null);
        if (cell == null || cell.instances().length() == 0) {
            return;
        }
        final MemorySegment blob = cell.instances().list(0).flatBytes();
        try {
            if (ImageDecoder.isDeepGray(blob)) {
                final DecodedImage decoded = ImageDecoder.decode(blob, arena);
                scene.addNumbers(
                        ImagePixels.ofGray(decoded, arena),
                        FlatNumbers.values(decoded.pixels(), ImagePixels.Format.ofGray(decoded), arena));
            } else {
                scene.addImage(ImagePixels.ofEncoded(blob, arena));
            }
        } catch (final IOException e) {
            scene.note(entity + ": the image can't be shown: " + e.getMessage());
        }
    }

    private static void addEncodedDepth(
            final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        final Cell cell = cells.cell("EncodedDepthImage:blob", ImagePixels.BLOB).orElse(null);
        if (cell == null || cell.instances().length() == 0) {
            return;
        }
        try {
            final DecodedImage decoded =
                    ImageDecoder.decode(cell.instances().list(0).flatBytes(), arena);
            if (decoded.channels() == 1) {
                showDepth(
                        scene,
                        decoded.pixels(),
                        ImagePixels.Format.ofGray(decoded),
                        cells.floats("EncodedDepthImage:meter", 1),
                        arena);
            } else {
                scene.note(entity + ": the depth image can't be shown: it has " + decoded.channels()
                        + " channels, not one");
            }
        } catch (final IOException e) {
            scene.note(entity + ": the depth image can't be shown: " + e.getMessage());
        }
    }

    private static void addDepth(final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        final MemorySegment buffer = buffer(scene, entity, cells, "DepthImage");
        final ImagePixels.Format format =
                ImagePixels.Format.of(cells.instances("DepthImage:format", ImagePixels.FORMAT));
        if (buffer != null && format != null) {
            showDepth(scene, buffer, format, cells.floats("DepthImage:meter", 1), arena);
        }
    }

    /// By distance, from the least to the greatest in the image; black where nothing was measured.
    private static void showDepth(
            final FlatScene scene,
            final MemorySegment buffer,
            final ImagePixels.Format format,
            final float @Nullable [] meter,
            final Arena arena) {
        final long pixels = (long) format.width() * format.height();
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (long i = 0; i < pixels; i++) {
            final double depth = format.number(buffer, i);
            if (depth > 0 && Double.isFinite(depth)) {
                least = Math.min(least, depth);
                most = Math.max(most, depth);
            }
        }
        final double scale = most > least ? 1 / (most - least) : 0;
        final MemorySegment rgba = arena.allocate(pixels * Integer.BYTES, Long.BYTES);
        for (long i = 0; i < pixels; i++) {
            final double depth = format.number(buffer, i);
            final boolean measured = depth > 0 && Double.isFinite(depth);
            final int colour = measured ? Palette.turbo((depth - least) * scale) : 0x000000FF;
            rgba.set(Layouts.INT, i * Integer.BYTES, Integer.reverseBytes(colour));
        }
        scene.addNumbers(
                new ImagePixels(format.width(), format.height(), rgba),
                FlatNumbers.depth(buffer, format, meter == null ? Float.NaN : meter[0], arena));
    }

    /// Each class in a colour of its own; class 0 is clear.
    private static void addClasses(
            final FlatScene scene, final EntityPath entity, final Cells cells, final Arena arena) {
        final MemorySegment buffer = buffer(scene, entity, cells, "SegmentationImage");
        final ImagePixels.Format format =
                ImagePixels.Format.of(cells.instances("SegmentationImage:format", ImagePixels.FORMAT));
        if (buffer == null || format == null) {
            return;
        }
        final long pixels = (long) format.width() * format.height();
        final MemorySegment rgba = arena.allocate(pixels * Integer.BYTES, Long.BYTES);
        for (long i = 0; i < pixels; i++) {
            final int id = (int) format.number(buffer, i);
            rgba.set(Layouts.INT, i * Integer.BYTES, id == 0 ? 0 : Integer.reverseBytes(Palette.ofClass(id)));
        }
        scene.addNumbers(
                new ImagePixels(format.width(), format.height(), rgba), FlatNumbers.classes(buffer, format, arena));
    }

    private static @Nullable MemorySegment buffer(
            final FlatScene scene, final EntityPath entity, final Cells cells, final String archetype) {
        final Cell cell = cells.cell(archetype + ":buffer", ImagePixels.BLOB).orElse(null);
        if (cell == null || cell.instances().length() == 0) {
            return null;
        }
        final ImagePixels.Format format =
                ImagePixels.Format.of(cells.instances(archetype + ":format", ImagePixels.FORMAT));
        final MemorySegment bytes = cell.instances().list(0).flatBytes();
        if (format == null || !format.hasKnownChannels()) {
            scene.note(entity + ": " + archetype + " can't be shown: its channel type is not one that is shown yet");
            return null;
        }
        if (bytes.byteSize() < (long) format.width() * format.height() * format.channelBytes()) {
            scene.note(entity + ": " + archetype + " can't be shown: its buffer is shorter than its format says");
            return null;
        }
        return bytes;
    }
}
