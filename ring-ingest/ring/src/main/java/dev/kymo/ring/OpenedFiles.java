package dev.kymo.ring;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A producer's files as they have just been made, mapped and published, and what holds them: for a [RingProducer] to
/// take over, which closes them.
///
/// @param arena of the mappings
/// @param lock says that the producer lives; null where nobody can see the files
record OpenedFiles(Arena arena, @Nullable ProcessLock lock, ProducerFiles files, JournalWriter journal) {
    private static final int OPEN_TRIES = 100;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// See [RingProducer#open].
    static OpenedFiles open(final RingConfig config) throws IOException {
        return open(config, true);
    }

    /// Files that nobody sees: they are mapped as a producer's are, and removed instead of being published.
    /// Should the program die in between, a recorder removes them, as it does those of any producer that was
    /// not ready.
    static OpenedFiles openUnseen(final RingConfig config) throws IOException {
        return open(config, false);
    }

    boolean isSeen() {
        return lock != null;
    }

    private static OpenedFiles open(final RingConfig config, final boolean isSeen) throws IOException {
        final ShmDirectory directory = ShmDirectory.open(config.directory());
        final Instant now = Instant.now();
        final long startNs = now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
        for (int tries = 0; tries < OPEN_TRIES; tries++) {
            final Path unfinished = ProducerFiles.createFolder(directory, startNs);
            final ProcessLock lock = lock(unfinished);
            if (lock != null) {
                return open(config, unfinished, lock, startNs, isSeen);
            }
        }
        throw new IOException(directory.path() + ": what is made there is removed at once by somebody");
    }

    /// @return null when a recorder took the folder, which it found without a lock, for one of a dead program
    private static @Nullable ProcessLock lock(final Path unfinished) throws IOException {
        final Path file = unfinished.resolve(ProducerFiles.LOCK);
        final ProcessLock lock;
        try {
            lock = ProcessLock.tryAcquire(file);
        } catch (final NoSuchFileException removed) {
            return null;
        }
        if (lock != null && !lock.isStillThere(file)) {
            lock.close();
            return null;
        }
        return lock;
    }

    private static OpenedFiles open(
            final RingConfig config,
            final Path unfinished,
            final ProcessLock lock,
            final long startNs,
            final boolean isSeen)
            throws IOException {
        final Arena arena = Arena.ofShared();
        boolean opened = false;
        try {
            if (FaultPoint.IS_ARMED) {
                FaultPoint.reach(FaultPoint.OPENING);
            }
            final ProducerFiles built = ProducerFiles.create(unfinished, config, startNs, arena);
            final JournalWriter journal = new JournalWriter(unfinished, built.control(), config.journalBytes(), arena);
            final OpenedFiles files = isSeen
                    ? new OpenedFiles(arena, lock, built.publish(), journal)
                    : new OpenedFiles(arena, null, built, journal);
            if (isSeen) {
                journal.moved(files.files().folder());
            } else {
                ProducerFiles.remove(unfinished);
                lock.close();
            }
            opened = true;
            return files;
        } finally {
            if (!opened) {
                ProducerFiles.remove(unfinished);
                lock.close();
                arena.close();
            }
        }
    }
}
