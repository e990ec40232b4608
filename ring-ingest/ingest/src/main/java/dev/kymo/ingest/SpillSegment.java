package dev.kymo.ingest;

import dev.kymo.ring.JournalDescriptor;
import dev.kymo.ring.SpillDescriptor;
import dev.kymo.store.model.ArrayData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One spill segment, read record by record. Nothing in it is trusted: it must be a regular file of the user's, and
/// every length is held against the file's before it is used. One thread.
final class SpillSegment implements AutoCloseable {
    private static final int READ_AHEAD_BYTES = 1 << 18;

    private final Path path;
    private final FileChannel channel;
    private final int index;
    private final long filedMark;
    private final String home;
    private final long first;
    private final CRC32C crc = new CRC32C();
    private ByteBuffer ahead = ByteBuffer.allocateDirect(READ_AHEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long aheadStart;
    private long at;
    private int kind;
    private MemorySegment body = ArrayData.NO_BUFFER;
    private long recordLength;

    private SpillSegment(
            final Path path, final FileChannel channel, final int index, final long filedMark, final String home) {
        this.path = path;
        this.channel = channel;
        this.index = index;
        this.filedMark = filedMark;
        this.home = home;
        first = SpillDescriptor.aligned(SpillDescriptor.HEADER_LENGTH + home.getBytes(StandardCharsets.UTF_8).length);
        at = first;
        ahead.limit(0);
    }

    /// Opens a segment and checks its header.
    ///
    /// @return null when the header is not all there: its producer is just writing it, or died over it
    /// @throws IOException when the file can't be read
    /// @throws IllegalArgumentException when it is no segment; says what was expected and found
    static @Nullable SpillSegment open(final Path path, final int expectedIndex) throws IOException {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException(path + ": expected a file, found a link or a folder");
        }
        final Object owner = Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(Files.getAttribute(path.getParent(), "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
            throw new IllegalArgumentException(path + ": expected the owner of its folder, found " + owner);
        }
        final FileChannel channel = FileChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        SpillSegment opened = null;
        try {
            opened = open(path, channel, expectedIndex);
            return opened;
        } finally {
            if (opened == null) {
                channel.close();
            }
        }
    }

    private static @Nullable SpillSegment open(final Path path, final FileChannel channel, final int expectedIndex)
            throws IOException {
        final ByteBuffer header =
                ByteBuffer.allocate(SpillDescriptor.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        if (!readFully(channel, header, 0)) {
            return null;
        }
        final long magic = header.getLong(SpillDescriptor.MAGIC_OFFSET);
        final int version = header.getInt(SpillDescriptor.VERSION_OFFSET);
        final int index = header.getInt(SpillDescriptor.INDEX_OFFSET);
        if (magic != SpillDescriptor.MAGIC || version != SpillDescriptor.VERSION || index != expectedIndex) {
            throw new IllegalArgumentException(path + ": expected spill segment " + expectedIndex + " of version "
                    + SpillDescriptor.VERSION + ", found magic " + Long.toHexString(magic) + ", version " + version
                    + ", segment " + index);
        }
        final long size = channel.size();
        final int homeLength = header.getInt(SpillDescriptor.HOME_LENGTH_OFFSET);
        if (homeLength < 0
                || homeLength > SpillDescriptor.MAX_HOME_LENGTH
                || size > SpillDescriptor.MAX_SEGMENT_BYTES) {
            throw new IllegalArgumentException(
                    path + ": spill segment of " + size + " bytes with a home of " + homeLength
                            + ", expected at most " + SpillDescriptor.MAX_SEGMENT_BYTES + " and "
                            + SpillDescriptor.MAX_HOME_LENGTH);
        }
        final ByteBuffer home = ByteBuffer.allocate(homeLength);
        final long first = SpillDescriptor.aligned(SpillDescriptor.HEADER_LENGTH + (long) homeLength);
        if (first > size || !readFully(channel, home, SpillDescriptor.HEADER_LENGTH)) {
            return null;
        }
        final String homeText = new String(home.array(), StandardCharsets.UTF_8);
        final long filedMark = header.getLong(SpillDescriptor.FILED_OFFSET);
        if (homeText.getBytes(StandardCharsets.UTF_8).length != homeLength
                || filedMark < 0
                || filedMark > size
                || (filedMark > 0 && filedMark < first)) {
            throw new IllegalArgumentException(path + ": spill segment of " + size + " bytes, filed up to " + filedMark
                    + ", records from " + first);
        }
        return new SpillSegment(path, channel, index, Math.max(filedMark, first), homeText);
    }

    Path path() {
        return path;
    }

    int index() {
        return index;
    }

    /// Where the producer has its folder in shared memory.
    String home() {
        return home;
    }

    /// All records before this byte were filed when the segment was opened.
    long filedMark() {
        return filedMark;
    }

    /// Where the next record begins.
    long position() {
        return at;
    }

    /// Reads the record at the position, if it is whole. It can be asked for until the next call.
    ///
    /// @return whether it is; if not, the segment ends here, for now or for good
    /// @throws IllegalArgumentException when what is there is no record
    boolean read() throws IOException {
        if (!fill(SpillDescriptor.RECORD_HEADER_LENGTH)) {
            return false;
        }
        final int offset = Math.toIntExact(at - aheadStart);
        final int kindFound = ahead.getInt(offset + SpillDescriptor.KIND_OFFSET);
        final int length = ahead.getInt(offset + SpillDescriptor.LENGTH_OFFSET);
        final int expected = ahead.getInt(offset + SpillDescriptor.CRC_OFFSET);
        if (kindFound < JournalDescriptor.STORE
                || kindFound > SpillDescriptor.ROW
                || length < 0
                || length > SpillDescriptor.MAX_BODY_LENGTH) {
            throw new IllegalArgumentException(
                    "record of kind " + kindFound + " and " + length + " bytes, expected 1 to " + SpillDescriptor.ROW
                            + " and at most " + SpillDescriptor.MAX_BODY_LENGTH);
        }
        final long whole = SpillDescriptor.aligned(SpillDescriptor.RECORD_HEADER_LENGTH + (long) length);
        if (!fill(whole)) {
            return false;
        }
        final int from = Math.toIntExact(at - aheadStart);
        final ByteBuffer bytes = ahead.slice(from, (int) whole);
        crc.reset();
        crc.update(bytes.slice(0, SpillDescriptor.CHECKED_HEADER_LENGTH));
        crc.update(bytes.slice(SpillDescriptor.RECORD_HEADER_LENGTH, length));
        if ((int) crc.getValue() != expected) {
            throw new IllegalArgumentException("record of kind " + kindFound + " and " + length + " bytes: checksum "
                    + Integer.toHexString(expected) + ", expected " + Integer.toHexString((int) crc.getValue()));
        }
        kind = kindFound;
        body = MemorySegment.ofBuffer(bytes).asSlice(SpillDescriptor.RECORD_HEADER_LENGTH, length);
        recordLength = whole;
        return true;
    }

    /// The kind of the record that was read.
    int kind() {
        return kind;
    }

    /// The body of the record that was read: memory of our own.
    MemorySegment body() {
        return body;
    }

    /// Bytes of the record that was read, header and padding included.
    long recordLength() {
        return recordLength;
    }

    boolean isRow() {
        return kind == SpillDescriptor.ROW || kind == JournalDescriptor.STATIC_ROW;
    }

    /// Goes over the record that was read.
    void advance() {
        at += recordLength;
    }

    String place() {
        return path + " byte " + at;
    }

    /// Keeps for the next recorder how far this segment is filed.
    void writeFiledMark(final long mark) throws IOException {
        final ByteBuffer word =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, mark);
        while (word.hasRemaining()) {
            channel.write(word, SpillDescriptor.FILED_OFFSET + word.position());
        }
    }

    /// Sees to it that `length` bytes from the position on are in the buffer.
    ///
    /// @return whether the file has them
    private boolean fill(final long length) throws IOException {
        if (at >= aheadStart && at + length <= aheadStart + ahead.limit()) {
            return true;
        }
        if (length > channel.size() - at) {
            return false;
        }
        if (length > ahead.capacity() || (ahead.capacity() > READ_AHEAD_BYTES && length <= READ_AHEAD_BYTES)) {
            ahead = ByteBuffer.allocateDirect(Math.toIntExact(Math.max(length, READ_AHEAD_BYTES)))
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        ahead.clear();
        aheadStart = at;
        int read = 0;
        while (read >= 0 && ahead.hasRemaining()) {
            read = channel.read(ahead, aheadStart + ahead.position());
        }
        ahead.flip();
        return ahead.limit() >= length;
    }

    private static boolean readFully(final FileChannel channel, final ByteBuffer bytes, final long offset)
            throws IOException {
        int read = 0;
        while (read >= 0 && bytes.hasRemaining()) {
            read = channel.read(bytes, offset + bytes.position());
        }
        return !bytes.hasRemaining();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
