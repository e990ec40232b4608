package dev.kymo.viewer.render;

import dev.kymo.viewer.vulkan.GpuBuffer;
import dev.kymo.viewer.vulkan.GpuDevice;
import dev.kymo.viewer.vulkan.GpuMemoryTag;
import java.lang.foreign.MemorySegment;

/// A picture on the device, for [ImageQuadDrawData] and [ImageRectDrawData]. The creator closes it.
public final class Texture implements AutoCloseable {
    /// The largest width or height, in texels.
    public static final int SIZE_MAX = 32768;

    /// How texels are stored; the order is that of the shader's `format`.
    enum Format {
        RGBA8(4),
        COVERAGE8(1);

        private final int texelBytes;

        Format(final int texelBytes) {
            this.texelBytes = texelBytes;
        }
    }

    private final GpuDevice device;
    private final int width;
    private final int height;
    private final Format format;
    private final GpuBuffer texels;

    Texture(final GpuDevice device, final int width, final int height, final Format format, final MemorySegment data) {
        if (width < 1 || height < 1 || width > SIZE_MAX || height > SIZE_MAX) {
            throw new IllegalArgumentException(
                    "width=" + width + ", height=" + height + " of a texture, allowed: 1 to " + SIZE_MAX);
        }
        this.device = device;
        this.width = width;
        this.height = height;
        this.format = format;
        requireSize(data);
        // Shaders read whole words
        final long bytes = (sizeBytes() + Integer.BYTES - 1) & -Integer.BYTES;
        texels = device.createBuffer(GpuMemoryTag.TEXTURES, GpuBuffer.Kind.DEVICE, bytes);
        device.staging().upload(data, texels, 0);
    }

    /// Copies a picture to the device; `rgba` may change or go once this returns.
    ///
    /// @param rgba bytes red, green, blue, alpha (not premultiplied) per texel, rows from the top, no padding
    /// @throws IllegalArgumentException when the sizes do not agree
    public static Texture upload(final GpuDevice device, final int width, final int height, final MemorySegment rgba) {
        return new Texture(device, width, height, Format.RGBA8, rgba);
    }

    /// Replaces the picture by another of the same size; frames already submitted show the old one.
    public void update(final MemorySegment rgba) {
        requireSize(rgba);
        device.staging().upload(rgba, texels, 0);
    }

    private long sizeBytes() {
        return (long) width * height * format.texelBytes;
    }

    private void requireSize(final MemorySegment data) {
        if (data.byteSize() != sizeBytes()) {
            throw new IllegalArgumentException("texture of " + width + " x " + height + ": " + data.byteSize()
                    + " bytes, expected " + sizeBytes());
        }
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    Format format() {
        return format;
    }

    long address() {
        return texels.address();
    }

    @Override
    public void close() {
        texels.close();
    }
}
