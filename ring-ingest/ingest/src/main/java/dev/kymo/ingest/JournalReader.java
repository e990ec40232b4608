package dev.kymo.ingest;

import static dev.kymo.ring.ControlDescriptor.JOURNAL_COMMITTED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.ProducerFiles;
import dev.kymo.ring.RingDescriptor;
import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// Reads a producer's journal from its beginning, a record at a time, each as a private copy.
final class JournalReader {
    private final Path folder;
    private final MemorySegment control;
    private final Arena arena;
    private MemorySegment file = MemorySegment.NULL;
    private int fileIndex = -1;
    private long at;
    private long taken;
    private int kind;

    JournalReader(final Path folder, final MemorySegment control, final Arena arena) {
        this.folder = folder;
        this.control = control;
        this.arena = arena;
    }

    /// See [ProducerMapping#isTruncated].
    boolean isTruncated() {
        return fileIndex >= 0
                && ProducerMapping.isShorter(folder.resolve(ProducerFiles.journal(fileIndex)), file.byteSize());
    }

    /// How many records have been read.
    long taken() {
        return taken;
    }

    /// How many records the producer has published.
    long committed() {
        return (long) WORD.getVolatile(control, JOURNAL_COMMITTED_OFFSET);
    }

    boolean hasNext() {
        return committed() > taken;
    }

    /// The kind of the record read last.
    int kind() {
        return kind;
    }

    String place() {
        return ProducerFiles.journal(Math.max(0, fileIndex)) + " byte " + at;
    }

    /// Reads the next record, which is there.
    ///
    /// @return a copy of its body
    MemorySegment next() throws IOException {
        while (isAtEnd()) {
            openNext();
        }
        kind = file.get(Layouts.INT, at + JournalDescriptor.KIND_OFFSET);
        final int length = file.get(Layouts.INT, at + JournalDescriptor.LENGTH_OFFSET);
        final long body = at + JournalDescriptor.RECORD_HEADER_LENGTH;
        if (length < 0 || length > file.byteSize() - body) {
            throw new IllegalArgumentException(
                    "journal record of " + length + " bytes, " + (file.byteSize() - body) + " are left");
        }
        final byte[] copy = file.asSlice(body, length).toArray(ValueLayout.JAVA_BYTE);
        at = body + (length + (RingDescriptor.ALIGNMENT - 1L) & -RingDescriptor.ALIGNMENT);
        taken++;
        return MemorySegment.ofArray(copy);
    }

    private boolean isAtEnd() {
        return fileIndex < 0
                || at > file.byteSize() - JournalDescriptor.RECORD_HEADER_LENGTH
                || file.get(Layouts.INT, at + JournalDescriptor.KIND_OFFSET) == JournalDescriptor.END;
    }

    private void openNext() throws IOException {
        final Path path = folder.resolve(ProducerFiles.journal(fileIndex + 1));
        final MemorySegment next = ProducerFiles.map(path, FileChannel.MapMode.READ_ONLY, arena);
        if (next.byteSize() < JournalDescriptor.FIRST_RECORD_OFFSET
                || next.get(Layouts.LONG, JournalDescriptor.MAGIC_OFFSET) != JournalDescriptor.MAGIC
                || next.get(Layouts.INT, JournalDescriptor.VERSION_OFFSET) != JournalDescriptor.VERSION
                || next.get(Layouts.INT, JournalDescriptor.INDEX_OFFSET) != fileIndex + 1
                || next.get(Layouts.LONG, JournalDescriptor.CAPACITY_OFFSET) != next.byteSize()) {
            throw new IllegalArgumentException(path + ": no journal of version " + JournalDescriptor.VERSION);
        }
        file = next;
        fileIndex++;
        at = JournalDescriptor.FIRST_RECORD_OFFSET;
    }
}
