package dev.kymo.rrd;

/// Part of an index file is not what was written there.
final class DamagedIndexException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedIndexException(final String message) {
        super(message);
    }
}
