package dev.kymo.viewer.view;

import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/// An image's pixels with the memory they are in.
record DecodedPicture(ImagePixels pixels, Arena arena) implements AutoCloseable {
    /// Makes pixels in the arena it is given.
    interface Decoder {
        /// @return null for an image that can't be shown
        @Nullable
        ImagePixels decode(Arena arena) throws IOException;
    }

    /// @return null when the decoder has none
    /// @throws IOException as the decoder does
    static @Nullable DecodedPicture of(final Decoder decoder) throws IOException {
        final Arena arena = OffHeap.arena(MemoryTag.SCRATCH);
        DecodedPicture decoded = null;
        try {
            final ImagePixels pixels = decoder.decode(arena);
            decoded = pixels == null ? null : new DecodedPicture(pixels, arena);
            return decoded;
        } finally {
            if (decoded == null) {
                arena.close();
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
