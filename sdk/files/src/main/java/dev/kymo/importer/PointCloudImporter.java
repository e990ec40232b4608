package dev.kymo.importer;

import dev.kymo.sdk.Origin3D;
import dev.kymo.sdk.Points3D;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.DataCell;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// LAS, LAZ, PCD and PLY files: one row of points for each file, on one entity, `frame` counting from 0.
///
/// The first frame's origin is every frame's, because it is static on the entity.
final class PointCloudImporter implements Importer {
    private static final List<PointCloudReader> READERS = List.of(new LasReader(), new PcdReader(), new PlyReader());
    private static final double[] NO_ORIGIN = {0, 0, 0};

    @Override
    public String describe() {
        return "LAS, LAZ, PCD or PLY point clouds";
    }

    @Override
    public boolean accepts(final Path source, final byte[] head) {
        if (Files.isDirectory(source)) {
            try {
                return !clouds(source).isEmpty();
            } catch (final IOException e) {
                return false;
            }
        }
        return READERS.stream().anyMatch(reader -> reader.accepts(head));
    }

    boolean acceptsName(final Path source) {
        final String name = SourceFile.name(source).toLowerCase(Locale.ROOT);
        return READERS.stream().anyMatch(reader -> reader.acceptsName(name));
    }

    private List<Path> clouds(final Path folder) throws IOException {
        return SourceFile.list(folder).stream().filter(this::acceptsName).toList();
    }

    @Override
    public void importTo(final ImportRequest request, final RecordingStream out, final Progress progress)
            throws IOException {
        final List<Path> files = files(request);
        long totalBytes = 0;
        for (final Path file : files) {
            totalBytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        final Meter meter = new Meter(progress, totalBytes);
        final EntityPath entity = entity(request, files);
        double[] origin = null;
        try (StreamLog log = new StreamLog(out, request.fps())) {
            for (int frame = 0; frame < files.size(); frame++) {
                log.atFrame(frame);
                origin = importFrame(files.get(frame), entity, origin, log, meter);
            }
        }
    }

    private List<Path> files(final ImportRequest request) throws IOException {
        final List<Path> files = new ArrayList<>();
        for (final Path source : request.sources()) {
            if (Files.isDirectory(source)) {
                files.addAll(clouds(source));
            } else {
                files.add(source);
            }
        }
        if (files.isEmpty()) {
            throw new ImportException(
                    request.sources().get(0), "expected " + describe() + " in the folder, found none");
        }
        return files;
    }

    /// One file is named after itself, frames after their folder.
    private static EntityPath entity(final ImportRequest request, final List<Path> files) {
        if (request.entity() != null) {
            return request.entity();
        }
        final Path first = files.get(0);
        final Path folder = first.toAbsolutePath().normalize().getParent();
        final boolean isOne = files.size() == 1 && request.sources().get(0).equals(first);
        final String name = isOne || folder == null ? SourceFile.stem(first) : SourceFile.name(folder);
        return name.isEmpty() ? EntityPath.of("points") : EntityPath.of(name);
    }

    /// Returns the origin that the next frame must use.
    private double[] importFrame(
            final Path path,
            final EntityPath entity,
            final double @Nullable [] origin,
            final StreamLog log,
            final Meter meter)
            throws IOException {
        final PointCloudReader reader = readerFor(path);
        // Shared: workers fill the columns together.
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final PointCloud cloud = read(reader, path, arena, origin, meter);
            for (final String note : cloud.notes()) {
                meter.note(path + ": " + note);
            }
            final double[] used = cloud.origin() == null ? NO_ORIGIN : cloud.origin();
            if (origin == null && cloud.origin() != null) {
                log.logStatic(path, entity, Origin3D.of(used[0], used[1], used[2]));
            }
            log.log(path, entity, cells(cloud));
            return used;
        }
    }

    private static PointCloud read(
            final PointCloudReader reader,
            final Path path,
            final Arena arena,
            final double @Nullable [] origin,
            final Meter meter)
            throws IOException {
        try {
            return reader.read(SourceFile.open(path, arena), arena, origin, meter);
        } catch (final InternalError e) {
            // what the JVM makes of a mapped page that the file no longer has
            throw new ImportException(path, "became shorter, or could not be read on, while it was imported", e);
        }
    }

    private PointCloudReader readerFor(final Path path) throws IOException {
        final byte[] head = SourceFile.head(path);
        for (final PointCloudReader reader : READERS) {
            if (reader.accepts(head)) {
                return reader;
            }
        }
        final String name = SourceFile.name(path).toLowerCase(Locale.ROOT);
        for (final PointCloudReader reader : READERS) {
            if (reader.acceptsName(name)) {
                return reader;
            }
        }
        throw new ImportException(path, 0, "kind of file", describe(), "something else");
    }

    private static List<DataCell> cells(final PointCloud cloud) {
        final List<DataCell> cells = new ArrayList<>();
        cells.add(Points3D.POSITIONS.cell(cloud.positions()));
        if (cloud.colors() != null) {
            cells.add(Points3D.COLORS.cell(cloud.colors()));
        }
        for (final PointCloud.Attribute attribute : cloud.attributes()) {
            cells.add(new DataCell(AttributeNames.descriptor(attribute.name()), attribute.values()));
        }
        return cells;
    }
}
