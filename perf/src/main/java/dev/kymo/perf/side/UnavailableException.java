package dev.kymo.perf.side;

/// A side can't do a case on this machine. The message is for its column in the report.
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    public UnavailableException(final String reason) {
        super(reason);
    }
}
