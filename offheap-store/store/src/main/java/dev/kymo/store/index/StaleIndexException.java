package dev.kymo.store.index;

/// An index was found to say something else than the recording's chunks, and has been built anew: asking again gives
/// the right answer.
public final class StaleIndexException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public StaleIndexException(final String message) {
        super(message);
    }
}
