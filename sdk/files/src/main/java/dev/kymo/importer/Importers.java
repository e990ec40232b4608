package dev.kymo.importer;

import dev.kymo.sdk.RecordingStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// All importers.
public final class Importers {
    private static final PointCloudImporter CLOUDS = new PointCloudImporter();
    private static final McapImporter MCAP = new McapImporter();
    private static final List<Importer> ALL =
            List.of(CLOUDS, MCAP, new ImageFolderImporter(), new ImageFilesImporter());

    private static final byte[] NO_BYTES = {};

    private Importers() {}

    /// The importer for a file or folder: by what is in it first, by its name second.
    ///
    /// @throws ImportException when it is not there, can't be read, or is of no known kind
    public static Importer forSource(final Path source) throws IOException {
        final boolean isFolder = Files.isDirectory(source);
        final byte[] head = isFolder ? NO_BYTES : SourceFile.head(source);
        if (isFolder) {
            SourceFile.list(source);
        }
        for (final Importer importer : ALL) {
            if (importer.accepts(source, head)) {
                return importer;
            }
        }
        if (!isFolder && CLOUDS.acceptsName(source)) {
            return CLOUDS;
        }
        if (!isFolder && McapImporter.acceptsName(source)) {
            return MCAP;
        }
        if (isFolder) {
            throw new ImportException(
                    source,
                    "expected a folder with image/ (or rgb/, color/) and depth/, with images, or with LAS, LAZ, PCD or PLY"
                            + " frames; found none of these");
        }
        throw new ImportException(
                source,
                0,
                "kind of file",
                "LAS, LAZ, PCD, PLY, MCAP, JPEG or PNG, or a folder of images",
                head.length == 0 ? "an empty file" : "something else");
    }

    /// Imports with the importer for the first source.
    ///
    /// @throws ImportException see [Importer#importTo] and [#forSource]
    public static void importTo(final ImportRequest request, final RecordingStream out, final Progress progress)
            throws IOException {
        forSource(request.sources().get(0)).importTo(request, out, progress);
    }
}
