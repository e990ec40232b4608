package dev.kymo.ingest;

import dev.kymo.ring.ProcessLock;
import dev.kymo.ring.ShmDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The right to own the rings of a folder: the kernel's lock on `recorder.lock`, and `recorder.pid`, which says
/// who has it. Viewers give way to recorders: one that waits holds the lock of `recorder.wanted`.
final class OwnerSeat implements AutoCloseable {
    private static final String WANTED = "recorder.wanted";
    /// Behind the process id in `recorder.pid`, where the owner is a viewer.
    private static final String VIEWER = "viewer";
    /// How long a recorder waits for a viewer to leave.
    private static final long LEAVE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(6);
    /// Somebody may hold the lock for a moment only: a viewer that looks whether it is free, or that has not
    /// said yet what it is.
    private static final long DOUBT_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final ShmDirectory directory;
    private final ProcessLock lock;
    private final boolean isViewers;

    private OwnerSeat(final ShmDirectory directory, final ProcessLock lock, final boolean isViewers) {
        this.directory = directory;
        this.lock = lock;
        this.isViewers = isViewers;
    }

    /// Waits for a viewer to leave, and for nobody else.
    ///
    /// @throws IOException when a recorder has it; it is named
    static OwnerSeat takeForRecorder(final ShmDirectory directory) throws IOException {
        final Path wanted = directory.path().resolve(WANTED);
        final long beginNs = System.nanoTime();
        ProcessLock request = null;
        try {
            while (true) {
                final OwnerSeat seat = tryTake(directory, false);
                if (seat != null) {
                    return seat;
                }
                final String owner = owner(directory);
                final boolean isViewer = owner.endsWith(VIEWER);
                if (isViewer && request == null) {
                    // Null while a viewer looks at it, or another recorder waits as well
                    request = ProcessLock.tryAcquire(wanted);
                }
                if (System.nanoTime() - beginNs >= (isViewer ? LEAVE_TIMEOUT_NS : DOUBT_NS)) {
                    throw new IOException(
                            isViewer
                                    ? directory.path() + ": process " + owner
                                            + " does not let go of the rings; close it"
                                    : directory.path() + ": already recorded by process " + owner
                                            + "; stop that one, or set KYMO_SHM_DIR to record in another folder");
                }
                LockSupport.parkNanos(POLL_NS);
            }
        } finally {
            if (request != null) {
                // Before the lock: a file of that name made by the next one is another
                Files.deleteIfExists(wanted);
                request.close();
            }
        }
    }

    /// @return null when somebody has it, or a recorder waits for it
    static @Nullable OwnerSeat tryTakeForViewer(final ShmDirectory directory) throws IOException {
        return isWanted(directory) ? null : tryTake(directory, true);
    }

    private static @Nullable OwnerSeat tryTake(final ShmDirectory directory, final boolean viewer) throws IOException {
        final ProcessLock lock = ProcessLock.tryAcquire(directory.path().resolve(ShmDirectory.RECORDER_LOCK));
        if (lock == null) {
            return null;
        }
        boolean taken = false;
        try {
            final String pid = Long.toString(ProcessHandle.current().pid());
            ShmDirectory.writeOwnerOnly(pidFile(directory), viewer ? pid + " " + VIEWER : pid);
            taken = true;
            return new OwnerSeat(directory, lock, viewer);
        } finally {
            if (!taken) {
                lock.close();
            }
        }
    }

    /// Whether a recorder waits for a viewer to leave.
    static boolean isWanted(final ShmDirectory directory) throws IOException {
        final Path wanted = directory.path().resolve(WANTED);
        return Files.exists(wanted) && !ProcessLock.isFree(wanted);
    }

    private static Path pidFile(final ShmDirectory directory) {
        return directory.path().resolve(ShmDirectory.RECORDER_PID);
    }

    private static String owner(final ShmDirectory directory) {
        try {
            return Files.readString(pidFile(directory)).strip();
        } catch (final IOException notWrittenYet) {
            return "(unknown)";
        }
    }

    /// Whether it is a viewer's, who files nothing.
    boolean isViewers() {
        return isViewers;
    }

    /// Gives the right back.
    @Override
    public void close() throws IOException {
        try (lock) {
            Files.deleteIfExists(pidFile(directory));
        }
    }
}
