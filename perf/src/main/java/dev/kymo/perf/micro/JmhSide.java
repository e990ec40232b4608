package dev.kymo.perf.micro;

import dev.kymo.perf.side.CaseSpec;
import dev.kymo.perf.side.Sample;
import dev.kymo.perf.side.Side;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// One method of a JMH benchmark as a side: a round is one fork with its own warm-up, so that forks of the sides
/// alternate. For cases without data; where data have to be made, a fork a round would cost minutes.
public final class JmhSide implements Side {
    /// The answer of every method of [GuardBenchmark].
    private static final long ANSWER = 42;

    private static final int QUICK_MS = 200;
    private static final int FULL_MS = 400;
    private static final int WARM_ITERATIONS = 3;
    private static final int ITERATIONS = 3;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    private final String method;
    private @Nullable CaseSpec prepared;

    /// @param method of [GuardBenchmark]
    public JmhSide(final String method) {
        this.method = method;
    }

    @Override
    public long prepare(final CaseSpec bench) {
        prepared = bench;
        final GuardBenchmark benchmark = new GuardBenchmark();
        return switch (method) {
            case "kymo" -> benchmark.kymo();
            case "readLock" -> benchmark.readLock();
            case "stampedLock" -> benchmark.stampedLock();
            case "bare" -> benchmark.bare();
            default -> -ANSWER;
        };
    }

    @Override
    public int maxUnits() {
        return 1;
    }

    @Override
    public void round(final Sample sample, final int units) throws RunnerException {
        final CaseSpec bench = prepared;
        if (bench == null) {
            throw new IllegalStateException("no case was prepared");
        }
        final TimeValue iteration = TimeValue.milliseconds(bench.size(QUICK_MS, FULL_MS));
        final Options options = new OptionsBuilder()
                .include(Pattern.quote(GuardBenchmark.class.getName() + "." + method) + "$")
                .forks(1)
                .warmupIterations(WARM_ITERATIONS)
                .warmupTime(iteration)
                .measurementIterations(ITERATIONS)
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        final Collection<RunResult> results = new Runner(options).run();
        for (final RunResult result : results) {
            final double meanNs = result.getPrimaryResult().getScore();
            final Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
            final long calls = 1_000_000;
            sample.add(calls, meanNs * calls, allocated == null ? 0 : Math.round(allocated.getScore() * calls));
        }
        if (sample.ops() == 0) {
            throw new IllegalStateException("JMH found no benchmark " + method);
        }
    }
}
