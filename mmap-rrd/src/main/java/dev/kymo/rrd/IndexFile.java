package dev.kymo.rrd;

import dev.kymo.rrd.format.IndexDescriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where the index of a recording lies: beside it, or, where that is not possible, in the user's cache folder. It can
/// be
/// deleted at any time. What can't be read or written is done without, and said to `notes`.
final class IndexFile {
    private static final int NAME_BYTES = 16;

    private final Path recording;
    private final @Nullable Path cacheFolder;
    private final Consumer<String> notes;

    IndexFile(final Path recording, final @Nullable Path cacheFolder, final Consumer<String> notes) {
        this.recording = recording.toAbsolutePath();
        this.cacheFolder = cacheFolder;
        this.notes = notes;
    }

    private Path beside() {
        return recording.resolveSibling(recording.getFileName() + IndexDescriptor.SUFFIX);
    }

    private List<Path> places() {
        final List<Path> places = new ArrayList<>();
        places.add(beside());
        if (cacheFolder != null) {
            places.add(cacheFolder.resolve(cachedName()));
        }
        return places;
    }

    private String cachedName() {
        try {
            final byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(recording.normalize().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES) + IndexDescriptor.SUFFIX;
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Maps the index of the recording as it is now.
    ///
    /// @param arena unmaps it when it is closed
    /// @return nothing when there is none that can be used
    Optional<IndexImage> read(final RecordingIdentity identity, final Arena arena) {
        for (final Path place : places()) {
            if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                final MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
                final Optional<IndexImage> image =
                        IndexImage.open(mapped, identity, reason -> notes.accept(place + ": not used, " + reason));
                if (image.isPresent()) {
                    return image;
                }
            } catch (final IOException | InternalError e) {
                notes.accept(place + ": not used, " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    /// Puts an index in its place, in one step: whoever looks sees all of it or the one before.
    ///
    /// @return whether it is there
    boolean write(final IndexBytes index) {
        for (final Path place : places()) {
            try {
                if (!place.equals(beside())) {
                    Files.createDirectories(
                            place.getParent(),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                }
                write(index, place);
                return true;
            } catch (final IOException | UnsupportedOperationException e) {
                notes.accept(place + ": not written, " + e);
            }
        }
        return false;
    }

    private static void write(final IndexBytes index, final Path place) throws IOException {
        final Path unfinished = place.resolveSibling(
                place.getFileName() + "." + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try {
            try (FileChannel channel = FileChannel.open(
                    unfinished,
                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                final ByteBuffer bytes = index.all().asByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
