package dev.kymo.sdk.remote;

import dev.kymo.store.model.Layouts;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/// Reads the frames of [LinkDescriptor]. Trusts nothing: a type that there is not, a length beyond what the
/// type may have and a wrong checksum end the connection, and memory for a body is taken only as its bytes
/// arrive. One thread.
public final class FrameReader {
    private static final int FIRST_BODY_BYTES = 1 << 16;

    private final InputStream in;
    private final CRC32C crc = new CRC32C();
    private final byte[] header = new byte[LinkDescriptor.HEADER_LENGTH];
    private final MemorySegment headerView = MemorySegment.ofArray(header);
    private int type;
    private byte[] body = {};

    public FrameReader(final InputStream in) {
        this.in = in;
    }

    /// Asked before memory for the body of a long frame is taken.
    @FunctionalInterface
    public interface Room {
        /// @param bytes that the body is said to have
        /// @throws IOException when there is no memory for it, which ends the connection
        void take(int bytes) throws IOException;
    }

    /// Reads the next frame.
    ///
    /// @return false when the other side has closed the connection between two frames
    /// @throws LinkException when it sends what is no frame
    /// @throws java.net.SocketTimeoutException when nothing came for as long as the socket waits; the
    ///     connection can't be used any more if a part of a frame had come
    /// @throws IOException when the connection breaks
    public boolean read(final Room room) throws IOException {
        final int first = in.read();
        if (first < 0) {
            return false;
        }
        header[0] = (byte) first;
        readFully(header, 1, header.length - 1);
        type = headerView.get(Layouts.INT, LinkDescriptor.TYPE_OFFSET);
        final int length = headerView.get(Layouts.INT, LinkDescriptor.LENGTH_OFFSET);
        if (LinkDescriptor.maxLength(type) < 0) {
            throw new LinkException("frame type " + type + ", expected 1 to " + LinkDescriptor.END);
        }
        if (length < 0 || length > LinkDescriptor.maxLength(type)) {
            throw new LinkException("frame type " + type + " with a body of " + length + " bytes, at most "
                    + LinkDescriptor.maxLength(type) + " are allowed");
        }
        if (length > FIRST_BODY_BYTES) {
            room.take(length);
        }
        readBody(length);
        crc.reset();
        crc.update(header, 0, LinkDescriptor.CHECKED_HEADER_LENGTH);
        crc.update(body, 0, body.length);
        final int expected = headerView.get(Layouts.INT, LinkDescriptor.CRC_OFFSET);
        if (expected != (int) crc.getValue()) {
            throw new LinkException("frame type " + type + " of " + length + " bytes: checksum "
                    + Integer.toHexString(expected) + ", expected " + Integer.toHexString((int) crc.getValue()));
        }
        return true;
    }

    private void readBody(final int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_BODY_BYTES)];
        int filled = 0;
        while (true) {
            readFully(bytes, filled, bytes.length - filled);
            filled = bytes.length;
            if (filled == length) {
                break;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * filled));
        }
        body = bytes;
    }

    private void readFully(final byte[] to, final int from, final int length) throws IOException {
        int filled = 0;
        while (filled < length) {
            final int read = in.read(to, from + filled, length - filled);
            if (read < 0) {
                throw new EOFException("the connection ended within a frame");
            }
            filled += read;
        }
    }

    /// Of the frame read last.
    public int type() {
        return type;
    }

    /// Of the frame read last: the caller's own from now on.
    public byte[] body() {
        return body;
    }

    /// The body as text.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
