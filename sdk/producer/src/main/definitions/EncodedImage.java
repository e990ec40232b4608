package dev.kymo.sdk;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

final class EncodedImage {
    /// The bytes of a JPEG or PNG file, borrowed; the media type is told from the first bytes, and left out when
    /// they say nothing.
    public static EncodedImage of(final byte... blob) {
        return of(MemorySegment.ofArray(blob));
    }

    /// The bytes of a JPEG or PNG file, borrowed; the media type is told from the first bytes, and left out when
    /// they say nothing.
    public static EncodedImage of(final MemorySegment blob) {
        final EncodedImage image = update().blob(blob);
        final String mediaType = MediaType.guess(blob);
        return mediaType == null ? image : image.mediaType(mediaType);
    }

    /// A JPEG or PNG file, read whole.
    ///
    /// @throws java.io.UncheckedIOException when it can't be read; names it
    public static EncodedImage fromFile(final Path file) {
        return of(WholeFile.read(file));
    }
}
