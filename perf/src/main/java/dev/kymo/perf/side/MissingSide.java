package dev.kymo.perf.side;

/// Holds the place of a peer that is not there yet, so that its absence and the reason are in every report.
public final class MissingSide implements Side {
    private final String reason;

    public MissingSide(final String reason) {
        this.reason = reason;
    }

    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException {
        throw new UnavailableException(reason);
    }

    @Override
    public void round(final Sample sample, final int units) {
        throw new IllegalStateException(reason);
    }
}
