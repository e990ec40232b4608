package dev.kymo.viewer.app;

import dev.kymo.ring.ProcessLock;
import dev.kymo.ring.SpillDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import net.openhft.chronicle.map.ChronicleMap;
import net.openhft.chronicle.map.ChronicleMapBuilder;
import org.jspecify.annotations.Nullable;

/// The recordings this machine knows: a Chronicle Map on disk, path to what is known of the file. Opened by recorder
/// and tools, never by logging programs, on a thread of its own and under one file lock. Nobody waits for it for
/// long: it is a convenience, and the files themselves are the truth.
///
/// Whoever died over it leaves the file `dirty` behind; the next one lets the map mend itself, and when it can't,
/// puts it aside and begins anew.
public final class Catalogue implements AutoCloseable {
    private static final String MAP = "catalogue.dat";
    private static final String LOCK = "catalogue.lock";
    private static final String DIRTY = "catalogue.dirty";
    private static final String PENDING = "pending-";
    private static final long MAX_PENDING_BYTES = 1 << 16;
    private static final int ENTRIES = 8192;
    private static final double AVERAGE_KEY_BYTES = 120;
    private static final double AVERAGE_VALUE_BYTES = 500;
    private static final double MAX_BLOAT = 4;
    private static final long LOCK_TIMEOUT_NS = 2_000_000_000L;
    private static final long POLL_NS = 5_000_000;
    private static final long DEFAULT_TIMEOUT_MS = 3_000;

