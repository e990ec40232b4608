package dev.kymo.viewer.app.remote;

import dev.kymo.ingest.RecordingList;
import dev.kymo.ring.ShmDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Files of a recording as they come, in a folder that looks like the one in shared memory of a machine
/// where nobody logs: `recorder.files` lists them.
///
/// It is in the user's cache (`$XDG_CACHE_HOME/kymo/remote`, else `~/.cache/kymo/remote`, else the system's
/// folder for temporary files) and is removed by [#close]; what a process that died has left is removed by
/// the next. One thread.
final class MirrorFolder implements AutoCloseable {
    /// A file that has not as much is not one yet.
    private static final int LEAST_FILE_BYTES = 12;
    private static final int MAX_NAME_LENGTH = 100;
    private static final String PREFIX = "mirror-";
    private static final String LOCK = "mirror.lock";
    private static final String OWNER_ONLY = "rwx------";

    private final Path path;
    private final FileChannel lock;
    private final List<Copy> copies = new ArrayList<>();
    /// Those of the present connection, by its numbers.
    private final List<Copy> present = new ArrayList<>();

    private MirrorFolder(final Path path, final FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// One of the files.
    private static final class Copy implements AutoCloseable {
        private final String name;
        private final Path path;
        private final FileChannel channel;
        private long length;
        /// How much of it has come by the present connection.
        private long confirmed;
        private boolean isListed;

        Copy(final String name, final Path path) throws IOException {
            this.name = name;
            this.path = path;
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }

        /// Goes over bytes that are here already.
        ///
        /// @return whether all were the same, up to the end of what is here; otherwise `bytes` is at the
        ///     first that is not
        boolean confirm(final ByteBuffer bytes) throws IOException {
            final ByteBuffer own = ByteBuffer.allocate((int) Math.min(bytes.remaining(), length - confirmed));
            while (own.hasRemaining() && channel.read(own, confirmed + own.position()) >= 0) {
                // What was written is there
            }
            own.flip();
            final ByteBuffer same = bytes.slice(bytes.position(), own.remaining());
            final int differsAt = same.mismatch(own);
            final int equal = differsAt < 0 ? own.remaining() : differsAt;
            bytes.position(bytes.position() + equal);
            confirmed += equal;
            return differsAt < 0;
        }

        /// All that is here must have been confirmed.
        void append(final ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                length += channel.write(bytes, length);
            }
            confirmed = length;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    static MirrorFolder create() throws IOException {
        final Path parent = parent();
        removeAbandoned(parent);
        final Path folder = Files.createTempDirectory(
                parent, PREFIX, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
        final FileChannel lock =
                FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() == null) {
                // Another looked at it before it was locked, took it for abandoned, and removes it
                throw new IOException(folder + ": is taken for abandoned by another process; try again");
            }
        } catch (final IOException e) {
            lock.close();
            remove(folder);
            throw e;
        }
        return new MirrorFolder(folder, lock);
    }

    private static Path parent() throws IOException {
        final String cache = System.getenv("XDG_CACHE_HOME");
        final String home = System.getProperty("user.home");
        final Path base;
        if (cache != null && !cache.isBlank()) {
            base = Path.of(cache);
        } else if (home != null && Files.isWritable(Path.of(home))) {
            base = Path.of(home, ".cache");
        } else {
            base = Path.of(System.getProperty("java.io.tmpdir"));
        }
        return Files.createDirectories(base.resolve("kymo").resolve("remote"));
    }

    /// Those whose process has died without removing them.
    private static void removeAbandoned(final Path parent) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (final Path each : found) {
                try (FileChannel other = FileChannel.open(each.resolve(LOCK), StandardOpenOption.WRITE)) {
                    if (other.tryLock() != null) {
                        remove(each);
                    }
                } catch (final IOException | OverlappingFileLockException inUse) {
                    // Its process, or this one, sees to it
                }
            }
        }
    }

    private static void remove(final Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }

    Path path() {
        return path;
    }

    /// Another connection begins, which sends all anew: files and their bytes that are here already are
    /// gone over.
    void reconnect() {
        present.clear();
    }

    /// Files of the present connection.
    int fileCount() {
        return present.size();
    }

    /// Bytes of a file that have come by the present connection.
    long length(final int number) {
        return present.get(number).confirmed;
    }

    /// Begins the next file.
    ///
    /// @param name what of it no file's name should have is replaced
    void begin(final String name) throws IOException {
        final String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
        final String own = safe.substring(Math.max(0, safe.length() - MAX_NAME_LENGTH));
        for (final Copy copy : copies.reversed()) {
            if (copy.name.equals(own) && !present.contains(copy)) {
                copy.confirmed = 0;
                present.add(copy);
                return;
            }
        }
        present.add(fresh(own));
    }

    private Copy fresh(final String name) throws IOException {
        final Copy copy = new Copy(name, path.resolve(copies.size() + "-" + name));
        copies.add(copy);
        return copy;
    }

    /// Takes the next bytes of a file. Where they are not what is here already (the file was begun anew
    /// there, or its end was taken off so that it could go on), the file goes on in another copy: what is
    /// mapped is never changed.
    void append(final int number, final ByteBuffer bytes) throws IOException {
        Copy copy = present.get(number);
        if (copy.confirmed < copy.length && !copy.confirm(bytes)) {
            final Copy another = fresh(copy.name);
            copy.channel.position(0);
            another.length = another.channel.transferFrom(copy.channel, 0, copy.confirmed);
            if (another.length != copy.confirmed) {
                throw new IOException(another.path + ": copied " + another.length + " of " + copy.confirmed + " bytes");
            }
            present.set(number, another);
            copy = another;
        }
        if (bytes.hasRemaining()) {
            copy.append(bytes);
        }
        if (!copy.isListed && copy.length >= LEAST_FILE_BYTES) {
            copy.isListed = true;
            new RecordingList(ShmDirectory.open(path))
                    .write(copies.stream()
                            .filter(each -> each.isListed)
                            .map(each -> each.path)
                            .toList());
        }
    }

    /// Whoever reads the files keeps what is mapped.
    @Override
    public void close() throws IOException {
        for (final Copy copy : copies) {
            copy.close();
        }
        try (lock) {
            remove(path);
        }
    }
}
