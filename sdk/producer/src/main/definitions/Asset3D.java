package dev.kymo.sdk;

import java.nio.file.Path;

final class Asset3D {
    /// A glTF, OBJ or STL file, read whole; what kind of file it is, its name says.
    ///
    /// @throws java.io.UncheckedIOException when it can't be read; names it
    public static Asset3D fromFile(final Path file) {
        final Asset3D asset = update().blob(WholeFile.read(file));
        final String mediaType = MediaType.ofName(file);
        return mediaType == null ? asset : asset.mediaType(mediaType);
    }
}
