package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.SPILL_COMMITTED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.SPILL_TAKEN_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.SpillDescriptor;
import dev.kymo.ring.SpillDirectory;
import dev.kymo.store.ingest.RowIdSet;
import dev.kymo.store.model.RowSink;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What an attached producer spills, from when it first does. One thread, the recorder's.
final class AttachedSpill {
    private static final int MAX_ROWS = 256;
    private static final int MAX_POINTER_BYTES = 4096;

    private final Path producerFolder;
    private final MemorySegment control;
    private final RowSink sink;
    private final IngestListener listener;
    private @Nullable SpillReader reader;
    private boolean isRefused;
    private long takenUpTo;

    AttachedSpill(
            final Path producerFolder, final MemorySegment control, final RowSink sink, final IngestListener listener) {
        this.producerFolder = producerFolder;
        this.control = control;
        this.sink = sink;
        this.listener = listener;
    }

    private long committed() {
        return (long) WORD.getVolatile(control, SPILL_COMMITTED_OFFSET);
    }

    /// Where the producer spills to, once it does: it says so in a file before its first row.
    private @Nullable SpillReader reader() {
        if (reader == null && !isRefused && committed() != 0) {
            try {
                final SpillDirectory directory = SpillDirectory.existing(pointer());
                if (directory == null) {
                    throw new IllegalArgumentException("expected a folder that only the user may enter");
                }
                reader = new SpillReader(
                        directory.path(),
                        SpillDescriptor.group(producerFolder.getFileName().toString()),
                        sink,
                        listener);
            } catch (final IOException | RuntimeException notSound) {
                isRefused = true;
                listener.producerCutOff(
                        "spilled rows of " + producerFolder,
                        new BadRecordException(
                                producerFolder.resolve(SpillDescriptor.POINTER) + ": " + notSound.getMessage(),
                                notSound));
            }
        }
        return reader;
    }

    private Path pointer() throws IOException {
        final Path file = producerFolder.resolve(SpillDescriptor.POINTER);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_POINTER_BYTES) {
            throw new IllegalArgumentException("expected a file of at most " + MAX_POINTER_BYTES + " bytes");
        }
        return Path.of(Files.readString(file));
    }

    /// Rows taken.
    long rows() {
        return reader == null ? 0 : reader.rows();
    }

    boolean holdsNothing() {
        return reader == null || reader.holdsNothing();
    }

    boolean hasGivenBackWhatItFound() {
        return reader == null || reader.hasGivenBackWhatItFound();
    }

    /// See [SpillReader#addWaiting].
    void addWaiting(final RowIdSet ids) {
        final SpillReader spilled = reader();
        if (spilled != null) {
            spilled.addWaiting(ids);
        }
    }

    /// Takes what is there, up to a bounded number of rows; costs a read of one word when that is nothing.
    ///
    /// @return how many rows
    int poll(final boolean isOver) {
        final SpillReader spilled = reader();
        if (spilled == null) {
            return 0;
        }
        final long committed = committed();
        try {
            if (committed == takenUpTo) {
                spilled.settle();
                return 0;
            }
            final int taken = spilled.poll(MAX_ROWS, isOver);
            if (spilled.isAtEnd()) {
                takenUpTo = committed;
                // Pairs with the volatile read in RingProducer.flush
                WORD.setVolatile(control, SPILL_TAKEN_OFFSET, committed);
            }
            return taken;
        } catch (final IOException unreadable) {
            listener.failed(unreadable);
            return 0;
        }
    }

    /// Deletes the segments once all of a producer that is gone is filed.
    ///
    /// @return whether nothing is left of them
    boolean remove() throws IOException {
        final SpillReader spilled = reader();
        if (spilled == null) {
            return true;
        }
        if (spilled.poll(MAX_ROWS, true) > 0 || !spilled.isAtEnd() || !spilled.remove()) {
            return false;
        }
        Files.deleteIfExists(spilled.folder().resolve(SpillDescriptor.lock(spilled.group())));
        return true;
    }

    /// Takes and files what was spilled so far, while there is time; the rest is the next recorder's.
    void leave(final boolean isOver, final long deadlineNs) throws IOException {
        final SpillReader spilled = reader();
        if (spilled == null) {
            return;
        }
        final long until = committed();
        while (takenUpTo < until && poll(isOver) > 0 && System.nanoTime() - deadlineNs < 0) {
            Thread.onSpinWait();
        }
        if (spilled.fileAll() && isOver && takenUpTo >= until) {
            remove();
        }
        spilled.close();
    }
}
