package dev.kymo.ring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The folder on disk for rows that find no room in shared memory. It belongs to the user and nobody else may
/// enter it, as [ShmDirectory].
///
/// @param path the folder, checked, absolute
public record SpillDirectory(Path path) {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /// Makes the folder when it is not there, and checks it.
    ///
    /// @param directory null for the default, [#configured]
    /// @throws IOException when it cannot be made or is not safe; says what to do
    public static SpillDirectory open(final @Nullable Path directory) throws IOException {
        final Path named = directory != null ? directory : configured();
        if (named == null) {
            throw new IOException("no folder for spilled rows: set KYMO_SPILL_DIR, XDG_STATE_HOME or HOME");
        }
        final Path path = named.toAbsolutePath().normalize();
        if (path.startsWith(SHARED_MEMORY)) {
            throw new IOException(path + ": rows are spilled to a disk, not to shared memory; set KYMO_SPILL_DIR");
        }
        final Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        ShmDirectory.makeOwnerOnly(path, "KYMO_SPILL_DIR");
        return new SpillDirectory(path);
    }

    /// A folder that is there already, to be read.
    ///
    /// @return null when it is not there, or not one that only the user may enter
    public static @Nullable SpillDirectory existing(final Path directory) {
        final Path path = directory.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                return null;
            }
            ShmDirectory.makeOwnerOnly(path, "KYMO_SPILL_DIR");
            return new SpillDirectory(path);
        } catch (final IOException notSafe) {
            return null;
        }
    }

    /// `KYMO_SPILL_DIR`, the system property `kymo.spill.dir`, or `kymo/spill` in `XDG_STATE_HOME` or in
    /// `~/.local/state`; null without any of them.
    public static @Nullable Path configured() {
        final Path named = ShmDirectory.setting("KYMO_SPILL_DIR", "kymo.spill.dir");
        if (named != null) {
            return named;
        }
        final Path state = stateFolder();
        return state == null ? null : state.resolve("spill");
    }

    /// The user's folder for what is kept between runs, `kymo` in `XDG_STATE_HOME` or in `~/.local/state`; null
    /// without either.
    public static @Nullable Path stateFolder() {
        final Path state = ShmDirectory.setting("XDG_STATE_HOME", "kymo.state.dir");
        if (state != null) {
            return state.resolve("kymo");
        }
        final Path home = ShmDirectory.setting("HOME", "user.home");
        return home == null ? null : home.resolve(".local").resolve("state").resolve("kymo");
    }
}
