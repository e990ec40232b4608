package dev.kymo.rrd.format;

/// Bytes that claim to be a message of the format and are not.
public final class MalformedMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long offsetBytes;

    /// @param offsetBytes in the file
    public MalformedMessageException(final long offsetBytes, final String message) {
        super(message);
        this.offsetBytes = offsetBytes;
    }

    /// Where in the file.
    public long offsetBytes() {
        return offsetBytes;
    }
}
