package dev.kymo.importer;

import dev.kymo.store.model.EntityPath;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to import, and what the sources don't tell themselves. Immutable.
///
/// @param sources files in frame order, or one folder
/// @param entity where the data goes; null for a path made from the source's name (images: `/world`)
/// @param fps frames per second, for the `time` timeline; 0 when it is not known
/// @param trajectory poses of the camera (Redwood `.log` or TUM text); null for the one beside the images, if any
/// @param intrinsics the camera; null when it is not known
/// @param depthScale depth units per metre
public record ImportRequest(
        List<Path> sources,
        @Nullable EntityPath entity,
        double fps,
        @Nullable Path trajectory,
        @Nullable Intrinsics intrinsics,
        double depthScale) {
    /// Depth images in millimetres.
    public static final double MILLIMETRES = 1000;

    /// A pinhole camera's focal lengths and principal point, in pixels.
    public record Intrinsics(double fx, double fy, double cx, double cy) {
        public Intrinsics {
            if (!(fx > 0 && fy > 0 && Double.isFinite(fx) && Double.isFinite(fy))
                    || !Double.isFinite(cx)
                    || !Double.isFinite(cy)) {
                throw new IllegalArgumentException("intrinsics: expected positive fx, fy and finite cx, cy, found " + fx
                        + "," + fy + "," + cx + "," + cy);
            }
        }
    }

    /// @throws IllegalArgumentException when there is no source, or a number makes no sense
    public ImportRequest {
        sources = List.copyOf(sources);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("sources: expected at least one, found none");
        }
        if (!(fps >= 0 && fps <= 1e9)) {
            throw new IllegalArgumentException("fps: expected 0 (unknown) to 1e9, found " + fps);
        }
        if (!(depthScale > 0 && depthScale <= 1e9)) {
            throw new IllegalArgumentException("depthScale: expected above 0 and up to 1e9, found " + depthScale);
        }
    }

    public static ImportRequest of(final Path... sources) {
        return new ImportRequest(List.of(sources), null, 0, null, null, MILLIMETRES);
    }

    public ImportRequest withEntity(final EntityPath path) {
        return new ImportRequest(sources, path, fps, trajectory, intrinsics, depthScale);
    }

    public ImportRequest withFps(final double framesPerSecond) {
        return new ImportRequest(sources, entity, framesPerSecond, trajectory, intrinsics, depthScale);
    }

    public ImportRequest withTrajectory(final Path file) {
        return new ImportRequest(sources, entity, fps, file, intrinsics, depthScale);
    }

    public ImportRequest withIntrinsics(final Intrinsics camera) {
        return new ImportRequest(sources, entity, fps, trajectory, camera, depthScale);
    }

    public ImportRequest withDepthScale(final double unitsPerMetre) {
        return new ImportRequest(sources, entity, fps, trajectory, intrinsics, unitsPerMetre);
    }

    ImportRequest withSources(final List<Path> files) {
        return new ImportRequest(files, entity, fps, trajectory, intrinsics, depthScale);
    }
}
