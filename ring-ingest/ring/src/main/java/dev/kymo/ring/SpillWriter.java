package dev.kymo.ring;

import static dev.kymo.ring.ControlDescriptor.SPILL_COMMITTED_OFFSET;
import static dev.kymo.ring.ControlDescriptor.WORD;

import dev.kymo.store.model.Layouts;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Appends rows to a producer's own files when shared memory has no room for them; [SpillDescriptor] says what they
/// look like. Any thread; they take turns.
///
/// Files are written through `RandomAccessFile`, because a channel is closed under a thread that is interrupted,
/// and this one belongs to all threads of the caller.
final class SpillWriter implements AutoCloseable {
    private static final int FIRST_BUFFER_BYTES = 1 << 16;
    /// A buffer that had to grow beyond this is not kept.
    private static final int MAX_KEPT_BUFFER_BYTES = 16 << 20;

    private static final long COMPLAINT_INTERVAL_NS = 1_000_000_000L;

    private final Path spillFolder;
    private final Path producerFolder;
    private final String group;
    private final MemorySegment control;
    private final Declarations declarations;
    private final long segmentBytes;
    private final CRC32C crc = new CRC32C();
    /// What the segment has repeated, per kind of declaration.
    private final BitSet[] repeated = {new BitSet(), new BitSet(), new BitSet(), new BitSet()};

    private byte[] buffer = new byte[FIRST_BUFFER_BYTES];
    private int filled;
    private @Nullable ProcessLock lock;
    private @Nullable RandomAccessFile segment;
    private int nextIndex;
    private long end;
    private long lastComplaintNs = System.nanoTime() - COMPLAINT_INTERVAL_NS;

    SpillWriter(
            final SpillDirectory directory,
            final Path producerFolder,
            final MemorySegment control,
            final Declarations declarations,
            final long segmentBytes) {
        spillFolder = directory.path();
        this.producerFolder = producerFolder;
        group = SpillDescriptor.group(producerFolder.getFileName().toString());
        this.control = control;
        this.declarations = declarations;
        this.segmentBytes = segmentBytes;
    }

    /// Appends a row.
    ///
    /// @param row has measured it, with all cells inline
    /// @return whether the row is in the file, where no death of a process takes it back
    synchronized boolean append(final RowEncoder row, final long bodyLength) {
        try {
            final RandomAccessFile file = currentSegment();
            filled = 0;
            declare(row);
            final int kind = row.timeCount() == 0 ? JournalDescriptor.STATIC_ROW : SpillDescriptor.ROW;
            final int at = begin(kind, (int) bodyLength);
            final MemorySegment body =
                    MemorySegment.ofArray(buffer).asSlice(at + (long) SpillDescriptor.RECORD_HEADER_LENGTH, bodyLength);
            row.write(body, 0);
            finish(at, (int) bodyLength);
            write(file);
            WORD.setVolatile(control, SPILL_COMMITTED_OFFSET, SpillDescriptor.position(nextIndex - 1, end));
            return true;
        } catch (final IOException failure) {
            complain(failure);
            return false;
        } finally {
            if (buffer.length > MAX_KEPT_BUFFER_BYTES) {
                buffer = new byte[FIRST_BUFFER_BYTES];
            }
        }
    }

    private RandomAccessFile currentSegment() throws IOException {
        if (segment != null && end < segmentBytes) {
            return segment;
        }
        closeSegment();
        if (lock == null) {
            lock = ProcessLock.tryAcquire(spillFolder.resolve(SpillDescriptor.lock(group)));
            if (lock == null) {
                throw new IOException(spillFolder.resolve(SpillDescriptor.lock(group)) + " is held by another");
            }
            ShmDirectory.writeOwnerOnly(producerFolder.resolve(SpillDescriptor.POINTER), spillFolder.toString());
        }
        final Path path = spillFolder.resolve(SpillDescriptor.segment(group, nextIndex));
        Files.deleteIfExists(path);
        Files.createFile(path, ShmDirectory.OWNER_ONLY_FILE);
        boolean begun = false;
        final RandomAccessFile file = new RandomAccessFile(path.toString(), "rw");
        try {
            final byte[] header = header();
            file.write(header);
            end = header.length;
            begun = true;
        } finally {
            if (!begun) {
                file.close();
                Files.deleteIfExists(path);
            }
        }
        nextIndex++;
        segment = file;
        return file;
    }