    private final Path folder;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("kymo-catalogue").factory());

    /// @param folder made when it is not there
    public Catalogue(final Path folder) {
        this.folder = folder;
        // The map's libraries log through slf4j, which says on standard error that nobody listens
        if (System.getProperty("slf4j.internal.verbosity") == null) {
            System.setProperty("slf4j.internal.verbosity", "ERROR");
        }
        // Its thread that closes things beside us dies with a stack trace in a recorder that is stopped while the
        // classes
        // are being loaded; the map is closed at once instead
        if (System.getProperty("background.releaser") == null) {
            System.setProperty("background.releaser", "false");
        }
    }

    /// The user's catalogue, in `kymo/catalogue` of `XDG_STATE_HOME` or of `~/.local/state`.
    ///
    /// @return null when the user has no such folder
    public static @Nullable Catalogue open() {
        final Path state = SpillDirectory.stateFolder();
        return state == null ? null : new Catalogue(state.resolve("catalogue"));
    }

    /// How long a program waits for an answer: 3 s, most of which the map's classes take to load, or
    /// `KYMO_CATALOGUE_TIMEOUT_MS`.
    public static Duration timeout() {
        final String text = System.getenv("KYMO_CATALOGUE_TIMEOUT_MS");
        try {
            return Duration.ofMillis(text == null ? DEFAULT_TIMEOUT_MS : Long.parseLong(text.strip()));
        } catch (final NumberFormatException noNumber) {
            return Duration.ofMillis(DEFAULT_TIMEOUT_MS);
        }
    }

    private interface Task<T> {
        T run(ChronicleMap<String, byte[]> map) throws IOException;
    }

    /// All that is known.
    ///
    /// @throws IOException when there is no answer in time, or the catalogue is broken; what was broken has been
    ///     put aside
    public List<KnownRecording> read(final Duration timeout) throws IOException {
        if (!Files.exists(folder.resolve(MAP)) && pending().isEmpty()) {
            return List.of();
        }
        return await(submit(Catalogue::all), timeout);
    }

    private static List<KnownRecording> all(final ChronicleMap<String, byte[]> map) {
        final List<KnownRecording> known = new ArrayList<>();
        map.forEach((path, bytes) -> {
            try {
                known.add(KnownRecording.fromBytes(bytes));
            } catch (final IOException notOurs) {
                // Left out, and replaced when its file is seen again
            }
        });
        return known;
    }

    /// Remembers what is known of files, and forgets those that are gone. Returns at once; a failure is of no
    /// consequence.
    public void put(final List<KnownRecording> recordings) {
        worker.execute(() -> {
            try {
                run(map -> {
                    put(map, recordings);
                    return true;
                });
            } catch (final IOException | RuntimeException | Error notNow) {
                // As while the JVM shuts down, when the map's classes can no longer be loaded
                keep(recordings);
            }
        });
    }

    private static void put(final ChronicleMap<String, byte[]> map, final List<KnownRecording> recordings)
            throws IOException {
        for (final KnownRecording known : all(map)) {
            if (known.isGone()) {
                map.remove(known.path().toString());
            }
        }
        for (final KnownRecording recording : recordings) {
            map.put(recording.path().toString(), recording.toBytes());
        }
    }

    /// Leaves files for whoever opens the map next.
    private void keep(final List<KnownRecording> recordings) {
        for (final KnownRecording recording : recordings) {
            try {
                Files.createDirectories(folder);
                Files.write(folder.resolve(PENDING + System.nanoTime()), recording.toBytes());
            } catch (final IOException unwritable) {
                return;
            }
        }
    }

    private List<Path> pending() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PENDING))
                    .sorted()
                    .toList();
        }
    }

    private void absorb(final ChronicleMap<String, byte[]> map) throws IOException {
        for (final Path file : pending()) {
            if (Files.size(file) <= MAX_PENDING_BYTES) {
                final KnownRecording recording = KnownRecording.fromBytes(Files.readAllBytes(file));
                map.put(recording.path().toString(), recording.toBytes());
            }
            Files.delete(file);
        }
    }

    /// Waits for what was put, so that a program that ends does not die over it.
    public void await(final Duration timeout) {
        try {
            await(CompletableFuture.runAsync(() -> {}, worker), timeout);
        } catch (final IOException late) {
            // The next one mends it
        }
    }

    private static <T> T await(final CompletableFuture<T> result, final Duration timeout) throws IOException {
        try {
            return result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (final TimeoutException late) {
            throw new IOException("the catalogue does not answer", late);
        } catch (final ExecutionException failure) {
            throw new IOException(
                    "the catalogue can't be read: " + failure.getCause().getMessage(), failure);
        } catch (final InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private <T> CompletableFuture<T> submit(final Task<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return run(task);
                    } catch (final IOException failure) {
                        throw new java.io.UncheckedIOException(failure);
                    }
                },
                worker);
    }

    private <T> T run(final Task<T> task) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try (ProcessLock _ = lock()) {
            final Path dirty = folder.resolve(DIRTY);
            final boolean mend = Files.exists(dirty);
            Files.writeString(dirty, Long.toString(ProcessHandle.current().pid()));
            final T result;
            try (ChronicleMap<String, byte[]> map = map(mend)) {
                absorb(map);
                result = task.run(map);
            }
            Files.deleteIfExists(dirty);
            return result;
        }
    }

    private ProcessLock lock() throws IOException {
        final long deadlineNs = System.nanoTime() + LOCK_TIMEOUT_NS;
        while (true) {
            final ProcessLock lock = ProcessLock.tryAcquire(folder.resolve(LOCK));
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - deadlineNs >= 0) {
                throw new IOException(folder + ": held by another process");
            }
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private ChronicleMap<String, byte[]> map(final boolean mend) throws IOException {
        final ChronicleMapBuilder<String, byte[]> builder = ChronicleMapBuilder.of(String.class, byte[].class)
                .name("kymo-catalogue")
                .averageKeySize(AVERAGE_KEY_BYTES)
                .averageValueSize(AVERAGE_VALUE_BYTES)
                .entries(ENTRIES)
                .maxBloatFactor(MAX_BLOAT)
                // A recorder writes while its JVM shuts down, when hooks can't be added
                .skipCloseOnExitHook(true);
        final Path file = folder.resolve(MAP);
        try {
            // Nobody else can be in it: the lock is ours, so a lock inside is one of the dead
            return mend && Files.exists(file)
                    ? builder.recoverPersistedTo(file.toFile(), true)
                    : builder.createPersistedTo(file.toFile());
        } catch (final IOException | RuntimeException | Error broken) {
            putAside(file);
            return builder.createPersistedTo(file.toFile());
        }
    }

    private static void putAside(final Path file) throws IOException {
        try {
            Files.move(file, file.resolveSibling(MAP + ".broken"), StandardCopyOption.REPLACE_EXISTING);
        } catch (final NoSuchFileException none) {
            // Then it was not the file's fault, and the next attempt says what is
        }
    }

    /// Takes no more; what is under way goes on.
    @Override
    public void close() {
        worker.shutdown();
    }
}
