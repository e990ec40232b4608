package dev.kymo.perf.sweeping;

import dev.kymo.perf.run.Libc;
import org.HdrHistogram.Histogram;

/// How long steps take by the clock, and how long their thread had a core meanwhile: what lies between is what other
/// threads and programs took. One thread.
final class StepTimer {
    private final Histogram wall;
    private final Histogram onCore;
    private long beganNs;
    private long beganCpuNs;

    StepTimer(final Histogram wall, final Histogram onCore) {
        this.wall = wall;
        this.onCore = onCore;
    }

    void begin() {
        beganCpuNs = Libc.threadCpuNs();
        beganNs = System.nanoTime();
    }

    void end() {
        wall.recordValue(System.nanoTime() - beganNs);
        onCore.recordValue(Math.max(0, Libc.threadCpuNs() - beganCpuNs));
    }
}
