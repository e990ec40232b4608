package dev.kymo.perf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmPausesTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatTheJvmWrites() {
        assertEquals(
                List.of(new JvmPauses.Pause("ZMarkStartYoung", 2_037_682_181_588L, 33_680)),
                JvmPauses.parse(List.of(
                        "[2037682181588ns] Safepoint \"ZMarkStartYoung\", Time since last: 2973503516 ns, Reaching safepoint: "
                                + "7771 ns, At safepoint: 23305 ns, Leaving safepoint: 2604 ns, Total: 33680 ns, Threads: 0 "
                                + "runnable, 10 total",
                        "something else")));
    }

    @Test
    void shouldSeeThePausesOfACollectionAndNoneBefore() throws IOException {
        final JvmPauses pauses = JvmPauses.into(folder.resolve("pauses.log"));
        final long fromNs = System.nanoTime();
        System.gc();
        final long toNs = System.nanoTime();
        final JvmPauses.Total seen = pauses.during(List.of(new JvmPauses.Span(fromNs, toNs)));
        assertTrue(seen.count() > 0, () -> seen.toString());
        assertTrue(seen.longestNs() > 0 && seen.longestNs() <= seen.ns(), () -> seen.toString());
        assertTrue(seen.ns() < toNs - fromNs, () -> seen + " in " + (toNs - fromNs) + " ns");
        assertEquals(JvmPauses.Total.NONE, pauses.during(List.of(new JvmPauses.Span(fromNs - 1_000, fromNs - 1))));
    }
}
