package dev.kymo.store.ipc;

/// Bytes that claim to be an Arrow stream and are not, or use what is not supported.
public final class MalformedIpcException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long offsetBytes;

    public MalformedIpcException(final long offsetBytes, final String message) {
        super(message);
        this.offsetBytes = offsetBytes;
    }

    public MalformedIpcException(final long offsetBytes, final String message, final Throwable cause) {
        super(message, cause);
        this.offsetBytes = offsetBytes;
    }

    /// Where in the stream, from its first byte.
    public long offsetBytes() {
        return offsetBytes;
    }
}
