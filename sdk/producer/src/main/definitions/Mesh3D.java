package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;

final class Mesh3D {
    /// The texture's pixels, rows from top to bottom. Borrowed.
    ///
    /// @throws IllegalArgumentException when `pixels` has not as many bytes as `format` needs
    public Mesh3D albedoTexture(final MemorySegment pixels, final ImageFormat format) {
        format.requireLength("pixels.byteSize", pixels.byteSize(), 1);
        return albedoTextureBuffer(pixels).albedoTextureFormat(format);
    }
}
