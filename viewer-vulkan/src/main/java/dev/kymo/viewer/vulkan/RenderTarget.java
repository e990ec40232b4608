package dev.kymo.viewer.vulkan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a frame is drawn into: a colour picture (RGBA8) and the depth that goes with it, both with 1 or 4
/// samples per pixel; with 4, a picture of one sample that the colours are averaged into.
public final class RenderTarget implements AutoCloseable {
    /// The largest width or height, in pixels, that every device has.
    public static final int SIZE_MAX = 8192;

    private final int width;
    private final int height;
    private final int samples;
    private final GpuImage picture;
    private final GpuImage depth;
    private final @Nullable GpuImage multisampled;
    private final boolean ownsPicture;
    private final GpuDevice device;
    private @Nullable RenderTarget plain;

    /// @param width pixels, 1 to [#SIZE_MAX]; `height` likewise
    /// @param samples per pixel, 1 or 4
    public RenderTarget(final GpuDevice device, final int width, final int height, final int samples) {
        if (width < 1 || height < 1 || width > SIZE_MAX || height > SIZE_MAX || (samples != 1 && samples != 4)) {
            throw new IllegalArgumentException("width=" + width + ", height=" + height + ", samples=" + samples
                    + ", allowed: sizes 1 to " + SIZE_MAX + ", samples 1 or 4");
        }
        this.width = width;
        this.height = height;
        this.samples = samples;
        this.device = device;
        ownsPicture = true;
        final List<GpuImage> made = new ArrayList<>();
        try {
            made.add(GpuImage.colour(device, width, height, 1));
            made.add(GpuImage.depth(device, width, height, samples));
            if (samples > 1) {
                made.add(GpuImage.colour(device, width, height, samples));
            }
        } catch (RuntimeException failure) {
            // memory may have run out half way
            made.forEach(GpuImage::close);
            throw failure;
        }
        picture = made.get(0);
        depth = made.get(1);
        multisampled = samples > 1 ? made.get(2) : null;
    }

    private RenderTarget(final RenderTarget smooth) {
        width = smooth.width;
        height = smooth.height;
        samples = 1;
        device = smooth.device;
        ownsPicture = false;
        picture = smooth.picture;
        depth = GpuImage.depth(device, width, height, 1);
        multisampled = null;
    }

    /// The same picture with one sample per pixel, for frames that have no time for more. Goes with this one.
    public RenderTarget plain() {
        if (samples == 1) {
            return this;
        }
        RenderTarget made = plain;
        if (made == null) {
            made = new RenderTarget(this);
            plain = made;
        }
        return made;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public int samples() {
        return samples;
    }

    GpuImage picture() {
        return picture;
    }

    GpuImage depth() {
        return depth;
    }

    @Nullable
    GpuImage multisampled() {
        return multisampled;
    }

    @Override
    public void close() {
        if (plain != null) {
            plain.close();
        }
        if (ownsPicture) {
            picture.close();
        }
        depth.close();
        if (multisampled != null) {
            multisampled.close();
        }
    }
}
