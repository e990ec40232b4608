package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.JOURNAL_COMMITTED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// Appends to a producer's journal. Callers take turns by its monitor.
final class JournalWriter {
    private static final long FIRST_FILE_BYTES = 1 << 16;
    private static final long NEXT_FILE_BYTES = 1 << 20;

    private final MemorySegment control;
    private final long limitBytes;
    private final Arena arena;
    private Path folder;
    private MemorySegment file;
    private int fileCount;
    private long reservedBytes;
    private long at;
    private long committed;

    JournalWriter(final Path folder, final MemorySegment control, final long limitBytes, final Arena arena)
            throws IOException {
        this.folder = folder;
        this.control = control;
        this.limitBytes = limitBytes;
        this.arena = arena;
        file = reserveFile(folder, 0, FIRST_FILE_BYTES, arena);
        fileCount = 1;
        reservedBytes = file.byteSize();
        at = JournalDescriptor.FIRST_RECORD_OFFSET;
    }

    /// Says that the folder was renamed.
    synchronized void moved(final Path newFolder) {
        folder = newFolder;
    }

    /// Makes room for a record and writes its header; what the caller then writes is seen after [#publish].
    ///
    /// @return the body, `bodyLength` bytes of zeros
    /// @throws IOException when the journal is full or shared memory is; says what to do
    synchronized MemorySegment begin(final int kind, final long bodyLength) throws IOException {
        final long required = JournalDescriptor.RECORD_HEADER_LENGTH + aligned(bodyLength);
        if (bodyLength > Integer.MAX_VALUE || required > file.byteSize() - at) {
            grow(required);
        }
        file.set(Layouts.INT, at + JournalDescriptor.KIND_OFFSET, kind);
        file.set(Layouts.INT, at + JournalDescriptor.LENGTH_OFFSET, (int) bodyLength);
        return file.asSlice(at + JournalDescriptor.RECORD_HEADER_LENGTH, bodyLength);
    }

    /// Gives up what [#begin] made room for.
    synchronized void abort(final MemorySegment body) {
        body.fill((byte) 0);
        file.set(Layouts.LONG, at, 0);
    }

    /// Shows the record begun last to readers. Pairs with their acquire (or volatile read) of the count: the
    /// record's bytes, and the file it is in, are there for whoever sees the count.
    ///
    /// @return how many records there are now
    synchronized long publish(final MemorySegment body) {
        at += JournalDescriptor.RECORD_HEADER_LENGTH + aligned(body.byteSize());
        committed++;
        WORD.setVolatile(control, JOURNAL_COMMITTED_OFFSET, committed);
        return committed;
    }

    /// Appends a record and shows it to readers.
    ///
    /// @throws IOException as [#begin]
    synchronized void append(final int kind, final byte[] body) throws IOException {
        final MemorySegment room = begin(kind, body.length);
        MemorySegment.copy(body, 0, room, ValueLayout.JAVA_BYTE, 0, body.length);
        publish(room);
    }

    private void grow(final long required) throws IOException {
        final long bytes =
                ProducerFiles.pages(Math.max(NEXT_FILE_BYTES, required + JournalDescriptor.FIRST_RECORD_OFFSET));
        final long fits = Math.min(bytes, limitBytes - reservedBytes);
        if (required > Integer.MAX_VALUE || fits < required + JournalDescriptor.FIRST_RECORD_OFFSET) {
            throw new IOException(folder + ": the journal of declarations and static rows is full: record=" + required
                    + " bytes, taken=" + reservedBytes + ", limit=" + limitBytes
                    + "; set KYMO_JOURNAL_BYTES higher, or log fewer static rows");
        }
        file = reserveFile(folder, fileCount, fits, arena);
        fileCount++;
        reservedBytes += fits;
        at = JournalDescriptor.FIRST_RECORD_OFFSET;
    }

    private static MemorySegment reserveFile(final Path folder, final int index, final long bytes, final Arena arena)
            throws IOException {
        final MemorySegment file =
                ProducerFiles.reserve(folder.resolve(ProducerFiles.journal(index)), bytes, "KYMO_JOURNAL_BYTES", arena);
        file.set(Layouts.LONG, JournalDescriptor.MAGIC_OFFSET, JournalDescriptor.MAGIC);
        file.set(Layouts.INT, JournalDescriptor.VERSION_OFFSET, JournalDescriptor.VERSION);
        file.set(Layouts.INT, JournalDescriptor.INDEX_OFFSET, index);
        file.set(Layouts.LONG, JournalDescriptor.CAPACITY_OFFSET, bytes);
        return file;
    }

    private static long aligned(final long length) {
        return length + (RingDescriptor.ALIGNMENT - 1) & -RingDescriptor.ALIGNMENT;
    }
}
