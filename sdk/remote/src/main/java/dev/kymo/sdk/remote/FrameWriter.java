package dev.kymo.sdk.remote;

import dev.kymo.store.model.Layouts;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Writes the frames of [LinkDescriptor]. One thread.
public final class FrameWriter {
    private static final byte[] NOTHING = {};

    private final OutputStream out;
    private final CRC32C crc = new CRC32C();
    private final byte[] header = new byte[LinkDescriptor.HEADER_LENGTH];
    private final MemorySegment headerView = MemorySegment.ofArray(header);

    public FrameWriter(final OutputStream out) {
        this.out = out;
    }

    /// Writes a frame whose body is two runs of bytes, one behind the other.
    ///
    /// @throws IllegalArgumentException when the body is longer than any reader takes
    public void write(final int type, final byte[] head, final byte[] rest, final int restFrom, final int restLength)
            throws IOException {
        final int length = Math.addExact(head.length, restLength);
        if (length > LinkDescriptor.maxLength(type)) {
            throw new IllegalArgumentException(
                    "frame type=" + type + ", length=" + length + ", max=" + LinkDescriptor.maxLength(type));
        }
        headerView.set(Layouts.INT, LinkDescriptor.TYPE_OFFSET, type);
        headerView.set(Layouts.INT, LinkDescriptor.LENGTH_OFFSET, length);
        crc.reset();
        crc.update(header, 0, LinkDescriptor.CHECKED_HEADER_LENGTH);
        crc.update(head, 0, head.length);
        crc.update(rest, restFrom, restLength);
        headerView.set(Layouts.INT, LinkDescriptor.CRC_OFFSET, (int) crc.getValue());
        if (head.length == 0) {
            out.write(header);
        } else {
            final byte[] both = Arrays.copyOf(header, header.length + head.length);
            System.arraycopy(head, 0, both, header.length, head.length);
            out.write(both);
        }
        out.write(rest, restFrom, restLength);
    }

    public void write(final int type, final byte[] body) throws IOException {
        write(type, NOTHING, body, 0, body.length);
    }

    /// A frame without a body.
    public void write(final int type) throws IOException {
        write(type, NOTHING);
    }

    /// A text, cut where it is longer than a frame.
    public void writeText(final int type, final String text) throws IOException {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(type, NOTHING, bytes, 0, Math.min(bytes.length, LinkDescriptor.maxLength(type)));
    }

    /// Says up to which table all is kept.
    ///
    /// @param refusedRows of this session so far that could not be taken
    public void acknowledge(final long table, final long refusedRows) throws IOException {
        final byte[] body = new byte[LinkDescriptor.ACKNOWLEDGE_LENGTH];
        final MemorySegment view = MemorySegment.ofArray(body);
        view.set(Layouts.LONG, 0, table);
        view.set(Layouts.LONG, Long.BYTES, refusedRows);
        write(LinkDescriptor.ACKNOWLEDGE, body);
    }
}
