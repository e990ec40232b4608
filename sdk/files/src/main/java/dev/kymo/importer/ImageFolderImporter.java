package dev.kymo.importer;

import dev.kymo.sdk.DepthImage;
import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.Pinhole;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.sdk.Transform3D;
import dev.kymo.sdk.ViewCoordinates;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Folders of numbered images, with depth and a trajectory where they are there:
///
///     folder/image/00000.jpg   (also images/, rgb/, color/; or the images in the folder itself)
///     folder/depth/00000.png   16-bit grey
///     folder/trajectory.log    (also trajectory.txt, groundtruth.txt; or any file that the request names)
///
/// becomes, on the timelines `frame` and `time`:
///
///     world                ViewCoordinates, static
///     world/camera         Transform3D
///     world/camera/image   Pinhole, static; EncodedImage
///     world/camera/depth   Pinhole, static; DepthImage
final class ImageFolderImporter implements Importer {
    private static final List<String> TRAJECTORIES = List.of("trajectory.log", "trajectory.txt", "groundtruth.txt");
    private static final double ASSUMED_FPS = 30;
    private static final int ASSUMED_WIDTH = 640;
    private static final int ASSUMED_HEIGHT = 480;
    /// The PrimeSense cameras' factory settings, which the common data sets use.
    private static final ImportRequest.Intrinsics ASSUMED_INTRINSICS =
            new ImportRequest.Intrinsics(525, 525, 319.5, 239.5);

    @Override
    public String describe() {
        return "a folder of numbered images";
    }

    @Override
    public boolean accepts(final Path source, final byte[] head) {
        if (!Files.isDirectory(source)) {
            return false;
        }
        try {
            return !ImageFrames.find(source).frames().isEmpty();
        } catch (final ImportException e) {
            // it has images, but their names say nothing: importing says what is wrong
            return true;
        } catch (final IOException e) {
            return false;
        }
    }

    @Override
    public void importTo(final ImportRequest request, final RecordingStream out, final Progress progress)
            throws IOException {
        final Path folder = request.sources().get(0);
        if (request.sources().size() > 1) {
            throw new ImportException(
                    request.sources().get(1), "expected one folder of images, found more after " + folder);
        }
        final ImageFrames frames = ImageFrames.find(folder);
        if (frames.frames().isEmpty()) {
            throw new ImportException(folder, "expected numbered JPEG or PNG images, found none");
        }
        new Import(request, folder, frames, progress).run(out);
    }

    /// One import: what is found out before logging, then frame by frame.
    private static final class Import {
        private final ImportRequest request;
        private final Path folder;
        private final ImageFrames frames;
        private final Meter meter;
        private final EntityPath world;
        private final EntityPath camera;
        private final EntityPath image;
        private final EntityPath depth;
        private final @Nullable Trajectory trajectory;
        private final long frameShift;
        private final double fps;

        Import(final ImportRequest request, final Path folder, final ImageFrames frames, final Progress progress)
                throws IOException {
            this.request = request;
            this.folder = folder;
            this.frames = frames;
            meter = new Meter(progress, totalBytes());
            world = request.entity() != null ? request.entity() : EntityPath.of("world");
            camera = world.child("camera");
            image = camera.child("image");
            depth = camera.child("depth");
            final Path file = trajectoryFile();
            trajectory = file == null ? null : Trajectory.read(file);
            frameShift = frameShift();
            fps = frames.timed() ? 0 : request.fps() > 0 ? request.fps() : ASSUMED_FPS;
            if (!frames.timed() && request.fps() == 0) {
                meter.note("assumed " + ASSUMED_FPS + " frames per second for the timeline time");
            }
        }

        private long totalBytes() throws IOException {
            long bytes = 0;
            for (final ImageFrames.Frame frame : frames.frames()) {
                bytes += frame.image() == null ? 0 : Files.size(frame.image());
                bytes += frame.depth() == null ? 0 : Files.size(frame.depth());
            }
            return bytes;
        }

        private @Nullable Path trajectoryFile() {
            if (request.trajectory() != null) {
                return request.trajectory();
            }
            for (final String name : TRAJECTORIES) {
                final Path file = folder.resolve(name);
                if (Files.isRegularFile(file)) {
                    meter.note("poses from " + file);
                    return file;
                }
            }
            meter.note("no trajectory: the camera stays where it is");
            return null;
        }

        /// Poses count from 0; some image folders count from 1.
        private long frameShift() {
            final List<ImageFrames.Frame> all = frames.frames();
            if (trajectory == null
                    || frames.timed()
                    || all.getFirst().key() != 1
                    || trajectory.atFrame(0) == null
                    || trajectory.atFrame(all.getLast().key()) != null) {
                return 0;
            }
            meter.note("assumed that image 1 belongs to the first pose");
            return -1;
        }

