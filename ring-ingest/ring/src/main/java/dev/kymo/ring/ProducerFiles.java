package dev.kymo.ring;

import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/// The files of one producer, in a folder of their own: `lock`, `ring` (control page, records, trailer),
/// `payload`, `counters`, `journal-0` and so on.
///
/// A producer builds them in a folder whose name begins with `new-`, locks it, and renames it to `p-…` when
/// all is there: so no recorder sees half of them, and one of a producer that died meanwhile can be told by
/// its free lock.
///
/// @param folder where they are
/// @param control the control page, [ControlDescriptor]
/// @param ring records and trailer, [RingDescriptor]
/// @param payload the payload area, [PayloadDescriptor]
/// @param counters what became of the rows, [CountersDescriptor]
public record ProducerFiles(
        Path folder, MemorySegment control, MemorySegment ring, MemorySegment payload, MemorySegment counters) {
    public static final String FOLDER_PREFIX = "p-";
    public static final String UNFINISHED_PREFIX = "new-";
    public static final String LOCK = "lock";
    public static final String RING = "ring";
    public static final String PAYLOAD = "payload";
    public static final String COUNTERS = "counters";

    private static final int PAGE_BYTES = 4096;
    private static final int ZEROS_BYTES = 1 << 20;

    /// The name of a journal file.
    public static String journal(final int index) {
        return "journal-" + index;
    }

    /// Makes the folder in which the files are built. Its name is nobody else's, finished or not: a process id
    /// alone may be another's too, in another container.
    static Path createFolder(final ShmDirectory directory, final long startNs) throws IOException {
        for (long distinctNs = startNs; ; distinctNs++) {
            final String name = ProcessHandle.current().pid() + "-" + Long.toString(distinctNs, Character.MAX_RADIX);
            final Path unfinished = directory.path().resolve(UNFINISHED_PREFIX + name);
            try {
                Files.createDirectory(unfinished, ShmDirectory.OWNER_ONLY_FOLDER);
            } catch (final FileAlreadyExistsException isAnothers) {
                continue;
            }
            // After it was made: only the one who had it can have finished under this name, and has by now
            if (!Files.exists(directory.path().resolve(FOLDER_PREFIX + name), LinkOption.NOFOLLOW_LINKS)) {
                return unfinished;
            }
            Files.delete(unfinished);
        }
    }

    /// Makes ring and payload area in `folder` with all their memory reserved and touched.
    static ProducerFiles create(final Path folder, final RingConfig config, final long startNs, final Arena arena)
            throws IOException {
        final long ringFileBytes =
                pages(ControlDescriptor.RING_OFFSET + (long) config.ringBytes() + RingDescriptor.TRAILER_LENGTH);
        final MemorySegment ringFile = reserve(folder.resolve(RING), ringFileBytes, "KYMO_RING_BYTES", arena);
        final MemorySegment payload =
                reserve(folder.resolve(PAYLOAD), config.payloadBytes(), "KYMO_PAYLOAD_BYTES", arena);
        final MemorySegment counters =
                reserve(folder.resolve(COUNTERS), CountersDescriptor.LENGTH, "KYMO_PAYLOAD_BYTES", arena);
        counters.set(Layouts.INT, CountersDescriptor.VERSION_OFFSET, CountersDescriptor.VERSION);
        counters.set(Layouts.INT, CountersDescriptor.ANSWER_SLOTS_OFFSET, CountersDescriptor.ANSWER_SLOTS);
        counters.set(Layouts.INT, CountersDescriptor.STREAM_SLOTS_OFFSET, CountersDescriptor.STREAM_SLOTS);
        counters.set(Layouts.LONG, CountersDescriptor.MAGIC_OFFSET, CountersDescriptor.MAGIC);
        final MemorySegment control = ringFile.asSlice(0, ControlDescriptor.RING_OFFSET);
        control.set(Layouts.INT, ControlDescriptor.VERSION_OFFSET, ControlDescriptor.VERSION);
        control.set(Layouts.INT, ControlDescriptor.RING_OFFSET_OFFSET, ControlDescriptor.RING_OFFSET);
        control.set(
                Layouts.LONG,
                ControlDescriptor.PID_OFFSET,
                ProcessHandle.current().pid());
        control.set(Layouts.LONG, ControlDescriptor.START_NS_OFFSET, startNs);
        control.set(Layouts.LONG, ControlDescriptor.RING_CAPACITY_OFFSET, config.ringBytes());
        control.set(Layouts.LONG, ControlDescriptor.PAYLOAD_CAPACITY_OFFSET, config.payloadBytes());
        control.set(Layouts.LONG, ControlDescriptor.MAGIC_OFFSET, ControlDescriptor.MAGIC);
        return new ProducerFiles(
                folder,
                control,
                ringFile.asSlice(
                        ControlDescriptor.RING_OFFSET, config.ringBytes() + (long) RingDescriptor.TRAILER_LENGTH),
                payload,
                counters);
    }

    /// Shows the finished folder to recorders.
    ProducerFiles publish() throws IOException {
        final Path finished = folder.resolveSibling(
                FOLDER_PREFIX + folder.getFileName().toString().substring(UNFINISHED_PREFIX.length()));
        Files.move(folder, finished, StandardCopyOption.ATOMIC_MOVE);
        return new ProducerFiles(finished, control, ring, payload, counters);
    }

    /// A new file of zeros, mapped. The zeros are really written, because a flagless program cannot call
    /// fallocate, and a page that is only promised would be a SIGBUS in the caller's loop when the memory has
    /// run out; then the mapping is touched, because the first touch of a page costs a microsecond.
    static MemorySegment reserve(final Path file, final long bytes, final String setting, final Arena arena)
            throws IOException {
        final boolean interrupted = Thread.interrupted();
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                ShmDirectory.OWNER_ONLY_FILE)) {
            final ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(bytes, ZEROS_BYTES));
            long written = 0;
            while (written < bytes) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - written));
                written += channel.write(zeros);
            }
            final MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
            mapped.load();
            return mapped;
        } catch (final IOException failure) {
            Files.deleteIfExists(file);
            final long usableBytes = Files.getFileStore(file.getParent()).getUsableSpace();
            throw new IOException(
                    file + ": could not reserve " + bytes + " bytes of shared memory, usable=" + usableBytes
                            + " (" + failure.getMessage() + "); free some, make /dev/shm larger (docker: --shm-size)"
                            + " or set " + setting + " lower",
                    failure);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Maps a file of another process for reading and writing, without following a link.
    public static MemorySegment map(final Path file, final FileChannel.MapMode mode, final Arena arena)
            throws IOException {
        final Set<java.nio.file.OpenOption> options = mode.equals(FileChannel.MapMode.READ_ONLY)
                ? Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = FileChannel.open(file, options)) {
            return channel.map(mode, 0, channel.size(), arena);
        }
    }

    /// Removes an unfinished folder, or one that is half removed, whose program is dead. The lock is held meanwhile: a
    /// program that is only
    /// slow, between making the folder and locking it, finds it taken or gone then, and makes another
    /// ([ProcessLock#isStillThere]).
    ///
    /// @return false when its program lives
    public static boolean removeAbandoned(final Path folder) throws IOException {
        try (ProcessLock lock = ProcessLock.tryAcquire(folder.resolve(LOCK))) {
            if (lock == null) {
                return false;
            }
            remove(folder);
            return true;
        }
    }

    /// Removes a producer's folder and what is in it; what is gone already is no error. The ring goes first, so
    /// that its absence says that a removal began ([#isBeingRemoved]), and the lock last.
    public static void remove(final Path folder) throws IOException {
        Files.deleteIfExists(folder.resolve(RING));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (final Path file : files) {
                if (!file.endsWith(LOCK)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (final NoSuchFileException isGone) {
            return;
        }
        Files.deleteIfExists(folder.resolve(LOCK));
        Files.deleteIfExists(folder);
    }

    /// Whether somebody decided to remove a producer's finished folder: nobody reads it again. Should that one
    /// have died meanwhile, it is another's to finish ([#removeAbandoned]).
    public static boolean isBeingRemoved(final Path folder) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment ring = map(folder.resolve(RING), FileChannel.MapMode.READ_ONLY, arena);
            return ring.byteSize() > ControlDescriptor.RING_OFFSET
                    && OwnerWord.state((long) ControlDescriptor.WORD.getVolatile(ring, ControlDescriptor.OWNER_OFFSET))
                            == OwnerWord.GONE;
        } catch (final NoSuchFileException ringIsGone) {
            return true;
        }
    }

    static long pages(final long bytes) {
        return bytes + (PAGE_BYTES - 1) & -PAGE_BYTES;
    }
}
