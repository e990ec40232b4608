package dev.kymo.importer;

import com.github.mreutegg.laszip4j.laszip.ByteStreamIn;
import dev.kymo.store.model.Layouts;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The mapped file as LASzip reads it. The end of the file is an [EOFException], as LASzip expects.
final class LazStream extends ByteStreamIn {
    private final MemorySegment bytes;
    private final long end;
    private long position;
    private boolean tookRun;

    LazStream(final MemorySegment bytes, final long position) {
        this.bytes = bytes;
        this.position = position;
        end = bytes.byteSize();
    }

    /// Moves on by `length` bytes; returns where they begin.
    private long advance(final long length) {
        final long at = position;
        if (length < 0 || at < 0 || length > end - at) {
            throw LazStream.<RuntimeException>unchecked(new EOFException("byte " + at + " of " + end));
        }
        position = at + length;
        return at;
    }

    /// LASzip's methods declare no exception, but its reader looks for this one: any other it prints to the
    /// console.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(final Throwable cause) throws T {
        throw (T) cause;
    }

    @Override
    public byte getByte() {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(1));
    }

    /// Whether a run of bytes has been read since this was asked before. Of pointwise compressed points only
    /// the first of a chunk has one: its extra bytes, as they are.
    boolean tookRun() {
        final boolean took = tookRun;
        tookRun = false;
        return took;
    }

    @Override
    public void getBytes(final byte[] target, final int count) {
        tookRun = true;
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, advance(count), target, 0, count);
    }

    @Override
    public char get16bitsLE() {
        return (char) bytes.get(Layouts.SHORT, advance(Short.BYTES));
    }

    @Override
    public int get32bitsLE() {
        return bytes.get(Layouts.INT, advance(Integer.BYTES));
    }

    @Override
    public long get64bitsLE() {
        return bytes.get(Layouts.LONG, advance(Long.BYTES));
    }

    @Override
    public char get16bitsBE() {
        return Character.reverseBytes(get16bitsLE());
    }

    @Override
    public int get32bitsBE() {
        return Integer.reverseBytes(get32bitsLE());
    }

    @Override
    public long get64bitsBE() {
        return Long.reverseBytes(get64bitsLE());
    }

    @Override
    public boolean isSeekable() {
        return true;
    }

    @Override
    public long tell() {
        return position;
    }

    @Override
    public boolean seek(final long target) {
        if (target < 0 || target > end) {
            return false;
        }
        position = target;
        return true;
    }

    @Override
    public boolean seekEnd(final long distance) {
        return seek(end - distance);
    }

    @Override
    public void close() {
        // the mapping belongs to the importer's arena
    }
}
