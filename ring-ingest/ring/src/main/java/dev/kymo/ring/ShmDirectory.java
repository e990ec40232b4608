package dev.kymo.ring;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder in shared memory that holds a user's rings: one folder per producer, and the recorder's lock. It
/// belongs to the user, nobody else may enter it, and it is no link; otherwise it is refused, because whoever
/// can write there can feed a recorder.
///
/// @param path the folder, checked
public record ShmDirectory(Path path) {
    /// The recorder's lock, inside the folder.
    public static final String RECORDER_LOCK = "recorder.lock";
    /// The recorder's process id as text, beside its lock: opening and closing the lock's own file would
    /// release it.
    public static final String RECORDER_PID = "recorder.pid";

    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /// Makes the folder when it is not there, and checks it.
    ///
    /// @param directory null for `KYMO_SHM_DIR`, the system property `kymo.shm.dir`, or `/dev/shm/kymo-<uid>`
    /// @throws IOException when it cannot be made or is not safe; says what to do
    public static ShmDirectory open(final @Nullable Path directory) throws IOException {
        final Path path = directory != null ? directory : configured();
        makeOwnerOnly(path, "KYMO_SHM_DIR");
        return new ShmDirectory(path);
    }

    /// The folder if it is there, checked as [#open] does.
    ///
    /// @return null when no program of this user has logged since the machine started
    public static @Nullable ShmDirectory existing(final @Nullable Path directory) throws IOException {
        final Path path = directory != null ? directory : configured();
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) ? open(path) : null;
    }

    /// Makes a folder when it is not there, and checks that nobody but the user may enter it.
    ///
    /// @param setting what names another folder
    static void makeOwnerOnly(final Path path, final String setting) throws IOException {
        try {
            Files.createDirectory(path, OWNER_ONLY_FOLDER);
        } catch (final FileAlreadyExistsException isThere) {
            // It is checked below like one made here
        }
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + ": expected a folder, found a link or a file; remove it or set " + setting);
        }
        final String permissions =
                PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        if (!permissions.equals("rwx------")) {
            throw new IOException(path + ": expected permissions rwx------, found " + permissions
                    + "; run chmod 700 on it or set " + setting);
        }
        final Object owner = uid(path);
        final Object user = userOf(path);
        if (!owner.equals(user)) {
            throw new IOException(path + ": expected owner " + user + ", found " + owner + "; set " + setting
                    + " to a folder of yours");
        }
    }

    /// Writes a small file that only its owner can read, over what may be there.
    public static void writeOwnerOnly(final Path file, final String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, OWNER_ONLY_FILE);
        Files.writeString(file, text);
    }

    /// Room left where producers' files go; a lot when that can't be told.
    static long freeBytes() {
        final Path named = named();
        try {
            return Files.getFileStore(named != null && Files.isDirectory(named) ? named : SHARED_MEMORY)
                    .getUsableSpace();
        } catch (final IOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    private static @Nullable Path named() {
        return setting("KYMO_SHM_DIR", "kymo.shm.dir");
    }

    /// What the environment says, or else a system property; null when neither does.
    static @Nullable Path setting(final String variable, final String property) {
        final String environment = System.getenv(variable);
        final String text = environment != null && !environment.isBlank() ? environment : System.getProperty(property);
        return text == null || text.isBlank() ? null : Path.of(text);
    }

    private static Path configured() throws IOException {
        final Path named = named();
        if (named != null) {
            return named;
        }
        if (!Files.isDirectory(SHARED_MEMORY)) {
            throw new IOException(
                    SHARED_MEMORY + " is not there; set KYMO_SHM_DIR to a folder of yours, best on tmpfs");
        }
        return SHARED_MEMORY.resolve("kymo-" + userOf(SHARED_MEMORY));
    }

    /// Who we are, as the file system of `folder` sees it: the owner of a file made there. (A name or a home
    /// folder may be missing or lie inside a container.)
    private static Object userOf(final Path folder) throws IOException {
        final Path probe = Files.createTempFile(folder, ".uid-", "", OWNER_ONLY_FILE);
        try {
            return uid(probe);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private static Object uid(final Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }
}
