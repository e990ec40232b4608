package dev.kymo.rrd.lod;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
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

/// Where the levels of detail of a recording's cloud lie: beside the recording, or, where that can't be
/// written, in the user's cache folder. They can be deleted at any time.
///
/// A file gets its name when it is complete. Until then it has one that ends in `.building-PID-N` and a
/// lock, which its builder's death gives up: what a killed builder left is removed by the next.
public final class LodPlace {
    private static final int NAME_BYTES = 16;
    private static final String BUILDING = ".building-";

    private final List<Path> files;
    /// Its first file.
    private final Path recording;

    private final @Nullable Path cacheFolder;
    private final long what;
    private final Consumer<String> notes;

    /// @param files the recording's, in order; side files lie beside the first
    /// @param cacheFolder for recordings whose folder can't be written; null for none
    /// @param what of the recording the cloud is ([LodIdentity])
    /// @param notes is told, a line at a time, why a file was not used or not kept
    public LodPlace(
            final List<Path> files, final @Nullable Path cacheFolder, final long what, final Consumer<String> notes) {
        this.files = List.copyOf(files);
        recording = files.getFirst().toAbsolutePath().normalize();
        this.cacheFolder = cacheFolder;
        this.what = what;
        this.notes = notes;
    }

    private List<Path> places() {
        final String suffix = "." + HexFormat.of().toHexDigits(what) + LodDescriptor.SUFFIX;
        final List<Path> places = new ArrayList<>();
        places.add(recording.resolveSibling(recording.getFileName() + suffix));
        if (cacheFolder != null) {
            places.add(cacheFolder.resolve(cachedName() + suffix));
        }
        return places;
    }

    private String cachedName() {
        try {
            final byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(recording.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// Opens what was built for the recording as it is now.
    ///
    /// @return nothing when there is none that can be used
    public Optional<LodFile> open() throws IOException {
        final LodIdentity identity = LodIdentity.of(files, what);
        for (final Path place : places()) {
            if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    return Optional.of(LodFile.open(place, identity));
                } catch (final IOException e) {
                    notes.accept("not used: " + e.getMessage());
                }
            }
        }
        return Optional.empty();
    }

    /// Builds the levels of detail of a cloud of the recording, in place of what may be there. Takes as
    /// long as it takes.
    ///
    /// @throws IOException when there is no place where it can be written, the recording changed meanwhile,
    ///     or the build was cancelled; nothing is left behind
    public LodFile build(final PointSource source, final LodOptions options) throws IOException {
        return build(source, options, true);
    }

    /// The same in a file that has no name and is gone when it is closed: for one of many clouds.
    public LodFile buildUnkept(final PointSource source, final LodOptions options) throws IOException {
        return build(source, options, false);
    }

    private LodFile build(final PointSource source, final LodOptions options, final boolean isKept) throws IOException {
        IOException refused = null;
        for (final Path place : places()) {
            try {
                return build(source, options, place, isKept);
            } catch (final LodCancelledException e) {
                throw e;
            } catch (final IOException | UnsupportedOperationException e) {
                notes.accept(place + ": not written, " + e.getMessage());
                refused = e instanceof final IOException io ? io : new IOException(e);
            }
        }
        throw java.util.Objects.requireNonNull(refused);
    }

    private LodFile build(final PointSource source, final LodOptions options, final Path place, final boolean isKept)
            throws IOException {
        if (!place.getParent().equals(recording.getParent())) {
            Files.createDirectories(
                    place.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        removeLeftovers(place);
        final Path unfinished = place.resolveSibling(
                place.getFileName() + BUILDING + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try (FileChannel channel = FileChannel.open(
                        unfinished,
                        Set.of(StandardOpenOption.WRITE, StandardOpenOption.READ, StandardOpenOption.CREATE_NEW),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                FileLock _ = lock(channel)) {
            new LodBuilder(source, options)
                    .build(
                            channel,
                            unfinished,
                            unfinished.resolveSibling(unfinished.getFileName() + ".points"),
                            () -> LodIdentity.of(files, what));
            if (!isKept) {
                return LodFile.open(unfinished, LodIdentity.of(files, what));
            }
            Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
        return LodFile.open(place, LodIdentity.of(files, what));
    }

    private static @Nullable FileLock lock(final FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (final OverlappingFileLockException e) {
            return null;
        }
    }

    /// Removes what builders that died have left.
    private void removeLeftovers(final Path place) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(
                place.getParent(), file -> file.getFileName().toString().startsWith(place.getFileName() + BUILDING))) {
            for (final Path leftover : all) {
                try (FileChannel channel =
                        FileChannel.open(leftover, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
                    final FileLock lock = lock(channel);
                    if (lock != null) {
                        Files.deleteIfExists(leftover);
                        notes.accept(leftover + ": left by a build that was killed; removed");
                    }
                } catch (final IOException e) {
                    notes.accept(leftover + ": " + e.getMessage());
                }
            }
        }
    }
}
