package dev.kymo.importer.mcap;

/// Bytes that are not what they should be: of the container, of a schema, or of a message. The message says what was
/// expected and what was found.
public final class MalformedMcapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public MalformedMcapException(final String message) {
        super(message);
    }

    public MalformedMcapException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
