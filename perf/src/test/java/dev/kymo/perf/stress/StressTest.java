package dev.kymo.perf.stress;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StressTest {
    private static final List<String> TESTS = List.of(
            "dev.kymo.perf.stress.OpenChunkStress",
            "dev.kymo.perf.stress.EpochsStress",
            "dev.kymo.perf.stress.SealStress",
            "dev.kymo.perf.stress.FiledStress",
            "dev.kymo.perf.stress.SweepStress",
            "dev.kymo.ring.RingPublishStress",
            "dev.kymo.ring.RingClaimStress",
            "dev.kymo.ingest.RingReclaimStress",
            "dev.kymo.ingest.PayloadRecycleStress",
            "dev.kymo.ingest.DeclarationStress");

    /// Several short iterations of few strides: before its first one a fork looks for the longest epoch that fits into
    /// an iteration, up to the strides asked for, and with 40 strides and an iteration of 250 ms looks for long.
    private static final String[] SHORT = {
        "-v", "-sc", "false", "-f", "1", "-fsm", "1", "-pth", "false", "-strideCount", "8", "-iters", "5", "-time", "60"
    };

    private static void assertOnlyAllowedOutcomes(final StressRun.Result result) {
        assertFalse(result.hasForbiddenOutcome(), result.output());
        for (final String test : TESTS) {
            assertTrue(result.output().contains(test), () -> test + " did not run: " + result.output());
        }
    }

    @Test
    void shouldSeeNoForbiddenOutcomeInAShortRun(@TempDir final Path folder) throws IOException, InterruptedException {
        assertOnlyAllowedOutcomes(StressRun.run(folder, SHORT));
    }

    @Test
    @Tag("long")
    void shouldSeeNoForbiddenOutcomeInALongRun(@TempDir final Path folder) throws IOException, InterruptedException {
        assertOnlyAllowedOutcomes(StressRun.run(folder, "-v", "-m", "default"));
    }
}