        void run(final RecordingStream out) throws IOException {
            final ImageHeader imageSize = size(true);
            final ImageHeader depthSize = size(false);
            try (StreamLog log = new StreamLog(out, fps)) {
                log.logStatic(folder, world, trajectory == null ? ViewCoordinates.RDF : trajectory.worldAxes());
                logCameras(log, imageSize, depthSize);
                int unplaced = 0;
                int withoutDepth = 0;
                long index = 0;
                for (final ImageFrames.Frame frame : frames.frames()) {
                    if (frames.timed()) {
                        log.atFrame(index, frame.key());
                    } else {
                        log.atFrame(frame.key());
                    }
                    index++;
                    unplaced += logFrame(log, frame) ? 0 : 1;
                    withoutDepth += frame.depth() == null ? 1 : 0;
                }
                if (trajectory != null && unplaced > 0) {
                    meter.note(unplaced + " of " + index + " frames have no pose in the trajectory");
                }
                if (depthSize != null && withoutDepth > 0) {
                    meter.note(withoutDepth + " of " + index + " frames have no depth image");
                }
            }
        }

        /// The size that all images (or depths) must have; null when there are none. Looks at every file's head, so
        /// that a broken one is known before anything is logged.
        private @Nullable ImageHeader size(final boolean ofImages) throws IOException {
            ImageHeader first = null;
            for (final ImageFrames.Frame frame : frames.frames()) {
                final Path path = ofImages ? frame.image() : frame.depth();
                if (path == null) {
                    continue;
                }
                try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
                    final SourceFile file = SourceFile.open(path, arena);
                    final ImageHeader size = ImageHeader.read(file);
                    if (first == null) {
                        first = size;
                    } else if (!size.equals(first)) {
                        throw file.error(
                                0,
                                "image size",
                                first.width() + " × " + first.height() + " as the images before",
                                size.width() + " × " + size.height());
                    }
                } catch (final InternalError e) {
                    throw shortened(path, e);
                }
            }
            return first;
        }

        private void logCameras(
                final StreamLog log, final @Nullable ImageHeader imageSize, final @Nullable ImageHeader depthSize)
                throws IOException {
            final ImageHeader reference = imageSize != null ? imageSize : depthSize;
            ImportRequest.Intrinsics intrinsics = request.intrinsics();
            if (intrinsics == null && reference != null) {
                if (reference.width() != ASSUMED_WIDTH || reference.height() != ASSUMED_HEIGHT) {
                    meter.note("no intrinsics: the images are not placed in space; give fx,fy,cx,cy");
                    return;
                }
                intrinsics = ASSUMED_INTRINSICS;
                meter.note("assumed intrinsics fx = fy = 525, cx = 319.5, cy = 239.5");
            }
            if (reference == null || intrinsics == null) {
                return;
            }
            if (imageSize != null) {
                log.logStatic(folder, image, pinhole(intrinsics, imageSize, reference));
            }
            if (depthSize != null) {
                log.logStatic(folder, depth, pinhole(intrinsics, depthSize, reference));
                if (!depthSize.equals(reference)) {
                    meter.note("depth has another size than the images: intrinsics scaled");
                }
            }
        }

        private static Pinhole pinhole(
                final ImportRequest.Intrinsics intrinsics, final ImageHeader size, final ImageHeader reference) {
            final double x = (double) size.width() / reference.width();
            final double y = (double) size.height() / reference.height();
            return Pinhole.of(
                    intrinsics.fx() * x,
                    intrinsics.fy() * y,
                    intrinsics.cx() * x,
                    intrinsics.cy() * y,
                    size.width(),
                    size.height());
        }

        /// Returns whether the frame had a pose.
        private boolean logFrame(final StreamLog log, final ImageFrames.Frame frame) throws IOException {
            final Transform3D pose = pose(frame);
            if (pose != null) {
                log.log(frame.image() != null ? frame.image() : folder, camera, pose);
            }
            long bytes = 0;
            if (frame.image() != null) {
                bytes += logImage(log, frame.image());
            }
            if (frame.depth() != null) {
                bytes += logDepth(log, frame.depth());
            }
            meter.add(bytes, 1);
            return pose != null;
        }

        private @Nullable Transform3D pose(final ImageFrames.Frame frame) {
            if (trajectory == null) {
                return null;
            }
            if (frames.timed()) {
                return trajectory.hasTimes() ? trajectory.atTime(frame.key()) : null;
            }
            return trajectory.atFrame(frame.key() + frameShift);
        }

        private long logImage(final StreamLog log, final Path path) throws IOException {
            try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
                final SourceFile file = SourceFile.open(path, arena);
                log.log(path, image, EncodedImage.of(file.bytes()));
                return file.sizeBytes();
            } catch (final InternalError e) {
                throw shortened(path, e);
            }
        }

        private long logDepth(final StreamLog log, final Path path) throws IOException {
            try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
                final SourceFile file = SourceFile.open(path, arena);
                final DepthPng png = DepthPng.read(file);
                final float unitsPerMeter = (float) request.depthScale();
                log.log(path, depth, DepthImage.u16(png.values(), png.width(), png.height(), unitsPerMeter));
                return file.sizeBytes();
            } catch (final InternalError e) {
                throw shortened(path, e);
            }
        }

        private static ImportException shortened(final Path path, final InternalError cause) {
            return new ImportException(path, "became shorter, or could not be read on, while it was imported", cause);
        }
    }
}
