package dev.kymo.ring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A journal of records whose every word follows from their number.
public final class JournalRecords {
    private static final long LIMIT_BYTES = 1 << 20;

    private final JournalWriter journal;

    public JournalRecords(final Path folder, final MemorySegment control, final Arena arena) throws IOException {
        journal = new JournalWriter(folder, control, LIMIT_BYTES, arena);
    }

    /// Appends and publishes one.
    public void write(final int number, final int words) {
        try {
            final MemorySegment body = journal.begin(JournalDescriptor.ENTITY, (long) words * Long.BYTES);
            RingRecords.fill(body, 0, number, words);
            journal.publish(body);
        } catch (final IOException full) {
            throw new UncheckedIOException(full);
        }
    }
}
