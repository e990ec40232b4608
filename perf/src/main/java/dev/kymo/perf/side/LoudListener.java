package dev.kymo.perf.side;

import dev.kymo.ingest.IngestListener;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Says what an agent can't put right in the worker's log: a measurement in which that happens is void.
public final class LoudListener implements IngestListener {
    private static final Logger LOG = Logger.getLogger(LoudListener.class.getName());

    @Override
    public void producerCutOff(final String who, final Exception reason) {
        LOG.log(Level.SEVERE, who, reason);
    }

    @Override
    public void rowRefused(final String who, final IllegalArgumentException reason) {
        LOG.log(Level.SEVERE, who, reason);
    }

    @Override
    public void rowsLeftBehind(final String who, final long bytes) {
        LOG.log(Level.SEVERE, "{0}: {1} bytes left behind", new Object[] {who, bytes});
    }

    @Override
    public void failed(final Throwable reason) {
        LOG.log(Level.SEVERE, "failed", reason);
    }
}
