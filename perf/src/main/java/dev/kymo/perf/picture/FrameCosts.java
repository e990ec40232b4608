package dev.kymo.perf.picture;

import com.sun.management.ThreadMXBean;
import dev.kymo.perf.run.ThreadCpu;
import dev.kymo.perf.side.Sample;
import dev.kymo.viewer.render.PhaseTimes;
import dev.kymo.viewer.render.RenderPhase;
import dev.kymo.viewer.view.SceneStatistics;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// What a round of frames cost, told apart: Kymo's own processor time and the driver's, and each phase of a frame in a
/// histogram. All times are per frame.
///
/// `own_cpu_ns` is what the process used while frames were made, garbage collection and all, without the threads of a
/// driver that draws by the processor and without the JVM's compilers, which go on for minutes and then have nothing to
/// do; both are beside it. `frame_thread_cpu_ns` is what the thread that makes frames used.
final class FrameCosts {
    static final String OWN_CPU = "own_cpu_ns";
    static final String FRAME_THREAD_CPU = "frame_thread_cpu_ns";

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ThreadCpu driver;
    private final ThreadCpu compilers = ThreadCpu.ofCompilers();
    private final List<SceneStatistics> scenes;
    private final PhaseTimes<RenderPhase> render;
    private long driverNs;
    private long compilersNs;
    private long frameThreadNs;
    private long startedNs;
    private long asked;
    private long changed;
    private long made;
    private int frames;

    /// To be made by the thread that makes frames.
    FrameCosts(final List<SceneStatistics> scenes, final PhaseTimes<RenderPhase> render) throws IOException {
        driver = ThreadCpu.ofDriver();
        this.scenes = scenes;
        this.render = render;
    }

    void beginRound() {
        frames = 0;
        frameThreadNs = 0;
        render.reset();
        scenes.forEach(scene -> scene.times().reset());
        asked = sum(0);
        changed = sum(1);
        made = sum(2);
        driverNs = driver.usedNs();
        compilersNs = compilers.usedNs();
    }

    private long sum(final int what) {
        long all = 0;
        for (final SceneStatistics scene : scenes) {
            all += switch (what) {
                case 0 -> scene.rowsAsked();
                case 1 -> scene.rowsChanged();
                default -> scene.partsMade();
            };
        }
        return all;
    }

    void beginFrame(final Sample sample) {
        sample.start();
        startedNs = THREADS.getCurrentThreadCpuTime();
    }

    void endFrame(final Sample sample) {
        frameThreadNs += THREADS.getCurrentThreadCpuTime() - startedNs;
        sample.stop(1);
        frames++;
    }

    /// @param sample of the whole round
    void endRound(final Sample sample) {
        final double drawnNs = driver.usedNs() - driverNs;
        final double compiledNs = compilers.usedNs() - compilersNs;
        // Compilers go on between frames too, which is not in the sample: never less than the frames' own thread
        sample.figure(OWN_CPU, Math.max((double) frameThreadNs, sample.cpuNs() - drawnNs - compiledNs) / frames);
        sample.figure("compiler_cpu_ns", compiledNs / frames);
        sample.figure("driver_cpu_ns", drawnNs / frames);
        sample.figure(FRAME_THREAD_CPU, (double) frameThreadNs / frames);
        for (final RenderPhase phase : RenderPhase.values()) {
            figures(sample, phase.name(), render.histogram(phase));
        }
        for (final SceneStatistics.Phase phase : SceneStatistics.Phase.values()) {
            final Histogram all = new Histogram(3);
            scenes.forEach(scene -> all.add(scene.times().histogram(phase)));
            figures(sample, phase.name(), all);
        }
        final double rows = sum(0) - asked;
        final double others = sum(1) - changed;
        sample.figure("rows_as_before_share", rows == 0 ? 1 : 1 - others / rows);
        sample.figure("rows_changed_per_frame", others / frames);
        sample.figure("parts_made_per_frame", (double) (sum(2) - made) / frames);
    }

    private static void figures(final Sample sample, final String phase, final Histogram histogram) {
        final String name = phase.toLowerCase(Locale.ROOT);
        sample.figure(name + "_p50_ns", (double) histogram.getValueAtPercentile(50));
        sample.figure(name + "_p99_ns", (double) histogram.getValueAtPercentile(99));
    }
}
