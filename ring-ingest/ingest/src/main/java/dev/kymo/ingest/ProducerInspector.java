package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.ControlDescriptor;
import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.OwnerWord;
import dev.kymo.ring.ProcessLock;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.ring.ShmDirectory;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at the producers of a user without taking part: maps their files for reading alone, believes nothing, and
/// goes over those that are just coming or going.
public final class ProducerInspector {
    private static final int MAX_JOURNAL_RECORDS = 1 << 20;
    private static final int MAX_PID_TEXT = 32;

    private final ShmDirectory directory;

    /// @param directory the folder of all rings
    public ProducerInspector(final ShmDirectory directory) {
        this.directory = directory;
    }

    /// Who records, and to where.
    ///
    /// @param file null when it is not known
    public record RecorderState(long pid, @Nullable Path file) {}

    /// Who records now; null for nobody.
    public @Nullable RecorderState recorder() throws IOException {
        final Path pidFile = directory.path().resolve(ShmDirectory.RECORDER_PID);
        final Path lock = directory.path().resolve(ShmDirectory.RECORDER_LOCK);
        try {
            if (Files.size(pidFile) > MAX_PID_TEXT) {
                return null;
            }
            final long pid = Long.parseLong(Files.readString(pidFile).strip());
            // Only who says so and is not seen is asked by its lock: to try it could be in the way of one that starts
            final boolean lives = Files.isDirectory(Path.of("/proc", Long.toString(pid))) || !ProcessLock.isFree(lock);
            if (!lives) {
                return null;
            }
            final List<Path> files = new RecordingList(directory).read();
            return new RecorderState(pid, files.isEmpty() ? null : files.getLast());
        } catch (final NoSuchFileException | NumberFormatException nobody) {
            return null;
        }
    }

