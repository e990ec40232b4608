package dev.kymo.perf.picture;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import dev.kymo.perf.side.UnavailableException;

/// Holds the place of the hardware's own point primitive, so that its absence is in every report.
final class PointListSide implements Side {
    @Override
    public long prepare(final CaseSpec bench) throws UnavailableException {
        throw new UnavailableException("a POINT_LIST pipeline on the same driver is not written yet");
    }

    @Override
    public void round(final Sample sample) {
        throw new IllegalStateException("no case was prepared");
    }
}
