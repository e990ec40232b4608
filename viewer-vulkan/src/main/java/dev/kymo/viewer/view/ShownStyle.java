package dev.kymo.viewer.view;

import dev.kymo.viewer.render.ClipBox;
import dev.kymo.viewer.render.CloudStyle;
import dev.kymo.viewer.render.FrameDrawData;
import dev.kymo.viewer.render.LineDrawData;
import dev.kymo.viewer.render.Matrices;
import dev.kymo.viewer.vulkan.GpuDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// How clouds are shown, and the edges of their clip box on the device. One thread, the device's; closed
/// after the frames that show it, before the device.
public final class ShownStyle implements AutoCloseable {
    private static final int EDGE_COLOUR = 0xE0B040FF;
    /// UI pixels.
    private static final float EDGE_RADIUS = -0.75f;

    private static final int CORNERS = 8;

    /// [CloudStyle#PLAIN]: nothing is on a device.
    static final ShownStyle PLAIN = new ShownStyle(CloudStyle.PLAIN);

    private final CloudStyle style;
    private final @Nullable LineDrawData edges;

    private ShownStyle(final CloudStyle withoutBox) {
        style = withoutBox;
        edges = null;
    }

    public ShownStyle(final GpuDevice device, final CloudStyle style) {
        this.style = style;
        final ClipBox box = style.clip();
        edges = box == null ? null : edges(device, box);
    }

    /// From the corner of least coordinates: near it numbers are small, wherever in the world it is.
    private static LineDrawData edges(final GpuDevice device, final ClipBox box) {
        final double[] size = {box.highX() - box.lowX(), box.highY() - box.lowY(), box.highZ() - box.lowZ()};
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment ends = arena.allocate(12L * 6 * Float.BYTES, Float.BYTES);
            int at = 0;
            for (int corner = 0; corner < CORNERS; corner++) {
                for (int axis = 1; axis < CORNERS; axis <<= 1) {
                    if ((corner & axis) == 0) {
                        for (int i = 0; i < 6; i++) {
                            final int end = i < 3 ? corner : corner | axis;
                            final double along = (end >> (i % 3) & 1) * size[i % 3];
                            ends.setAtIndex(ValueLayout.JAVA_FLOAT, at++, (float) along);
                        }
                    }
                }
            }
            return LineDrawData.upload(device, ends, null, null, EDGE_COLOUR, EDGE_RADIUS);
        }
    }

    CloudStyle style() {
        return style;
    }

    void addTo(final FrameDrawData frame) {
        frame.style(style);
        final ClipBox box = style.clip();
        if (edges != null && box != null) {
            frame.add(edges, Matrices.translation(box.lowX(), box.lowY(), box.lowZ()));
        }
    }

    @Override
    public void close() {
        if (edges != null) {
            edges.close();
        }
    }
}
