package dev.kymo.importer;

import dev.kymo.sdk.EncodedImage;
import dev.kymo.sdk.RecordingStream;
import dev.kymo.store.memory.MemoryTag;
import dev.kymo.store.memory.OffHeap;
import dev.kymo.store.model.EntityPath;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// JPEG and PNG files as they are: frames of one entity, in the order given, on the timelines `frame` and, with
/// frames per second, `time`. Without a camera they are shown flat; what belongs to one is a folder
/// ([ImageFolderImporter]).
final class ImageFilesImporter implements Importer {
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};

    @Override
    public String describe() {
        return "JPEG or PNG files";
    }

    @Override
    public boolean accepts(final Path source, final byte[] head) {
        return begins(head, PNG) || begins(head, JPEG);
    }

    private static boolean begins(final byte[] head, final byte[] with) {
        return head.length >= with.length && java.util.Arrays.equals(head, 0, with.length, with, 0, with.length);
    }

    @Override
    public void importTo(final ImportRequest request, final RecordingStream out, final Progress progress)
            throws IOException {
        final List<Path> files = request.sources();
        long totalBytes = 0;
        for (final Path file : files) {
            totalBytes += Files.isRegularFile(file) ? Files.size(file) : 0;
        }
        final Meter meter = new Meter(progress, totalBytes);
        final EntityPath entity = entity(request);
        try (StreamLog log = new StreamLog(out, request.fps())) {
            for (int frame = 0; frame < files.size(); frame++) {
                log.atFrame(frame);
                logImage(log, entity, files.get(frame), meter);
            }
        }
    }

    /// One file is named after itself, several after the folder of the first.
    private static EntityPath entity(final ImportRequest request) {
        final EntityPath asked = request.entity();
        if (asked != null) {
            return asked;
        }
        final Path first = request.sources().get(0);
        final Path folder = first.toAbsolutePath().normalize().getParent();
        final String name =
                request.sources().size() == 1 || folder == null ? SourceFile.stem(first) : SourceFile.name(folder);
        return name.isEmpty() ? EntityPath.of("image") : EntityPath.of(name);
    }

    private static void logImage(final StreamLog log, final EntityPath entity, final Path path, final Meter meter)
            throws IOException {
        try (Arena arena = OffHeap.arena(MemoryTag.SCRATCH)) {
            final SourceFile file = SourceFile.open(path, arena);
            // A broken head is better said now than by each picture later
            ImageHeader.read(file);
            log.log(path, entity, EncodedImage.of(file.bytes()));
            meter.add(file.sizeBytes(), 1);
        } catch (final InternalError e) {
            throw new ImportException(path, "became shorter, or could not be read on, while it was imported", e);
        }
    }
}