    private byte[] header() throws IOException {
        final byte[] home =
                producerFolder.toAbsolutePath().getParent().toString().getBytes(StandardCharsets.UTF_8);
        if (home.length > SpillDescriptor.MAX_HOME_LENGTH) {
            throw new IOException(producerFolder + ": the path is too long to be named in a spill segment");
        }
        final byte[] bytes = new byte[(int) SpillDescriptor.aligned(SpillDescriptor.HEADER_LENGTH + home.length)];
        final MemorySegment header = MemorySegment.ofArray(bytes);
        header.set(Layouts.LONG, SpillDescriptor.MAGIC_OFFSET, SpillDescriptor.MAGIC);
        header.set(Layouts.INT, SpillDescriptor.VERSION_OFFSET, SpillDescriptor.VERSION);
        header.set(Layouts.INT, SpillDescriptor.INDEX_OFFSET, nextIndex);
        header.set(Layouts.LONG, SpillDescriptor.PID_OFFSET, control.get(Layouts.LONG, ControlDescriptor.PID_OFFSET));
        header.set(
                Layouts.LONG,
                SpillDescriptor.START_NS_OFFSET,
                control.get(Layouts.LONG, ControlDescriptor.START_NS_OFFSET));
        header.set(Layouts.INT, SpillDescriptor.HOME_LENGTH_OFFSET, home.length);
        System.arraycopy(home, 0, bytes, SpillDescriptor.HEADER_LENGTH, home.length);
        return bytes;
    }

    private void declare(final RowEncoder row) {
        declare(JournalDescriptor.STORE, (int) row.storeAndEntity());
        declare(JournalDescriptor.ENTITY, (int) (row.storeAndEntity() >> Integer.SIZE));
        for (int i = 0; i < row.timeCount(); i++) {
            declare(JournalDescriptor.TIMELINE, row.timelineId(i));
        }
        for (int i = 0; i < row.cellCount(); i++) {
            declare(JournalDescriptor.COMPONENT, row.componentId(i));
        }
    }

    private void declare(final int kind, final int id) {
        final BitSet ids = repeated[kind - 1];
        if (!ids.get(id)) {
            ids.set(id);
            final byte[] body = declarations.body(kind, id);
            final int at = begin(kind, body.length);
            System.arraycopy(body, 0, buffer, at + SpillDescriptor.RECORD_HEADER_LENGTH, body.length);
            finish(at, body.length);
        }
    }

    /// Makes room for a record in the buffer, zeros, and writes its header.
    ///
    /// @return where it begins
    private int begin(final int kind, final int bodyLength) {
        final int at = filled;
        final int length = (int) SpillDescriptor.aligned(SpillDescriptor.RECORD_HEADER_LENGTH + bodyLength);
        if (length > buffer.length - at) {
            buffer = Arrays.copyOf(buffer, Math.max(at + length, 2 * buffer.length));
        }
        Arrays.fill(buffer, at, at + length, (byte) 0);
        final MemorySegment record = MemorySegment.ofArray(buffer);
        record.set(Layouts.INT, at + (long) SpillDescriptor.KIND_OFFSET, kind);
        record.set(Layouts.INT, at + (long) SpillDescriptor.LENGTH_OFFSET, bodyLength);
        filled = at + length;
        return at;
    }

    private void finish(final int at, final int bodyLength) {
        crc.reset();
        crc.update(buffer, at, SpillDescriptor.CHECKED_HEADER_LENGTH);
        crc.update(buffer, at + SpillDescriptor.RECORD_HEADER_LENGTH, bodyLength);
        MemorySegment.ofArray(buffer).set(Layouts.INT, at + (long) SpillDescriptor.CRC_OFFSET, (int) crc.getValue());
    }

    /// What was written only in part is taken back; when not even that can be done, the segment ends here.
    private void write(final RandomAccessFile file) throws IOException {
        boolean written = false;
        try {
            file.write(buffer, 0, filled);
            end += filled;
            written = true;
        } finally {
            if (!written) {
                // What this segment has repeated is no longer known for certain: go on in another
                try {
                    file.setLength(end);
                } finally {
                    closeSegment();
                }
            }
        }
    }

    private void closeSegment() throws IOException {
        final RandomAccessFile file = segment;
        segment = null;
        for (final BitSet ids : repeated) {
            ids.clear();
        }
        if (file != null) {
            file.close();
        }
    }

    private void complain(final IOException failure) {
        final long nowNs = System.nanoTime();
        if (nowNs - lastComplaintNs >= COMPLAINT_INTERVAL_NS) {
            lastComplaintNs = nowNs;
            final byte[] line = ("kymo: rows are dropped, they cannot be spilled to " + spillFolder + ": "
                            + failure.getMessage() + "\n")
                    .getBytes(StandardCharsets.UTF_8);
            // Not closed: it is the process's
            final FileOutputStream standardError = new FileOutputStream(FileDescriptor.err);
            try {
                standardError.write(line);
            } catch (final IOException nobodyListens) {
                // The rows are counted all the same
            }
        }
    }

    /// Lets the recorder see that no more comes. The segments stay until they are filed.
    @Override
    public synchronized void close() throws IOException {
        final ProcessLock held = lock;
        lock = null;
        try {
            closeSegment();
        } finally {
            if (held != null) {
                held.close();
            }
        }
    }
}
