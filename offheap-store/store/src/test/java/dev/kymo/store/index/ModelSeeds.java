package dev.kymo.store.index;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.TestReporter;

/// The seeds that the long form of a model test runs with:
///
/// | property | |
/// |---|---|
/// | `kymo.model.first` | the first one |
/// | `kymo.model.seeds` | how many |
/// | `kymo.model.seconds` | no more are begun after so long; those that have passed are reported |
final class ModelSeeds {
    private static final System.Logger LOG = System.getLogger(ModelSeeds.class.getName());

    private ModelSeeds() {}

    interface Run {
        void run(long seed) throws Exception;
    }

    /// One by one, from `first` on; the properties say otherwise.
    static void forEach(final long first, final int count, final TestReporter reporter, final Run run)
            throws Exception {
        final long from = Long.getLong("kymo.model.first", first);
        final long to = from + Integer.getInteger("kymo.model.seeds", count);
        final long seconds = Long.getLong("kymo.model.seconds", Integer.MAX_VALUE);
        final long beganNs = System.nanoTime();
        long seed = from;
        while (seed < to && System.nanoTime() - beganNs < TimeUnit.SECONDS.toNanos(seconds)) {
            run.run(seed);
            seed++;
        }
        final double tookS = (System.nanoTime() - beganNs) / 1e9;
        final String passed = String.format(
                java.util.Locale.ROOT,
                "%d, from %d to %d, %.3f s each",
                seed - from,
                from,
                seed - 1,
                tookS / Math.max(1, seed - from));
        reporter.publishEntry("seeds passed", passed);
        // Maven's runner does not show entries
        LOG.log(System.Logger.Level.INFO, "seeds passed: {0}", passed);
    }
}
