package dev.kymo.sdk;

import java.nio.file.Path;

final class AssetVideo {
    /// The bytes of an MP4 file, borrowed.
    public static AssetVideo mp4(final byte... blob) {
        return update().blob(blob).mediaType(MediaType.MP4);
    }

    /// An MP4 file, read whole.
    ///
    /// @throws java.io.UncheckedIOException when it can't be read; names it
    public static AssetVideo fromFile(final Path file) {
        return mp4(WholeFile.read(file));
    }
}
