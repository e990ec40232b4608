package dev.kymo.ingest;

/// A producer's shared memory holds something that no sound producer writes. Names the producer, the place,
/// and what was expected and found.
public final class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRecordException(final String message, final Throwable cause) {
        super(message, cause);
    }

    BadRecordException(final String message) {
        super(message);
    }
}