    /// The producers that are there, oldest first.
    public List<ProducerSnapshot> producers() throws IOException {
        final List<ProducerSnapshot> producers = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(directory.path(), ProducerFiles.FOLDER_PREFIX + "*")) {
            for (final Path folder : folders) {
                final ProducerSnapshot snapshot = inspect(folder);
                if (snapshot != null) {
                    producers.add(snapshot);
                }
            }
        } catch (final NoSuchFileException none) {
            return producers;
        }
        producers.sort(Comparator.comparingLong(ProducerSnapshot::startNs));
        return producers;
    }

    /// One producer.
    ///
    /// @return null when there is none that can be read
    public @Nullable ProducerSnapshot inspect(final Path folder) {
        // Shared, because a confined one could not be closed over a fault
        try (Arena arena = Arena.ofShared()) {
            return inspect(ProducerMapping.map(folder, FileChannel.MapMode.READ_ONLY, arena), arena);
        } catch (final IOException | RuntimeException | InternalError isGoingOrNone) {
            return null;
        }
    }

    private static ProducerSnapshot inspect(final ProducerFiles files, final Arena arena) throws IOException {
        final MemorySegment control = files.control();
        final CountersReader counters = new CountersReader(files.counters());
        final Names names = Names.ofJournal();
        readNames(new JournalReader(files.folder(), control, arena), names);
        final List<ProducerSnapshot.Stream> streams = new ArrayList<>();
        for (final StreamCounts counts : counters.streams()) {
            final boolean isDeclared = names.isDeclared(counts.store(), counts.entity());
            streams.add(new ProducerSnapshot.Stream(
                    isDeclared ? names.store(counts.store()) : null,
                    isDeclared ? names.entity(counts.entity()) : null,
                    counts));
        }
        final long word = word(control, ControlDescriptor.OWNER_OFFSET);
        final boolean isOwned = OwnerWord.state(word) == OwnerWord.OWNED;
        return new ProducerSnapshot(
                files.folder(),
                ProducerMapping.pid(control),
                ProducerMapping.startNs(control),
                state(files, word),
                isOwned ? word(control, ControlDescriptor.OWNER_PID_OFFSET) : 0,
                List.copyOf(names.stores()),
                counters.committedRows() + counters.bufferedRows(),
                counters.committedBytes() + counters.bufferedBytes(),
                Math.max(0, word(control, ControlDescriptor.DROPPED_ROWS_OFFSET)),
                Math.max(0, word(control, ControlDescriptor.LET_GO_ROWS_OFFSET)),
                Math.max(0, word(control, ControlDescriptor.SPILLED_ROWS_OFFSET)),
                waitingRows(files.ring()),
                ringFill(files.ring()),
                fill(
                        word(control, ControlDescriptor.PAYLOAD_TAIL_OFFSET)
                                - word(control, ControlDescriptor.PAYLOAD_HEAD_OFFSET),
                        files.payload().byteSize()),
                streams,
                CallTimeCounts.read(files.counters()),
                System.nanoTime());
    }

    private static void readNames(final JournalReader journal, final Names names) {
        try {
            for (int i = 0; i < MAX_JOURNAL_RECORDS && journal.hasNext(); i++) {
                final MemorySegment body = journal.next();
                if (journal.kind() != JournalDescriptor.STATIC_ROW) {
                    names.add(journal.kind(), body);
                }
            }
        } catch (final IOException | RuntimeException notSound) {
            // What was read before it is shown; a recorder names it
        }
    }

    private static ProducerSnapshot.State state(final ProducerFiles files, final long word) throws IOException {
        if (word(files.control(), ControlDescriptor.CLOSED_OFFSET) != 0) {
            return ProducerSnapshot.State.CLOSED;
        }
        if (ProcessLock.isFree(files.folder().resolve(ProducerFiles.LOCK))) {
            return ProducerSnapshot.State.DEAD;
        }
        return switch (OwnerWord.state(word)) {
            case OwnerWord.OWNED -> ProducerSnapshot.State.RECORDED;
            case OwnerWord.REFUSED -> ProducerSnapshot.State.REFUSED;
            default -> ProducerSnapshot.State.NOBODY;
        };
    }

    private static double ringFill(final MemorySegment ring) {
        final long capacity = ring.byteSize() - RingDescriptor.TRAILER_LENGTH;
        return fill(
                word(ring, capacity + RingDescriptor.TAIL_OFFSET) - word(ring, capacity + RingDescriptor.HEAD_OFFSET),
                capacity);
    }

    private static double fill(final long taken, final long capacity) {
        return Math.clamp((double) taken / capacity, 0, 1);
    }

    /// Complete rows from head to tail, as many as can be told apart.
    private static long waitingRows(final MemorySegment ring) {
        final long capacity = ring.byteSize() - RingDescriptor.TRAILER_LENGTH;
        final long tail = word(ring, capacity + RingDescriptor.TAIL_OFFSET);
        long at = word(ring, capacity + RingDescriptor.HEAD_OFFSET);
        if (at < 0 || at % RingDescriptor.ALIGNMENT != 0 || tail - at > capacity) {
            return 0;
        }
        long rows = 0;
        while (at < tail) {
            final long index = at & capacity - 1;
            final int length = (int) RingDescriptor.LENGTH.getAcquire(ring, index);
            if (length < RingDescriptor.HEADER_LENGTH || length > capacity) {
                return rows;
            }
            rows += RingDescriptor.isRow(ring.get(Layouts.INT, index + RingDescriptor.TYPE_OFFSET)) ? 1 : 0;
            at += RingDescriptor.aligned(length);
        }
        return rows;
    }

    private static long word(final MemorySegment segment, final long offset) {
        return (long) WORD.getVolatile(segment, offset);
    }

    /// Removes the shared memory of producers that are dead or closed, while nobody records.
    ///
    /// @return those removed, as they were
    /// @throws IOException when somebody records: that one does it itself
    public List<ProducerSnapshot> removeDead() throws IOException {
        try (ProcessLock lock = ProcessLock.tryAcquire(directory.path().resolve(ShmDirectory.RECORDER_LOCK))) {
            if (lock == null) {
                throw new IOException(directory.path()
                        + ": somebody records, and takes what the dead have left; stop that one first");
            }
            final List<ProducerSnapshot> removed = new ArrayList<>();
            for (final ProducerSnapshot producer : producers()) {
                if (ProcessLock.isFree(producer.folder().resolve(ProducerFiles.LOCK))) {
                    ProducerFiles.remove(producer.folder());
                    removed.add(producer);
                }
            }
            return removed;
        }
    }
}
